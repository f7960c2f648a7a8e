//! The integration responses: statuses, patterns and templates, edited beside those of the request.

use crate::window::{Window, click, ctrl, field, fill, open, settle};
use egui::Key;
use egui_kittest::kittest::Queryable;
use gatewright::apigw::integration::IntegrationResponse;
use gatewright::app::action::Action;
use gatewright::app::change::Change;

fn responses(window: &Window) -> &[IntegrationResponse] {
    &window.state().design().routes[0].integration.responses
}

#[test]
fn responses_and_their_templates_are_edited_and_undone() {
    let mut window = open();
    ctrl(&mut window, Key::Num9);
    window.get_by_label("No integration response");
    click(&mut window, "Add a response");
    assert_eq!(responses(&window), [IntegrationResponse::default()]);
    window.get_by_label("No response template");
    click(&mut window, "Add a template for application/json");
    ctrl(&mut window, Key::Num9);
    assert!(window.get_by_label("Response template editor").is_focused());
    ctrl(&mut window, Key::A);
    window.event(egui::Event::Text("{\"ok\": $input.json('$')}".into()));
    settle(&mut window);
    assert_eq!(&*responses(&window)[0].templates[0].text, "{\"ok\": $input.json('$')}");
    // A second one is for errors, as there is a default already.
    click(&mut window, "Add response");
    fill(&mut window, "Selection pattern", "(?s).*BadRequest.*");
    fill(&mut window, "Status", "400");
    let second = &responses(&window)[1];
    assert_eq!((second.status, second.selection_pattern.as_str()), (400, "(?s).*BadRequest.*"));
    // Each has its own template, under its own tab.
    click(&mut window, "Add a template for application/json");
    fill(&mut window, "Response content type", "application/problem+json");
    assert_eq!(responses(&window)[1].templates[0].content_type, "application/problem+json");
    click(&mut window, "200 default");
    let shown = field(&window, "Response template editor");
    assert_eq!(shown.value().as_deref(), Some("{\"ok\": $input.json('$')}"));
    click(&mut window, "Remove");
    assert_eq!(responses(&window).len(), 1);
    ctrl(&mut window, Key::Z);
    assert_eq!(responses(&window).len(), 2);
    // The request's templates are where they were.
    click(&mut window, "Request templates");
    window.get_by_label("Template editor");
    assert!(window.query_by_label("Response template editor").is_none());
}

#[test]
fn what_is_wrong_with_a_response_template_is_marked_there() {
    let mut window = open();
    click(&mut window, "Response templates");
    click(&mut window, "Add a response");
    click(&mut window, "Add a template for application/json");
    ctrl(&mut window, Key::Num9);
    ctrl(&mut window, Key::A);
    window.event(egui::Event::Text("#if($x)\n".into()));
    settle(&mut window);
    let editor = window.get_by_label("Response template editor").rect();
    window.event(egui::Event::PointerMoved(editor.min + egui::vec2(70.0, 12.0)));
    window.run_steps(90);
    assert!(window.query_all_by_label_contains("#end").next().is_some(), "nothing says that #end is missing");
}

/// Live values were the request's alone: response templates were completed with names, and hover said nothing.
#[test]
fn hover_in_a_response_template_tells_the_value_of_the_result() {
    let mut window = open();
    let result =
        gatewright::apigw::proxy_response::FunctionResult::Returned(serde_json::json!({"unicorn": "Bucephalus"}));
    window.state_mut().push(Action::Change(Change::Result(Some(result))));
    click(&mut window, "Response templates");
    click(&mut window, "Add a response");
    click(&mut window, "Add a template for application/json");
    ctrl(&mut window, Key::Num9);
    ctrl(&mut window, Key::A);
    window.event(egui::Event::Text("$input.json('$.unicorn')".into()));
    settle(&mut window);
    let editor = window.get_by_label("Response template editor").rect();
    window.event(egui::Event::PointerMoved(editor.min + egui::vec2(70.0, 12.0)));
    crate::window::wait_for(&mut window, "the card", |window| {
        window.query_all_by_label_contains("in the response body.").next().is_some()
    });
    assert!(window.query_all_by_label_contains("Bucephalus").next().is_some());
}
