//! Java's regular expressions on a Rust engine: the pattern is translated, replacement and splitting follow Java.

mod translate;

use super::{LIMIT, Tools};
use crate::vtl::host::Thrown;
use fancy_regex::{Captures, CompileError, Error, Regex, RegexBuilder, RuntimeError};
use foldhash::fast::RandomState;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use translate::translate;

/// How many compiled patterns are kept.
const MAX_KEPT: usize = 64;

/// How often a search may go back and try something else, at first and where it has been paid for. Only patterns with
/// look-around and back references do that.
const BACKTRACKS: [usize; 2] = [5_000, 1_000_000];

/// What the second try costs, in steps.
const SECOND_TRY: usize = 60_000;

/// What patterns cost by their compiled size.
struct Size {
    /// Bytes up to which this counts.
    bytes: usize,
    /// Steps to compile.
    compile: usize,
    /// Units (see [`Tools::charge`]) to go over a byte: engines for large patterns look at many states for each.
    per_byte: usize,
}

const SIZES: [Size; 3] = [
    Size { bytes: 1 << 16, compile: 200, per_byte: 4 },
    Size { bytes: 1 << 19, compile: 5_000, per_byte: 64 },
    Size { bytes: 10 << 20, compile: 400_000, per_byte: 1024 },
];

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    source: String,
    quick: Regex,
    thorough: OnceCell<Option<Regex>>,
    /// The steps that it costs to compile, each time that a rendering first names it: what a rendering may do does not
    /// depend on the ones before.
    cost: usize,
    per_byte: usize,
    size_limit: usize,
}

/// What to look for.
pub(super) enum Wanted {
    /// A text that means itself: most patterns in templates are.
    Literal(Rc<str>),
    /// Anything else.
    Pattern(Rc<Pattern>),
}

thread_local! {
    /// Patterns of earlier renderings: a template is rendered again and again, and compiling takes longer than it does.
    static COMPILED: RefCell<HashMap<String, Rc<Pattern>, RandomState>> = RefCell::default();
}

impl Pattern {
    fn build(source: &str, backtracks: usize, size: usize) -> Result<Regex, Error> {
        RegexBuilder::new(source).backtrack_limit(backtracks).delegate_size_limit(size).build()
    }

    /// Pays for looking at a text.
    fn charge(&self, text: &str, tools: &mut Tools) -> Result<(), Thrown> {
        tools.charge(text.len().saturating_mul(self.per_byte))
    }

    /// Searches quickly, and thoroughly where that is not enough.
    fn search<T>(&self, tools: &mut Tools, search: impl Fn(&Regex) -> Result<T, Error>) -> Result<T, Thrown> {
        match search(&self.quick) {
            Ok(found) => Ok(found),
            Err(Error::RuntimeError(RuntimeError::BacktrackLimitExceeded)) => {
                tools.charge(SECOND_TRY * 16)?;
                let build = || Self::build(&self.source, BACKTRACKS[1], self.size_limit).ok();
                let thorough = self.thorough.get_or_init(build).as_ref().ok_or_else(|| Thrown::new(LIMIT))?;
                search(thorough).map_err(|_| Thrown::new(LIMIT))
            }
            Err(_) => Err(Thrown::new(LIMIT)),
        }
    }
}

/// The patterns that a rendering has read.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    kept: HashMap<String, Rc<Pattern>, RandomState>,
    /// The last pattern that is a literal, and its text: a template has few, and a loop the same again and again.
    literal: Option<(Box<str>, Rc<str>)>,
}

/// Reads a Java pattern.
pub(super) fn wanted(pattern: &str, tools: &mut Tools) -> Result<Wanted, Thrown> {
    match &tools.regexes.literal {
        Some((known, text)) if **known == *pattern => return Ok(Wanted::Literal(text.clone())),
        _ => {}
    }
    match literal(pattern) {
        Some(text) => {
            let text: Rc<str> = text.into();
            tools.regexes.literal = Some((pattern.into(), text.clone()));
            Ok(Wanted::Literal(text))
        }
        None => Ok(Wanted::Pattern(compiled(pattern, tools)?)),
    }
}

/// Returns the text that a pattern stands for, if it is not empty and without any operator.
fn literal(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => text.push(rest.next().filter(|escaped| escaped.is_ascii_punctuation())?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' => return None,
            other => text.push(other),
        }
    }
    (!text.is_empty()).then_some(text)
}

/// Compiles a Java pattern, or finds it compiled.
fn compiled(pattern: &str, tools: &mut Tools) -> Result<Rc<Pattern>, Thrown> {
    compile(pattern, pattern, |pattern| pattern, tools)
}

/// Compiles a pattern that has to match the whole text.
pub(super) fn whole(pattern: &str, tools: &mut Tools) -> Result<Rc<Pattern>, Thrown> {
    compile(&format!("\0{pattern}"), pattern, |pattern| format!("\\A(?:{pattern})\\z"), tools)
}

fn compile(
    key: &str,
    pattern: &str,
    frame: impl Fn(String) -> String,
    tools: &mut Tools,
) -> Result<Rc<Pattern>, Thrown> {
    if let Some(known) = tools.regexes.kept.get(key) {
        return Ok(known.clone());
    }
    let known = COMPILED.with_borrow(|compiled| compiled.get(key).cloned());
    let made = match known {
        Some(known) => {
            tools.charge(known.source.len())?;
            tools.charge(known.cost * 16)?;
            known
        }
        None => {
            let made = Rc::new(build(pattern, frame, tools)?);
            COMPILED.with_borrow_mut(|compiled| keep(compiled, key, &made));
            made
        }
    };
    keep(&mut tools.regexes.kept, key, &made);
    Ok(made)
}

fn keep(kept: &mut HashMap<String, Rc<Pattern>, RandomState>, key: &str, pattern: &Rc<Pattern>) {
    if kept.len() >= MAX_KEPT {
        kept.clear();
    }
    kept.insert(key.to_owned(), pattern.clone());
}

fn build(pattern: &str, frame: impl Fn(String) -> String, tools: &mut Tools) -> Result<Pattern, Thrown> {
    let bad = || Thrown::new(format!("PatternSyntaxException: {pattern}"));
    let source = frame(translate(pattern).ok_or_else(bad)?);
    tools.charge(source.len())?;
    let mut cost = 0;
    for Size { bytes, compile, per_byte } in SIZES {
        tools.charge(compile * 16)?;
        cost += compile;
        match Pattern::build(&source, BACKTRACKS[0], bytes) {
            Ok(quick) => {
                return Ok(Pattern { source, quick, thorough: OnceCell::new(), cost, per_byte, size_limit: bytes });
            }
            Err(error) if is_too_large(&error) => {}
            Err(_) => return Err(bad()),
        }
    }
    Err(Thrown::new(LIMIT))
}

/// Tells whether a pattern is right, but its automaton would have too many states.
fn is_too_large(error: &Error) -> bool {
    let Error::CompileError(error) = error else { return false };
    matches!(&**error, CompileError::InnerError(inner) if inner.size_limit().is_some())
}

/// Tells whether `wanted` is somewhere in the text.
pub(super) fn is_in(wanted: &Wanted, text: &str, tools: &mut Tools) -> Result<bool, Thrown> {
    match wanted {
        Wanted::Literal(literal) => {
            tools.charge(text.len())?;
            Ok(text.contains(&**literal))
        }
        Wanted::Pattern(pattern) => is_match(pattern, text, tools),
    }
}

/// Tells whether the pattern matches.
pub(super) fn is_match(pattern: &Pattern, text: &str, tools: &mut Tools) -> Result<bool, Thrown> {
    pattern.charge(text, tools)?;
    pattern.search(tools, |regex| regex.is_match(text))
}

/// Finds matches as Java's `Matcher.find` does: an empty match may directly follow another one.
struct Matches<'r, 't> {
    pattern: &'r Pattern,
    text: &'t str,
    next: Option<usize>,
}

impl<'r, 't> Matches<'r, 't> {
    fn new(pattern: &'r Pattern, text: &'t str, tools: &mut Tools) -> Result<Self, Thrown> {
        pattern.charge(text, tools)?;
        Ok(Self { pattern, text, next: Some(0) })
    }

    fn next(&mut self, tools: &mut Tools) -> Result<Option<Captures<'t, str>>, Thrown> {
        let Some(at) = self.next else { return Ok(None) };
        tools.charge(0)?;
        let found = self.pattern.search(tools, |regex| regex.captures_from_pos(self.text, at))?;
        self.next = found.as_ref().and_then(|captures| captures.get(0)).and_then(|whole| {
            if whole.start() < whole.end() {
                return Some(whole.end());
            }
            let next = self.text.get(whole.end()..)?.chars().next()?;
            Some(whole.end() + next.len_utf8())
        });
        Ok(found)
    }
}

/// Appends what `replaceAll` returns, or `replaceFirst`. If that is the text itself because nothing matches, appends
/// nothing and returns false.
pub(super) fn replace(
    wanted: &Wanted,
    text: &str,
    replacement: &str,
    all: bool,
    out: &mut String,
    tools: &mut Tools,
) -> Result<bool, Thrown> {
    match wanted {
        Wanted::Literal(literal) => replace_literal(literal, text, (replacement, all), out, tools),
        Wanted::Pattern(pattern) => replace_pattern(pattern, text, (replacement, all), out, tools),
    }
}

fn replace_literal(
    literal: &str,
    text: &str,
    (replacement, all): (&str, bool),
    out: &mut String,
    tools: &mut Tools,
) -> Result<bool, Thrown> {
    tools.charge(text.len())?;
    let Some(mut at) = find(literal, text) else { return Ok(false) };
    let before = out.len();
    let mut rest = text;
    loop {
        tools.charge(0)?;
        let (kept, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(kept);
        expand(replacement, out, &|group| (group == 0).then_some(literal), &|_| None)?;
        rest = found.get(literal.len()..).unwrap_or_default();
        if out.len() - before > tools.text_bytes {
            return Err(Thrown::new(LIMIT));
        }
        match find(literal, rest) {
            Some(next) if all => at = next,
            _ => break,
        }
    }
    out.push_str(rest);
    Ok(true)
}

/// Returns where a literal is first found. Most are one character or two, for which no searcher needs to be made.
fn find(literal: &str, text: &str) -> Option<usize> {
    let ([first, more @ ..], true) = (literal.as_bytes(), literal.len() <= 4) else { return text.find(literal) };
    let mut rest = text.as_bytes();
    loop {
        let at = memchr::memchr(*first, rest)?;
        rest = rest.get(at + 1..)?;
        if rest.starts_with(more) {
            return Some(text.len() - rest.len() - 1);
        }
    }
}

fn replace_pattern(
    pattern: &Pattern,
    text: &str,
    (replacement, all): (&str, bool),
    out: &mut String,
    tools: &mut Tools,
) -> Result<bool, Thrown> {
    let before = out.len();
    let mut done = 0;
    let mut is_found = false;
    let mut matches = Matches::new(pattern, text, tools)?;
    while let Some(captures) = matches.next(tools)? {
        let Some(whole) = captures.get(0) else { break };
        is_found = true;
        out.push_str(text.get(done..whole.start()).unwrap_or(""));
        // A group that took no part in the match is empty.
        let group =
            |group: usize| (group < captures.len()).then(|| captures.get(group).map_or("", |part| part.as_str()));
        let named = |name: &str| {
            let is_known = pattern.quick.capture_names().flatten().any(|known| known == name);
            is_known.then(|| captures.name(name).map_or("", |part| part.as_str()))
        };
        expand(replacement, out, &group, &named)?;
        done = whole.end();
        if out.len() - before > tools.text_bytes {
            return Err(Thrown::new(LIMIT));
        }
        if !all {
            break;
        }
    }
    if is_found {
        out.push_str(text.get(done..).unwrap_or(""));
    }
    Ok(is_found)
}

/// Appends a replacement: `$1`, `${name}`, and `\` before anything that is meant as it stands. `group` and `named` give
/// the text of a group, `None` where the pattern has no such group.
fn expand<'t>(
    replacement: &str,
    out: &mut String,
    group: &dyn Fn(usize) -> Option<&'t str>,
    named: &dyn Fn(&str) -> Option<&'t str>,
) -> Result<(), Thrown> {
    if !replacement.bytes().any(|byte| matches!(byte, b'\\' | b'$')) {
        out.push_str(replacement);
        return Ok(());
    }
    let bad = |message: &str| Thrown::new(format!("IllegalArgumentException: {message}"));
    let mut rest = replacement.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => out.push(rest.next().ok_or_else(|| bad("character to be escaped is missing"))?),
            '$' => {
                let after = rest.as_str();
                if let Some(name) = after.strip_prefix('{') {
                    let end = name.find('}').ok_or_else(|| bad("named capturing group is missing trailing '}'"))?;
                    out.push_str(named(name.get(..end).unwrap_or("")).ok_or_else(|| bad("no such group"))?);
                    rest = name.get(end + 1..).unwrap_or("").chars();
                    continue;
                }
                let digit = |c: char| c.to_digit(10).map(|digit| digit as usize);
                let mut number = rest.next().and_then(digit).ok_or_else(|| bad("illegal group reference"))?;
                if group(number).is_none() {
                    return Err(Thrown::new(format!("IndexOutOfBoundsException: no group {number}")));
                }
                // Further digits count as long as there is such a group.
                while let Some(more) = rest.clone().next().and_then(digit) {
                    if group(number * 10 + more).is_none() {
                        break;
                    }
                    number = number * 10 + more;
                    rest.next();
                }
                out.push_str(group(number).unwrap_or_default());
            }
            other => out.push(other),
        }
    }
    Ok(())
}

/// Returns the ranges of what `split` returns.
pub(super) fn split(wanted: &Wanted, text: &str, limit: i32, tools: &mut Tools) -> Result<Vec<(usize, usize)>, Thrown> {
    let mut parts = Vec::new();
    let mut start = 0;
    let is_enough = |parts: &Vec<_>| limit > 0 && parts.len() + 1 >= usize::try_from(limit).unwrap_or(usize::MAX);
    match wanted {
        Wanted::Literal(literal) => {
            tools.charge(text.len())?;
            let mut found = text.match_indices(&**literal);
            while !is_enough(&parts) {
                let Some((at, _)) = found.next() else { break };
                tools.charge(0)?;
                parts.push((start, at));
                start = at + literal.len();
            }
        }
        Wanted::Pattern(pattern) => {
            let mut matches = Matches::new(pattern, text, tools)?;
            while !is_enough(&parts) {
                let Some(captures) = matches.next(tools)? else { break };
                let Some(whole) = captures.get(0) else { break };
                // An empty match at the beginning never gives an empty first part.
                if whole.end() == 0 {
                    continue;
                }
                parts.push((start, whole.start()));
                start = whole.end();
            }
        }
    }
    if start == 0 && parts.is_empty() {
        return Ok(vec![(0, text.len())]);
    }
    parts.push((start, text.len()));
    if limit == 0 {
        while parts.last().is_some_and(|(start, end)| start == end) {
            parts.pop();
        }
    }
    Ok(parts)
}
