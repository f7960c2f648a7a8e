//! `$context`: maps that print nothing, in the order of a Java `HashMap`.

use super::places::{self, InputPlace, Places};
use crate::apigw::java_map::in_java_order;
use crate::vtl::number::{Decimal, Number};
use crate::vtl::value::{Data, List, ListKind, Map, MapKind, Value};
use serde_json::Map as JsonMap;
use std::rc::Rc;

/// Returns `$context`. Members of each map come in the order of a Java `HashMap` (recorded on AWS); a map prints
/// nothing (recorded on AWS).
pub(super) fn value(context: &JsonMap<String, serde_json::Value>, places: Option<&Places>) -> Value {
    object(context, "", places)
}

fn object(members: &JsonMap<String, serde_json::Value>, path: &str, places: Option<&Places>) -> Value {
    let members = in_java_order(members.clone());
    let members = members.into_iter().map(|(name, member)| {
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let value = convert(&member, &inner, places);
        (Value::text(name), value)
    });
    Data::Map(Rc::new(Map::new(MapKind::Silent, members))).into()
}

fn convert(json: &serde_json::Value, path: &str, places: Option<&Places>) -> Value {
    let value = match json {
        serde_json::Value::Null => return Value::NULL,
        serde_json::Value::Object(members) => return object(members, path, places),
        serde_json::Value::Array(items) => {
            let items = items.iter().enumerate().map(|(at, item)| convert(item, &format!("{path}[{at}]"), places));
            return Data::List(Rc::new(List::new(ListKind::ArrayList, items.collect()))).into();
        }
        serde_json::Value::Bool(value) => Value::bool(*value),
        serde_json::Value::String(text) => Value::text(text.as_str()),
        serde_json::Value::Number(number) => Data::Number(number_of(&number.to_string())).into(),
    };
    places::noted(value, places, || InputPlace::Context { path: path.to_owned() })
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
pub(crate) fn to_json(value: &Value) -> serde_json::Value {
    match &value.data {
        Data::Null => serde_json::Value::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => {
            let text = value.print();
            serde_json::from_str(&text).unwrap_or_else(|_| serde_json::Value::from(number.to_double()))
        }
        Data::List(list) => list.to_vec().iter().map(to_json).collect(),
        Data::Map(map) => map.to_vec().iter().map(|(key, value)| (key.print(), to_json(value))).collect(),
        _ => value.print().into(),
    }
}
