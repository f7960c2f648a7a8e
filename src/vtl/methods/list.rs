//! Methods of lists, arrays, and the sets and views that maps give.

use super::{Called, Name, Outcome, Tools, array, index, out_of_bounds};
use crate::vtl::host::Thrown;
use crate::vtl::number::Number;
use crate::vtl::value::{Cursor, Data, Json, List, ListKind, Value, print_json};
use std::cell::Cell;
use std::rc::Rc;

/// Lists do not grow beyond this many elements.
const MAX_LEN: usize = 5_000_000;

/// Sublists of sublists go no deeper than this: each asks the one below.
const MAX_VIEWS: usize = 50;

pub(super) fn call(list: &Rc<List>, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    // A view has to be put together first.
    let is_view = matches!(list.kind(), ListKind::Sub { .. } | ListKind::Values(_) | ListKind::Entries(_));
    tools.charge(if is_view { list.len() } else { 0 })?;
    if list.is_indexed() {
        match by_position(list, name, arguments, tools)? {
            Outcome::Missing => {}
            outcome => return Ok(outcome),
        }
    }
    if list.is_array() && matches!(name, Name::ToString) && arguments.is_empty() {
        return Ok(Outcome::Value(Value::text(Value::from(Data::List(list.clone())).print())));
    }
    let value = match (name, arguments) {
        (Name::Size, []) => Value::count(list.len()),
        (Name::IsEmpty, []) => Value::bool(list.is_empty()),
        (Name::Contains, [item]) => {
            tools.charge(list.len())?;
            Value::bool(position(list, item).is_some())
        }
        (Name::ContainsAll, [Value { data: Data::List(items), .. }]) => {
            tools.charge(list.len().saturating_mul(items.len()))?;
            Value::bool(items.to_vec().iter().all(|item| position(list, item).is_some()))
        }
        (Name::Iterator, []) => Data::Iterator(Rc::new(Cursor::over(list.clone()))).into(),
        (Name::ToArray, [Value { data: Data::Null, .. }]) => return Err(Thrown::new("NullPointerException")),
        // Any number of arguments counts as the array to fill.
        (Name::ToArray, arguments) => {
            tools.charge_elements(list.len())?;
            let mut items = list.to_vec();
            if arguments.len() > items.len() {
                items.push(Value::NULL);
                items.extend(arguments.iter().skip(items.len()).cloned());
            }
            array("java.lang.Object", items)
        }
        (Name::Remove, [item]) => {
            tools.charge(list.len())?;
            Value::bool(remove_item(list, item)?)
        }
        (Name::Clone, []) if matches!(list.kind(), ListKind::ArrayList | ListKind::Json) => {
            tools.charge_elements(list.len())?;
            Data::List(Rc::new(List::new(list.kind().clone(), list.to_vec()))).into()
        }
        (Name::Clear, []) => {
            if list.is_empty() {
                list.touch();
            }
            // Of an empty array there is nothing to take away, which Java would refuse.
            if !(list.is_array() && list.is_empty()) {
                clear(list)?;
            }
            return Ok(Outcome::Void);
        }
        (Name::Add, [item]) => {
            add(list, item.clone())?;
            Value::bool(true)
        }
        (Name::AddAll, [Value { data: Data::List(items), .. }]) => {
            let items = items.to_vec();
            grow(list, items.len(), tools)?;
            let any = !items.is_empty();
            // A change to Java, though not of a `subList`.
            if !any && !matches!(list.kind(), ListKind::Sub { .. }) {
                list.touch();
            }
            changed(list, |all| all.extend(items))?;
            Value::bool(any)
        }
        (Name::ContainsAll | Name::AddAll | Name::RemoveAll | Name::RetainAll, [Value { data: Data::Null, .. }]) => {
            return Err(Thrown::new("NullPointerException"));
        }
        (Name::RemoveAll | Name::RetainAll, [Value { data: Data::List(items), .. }]) => {
            tools.charge(list.len().saturating_mul(items.len()))?;
            let items = items.to_vec();
            Value::bool(keep(list, |item| items.iter().any(|other| other.equals(item)) == (name == Name::RetainAll))?)
        }
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

/// Methods of what has positions.
fn by_position(list: &Rc<List>, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    let len = list.len();
    let value = match (name, arguments) {
        (Name::Get, [at]) => {
            let Some(at) = at.as_int() else { return Ok(Outcome::Missing) };
            index(at).and_then(|at| list.get(at)).ok_or_else(|| out_of_bounds(at, len))?
        }
        (Name::Set, [at, item]) => {
            let Some(at) = at.as_int() else { return Ok(Outcome::Missing) };
            let at = index(at).filter(|at| *at < len).ok_or_else(|| out_of_bounds(at, len))?;
            if let ListKind::Array(class) = list.kind()
                && !holds(class, item)
            {
                return Err(Thrown::new("IllegalArgumentException: array element type mismatch"));
            }
            let item = item.clone();
            replace(list, at, item).unwrap_or(Value::NULL)
        }
        (Name::Add, [at, item]) => {
            let Some(at) = at.as_int() else { return Ok(Outcome::Missing) };
            let at = index(at).filter(|at| *at <= len).ok_or_else(|| out_of_bounds(at, len))?;
            grow(list, 1, tools)?;
            tools.charge(len)?;
            changed(list, |items| items.insert(at.min(items.len()), item.clone()))?;
            return Ok(Outcome::Void);
        }
        (Name::AddAll, [at, Value { data: Data::List(items), .. }]) => {
            let Some(at) = at.as_int() else { return Ok(Outcome::Missing) };
            let at = index(at).filter(|at| *at <= len).ok_or_else(|| out_of_bounds(at, len))?;
            let items = items.to_vec();
            grow(list, items.len(), tools)?;
            let any = !items.is_empty();
            // A change to Java, though not of a `subList`.
            if !any && !matches!(list.kind(), ListKind::Sub { .. }) {
                list.touch();
            }
            changed(list, |all| {
                let at = at.min(all.len());
                all.splice(at..at, items);
            })?;
            Value::bool(any)
        }
        (Name::Remove, [at]) if at.as_int().is_some() => {
            let at = at.as_int().unwrap_or_default();
            let position = index(at).filter(|at| *at < len).ok_or_else(|| out_of_bounds(at, len))?;
            tools.charge(len)?;
            changed(list, |items| if position < items.len() { items.remove(position) } else { Value::NULL })?
        }
        (Name::IndexOf, [item]) => {
            tools.charge(len)?;
            position(list, item).map_or(Value::int(-1), Value::count)
        }
        (Name::LastIndexOf, [item]) => {
            tools.charge(len)?;
            list.to_vec().iter().rposition(|other| other.equals(item)).map_or(Value::int(-1), Value::count)
        }
        (Name::SubList, [from, to]) => {
            let (Some(from), Some(to)) = (from.as_int(), to.as_int()) else { return Ok(Outcome::Missing) };
            let bounds = index(from).zip(index(to)).filter(|(from, to)| from <= to && *to <= len);
            let (from, to) = bounds.ok_or_else(|| out_of_bounds(to, len))?;
            if depth(list) > MAX_VIEWS {
                return Err(Thrown::new(super::LIMIT));
            }
            let kind =
                ListKind::Sub { of: list.clone(), from, len: Cell::new(to - from), changes: Cell::new(list.changes()) };
            Data::List(Rc::new(List::view(kind))).into()
        }
        (Name::ToJsonString, []) if matches!(list.kind(), ListKind::Json) => {
            let mut out = String::new();
            print_json(&Data::List(list.clone()).into(), Json { escapes_slash: true }, &mut out)?;
            Value::text(out)
        }
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

/// Returns how many lists look at each other down to one that has elements.
fn depth(list: &Rc<List>) -> usize {
    let mut depth = 0;
    let mut below = list;
    while let ListKind::Sub { of, .. } = below.kind() {
        depth += 1;
        below = of;
    }
    depth
}

/// Tells whether a Java array of that class may hold the value.
fn holds(class: &str, item: &Value) -> bool {
    match class {
        "java.lang.String" => matches!(item.data, Data::Text(_) | Data::Null),
        "byte" => matches!(item.data, Data::Number(Number::Byte(_))),
        "char" => matches!(item.data, Data::Char(_)),
        _ => true,
    }
}

/// Sets the element at `at` and returns the old one.
fn replace(list: &List, at: usize, item: Value) -> Option<Value> {
    list.change(|items| items.get_mut(at).map(|old| std::mem::replace(old, item))).flatten()
}

fn position(list: &List, item: &Value) -> Option<usize> {
    if let ListKind::Keys(map) = list.kind() {
        return map.contains(item).then_some(0);
    }
    list.to_vec().iter().position(|other| other.equals(item))
}

fn grow(list: &List, by: usize, tools: &mut Tools) -> Result<(), Thrown> {
    tools.charge_elements(by)?;
    if list.len() + by > MAX_LEN { Err(Thrown::new(super::LIMIT)) } else { Ok(()) }
}

/// Changes a list; arrays and views of maps refuse.
fn changed<T>(list: &List, change: impl FnOnce(&mut Vec<Value>) -> T) -> Result<T, Thrown> {
    let refused = || Thrown::new("UnsupportedOperationException");
    if list.is_array() {
        return Err(refused());
    }
    list.change(change).ok_or_else(refused)
}

/// Removes the element at a position, as an iterator does.
pub(super) fn remove_at(list: &List, at: usize) -> Result<(), Thrown> {
    match list.kind() {
        ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => {
            if let Some(key) = map.key_at(at) {
                map.remove(&key);
            }
            Ok(())
        }
        _ => changed(list, |items| {
            if at < items.len() {
                items.remove(at);
            }
        }),
    }
}

fn add(list: &List, item: Value) -> Result<(), Thrown> {
    if list.len() >= MAX_LEN {
        return Err(Thrown::new(super::LIMIT));
    }
    changed(list, |items| items.push(item))
}

fn clear(list: &List) -> Result<(), Thrown> {
    match list.kind() {
        ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => {
            map.clear();
            Ok(())
        }
        _ => changed(list, Vec::clear),
    }
}

fn remove_item(list: &List, item: &Value) -> Result<bool, Thrown> {
    match list.kind() {
        ListKind::Keys(map) => Ok(map.remove(item).is_some()),
        ListKind::Values(_) | ListKind::Entries(_) => {
            let mut found = false;
            keep(list, |other| {
                let hit = !found && other.equals(item);
                found |= hit;
                !hit
            })
        }
        _ => match position(list, item) {
            Some(at) => changed(list, |items| {
                items.remove(at);
                true
            }),
            None if list.is_array() => Ok(false),
            None => Ok(false),
        },
    }
}

/// Keeps what `wanted` accepts; tells whether anything went.
fn keep(list: &List, mut wanted: impl FnMut(&Value) -> bool) -> Result<bool, Thrown> {
    if let ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) = list.kind() {
        let before = map.len();
        for (at, item) in list.to_vec().iter().enumerate().rev() {
            if !wanted(item)
                && let Some((key, _)) = map.at(at)
            {
                map.remove(&key);
            }
        }
        return Ok(map.len() != before);
    }
    if list.is_array() && list.to_vec().iter().all(&mut wanted) {
        // An array refuses a change only when there is one to make.
        return Ok(false);
    }
    changed(list, |items| {
        let before = items.len();
        items.retain(|item| wanted(item));
        items.len() != before
    })
}
