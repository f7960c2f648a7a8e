//! Our engine beside the original on a warm JVM, in one run, as ratios; and how our time grows with the input.
//!
//! ```sh
//! cargo bench --no-default-features --bench beside_original
//! ```
//!
//! Needs Java and Debian's `velocity` and `libjsonpath-java` for the first table.

mod cases;
#[path = "../tests/oracle/mod.rs"]
mod oracle;

use gatewright::apigw::mapping_template::{MappingInput, render};
use gatewright::vtl::{self, Dialect, RenderOptions, Template};
use oracle::Original;
use serde_json::Value;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often the original renders each case before and while it is timed.
const ROUNDS: u32 = 3_000;

/// How often two sides are timed in turn.
const TURNS: u32 = 5;

fn main() {
    match Original::start(Some(ROUNDS)) {
        Some(original) => beside(original),
        None => println!("the original is not installed here (Debian: velocity, libjsonpath-java)"),
    }
    recording();
    growth();
}

/// Returns the median time of one call in batches that together take a second.
fn time<T>(mut work: impl FnMut() -> T) -> Duration {
    let once = {
        let start = Instant::now();
        black_box(work());
        start.elapsed().max(Duration::from_nanos(100))
    };
    let batch = (Duration::from_millis(40).as_nanos() / once.as_nanos()).clamp(1, 20_000) as u32;
    let mut times: Vec<Duration> = (0..25)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..batch {
                black_box(work());
            }
            start.elapsed() / batch
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

struct Prepared {
    text: String,
    template: Template,
    input: MappingInput,
}

fn prepared(case: &Value) -> Prepared {
    let text = case["template"].as_str().unwrap_or_default().to_owned();
    let template = vtl::parse(text.as_str(), Dialect::API_GATEWAY).template;
    Prepared { text, template, input: cases::input(case) }
}

impl Prepared {
    fn render(&self, recording: bool) -> Duration {
        let options = RenderOptions { provenance: recording, ..RenderOptions::default() };
        time(|| render(&self.template, &self.input, &options))
    }

    fn parse_and_render(&self) -> Duration {
        let options = RenderOptions::default();
        time(|| render(&vtl::parse(self.text.as_str(), Dialect::API_GATEWAY).template, &self.input, &options))
    }
}

fn beside(mut original: Original) {
    println!(
        "{:<18} {:>12} {:>12} {:>7}    {:>12} {:>12} {:>7}",
        "", "render: ours", "original", "times", "both: ours", "original", "times"
    );
    for name in ["passthrough", "loop", "three lines"] {
        let case = cases::case(name);
        let prepared = prepared(&case);
        // In turns, and the best of each side: what else runs on the machine meanwhile meets both.
        let (mut both, mut rendered, mut our_both, mut our_render) = [Duration::MAX; 4].into();
        for _ in 0..TURNS {
            let answer = &original.render(std::slice::from_ref(&case))[0]["nanoseconds"];
            let theirs = |index: usize| Duration::from_nanos(answer[index].as_u64().unwrap_or_default());
            (both, rendered) = (both.min(theirs(0)), rendered.min(theirs(1)));
            (our_render, our_both) =
                (our_render.min(prepared.render(false)), our_both.min(prepared.parse_and_render()));
        }
        let times = |theirs: Duration, ours: Duration| theirs.as_secs_f64() / ours.as_secs_f64();
        println!(
            "{name:<18} {our_render:>12.1?} {rendered:>12.1?} {:>6.1}x    {our_both:>12.1?} {both:>12.1?} {:>6.1}x",
            times(rendered, our_render),
            times(both, our_both)
        );
    }
}

/// What it costs to record where the output came from.
fn recording() {
    println!("\n{:<18} {:>12} {:>12} {:>7}", "", "plain", "recorded", "times");
    for name in ["passthrough", "loop", "three lines", "300 KB template"] {
        let prepared = prepared(&cases::case(name));
        let (mut plain, mut recorded) = (Duration::MAX, Duration::MAX);
        for _ in 0..TURNS {
            (plain, recorded) = (plain.min(prepared.render(false)), recorded.min(prepared.render(true)));
        }
        println!("{name:<18} {plain:>12.1?} {recorded:>12.1?} {:>6.2}x", recorded.as_secs_f64() / plain.as_secs_f64());
    }
}

/// Time per byte at three sizes: the same if time grows linearly.
fn growth() {
    println!("\n{:<18} {:>9} {:>12} {:>10}", "", "bytes", "time", "ns/byte");
    let row = |name: &str, bytes: usize, took: Duration| {
        println!("{name:<18} {bytes:>9} {took:>12.1?} {:>10.2}", took.as_nanos() as f64 / bytes as f64);
    };
    for bytes in [30 << 10, 300 << 10, 3 << 20] {
        let prepared = prepared(&cases::long_template(bytes));
        row("template", prepared.text.len(), prepared.parse_and_render());
    }
    for bytes in [100 << 10, 1 << 20, 10 << 20] {
        let prepared = prepared(&cases::large_body(bytes));
        let len = prepared.input.body.as_ref().map_or(0, |body| body.len());
        row("body", len, prepared.render(false));
    }
    for count in [100, 300, 1_000] {
        let prepared = prepared(&cases::looped(count));
        let len = prepared.input.body.as_ref().map_or(0, |body| body.len());
        row("loop", len, prepared.render(false));
    }
}
