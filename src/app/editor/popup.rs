//! What floats above the text: the list of completions and the card about what the pointer rests on.

use super::completing::ROWS;
use super::palette::Palette;
use super::view::{Editor, Frame};
use crate::diagnostics::Fix;
use crate::ide::{Completion, CompletionKind, CompletionList, HoverCard};
use crate::text::Span;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, Color32, FontId, Id, Margin, Order, Rect, Response, RichText, Role, Sense, Shadow, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

const WIDTH: f32 = 400.0;
const ROW: f32 = 24.0;
const PADDING: f32 = 4.0;
/// Height kept for the selected item's documentation.
const NOTE: f32 = 58.0;

impl Editor {
    /// Shows the list at the caret; returns the index of the item that was clicked.
    pub(super) fn completion_ui(&mut self, ui: &Ui, id: Id, frame: &Frame<'_>, list: &CompletionList) -> Option<usize> {
        let anchor = self.caret_rect(frame, (list.replace.start as usize).min(self.caret_offset()));
        let session = self.session.as_mut().filter(|session| !session.offered.is_empty())?;
        let palette = frame.inputs.palette;
        let rows = session.offered.len().min(ROWS);
        let items: Vec<(usize, &Completion, &[usize])> = session
            .offered
            .iter()
            .enumerate()
            .skip(session.first)
            .take(rows)
            .filter_map(|(row, (index, places))| Some((row, list.items.get(*index)?, places.as_slice())))
            .collect();
        let selected = session.offered.get(session.selected).and_then(|(index, _)| list.items.get(*index));
        let note = selected.map(|item| item.documentation.as_str()).filter(|note| !note.is_empty());
        let any_note = list.items.iter().any(|item| !item.documentation.is_empty());
        let height = rows as f32 * ROW + PADDING * 2.0 + if any_note { NOTE } else { 0.0 };
        let screen = ui.ctx().content_rect();
        let below = anchor.bottom() + 4.0;
        let above = below + height > screen.bottom() && anchor.top() - height > screen.top();
        let top = if above { anchor.top() - 4.0 - height } else { below };
        let width = WIDTH.min(screen.width() - 16.0);
        let left =
            (anchor.left() - 32.0).clamp(screen.left() + 8.0, (screen.right() - width - 8.0).max(screen.left() + 8.0));
        let mut clicked = None;
        let shown = egui::Area::new(id.with("completions")).order(Order::Foreground).fixed_pos(pos2(left, top)).show(
            ui.ctx(),
            |ui| {
                card(palette).show(ui, |ui| {
                    ui.set_width(width - PADDING * 2.0);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (row, item, places) in &items {
                        let response = row_ui(ui, frame, item, places, *row == session.selected);
                        if response.clicked() {
                            clicked = session.offered.get(*row).map(|(index, _)| *index);
                        }
                    }
                    if any_note {
                        note_ui(ui, frame, note.unwrap_or(""));
                    }
                });
            },
        );
        let area = shown.response.rect;
        session.area = Some(area);
        if shown.response.contains_pointer() {
            let wheel = ui.input(|input| input.smooth_scroll_delta().y);
            let last = session.offered.len().saturating_sub(rows);
            let step = if wheel > 0.0 { -1 } else { isize::from(wheel < 0.0) };
            session.first = session.first.saturating_add_signed(step).min(last);
        }
        clicked
    }

    /// Returns what the card is about while the pointer is on the card itself, to press a button there.
    pub(super) fn pointed_through_card(&self, ui: &Ui, response: &Response) -> Option<usize> {
        let card = self.card.as_ref().filter(|_| response.hover_pos().is_none())?;
        let pos = ui.input(|input| input.pointer.latest_pos())?;
        card.area.expand(2.0).contains(pos).then_some(card.offset)
    }

    /// Tells about the text under the pointer: problems first, then what it is. Returns the fix that was chosen.
    pub(super) fn hover_card_ui(
        &mut self,
        response: &Response,
        frame: &Frame<'_>,
        hovered: Option<usize>,
    ) -> Option<Fix> {
        let before = self.card.take();
        let offset = hovered.filter(|_| !self.offers() && self.fix_menu.is_none())?;
        let marks = self.marks_at(frame, offset);
        let hover = frame.inputs.hover.filter(|card| card.span.contains(offset));
        if marks.is_empty() && hover.is_none() {
            return None;
        }
        let fixable = !frame.inputs.read_only && self.marks_are_current(frame.inputs);
        let span = marks.first().map(|mark| self.present_span(frame, mark.span)).filter(|span| !span.is_empty());
        let span: Option<Span> = span.or(hover.map(|card| card.span));
        let mut chosen = None;
        // Under the word and not at the pointer, so that the pointer can go there.
        let mut tooltip = egui::Tooltip::for_enabled(response).gap(1.0);
        tooltip.popup = tooltip.popup.anchor(self.place_of(frame, offset, span));
        let shown = tooltip.show(|ui| {
            ui.set_max_width(440.0);
            ui.spacing_mut().item_spacing.y = 6.0;
            for mark in &marks {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 6.0;
                    let font = frame.inputs.ui_font.clone();
                    let color = super::paint::severity_color(frame, mark.severity);
                    ui.label(RichText::new(mark.severity.as_str()).font(font.clone()).color(color));
                    ui.label(RichText::new(&mark.message).font(font).color(frame.inputs.palette.text));
                });
                for fix in mark.fixes.iter().filter(|_| fixable) {
                    if super::fixes::fix_button(ui, frame, fix).clicked() {
                        chosen = Some(fix.clone());
                    }
                }
            }
            if let Some(hover) = hover {
                if !marks.is_empty() {
                    ui.separator();
                }
                card_ui(ui, frame, hover);
            }
        });
        self.card = shown.map(|shown| Card { offset, area: shown.response.rect });
        if self.card.is_none() && before.is_some() {
            response.ctx.request_repaint();
        }
        chosen
    }
}

/// The card about a place as it was shown last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Card {
    /// The place in the text.
    pub offset: usize,
    /// Where the card is on the screen.
    pub area: Rect,
}

fn card_ui(ui: &mut Ui, frame: &Frame<'_>, card: &HoverCard) {
    let palette = frame.inputs.palette;
    let code = frame.typeface.font.clone();
    let font = frame.inputs.ui_font.clone();
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&card.title).font(code.clone()).color(palette.syntax.builtin));
        ui.label(RichText::new(&card.detail).font(font.clone()).color(palette.muted));
    });
    if let Some(value) = &card.value {
        let shown = value.get(..value.floor_char_boundary(600)).unwrap_or("");
        let shown = if shown.len() < value.len() { format!("{shown}…") } else { shown.to_owned() };
        egui::Frame::new().fill(palette.background).corner_radius(4).inner_margin(Margin::symmetric(8, 4)).show(
            ui,
            |ui| {
                ui.label(RichText::new(shown).font(code).color(palette.syntax.string));
            },
        );
    }
    for note in &card.notes {
        ui.label(RichText::new(note).font(font.clone()).color(palette.text));
    }
}

pub(super) fn card(palette: &Palette) -> egui::Frame {
    egui::Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.border_strong))
        .corner_radius(8)
        .inner_margin(Margin::same(PADDING as i8))
        .shadow(Shadow { offset: [0, 6], blur: 18, spread: 0, color: Color32::from_black_alpha(60) })
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, item: &Completion, places: &[usize], selected: bool) -> Response {
    let palette = frame.inputs.palette;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, &item.label));
    let ground = match (selected, response.hovered()) {
        (true, _) => palette.selection,
        (false, true) => palette.hover,
        _ => Color32::TRANSPARENT,
    };
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 5.0, ground);
    let (sign, color) = sign_of(item.kind, palette);
    let small = FontId::new(frame.typeface.font.size * 0.85, frame.typeface.font.family.clone());
    painter.text(pos2(rect.left() + 14.0, rect.center().y), Align2::CENTER_CENTER, sign, small, color);
    let label = painter.layout_job(label_job(item, places, frame));
    let label_at = pos2(rect.left() + 28.0, rect.center().y - label.size().y / 2.0);
    let label_right = label_at.x + label.size().x;
    painter.galley(label_at, label, palette.text);
    let room = rect.right() - 8.0 - label_right - 16.0;
    if room > 24.0 && !item.detail.is_empty() {
        let mut job = LayoutJob::simple_singleline(one_line(&item.detail), frame.inputs.ui_font.clone(), palette.muted);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let detail = painter.layout_job(job);
        let at = pos2(rect.right() - 8.0 - detail.size().x, rect.center().y - detail.size().y / 2.0);
        painter.galley(at, detail, palette.muted);
    }
    response
}

fn label_job(item: &Completion, places: &[usize], frame: &Frame<'_>) -> LayoutJob {
    let palette = frame.inputs.palette;
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    for (at, c) in item.label.char_indices() {
        let color = if places.contains(&at) { palette.accent } else { palette.text };
        job.append(c.encode_utf8(&mut [0; 4]), 0.0, TextFormat::simple(frame.typeface.font.clone(), color));
    }
    job
}

fn note_ui(ui: &mut Ui, frame: &Frame<'_>, note: &str) {
    let palette = frame.inputs.palette;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), NOTE), Sense::hover());
    ui.painter().hline(rect.x_range().shrink(4.0), rect.top() + 3.0, Stroke::new(1.0, palette.border));
    let mut job = LayoutJob::simple(note.to_owned(), frame.inputs.ui_font.clone(), palette.muted, rect.width() - 20.0);
    job.wrap.max_rows = 3;
    let galley = ui.painter().layout_job(job);
    ui.painter().with_clip_rect(rect).galley(rect.min + vec2(10.0, 8.0), galley, palette.muted);
}

fn sign_of(kind: CompletionKind, palette: &Palette) -> (&'static str, Color32) {
    match kind {
        CompletionKind::Directive => ("#", palette.syntax.keyword),
        CompletionKind::Variable => ("$", palette.syntax.builtin),
        CompletionKind::Property => (".", palette.syntax.key),
        CompletionKind::Method => ("()", palette.syntax.function),
        CompletionKind::Snippet => ("<>", palette.syntax.escape),
        CompletionKind::Value => ("\"", palette.syntax.string),
    }
}

fn one_line(text: &str) -> String {
    let text = text.get(..text.floor_char_boundary(200)).unwrap_or("");
    text.replace(['\n', '\r', '\t'], " ")
}

/// Returns true if a place of the screen is in the list that was shown last.
pub(super) fn is_in(area: Option<Rect>, pos: Option<egui::Pos2>) -> bool {
    area.zip(pos).is_some_and(|(area, pos)| area.contains(pos))
}
