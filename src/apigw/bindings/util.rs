//! `$util`: escaping, encoding, parsing.

use super::body::Parsed;
use super::call::Call;
use super::codec::{self, Quotes};
use crate::vtl::host::{Object, Parts, TextCall, Thrown, Written};
use crate::vtl::provenance::Transform;
use crate::vtl::value::{Data, Text, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// `$util`. Its functions take texts; of nothing they give nothing (recorded on AWS for `urlEncode`).
#[derive(Debug)]
pub(super) struct Util {
    call: Rc<Call>,
    /// Room to escape in.
    scratch: RefCell<String>,
}

/// The functions, by name; the developer guide lists these six.
const FUNCTIONS: [&str; 6] =
    ["escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson"];

impl Util {
    pub(super) fn new(call: Rc<Call>) -> Self {
        Self { call, scratch: RefCell::default() }
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
        if *self.call.body.text() == *text {
            // The body's own text, parsed, is the body: its leaves have places.
            self.call.body.read()?;
            return Ok(self.call.root());
        }
        let transform = Transform::Of("util", "parseJson");
        let derived = self.call.places().map(|places| places.origins.computed([argument.origin], transform));
        Parsed::read(text.into(), self.call.body.shared_places(), derived)
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

    fn write_call(&self, call: &TextCall<'_>, out: &mut String, _: &mut Parts) -> Result<Written, Thrown> {
        let TextCall { name: "escapeJavaScript", argument, replaced } = *call else { return Ok(Written::Not) };
        let quotes = match replaced {
            None => Quotes::Escaped,
            // Undoes the one escape that JSON does not know, as AWS's own templates do: each quote in the escaped text
            // has its own backslash before it, so to take those away is not to add them.
            Some(("\\\\'", "'")) => Quotes::Plain,
            Some(_) => return Ok(Written::Not),
        };
        let escaped = codec::escape_java_script(argument, quotes, out);
        if !escaped {
            out.push_str(argument);
        }
        if quotes == Quotes::Escaped {
            return Ok(Written::Derived);
        }
        // Only who records asks whether there was a quote.
        let by_replacing = self.call.places().is_some() && memchr::memchr(b'\'', argument.as_bytes()).is_some();
        Ok(Written::Replaced { by_call: escaped || by_replacing, by_replacing })
    }

    fn print(&self) -> String {
        "Util@0".to_owned()
    }
}
