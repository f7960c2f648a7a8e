//! Painting the rows in sight.

use super::scan::scan_line;
use super::view::{EventView, Frame};
use crate::app::editor::layout::LaidLine;
use crate::app::editor::paint::{paint_hit, paint_squiggle};
use crate::app::highlight::{ClassSpan, LONGEST_LINE};
use crate::text::counted;
use egui::{Align2, FontId, Painter, Rect, Response, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use std::ops::Range;

/// Bytes of a row that are painted; the rest is told by its size, and copied whole.
pub(super) const ELIDED: usize = LONGEST_LINE;
/// Seconds for which a changed row is tinted, and those of them in which the tint fades.
const TINTED: f64 = 2.0;
const FADING: f64 = 1.2;

impl EventView {
    pub(super) fn paint(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) {
        let painter = ui.painter_at(frame.visible);
        let text = ui.painter_at(frame.text_clip());
        let tint = self.tint(ui);
        let pointer_in_gutter = response.hover_pos().is_some_and(|pos| pos.x < frame.visible.left() + frame.gutter);
        for row in frame.rows(self.folds.row_count()) {
            let line = self.folds.line_of_row(row);
            self.paint_row_ground(&painter, frame, row, line, tint);
            self.paint_row(&text, frame, row, line);
            self.paint_gutter(&painter, frame, row, line, pointer_in_gutter);
        }
    }

    /// Returns how strongly changed rows are tinted now, and asks for the next frame of the fading.
    fn tint(&mut self, ui: &Ui) -> f32 {
        let Some(since) = self.changed_at else { return 0.0 };
        let age = ui.input(|input| input.time) - since;
        let left = TINTED - age;
        if left <= 0.0 {
            self.changed_at = None;
            return 0.0;
        }
        let pause = if left > FADING { left - FADING } else { 1.0 / 30.0 };
        ui.request_repaint_after(std::time::Duration::from_secs_f64(pause));
        (left / FADING).min(1.0) as f32
    }

    fn paint_row_ground(&self, painter: &Painter, frame: &Frame<'_>, row: usize, line: usize, tint: f32) {
        let palette = frame.inputs.palette;
        let top = frame.row_top(row);
        let full = Rect::from_x_y_ranges(frame.visible.x_range(), top..=top + frame.typeface.row_height);
        let error_line = frame.inputs.error.map(|mark| self.event.line_of(mark.span.start as usize));
        if error_line == Some(line) {
            painter.rect_filled(full, 0.0, palette.error_soft);
        } else if tint > 0.0 && self.is_changed(line) {
            painter.rect_filled(full, 0.0, palette.changed.gamma_multiply(tint));
            // A bar at the edge: the ground's color is not the only sign.
            let bar = Rect::from_min_size(full.min, vec2(3.0, full.height()));
            painter.rect_filled(bar, 0.0, palette.syntax.string.gamma_multiply(tint));
        } else if frame.focused && self.event.line_of(self.cursor) == line {
            painter.rect_filled(full, 0.0, palette.current_line);
        }
    }

    fn is_changed(&self, line: usize) -> bool {
        let changed = self.event.changed();
        let index = changed.partition_point(|range| range.end <= line);
        changed.get(index).is_some_and(|range| range.contains(&line))
    }

    fn paint_row(&self, painter: &Painter, frame: &Frame<'_>, row: usize, line: usize) {
        let palette = frame.inputs.palette;
        let whole = self.event.line(line);
        let shown = whole.get(..whole.floor_char_boundary(ELIDED)).unwrap_or(whole);
        let spans = scan_line(shown);
        let dim = if frame.inputs.stale { 0.72 } else { 1.0 };
        let color =
            |span: Option<ClassSpan>| span.map_or(palette.text, |span| palette.class(span.class)).gamma_multiply(dim);
        let sight = frame.text_clip().left() - frame.text_left()..frame.text_clip().right() - frame.text_left();
        let laid = LaidLine::new(frame.typeface, shown, &spans, sight, &color);
        let top = frame.row_top(row);
        let place = |range: &Range<usize>| self.rect_in_row(frame, &laid, line, shown.len(), top, range);
        for span in frame.inputs.highlights {
            if let Some(rect) = place(&span.range()).filter(|rect| rect.width() > 0.0) {
                let outline = Stroke::new(1.0, palette.accent);
                painter.rect(rect.expand2(vec2(1.5, -1.0)), 3.0, palette.accent_soft, outline, StrokeKind::Inside);
            }
        }
        self.paint_hits(painter, frame, &place, line);
        let selection = self.selection();
        if !selection.is_empty()
            && let Some(rect) = place(&selection)
        {
            painter.rect_filled(rect, 2.0, palette.selection);
        }
        for (x, galley) in laid.galleys() {
            painter.galley(pos2(frame.text_left() + x, top), galley.clone(), palette.text);
        }
        if let Some(mark) = frame.inputs.error
            && let Some(rect) = place(&self.mark_range(&mark.span.range()))
        {
            paint_squiggle(painter, rect, palette.error, frame.typeface.advance);
        }
        let end = frame.text_left() + laid.x_of(shown.len());
        self.paint_tail(painter, frame, line, pos2(end, top), whole.len() - shown.len());
    }

    /// What stands behind a row: how much of it is not painted, how much is folded.
    fn paint_tail(&self, painter: &Painter, frame: &Frame<'_>, line: usize, at: egui::Pos2, hidden: usize) {
        let palette = frame.inputs.palette;
        let middle = at.y + frame.typeface.row_height / 2.0;
        let font = FontId::new(frame.inputs.ui_font.size * 0.92, frame.inputs.ui_font.family.clone());
        let mut x = at.x + frame.typeface.advance * 0.5;
        let mut badge = |text: String| {
            let galley = painter.layout_no_wrap(text, font.clone(), palette.muted);
            let size = galley.size() + vec2(12.0, 2.0);
            let rect = Rect::from_min_size(pos2(x, middle - size.y / 2.0), size);
            painter.rect(rect, 4.0, palette.hover, Stroke::new(1.0, palette.border_strong), StrokeKind::Inside);
            painter.galley(rect.min + vec2(6.0, 1.0), galley, palette.muted);
            x = rect.right() + 6.0;
        };
        if hidden > 0 {
            badge(format!("{} more", bytes(hidden)));
        }
        if let Some(last) = self.folds.folded(line) {
            badge(counted(last - line, "line"));
            let close = self.event.line(last + 1).trim_start();
            painter.text(
                pos2(x, middle),
                Align2::LEFT_CENTER,
                close,
                frame.typeface.font.clone(),
                palette.syntax.punctuation,
            );
        }
    }

    fn paint_hits(
        &self,
        painter: &Painter,
        frame: &Frame<'_>,
        place: &dyn Fn(&Range<usize>) -> Option<Rect>,
        line: usize,
    ) {
        let Some(found) = self.bar.found() else { return };
        let range = self.event.line_start(line)..self.event.line_start(line + 1);
        let first = found.hits.partition_point(|hit| (hit.end as usize) <= range.start);
        let hits = found.hits.iter().skip(first).take_while(|hit| (hit.start as usize) < range.end);
        let selection = self.selection();
        for (hit, rect) in hits.filter_map(|hit| Some((hit, place(&hit.range())?))) {
            paint_hit(painter, frame.inputs.palette, rect, hit.range() == selection);
        }
    }

    fn paint_gutter(&self, painter: &Painter, frame: &Frame<'_>, row: usize, line: usize, near: bool) {
        let palette = frame.inputs.palette;
        let top = frame.row_top(row);
        let middle = top + frame.typeface.row_height / 2.0;
        if frame.origin.x < frame.visible.left() {
            // Text is scrolled beneath: hide it.
            let strip = Rect::from_min_size(
                pos2(frame.visible.left(), top),
                vec2(frame.gutter - 4.0, frame.typeface.row_height),
            );
            painter.rect_filled(strip, 0.0, palette.background);
        }
        let right = frame.visible.left() + frame.gutter - 20.0;
        let font = FontId::new(frame.typeface.font.size * 0.9, frame.typeface.font.family.clone());
        let here = frame.focused && self.event.line_of(self.cursor) == line;
        let color = if here { palette.text } else { palette.faint };
        painter.text(pos2(right, middle), Align2::RIGHT_CENTER, line + 1, font, color);
        let folded = self.folds.folded(line).is_some();
        if folded || (near && self.event.closing_line(line).is_some_and(|close| close > line + 1)) {
            let center = pos2(right + 9.0, middle);
            let points = if folded {
                [vec2(-1.8, -3.5), vec2(1.8, 0.0), vec2(-1.8, 3.5)]
            } else {
                [vec2(-3.5, -1.8), vec2(0.0, 1.8), vec2(3.5, -1.8)]
            };
            let line = points.map(|point| center + point).to_vec();
            painter.add(Shape::line(line, Stroke::new(1.4, palette.muted)));
        }
    }

    /// Returns the ground of a range's part in a row; what is not painted of the row counts as its end.
    fn rect_in_row(
        &self,
        frame: &Frame<'_>,
        laid: &LaidLine<'_>,
        line: usize,
        shown: usize,
        top: f32,
        range: &Range<usize>,
    ) -> Option<Rect> {
        let start = self.event.line_start(line);
        let end = start + self.event.line(line).len();
        if range.start > end || range.end < start || (range.end == start && range.start < start) {
            return None;
        }
        let from = laid.x_of((range.start.max(start) - start).min(shown));
        let to = laid.x_of((range.end.min(end) - start).min(shown));
        let beyond = if range.end > end { frame.typeface.advance * 0.6 } else { 0.0 };
        let min = pos2(frame.text_left() + from, top);
        Some(Rect::from_min_size(min, vec2(to - from + beyond, frame.typeface.row_height)))
    }

    /// Returns the bytes of an error's place; an empty one takes the next character.
    pub(super) fn mark_range(&self, range: &Range<usize>) -> Range<usize> {
        if !range.is_empty() {
            return range.clone();
        }
        let text = self.event.text();
        let start = text.floor_char_boundary(range.start);
        start..text.get(start..).and_then(|rest| rest.chars().next()).map_or(start, |c| start + c.len_utf8())
    }
}

/// Returns a number of bytes as people read it.
pub(super) fn bytes(count: usize) -> String {
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{:.1} KB", count as f64 / 1_000.0),
        _ => format!("{:.1} MB", count as f64 / 1_000_000.0),
    }
}
