//! The panels: functions of the state that draw, and push what is asked for.

pub mod api;
mod authorizers;
pub mod bottom;
pub mod checklist;
pub mod claims;
pub mod compare;
mod compare_table;
mod cors;
mod diagram;
pub mod event;
pub mod explanation;
mod gateway_responses;
pub mod golden;
pub mod handler;
pub mod identity;
pub mod input;
pub mod integration;
pub mod learn;
pub mod mapping;
pub mod method;
mod method_request;
pub mod problems;
pub mod proxy;
pub mod rail;
pub mod raw;
pub mod request;
pub mod response;
pub mod responses;
pub mod result;
mod rich_text;
pub mod robustness;
mod run;
pub mod signature;
pub mod stage;
pub mod status;
pub mod token;
pub mod top_bar;
pub mod trace;
pub mod welcome;

pub(super) use compare_table::expression as compare_table_expression;

use super::origin::Pointed;
use super::scene::Scene;
use super::theme;
use super::widgets::{PairsOutput, paint};
use crate::apigw::bindings::InputPlace;
use egui::{Align, Frame, Layout, Margin, Response, Ui};

/// Draws a bar at the top of a panel, with a line under it.
pub(super) fn bar_ui(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui)) {
    let t = theme::of(ui);
    // Bars and what follows them touch; contents bring their own spacing.
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, height), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, t.border));
    let inside = rect.shrink2(egui::vec2(theme::PADDING, 0.0));
    // A child that is not allocated: the bar's height is its own, whatever is in it.
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)));
    child.set_clip_rect(child.clip_rect().intersect(rect));
    add(&mut child);
}

/// Moves the keyboard to the next or the previous row by the arrow keys.
pub(super) fn walk_by_keys(ui: &Ui, response: &Response) {
    if !response.has_focus() {
        return;
    }
    let (down, up) = ui.input_mut(|input| {
        let mut key = |key| input.consume_key(egui::Modifiers::NONE, key);
        (key(egui::Key::ArrowDown), key(egui::Key::ArrowUp))
    });
    let direction = if down {
        egui::FocusDirection::Down
    } else if up {
        egui::FocusDirection::Up
    } else {
        return;
    };
    ui.memory_mut(|memory| memory.move_focus(direction));
}

/// Begins a phrase with a capital.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Puts what follows at the right end of a bar.
pub(super) fn at_right(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::right_to_left(Align::Center), add);
}

/// Ties a field to the parts of the input that it holds: lights it up where one of them is lit, goes there if it
/// was asked for, and says so when the pointer or the keyboard is on it.
pub(super) fn origin_field(
    ui: &Ui,
    scene: &mut Scene<'_>,
    response: &Response,
    is_lit: bool,
    places: impl FnOnce() -> Vec<InputPlace>,
) {
    if is_lit {
        paint::lit(ui, response.rect);
    }
    if response.contains_pointer() {
        scene.view.point(Pointed::Inputs(places()), true);
    } else if response.has_focus() {
        scene.view.point(Pointed::Inputs(places()), false);
    }
}

/// Brings a field into sight if the part of the input that `is_wanted` accepts was asked for.
pub(super) fn jump_field(ui: &Ui, scene: &mut Scene<'_>, response: &Response, is_wanted: impl Fn(&InputPlace) -> bool) {
    if let Some(jump) = scene.view.jump.take_if(|jump| is_wanted(&jump.place)) {
        response.scroll_to_me(None);
        if jump.with_keyboard {
            ui.memory_mut(|memory| memory.request_focus(response.id));
        }
    }
}

/// Returns the row of a table that was asked for, and whether it gets the keyboard.
pub(super) fn jump_row(
    scene: &mut Scene<'_>,
    pairs: &[(String, String)],
    is_wanted: impl Fn(&InputPlace, &str) -> bool,
) -> Option<(usize, bool)> {
    let jump = scene.view.jump.as_ref()?;
    let index = pairs.iter().position(|(name, _)| is_wanted(&jump.place, name))?;
    let with_keyboard = jump.with_keyboard;
    scene.view.jump = None;
    Some((index, with_keyboard))
}

/// Says which rows of a table the pointer and the keyboard are on.
pub(super) fn point_at_rows(
    scene: &mut Scene<'_>,
    shown: &PairsOutput,
    pairs: &[(String, String)],
    place: impl Fn(&str) -> InputPlace,
) {
    for (index, by_pointer) in [(shown.focused, false), (shown.hovered, true)] {
        if let Some((name, _)) = index.and_then(|index| pairs.get(index)) {
            scene.view.point(Pointed::Inputs(vec![place(name)]), by_pointer);
        }
    }
}

/// Draws a page of fields: scrolled, and no wider than reads well.
pub(super) fn page_ui(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    const WIDEST: f32 = 660.0;
    scrolled_ui(ui, salt, |ui| {
        let width = ui.available_width().min(WIDEST);
        let rect = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(width, f32::INFINITY));
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), add);
    });
}

/// Draws the content of a panel, scrolled, with the padding that all panels have.
pub(super) fn scrolled_ui(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    egui::ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 8)).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            add(ui);
            ui.add_space(16.0);
        });
    });
}
