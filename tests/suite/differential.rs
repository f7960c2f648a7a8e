//! Compares our engine with the original, Apache Velocity 1.7, on random templates.
//!
//! Needs Java and Debian's `velocity` and `libjsonpath-java`; where they are missing it says so and passes.
//! A plain run compares a few hundred templates. For a long run:
//!
//! ```sh
//! GATEWRIGHT_FUZZ_SECONDS=1800 GATEWRIGHT_FUZZ_DIALECT=api-gateway \
//!     cargo test --no-default-features differential -- --nocapture
//! ```
//!
//! A difference is made small and printed as a case that can be put under `tests/conformance`, once it is mended.

use crate::oracle::Original;
use crate::random_template::{self, Random};
use crate::wild_template;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Cases are sent in batches, so that neither side waits for the other at each.
const BATCH: u64 = 200;

fn ours(cases: &[Value]) -> Vec<Value> {
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    let mut out = Vec::new();
    gatewright::cli::render::run(lines.as_bytes(), &mut out).expect("written to memory");
    out.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("a result"))
        .collect()
}

/// Tells whether both failed, or printed the same but for Java's addresses: `[Ljava.lang.String;@1b6d3586`.
fn agree(original: &Value, ours: &Value) -> bool {
    let printed = |result: &Value| result["output"].as_str().map(without_addresses);
    printed(original) == printed(ours)
}

fn without_addresses(output: &str) -> String {
    let mut parts = output.split('@');
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let class = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '$' | '[' | ';' | '_');
        clean.truncate(clean.trim_end_matches(class).len());
        clean.push('@');
        clean.push_str(part.trim_start_matches(|c: char| matches!(c, '0'..='9' | 'a'..='f')));
    }
    clean
}

/// Removes whatever can go from the template while the two still differ.
fn minimized(case: &Value, original: &mut Original) -> Value {
    let mut template: Vec<char> = case["template"].as_str().unwrap_or_default().chars().collect();
    let with = |template: &[char]| {
        let mut case = case.clone();
        case["template"] = template.iter().collect::<String>().into();
        case
    };
    let mut size = (template.len() / 2).max(1);
    loop {
        let mut at = 0;
        while at < template.len() {
            let mut shorter = template.clone();
            shorter.drain(at..(at + size).min(template.len()));
            let candidate = [with(&shorter)];
            let is_ours = !wild_template::is_elsewhere(&candidate[0]);
            if is_ours && !agree(&original.render(&candidate)[0], &ours(&candidate)[0]) {
                template = shorter;
            } else {
                at += size;
            }
        }
        if size == 1 {
            return with(&template);
        }
        size /= 2;
    }
}

/// The most differences that one run prints.
const ENOUGH: usize = 20;

#[test]
fn random_templates_render_as_the_original_renders_them() {
    let Some(mut original) = Original::start(None) else {
        println!("skipped: Apache Velocity 1.7 is not installed here (Debian: velocity, libjsonpath-java)");
        return;
    };
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("GATEWRIGHT_FUZZ_SECONDS").unwrap_or(0);
    let mut random = Random::new(number("GATEWRIGHT_FUZZ_SEED").unwrap_or(17));
    let dialects: Vec<String> = match std::env::var("GATEWRIGHT_FUZZ_DIALECT") {
        Ok(dialect) => vec![dialect],
        Err(_) => vec!["api-gateway".into(), "velocity".into()],
    };
    let start = Instant::now();
    let (mut made, mut compared, mut different) = (0, 0, Vec::new());
    while made == 0 || (start.elapsed() < Duration::from_secs(seconds) && different.len() < ENOUGH) {
        for (dialect, generate) in dialects.iter().flat_map(|dialect| GENERATORS.map(|generate| (dialect, generate))) {
            let cases: Vec<Value> = (0..BATCH).map(|i| generate(&mut random, made + i, dialect)).collect();
            let cases: Vec<Value> = cases.into_iter().filter(|case| !wild_template::is_elsewhere(case)).collect();
            made += BATCH;
            compared += cases.len();
            for ((case, theirs), our) in cases.iter().zip(original.render(&cases)).zip(ours(&cases)) {
                if !agree(&theirs, &our) && different.len() < ENOUGH {
                    let small = [minimized(case, &mut original)];
                    println!("{}\n  original: {}", small[0], original.render(&small)[0]);
                    println!("  ours:     {}\n", ours(&small)[0]);
                    different.push(case["id"].clone());
                }
            }
        }
    }
    println!("{} of {compared} random templates agree with the original", compared - different.len());
    assert!(different.is_empty(), "{} differ", different.len());
}

type Generate = fn(&mut Random, u64, &str) -> Value;

const GENERATORS: [Generate; 2] = [random_template::case, wild_template::case];
