//! JUnit XML: a suite a file; a case for the rules of each route, and for the event and the robustness of each call.

use super::{Check, Checked, Problem};
use crate::diagnostics::Severity;
use crate::text::LineIndex;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Prints the report.
pub(super) fn print(all: &[Checked], out: &mut impl Write) -> io::Result<()> {
    let suites: Vec<Suite> = all.iter().map(Suite::of).collect();
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"gatewright\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(Suite::tests),
        sum(Suite::failures),
        sum(Suite::errors)
    )?;
    for suite in &suites {
        suite.print(out)?;
    }
    writeln!(out, "</testsuites>")
}

/// What is tested in a file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// The first message, and everything there is to say.
    Failed(String, String),
    /// The file could not be read.
    Error(String),
}

impl Suite {
    fn of(checked: &Checked) -> Self {
        let name = checked.name();
        let case = |name: &str, outcome| Case { name: name.to_owned(), class: checked.name(), outcome };
        let design = match &checked.design {
            Err(error) => return Self { name, cases: vec![case("the design", Outcome::Error(error.clone()))] },
            Ok(design) => design,
        };
        let lines = LineIndex::new(&checked.text);
        let outcome = |of: &dyn Fn(&Problem) -> bool| {
            // What only deserves a hint fails no build.
            let counts = |problem: &&Problem| problem.found.diagnostic.severity != Severity::Hint && of(problem);
            let problems: Vec<&Problem> = checked.open().filter(counts).collect();
            match problems.first() {
                None => Outcome::Passed,
                Some(first) => {
                    let text: Vec<String> = problems.iter().map(|problem| words(checked, &lines, problem)).collect();
                    Outcome::Failed(first.found.diagnostic.message.clone(), text.join("\n"))
                }
            }
        };
        let mut cases = Vec::new();
        for (route_index, route) in design.routes.iter().enumerate() {
            let route_name = format!("{} {}", route.method, route.path);
            let is_here = |problem: &Problem| problem.found.subject.route() == route_index;
            let rules =
                outcome(&|problem| matches!(problem.found.check, Check::Rules | Check::Lesson) && is_here(problem));
            cases.push(case(&format!("{route_name}: rules"), rules));
            for (call_index, call) in route.calls.iter().enumerate() {
                let of_call = |check| {
                    outcome(&|problem| {
                        problem.found.check == check && is_here(problem) && problem.found.call == Some(call_index)
                    })
                };
                if call.golden.is_some() {
                    cases.push(case(&format!("{route_name}: {}: golden event", call.name), of_call(Check::Golden)));
                }
                if checked.variations > 0 {
                    cases.push(case(&format!("{route_name}: {}: robustness", call.name), of_call(Check::Robustness)));
                }
            }
        }
        Self { name, cases }
    }

    fn tests(&self) -> usize {
        self.cases.len()
    }

    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed(..))).count()
    }

    fn errors(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Error(_))).count()
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\">",
            escaped(&self.name),
            self.tests(),
            self.failures(),
            self.errors()
        )?;
        for Case { name, class, outcome } in &self.cases {
            let (name, class) = (escaped(name), escaped(class));
            let open = format!("    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\"");
            match outcome {
                Outcome::Passed => writeln!(out, "{open}/>")?,
                Outcome::Failed(message, text) => writeln!(
                    out,
                    "{open}>\n      <failure message=\"{}\" type=\"problem\">{}</failure>\n    </testcase>",
                    escaped(message),
                    content(text)
                )?,
                Outcome::Error(message) => writeln!(
                    out,
                    "{open}>\n      <error message=\"{0}\" type=\"unreadable\">{0}</error>\n    </testcase>",
                    escaped(message)
                )?,
            }
        }
        writeln!(out, "  </testsuite>")
    }
}

/// Returns a problem as one or two lines: place, severity, rule, message, help.
fn words(checked: &Checked, lines: &LineIndex, problem: &Problem) -> String {
    let diagnostic = &problem.found.diagnostic;
    let mut text = checked.name();
    if let Some(span) = problem.file_span {
        let _ = write!(text, ":{}", lines.line_column(&checked.text, span.start as usize));
    }
    let _ = write!(text, ": {}[{}]: {}", diagnostic.severity.as_str(), diagnostic.rule, diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\n    {}", help.replace('\n', "\n    "));
    }
    text
}

/// Escapes a text for an attribute of XML. Control characters that XML 1.0 cannot hold, not even escaped, become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c => push_content(&mut out, c),
        }
    }
    out
}

/// Escapes a text for an element, where quotes and line breaks may stand as they are.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_content(&mut out, c));
    out
}

fn push_content(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\r' => out.push_str("&#13;"),
        '\n' | '\t' => out.push(c),
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
        c => out.push(c),
    }
}
