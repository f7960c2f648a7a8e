//! The strip on the left: problem dots, line numbers, folding.

use super::carets::{Caret, Carets};
use super::layout::Typeface;
use super::matching;
use super::view::{Editor, Frame};
use crate::diagnostics::Severity;
use egui::{Align2, FontId, Painter, Pos2, Rect, Response, Shape, Stroke, pos2, vec2};
use std::collections::BTreeMap;

/// Widths of the lane with the dots and of the lane with the fold signs, in points.
const DOTS: f32 = 18.0;
const FOLDS: f32 = 20.0;

impl Editor {
    pub(super) fn gutter_width(&self, typeface: &Typeface) -> f32 {
        let digits = self.document.buffer.line_count().max(1).ilog10() + 1;
        (DOTS + digits.max(2) as f32 * typeface.advance * NUMBER_SCALE + FOLDS).round()
    }

    /// Paints the gutter over whatever text is scrolled beneath it.
    pub(super) fn paint_gutter(&mut self, painter: &Painter, response: &Response, frame: &Frame<'_>) {
        let palette = frame.inputs.palette;
        let strip = Rect::from_min_size(frame.visible.min, vec2(frame.gutter - 6.0, frame.visible.height()));
        painter.rect_filled(strip, 0.0, palette.background);
        let font = FontId::new(frame.typeface.font.size * NUMBER_SCALE, frame.typeface.font.family.clone());
        let right = strip.left() + frame.gutter - FOLDS;
        let current = self.document.buffer.position(self.caret_offset()).line;
        let severities = self.severities(frame);
        // Where one can fold shows when the pointer comes near; what is folded shows always.
        let near = response.hover_pos().is_some_and(|pos| strip.contains(pos));
        if near {
            self.fold_regions();
        }
        for row in frame.rows(self.document.folds.row_count()) {
            let line = self.document.folds.line_of_row(row);
            let middle = frame.row_top(row) + frame.typeface.row_height / 2.0;
            if line == current && frame.focused {
                let ground = Rect::from_x_y_ranges(
                    strip.x_range(),
                    frame.row_top(row)..=frame.row_top(row) + frame.typeface.row_height,
                );
                painter.rect_filled(ground, 0.0, palette.current_line);
            }
            let color = if line == current { palette.text } else { palette.faint };
            painter.text(pos2(right, middle), Align2::RIGHT_CENTER, line + 1, font.clone(), color);
            let here = severities.iter().filter(|(at, _)| *at == line).map(|(_, severity)| *severity).min();
            if let Some(severity) = here {
                paint_dot(painter, pos2(strip.left() + DOTS / 2.0, middle), severity, frame);
            }
            let folded = self.document.folds.folded(line).is_some();
            let foldable = || self.regions.as_ref().is_some_and(|(_, regions)| regions.contains_key(&line));
            if folded || (near && foldable()) {
                paint_chevron(painter, pos2(right + FOLDS * 0.42, middle), folded, Stroke::new(1.4, palette.muted));
            }
        }
    }

    /// Returns the lines in sight that have problems, with how much each matters.
    fn severities(&self, frame: &Frame<'_>) -> Vec<(usize, Severity)> {
        let rows = frame.rows(self.document.folds.row_count());
        let first = self.document.buffer.line_start(self.document.folds.line_of_row(rows.start));
        let last = self.document.buffer.line_range(self.document.folds.line_of_row(rows.end)).end;
        let marks = self.marks_in(frame, first..last).map(|(mark, range)| (range.start, mark.severity));
        marks
            .filter(|(start, _)| (first..=last).contains(start))
            .map(|(start, severity)| (self.document.buffer.line_of(start), severity))
            .collect()
    }

    /// Folds or unfolds if the press was on a fold sign. Returns false if it was not.
    pub(super) fn toggle_fold_at(&mut self, frame: &Frame<'_>, pos: Pos2, line: usize) -> bool {
        if pos.x < frame.visible.left() + frame.gutter - FOLDS {
            return false;
        }
        if self.document.folds.folded(line).is_some() {
            return self.document.folds.unfold(line);
        }
        let last = self.fold_regions().get(&line).copied();
        last.is_some_and(|last| self.fold(line, last))
    }

    /// Folds the innermost region around the caret, or unfolds the one at its line.
    pub(super) fn fold_at_caret(&mut self, fold: bool) {
        let line = self.document.buffer.position(self.caret_offset()).line;
        if !fold {
            self.document.folds.unfold(line);
            return;
        }
        let regions = self.fold_regions().clone();
        let open = |first: &usize| self.document.folds.folded(*first).is_none();
        let around = regions.range(..=line).rev().find(|(first, last)| **last >= line && open(first));
        let found = around.map(|(first, last)| (*first, *last));
        if let Some((first, last)) = found {
            self.fold(first, last);
        }
    }

    fn fold(&mut self, first: usize, last: usize) -> bool {
        self.document.folds.fold(first, last);
        let head = self.document.buffer.position(self.caret_offset()).line;
        if (first + 1..=last).contains(&head) {
            let end = self.document.buffer.line_range(first).end;
            self.document.select(Carets::one(Caret::at(end)));
        }
        true
    }

    /// Returns the last line of what can be folded below each line: brackets and blocks of directives.
    fn fold_regions(&mut self) -> &BTreeMap<usize, usize> {
        let version = self.version();
        if self.regions.as_ref().is_none_or(|(known, _)| *known != version) {
            let text = self.document.text();
            let line = |offset: usize| self.document.buffer.line_of(offset);
            let brackets = matching::bracket_pairs(&text).into_iter().map(|(open, close)| (line(open), line(close)));
            let blocks = matching::blocks(&text).into_iter().filter(|block| block.closed).filter_map(|block| {
                let (first, last) = (block.parts.first()?, block.parts.last()?);
                Some((line(first.start as usize), line(last.start as usize)))
            });
            let mut regions = BTreeMap::new();
            // The line with the closing part stays in sight.
            for (first, close) in brackets.chain(blocks).filter(|(first, close)| first + 1 < *close) {
                let last = regions.entry(first).or_insert(close - 1);
                *last = (*last).max(close - 1);
            }
            self.regions = Some((version, regions));
        }
        &self.regions.get_or_insert_default().1
    }
}

const NUMBER_SCALE: f32 = 0.9;

/// Errors are dots, warnings triangles, hints rings: the color is not the only sign.
fn paint_dot(painter: &Painter, center: Pos2, severity: Severity, frame: &Frame<'_>) {
    let palette = frame.inputs.palette;
    match severity {
        Severity::Error => {
            painter.circle_filled(center, 3.5, palette.error);
        }
        Severity::Warning => {
            let corners = [vec2(0.0, -4.0), vec2(4.2, 3.2), vec2(-4.2, 3.2)].map(|corner| center + corner);
            painter.add(Shape::convex_polygon(corners.to_vec(), palette.warning, Stroke::NONE));
        }
        Severity::Hint => {
            painter.circle_stroke(center, 3.0, Stroke::new(1.4, palette.hint));
        }
    }
}

fn paint_chevron(painter: &Painter, center: Pos2, folded: bool, stroke: Stroke) {
    let points = if folded {
        [vec2(-1.8, -3.5), vec2(1.8, 0.0), vec2(-1.8, 3.5)]
    } else {
        [vec2(-3.5, -1.8), vec2(0.0, 1.8), vec2(3.5, -1.8)]
    };
    painter.add(Shape::line(points.map(|point| center + point).to_vec(), stroke));
}
