//! What becomes of a call.

use super::event_text::EventText;
use crate::apigw::GatewayAnswer;
use crate::diagnostics::Diagnostic;
use serde_json::{Value, json};
use std::fmt;
use std::sync::Arc;

/// What becomes of a call: the event that the function receives, or why there is none. `Debug` shows no text that
/// was printed: it may hold a token.
#[derive(Clone)]
pub enum Outcome {
    /// The function is called with this event.
    Event(EventText),
    /// The integration request is no JSON: Lambda refuses it with 400, and the function is not called.
    NotJson {
        /// What was printed.
        text: Arc<str>,
        /// Where it stops being JSON.
        problem: Box<Diagnostic>,
    },
    /// The template cannot be rendered: the client gets 500, and the function is not called.
    Failed {
        /// Why, in words.
        message: String,
        /// What had been printed until then.
        text: Arc<str>,
    },
    /// The gateway answers the client itself, and the function is not called.
    Answered(GatewayAnswer),
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => event.fmt(f),
            Self::NotJson { text, problem } => write!(f, "NotJson({} bytes, {problem:?})", text.len()),
            Self::Failed { message, text } => write!(f, "Failed({message:?}, {} bytes)", text.len()),
            Self::Answered(answer) => answer.fmt(f),
        }
    }
}

impl Outcome {
    /// Returns true if the function is called.
    pub fn is_event(&self) -> bool {
        matches!(self, Self::Event(_))
    }

    /// Returns the event.
    pub fn event(&self) -> Option<&EventText> {
        match self {
            Self::Event(event) => Some(event),
            _ => None,
        }
    }

    /// Returns the text to show: the event laid out, what was printed in its place, or the gateway's answer.
    pub fn text(&self) -> &str {
        match self {
            Self::Event(event) => &event.shown,
            Self::NotJson { text, .. } | Self::Failed { text, .. } => text,
            Self::Answered(answer) => &answer.body,
        }
    }

    /// Returns the outcome as data.
    pub fn to_json(&self) -> Value {
        match self {
            // What is an event was read as JSON before; if serde should see that differently, the text is shown.
            Self::Event(event) => {
                json!({ "event": serde_json::from_str(&event.sent).unwrap_or_else(|_| Value::from(&*event.sent)) })
            }
            Self::NotJson { text, problem } => json!({ "notJson": **text, "message": problem.message }),
            Self::Failed { message, text } => json!({ "failed": message, "printed": **text }),
            Self::Answered(answer) => {
                json!({ "answer": { "status": answer.status, "body": answer.body, "why": answer.why } })
            }
        }
    }
}
