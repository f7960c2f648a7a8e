//! Texts as they are typed, whose values may not parse: the document keeps the last good value, nothing typed is lost.

use crate::apigw::proxy_response::FunctionResult;
use crate::preview::Selection;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What is typed into a field whose text may not parse: the document has the last value that did.
#[derive(Default)]
pub struct Buffers(HashMap<(Selection, &'static str, usize), Buffer>);

/// One such text.
#[derive(Default)]
pub struct Buffer {
    /// The text as typed.
    pub text: String,
    /// The value that the text stood for when it last parsed; another one in the document renews the text.
    value: Option<Map<String, Value>>,
    /// What is wrong with the text.
    pub error: Option<String>,
}

impl Buffers {
    /// Returns the buffer of the field `name`, renewed if the document's value is another than the text's.
    pub fn object(&mut self, at: Selection, name: &'static str, value: &Map<String, Value>) -> &mut Buffer {
        self.object_at(at, (name, 0), value)
    }

    /// Does the same for the field at a position of a list.
    pub fn object_at(
        &mut self,
        at: Selection,
        (name, index): (&'static str, usize),
        value: &Map<String, Value>,
    ) -> &mut Buffer {
        let buffer = self.0.entry((at, name, index)).or_default();
        if buffer.value.as_ref() != Some(value) {
            buffer.text = if value.is_empty() { String::new() } else { pretty(value) };
            buffer.value = Some(value.clone());
            buffer.error = None;
        }
        buffer
    }

    /// Forgets everything: another design was opened.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl Buffer {
    /// Reads the text; returns the object if it is one, and notes what is wrong otherwise.
    pub fn parse(&mut self) -> Option<Map<String, Value>> {
        let read =
            if self.text.trim().is_empty() { Ok(Value::Object(Map::new())) } else { serde_json::from_str(&self.text) };
        match read {
            Ok(Value::Object(map)) => {
                self.error = None;
                self.value = Some(map.clone());
                Some(map)
            }
            Ok(_) => {
                self.error = Some("This is JSON, but not an object: put { } around members.".into());
                None
            }
            Err(error) => {
                self.error = Some(format!(
                    "Not JSON yet at line {}, column {}: {}. The last good value stays in use.",
                    error.line(),
                    error.column(),
                    without_position(&error)
                ));
                None
            }
        }
    }
}

fn pretty(value: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Returns what serde says without the place, which we say in our own words.
pub fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The function's result as it is typed: the document has the last value that could be read.
#[derive(Default)]
pub struct ResultText {
    /// The text as typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
    known: Option<(Selection, Option<FunctionResult>)>,
}

impl ResultText {
    /// Renews the text if the document's result is another than the text's.
    pub fn hold(&mut self, at: Selection, result: Option<&FunctionResult>) {
        if self.known.as_ref().is_some_and(|(known_at, known)| *known_at == at && known.as_ref() == result) {
            return;
        }
        self.text = match result {
            None | Some(FunctionResult::TimedOut) => String::new(),
            Some(result) => serde_json::to_string_pretty(result.payload()).unwrap_or_default(),
        };
        self.error = None;
        self.known = Some((at, result.cloned()));
    }

    /// Reads the text as a result of the kind that `make` makes, and notes what is wrong otherwise.
    pub fn parse(&mut self, at: Selection, make: fn(Value) -> FunctionResult) -> Option<FunctionResult> {
        match serde_json::from_str(&self.text) {
            Ok(value) => {
                let result = make(value);
                self.error = None;
                self.known = Some((at, Some(result.clone())));
                Some(result)
            }
            Err(error) => {
                self.error = Some(format!(
                    "Not JSON yet at line {}, column {}: {}. The last good result stays in use.",
                    error.line(),
                    error.column(),
                    without_position(&error)
                ));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn a_broken_text_stays_until_the_document_says_otherwise() {
        let mut buffers = Buffers::default();
        let at = Selection::default();
        let value = object(r#"{"a": 1}"#);
        let buffer = buffers.object(at, "claims", &value);
        buffer.text = r#"{"a": 1,"#.into();
        assert!(buffer.parse().is_none());
        let buffer = buffers.object(at, "claims", &value);
        assert_eq!(buffer.text, r#"{"a": 1,"#, "nothing typed is lost");
        assert!(buffer.error.as_deref().is_some_and(|error| error.contains("line 1")), "{:?}", buffer.error);
        let buffer = buffers.object(at, "claims", &object(r#"{"b": 2}"#));
        assert_eq!((buffer.text.as_str(), &buffer.error), ("{\n  \"b\": 2\n}", &None));
    }

    #[test]
    fn own_spacing_survives_while_the_value_is_the_same() {
        let mut buffers = Buffers::default();
        let value = object(r#"{"a": 1}"#);
        let buffer = buffers.object(Selection::default(), "claims", &value);
        buffer.text = r#"{ "a":2 }"#.into();
        let parsed = buffer.parse().expect("parses");
        let buffer = buffers.object(Selection::default(), "claims", &parsed);
        assert_eq!(buffer.text, r#"{ "a":2 }"#);
    }
}
