//! Bad input: each kind has its own message at its place, and where the service answers the client itself, that
//! answer is shown.

use gatewright::apigw::authorize::MAX_BODY_BYTES;
use gatewright::design::{Design, file, presets};
use gatewright::diagnostics::{Diagnostic, Source};
use gatewright::import;
use gatewright::preview::{Outcome, Preview, Selection, View, compute};

fn preset(id: &str) -> Design {
    file::parse(presets::find(id).expect("a preset").text).expect("a design")
}

fn preview(design: &Design, view: Option<View>) -> Preview {
    compute(design, Selection::default(), view).expect("a call")
}

fn problem<'p>(preview: &'p Preview, rule: &str) -> &'p Diagnostic {
    let found = preview.problems.iter().find(|problem| problem.rule.0 == rule);
    found.unwrap_or_else(|| panic!("{rule} is among {:?}", preview.problems))
}

fn status(preview: &Preview) -> Option<u16> {
    match &preview.outcome {
        Outcome::Answered(answer) => Some(answer.status),
        _ => None,
    }
}

#[test]
fn a_path_that_does_not_match_the_resource() {
    let mut design = preset("wild-rydes");
    design.routes[0].calls[0].request.path = "/prod/rides".into();
    for (view, expected) in
        [(None, 403), (Some(View::RestProxy), 403), (Some(View::Http10), 404), (Some(View::Http20), 404)]
    {
        let preview = preview(&design, view);
        assert_eq!(status(&preview), Some(expected));
        let problem = problem(&preview, "apigw/path-mismatch");
        let place = problem.primary().expect("a place");
        assert_eq!((place.source.clone(), place.span.slice("POST /prod/rides")), (Source::RequestLine, "/prod/rides"));
        assert!(problem.help.as_deref().is_some_and(|help| help.starts_with("write `/rides`")), "{:?}", problem.help);
    }
    design.routes[0].calls[0].request.path = "/rides".into();
    design.routes[0].calls[0].request.method = "GET".into();
    let preview = preview(&design, None);
    assert_eq!(status(&preview), Some(403));
    assert_eq!(problem(&preview, "apigw/method-mismatch").primary().expect("a place").span.slice("GET /rides"), "GET");
}

#[test]
fn a_body_of_ten_megabytes_and_one() {
    let mut design = preset("wild-rydes");
    let request = &mut design.routes[0].calls[0].request;
    request.body = Some("x".repeat(MAX_BODY_BYTES + 1).into());
    for view in View::ALL {
        let preview = preview(&design, Some(view));
        assert_eq!(status(&preview), Some(413), "{view:?}");
        let place = problem(&preview, "apigw/body-too-large").primary().expect("a place").clone();
        assert_eq!((place.source, place.span.start, place.span.end), (Source::Body, 10_485_760, 10_485_761));
    }
    design.routes[0].calls[0].request.body = Some("\"".into());
    assert_eq!(status(&preview(&design, Some(View::RestProxy))), None);
}

#[test]
fn a_body_that_is_not_the_declared_json() {
    let mut design = preset("wild-rydes");
    let request = &mut design.routes[0].calls[0].request;
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    request.headers.push(("Content-Type".into(), "application/json; charset=utf-8".into()));
    request.body = Some("{\"a\": 1,\n \"b\": oops}".into());
    for view in [View::RestProxy, View::Http10, View::Http20] {
        let preview = preview(&design, Some(view));
        // The function gets the text as it is.
        assert!(preview.outcome.is_event());
        let problem = problem(&preview, "apigw/body-not-json");
        let place = problem.primary().expect("a place");
        assert_eq!(place.source, Source::Body);
        assert!(place.span.start >= 15, "{problem:?}");
        assert!(problem.message.starts_with("the body is not the JSON that `application/json` declares: "));
    }
    // Through a template the same place is told, once.
    let preview = preview(&design, Some(View::Mapping));
    let told = preview.problems.iter().filter(|p| p.primary().is_some_and(|place| place.source == Source::Body));
    assert_eq!(told.count(), 1, "{:?}", preview.problems);
    // What is not declared as JSON is nobody's fault.
    design.routes[0].calls[0].request.headers.retain(|(name, _)| name != "Content-Type");
    design.routes[0].calls[0].request.headers.push(("Content-Type".into(), "text/plain".into()));
    let proxied = compute(&design, Selection::default(), Some(View::RestProxy)).expect("a call");
    assert!(proxied.problems.is_empty(), "{:?}", proxied.problems);
}

#[test]
fn request_lines_without_a_path() {
    for text in ["POST HTTP/1.1\nHost: h\n\n{}", "POST  HTTP/1.1\r\nHost: h\r\n", "POST\nHost: h.example\n"] {
        let imported = import::request(text);
        assert_eq!(imported.diagnostics.len(), 1, "{text}: {imported:?}");
        let problem = &imported.diagnostics[0];
        assert_eq!((problem.rule.0, problem.message.as_str()), ("import/no-path", "the request line has no path"));
        let place = problem.primary().expect("a place").span;
        assert!(place.slice(text).starts_with("POST") && !place.slice(text).contains("Host"), "{text}");
    }
    // Without a version it is a request all the same.
    let imported = import::request("GET /rides?x=1\nHost: h.example\n");
    assert!(imported.diagnostics.is_empty(), "{imported:?}");
    assert_eq!(imported.requests[0].url(), "https://h.example/rides?x=1");
    let imported = import::request("POST /rides HTTP/1.1\nHost: h\nno colon here\nA: b\n");
    let place = imported.diagnostics[0].primary().expect("a place").span;
    assert_eq!(place.slice("POST /rides HTTP/1.1\nHost: h\nno colon here\nA: b\n"), "no colon here");
    assert_eq!(imported.requests[0].headers.len(), 2);
}

#[test]
fn a_content_type_without_a_template_is_a_415() {
    use gatewright::apigw::integration::PassthroughBehavior;
    let mut design = preset("wild-rydes");
    design.routes[0].integration.passthrough_behavior = PassthroughBehavior::Never;
    design.routes[0].calls[0].request.headers =
        vec![("Authorization".into(), "x".into()), ("Content-Type".into(), "text/csv".into())];
    let preview = preview(&design, None);
    assert_eq!(status(&preview), Some(415));
    let Outcome::Answered(answer) = &preview.outcome else { panic!("{:?}", preview.outcome) };
    assert_eq!(answer.body, r#"{"message":"Unsupported Media Type"}"#);
    assert!(answer.why.contains("no function is called"));
}

#[test]
fn a_payload_that_content_handling_cannot_convert() {
    use gatewright::apigw::integration::ContentHandling::{ConvertToBinary, ConvertToText};
    let event = |text: &str, binary: &str, handling, body: &str| {
        let mut design = preset("wild-rydes");
        design.stage.binary_media_types = vec![binary.to_owned()];
        design.routes[0].integration.content_handling = handling;
        design.routes[0].integration.request_templates[0].text = text.into();
        design.routes[0].calls[0].request.body = Some(body.into());
        let headers = &mut design.routes[0].calls[0].request.headers;
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        headers.push(("Content-Type".into(), "application/json".into()));
        preview(&design, Some(View::Mapping))
    };
    let template = r#"{"b": "$input.body"}"#;
    // What a template reads of a binary body is its Base64 text, if the integration asks for it.
    let converted = event(template, "application/json", Some(ConvertToText), "hi");
    assert_eq!(converted.outcome.event().map(|event| event.sent.to_string()), Some(r#"{"b": "aGk="}"#.into()));
    // Without it no template can read the body (recorded on AWS).
    let refused = event(template, "application/json", None, "hi");
    assert_eq!(status(&refused), Some(500));
    assert!(
        problem(&refused, "apigw/payload-not-converted").help.as_deref().is_some_and(|help| help.contains("binary"))
    );
    // A text payload that should be Base64 and is not.
    let refused = event(template, "image/png", Some(ConvertToBinary), "{}");
    assert_eq!(status(&refused), Some(500));
    let plain = event(template, "image/png", None, "hi");
    assert_eq!(plain.outcome.event().map(|event| event.sent.to_string()), Some(r#"{"b": "hi"}"#.into()));
}

#[test]
fn a_header_that_may_not_be_mapped_fails_every_call() {
    for (header, expected) in [("Authorization", Some(500)), ("Transfer-Encoding", Some(500)), ("X-Id", None)] {
        let mut design = preset("wild-rydes");
        design.routes[0].integration.request_parameters =
            vec![(format!("integration.request.header.{header}"), "'x'".into())];
        for view in [View::Mapping, View::RestProxy] {
            let preview = preview(&design, Some(view));
            assert_eq!(status(&preview), expected, "{header} {view:?}");
            assert!(expected.is_none() || !problem(&preview, "apigw/header-cannot-be-mapped").message.is_empty());
        }
        assert_eq!(status(&preview(&design, Some(View::Http20))), None);
    }
}

/// A request that another route takes was previewed as if this one got it.
#[test]
fn a_request_that_a_closer_route_takes_is_told() {
    let mut design = preset("wild-rydes");
    let mut closer = design.routes[0].clone();
    closer.calls.clear();
    design.routes[0].path = "/{proxy+}".into();
    design.routes.push(closer);
    let shown = preview(&design, None);
    let told = problem(&shown, "apigw/other-route");
    assert_eq!(told.message, "the route `POST /rides` takes this request, not this route");
    assert_eq!(told.primary().expect("a place").span.slice("POST /rides"), "/rides");
    // A method that the closer route lacks falls back to this one (recorded on AWS).
    design.routes[1].method = "GET".into();
    assert!(preview(&design, None).problems.iter().all(|problem| problem.rule.0 != "apigw/other-route"));
}
