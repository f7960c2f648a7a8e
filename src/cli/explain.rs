//! `gatewright explain RULE`: what a rule is about.

use super::{CLEAN, Complaint};
use crate::lint::{self, RULES, Rule};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::io::Write;

/// Arguments of `gatewright explain`.
#[derive(clap::Args, Debug)]
pub(super) struct ExplainArguments {
    /// Rule, by its name; without one, all are listed
    rule: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
}

/// Prints what the rule is about, or the list of rules.
pub(super) fn run(arguments: &ExplainArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let rules: Vec<&Rule> = match &arguments.rule {
        None => RULES.iter().collect(),
        Some(name) => vec![lint::find(name).ok_or_else(|| unknown(name))?],
    };
    match (arguments.format, arguments.rule.is_some()) {
        (Format::Json, true) => print_json(&mut out, &rules.first().copied().map(to_json).unwrap_or_default())?,
        (Format::Json, false) => print_json(&mut out, &rules.iter().copied().map(to_json).collect())?,
        (Format::Human, true) => rules.into_iter().try_for_each(|rule| out.write_all(text(rule).as_bytes()))?,
        (Format::Human, false) => {
            for rule in rules {
                writeln!(out, "{:<36} {:<8} {}", rule.name, rule.severity.as_str(), rule.summary)?;
            }
        }
    }
    out.flush()?;
    Ok(CLEAN)
}

fn print_json(out: &mut impl Write, document: &Value) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}

/// Returns a rule's explanation: what it is, why, a bad and a good example.
fn text(rule: &Rule) -> String {
    let indented = |text: String| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{}: {}\n{}\n\n{}\n\nBad:\n\n{}\nGood:\n\n{}\nTo silence it for a line or, at its top, for a template, with a reason:\n\n    ## gatewright: allow {}: why it does not matter here\n",
        rule.name,
        rule.severity.as_str(),
        capital(rule.summary),
        rule.why,
        indented(rule.bad.text()),
        indented(rule.good.text()),
        rule.name,
    )
}

fn to_json(rule: &Rule) -> Value {
    json!({
        "rule": rule.name, "severity": rule.severity.as_str(), "summary": rule.summary, "why": rule.why,
        "bad": rule.bad.text(), "good": rule.good.text(),
    })
}

/// Begins a phrase with a capital and ends it with a full stop.
fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// Names the rules that look most like what was asked for.
fn unknown(name: &str) -> Complaint {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).collect();
    let like = RULES.iter().filter(|rule| words.iter().any(|word| rule.name.contains(word))).map(|rule| rule.name);
    let like: Vec<&str> = like.take(8).collect();
    Complaint(if like.is_empty() {
        format!("there is no rule \"{name}\"; `gatewright explain` lists them all")
    } else {
        format!("there is no rule \"{name}\"; did you mean {}?", like.join(", "))
    })
}
