//! Execution logs become calls with golden events.

use super::{import, leaves_out, route, sample};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::design::file;
use gatewright::import::deployed::{Format, ImportedDesign, merge};
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
