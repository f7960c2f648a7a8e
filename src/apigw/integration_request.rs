//! What a Lambda custom (non-proxy) integration hands to the function.

use super::gateway_answer::GatewayAnswer;
use serde_json::{Map, Value, json};

/// Returns the event that a body gives when it passes unchanged, or when a template has printed it.
///
/// No body gives `{}` (recorded on AWS, `test_apigw_test_invoke_method_api`). A text that is no JSON fails before
/// the function: Lambda refuses it with 400 and `Type: "User"` (reported by several people; the words after the
/// colon are those of AWS's own parser and not known).
pub fn event_from_text(text: &str) -> Result<Value, GatewayAnswer> {
    if text.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|error| {
        let message = format!("Could not parse request body into json: {error}");
        GatewayAnswer {
            status: 400,
            body: json!({ "Type": "User", "message": message }).to_string(),
            error_type: "",
            response_type: None,
            why: format!("The integration request is not JSON ({error}): the function is not called."),
        }
    })
}
