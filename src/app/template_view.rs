//! The template editor of the window: which template it holds, and which text the marks speak of.

use super::assistant::Assistant;
use super::editor::{Editor, Mark, Palette, SyntaxColors};
use super::theme::Tokens;
use crate::diagnostics::{Diagnostic, Source};
use crate::vtl::{self, Dialect};
use std::collections::VecDeque;
use std::sync::Arc;

/// How many revisions are remembered: the worker is never that far behind.
const MOST_REMEMBERED: usize = 256;

/// A template of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Of the integration request, by its position.
    Request(usize),
    /// Of an integration response: the position of the response, and its own there.
    Response(usize, usize),
}

/// The editor and what it shows.
#[derive(Default)]
pub struct TemplateView {
    /// The editor.
    pub editor: Editor,
    /// Who explains and completes what is in it.
    pub assistant: Assistant,
    /// Route and part of the template that it holds.
    holds: Option<(usize, Part)>,
    /// What is wrong with the text as a template alone, at a version of it.
    syntax: Option<(u64, Arc<[Arc<Mark>]>)>,
    /// Revisions of the document with the version of the editor's text that they have.
    versions: VecDeque<(u64, u64)>,
}

impl TemplateView {
    /// Makes the editor hold `text`: the template at `place` of the document's `revision`.
    pub fn hold(&mut self, place: (usize, Part), revision: u64, text: &str) {
        if self.holds != Some(place) {
            self.editor = Editor::new(text);
            self.assistant = Assistant::default();
            self.holds = Some(place);
            self.syntax = None;
            self.versions.clear();
        } else {
            self.editor.set_text(text);
        }
        if self.versions.back().is_none_or(|(known, _)| *known != revision) {
            self.versions.push_back((revision, self.editor.version()));
            if self.versions.len() > MOST_REMEMBERED {
                self.versions.pop_front();
            }
        }
    }

    /// Returns the version of the text at `revision`.
    pub fn version_at(&self, revision: u64) -> Option<u64> {
        self.versions.iter().find(|(known, _)| *known == revision).map(|(_, version)| *version)
    }

    /// Returns what is wrong with the text as a template, whatever it is rendered with.
    pub fn syntax_marks(&mut self) -> Arc<[Arc<Mark>]> {
        let version = self.editor.version();
        if self.syntax.as_ref().is_none_or(|(known, _)| *known != version) {
            let parsed = vtl::parse(self.editor.text(), Dialect::API_GATEWAY);
            self.syntax = Some((version, parsed.diagnostics.iter().filter_map(mark).map(Arc::new).collect()));
        }
        self.syntax.as_ref().map(|(_, marks)| Arc::clone(marks)).unwrap_or_default()
    }

    /// Forgets the template: another design was opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Returns a problem as a mark in the template that it speaks of.
pub fn mark(problem: &Diagnostic) -> Option<Mark> {
    let place = problem.labels.iter().find(|label| label.location.source == Source::Template)?;
    let message = match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    };
    Some(Mark { span: place.location.span, severity: problem.severity, message, fixes: problem.fixes.clone() })
}

/// Returns the editor's colors.
pub fn palette(t: &Tokens) -> Palette {
    let s = &t.syntax;
    Palette {
        background: t.bg_editor,
        current_line: t.current_line,
        raised: t.bg_raised,
        hover: t.bg_hover,
        border: t.border,
        border_strong: t.border_strong,
        text: t.text,
        muted: t.muted,
        faint: t.faint,
        accent: t.accent,
        accent_soft: t.accent_soft,
        selection: t.selection,
        found: t.found,
        error: t.err,
        error_soft: t.err_soft,
        warning: t.warn,
        hint: t.info,
        changed: t.ok_soft,
        syntax: SyntaxColors {
            comment: s.comment,
            keyword: s.keyword,
            operator: s.operator,
            function: s.function,
            variable: s.variable,
            builtin: s.builtin,
            member: s.member,
            string: s.string,
            escape: s.escape,
            number: s.number,
            punctuation: s.punctuation,
            key: s.json_key,
        },
    }
}
