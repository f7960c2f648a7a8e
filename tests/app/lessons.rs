//! Lessons in the window: walked through by hand, and every one done step by step.

use crate::window::{Window, click, ctrl, open, open_at, settle};
use egui::{Key, Theme};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::lesson::{self, BUILTIN};

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// Opens the list of lessons by the palette.
fn open_lessons(window: &mut Window) {
    ctrl(window, Key::K);
    window.get_by_label("Search commands").type_text("lessons");
    settle(window);
    window.key_press(Key::Enter);
    settle(window);
}

#[test]
fn a_lesson_says_when_one_got_there_and_keeps_what_was_learned() {
    let mut window = open();
    open_lessons(&mut window);
    click(&mut window, "What proxy integration forwards");
    assert_eq!(window.state().design().name, "Lesson: what proxy integration forwards");
    window.get_by_label("Turn Lambda proxy integration on");
    window.get_by_label("Not there yet");
    assert!(!says(&window, "The key is Ctrl+P"));
    click(&mut window, "Hint");
    assert!(says(&window, "The key is Ctrl+P"));
    ctrl(&mut window, Key::P);
    window.get_by_label("You got there");
    // Undone, it is not so any more, and the step still counts as done.
    ctrl(&mut window, Key::Z);
    window.get_by_label("Done before");
    ctrl(&mut window, Key::P);
    click(&mut window, "Next");
    window.get_by_label("Send a query parameter");
    window.get_by_label("Not there yet");
    click(&mut window, "Show me where");
    click(&mut window, "Back");
    window.get_by_label("You got there");
    click(&mut window, "Step 5: Answer the client");
    click(&mut window, "Do it for me");
    window.get_by_label("You got there");
    click(&mut window, "Summary");
    window.get_by_label("What to keep");
    click(&mut window, "Copy as Markdown");
    assert!(says(&window, "Copied the summary"));
    click(&mut window, "All lessons");
    window.get_by_label("What proxy integration forwards, 2 of 5 steps done");
    click(&mut window, "Close lessons");
    assert!(says(&window, "POST /rides"), "the routes are back");
}

/// The texts and the checks are proven without a window; here that every step can be done and seen in it.
#[test]
fn every_lesson_is_done_step_by_step() {
    let mut window = open_at([1280.0, 800.0], Theme::Light);
    for found in BUILTIN {
        window.state_mut().push(Action::StartLesson(found.id));
        settle(&mut window);
        // What was done in the lesson before is nobody's to throw away without a question.
        if window.query_by_label("Save changes?").is_some() {
            click(&mut window, "Don't save");
        }
        let lesson = lesson::parse(found.text).expect("a lesson");
        let count = lesson.steps.len();
        for (index, step) in lesson.steps.iter().enumerate() {
            assert!(says(&window, &step.title), "{}: {}", found.id, step.title);
            assert!(window.query_by_label("Not there yet").is_some(), "{}: {}", found.id, step.title);
            click(&mut window, "Do it for me");
            assert!(window.query_by_label("You got there").is_some(), "{}: {}", found.id, step.title);
            click(&mut window, if index + 1 == count { "Summary" } else { "Next" });
        }
        window.get_by_label("What to keep");
    }
}

#[test]
fn a_lesson_of_one_s_own_is_opened_from_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.lesson.json");
    let text = BUILTIN[0].text.replacen("What proxy integration forwards", "A lesson of our team", 1);
    std::fs::write(&path, text).expect("written");
    let mut window = open();
    window.state_mut().push(Action::OpenPath(path.clone()));
    settle(&mut window);
    window.get_by_label("A lesson of our team");
    window.get_by_label("Not there yet");
    std::fs::write(&path, "{\"gatewrightLesson\": 9}").expect("written");
    window.state_mut().push(Action::Drop(path));
    settle(&mut window);
    assert!(says(&window, "mine.lesson.json: the lesson has format version 9"));
}

/// Another lesson threw away what was changed in the one before, and nobody was asked.
#[test]
fn a_lesson_begins_only_when_nothing_is_lost() {
    let mut window = open();
    window.state_mut().push(Action::Change(gatewright::app::change::Change::DesignName("Mine".into())));
    settle(&mut window);
    let start = |window: &mut Window, id| {
        window.state_mut().push(Action::StartLesson(id));
        settle(window);
    };
    start(&mut window, "what-proxy-forwards");
    assert!(says(&window, "“Mine” has changes that are not saved."));
    click(&mut window, "Cancel");
    assert_eq!(window.state().design().name, "Mine");
    start(&mut window, "what-proxy-forwards");
    click(&mut window, "Don't save");
    assert!(window.state().design().name.starts_with("Lesson: "));
    // Nothing was done in it yet: nothing is asked.
    start(&mut window, "loops-and-commas");
    assert!(!says(&window, "Save changes?"));
    click(&mut window, "Do it for me");
    let design = window.state().design().clone();
    start(&mut window, "rest-or-http");
    assert!(says(&window, "The steps that you have done in the lesson stay marked as done."));
    click(&mut window, "Cancel");
    assert_eq!(*window.state().design(), design);
    window.get_by_label("You got there");
}
