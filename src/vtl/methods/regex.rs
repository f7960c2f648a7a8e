//! Java's regular expressions on a Rust engine: the pattern is translated, replacement and splitting follow Java.

use super::{LIMIT, Tools};
use crate::vtl::host::Thrown;
use fancy_regex::{Captures, CompileError, Error, Regex, RegexBuilder, RuntimeError};
use std::cell::OnceCell;
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
    per_byte: usize,
    size_limit: usize,
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

/// Compiled patterns, kept during a rendering.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    kept: HashMap<String, Rc<Pattern>>,
}

/// Compiles a Java pattern, or finds it compiled.
pub(super) fn pattern(pattern: &str, tools: &mut Tools) -> Result<Rc<Pattern>, Thrown> {
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
    let bad = || Thrown::new(format!("PatternSyntaxException: {pattern}"));
    let source = frame(translate(pattern).ok_or_else(bad)?);
    tools.charge(source.len())?;
    for Size { bytes, compile, per_byte } in SIZES {
        tools.charge(compile * 16)?;
        let quick = match Pattern::build(&source, BACKTRACKS[0], bytes) {
            Ok(quick) => quick,
            Err(error) if is_too_large(&error) => continue,
            Err(_) => return Err(bad()),
        };
        let made = Rc::new(Pattern { source, quick, thorough: OnceCell::new(), per_byte, size_limit: bytes });
        let kept = &mut tools.regexes.kept;
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(key.to_owned(), made.clone());
        return Ok(made);
    }
    Err(Thrown::new(LIMIT))
}

/// Tells whether a pattern is right, but its automaton would have too many states.
fn is_too_large(error: &Error) -> bool {
    let Error::CompileError(error) = error else { return false };
    matches!(&**error, CompileError::InnerError(inner) if inner.size_limit().is_some())
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

/// Returns what `replaceAll` returns, or `replaceFirst`.
pub(super) fn replace(
    pattern: &Pattern,
    text: &str,
    replacement: &str,
    all: bool,
    tools: &mut Tools,
) -> Result<String, Thrown> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut matches = Matches::new(pattern, text, tools)?;
    while let Some(captures) = matches.next(tools)? {
        let Some(whole) = captures.get(0) else { break };
        out.push_str(text.get(done..whole.start()).unwrap_or(""));
        expand(&pattern.quick, &captures, replacement, &mut out)?;
        done = whole.end();
        if out.len() > tools.text_bytes {
            return Err(Thrown::new(LIMIT));
        }
        if !all {
            break;
        }
    }
    out.push_str(text.get(done..).unwrap_or(""));
    Ok(out)
}

/// Appends a replacement: `$1`, `${name}`, and `\` before anything that is meant as it stands.
fn expand(regex: &Regex, captures: &Captures<'_, str>, replacement: &str, out: &mut String) -> Result<(), Thrown> {
    let bad = |message: &str| Thrown::new(format!("IllegalArgumentException: {message}"));
    let mut rest = replacement.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => out.push(rest.next().ok_or_else(|| bad("character to be escaped is missing"))?),
            '$' => {
                let after = rest.as_str();
                if let Some(named) = after.strip_prefix('{') {
                    let end = named.find('}').ok_or_else(|| bad("named capturing group is missing trailing '}'"))?;
                    let name = named.get(..end).unwrap_or("");
                    if !regex.capture_names().flatten().any(|known| known == name) {
                        return Err(bad("no such group"));
                    }
                    // A group that took no part in the match is empty.
                    out.push_str(captures.name(name).map_or("", |group| group.as_str()));
                    rest = named.get(end + 1..).unwrap_or("").chars();
                    continue;
                }
                let digit = |c: char| c.to_digit(10).map(|digit| digit as usize);
                let mut group = rest.next().and_then(digit).ok_or_else(|| bad("illegal group reference"))?;
                if group >= captures.len() {
                    return Err(Thrown::new(format!("IndexOutOfBoundsException: no group {group}")));
                }
                // Further digits count as long as there is such a group.
                while let Some(more) = rest.clone().next().and_then(digit) {
                    if group * 10 + more >= captures.len() {
                        break;
                    }
                    group = group * 10 + more;
                    rest.next();
                }
                out.push_str(captures.get(group).map_or("", |group| group.as_str()));
            }
            other => out.push(other),
        }
    }
    Ok(())
}

/// Returns the ranges of what `split` returns.
pub(super) fn split(
    pattern: &Pattern,
    text: &str,
    limit: i32,
    tools: &mut Tools,
) -> Result<Vec<(usize, usize)>, Thrown> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut matches = Matches::new(pattern, text, tools)?;
    while limit <= 0 || parts.len() + 1 < usize::try_from(limit).unwrap_or(usize::MAX) {
        let Some(captures) = matches.next(tools)? else { break };
        let Some(whole) = captures.get(0) else { break };
        // An empty match at the beginning never gives an empty first part.
        if whole.end() == 0 {
            continue;
        }
        parts.push((start, whole.start()));
        start = whole.end();
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
