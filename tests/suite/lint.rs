//! Rules: their examples run, their fixes settle them, silence is kept, and AWS's own templates give no false alarm.

use gatewright::design::Design;
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

/// Returns how many findings of a rule are open, and how many are silenced.
fn counts(design: &Design, rule: &str) -> (usize, usize) {
    let findings = lint::check(design, &|| false);
    let of_rule = findings.iter().filter(|finding| finding.diagnostic.rule.0 == rule);
    let (silenced, open): (Vec<_>, Vec<_>) = of_rule.partition(|finding| finding.silenced.is_some());
    (open.len(), silenced.len())
}

#[test]
fn a_finding_is_silenced_at_its_place_by_a_comment_that_changes_no_event() {
    const RULE: &str = "unescaped-in-string";
    for (template, expected) in [
        // Above the line, at its start.
        (
            "{\n  \"q\": \"$input.params('q')\",\n  \"r\": \"$input.params('r')\"\n}",
            Some(
                "{\n## gatewright: allow unescaped-in-string: ours only\n  \"q\": \"$input.params('q')\",\n  \"r\": \"$input.params('r')\"\n}",
            ),
        ),
        // A comment before everything would be about the whole template: the first line has it at its end.
        (
            "{\"q\": \"$input.params('q')\",\n\"r\": \"$input.params('r')\"}",
            Some(
                "{\"q\": \"$input.params('q')\", ## gatewright: allow unescaped-in-string: ours only\n\"r\": \"$input.params('r')\"}",
            ),
        ),
        // The line above is inside of a text, where `##` would be a comment all the same, and print nothing.
        (
            "#set($t = \"a\nb $input.params('q') \")\n{\"q\": \"$t\"}",
            Some(
                "#set($t = \"a\nb $input.params('q') \")\n## gatewright: allow unescaped-in-string: ours only\n{\"q\": \"$t\"}",
            ),
        ),
    ] {
        let design = Example::Template(template).design().expect("a design");
        let findings = lint::check(&design, &|| false);
        let finding = findings.iter().find(|finding| finding.diagnostic.rule.0 == RULE).expect("found");
        let span = finding.diagnostic.primary().expect("a place").span;
        let before = counts(&design, RULE);
        let silenced = lint::silence_here(&design, finding.subject, RULE, span, " ours\n only ");
        let text = silenced.as_ref().and_then(|design| finding.subject.text(design)).map(|text| &**text);
        assert_eq!(text, expected);
        let after = counts(&silenced.expect("silenced"), RULE);
        assert_eq!((after.0, after.1), (before.0 - 1, before.1 + 1), "{template}");
    }
}

#[test]
fn a_rule_is_silenced_for_a_design_and_speaks_again() {
    const RULE: &str = "unescaped-in-string";
    let design = Example::Template("{\"q\": \"$input.params('q')\"}").design().expect("a design");
    let silenced = lint::silence_everywhere(&design, RULE, "ours\nonly");
    assert_eq!(silenced.allow.as_slice(), [(RULE.to_owned(), "ours only".to_owned())]);
    assert_eq!((counts(&design, RULE), counts(&silenced, RULE)), ((1, 0), (0, 1)));
    let again = lint::silence_everywhere(&silenced, RULE, "another reason");
    assert_eq!(again.allow.len(), 1, "the reason is replaced");
    assert_eq!(lint::speak_again(&again, RULE), design);
}

/// A place that a caller can break out of was told twice, by two rules.
#[test]
fn a_place_has_one_finding_and_it_is_the_graver() {
    const TEMPLATE: &str = "{\"q\": \"$input.params('q')\", \"n\": 1}";
    let found = |query: &'static str| {
        let design = Example::Call(TEMPLATE, query).design().expect("a design");
        let findings = lint::check(&design, &|| false);
        let of_text = findings.into_iter().filter(|finding| finding.diagnostic.primary().is_some());
        of_text.map(|finding| finding.diagnostic.rule.0).collect::<Vec<_>>()
    };
    assert_eq!(found("{}"), ["unescaped-in-string"], "nothing was sent that could be tried");
    assert_eq!(found(r#"{"query": [["q", "x"]]}"#), ["injection"]);
}

/// What a response template writes was called the event.
#[test]
fn findings_of_response_templates_speak_of_the_response() {
    let design = Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "templates": [{"contentType": "application/json", "lines": ["{\"n\": \"$input.path('$.n')\"}"]}]}]}}]}"##,
    );
    let findings = lint::check(&design.design().expect("a design"), &|| false);
    let said = findings.iter().find(|finding| finding.diagnostic.rule.0 == "unescaped-in-string").expect("found");
    assert!(said.diagnostic.message.ends_with("breaks the response"), "{}", said.diagnostic.message);
}

/// Handlers that look first, tell calls apart or parse before they read are not to blame.
#[test]
fn careful_handlers_give_no_finding() {
    let wrong = |language: &str, lines: &[&str], api: &str, version: &str| {
        let members = serde_json::json!({"api": api, "routes": [{
            "integration": {"proxy": true, "payloadFormatVersion": version},
            "handlers": [{"language": language, "lines": lines}]
        }]});
        let members: &'static str = members.to_string().leak();
        let findings = lint::check(&Example::Design(members).design().expect("a design"), &|| false);
        let about_code = |name: &str| matches!(name, "null-maps" | "null-body" | "double-parse");
        findings.into_iter().map(|finding| finding.diagnostic.rule.0).find(|name| about_code(name))
    };
    for (language, lines, expected) in [
        ("python", &["x = event['queryStringParameters']['x']"][..], Some("null-maps")),
        ("python", &["q = event['queryStringParameters'] or {}", "x = q['x']"], None),
        ("python", &["if event['queryStringParameters']:", "    x = event['queryStringParameters']['x']"], None),
        ("python", &["try:", "    x = event['queryStringParameters']['x']", "except TypeError:", "    x = 1"], None),
        ("python", &["if event['httpMethod'] == 'GET':", "    x = event['queryStringParameters']['x']"], None),
        ("python", &["x = event['pathParameters']['id']"], None),
        ("node", &["const x = event.queryStringParameters.x;"], Some("null-maps")),
        ("node", &["const x = event.queryStringParameters?.x;"], None),
        ("node", &["const { x } = event.queryStringParameters ?? {};"], None),
        ("node", &["const m = event.queryStringParameters;"], None),
        ("python", &["b = json.loads(event['body'])"], Some("null-body")),
        ("python", &["b = json.loads(event['body'] or '{}')"], None),
        ("python", &["if event['body']:", "    b = json.loads(event['body'])"], None),
        // `JSON.parse(null)` is null.
        ("node", &["const b = JSON.parse(event.body);"], None),
        // No handler of ours reads a text of another language.
        ("go", &["x := event['queryStringParameters']['x']"], None),
        ("python", &[], None),
    ] {
        assert_eq!(wrong(language, lines, "REST", "1.0"), expected, "{lines:?}");
    }
    for (language, lines, expected) in [
        ("node", &["const b = JSON.parse(event.body);"][..], Some("null-body")),
        ("node", &["const b = JSON.parse(event.body ?? '{}');"], None),
        ("python", &["c = event['cookies']"], Some("null-maps")),
        ("node", &["const c = event.cookies;"], None),
    ] {
        assert_eq!(wrong(language, lines, "HTTP", "2.0"), expected, "{lines:?}");
    }
}
