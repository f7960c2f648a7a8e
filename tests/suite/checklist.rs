//! The checklist as a view of the template: what is ticked is read from the text, ticking and unticking edit
//! it at the right place and nothing else.

use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{Exchange, Invocation};
use gatewright::design::checklist::{Checklist, Field, Refusal, Tick, fields};
use gatewright::design::presets::{PRESETS, find};
use gatewright::design::{Design, file};
use gatewright::preview::{self, Selection, View};
use gatewright::text::apply_edits;
use gatewright::vtl::{self, Dialect};

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
    check("sourceIp", "", "{\n  \"sourceIp\": \"$context.identity.sourceIp\"\n}");
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
        for step in [1, 3, 7, 11] {
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
