//! Nothing blocks: endless templates, large events, and what a frame costs meanwhile.

use crate::window::{Window, click, event, is_stale, open, press, settle, wait_for};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::change::Change;
use std::time::{Duration, Instant};

/// A template that no machine finishes: the limits of a rendering end it, after about a second.
const ENDLESS: &str = "{\"a\": \"#foreach($a in [1..900000])#foreach($b in [1..900000])#if($a == 0)x#end#end#end\"}";

fn set_template(window: &mut Window, text: &str) {
    window.state_mut().push(Action::Change(Change::Template(0, text.into())));
}

/// Runs frames for a while, with a key into the focused field in each; returns the median and the longest.
fn frames(window: &mut Window, seconds: u64) -> (Duration, Duration) {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut times = Vec::new();
    while Instant::now() < deadline {
        window.event(egui::Event::Text("x".into()));
        let started = Instant::now();
        window.step();
        times.push(started.elapsed());
        std::thread::sleep(Duration::from_millis(4));
    }
    times.sort();
    (times[times.len() / 2], times[times.len() - 1])
}

#[test]
fn an_endless_template_leaves_the_window_at_full_speed() {
    let mut window = open();
    crate::window::field(&window, "Design name").focus();
    window.run_steps(2);
    let (idle, _) = frames(&mut window, 1);
    set_template(&mut window, ENDLESS);
    window.step();
    let (busy, worst) = frames(&mut window, 1);
    println!("a frame: {idle:?} before, {busy:?} (at worst {worst:?}) beside an endless template");
    assert!(
        busy < idle * 4 + Duration::from_millis(20),
        "{busy:?} a frame beside an endless template, {idle:?} before"
    );
    assert!(window.state().design().name.contains("xxxxxxxx"), "what was typed meanwhile is there");
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com", "the last good event stays");
}

/// Steps without waiting for the preview.
fn wait_until(
    window: &mut Window,
    what: &str,
    is_true: impl Fn(&Window) -> bool,
    mut meanwhile: impl FnMut(&mut Window),
) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_true(window) {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        meanwhile(window);
        std::thread::sleep(Duration::from_millis(10));
        window.step();
    }
}

#[test]
fn what_takes_long_says_so_and_is_stopped() {
    let mut window = open();
    // Whatever the speed of this machine is: a rendering that ended before it was seen is asked for again.
    let mut round = 0;
    wait_until(
        &mut window,
        "progress shows",
        |window| window.query_by_label_contains("Working for").is_some(),
        |window| {
            if window.state().is_settled() {
                round += 1;
                set_template(window, &ENDLESS.replace('x', &"x".repeat(round)));
            }
        },
    );
    window.get_by_label("Stop the preview");
    set_template(&mut window, &ENDLESS.replace('x', "stopped"));
    window.step();
    window.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    window.run_steps(2);
    window.get_by_label("Stopped");
    assert!(window.query_all_by_label_contains("You stopped the preview").count() > 0);
    assert!(window.query_by_label("Stop the preview").is_none());
    window.get_by_label("Stale");
    let started = Instant::now();
    set_template(&mut window, "{\"a\": 1}");
    settle(&mut window);
    assert_eq!((event(&window)["a"].as_i64(), is_stale(&window)), (Some(1), false));
    assert!(started.elapsed() < Duration::from_secs(5), "a stopped preview is not waited for");
}

#[test]
fn ten_megabytes_open_scroll_and_are_searched() {
    let mut window = open();
    let item = r#"{"id": 1, "name": "some name of an item", "tags": ["a", "b"], "price": 2.5},"#;
    let body = format!("{{\"items\": [{} {{\"id\": \"needle\"}}]}}", item.repeat(135_000));
    assert!(body.len() > 10_000_000);
    window.state_mut().push(Action::Change(Change::Body(Some(body.into()))));
    window.state_mut().push(Action::Change(Change::Template(0, "$input.json('$')".into())));
    settle(&mut window);
    assert!(window.state().event_text().expect("an event").0.len() > 10_000_000);
    assert!(window.query_all_by_label_contains("MB of 6 MB").count() > 0, "the size against the limit");
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    let mut times = Vec::new();
    for _ in 0..30 {
        window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: egui::vec2(0.0, -40.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        let started = Instant::now();
        window.step();
        times.push(started.elapsed());
    }
    times.sort();
    println!("10 MB in the whole window: a frame {:?}, at worst {:?}", times[15], times[29]);
    assert!(times[15] < Duration::from_millis(60), "a frame took {:?}", times[15]);
    window.get_by_label("Find").type_text("needle");
    wait_for(&mut window, "the hit", |window| window.query_by_label("1 of 1").is_some());
    click(&mut window, "Lambda event");
}
