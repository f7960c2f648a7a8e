//! Walks a path over values.
//!
//! Follows Jayway step by step, its oddities included: whether a missing member ends the whole path depends on the
//! tokens before it, and `..` takes the elements of a list without asking the token after it.

use super::filter::Filter;
use super::{Kind, Node, Path, PathError, Token};
use crate::json::MAX_DEPTH;

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

/// Why a walk ends early.
#[derive(Debug)]
pub(super) enum Stop {
    /// The path leads nowhere (`PathNotFoundException`).
    NotFound,
    /// The path cannot be applied; in a filter, the value under test does not fit (`InvalidPathException`).
    Invalid(PathError),
    /// The rendering fails, also from within a filter (any other exception, and our own limits).
    Fail(PathError),
}

impl Stop {
    pub(super) fn invalid(message: &str) -> Self {
        Self::Invalid(PathError::new(message, 0, 0))
    }

    pub(super) fn fail(message: &str) -> Self {
        Self::Fail(PathError::new(message, 0, 0))
    }
}

/// How much work is left, over all paths of one evaluation.
pub(super) struct Budget {
    steps: usize,
    depth: usize,
}

impl Budget {
    pub(super) fn new(steps: usize) -> Self {
        Self { steps, depth: 0 }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Stop::fail("the path needs too many steps"))
            }
        }
    }

    /// Returns how many steps are left.
    pub(super) fn left(&self) -> usize {
        self.steps
    }

    /// Does `work` one call deeper.
    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth >= 2 * MAX_DEPTH {
            return Err(Stop::fail("the values that the path walks are nested too deeply"));
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }
}

/// Whether members that a path names must be there wherever it looks; a path alone in a filter asks for that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    Optional,
    Required,
}

/// Walks `path` from `from`; `$` in filters and parameters is `root`.
pub(super) fn evaluate<N: Node>(
    path: &Path,
    from: &N,
    root: &N,
    members: Members,
    budget: &mut Budget,
) -> Result<Outcome<N>, Stop> {
    let tokens = path.tokens.as_slice();
    let fixed = (0..tokens.len()).take_while(|index| is_definite(tokens, *index)).count();
    let mut walk = Walk { root, tokens, fixed, members, found: Vec::new() };
    walk.at(from, 0, budget)?;
    let mut found = walk.found;
    match (fixed == tokens.len(), found.pop()) {
        // What a function came to is followed by what the rest of the path made of it: the last counts.
        (true, Some(last)) => Ok(Outcome::One(last)),
        (true, None) => Err(Stop::NotFound),
        (false, last) => {
            found.extend(last);
            Ok(Outcome::Many(found))
        }
    }
}

/// Returns true if the token at `index` leads to one value only.
pub(super) fn is_definite(tokens: &[Token], index: usize) -> bool {
    match &tokens[index] {
        // At the end, several members become one object.
        Token::Properties(names) => names.len() == 1 || index + 1 == tokens.len(),
        Token::Indexes(indexes) => indexes.len() == 1,
        Token::Function(_) => true,
        Token::Slice(..) | Token::Wildcard | Token::Scan | Token::Filter(_) => false,
    }
}

struct Walk<'p, N> {
    root: &'p N,
    tokens: &'p [Token],
    /// How many tokens at the front lead to one value only.
    fixed: usize,
    members: Members,
    found: Vec<Item<N>>,
}

impl<N: Node> Walk<'_, N> {
    /// Returns true if all tokens before `index` lead to one value only: then what is missing ends the path.
    fn is_fixed_before(&self, index: usize) -> bool {
        index <= self.fixed
    }

    /// Ends the path or this branch of it, when `at` cannot be followed.
    fn leads_nowhere(&self, index: usize) -> Result<(), Stop> {
        if self.is_fixed_before(index) { Err(Stop::NotFound) } else { Ok(()) }
    }

    /// Follows the tokens from `index` on.
    fn at(&mut self, at: &N, index: usize, budget: &mut Budget) -> Result<(), Stop> {
        budget.spend(1)?;
        budget.deeper(|budget| self.token(at, index, budget))
    }

    fn token(&mut self, at: &N, index: usize, budget: &mut Budget) -> Result<(), Stop> {
        let Some(token) = self.tokens.get(index) else {
            self.found.push(Item::Node(at.clone()));
            return Ok(());
        };
        match token {
            Token::Properties(names) => self.properties(at, names, index, budget),
            Token::Indexes(_) | Token::Slice(..) if at.kind() != Kind::Array => self.leads_nowhere(index),
            Token::Indexes(indexes) => indexes.iter().try_for_each(|wanted| self.element(at, *wanted, index, budget)),
            Token::Slice(from, to) => {
                slice(at.len(), *from, *to).try_for_each(|wanted| self.element(at, wanted, index, budget))
            }
            Token::Wildcard => at.children().iter().try_for_each(|child| match self.at(child, index + 1, budget) {
                Err(Stop::NotFound) if at.kind() == Kind::Array && self.members == Members::Optional => Ok(()),
                done => done,
            }),
            Token::Scan if index + 1 == self.tokens.len() => Err(Stop::fail("nothing follows the two dots")),
            Token::Scan => self.scan(at, index + 1, budget),
            Token::Filter(filter) => self.filter(at, filter, index, budget),
            Token::Function(function) => {
                let item = function.apply(at, self.root, budget)?.or_else(|| N::null().map(Item::Node));
                self.found.extend(item.clone());
                match item {
                    _ if index + 1 == self.tokens.len() => Ok(()),
                    Some(Item::Node(node)) => self.at(&node, index + 1, budget),
                    _ => self.leads_nowhere(index + 1),
                }
            }
        }
    }

    fn properties(&mut self, at: &N, names: &[String], index: usize, budget: &mut Budget) -> Result<(), Stop> {
        if at.kind() != Kind::Object {
            return self.leads_nowhere(index);
        }
        let is_leaf = index + 1 == self.tokens.len();
        let required = self.members == Members::Required;
        if is_leaf && names.len() > 1 {
            let members: Vec<_> = names.iter().filter_map(|name| Some((name.clone(), at.member(name)?))).collect();
            if required && members.len() < names.len() {
                return Err(Stop::NotFound);
            }
            self.found.push(Item::Merged(members));
            return Ok(());
        }
        let ends = required || !is_leaf && names.len() == 1 && self.is_fixed_before(index);
        for name in names {
            match at.member(name) {
                Some(member) => self.at(&member, index + 1, budget)?,
                None if ends => return Err(Stop::NotFound),
                None => {}
            }
        }
        Ok(())
    }

    /// Goes on from one element; below 0 counts from the end.
    fn element(&mut self, at: &N, wanted: i64, index: usize, budget: &mut Budget) -> Result<(), Stop> {
        let position = if wanted < 0 { at.len() as i64 + wanted } else { wanted };
        match usize::try_from(position).ok().and_then(|position| at.element(position)) {
            Some(element) => self.at(&element, index + 1, budget),
            None => budget.spend(1),
        }
    }

    fn filter(&mut self, at: &N, filter: &Filter, index: usize, budget: &mut Budget) -> Result<(), Stop> {
        match at.kind() {
            Kind::Object if filter.accepts(at, self.root, budget)? => self.at(at, index + 1, budget),
            Kind::Object => Ok(()),
            Kind::Array => at.elements().iter().try_for_each(|element| {
                budget.spend(1)?;
                if filter.accepts(element, self.root, budget)? { self.at(element, index + 1, budget) } else { Ok(()) }
            }),
            _ if self.is_fixed_before(index) => {
                Err(Stop::invalid("a filter cannot be applied to a text, a number or null"))
            }
            _ => Ok(()),
        }
    }

    /// Applies the token at `index` to `at` and to everything inside it.
    fn scan(&mut self, at: &N, index: usize, budget: &mut Budget) -> Result<(), Stop> {
        budget.spend(1)?;
        let fits = match (at.kind(), &self.tokens[index]) {
            (Kind::Object, Token::Properties(names)) => {
                names.len() > 1 && index + 1 < self.tokens.len() || names.iter().all(|name| at.member(name).is_some())
            }
            (Kind::Array, Token::Indexes(_) | Token::Slice(..)) => true,
            (Kind::Object | Kind::Array, Token::Wildcard) => true,
            (Kind::Object | Kind::Array, Token::Filter(filter)) => filter.accepts(at, self.root, budget)?,
            _ => false,
        };
        if fits {
            if at.kind() == Kind::Array && index + 1 < self.tokens.len() {
                // In a list, Jayway goes on with the next token for every element, whatever this token says.
                for element in at.elements() {
                    self.at(&element, index + 1, budget)?;
                }
            } else {
                self.at(at, index, budget)?;
            }
        }
        let children = at.children();
        budget.spend(children.len())?;
        for child in children {
            if matches!(child.kind(), Kind::Object | Kind::Array) {
                budget.deeper(|budget| self.scan(&child, index, budget))?;
            }
        }
        Ok(())
    }
}

/// Returns the positions that a slice takes of a list with `len` elements.
fn slice(len: usize, from: Option<i64>, to: Option<i64>) -> std::ops::Range<i64> {
    let len = len as i64;
    let from_end = |offset: i64| if offset < 0 { len + offset } else { offset };
    match (from, to) {
        (Some(from), None) => from_end(from).max(0)..len,
        (None, Some(to)) => 0..from_end(to).min(len),
        // With both ends given, Jayway counts from one to the other as they are: `[-1:1]` is the last element, then
        // the first.
        (Some(from), Some(to)) => from.max(-len)..to.min(len),
        (None, None) => 0..0,
    }
}
