//! The way back as it is shown: what the client receives, which pattern matched and why, where the body came from.

use gatewright::apigw::cors::Cors;
use gatewright::apigw::gateway_response::GatewayResponse;
use gatewright::apigw::integration::{IntegrationResponse, MappingTemplate};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{ResponseType, client_response::ClientResponse};
use gatewright::design::{Design, file, presets};
use gatewright::preview::{self, Respond, ResponseView, Selection, StationKind, StationState, View};
use serde_json::json;

fn story() -> Design {
    file::parse(presets::find("wild-rydes").expect("the story").text).expect("a design")
}

fn respond(design: &Design, view: Option<View>) -> ResponseView {
    let selection = Selection::default();
    let preview = preview::compute(design, selection, view).expect("a call");
    preview::respond(Respond { design, selection, preview: &preview, token: None }).expect("a call")
}

/// Follows a result of the story's call, with the design changed.
fn followed(view: View, result: FunctionResult, change: impl Fn(&mut Design)) -> ResponseView {
    let mut design = story();
    design.routes[0].calls[0].result = Some(result);
    change(&mut design);
    respond(&design, Some(view))
}

fn returned(value: serde_json::Value) -> FunctionResult {
    FunctionResult::Returned(value)
}

fn key_error() -> FunctionResult {
    FunctionResult::Raised(json!({"errorType": "KeyError", "errorMessage": "'authorizer'"}))
}

fn client(view: &ResponseView) -> &ClientResponse {
    view.client.as_ref().expect("a response")
}

fn states(view: &ResponseView) -> Vec<StationState> {
    view.stations.iter().map(|station| station.state).collect()
}

fn response(status: u16, pattern: &str, template: Option<&str>) -> IntegrationResponse {
    let templates = template.map(|text| MappingTemplate { content_type: "application/json".into(), text: text.into() });
    IntegrationResponse {
        status,
        selection_pattern: pattern.into(),
        templates: templates.into_iter().collect(),
        ..IntegrationResponse::default()
    }
}

#[test]
fn without_a_result_the_call_waits_at_the_function() {
    let seen = respond(&story(), None);
    assert!(seen.client.is_none());
    use StationState::{Changed, Passed, Waiting};
    assert_eq!(states(&seen), [Passed, Passed, Changed, Waiting, Waiting, Waiting, Waiting]);
}

#[test]
fn a_malformed_proxy_response_is_the_502_with_its_cause() {
    let seen = followed(View::RestProxy, returned(json!({"statusCode": 200, "body": {"a": 1}})), |_| {});
    assert_eq!(client(&seen).status, 502);
    assert!(client(&seen).answer.as_ref().is_some_and(|answer| answer.why.contains("`body` is an object")));
    assert_eq!(seen.gateway_response.as_ref().map(|(kind, _)| *kind), Some(ResponseType::Default5xx));
    let station = &seen.stations[4];
    assert_eq!((station.kind, station.state), (StationKind::IntegrationResponse, StationState::Stopped));
    let good = followed(View::RestProxy, returned(json!({"statusCode": 201, "body": "{}"})), |_| {});
    assert_eq!((client(&good).status, client(&good).header("Content-Length")), (201, Some("2")));
}

#[test]
fn each_pattern_says_whether_it_matched_and_why() {
    let set = |design: &mut Design| {
        design.routes[0].integration.responses = vec![
            response(200, "", None),
            response(400, "authorizer", None),
            response(500, ".*author.*", None),
            response(501, ".+", None),
        ];
    };
    let seen = followed(View::Mapping, key_error(), set);
    assert_eq!(client(&seen).status, 500);
    let taken: Vec<bool> = seen.patterns.iter().map(|row| row.is_taken).collect();
    assert_eq!(taken, [false, false, true, false]);
    let whys: Vec<&str> = seen.patterns.iter().map(|row| row.why.as_str()).collect();
    assert!(whys[1].contains("put .* around it"), "{whys:?}");
    assert!(whys[3].contains("another one comes first"), "{whys:?}");
    // A success is matched by no pattern, whatever status it speaks of.
    let fine = followed(View::Mapping, returned(json!({"statusCode": 400})), set);
    assert_eq!((client(&fine).status, fine.patterns[0].is_taken), (200, true));
    assert!(fine.patterns[1].why.contains("never a status"));
}

#[test]
fn a_response_template_s_body_knows_where_it_came_from() {
    let template = "{\"who\": \"$input.path('$.rider')\", \"stage\": \"$context.stage\"}";
    let seen = followed(View::Mapping, returned(json!({"rider": "ana"})), |design| {
        design.routes[0].integration.responses = vec![response(201, "", Some(template))];
    });
    let rendered = seen.rendered.as_ref().expect("a template ran");
    assert_eq!(&*rendered.text, "{\"who\": \"ana\", \"stage\": \"prod\"}");
    assert_eq!((rendered.place, client(&seen).status), ((0, 0), 201));
    let (span, words) = rendered.origin_at(rendered.text.find("ana").expect("there")).expect("an origin");
    assert_eq!(&template[span.range()], "$input.path('$.rider')");
    assert_eq!(words, "result `/rider`, line 1");
    assert_eq!(rendered.reached_by_template(span).len(), 1);
    assert_eq!(seen.stations[4].state, StationState::Changed);
}

#[test]
fn a_caller_who_is_refused_gets_the_customized_gateway_response() {
    let refuse = |design: &mut Design| {
        design.routes[0].calls[0].identity.claims = None;
        design.gateway_responses = vec![GatewayResponse {
            response_type: ResponseType::Default4xx,
            status: None,
            parameters: vec![("gatewayresponse.header.Access-Control-Allow-Origin".into(), "'*'".into())],
            templates: Vec::new(),
            is_default: false,
        }];
    };
    let seen = followed(View::RestProxy, returned(json!({})), refuse);
    assert_eq!((client(&seen).status, client(&seen).header("access-control-allow-origin")), (401, Some("*")));
    let (kind, words) = seen.gateway_response.as_ref().expect("one");
    assert_eq!(*kind, ResponseType::Unauthorized);
    assert!(words.contains("follows DEFAULT_4XX"), "{words}");
    use StationState::{NotReached, Passed, Stopped};
    let expected = [Passed, Stopped, NotReached, NotReached, NotReached, NotReached, Passed];
    assert_eq!(states(&seen), expected);
}

#[test]
fn an_http_api_does_cors_itself() {
    let cors = Cors {
        allow_origins: vec!["https://wildrydes.example.com".into()],
        allow_methods: vec!["POST".into()],
        allow_headers: vec!["authorization".into()],
        max_age_s: Some(300),
        ..Cors::default()
    };
    let result = json!({"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*", "x-a": "1"}, "body": ""});
    let seen = followed(View::Http20, returned(result.clone()), |design| {
        design.api = ApiKind::Http;
        design.cors = Some(cors.clone());
    });
    let client = client(&seen);
    assert_eq!(client.header("access-control-allow-origin"), Some("https://wildrydes.example.com"));
    assert_eq!(client.header("x-a"), Some("1"));
    assert_eq!(
        client.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("access-control-allow-origin")).count(),
        1
    );
    assert!(client.notes.iter().any(|note| note.contains("passed over")));
    // The preflight needs no route, no token and no function.
    let preflight = followed(View::Http20, returned(result), |design| {
        design.api = ApiKind::Http;
        design.cors = Some(cors.clone());
        let request = &mut design.routes[0].calls[0].request;
        request.method = "OPTIONS".into();
        request.headers.retain(|(name, _)| name != "Authorization");
        request.headers.push(("Access-Control-Request-Method".into(), "POST".into()));
    });
    let answer = preflight.client.as_ref().expect("an answer");
    assert_eq!((answer.status, answer.header("access-control-max-age")), (204, Some("300")));
    assert_eq!(preflight.stations[1].state, StationState::Stopped);
}

/// As exports write it: a static header on custom integration responses and on the gateway's own errors, an `OPTIONS`
/// method that answers preflight requests, and nothing behind a proxy integration.
#[test]
fn a_rest_api_has_cors_headers_where_the_gateway_can_map_them() {
    let cors = Cors { allow_origins: vec!["https://wildrydes.example.com".into()], ..Cors::default() };
    let origin = |seen: &ResponseView| client(seen).header("access-control-allow-origin").map(str::to_owned);
    let set = |design: &mut Design| design.cors = Some(cors.clone());
    let fine = json!({"statusCode": 200, "body": ""});
    assert_eq!(
        origin(&followed(View::Mapping, returned(json!({})), set)).as_deref(),
        Some("https://wildrydes.example.com")
    );
    assert_eq!(origin(&followed(View::RestProxy, returned(fine), set)), None);
    let refused = followed(View::RestProxy, returned(json!({})), |design| {
        set(design);
        design.routes[0].calls[0].identity.claims = None;
    });
    assert_eq!((client(&refused).status, origin(&refused).is_some()), (401, true));
    let preflight = followed(View::RestProxy, returned(json!({})), |design| {
        set(design);
        design.routes[0].calls[0].request.method = "OPTIONS".into();
    });
    assert_eq!(
        (client(&preflight).status, client(&preflight).header("access-control-allow-methods")),
        (204, Some("POST,OPTIONS"))
    );
}

#[test]
fn what_a_handler_reads_in_vain_is_explained() {
    let code = "def handler(event, context):\n    claims = event['requestContext']['authorizer']['claims']\n    \
                return claims['email']\n";
    let mut design = story();
    let selection = Selection::default();
    let said = |design: &Design, view: View, raised| {
        let preview = preview::compute(design, selection, Some(view)).expect("a call");
        preview.absent_reads(design, selection, code, raised)
    };
    assert!(said(&design, View::RestProxy, None).is_empty());
    let mapped = said(&design, View::Mapping, Some((2, "'requestContext'")));
    assert!(mapped[0].1.contains("does not copy that") && mapped[0].0 == 2, "{mapped:?}");
    design.routes[0].authorizer = None;
    let words = &said(&design, View::RestProxy, Some((2, "'authorizer'")))[0].1;
    assert_eq!(words, "No authorizer on this method: the event has no `requestContext.authorizer`.");
}
