//! Walks a path over values.

use super::filter;
use super::{Kind, Node, Path, PathError, Token};

/// One result of a path.
#[derive(Clone, Debug)]
pub enum Item<N> {
    /// A value of the document.
    Node(N),
    /// `['a', 'b']`: an object with these members of another.
    Merged(Vec<(String, N)>),
    /// A whole number that a function worked out.
    Integer(i64),
    /// A decimal that a function worked out.
    Decimal(f64),
    /// A text that a function worked out.
    Text(String),
    /// The names of an object: a Java set.
    Names(Vec<String>),
    /// A list that a function made longer.
    List(Vec<Item<N>>),
}

/// What a path leads to.
#[derive(Clone, Debug)]
pub enum Outcome<N> {
    /// A definite path that leads nowhere.
    Missing,
    /// The one value of a definite path.
    One(Item<N>),
    /// The values of an indefinite path, in the order of the document.
    Many(Vec<Item<N>>),
}

pub(super) struct Walk<'p, N> {
    pub root: N,
    pub steps: usize,
    found: Vec<Item<N>>,
    /// The part of the path that leads to one value only leads nowhere: then so does the whole.
    missing: bool,
    path: &'p Path,
}

pub(super) fn evaluate<N: Node>(path: &Path, root: &N, steps: usize) -> Result<Outcome<N>, PathError> {
    let mut walk = Walk { root: root.clone(), steps, found: Vec::new(), missing: false, path };
    walk.from(root, 0, true)?;
    let mut found = walk.found;
    Ok(if walk.missing {
        Outcome::Missing
    } else if !path.is_definite() {
        Outcome::Many(found)
    } else {
        found.pop().map_or(Outcome::Missing, Outcome::One)
    })
}

impl<N: Node> Walk<'_, N> {
    fn step(&mut self) -> Result<(), PathError> {
        self.steps = self.steps.checked_sub(1).ok_or_else(|| PathError::new("the path needs too many steps", 0, 0))?;
        Ok(())
    }

    /// Follows the tokens from `index` on; `definite` tells if those before lead to one value only.
    fn from(&mut self, at: &N, index: usize, definite: bool) -> Result<(), PathError> {
        self.step()?;
        let path = self.path;
        let Some(token) = path.tokens.get(index) else {
            self.found.push(Item::Node(at.clone()));
            return Ok(());
        };
        match token {
            Token::Properties(names) => self.properties(at, names, index, definite),
            Token::Indexes(indexes) => {
                self.missing |= definite && at.kind() != Kind::Array;
                if at.kind() == Kind::Array {
                    for wanted in indexes {
                        self.element(at, *wanted, index, definite && indexes.len() == 1)?;
                    }
                }
                Ok(())
            }
            Token::Slice(from, to) => {
                self.missing |= definite && at.kind() != Kind::Array;
                self.slice(at, *from, *to, index)
            }
            Token::Wildcard => {
                for child in children(at) {
                    self.from(&child, index + 1, false)?;
                }
                Ok(())
            }
            Token::Scan => self.scan(at, index + 1, 0),
            Token::Filter(filter) => self.filter(at, filter, index, definite),
            Token::Function(function) => {
                // A function ends a path; what is written after it has nothing to stand on.
                let item = function.apply(at, &self.root, &mut self.steps)?;
                self.found.extend(item);
                Ok(())
            }
        }
    }

    fn properties(&mut self, at: &N, names: &[String], index: usize, definite: bool) -> Result<(), PathError> {
        if at.kind() != Kind::Object {
            self.missing |= definite;
            return Ok(());
        }
        let is_leaf = index + 1 == self.path.tokens.len();
        match names {
            [name] => match at.member(name) {
                Some(member) => self.from(&member, index + 1, definite),
                None => {
                    self.missing |= definite;
                    Ok(())
                }
            },
            _ if is_leaf => {
                let members = names.iter().filter_map(|name| Some((name.clone(), at.member(name)?))).collect();
                self.found.push(Item::Merged(members));
                Ok(())
            }
            _ => {
                for member in names.iter().filter_map(|name| at.member(name)) {
                    self.from(&member, index + 1, false)?;
                }
                Ok(())
            }
        }
    }

    fn element(&mut self, at: &N, wanted: i64, index: usize, definite: bool) -> Result<(), PathError> {
        let position = if wanted < 0 { at.len() as i64 + wanted } else { wanted };
        match usize::try_from(position).ok().and_then(|position| at.element(position)) {
            Some(element) => self.from(&element, index + 1, definite),
            None => Ok(()),
        }
    }

    fn slice(&mut self, at: &N, from: Option<i64>, to: Option<i64>, index: usize) -> Result<(), PathError> {
        if at.kind() != Kind::Array {
            return Ok(());
        }
        let len = at.len() as i64;
        let from_end = |offset: i64| if offset < 0 { len + offset } else { offset };
        let range = match (from, to) {
            (Some(from), None) => from_end(from).max(0)..len,
            (None, Some(to)) => 0..from_end(to).min(len),
            // With both ends given, Jayway counts neither from the end.
            (Some(from), Some(to)) => from..to.min(len),
            (None, None) => 0..0,
        };
        for position in range {
            if let Some(element) = usize::try_from(position).ok().and_then(|position| at.element(position)) {
                self.from(&element, index + 1, false)?;
            }
        }
        Ok(())
    }

    fn filter(&mut self, at: &N, filter: &filter::Filter, index: usize, definite: bool) -> Result<(), PathError> {
        match at.kind() {
            Kind::Object => {
                if filter.accepts(at, &self.root, &mut self.steps)? {
                    self.from(at, index + 1, false)?;
                }
                Ok(())
            }
            Kind::Array => {
                for element in children(at) {
                    self.step()?;
                    if filter.accepts(&element, &self.root, &mut self.steps)? {
                        self.from(&element, index + 1, false)?;
                    }
                }
                Ok(())
            }
            _ if definite => Err(PathError::new("a filter cannot be applied to a text, a number or null", 0, 0)),
            _ => Ok(()),
        }
    }

    /// Applies the token at `index` to `at` and to everything inside it.
    fn scan(&mut self, at: &N, index: usize, depth: usize) -> Result<(), PathError> {
        self.step()?;
        let Some(token) = self.path.tokens.get(index) else { return Ok(()) };
        if depth > crate::json::MAX_DEPTH {
            return Ok(());
        }
        let fits = match token {
            Token::Properties(names) if names.len() == 1 => {
                at.kind() == Kind::Object && names.iter().all(|name| at.member(name).is_some())
            }
            Token::Properties(_) => at.kind() == Kind::Object,
            Token::Indexes(_) | Token::Slice(..) => at.kind() == Kind::Array,
            Token::Wildcard => true,
            Token::Filter(filter) => {
                at.kind() == Kind::Array || filter.accepts(at, &self.root, &mut self.steps).unwrap_or(false)
            }
            Token::Scan | Token::Function(_) => false,
        };
        if fits {
            self.from(at, index, false)?;
        }
        for child in children(at) {
            self.scan(&child, index, depth + 1)?;
        }
        Ok(())
    }
}

/// Returns the values directly inside `at`.
pub(super) fn children<N: Node>(at: &N) -> Vec<N> {
    match at.kind() {
        Kind::Object => at.members().into_iter().map(|(_, member)| member).collect(),
        Kind::Array => at.elements(),
        _ => Vec::new(),
    }
}
