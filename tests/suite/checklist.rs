//! The checklist as a view of the template: what is ticked is read from the text, ticking and unticking edit
//! it at the right place and nothing else.

use gatewright::apigw::bindings::Given;
use gatewright::apigw::mapping_template::{self, MappingInput};
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{Exchange, Invocation, Params};
use gatewright::design::checklist::{Checklist, Field, Refusal, Section, Tick, fields};
use gatewright::design::presets::{PRESETS, find};
use gatewright::design::{Design, file};
use gatewright::preview::{self, Selection, View};
use gatewright::text::apply_edits;
use gatewright::vtl::{self, Dialect, RenderOptions};
use serde_json::Value;
use std::path::Path;

fn preset(id: &str) -> Design {
    file::parse(find(id).expect("a preset").text).expect("a design")
}

fn fields_of(design: &Design) -> Vec<Field> {
    let route = &design.routes[0];
    let call = &route.calls[0];
    fields(&Exchange {
        api: ApiKind::Rest,
        stage: &design.stage,
        resource: &route.path,
        route_method: &route.method,
        authorizer: design.authorizer_of(route),
        identity: &call.identity,
        request: &call.request,
        overrides: &call.context,
        origin: Invocation::Deployed,
    })
}

fn field<'f>(fields: &'f [Field], title: &str) -> &'f Field {
    fields.iter().find(|field| field.title == title).unwrap_or_else(|| panic!("no field {title}"))
}

fn read(source: &str) -> Checklist {
    Checklist::read(source, &vtl::parse(source, Dialect::API_GATEWAY).template)
}

fn tick(source: &str, field: &Field) -> Result<String, Refusal> {
    let edit = read(source).tick(source, field)?;
    Ok(apply_edits(source, &[edit]).expect("the edit fits"))
}

fn untick(source: &str, field: &Field) -> String {
    let edits = read(source).untick(source, field).expect("is ticked");
    apply_edits(source, &edits).expect("the edits fit")
}

/// Previews the design's first call with another template; its event must be JSON.
fn event_with(design: &Design, template: &str) -> serde_json::Value {
    let mut design = design.clone();
    design.routes[0].integration.request_templates[0].text = template.into();
    let preview = preview::compute(&design, Selection::default(), Some(View::Mapping)).expect("a call");
    let event = preview.outcome.event().unwrap_or_else(|| panic!("no event from\n{template}\n{:?}", preview.problems));
    serde_json::from_str(&event.sent).expect("JSON")
}

#[test]
fn ticks_are_read_from_the_template() {
    let design = preset("wild-rydes");
    let fields = fields_of(&design);
    let checklist = read(&design.routes[0].integration.request_templates[0].text);
    let state = |title: &str| checklist.state(field(&fields, title));
    assert!(matches!(state("claim email"), Tick::On(_)));
    assert!(matches!(state("sourceIp"), Tick::On(_)));
    assert!(matches!(state("whole body"), Tick::On(_)));
    assert_eq!(state("claim cognito:username"), Tick::Off);
    assert_eq!(state("header User-Agent"), Tick::Off, "a loop maps it, which is not a member of its own");
    assert_eq!(field(&fields, "claim email").live.as_deref(), Some("ana@example.com"));
}

#[test]
fn one_place_is_found_however_it_is_written() {
    let design = preset("wild-rydes");
    let fields = fields_of(&design);
    for (template, title) in [
        ("{\"a\": \"$context.identity.sourceIp\"}", "sourceIp"),
        ("{\"a\": \"$!{context.identity.get(\"sourceIp\")}\"}", "sourceIp"),
        ("#set($i = $context.identity){\"a\": \"$i.sourceIp\"}", "sourceIp"),
        ("{\"a\": \"$util.escapeJavaScript($context.identity['sourceIp']).replaceAll('a', 'b')\"}", "sourceIp"),
        ("{\"a\": \"$input.params('Origin')\"}", "header Origin"),
        ("{\"a\": \"$input.params().header.get('Origin')\"}", "header Origin"),
        ("{\"a\": $input.json('$.PickupLocation.Latitude')}", "PickupLocation.Latitude"),
        ("#set($b = $input.path('$')){\"a\": $b.PickupLocation.Latitude}", "PickupLocation.Latitude"),
        ("#if($x){\"a\": \"$stageVariables.tableName\"}#end", "tableName"),
    ] {
        assert!(matches!(read(template).state(field(&fields, title)), Tick::On(_)), "{title} in {template}");
    }
    let by_hand = read("{\"a\": \"from ${context.identity.sourceIp}!\"}");
    assert!(matches!(by_hand.state(field(&fields, "sourceIp")), Tick::ByHand(_)));
    assert_eq!(by_hand.untick("", field(&fields, "sourceIp")), None);
}

#[test]
fn a_tick_goes_beside_its_like_and_keeps_the_style() {
    let fields = fields_of(&preset("wild-rydes"));
    let check = |title: &str, before: &str, after: &str| {
        assert_eq!(tick(before, field(&fields, title)).as_deref(), Ok(after), "{title}");
    };
    check("sourceIp", "{}", "{\"sourceIp\": \"$context.identity.sourceIp\"}");
    check("sourceIp", "{\n}", "{\n  \"sourceIp\": \"$context.identity.sourceIp\"\n}");
    check("sourceIp", "{\"a\": 1}", "{\"a\": 1, \"sourceIp\": \"$context.identity.sourceIp\"}");
    check(
        "stage",
        "{\n  \"id\" : {\n    \"sub\" : \"$context.stage\"\n  },\n  \"x\" : 1\n}\n",
        "{\n  \"id\" : {\n    \"sub\" : \"$context.stage\",\n    \"stage\" : \"$context.stage\"\n  },\n  \"x\" : 1\n}\n",
    );
    check(
        "claim sub",
        "{\n  \"a\": 1,\n  \"user\": {\n    \"email\": \"$context.authorizer.claims.email\"\n  }\n}",
        "{\n  \"a\": 1,\n  \"user\": {\n    \"email\": \"$context.authorizer.claims.email\",\n    \"sub\": \"$context.authorizer.claims.sub\"\n  }\n}",
    );
    check("sourceIp", "", "{ \n  \"sourceIp\": \"$context.identity.sourceIp\"\n}");
    check("sourceIp", "{\"sourceIp\": 1}", "{\"sourceIp\": 1, \"sourceIp2\": \"$context.identity.sourceIp\"}");
}

#[test]
fn where_no_place_is_always_right_the_tick_is_refused() {
    let fields = fields_of(&preset("wild-rydes"));
    for (template, refusal) in [
        ("[1, 2]", Refusal::NoObject),
        ("plain text", Refusal::NoObject),
        ("{\"a\": 1} {\"b\": 2}", Refusal::NoObject),
        ("#if($a){\"a\": 1#else{\"b\": 2#end}", Refusal::NoObject),
        ("{#foreach($k in $m)\"$k\": 1#if($foreach.hasNext),#end#end}", Refusal::OnlyConditional),
    ] {
        assert_eq!(tick(template, field(&fields, "sourceIp")), Err(refusal), "{template}");
    }
}

#[test]
fn ticking_and_unticking_any_field_gives_the_first_text_back() {
    for id in PRESETS.iter().map(|preset| preset.id).filter(|id| *id != "http-api-jwt") {
        let design = preset(id);
        let text = &design.routes[0].integration.request_templates[0].text;
        let checklist = read(text);
        for field in fields_of(&design).iter().filter(|field| checklist.state(field) == Tick::Off) {
            let Ok(ticked) = tick(text, field) else { continue };
            assert!(matches!(read(&ticked).state(field), Tick::On(_)), "{id}: {}", field.title);
            assert_eq!(untick(&ticked, field), **text, "{id}: {}", field.title);
        }
    }
}

#[test]
fn any_order_of_ticks_gives_json() {
    for id in ["wild-rydes", "minimal-identity-event", "lambda-request-authorizer", "method-request-passthrough"] {
        let design = preset(id);
        let all = fields_of(&design);
        for step in [1, 7] {
            let mut text = design.routes[0].integration.request_templates[0].text.to_string();
            for i in 0..all.len() {
                let field = &all[i * step % all.len()];
                if read(&text).state(field) == Tick::Off {
                    text = tick(&text, field).unwrap_or_else(|refusal| panic!("{id}: {refusal:?} in\n{text}"));
                }
            }
            event_with(&design, &text);
            for i in (0..all.len()).rev() {
                let field = &all[i * step % all.len()];
                if matches!(read(&text).state(field), Tick::On(_)) {
                    text = untick(&text, field);
                }
            }
            event_with(&design, &text);
        }
    }
}

/// A call whose fields have everything that names and values can have.
fn rich_design() -> Design {
    let mut design = preset("wild-rydes");
    design.stage.variables.push(("it's".into(), "x".into()));
    let call = &mut design.routes[0].calls[0];
    call.request.headers.push(("X-It's-\"odd\"".into(), "no literal holds this name".into()));
    call.request.headers.push(("X-O'Neil".into(), "it's".into()));
    call.request.query.push(("origin".into(), "a\"b".into()));
    let body = r#"{"items": [{"id": 1, "odd name": [true, {"x": null}]}, 2, 3, 4], "0": "zero", "a$b": {"it's": 1}}"#;
    call.request.body = Some(body.into());
    let claims = call.identity.claims.as_mut().expect("claims");
    claims.insert("custom:org's".into(), "\"O'Neil\"".into());
    design
}

/// The templates of all cases, with their call where they have one.
fn cases() -> Vec<(String, MappingInput)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut found = Vec::new();
    for folder in ["aws", "velocity"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("cases") {
            let path = entry.expect("a file").path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            for line in std::fs::read_to_string(path).expect("cases").lines() {
                let case: Value = serde_json::from_str(line).expect("a case");
                if let Some(template) = case["template"].as_str() {
                    found.push((template.to_owned(), input_of(&case)));
                }
            }
        }
    }
    assert!(found.len() > 500, "{} cases", found.len());
    found
}

fn input_of(case: &Value) -> MappingInput {
    let pairs = |value: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        value.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect()
    };
    let params = &case["params"];
    MappingInput {
        body: case["body"].as_str().map(Into::into),
        given: Given {
            params: Params {
                path: pairs(&params["path"]),
                querystring: pairs(&params["querystring"]),
                header: pairs(&params["header"]),
            }
            .into(),
            context: case["context"].as_object().cloned().unwrap_or_default().into(),
            stage_variables: pairs(&case["stageVariables"]).into(),
        }
        .into(),
    }
}

fn printed(template: &str, input: &MappingInput) -> String {
    let parsed = vtl::parse(template, Dialect::API_GATEWAY);
    mapping_template::render(&parsed.template, input, &RenderOptions::default()).text
}

/// Mixes a list, the same way for the same seed.
fn mixed<T>(mut list: Vec<T>, seed: usize) -> Vec<T> {
    let mut state = seed as u64 * 2 + 1;
    for at in (1..list.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, (state >> 33) as usize % (at + 1));
    }
    list
}

#[test]
fn in_the_template_of_any_case_tick_then_untick_gives_the_text_back() {
    let all = fields_of(&rich_design());
    let (mut ticked, mut refused, mut wrong) = (0, 0, Vec::new());
    for (index, (template, _)) in cases().iter().enumerate() {
        let checklist = read(template);
        // Others for each case; all of them come in turn.
        for field in mixed(all.iter().collect(), index).into_iter().take(9) {
            if checklist.state(field) != Tick::Off {
                continue;
            }
            let Ok(with) = tick(template, field) else {
                refused += 1;
                continue;
            };
            ticked += 1;
            let name = "a \"new\" $name";
            let renamed = read(&with).rename(&with, field, name).map(|edit| apply_edits(&with, &[edit]).expect("fits"));
            let renamed = renamed.unwrap_or_default();
            if !matches!(read(&with).state(field), Tick::On(_)) || untick(&with, field) != *template {
                wrong.push(format!("{}: {template:?} by way of {with:?}", field.title));
            } else if read(&renamed).key(&renamed, field).as_deref() != Some(name)
                || untick(&renamed, field) != *template
            {
                wrong.push(format!("{}: {template:?} by way of {renamed:?}", field.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {ticked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(ticked > 1_000, "{ticked} ticks, {refused} refused");
}

#[test]
fn in_any_case_that_makes_json_every_order_of_ticks_makes_json() {
    let is_object = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
    let all = fields_of(&rich_design());
    let (mut tried, mut wrong) = (0, Vec::new());
    for (index, (template, input)) in cases().iter().enumerate() {
        if !is_object(&printed(template, input)) {
            continue;
        }
        // `$input.json` of a body that is not JSON stops any template.
        let has_json = input.body.as_deref().is_none_or(|body| serde_json::from_str::<Value>(body).is_ok());
        let wanted = all.iter().filter(|field| field.section != Section::Body || has_json);
        let order: Vec<&Field> = mixed(wanted.collect(), index).into_iter().take(8).collect();
        let mut text = template.clone();
        let mut done = Vec::new();
        for field in order {
            if read(&text).state(field) == Tick::Off
                && let Ok(with) = tick(&text, field)
            {
                text = with;
                done.push(field);
            }
        }
        tried += usize::from(!done.is_empty());
        let event = printed(&text, input);
        if !is_object(&event) {
            wrong.push(format!("{text}\nprints\n{event}\n"));
        }
        for field in mixed(done, index + 1) {
            text = untick(&text, field);
        }
        if text != *template {
            wrong.push(format!("{template:?}\nbecame\n{text:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 50, "{tried} cases");
}

#[test]
fn a_name_is_changed_in_place() {
    let fields = fields_of(&preset("wild-rydes"));
    let ip = field(&fields, "sourceIp");
    let template = "{\"a\" : 1, ## mine\n  \"ip\" :  \"$context.identity.sourceIp\" , \"b\": 2}";
    let rename = |name: &str| read(template).rename(template, ip, name);
    assert_eq!(read(template).key(template, ip).as_deref(), Some("ip"));
    let renamed = apply_edits(template, &[rename("client \"#1\"").expect("renamed")]).expect("fits");
    assert_eq!(renamed, template.replace("\"ip\"", r#""client \"\u00231\"""#));
    assert_eq!(printed(&renamed, &MappingInput::default()).matches("client").count(), 1);
    assert_eq!(read(&renamed).key(&renamed, ip).as_deref(), Some("client \"#1\""));
    assert_eq!(rename("a"), Err(Refusal::NameTaken));
    assert!(rename("ip").is_ok(), "its own name is free for it");
    let made = "{\"$k\": \"$context.identity.sourceIp\"}";
    assert_eq!((read(made).key(made, ip), read(made).rename(made, ip, "x")), (None, Err(Refusal::NoPlainName)));
    assert_eq!(read("{}").rename("{}", ip, "x"), Err(Refusal::NoPlainName));
}

#[test]
fn values_inside_of_arrays_and_odd_names_are_fields() {
    let design = rich_design();
    let fields = fields_of(&design);
    let mut text = "{}".to_owned();
    for title in ["items[0].id", "items[0].odd name[1]", "claim custom:org's", "it's", "header X-O'Neil", "items[2]"] {
        text = tick(&text, field(&fields, title)).expect("ticked");
    }
    let event = event_with(&design, &text);
    assert_eq!(event["id"], 1);
    assert_eq!(event["oddName1"], serde_json::json!({"x": null}));
    assert_eq!(event["items2"], 3);
    assert_eq!(event["orgS"], "\"O'Neil\"");
    assert_eq!(event["xONeil"], "it's");
    assert!(!fields.iter().any(|field| field.title == "header X-It's-\"odd\""), "no literal holds that name");
}

#[test]
fn a_long_template_is_asked_quickly() {
    let member = |i: usize| format!("  \"k{i}\": \"$util.escapeJavaScript($input.params('p{i}'))\",\n");
    let template = format!("{{\n{}  \"end\": 1\n}}", (0..6_000).map(member).collect::<String>());
    let checklist = read(&template);
    let fields = fields_of(&rich_design());
    let started = std::time::Instant::now();
    for field in &fields {
        assert_eq!(checklist.state(field), Tick::Off);
    }
    let took = started.elapsed();
    assert!(took.as_millis() < 20, "{} fields took {took:?}", fields.len());
}

#[test]
fn a_value_with_a_quote_does_not_break_the_event() {
    let mut design = preset("wild-rydes");
    let nasty = "it's \"O'Neil\" \\ \u{1} ü";
    let call = &mut design.routes[0].calls[0];
    call.request.headers.push(("X-Note".into(), nasty.into()));
    let claims = call.identity.claims.as_mut().expect("claims");
    claims.insert("name".into(), nasty.into());
    let fields = fields_of(&design);
    let mut text = "{}".to_owned();
    for title in ["header X-Note", "claim name", "header User-Agent"] {
        text = tick(&text, field(&fields, title)).expect("ticked");
    }
    let event = event_with(&design, &text);
    assert_eq!(event["xNote"], nasty);
    assert_eq!(event["name"], nasty);
}

#[test]
fn every_cut_of_a_template_has_a_checklist() {
    let design = preset("wild-rydes");
    let fields = fields_of(&design);
    let text = &design.routes[0].integration.request_templates[0].text;
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let cut = &text[..end];
        let checklist = read(cut);
        for field in fields.iter().step_by(5) {
            checklist.state(field);
            if let Ok(edit) = checklist.tick(cut, field) {
                assert!(apply_edits(cut, &[edit]).is_some());
            }
            checklist.untick(cut, field);
        }
    }
}
