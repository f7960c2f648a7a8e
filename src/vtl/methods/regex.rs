//! Java's regular expressions on a Rust engine: the pattern is translated, replacement and splitting follow Java.

use super::{LIMIT, Tools};
use crate::vtl::host::Thrown;
use fancy_regex::{Captures, CompileError, Error, Regex, RegexBuilder, RuntimeError};
use foldhash::fast::RandomState;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

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
        Wanted::Literal(literal) => replace_literal(literal, text, replacement, all, out, tools),
        Wanted::Pattern(pattern) => replace_pattern(pattern, text, replacement, all, out, tools),
    }
}

fn replace_literal(
    literal: &str,
    text: &str,
    replacement: &str,
    all: bool,
    out: &mut String,
    tools: &mut Tools,
) -> Result<bool, Thrown> {
    tools.charge(text.len())?;
    let Some(mut at) = text.find(literal) else { return Ok(false) };
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
        match rest.find(literal) {
            Some(next) if all => at = next,
            _ => break,
        }
    }
    out.push_str(rest);
    Ok(true)
}

fn replace_pattern(
    pattern: &Pattern,
    text: &str,
    replacement: &str,
    all: bool,
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
    if !replacement.contains(['\\', '$']) {
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

/// Line ends, which `.` does not match and before which `$` may match.
const LINE_ENDS: &str = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

/// Translates a Java pattern. `None` if Java refuses it in a way that the Rust engine would not.
fn translate(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    // Whether `.` matches line ends, and `$` before each of them, in each open group.
    let mut flags = vec![(false, false)];
    let mut class_depth = 0_usize;
    while let Some(next) = rest.next() {
        match next {
            '\\' => escape(&mut rest, class_depth > 0, &mut out)?,
            '[' => {
                class_depth += 1;
                out.push('[');
                if rest.peek() == Some(&'^') {
                    rest.next();
                    out.push('^');
                }
                if rest.peek() == Some(&']') {
                    rest.next();
                    out.push_str("\\]");
                }
            }
            ']' if class_depth > 0 => {
                class_depth -= 1;
                out.push(']');
            }
            '&' if class_depth > 0 => out.push('&'),
            '~' if class_depth > 0 => out.push_str("\\~"),
            other if class_depth > 0 => out.push(other),
            '(' => {
                out.push('(');
                let current = flags.last().copied().unwrap_or_default();
                flags.push(current);
                if rest.peek() == Some(&'?') {
                    inline_flags(&mut rest, &mut flags, &mut out);
                }
            }
            ')' => {
                if flags.len() > 1 {
                    flags.pop();
                }
                out.push(')');
            }
            '{' => {
                // In Java a brace is no letter: how often something is repeated must follow.
                if !rest.peek().is_some_and(char::is_ascii_digit) {
                    return None;
                }
                out.push('{');
            }
            '.' if flags.last().is_some_and(|(all, _)| *all) => out.push_str("(?s:.)"),
            '.' => {
                out.push_str("[^");
                out.push_str(LINE_ENDS);
                out.push(']');
            }
            '$' if flags.last().is_some_and(|(_, lines)| *lines) => {
                out.push_str("(?=[");
                out.push_str(LINE_ENDS);
                out.push_str("]|\\z)");
            }
            '$' => {
                out.push_str("(?=(?:\\r\\n|[");
                out.push_str(LINE_ENDS);
                out.push_str("])?\\z)");
            }
            other => out.push(other),
        }
    }
    (class_depth == 0).then_some(out)
}

/// Copies what follows `(?` and notes the flags `s` and `m`.
fn inline_flags(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, flags: &mut Vec<(bool, bool)>, out: &mut String) {
    rest.next();
    out.push('?');
    let mut on = true;
    let mut seen = String::new();
    let mut ahead = rest.clone();
    let (mut all, mut lines) = flags.last().copied().unwrap_or_default();
    while let Some(letter) = ahead.next() {
        match letter {
            '-' => on = false,
            's' => all = on,
            'm' => lines = on,
            'i' | 'x' => {}
            // Unicode and Unix lines: the former is how the engine works anyway.
            'u' | 'd' | 'U' => continue,
            ':' | ')' => {
                out.push_str(&seen);
                if seen.is_empty() && letter == ')' {
                    out.push_str("-x");
                }
                out.push(letter);
                if letter == ')' {
                    // Holds for the rest of the group around it.
                    flags.pop();
                }
                if let Some(last) = flags.last_mut() {
                    *last = (all, lines);
                }
                *rest = ahead;
                return;
            }
            // A look-around, a named or atomic group: nothing to note.
            _ => return,
        }
        seen.push(letter);
    }
}

/// Translates what follows a backslash.
fn escape(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, in_class: bool, out: &mut String) -> Option<()> {
    let bracketed = |inner: &str| if in_class { inner.to_owned() } else { format!("[{inner}]") };
    let negated = |inner: &str| format!("[^{inner}]");
    let next = rest.next()?;
    match next {
        // Only ASCII unless told otherwise, unlike in Rust.
        'd' => out.push_str(&bracketed("0-9")),
        'D' => out.push_str(&negated("0-9")),
        'w' => out.push_str(&bracketed("a-zA-Z_0-9")),
        'W' => out.push_str(&negated("a-zA-Z_0-9")),
        's' => out.push_str(&bracketed(" \\t\\n\\x0B\\f\\r")),
        'S' => out.push_str(&negated(" \\t\\n\\x0B\\f\\r")),
        'h' => out.push_str(&bracketed(" \\t\\xA0\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}")),
        'H' => out.push_str(&negated(" \\t\\xA0\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}")),
        'v' => out.push_str(&bracketed("\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}")),
        'V' => out.push_str(&negated("\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}")),
        'R' => out.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}])"),
        'Z' => out.push_str(&format!("(?=(?:\\r\\n|[{LINE_ENDS}])?\\z)")),
        'e' => out.push_str("\\x1B"),
        'u' | 'x' if next == 'u' || rest.peek() != Some(&'{') => {
            let count: usize = if next == 'u' { 4 } else { 2 };
            let digits: String = (0..count).filter_map(|_| rest.next()).collect();
            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == count)?;
            out.push_str(&format!("\\x{{{code:x}}}"));
        }
        '0' => {
            let mut code = 0;
            let mut digits = 0;
            while let Some(digit) = rest.peek().and_then(|c| c.to_digit(8)) {
                if digits == 3 || code * 8 + digit > 0o377 {
                    break;
                }
                code = code * 8 + digit;
                digits += 1;
                rest.next();
            }
            (digits > 0).then_some(())?;
            out.push_str(&format!("\\x{{{code:x}}}"));
        }
        'p' | 'P' => property(rest, next == 'P', in_class, out)?,
        'Q' => {
            let mut quoted = String::new();
            for letter in rest.by_ref() {
                quoted.push(letter);
                if quoted.ends_with("\\E") {
                    quoted.truncate(quoted.len() - 2);
                    break;
                }
            }
            out.push_str(&fancy_regex::escape(&quoted));
        }
        'b' | 'B' | 'A' | 'z' | 'G' | 'k' | 't' | 'n' | 'r' | 'f' | 'a' | '1'..='9' | 'x' => {
            out.push('\\');
            out.push(next);
        }
        // Java reserves all other letters.
        letter if letter.is_ascii_alphabetic() => return None,
        other if other.is_ascii() => {
            out.push('\\');
            out.push(other);
        }
        other => out.push(other),
    }
    Some(())
}

/// Translates `\p{…}`: the POSIX names mean ASCII in Java.
fn property(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    negated: bool,
    in_class: bool,
    out: &mut String,
) -> Option<()> {
    let mut name = String::new();
    match rest.next()? {
        '{' => loop {
            match rest.next()? {
                '}' => break,
                letter => name.push(letter),
            }
        },
        letter => name.push(letter),
    }
    let posix = match name.as_str() {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => "\\x00-\\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => "!-/:-@\\[-`{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => " \\t",
        "Cntrl" => "\\x00-\\x1F\\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => " \\t\\n\\x0B\\f\\r",
        _ => "",
    };
    if !posix.is_empty() {
        match (negated, in_class) {
            (true, _) => out.push_str(&format!("[^{posix}]")),
            (false, true) => out.push_str(posix),
            (false, false) => out.push_str(&format!("[{posix}]")),
        }
        return Some(());
    }
    let unicode = match name.as_str() {
        "javaLowerCase" => "Lowercase",
        "javaUpperCase" => "Uppercase",
        "javaWhitespace" => "White_Space",
        "javaLetter" => "L",
        "javaDigit" => "Nd",
        other => other.strip_prefix("Is").unwrap_or(other),
    };
    out.push_str(if negated { "\\P{" } else { "\\p{" });
    out.push_str(unicode);
    out.push('}');
    Some(())
}
