//! Variations of the call, tried in the window: shown with the smallest input, mended, added as a call; the trace.

use crate::problems::{open_with, run, template};
use crate::window::{Window, click, event, press, settle, wait_for};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::change::Change;
use gatewright::app::command::Command;

/// Opens the window with a template, and waits until variations have been tried.
fn tried(template: &str) -> Window {
    let mut window = open_with(template);
    press(&mut window, Modifiers::NONE, Key::F7);
    wait(&mut window);
    window
}

fn wait(window: &mut Window) {
    wait_for(window, "the variations", |window| {
        !window.state().is_trying() && window.query_all_by_label_contains("variations, seed").next().is_some()
    });
}

#[test]
fn a_weakness_is_found_explained_mended_and_found_no_more() {
    let mut window = tried("{\"q\": \"$util.escapeJavaScript($input.params('q'))\"}");
    let row = "Query parameter `q` `'` breaks the event";
    window.get_by_label("Robustness 1");
    click(&mut window, row);
    window.get_by_label("Smallest input that shows it");
    window.get_by_label("What the template makes of it");
    window.get_by_label("escape-makes-single-quote");
    window.check_accessibility();
    // Live: the fix changes the template, and the variations are tried again.
    window.state_mut().push(Action::MendWeakness(0, 0));
    settle(&mut window);
    assert!(template(&window).contains(".replaceAll("), "{}", template(&window));
    wait_for(&mut window, "a clean report", |window| window.query_by_label("No weakness found").is_some());
}

#[test]
fn a_weakness_becomes_a_call_that_shows_it() {
    let mut window = tried("{\"q\": \"$input.params('q')\", \"n\": 1}");
    let calls = window.state().design().routes[0].calls.len();
    let row = window.query_all_by_label_contains("adds members to the event").next().expect("an injection");
    row.click();
    settle(&mut window);
    click(&mut window, "Add as a call");
    let design = window.state().design();
    assert_eq!(design.routes[0].calls.len(), calls + 1);
    let selected = window.state().selected_call().expect("a call");
    assert!(selected.name.contains("adds members"), "{}", selected.name);
    assert!(event(&window).get("gatewright-injected").is_some(), "the call shows it");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().design().routes[0].calls.len(), calls);
}

#[test]
fn trying_is_live_can_be_stopped_and_begun_anew() {
    let mut window = tried("{\"body\": $input.json('$')}");
    window.get_by_label("No weakness found");
    // An edit: tried again by itself.
    let unquoted = "{\"m\": \"$input.params('q')\", \"n\": 1}";
    window.state_mut().push(Action::Change(Change::Template(0, unquoted.into())));
    settle(&mut window);
    wait_for(&mut window, "the weakness", |window| {
        !window.state().is_trying() && window.query_all_by_label_contains("Of an older version").next().is_none()
    });
    assert!(window.query_all_by_label_contains("adds members to the event").next().is_some());
    run(&mut window, Command::TryAgain);
    wait_for(&mut window, "a beginning", |window| window.state().is_trying());
    run(&mut window, Command::StopTrying);
    wait_for(&mut window, "the end", |window| !window.state().is_trying());
    let said = window.query_all_by_label_contains("seed 2").next().is_some();
    assert!(said, "what was found until then shows, with its seed");
}

#[test]
fn what_cannot_be_tried_says_why() {
    let mut window = open_with("{\"a\": 1}");
    press(&mut window, Modifiers::NONE, Key::F7);
    wait_for(&mut window, "the reason", |window| {
        window.query_all_by_label_contains("reads nothing that a caller chooses").next().is_some()
    });
    run(&mut window, Command::ToggleProxy);
    wait_for(&mut window, "the reason", |window| {
        window.query_all_by_label_contains("No mapping template decides here").next().is_some()
    });
}

#[test]
fn the_trace_shows_each_value_in_order_with_its_rounds() {
    let mut window =
        open_with("#set($l = [\"a\", \"b\"])\n{\"l\": [#foreach($i in $l)\"$i\"#if($foreach.hasNext),#end#end]}\n");
    press(&mut window, Modifiers::SHIFT, Key::F7);
    window.check_accessibility();
    assert!(window.query_all_by_label("$i is a").next().is_some());
    click(&mut window, "$i is b");
    assert_eq!(window.state().template_cursor().map(|(line, _)| line), Some(2));
    assert!(window.get_by_label("Template editor").is_focused());
    assert!(window.query_all_by_label_contains("$foreach.hasNext is false").next().is_some());
}
