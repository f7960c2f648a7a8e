//! Painting what is in sight, in order: grounds, selection, pairs, guides, text, underlines, gutter, caret.

use super::layout::LaidLine;
use super::palette::Palette;
use super::typing::blank_prefix;
use super::view::{Editor, Frame, Mark};
use crate::diagnostics::Severity;
use crate::text::Span;
use egui::{Color32, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use std::cmp::Reverse;
use std::ops::Range;

/// Seconds of each phase of the caret's blinking, and after which it stays on.
const BLINK: f64 = 0.53;
const BLINK_FOR: f64 = 12.0;

/// A row in sight, laid out.
pub(super) struct Row<'a> {
    pub line: usize,
    pub top: f32,
    pub start: usize,
    pub laid: LaidLine<'a>,
    pub len: usize,
}

impl Row<'_> {
    /// Returns the ground of a span's part in this row; a span that goes on past the line's end gets a bit more.
    fn rect(&self, frame: &Frame<'_>, range: &Range<usize>) -> Option<Rect> {
        let end = self.start + self.len;
        if range.start > end || range.end < self.start {
            return None;
        }
        let from = self.laid.x_of(range.start.max(self.start) - self.start);
        let to = self.laid.x_of(range.end.min(end) - self.start);
        let beyond = if range.end > end { frame.typeface.advance * 0.6 } else { 0.0 };
        let min = pos2(frame.text_left() + from, self.top);
        Some(Rect::from_min_size(min, vec2(to - from + beyond, frame.typeface.row_height)))
    }
}

impl Editor {
    pub(super) fn paint(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) {
        let (brackets, parts) = self.pairs();
        let pairs: Vec<Span> = brackets.into_iter().flat_map(|(a, b)| [a, b]).chain(parts.iter().copied()).collect();
        let whole = ui.painter_at(frame.visible);
        let text = ui.painter_at(frame.text_clip());
        {
            let rows = self.lay_out_rows(frame);
            self.paint_grounds(&whole, &text, frame, &rows);
            self.paint_guides(&text, frame, &rows);
            if frame.focused {
                paint_pairs(&text, frame, &rows, &pairs);
            }
            for row in &rows {
                for (x, galley) in row.laid.galleys() {
                    text.galley(pos2(frame.text_left() + x, row.top), galley.clone(), frame.inputs.palette.text);
                }
                self.paint_fold_sign(&text, frame, row);
            }
            self.paint_squiggles(&text, frame, &rows);
        }
        self.paint_gutter(&whole, response, frame);
        self.paint_carets(ui, &text, frame);
    }

    fn lay_out_rows<'a>(&'a self, frame: &'a Frame<'_>) -> Vec<Row<'a>> {
        let document = &self.document;
        let palette = frame.inputs.palette;
        let color = |span: Option<crate::app::highlight::ClassSpan>| match span {
            Some(span) => palette.class(span.class),
            None => palette.text,
        };
        let rows = frame.rows(document.folds.row_count());
        rows.map(|row| {
            let line = document.folds.line_of_row(row);
            let text = document.buffer.line(line);
            let spans = document.highlighter.spans(line);
            let laid = LaidLine::new(frame.typeface, text, spans, frame.columns_in_sight(), &color);
            Row { line, top: frame.row_top(row), start: document.buffer.line_start(line), laid, len: text.len() }
        })
        .collect()
    }

    fn paint_grounds(&self, whole: &Painter, text: &Painter, frame: &Frame<'_>, rows: &[Row<'_>]) {
        let palette = frame.inputs.palette;
        let carets = &self.document.carets;
        let current = self.document.buffer.position(carets.primary().head).line;
        for row in rows {
            let full = Rect::from_x_y_ranges(frame.visible.x_range(), row.top..=row.top + frame.typeface.row_height);
            if row.line == current && frame.focused && carets.primary().is_empty() {
                whole.rect_filled(full, 0.0, palette.current_line);
            }
            for span in frame.inputs.highlights {
                let range = self.present_span(frame, *span).range();
                if let Some(rect) = row.rect(frame, &range).filter(|rect| rect.width() > 0.0) {
                    let rect = rect.expand2(vec2(1.5, -1.0));
                    text.rect(rect, 3.0, palette.accent_soft, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
                }
            }
            self.paint_hits(text, frame, row);
            for caret in carets.all() {
                let range = caret.range();
                if range.is_empty() || range.start > row.start + row.len {
                    continue;
                }
                if let Some(rect) = row.rect(frame, &range).filter(|rect| rect.width() > 0.0) {
                    let ground = if frame.focused { palette.selection } else { palette.selection.gamma_multiply(0.6) };
                    text.rect_filled(rect, 2.0, ground);
                }
            }
        }
    }

    /// What the find bar found in a row.
    fn paint_hits(&self, painter: &Painter, frame: &Frame<'_>, row: &Row<'_>) {
        let Some(found) = self.bar.found() else { return };
        let first = found.hits.partition_point(|hit| (hit.end as usize) <= row.start);
        let hits = found.hits.iter().skip(first).take_while(|hit| hit.start as usize <= row.start + row.len);
        let selected = self.document.selection();
        for (hit, rect) in hits.filter_map(|hit| Some((hit, row.rect(frame, &hit.range())?))) {
            paint_hit(painter, frame.inputs.palette, rect, *hit == selected);
        }
    }

    /// Thin lines at each level of indentation; a blank line takes part in what is around it.
    fn paint_guides(&self, painter: &Painter, frame: &Frame<'_>, rows: &[Row<'_>]) {
        let unit = self.document.indent_unit();
        if unit == "\t" {
            return;
        }
        let level = |line: usize| blank_prefix(self.document.buffer.line(line)).len();
        let blank = |line: usize| self.document.buffer.line(line).trim().is_empty();
        let stroke = Stroke::new(1.0, frame.inputs.palette.border);
        for row in rows {
            let width = if blank(row.line) {
                let above = (row.line.saturating_sub(40)..row.line).rev().find(|line| !blank(*line)).map_or(0, level);
                let below =
                    (row.line + 1..self.document.buffer.line_count().min(row.line + 40)).find(|line| !blank(*line));
                above.min(below.map_or(0, level))
            } else {
                level(row.line)
            };
            for column in (unit.len()..width).step_by(unit.len()).take(60) {
                let x = frame.text_left() + column as f32 * frame.typeface.advance + 0.5;
                painter.vline(x.round() + 0.5, row.top..=row.top + frame.typeface.row_height, stroke);
            }
        }
    }

    fn paint_fold_sign(&self, painter: &Painter, frame: &Frame<'_>, row: &Row<'_>) {
        if self.document.folds.folded(row.line).is_none() {
            return;
        }
        let palette = frame.inputs.palette;
        let left = frame.text_left() + row.laid.x_of(row.len) + frame.typeface.advance;
        let height = frame.typeface.row_height;
        let rect = Rect::from_min_size(pos2(left, row.top + 4.0), vec2(frame.typeface.advance * 3.0, height - 8.0));
        painter.rect(rect, 3.0, palette.hover, Stroke::new(1.0, palette.border_strong), StrokeKind::Inside);
        for step in [-1.0, 0.0, 1.0] {
            painter.circle_filled(rect.center() + vec2(step * 5.0, 0.0), 1.3, palette.muted);
        }
    }

    fn paint_squiggles(&self, painter: &Painter, frame: &Frame<'_>, rows: &[Row<'_>]) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let buffer = &self.document.buffer;
        let part = buffer.line_start(first.line)..buffer.line_range(last.line).end;
        let mut marks: Vec<(&Mark, Range<usize>)> = self.marks_in(frame, part).collect();
        // What matters most is painted last.
        marks.sort_by_key(|(mark, _)| Reverse(mark.severity));
        for (mark, range) in marks {
            for row in rows {
                if let Some(rect) = row.rect(frame, &range) {
                    paint_squiggle(painter, rect, severity_color(frame, mark.severity), frame.typeface.advance);
                }
            }
        }
    }

    /// Returns the problems at a place, the worst first.
    pub(super) fn marks_at<'m>(&self, frame: &Frame<'m>, offset: usize) -> Vec<&'m Mark> {
        let here = self.marks_in(frame, offset..offset).filter(|(_, range)| range.contains(&offset));
        let mut marks: Vec<&Mark> = here.map(|(mark, _)| mark).collect();
        marks.sort_by_key(|mark| mark.severity);
        marks
    }

    /// Returns where on the screen the word or the mark at a place begins and ends, in the row of that place.
    pub(super) fn place_of(&self, frame: &Frame<'_>, offset: usize, span: Option<Span>) -> Rect {
        let buffer = &self.document.buffer;
        let word = match span {
            Some(span) => span.range(),
            None => super::motions::word_at(buffer, offset),
        };
        let line = buffer.line_range(buffer.line_of(offset));
        let first = self.caret_rect(frame, word.start.clamp(line.start, offset));
        let last = self.caret_rect(frame, word.end.clamp(offset, line.end.max(offset)));
        let rect = Rect::from_min_max(first.left_top(), last.right_bottom()).expand2(vec2(0.0, 2.0));
        let clip = frame.text_clip();
        if clip.intersects(rect) { rect.intersect(clip) } else { rect }
    }

    fn paint_carets(&mut self, ui: &Ui, painter: &Painter, frame: &Frame<'_>) {
        if !frame.focused {
            return;
        }
        let primary = self.caret_rect(frame, self.caret_offset());
        ui.output_mut(|output| {
            output.ime = Some(egui::output::IMEOutput {
                purpose: egui::IMEPurpose::Normal,
                rect: frame.text_clip(),
                cursor_rect: primary,
                should_interrupt_composition: false,
            });
        });
        if !self.preedit.is_empty() {
            paint_preedit(painter, frame, primary.left_top(), &self.preedit);
            return;
        }
        if self.caret_is_on(ui) {
            for caret in self.document.carets.all() {
                let rect = self.caret_rect(frame, caret.head);
                if rect.intersects(frame.visible) {
                    painter.rect_filled(rect, 0.5, frame.inputs.palette.accent);
                }
            }
        }
    }

    /// Returns whether the caret is to be seen now, and asks for the frame in which that changes.
    fn caret_is_on(&self, ui: &Ui) -> bool {
        let (now, window_focused) = ui.input(|input| (input.time, input.focused));
        let idle = now - self.last_activity;
        if !window_focused || !(0.0..BLINK_FOR).contains(&idle) {
            return true;
        }
        let next = BLINK - idle % BLINK;
        ui.request_repaint_after(std::time::Duration::from_secs_f64(next.max(0.01)));
        ((idle / BLINK) as u64).is_multiple_of(2)
    }

    /// Returns where a caret stands on the screen.
    pub(super) fn caret_rect(&self, frame: &Frame<'_>, offset: usize) -> Rect {
        let at = self.document.buffer.position(offset);
        let x = LaidLine::plain_line(frame.typeface, self.document.buffer.line(at.line)).x_of(at.column);
        let top = frame.row_top(self.document.folds.row_of_line(at.line));
        Rect::from_min_size(
            pos2((frame.text_left() + x).round() - 0.5, top + 2.0),
            vec2(2.0, frame.typeface.row_height - 4.0),
        )
    }
}

/// Returns the color of a severity.
pub(super) fn severity_color(frame: &Frame<'_>, severity: Severity) -> Color32 {
    match severity {
        Severity::Error => frame.inputs.palette.error,
        Severity::Warning => frame.inputs.palette.warning,
        Severity::Hint => frame.inputs.palette.hint,
    }
}

/// The ground of a place found; the one that is selected has an outline, for its ground is the selection's.
pub(in crate::app) fn paint_hit(painter: &Painter, palette: &Palette, rect: Rect, selected: bool) {
    let rect = rect.shrink2(vec2(0.0, 1.0));
    painter.rect_filled(rect, 2.0, palette.found);
    if selected {
        painter.rect_stroke(rect, 2.0, Stroke::new(1.5, palette.accent), StrokeKind::Outside);
    }
}

fn paint_pairs(painter: &Painter, frame: &Frame<'_>, rows: &[Row<'_>], pairs: &[Span]) {
    let stroke = Stroke::new(1.0, frame.inputs.palette.muted);
    for span in pairs {
        let range = span.range();
        let inside = |row: &&Row<'_>| range.start >= row.start && range.end <= row.start + row.len;
        if let Some(rect) = rows.iter().find(inside).and_then(|row| row.rect(frame, &range)) {
            let rect = rect.shrink2(vec2(-0.5, 2.0));
            painter.rect(rect, 2.0, frame.inputs.palette.hover, stroke, StrokeKind::Inside);
        }
    }
}

/// A wave under the text, four points long and two high.
pub(in crate::app) fn paint_squiggle(painter: &Painter, rect: Rect, color: Color32, least: f32) {
    let clip = painter.clip_rect();
    let left = rect.left().max(clip.left() - 4.0);
    let right = rect.right().max(rect.left() + least).min(clip.right() + 4.0);
    if left >= right {
        return;
    }
    let steps = ((right - left) / 2.0).ceil() as usize;
    let base = rect.bottom() - 2.5;
    let point = |step: usize| {
        let rise = if step.is_multiple_of(2) { 1.1 } else { -1.1 };
        pos2((left + step as f32 * 2.0).min(right), base + rise)
    };
    painter.add(Shape::line((0..=steps).map(point).collect(), Stroke::new(1.1, color)));
}

/// What is being composed, underlined, over what follows the caret.
fn paint_preedit(painter: &Painter, frame: &Frame<'_>, at: Pos2, text: &str) {
    let palette = frame.inputs.palette;
    let galley = painter.layout_no_wrap(text.to_owned(), frame.typeface.font.clone(), palette.text);
    let ground = Rect::from_min_size(at, vec2(galley.rect.width() + 2.0, frame.typeface.row_height - 4.0));
    painter.rect_filled(ground, 0.0, palette.raised);
    painter.galley(at + vec2(1.0, (ground.height() - galley.rect.height()) / 2.0), galley, palette.text);
    painter.hline(ground.x_range(), ground.bottom() - 1.0, Stroke::new(1.0, palette.accent));
}
