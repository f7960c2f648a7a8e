//! Names the cause of a fault.

use super::machine::{Piece, Stopped, Waits, Why};
use super::{Cause, Culprit, Fault};
use crate::apigw::bindings::InputPlace;
use crate::apigw::reading::{BlockInfo, BlockKind, Encoding, Reading, Reads, Use};
use crate::text::Span;

/// What cures need to know besides the fault.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Where the reader stopped, in the template.
    pub here: Option<usize>,
    /// The end in the template of what came before.
    pub before: Option<Span>,
    /// In the template, what a bare word is made of.
    pub word: Option<Span>,
    /// The brackets that are open, innermost last.
    pub open: Vec<char>,
    /// Where the open text begins in the template.
    pub text_open: Option<usize>,
    /// The character at which the reader stopped.
    pub character: Option<char>,
}

/// Names the cause.
pub(super) fn name(reading: &Reading<'_>, text: &str, pieces: &[Piece], stopped: &Stopped) -> (Fault, Found) {
    let look = Look { reading, text, pieces, stopped };
    let here = look.template_at(stopped.at);
    let found = Found {
        here,
        before: stopped.before.and_then(|at| look.span_at(at)),
        word: look.word(),
        open: stopped.stack.iter().map(|(_, object)| if *object { '}' } else { ']' }).collect(),
        text_open: stopped.text_open.and_then(|at| look.template_at(at)),
        character: text.get(stopped.at..).and_then(|rest| rest.chars().next()),
    };
    let (cause, template, message) = look.cause(&found);
    let culprit = look.culprit(cause);
    let message = match &culprit {
        Some(culprit) => format!("{message}; it comes from {}", culprit.words()),
        None => message,
    };
    let end = stopped.end.max(stopped.at + found.character.map_or(0, char::len_utf8));
    let output = Span::new(stopped.at, end.min(text.len()).max(stopped.at));
    (Fault { cause, message, output, template, culprit, fixes: Vec::new() }, found)
}

struct Look<'a, 't> {
    reading: &'a Reading<'t>,
    text: &'a str,
    pieces: &'a [Piece],
    stopped: &'a Stopped,
}

impl<'t> Look<'_, 't> {
    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.output.end as usize <= offset);
        self.pieces.get(index).filter(|piece| piece.output.contains(offset))
    }

    /// Returns the place in the template that wrote a byte: the very byte of plain text, the whole of a reference.
    fn span_at(&self, offset: usize) -> Option<Span> {
        let piece = self.piece_at(offset)?;
        if !piece.is_plain {
            return Some(piece.origin.template);
        }
        // What is not printed as it is written (an unparsed block's marks) stands before it.
        let slack = piece.origin.template.len() - piece.output.len();
        let lead = if slack >= 3 && self.reading.text(piece.origin.template).starts_with("#[[") { 3 } else { 0 };
        let start = piece.origin.template.start as usize + lead + (offset - piece.output.start as usize);
        let width = self.text.get(offset..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        Some(Span::new(start, start + width))
    }

    fn template_at(&self, offset: usize) -> Option<usize> {
        self.span_at(offset).map(|span| span.start as usize)
    }

    /// Returns what a bare word, and what touches it, is made of.
    fn word(&self) -> Option<Span> {
        let Stopped { why: Why::Word, at, end, .. } = *self.stopped else { return None };
        let first = self.span_at(at)?;
        let last = self.span_at(end.saturating_sub(1).max(at))?;
        (first.start <= last.start).then(|| first.to(last))
    }

    /// Returns the printed reference at a byte of the output.
    fn reference_at(&self, offset: usize) -> Option<&Use<'t>> {
        let piece = self.piece_at(offset).filter(|piece| !piece.is_plain)?;
        self.printed_at(piece.origin.template)
    }

    fn printed_at(&self, span: Span) -> Option<&Use<'t>> {
        self.reading.printed().map(|(used, _)| used).find(|used| used.reference.span == span)
    }

    fn cause(&self, found: &Found) -> (Cause, Span, String) {
        let stopped = self.stopped;
        let place = self.span_at(stopped.at).unwrap_or_default();
        let used = self.reference_at(stopped.at);
        match stopped.why {
            Why::Quote | Why::Control | Why::Escape | Why::LastBackslash => self.inside_text(place, used),
            Why::Word => self.word_cause(place, found),
            Why::OpenText => {
                let message = "the text that begins here is not closed".to_owned();
                (Cause::Unclosed, place, message)
            }
            Why::OpenBracket => {
                let open = stopped.stack.last().map_or(0, |(at, _)| *at);
                let what = if found.open.last() == Some(&'}') { "object" } else { "list" };
                let span = self.span_at(open).unwrap_or_default();
                (Cause::Unclosed, span, format!("the {what} that begins here is not closed"))
            }
            Why::NoValue => (Cause::Other, place, "the output ends where a value belongs".to_owned()),
            Why::Unexpected => self.unexpected(place, used, found),
        }
    }

    fn inside_text(&self, place: Span, used: Option<&Use<'t>>) -> (Cause, Span, String) {
        let meaning = used.map(|used| self.reading.meaning(used.reference));
        let begins = self.stopped.text_open.is_some_and(|open| self.stopped.at == open + 1);
        match (self.stopped.why, meaning) {
            (Why::Quote, Some(meaning)) if matches!(meaning.reads, Reads::JsonText(_)) => {
                let message = "`$input.json` brings its own quotes, and stands between quotes".to_owned();
                (Cause::QuotedJson, place, message)
            }
            (Why::Quote, Some(meaning)) if matches!(meaning.reads, Reads::Body(_)) && self.in_printed_json(begins) => {
                (Cause::PrintedMap, place, "a list or object is printed between quotes".to_owned())
            }
            (Why::Quote, _) => (Cause::StrayQuote, place, "a `\"` in the value ends the text".to_owned()),
            (Why::Control, Some(_)) => {
                let shown = self.text[self.stopped.at..].chars().next().unwrap_or('\n').escape_debug().to_string();
                (Cause::ControlCharacter, place, format!("`{shown}` in the value may not stand in a text"))
            }
            (Why::Control, None) => {
                (Cause::Spelling, place, "a text of the template goes over a line's end".to_owned())
            }
            (Why::Escape, Some(meaning)) if self.text[self.stopped.at..].starts_with("\\'") => match meaning.encoding {
                Encoding::JavaScript => {
                    let message = "`$util.escapeJavaScript` writes `\\'`, which JSON does not know".to_owned();
                    (Cause::EscapedApostrophe, place, message)
                }
                _ => (Cause::Backslash, place, "a `\\` in the value escapes what cannot be escaped".to_owned()),
            },
            (Why::Escape, None) => (Cause::Spelling, place, "this is no escape in JSON".to_owned()),
            (Why::LastBackslash, _) => {
                (Cause::Backslash, place, "a `\\` at the end of the value takes the quote after it along".to_owned())
            }
            _ => (Cause::Backslash, place, "a `\\` in the value escapes what cannot be escaped".to_owned()),
        }
    }

    /// Tells whether the text that a quote ends began with a list or object.
    fn in_printed_json(&self, at_once: bool) -> bool {
        let open = self.stopped.text_open.map_or(0, |open| open + 1);
        !at_once && self.text.get(open..).is_some_and(|text| text.starts_with(['[', '{']))
    }

    fn word_cause(&self, place: Span, found: &Found) -> (Cause, Span, String) {
        let word = self.text.get(self.stopped.at..self.stopped.end).unwrap_or_default();
        let shown: String = word.chars().take(40).collect();
        // A minus or text before a reference belongs to the template, the fault to the reference.
        let inside = found.word.unwrap_or(place);
        let mut references = self.reading.printed().map(|(used, _)| used);
        let used = references.find(|used| inside.covers(used.reference.span) || used.reference.span.covers(inside));
        let Some(used) = used else {
            return (Cause::Spelling, inside, format!("`{shown}` is a text without quotes"));
        };
        let span = used.reference.span;
        if self.reading.meaning(used.reference).encoding == Encoding::JavaScript && word.starts_with('\\') {
            return (Cause::EscapedBare, span, "escaped text belongs between quotes".to_owned());
        }
        (Cause::UnquotedText, span, format!("`{shown}` is a text without quotes"))
    }

    fn unexpected(&self, place: Span, used: Option<&Use<'t>>, found: &Found) -> (Cause, Span, String) {
        let character = found.character.unwrap_or(' ');
        let waits = self.stopped.waits;
        if let Some(used) = used
            && let Some(cause) = self.inside_reference(used, character)
        {
            return cause;
        }
        match (waits, character) {
            (Waits::Value | Waits::FirstValue, ',' | '}' | ']') => self.no_value(place, found),
            (Waits::Name, '}') => self.comma(found, "no member follows this comma"),
            (Waits::Name | Waits::FirstName, ',') => self.extra_comma(place, found),
            (Waits::Next, '"' | '{' | '[') if self.stopped.stack.is_empty() => {
                (Cause::SeveralValues, place, "an event is one value, and here a second one begins".to_owned())
            }
            (Waits::Next, ',' | ':' | '}' | ']') if self.stopped.stack.is_empty() => {
                (Cause::Spelling, place, format!("`{character}` after the end of the event"))
            }
            (Waits::Next, '}' | ']' | ':') => (Cause::Spelling, place, format!("`{character}` closes nothing here")),
            (Waits::Next, _) => self.missing_comma(place, used, character),
            (Waits::Colon, _) => (Cause::Spelling, place, format!("`{character}` where a colon belongs")),
            (Waits::Name | Waits::FirstName, _) => {
                (Cause::Spelling, place, "the name of a member needs double quotes".to_owned())
            }
            _ => (Cause::Other, place, format!("`{character}` does not belong here")),
        }
    }

    /// Looks at what a reference printed by itself, where that does not fit.
    fn inside_reference(&self, used: &Use<'t>, character: char) -> Option<(Cause, Span, String)> {
        let span = used.reference.span;
        let piece = self.piece_at(self.stopped.at)?;
        // The first piece that this reference wrote in this go.
        let mut start = piece.output.start as usize;
        while let Some(before) = start.checked_sub(1).and_then(|at| self.piece_at(at))
            && before.origin.template == span
            && !before.is_plain
        {
            start = before.output.start as usize;
        }
        let printed = self.text.get(start..).unwrap_or_default();
        if self.stopped.at == start {
            return None;
        }
        let meaning = self.reading.meaning(used.reference);
        if meaning.encoding == Encoding::JavaScript {
            return Some((Cause::EscapedBare, span, "escaped text belongs between quotes".to_owned()));
        }
        if printed.starts_with(['{', '[']) && !matches!(meaning.reads, Reads::JsonText(_)) {
            return Some((Cause::PrintedMap, span, "a map is printed as Java shows it".to_owned()));
        }
        // `ana maria`: the first word was read as one of JSON's own, or the value as a member.
        let blank = self.text.get(start..self.stopped.at).is_some_and(|text| !text.contains(['"', '{', '[']));
        blank.then(|| (Cause::UnquotedText, span, format!("text without quotes, seen at `{character}`")))
    }

    /// Nothing where a value belongs.
    fn no_value(&self, place: Span, found: &Found) -> (Cause, Span, String) {
        let comma = self.stopped.before.is_some_and(|at| self.text.as_bytes().get(at) == Some(&b','));
        let silent = self.silent_between(found);
        match silent {
            Some(used) => {
                let message = "nothing is printed where a value belongs".to_owned();
                (Cause::EmptyValue, used.reference.span, message)
            }
            None if comma && found.character == Some(',') => self.extra_comma(place, found),
            None if comma => self.comma(found, "no element follows this comma"),
            None => {
                let from = found.before.map_or(0, |before| before.end as usize);
                let branch = self.branches_between(from, place.start as usize).next();
                let span = branch.map_or(place, |branch| branch.node);
                (Cause::EmptyValue, span, "there is no value here".to_owned())
            }
        }
    }

    /// Returns the reference between the last token and here, which printed nothing.
    fn silent_between(&self, found: &Found) -> Option<&Use<'t>> {
        let (from, to) = (found.before?.end as usize, found.here?);
        let inside = |used: &&Use<'t>| {
            let span = used.reference.span;
            from <= span.start as usize && span.end as usize <= to
        };
        self.reading.printed().map(|(used, _)| used).find(inside)
    }

    /// A comma that nothing follows.
    fn comma(&self, found: &Found, message: &str) -> (Cause, Span, String) {
        let span = found.before.unwrap_or_default();
        let at = span.start as usize;
        let closing = found.here.unwrap_or(usize::MAX);
        if self.loop_around(at, closing).is_some() {
            return (Cause::TrailingLoopComma, span, "a comma follows the last round of the loop".to_owned());
        }
        let optional = self.branch_around(at, closing) || self.branches_between(at, closing).next().is_some();
        let cause = if optional { Cause::OptionalMemberComma } else { Cause::ExtraComma };
        (cause, span, message.to_owned())
    }

    /// A comma where a member or element belongs.
    fn extra_comma(&self, place: Span, found: &Found) -> (Cause, Span, String) {
        let at = place.start as usize;
        let before = found.before.map_or(0, |before| before.end as usize);
        let optional = self.branches_between(before, at).next().is_some() || self.branch_around(at, before);
        let looped = self.loop_around(at, before.saturating_sub(1));
        let cause = match (looped, optional) {
            (Some(_), _) => Cause::TrailingLoopComma,
            (None, true) => Cause::OptionalMemberComma,
            (None, false) => Cause::ExtraComma,
        };
        (cause, place, "nothing stands before this comma".to_owned())
    }

    fn missing_comma(&self, place: Span, used: Option<&Use<'t>>, character: char) -> (Cause, Span, String) {
        let from = self.stopped.before.and_then(|at| self.template_at(at));
        let here = place.start as usize;
        let again = from.is_some_and(|from| from >= here);
        if again && self.reading.blocks.iter().any(|block| is_loop(block) && holds(block, here)) {
            return (Cause::MissingLoopComma, place, "no comma between two rounds of the loop".to_owned());
        }
        let bare = !matches!(character, '"' | '{' | '[');
        if bare && used.is_some() && self.stopped.before.is_some_and(|before| before + 1 == self.stopped.at) {
            return (Cause::UnquotedText, place, "text without quotes follows a value".to_owned());
        }
        (Cause::MissingComma, place, format!("`{character}` where a comma belongs"))
    }

    /// Returns the innermost loop that holds one place of the template and not the other.
    fn loop_around(&self, inside: usize, outside: usize) -> Option<&BlockInfo<'t>> {
        let mut blocks = self.reading.blocks.iter();
        blocks.rfind(|block| is_loop(block) && holds(block, inside) && !holds(block, outside))
    }

    fn branch_around(&self, inside: usize, outside: usize) -> bool {
        let mut blocks = self.reading.blocks.iter();
        blocks.any(|block| !is_loop(block) && holds(block, inside) && !holds(block, outside))
    }

    /// Returns the branches of `#if`s that lie between two places.
    fn branches_between(&self, from: usize, to: usize) -> impl Iterator<Item = &BlockInfo<'t>> {
        let lies = move |block: &&BlockInfo<'t>| {
            from <= block.node.start as usize && block.node.end as usize <= to && !is_loop(block)
        };
        self.reading.blocks.iter().filter(lies)
    }

    fn culprit(&self, cause: Cause) -> Option<Culprit> {
        let at = self.stopped.at;
        let piece = self.piece_at(at).filter(|piece| !piece.is_plain)?;
        let place = piece.origin.inputs.first()?.clone();
        let single =
            matches!(cause, Cause::StrayQuote | Cause::Backslash | Cause::ControlCharacter | Cause::EscapedApostrophe);
        let character = if cause == Cause::EscapedApostrophe {
            Some('\'')
        } else {
            self.text.get(at..).and_then(|rest| rest.chars().next()).filter(|_| single)
        };
        let offset = (single && piece.origin.unchanged).then(|| at - piece.output.start as usize);
        let offset = offset.filter(|_| !matches!(place, InputPlace::Body { .. }) || single);
        Some(Culprit { place, character, offset })
    }
}

/// Tells whether a block is a loop's.
pub(super) fn is_loop(block: &BlockInfo<'_>) -> bool {
    matches!(block.kind, BlockKind::Loop(_))
}

/// Tells whether a place of the template is in a block.
pub(super) fn holds(block: &BlockInfo<'_>, at: usize) -> bool {
    (block.body.span.start as usize..block.body.span.end as usize).contains(&at)
}
