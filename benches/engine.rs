//! Parsing and rendering, alone and together, with and without recording where the output came from and what values
//! references had.
//!
//! ```sh
//! cargo bench --no-default-features --bench engine
//! ```

mod cases;

use divan::Bencher;
use gatewright::apigw::mapping_template::render;
use gatewright::vtl::{self, Dialect, RenderOptions};
use std::sync::Arc;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every case.
const NAMES: [&str; 5] = ["passthrough", "loop", "three lines", "300 KB template", "10 MB body"];

fn main() {
    divan::main();
}

fn text(name: &str) -> Arc<str> {
    cases::case(name)["template"].as_str().unwrap_or_default().into()
}

#[divan::bench(args = NAMES)]
fn parse(bencher: Bencher<'_, '_>, name: &str) {
    let template = text(name);
    bencher.bench_local(|| vtl::parse(template.clone(), Dialect::API_GATEWAY));
}

fn rendered(bencher: Bencher<'_, '_>, name: &str, provenance: bool, trace: bool) {
    let input = cases::input(&cases::case(name));
    let parsed = vtl::parse(text(name), Dialect::API_GATEWAY);
    let options = RenderOptions { provenance, trace, ..RenderOptions::default() };
    bencher.bench_local(|| render(&parsed.template, &input, &options));
}

#[divan::bench(args = NAMES)]
fn render_parsed(bencher: Bencher<'_, '_>, name: &str) {
    rendered(bencher, name, false, false);
}

#[divan::bench(args = NAMES)]
fn render_recorded(bencher: Bencher<'_, '_>, name: &str) {
    rendered(bencher, name, true, false);
}

#[divan::bench(args = NAMES)]
fn render_recorded_and_traced(bencher: Bencher<'_, '_>, name: &str) {
    rendered(bencher, name, true, true);
}

#[divan::bench(args = NAMES)]
fn parse_and_render(bencher: Bencher<'_, '_>, name: &str) {
    let input = cases::input(&cases::case(name));
    let template = text(name);
    let options = RenderOptions::default();
    bencher.bench_local(|| render(&vtl::parse(template.clone(), Dialect::API_GATEWAY).template, &input, &options));
}
