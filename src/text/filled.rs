//! A text in which names are filled in by others, and the way between places in both.

use super::Span;
use std::sync::Arc;

/// A text with parts filled in. Everything that was filled in stands, as a whole, where its name is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// The text as it is written.
    pub written: Arc<str>,
    /// The text with the parts filled in.
    pub text: String,
    /// The parts, in order: where the name is written, and where its value stands.
    parts: Arc<[(Span, Span)]>,
}

impl Filled {
    /// Fills in from left to right what `value_at` finds: the length of the name that begins at an offset of the text,
    /// and its value. `None` if it finds nothing.
    pub fn new<'v>(
        written: &Arc<str>,
        starts: &str,
        value_at: impl Fn(&str) -> Option<(usize, &'v str)>,
    ) -> Option<Self> {
        let mut text = String::new();
        let mut parts = Vec::new();
        let mut done = 0;
        for (at, _) in written.match_indices(starts) {
            let hit = if at >= done { value_at(&written[at..]) } else { None };
            let Some((len, value)) = hit else { continue };
            text.push_str(&written[done..at]);
            parts.push((Span::new(at, at + len), Span::new(text.len(), text.len() + value.len())));
            text.push_str(value);
            done = at + len;
        }
        text.push_str(&written[done..]);
        (!parts.is_empty()).then(|| Self { written: written.clone(), text, parts: parts.into() })
    }

    /// Returns the way from places in the filled text to those in the written one.
    pub fn places(&self) -> Places {
        Places(self.parts.clone())
    }
}

/// The way from places in a filled text to those in the written one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places(Arc<[(Span, Span)]>);

impl Places {
    /// Returns where a range of the filled text is written; one that touches a value takes all of its name in.
    pub fn written(&self, filled: Span) -> Span {
        // The last part that begins at or before an offset.
        let part_at = |at: u32| {
            let index = self.0.partition_point(|(_, value)| value.start <= at);
            index.checked_sub(1).and_then(|index| self.0.get(index))
        };
        let start = match part_at(filled.start) {
            None => filled.start,
            Some((name, value)) if filled.start < value.end => name.start,
            Some((name, value)) => name.end + (filled.start - value.end),
        };
        let end = match (filled.end > filled.start).then(|| part_at(filled.end - 1)) {
            None => start,
            Some(None) => filled.end,
            Some(Some((name, value))) if filled.end <= value.end => name.end,
            Some(Some((name, value))) => name.end + (filled.end - value.end),
        };
        Span { start, end: end.max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Filled {
        let value_at = |rest: &str| {
            let values = [("${A}", "long value"), ("${Bee}", "x")];
            values.into_iter().find(|(name, _)| rest.starts_with(name)).map(|(name, value)| (name.len(), value))
        };
        Filled::new(&Arc::from("a ${A}b${Bee}${C} c"), "${", value_at).expect("two names have a value")
    }

    #[test]
    fn values_stand_where_their_names_are_written() {
        let filled = filled();
        assert_eq!(filled.text, "a long valuebx${C} c");
        let written = |from: &str| {
            let at = filled.text.find(from).expect("there");
            filled.places().written(Span::new(at, at + from.len())).slice(&filled.written)
        };
        assert_eq!(written("a "), "a ");
        assert_eq!(written("ng va"), "${A}");
        assert_eq!(written("valueb"), "${A}b");
        assert_eq!(written("bx"), "b${Bee}");
        assert_eq!(written("${C} c"), "${C} c");
        assert_eq!(filled.places().written(Span::at(filled.text.len())), Span::at(filled.written.len()));
    }

    #[test]
    fn a_text_without_a_value_is_not_filled() {
        assert!(Filled::new(&Arc::from("${"), "${", |_| None).is_none());
    }
}
