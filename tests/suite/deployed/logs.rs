//! Execution logs become calls with golden events.

use super::{import, leaves_out, route, sample};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::design::file;
use gatewright::import::deployed::{Format, ImportedDesign, NoNeighbors, SourceFile, merge, read, recognize};
use serde_json::json;

fn log(name: &str) -> ImportedDesign {
    import(name, &sample(&format!("logs/{name}")), Format::Logs)
}

#[test]
fn a_test_of_the_console() {
    let imported = log("execution-test-invoke.log");
    let post = route(&imported, "POST /rides");
    let call = &post.calls[0];
    assert_eq!(call.request.query, [("dryRun".to_owned(), "1".to_owned())]);
    assert_eq!(call.request.header("x-note"), Some("a, b=c"));
    assert_eq!(call.request.body.as_deref(), Some("{\"pickup\": \"Main St\", \"note\": \"it's late\"}"));
    let golden = call.golden.as_ref().expect("a golden event");
    assert_eq!(golden["ride"], json!({"pickup": "Main St", "note": "it's late"}));
    assert_eq!(call.context["requestId"], "cbf0c735-638d-4f51-ab98-b1cb99585578");
    let returned = FunctionResult::Returned(json!({"rideId": "r-1", "etaMinutes": 4}));
    assert!(call.result.as_ref() == Some(&returned));
    assert!(!post.integration.proxy);
    assert!(!file::to_text(&imported.design).contains("IQoJb3"), "the session token is nowhere");
}

#[test]
fn lines_of_several_requests_and_cut_ones() {
    let imported = log("execution-cloudwatch.log");
    let post = &route(&imported, "POST /rides").calls[0];
    assert_eq!(post.golden.as_ref().map(|golden| golden["context"]["identity"]["sub"].clone()), Some(json!("9f3a")));
    let get = &route(&imported, "GET /rides/42").calls[0];
    assert!(get.golden.is_none());
    assert!(leaves_out(&imported, "the event of request 11111111") && leaves_out(&imported, "1,024 bytes"));
    assert!(leaves_out(&imported, "Unable to transform request"));
    assert_eq!((imported.design.stage.api_id.as_str(), imported.design.stage.name.as_str()), ("a1b2c3d4e5", "dev"));
}

#[test]
fn json_and_csv_of_cloudwatch() {
    for name in ["filter-log-events.json", "insights.csv"] {
        let imported = log(name);
        let call = &route(&imported, "POST /").calls[0];
        assert_eq!(
            call.golden.as_ref().map(|golden| golden["ride"].clone()),
            Some(json!({"pickup": "Main St"})),
            "{name}"
        );
        assert!(leaves_out(&imported, "method and path of request"));
    }
}

#[test]
fn events_that_a_function_printed() {
    let imported = log("lambda-event-lines.log");
    let post = route(&imported, "POST /rides");
    assert!(post.integration.proxy && !post.calls.is_empty());
}

#[test]
fn tokens_are_taken_away_and_named() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    let id = "cbf0c735-638d-4f51-ab98-b1cb99585578";
    let text = format!(
        "({id}) HTTP Method: GET, Resource Path: /a\n({id}) Method request headers: {{Authorization=Bearer {token}, Accept=a, x-api-key=k3y}}\n({id}) Endpoint request body after transformations: {{\"headers\": {{\"authorization\": \"Bearer {token}\", \"Accept\": \"a\"}}, \"requestContext\": {{}}, \"resource\": \"/{{a}}\"}}\n({id}) Endpoint response body before transformations: {{\"errorMessage\": \"x\", \"jwt\": \"{token}\"}}\n"
    );
    let imported = import("a.log", &text, Format::Logs);
    let written = file::to_text(&imported.design);
    assert!(!written.contains("eyJ") && !written.contains("k3y"), "{written}");
    assert!(!format!("{imported:?}").contains("eyJ"));
    let get = route(&imported, "GET /{a}");
    assert!(get.integration.proxy && matches!(get.calls[0].result, Some(FunctionResult::Raised(_))));
    assert!(leaves_out(&imported, "header Authorization") && leaves_out(&imported, "`jwt`"));
}

#[test]
fn calls_go_to_the_route_that_takes_their_path() {
    let mut design = gatewright::design::Design::default();
    design.routes.push(gatewright::design::Route {
        method: "GET".into(),
        path: "/rides/{rideId}".into(),
        ..Default::default()
    });
    let imported = log("execution-cloudwatch.log");
    let merged = merge(&design, &imported);
    assert_eq!(merged.routes.len(), 2);
    assert_eq!(merged.routes[0].calls.len(), 1);
    assert_eq!(merge(&merged, &imported).routes[0].calls.len(), 1, "the same log twice changes nothing");
}

/// A path with parameters was taken for a resource of its own.
#[test]
fn lines_of_three_requests_mixed_and_paths_with_parameters() {
    let imported = log("tail-interleaved.log");
    let put = route(&imported, "PUT /orders/{orderId}/lines/{rest+}");
    let call = &put.calls[0];
    assert_eq!(call.request.path, "/orders/42/lines/a/b");
    assert_eq!(
        call.request.body.as_deref(),
        Some("{\n  \"note\": \"line 1\\nline 2\\t\\u00e9\",\n  \"(not\": \"a prefix)\"\n}")
    );
    let headers: Vec<_> = call.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(headers, [("Accept", "*/*"), ("X-List", "a, b, c=d"), ("Host", "x.example")]);
    assert_eq!(call.golden, Some(json!({"ride": {"note": "line 1\nline 2"}})));
    assert!(matches!(call.result, Some(FunctionResult::Raised(_))));
    // `orders` stands twice in the path, so nobody knows which of them is the parameter.
    let get = &route(&imported, "GET /orders/{first}/orders").calls[0];
    assert_eq!(get.request.path, "/orders/42/orders");
}

#[test]
fn what_the_log_does_not_hold_is_named() {
    let imported = log("tail-interleaved.log");
    let post = &route(&imported, "POST /upload").calls[0];
    assert_eq!((post.request.body.as_deref(), post.golden.as_ref()), (None, None));
    for words in [
        "the request's body of request cccccccc",
        "binary",
        "the event of request cccccccc",
        "timeout",
        "header Authorization",
        "header Cookie",
        "`jwt`",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    let written = format!("{} {imported:?}", file::to_text(&imported.design));
    for secret in ["abc.def", "secret1", "secret2", "eyJ"] {
        assert!(!written.contains(secret), "{secret}");
    }
    assert_eq!(imported.design.stage.name, "live");
}

#[test]
fn a_log_from_windows() {
    let imported = log("tail-windows.log");
    let call = &imported.design.routes[0].calls[0];
    assert_eq!(
        call.request.query,
        [("q", "a&b=c"), ("empty", ""), ("page", "2")].map(|(n, v)| (n.to_owned(), v.to_owned()))
    );
    assert_eq!(call.golden, Some(json!({"a": 1, "list": ["x"]})));
    let result = FunctionResult::Returned(json!("text"));
    assert!(call.result.as_ref() == Some(&result));
}

#[test]
fn cut_lines_of_every_kind() {
    let imported = log("truncated.log");
    let call = &route(&imported, "POST /long").calls[0];
    assert_eq!((call.golden.as_ref(), call.result.is_some(), call.request.body.as_deref()), (None, false, None));
    assert_eq!(call.request.headers, [("Accept".to_owned(), "a".to_owned())]);
    assert_eq!(call.request.query, [("a".to_owned(), "1".to_owned())]);
    for words in ["the request's body", "the event", "the function's answer", "some headers", "some of the query"] {
        assert!(leaves_out(&imported, &format!("{words} of request aaaaaaaa")), "{words}: {:#?}", imported.left_out);
    }
}

/// Only one form of what the console and the command line save was known.
#[test]
fn columns_and_json_of_cloudwatch_in_every_form() {
    let golden = |name: &str, path: &str| route(&log(name), path).calls[0].golden.clone();
    assert_eq!(golden("insights-columns.csv", "GET /csv"), Some(json!({"quote": "a,b \"c\" d", "n": 1})));
    assert_eq!(golden("get-log-events.json", "GET /json"), Some(json!({"s": "\u{e9} \"q\"\\"})));
    assert_eq!(golden("get-query-results.json", "DELETE /query"), Some(json!({})));
    assert_eq!(golden("test-invoke-method.json", "POST /orders/{id}"), Some(json!({"at": "Mon : noon"})));
    let test = log("test-invoke-method.json");
    assert_eq!(test.design.routes[0].calls[0].context["stage"], "test-invoke-stage");
}

#[test]
fn a_log_of_accesses_is_no_execution_log() {
    let text = sample("logs/access.log");
    assert_eq!(recognize("access.log", &text), None);
    let imported = read(&[SourceFile { name: "access.log", text: &text }], Some(Format::Logs), &NoNeighbors);
    assert_eq!(imported.diagnostics[0].rule.0, "import/no-route");
}

/// Requests were looked for one after the other, which took minutes for a day's log.
#[test]
fn a_log_of_many_requests_is_read_at_once() {
    let line = |i: usize| format!("({i:08x}-0000-4000-8000-000000000000) HTTP Method: GET, Resource Path: /a\n");
    let text: String = (0..60_000).map(line).collect();
    let began = std::time::Instant::now();
    assert_eq!(route(&import("many.log", &text, Format::Logs), "GET /a").calls.len(), 60_000);
    assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
}
