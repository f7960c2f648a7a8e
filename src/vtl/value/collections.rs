//! Lists and maps, shared and changed in place.

use super::equality::Key;
use super::lazy::Source;
use super::{Data, Value};
use indexmap::IndexMap;
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::rc::Rc;
use std::sync::Arc;

/// A list of any of Java's kinds, or a view of another container.
#[derive(Debug)]
pub struct List {
    kind: ListKind,
    items: RefCell<Vec<Value>>,
    pending: RefCell<Option<Rc<dyn Source>>>,
    changes: Cell<u32>,
}

/// The kinds of list, which print and behave a little differently.
#[derive(Clone, Debug)]
pub enum ListKind {
    /// `ArrayList`: a literal, a range.
    ArrayList,
    /// json-smart's `JSONArray`: prints as JSON.
    Json,
    /// A Java array of objects of that class.
    Array(&'static str),
    /// `subList`: a view of `of` from `from`, `len` long.
    Sub {
        /// The list that is looked at.
        of: Rc<List>,
        /// Its first element seen here.
        from: usize,
        /// How many.
        len: Cell<usize>,
    },
    /// `keySet()`.
    Keys(Rc<Map>),
    /// `values()`.
    Values(Rc<Map>),
    /// `entrySet()`.
    Entries(Rc<Map>),
}

impl List {
    /// Makes a list of those elements.
    pub fn new(kind: ListKind, items: Vec<Value>) -> Self {
        Self { kind, items: RefCell::new(items), pending: RefCell::new(None), changes: Cell::new(0) }
    }

    /// Makes a list that is filled on first use.
    pub fn lazy(kind: ListKind, source: Rc<dyn Source>) -> Self {
        let list = Self::new(kind, Vec::new());
        list.pending.replace(Some(source));
        list
    }

    /// Makes a view.
    pub fn view(kind: ListKind) -> Self {
        Self::new(kind, Vec::new())
    }

    /// Returns which kind it is.
    pub fn kind(&self) -> &ListKind {
        &self.kind
    }

    /// Returns where the elements come from, as long as nobody asked for them.
    pub fn pending(&self) -> Option<Rc<dyn Source>> {
        self.pending.borrow().clone()
    }

    /// Tells whether this is a Java array, which cannot grow.
    pub fn is_array(&self) -> bool {
        matches!(self.kind, ListKind::Array(_))
    }

    /// Tells whether this has positions: a list or array, no set.
    pub fn is_indexed(&self) -> bool {
        matches!(self.kind, ListKind::ArrayList | ListKind::Json | ListKind::Array(_) | ListKind::Sub { .. })
    }

    fn own(&self) -> Ref<'_, Vec<Value>> {
        self.fill();
        self.items.borrow()
    }

    fn fill(&self) {
        if let Some(source) = self.pending.take() {
            *self.items.borrow_mut() = source.items();
        }
    }

    /// Returns the number of elements.
    pub fn len(&self) -> usize {
        match &self.kind {
            ListKind::Sub { of, from, len } => len.get().min(of.len().saturating_sub(*from)),
            ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => map.len(),
            _ => self.own().len(),
        }
    }

    /// Tells whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the element at `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        match &self.kind {
            ListKind::Sub { of, from, .. } => {
                if index < self.len() {
                    of.get(from + index)
                } else {
                    None
                }
            }
            ListKind::Keys(map) => map.at(index).map(|(key, _)| key),
            ListKind::Values(map) => map.at(index).map(|(_, value)| value),
            ListKind::Entries(map) => map.at(index).map(|(key, _)| Entry::of(map, key)),
            _ => self.own().get(index).cloned(),
        }
    }

    /// Returns all elements.
    pub fn to_vec(&self) -> Vec<Value> {
        match &self.kind {
            ListKind::Sub { .. } | ListKind::Keys(_) | ListKind::Values(_) | ListKind::Entries(_) => {
                (0..self.len()).filter_map(|index| self.get(index)).collect()
            }
            _ => self.own().clone(),
        }
    }

    /// Changes the elements of a list of its own; a view changes what it looks at.
    /// `None` if this is a set or view that cannot be changed like this.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> Option<T> {
        let mut change = Some(change);
        let mut result = None;
        self.change_with(&mut |items| result = change.take().map(|change| change(items)));
        result
    }

    fn change_with(&self, change: &mut dyn FnMut(&mut Vec<Value>)) {
        match &self.kind {
            ListKind::Sub { of, from, len } => {
                let (from, count) = (*from, self.len());
                of.change_with(&mut |items| {
                    let end = (from + count).min(items.len());
                    if from <= end {
                        let mut part: Vec<Value> = items.get(from..end).unwrap_or_default().to_vec();
                        change(&mut part);
                        len.set(part.len());
                        items.splice(from..end, part);
                    }
                });
            }
            ListKind::Keys(_) | ListKind::Values(_) | ListKind::Entries(_) => {}
            _ => {
                self.fill();
                let mut items: RefMut<'_, Vec<Value>> = self.items.borrow_mut();
                let before = items.len();
                change(&mut items);
                if items.len() != before {
                    self.changes.set(self.changes.get().wrapping_add(1));
                }
            }
        }
    }

    /// Returns how often elements were added or taken away.
    pub fn changes(&self) -> u32 {
        match &self.kind {
            ListKind::Sub { of, .. } => of.changes(),
            ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => map.changes(),
            _ => self.changes.get(),
        }
    }

    /// Returns the name of the Java class.
    pub fn class_name(&self) -> &'static str {
        match &self.kind {
            ListKind::ArrayList => "java.util.ArrayList",
            ListKind::Json => "net.minidev.json.JSONArray",
            ListKind::Array("java.lang.String") => "[Ljava.lang.String;",
            ListKind::Array("byte") => "[B",
            ListKind::Array("char") => "[C",
            ListKind::Array(_) => "[Ljava.lang.Object;",
            ListKind::Sub { .. } => "java.util.ArrayList$SubList",
            ListKind::Keys(_) => "java.util.LinkedHashMap$LinkedKeySet",
            ListKind::Values(_) => "java.util.LinkedHashMap$LinkedValues",
            ListKind::Entries(_) => "java.util.LinkedHashMap$LinkedEntrySet",
        }
    }
}

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
    members: RefCell<IndexMap<Key, Value>>,
    pending: RefCell<Option<Rc<dyn Source>>>,
    changes: Cell<u32>,
}

impl Map {
    /// Makes a map of those members; a repeated key keeps its place and takes the last value.
    pub fn new(kind: MapKind, members: impl IntoIterator<Item = (Value, Value)>) -> Self {
        let members = members.into_iter().map(|(key, value)| (Key(key), value)).collect();
        Self { kind, members: RefCell::new(members), pending: RefCell::new(None), changes: Cell::new(0) }
    }

    /// Makes a map that is filled on first use.
    pub fn lazy(kind: MapKind, source: Rc<dyn Source>) -> Self {
        let map = Self::new(kind, []);
        map.pending.replace(Some(source));
        map
    }

    /// Returns which kind it is.
    pub fn kind(&self) -> MapKind {
        self.kind
    }

    /// Returns where the members come from, as long as nobody asked for them.
    pub fn pending(&self) -> Option<Rc<dyn Source>> {
        self.pending.borrow().clone()
    }

    fn fill(&self) {
        if let Some(source) = self.pending.take() {
            let members = source.members().into_iter().map(|(key, value)| (Key(key), value)).collect();
            *self.members.borrow_mut() = members;
        }
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        self.fill();
        self.members.borrow().len()
    }

    /// Tells whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the value under `key`.
    pub fn get(&self, key: &Value) -> Option<Value> {
        if let Data::Text(name) = &key.data {
            return self.get_text(name);
        }
        self.fill();
        self.members.borrow().get(&Key(key.clone())).cloned()
    }

    /// Returns the value under the text `name`.
    pub fn get_text(&self, name: &str) -> Option<Value> {
        self.fill();
        self.members.borrow().get(name).cloned()
    }

    /// Tells whether there is a member `key`.
    pub fn contains(&self, key: &Value) -> bool {
        self.get(key).is_some()
    }

    /// Returns the member at a position.
    pub fn at(&self, index: usize) -> Option<(Value, Value)> {
        self.fill();
        self.members.borrow().get_index(index).map(|(key, value)| (key.0.clone(), value.clone()))
    }

    /// Sets a member and returns its old value.
    pub fn put(&self, key: Value, value: Value) -> Option<Value> {
        self.fill();
        let mut members = self.members.borrow_mut();
        let before = members.len();
        let old = members.insert(Key(key), value);
        if members.len() != before {
            self.changes.set(self.changes.get().wrapping_add(1));
        }
        old
    }

    /// Removes a member and returns its value.
    pub fn remove(&self, key: &Value) -> Option<Value> {
        self.fill();
        let old = self.members.borrow_mut().shift_remove(&Key(key.clone()));
        if old.is_some() {
            self.changes.set(self.changes.get().wrapping_add(1));
        }
        old
    }

    /// Removes all members.
    pub fn clear(&self) {
        self.fill();
        self.members.borrow_mut().clear();
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    /// Returns all members in order.
    pub fn to_vec(&self) -> Vec<(Value, Value)> {
        self.fill();
        self.members.borrow().iter().map(|(key, value)| (key.0.clone(), value.clone())).collect()
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

/// One member of a map, still connected with it.
#[derive(Debug)]
pub struct Entry {
    map: Rc<Map>,
    key: Value,
    /// The value when the entry was made, for one whose member is gone.
    value: RefCell<Value>,
}

impl Entry {
    fn of(map: &Rc<Map>, key: Value) -> Value {
        let value = map.get(&key).unwrap_or(Value::NULL);
        Data::Entry(Rc::new(Self { map: map.clone(), key, value: RefCell::new(value) })).into()
    }

    /// Returns the key.
    pub fn key(&self) -> Value {
        self.key.clone()
    }

    /// Returns the value.
    pub fn value(&self) -> Value {
        self.map.get(&self.key).unwrap_or_else(|| self.value.borrow().clone())
    }

    /// Sets the value in the map and returns the old one.
    pub fn set(&self, value: Value) -> Value {
        let old = self.value();
        if self.map.contains(&self.key) {
            self.map.put(self.key.clone(), value.clone());
        }
        self.value.replace(value);
        old
    }
}

/// Makes a map with text keys.
impl FromIterator<(Arc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(members: I) -> Self {
        Self::new(MapKind::Linked, members.into_iter().map(|(key, value)| (Value::text(key), value)))
    }
}
