//! `$util`: escaping, encoding, parsing.

use super::body::{Payload, parsed};
use super::codec::{self, Quotes};
use super::places::Places;
use crate::vtl::host::{Changed, Object, Thrown, Written};
use crate::vtl::provenance::Transform;
use crate::vtl::value::{Data, Text, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// `$util`. Its functions take texts; of nothing they give nothing (recorded on AWS for `urlEncode`).
#[derive(Debug)]
pub(super) struct Util {
    payload: Rc<Payload>,
    places: Option<Rc<Places>>,
    /// Room to escape in.
    scratch: RefCell<String>,
}

/// The functions, by name; the developer guide lists these six.
const FUNCTIONS: [&str; 6] =
    ["escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson"];

impl Util {
    pub(super) fn new(payload: Rc<Payload>, places: Option<Rc<Places>>) -> Self {
        Self { payload, places, scratch: RefCell::default() }
    }

    fn escape_java_script(&self, text: &Text) -> Value {
        let mut escaped = self.scratch.take();
        escaped.clear();
        let text = if codec::escape_java_script(text, Quotes::Escaped, &mut escaped) {
            (&*escaped).into()
        } else {
            text.clone()
        };
        self.scratch.replace(escaped);
        Value::text(text)
    }

    fn parse_json(&self, argument: &Value, text: &str) -> Result<Value, Thrown> {
        // The body's own text, parsed, is the body: its leaves have places.
        let derived = match &self.places {
            Some(_) if self.payload.is_text(text) => None,
            Some(places) => Some(places.origins.computed([argument.origin], Transform::Of("util", "parseJson"))),
            None => None,
        };
        parsed(text.into(), self.places.as_ref(), derived)
    }
}

impl Object for Util {
    fn class_name(&self) -> &'static str {
        "Util"
    }

    fn property(&self, _: &str) -> Result<Option<Value>, Thrown> {
        Ok(None)
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Thrown> {
        let [argument] = arguments else { return Ok(None) };
        let text = match &argument.data {
            Data::Null if FUNCTIONS.contains(&name) => return Ok(Some(Value::NULL)),
            Data::Text(text) => text,
            _ => return Ok(None),
        };
        Ok(Some(match name {
            "escapeJavaScript" => self.escape_java_script(text),
            "urlEncode" => Value::text(codec::url_encode(text)),
            "urlDecode" => Value::text(codec::url_decode(text)?),
            "base64Encode" => Value::text(codec::base64_encode(text.as_bytes())),
            "base64Decode" => Value::text(String::from_utf8_lossy(&codec::base64_decode(text)?)),
            "parseJson" => self.parse_json(argument, text)?,
            _ => return Ok(None),
        }))
    }

    fn write_call(&self, name: &str, argument: &str, out: &mut String) -> Result<Written, Thrown> {
        if name != "escapeJavaScript" {
            return Ok(Written::Not);
        }
        if !codec::escape_java_script(argument, Quotes::Escaped, out) {
            out.push_str(argument);
        }
        Ok(Written::Derived)
    }

    /// Undoes the one escape that JSON does not know, as AWS's own templates do.
    fn write_replaced(&self, name: &str, argument: &str, replaced: (&str, &str), out: &mut String) -> Option<Changed> {
        if name != "escapeJavaScript" || replaced != ("\\\\'", "'") {
            return None;
        }
        // Each quote in the escaped text has its own backslash before it, so to take those away is not to add them.
        // Only who records asks whether there was one.
        let by_replacing = self.places.is_some() && memchr::memchr(b'\'', argument.as_bytes()).is_some();
        let escaped = codec::escape_java_script(argument, Quotes::Plain, out);
        if !escaped {
            out.push_str(argument);
        }
        Some(Changed { by_call: escaped || by_replacing, by_replacing })
    }

    fn print(&self) -> String {
        "Util@0".to_owned()
    }
}
