//! The rules of the states: what may stand at a place, and how long it is. Those of Velocity 1.7's grammar
//! (`Parser.jjt`), written by hand.

use super::{Found, Prefix, State};
use crate::vtl::token::Kind;

/// Keeps the longest match; among equals the first one offered.
struct Longest {
    best: Option<(Found, usize)>,
}

impl Longest {
    fn offer(&mut self, found: Found, len: usize) {
        if len > self.best.as_ref().map_or(0, |(_, best)| *best) {
            self.best = Some((found, len));
        }
    }

    fn token(&mut self, kind: Kind, len: usize) {
        self.offer(Found::Token(kind), len);
    }

    /// Offers `kind` if the text starts with `literal`.
    #[inline]
    fn literal(&mut self, rest: &[u8], kind: Kind, literal: &[u8]) {
        // Most do not even begin like it.
        if rest.first() == literal.first() && rest.starts_with(literal) {
            self.token(kind, literal.len());
        }
    }
}

/// Finds the longest match of `state`'s rules at the beginning of `rest`.
pub(super) fn longest(state: State, rest: &[u8]) -> Option<(Found, usize)> {
    let first = *rest.first()?;
    let mut best = Longest { best: None };
    match state {
        State::Text => text_rules(first, rest, &mut best),
        State::Reference | State::Member | State::Call => reference_rules(state, rest, &mut best),
        State::Index => operand_rules(rest, &mut best, Kind::IndexClose),
        State::PreDirective => pre_directive_rules(rest, &mut best),
        State::Directive => directive_rules(rest, &mut best),
        State::Unparsed => best.literal(rest, Kind::Unparsed, b"]]#"),
        State::BlockComment => best.literal(rest, Kind::BlockCommentEnd, b"*#"),
        State::FormalComment => best.literal(rest, Kind::FormalCommentEnd, b"*#"),
        State::LineComment => best.token(Kind::LineCommentEnd, line_break(rest)),
    }
    prefix_rules(first, rest, &mut best);
    let width = char_width(first);
    match state {
        State::Unparsed => best.offer(Found::More(Prefix::Raw), width),
        State::BlockComment | State::FormalComment | State::LineComment => best.offer(Found::Skip, width),
        State::Reference | State::Member | State::PreDirective => best.offer(Found::Terminator, width),
        _ => {}
    }
    best.best
}

/// The rules of plain text.
fn text_rules(first: u8, rest: &[u8], best: &mut Longest) {
    if !matches!(first, b'$' | b'#' | b'\\') {
        best.token(Kind::Set, set_directive(rest));
        let len = rest.iter().position(|byte| matches!(byte, b'$' | b'#' | b'\\')).unwrap_or(rest.len());
        best.token(Kind::Text, len);
        return;
    }
    best.token(Kind::EscapedDirective, escaped_directive(rest));
    best.token(Kind::Set, set_directive(rest));
    best.literal(rest, Kind::LineComment, b"##");
    best.literal(rest, Kind::DoubleEscape, b"\\\\");
    best.literal(rest, Kind::Escape, b"\\");
    empty_index(rest, best);
}

/// The rules after a `$`, after a member's dot, and inside a call.
fn reference_rules(state: State, rest: &[u8], best: &mut Longest) {
    best.token(Kind::Set, set_directive(rest));
    if state == State::Call {
        best.literal(rest, Kind::CallClose, b")");
        punctuation(rest, best);
        operand_rules(rest, best, Kind::CallClose);
    } else {
        best.literal(rest, Kind::IndexOpen, b"[");
        if state == State::Member {
            best.literal(rest, Kind::ParenOpen, b"(");
        }
        truth_values(rest, best);
        if state == State::Reference {
            best.literal(rest, Kind::LineComment, b"##");
        }
    }
    best.token(Kind::Identifier, identifier(rest));
    if let [b'.', letter, ..] = rest
        && letter.is_ascii_alphabetic()
    {
        best.token(Kind::Dot, 2);
    }
    if state != State::Call {
        best.literal(rest, Kind::CurlyOpen, b"{");
        best.literal(rest, Kind::CurlyClose, b"}");
    }
    if state == State::Reference {
        empty_index(rest, best);
    }
}

/// The rules of an index, and what they share with a call: blanks, texts, truth values, numbers.
fn operand_rules(rest: &[u8], best: &mut Longest, close: Kind) {
    if close == Kind::IndexClose {
        best.literal(rest, Kind::IndexClose, b"]");
    }
    best.token(Kind::Whitespace, whitespace(rest));
    best.token(Kind::StringLiteral, string_literal(rest));
    truth_values(rest, best);
    numbers(rest, best);
}

/// The rules inside a directive's parentheses.
fn directive_rules(rest: &[u8], best: &mut Longest) {
    punctuation(rest, best);
    best.literal(rest, Kind::ParenOpen, b"(");
    if rest.starts_with(b")") {
        best.token(Kind::ParenClose, 1 + trailing_break(&rest[1..]));
    }
    best.literal(rest, Kind::LineComment, b"##");
    best.token(Kind::Whitespace, whitespace(rest));
    best.token(Kind::StringLiteral, string_literal(rest));
    truth_values(rest, best);
    const OPERATORS: &[(Kind, &[u8])] = &[
        (Kind::Minus, b"-"),
        (Kind::Plus, b"+"),
        (Kind::Multiply, b"*"),
        (Kind::Divide, b"/"),
        (Kind::Modulus, b"%"),
        (Kind::And, b"&&"),
        (Kind::And, b"and"),
        (Kind::Or, b"||"),
        (Kind::Or, b"or"),
        (Kind::Less, b"<"),
        (Kind::Less, b"lt"),
        (Kind::LessOrEqual, b"<="),
        (Kind::LessOrEqual, b"le"),
        (Kind::Greater, b">"),
        (Kind::Greater, b"gt"),
        (Kind::GreaterOrEqual, b">="),
        (Kind::GreaterOrEqual, b"ge"),
        (Kind::Equal, b"=="),
        (Kind::Equal, b"eq"),
        (Kind::NotEqual, b"!="),
        (Kind::NotEqual, b"ne"),
        (Kind::Not, b"!"),
        (Kind::Not, b"not"),
        (Kind::Assign, b"="),
    ];
    if rest.first().is_some_and(|first| b"-+*/%&|<>=!aolgen".contains(first)) {
        for (kind, literal) in OPERATORS {
            best.literal(rest, *kind, literal);
        }
    }
    numbers(rest, best);
    words(rest, best);
}

/// The rules directly after a `#`.
fn pre_directive_rules(rest: &[u8], best: &mut Longest) {
    best.literal(rest, Kind::LineComment, b"##");
    const NAMES: &[(Kind, &[u8], bool)] = &[
        (Kind::End, b"end", true),
        (Kind::End, b"{end}", true),
        (Kind::If, b"if", false),
        (Kind::If, b"{if}", false),
        (Kind::ElseIf, b"elseif", false),
        (Kind::ElseIf, b"{elseif}", false),
        (Kind::Else, b"else", true),
        (Kind::Else, b"{else}", true),
    ];
    for (kind, name, eats_break) in NAMES {
        if let Some(after) = rest.strip_prefix(*name) {
            best.token(*kind, name.len() + if *eats_break { trailing_break(after) } else { 0 });
        }
    }
    numbers(rest, best);
    words(rest, best);
}

/// The beginnings that hold in every state.
fn prefix_rules(first: u8, rest: &[u8], best: &mut Longest) {
    match first {
        b'$' | b'\\' => {
            let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
            if rest.get(slashes) != Some(&b'$') {
                return;
            }
            let after = &rest[slashes + 1..];
            let bang = after.iter().take_while(|byte| **byte == b'\\').count();
            let bang = if after.get(bang) == Some(&b'!') { bang + 1 } else { 0 };
            best.offer(Found::More(Prefix::Dollar), slashes + 1 + bang);
        }
        b'#' => {
            if rest.starts_with(b"#[[") {
                best.offer(Found::More(Prefix::Unparsed), 3);
            }
            if let [b'#', b'*', b'*', next, ..] = rest
                && *next != b'#'
            {
                best.offer(Found::More(Prefix::FormalComment), 3 + char_width(*next));
            }
            if rest.starts_with(b"#*") {
                best.offer(Found::More(Prefix::BlockComment), 2);
            }
            best.offer(Found::More(Prefix::Hash), 1);
        }
        _ => {}
    }
}

fn punctuation(rest: &[u8], best: &mut Longest) {
    const MARKS: &[(Kind, &[u8])] = &[
        (Kind::ListOpen, b"["),
        (Kind::ListClose, b"]"),
        (Kind::Comma, b","),
        (Kind::DoubleDot, b".."),
        (Kind::Colon, b":"),
        (Kind::MapOpen, b"{"),
        (Kind::MapClose, b"}"),
    ];
    for (kind, mark) in MARKS {
        best.literal(rest, *kind, mark);
    }
}

fn empty_index(rest: &[u8], best: &mut Longest) {
    if rest.first() != Some(&b'$') {
        return;
    }
    for mark in [&b"$["[..], b"$![", b"$\\![", b"$."] {
        best.literal(rest, Kind::EmptyIndex, mark);
    }
}

fn truth_values(rest: &[u8], best: &mut Longest) {
    best.literal(rest, Kind::True, b"true");
    best.literal(rest, Kind::False, b"false");
}

fn words(rest: &[u8], best: &mut Longest) {
    let word = |rest: &[u8]| match rest.first() {
        Some(first) if first.is_ascii_alphabetic() || matches!(first, b'_' | b'@') => {
            rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@')).count()
        }
        _ => 0,
    };
    best.token(Kind::Word, word(rest));
    best.token(Kind::BracketedWord, bracketed_word(rest));
}

fn bracketed_word(rest: &[u8]) -> usize {
    let Some(inner) = rest.strip_prefix(b"{") else { return 0 };
    if !inner.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') {
        return 0;
    }
    let len = inner.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@')).count();
    if inner.get(len) == Some(&b'}') { len + 2 } else { 0 }
}

fn identifier(rest: &[u8]) -> usize {
    match rest.first() {
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
            rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count()
        }
        _ => 0,
    }
}

/// Whole numbers and decimals, a minus sign included: `1-1` is two numbers side by side.
fn numbers(rest: &[u8], best: &mut Longest) {
    if !matches!(rest.first(), Some(b'0'..=b'9' | b'-' | b'.')) {
        return;
    }
    let digits = |from: usize| rest.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let exponent = |from: usize| {
        let Some(b'e' | b'E') = rest.get(from) else { return 0 };
        let sign = usize::from(matches!(rest.get(from + 1), Some(b'+' | b'-')));
        match digits(from + 1 + sign) {
            0 => 0,
            count => 1 + sign + count,
        }
    };
    let sign = usize::from(rest.first() == Some(&b'-'));
    let whole = digits(sign);
    let after = sign + whole;
    if whole > 0 {
        // A whole number takes a `..` with it, so that `1..3` is not read as `1.` and `.3`.
        let range = if rest.get(after..).is_some_and(|rest| rest.starts_with(b"..")) { 2 } else { 0 };
        best.token(Kind::Integer, after + range);
    }
    if rest.get(after) == Some(&b'.') {
        let fraction = digits(after + 1);
        if whole > 0 || fraction > 0 {
            let end = after + 1 + fraction;
            best.token(Kind::Float, end + exponent(end));
        }
    } else if whole > 0 && exponent(after) > 0 {
        best.token(Kind::Float, after + exponent(after));
    }
}

/// A text in quotes; a doubled quote inside stands for one. The longest reading wins, so an open one may fall back.
fn string_literal(rest: &[u8]) -> usize {
    let Some(quote @ (b'"' | b'\'')) = rest.first() else { return 0 };
    let mut accepted = 0;
    let mut at = 1;
    while let Some(found) = rest.get(at..).unwrap_or_default().iter().position(|byte| byte == quote) {
        accepted = at + found + 1;
        if rest.get(accepted) != Some(quote) {
            break;
        }
        at = accepted + 1;
    }
    accepted
}

fn set_directive(rest: &[u8]) -> usize {
    if !matches!(rest.first(), Some(b' ' | b'\t' | b'#')) {
        return 0;
    }
    let blanks = |rest: &[u8]| rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let before = blanks(rest);
    let tail = &rest[before..];
    let name = if tail.starts_with(b"#set") {
        4
    } else if tail.starts_with(b"#{set}") {
        6
    } else {
        return 0;
    };
    let between = blanks(&tail[name..]);
    if tail.get(name + between) == Some(&b'(') { before + name + between + 1 } else { 0 }
}

fn escaped_directive(rest: &[u8]) -> usize {
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    if slashes.is_multiple_of(2) || rest.get(slashes) != Some(&b'#') {
        return 0;
    }
    let mut name = Longest { best: None };
    words(&rest[slashes + 1..], &mut name);
    name.best.map_or(0, |(_, len)| slashes + 1 + len)
}

fn whitespace(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

fn line_break(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    }
}

/// Blanks and then a line break, or nothing.
fn trailing_break(rest: &[u8]) -> usize {
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match line_break(&rest[blanks..]) {
        0 => 0,
        len => blanks + len,
    }
}

/// Returns the number of bytes of the character that begins with `first`.
fn char_width(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}
