//! Maps, shared and changed in place, and their entries.

use super::equality::Key;
use super::lazy::{Member, TextAt, Unread, Wrote};
use super::members::ByKey;
use super::release::{holds_more, release};
use super::{Data, Text, Value};
use crate::json::Toward;
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

/// The kinds of map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapKind {
    /// `LinkedHashMap`: a literal, an object of a body.
    Linked,
    /// One of the host's that prints nothing.
    Silent,
}

/// A map that keeps the order of its members.
#[derive(Debug)]
pub struct Map {
    kind: MapKind,
    members: RefCell<Members>,
    changes: Cell<u32>,
}

/// The members of a map, read when somebody asks for more than single ones.
#[derive(Debug)]
enum Members {
    Unread {
        unread: Unread,
        /// The containers among the members that were given out: they must stay the same.
        given: Vec<(Text, Value)>,
    },
    Read(ByKey),
}

/// Reading finds all members, so there are more of those than of single ones that a template gave out.
const MAX_GIVEN: usize = 16;

impl Map {
    /// Makes a map of those members; a repeated key keeps its place and takes the last value.
    pub fn new(kind: MapKind, members: impl IntoIterator<Item = (Value, Value)>) -> Self {
        let members = members.into_iter().collect();
        Self { kind, members: RefCell::new(Members::Read(members)), changes: Cell::new(0) }
    }

    /// Makes a map that is filled on first use.
    pub fn lazy(kind: MapKind, unread: Unread) -> Self {
        let members = Members::Unread { unread, given: Vec::new() };
        Self { kind, members: RefCell::new(members), changes: Cell::new(0) }
    }

    /// Returns which kind it is.
    pub fn kind(&self) -> MapKind {
        self.kind
    }

    /// Returns where the members come from, as long as nobody can have changed one.
    pub(super) fn unread(&self) -> Option<Unread> {
        match &*self.members.borrow() {
            Members::Unread { unread, given } if given.is_empty() => Some(unread.clone()),
            _ => None,
        }
    }

    /// Tells whether nobody can have changed a member, or what is in one.
    pub fn is_untouched(&self) -> bool {
        matches!(&*self.members.borrow(), Members::Unread { given, .. } if given.is_empty())
    }

    /// Reads the members if nobody did.
    #[inline]
    fn fill(&self) {
        if !matches!(&*self.members.borrow(), Members::Read(_)) {
            self.fill_unread();
        }
    }

    #[cold]
    fn fill_unread(&self) {
        let mut members = self.members.borrow_mut();
        if let Members::Unread { unread, given } = &mut *members {
            let all = unread.source.clone().members(unread.node);
            let given = std::mem::take(given);
            let read = all.into_iter().map(|(key, value)| {
                let given = given.iter().find(|(name, _)| Some(&**name) == key.as_text());
                let value = given.map_or(value, |(_, given)| given.clone());
                (key, value)
            });
            let read = read.collect();
            *members = Members::Read(read);
        }
    }

    /// Returns the members, to look at: keys may be compared, which may look into this map again.
    fn read(&self) -> Ref<'_, ByKey> {
        self.fill();
        Ref::map(self.members.borrow(), |members| match members {
            Members::Read(members) => members,
            Members::Unread { .. } => unreachable!("the members have just been read"),
        })
    }

    /// Changes the members. Where that compares keys, and a key holds this map, the map looks empty meanwhile.
    fn change<T>(&self, change: impl FnOnce(&mut ByKey) -> T) -> T {
        self.fill();
        let mut taken = match self.members.replace(Members::Read(ByKey::default())) {
            Members::Read(members) => members,
            Members::Unread { .. } => unreachable!("the members have just been read"),
        };
        let before = taken.len();
        let result = change(&mut taken);
        if taken.len() != before {
            self.changes.set(self.changes.get().wrapping_add(1));
        }
        self.members.replace(Members::Read(taken));
        result
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        self.ask(|unread| unread.source.count(unread.node)).unwrap_or_else(|| self.read().len())
    }

    /// Asks where the members come from, as long as nobody read them.
    fn ask<T>(&self, ask: impl FnOnce(&Unread) -> Option<T>) -> Option<T> {
        match &*self.members.borrow() {
            Members::Unread { unread, .. } => ask(unread),
            Members::Read(_) => None,
        }
    }

    /// Tells whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the value under `key`.
    pub fn get(&self, key: &Value) -> Option<Value> {
        match &key.data {
            Data::Text(name) => self.get_text(name),
            _ => self.find(&Key::new(key.clone())),
        }
    }

    fn find(&self, key: &Key) -> Option<Value> {
        let members = self.read();
        members.at(members.position(key)?).map(|(_, value)| value.clone())
    }

    /// Returns the value under the text `name`.
    pub fn get_text(&self, name: &str) -> Option<Value> {
        // A key that is compared may hold this map, which is then being read already.
        if let Members::Read(members) = &*self.members.borrow() {
            return members.get(name).cloned();
        }
        if let Members::Unread { unread, given } = &mut *self.members.borrow_mut() {
            if let Some((_, value)) = given.iter().find(|(key, _)| &**key == name) {
                return Some(value.clone());
            }
            match unread.source.clone().member(unread.node, name) {
                Member::Missing => return None,
                Member::Found(value) if !matches!(value.data, Data::List(_) | Data::Map(_)) => return Some(value),
                Member::Found(value) if given.len() < MAX_GIVEN => {
                    given.push((name.into(), value.clone()));
                    return Some(value);
                }
                Member::Found(_) | Member::AskForAll => {}
            }
        }
        self.read().get(name).cloned()
    }

    /// Shows `look` the text at the end of a path, if that can be told without making values of what nobody has looked
    /// at.
    #[inline]
    pub fn lend<T>(&self, path: &[Toward], look: impl FnOnce(TextAt<'_>) -> T) -> T {
        match self.unread() {
            // Who looks may have this map read: it is not held.
            Some(Unread { source, node }) => look(source.text_at(node, path)),
            None => match path {
                [Toward::Member(name), path @ ..] => self.lend_read(name, path, look),
                _ => look(TextAt::Unknown),
            },
        }
    }

    /// Shows `look` the text that is the member `name`, likewise.
    #[inline]
    pub fn lend_member<T>(&self, name: &str, look: impl FnOnce(TextAt<'_>) -> T) -> T {
        match self.unread() {
            Some(Unread { source, node }) => look(source.text_of(node, name)),
            None => self.lend_read(name, &[], look),
        }
    }

    #[inline(never)]
    fn lend_read<T>(&self, name: &str, path: &[Toward], look: impl FnOnce(TextAt<'_>) -> T) -> T {
        match &*self.members.borrow() {
            // What was given out may have been changed since.
            Members::Unread { .. } => look(TextAt::Unknown),
            Members::Read(members) => match members.get(name).map(|value| (&value.data, value.origin)) {
                None | Some((Data::Null, _)) => look(TextAt::Nothing),
                Some((Data::Text(text), origin)) if path.is_empty() => look(TextAt::Text(text, origin)),
                Some((Data::Map(map), _)) => map.lend(path, look),
                Some(_) => look(TextAt::Unknown),
            },
        }
    }

    /// Appends what the value at the end of a path prints, if that can be told without making values of what nobody
    /// has looked at.
    #[inline]
    pub fn write_at(&self, path: &[Toward], out: &mut String) -> Wrote {
        match &*self.members.borrow() {
            // What was given out may have been changed since.
            Members::Unread { unread, given } if given.is_empty() => unread.source.write_at(unread.node, path, out),
            Members::Unread { .. } => Wrote::Unknown,
            Members::Read(members) => {
                let [Toward::Member(name), path @ ..] = path else { return Wrote::Unknown };
                let Some(value) = members.get(name) else { return Wrote::Nothing };
                match &value.data {
                    Data::Null => Wrote::Nothing,
                    Data::Map(map) => map.write_at(path, out),
                    Data::Text(text) if path.is_empty() => {
                        out.push_str(text);
                        Wrote::Done(value.origin)
                    }
                    _ => Wrote::Unknown,
                }
            }
        }
    }

    /// Tells whether there is a member `key`.
    pub fn contains(&self, key: &Value) -> bool {
        self.get(key).is_some()
    }

    /// Returns the member at a position.
    pub fn at(&self, index: usize) -> Option<(Value, Value)> {
        self.read().at(index).map(|(key, value)| (key.value(), value.clone()))
    }

    /// Returns the key at a position.
    pub fn key_at(&self, index: usize) -> Option<Value> {
        let asked = self.ask(|unread| unread.source.name_at(unread.node, index));
        asked.or_else(|| self.read().at(index).map(|(key, _)| key.value()))
    }

    /// Sets a member and returns its old value.
    pub fn put(&self, key: Value, value: Value) -> Option<Value> {
        self.put_under(Key::new(key), value)
    }

    fn put_under(&self, key: Key, value: Value) -> Option<Value> {
        let at = self.read().position(&key);
        self.change(|members| match at.and_then(|at| members.at_mut(at)) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                members.add(key, value);
                None
            }
        })
    }

    /// Removes a member and returns its value.
    pub fn remove(&self, key: &Value) -> Option<Value> {
        let key = Key::new(key.clone());
        let at = self.read().position(&key)?;
        self.change(|members| members.remove_at(at))
    }

    /// Removes all members.
    pub fn clear(&self) {
        self.change(std::mem::take);
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    /// Returns all members in order.
    pub fn to_vec(&self) -> Vec<(Value, Value)> {
        self.read().iter().map(|(key, value)| (key.value(), value.clone())).collect()
    }

    /// Returns how often members were added or taken away.
    pub fn changes(&self) -> u32 {
        self.changes.get()
    }

    /// Returns the name of the Java class.
    pub fn class_name(&self) -> &'static str {
        "java.util.LinkedHashMap"
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if let Members::Read(members) = self.members.get_mut()
            && members.iter().any(|(key, value)| holds_more(value) || matches!(key, Key::Other(..)))
        {
            release(std::mem::take(members).into_values());
        }
    }
}

/// One member of a map, still connected with it.
#[derive(Debug)]
pub struct Entry {
    map: Rc<Map>,
    /// With the hash under which the map has it: a key that holds its own map would be hashed for ever.
    key: Key,
    /// The value when the entry was made, for one whose member is gone.
    value: RefCell<Value>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        // The map drops its members in the same way.
        let key = std::mem::replace(&mut self.key, Key::Text(Value::NULL));
        release([key.into_value(), self.value.replace(Value::NULL)].into_iter());
    }
}

impl Entry {
    /// Returns the entry at a position of a map.
    pub(super) fn at(map: &Rc<Map>, index: usize) -> Option<Value> {
        let (key, value) = map.read().at(index).map(|(key, value)| (key.clone(), value.clone()))?;
        Some(Data::Entry(Rc::new(Self { map: map.clone(), key, value: RefCell::new(value) })).into())
    }

    /// Returns the key.
    pub fn key(&self) -> Value {
        self.key.value()
    }

    /// Returns the value.
    pub fn value(&self) -> Value {
        self.map.find(&self.key).unwrap_or_else(|| self.value.borrow().clone())
    }

    /// Sets the value in the map and returns the old one.
    pub fn set(&self, value: Value) -> Value {
        let old = self.value();
        if self.map.find(&self.key).is_some() {
            self.map.put_under(self.key.clone(), value.clone());
        }
        self.value.replace(value);
        old
    }
}
