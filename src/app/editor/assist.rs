//! What is told and offered at a place in the text: data that whoever shows the editor fills in.
//!
//! The editor says where the pointer rests and when it would complete; the answers come back with the next
//! frame's inputs. It knows nothing of the language.

use crate::text::Span;
use std::ops::Range;

/// What to tell about the text under the pointer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HoverCard {
    /// The text it is about: it is shown while the pointer rests there.
    pub span: Span,
    /// What it is, as code: `$context.identity.sourceIp`.
    pub title: String,
    /// A few words beside it: a type, a signature.
    pub detail: String,
    /// Its value now, as code.
    pub value: Option<String>,
    /// Further sentences: what it means, where it goes.
    pub notes: Vec<String>,
}

/// What kind of thing a completion is; decides its sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// A directive: `#foreach`.
    Directive,
    /// A variable of the template or of the service: `$body`, `$context`.
    Variable,
    /// A property: `requestId`, a claim, a JSON member.
    Property,
    /// A method: `escapeJavaScript`.
    Method,
    /// A text with places to fill in.
    Snippet,
    /// A constant or other value.
    Value,
}

/// One thing that could stand at the caret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is shown, and what typed letters are compared with.
    pub label: String,
    /// A few words at the right: a live value, a signature.
    pub detail: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What is inserted.
    pub insert: Snippet,
    /// Sentences shown beside the list while it is the selected one; may be empty.
    pub documentation: String,
}

/// What could stand at a place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompletionList {
    /// The caret for which it was made: the editor's [`completion_request`](super::EditorOutput::completion_request).
    pub offset: usize,
    /// What a completion replaces: the part of the word before the caret, at least.
    pub replace: Span,
    /// What could stand there; the order is kept among equally good ones.
    pub items: Vec<Completion>,
}

/// A text with places to fill in one after the other by Tab.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snippet {
    /// The text; line ends are `\n`, and further lines get the indentation of the first.
    pub text: String,
    /// The places, in the order in which Tab visits them; with none, the caret ends up behind the text.
    pub stops: Vec<Range<usize>>,
}

impl Snippet {
    /// Makes a snippet without places.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), stops: Vec::new() }
    }

    /// Makes a snippet of a text in which `‹` and `›` enclose each place.
    pub fn marked(marked: &str) -> Self {
        let mut snippet = Self::default();
        let mut start = None;
        for c in marked.chars() {
            match c {
                '‹' => start = Some(snippet.text.len()),
                '›' => snippet.stops.extend(start.take().map(|start| start..snippet.text.len())),
                c => snippet.text.push(c),
            }
        }
        snippet
    }
}

/// Returns how well `typed` fits `label`, and the bytes of `label` that it stands for; `None` if it does not.
///
/// All letters must occur in order, whatever their case. The start of the label counts most, then starts of words
/// and letters in a row.
pub(super) fn fit(label: &str, typed: &str) -> Option<(i32, Vec<usize>)> {
    let mut places = Vec::new();
    let mut score = 0;
    let mut from = 0;
    let mut last = None;
    for wanted in typed.chars() {
        let rest = label.get(from..)?;
        let same = |c: char| c.to_lowercase().eq(wanted.to_lowercase());
        let starts_word = |at: usize| {
            let before = label.get(..at).and_then(|head| head.chars().next_back());
            let here = label.get(at..).and_then(|tail| tail.chars().next());
            before.is_none_or(|before| {
                !before.is_alphanumeric() || (before.is_lowercase() && here.is_some_and(char::is_uppercase))
            })
        };
        let next = rest.char_indices().find(|(_, c)| same(*c)).map(|(at, _)| from + at)?;
        // A later start of a word is better than a nearer letter inside one, unless the run goes on.
        let word = rest.char_indices().filter(|(_, c)| same(*c)).map(|(at, _)| from + at).find(|at| starts_word(*at));
        let runs_on = last.is_some_and(|last| last == next) || from == 0 && next == 0;
        let at = if runs_on { next } else { word.unwrap_or(next) };
        score += match at {
            0 => 12,
            _ if last == Some(at) => 6,
            _ if starts_word(at) => 5,
            _ => -1,
        };
        places.push(at);
        from = at + label.get(at..)?.chars().next()?.len_utf8();
        last = Some(from);
    }
    // Of two that fit alike the shorter one is nearer to what was typed.
    Some((score * 8 - label.len() as i32, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(labels: &[&'static str], typed: &str) -> Vec<&'static str> {
        let mut fits: Vec<_> = labels.iter().filter_map(|label| Some((fit(label, typed)?.0, *label))).collect();
        fits.sort_by_key(|(score, _)| -score);
        fits.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn starts_and_words_fit_best() {
        assert_eq!(best(&["$context.stage", "$context", "$claims"], "$con"), ["$context", "$context.stage"]);
        assert_eq!(best(&["escapeJavaScript", "base64Encode"], "ejs"), ["escapeJavaScript"]);
        assert_eq!(fit("escapeJavaScript", "ejs").map(|(_, places)| places), Some(vec![0, 6, 10]));
        assert_eq!(best(&["urlEncode", "url"], "URL"), ["url", "urlEncode"]);
        assert_eq!(fit("abc", "abcd"), None);
        assert_eq!(fit("é", "É").map(|(_, places)| places), Some(vec![0]));
    }

    #[test]
    fn marked_text_becomes_a_snippet() {
        let snippet = Snippet::marked("#if(‹$x›)\n  ‹›\n#end");
        assert_eq!(snippet.text, "#if($x)\n  \n#end");
        assert_eq!(snippet.stops, [4..6, 10..10]);
    }
}
