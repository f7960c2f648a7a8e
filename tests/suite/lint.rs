//! Rules: their examples run, their fixes settle them, silence is kept, and AWS's own templates give no false alarm.

use gatewright::diagnostics::{Applicability, Source};
use gatewright::lint::{self, Check, Example, Finding, RULES, Rule};

fn found(example: Example, rule: &Rule) -> Vec<Finding> {
    let design =
        example.design().unwrap_or_else(|| panic!("{}: the example is a design: {}", rule.name, example.text()));
    let findings = lint::check(&design, &|| false);
    findings.into_iter().filter(|finding| finding.diagnostic.rule.0 == rule.name).collect()
}

#[test]
fn rules_have_names_and_reasons() {
    assert!(RULES.len() >= 60, "{} rules", RULES.len());
    let mut seen = std::collections::HashSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.name), "{} stands twice", rule.name);
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", rule.name);
        assert!(rule.why.len() > rule.summary.len(), "{} says why", rule.name);
        assert!(!rule.summary.ends_with('.') && rule.why.trim_end().ends_with(['.', '"', '`']), "{}", rule.name);
    }
}

#[test]
fn bad_examples_are_found_and_good_ones_are_not() {
    let mut wrong = Vec::new();
    for rule in RULES {
        if found(rule.bad, rule).is_empty() {
            wrong.push(format!("{}: nothing found in\n{}", rule.name, rule.bad.text()));
        }
        for finding in found(rule.good, rule) {
            wrong.push(format!("{}: {} in\n{}", rule.name, finding.diagnostic.message, rule.good.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_examples_are_good_by_every_other_rule_of_errors() {
    let mut wrong = Vec::new();
    for rule in RULES.iter().filter(|rule| !matches!(rule.check, Check::Route(_))) {
        let Some(design) = rule.good.design() else { continue };
        for finding in lint::check(&design, &|| false) {
            if finding.diagnostic.severity == gatewright::diagnostics::Severity::Error {
                wrong.push(format!("{}: {} ({})", rule.name, finding.diagnostic.rule, finding.diagnostic.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixes_settle_what_they_fix() {
    let mut wrong = Vec::new();
    let mut fixes = 0;
    for rule in RULES {
        let design = rule.bad.design().expect("a design");
        let before = found(rule.bad, rule).len();
        for finding in found(rule.bad, rule) {
            for fix in finding.diagnostic.fixes.iter().filter(|fix| fix.source == Source::Template) {
                if fix.applicability == Applicability::DisplayOnly {
                    continue;
                }
                fixes += 1;
                let Some(mended) = lint::apply_fix(&design, finding.subject, fix) else {
                    wrong.push(format!("{}: \"{}\" does not fit", rule.name, fix.title));
                    continue;
                };
                let after = lint::check(&mended, &|| false);
                let left = after.iter().filter(|finding| finding.diagnostic.rule.0 == rule.name).count();
                let broken = after.iter().any(|finding| finding.diagnostic.rule.0.starts_with("vtl/"));
                let text = finding.subject.text(&mended).map(|text| text.to_string()).unwrap_or_default();
                if left >= before || broken {
                    wrong.push(format!(
                        "{}: \"{}\" leaves {left} of {before}, broken: {broken}\n{text}",
                        rule.name, fix.title
                    ));
                }
            }
            for change in &finding.changes {
                fixes += 1;
                match change.apply(&design) {
                    None => wrong.push(format!("{}: \"{}\" does not fit", rule.name, change.title)),
                    Some(mended) => {
                        let after = lint::check(&mended, &|| false);
                        if after.iter().any(|finding| finding.diagnostic.rule.0 == rule.name) {
                            wrong.push(format!("{}: \"{}\" does not settle it", rule.name, change.title));
                        }
                    }
                }
            }
        }
    }
    assert!(fixes > 40, "{fixes} fixes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
