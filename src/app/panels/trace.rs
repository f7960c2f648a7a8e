//! The values of the template's references in the order of the text, with a row for each time one was evaluated.

use super::walk_by_keys;
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Row, empty_line};
use crate::app::{icon, theme};
use crate::diagnostics::{Location, Source};
use crate::text::LineIndex;
use crate::vtl::trace::{Traced, TracedValue};
use egui::{Frame, Margin, ScrollArea, Ui};

/// One row: a reference with its only value, or one of its values.
struct Line<'a> {
    entry: &'a TracedValue,
    value: Option<&'a Traced>,
    /// Which of the values it is, if there are several.
    nth: Option<usize>,
}

/// Draws the list.
pub fn trace_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let preview = scene.preview().filter(|preview| !preview.traced().is_empty());
    let Some((preview, text)) = preview.and_then(|preview| Some((preview, preview.source_text(&Source::Template)?)))
    else {
        let hint = match scene.preview().map(|preview| preview.template) {
            Some(None) => "No template runs for this call.",
            _ => "Each reference of the template shows here with its value, once for every round of a loop.",
        };
        empty_line(ui, icon::LIST_MAGNIFYING_GLASS, "No values", hint);
        return;
    };
    let entries = preview.traced();
    let starts = starts(entries);
    let index = LineIndex::new(text);
    Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let area = ScrollArea::vertical().id_salt("trace").auto_shrink(false);
        area.show_rows(ui, theme::ROW, starts.last().copied().unwrap_or(0), |ui, rows| {
            for row in rows {
                if let Some(line) = line_at(entries, &starts, row) {
                    line_ui(ui, scene, &line, text, &index, row == 0);
                }
            }
        });
    });
}

/// Returns the row at which each reference starts, and at the end how many rows there are.
fn starts(entries: &[TracedValue]) -> Vec<usize> {
    let mut rows = 0;
    let mut starts = vec![0];
    starts.extend(entries.iter().map(|entry| {
        rows += entry.values.len().max(1);
        rows
    }));
    starts
}

fn line_at<'a>(entries: &'a [TracedValue], starts: &[usize], row: usize) -> Option<Line<'a>> {
    let at = starts.partition_point(|start| *start <= row).checked_sub(1)?;
    let entry = entries.get(at)?;
    let nth = row - starts.get(at)?;
    Some(Line { entry, value: entry.values.get(nth), nth: (entry.count > 1).then_some(nth) })
}

fn line_ui(ui: &mut Ui, scene: &mut Scene<'_>, line: &Line<'_>, text: &str, index: &LineIndex, is_first: bool) {
    let t = theme::of(ui);
    let span = line.entry.span;
    let reference = span.slice(text);
    let value = match line.value.and_then(|value| value.text.as_deref()) {
        Some("") => "empty text".to_owned(),
        Some(value) => value.to_owned(),
        None => "no value".to_owned(),
    };
    let class = line.value.map_or("", |value| value.class_name);
    let round = line.value.and_then(|value| value.round);
    let mut place = index.line_column(text, span.start as usize).to_string();
    if let Some(nth) = line.nth {
        let of = line.entry.count;
        let words = match round {
            Some(round) => format!("round {round}, {} of {of}   ", nth + 1),
            None => format!("{} of {of}   ", nth + 1),
        };
        place.insert_str(0, &words);
    }
    let color = if line.value.is_some_and(|value| value.text.is_some()) { t.accent } else { t.muted };
    let is_further = line.nth.is_some_and(|nth| nth > 0);
    let name = format!("{reference} is {value}");
    let row = Row::new(reference).code().icon(icon::CODE, color).detail(&value).trailing(&place).name(&name);
    let row = if is_further { row.indent(16.0) } else { row };
    let response = row.show(ui);
    if is_first {
        scene.take_focus(ui, Focus::Trace, response.id);
    }
    if response.clicked() {
        scene.push(Action::GoTo(Location { source: Source::Template, span }));
    }
    walk_by_keys(ui, &response);
    response.on_hover_text(format!("{reference}\n{value}\n{class}"));
}
