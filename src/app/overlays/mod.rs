//! What stands over the window: the palette, questions, and help.

mod deployed;
mod export;
mod palette;
mod paste;
mod path;
mod put_back;
mod sample;
mod sheets;
mod silence;
mod unsaved;

pub use sample::Lifetime;

use super::action::Action;
use super::scene::Scene;
use super::theme;
use super::view_state::Overlay;
use egui::{Align, Area, Frame, Id, Key, Layout, Modal, Modifiers, Order, RichText, Ui, pos2, vec2};

/// Draws what is over the window, if anything.
pub(super) fn overlays_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(overlay) = scene.view.overlay.clone() else { return };
    match overlay {
        Overlay::Palette => palette::palette_ui(ui, scene),
        Overlay::Path { purpose, no_dialog } => {
            modal_ui(ui, scene, 520.0, |ui, scene| path::path_ui(ui, scene, purpose, no_dialog));
        }
        Overlay::Unsaved => modal_ui(ui, scene, 420.0, unsaved::unsaved_ui),
        Overlay::Recovered { name, file, saved_at } => modal_ui(ui, scene, 460.0, |ui, scene| {
            unsaved::recovered_ui(ui, scene, &name, file.as_deref(), saved_at);
        }),
        Overlay::ChangedOnDisk(path) => {
            modal_ui(ui, scene, 460.0, |ui, scene| unsaved::changed_on_disk_ui(ui, scene, &path));
        }
        Overlay::Shortcuts => modal_ui(ui, scene, 920.0, sheets::shortcuts_ui),
        Overlay::About => modal_ui(ui, scene, 420.0, sheets::about_ui),
        Overlay::SampleToken => modal_ui(ui, scene, 560.0, sample::sample_ui),
        Overlay::Silence { is_everywhere } => {
            modal_ui(ui, scene, 480.0, |ui, scene| silence::silence_ui(ui, scene, is_everywhere));
        }
        Overlay::Export => modal_ui(ui, scene, 1080.0, export::export_ui),
        Overlay::PasteRequest => modal_ui(ui, scene, 640.0, paste::paste_ui),
        Overlay::PutBack(path, proposal) => {
            modal_ui(ui, scene, 760.0, |ui, scene| put_back::put_back_ui(ui, scene, &path, &proposal));
        }
    }
}

/// Draws a dialog; Escape and a click beside it close it.
fn modal_ui(ui: &mut Ui, scene: &mut Scene<'_>, width: f32, add: impl FnOnce(&mut Ui, &mut Scene<'_>)) {
    let t = theme::of(ui);
    let width = width.min(ui.ctx().content_rect().width() - 48.0);
    let modal = Modal::new(Id::unique("dialog")).backdrop_color(t.scrim).frame(Frame::window(ui.style()));
    let response = modal.show(ui, |ui| {
        ui.set_width(width);
        add(ui, scene);
    });
    if response.should_close() || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        scene.push(Action::CloseOverlay);
    }
}

/// Draws the title of a dialog.
fn title_ui(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).font(theme::semibold(theme::TITLE)).color(theme::of(ui).text));
    ui.add_space(4.0);
}

/// Draws buttons at the right end of a dialog.
fn buttons_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    // One row high: in all the room there is, a dialog would stay as high as the one before it was.
    let row = vec2(ui.available_width(), theme::ROW);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), add);
}

/// Says what happens with a file that is held over the window.
pub(super) fn drop_hint_ui(ui: &Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let t = theme::of(ui);
    let screen = ui.ctx().content_rect();
    Area::new(Id::unique("drop hint")).order(Order::Foreground).fixed_pos(pos2(0.0, 0.0)).show(ui, |ui| {
        ui.painter().rect_filled(screen, 0.0, t.scrim);
        let rect = egui::Rect::from_center_size(screen.center(), vec2(520.0, 90.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
            Frame::window(ui.style()).show(ui, |ui| {
                ui.vertical_centered(|ui| {
                    title_ui(ui, "Drop a design, a request, an event, a template, or what is deployed")
                });
            });
        });
    });
}
