//! Any template over any request: read in both dialects, rendered within limits, with and without provenance.
//!
//! Input: template, body, one parameter's value, `$context` as JSON, each ended by byte 0xFF; the last may be missing.
#![no_main]

use gatewright::apigw::Params;
use gatewright::apigw::bindings::Given;
use gatewright::apigw::mapping_template::{Mapped, MappingInput, render};
use gatewright::diagnostics::Source;
use gatewright::vtl::{self, Dialect, FailureKind, Limits, RenderOptions, Template};
use gatewright_fuzz::{check_diagnostics, check_span, parts};
use libfuzzer_sys::fuzz_target;

/// Small, so that whatever is not held by them shows as a hang or as memory.
const LIMITS: Limits = Limits { steps: 100_000, depth: 64, text_bytes: 1 << 18, loop_rounds: Some(1000) };

fuzz_target!(|data: &[u8]| {
    let mut parts = parts(data);
    let template = parts.next().unwrap_or_default();
    let input = request(parts);
    for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
        let parsed = vtl::parse(template.as_str(), dialect);
        let unreadable = parsed.template.failure().is_some();
        assert!(!unreadable || !parsed.diagnostics.is_empty(), "refused without a word");
        // Whatever is offered is at least a text that can be read and rendered again.
        for fixed in check_diagnostics(&parsed.diagnostics, &Source::Template, &template) {
            check(&vtl::parse(fixed.as_str(), dialect).template, &fixed, &input, dialect);
        }
        check(&parsed.template, &template, &input, dialect);
    }
});

fn request(mut parts: impl Iterator<Item = String>) -> MappingInput {
    let body = parts.next();
    let value = parts.next().unwrap_or_else(|| "a b&c".to_owned());
    let context = parts.next().unwrap_or_default();
    let one = |name: &str| vec![(name.to_owned(), value.clone())];
    MappingInput {
        body: body.map(Into::into),
        given: Given {
            params: Params { path: one("id"), querystring: one("q"), header: one("X-Id") }.into(),
            context: serde_json::from_str::<serde_json::Map<_, _>>(&context).unwrap_or_default().into(),
            stage_variables: one("env").into(),
        }
        .into(),
    }
}

fn check(template: &Template, source: &str, input: &MappingInput, dialect: Dialect) {
    let options = RenderOptions { dialect, limits: LIMITS, ..RenderOptions::default() };
    let plain = render(template, input, &options);
    let recorded = render(template, input, &RenderOptions { provenance: true, trace: true, ..options });
    assert_eq!(plain.text, recorded.text, "recording changes the output");
    assert_eq!(plain.failure, recorded.failure, "recording changes the failure");
    // The limit is looked at between two pieces, each of which it holds as well.
    assert!(plain.text.len() <= 2 * LIMITS.text_bytes + source.len(), "{} bytes of output", plain.text.len());
    if let Some(failure) = &plain.failure {
        check_span(failure.span, source, &failure.message);
        assert!(
            failure.kind == FailureKind::Syntax || !plain.diagnostics.is_empty(),
            "fails without a diagnostic: {}",
            failure.message
        );
    }
    check_diagnostics(&plain.diagnostics, &Source::Template, source);
    check_origins(&recorded, source);
}

/// Every byte of the output has one origin, whose places are places.
fn check_origins(mapped: &Mapped, source: &str) {
    let mut end = 0;
    for origin in mapped.origins() {
        assert_eq!(origin.output.start as usize, end, "a hole in the origins");
        end = origin.output.end as usize;
        check_span(origin.output, &mapped.text, "output");
        check_span(origin.template, source, "template");
        if let Some(literal) = origin.literal {
            check_span(literal, source, "literal");
        }
    }
    assert_eq!(end, mapped.text.len(), "the origins end early");
    for value in mapped.trace().entries() {
        check_span(value.span, source, "traced reference");
    }
}
