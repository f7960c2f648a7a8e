//! Java's methods: one table, split by the type of the receiver.
//!
//! A method is chosen as Velocity does, by name, number and types of the arguments: a call that fits none has no value,
//! as if there were no such method. An exception that the method throws fails the rendering.

mod docs;
mod formatter;
mod list;
mod map;
mod names;
mod number;
mod regex;
mod text;

pub use docs::{MethodDoc, documented, nearest, signatures};
pub use names::{Name, lacking, needs_function};

use super::host::Thrown;
use super::number::{Decimal, Number};
use super::provenance::{Origin, Origins};
use super::scope::Loop;
use super::value::{Cursor, Data, List, ListKind, Map, MapKind, Value, take_effort, utf16};
use regex::Regexes;
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// What Java says where a method of a class's objects is called on the class itself, which Velocity finds there.
pub const NOT_AN_INSTANCE: &str = "IllegalArgumentException: object is not an instance of declaring class";

/// What a call gives.
#[derive(Debug)]
pub enum Outcome {
    /// There is no such method, or none for these arguments.
    Missing,
    /// The method returns nothing.
    Void,
    /// The method's value, which may be `null`.
    Value(Value),
}

/// How a call goes: its outcome, or an exception.
pub type Called = Result<Outcome, Thrown>;

/// What methods share during a rendering.
#[derive(Debug)]
pub struct Tools {
    /// Origins, if they are recorded.
    pub origins: Option<Rc<Origins>>,
    /// How many bytes a text may have.
    pub text_bytes: usize,
    /// Work that may still be done, in steps.
    pub steps: u64,
    regexes: Regexes,
    /// Room to make texts in.
    scratch: String,
}

impl Tools {
    /// Makes tools with that much work to do.
    pub fn new(origins: Option<Rc<Origins>>, text_bytes: usize, steps: u64) -> Self {
        Self { origins, text_bytes, steps, regexes: Regexes::default(), scratch: String::new() }
    }

    /// Pays for going over `units` bytes or elements.
    #[inline]
    pub fn charge(&mut self, units: usize) -> Result<(), Thrown> {
        let steps = (1 + units as u64 / 16).saturating_add(u64::from(take_effort()));
        if self.steps < steps {
            self.steps = 0;
            return Err(Thrown::new(LIMIT));
        }
        self.steps -= steps;
        Ok(())
    }

    /// Pays for making so many elements, which take up more room than they take time.
    pub fn charge_elements(&mut self, count: usize) -> Result<(), Thrown> {
        self.charge(count.saturating_mul(16))
    }

    /// Refuses a text that is too long.
    fn fitting(&self, len: usize) -> Result<(), Thrown> {
        if len > self.text_bytes { Err(Thrown::new(LIMIT)) } else { Ok(()) }
    }

    /// Makes a text that is the part of `value` from byte `start` to `end`.
    fn part(&self, value: &Value, whole: &str, start: usize, end: usize, name: &str) -> Value {
        let text = whole.get(start..end).unwrap_or("");
        let origin = self.origins.as_ref().map_or(Origin::NONE, |origins| {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            origins.slice(value.origin, offset(start), offset(end), offset(whole.len()), name)
        });
        Value::text(text).with_origin(origin)
    }
}

/// The message of an exception that stands for a limit.
pub const LIMIT: &str = "a limit was reached";

/// Calls a method.
pub fn call(receiver: &Value, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    tools.charge(arguments.iter().filter_map(Value::as_text).map(str::len).sum())?;
    if let Data::List(list) = &receiver.data
        && list.is_outdated()
        && !matches!(name, Name::SubList | Name::GetClass)
        // What is no list is not the same, whatever is in this one.
        && !matches!((name, arguments), (Name::Equals, [other]) if !matches!(other.data, Data::List(_)))
        && documented(list.class_name()).any(|method| method.name == name)
    {
        return Err(Thrown::new("ConcurrentModificationException"));
    }
    let outcome = match &receiver.data {
        Data::Text(text) => text::call(receiver, text, name, arguments, tools)?,
        Data::Number(number) => number::call(number, name, arguments)?,
        Data::Bool(value) => number::call_bool(*value, name, arguments)?,
        Data::Char(unit) => number::call_char(*unit, name, arguments)?,
        Data::List(list) => list::call(list, name, arguments, tools)?,
        Data::Map(map) => map::call(map, name, arguments, tools)?,
        Data::Entry(entry) => map::call_entry(entry, name, arguments)?,
        Data::Loop(scope) => map::call_loop(scope, name, arguments, tools)?,
        Data::Iterator(cursor) => call_iterator(cursor, name, arguments)?,
        Data::Class(class) => call_class(class, name, arguments),
        Data::Block(_) | Data::Object(_) | Data::Null => Outcome::Missing,
    };
    let outcome = match outcome {
        Outcome::Missing => any(receiver, name, arguments, tools)?,
        outcome => outcome,
    };
    let outcome = match (outcome, &receiver.data) {
        (Outcome::Missing, Data::Class(class)) => call_on_class(class, name, arguments, tools)?,
        (outcome, _) => outcome,
    };
    match outcome {
        // Velocity takes a method without parameters to fit any arguments, and then Java refuses them.
        Outcome::Missing if !arguments.is_empty() && takes_nothing(receiver, name, tools)? => {
            Err(Thrown::new(format!("IllegalArgumentException: `{}` takes no arguments", name.as_str())))
        }
        outcome => Ok(outcome),
    }
}

/// Tells whether the value has that method without parameters.
fn takes_nothing(receiver: &Value, name: Name, tools: &mut Tools) -> Result<bool, Thrown> {
    match (&receiver.data, name) {
        (Data::List(_) | Data::Map(_) | Data::Loop(_), Name::Clear) | (Data::Iterator(_), Name::Next) => Ok(true),
        // Known by their parameters: what they do without any is `call`'s own shorthand.
        (_, Name::ValueOf | Name::Format) => Ok(false),
        (Data::List(list), Name::Iterator) => Ok(!list.is_array() || list.is_indexed()),
        _ => Ok(!matches!(call(receiver, name, &[], tools)?, Outcome::Missing)),
    }
}

/// Reads `.name` of a value: a getter, a member of a map, an `is…` method, in the original's order.
pub fn property(receiver: &Value, name: &str, getter: Option<Getter>, tools: &mut Tools) -> Called {
    if let Data::Class(class) = &receiver.data {
        let Some(get) = getter.and_then(|getter| getter.get) else { return Ok(Outcome::Missing) };
        return match call_class(class, get, &[]) {
            Outcome::Missing => any(receiver, get, &[], tools),
            outcome => Ok(outcome),
        };
    }
    if let Some(getter) = getter.and_then(|getter| getter.get)
        && let outcome @ (Outcome::Value(_) | Outcome::Void) = call(receiver, getter, &[], tools)?
    {
        return Ok(outcome);
    }
    match &receiver.data {
        Data::Map(map) => return Ok(Outcome::Value(map.get_text(name).unwrap_or(Value::NULL))),
        Data::Loop(scope) => return Ok(Outcome::Value(scope.get(&Value::text(name)).unwrap_or(Value::NULL))),
        _ => {}
    }
    match getter.and_then(|getter| getter.is) {
        // An array is wrapped as a list for method calls only.
        Some(_) if matches!(&receiver.data, Data::List(list) if list.is_array()) => Ok(Outcome::Missing),
        Some(getter) => match call(receiver, getter, &[], tools)? {
            outcome @ Outcome::Value(Value { data: Data::Bool(_), .. }) => Ok(outcome),
            _ => Ok(Outcome::Missing),
        },
        None => Ok(Outcome::Missing),
    }
}

/// The methods that a property may stand for: `name` for `getName` and `isName`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Getter {
    get: Option<Name>,
    is: Option<Name>,
}

impl Getter {
    /// Returns the methods that `property` stands for, if there are any. Its first letter may be of either case.
    pub fn of(property: &str) -> Option<Self> {
        GETTERS.get(property).copied()
    }

    /// Tells whether it is one that a map has; of a map every other property is a member.
    pub fn is_of_maps(self) -> bool {
        self.get == Some(Name::GetClass) || self.is == Some(Name::IsEmpty)
    }
}

/// All properties that stand for a method, written in both ways.
static GETTERS: LazyLock<HashMap<String, Getter, foldhash::fast::RandomState>> = LazyLock::new(|| {
    let mut getters: HashMap<String, Getter, _> = HashMap::default();
    let mut note = |property: &str, set: &dyn Fn(&mut Getter)| {
        let Some((first, rest)) = property.split_at_checked(1) else { return };
        for first in [first.to_ascii_uppercase(), first.to_ascii_lowercase()] {
            set(getters.entry(first + rest).or_default());
        }
    };
    for (property, name) in Name::after("get") {
        note(property, &|getter| getter.get = Some(name));
    }
    for (property, name) in Name::after("is") {
        note(property, &|getter| getter.is = Some(name));
    }
    getters
});

/// The methods that every object has.
fn any(receiver: &Value, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    Ok(match (name, arguments) {
        (Name::ToString, []) => {
            let mut text = String::new();
            receiver.print_to(&mut text)?;
            tools.charge(text.len())?;
            tools.fitting(text.len())?;
            Outcome::Value(Value::text(text).with_origin(receiver.origin))
        }
        (Name::Equals, [other]) => Outcome::Value(Value::bool(receiver.equals(other))),
        (Name::HashCode, []) => Outcome::Value(Value::int(receiver.hash_code())),
        (Name::GetClass, []) => Outcome::Value(Data::Class(receiver.class_name().into()).into()),
        _ => Outcome::Missing,
    })
}

fn call_iterator(cursor: &Rc<Cursor>, name: Name, arguments: &[Value]) -> Called {
    Ok(match (name, arguments) {
        (Name::HasNext, []) => {
            let (at, len) = (cursor.at.get(), cursor.list.believed_len());
            // A list's iterator looks for the very end, even if that has come nearer since.
            Outcome::Value(Value::bool(if cursor.list.is_indexed() { at != len } else { at < len }))
        }
        (Name::Next, []) => {
            unchanged(cursor)?;
            let at = cursor.at.get();
            let Some(value) = cursor.list.get(at) else {
                return Err(Thrown::new("NoSuchElementException"));
            };
            cursor.taken.set(Some(at));
            cursor.at.set(at + 1);
            Outcome::Value(value)
        }
        (Name::Remove, []) => {
            let Some(taken) = cursor.taken.take() else { return Err(Thrown::new("IllegalStateException")) };
            unchanged(cursor)?;
            list::remove_at(&cursor.list, taken)?;
            cursor.at.set(taken);
            cursor.changes.set(cursor.list.changes());
            Outcome::Void
        }
        _ => Outcome::Missing,
    })
}

/// Refuses to go on over a list that was changed.
fn unchanged(cursor: &Cursor) -> Result<(), Thrown> {
    if cursor.list.changes() == cursor.changes.get() {
        Ok(())
    } else {
        Err(Thrown::new("ConcurrentModificationException"))
    }
}

fn call_class(class: &Arc<str>, name: Name, arguments: &[Value]) -> Outcome {
    if !arguments.is_empty() {
        return Outcome::Missing;
    }
    match name {
        Name::GetName | Name::GetTypeName | Name::GetCanonicalName => Outcome::Value(Value::text(class.clone())),
        Name::GetSimpleName => {
            let simple = class.rsplit(['.', '$']).next().unwrap_or(class);
            Outcome::Value(Value::text(simple))
        }
        Name::GetPackageName => Outcome::Value(Value::text(class.rsplit_once('.').map_or("", |(package, _)| package))),
        Name::IsArray => Outcome::Value(Value::bool(class.starts_with('['))),
        _ => Outcome::Missing,
    }
}

/// Returns an object of a class: what it can be asked is what Velocity finds in the class.
fn specimen(class: &str) -> Option<Value> {
    let list = |kind| Data::List(Rc::new(List::new(kind, Vec::new())));
    let map = || Rc::new(Map::new(MapKind::Linked, [(Value::text(""), Value::text(""))]));
    let view = |kind: fn(Rc<Map>) -> ListKind| Data::List(Rc::new(List::view(kind(map()))));
    let empty = || Rc::new(List::new(ListKind::ArrayList, Vec::new()));
    Some(Value::from(match class {
        "java.lang.String" => return Some(Value::text("")),
        "java.lang.Boolean" => Data::Bool(false),
        "java.lang.Character" => Data::Char(0),
        "java.lang.Integer" => Data::Number(Number::Int(0)),
        "java.lang.Long" => Data::Number(Number::Long(0)),
        "java.lang.Short" => Data::Number(Number::Short(0)),
        "java.lang.Byte" => Data::Number(Number::Byte(0)),
        "java.lang.Double" => Data::Number(Number::Double(0.0)),
        "java.lang.Float" => Data::Number(Number::Float(0.0)),
        "java.math.BigInteger" => Data::Number(Number::big(Default::default())),
        "java.math.BigDecimal" => Data::Number(Number::decimal(Decimal::parse("0")?)),
        "java.util.ArrayList" => list(ListKind::ArrayList),
        "net.minidev.json.JSONArray" => list(ListKind::Json),
        "java.util.ArrayList$SubList" => {
            list(ListKind::Sub { of: empty(), from: 0, len: Cell::new(0), changes: Cell::new(0) })
        }
        "java.util.ArrayList$Itr" => Data::Iterator(Rc::new(Cursor::over(empty()))),
        "java.util.LinkedHashMap" => Data::Map(map()),
        "java.util.LinkedHashMap$LinkedKeySet" => view(ListKind::Keys),
        "java.util.LinkedHashMap$LinkedValues" => view(ListKind::Values),
        "java.util.LinkedHashMap$LinkedEntrySet" => view(ListKind::Entries),
        "java.util.LinkedHashMap$Entry" => return List::view(ListKind::Entries(map())).get(0),
        "org.apache.velocity.runtime.directive.ForeachScope" => Data::Loop(Rc::new(Loop::new(None, None))),
        _ => return None,
    }))
}

/// Calls a method of the class itself. Velocity finds the methods of its objects as well, and then Java refuses them.
fn call_on_class(class: &Arc<str>, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    if !arguments.is_empty() && (name == Name::ToString || !matches!(call_class(class, name, &[]), Outcome::Missing)) {
        return Err(Thrown::new(format!("IllegalArgumentException: `{}` takes no arguments", name.as_str())));
    }
    let Some(specimen) = specimen(class) else { return Ok(Outcome::Missing) };
    let is_static = match name {
        Name::ParseInt | Name::ParseLong | Name::ParseDouble | Name::ParseBoolean | Name::ValueOf => true,
        Name::Format | Name::Compare | Name::Max | Name::Min | Name::Sum => true,
        Name::ToBinaryString | Name::ToHexString | Name::ToOctalString => true,
        Name::HashCode => !arguments.is_empty(),
        _ => false,
    };
    match call(&specimen, name, arguments, tools) {
        outcome if is_static => outcome,
        Ok(Outcome::Missing) => Ok(Outcome::Missing),
        _ => Err(Thrown::new(NOT_AN_INSTANCE)),
    }
}

/// Returns an index as an offset.
fn index(value: i32) -> Option<usize> {
    usize::try_from(value).ok()
}

fn out_of_bounds(index: i32, len: usize) -> Thrown {
    Thrown::new(format!("index {index} is out of bounds for length {len}"))
}

/// A Java array.
fn array(class: &'static str, items: Vec<Value>) -> Value {
    Data::List(Rc::new(List::new(ListKind::Array(class), items))).into()
}

fn long(value: i64) -> Value {
    Data::Number(Number::Long(value)).into()
}

fn double(value: f64) -> Value {
    Data::Number(Number::Double(value)).into()
}

fn character(unit: u16) -> Value {
    Data::Char(unit).into()
}

/// Returns the text of an argument of type `CharSequence` or `String`.
fn text_of(value: &Value) -> Option<&str> {
    value.as_text()
}

/// Returns a text's UTF-16 length as an `Integer`.
fn length(text: &str) -> Value {
    Value::count(utf16::len(text))
}
