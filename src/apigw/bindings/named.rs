//! Parameters and stage variables: maps of texts, read where they are held.

use super::places::{self, ParameterLocation, Places};
use crate::text::{Seen, is_same};
use crate::vtl::provenance::Origin;
use crate::vtl::value::{InOrder, Member, TextAt, Toward, Value, Wrote};

/// More pairs are made a map at once, which finds a name without looking through them.
const MANY: usize = 64;

/// Where parameters stand, in the order in which `$input.params(name)` looks for a name.
pub(super) const LOCATIONS: [(ParameterLocation, &str); 3] = [
    (ParameterLocation::Path, "path"),
    (ParameterLocation::Querystring, "querystring"),
    (ParameterLocation::Header, "header"),
];

/// Names and their texts.
pub(super) struct Named<'c> {
    pairs: &'c [(String, String)],
    places: Option<&'c Places>,
    order: &'c InOrder,
}

impl<'c> Named<'c> {
    pub(super) fn new(pairs: &'c [(String, String)], places: Option<&'c Places>, order: &'c InOrder) -> Self {
        Self { pairs, places, order }
    }

    /// Tells whether a name is found without making a map first: all are different, and they are not too many.
    pub(super) fn can_be_looked_through(&self) -> bool {
        let mut seen = Seen::default();
        self.pairs.len() <= MANY
            && self.pairs.iter().enumerate().all(|(at, (name, _))| {
                let before = self.pairs.get(..at).unwrap_or_default();
                seen.is_new(name.as_bytes()) || before.iter().all(|(other, _)| other != name)
            })
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    pub(super) fn members(&self) -> impl Iterator<Item = (Value, Value)> {
        self.pairs.iter().map(|pair| (self.name(pair), self.value(pair)))
    }

    pub(super) fn name_at(&self, index: usize) -> Option<Value> {
        self.pairs.get(index).map(|pair| self.name(pair))
    }

    pub(super) fn member(&self, name: &str) -> Member {
        self.find(name).map_or(Member::Missing, |pair| Member::Found(self.value(pair)))
    }

    pub(super) fn text_at(&self, path: &[Toward]) -> TextAt<'c> {
        match path {
            [Toward::Member(name)] => self.text_of(name),
            _ => TextAt::Unknown,
        }
    }

    pub(super) fn text_of(&self, name: &str) -> TextAt<'c> {
        self.find(name).map_or(TextAt::Nothing, |pair| TextAt::Text(&pair.1, self.origin(pair)))
    }

    pub(super) fn write_at(&self, path: &[Toward], out: &mut String) -> Wrote {
        match self.text_at(path) {
            TextAt::Text(text, origin) => {
                out.push_str(text);
                Wrote::Done(origin)
            }
            TextAt::Nothing => Wrote::Nothing,
            TextAt::Unknown => Wrote::Unknown,
        }
    }

    fn value(&self, pair: &(String, String)) -> Value {
        places::noted(Value::text(pair.1.as_str()), self.places, pair)
    }

    fn name(&self, pair: &(String, String)) -> Value {
        places::named(pair.0.as_str(), self.places, pair)
    }

    #[inline]
    fn find(&self, name: &str) -> Option<&'c (String, String)> {
        let at = self.order.position(self.pairs, |pair| is_same(pair.0.as_bytes(), name.as_bytes()))?;
        self.pairs.get(at)
    }

    fn origin(&self, pair: &(String, String)) -> Origin {
        self.places.map_or(Origin::NONE, |places| places.given(pair))
    }
}

#[cfg(test)]
mod tests {
    use crate::apigw::bindings::call::{Call, STAGE_VARIABLES};
    use crate::apigw::bindings::places::Given;
    use crate::vtl::value::Map;

    fn given(names: &[&str]) -> Given {
        let pairs = names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at.to_string()));
        Given { stage_variables: pairs.collect(), ..Given::default() }
    }

    #[test]
    fn a_map_that_nobody_read_answers_as_one_that_was_read() {
        for names in [&[][..], &["a", "b", "long-name"], &["a", "b", "a"], &["ab", "aab", "b"]] {
            let made = || Call::new("".into(), given(names).into(), None).map(STAGE_VARIABLES);
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
