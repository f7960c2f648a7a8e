//! The credential that a call brings along: what Identity holds is sent where the authorizer reads it, and without one
//! the gateway answers 401.

use gatewright::design::{Design, file, presets};
use gatewright::jwt::{self, Secret};
use gatewright::lint;
use gatewright::preview::{Outcome, Selection, View, compute, compute_with_token, inspect};
use gatewright::robustness;
use serde_json::Value;

/// The story, whose client sends no `Authorization` header of its own.
fn headless() -> Design {
    let mut design = file::parse(presets::find("wild-rydes").expect("a preset").text).expect("a design");
    design.routes[0].calls[0].request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    design
}

/// Claims without a header came through, into an event that had no token either: AWS answers such a call with 401.
#[test]
fn claims_stand_for_a_token_that_is_sent() {
    let design = headless();
    for view in [View::RestProxy, View::Http10, View::Http20] {
        let preview = compute(&design, Selection::default(), Some(view)).expect("a call");
        let event = preview.outcome.event().unwrap_or_else(|| panic!("{view:?}: {:?}", preview.outcome));
        let event: Value = serde_json::from_str(&event.sent).expect("JSON");
        let name = if view == View::RestProxy { "Authorization" } else { "authorization" };
        let headers = event["headers"].as_object().expect("headers");
        let sent = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).expect("the header").1;
        let decoded = jwt::decode(sent.as_str().expect("text"));
        assert_eq!(decoded.claims, design.routes[0].calls[0].identity.claims, "{view:?}");
    }
    // A pasted token is the one that is sent.
    let token = Secret::new("pasted-token");
    let preview = compute_with_token(&design, Selection::default(), Some(View::RestProxy), Some(&token));
    assert!(preview.expect("a call").outcome.text().contains("pasted-token"));
    // Variations reach the template, and no token gets into the calls that they add.
    let report = robustness::run(&design, 0, 0, &Default::default(), &|| false, &mut |_, _| {});
    assert!(report.tried > 0, "{:?}", report.skipped);
}

#[test]
fn without_a_token_the_gateway_answers_and_says_what_to_do() {
    let mut design = headless();
    design.routes[0].calls[0].identity.claims = None;
    for (header, said) in [(None, "is missing"), (Some(""), "is empty"), (Some("Basic dTpw"), "holds no token")] {
        let mut design = design.clone();
        let value = header.map(|value| ("Authorization".to_owned(), value.to_owned()));
        design.routes[0].calls[0].request.headers.extend(value);
        for view in View::ALL {
            let preview = compute(&design, Selection::default(), Some(view)).expect("a call");
            let Outcome::Answered(answer) = &preview.outcome else { panic!("{view:?}: {:?}", preview.outcome) };
            assert_eq!(answer.status, 401, "{view:?}");
            assert!(answer.why.contains(said) && answer.why.contains("no function is called"), "{}", answer.why);
            let problem = preview.problems.iter().find(|problem| problem.rule.0 == "apigw/call-refused").expect("told");
            assert!(problem.message.starts_with("the call brings no token"), "{}", problem.message);
            let help = problem.help.as_deref().unwrap_or_default();
            assert!(help.contains("give the call claims: they are sent as the header `Authorization`"), "{help}");
        }
    }
    // The fix lets the call through.
    let found = inspect(&design, 0, &|| false);
    let refused = found.problems.iter().find(|problem| problem.diagnostic.rule.0 == "apigw/call-refused");
    let change = refused.and_then(|problem| problem.changes.first()).expect("a fix");
    let mended = change.apply(&design).expect("fits");
    assert!(compute(&mended, Selection::default(), None).expect("a call").outcome.is_event());
    assert!(lint::check(&mended, &|| false).iter().all(|finding| finding.diagnostic.rule.0 != "apigw/call-refused"));
}

/// A header that is there but empty was no obstacle while the call had claims.
#[test]
fn an_empty_header_is_no_token_whatever_the_claims_are() {
    for value in ["", " ", "Bearer", "bearer  "] {
        let mut design = headless();
        design.routes[0].calls[0].request.headers.push(("Authorization".into(), value.into()));
        let preview = compute(&design, Selection::default(), None).expect("a call");
        assert!(matches!(&preview.outcome, Outcome::Answered(answer) if answer.status == 401), "{value:?}");
    }
}

/// A token in a design written by hand was not read.
#[test]
fn a_token_typed_into_the_request_brings_its_claims() {
    let mut design = headless();
    let call = &mut design.routes[0].calls[0];
    let token = jwt::sample::demo(&call.identity.claims.take().expect("claims"));
    call.request.headers.push(("Authorization".into(), format!("Bearer {}", token.reveal())));
    assert!(compute(&design, Selection::default(), None).expect("a call").outcome.is_event());
}
