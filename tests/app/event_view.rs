//! The event view by itself: rows, folding, search, copying, keys, and what a frame of 10 MB costs.

use egui::{Event, FontId, Key, Modifiers, OutputCommand, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gatewright::app::editor::{Mark, Palette};
use gatewright::app::event_view::{EventInputs, EventOutput, EventText, EventView};
use gatewright::diagnostics::Severity;
use gatewright::text::Span;
use std::sync::Arc;
use std::time::{Duration, Instant};

const EVENT: &str =
    "{\n  \"id\": \"a-1\",\n  \"items\": [\n    1,\n    {\n      \"x/y\": \"q\\\"\\n\"\n    }\n  ],\n  \"ok\": true\n}";

struct State {
    view: EventView,
    error: Option<Mark>,
    last: Option<EventOutput>,
    clicked: Option<usize>,
}

fn harness(text: &str) -> Harness<'static, State> {
    let mut view = EventView::default();
    view.set_text(&Arc::from(text));
    view.request_focus();
    let state = State { view, error: None, last: None, clicked: None };
    let mut harness = Harness::builder().with_size(vec2(640.0, 400.0)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, state: &mut State| {
            let palette = Palette::light();
            let mut inputs = EventInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0));
            inputs.error = state.error.as_ref();
            let output = state.view.show(ui, &inputs);
            state.clicked = output.clicked_offset.or(output.entered_offset).or(state.clicked);
            state.last = Some(output);
        },
        state,
    );
    harness.run_steps(3);
    harness
}

fn place(harness: &Harness<'_, State>, row: usize, column: usize) -> Pos2 {
    let rect = harness.get_by_label("Lambda event").rect();
    let advance = harness.ctx.fonts_mut(|fonts| fonts.glyph_width(&FontId::monospace(13.0), '0'));
    let gutter = (10.0 + 2.0 * advance * 0.9 + 20.0).round();
    rect.min + vec2(gutter + (column as f32 + 0.3) * advance, 6.0 + 20.0 * (row as f32 + 0.5))
}

fn click(harness: &mut Harness<'_, State>, pos: Pos2, button: PointerButton) {
    harness.event(Event::PointerMoved(pos));
    harness.step();
    for pressed in [true, false] {
        harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        harness.step();
    }
}

fn copied(harness: &Harness<'_, State>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn cursor_row(harness: &Harness<'_, State>) -> String {
    harness.get_by_label("Lambda event").value().unwrap_or_default()
}

#[test]
fn the_pointer_tells_what_it_is_on_and_a_click_asks_to_go_there() {
    let mut h = harness(EVENT);
    let at = place(&h, 1, 9);
    h.event(Event::PointerMoved(at));
    h.step();
    let last = h.state().last.clone().expect("a frame was shown");
    assert_eq!((last.hovered_offset, last.hovered_span), (Some(11), Some(Span::new(10, 15))));
    let pos = at;
    for pressed in [true, false] {
        h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        h.step();
    }
    assert_eq!(h.state().clicked, Some(11));
    assert_eq!(h.state().view.value_at(11).map(|value| value.pointer).as_deref(), Some("/id"));
}

#[test]
fn keys_walk_and_fold_the_rows() {
    let mut h = harness(EVENT);
    h.key_press(Key::ArrowDown);
    h.key_press(Key::ArrowDown);
    h.step();
    assert_eq!(cursor_row(&h), "\"items\": [");
    h.key_press(Key::ArrowLeft);
    h.key_press(Key::ArrowDown);
    h.step();
    assert_eq!(cursor_row(&h), "],", "what is folded is passed over");
    h.key_press(Key::ArrowUp);
    h.key_press(Key::ArrowRight);
    h.key_press(Key::ArrowDown);
    h.step();
    assert_eq!(cursor_row(&h), "1,");
    h.key_press(Key::ArrowLeft);
    h.step();
    assert_eq!(cursor_row(&h), "\"items\": [", "left goes to what it is in");
    h.key_press(Key::Enter);
    h.step();
    assert_eq!(h.state().clicked, EVENT.find("\"items\""));
    h.event(Event::Copy);
    h.step();
    assert_eq!(copied(&h).as_deref(), Some("[\n    1,\n    {\n      \"x/y\": \"q\\\"\\n\"\n    }\n  ]"));
}

#[test]
fn the_context_menu_copies_value_json_and_pointer() {
    for (entry, expected) in
        [("Copy value", "q\"\n"), ("Copy as JSON", "\"q\\\"\\n\""), ("Copy JSON pointer", "/items/1/x~1y")]
    {
        let mut h = harness(EVENT);
        let at = place(&h, 5, 14);
        click(&mut h, at, PointerButton::Secondary);
        h.run_steps(2);
        h.get_by_label(entry).click();
        h.step();
        assert_eq!(copied(&h).as_deref(), Some(expected), "{entry}");
    }
}

#[test]
fn search_selects_what_it_finds_and_opens_folds() {
    let mut h = harness(EVENT);
    h.state_mut().view.fold_to_depth(Some(1));
    h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    h.run_steps(2);
    h.get_by_label("Find").type_text("Q");
    h.run_steps(3);
    h.get_by_label("1 of 1");
    assert_eq!(cursor_row(&h), "\"x/y\": \"q\\\"\\n\"");
    h.key_press(Key::Escape);
    h.run_steps(2);
    assert!(h.get_by_label("Lambda event").is_focused());
    assert!(h.query_by_label("Find").is_none());
}

#[test]
fn a_new_text_keeps_folds_and_tints_what_changed_for_a_moment() {
    let mut h = harness(EVENT);
    h.state_mut().view.fold_to_depth(Some(1));
    let longer = EVENT.replace("\"id\"", "\"new\": 0,\n  \"id\"");
    h.state_mut().view.set_text(&Arc::from(longer));
    h.run_steps(2);
    h.key_press(Key::Home);
    for _ in 0..4 {
        h.key_press(Key::ArrowDown);
    }
    h.step();
    assert_eq!(cursor_row(&h), "],", "the array moved down by a line and is still folded");
    let repaints = |h: &mut Harness<'_, State>| {
        h.step();
        h.output().viewport_output.values().any(|viewport| viewport.repaint_delay < Duration::from_secs(3))
    };
    assert!(repaints(&mut h), "the tint fades");
    for _ in 0..200 {
        h.step();
    }
    assert!(!repaints(&mut h), "and then nothing moves");
}

#[test]
fn what_is_not_json_is_shown_with_its_error() {
    let mut h = harness("{\n  \"a\": EUR\n}");
    let at = 9;
    h.state_mut().error = Some(Mark {
        span: Span::new(at, at + 3),
        severity: Severity::Error,
        message: "expected a value".into(),
        fixes: Vec::new(),
    });
    let pos = place(&h, 1, 8);
    h.event(Event::PointerMoved(pos));
    for _ in 0..60 {
        h.step();
    }
    h.get_by_label("expected a value");
    assert_eq!(h.state().last.as_ref().and_then(|out| out.hovered_offset), Some(10));
}

/// JSON of about `megabytes`, with a line of 200 KB now and then.
fn large(megabytes: usize) -> String {
    let mut text = String::from("{\n  \"items\": [\n");
    let mut index = 0;
    while text.len() < megabytes * 1_000_000 {
        let blob = "QUJD".repeat(if index % 2_000 == 10 { 50_000 } else { 10 });
        text += &format!("    {{\n      \"id\": {index},\n      \"blob\": \"{blob}\"\n    }},\n");
        index += 1;
    }
    text + "    {}\n  ]\n}"
}

#[test]
fn ten_megabytes_scroll_without_cost() {
    let started = Instant::now();
    let event = Arc::new(EventText::new(Arc::from(large(10)), None));
    let indexed = started.elapsed();
    let mut view = EventView::default();
    view.set(event);
    view.request_focus();
    let ctx = egui::Context::default();
    let palette = Palette::dark();
    let mut times = Vec::new();
    for frame in 0..80 {
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: vec2(0.0, -400.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        };
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(700.0, 800.0))),
            time: Some(frame as f64 / 60.0),
            events: if frame < 10 { vec![Event::PointerMoved(Pos2::new(300.0, 300.0))] } else { vec![wheel] },
            ..Default::default()
        };
        let started = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            view.show(ui, &EventInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0)));
        });
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        if frame >= 10 {
            times.push(started.elapsed());
        }
        assert!(!shapes.is_empty());
        output.textures_delta.clear();
    }
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("10 MB: indexed in {indexed:?}, a frame {median:?}, the worst {worst:?}");
    assert!(median < Duration::from_millis(20), "a frame took {median:?}");
}
