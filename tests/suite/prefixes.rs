//! Templates cut anywhere: each is read and rendered, in both dialects, soon and without a panic.
//!
//! Here belongs what must hold of any text at all. The templates are those of the cases (`tests/conformance`), of the
//! presets, and what fuzzing found (`tests/data/fuzz_finds.jsonl`, one case a line with a note of what was wrong).

use gatewright::apigw::Params;
use gatewright::apigw::bindings::Given;
use gatewright::apigw::mapping_template::{Mapped, MappingInput, render};
use gatewright::design::file;
use gatewright::design::presets;
use gatewright::diagnostics::{Diagnostic, Source};
use gatewright::text::apply_edits;
use gatewright::vtl::{self, Dialect, Limits, RenderOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long one cut may take, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What any template must end within here.
const LIMITS: Limits = Limits { steps: 200_000, depth: 100, text_bytes: 1 << 20, loop_rounds: Some(1000) };

const FINDS: &str = include_str!("../data/fuzz_finds.jsonl");

fn lines(text: &str) -> Vec<Value> {
    text.lines().filter(|line| !line.trim().is_empty()).filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Returns every template of the cases and the presets, once.
fn templates() -> BTreeSet<String> {
    let mut templates = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    for folder in ["velocity", "aws"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                let text = fs::read_to_string(&path).expect("a text");
                let own = lines(&text).into_iter().filter_map(|case| case["template"].as_str().map(str::to_owned));
                templates.extend(own);
            }
        }
    }
    for preset in presets::PRESETS {
        let design = file::parse(preset.text).expect("a design");
        let integrations = design.routes.iter().map(|route| &route.integration);
        templates.extend(
            integrations
                .flat_map(|integration| &integration.request_templates)
                .map(|template| template.text.to_string()),
        );
    }
    templates.extend(lines(FINDS).into_iter().filter_map(|case| case["template"].as_str().map(str::to_owned)));
    templates
}

fn input(case: &Value) -> MappingInput {
    let one = |name: &str| vec![(name.to_owned(), "a \"b\"/c".to_owned())];
    MappingInput {
        body: case["body"].as_str().map(Into::into),
        given: Given {
            params: Params { path: one("id"), querystring: one("q"), header: one("X-Id") }.into(),
            context: case["context"].as_object().cloned().unwrap_or_default().into(),
            stage_variables: one("table").into(),
        }
        .into(),
    }
}

fn check_diagnostics(diagnostics: &[Diagnostic], template: &str) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty(), "{template:?}: {diagnostic:?}");
        for label in diagnostic.labels.iter().filter(|label| label.location.source == Source::Template) {
            assert!(template.get(label.location.span.range()).is_some(), "{template:?}: {diagnostic:?}");
        }
        for fix in &diagnostic.fixes {
            assert!(apply_edits(template, &fix.edits).is_some(), "{template:?}: {fix:?}");
        }
    }
}

/// Reads and renders a template; what is refused has a reason, and every place is one of the text's.
fn check(template: &str, input: &MappingInput, dialect: Dialect, recording: bool) -> Mapped {
    let begun = Instant::now();
    let parsed = vtl::parse(template, dialect);
    let options = RenderOptions { dialect, provenance: recording, trace: recording, limits: LIMITS };
    let mapped = render(&parsed.template, input, &options);
    assert!(begun.elapsed() < PATIENCE, "{template:?}: {:?}", begun.elapsed());
    check_diagnostics(&parsed.diagnostics, template);
    check_diagnostics(&mapped.diagnostics, template);
    let told = parsed.diagnostics.len() + mapped.diagnostics.len();
    assert!(mapped.failure.is_none() || told > 0, "{template:?} fails without a word");
    assert!(parsed.template.root().span.end as usize <= template.len(), "{template:?}: the tree leaves the text");
    mapped
}

#[test]
fn every_prefix_of_every_template_is_read_and_rendered() {
    let all = templates();
    assert!(all.len() > 1500, "{} templates", all.len());
    let body = json!({"body": "{\"a\": [1, \"x\", null], \"o\": {\"k\": \"v\"}}"});
    let input = input(&body);
    for template in &all {
        let cuts = (0..=template.len()).filter(|end| template.is_char_boundary(*end));
        for end in cuts {
            for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
                check(&template[..end], &input, dialect, end % 5 == 0);
            }
        }
    }
}

/// What stays when the beginning is cut off is as odd as a prefix.
#[test]
fn every_suffix_of_every_preset_is_read_and_rendered() {
    for preset in presets::PRESETS {
        let design = file::parse(preset.text).expect("a design");
        for template in design.routes.iter().flat_map(|route| &route.integration.request_templates) {
            let text = &template.text;
            for start in (0..text.len()).filter(|start| text.is_char_boundary(*start)) {
                check(&text[start..], &MappingInput::default(), Dialect::API_GATEWAY, start % 5 == 0);
            }
        }
    }
}

/// What fuzzing found stays mended: each line is a template with its input and a note of what was wrong.
#[test]
fn finds_stay_mended() {
    for case in lines(FINDS) {
        assert!(case["note"].is_string(), "{case}");
        let template = case["template"].as_str().expect("a template");
        for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
            let plain = check(template, &input(&case), dialect, false);
            let recorded = check(template, &input(&case), dialect, true);
            assert_eq!((plain.text, plain.failure), (recorded.text, recorded.failure), "{template:?}");
        }
    }
}
