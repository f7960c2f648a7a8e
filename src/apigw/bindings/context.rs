//! `$context`: maps that print nothing, in the order of a Java `HashMap`.

use super::call::Call;
use super::places::{self, Places};
use crate::apigw::java_map::ordered;
use crate::text::is_same;
use crate::vtl::number::{Decimal, Number};
use crate::vtl::provenance::Origin;
use crate::vtl::value::{
    self as print, Data, List, ListKind, Map, MapKind, Member, Source, TextAt, Toward, Unread, Value, Wrote,
};
use serde_json::{Map as JsonMap, Value as Json};
use std::fmt;
use std::rc::Rc;

/// The members of an object in the context, read as far as a template looks.
pub(super) struct Members<'c> {
    object: &'c JsonMap<String, Json>,
    places: Option<&'c Places>,
}

impl<'c> Members<'c> {
    pub(super) fn new(object: &'c JsonMap<String, Json>, places: Option<&'c Places>) -> Self {
        Self { object, places }
    }

    /// Returns the value at the end of a path, `null` if there is none; `None` if only values would tell.
    #[inline]
    fn at(&self, path: &[Toward]) -> Option<&'c Json> {
        let [Toward::Member(name), path @ ..] = path else { return None };
        path.iter().try_fold(self.first(name), |value, toward| match (value, toward) {
            (Json::Object(object), Toward::Member(name)) => Some(member(object, name).unwrap_or(&Json::Null)),
            (Json::Null, _) => Some(value),
            _ => None,
        })
    }

    fn first(&self, name: &str) -> &'c Json {
        member(self.object, name).unwrap_or(&Json::Null)
    }

    /// Returns all members in the order of a Java `HashMap` (recorded on AWS).
    pub(super) fn all(&self, child: impl Fn(&str, &Json) -> Value) -> Vec<(Value, Value)> {
        let members = ordered(self.object).into_iter();
        members.map(|(name, member)| (places::named(name.as_str(), self.places, member), child(name, member))).collect()
    }

    pub(super) fn one(&self, name: &str, child: impl Fn(&Json) -> Value) -> Member {
        member(self.object, name).map_or(Member::Missing, |member| Member::Found(child(member)))
    }

    pub(super) fn text_at(&self, path: &[Toward]) -> TextAt<'c> {
        self.at(path).map_or(TextAt::Unknown, |value| self.text(value))
    }

    pub(super) fn text_of(&self, name: &str) -> TextAt<'c> {
        self.text(self.first(name))
    }

    fn text(&self, value: &'c Json) -> TextAt<'c> {
        match value {
            Json::String(text) => TextAt::Text(text, self.origin(value)),
            Json::Null => TextAt::Nothing,
            _ => TextAt::Unknown,
        }
    }

    pub(super) fn write_at(&self, path: &[Toward], out: &mut String) -> Wrote {
        let Some(value) = self.at(path) else { return Wrote::Unknown };
        match value {
            Json::Null => return Wrote::Nothing,
            Json::String(text) => out.push_str(text),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            _ => return Wrote::Unknown,
        }
        Wrote::Done(self.origin(value))
    }

    fn origin(&self, value: &Json) -> Origin {
        self.places.map_or(Origin::NONE, |places| places.given(value))
    }
}

/// An object below the context.
pub(super) struct Below {
    call: Rc<Call>,
    /// The way to it.
    names: Vec<Box<str>>,
}

impl fmt::Debug for Below {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Below").field("names", &self.names).finish_non_exhaustive()
    }
}

impl Below {
    /// Returns a member of the object that `names` lead to. A map prints nothing (recorded on AWS).
    pub(super) fn child(call: &Rc<Call>, names: &[Box<str>], name: &str, member: &Json) -> Value {
        if member.is_object() {
            let names = names.iter().map(|name| &**name).chain([name]).map(Box::from).collect();
            let source = Rc::new(Self { call: call.clone(), names });
            return Data::Map(Rc::new(Map::lazy(MapKind::Silent, Unread { source, node: 0 }))).into();
        }
        convert(member, call.places())
    }

    fn members(&self) -> Option<Members<'_>> {
        let object = self.names.iter().try_fold(&*self.call.given.context, |at, name| member(at, name)?.as_object())?;
        Some(Members::new(object, self.call.places()))
    }
}

/// Returns a member. Hashing a name takes longer than to look at a few.
pub(super) fn member<'a>(object: &'a JsonMap<String, Json>, name: &str) -> Option<&'a Json> {
    if object.len() > 12 {
        return object.get(name);
    }
    object.iter().find(|(other, _)| is_same(other.as_bytes(), name.as_bytes())).map(|(_, member)| member)
}

impl Source for Below {
    fn items(self: Rc<Self>, _: u32) -> Vec<Value> {
        Vec::new()
    }

    fn members(self: Rc<Self>, _: u32) -> Vec<(Value, Value)> {
        let child = |name: &str, member: &Json| Self::child(&self.call, &self.names, name, member);
        Self::members(&self).map(|members| members.all(child)).unwrap_or_default()
    }

    fn member(self: Rc<Self>, _: u32, name: &str) -> Member {
        let child = |member: &Json| Self::child(&self.call, &self.names, name, member);
        Self::members(&self).map_or(Member::Missing, |members| members.one(name, child))
    }

    fn text_at(&self, _: u32, path: &[Toward]) -> TextAt<'_> {
        Self::members(self).map_or(TextAt::Unknown, |members| members.text_at(path))
    }

    fn text_of(&self, _: u32, name: &str) -> TextAt<'_> {
        Self::members(self).map_or(TextAt::Unknown, |members| members.text_of(name))
    }

    fn write_at(&self, _: u32, path: &[Toward], out: &mut String) -> Wrote {
        Self::members(self).map_or(Wrote::Unknown, |members| members.write_at(path, out))
    }

    fn write_json(&self, _: u32, _: print::Json, _: &mut String) -> bool {
        false
    }

    fn write_json_traced(&self, _: u32, _: print::Json, _: &mut print::Traced<'_>) -> bool {
        false
    }
}

/// Returns a value that is no map of the context's; objects in lists are made at once.
fn convert(json: &Json, places: Option<&Places>) -> Value {
    let value = match json {
        Json::Null => return Value::NULL,
        Json::Object(members) => {
            let members = ordered(members).into_iter();
            let members =
                members.map(|(name, member)| (places::named(name.as_str(), places, member), convert(member, places)));
            return Data::Map(Rc::new(Map::new(MapKind::Silent, members))).into();
        }
        Json::Array(items) => {
            let items = items.iter().map(|item| convert(item, places)).collect();
            return Data::List(Rc::new(List::new(ListKind::ArrayList, items))).into();
        }
        Json::Bool(value) => Value::bool(*value),
        Json::String(text) => Value::text(text.as_str()),
        Json::Number(number) => Data::Number(number_of(&number.to_string())).into(),
    };
    places::noted(value, places, json)
}

/// Numbers of more digits are doubles: reading digits takes time with the square of their number.
const MAX_DIGITS: usize = 20_000;

/// Returns a JSON number as json-smart makes it: the smallest integer type that fits, or a `Double`, or from 19
/// characters on a `BigDecimal`.
pub(super) fn number_of(text: &str) -> Number {
    if text.len() > MAX_DIGITS {
        return Number::Double(text.parse().unwrap_or(f64::NAN));
    }
    if text.contains(['.', 'e', 'E']) {
        if text.len() > 18
            && let Some(value) = Decimal::parse(text)
        {
            return Number::decimal(value);
        }
        return Number::Double(text.parse().unwrap_or(f64::NAN));
    }
    match text {
        // What json-smart makes of it.
        "-" => return Number::Int(0),
        "NaN" => return Number::Float(f32::NAN),
        _ => {}
    }
    if let Ok(value) = text.parse::<i32>() {
        Number::Int(value)
    } else if let Ok(value) = text.parse::<i64>() {
        Number::Long(value)
    } else {
        Number::big(text.parse().unwrap_or_default())
    }
}

/// Tells whether the number that [`number_of`] makes of a text surely prints as that text, which is quicker to see than
/// to do: whole numbers of up to nine digits; and decimals of up to fifteen, which a `Double` keeps, in the range
/// that Java prints without an exponent.
pub(super) fn prints_as_written(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // Quicker than a search for so few bytes.
    let point = digits.bytes().position(|byte| byte == b'.');
    match point.and_then(|at| Some((digits.get(..at)?, digits.get(at + 1..)?))) {
        None => all_digits(digits) && (1..=9).contains(&digits.len()) && (!digits.starts_with('0') || text == "0"),
        Some((whole, fraction)) => {
            all_digits(whole)
                && all_digits(fraction)
                && (1..=7).contains(&whole.len())
                && (1..=15 - whole.len()).contains(&fraction.len())
                && (fraction == "0" || !fraction.ends_with('0'))
                && (!whole.starts_with('0') || whole == "0" && !fraction.starts_with("00") && fraction != "0")
        }
    }
}

/// Returns a value as JSON: what the template left in the overrides.
pub(crate) fn to_json(value: &Value) -> Json {
    match &value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => {
            let text = value.print();
            serde_json::from_str(&text).unwrap_or_else(|_| Json::from(number.to_double()))
        }
        Data::List(list) => list.to_vec().iter().map(to_json).collect(),
        Data::Map(map) => map.to_vec().iter().map(|(key, value)| (key.print(), to_json(value))).collect(),
        _ => value.print().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_print_as_written_do() {
        let mut state = 1_u64;
        let mut seen = 0;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (whole, fraction) =
                ((state >> 32) % 10_u64.pow((state % 9) as u32), (state >> 17) % 10_u64.pow((state % 13) as u32));
            for text in [
                format!("{whole}"),
                format!("-{whole}.{fraction}"),
                format!("{whole}.{fraction:05}"),
                format!("0{whole}"),
            ] {
                if prints_as_written(&text) {
                    seen += 1;
                    let mut printed = String::new();
                    number_of(&text).print(&mut printed);
                    assert_eq!(printed, text);
                }
            }
        }
        assert!(seen > 10_000, "{seen}");
        for text in ["-0", "00", "0.0", "1.", ".5", "1e3", "1.50", "0.0001", "12345678.5", "-"] {
            assert!(!prints_as_written(text), "{text}");
        }
    }
}
