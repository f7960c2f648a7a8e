//! The table of a comparison: a row a thing, a column an integration. Only rows in sight are drawn.

use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{empty_state, paint};
use crate::app::{icon, theme};
use crate::compare::{Cell, Column, Group, Meaning, Present, Row};
use crate::handler::Language;
use crate::handler::access::{self, Shape};
use crate::preview::Beside;
use egui::{
    Align2, Key, Modifiers, Popup, Rect, Response, Role, ScrollArea, Sense, SetOpenCommand, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

/// Height of a row: the value, and below it how code reads it.
const ROW: f32 = 60.0;
/// Height of the row with the integrations' names.
const HEAD: f32 = 30.0;
/// Width of the column with the things' names.
const NAMES: f32 = 124.0;
/// The least width of an integration's column.
const LEAST: f32 = 156.0;

/// What stands in a row of the table.
enum Line<'a> {
    Group(Group),
    Row(&'a Row),
}

/// Draws the table.
pub fn table_ui(ui: &mut Ui, scene: &mut Scene<'_>, beside: &Beside) {
    let comparison = &beside.comparison;
    let compare = &scene.view.compare;
    let columns: Vec<usize> =
        (0..comparison.columns.len()).filter(|at| !compare.hidden.contains(&comparison.columns[*at].view)).collect();
    let rows = comparison.rows.iter().zip(&beside.used).filter(|(_, used)| !compare.only_used || **used);
    let mut lines = Vec::new();
    let mut group = None;
    for (row, _) in rows {
        if group != Some(row.meaning.group()) {
            group = Some(row.meaning.group());
            lines.push(Line::Group(row.meaning.group()));
        }
        lines.push(Line::Row(row));
    }
    if lines.is_empty() {
        let hint = "No handler reads anything of this call. Turn the filter off to see everything there is.";
        return empty_state(ui, icon::FUNNEL, "Nothing is read", hint);
    }
    let room = ui.available_width() - NAMES - 8.0;
    let width = (room / columns.len().max(1) as f32).max(LEAST);
    let total = NAMES + width * columns.len() as f32;
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let area = ScrollArea::both().id_salt("comparison").auto_shrink(false);
    let output = area.show_rows(ui, ROW, lines.len(), |ui, range| {
        for (index, line) in lines.iter().enumerate().skip(range.start).take(range.len()) {
            let (rect, _) = ui.allocate_exact_size(vec2(total, ROW), Sense::hover());
            match line {
                Line::Group(group) => group_ui(ui, rect, *group),
                Line::Row(row) => {
                    name_ui(ui, rect, &row.meaning);
                    for (place, column) in columns.iter().enumerate() {
                        let left = rect.left() + NAMES + width * place as f32;
                        let at = Rect::from_min_size(pos2(left, rect.top()), vec2(width, ROW));
                        let (Some(cell), Some(column)) = (row.cells.get(*column), comparison.columns.get(*column))
                        else {
                            continue;
                        };
                        let response = cell_ui(ui, scene, at, row, column, cell);
                        // The first value takes the keyboard when the comparison is asked for.
                        if index <= 1 + range.start && place == 0 {
                            scene.take_focus(ui, Focus::Compare, response.id);
                        }
                    }
                }
            }
        }
    });
    head_ui(ui, head, output.state.clamped_offset().x, width, beside, &columns);
}

fn head_ui(ui: &Ui, rect: Rect, offset: f32, width: f32, beside: &Beside, columns: &[usize]) {
    let t = theme::of(ui);
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, t.bg_panel);
    for (place, column) in columns.iter().enumerate() {
        let Some(column) = beside.comparison.columns.get(*column) else { continue };
        let is_own = column.view == beside.own;
        let left = rect.left() + NAMES + width * place as f32 - offset;
        let (font, color) = if is_own { (theme::semibold(12.0), t.accent) } else { (theme::semibold(12.0), t.muted) };
        let galley = paint::line(ui, column.view.title(), font, color, width - 12.0);
        let at = Align2::LEFT_CENTER.anchor_size(pos2(left + 8.0, rect.center().y), galley.size());
        painter.galley(at.min, galley, color);
        if is_own {
            let line =
                Rect::from_min_max(pos2(left + 8.0, rect.bottom() - 2.0), pos2(left + width - 8.0, rect.bottom()));
            painter.rect_filled(line, 1.0, t.accent);
        }
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.border));
}

fn group_ui(ui: &Ui, rect: Rect, group: Group) {
    let t = theme::of(ui);
    let galley = paint::line(ui, group.title(), theme::semibold(12.5), t.text, rect.width());
    let at = pos2(rect.left() + theme::PADDING, rect.bottom() - 14.0);
    paint::galley(ui, at, Align2::LEFT_CENTER, galley);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.border_strong));
}

fn name_ui(ui: &mut Ui, rect: Rect, meaning: &Meaning) {
    let t = theme::of(ui);
    let title = meaning.title();
    let at = Rect::from_min_size(rect.min, vec2(NAMES, ROW));
    let galley = paint::line(ui, &title, theme::body(theme::BODY), t.text, NAMES - theme::PADDING - 6.0);
    paint::galley(ui, pos2(at.left() + theme::PADDING, at.center().y), Align2::LEFT_CENTER, galley);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.border));
    let response = ui.interact(at, ui.scope_id().with(("name", &title)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::RowHeader, true, &title));
    response.on_hover_text(title);
}

fn cell_ui(ui: &mut Ui, scene: &mut Scene<'_>, rect: Rect, row: &Row, column: &Column, cell: &Cell) -> Response {
    let t = theme::of(ui);
    let title = row.meaning.title();
    let id = ui.scope_id().with((column.view, &title));
    ui.painter().vline(rect.left(), rect.y_range(), Stroke::new(1.0, t.border));
    let inside = rect.shrink2(vec2(8.0, 0.0));
    match cell {
        Cell::Absent(why) => {
            let response = ui.interact(rect, id, Sense::hover());
            let galley = paint::line(ui, why, theme::body(theme::SMALL), t.muted, inside.width() - 16.0);
            paint::icon(ui, pos2(inside.left() + 5.0, rect.center().y), icon::MINUS_CIRCLE, 12.0, t.faint);
            paint::galley(ui, pos2(inside.left() + 16.0, rect.center().y), Align2::LEFT_CENTER, galley);
            let name = format!("{title} in {}: not there, {why}", column.view.title());
            response.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &name));
            response.on_hover_text(why)
        }
        Cell::Present(present) => {
            let response = ui.interact(rect, id, Sense::click());
            let read = expression(scene.view.language, column, present);
            paint_value(ui, rect, inside, &response, present, &read);
            paint::follow_focus(ui, &response);
            let forms = forms(present);
            let name = format!(
                "{title} in {}: {}{}{forms}",
                column.view.title(),
                present.text,
                if forms.is_empty() { "" } else { ", " }
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if response.clicked() {
                scene.push(Action::Copy(read.clone(), "the access expression"));
            }
            context_menu_ui(ui, scene, &response, present, &read);
            let shown: String = present.text.chars().take(600).collect();
            response.on_hover_ui(|ui| tooltip_ui(ui, &shown, &forms, &present.pointer, &read))
        }
    }
}

/// Returns how the form of a value differs, in words.
fn forms(present: &Present) -> String {
    present.forms.iter().map(|form| form.words()).collect::<Vec<_>>().join(", ")
}

/// Returns how code reads a cell.
pub fn expression(language: Language, column: &Column, present: &Present) -> String {
    access::expression(language, Shape::of(column.view), &present.pointer, &present.json)
}

fn paint_value(ui: &Ui, rect: Rect, inside: Rect, response: &Response, present: &Present, read: &str) {
    let t = theme::of(ui);
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink(1.0), 4.0, t.bg_hover);
    }
    let (above, middle, below) = (rect.top() + 14.0, rect.top() + 31.0, rect.bottom() - 13.0);
    let forms = forms(present);
    let mut room = inside.width();
    if !forms.is_empty() {
        // The mark has its words, so that its color is not needed.
        let galley = paint::line(ui, &forms, theme::body(theme::SMALL), t.warn, inside.width() * 0.55);
        let size = galley.size() + vec2(8.0, 3.0);
        let badge = Align2::RIGHT_CENTER.anchor_size(pos2(inside.right(), above), size);
        ui.painter().rect_filled(badge, 4.0, t.warn_soft);
        paint::galley(ui, badge.center(), Align2::CENTER_CENTER, galley);
        room -= size.x + 6.0;
    }
    // What is long is cut before it is laid out.
    let short: String = present.json.chars().take(160).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let color = match present.json.bytes().next() {
        Some(b'"') => t.syntax.string,
        Some(b'{' | b'[') => t.text,
        _ => t.syntax.number,
    };
    let galley = paint::line(ui, &short, theme::code(theme::CODE), color, room.max(20.0));
    paint::galley(ui, pos2(inside.left(), above), Align2::LEFT_CENTER, galley);
    let galley = paint::line_end(ui, read, theme::code(theme::SMALL), t.muted, inside.width());
    paint::galley(ui, pos2(inside.left(), middle), Align2::LEFT_CENTER, galley);
    let galley = paint::line_end(ui, &present.pointer, theme::code(theme::SMALL), t.faint, inside.width());
    paint::galley(ui, pos2(inside.left(), below), Align2::LEFT_CENTER, galley);
    paint::focus_ring(ui, response, rect.shrink(2.0), 4);
}

/// The menu of a value: by the other button of the mouse, or by the key that other programs have for it.
fn context_menu_ui(ui: &Ui, scene: &mut Scene<'_>, response: &Response, present: &Present, read: &str) {
    let by_key = response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::F10));
    let command = (by_key || response.secondary_clicked()).then_some(SetOpenCommand::Toggle);
    Popup::menu(response).open_memory(command).show(|ui| menu_ui(ui, scene, present, read));
}

fn menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, present: &Present, read: &str) {
    for (text, what, copied) in [
        ("Copy value", "the value", present.text.as_str()),
        ("Copy JSON pointer", "the JSON pointer", present.pointer.as_str()),
        ("Copy access expression", "the access expression", read),
    ] {
        if ui.button(text).clicked() {
            scene.push(Action::Copy(copied.to_owned(), what));
            ui.close();
        }
    }
}

fn tooltip_ui(ui: &mut Ui, value: &str, forms: &str, pointer: &str, read: &str) {
    let t = theme::of(ui);
    ui.set_max_width(420.0);
    let code = |text: &str, color| egui::RichText::new(text).font(theme::code(theme::CODE)).color(color);
    ui.label(code(value, t.text));
    if !forms.is_empty() {
        ui.label(egui::RichText::new(forms).color(t.warn));
    }
    ui.label(code(pointer, t.muted));
    ui.label(code(read, t.muted));
    ui.label(
        egui::RichText::new(
            "Click, or press Enter, to copy the access expression. Shift+F10 shows what else can be copied.",
        )
        .font(theme::body(theme::SMALL))
        .color(t.faint),
    );
}
