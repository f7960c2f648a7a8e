//! Lines laid out for the screen: colors on, horizontal places and byte columns turned into each other.
//!
//! A short line is one piece. A long one is cut into pieces, of which only those in sight are laid out
//! with their colors: one key in a line of a megabyte costs no more than in any other.

use super::actions::Metrics;
use super::buffer::floor_char;
use crate::app::highlight::{ClassSpan, LONGEST_LINE};
use egui::text::{CCursor, LayoutJob, LayoutSection};
use egui::{Color32, Context, FontId, Galley, TextFormat, vec2};
use std::ops::Range;
use std::sync::Arc;

/// Bytes of a piece of a long line.
const PIECE: usize = 1_024;

/// What all lines have in common.
#[derive(Clone)]
pub(in crate::app) struct Typeface {
    pub ctx: Context,
    pub font: FontId,
    /// Height of a row, in points.
    pub row_height: f32,
    /// Width of a digit, in points.
    pub advance: f32,
}

impl Typeface {
    /// Measures a font. Rows are about one and a half times as high as the font is.
    pub fn new(ctx: &Context, font: &FontId) -> Self {
        let row_height = (font.size * 1.52).round();
        let mut typeface = Self { ctx: ctx.clone(), font: font.clone(), row_height, advance: 0.0 };
        let digits = typeface.galley("0".repeat(256), &[], 0, &|_| Color32::PLACEHOLDER);
        typeface.advance = (digits.rect.width() / 256.0).max(1.0);
        typeface
    }

    /// Lays out one piece of a line that starts at byte `offset` of it.
    fn galley(
        &self,
        text: String,
        spans: &[ClassSpan],
        offset: usize,
        color: &dyn Fn(Option<ClassSpan>) -> Color32,
    ) -> Arc<Galley> {
        let format =
            |color| TextFormat { line_height: Some(self.row_height), ..TextFormat::simple(self.font.clone(), color) };
        let mut job = LayoutJob { break_on_newline: false, keep_trailing_whitespace: true, ..LayoutJob::default() };
        job.wrap.max_width = f32::INFINITY;
        let mut at = 0;
        let mut add = |from: usize, to: usize, color| {
            if from >= to {
                return;
            }
            // Each section is shaped by itself: neighbors of one color are one, and blanks have none.
            let is_blank = || text.get(from..to).is_some_and(|piece| piece.bytes().all(|byte| byte == b' '));
            if let Some(last) = job.sections.last_mut()
                && (last.format.color == color || is_blank())
            {
                last.byte_range.end = to.into();
            } else {
                let byte_range = from.into()..to.into();
                job.sections.push(LayoutSection { leading_space: 0.0, byte_range, format: format(color) });
            }
        };
        for span in spans {
            let start = floor_char(&text, (span.start as usize).saturating_sub(offset).max(at));
            let end = floor_char(&text, (span.end as usize).saturating_sub(offset).max(start));
            add(at, start, color(None));
            add(start, end, color(Some(*span)));
            at = end.max(at);
        }
        add(at, text.len(), color(None));
        job.text = text;
        let job = if job.text.chars().any(needs_picture) { with_pictures(&job) } else { job };
        self.ctx.fonts_mut(|fonts| fonts.layout_job(job))
    }
}

/// A line on the screen.
pub(in crate::app) struct LaidLine<'a> {
    typeface: &'a Typeface,
    text: &'a str,
    pieces: Vec<Piece>,
}

struct Piece {
    range: Range<usize>,
    x: f32,
    /// `None` while out of sight.
    galley: Option<Arc<Galley>>,
}

impl<'a> LaidLine<'a> {
    /// Lays out what of `text` is between the distances in `visible` from the line's start.
    pub fn new(
        typeface: &'a Typeface,
        text: &'a str,
        spans: &[ClassSpan],
        visible: Range<f32>,
        color: &dyn Fn(Option<ClassSpan>) -> Color32,
    ) -> Self {
        let mut line = Self { typeface, text, pieces: Vec::new() };
        let mut x = 0.0;
        for range in pieces(text) {
            let piece = text.get(range.clone()).unwrap_or("");
            let known = (text.len() > LONGEST_LINE && is_plain(piece)).then_some(piece.len() as f32 * typeface.advance);
            let in_sight = |width: f32| x + width >= visible.start && x <= visible.end;
            let galley = known
                .is_none_or(in_sight)
                .then(|| typeface.galley(piece.to_owned(), spans, range.start, color))
                .filter(|galley| known.is_some() || in_sight(galley.rect.width()) || text.len() <= LONGEST_LINE);
            let width = known.or(galley.as_ref().map(|galley| galley.rect.width()));
            let width = width.unwrap_or_else(|| line.plain(&range).rect.width());
            line.pieces.push(Piece { range, x, galley });
            x += width;
        }
        line
    }

    /// Lays out a line only to measure it.
    pub fn plain_line(typeface: &'a Typeface, text: &'a str) -> Self {
        let nothing = if text.len() > LONGEST_LINE { -2.0..-1.0 } else { 0.0..f32::INFINITY };
        Self::new(typeface, text, &[], nothing, &|_| Color32::PLACEHOLDER)
    }

    /// Returns what is in sight, with its distance from the line's start.
    pub fn galleys(&self) -> impl Iterator<Item = (f32, &Arc<Galley>)> {
        self.pieces.iter().filter_map(|piece| Some((piece.x, piece.galley.as_ref()?)))
    }

    /// Returns the distance of a byte column from the line's start, in points.
    pub fn x_of(&self, column: usize) -> f32 {
        let index = self.pieces.partition_point(|piece| piece.range.start <= column).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return 0.0 };
        let head = self.text.get(piece.range.start..floor_char(self.text, column)).unwrap_or("");
        let galley = piece.galley.clone().unwrap_or_else(|| self.plain(&piece.range));
        piece.x + galley.pos_from_cursor(CCursor::new(head.chars().count())).left()
    }

    /// Returns the byte column nearest to `x` points from the line's start.
    pub fn column_at(&self, x: f32) -> usize {
        let index = self.pieces.partition_point(|piece| piece.x <= x).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return 0 };
        let galley = piece.galley.clone().unwrap_or_else(|| self.plain(&piece.range));
        let row_middle = self.typeface.row_height / 2.0;
        let chars = galley.cursor_from_pos(vec2(x - piece.x, row_middle)).index.0;
        let text = self.text.get(piece.range.clone()).unwrap_or("");
        piece.range.start + text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
    }

    fn plain(&self, range: &Range<usize>) -> Arc<Galley> {
        let text = self.text.get(range.clone()).unwrap_or("").to_owned();
        self.typeface.galley(text, &[], 0, &|_| Color32::PLACEHOLDER)
    }
}

impl Metrics for Typeface {
    fn x_of(&mut self, line: &str, column: usize) -> f32 {
        LaidLine::plain_line(self, line).x_of(column)
    }

    fn column_at(&mut self, line: &str, x: f32) -> usize {
        LaidLine::plain_line(self, line).column_at(x)
    }
}

fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let whole = text.len() <= LONGEST_LINE;
    let mut at = 0;
    let mut first = true;
    std::iter::from_fn(move || {
        if at >= text.len() && !first {
            return None;
        }
        first = false;
        let end = if whole { text.len() } else { floor_char(text, at + PIECE).max(at + 1) };
        let end = if text.is_char_boundary(end.min(text.len())) { end.min(text.len()) } else { text.len() };
        let range = at..end;
        at = end;
        Some(range)
    })
}

/// Returns true if every byte is a character one cell wide.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7F).contains(&byte))
}

/// Returns true if a character would be invisible or break the row: controls other than the tab.
fn needs_picture(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Shows control characters by their pictures, one for one, so that columns still count the same characters.
fn with_pictures(job: &LayoutJob) -> LayoutJob {
    let picture = |c: char| match c {
        '\0'..='\u{1F}' if c != '\t' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        c if needs_picture(c) => '\u{FFFD}',
        c => c,
    };
    let mut shown = LayoutJob { text: String::new(), ..job.clone() };
    for section in &mut shown.sections {
        let start = shown.text.len();
        let piece = job.text.get(section.byte_range.start.0..section.byte_range.end.0).unwrap_or("");
        shown.text.extend(piece.chars().map(picture));
        section.byte_range = start.into()..shown.text.len().into();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_typeface(test: impl Fn(&Typeface)) {
        let ctx = Context::default();
        let mut output =
            ctx.run_ui(egui::RawInput::default(), |ui| test(&Typeface::new(ui.ctx(), &FontId::monospace(13.0))));
        output.textures_delta.clear();
    }

    #[test]
    fn columns_and_places_are_each_others_inverse() {
        with_typeface(|typeface| {
            let long = "é日x\t".repeat(2_000);
            let plain = "0123456789".repeat(2_000);
            for text in ["", "a\u{0}\r\u{85}b", "é日本\tx", long.as_str(), plain.as_str()] {
                let line = LaidLine::plain_line(typeface, text);
                let columns = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                for column in columns.step_by(1 + text.len() / 300) {
                    assert_eq!(line.column_at(line.x_of(column) + 0.01), column, "in {} bytes", text.len());
                }
            }
        });
    }

    #[test]
    fn the_pieces_of_a_long_line_are_as_wide_as_the_line() {
        with_typeface(|typeface| {
            let short = "x".repeat(LONGEST_LINE);
            let long = "x".repeat(LONGEST_LINE * 4);
            let width = LaidLine::plain_line(typeface, &short).x_of(short.len());
            let wide = LaidLine::plain_line(typeface, &long).x_of(long.len());
            assert!((wide - width * 4.0).abs() < wide * 0.0005, "{wide} against {}", width * 4.0);
            let seen = LaidLine::new(typeface, &long, &[], 10_000.0..11_000.0, &|_| Color32::WHITE);
            assert!(seen.galleys().count() <= 3);
        });
    }
}
