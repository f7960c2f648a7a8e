//! Where each byte of an output came from, held against the template and the request it came from.
//!
//! The properties are checked over every case of `tests/conformance` and over random templates; tables say what single
//! constructs must name.

use crate::random_template::{self, Random};
use crate::velocity::input;
use crate::wild_template;
use gatewright::apigw::bindings::{InputPlace, ParameterLocation};
use gatewright::apigw::mapping_template::{Mapped, MappingInput, OriginAt, render};
use gatewright::json::lenient;
use gatewright::text::Span;
use gatewright::vtl::{self, Dialect, RenderOptions};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn recorded(template: &str, input: &MappingInput, dialect: Dialect) -> Mapped {
    let options = RenderOptions { dialect, provenance: true, ..RenderOptions::default() };
    render(&vtl::parse(template, dialect).template, input, &options)
}

/// Returns the text of an input that is no value of the body, as it was sent.
fn sent(place: &InputPlace, input: &MappingInput) -> Option<String> {
    let last = |pairs: &[(String, String)], name: &str| {
        pairs.iter().rfind(|(other, _)| other == name).map(|(_, value)| value.clone())
    };
    match place {
        InputPlace::Parameter { location, name } => match location {
            ParameterLocation::Path => last(&input.given.params.path, name),
            ParameterLocation::Querystring => last(&input.given.params.querystring, name),
            ParameterLocation::Header => last(&input.given.params.header, name),
        },
        InputPlace::StageVariable { name } => last(&input.given.stage_variables, name),
        InputPlace::Context { path } => {
            // Names may hold dots and brackets: try all ways to cut the path.
            fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
                if path.is_empty() {
                    return Some(value);
                }
                match value {
                    Value::Object(members) => members.iter().find_map(|(name, member)| {
                        let rest = path.strip_prefix(name.as_str())?;
                        find(member, rest.strip_prefix('.').unwrap_or(rest))
                    }),
                    Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| {
                        let rest = path.strip_prefix(&format!("[{at}]"))?;
                        find(item, rest.strip_prefix('.').unwrap_or(rest))
                    }),
                    _ => None,
                }
            }
            let found = find(&Value::Object((*input.given.context).clone()), path).cloned();
            found.map(|value| value.as_str().map_or(value.to_string(), str::to_owned))
        }
        InputPlace::Body { .. } => None,
    }
}

/// Tells whether `output` is a value of the body: as written, without quotes and escapes, or quoted anew.
fn is_body_value(output: &str, pointer: &str, span: Span, input: &MappingInput) -> bool {
    let body = input.body.as_deref().filter(|body| !body.is_empty()).unwrap_or("{}");
    let written = span.slice(body);
    if output == written || output == body && pointer.is_empty() {
        return true;
    }
    let Ok(document) = lenient::read(body) else { return false };
    let Some(node) = document.at_pointer(pointer) else { return false };
    let value = document.string(node);
    output == value || serde_json::from_str::<String>(output).is_ok_and(|output| output == value)
}

fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// Checks one run of text of the template against the template.
fn check_written(origin: &OriginAt, template: &str, output: &str) {
    let place = origin.literal.unwrap_or(origin.template);
    let written = place.slice(template);
    if origin.literal.is_none()
        && (written.contains('$') || written.starts_with("#parse") || written.starts_with("#inc"))
    {
        // A reference without a value prints its own text; a count, or what a directive says, stands nowhere.
        return;
    }
    if output == written {
        return;
    }
    // `\u0041` in a text, numbers that print otherwise (`007`, `1e3`, `3.`), texts in a list of a body.
    let inside = written.get(1..written.len().saturating_sub(1)).unwrap_or("");
    let is_json_of_it = serde_json::from_str::<String>(output).is_ok_and(|text| text == inside);
    let respelled = written.contains("\\u") || written.parse::<f64>().is_ok() || is_json_of_it;
    if origin.literal.is_some() && output.chars().all(|c| inside.contains(c)) {
        // Cut up and put together again, in whatever order.
        return;
    }
    // Quotes and halved backslashes go, so does what `#[[` and `#literal` stand for; no byte is added.
    assert!(
        respelled || is_subsequence(output, written),
        "{template:?}: {output:?} was written by {written:?} at {place:?}"
    );
    let plain = !written.contains(['\\', '"', '\'', '#']);
    assert!(respelled || !plain || written.contains(output), "{template:?}: {output:?} of {written:?}");
}

/// Checks all that must hold of any output.
fn check_all(template: &str, input: &MappingInput, dialect: Dialect) -> Mapped {
    let mapped = recorded(template, input, dialect);
    let mut end = 0;
    let mut looked_up: Vec<(InputPlace, Vec<Span>)> = Vec::new();
    for origin in mapped.origins() {
        let output = mapped.text.get(origin.output.range()).expect("a place in the output");
        assert_eq!(origin.output.start as usize, end, "{template:?}: a hole before {output:?}");
        end = origin.output.end as usize;
        assert!(template.get(origin.template.range()).is_some(), "{template:?}: {origin:?}");
        match origin.inputs.as_slice() {
            [] => check_written(&origin, template, output),
            [place] if origin.unchanged => {
                let is_it = match place {
                    InputPlace::Body { pointer, span } => is_body_value(output, pointer, *span, input),
                    // Numbers of the context print as Java prints them; put into a body, a text is quoted.
                    place => sent(place, input).is_some_and(|sent| {
                        sent == output
                            || serde_json::from_str::<String>(output).is_ok_and(|output| output == sent)
                            || sent.parse::<f64>().is_ok_and(|sent| output.parse() == Ok(sent))
                    }),
                };
                assert!(is_it, "{template:?}: {output:?} is not {place:?}");
            }
            _ => assert!(!origin.unchanged, "{template:?}: {output:?} comes from several: {origin:?}"),
        }
        // Both directions lead to the same bytes.
        assert_eq!(mapped.origin_at(origin.output.start as usize).as_ref(), Some(&origin), "{template:?}");
        assert_eq!(mapped.origin_at(end - 1).as_ref(), Some(&origin), "{template:?}");
        let holds = |spans: &[Span]| spans.iter().any(|span| span.covers(origin.output));
        assert!(holds(&mapped.outputs_of_template(origin.template)), "{template:?}: {origin:?}");
        for place in &origin.inputs {
            if !looked_up.iter().any(|(known, _)| known == place) {
                looked_up.push((place.clone(), mapped.outputs_of_input(place)));
            }
            let reached = looked_up.iter().find(|(known, _)| known == place).map(|(_, spans)| spans.as_slice());
            assert!(reached.is_some_and(holds), "{template:?}: {place:?} does not lead to {output:?}");
        }
    }
    assert_eq!(end, mapped.text.len(), "{template:?}: the origins end early");
    for (place, spans) in &looked_up {
        for span in spans {
            for origin in mapped.origins().filter(|origin| span.covers(origin.output)) {
                let inside = |other: &InputPlace| match (place, other) {
                    (InputPlace::Body { span, .. }, InputPlace::Body { span: other, .. }) => span.covers(*other),
                    (place, other) => place == other,
                };
                assert!(origin.inputs.iter().any(inside), "{template:?}: {place:?} did not reach {origin:?}");
            }
        }
    }
    mapped
}

#[test]
fn origins_of_the_cases_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut count = 0;
    for folder in ["velocity", "aws"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            for line in fs::read_to_string(&path).expect("a text").lines() {
                let Ok(case) = serde_json::from_str::<Value>(line) else { continue };
                let Some(template) = case["template"].as_str() else { continue };
                count += 1;
                for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
                    check_all(template, &input(&case), dialect);
                }
            }
        }
    }
    assert!(count > 1500, "{count}");
}

#[test]
fn origins_of_random_templates_hold() {
    let mut random = Random::new(1717);
    for id in 0..4000 {
        for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
            for generate in [random_template::case, wild_template::case] {
                let case = generate(&mut random, id, dialect.name);
                check_all(case["template"].as_str().unwrap_or_default(), &input(&case), dialect);
            }
        }
    }
}

fn sample() -> Value {
    json!({
        "body": r#"{"s": "it's \"a\"", "n": 1.50, "list": ["x", "y"], "o": {"k": "v", "deep": {"z": null}}, "t": true}"#,
        "params": {"path": {"id": "42"}, "querystring": {"q": "a,b"}, "header": {"X-Id": "h"}},
        "context": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}, "authorizer": {"claims": {"sub": "u-1"}}},
        "stageVariables": {"table": "Rides"},
    })
}

fn words(place: &InputPlace) -> String {
    match place {
        InputPlace::Body { pointer, .. } => format!("body:{pointer}"),
        InputPlace::Parameter { location, name } => format!("{}:{name}", format!("{location:?}").to_lowercase()),
        InputPlace::StageVariable { name } => format!("stage:{name}"),
        InputPlace::Context { path } => format!("context:{path}"),
    }
}

/// Checks the inputs of the run that holds `piece`, sorted and joined by blanks; `=` in front where it is unchanged,
/// `@` where it only holds the input together.
fn check(template: &str, piece: &str, expected: &str) {
    let mapped = check_all(template, &input(&sample()), Dialect::VELOCITY);
    assert!(mapped.failure.is_none(), "{template}: {:?}", mapped.failure);
    let at = mapped.text.find(piece).unwrap_or_else(|| panic!("{template}: no {piece:?} in {:?}", mapped.text));
    let origin = mapped.origin_at(at).expect("an origin");
    let mut inputs: Vec<String> = origin.inputs.iter().map(words).collect();
    inputs.sort();
    let mark = if origin.unchanged {
        "="
    } else if origin.around {
        "@"
    } else {
        ""
    };
    assert_eq!(format!("{mark}{}", inputs.join(" ")), expected, "{template}: {piece:?} in {:?}", mapped.text);
}

#[test]
fn values_name_their_inputs() {
    for (template, piece, expected) in [
        // As they are.
        ("$input.params('q')", "a,b", "=querystring:q"),
        ("$input.params().header.get('X-Id')", "h", "=header:X-Id"),
        ("$input.params().path.id", "42", "=path:id"),
        ("$stageVariables.table", "Rides", "=stage:table"),
        ("${stageVariables['table']}", "Rides", "=stage:table"),
        ("$context.authorizer.claims.sub", "u-1", "=context:authorizer.claims.sub"),
        ("$input.path('$.s')", "it's", "=body:/s"),
        ("$input.path('$').o.k", "v", "=body:/o/k"),
        ("$input.path('$.list[*]')[1]", "y", "=body:/list/1"),
        ("$input.path('$.list').get(0)", "x", "=body:/list/0"),
        ("$input.body", "it's", "=body:"),
        ("$util.parseJson($input.body).o.k", "v", "=body:/o/k"),
        // A number that prints otherwise than it is written is not unchanged.
        ("$input.path('$.n')", "1.5", "body:/n"),
        // Through variables, lists, maps, loops, blocks, macros, evaluated texts.
        ("#set($a = $input.params('id'))$a", "42", "=path:id"),
        ("#set($m = {\"k\": $input.params('id')})$m.k $m", "{k", ""),
        ("#set($m = {\"k\": $input.params('id')})$m", "42", "=path:id"),
        ("#set($l = [$stageVariables.table])#foreach($x in $l)<$x>#end", "Rides", "=stage:table"),
        ("#foreach($x in $input.path('$.list'))$x;#end", "y", "=body:/list/1"),
        ("#define($d)$input.params('id')#end$d", "42", "=path:id"),
        ("#define($d)-$input.params('id')#end$d.toString()", "42", "=path:id"),
        ("#define($d)-$input.params('id')#end#set($x = \"$d\")$x", "42", "=path:id"),
        ("#macro(m $p)<$p>#end#m($input.params('id'))", "42", "=path:id"),
        ("#macro(m)<$bodyContent>#end#@m()$stageVariables.table#end", "Rides", "=stage:table"),
        ("#evaluate('$context.stage')", "prod", "=context:stage"),
        ("#set($s = \"a $context.stage b\")$s", "prod", "=context:stage"),
        ("#set($s = \"a $context.stage b\")$s", "a ", ""),
        ("#set($s = 'a' + $context.stage)$s", "prod", "=context:stage"),
        ("$input.params('id').concat($context.stage)", "prod", "=context:stage"),
        ("$input.params('q').split(',').get(1)", "b", "querystring:q"),
        ("$input.params('q').toString()", "a,b", "=querystring:q"),
        ("$input.path('$.o').toString()", "v", "=body:/o/k"),
        ("#set($s = $input.path('$.o') + '')$s", "v", "=body:/o/k"),
        // Worked out: every input is named.
        ("$input.params('q').toUpperCase()", "A,B", "querystring:q"),
        ("$util.escapeJavaScript($input.path('$.s'))", "it", "body:/s"),
        ("$util.urlEncode($input.params('q'))", "a%2Cb", "querystring:q"),
        ("$util.base64Encode($context.stage)", "cHJvZA==", "context:stage"),
        ("$util.urlEncode(\"$context.stage $stageVariables.table\")", "prod+Rides", "context:stage stage:table"),
        (
            "#set($s = \"$context.stage$stageVariables.table\")$s.toLowerCase()",
            "prodrides",
            "context:stage stage:table",
        ),
        ("#set($n = $input.path('$.n') + $input.params('id').length())$n", "3.5", "body:/n path:id"),
        ("$input.params('id').replace('4', $context.stage)", "prod2", "context:stage path:id"),
        ("$input.params('q').indexOf('b')", "2", "querystring:q"),
        ("$input.path('$.list').size()", "2", "body:/list"),
        ("$input.path('$.o').keySet().size()", "2", "body:/o"),
        ("$stageVariables.keySet().size()", "1", "stage:table"),
        ("#set($v = $input.params().path.values())$v.contains('42')", "true", "path:id"),
        ("#set($b = $stageVariables.entrySet() == 'x')$b", "false", "stage:table"),
        ("$input.path('$.list').contains($input.params('id'))", "false", "body:/list path:id"),
        ("#set($b = $input.params('id') == $context.stage)$b", "false", "context:stage path:id"),
        ("#set($b = !($input.params('id') == 'x'))$b", "true", "path:id"),
        ("#set($l = [$input.params('id'), $context.stage])$l.size()", "2", "context:stage path:id"),
        ("#set($l = [$input.params('id'), 'x'])$l.contains($stageVariables.table)", "false", "path:id stage:table"),
        ("$input.path('$.list.length()')", "2", "body:"),
        ("$util.parseJson('{\"a\": 1}').a", "1", ""),
        ("#set($j = $util.parseJson(\"{'a': '$context.stage'}\"))$j.a", "prod", "context:stage"),
        ("$input.params('q').substring(2)", "b", "querystring:q"),
        ("$input.path('$.t').equals(true)", "true", "body:/t"),
        // Names, and what holds values together.
        ("#foreach($k in $input.path('$.o').keySet())$k;#end", "deep", "@body:/o/deep"),
        ("#foreach($e in $input.params().querystring.entrySet())$e.key=$e.value#end", "q", "@querystring:q"),
        ("#foreach($k in $input.params().header.keySet())$k#end", "X-Id", "@header:X-Id"),
        ("#foreach($k in $stageVariables.keySet())$k#end", "table", "@stage:table"),
        ("#foreach($k in $context.identity.keySet())$k#end", "sourceIp", "@context:identity.sourceIp"),
        ("$input.json('$.o')", "{\"k\":", "@body:/o"),
        ("$input.path('$.o')", "{", "@body:/o"),
        ("$input.path('$.list')", ",", "@body:/list"),
    ] {
        check(template, piece, expected);
    }
}

/// Each leaf of a whole body leads to its own place, and back.
#[test]
fn leaves_of_a_whole_body_have_their_own_pointers() {
    let body = r#"{"a": 1, "b": ["x", {"c": "y z", "d/e": null}], "f": {"g~": [true, [2.25, ""]]}, "u": "ü"}"#;
    let input = MappingInput { body: Some(body.into()), ..MappingInput::default() };
    let document = lenient::read(body).expect("JSON");
    for template in [
        "$input.json('$')",
        "#set($x = $input.json('$'))$x",
        "#set($x = \"$input.json('$')\")$x",
        "{\"body\": $input.json('$')}",
        "#define($d)$input.json('$')#end$d",
        "#foreach($i in [1])$input.json('$')#end",
    ] {
        let mapped = check_all(template, &input, Dialect::API_GATEWAY);
        let start = mapped.text.find("{\"a\"").expect("the body");
        let printed = lenient::read(mapped.text[start..].trim_end_matches('}').to_owned() + "}").expect("JSON");
        for (pointer, written) in [
            ("/a", "1"),
            ("/b/0", "\"x\""),
            ("/b/1/c", "\"y z\""),
            ("/b/1/d~1e", "null"),
            ("/f/g~0/0", "true"),
            ("/f/g~0/1/0", "2.25"),
            ("/f/g~0/1/1", "\"\""),
            ("/u", "\"ü\""),
        ] {
            let node = printed.at_pointer(pointer).expect("a leaf");
            let at = start + printed.span(node).start as usize;
            let origin = mapped.origin_at(at).expect("an origin");
            assert_eq!(origin.output.slice(&mapped.text), written, "{template}: {pointer}");
            assert!(origin.unchanged, "{template}: {pointer}");
            let source = document.at_pointer(pointer).expect("a leaf");
            let place = InputPlace::Body { pointer: pointer.into(), span: document.span(source) };
            assert_eq!(origin.inputs, std::slice::from_ref(&place), "{template}");
            assert_eq!(mapped.outputs_of_input(&place), [origin.output], "{template}");
        }
    }
}

/// What an input did not reach stays the same when the input changes: nothing that a value was made from goes unnamed.
#[test]
fn what_does_not_name_an_input_does_not_depend_on_it() {
    let pieces = [
        "$input.params('q')",
        "$input.params('q').toUpperCase()",
        "$input.params('q').length()",
        "$input.params('q').replace('a', $context.stage)",
        "$input.params('q').substring(1).concat($stageVariables.table)",
        "$input.params('q').equals($input.params('id'))",
        "$input.params('q').split(',').get(0)",
        "$util.urlEncode($input.params('q'))",
        "$util.escapeJavaScript(\"$input.params('q')'$context.stage\")",
        "$util.base64Encode($stageVariables.table)",
        "#set($x = $input.params('id') + $context.stage)$x.length()",
        "#set($x = [$input.params('q'), $context.stage])$x.contains('prod')$x.indexOf('v1')$x.toString()",
        "#set($x = {\"k\": $stageVariables.table})$x.containsValue('Rides')$x.k.hashCode()$x",
        "#set($x = $input.params('id') == '42')$x",
        "#set($x = $context.stage == 'prod' && $stageVariables.table != 'x')$x",
        "#set($x = !($input.params('q') == $input.path('$.s')))$x",
        "$input.json('$')",
        "$input.json('$.o').length()",
        "$input.path('$.s').length()",
        "$input.path('$.o').k.compareTo($input.params('id'))",
        "$input.path('$.list').toString().length()",
        "$util.parseJson(\"{'a': '$input.params('id')'}\").a.length()",
        "#define($d)$context.stage#end$d.toString().length()",
    ];
    let mut random = Random::new(4);
    let changes: [(&str, &[&str], &str, Value); 6] = [
        ("querystring:q", &["params", "querystring", "q"], "", "zz,y".into()),
        ("path:id", &["params", "path", "id"], "", "7777".into()),
        ("context:stage", &["context", "stage"], "", "v1".into()),
        ("stage:table", &["stageVariables", "table"], "", "Other".into()),
        ("body:/s", &["body"], "/s", "another text".into()),
        ("body:/o/k", &["body"], "/o/k", "w w".into()),
    ];
    for _ in 0..300 {
        let template: Vec<&str> = (0..1 + random.below(6)).map(|_| random.pick(&pieces)).collect();
        let template = template.join("|");
        let before = check_all(&template, &input(&sample()), Dialect::API_GATEWAY);
        for (place, path, pointer, value) in &changes {
            let mut case = sample();
            if *path == ["body"] {
                let mut body: Value = serde_json::from_str(case["body"].as_str().expect("a text")).expect("JSON");
                *body.pointer_mut(pointer).expect("a member") = value.clone();
                case["body"] = body.to_string().into();
            } else {
                let member = path.iter().fold(&mut case, |value, name| &mut value[*name]);
                *member = value.clone();
            }
            let after = check_all(&template, &input(&case), Dialect::API_GATEWAY);
            let runs: Vec<(OriginAt, OriginAt)> = before.origins().zip(after.origins()).collect();
            assert_eq!(before.origins().count(), after.origins().count(), "{template}: {place}");
            for (old, new) in runs {
                // A value of the body depends on those inside it.
                let names = |origin: &OriginAt| {
                    origin.inputs.iter().map(words).any(|input| {
                        input == *place
                            || place.strip_prefix(&input).is_some_and(|rest| rest.starts_with('/') && !origin.around)
                    })
                };
                let same = old.output.slice(&before.text) == new.output.slice(&after.text);
                assert!(same || names(&old), "{template}: {place} is not named by {old:?}");
            }
        }
    }
}
