//! The members of a map by key, in order: most maps are small, and those are looked through, not hashed.

use super::Value;
use super::equality::Key;
use crate::text::Seen;
use indexmap::IndexMap;
use std::cell::Cell;

/// From so many members on, keys are hashed.
const MANY: usize = 16;

/// The members of a map.
#[derive(Debug)]
pub(super) enum ByKey {
    Few(Few),
    Many(IndexMap<Key, Value, foldhash::fast::RandomState>),
}

/// A few members.
#[derive(Debug, Default)]
pub(super) struct Few {
    members: Vec<(Key, Value)>,
    order: InOrder,
}

impl Few {
    fn find(&self, is_it: impl Fn(&Key) -> bool) -> Option<usize> {
        self.order.position(&self.members, |(key, _)| is_it(key))
    }
}

/// Looks for what is mostly asked for in its order: first behind what was found last.
#[derive(Debug, Default)]
pub struct InOrder(Cell<usize>);

impl InOrder {
    /// Returns where the element is that `is_it` holds for.
    pub fn position<T>(&self, all: &[T], is_it: impl Fn(&T) -> bool) -> Option<usize> {
        let next = self.0.get();
        let at = match all.get(next) {
            Some(element) if is_it(element) => next,
            _ => all.iter().position(is_it)?,
        };
        self.0.set(at + 1);
        Some(at)
    }
}

impl Default for ByKey {
    fn default() -> Self {
        Self::Few(Few::default())
    }
}

impl ByKey {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(few) => few.members.len(),
            Self::Many(members) => members.len(),
        }
    }

    pub(super) fn at(&self, index: usize) -> Option<(&Key, &Value)> {
        match self {
            Self::Few(few) => few.members.get(index).map(|(key, value)| (key, value)),
            Self::Many(members) => members.get_index(index),
        }
    }

    pub(super) fn at_mut(&mut self, index: usize) -> Option<&mut Value> {
        match self {
            Self::Few(few) => few.members.get_mut(index).map(|(_, value)| value),
            Self::Many(members) => members.get_index_mut(index).map(|(_, value)| value),
        }
    }

    /// Returns the value under the text `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Few(few) => self.at(few.find(|key| key.is(name))?).map(|(_, value)| value),
            Self::Many(members) => members.get(name),
        }
    }

    /// Returns where a key stands.
    pub(super) fn position(&self, key: &Key) -> Option<usize> {
        match self {
            Self::Few(few) => few.find(|other| other == key),
            Self::Many(members) => members.get_index_of(key),
        }
    }

    /// Adds a member whose key is not there.
    pub(super) fn add(&mut self, key: Key, value: Value) {
        match self {
            Self::Few(few) if few.members.len() < MANY => few.members.push((key, value)),
            Self::Few(few) => {
                let mut many: IndexMap<_, _, _> = std::mem::take(&mut few.members).into_iter().collect();
                many.insert(key, value);
                *self = Self::Many(many);
            }
            Self::Many(members) => {
                members.insert(key, value);
            }
        }
    }

    pub(super) fn remove_at(&mut self, index: usize) -> Option<Value> {
        match self {
            Self::Few(few) if index < few.members.len() => Some(few.members.remove(index).1),
            Self::Few(_) => None,
            Self::Many(members) => members.shift_remove_index(index).map(|(_, value)| value),
        }
    }

    /// Returns all keys and values, to be dropped.
    pub(super) fn into_values(self) -> impl Iterator<Item = Value> {
        let (few, many) = match self {
            Self::Few(few) => (Some(few.members), None),
            Self::Many(members) => (None, Some(members)),
        };
        let members = few.into_iter().flatten().chain(many.into_iter().flatten());
        members.flat_map(|(key, value)| [key.into_value(), value])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        (0..self.len()).filter_map(|index| self.at(index))
    }
}

/// A repeated key keeps its place and takes the last value.
impl FromIterator<(Value, Value)> for ByKey {
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut all = match members.size_hint().0 {
            count if count <= MANY => Self::Few(Few { members: Vec::with_capacity(count), order: InOrder::default() }),
            count => Self::Many(IndexMap::with_capacity_and_hasher(count, foldhash::fast::RandomState::default())),
        };
        let mut seen = Seen::default();
        for (key, value) in members {
            let key = Key::new(key);
            let is_new = key.text().is_some_and(|text| seen.is_new(text.as_bytes()));
            let known = if is_new { None } else { all.position(&key) };
            match known.and_then(|at| all.at_mut(at)) {
                Some(old) => *old = value,
                None => all.add(key, value),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_members_behave_alike() {
        for count in [1, MANY, MANY + 1, 100] {
            let pairs = (0..count).chain(0..count / 2).map(|at| (Value::text(at.to_string()), Value::count(at)));
            let mut members: ByKey = pairs.collect();
            assert_eq!(members.len(), count);
            assert_eq!(members.get("0").and_then(Value::as_int), Some(0));
            assert!(members.get("none").is_none());
            let last = (count - 1).to_string();
            let at = members.position(&Key::new(Value::text(last.clone())));
            assert_eq!(at, Some(count - 1));
            assert!(members.remove_at(0).is_some());
            assert_eq!(members.iter().count(), count - 1);
            assert_eq!(members.get(&last).is_some(), count > 1);
        }
    }
}
