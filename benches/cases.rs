//! The five measured cases, as the original and we are given them.

use gatewright::apigw::Params;
use gatewright::apigw::bindings::Given;
use gatewright::apigw::mapping_template::MappingInput;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// What is measured, by a letter.
pub fn case(name: &str) -> Value {
    match name {
        "passthrough" => passthrough(),
        "loop" => looped(1_000),
        "three lines" => three_lines(),
        "300 KB template" => long_template(300 << 10),
        "10 MB body" => large_body(10 << 20),
        other => unreachable!("no case is called {other}"),
    }
}

fn made(template: String, body: String) -> Value {
    json!({
        "id": "bench",
        "dialect": "api-gateway",
        "template": template,
        "body": body,
        "params": {"path": {"id": "42"}, "querystring": {"q": "a b&c"}, "header": {"X-Id": "h"}},
        "context": {"stage": "prod", "requestId": "r-1", "identity": {"sourceIp": "203.0.113.42"}},
        "stageVariables": {"table": "Rides"},
    })
}

/// (a) AWS's method request passthrough template, 12 headers and 4 query parameters.
fn passthrough() -> Value {
    let preset: Value = serde_json::from_str(include_str!("../presets/method-request-passthrough.gatewright.json"))
        .expect("a preset is JSON");
    let lines = preset["routes"][0]["integration"]["requestTemplates"][0]["lines"].as_array().into_iter().flatten();
    let template = lines.filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    assert!(template.contains("#foreach"), "the preset has a template");
    let mut case =
        made(template, r#"{"PickupLocation": {"Latitude": 47.6174755835663, "Longitude": -122.288}}"#.into());
    let named = |prefix: &str, count: usize| -> Map<String, Value> {
        (0..count).map(|i| (format!("{prefix}-{i}"), format!("value {i} of it's \"kind\"").into())).collect()
    };
    case["params"] = json!({"path": {"id": "42"}, "querystring": named("q", 4), "header": named("X-Header", 12)});
    case
}

/// (b) A loop over a JSON array of so many objects.
pub fn looped(count: usize) -> Value {
    let items: Vec<Value> =
        (0..count).map(|i| json!({"id": i, "name": format!("item {i}"), "tags": ["a", "b"], "price": 2.5})).collect();
    let template = "[#foreach($item in $input.path('$.items'))\n  {\"id\": $item.id, \"name\": \
                    \"$util.escapeJavaScript($item.name)\", \"first\": \"$item.tags[0]\"}#if($foreach.hasNext),#end\n#end]";
    made(template.into(), json!({"items": items}).to_string())
}

/// (c) Three lines.
fn three_lines() -> Value {
    let template =
        "{\n  \"id\": \"$input.params('id')\", \"stage\": \"$context.stage\",\n  \"body\": $input.json('$')\n}";
    made(template.into(), r#"{"a": 1, "b": [true, null]}"#.into())
}

/// (d) A template of about so many bytes.
pub fn long_template(bytes: usize) -> Value {
    let mut template = String::from("{\n");
    let mut number = 0;
    while template.len() < bytes {
        let _ = writeln!(
            template,
            "#set($v{number} = $input.params('q'))\n\"m{number}\": {{\"q\": \"$util.escapeJavaScript($v{number})\", \
             \"ip\": \"$context.identity.sourceIp\", \"n\": #if($v{number} == \"x\")1#{{else}}2#end}},"
        );
        number += 1;
    }
    template.push_str("\"end\": 0\n}");
    made(template, "{}".into())
}

/// (e) A body of about so many bytes, of which a few members are read.
pub fn large_body(bytes: usize) -> Value {
    let mut body = String::from("{\"items\": [");
    let mut number = 0;
    while body.len() < bytes {
        let _ =
            write!(body, "{{\"id\": {number}, \"name\": \"item {number}\", \"note\": \"{}\"}},", "text ".repeat(30));
        number += 1;
    }
    body.push_str("null], \"last\": \"z\"}");
    let template = "{\"first\": \"$input.path('$.items[0].name')\", \"last\": \"$input.path('$.last')\", \
                    \"again\": \"$input.path('$.items[1].id')\"}";
    made(template.into(), body)
}

/// Returns the case as our engine takes it.
pub fn input(case: &Value) -> MappingInput {
    let pairs = |value: &Value| -> Vec<(String, String)> {
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    };
    let params = &case["params"];
    let params = Params {
        path: pairs(&params["path"]),
        querystring: pairs(&params["querystring"]),
        header: pairs(&params["header"]),
    };
    let given = Given {
        params: params.into(),
        context: case["context"].as_object().cloned().unwrap_or_default().into(),
        stage_variables: pairs(&case["stageVariables"]).into(),
    };
    MappingInput { body: case["body"].as_str().map(Into::into), given: given.into() }
}
