//! The members of a map by key, in order: most maps are small, and those are looked through, not hashed.

use super::Value;
use super::equality::Key;
use indexmap::IndexMap;

/// From so many members on, keys are hashed.
const MANY: usize = 8;

/// The members of a map.
#[derive(Debug)]
pub(super) enum ByKey {
    Few(Vec<(Key, Value)>),
    Many(IndexMap<Key, Value, foldhash::fast::RandomState>),
}

impl Default for ByKey {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl ByKey {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(members) => members.len(),
            Self::Many(members) => members.len(),
        }
    }

    pub(super) fn at(&self, index: usize) -> Option<(&Key, &Value)> {
        match self {
            Self::Few(members) => members.get(index).map(|(key, value)| (key, value)),
            Self::Many(members) => members.get_index(index),
        }
    }

    pub(super) fn at_mut(&mut self, index: usize) -> Option<&mut Value> {
        match self {
            Self::Few(members) => members.get_mut(index).map(|(_, value)| value),
            Self::Many(members) => members.get_index_mut(index).map(|(_, value)| value),
        }
    }

    /// Returns the value under the text `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Few(members) => members.iter().find(|(key, _)| key.is(name)).map(|(_, value)| value),
            Self::Many(members) => members.get(name),
        }
    }

    /// Returns where a key stands.
    pub(super) fn position(&self, key: &Key) -> Option<usize> {
        match self {
            Self::Few(members) => members.iter().position(|(other, _)| other == key),
            Self::Many(members) => members.get_index_of(key),
        }
    }

    /// Adds a member whose key is not there.
    pub(super) fn add(&mut self, key: Key, value: Value) {
        match self {
            Self::Few(members) if members.len() < MANY => members.push((key, value)),
            Self::Few(members) => {
                let mut many: IndexMap<_, _, _> = std::mem::take(members).into_iter().collect();
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
            Self::Few(members) if index < members.len() => Some(members.remove(index).1),
            Self::Few(_) => None,
            Self::Many(members) => members.shift_remove_index(index).map(|(_, value)| value),
        }
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
            count if count <= MANY => Self::Few(Vec::with_capacity(count)),
            count => Self::Many(IndexMap::with_capacity_and_hasher(count, foldhash::fast::RandomState::default())),
        };
        for (key, value) in members {
            let key = Key::new(key);
            match all.position(&key).and_then(|at| all.at_mut(at)) {
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
