//! Colors of handlers: syntect's own grammars, which come with the library, for every language that we write.
//!
//! Handlers are short, so the whole text is parsed; the thread that writes a handler parses it first, which loads the
//! grammar where nobody waits for it.

use super::highlight::{Class, class_of};
use super::template_view;
use super::theme::{self, Tokens};
use crate::handler::Language;
use egui::text::{LayoutJob, TextFormat};
use std::ops::Range;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Beyond this many bytes a text is shown plain: nobody writes such a handler, but somebody may paste one.
const LONGEST_TEXT: usize = 200_000;

/// A text with the classes of its parts.
#[derive(Clone, Default)]
pub struct Colored {
    language: Option<Language>,
    text: String,
    parts: Vec<(Range<usize>, Class)>,
}

impl Colored {
    /// Parses `text`.
    pub fn new(language: Language, text: &str) -> Self {
        Self { language: Some(language), text: text.to_owned(), parts: parts(language, text).unwrap_or_default() }
    }

    /// Returns true if it is of this text.
    pub fn is_of(&self, language: Language, text: &str) -> bool {
        self.language == Some(language) && self.text == text
    }

    /// Lays the text out in its colors.
    pub fn layout(&self, t: &Tokens) -> LayoutJob {
        let palette = template_view::palette(t);
        let font = theme::code(theme::CODE);
        let mut job = LayoutJob::default();
        let mut at = 0;
        for (range, class) in &self.parts {
            append(&mut job, self.text.get(at..range.start), TextFormat::simple(font.clone(), t.text));
            append(&mut job, self.text.get(range.clone()), TextFormat::simple(font.clone(), palette.class(*class)));
            at = range.end;
        }
        append(&mut job, self.text.get(at..), TextFormat::simple(font, t.text));
        job
    }
}

fn append(job: &mut LayoutJob, text: Option<&str>, format: TextFormat) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        job.append(text, 0.0, format);
    }
}

/// Returns the parts of a text that have a color of their own; `None` where the grammar fails.
fn parts(language: Language, text: &str) -> Option<Vec<(Range<usize>, Class)>> {
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let extension = match language {
        Language::Python | Language::PythonPowertools => "py",
        // Its own grammar is not among syntect's; types look like other words then.
        Language::NodeJs | Language::TypeScript => "js",
        Language::Java => "java",
        Language::Go => "go",
        Language::Rust => "rs",
        Language::CSharp => "cs",
        Language::Ruby => "rb",
    };
    let mut state = ParseState::new(SYNTAXES.find_syntax_by_extension(extension)?);
    let mut scopes = ScopeStack::new();
    let mut parts: Vec<(Range<usize>, Class)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        for (at, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            push(&mut parts, start + from..start + at, class_of(scopes.as_slice()));
            from = at;
            scopes.apply(&operation).ok()?;
        }
        push(&mut parts, start + from..start + line.len(), class_of(scopes.as_slice()));
        start += line.len();
    }
    Some(parts)
}

fn push(parts: &mut Vec<(Range<usize>, Class)>, range: Range<usize>, class: Class) {
    match parts.last_mut() {
        _ if range.is_empty() || class == Class::Text => {}
        Some((last, same)) if *same == class && last.end == range.start => last.end = range.end,
        _ => parts.push((range, class)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::{Plan, generate};

    #[test]
    fn every_language_has_colors_and_no_byte_is_lost() {
        for language in Language::ALL {
            let code = generate(language, &Plan { heading: "GET /".into(), ..Plan::default() });
            let colored = Colored::new(language, &code);
            assert!(
                colored.parts.iter().any(|(_, class)| *class == Class::Comment),
                "{language:?}: {:?}",
                colored.parts
            );
            assert!(colored.parts.len() > 3, "{language:?}");
            assert_eq!(colored.layout(&theme::tokens::DARK).text, code);
        }
    }
}
