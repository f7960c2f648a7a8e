//! Bodies that are bytes: kept as Base64 in a design, and sent as what they stand for, through every integration.

use gatewright::apigw::integration::ContentHandling::{self, ConvertToBinary, ConvertToText};
use gatewright::apigw::payload::base64_encode;
use gatewright::design::{Design, file, presets};
use gatewright::import;
use gatewright::preview::{Outcome, Preview, Selection, View, compute};
use serde_json::{Value, json};

/// The beginning of a PNG image: no UTF-8.
const BYTES: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

fn design(body: &str, content_type: &str, binary: &[&str]) -> Design {
    let mut design = file::parse(presets::find("wild-rydes").expect("a preset").text).expect("a design");
    design.stage.binary_media_types = binary.iter().map(|entry| (*entry).to_owned()).collect();
    design.routes[0].integration.request_templates[0].text = "{\"b\": \"$input.body\"}".into();
    design.routes[0].integration.request_templates[0].content_type = content_type.into();
    let request = &mut design.routes[0].calls[0].request;
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    request.headers.push(("Content-Type".into(), content_type.into()));
    request.body = Some(body.into());
    request.body_is_base64 = true;
    design
}

fn preview(design: &Design, view: View) -> Preview {
    compute(design, Selection::default(), Some(view)).expect("a call")
}

fn event(design: &Design, view: View) -> Value {
    let preview = preview(design, view);
    let event = preview.outcome.event().unwrap_or_else(|| panic!("{view:?}: {:?}", preview.outcome));
    serde_json::from_str(&event.sent).expect("JSON")
}

/// The preview sent the letters of the Base64 as if the client had typed them.
#[test]
fn proxy_events_hold_the_bytes() {
    let image = design(&base64_encode(BYTES), "image/png", &["image/png"]);
    for view in [View::RestProxy, View::Http10, View::Http20] {
        let event = event(&image, view);
        let held = (&event["body"], &event["isBase64Encoded"]);
        assert_eq!(held, (&json!(base64_encode(BYTES)), &json!(true)), "{view:?}");
    }
    let length = |event: &Value, name: &str| event["headers"][name].clone();
    assert_eq!(length(&event(&image, View::Http20), "content-length"), "8");
    // Not declared as binary, a REST API reads text: what is none becomes U+FFFD.
    let text = event(&design(&base64_encode(BYTES), "image/png", &[]), View::RestProxy);
    assert_eq!((&text["body"], &text["isBase64Encoded"]), (&json!("\u{FFFD}PNG\r\n\u{1a}\n"), &json!(false)));
    // Text that happens to be kept as Base64 is text.
    let json = event(&design(&base64_encode(b"{\"a\": 1}"), "application/json", &[]), View::Http20);
    assert_eq!((&json["body"], &json["isBase64Encoded"]), (&json!("{\"a\": 1}"), &json!(false)));
}

#[test]
fn templates_see_what_content_handling_makes_of_them() {
    let mapped = |body: &[u8], binary: &[&str], handling: Option<ContentHandling>| {
        let mut design = design(&base64_encode(body), "image/png", binary);
        design.routes[0].integration.content_handling = handling;
        preview(&design, View::Mapping).outcome
    };
    let sent = |outcome: Outcome| outcome.event().map(|event| event.sent.to_string());
    let encoded = format!("{{\"b\": \"{}\"}}", base64_encode(BYTES));
    assert_eq!(sent(mapped(BYTES, &["image/png"], Some(ConvertToText))), Some(encoded));
    for handling in [None, Some(ConvertToBinary)] {
        let Outcome::Answered(answer) = mapped(BYTES, &["image/png"], handling) else { panic!("{handling:?}") };
        assert_eq!(answer.status, 500, "a template reads text only");
    }
    assert_eq!(sent(mapped(b"hi", &[], None)), Some("{\"b\": \"hi\"}".into()));
    // A text payload that is Base64 becomes bytes, which no template reads either.
    assert!(matches!(mapped(b"aGk=", &[], Some(ConvertToBinary)), Outcome::Answered(answer) if answer.status == 500));
}

#[test]
fn what_should_be_base64_and_is_not_is_told_at_its_place() {
    let broken = design("aGk*", "image/png", &["image/png"]);
    let preview = preview(&broken, View::RestProxy);
    let problem = preview.problems.iter().find(|problem| problem.rule.0 == "apigw/body-not-base64").expect("told");
    assert_eq!(problem.primary().expect("a place").span.slice("aGk*"), "*");
    assert!(problem.help.as_deref().is_some_and(|help| help.contains("Base64")));
    for text in ["", "=", "a", "\u{0}", "ü"] {
        for view in View::ALL {
            compute(&design(text, "image/png", &["*/*"]), Selection::default(), Some(view)).expect("a call");
        }
    }
}

#[test]
fn bytes_survive_the_file_and_come_back_from_an_event() {
    let image = design(&base64_encode(BYTES), "image/png", &["image/png"]);
    assert_eq!(file::parse(&file::to_text(&image)).expect("a design"), image);
    for view in [View::RestProxy, View::Http10, View::Http20] {
        let event = event(&image, view);
        let read = import::event_value(&event).event.expect("an event");
        assert_eq!(read.request.body_bytes(), BYTES, "{view:?}");
        assert_eq!(read.rebuild()["body"], event["body"], "{view:?}");
    }
    // The body was turned into text with U+FFFD in it.
    let har = json!({"log": {"version": "1.2", "entries": [{"request": {
        "method": "POST", "url": "https://h.example/rides", "headers": [],
        "postData": {"mimeType": "image/png", "text": base64_encode(BYTES), "encoding": "base64"}
    }}]}});
    let imported = import::request(&har.to_string());
    assert_eq!(imported.requests[0].to_request("").body_bytes(), BYTES);
}
