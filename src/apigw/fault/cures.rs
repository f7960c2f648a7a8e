//! Ways to mend a fault, tried out.

mod commas;

use super::find::Found;
use super::{Cause, Fault};
use crate::apigw::mapping_template::{self, MappingInput};
use crate::apigw::mend;
use crate::apigw::reading::{Reading, Reads, Slot, Use};
use crate::diagnostics::{Applicability, Fix, Source};
use crate::text::{Edit, Span, apply_edits};
use crate::vtl::{self, Dialect, RenderOptions};

/// How many ways are tried.
const MAX_TRIES: usize = 24;

/// How many cures are offered.
const MAX_OFFERED: usize = 3;

/// Separates the rounds of a loop.
const SEPARATOR: &str = "#if($foreach.hasNext),#end";

/// A way to mend a fault.
struct Cure {
    title: String,
    applicability: Applicability,
    edits: Vec<Edit>,
}

/// Returns the ways that help: after the best of them the output is JSON, or at least the reader gets farther.
pub(super) fn of(reading: &Reading<'_>, input: &MappingInput, fault: &Fault, found: &Found) -> Vec<Fix> {
    let mut list = List { reading, fault, found, cures: Vec::new() };
    list.collect();
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for cure in list.cures.into_iter().take(MAX_TRIES) {
        match tried(reading, input, fault, &cure.edits) {
            Some(Outcome::Sound) => whole.push(cure),
            Some(Outcome::Farther) => part.push(cure),
            None => {}
        }
        if whole.len() == MAX_OFFERED {
            break;
        }
    }
    whole.extend(part);
    let fix = |cure: Cure| Fix {
        title: cure.title,
        applicability: cure.applicability,
        source: Source::Template,
        edits: cure.edits,
    };
    whole.into_iter().take(MAX_OFFERED).map(fix).collect()
}

enum Outcome {
    Sound,
    Farther,
}

/// Renders the template with the edits made.
fn tried(reading: &Reading<'_>, input: &MappingInput, fault: &Fault, edits: &[Edit]) -> Option<Outcome> {
    let text = apply_edits(reading.source, edits)?;
    let parsed = vtl::parse(text, Dialect::API_GATEWAY);
    let options = RenderOptions { provenance: true, ..RenderOptions::default() };
    let mapped = mapping_template::render(&parsed.template, input, &options);
    if mapped.failure.is_some() {
        return None;
    }
    let pieces = super::machine::pieces(parsed.template.source(), &mapped);
    match super::machine::run(&mapped.text, &pieces) {
        None => Some(Outcome::Sound),
        Some(stopped) => {
            let span = stopped_in_template(&pieces, stopped.at);
            let last_edit = edits.iter().map(|edit| edit.span.end).max().unwrap_or_default();
            let farther = stopped.at > fault.output.start as usize && span.is_some_and(|span| span.start > last_edit);
            farther.then_some(Outcome::Farther)
        }
    }
}

fn stopped_in_template(pieces: &[super::machine::Piece], at: usize) -> Option<Span> {
    pieces.iter().find(|piece| piece.output.contains(at)).map(|piece| piece.origin.template)
}

struct List<'a, 't> {
    reading: &'a Reading<'t>,
    fault: &'a Fault,
    found: &'a Found,
    cures: Vec<Cure>,
}

impl<'t> List<'_, 't> {
    fn add(&mut self, title: &str, applicability: Applicability, edits: Vec<Edit>) {
        self.cures.push(Cure { title: title.to_owned(), applicability, edits });
    }

    fn maybe(&mut self, title: &str, edits: Vec<Edit>) {
        self.add(title, Applicability::Unsafe, edits);
    }

    fn used(&self) -> Option<(&Use<'t>, Slot)> {
        self.reading.printed().find(|(used, _)| used.reference.span == self.fault.template)
    }

    fn collect(&mut self) {
        match self.fault.cause {
            Cause::StrayQuote | Cause::Backslash | Cause::ControlCharacter | Cause::EscapedApostrophe => self.escape(),
            Cause::QuotedJson => self.unquote(),
            Cause::UnquotedText | Cause::EscapedBare => self.text_in_value(),
            Cause::EmptyValue => self.empty(),
            Cause::PrintedMap => self.map(),
            Cause::MissingLoopComma => self.loop_comma(),
            Cause::MissingComma => self.missing_comma(),
            Cause::TrailingLoopComma | Cause::OptionalMemberComma | Cause::ExtraComma => self.comma(),
            Cause::SeveralValues => self.several(),
            Cause::Unclosed => self.unclosed(),
            Cause::Spelling | Cause::Other => self.spelling(),
        }
    }

    fn escape(&mut self) {
        let Some((used, slot)) = self.used() else { return };
        let edit = mend::escape(self.reading, used.reference);
        let json = mend::as_json(&self.reading.meaning(used.reference));
        let unquoted = json.map(|json| mend::unquoted(self.reading, used.reference, slot, json));
        let alone = self.reading.is_alone(used.reference, slot);
        self.add("escape the value", Applicability::Safe, vec![edit]);
        if let Some(edit) = unquoted.filter(|_| alone) {
            self.maybe("print it as JSON, without quotes", vec![edit]);
        }
    }

    fn unquote(&mut self) {
        let Some((used, slot)) = self.used() else { return };
        let text = self.reading.text(mend::dollar_span(used.reference));
        let edit = mend::unquoted(self.reading, used.reference, slot, text);
        let escape = mend::escape(self.reading, used.reference);
        let whole = matches!(&self.reading.meaning(used.reference).reads, Reads::JsonText(path) if path == "$");
        let applicability = if whole { Applicability::Safe } else { Applicability::Unsafe };
        if self.reading.is_alone(used.reference, slot) {
            self.add("remove the quotes around it", applicability, vec![edit]);
        }
        self.maybe("escape it: the function gets JSON as text", vec![escape]);
    }

    fn text_in_value(&mut self) {
        let Some((used, _)) = self.used() else { return };
        let meaning = self.reading.meaning(used.reference);
        let json = mend::as_json(&meaning).map(|json| Edit::replace(used.reference.span, json));
        let quoted = self.quoted_word();
        if let Some(edit) = json {
            self.maybe("print it as JSON", vec![edit]);
        }
        self.maybe("put it between quotes, escaped", quoted);
    }

    /// Puts quotes around everything that touches the word, and escapes each reference in it.
    fn quoted_word(&self) -> Vec<Edit> {
        let mut span = self.found.word.unwrap_or(self.fault.template).to(self.fault.template);
        for (used, slot) in self.reading.printed() {
            let place = used.reference.span;
            if slot == (Slot::Value { glued: true }) && span.start <= place.start && place.start <= span.end {
                span = span.to(place);
            }
        }
        let mut edits = vec![Edit::insert(span.start as usize, "\"")];
        for (used, _) in self.reading.printed().filter(|(used, _)| span.covers(used.reference.span)) {
            edits.push(mend::escape(self.reading, used.reference));
        }
        edits.push(Edit::insert(span.end as usize, "\""));
        joined(edits)
    }

    fn empty(&mut self) {
        let Some((used, _)) = self.used() else {
            // Plain text: `"a": ,`.
            if let Some(before) = self.found.before {
                self.maybe("write `null`", vec![Edit::insert(before.end as usize, " null")]);
            }
            let branches: Vec<usize> = self.branches_before().map(|block| block.body.span.end as usize).collect();
            for end in branches {
                self.maybe("print `null` otherwise", vec![Edit::insert(end, "#{else}null")]);
            }
            return;
        };
        let meaning = self.reading.meaning(used.reference);
        let json = mend::as_json(&meaning).map(|json| Edit::replace(used.reference.span, json));
        let null = mend::null_if_empty(self.reading, used.reference);
        let quoted = mend::quoted(self.reading, used.reference);
        if meaning.is_text() || matches!(meaning.reads, Reads::Context(_)) {
            self.maybe("put it between quotes, escaped", vec![quoted]);
            self.maybe("print `null` where it is empty", vec![null]);
        } else {
            if let Some(edit) = json {
                self.maybe("use `$input.json`, which prints `\"\"` for nothing", vec![edit]);
            }
            self.maybe("print `null` where it is empty", vec![null]);
        }
    }

    fn map(&mut self) {
        let Some((used, slot)) = self.used() else { return };
        let meaning = self.reading.meaning(used.reference);
        let json = mend::as_json(&meaning);
        let bare = mend::bare(self.reading, used.reference);
        let object = match meaning.reads {
            Reads::ParametersOf(_) | Reads::StageVariables => Some(mend::map_as_object(&bare, "name")),
            Reads::Parameters => {
                let inner = mend::map_as_object(&format!("{bare}.get($kind)"), "name");
                let each = format!("{{#foreach($kind in {bare}.keySet())\"$kind\": {inner}{SEPARATOR}#end}}");
                Some(each)
            }
            _ => None,
        };
        let replaced = |text: String| mend::unquoted(self.reading, used.reference, slot, text);
        let edits = (json.map(replaced), object.map(replaced));
        let quoted = match slot {
            Slot::Text(_) => mend::escape(self.reading, used.reference),
            _ => mend::quoted(self.reading, used.reference),
        };
        if let Some(edit) = edits.0 {
            self.maybe("print it as JSON", vec![edit]);
        }
        if let Some(edit) = edits.1 {
            self.maybe("print it as an object, in a loop", vec![edit]);
        }
        self.maybe("put what Java prints between quotes, escaped", vec![quoted]);
    }

    fn several(&mut self) {
        let here = self.fault.template.start as usize;
        let text = self.reading.source;
        let start = self.reading.tokens.first().map_or(0, |token| token.span.start as usize);
        let end = text.trim_end().len();
        let list = [Edit::insert(start, "["), Edit::insert(here, ","), Edit::insert(end, "]")];
        self.maybe("make a list of them", list.to_vec());
    }

    fn unclosed(&mut self) {
        let text = self.reading.source;
        let end = text.trim_end().len();
        if let Some(open) = self.found.text_open {
            for place in ends_of_text(text, open) {
                self.maybe("close the quote", vec![Edit::insert(place, "\"")]);
            }
            return;
        }
        let closing: String = self.found.open.iter().rev().collect();
        self.maybe(&format!("insert `{closing}` at the end"), vec![Edit::insert(end, closing.clone())]);
    }

    fn spelling(&mut self) {
        let Some(here) = self.found.here else { return };
        let text = self.reading.source;
        let rest = text.get(here..).unwrap_or_default();
        let character = self.found.character.unwrap_or(' ');
        if let Some(open) = self.found.text_open {
            for place in ends_of_text(text, open) {
                self.maybe("close the quote", vec![Edit::insert(place, "\"")]);
            }
            let width = character.len_utf8();
            match character {
                '\\' => {
                    let edits = vec![Edit::insert(here, "\\")];
                    self.maybe("write the backslash twice", edits);
                }
                _ => {
                    let written = format!("\\u{:04x}", character as u32);
                    let written = if character == '\n' { "\\n".into() } else { written };
                    self.maybe("write it as an escape", vec![Edit::replace(Span::new(here, here + width), written)]);
                }
            }
            return;
        }
        let word = rest.find(|c: char| !c.is_alphanumeric() && !"_-$.+".contains(c)).unwrap_or(rest.len());
        if character == '\'' {
            if let Some(close) = rest.get(1..).and_then(|rest| rest.find('\'')) {
                let quotes = [Span::new(here, here + 1), Span::new(here + close + 1, here + close + 2)];
                self.maybe("use double quotes", quotes.map(|span| Edit::replace(span, "\"")).to_vec());
            }
        } else if word > 0 {
            let span = self.found.word.unwrap_or(Span::new(here, here + word));
            let lower = self.reading.text(span).to_lowercase();
            let known = match lower.as_str() {
                "none" | "nil" | "undefined" => Some("null"),
                "true" | "false" | "null" => Some(lower.as_str()),
                _ => None,
            };
            if let Some(known) = known {
                self.maybe(&format!("write `{known}`"), vec![Edit::replace(span, known)]);
            }
            let edits = [Edit::insert(span.start as usize, "\""), Edit::insert(span.end as usize, "\"")];
            self.maybe("put it between quotes", edits.to_vec());
        }
        self.maybe("add a colon", vec![Edit::insert(self.found.before.map_or(here, |span| span.end as usize), ":")]);
        let span = Span::new(here, here + character.len_utf8());
        if let Some(closing) = self.found.open.last().filter(|_| matches!(character, '}' | ']')) {
            self.maybe(&format!("write `{closing}`"), vec![Edit::replace(span, closing.to_string())]);
            self.maybe(&format!("insert `{closing}`"), vec![Edit::insert(here, closing.to_string())]);
        }
        self.maybe("remove it", vec![Edit::replace(span, "")]);
        if rest.starts_with("//") {
            let end = rest.find('\n').map_or(text.len(), |end| here + end);
            self.maybe("remove the comment", vec![Edit::replace(Span::new(here, end), "")]);
        }
    }
}

/// Returns places where a text that begins at `open` may have been meant to end.
fn ends_of_text(text: &str, open: usize) -> Vec<usize> {
    let rest = text.get(open..).unwrap_or_default();
    let line = rest.find('\n').unwrap_or(rest.len());
    let mut places = Vec::new();
    let mut content = rest.get(..line).unwrap_or_default().trim_end();
    for _ in 0..6 {
        places.push(open + content.len());
        match content.strip_suffix([',', '}', ']']) {
            Some(shorter) if !shorter.is_empty() => content = shorter.trim_end(),
            _ => break,
        }
    }
    places.reverse();
    places
}

/// Joins insertions at one place, in the order given: edits may not overlap, and order matters.
fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut sorted: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut edits = edits;
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    for edit in edits {
        match sorted.last_mut() {
            Some(last) if last.span.end == edit.span.start && (last.span.is_empty() || edit.span.is_empty()) => {
                last.text.push_str(&edit.text);
                last.span = last.span.to(edit.span);
            }
            _ => sorted.push(edit),
        }
    }
    sorted
}
