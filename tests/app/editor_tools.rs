//! What helps in the editor: find and replace, go to line, folding, completion, snippets, hover cards, several carets.

use egui::{Event, FontId, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gatewright::app::editor::{Editor, EditorInputs, Mark, Palette};
use gatewright::diagnostics::{Applicability, Fix, Severity, Source};
use gatewright::ide::{Completion, CompletionKind, CompletionList, HoverCard, Snippet};
use gatewright::text::{Edit, Span};
use std::sync::Arc;

#[derive(Default)]
struct State {
    editor: Editor,
    completions: Option<CompletionList>,
    hover: Option<HoverCard>,
    request: Option<usize>,
}

/// Shows an editor whose completions are a fixed list, offered wherever they are asked for.
fn harness(text: &str) -> Harness<'static, State> {
    let state = State { editor: Editor::new(text), ..State::default() };
    let mut harness = Harness::builder().with_size(vec2(760.0, 420.0)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, state: &mut State| {
            let palette = Palette::light();
            let mut inputs = EditorInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0));
            inputs.completions = state.completions.as_ref();
            inputs.hover = state.hover.as_ref();
            state.request = state.editor.show(ui, &inputs).completion_request;
            let text = state.editor.text();
            state.completions = state.request.map(|offset| completions(&text, offset));
        },
        state,
    );
    harness.state_mut().editor.request_focus();
    harness.run_steps(3);
    harness
}

fn completions(text: &str, offset: usize) -> CompletionList {
    let word = |c: char| c.is_alphanumeric() || "$#.".contains(c);
    let start = text[..offset].trim_end_matches(word).len();
    let item = |label: &str, kind, insert| Completion {
        label: label.into(),
        detail: "detail".into(),
        kind,
        insert,
        documentation: "what it is".into(),
    };
    let items = vec![
        item("$context.stage", CompletionKind::Variable, Snippet::plain("$context.stage")),
        item("$context.requestId", CompletionKind::Variable, Snippet::plain("$context.requestId")),
        item("#foreach", CompletionKind::Snippet, Snippet::marked("#foreach($‹item› in $‹list›)\n  ‹›\n#end")),
    ];
    CompletionList { offset, replace: Span::new(start, offset), items, only_if_asked: false }
}

fn text(harness: &mut Harness<'_, State>) -> String {
    harness.state_mut().editor.text().to_string()
}

fn type_keys(harness: &mut Harness<'_, State>, text: &str) {
    for c in text.chars() {
        harness.event(Event::Text(c.into()));
        harness.step();
    }
    harness.step();
}

#[test]
fn find_goes_through_the_places_and_replace_changes_them() {
    let mut h = harness("one two one\nOne\n");
    h.key_press_modifiers(Modifiers::COMMAND, Key::H);
    h.run_steps(2);
    type_keys(&mut h, "one");
    h.get_by_label("1 of 3");
    h.key_press(Key::Enter);
    h.run_steps(2);
    h.get_by_label("2 of 3");
    h.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    h.run_steps(2);
    h.get_by_label("1 of 3");
    h.get_by_label("Match case").click();
    h.run_steps(2);
    h.get_by_label("1 of 2");
    h.get_by_label("Replace with").click();
    h.run_steps(2);
    type_keys(&mut h, "1");
    h.get_by_label("Replace").click();
    h.run_steps(2);
    assert_eq!(text(&mut h), "1 two one\nOne\n");
    h.get_by_label("Match case").click();
    h.run_steps(2);
    h.get_by_label("Replace all").click();
    h.run_steps(2);
    assert_eq!(text(&mut h), "1 two 1\n1\n");
    h.get_by_label("Nothing found");
    h.get_by_label("Close find").click();
    h.run_steps(4);
    assert!(h.query_by_label("Close find").is_none());
    assert!(h.get_by_label("Template editor").is_focused());
    h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    h.run_steps(2);
    assert_eq!(text(&mut h), "1 two one\nOne\n", "replacing all is one step");
}

#[test]
fn a_broken_expression_says_so() {
    let mut h = harness("a(b\n");
    h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    h.run_steps(2);
    type_keys(&mut h, "(");
    h.get_by_label("1 of 1");
    h.get_by_label("Regular expression").click();
    h.run_steps(2);
    assert!(h.query_by_label("1 of 1").is_none());
    assert!(h.query_by_label("Nothing found").is_none(), "it is the expression that is wrong, not the text");
}

#[test]
fn whole_words_and_groups_of_an_expression_are_replaced() {
    let mut h = harness("$id $idea id(id)\n");
    h.key_press_modifiers(Modifiers::COMMAND, Key::H);
    h.run_steps(2);
    type_keys(&mut h, "id");
    h.get_by_label("1 of 4");
    h.get_by_label("Whole words").click();
    h.run_steps(2);
    h.get_by_label("1 of 3");
    h.get_by_label("Whole words").click();
    h.get_by_label("Regular expression").click();
    h.run_steps(2);
    type_keys(&mut h, "\\((.)");
    h.get_by_label("1 of 1");
    h.get_by_label("Replace with").click();
    h.run_steps(2);
    type_keys(&mut h, "[$1]");
    h.get_by_label("Replace all").click();
    h.run_steps(2);
    assert_eq!(text(&mut h), "$id $idea id[i]d)\n");
}

/// Shows one problem with a fix, and applies what is chosen.
fn fixable() -> Harness<'static, (Editor, Vec<Arc<Mark>>)> {
    let marks =
        [(0, "no such thing", "write `$good`"), (10, "nor this", "write `$better`")].map(|(at, message, title)| {
            let new = title.trim_start_matches("write `").trim_end_matches('`');
            let edits = vec![Edit::replace(Span::new(at, at + 4), new)];
            let fix = Fix { title: title.into(), applicability: Applicability::Safe, source: Source::Template, edits };
            Mark { span: Span::new(at, at + 4), severity: Severity::Error, message: message.into(), fixes: vec![fix] }
                .into()
        });
    let mut harness = Harness::builder().with_size(vec2(760.0, 420.0)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, (editor, marks): &mut (Editor, Vec<Arc<Mark>>)| {
            let palette = Palette::light();
            let mut inputs = EditorInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0));
            inputs.diagnostics = marks;
            if let Some(fix) = editor.show(ui, &inputs).fix {
                assert!(editor.apply_edits(&fix.edits));
                marks.clear();
            }
        },
        (Editor::new("$bad and\n $bad\n"), marks.to_vec()),
    );
    harness.state_mut().0.request_focus();
    harness.run_steps(3);
    harness
}

#[test]
fn a_fix_is_chosen_in_the_card_about_a_problem() {
    let mut h = fixable();
    let corner = h.get_by_label("Template editor").rect().min;
    let at = corner + vec2(70.0, 16.0);
    h.event(Event::PointerMoved(at));
    h.run_steps(60);
    let button = h.get_by_label("Write `$good`").rect();
    assert!(button.top() - at.y < 60.0, "the card is near the word");
    // The pointer goes there in a few moves, and the card stays.
    for step in 1..=6 {
        h.event(Event::PointerMoved(at + (button.center() - at) * (step as f32 / 6.0)));
        h.run_steps(2);
    }
    h.run_steps(30);
    let pos = button.center();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        h.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        h.step();
    }
    h.run_steps(2);
    assert_eq!(&*h.state_mut().0.text(), "$good and\n $bad\n");
}

#[test]
fn fixes_are_chosen_by_the_keyboard() {
    let mut h = fixable();
    h.state_mut().0.set_caret(9);
    h.run_steps(2);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Period);
    h.run_steps(5);
    assert!(h.query_by_label("Write `$good`").is_none(), "that is another line's");
    assert!(h.get_by_label("Write `$better`").is_focused());
    h.key_press(Key::Escape);
    h.run_steps(3);
    assert!(h.query_by_label("Write `$better`").is_none());
    assert!(h.get_by_label("Template editor").is_focused());
    h.key_press_modifiers(Modifiers::COMMAND, Key::Period);
    h.run_steps(5);
    h.key_press(Key::Enter);
    h.run_steps(3);
    assert_eq!(&*h.state_mut().0.text(), "$bad and\n $better\n");
    assert!(h.get_by_label("Template editor").is_focused());
}

#[test]
fn a_line_number_is_gone_to() {
    let mut h = harness("a\nbcd\ne\n");
    h.key_press_modifiers(Modifiers::COMMAND, Key::G);
    h.run_steps(2);
    type_keys(&mut h, "2:3");
    h.key_press(Key::Enter);
    h.run_steps(3);
    assert_eq!(h.state().editor.caret_offset(), 4);
    assert!(h.get_by_label("Template editor").is_focused());
    assert_eq!(h.state().editor.caret_line_column().to_string(), "2:3");
}

#[test]
fn folded_lines_are_passed_over_and_open_when_something_is_in_them() {
    let mut h = harness("{\n  1\n  2\n}\nend\n");
    h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::OpenBracket);
    h.key_press(Key::ArrowDown);
    h.run_steps(2);
    assert_eq!(h.state().editor.caret_offset(), 10, "the next row is the closing bracket");
    h.state_mut().editor.select(Span::new(4, 5));
    h.key_press(Key::ArrowDown);
    h.run_steps(2);
    assert_eq!(h.state().editor.caret_line_column().line, 3);
}

#[test]
fn the_list_opens_while_typing_and_enter_takes_what_is_chosen() {
    let mut h = harness("");
    type_keys(&mut h, "$con");
    h.get_by_label("$context.stage");
    h.key_press(Key::ArrowDown);
    h.key_press(Key::Enter);
    h.run_steps(2);
    assert_eq!(text(&mut h), "$context.requestId");
    assert!(h.query_by_label("$context.stage").is_none());
    // What is there in full is not in the way of a new line.
    type_keys(&mut h, " $context.stage");
    h.key_press(Key::Enter);
    h.run_steps(2);
    assert_eq!(text(&mut h), "$context.requestId $context.stage\n");
}

#[test]
fn escape_and_moving_away_close_the_list() {
    let mut h = harness("");
    type_keys(&mut h, "$c");
    h.get_by_label("$context.stage");
    h.key_press(Key::Escape);
    h.run_steps(2);
    assert!(h.query_by_label("$context.stage").is_none());
    assert!(h.get_by_label("Template editor").is_focused());
    h.key_press_modifiers(Modifiers::COMMAND, Key::Space);
    h.run_steps(2);
    h.get_by_label("$context.stage");
    h.key_press(Key::Home);
    h.run_steps(2);
    assert!(h.query_by_label("$context.stage").is_none());
}

#[test]
fn a_click_takes_a_completion_and_the_keyboard_stays() {
    let mut h = harness("");
    type_keys(&mut h, "$req");
    h.get_by_label("$context.requestId").click();
    h.run_steps(3);
    assert_eq!(text(&mut h), "$context.requestId");
    assert!(h.get_by_label("Template editor").is_focused());
}

#[test]
fn a_snippet_is_filled_in_by_tab() {
    let mut h = harness("");
    type_keys(&mut h, "#fo");
    h.key_press(Key::Tab);
    h.run_steps(2);
    assert_eq!(text(&mut h), "#foreach($item in $list)\n  \n#end");
    type_keys(&mut h, "x ");
    h.key_press(Key::Tab);
    type_keys(&mut h, "y ");
    h.key_press(Key::Tab);
    type_keys(&mut h, "z ");
    h.key_press(Key::Tab);
    h.run_steps(2);
    assert_eq!(text(&mut h), "#foreach($x  in $y )\n  z \n#end");
    assert_eq!(h.state().editor.caret_offset(), text(&mut h).len());
}

#[test]
fn the_card_about_a_place_is_shown_while_the_pointer_rests_there() {
    let mut h = harness("$context.stage and more\n");
    h.state_mut().hover = Some(HoverCard {
        span: Span::new(0, 14),
        title: "$context.stage".into(),
        detail: "the stage's name".into(),
        value: Some("\"prod\"".into()),
        notes: vec!["reaches the event at /stage".into()],
    });
    let corner = h.get_by_label("Template editor").rect().min;
    h.event(Event::PointerMoved(corner + vec2(80.0, 14.0)));
    for _ in 0..60 {
        h.step();
    }
    h.get_by_label("reaches the event at /stage");
    h.get_by_label("\"prod\"");
    h.event(Event::PointerMoved(corner + vec2(220.0, 14.0)));
    for _ in 0..60 {
        h.step();
    }
    assert!(h.query_by_label("reaches the event at /stage").is_none());
}

#[test]
fn several_carets_type_together() {
    let mut h = harness("$x $x $x\n");
    h.key_press_modifiers(Modifiers::COMMAND, Key::D);
    h.key_press(Key::Escape);
    h.key_press(Key::ArrowRight);
    for _ in 0..4 {
        h.key_press_modifiers(Modifiers::COMMAND, Key::D);
    }
    h.run_steps(2);
    assert_eq!(h.state().editor.caret_count(), 3);
    type_keys(&mut h, "y");
    assert_eq!(text(&mut h), "$y $y $y\n");
    h.key_press(Key::Escape);
    h.run_steps(2);
    assert_eq!(h.state().editor.caret_count(), 1);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    h.run_steps(2);
    assert_eq!(text(&mut h), "$x $x $x\n");
}
