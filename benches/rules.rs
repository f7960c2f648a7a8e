//! All rules over one large template: a person types in it, so what rules cost is what the window lags behind.
//!
//! `cargo bench --no-default-features --bench rules`

use divan::Bencher;
use gatewright::design::{Design, file};
use gatewright::lint;
use gatewright::robustness::{Options, run};

fn main() {
    divan::main();
}

/// The largest template that API Gateway takes.
const TEMPLATE_BYTES: usize = 300 * 1024;

/// Members as templates have them, a number in place of `@`.
const MEMBERS: &str = r##"
    "path@": "$util.escapeJavaScript($input.params('ride@')).replaceAll("\\'", "'")",
    "query@": "$input.params('q@')",
    "body@": $input.json('$.items[@].name'),
    "stage@": "$context.stage-$stageVariables.table",
    "user@": "$context.authorizer.claims.email", ## who asks
    "flag@": #if($input.params('f@') == "on")true#{else}false#end,
    "list@": [#foreach($item in $input.path('$.list'))"$item"#if($foreach.hasNext), #end#end],"##;

fn template(bytes: usize) -> String {
    let mut text = "{\n  \"all\": {".to_owned();
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(&MEMBERS.replace('@', &number.to_string()));
        number += 1;
    }
    text.push_str("\n    \"last\": 1\n  }\n}\n");
    text
}

/// A design with one route, the template, and `calls` calls.
fn design(template: &str, calls: usize) -> Design {
    let call = serde_json::json!({
        "name": "A call", "request": {
            "method": "POST", "path": "/rides", "query": [["q1", "x"]], "body": ["{\"list\": [\"a\", \"b\"]}"]
        }
    });
    let tree = serde_json::json!({
        "gatewright": 1, "name": "Rides", "api": "REST",
        "stage": {"name": "prod", "accountId": "123456789012", "apiId": "a1b2c3d4e5", "region": "us-east-1",
                  "deploymentId": "h4gm3x"},
        "routes": [{
            "method": "POST", "path": "/rides",
            "integration": {
                "proxy": false, "payloadFormatVersion": "2.0", "passthroughBehavior": "NEVER",
                "requestTemplates": [{
                    "contentType": "application/json", "lines": template.split('\n').collect::<Vec<_>>()
                }]
            },
            "calls": vec![call; calls]
        }]
    });
    file::parse(&tree.to_string()).expect("a design")
}

/// Rules alone: what is asked is below 50 ms.
#[divan::bench(args = [3, 30, 300])]
fn all_rules(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let design = design(&template(kilobytes * TEMPLATE_BYTES / 300), 0);
    bencher.bench_local(|| lint::check(&design, &|| false).len());
}

/// Rules with a call: the template is rendered, too.
#[divan::bench(args = [3, 30, 300])]
fn all_rules_with_a_call(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let design = design(&template(kilobytes * TEMPLATE_BYTES / 300), 1);
    bencher.bench_local(|| lint::check(&design, &|| false).len());
}

/// The variations that `check` tries by default, of a template of a usual size; thousands a second are asked.
#[divan::bench]
fn two_thousand_variations(bencher: Bencher<'_, '_>) {
    let text = "{\n  \"id\": \"$util.escapeJavaScript($input.params('q1')).replaceAll(\"\\\\'\", \"'\")\",\n  \
                \"stage\": \"$context.stage\",\n  \"list\": $input.json('$.list'),\n  \"body\": $input.json('$')\n}\n";
    let design = design(text, 1);
    bencher.bench_local(|| {
        let report = run(&design, 0, 0, &Options::default(), &|| false, &mut |_, _| {});
        assert_eq!((report.tried, report.weaknesses.len()), (2000, 0), "{:?}", report.skipped);
    });
}
