//! The event as it is shown: laid out for people, with the way back to the text that was sent.
//!
//! Only blanks between tokens change: numbers, escapes and repeated names stay as they were printed, so what
//! is shown is what the function receives.

use crate::text::Span;
use std::fmt;
use std::sync::Arc;

/// An event's text, as sent and as shown. `Debug` shows its size: an event holds the caller's token.
#[derive(Clone)]
pub struct EventText {
    /// As it goes to the function.
    pub sent: Arc<str>,
    /// Laid out: a member a line, two blanks a level.
    pub shown: Arc<str>,
    /// Tokens, in order: the same bytes in both texts.
    runs: Vec<Run>,
}

impl fmt::Debug for EventText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventText({} bytes)", self.sent.len())
    }
}

/// A stretch of bytes that both texts have.
#[derive(Clone, Copy, Debug)]
struct Run {
    shown: u32,
    sent: u32,
    len: u32,
}

impl EventText {
    /// Lays out `sent`, which must be JSON; other text comes out oddly, but whole.
    pub fn new(sent: Arc<str>) -> Self {
        let mut layout =
            Layout { sent: &sent, shown: String::with_capacity(sent.len() * 2), runs: Vec::new(), depth: 0 };
        layout.run();
        let (shown, runs) = (layout.shown.into(), layout.runs);
        Self { sent, shown, runs }
    }

    /// Returns the place in the text sent of the byte at `offset` of the text shown; of the token before it
    /// where `offset` is between tokens. `None` before the first token.
    pub fn sent_offset(&self, offset: usize) -> Option<usize> {
        let run = self.runs.get(self.runs.partition_point(|run| run.shown as usize <= offset).checked_sub(1)?)?;
        let into = (offset - run.shown as usize).min((run.len as usize).saturating_sub(1));
        Some(run.sent as usize + into)
    }

    /// Returns where the bytes `span` of the text sent are shown. `None` if they hold nothing but blanks.
    pub fn shown_span(&self, span: Span) -> Option<Span> {
        let ends_after = |run: &Run| run.sent + run.len > span.start;
        let first = self.runs.get(self.runs.partition_point(|run| !ends_after(run)))?;
        let last = self.runs.get(self.runs.partition_point(|run| run.sent < span.end).checked_sub(1)?)?;
        let start = first.shown + span.start.saturating_sub(first.sent);
        let end = last.shown + (span.end - last.sent).min(last.len);
        (start < end).then_some(Span { start, end })
    }
}

struct Layout<'a> {
    sent: &'a str,
    shown: String,
    runs: Vec<Run>,
    depth: usize,
}

impl Layout<'_> {
    fn run(&mut self) {
        let bytes = self.sent.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'{' | b'[' => {
                    self.token(at, at + 1);
                    let next = self.after_blanks(at + 1);
                    // An empty object or list stays on its line.
                    if bytes.get(next).is_some_and(|next| *next == *byte + 2) {
                        self.token(next, next + 1);
                        at = next + 1;
                    } else {
                        self.depth += 1;
                        self.new_line();
                        at += 1;
                    }
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.new_line();
                    self.token(at, at + 1);
                    at += 1;
                }
                b',' => {
                    self.token(at, at + 1);
                    self.new_line();
                    at += 1;
                }
                b':' => {
                    self.token(at, at + 1);
                    self.shown.push(' ');
                    at += 1;
                }
                _ => {
                    let end = self.end_of_scalar(at);
                    self.token(at, end);
                    at = end;
                }
            }
        }
    }

    fn after_blanks(&self, at: usize) -> usize {
        let rest = self.sent.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    }

    /// Returns the end of the string, number or word that begins at `start`.
    fn end_of_scalar(&self, start: usize) -> usize {
        let bytes = self.sent.as_bytes();
        let rest = bytes.get(start + 1..).unwrap_or_default();
        let len = if bytes.get(start) == Some(&b'"') {
            let mut escaped = false;
            let closing = rest.iter().position(|byte| {
                let closes = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                closes
            });
            closing.map_or(rest.len(), |at| at + 1)
        } else {
            rest.iter().position(|byte| b" \t\r\n{}[],:\"".contains(byte)).unwrap_or(rest.len())
        };
        start + 1 + len
    }

    fn token(&mut self, start: usize, end: usize) {
        let Some(text) = self.sent.get(start..end) else { return };
        let (shown, sent, len) = (Span::at(self.shown.len()).start, Span::at(start).start, Span::at(text.len()).start);
        self.runs.push(Run { shown, sent, len });
        self.shown.push_str(text);
    }

    fn new_line(&mut self) {
        self.shown.push('\n');
        // A thousand levels deep, blanks would outweigh the event a thousand times.
        self.shown.extend(std::iter::repeat_n("  ", self.depth.min(64)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(sent: &str) -> EventText {
        EventText::new(sent.into())
    }

    #[test]
    fn only_blanks_change() {
        let event = laid_out("{\"a\" :1.0, \"b\":[ ],\"c\": {\"d\":[1e3,\"x: , }\\\"\"]}, \"a\":null}");
        let expected = "{\n  \"a\": 1.0,\n  \"b\": [],\n  \"c\": {\n    \"d\": [\n      1e3,\n      \"x: , }\\\"\"\n    ]\n  },\n  \"a\": null\n}";
        assert_eq!(&*event.shown, expected);
        let strip = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(strip(&event.shown), strip(&event.sent));
    }

    #[test]
    fn places_lead_both_ways() {
        let event = laid_out("{\"a\":1,\"key\":\"value\"}");
        let sent = Span::new(event.sent.find("value").expect("there"), event.sent.find("value").expect("there") + 5);
        let shown = event.shown_span(sent).expect("shown");
        assert_eq!(shown.slice(&event.shown), "value");
        for i in 0..5 {
            assert_eq!(event.sent_offset(shown.start as usize + i), Some(sent.start as usize + i));
        }
        let all = event.shown_span(Span::new(0, event.sent.len())).expect("shown");
        assert_eq!(all.range(), 0..event.shown.len());
    }

    #[test]
    fn odd_text_is_laid_out_without_a_panic() {
        for text in ["", "]]]", "{\"a", "\"\\", "\"ü", "a b", "{:,", "[[[[", "\u{2028}{}"] {
            let event = laid_out(text);
            for offset in 0..=event.shown.len() {
                event.sent_offset(offset);
            }
            for start in 0..=text.len() {
                event.shown_span(Span::new(start, text.len()));
            }
        }
    }
}
