//! `equals` and `hashCode`, and keys of maps by them.

use super::{Data, List, ListKind, Map, Value, utf16};
use indexmap::Equivalent;
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// How deep values are compared; a container may contain itself.
const MAX_DEPTH: usize = 100;
/// How many values are looked at; a list may hold another one twice, and so on.
const MAX_STEPS: u32 = 1_000_000;

thread_local! {
    /// What comparisons have done since somebody asked, in values looked at. Keys of maps are compared where nobody has
    /// a rendering's account at hand, so it is written up here and paid by the next method or round of a loop.
    static EFFORT: Cell<u32> = const { Cell::new(0) };
}

/// Returns how many values comparisons have looked at since the last call.
pub fn take_effort() -> u32 {
    EFFORT.take()
}

/// How far a comparison may still go.
struct Reach {
    depth: usize,
    steps: u32,
}

impl Drop for Reach {
    fn drop(&mut self) {
        let looked = MAX_STEPS - self.steps;
        // A single value costs what any node costs.
        if looked > 4 {
            EFFORT.set(EFFORT.get().saturating_add(looked));
        }
    }
}

impl Reach {
    fn new() -> Self {
        Self { depth: MAX_DEPTH, steps: MAX_STEPS }
    }

    /// Looks one level deeper; what is out of reach is `beyond`.
    fn deeper<T>(&mut self, beyond: T, look: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth == 0 || self.steps == 0 {
            return beyond;
        }
        self.depth -= 1;
        self.steps -= 1;
        let found = look(self);
        self.depth += 1;
        found
    }
}

/// A value as the key of a map. As in Java, what a key's hash code was when it was put there decides where it is
/// found, even if the key has changed since.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Text(Value),
    Other(Value, i32),
}

impl Key {
    pub(super) fn new(value: Value) -> Self {
        match value.data {
            Data::Text(_) => Self::Text(value),
            _ => {
                let hash = value.hash_code();
                Self::Other(value, hash)
            }
        }
    }

    /// Tells whether the key is that text.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self, Self::Text(Value { data: Data::Text(own), .. }) if own.is(text))
    }

    /// Returns the key's text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(value) => value.as_text(),
            Self::Other(..) => None,
        }
    }

    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Text(value) | Self::Other(value, _) => value,
        }
    }

    pub(super) fn value(&self) -> Value {
        match self {
            Self::Text(value) | Self::Other(value, _) => value.clone(),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => match (&left.data, &right.data) {
                (Data::Text(left), Data::Text(right)) => left == right,
                _ => false,
            },
            (Self::Other(left, hash), Self::Other(right, other)) => hash == other && left.equals(right),
            _ => false,
        }
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Text(value) => value.as_text().unwrap_or("").hash(state),
            Self::Other(_, hash) => hash.hash(state),
        }
    }
}

/// Texts are looked up without making a value of them.
impl Equivalent<Key> for str {
    fn equivalent(&self, key: &Key) -> bool {
        key.is(self)
    }
}

impl Value {
    /// Returns what `equals` returns.
    pub fn equals(&self, other: &Self) -> bool {
        self.equals_at(other, &mut Reach::new())
    }

    fn equals_at(&self, other: &Self, reach: &mut Reach) -> bool {
        reach.deeper(false, |reach| match (&self.data, &other.data) {
            (Data::Null, Data::Null) => true,
            (Data::Bool(left), Data::Bool(right)) => left == right,
            (Data::Number(left), Data::Number(right)) => left.same(right),
            (Data::Text(left), Data::Text(right)) => left == right,
            (Data::Char(left), Data::Char(right)) => left == right,
            (Data::List(left), Data::List(right)) => lists_equal(left, right, reach),
            (Data::Map(left), Data::Map(right)) => maps_equal(left, right, reach),
            (Data::Entry(left), Data::Entry(right)) => {
                left.key().equals_at(&right.key(), reach) && left.value().equals_at(&right.value(), reach)
            }
            (Data::Class(left), Data::Class(right)) => left == right,
            (Data::Object(left), Data::Object(right)) => Rc::ptr_eq(left, right),
            (Data::Loop(left), Data::Loop(right)) => Rc::ptr_eq(left, right),
            (Data::Block(left), Data::Block(right)) => Rc::ptr_eq(left, right),
            (Data::Iterator(left), Data::Iterator(right)) => Rc::ptr_eq(left, right),
            _ => false,
        })
    }

    /// Returns what `hashCode` returns, where that does not depend on an address.
    pub fn hash_code(&self) -> i32 {
        self.hash_at(&mut Reach::new())
    }

    fn hash_at(&self, reach: &mut Reach) -> i32 {
        reach.deeper(0, |reach| match &self.data {
            Data::Null => 0,
            Data::Bool(true) => 1231,
            Data::Bool(false) => 1237,
            Data::Number(number) => number.hash_code(),
            Data::Text(text) => utf16::hash_code(text),
            Data::Char(unit) => i32::from(*unit),
            Data::List(list) if is_set(list) => {
                list.to_vec().iter().fold(0, |hash, item| hash.wrapping_add(item.hash_at(reach)))
            }
            Data::List(list) => {
                list.to_vec().iter().fold(1_i32, |hash, item| hash.wrapping_mul(31).wrapping_add(item.hash_at(reach)))
            }
            Data::Map(map) => {
                let member =
                    |(key, value): &(Value, Value), reach: &mut Reach| key.hash_at(reach) ^ value.hash_at(reach);
                map.to_vec().iter().fold(0, |hash, pair| hash.wrapping_add(member(pair, reach)))
            }
            Data::Entry(entry) => entry.key().hash_at(reach) ^ entry.value().hash_at(reach),
            Data::Class(name) => utf16::hash_code(name),
            // An address in Java: any number does.
            Data::Iterator(_) | Data::Loop(_) | Data::Block(_) | Data::Object(_) => 31,
        })
    }
}

fn is_set(list: &List) -> bool {
    matches!(list.kind(), ListKind::Keys(_) | ListKind::Entries(_))
}

fn lists_equal(left: &Rc<List>, right: &Rc<List>, reach: &mut Reach) -> bool {
    if List::is_one(left, right) {
        return true;
    }
    let plain = |list: &List| list.is_indexed() && !list.is_array();
    if is_set(left) && is_set(right) {
        let others = right.to_vec();
        return left.len() == right.len()
            && left.to_vec().iter().all(|item| others.iter().any(|other| item.equals_at(other, reach)));
    }
    plain(left)
        && plain(right)
        && left.len() == right.len()
        && left.to_vec().iter().zip(right.to_vec().iter()).all(|(left, right)| left.equals_at(right, reach))
}

fn maps_equal(left: &Rc<Map>, right: &Rc<Map>, reach: &mut Reach) -> bool {
    Rc::ptr_eq(left, right)
        || (left.len() == right.len()
            && left
                .to_vec()
                .iter()
                .all(|(key, value)| right.get(key).is_some_and(|other| value.equals_at(&other, reach))))
}
