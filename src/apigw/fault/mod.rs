//! Why what a mapping template printed is no event, explained where it starts: the text of the template that wrote the
//! first fault, the input and its character at fault, and ways to mend it.
//!
//! `machine` reads the output with an eye on who wrote what, `find` names the cause, `cures` lists edits of the
//! template. A cure is offered only if the template, rendered again with it, gives JSON or at least gets farther.

mod cures;
mod find;
mod machine;

use super::bindings::InputPlace;
use super::mapping_template::{Mapped, MappingInput};
use super::reading::Reading;
use crate::diagnostics::{Diagnostic, Fix, Severity, Source};
use crate::text::Span;

/// Why an output is no event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What kind of reason.
    pub cause: Cause,
    /// In words.
    pub message: String,
    /// Where the output stops being JSON, or the character that makes it stop.
    pub output: Span,
    /// The text of the template that wrote it, or the reference that wrote nothing.
    pub template: Span,
    /// The input at fault.
    pub culprit: Option<Culprit>,
    /// Ways to mend it, the best first; each has been tried.
    pub fixes: Vec<Fix>,
}

/// The input at fault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Culprit {
    /// Where it stands in the request.
    pub place: InputPlace,
    /// Its character at fault, where a single one is.
    pub character: Option<char>,
    /// Offset of that character in the input's text, where the input was printed as it is.
    pub offset: Option<usize>,
}

/// The kinds of reason.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// A quote of the input ends the text that it is printed in.
    StrayQuote,
    /// A backslash of the input takes the quote after it along, or escapes what cannot be escaped.
    Backslash,
    /// A line break or another control character of the input.
    ControlCharacter,
    /// `\'`, as `escapeJavaScript` writes it.
    EscapedApostrophe,
    /// JSON text between quotes.
    QuotedJson,
    /// Text where a value belongs.
    UnquotedText,
    /// Nothing where a value belongs.
    EmptyValue,
    /// Escaped text without quotes.
    EscapedBare,
    /// A map as Java prints it.
    PrintedMap,
    /// No comma between rounds of a loop.
    MissingLoopComma,
    /// No comma between values.
    MissingComma,
    /// A comma after the last round of a loop.
    TrailingLoopComma,
    /// A comma before a member that may be left out.
    OptionalMemberComma,
    /// A comma that nothing follows, or that stands twice.
    ExtraComma,
    /// More than one value.
    SeveralValues,
    /// A quote or bracket that is not closed.
    Unclosed,
    /// The template's own text is no JSON.
    Spelling,
    /// Something else.
    Other,
}

impl Cause {
    /// Returns the name of the rule that explains it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::StrayQuote | Self::Backslash => "unescaped-in-string",
            Self::ControlCharacter => "newline-in-string",
            Self::EscapedApostrophe => "escape-makes-single-quote",
            Self::QuotedJson => "quoted-input-json",
            Self::UnquotedText => "unquoted-text",
            Self::EmptyValue => "bare-optional",
            Self::EscapedBare => "escaped-json-bare",
            Self::PrintedMap => "path-object-in-string",
            Self::MissingLoopComma => "missing-comma",
            Self::TrailingLoopComma => "comma-with-filter",
            Self::OptionalMemberComma => "optional-member-comma",
            Self::MissingComma
            | Self::ExtraComma
            | Self::SeveralValues
            | Self::Unclosed
            | Self::Spelling
            | Self::Other => "not-json",
        }
    }
}

impl Fault {
    /// Returns it as a diagnostic: the template first, then the input, then the output.
    pub fn diagnostic(&self) -> Diagnostic {
        let message = format!("the event is not valid JSON: {}", self.message);
        let mut diagnostic =
            Diagnostic::new(self.cause.rule(), Severity::Error, message).at(Source::Template, self.template, "");
        if let Some((source, span)) = self.culprit.as_ref().and_then(Culprit::location) {
            diagnostic = diagnostic.at(source, span, "this input");
        }
        diagnostic = diagnostic.at(Source::Event, self.output, "here it stops being JSON");
        diagnostic.fixes.clone_from(&self.fixes);
        diagnostic
    }

    /// Returns true if a diagnostic says the same.
    pub fn is_said_by(&self, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.primary().filter(|place| place.source == Source::Template);
        diagnostic.rule.0 == self.cause.rule()
            && place.is_some_and(|place| place.span.covers(self.template) || self.template.covers(place.span))
    }
}

impl Culprit {
    /// Returns the place of the input, where it is a text that is shown.
    fn location(&self) -> Option<(Source, Span)> {
        use crate::apigw::bindings::ParameterLocation;
        let character = |start: usize| {
            let offset = self.offset?;
            let width = self.character.map_or(0, char::len_utf8);
            Some(Span::new(start + offset, start + offset + width))
        };
        match &self.place {
            InputPlace::Body { span, .. } => Some((Source::Body, *span)),
            InputPlace::Parameter { location: ParameterLocation::Header, name } => {
                Some((Source::Header(name.clone()), character(0).unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// Returns the input in words: "header `User-Agent`".
    pub fn words(&self) -> String {
        use crate::apigw::bindings::ParameterLocation;
        match &self.place {
            InputPlace::Body { pointer, .. } if pointer.is_empty() => "the body".into(),
            InputPlace::Body { pointer, .. } => format!("body `{pointer}`"),
            InputPlace::Parameter { location, name } => match location {
                ParameterLocation::Path => format!("path parameter `{name}`"),
                ParameterLocation::Querystring => format!("query parameter `{name}`"),
                ParameterLocation::Header => format!("header `{name}`"),
            },
            InputPlace::StageVariable { name } => format!("stage variable `{name}`"),
            InputPlace::Context { path } => match path.strip_prefix("authorizer.claims.") {
                Some(claim) => format!("claim `{claim}`"),
                None => format!("`$context.{path}`"),
            },
        }
    }
}

/// Explains why what a template made of a request is no event. `None` if it is one, if the rendering failed, and for
/// an output of blanks, in whose place the function gets `{}`. Without provenance, much stays unknown.
pub fn find(reading: &Reading<'_>, input: &MappingInput, mapped: &Mapped) -> Option<Fault> {
    let (mut fault, found) = cause(reading, mapped)?;
    fault.fixes = cures::of(reading, input, &fault, &found);
    Some(fault)
}

/// Does what [`find()`] does, without looking for cures.
pub fn cause_of(reading: &Reading<'_>, mapped: &Mapped) -> Option<Fault> {
    cause(reading, mapped).map(|(fault, _)| fault)
}

fn cause(reading: &Reading<'_>, mapped: &Mapped) -> Option<(Fault, find::Found)> {
    if mapped.failure.is_some() || mapped.text.trim_ascii().is_empty() {
        return None;
    }
    let pieces = machine::pieces(reading.source, mapped);
    let stopped = machine::run(&mapped.text, &pieces)?;
    Some(find::name(reading, &mapped.text, &pieces, &stopped))
}
