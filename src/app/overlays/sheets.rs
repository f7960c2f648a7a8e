//! Sheets to read: the keys, and what this program is.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::command::{Command, Menu};
use crate::app::editor::keys;
use crate::app::panels::top_bar::mark_ui;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::view_state::Focus;
use crate::app::widgets::{button, keycap, note};
use egui::{Align, KeyboardShortcut, Layout, RichText, ScrollArea, Ui};

/// Draws the sheet of keys.
pub fn shortcuts_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    title_ui(ui, "Keyboard shortcuts");
    let height = ui.ctx().content_rect().height() - 220.0;
    ScrollArea::vertical().id_salt("keys").max_height(height).show(ui, |ui| {
        ui.columns(3, |columns| {
            for (index, menu) in Menu::ALL.into_iter().enumerate() {
                if let Some(column) = columns.get_mut(usize::from(index >= 3)) {
                    let commands = Command::ALL.into_iter().filter(|command| command.menu() == menu);
                    group_ui(column, menu.title(), commands.filter_map(|it| Some((it.text(), it.shortcut()?))));
                }
            }
            if let Some(column) = columns.get_mut(2) {
                let keys = keys::KNOWN.into_iter();
                let keys = keys.map(|(text, modifiers, key)| (text, KeyboardShortcut::new(modifiers, key)));
                group_ui(column, "Template editor", keys);
            }
        });
    });
    close_ui(ui, scene);
}

fn group_ui(ui: &mut Ui, title: &str, keys: impl Iterator<Item = (&'static str, KeyboardShortcut)>) {
    let t = theme::of(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.label(RichText::new(title).font(theme::semibold(12.0)).color(t.muted));
    for (text, key) in keys {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(10.0);
                keycap(ui, &ui.ctx().format_shortcut(&key));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(RichText::new(text).color(t.text)).truncate());
                });
            });
        });
    }
    ui.add_space(10.0);
}

/// Draws what this program is.
pub fn about_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    ui.horizontal(|ui| {
        mark_ui(ui, 40.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new("Gatewright").font(theme::semibold(theme::TITLE)).color(t.text));
            ui.label(RichText::new(concat!("Version ", env!("CARGO_PKG_VERSION"))).color(t.muted));
        });
    });
    ui.add_space(6.0);
    ui.label(RichText::new(concat!(env!("CARGO_PKG_DESCRIPTION"), ".")).color(t.text));
    note(ui, "Runs on your machine alone: no account, no network. Licensed under MIT or Apache-2.0.");
    note(ui, "Fonts: Inter and JetBrains Mono (SIL OFL 1.1), Phosphor icons (MIT).");
    close_ui(ui, scene);
}

fn close_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    buttons_ui(ui, |ui| {
        let close = button(ui, None, "Close");
        scene.take_focus(ui, Focus::Overlay, close.id);
        if close.clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
