//! How values print: as Java's `toString` does, and lists of a body as JSON, which is what json-smart's arrays do.

use super::{Data, List, ListKind, Map, MapKind, Value, utf16};
use crate::vtl::provenance::Origin;
use std::rc::Rc;

/// How deep containers are printed.
const MAX_DEPTH: usize = 200;

/// What differs between the ways of writing JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Json {
    /// Writes `/` as `\/`, as a json-smart array does when it prints itself; `$input.json` does not.
    pub escapes_slash: bool,
}

/// Where printed text goes: a string, or one that keeps where each part came from.
trait Ink {
    fn push_str(&mut self, text: &str);

    /// Notes that what was written since the last note came from `origin`.
    fn note(&mut self, origin: Origin);

    fn push(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }
}

impl Ink for String {
    fn push_str(&mut self, text: &str) {
        Self::push_str(self, text);
    }

    fn note(&mut self, _: Origin) {}
}

/// A text with the ends and origins of its parts.
#[derive(Default)]
struct Traced {
    text: String,
    parts: Vec<(u32, Origin)>,
}

impl Ink for Traced {
    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn note(&mut self, origin: Origin) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if end > self.parts.last().map_or(0, |(end, _)| *end) {
            self.parts.push((end, origin));
        }
    }
}

impl Value {
    /// Returns what `toString` returns.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.print_to(&mut out);
        out
    }

    /// Appends what `toString` returns.
    pub fn print_to(&self, out: &mut String) {
        print_at(self, out, 0);
    }

    /// Returns what `toString` returns, and where each part of it ends and came from.
    pub fn print_traced(&self) -> (String, Vec<(u32, Origin)>) {
        let mut out = Traced::default();
        print_at(self, &mut out, 0);
        out.note(self.origin);
        (out.text, out.parts)
    }
}

/// Appends a value as compact JSON.
pub fn print_json(value: &Value, style: Json, out: &mut String) {
    json_at(value, style, out, 0);
}

/// Returns a value as compact JSON, and where each part of it ends and came from.
pub fn print_json_traced(value: &Value, style: Json) -> (String, Vec<(u32, Origin)>) {
    let mut out = Traced::default();
    json_at(value, style, &mut out, 0);
    out.note(value.origin);
    (out.text, out.parts)
}

fn print_at<I: Ink>(value: &Value, out: &mut I, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    out.note(Origin::NONE);
    print_inner(value, out, depth);
    out.note(value.origin);
}

fn print_inner<I: Ink>(value: &Value, out: &mut I, depth: usize) {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) => {
            let mut text = String::new();
            number.print(&mut text);
            out.push_str(&text);
        }
        Data::Text(text) => out.push_str(text),
        Data::Char(unit) => out.push_str(&utf16::unit_to_string(*unit)),
        Data::List(list) => print_list(list, out, depth),
        Data::Map(map) => print_map(map, out, depth),
        Data::Entry(entry) => {
            print_at(&entry.key(), out, depth + 1);
            out.push('=');
            print_at(&entry.value(), out, depth + 1);
        }
        Data::Class(name) => {
            out.push_str("class ");
            out.push_str(name);
        }
        Data::Loop(_) => out.push_str("{}"),
        // The evaluator prints blocks; inside a container one prints by what Java calls its identity.
        Data::Block(_) => {}
        Data::Iterator(_) => out.push_str("java.util.Iterator@0"),
        Data::Object(object) => out.push_str(&object.print()),
    }
}

fn print_list<I: Ink>(list: &Rc<List>, out: &mut I, depth: usize) {
    match list.kind() {
        ListKind::Json => return json_at(&Data::List(list.clone()).into(), Json { escapes_slash: true }, out, depth),
        ListKind::Array(_) => {
            // An array prints its class and an address; the address is nobody's business.
            out.push_str(list.class_name());
            out.push_str("@0");
            return;
        }
        _ => {}
    }
    out.push('[');
    for (index, item) in list.to_vec().iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        match &item.data {
            Data::List(inner) if Rc::ptr_eq(inner, list) => out.push_str("(this Collection)"),
            _ => print_at(item, out, depth + 1),
        }
    }
    out.push(']');
}

fn print_map<I: Ink>(map: &Rc<Map>, out: &mut I, depth: usize) {
    if map.kind() == MapKind::Silent {
        return;
    }
    let print = |value: &Value, out: &mut I| match &value.data {
        Data::Map(inner) if Rc::ptr_eq(inner, map) => out.push_str("(this Map)"),
        _ => print_at(value, out, depth + 1),
    };
    out.push('{');
    for (index, (key, value)) in map.to_vec().iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        print(key, out);
        out.push('=');
        print(value, out);
    }
    out.push('}');
}

fn json_at<I: Ink>(value: &Value, style: Json, out: &mut I, depth: usize) {
    if depth > MAX_DEPTH {
        out.push_str("null");
        return;
    }
    out.note(Origin::NONE);
    json_inner(value, style, out, depth);
    out.note(value.origin);
}

fn json_inner<I: Ink>(value: &Value, style: Json, out: &mut I, depth: usize) {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Number(number) if !number.is_finite() => out.push_str("null"),
        Data::Bool(_) | Data::Number(_) => print_inner(value, out, depth),
        Data::List(list) => {
            out.push('[');
            for (index, item) in list.to_vec().iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json_at(item, style, out, depth + 1);
            }
            out.push(']');
        }
        Data::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.to_vec().iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json_text(&key.print(), style, out);
                out.push(':');
                json_at(value, style, out, depth + 1);
            }
            out.push('}');
        }
        Data::Text(text) => json_text(text, style, out),
        _ => json_text(&value.print(), style, out),
    }
}

/// Appends a text in quotes, escaped as json-smart does.
fn json_text<I: Ink>(text: &str, style: Json, out: &mut I) {
    out.push('"');
    let mut done = 0;
    for (at, character) in text.char_indices() {
        let escaped = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '/' if style.escapes_slash => "\\/",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => {
                out.push_str(text.get(done..at).unwrap_or(""));
                out.push_str(&format!("\\u{:04X}", u32::from(character)));
                done = at + character.len_utf8();
                continue;
            }
            _ => continue,
        };
        out.push_str(text.get(done..at).unwrap_or(""));
        out.push_str(escaped);
        done = at + character.len_utf8();
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out.push('"');
}
