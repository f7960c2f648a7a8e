//! Values given to placeholders: what a call gives is shown with them, what is deployed keeps the names, and places are
//! those of the template as it is written.

use super::import;
use gatewright::design::Design;
use gatewright::export::{self, Options, export};
use gatewright::import::deployed::Format;
use gatewright::preview::{Outcome, Selection, compute};
use serde_json::json;

const STACK: &str = r##"Parameters: {Prefix: {Type: String, Default: development}}
Resources:
  M:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: POST
      Integration:
        Type: AWS
        RequestTemplates:
          application/json: !Sub |
            #set($table = "${Prefix}-orders")
            {
              "table": "$table", "region": "${AWS::Region}",
              "note": $input.json('$.note'), "stage": "${!context.stage}"
            }
"##;

fn design(region: &str) -> Design {
    let mut design = import("stack.yaml", STACK, Format::CloudFormation).design;
    design.placeholders.iter_mut().find(|(name, _)| name == "AWS::Region").expect("it is open").1 = region.into();
    let call = &mut design.routes[0].calls[0];
    call.request.body = Some("{\"note\": \"x\"}".into());
    design
}

/// A template with a placeholder that has a value was rendered with the placeholder in it.
#[test]
fn an_event_has_the_values_and_its_places_are_those_of_the_template_as_written() {
    let design = design("eu-central-1");
    let preview = compute(&design, Selection::default(), None).expect("a call");
    let event = preview.outcome.event().unwrap_or_else(|| panic!("{:?}", preview.problems));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&event.sent).expect("JSON"),
        json!({"table": "development-orders", "region": "eu-central-1", "note": "x", "stage": "prod"})
    );
    let template = &design.routes[0].integration.request_templates[0].text;
    let written = |shown: &str| {
        let at = event.shown.find(shown).unwrap_or_else(|| panic!("{shown} in {}", event.shown));
        preview.origin_at(at).unwrap_or_else(|| panic!("{shown} has an origin")).template.slice(template)
    };
    // What stands behind a value that is longer than its name has its own place, and so has a value in a text.
    assert_eq!(written("\"x\""), "$input.json('$.note')");
    assert_eq!(written("prod"), "${context.stage}");
    assert_eq!(written("development"), "$table");
    assert!(written("eu-central-1").contains("${AWS::Region}"));
    let place = preview.reached_by_template(place_of(template, "${context.stage}"));
    assert_eq!(place.iter().map(|span| span.slice(&event.shown)).collect::<Vec<_>>(), ["prod"]);
}

#[test]
fn a_value_that_breaks_the_template_is_told_at_its_name() {
    let design = design("x #if(");
    let preview = compute(&design, Selection::default(), None).expect("a call");
    assert!(!matches!(preview.outcome, Outcome::Event(_)));
    let template = &design.routes[0].integration.request_templates[0].text;
    let places: Vec<&str> =
        preview.problems.iter().filter_map(|own| Some(own.primary()?.span.slice(template))).collect();
    assert!(places.iter().any(|place| place.contains("${AWS::Region}")), "{places:?}: {:#?}", preview.problems);
    assert!(preview.problems.iter().all(|problem| problem.fixes.is_empty()), "no edit of the template mends a value");
}

#[test]
fn what_is_deployed_keeps_the_names() {
    let design = design("eu-central-1");
    let text_of = |format| export(&design, format, Options::default()).files[0].text.clone();
    let open_api = text_of(export::Format::OpenApi);
    assert!(open_api.contains("${Prefix}-orders") && !open_api.contains("development"), "{open_api}");
    let event = text_of(export::Format::Event);
    assert!(event.contains("development-orders") && !event.contains("${Prefix}"), "{event}");
}

fn place_of(text: &str, part: &str) -> gatewright::text::Span {
    let at = text.find(part).expect("it is there");
    gatewright::text::Span::new(at, at + part.len())
}
