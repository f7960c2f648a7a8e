//! Takes a token out of what was pasted around it, and remembers where each character stood.

use crate::text::Span;

/// What stood around or inside the token and is no part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Noise {
    /// Blanks, line breaks and invisible characters before or after.
    OuterBlanks,
    /// Blanks, line breaks and invisible characters inside, as from a wrapped terminal line.
    InnerBlanks,
    /// Quotation marks.
    Quotes,
    /// `Authorization:`.
    HeaderName,
    /// `Bearer`.
    Scheme,
    /// A comma or semicolon that followed the token in a file.
    Separator,
}

impl Noise {
    /// Returns the words for it: "line breaks or blanks inside the token".
    pub fn as_words(self) -> &'static str {
        match self {
            Self::OuterBlanks => "blanks around the token",
            Self::InnerBlanks => "line breaks or blanks inside the token",
            Self::Quotes => "quotation marks",
            Self::HeaderName => "the header name `Authorization`",
            Self::Scheme => "the prefix `Bearer`",
            Self::Separator => "a separator after the token",
        }
    }
}

/// A piece of the pasted text that was left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dropped {
    /// Its place in the pasted text.
    pub span: Span,
    /// What it was.
    pub noise: Noise,
}

/// The bare token and where it came from. Not `Debug`, since it holds the token.
#[derive(Default)]
pub(super) struct Clean {
    /// The token without noise.
    pub compact: String,
    /// For each byte of `compact`, its offset in the pasted text.
    offsets: Vec<u32>,
    /// What was left out, in the order of the text.
    pub dropped: Vec<Dropped>,
    /// True if the token went on beyond the limit; `compact` holds its beginning.
    pub too_long: bool,
}

impl Clean {
    /// Returns the place in the pasted text of the bytes `start..end` of `compact`.
    pub fn place(&self, start: usize, end: usize) -> Span {
        let at = |index: usize| self.offsets.get(index).map(|offset| *offset as usize);
        let after = |index: usize| at(index).map_or(0, |offset| offset + 1);
        if start < end {
            Span::new(at(start).unwrap_or(0), after(end - 1))
        } else {
            // An empty part stands at the next character, or after the last one.
            Span::at(at(start).unwrap_or_else(|| after(self.offsets.len().saturating_sub(1))))
        }
    }
}

/// Takes the noise off `pasted`; stops when the token is longer than `limit` bytes.
pub(super) fn clean(pasted: &str, limit: usize) -> Clean {
    let mut out = Clean::default();
    let core = trim(pasted, &mut out.dropped);
    let mut blanks: Option<Span> = None;
    let text = core.slice(pasted);
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let start = core.start as usize + index;
        // A shell continues a line after a backslash.
        let continues = character == '\\' && matches!(characters.peek(), Some((_, '\n' | '\r')));
        if is_blank(character) || continues {
            let here = Span::new(start, start + character.len_utf8());
            blanks = Some(blanks.map_or(here, |run| run.to(here)));
            continue;
        }
        out.dropped.extend(blanks.take().map(|span| Dropped { span, noise: Noise::InnerBlanks }));
        if out.compact.len() + character.len_utf8() > limit {
            out.too_long = true;
            break;
        }
        out.compact.push(character);
        out.offsets.extend((0..character.len_utf8()).map(|byte| Span::at(start + byte).start));
    }
    out.dropped.sort_by_key(|dropped| dropped.span);
    out
}

/// Takes noise off both ends until none is left.
fn trim(pasted: &str, dropped: &mut Vec<Dropped>) -> Span {
    let (mut start, mut end) = (0, pasted.len());
    loop {
        let rest = pasted.get(start..end).unwrap_or("");
        let Some((noise, head, tail)) = next_noise(rest) else { return Span::new(start, end) };
        if head > 0 {
            dropped.push(Dropped { span: Span::new(start, start + head), noise });
        }
        if tail > 0 {
            dropped.push(Dropped { span: Span::new(end - tail, end), noise });
        }
        start += head;
        end -= tail;
    }
}

/// Returns a kind of noise at the ends of `text` with the number of its bytes at the head and at the tail.
fn next_noise(text: &str) -> Option<(Noise, usize, usize)> {
    let ends = |noise, is_noise: fn(char) -> bool| {
        let head = text.len() - text.trim_start_matches(is_noise).len();
        let tail = text.get(head..).map_or(0, |rest| rest.len() - rest.trim_end_matches(is_noise).len());
        (head + tail > 0).then_some((noise, head, tail))
    };
    ends(Noise::OuterBlanks, is_blank)
        .or_else(|| ends(Noise::Quotes, is_quote))
        .or_else(|| {
            let tail = text.len() - text.trim_end_matches([',', ';']).len();
            (tail > 0).then_some((Noise::Separator, 0, tail))
        })
        .or_else(|| header_name_len(text).map(|head| (Noise::HeaderName, head, 0)))
        .or_else(|| scheme_len(text).map(|head| (Noise::Scheme, head, 0)))
}

/// Returns the length of `Authorization:` at the start, with a quotation mark or blanks before the colon.
fn header_name_len(text: &str) -> Option<usize> {
    const NAME: &str = "authorization";
    let name = text.get(..NAME.len())?;
    let rest = text.get(NAME.len()..)?.trim_start_matches(|c| is_blank(c) || is_quote(c));
    let rest = rest.strip_prefix([':', '='])?;
    name.eq_ignore_ascii_case(NAME).then_some(text.len() - rest.len())
}

/// Returns the length of `Bearer` at the start, if something that ends a word follows.
fn scheme_len(text: &str) -> Option<usize> {
    const SCHEME: &str = "bearer";
    let scheme = text.get(..SCHEME.len())?;
    let rest = text.get(SCHEME.len()..)?;
    let ends = rest.chars().next().is_none_or(|c| is_blank(c) || c == ':');
    let colon = usize::from(rest.starts_with(':'));
    (ends && scheme.eq_ignore_ascii_case(SCHEME)).then_some(SCHEME.len() + colon)
}

/// Returns true for blanks, line ends, and characters that nobody sees (copied from a web page).
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pasted: &str, compact: &str, noises: &[Noise]) {
        let cleaned = clean(pasted, 1_000);
        assert_eq!(cleaned.compact, compact, "{pasted:?}");
        let mut kinds: Vec<Noise> = cleaned.dropped.iter().map(|dropped| dropped.noise).collect();
        kinds.dedup();
        assert_eq!(kinds, noises, "{pasted:?}");
        // What was kept and what was dropped make up the whole text.
        let mut covered: Vec<u32> = cleaned.offsets.clone();
        covered.extend(cleaned.dropped.iter().flat_map(|dropped| dropped.span.start..dropped.span.end));
        covered.sort_unstable();
        assert_eq!(covered, (0..pasted.len() as u32).collect::<Vec<_>>(), "{pasted:?}");
    }

    #[test]
    fn noise_is_taken_off_and_told() {
        use Noise::*;
        check("a.b.c", "a.b.c", &[]);
        check(" a.b.c\r\n", "a.b.c", &[OuterBlanks]);
        check("'a.b.c'", "a.b.c", &[Quotes]);
        check("Bearer a.b.c", "a.b.c", &[Scheme, OuterBlanks]);
        check("bEARER: a.b.c", "a.b.c", &[Scheme, OuterBlanks]);
        check("authorization:bearer\ta.b.c", "a.b.c", &[HeaderName, Scheme, OuterBlanks]);
        check(
            "\"Authorization\": \"Bearer a.b.c\",",
            "a.b.c",
            &[Quotes, HeaderName, OuterBlanks, Quotes, Scheme, OuterBlanks, Quotes, Separator],
        );
        check("a.b\n  b.c", "a.bb.c", &[InnerBlanks]);
        check("a.b\\\nb.c", "a.bb.c", &[InnerBlanks]);
        check("\u{FEFF}\u{201C}a.\u{200B}b.c\u{201D}", "a.b.c", &[OuterBlanks, Quotes, InnerBlanks, Quotes]);
        check("bearereyJ.b.c", "bearereyJ.b.c", &[]);
        check("Bearer", "", &[Scheme]);
        check("ä.ö", "ä.ö", &[]);
        check("", "", &[]);
    }

    #[test]
    fn places_span_what_was_dropped_inside() {
        let cleaned = clean("Bearer ab\ncd.e.", 1_000);
        assert_eq!(cleaned.compact, "abcd.e.");
        assert_eq!(cleaned.place(0, 4), Span::new(7, 12));
        assert_eq!(cleaned.place(5, 6), Span::new(13, 14));
        assert_eq!(cleaned.place(7, 7), Span::at(15));
        assert_eq!(clean("", 9).place(0, 0), Span::at(0));
    }

    #[test]
    fn the_limit_stops_the_reading() {
        let cleaned = clean(&"x".repeat(100), 10);
        assert!(cleaned.too_long);
        assert_eq!(cleaned.compact.len(), 10);
        assert!(!clean(&"x".repeat(10), 10).too_long);
    }
}
