//! What the window costs, beside an empty eframe window, in one run: time per frame, start, idle CPU, memory.
//!
//! ```sh
//! cargo bench --bench window
//! cargo bench --bench window -- typing     # or `scrolling`, `windows`
//! ```
//!
//! Frames are measured without a display, as CPU time of the window's thread without painting. The rest needs a display
//! or `Xvfb`, and `xdotool`.

use eframe::egui;
use egui::{CentralPanel, Context, Event, Modifiers, Pos2, RawInput, Rect, Vec2, pos2, vec2};
use gatewright::app::action::Action;
use gatewright::app::change::Change;
use gatewright::app::command::Command as Asked;
use gatewright::app::{App, Options};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tells this program to be the empty window.
const EMPTY: &str = "--empty-window";
/// Between two keys, of somebody who types as fast as nobody does: previews come in between.
const REST: Duration = Duration::from_millis(10);
/// How often each program is started.
const STARTS: usize = 7;

fn main() {
    if std::env::args().any(|argument| argument == EMPTY) {
        return empty_window();
    }
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_asked = |part: &str| asked.is_empty() || asked.iter().any(|word| word == part);
    println!("CPU time of a frame without painting     median        99 %     longest");
    empty_frames();
    if is_asked("typing") {
        typing_frames();
    }
    if is_asked("scrolling") {
        scrolling_frames();
    }
    if is_asked("windows") {
        windows();
    }
}

/// A window with nothing in it.
fn empty_window() {
    struct Empty;
    impl eframe::App for Empty {
        fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
            CentralPanel::default().show(ui, |_| {});
        }
    }
    let viewport = egui::ViewportBuilder::default().with_inner_size([1440.0, 900.0]);
    let native = eframe::NativeOptions { viewport, persist_window: false, ..Default::default() };
    if let Err(error) = eframe::run_native("Empty window", native, Box::new(|_| Ok(Box::new(Empty)))) {
        eprintln!("{error}");
    }
}

/// Nanoseconds that this thread was on a processor.
#[cfg(unix)]
fn cpu_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or(0)
}

/// Nanoseconds since the start, where nothing tells those of a thread.
#[cfg(not(unix))]
fn cpu_ns() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Frames of a window without a display.
struct Frames {
    ctx: Context,
    time: f64,
    costs: Vec<u64>,
}

impl Frames {
    fn new() -> Self {
        Self { ctx: Context::default(), time: 0.0, costs: Vec::new() }
    }

    fn frame(&mut self, events: Vec<Event>, draw: impl FnMut(&mut egui::Ui)) {
        self.time += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1440.0, 900.0)));
        let input = RawInput { screen_rect, time: Some(self.time), events, focused: true, ..RawInput::default() };
        let before = cpu_ns();
        let mut output = self.ctx.run_ui(input, draw);
        self.costs.push(cpu_ns() - before);
        output.textures_delta.clear();
    }

    fn report(&mut self, what: &str, limit_ms: Option<f64>) {
        self.costs.sort_unstable();
        let at = |share: f64| self.costs.get(((self.costs.len() - 1) as f64 * share) as usize).copied().unwrap_or(0);
        let ms = |ns: u64| ns as f64 / 1e6;
        let verdict = limit_ms.map(|limit| format!("   (aim: {limit} ms)")).unwrap_or_default();
        let (median, late, longest) = (ms(at(0.5)), ms(at(0.99)), ms(at(1.0)));
        println!("{what:<36} {median:>7.3} ms {late:>8.3} ms {longest:>8.3} ms{verdict}");
        self.costs.clear();
    }
}

fn empty_frames() {
    let mut frames = Frames::new();
    for _ in 0..300 {
        frames.frame(Vec::new(), |ui| {
            CentralPanel::default().show(ui, |_| {});
        });
    }
    frames.report("empty window", None);
}

/// The window with a design in it, settled.
fn opened(frames: &mut Frames, changes: Vec<Change>) -> App {
    let mut app = App::new(&frames.ctx, Options::default());
    app.push(Action::CloseWelcome);
    for change in changes {
        app.push(Action::Change(change));
    }
    settle(frames, &mut app);
    app
}

fn settle(frames: &mut Frames, app: &mut App) {
    let deadline = Instant::now() + Duration::from_secs(120);
    frames.frame(Vec::new(), |ui| app.frame(ui));
    while !app.is_settled() && Instant::now() < deadline {
        sleep(Duration::from_millis(5));
        frames.frame(Vec::new(), |ui| app.frame(ui));
    }
    for _ in 0..60 {
        frames.frame(Vec::new(), |ui| app.frame(ui));
    }
}

fn typing_frames() {
    for kilobytes in [2, 300] {
        let mut frames = Frames::new();
        let template = template(kilobytes << 10);
        let mut app = opened(&mut frames, vec![Change::Template(0, template)]);
        app.push(Action::Run(Asked::GoToTemplate));
        settle(&mut frames, &mut app);
        frames.costs.clear();
        // A processor that has slept is slow for a while, and its caches are cold: what a key costs is what it costs
        // more than a frame in which nothing is done.
        for (rest, when) in [(Duration::ZERO, "at once"), (REST, "after a rest")] {
            for _ in 0..120 {
                frames.frame(Vec::new(), |ui| app.frame(ui));
                sleep(rest);
            }
            frames.report(&format!("nothing done {when}, {kilobytes} KB"), None);
            for key in 0..300 {
                let letter = if key % 40 == 39 { "\n" } else { "x" };
                frames.frame(vec![Event::Text(letter.into())], |ui| app.frame(ui));
                sleep(rest);
            }
            frames.report(&format!("a key {when}, {kilobytes} KB"), Some(2.0));
            settle(&mut frames, &mut app);
            frames.costs.clear();
        }
    }
}

/// A template of so many bytes, of lines as people write them.
fn template(bytes: usize) -> Arc<str> {
    let mut text = String::from("#set($p = $input.params())\n{\n");
    let mut index = 0;
    while text.len() + 40 < bytes {
        let _ = writeln!(
            text,
            "  \"field{index}\": \"$util.escapeJavaScript($input.path('$.PickupLocation'))\", ## {index}"
        );
        index += 1;
    }
    text.push_str("  \"last\": $input.json('$')\n}\n");
    text.into()
}

fn scrolling_frames() {
    let mut frames = Frames::new();
    let item = r#"{"id": 1, "name": "some name of an item", "tags": ["a", "b"], "price": 2.5}"#;
    let body = format!("{{\"items\": [{}]}}", vec![item; 135_000].join(","));
    let changes = vec![Change::Body(Some(body.into())), Change::Template(0, "$input.json('$')".into())];
    let mut app = opened(&mut frames, changes);
    let megabytes = app.event_text().map_or(0, |(text, _)| text.len()) / 1_000_000;
    frames.frame(vec![Event::PointerMoved(pos2(1250.0, 400.0))], |ui| app.frame(ui));
    frames.costs.clear();
    for step in 0..400 {
        let delta = vec2(0.0, if step % 4 == 3 { -4_000.0 } else { -3.0 });
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        };
        frames.frame(vec![wheel], |ui| app.frame(ui));
    }
    frames.report(&format!("scrolling an event of {megabytes} MB"), Some(2.0));
}

/// The two programs as windows.
fn windows() {
    let Some(display) = Display::find() else {
        println!("start, idle CPU and memory: no display and no Xvfb here");
        return;
    };
    let this = std::env::current_exe().unwrap_or_default();
    let programs: [(&str, Vec<&str>, &Path); 2] =
        [("Empty window", vec![EMPTY], &this), ("Gatewright", Vec::new(), Path::new(env!("CARGO_BIN_EXE_gatewright")))];
    let home = tempfile::tempdir().expect("a folder");
    let mut starts: [Vec<Duration>; 2] = Default::default();
    for _ in 0..STARTS {
        for (times, (name, arguments, program)) in starts.iter_mut().zip(&programs) {
            let (mut child, took) = start(&display, program, arguments, home.path(), name);
            times.extend(took);
            end(&mut child);
        }
    }
    println!("\n{:<20} {:>10} {:>16} {:>12} {:>12}", "", "start", "idle CPU, 10 s", "memory", "of it own");
    let mut medians = Vec::new();
    for (times, (name, arguments, program)) in starts.iter_mut().zip(&programs) {
        times.sort();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        medians.push(median.as_secs_f64());
        let (mut child, _) = start(&display, program, arguments, home.path(), name);
        sleep(Duration::from_secs(4));
        let before = ticks(child.id());
        sleep(Duration::from_secs(10));
        let idle = ticks(child.id()).saturating_sub(before);
        let (memory, own) = memory_mb(child.id());
        end(&mut child);
        println!("{name:<20} {:>7} ms {idle:>10} ticks {memory:>9.1} MB {own:>9.1} MB", median.as_millis());
    }
    if let [empty, ours] = medians.as_slice() {
        println!("start beside the empty window: {:.2} times   (aim: 1.3)", ours / empty);
    }
}

/// An X display.
struct Display {
    name: String,
    server: Option<Child>,
}

impl Display {
    fn find() -> Option<Self> {
        if let Ok(name) = std::env::var("DISPLAY") {
            return Some(Self { name, server: None });
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(server.stdout.take()?).read_line(&mut line).ok()?;
        Some(Self { name: format!(":{}", line.trim()), server: Some(server) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            end(server);
        }
    }
}

/// Starts a program; returns it and the time until its window shows, which is after its first frame.
fn start(display: &Display, program: &Path, arguments: &[&str], home: &Path, name: &str) -> (Child, Option<Duration>) {
    let started = Instant::now();
    let child = Command::new(program)
        .args(arguments)
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .envs(["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"].map(|variable| (variable, home)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    while started.elapsed() < Duration::from_secs(20) {
        let search = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", name])
            .env("DISPLAY", &display.name)
            .stderr(Stdio::null())
            .output();
        match search {
            Ok(output) if !output.stdout.is_empty() => return (child, Some(started.elapsed())),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    (child, None)
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Hundredths of a second that a process was on a processor (Linux).
fn ticks(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum()
}

/// Memory of a process in MB: all that is mapped in, and what is its own alone (Linux).
fn memory_mb(process: u32) -> (f64, f64) {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let kilobytes = |wanted: &str| -> f64 {
        let lines = text.lines().filter(|line| line.starts_with(wanted));
        lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).sum()
    };
    (kilobytes("Rss:") / 1024.0, (kilobytes("Private_Clean:") + kilobytes("Private_Dirty:")) / 1024.0)
}
