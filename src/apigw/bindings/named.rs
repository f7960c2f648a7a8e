//! Parameters and stage variables: maps of texts, read where they are held.

use super::places::{self, ParameterLocation, Places};
use crate::apigw::params::Params;
use crate::text::{Seen, is_same};
use crate::vtl::provenance::Origin;
use crate::vtl::value::{InOrder, Json, Map, MapKind, Member, Source, TextAt, Toward, Traced, Unread, Value, Wrote};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// More pairs are made a map at once, which finds a name without looking through them.
const MANY: usize = 64;

/// Where parameters stand, in the order in which `$input.params(name)` looks for a name.
pub(super) const LOCATIONS: [(ParameterLocation, &str); 3] = [
    (ParameterLocation::Path, "path"),
    (ParameterLocation::Querystring, "querystring"),
    (ParameterLocation::Header, "header"),
];

/// Names and their texts.
pub(super) struct Named {
    held: Held,
    places: Option<Rc<Places>>,
    order: InOrder,
}

/// What holds them.
pub(super) enum Held {
    /// The parameters, a map for each of [`LOCATIONS`].
    Parameters(Arc<Params>),
    /// The stage variables, one map.
    Variables(Arc<[(String, String)]>),
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Named").finish_non_exhaustive()
    }
}

impl Named {
    pub(super) fn new(held: Held, places: Option<Rc<Places>>) -> Rc<Self> {
        Rc::new(Self { held, places, order: InOrder::default() })
    }

    /// Returns the map of a number: of parameters, those at one of [`LOCATIONS`].
    pub(super) fn map(self: &Rc<Self>, number: usize) -> Map {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let pairs = self.pairs(number);
        if pairs.len() <= MANY && are_different(pairs) {
            Map::lazy(MapKind::Linked, Unread { source: self.clone(), node: number })
        } else {
            Map::new(MapKind::Linked, pairs.iter().map(|pair| self.member_of(pair)))
        }
    }

    fn pairs(&self, number: u32) -> &[(String, String)] {
        match &self.held {
            Held::Variables(variables) => variables,
            Held::Parameters(params) => {
                LOCATIONS.get(number as usize).map_or(&[], |(location, _)| places::parameters(params, *location))
            }
        }
    }

    fn member_of(&self, pair: &(String, String)) -> (Value, Value) {
        (self.name(pair), self.value(pair))
    }

    fn value(&self, pair: &(String, String)) -> Value {
        places::noted(Value::text(pair.1.as_str()), self.places.as_deref(), pair)
    }

    fn name(&self, pair: &(String, String)) -> Value {
        places::named(pair.0.as_str(), self.places.as_deref(), pair)
    }

    fn find(&self, number: u32, name: &str) -> Option<&(String, String)> {
        let pairs = self.pairs(number);
        let at = self.order.position(pairs, |pair| is_same(pair.0.as_bytes(), name.as_bytes()))?;
        pairs.get(at)
    }

    fn origin(&self, pair: &(String, String)) -> Origin {
        self.places.as_ref().map_or(Origin::NONE, |places| places.given(pair))
    }
}

/// Tells whether all names are different.
fn are_different(pairs: &[(String, String)]) -> bool {
    let mut seen = Seen::default();
    pairs.iter().enumerate().all(|(at, (name, _))| {
        let before = pairs.get(..at).unwrap_or_default();
        seen.is_new(name.as_bytes()) || before.iter().all(|(other, _)| other != name)
    })
}

impl Source for Named {
    fn items(self: Rc<Self>, _: u32) -> Vec<Value> {
        Vec::new()
    }

    fn members(self: Rc<Self>, number: u32) -> Vec<(Value, Value)> {
        self.pairs(number).iter().map(|pair| self.member_of(pair)).collect()
    }

    fn count(&self, number: u32) -> Option<usize> {
        Some(self.pairs(number).len())
    }

    fn name_at(&self, number: u32, index: usize) -> Option<Value> {
        self.pairs(number).get(index).map(|pair| self.name(pair))
    }

    fn member(self: Rc<Self>, number: u32, name: &str) -> Member {
        self.find(number, name).map_or(Member::Missing, |pair| Member::Found(self.value(pair)))
    }

    fn text_at(&self, number: u32, path: &[Toward]) -> TextAt<'_> {
        match path {
            [Toward::Member(name)] => self.text_of(number, name),
            _ => TextAt::Unknown,
        }
    }

    fn text_of(&self, number: u32, name: &str) -> TextAt<'_> {
        self.find(number, name).map_or(TextAt::Nothing, |pair| TextAt::Text(&pair.1, self.origin(pair)))
    }

    fn write_at(&self, number: u32, path: &[Toward], out: &mut String) -> Wrote {
        match self.text_at(number, path) {
            TextAt::Text(text, origin) => {
                out.push_str(text);
                Wrote::Done(origin)
            }
            TextAt::Nothing => Wrote::Nothing,
            TextAt::Unknown => Wrote::Unknown,
        }
    }

    fn write_json(&self, _: u32, _: Json, _: &mut String) -> bool {
        false
    }

    fn write_json_traced(&self, _: u32, _: Json, _: &mut Traced<'_>) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(names: &[&str]) -> Arc<[(String, String)]> {
        names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at.to_string())).collect()
    }

    #[test]
    fn a_map_that_nobody_read_answers_as_one_that_was_read() {
        for names in [&[][..], &["a", "b", "long-name"], &["a", "b", "a"], &["ab", "aab", "b"]] {
            let pairs = pairs(names);
            let made = || Named::new(Held::Variables(pairs.clone()), None).map(0);
            let (fresh, read) = (made(), made());
            read.to_vec();
            assert_eq!(fresh.len(), read.len(), "{names:?}");
            for index in 0..fresh.len() + 1 {
                let key = |map: &Map| map.key_at(index).and_then(|key| key.as_text().map(str::to_owned));
                assert_eq!(key(&fresh), key(&read), "{names:?} {index}");
            }
            for name in ["a", "b", "long-name", "aab", "none"] {
                let shown = |map: &Map| map.lend_member(name, |found| format!("{found:?}"));
                assert_eq!(shown(&made()), shown(&read), "{names:?} {name}");
                let value = |map: &Map| map.get_text(name).and_then(|value| value.as_text().map(str::to_owned));
                assert_eq!(value(&made()), value(&read), "{names:?} {name}");
            }
        }
    }
}
