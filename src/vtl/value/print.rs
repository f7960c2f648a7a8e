//! How values print: as Java's `toString` does, and lists of a body as JSON, which is what json-smart's arrays do.

use super::lazy::Unread;
use super::{Data, List, ListKind, Map, MapKind, Value, utf16};
use crate::json::text;
use crate::vtl::host::Parts;
use crate::vtl::provenance::{Origin, Origins};
use std::rc::Rc;

/// How deep containers are printed: deeper than any body, so what is deeper contains itself.
const MAX_DEPTH: usize = crate::json::MAX_DEPTH + 100;
/// The longest text that one value prints, well above the 10 MB that a payload may have. A list that holds another
/// one twice, and so on, would print for ever.
const MAX_BYTES: usize = 16 << 20;

/// Why a value cannot print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unprintable {
    /// It holds itself, or prints more than any payload may have: Java runs out of stack or memory.
    Endless,
    /// It is, or holds, a part of a list that has grown or shrunk since, which Java refuses to look through.
    Outdated,
}

type Printed = Result<(), Unprintable>;

/// What differs between the ways of writing JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Json {
    /// Writes `/` as `\/`, as a json-smart array does when it prints itself; `$input.json` does not.
    pub escapes_slash: bool,
}

/// Where printed text goes: a string, or one that keeps where each part came from.
pub trait Ink {
    /// Whether notes are kept: if not, nobody need find out where anything came from.
    const IS_NOTED: bool = true;

    /// Appends a text.
    fn push_str(&mut self, text: &str);

    /// Notes that what was written since the last note came from `origin`.
    fn note(&mut self, origin: Origin);

    /// Returns the origin of what holds a container of that origin together.
    fn around(&self, _: Origin) -> Origin {
        Origin::NONE
    }

    /// Returns how many bytes there are.
    fn bytes(&self) -> usize;

    /// Appends what `write` appends to a text.
    fn append(&mut self, write: impl FnOnce(&mut String)) {
        let mut text = String::new();
        write(&mut text);
        self.push_str(&text);
    }

    /// Appends a container that nobody has looked into straight from where it comes from, if that can be done; else
    /// appends nothing and returns false.
    fn unread(&mut self, _: Unread, _: Json) -> bool {
        false
    }

    /// Returns how many bytes there may be.
    fn room(&self) -> usize {
        MAX_BYTES
    }

    /// Appends a character.
    fn push(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }
}

impl Ink for String {
    const IS_NOTED: bool = false;

    fn push_str(&mut self, text: &str) {
        Self::push_str(self, text);
    }

    fn note(&mut self, _: Origin) {}

    fn bytes(&self) -> usize {
        self.len()
    }

    fn append(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }

    fn unread(&mut self, Unread { source, node }: Unread, style: Json) -> bool {
        source.write_json(node, style, self)
    }

    fn push(&mut self, character: char) {
        Self::push(self, character);
    }
}

/// A text that is appended to, with the ends and origins of the parts, counted from where that began.
#[derive(Debug)]
pub struct Traced<'o> {
    text: &'o mut String,
    start: usize,
    parts: &'o mut Parts,
    origins: &'o Origins,
}

impl<'o> Traced<'o> {
    /// Goes on with a text, and with its parts from there on.
    pub fn new(text: &'o mut String, parts: &'o mut Parts, origins: &'o Origins) -> Self {
        Self { start: text.len(), text, parts, origins }
    }
}

impl Ink for Traced<'_> {
    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn note(&mut self, origin: Origin) {
        let end = u32::try_from(self.bytes()).unwrap_or(u32::MAX);
        if end > self.parts.last().map_or(0, |(end, _)| *end) {
            self.parts.push((end, origin));
        }
    }

    fn around(&self, origin: Origin) -> Origin {
        self.origins.around(origin)
    }

    fn append(&mut self, write: impl FnOnce(&mut String)) {
        write(self.text);
    }

    fn push(&mut self, character: char) {
        self.text.push(character);
    }

    fn unread(&mut self, Unread { source, node }: Unread, style: Json) -> bool {
        source.write_json_traced(node, style, self)
    }

    fn bytes(&self) -> usize {
        self.text.len() - self.start
    }
}

/// The first bytes of a text.
struct Beginning {
    text: String,
    max: usize,
}

impl Ink for Beginning {
    fn push_str(&mut self, text: &str) {
        let mut end = text.len().min((self.max + 1).saturating_sub(self.text.len()));
        while !text.is_char_boundary(end) {
            end += 1;
        }
        self.text.push_str(&text[..end]);
    }

    fn note(&mut self, _: Origin) {}

    fn bytes(&self) -> usize {
        self.text.len()
    }

    fn room(&self) -> usize {
        self.max
    }
}

/// A text, and the end and the origin of each of its parts.
pub type TracedText = (String, Parts);

impl Value {
    /// Returns what `toString` returns; of an endless value, its beginning.
    pub fn print(&self) -> String {
        let mut out = String::new();
        // What an endless value begins with is all that can be had of it.
        let _ = self.print_to(&mut out);
        out
    }

    /// Returns what `toString` returns, but stops soon after `max` bytes.
    pub fn print_beginning(&self, max: usize) -> String {
        let mut out = Beginning { text: String::new(), max };
        // Where it stops is where it is meant to.
        let _ = print_at(self, &mut out, 0);
        out.text
    }

    /// Appends what `toString` returns.
    ///
    /// # Errors
    /// [`Unprintable`] for a value that never ends, or that Java refuses to look through.
    pub fn print_to(&self, out: &mut String) -> Result<(), Unprintable> {
        print_at(self, out, 0)
    }

    /// Returns what `toString` returns, and where each part of it ends and came from.
    ///
    /// # Errors
    /// [`Unprintable`] for a value that never ends, or that Java refuses to look through.
    pub fn print_traced(&self, origins: &Origins) -> Result<TracedText, Unprintable> {
        let (mut text, mut parts) = (String::new(), Parts::new());
        print_at(self, &mut Traced::new(&mut text, &mut parts, origins), 0)?;
        Ok((text, parts))
    }
}

/// How many values are looked at for one that cannot print.
const MAX_LOOKED_AT: usize = 10_000;

impl Value {
    /// Tells why the value cannot print, if so, and how many values that took looking at.
    pub fn unprintable(&self) -> (Option<Unprintable>, usize) {
        let is_outdated = |value: &Self| matches!(&value.data, Data::List(list) if list.is_outdated());
        if is_outdated(self) {
            return (Some(Unprintable::Outdated), 1);
        }
        let mut open = vec![(self.clone(), 0)];
        for looked in 0..MAX_LOOKED_AT {
            let inner = loop {
                let Some((around, next)) = open.last_mut() else { return (None, looked) };
                *next += 1;
                match printed_inside(around, *next - 1) {
                    Some(inner) => break inner,
                    None => open.pop(),
                };
            };
            if is_outdated(&inner) {
                return (Some(Unprintable::Outdated), looked);
            }
            if open.len() > MAX_DEPTH {
                return (Some(Unprintable::Endless), looked);
            }
            // A container that holds itself directly prints as `(this Map)`; json-smart's lists do not look.
            let is_itself = open.last().is_some_and(|(around, _)| match (&around.data, &inner.data) {
                (Data::List(list), Data::List(inner)) => {
                    List::is_one(list, inner) && !matches!(list.kind(), ListKind::Json)
                }
                (Data::Map(map), Data::Map(inner)) => Rc::ptr_eq(map, inner),
                _ => false,
            });
            if !is_itself {
                open.push((inner, 0));
            }
        }
        (None, MAX_LOOKED_AT)
    }
}

/// Returns one of the values that printing a container prints, if somebody can have put it there: what nobody has
/// looked into is as it was read.
fn printed_inside(around: &Value, index: usize) -> Option<Value> {
    match &around.data {
        Data::List(list) if list.unread().is_none() && !list.is_array() => list.get(index),
        Data::Map(map) if map.unread().is_none() && map.kind() != MapKind::Silent => {
            let (key, value) = map.at(index / 2)?;
            Some(if index.is_multiple_of(2) { key } else { value })
        }
        Data::Entry(entry) => match index {
            0 => Some(entry.key()),
            1 => Some(entry.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Appends a value as compact JSON.
///
/// # Errors
/// [`Unprintable`] for a value that never ends, or that Java refuses to look through.
pub fn print_json<I: Ink>(value: &Value, style: Json, out: &mut I) -> Result<(), Unprintable> {
    json_at(value, style, out, 0)
}

fn print_at<I: Ink>(value: &Value, out: &mut I, depth: usize) -> Printed {
    check(out, depth)?;
    print_inner(value, out, depth)?;
    out.note(value.origin);
    Ok(())
}

fn check<I: Ink>(out: &I, depth: usize) -> Printed {
    if depth > MAX_DEPTH || out.bytes() > out.room() { Err(Unprintable::Endless) } else { Ok(()) }
}

fn print_inner<I: Ink>(value: &Value, out: &mut I, depth: usize) -> Printed {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) => {
            out.append(|out| number.print(out));
        }
        Data::Text(text) => out.push_str(text),
        Data::Char(unit) => out.push_str(&utf16::unit_to_string(*unit)),
        Data::List(list) => print_list(list, value.origin, out, depth)?,
        Data::Map(map) => print_map(map, value.origin, out, depth)?,
        Data::Entry(entry) => {
            let key = entry.key();
            print_at(&key, out, depth + 1)?;
            out.push('=');
            out.note(out.around(key.origin));
            print_at(&entry.value(), out, depth + 1)?;
        }
        Data::Class(name) => {
            out.push_str("class ");
            out.push_str(name);
        }
        Data::Loop(scope) => print_map(&scope.storage, Origin::NONE, out, depth)?,
        // The evaluator prints blocks; inside a container one prints by what Java calls its identity.
        Data::Block(_) => {}
        Data::Iterator(_) => out.push_str("java.util.Iterator@0"),
        Data::Object(object) => out.push_str(&object.print()),
    }
    Ok(())
}

fn print_list<I: Ink>(list: &Rc<List>, origin: Origin, out: &mut I, depth: usize) -> Printed {
    match list.kind() {
        ListKind::Json => {
            let value = Value::from(Data::List(list.clone())).with_origin(origin);
            return json_at(&value, Json { escapes_slash: true }, out, depth);
        }
        ListKind::Array(_) => {
            // An array prints its class and an address; the address is nobody's business.
            out.push_str(list.class_name());
            out.push_str("@0");
            return Ok(());
        }
        _ => {}
    }
    if list.is_outdated() {
        return Err(Unprintable::Outdated);
    }
    let around = out.around(origin);
    out.push('[');
    for (index, item) in list.to_vec().iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.note(around);
        match &item.data {
            Data::List(inner) if List::is_one(inner, list) => out.push_str("(this Collection)"),
            _ => print_at(item, out, depth + 1)?,
        }
    }
    out.push(']');
    out.note(around);
    Ok(())
}

fn print_map<I: Ink>(map: &Rc<Map>, origin: Origin, out: &mut I, depth: usize) -> Printed {
    if map.kind() == MapKind::Silent {
        return Ok(());
    }
    let print = |value: &Value, out: &mut I| match &value.data {
        Data::Map(inner) if Rc::ptr_eq(inner, map) => {
            out.push_str("(this Map)");
            Ok(())
        }
        _ => print_at(value, out, depth + 1),
    };
    let around = out.around(origin);
    out.push('{');
    for (index, (key, value)) in map.to_vec().iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.note(around);
        print(key, out)?;
        out.push('=');
        out.note(around);
        print(value, out)?;
    }
    out.push('}');
    out.note(around);
    Ok(())
}

fn json_at<I: Ink>(value: &Value, style: Json, out: &mut I, depth: usize) -> Printed {
    check(out, depth)?;
    json_inner(value, style, out, depth)?;
    out.note(value.origin);
    Ok(())
}

fn json_inner<I: Ink>(value: &Value, style: Json, out: &mut I, depth: usize) -> Printed {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Number(number) if number.is_infinite() => out.push_str("null"),
        Data::Bool(_) | Data::Number(_) => print_inner(value, out, depth)?,
        Data::List(list) if list.is_outdated() => return Err(Unprintable::Outdated),
        Data::List(list) if list.unread().is_some_and(|unread| out.unread(unread, style)) => {}
        Data::Map(map) if map.unread().is_some_and(|unread| out.unread(unread, style)) => {}
        Data::List(list) => {
            let around = out.around(value.origin);
            out.push('[');
            for (index, item) in list.to_vec().iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.note(around);
                json_at(item, style, out, depth + 1)?;
            }
            out.push(']');
            out.note(around);
        }
        Data::Map(map) => {
            let around = out.around(value.origin);
            out.push('{');
            for (index, (key, value)) in map.to_vec().iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json_text(&key.print(), style, out);
                out.push(':');
                out.note(around);
                json_at(value, style, out, depth + 1)?;
            }
            out.push('}');
            out.note(around);
        }
        Data::Text(text) => json_text(text, style, out),
        _ => json_text(&value.print(), style, out),
    }
    Ok(())
}

/// Appends a text in quotes, escaped as json-smart does.
fn json_text<I: Ink>(value: &str, style: Json, out: &mut I) {
    out.append(|out| text::write_quoted(out, value, style.escapes_slash));
}
