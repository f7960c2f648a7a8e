//! Problems of the whole design in the window: shown live, explained, filtered, fixed, and silenced with a reason.

use crate::window::{Window, click, control, ctrl, fill, open, press, settle};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable};
use gatewright::app::action::Action;
use gatewright::app::change::Change;
use gatewright::app::command::Command;

const UNESCAPED: &str = "{\n  \"q\": \"$input.params('q')\",\n  \"ua\": \"$input.params('User-Agent')\"\n}\n";

/// Opens the window with another template.
pub fn open_with(template: &str) -> Window {
    let mut window = open();
    window.state_mut().push(Action::Change(Change::Query(vec![("q".into(), "ana".into())])));
    set(&mut window, template);
    window
}

fn set(window: &mut Window, template: &str) {
    window.state_mut().push(Action::Change(Change::Template(0, template.into())));
    settle(window);
}

pub fn run(window: &mut Window, command: Command) {
    window.state_mut().push(Action::Run(command));
    settle(window);
}

pub fn template(window: &Window) -> String {
    window.state().design().routes[0].integration.request_templates[0].text.to_string()
}

/// Chooses the first problem that holds `words`.
fn choose(window: &mut Window, words: &str) {
    let is_row = |node: &Node<'_>| node.accesskit_node().role() == Role::ListItem;
    let row = window.query_all_by_label_contains(words).find(is_row);
    row.unwrap_or_else(|| panic!("no problem holds {words}")).scroll_to_me();
    settle(window);
    let row = window.query_all_by_label_contains(words).find(is_row).expect("the same row");
    row.click();
    settle(window);
}

fn is_there(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// The start of what the rule says.
const SAID: &str = "Whoever calls can add members to the event here";

#[test]
fn rules_speak_while_a_template_is_typed_and_a_fix_settles_them() {
    let mut window = open_with(UNESCAPED);
    let rows = window.query_all_by_label_contains(SAID).count();
    assert_eq!(rows, 2, "one row for each place");
    press(&mut window, Modifiers::NONE, Key::F8);
    assert_eq!(window.state().template_cursor(), Some((2, 27)), "behind what is wrong");
    assert!(window.get_by_label("Template editor").is_focused());
    click(&mut window, "Escape it");
    assert!(template(&window).contains("$util.escapeJavaScript($input.params('q')).replaceAll("));
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 1);
    ctrl(&mut window, Key::Z);
    assert_eq!(template(&window), UNESCAPED);
    // By keyboard: the next problem, and its fix.
    press(&mut window, Modifiers::NONE, Key::F8);
    press(&mut window, Modifiers::COMMAND, Key::F8);
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 1);
    // The rest at once.
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F8);
    assert!(is_there(&window, "Applied 1 fix"));
    assert!(!is_there(&window, SAID), "nothing is left");
    run(&mut window, Command::FixAllSafe);
    assert!(is_there(&window, "No problem has a fix that is safe"));
}

#[test]
fn a_problem_is_explained_by_its_rule() {
    let mut window = open_with(UNESCAPED);
    assert!(!is_there(&window, "Good"));
    choose(&mut window, SAID);
    window.get_by_label("injection");
    window.get_by_label("Bad");
    window.get_by_label("Good");
    window.check_accessibility();
    click(&mut window, "Explain problems");
    assert!(window.query_by_label("Good").is_none());
    click(&mut window, "Explain problems");
    window.get_by_label("Good");
}

#[test]
fn the_list_is_filtered_by_words_and_severity() {
    let mut window = open_with(UNESCAPED);
    fill(&mut window, "Filter problems", "can add members");
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 2);
    fill(&mut window, "Filter problems", "no such words");
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 0);
    window.get_by_label("Nothing fits the filter");
    fill(&mut window, "Filter problems", "");
    let errors = ["Hide 2 errors", "Hide 3 errors"];
    let name = errors.into_iter().find(|name| window.query_by_label(name).is_some()).expect("a sign for errors");
    click(&mut window, name);
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 0);
    click(&mut window, &name.replace("Hide", "Show"));
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 2);
}

#[test]
fn a_problem_is_silenced_at_its_place_with_a_reason() {
    let mut window = open_with(UNESCAPED);
    let event = crate::window::event(&window);
    choose(&mut window, SAID);
    run(&mut window, Command::SilenceHere);
    window.check_accessibility();
    // Without a reason there is no silence.
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(template(&window), UNESCAPED);
    run(&mut window, Command::SilenceHere);
    fill(&mut window, "Why it does not matter", "ours, without quotes");
    press(&mut window, Modifiers::NONE, Key::Enter);
    let text = template(&window);
    assert!(text.contains("\n## gatewright: allow injection: ours, without quotes\n"), "{text}");
    assert_eq!(crate::window::event(&window), event, "the event is the same");
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 1);
    click(&mut window, "Show 1 silenced");
    assert_eq!(window.query_all_by_label_contains(SAID).count(), 2);
    ctrl(&mut window, Key::Z);
    assert_eq!(template(&window), UNESCAPED);
}

#[test]
fn a_rule_is_silenced_for_the_design_and_speaks_again() {
    let mut window = open_with(UNESCAPED);
    choose(&mut window, SAID);
    click(&mut window, "Silence in the design…");
    fill(&mut window, "Why it does not matter", "one client only");
    click(&mut window, "Silence");
    assert!(!is_there(&window, SAID));
    let allow = &window.state().design().allow;
    assert_eq!(allow.as_slice(), [("injection".to_owned(), "one client only".to_owned())]);
    assert_eq!(template(&window), UNESCAPED);
    click(&mut window, "Show 2 silenced");
    choose(&mut window, SAID);
    click(&mut window, "Let it speak again");
    assert!(window.state().design().allow.is_empty());
    let rows = window.query_all_by_label_contains(SAID).filter(|node| node.accesskit_node().role() == Role::ListItem);
    assert_eq!(rows.count(), 2, "beside the explanation of the chosen one");
}

#[test]
fn problems_of_other_routes_and_of_response_templates_are_found_and_shown() {
    let mut window = open();
    run(&mut window, Command::DuplicateRoute);
    set(&mut window, "{}");
    window.state_mut().push(Action::Change(Change::RoutePath("/other".into())));
    settle(&mut window);
    assert_eq!(window.state().design().routes.len(), 2);
    // The broken one is the other route.
    window.state_mut().push(Action::Select(gatewright::preview::Selection { route: 0, call: 0 }));
    set(&mut window, "{\"a\": \"$input.json('$')\"}");
    window.state_mut().push(Action::Select(gatewright::preview::Selection { route: 1, call: 0 }));
    settle(&mut window);
    assert!(!is_there(&window, "quotes"), "the selected route is fine");
    click(&mut window, "Problems of all routes");
    choose(&mut window, "quotes");
    assert_eq!(window.state().template_cursor().map(|(line, _)| line), Some(1));
    assert_eq!(template(&window), "{\"a\": \"$input.json('$')\"}");
    assert!(control(&window, "Template editor").is_focused());
    // A response template.
    set(&mut window, "{}");
    click(&mut window, "Response templates");
    click(&mut window, "Add a response");
    click(&mut window, "Add a template for application/json");
    ctrl(&mut window, Key::Num9);
    ctrl(&mut window, Key::A);
    window.event(egui::Event::Text("\n{\"a\": #if($x)}".into()));
    settle(&mut window);
    click(&mut window, "Request templates");
    press(&mut window, Modifiers::NONE, Key::F8);
    assert!(window.get_by_label("Response template editor").is_focused());
}
