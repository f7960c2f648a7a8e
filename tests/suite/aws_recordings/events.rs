//! Events, through the function behind `gatewright events --cases`.

use super::compare::Rules;
use serde_json::Value;

pub fn event(case: &Value) -> Vec<String> {
    let mut out = Vec::new();
    gatewright::cli::events::run(case.to_string().as_bytes(), &mut out).expect("memory does not fail");
    let result: Value = serde_json::from_slice(&out).expect("one line of JSON");
    match result.get("event") {
        Some(event) => Rules::of(case).differences(&case["expect_event"], event),
        None => vec![format!("no event: {}", result["error"])],
    }
}
