//! What can stand at a place in a template, and the texts that are put there.

use crate::text::Span;
use std::ops::Range;

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
    /// The caret for which it was made: where whoever edits asked.
    pub offset: usize,
    /// What a completion replaces: the part of the word before the caret, at least.
    pub replace: Span,
    /// What could stand there; the order is kept among equally good ones.
    pub items: Vec<Completion>,
    /// True if the place calls for nothing of all this: the list is only for those who asked for one by a key.
    pub only_if_asked: bool,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_text_becomes_a_snippet() {
        let snippet = Snippet::marked("#if(‹$x›)\n  ‹›\n#end");
        assert_eq!(snippet.text, "#if($x)\n  \n#end");
        assert_eq!(snippet.stops, [4..6, 10..10]);
    }
}
