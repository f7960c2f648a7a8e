//! Lists, shared and changed in place.

use super::lazy::Unread;
use super::map::{Entry, Map};
use super::release::{holds_more, release};
use super::{Data, Value};
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

/// A list of any of Java's kinds, or a view of another container.
#[derive(Debug)]
pub struct List {
    kind: ListKind,
    items: RefCell<Items>,
    changes: Cell<u32>,
}

/// The elements of a list, read when somebody asks.
#[derive(Debug)]
enum Items {
    Unread(Unread),
    Read(Vec<Value>),
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
        /// How often `of` had changed when this view last knew of it.
        changes: Cell<u32>,
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
        Self { kind, items: RefCell::new(Items::Read(items)), changes: Cell::new(0) }
    }

    /// Makes a list that is filled on first use.
    pub fn lazy(kind: ListKind, unread: Unread) -> Self {
        Self { kind, items: RefCell::new(Items::Unread(unread)), changes: Cell::new(0) }
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
    pub(super) fn unread(&self) -> Option<Unread> {
        match &*self.items.borrow() {
            Items::Unread(unread) => Some(unread.clone()),
            Items::Read(_) => None,
        }
    }

    /// Tells whether this is a Java array, which cannot grow.
    pub fn is_array(&self) -> bool {
        matches!(self.kind, ListKind::Array(_))
    }

    /// Tells whether this has positions: a list or array, no set.
    pub fn is_indexed(&self) -> bool {
        matches!(self.kind, ListKind::ArrayList | ListKind::Json | ListKind::Array(_) | ListKind::Sub { .. })
    }

    /// Tells whether this is a view of a map.
    pub fn is_view_of_map(&self) -> bool {
        matches!(self.kind, ListKind::Keys(_) | ListKind::Values(_) | ListKind::Entries(_))
    }

    fn own(&self) -> Ref<'_, [Value]> {
        self.fill();
        Ref::map(self.items.borrow(), |items| match items {
            Items::Read(items) => items.as_slice(),
            Items::Unread(_) => &[],
        })
    }

    fn fill(&self) {
        if let Some(Unread { source, node }) = self.unread() {
            let items = source.items(node);
            self.items.replace(Items::Read(items));
        }
    }

    /// Returns the number of elements.
    pub fn len(&self) -> usize {
        match &self.kind {
            ListKind::Sub { of, from, len, .. } => len.get().min(of.len().saturating_sub(*from)),
            ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => map.len(),
            _ => self.own().len(),
        }
    }

    /// Returns how many elements an iterator believes that there are: a `subList` does not notice what becomes of the
    /// list that it looks at.
    pub fn believed_len(&self) -> usize {
        match &self.kind {
            ListKind::Sub { len, .. } => len.get(),
            _ => self.len(),
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
            ListKind::Keys(map) => map.key_at(index),
            ListKind::Values(map) => map.at(index).map(|(_, value)| value),
            ListKind::Entries(map) => Entry::at(map, index),
            _ => self.own().get(index).cloned(),
        }
    }

    /// Returns all elements.
    pub fn to_vec(&self) -> Vec<Value> {
        match &self.kind {
            ListKind::Sub { .. } | ListKind::Keys(_) | ListKind::Values(_) | ListKind::Entries(_) => {
                (0..self.len()).filter_map(|index| self.get(index)).collect()
            }
            _ => self.own().to_vec(),
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
            ListKind::Sub { of, from, len, changes } => {
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
                changes.set(of.changes());
            }
            ListKind::Keys(_) | ListKind::Values(_) | ListKind::Entries(_) => {}
            _ => {
                self.fill();
                if let Items::Read(items) = &mut *self.items.borrow_mut() {
                    let before = items.len();
                    change(items);
                    if items.len() != before {
                        self.changes.set(self.changes.get().wrapping_add(1));
                    }
                }
            }
        }
    }

    /// Counts a change that leaves all elements as they are: `clear` of an empty list is one to Java.
    pub fn touch(&self) {
        if let ListKind::Sub { of, changes, .. } = &self.kind {
            of.touch();
            changes.set(of.changes());
        } else {
            self.changes.set(self.changes.get().wrapping_add(1));
        }
    }

    /// Tells whether this is a `subList` of a list that has grown or shrunk since: Java refuses to look through it.
    pub fn is_outdated(&self) -> bool {
        match &self.kind {
            ListKind::Sub { of, changes, .. } => of.changes() != changes.get() || of.is_outdated(),
            _ => false,
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

    /// Tells whether two are one list to Java: a map has one key set, one set of entries and one list of values.
    pub fn is_one(first: &Rc<Self>, second: &Rc<Self>) -> bool {
        match (&first.kind, &second.kind) {
            (ListKind::Keys(map), ListKind::Keys(other))
            | (ListKind::Values(map), ListKind::Values(other))
            | (ListKind::Entries(map), ListKind::Entries(other)) => Rc::ptr_eq(map, other),
            _ => Rc::ptr_eq(first, second),
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

impl Drop for List {
    fn drop(&mut self) {
        if let Items::Read(items) = self.items.get_mut()
            && items.iter().any(holds_more)
        {
            release(items.drain(..));
        }
        let seen = match std::mem::replace(&mut self.kind, ListKind::ArrayList) {
            ListKind::Sub { of, .. } => Data::List(of),
            ListKind::Keys(map) | ListKind::Values(map) | ListKind::Entries(map) => Data::Map(map),
            ListKind::ArrayList | ListKind::Json | ListKind::Array(_) => return,
        };
        release(std::iter::once(seen.into()));
    }
}
