//! Variables while rendering, and the values that only rendering makes: `$foreach`, and what `#define` defines.
//!
//! Variables are global, in slots. A macro call lays a frame over them that knows the arguments, which are evaluated
//! each time they are read, in the caller's scope; a round of a loop over `null` lays one over its variable.

use super::ast::{Block, Expr, Slot};
use super::value::{Map, MapKind, Value};
use crate::text::Span;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// What lies over the global variables; `None` at the top.
pub(super) type Scope = Option<Rc<Frame>>;

/// One layer over the global variables.
#[derive(Debug)]
pub(super) enum Frame {
    /// A macro call.
    Macro(MacroFrame),
    /// A round of a loop whose element is `null`: hides the loop variable, whatever is assigned to it.
    NullLoop { parent: Scope, slot: Slot, active: Cell<bool> },
}

/// A macro call: its arguments and what was set inside.
#[derive(Debug)]
pub(super) struct MacroFrame {
    pub(super) parent: Scope,
    /// Variables set inside (they are set globally as well), constant arguments, `$bodyContent`.
    pub(super) locals: RefCell<Vec<(Slot, Value)>>,
    /// Parameters whose arguments are evaluated when read: slot and index of the argument.
    pub(super) parameters: RefCell<Vec<(Slot, usize)>>,
    pub(super) arguments: Arc<[Expr]>,
    /// The arguments as written.
    pub(super) texts: Arc<[Box<str>]>,
}

impl MacroFrame {
    pub(super) fn local(&self, slot: Slot) -> Option<Value> {
        self.locals.borrow().iter().find(|(name, _)| *name == slot).map(|(_, value)| value.clone())
    }

    pub(super) fn set_local(&self, slot: Slot, value: Value) {
        let mut locals = self.locals.borrow_mut();
        match locals.iter_mut().find(|(name, _)| *name == slot) {
            Some((_, old)) => *old = value,
            None => locals.push((slot, value)),
        }
    }

    pub(super) fn argument(&self, slot: Slot) -> Option<usize> {
        // A later parameter of the same name wins.
        self.parameters.borrow().iter().rev().find(|(name, _)| *name == slot).map(|(_, index)| *index)
    }

    pub(super) fn forget(&self, slot: Slot) {
        self.locals.borrow_mut().retain(|(name, _)| *name != slot);
        self.parameters.borrow_mut().retain(|(name, _)| *name != slot);
    }
}

/// `$foreach`: where a loop stands. It is also a map for whatever a template puts there.
#[derive(Debug)]
pub struct Loop {
    /// The round, from 0; -1 before the first.
    pub index: Cell<i32>,
    /// Tells whether there is another round.
    pub has_next: Cell<bool>,
    /// The loop around this one.
    pub parent: Option<Rc<Loop>>,
    /// What `$foreach` was before, if not a loop.
    pub replaced: Option<Value>,
    /// What the template put into `$foreach`.
    pub storage: Rc<Map>,
}

impl Loop {
    /// Makes the scope of a loop in another one, or where `$foreach` was something else.
    pub fn new(parent: Option<Rc<Self>>, replaced: Option<Value>) -> Self {
        let storage = Rc::new(Map::new(MapKind::Linked, []));
        Self { index: Cell::new(-1), has_next: Cell::new(false), parent, replaced, storage }
    }

    /// Returns the outermost loop.
    pub fn topmost(self: &Rc<Self>) -> Rc<Self> {
        let mut top = self;
        while let Some(parent) = &top.parent {
            top = parent;
        }
        top.clone()
    }

    /// Returns how many loops there are, this one included.
    pub fn depth(&self) -> usize {
        std::iter::successors(Some(self), |scope| scope.parent.as_deref()).count()
    }

    /// Returns what `$foreach` was before any loop.
    pub fn replaced(&self) -> Option<Value> {
        let mut scope = self;
        loop {
            if scope.replaced.is_some() {
                return scope.replaced.clone();
            }
            scope = scope.parent.as_deref()?;
        }
    }

    /// Returns what the template put under `key`, here or further out.
    pub fn get(&self, key: &Value) -> Option<Value> {
        let mut scope = self;
        loop {
            if let Some(value) = scope.storage.get(key) {
                return Some(value);
            }
            scope = scope.parent.as_deref()?;
        }
    }
}

/// What `#define` makes: a block that prints when its name is printed.
#[derive(Debug)]
pub struct Defined {
    pub(super) body: Arc<Block>,
    /// Where it was defined.
    pub(super) scope: Scope,
    /// How deep it is being printed inside itself.
    pub(super) depth: Cell<u32>,
    /// How deep it may be.
    pub(super) max_depth: u32,
    /// The `#define` or the call.
    pub(super) span: Span,
}
