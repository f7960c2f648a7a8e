//! False alarms are defects: rules run over every template that was recorded on AWS, over the idioms that people use,
//! and over the presets. Each finding left is in a list, with why it is right.

use gatewright::design::Design;
use gatewright::design::file;
use gatewright::diagnostics::Severity;
use gatewright::lint::{self, Subject};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Reads the cases of a file.
fn cases(path: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(path);
    let text = fs::read_to_string(path).expect("cases");
    text.lines().map(|line| serde_json::from_str(line).expect("a case")).collect()
}

fn pairs(map: &Value) -> Value {
    let members = map.as_object().into_iter().flatten();
    members
        .map(|(name, value)| json!([name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)]))
        .collect()
}

/// Makes a design with the template of a case, and the call that the case describes.
fn design(case: &Value) -> Option<Design> {
    let template = json!([{
        "contentType": "application/json", "lines": case["template"].as_str()?.split('\n').collect::<Vec<_>>()
    }]);
    let is_response = case["phase"] == "response";
    let path: Vec<String> = case["params"]["path"].as_object().into_iter().flatten().map(|(n, _)| n.clone()).collect();
    let resource: String = path.iter().map(|name| format!("/{{{name}}}")).collect();
    let concrete: String =
        path.iter().map(|name| format!("/{}", case["params"]["path"][name].as_str().unwrap_or("x"))).collect();
    let body = case["body"].as_str().map(|text| text.split('\n').collect::<Vec<_>>());
    let design = json!({
        "gatewright": 1, "name": "Case", "api": "REST",
        "stage": {
            "name": "prod", "variables": pairs(&case["stageVariables"]), "accountId": "123456789012",
            "apiId": "a1b2c3d4e5", "region": "us-east-1", "deploymentId": "h4gm3x"
        },
        "routes": [{
            "method": "POST", "path": format!("/case{resource}"),
            "integration": {
                "proxy": false, "payloadFormatVersion": "2.0", "passthroughBehavior": "NEVER",
                "requestTemplates": if is_response { json!([]) } else { template.clone() },
                "responses": if is_response { json!([{"status": 200, "templates": template}]) } else { json!([]) },
            },
            "calls": [{"name": "The case's", "request": {
                "method": "POST", "path": format!("/case{concrete}"), "query": pairs(&case["params"]["querystring"]),
                "headers": pairs(&case["params"]["header"]), "body": body,
            }}],
        }],
    });
    Some(file::parse(&design.to_string()).unwrap_or_else(|error| panic!("{}: {error}", case["id"])))
}

/// What a rule finds in these templates, and why that is right.
struct Alarm {
    rule: &'static str,
    why: &'static str,
    templates: &'static [&'static str],
}

const ALARMS: &[Alarm] = &[
    Alarm {
        rule: "authorizer-missing",
        why: "the case has no authorizer on its route, and the template reads claims",
        templates: &["templates/step-functions-start-with-context", "templates/stop-when-unauthorised"],
    },
    Alarm {
        rule: "bare-optional",
        why: "prints nothing, and breaks JSON, where the member is missing: several of these recordings show just that",
        templates: &[
            "airspeed/test_array_notation_dot/1",
            "airspeed/test_array_notation_nested_indexes/1",
            "airspeed/test_preserves_unicode_strings/1",
            "ls/input-path/bigger-dict",
            "ls/input-path/dict-with-nested-list",
            "ls/input-path/empty-body",
            "ls/input-path/list-with-nested-list",
            "ls/input-path/nested-list",
            "ls/input-path/nested-null-list",
            "ls/input-path/to-string",
            "templates/dynamodb-put-item",
            "templates/dynamodb-query-response",
            "templates/error-json-in-message",
            "templates/remove-diacritics-by-table",
            "templates/rename-members",
            "templates/step-functions-sync-response",
            "templates/step-functions-sync-response-failed",
        ],
    },
    Alarm {
        rule: "body-is-text",
        why: "recorded to show that `$input.body.x` prints nothing",
        templates: &["ls/input-body/request/url-encode/str-body"],
    },
    Alarm {
        rule: "escape-makes-single-quote",
        why: "an apostrophe becomes `\\'`, which is no JSON: true of the console's own passthrough template as well",
        templates: &[
            "templates/dynamodb-put-item",
            "templates/error-selection",
            "templates/form-to-json",
            "templates/passthrough-no-body",
            "templates/query-to-json",
            "templates/step-functions-sync-response",
            "templates/step-functions-sync-response-failed",
            "templates/windows-line-ends-in-body",
        ],
    },
    Alarm {
        rule: "form-encoding",
        why: "a body with `&` or `+` arrives cut or changed; recorded without encoding",
        templates: &[
            "ls/input-body/response/str-body-output/empty-body",
            "ls/input-body/response/str-body-output/json-body",
            "ls/input-body/response/str-body-output/str-body",
            "ls/sqs/header-param/MessageAttribute",
            "ls/sqs/input-body/with-payload",
            "templates/sqs-send-fifo",
            "templates/sqs-send-message-raw",
        ],
    },
    Alarm {
        rule: "injection",
        why: "a parameter stands between quotes as it is: a member was smuggled in when it was tried",
        templates: &[
            "ls/dynamodb/query/test2",
            "ls/lambda/request-template/tpl/lambda-aws-integration-2",
            "templates/graphql-request",
            "templates/graphql-request-raw",
        ],
    },
    Alarm {
        rule: "literal-dollar",
        why: "nothing sets this variable: nothing is printed",
        templates: &["templates/graphql-request", "templates/json-schema-with-raw"],
    },
    Alarm {
        rule: "map-printed",
        why: "the text of the map is what this template takes apart, on purpose; printed as it is, it would be no JSON",
        templates: &["templates/query-string-from-map-text"],
    },
    Alarm {
        rule: "not-json",
        why: "XML, CSV and plain words are for another service than Lambda, which these idioms are written for; the cases ran behind none",
        templates: &[
            "templates/cors-mock-response",
            "templates/csv-response",
            "templates/override-response-status-from-body",
            "templates/xml-request",
        ],
    },
    Alarm {
        rule: "not-of-undefined",
        why: "recorded to show that a negation of what is missing is never true",
        templates: &[
            "airspeed/test_compound_binary_and_unary_operators/1",
            "airspeed/test_compound_binary_and_unary_operators/3",
            "airspeed/test_compound_binary_and_unary_operators/4",
            "airspeed/test_logical_negation_operator/2",
            "airspeed/test_logical_negation_operator/5",
            "airspeed/test_logical_negation_operator/6",
        ],
    },
    Alarm {
        rule: "number-or-boolean-as-text",
        why: "a number between quotes, which the service behind it wants that way",
        templates: &["ls/kinesis/put-records", "templates/dynamodb-put-item"],
    },
    Alarm {
        rule: "params-precedence",
        why: "a query parameter of the header's name would win",
        templates: &["templates/cors-mock-response"],
    },
    Alarm {
        rule: "request-body-in-response-template",
        why: "a response template reads the result by the same words: only a hint",
        templates: &[
            "ls/input-path/bigger-dict",
            "ls/input-path/dict-with-nested-list",
            "ls/input-path/list-with-nested-list",
            "ls/input-path/nested-list",
            "ls/input-path/nested-null-list",
            "ls/input-path/to-string",
        ],
    },
    Alarm {
        rule: "typo-prints-nothing",
        why: "recorded to show that a variable that is not set prints nothing",
        templates: &["airspeed/test_foreach_with_unset_variable_expands_to_nothing/1"],
    },
    Alarm {
        rule: "undefined-is-true",
        why: "recorded to show that what is missing counts as true; the rest runs into the same",
        templates: &[
            "airspeed/test_and_operator/2",
            "airspeed/test_and_operator/5",
            "airspeed/test_and_operator/6",
            "airspeed/test_false_elseif_skipped_when_if_is_true/1",
            "airspeed/test_foreach_skipped_when_nested_in_a_failing_if/1",
            "airspeed/test_formal_reference_in_an_if_condition/2",
            "airspeed/test_formal_reference_in_an_if_condition/3",
            "airspeed/test_if_statement_considers_None_to_be_false/2",
            "airspeed/test_if_statement_considers_None_to_be_truthy/2",
            "airspeed/test_or_operator/1",
            "airspeed/test_or_operator/2",
            "airspeed/test_or_operator/4",
            "airspeed/test_or_operator/5",
            "airspeed/test_or_operator/6",
            "airspeed/test_silent_formal_reference_in_an_if_condition/1",
            "airspeed/test_silent_formal_reference_in_an_if_condition/3",
            "airspeed/test_true_elseif_evaluated_when_if_is_false/1",
            "airspeed/test_when_if_statement_is_nested_inside_a_successful_enclosing_if_it_gets_evaluated/3",
            "airspeed/test_when_if_statement_resolves_to_false_the_content_is_skipped/1",
            "airspeed/test_when_if_statement_resolves_to_true_the_content_is_returned/1",
            "templates/break-at-first-match",
            "templates/filter-and-rename",
            "templates/wild-rydes-response",
        ],
    },
    Alarm {
        rule: "unescaped-in-string",
        why: "a quote in the value breaks the JSON: none of these escapes",
        templates: &[
            "ls/kinesis/put-records",
            "templates/bearer-token-payload",
            "templates/break-at-first-match",
            "templates/conditional-comma-first-style",
            "templates/deep-optional-chain",
            "templates/defaults-keep-value",
            "templates/dynamodb-put-item",
            "templates/dynamodb-put-item-without-note",
            "templates/dynamodb-put-list",
            "templates/dynamodb-query-response",
            "templates/error-json-in-message",
            "templates/error-or-data",
            "templates/error-selection",
            "templates/filter-and-rename",
            "templates/form-to-json",
            "templates/kinesis-put-record",
            "templates/kinesis-put-records",
            "templates/lambda-response-unwrap",
            "templates/list-of-pairs-to-object",
            "templates/object-to-list-of-pairs",
            "templates/passthrough-no-body",
            "templates/query-to-json",
            "templates/rename-members",
            "templates/s3-list-response",
            "templates/secrets-manager-response",
            "templates/sqs-response",
            "templates/step-functions-sync-response",
            "templates/step-functions-sync-response-failed",
            "templates/unicode-everywhere",
            "templates/whitespace-free-json",
            "templates/wild-rydes-response",
        ],
    },
    Alarm {
        rule: "unquoted-text",
        why: "prints plain text, HTML or XML for another service than Lambda; or Base64 of a JSON text that nobody promised",
        templates: &[
            "templates/all-context-of-interest",
            "templates/escape-for-html",
            "templates/longest-name",
            "templates/pagination-token",
            "templates/query-string-from-map-text",
            "templates/remove-diacritics-by-table",
            "templates/xml-escaped-by-hand",
        ],
    },
];

#[test]
fn every_finding_in_known_templates_is_justified() {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let of_aws = cases("aws/cases.jsonl").into_iter().filter(|case| case["kind"] == "template");
    let mut count = 0;
    for case in of_aws.chain(cases("velocity/templates.jsonl")) {
        let id = case["id"].as_str().expect("an id").to_owned();
        let Some(design) = design(&case) else { continue };
        count += 1;
        // How a route is set up is this test's own doing.
        let of_template = |finding: &lint::Finding| !matches!(finding.subject, Subject::Route(_));
        for finding in lint::check(&design, &|| false).into_iter().filter(of_template) {
            found.entry(finding.diagnostic.rule.0).or_default().insert(id.clone());
        }
    }
    assert!(count > 180, "{count} templates");
    let mut wrong = Vec::new();
    for (rule, templates) in &found {
        let alarm = ALARMS.iter().find(|alarm| alarm.rule == *rule);
        let known = alarm.map_or(&[][..], |alarm| alarm.templates);
        let new = templates.iter().filter(|id| !known.contains(&id.as_str()));
        wrong.extend(new.map(|id| format!("{rule} in {id}: a false alarm, or a line for the list")));
    }
    for alarm in ALARMS {
        assert!(!alarm.why.is_empty());
        let gone = alarm.templates.iter().filter(|id| !found.get(alarm.rule).is_some_and(|ids| ids.contains(**id)));
        wrong.extend(gone.map(|id| format!("{} in {id}: not found any more", alarm.rule)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn presets_and_the_plain_passthrough_give_no_alarm() {
    for preset in gatewright::design::presets::PRESETS {
        let design = file::parse(preset.text).expect("a design");
        let found = lint::check(&design, &|| false);
        let grave = found.iter().filter(|finding| finding.diagnostic.severity != Severity::Hint);
        let said: Vec<String> = grave.map(|finding| finding.diagnostic.message.clone()).collect();
        assert!(said.is_empty(), "{}: {said:?}", preset.id);
    }
    for template in ["$input.json('$')", "{\"body\": $input.json('$')}", "{}", "{\"statusCode\": 200}"] {
        let case = json!({"id": template, "template": template, "body": "{\"a\": 1}"});
        let found = lint::check(&design(&case).expect("a design"), &|| false);
        let of_template = found.iter().filter(|finding| !matches!(finding.subject, Subject::Route(_)));
        assert_eq!(of_template.count(), 0, "{template}");
    }
}
