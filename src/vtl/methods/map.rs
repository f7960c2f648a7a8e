//! Methods of maps, their entries, and `$foreach`.

use super::{Called, Name, Outcome, Tools};
use crate::vtl::host::{Object, Thrown};
use crate::vtl::scope::Loop;
use crate::vtl::value::{Data, Entry, List, ListKind, Map, Value};
use std::rc::Rc;

/// Maps do not grow beyond this many members.
const MAX_LEN: usize = 2_000_000;

pub(super) fn call(map: &Rc<Map>, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    let view = |kind: fn(Rc<Map>) -> ListKind| Value::from(Data::List(Rc::new(List::view(kind(map.clone())))));
    let value = match (name, arguments) {
        (Name::Get, [key]) => map.get(key).unwrap_or(Value::NULL),
        (Name::GetOrDefault, [key, default]) => map.get(key).unwrap_or_else(|| default.clone()),
        (Name::Put, [key, value]) => put(map, key, value)?,
        (Name::PutIfAbsent, [key, value]) => match map.get(key) {
            Some(old) if !old.is_null() => old,
            _ => put(map, key, value)?,
        },
        (Name::Replace, [key, value]) => {
            if map.contains(key) {
                put(map, key, value)?
            } else {
                Value::NULL
            }
        }
        (Name::Replace, [key, old, new]) => {
            let replaces = map.get(key).is_some_and(|value| value.equals(old));
            if replaces {
                put(map, key, new)?;
            }
            Value::bool(replaces)
        }
        (Name::PutAll, [Value { data: Data::Map(other), .. }]) => {
            tools.charge_elements(other.len())?;
            for (key, value) in other.to_vec() {
                put(map, &key, &value)?;
            }
            return Ok(Outcome::Void);
        }
        (Name::PutAll, [Value { data: Data::Null, .. }]) => return Err(Thrown::new("NullPointerException")),
        (Name::Remove, [key]) => {
            tools.charge(map.len())?;
            map.remove(key).unwrap_or(Value::NULL)
        }
        (Name::Remove, [key, value]) => {
            let removes = map.get(key).is_some_and(|found| found.equals(value));
            if removes {
                tools.charge(map.len())?;
                map.remove(key);
            }
            Value::bool(removes)
        }
        (Name::Clear, []) => {
            map.clear();
            return Ok(Outcome::Void);
        }
        (Name::ContainsKey, [key]) => Value::bool(map.contains(key)),
        (Name::ContainsValue, [value]) => {
            tools.charge(map.len())?;
            Value::bool(map.to_vec().iter().any(|(_, other)| other.equals(value)))
        }
        (Name::Size, []) => Value::count(map.len()),
        (Name::IsEmpty, []) => Value::bool(map.is_empty()),
        (Name::KeySet, []) => view(ListKind::Keys),
        (Name::Values, []) => view(ListKind::Values),
        (Name::EntrySet, []) => view(ListKind::Entries),
        (Name::Clone, []) => {
            tools.charge_elements(map.len().saturating_mul(2))?;
            Data::Map(Rc::new(Map::new(map.kind(), map.to_vec()))).into()
        }
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

fn put(map: &Rc<Map>, key: &Value, value: &Value) -> Result<Value, Thrown> {
    if map.len() >= MAX_LEN {
        return Err(Thrown::new(super::LIMIT));
    }
    Ok(map.put(key.clone(), value.clone()).unwrap_or(Value::NULL))
}

pub(super) fn call_entry(entry: &Rc<Entry>, name: Name, arguments: &[Value]) -> Called {
    let value = match (name, arguments) {
        (Name::GetKey, []) => entry.key(),
        (Name::GetValue, []) => entry.value(),
        (Name::SetValue, [value]) => entry.set(value.clone()),
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

/// `$foreach.info`, as far as it does not depend on how the original was started.
#[derive(Debug)]
struct LoopInfo {
    depth: usize,
}

impl Object for LoopInfo {
    fn class_name(&self) -> &'static str {
        "org.apache.velocity.runtime.directive.Scope$Info"
    }

    fn property(&self, name: &str) -> Result<Option<Value>, Thrown> {
        Ok(match name {
            "depth" | "Depth" => Some(Value::count(self.depth)),
            "name" | "Name" => Some(Value::text("foreach")),
            "type" | "Type" => Some(Value::text("block")),
            _ => None,
        })
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Thrown> {
        match name.strip_prefix("get") {
            Some(property) if arguments.is_empty() => self.property(property),
            _ => Ok(None),
        }
    }

    fn print(&self) -> String {
        "#foreach[type:block]".to_owned()
    }
}

pub(super) fn call_loop(scope: &Rc<Loop>, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    let value = match (name, arguments) {
        (Name::GetIndex, []) => Value::int(scope.index.get()),
        (Name::GetCount, []) => Value::int(scope.index.get().saturating_add(1)),
        (Name::HasNext | Name::GetHasNext, []) => Value::bool(scope.has_next.get()),
        (Name::IsFirst | Name::GetFirst, []) => Value::bool(scope.index.get() < 1),
        (Name::IsLast | Name::GetLast, []) => Value::bool(!scope.has_next.get()),
        (Name::GetParent, []) => scope.parent.as_ref().map_or(Value::NULL, |parent| Data::Loop(parent.clone()).into()),
        (Name::GetTopmost, []) => Data::Loop(scope.topmost()).into(),
        (Name::GetReplaced, []) => scope.replaced().unwrap_or(Value::NULL),
        (Name::GetInfo, []) => Data::Object(Rc::new(LoopInfo { depth: scope.depth() })).into(),
        (Name::Get, [key]) => scope.get(key).unwrap_or(Value::NULL),
        _ => return call(&scope.storage, name, arguments, tools),
    };
    Ok(Outcome::Value(value))
}
