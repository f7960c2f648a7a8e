//! What was done to values, one thing after the other.

use crate::text::is_same;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::sync::Arc;

/// What was done to an input, for those who read of it.
#[derive(Clone, Copy, Debug)]
pub enum Transform<'a> {
    /// A word: `toUpperCase`, `arithmetic`.
    Word(&'a str),
    /// A method of a variable, by the names of both: `$util.urlEncode`.
    Of(&'a str, &'a str),
}

impl<'a> Transform<'a> {
    /// Returns the names of the variable, empty if there is none, and of the method.
    fn names(self) -> (&'a str, &'a str) {
        match self {
            Self::Word(word) => ("", word),
            Self::Of(variable, method) => (variable, method),
        }
    }
}

/// What was done to a value, one after the other: a number into [`Transforms`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Chain(u32);

/// The words for a transform, by its variable, if it has one, and method.
#[derive(Debug)]
struct Words {
    variable: Box<str>,
    method: Box<str>,
    words: Arc<str>,
}

/// What came of doing something more.
#[derive(Debug)]
struct Recent {
    before: Option<Chain>,
    variable: Box<str>,
    method: Box<str>,
    after: Chain,
}

/// How many of those are kept.
const MAX_RECENT: usize = 6;

/// All chains of a rendering.
#[derive(Debug, Default)]
pub(super) struct Transforms {
    chains: Vec<Vec<Arc<str>>>,
    /// How many transforms there are in all of them.
    len: usize,
    /// The words for transforms, by a hash of their two parts.
    words: HashMap<u64, Vec<Words>, RandomState>,
    /// What comes of doing something more, by the chain before and the address of the word.
    longer: HashMap<(Option<Chain>, usize), Chain, RandomState>,
    /// What was done last, which is mostly done again.
    recent: Vec<Recent>,
    /// What comes of two chains side by side.
    joined: HashMap<(Chain, Chain), Chain, RandomState>,
}

impl Transforms {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the transforms of a chain.
    pub(super) fn of(&self, chain: Chain) -> &[Arc<str>] {
        self.chains.get(chain.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns a chain with one more transform, as it came of that before.
    pub(super) fn extended(&mut self, chain: Option<Chain>, transform: Transform<'_>) -> Chain {
        let (variable, method) = transform.names();
        let same = |known: &&Recent| {
            known.before == chain
                && is_same(known.method.as_bytes(), method.as_bytes())
                && is_same(known.variable.as_bytes(), variable.as_bytes())
        };
        if let Some(known) = self.recent.iter().find(same) {
            return known.after;
        }
        let word = self.word(transform);
        let after = self.longer(chain, word);
        if self.recent.len() >= MAX_RECENT {
            self.recent.clear();
        }
        self.recent.push(Recent { before: chain, variable: variable.into(), method: method.into(), after });
        after
    }

    /// Returns a chain with one more transform.
    fn longer(&mut self, chain: Option<Chain>, word: Arc<str>) -> Chain {
        // Words are kept as long as this table is, so that an address stands for one of them.
        let key = (chain, word.as_ptr() as usize);
        if let Some(known) = self.longer.get(&key) {
            return *known;
        }
        let before = chain.map(|chain| self.of(chain)).unwrap_or_default();
        let after = self.add(before.iter().cloned().chain([word]).collect());
        self.longer.insert(key, after);
        after
    }

    /// Returns the transforms of one chain, and those of another that are not among them.
    pub(super) fn joined(&mut self, first: Chain, second: Chain) -> Chain {
        if let Some(known) = self.joined.get(&(first, second)) {
            return *known;
        }
        let mut transforms = self.of(first).to_vec();
        for transform in self.of(second) {
            if !transforms.contains(transform) {
                transforms.push(transform.clone());
            }
        }
        let both = self.add(transforms);
        self.joined.insert((first, second), both);
        both
    }

    fn add(&mut self, transforms: Vec<Arc<str>>) -> Chain {
        self.len += transforms.len();
        self.chains.push(transforms);
        Chain(u32::try_from(self.chains.len() - 1).unwrap_or(u32::MAX))
    }

    /// Returns the words for a transform, the same text each time.
    fn word(&mut self, transform: Transform<'_>) -> Arc<str> {
        let (variable, method) = transform.names();
        let hash = self.words.hasher().hash_one((variable, method));
        let alike = self.words.entry(hash).or_default();
        let same = |known: &&Words| {
            is_same(known.method.as_bytes(), method.as_bytes())
                && is_same(known.variable.as_bytes(), variable.as_bytes())
        };
        if let Some(known) = alike.iter().find(same) {
            return known.words.clone();
        }
        let words: Arc<str> = match transform {
            Transform::Word(word) => word.into(),
            Transform::Of(variable, method) => format!("${variable}.{method}").into(),
        };
        alike.push(Words { variable: variable.into(), method: method.into(), words: words.clone() });
        words
    }
}
