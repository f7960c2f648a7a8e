//! What all values of a rendering go back to: the body, and what else a template is given.

use super::body::Tree;
use super::context::{Below, Members};
use super::named::{LOCATIONS, Named};
use super::places::{self, Given, Places};
use crate::vtl::value::{InOrder, Json, Map, MapKind, Member, Source, TextAt, Toward, Traced, Unread, Value, Wrote};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// One rendering's body and what else the template is given.
pub(super) struct Call {
    pub(super) body: Tree,
    pub(super) given: Arc<Given>,
    /// Where names were found last, in the parameters at each of [`LOCATIONS`] and in the stage variables.
    orders: [InOrder; LOCATIONS.len() + 1],
}

/// The numbers under which values know what is not in the body, which has no values of such numbers: a text with so many is
/// refused as too long.
const CONTEXT: u32 = u32::MAX;
const PAIRS: u32 = CONTEXT - LOCATIONS.len() as u32 - 1;

/// The index of the stage variables behind the [`LOCATIONS`] of parameters.
pub(super) const STAGE_VARIABLES: usize = LOCATIONS.len();

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("body", &self.body).field("given", &self.given).finish()
    }
}

/// What a number stands for.
enum Lent<'c> {
    Body(&'c Tree),
    Context(Members<'c>),
    Named(Named<'c>),
}

impl Call {
    /// Takes a body, and what else there is.
    pub(super) fn new(body: Arc<str>, given: Arc<Given>, places: Option<Rc<Places>>) -> Rc<Self> {
        Rc::new(Self { body: Tree::new(body, places, None), given, orders: Default::default() })
    }

    pub(super) fn places(&self) -> Option<&Places> {
        self.body.places()
    }

    #[inline]
    fn lent(&self, number: u32) -> Lent<'_> {
        match number {
            0..PAIRS => Lent::Body(&self.body),
            CONTEXT => Lent::Context(self.context()),
            pairs => Lent::Named(self.named((pairs - PAIRS) as usize)),
        }
    }

    pub(super) fn context(&self) -> Members<'_> {
        Members::new(&self.given.context, self.places())
    }

    /// Returns the parameters at one of [`LOCATIONS`], or the stage variables, by their index.
    fn named(&self, index: usize) -> Named<'_> {
        let pairs = match LOCATIONS.get(index) {
            Some((location, _)) => places::parameters(&self.given.params, *location),
            None => &self.given.stage_variables,
        };
        Named::new(pairs, self.places(), self.orders.get(index).unwrap_or(&self.orders[0]))
    }

    /// Returns those as a map.
    pub(super) fn map(self: &Rc<Self>, index: usize) -> Map {
        let named = self.named(index);
        if named.can_be_looked_through() {
            let number = PAIRS + u32::try_from(index).unwrap_or_default();
            Map::lazy(MapKind::Linked, Unread { source: self.clone(), node: number })
        } else {
            Map::new(MapKind::Linked, named.members())
        }
    }

    /// Returns `$context`.
    pub(super) fn context_map(self: &Rc<Self>) -> Rc<Map> {
        Rc::new(Map::lazy(MapKind::Silent, Unread { source: self.clone(), node: CONTEXT }))
    }

    /// Returns the body as a value.
    pub(super) fn root(self: &Rc<Self>) -> Value {
        self.body.value(self.body.document().root(), self.clone())
    }
}

impl Source for Call {
    fn items(self: Rc<Self>, node: u32) -> Vec<Value> {
        self.body.items(node, &|| self.clone())
    }

    fn members(self: Rc<Self>, node: u32) -> Vec<(Value, Value)> {
        match self.lent(node) {
            Lent::Body(body) => body.members(node, &|| self.clone()),
            Lent::Context(context) => context.all(|name, member| Below::child(&self, &[], name, member)),
            Lent::Named(named) => named.members().collect(),
        }
    }

    fn count(&self, node: u32) -> Option<usize> {
        match self.lent(node) {
            Lent::Named(named) => Some(named.len()),
            Lent::Body(_) | Lent::Context(_) => None,
        }
    }

    fn name_at(&self, node: u32, index: usize) -> Option<Value> {
        match self.lent(node) {
            Lent::Named(named) => named.name_at(index),
            Lent::Body(_) | Lent::Context(_) => None,
        }
    }

    fn member(self: Rc<Self>, node: u32, name: &str) -> Member {
        match self.lent(node) {
            Lent::Body(body) => body.member(node, name, &|| self.clone()),
            Lent::Context(context) => context.one(name, |member| Below::child(&self, &[], name, member)),
            Lent::Named(named) => named.member(name),
        }
    }

    fn text_at(&self, node: u32, path: &[Toward]) -> TextAt<'_> {
        match self.lent(node) {
            Lent::Body(body) => body.text_at(node, path),
            Lent::Context(context) => context.text_at(path),
            Lent::Named(named) => named.text_at(path),
        }
    }

    fn text_of(&self, node: u32, name: &str) -> TextAt<'_> {
        match self.lent(node) {
            Lent::Body(body) => body.text_of(node, name),
            Lent::Context(context) => context.text_of(name),
            Lent::Named(named) => named.text_of(name),
        }
    }

    fn write_at(&self, node: u32, path: &[Toward], out: &mut String) -> Wrote {
        match self.lent(node) {
            Lent::Body(body) => body.write_at(node, path, out),
            Lent::Context(context) => context.write_at(path, out),
            Lent::Named(named) => named.write_at(path, out),
        }
    }

    fn write_json(&self, node: u32, style: Json, out: &mut String) -> bool {
        match self.lent(node) {
            Lent::Body(body) => body.write_json(node, style, out),
            Lent::Context(_) | Lent::Named(_) => false,
        }
    }

    fn write_json_traced(&self, node: u32, style: Json, out: &mut Traced<'_>) -> bool {
        match self.lent(node) {
            Lent::Body(body) => body.write_json(node, style, out),
            Lent::Context(_) | Lent::Named(_) => false,
        }
    }
}
