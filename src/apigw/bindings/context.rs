//! `$context`: maps that print nothing, in the order of a Java `HashMap`.

use super::places::{self, InputPlace, Places};
use crate::apigw::java_map::in_java_order;
use crate::vtl::number::{Decimal, Number};
use crate::vtl::value::{self as print, Data, List, ListKind, Map, MapKind, Member, Source, Text, Unread, Value};
use serde_json::{Map as JsonMap, Value as Json};
use std::rc::Rc;
use std::sync::Arc;

/// Returns `$context`. Members of each map come in the order of a Java `HashMap` (recorded on AWS); a map prints
/// nothing (recorded on AWS).
pub(super) fn value(context: Arc<JsonMap<String, Json>>, places: Option<Rc<Places>>) -> Value {
    Rc::new(Below { context, names: Vec::new(), places }).map()
}

/// An object in the context, read as far as a template looks.
#[derive(Debug)]
struct Below {
    context: Arc<JsonMap<String, Json>>,
    /// The way to it.
    names: Vec<Box<str>>,
    places: Option<Rc<Places>>,
}

impl Below {
    fn map(self: Rc<Self>) -> Value {
        Data::Map(Rc::new(Map::lazy(MapKind::Silent, Unread { source: self, node: 0 }))).into()
    }

    fn object(&self) -> Option<&JsonMap<String, Json>> {
        self.names.iter().try_fold(&*self.context, |object, name| object.get(&**name)?.as_object())
    }

    fn child(&self, name: &str, member: &Json) -> Value {
        if member.is_object() {
            let names = self.names.iter().map(|name| &**name).chain([name]).map(Box::from).collect();
            return Rc::new(Self { context: self.context.clone(), names, places: self.places.clone() }).map();
        }
        let path = || self.names.iter().map(|name| &**name).chain([name]).collect::<Vec<_>>().join(".");
        convert(member, &path, self.places.as_deref())
    }
}

impl Source for Below {
    fn items(self: Rc<Self>, _: u32) -> Vec<Value> {
        Vec::new()
    }

    fn members(self: Rc<Self>, _: u32) -> Vec<(Text, Value)> {
        let members = in_java_order(self.object().cloned().unwrap_or_default());
        members.iter().map(|(name, member)| (name.as_str().into(), self.child(name, member))).collect()
    }

    fn member(self: Rc<Self>, _: u32, name: &str) -> Member {
        let member = self.object().and_then(|object| object.get(name));
        member.map_or(Member::Missing, |member| Member::Found(self.child(name, member)))
    }

    fn write_json(&self, _: u32, _: print::Json, _: &mut String) -> bool {
        false
    }
}

/// Returns a value that is no map of the context's; objects in lists are made at once.
fn convert(json: &Json, path: &dyn Fn() -> String, places: Option<&Places>) -> Value {
    let value = match json {
        Json::Null => return Value::NULL,
        Json::Object(members) => {
            let members = in_java_order(members.clone());
            let members = members.iter().map(|(name, member)| {
                (Value::text(name.as_str()), convert(member, &|| format!("{}.{name}", path()), places))
            });
            return Data::Map(Rc::new(Map::new(MapKind::Silent, members))).into();
        }
        Json::Array(items) => {
            let item = |(at, item): (usize, &Json)| convert(item, &|| format!("{}[{at}]", path()), places);
            let items = items.iter().enumerate().map(item).collect();
            return Data::List(Rc::new(List::new(ListKind::ArrayList, items))).into();
        }
        Json::Bool(value) => Value::bool(*value),
        Json::String(text) => Value::text(text.as_str()),
        Json::Number(number) => Data::Number(number_of(&number.to_string())).into(),
    };
    places::noted(value, places, || InputPlace::Context { path: path() })
}

/// Returns a JSON number as json-smart makes it: the smallest integer type that fits, or a `Double`, or from 19
/// characters on a `BigDecimal`.
pub(super) fn number_of(text: &str) -> Number {
    if text.contains(['.', 'e', 'E']) {
        if text.len() > 18
            && let Some(value) = Decimal::parse(text)
        {
            return Number::decimal(value);
        }
        return Number::Double(text.parse().unwrap_or(f64::NAN));
    }
    if let Ok(value) = text.parse::<i32>() {
        Number::Int(value)
    } else if let Ok(value) = text.parse::<i64>() {
        Number::Long(value)
    } else {
        Number::big(text.parse().unwrap_or_default())
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
