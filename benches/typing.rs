//! What a key costs in the template editor: frames of egui with the editor alone, without painting, and what the
//! answers about the cursor cost on their thread.
//!
//! ```sh
//! cargo bench --bench typing
//! ```
//!
//! Prints of a frame the mean of its processor time, which other programs do not change, where the system tells it;
//! and the median and the 95th percentile of its time on the clock. The promise is 2 ms for a key in a template of
//! 300 KB.

#[expect(dead_code, reason = "nothing is rendered here")]
mod cases;

use egui::{Event, FontId, Key, Modifiers, Pos2, RawInput, Rect, Vec2};
use gatewright::app::editor::{Editor, EditorInputs, Mark, Palette};
use gatewright::diagnostics::Severity;
use gatewright::ide::{self, CompletionList};
use gatewright::text::Span;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Frames before those that count: fonts are loaded and lines get their colors in them.
const WARM_UP: usize = 60;
/// Frames that count.
const FRAMES: usize = 200;

fn main() {
    // `cargo test --benches` runs this too, and wants no numbers.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let case = cases::case("300 KB template");
    let template = case["template"].as_str().unwrap_or_default().to_owned();
    println!("{:<44}{:>12}{:>12}{:>12}", "a frame of the editor", "processor", "median", "95 %");
    let letter = |_: usize| vec![Event::Text("x".into())];
    let key = |key: Key, modifiers: Modifiers| {
        move |_: usize| vec![Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }]
    };
    let none = Modifiers::NONE;
    let command = Modifiers::CTRL.plus(Modifiers::COMMAND);
    report("300 KB: nothing happens", &template, Load::default(), |_| Vec::new());
    report("300 KB: a letter", &template, Load::default(), letter);
    report("300 KB: a letter, 300 problems marked", &template, Load { marks: 300, list: None }, letter);
    let list = ide::complete(None, "{\"a\": $", 7).unwrap_or_default();
    report("300 KB: a letter, list of completions", &template, Load { marks: 0, list: Some(list) }, letter);
    report("300 KB: Enter", &template, Load::default(), key(Key::Enter, none));
    report("300 KB: Backspace", &template, Load::default(), key(Key::Backspace, none));
    report("300 KB: arrow down", &template, Load::default(), key(Key::ArrowDown, none));
    report("300 KB: page down", &template, Load::default(), key(Key::PageDown, none));
    report("300 KB: comment or uncomment", &template, Load::default(), key(Key::Slash, command));
    report("300 KB: undo", &template, Load::default(), key(Key::Z, command));
    report("300 KB in one line: a letter", &template.replace('\n', " "), Load::default(), letter);
    report("10 MB: a letter", &template.repeat(34), Load::default(), letter);
    answers(&template);
}

/// What else the editor is shown with.
#[derive(Default)]
struct Load {
    marks: usize,
    list: Option<CompletionList>,
}

fn report(name: &str, text: &str, load: Load, events: impl Fn(usize) -> Vec<Event>) {
    let ctx = egui::Context::default();
    let mut editor = Editor::new(text);
    let middle = text[..text.len() / 2].rfind('\n').map_or(0, |at| at + 1);
    editor.set_caret(middle);
    editor.request_focus();
    let palette = Palette::dark();
    let step = text.len() / load.marks.max(1);
    let marks: Vec<Arc<Mark>> = (0..load.marks).map(|i| Arc::new(mark(i * step))).collect();
    let version = editor.version();
    let mut times = Vec::with_capacity(FRAMES);
    let mut began = None;
    for frame in 0..WARM_UP + FRAMES {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1_000.0, 800.0))),
            time: Some(frame as f64 / 60.0),
            events: if frame < WARM_UP { Vec::new() } else { events(frame) },
            ..RawInput::default()
        };
        if frame == WARM_UP {
            began = processor_time();
        }
        let started = Instant::now();
        let output = ctx.run_ui(input, |ui| {
            let mut inputs = EditorInputs::new(&palette, FontId::monospace(13.0), FontId::proportional(13.0));
            inputs.diagnostics = &marks;
            inputs.marks_version = Some(version);
            inputs.marks_stamp = Some(0);
            inputs.completions = load.list.as_ref();
            editor.show(ui, &inputs);
        });
        if frame >= WARM_UP {
            times.push(started.elapsed());
        }
        drop(output);
    }
    print_row(name, began, times);
}

fn mark(at: usize) -> Mark {
    Mark { span: Span::new(at, at + 5), severity: Severity::Warning, message: "a problem".into(), fixes: Vec::new() }
}

/// What the thread beside the window spends on an answer about the last line of the template.
fn answers(template: &str) {
    println!("\n{:<44}{:>12}{:>12}{:>12}", "an answer, on a thread of its own", "processor", "median", "95 %");
    let text = format!("{template}\n$context.identity.");
    let began = processor_time();
    let once = |_| {
        let started = Instant::now();
        std::hint::black_box(ide::complete(None, &text, text.len()));
        started.elapsed()
    };
    let times = (0..FRAMES).map(once).collect();
    print_row("300 KB: completions", began, times);
}

fn print_row(name: &str, began: Option<Duration>, mut times: Vec<Duration>) {
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX).max(1);
    let spent = began.and_then(|began| Some(processor_time()?.saturating_sub(began) / count));
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).copied().unwrap_or_default();
    let shown = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let spent = spent.map_or_else(|| "-".to_owned(), shown);
    println!("{name:<44}{spent:>12}{:>12}{:>12}", shown(at(50)), shown(at(95)));
}

/// Returns the processor time of this thread, as Linux counts it; exact to a few milliseconds.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
