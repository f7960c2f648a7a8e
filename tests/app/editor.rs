//! The template editor by itself: keys, mouse, clipboard, focus, and what a frame costs.

use egui::{Event, FontId, Key, Modifiers, OutputCommand, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gatewright::app::editor::{Editor, EditorInputs, EditorOutput, Mark, Palette};
use gatewright::diagnostics::Severity;
use gatewright::text::Span;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct State {
    editor: Editor,
    marks: Vec<Arc<Mark>>,
    read_only: bool,
    last: Option<EditorOutput>,
}

fn harness(text: &str) -> Harness<'static, State> {
    let state = State { editor: Editor::new(text), marks: Vec::new(), read_only: false, last: None };
    let mut harness = Harness::builder().with_size(vec2(640.0, 400.0)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, state: &mut State| {
            let palette = Palette::dark();
            let mut inputs = EditorInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0));
            inputs.diagnostics = &state.marks;
            inputs.read_only = state.read_only;
            state.last = Some(state.editor.show(ui, &inputs));
            let _ = ui.button("After");
        },
        state,
    );
    harness.state_mut().editor.request_focus();
    harness.run_steps(3);
    harness
}

fn text(harness: &mut Harness<'_, State>) -> String {
    harness.state_mut().editor.text().to_string()
}

/// Returns where the byte at `offset` of a text without folds and scrolling is painted, given the width of a digit.
fn place(harness: &Harness<'_, State>, line: usize, column: usize) -> Pos2 {
    let rect = harness.get_by_label("Template editor").rect();
    let (row, advance) = (20.0, harness.ctx.fonts_mut(|f| f.glyph_width(&FontId::monospace(13.0), '0')));
    let gutter = (18.0 + 2.0 * advance * 0.9 + 20.0).round();
    rect.min + vec2(gutter + (column as f32 + 0.2) * advance, 6.0 + row * (line as f32 + 0.5))
}

fn press(harness: &mut Harness<'_, State>, pos: Pos2, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
        harness.step();
    }
}

#[test]
fn typed_text_arrives_and_is_undone_and_redone() {
    let mut h = harness("{\r\n}\r\n");
    h.get_by_label("Template editor").type_text("X");
    h.step();
    assert_eq!(text(&mut h), "X{\r\n}\r\n");
    assert!(h.state().editor.can_undo());
    h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    h.step();
    assert_eq!(text(&mut h), "{\r\n}\r\n");
    h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    h.step();
    h.key_press(Key::End);
    h.key_press(Key::Enter);
    h.get_by_label("Template editor").type_text("\"a\": 1");
    h.run_steps(2);
    assert_eq!(text(&mut h), "X{\r\n  \"a\": 1\r\n}\r\n");
    assert_eq!(h.get_by_label("Template editor").value().as_deref(), Some("  \"a\": 1"));
}

#[test]
fn the_mouse_sets_the_caret_and_selects() {
    let mut h = harness("one two\nthree four\n");
    let at = place(&h, 1, 6);
    press(&mut h, at, Modifiers::NONE);
    assert_eq!(h.state().last.as_ref().map(|out| out.caret_offset), Some(14));
    press(&mut h, at, Modifiers::NONE);
    assert_eq!(h.state().last.as_ref().map(|out| out.selection), Some(Span::new(14, 18)));
    press(&mut h, at, Modifiers::NONE);
    assert_eq!(h.state().last.as_ref().map(|out| out.selection), Some(Span::new(8, 19)));
    let start = place(&h, 0, 4);
    press(&mut h, start, Modifiers::NONE);
    let end = place(&h, 1, 0);
    press(&mut h, end, Modifiers::SHIFT);
    assert_eq!(h.state().last.as_ref().map(|out| out.selection), Some(Span::new(4, 8)));
    press(&mut h, start, Modifiers::ALT);
    assert_eq!(h.state().editor.caret_count(), 1, "a caret at a selection's edge is part of it");
    let first = place(&h, 0, 0);
    press(&mut h, first, Modifiers::ALT);
    assert_eq!(h.state().editor.caret_count(), 2);
    let other = place(&h, 1, 2);
    press(&mut h, other, Modifiers::COMMAND);
    h.step();
    assert_eq!(h.state().editor.caret_count(), 2, "a click with Ctrl goes elsewhere and leaves the carets");
}

#[test]
fn dragging_selects_and_the_pointer_tells_what_it_is_on() {
    let mut h = harness("one two\nthree four\n");
    h.event(Event::PointerMoved(place(&h, 0, 1)));
    h.step();
    assert_eq!(h.state().last.as_ref().and_then(|out| out.hovered_offset), Some(1));
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    h.event(button(place(&h, 0, 1), true));
    h.step();
    h.event(Event::PointerMoved(place(&h, 1, 3)));
    h.step();
    h.event(button(place(&h, 1, 3), false));
    h.step();
    assert_eq!(h.state().last.as_ref().map(|out| out.selection), Some(Span::new(1, 11)));
    h.event(Event::PointerMoved(place(&h, 0, 30)));
    h.step();
    assert_eq!(h.state().last.as_ref().and_then(|out| out.hovered_offset), None);
}

#[test]
fn the_clipboard_holds_the_selection_or_the_line() {
    let mut h = harness("one\ntwo\n");
    let copied = |h: &Harness<'_, State>| {
        h.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    h.event(Event::Copy);
    h.step();
    assert_eq!(copied(&h).as_deref(), Some("one\n"));
    h.key_press(Key::ArrowDown);
    h.event(Event::Paste("one\n".into()));
    h.step();
    assert_eq!(text(&mut h), "one\none\ntwo\n");
    h.key_press_modifiers(Modifiers::SHIFT, Key::End);
    h.event(Event::Cut);
    h.step();
    assert_eq!(copied(&h).as_deref(), Some("two"));
    h.event(Event::Paste("2\r\n3".into()));
    h.step();
    assert_eq!(text(&mut h), "one\none\n2\n3\n");
}

#[test]
fn tab_indents_and_after_escape_leaves() {
    let mut h = harness("a\n");
    h.key_press(Key::Tab);
    h.step();
    assert_eq!(text(&mut h), "  a\n");
    assert!(h.get_by_label("Template editor").is_focused());
    h.key_press(Key::Escape);
    h.step();
    h.step();
    h.key_press(Key::Tab);
    h.run_steps(2);
    assert_eq!(text(&mut h), "  a\n");
    assert!(!h.get_by_label("Template editor").is_focused());
}

#[test]
fn a_composition_becomes_text_when_it_is_committed() {
    let mut h = harness("x");
    let preedit = |text: &str| Event::Ime(egui::ImeEvent::Preedit { text: text.into(), active_range_chars: None });
    h.event(preedit("u"));
    h.step();
    assert_eq!(text(&mut h), "x");
    assert!(h.output().platform_output.ime.is_some(), "an input method must be told where the caret is");
    h.event(preedit(""));
    h.event(Event::Ime(egui::ImeEvent::Commit("ü".into())));
    h.step();
    assert_eq!(text(&mut h), "üx");
}

#[test]
fn a_read_only_text_can_be_copied_but_not_changed() {
    let mut h = harness("one\n");
    h.state_mut().read_only = true;
    h.get_by_label("Template editor").type_text("X");
    h.key_press(Key::Enter);
    h.key_press(Key::Delete);
    h.event(Event::Cut);
    h.event(Event::Paste("Y".into()));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Slash);
    h.get_by_label("Template editor").set_text_value_accesskit("Z");
    h.step();
    assert_eq!(text(&mut h), "one\n");
}

#[test]
fn assistive_programs_can_set_and_insert_text() {
    let mut h = harness("one\n");
    h.get_by_label("Template editor").set_text_value_accesskit("two\n");
    h.step();
    assert_eq!(text(&mut h), "two\n");
    h.get_by_label("Template editor").replace_selected_text_accesskit("X");
    h.step();
    assert_eq!(text(&mut h).len(), 5);
}

#[test]
fn pointing_at_a_problem_tells_it() {
    let mut h = harness("$bad\n$good\n");
    let mark =
        Mark { span: Span::new(0, 4), severity: Severity::Error, message: "no such thing".into(), fixes: Vec::new() };
    h.state_mut().marks = vec![mark.into()];
    h.event(Event::PointerMoved(place(&h, 0, 2)));
    for _ in 0..60 {
        h.step();
    }
    h.get_by_label("no such thing");
    h.event(Event::PointerMoved(place(&h, 1, 2)));
    for _ in 0..60 {
        h.step();
    }
    assert!(h.query_by_label("no such thing").is_none());
}

/// Selects, presses keys, and returns the text with `|` at the caret, or `«…»` around what is selected.
fn pressed(text: &str, select: Span, keys: &[(Modifiers, Key)]) -> String {
    let mut h = harness(text);
    h.state_mut().editor.select(select);
    h.run_steps(2);
    for (modifiers, key) in keys {
        h.key_press_modifiers(*modifiers, *key);
        h.run_steps(2);
    }
    let mut text = self::text(&mut h);
    let selection = h.state().last.as_ref().expect("a frame").selection;
    if selection.is_empty() {
        text.insert(selection.start as usize, '|');
    } else {
        text.insert(selection.end as usize, '»');
        text.insert(selection.start as usize, '«');
    }
    text
}

#[test]
fn keys_do_what_they_do_elsewhere() {
    const CTRL: Modifiers = Modifiers::CTRL.plus(Modifiers::COMMAND);
    const SHIFT: Modifiers = Modifiers::SHIFT;
    const NONE: Modifiers = Modifiers::NONE;
    let source = "#if($a)\n  \"k\": $b.c\n#end\n";
    let at = |needle: &str| Span::at(source.find(needle).unwrap_or(0));
    let line = Span::new(8, 19);
    for (select, keys, expected) in [
        (at("$b"), vec![(CTRL, Key::Slash)], source.replace("  \"k\": $b", "  ## \"k\": |$b")),
        (at("$b"), vec![(CTRL, Key::Slash), (CTRL, Key::Slash)], source.replace("$b", "|$b")),
        (line, vec![(NONE, Key::Tab)], source.replace("  \"k\": $b.c", "«    \"k\": $b.c»")),
        (Span::new(8, 20), vec![(NONE, Key::Tab)], source.replace("  \"k\": $b.c\n", "«    \"k\": $b.c\n»")),
        (line, vec![(SHIFT, Key::Tab)], source.replace("  \"k\": $b.c", "«\"k\": $b.c»")),
        (at("$b"), vec![(CTRL, Key::CloseBracket)], source.replace("  \"k\": $b", "    \"k\": |$b")),
        (at("$b"), vec![(CTRL, Key::OpenBracket)], source.replace("  \"k\": $b", "\"k\": |$b")),
        (at("$b"), vec![(CTRL, Key::ArrowRight)], source.replace("$b.c", "$|b.c")),
        (at(".c"), vec![(CTRL, Key::ArrowLeft)], source.replace("$b.c", "$|b.c")),
        (at("$b"), vec![(CTRL.plus(SHIFT), Key::ArrowRight)], source.replace("$b.c", "«$»b.c")),
        (at("$b"), vec![(NONE, Key::Home)], source.replace("\"k\"", "|\"k\"")),
        (at("$b"), vec![(NONE, Key::Home), (NONE, Key::Home)], source.replace("  \"k\"", "|  \"k\"")),
        (at("$b"), vec![(NONE, Key::End)], source.replace("$b.c", "$b.c|")),
        (at("$b"), vec![(CTRL, Key::Home)], format!("|{source}")),
        (at("#end"), vec![(SHIFT, Key::End)], source.replace("#end", "«#end»")),
        (at("$b"), vec![(CTRL, Key::Backspace)], source.replace("\": $b", "|$b")),
        (at("$b"), vec![(CTRL, Key::D)], source.replace("$b", "$«b»")),
        (at("if("), vec![(CTRL, Key::M)], source.replace("#end", "|#end")),
        (at("#end"), vec![(CTRL.plus(SHIFT), Key::Backslash)], format!("|{source}")),
        (at("($a"), vec![(CTRL, Key::M)], source.replace("a)", "a|)")),
        (at("$b"), vec![(Modifiers::ALT, Key::ArrowUp)], "  \"k\": |$b.c\n#if($a)\n#end\n".into()),
        (
            at("$b"),
            vec![(Modifiers::ALT.plus(SHIFT), Key::ArrowDown)],
            "#if($a)\n  \"k\": $b.c\n  \"k\": |$b.c\n#end\n".into(),
        ),
        (at("$b"), vec![(CTRL.plus(SHIFT), Key::K)], "#if($a)\n|#end\n".into()),
        (at("$b"), vec![(CTRL, Key::L)], source.replace("  \"k\": $b.c\n", "«  \"k\": $b.c\n»")),
    ] {
        assert_eq!(pressed(source, select, &keys), expected, "{keys:?}");
    }
}

#[test]
fn a_far_place_is_scrolled_into_sight() {
    let lines: String = (0..3_000).map(|i| format!("  \"key{i}\": \"$context.requestId\",\n")).collect();
    let mut h = harness(&lines);
    let offset = lines.find("key2500").unwrap_or(0);
    h.state_mut().editor.select(Span::new(offset, offset + 7));
    h.run_steps(3);
    h.event(Event::PointerMoved(h.get_by_label("Template editor").rect().center()));
    h.step();
    let hovered = h.state().last.as_ref().and_then(|out| out.hovered_offset);
    let line = |offset: usize| lines[..offset].matches('\n').count();
    let hovered = hovered.map(line).unwrap_or(0);
    assert!((2_490..2_510).contains(&hovered), "line {hovered} is in the middle");
}

/// A window's worth of frames without a window: what egui and the editor cost, without painting.
fn frame_time(text: &str, events: impl Fn(usize) -> Vec<Event>) -> Duration {
    let ctx = egui::Context::default();
    let mut editor = Editor::new(text);
    editor.request_focus();
    let palette = Palette::dark();
    let mut times = Vec::new();
    for frame in 0..60 {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(1000.0, 800.0))),
            time: Some(frame as f64 / 60.0),
            events: if frame < 20 { Vec::new() } else { events(frame) },
            ..Default::default()
        };
        let started = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            editor.show(ui, &EditorInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0)));
        });
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        if frame >= 20 {
            times.push(started.elapsed());
        }
        assert!(!shapes.is_empty());
        output.textures_delta.clear();
    }
    times.sort();
    times[times.len() / 2]
}

#[test]
fn a_key_in_a_large_template_costs_little() {
    let line = "  \"k\": \"$util.escapeJavaScript($input.path('$.a.b'))\", #if($x == 1)1#end\n";
    let text = line.repeat(300_000 / line.len());
    let typing = frame_time(&text, |_| vec![Event::Text("x".into())]);
    let idle = frame_time(&text, |_| Vec::new());
    let wheel = frame_time(&text, |_| {
        vec![Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: vec2(0.0, -5.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        }]
    });
    let one_line = frame_time(&"0123456789".repeat(30_000), |_| vec![Event::Text("x".into())]);
    println!("typing {typing:?}, idle {idle:?}, wheel {wheel:?}, typing in a line of 300 KB {one_line:?}");
    for time in [typing, idle, wheel, one_line] {
        assert!(time < Duration::from_millis(20), "a frame took {time:?}");
    }
}
