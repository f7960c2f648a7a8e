//! The façade: what becomes of a call, where its values came from, and what is said when it fails.

use gatewright::apigw::bindings::InputPlace;
use gatewright::design::presets::{PRESETS, find};
use gatewright::design::{Design, file};
use gatewright::diagnostics::Source;
use gatewright::preview::{Outcome, Preview, Selection, View, compute};
use gatewright::text::Span;

fn preset(id: &str) -> Design {
    file::parse(find(id).expect("a preset").text).expect("a design")
}

fn preview(design: &Design, view: Option<View>) -> Preview {
    compute(design, Selection::default(), view).expect("a call")
}

fn with_template(template: &str) -> Design {
    let mut design = preset("wild-rydes");
    design.routes[0].integration.request_templates[0].text = template.into();
    design
}

fn shown(preview: &Preview) -> &str {
    &preview.outcome.event().expect("an event").shown
}

fn place_of(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap_or_else(|| panic!("{part} is in\n{text}"));
    Span::new(start, start + part.len())
}

#[test]
fn presets_preview_without_problems_through_every_integration() {
    for preset in PRESETS {
        let design = file::parse(preset.text).expect("a design");
        for view in [None, Some(View::RestProxy), Some(View::Http10), Some(View::Http20)] {
            let preview = preview(&design, view);
            assert!(preview.outcome.is_event(), "{} {view:?}: {:?}", preset.id, preview.outcome);
            assert!(preview.problems.is_empty(), "{} {view:?}: {:?}", preset.id, preview.problems);
        }
    }
}

#[test]
fn a_value_knows_the_template_and_the_input_that_made_it() {
    let design = preset("wild-rydes");
    let preview = preview(&design, None);
    let event = shown(&preview);
    let template = &design.routes[0].integration.request_templates[0].text;

    let email = place_of(event, "ana@example.com");
    let origin = preview.origin_at(email.start as usize).expect("an origin");
    assert_eq!(origin.event, email);
    assert_eq!(origin.template.slice(template), "$context.authorizer.claims.email");
    assert_eq!(origin.inputs, [InputPlace::Context { path: "authorizer.claims.email".into() }]);
    assert!(origin.words.starts_with("claim `email`, line "), "{}", origin.words);

    assert_eq!(preview.reached_by_template(origin.template), [email]);
    assert!(preview.reached_by_input(&origin.inputs[0]).contains(&email));

    let latitude = preview.origin_at(place_of(event, "47.6174755835663").start as usize).expect("an origin");
    let body = design.routes[0].calls[0].request.body.as_deref().expect("a body");
    let [InputPlace::Body { pointer, span }] = latitude.inputs.as_slice() else { panic!("{:?}", latitude.inputs) };
    assert_eq!((pointer.as_str(), span.slice(body)), ("/PickupLocation/Latitude", "47.6174755835663"));

    let agent = preview.origin_at(place_of(event, "\\/5.0 (X11").start as usize).expect("an origin");
    assert!(agent.words.contains("header `User-Agent`") && agent.words.contains("escapeJavaScript"), "{}", agent.words);
}

#[test]
fn an_event_that_is_not_json_is_shown_with_its_place() {
    let design = with_template("{\"sub\": $context.authorizer.claims.sub}");
    let preview = preview(&design, None);
    let Outcome::NotJson { text, .. } = &preview.outcome else { panic!("{:?}", preview.outcome) };
    assert_eq!(&**text, "{\"sub\": 7d8ca528-4931-4254-9273-ea5ee853f271}");
    let problem = &preview.problems[0];
    let place = problem.primary().expect("a place");
    assert_eq!(place.source, Source::Template, "the text to mend is the template");
    assert_eq!(
        place.span.slice(preview.source_text(&Source::Template).expect("text")),
        "$context.authorizer.claims.sub"
    );
}

#[test]
fn a_template_that_cannot_be_read_fails_with_its_problems() {
    for template in ["#foreach($a in [1..3])$a", "{\"a\": \"$util.escapeJavaScript('\"}", "#if($x", "$", "#set($a = )"]
    {
        let preview = preview(&with_template(template), None);
        assert!(matches!(preview.outcome, Outcome::Failed { .. }), "{template}: {:?}", preview.outcome);
        assert!(!preview.problems.is_empty(), "{template}");
    }
}

#[test]
fn the_gateway_answers_what_never_reaches_the_function() {
    let mut design = preset("wild-rydes");
    design.routes[0].calls[0].identity.claims = None;
    let Outcome::Answered(answer) = preview(&design, None).outcome else { panic!("an answer") };
    assert_eq!(answer.status, 401);

    let mut design = preset("form-post-to-json");
    design.routes[0].calls[0].request.headers[0].1 = "text/csv".into();
    let Outcome::Answered(answer) = preview(&design, None).outcome else { panic!("an answer") };
    assert_eq!(answer.status, 415);
}

#[test]
fn a_body_that_passes_unchanged_must_be_json() {
    let mut design = preset("wild-rydes");
    design.routes[0].integration.request_templates.clear();
    assert!(shown(&preview(&design, None)).contains("PickupLocation"));
    design.routes[0].calls[0].request.body = Some("name=ana".into());
    let preview = preview(&design, None);
    assert!(matches!(preview.outcome, Outcome::NotJson { .. }));
    assert_eq!(preview.problems[0].primary().expect("a place").source, Source::Body);
}

#[test]
fn an_authorizer_that_is_not_there_is_a_problem() {
    let mut design = preset("wild-rydes");
    design.authorizers.clear();
    let preview = preview(&design, None);
    assert!(preview.problems.iter().any(|problem| problem.message.contains("WildRydesUsers")));
}

#[test]
fn every_cut_of_the_story_previews() {
    let text = preset("wild-rydes").routes[0].integration.request_templates[0].text.clone();
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let preview = preview(&with_template(&text[..end]), None);
        for offset in (0..preview.outcome.text().len()).step_by(17) {
            preview.origin_at(offset);
        }
    }
}
