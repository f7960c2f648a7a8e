//! eframe's second callback: draws. Where the panels are, from the outside in.

use super::origin::Light;
use super::scene::Scene;
use super::state::App;
use super::{overlays, panels, theme};
use egui::{CentralPanel, Frame, Panel, Ui};

/// Below this width the routes are reached by the top bar alone, unless they are asked for.
const COMPACT_WIDTH: f32 = 1180.0;

/// Draws the window.
pub(super) fn draw(app: &mut App, ui: &mut Ui) {
    let t = theme::of(ui);
    let width = ui.available_width();
    let is_compact = width < COMPACT_WIDTH;
    let mut scene = Scene::of(app);
    note_who_leads(ui, &mut scene);
    let bare = |fill| Frame::new().fill(fill);
    Panel::top("top").exact_size(46.0).resizable(false).frame(bare(t.bg_app)).show(ui, |ui| {
        panels::top_bar::top_bar_ui(ui, &mut scene, is_compact);
    });
    Panel::bottom("status").exact_size(26.0).resizable(false).frame(bare(t.bg_app)).show(ui, |ui| {
        panels::status::status_ui(ui, &mut scene);
    });
    if !scene.settings.welcome_is_closed {
        Panel::top("welcome").exact_size(76.0).resizable(false).frame(bare(t.accent_soft)).show(ui, |ui| {
            panels::welcome::welcome_ui(ui, &mut scene);
        });
    }
    let sizes = scene.settings.panels;
    let mut rail_is_open = sizes.rail.is_open && (!is_compact || scene.view.rail_is_forced);
    if scene.view.learn.is_open {
        // A lesson has one route: it stands where the routes would.
        let most = (width * 0.3).clamp(250.0, 420.0);
        let panel = Panel::left("learn").default_size(290.0).size_range(230.0..=most).frame(bare(t.bg_app));
        panel.show(ui, |ui| panels::learn::learn_ui(ui, &mut scene));
    } else if rail_is_open {
        let shown = Panel::left("rail")
            .default_size(sizes.rail.size)
            .size_range(150.0..=300.0)
            .frame(bare(t.bg_app))
            .show_collapsible(ui, &mut rail_is_open, |ui| panels::rail::rail_ui(ui, &mut scene));
        keep_width(&mut scene.settings.panels.rail.size, shown.as_ref());
    }
    let mut input_is_open = sizes.input.is_open;
    let most = (width * 0.3).clamp(250.0, 620.0);
    let shown = Panel::left("input")
        .default_size(sizes.input.size.min(most))
        .size_range(250.0..=most)
        .frame(bare(t.bg_panel))
        .show_collapsible(ui, &mut input_is_open, |ui| panels::input::input_ui(ui, &mut scene));
    keep_width(&mut scene.settings.panels.input.size, shown.as_ref());
    scene.settings.panels.input.is_open = input_is_open;
    CentralPanel::default().frame(bare(t.bg_editor)).show(ui, |ui| work_area_ui(ui, &mut scene));
    light_up(ui, &mut scene);
    overlays::overlays_ui(ui, &mut scene);
    scene.view.toasts.ui(ui);
    overlays::drop_hint_ui(ui);
}

/// Notes whether the pointer or the keyboard moved last.
fn note_who_leads(ui: &Ui, scene: &mut Scene<'_>) {
    let is_typed = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, .. } | egui::Event::Text(_));
    let (moved, typed) = ui.input(|input| {
        let moved = input.events.iter().any(|event| matches!(event, egui::Event::PointerMoved(_)));
        (moved, input.events.iter().any(is_typed))
    });
    if moved || typed {
        scene.view.pointer_leads = moved;
    }
}

/// Works out what is lit from what the pointer or the keyboard is on, once every panel has said what that is.
fn light_up(ui: &Ui, scene: &mut Scene<'_>) {
    let view = &mut *scene.view;
    let revision = scene.workspace.revision();
    let preview = scene.previews.of(revision);
    let pointed = view.pointing.take().filter(|_| preview.is_some()).map(|(pointed, _)| (pointed, revision));
    if pointed == view.pointed {
        return;
    }
    view.light = match (&pointed, preview) {
        (Some((pointed, _)), Some(preview)) => Light::of(pointed, preview),
        _ => Light::default(),
    };
    view.pointed = pointed;
    // What is drawn already was drawn with the light before this one.
    ui.request_repaint();
}

/// Draws what is right of the input: the integration, the event, and below both what is wrong.
fn work_area_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let (width, height) = (ui.available_width(), ui.available_height());
    let sizes = scene.settings.panels;
    let mut bottom_is_open = sizes.bottom.is_open;
    let shown = Panel::bottom("bottom")
        .default_size(sizes.bottom.size.min(height * 0.3).max(84.0))
        .size_range(84.0..=(height * 0.6).max(90.0))
        .resizable(true)
        .frame(Frame::new().fill(t.bg_panel))
        .show_collapsible(ui, &mut bottom_is_open, |ui| panels::bottom::bottom_ui(ui, scene));
    if let Some(shown) = &shown {
        scene.settings.panels.bottom.size = shown.response.rect.height();
    }
    scene.settings.panels.bottom.is_open = bottom_is_open;
    let mut result_is_open = sizes.result.is_open;
    if result_is_open && scene.view.result_is_wide {
        CentralPanel::default()
            .frame(Frame::new().fill(t.bg_editor))
            .show(ui, |ui| panels::result::result_ui(ui, scene));
        return;
    }
    let most = (width * 0.62).max(240.0);
    let shown = Panel::right("result")
        .default_size(sizes.result.size.min(width * 0.48))
        .size_range(220.0..=most)
        .frame(Frame::new().fill(t.bg_editor))
        .show_collapsible(ui, &mut result_is_open, |ui| panels::result::result_ui(ui, scene));
    keep_width(&mut scene.settings.panels.result.size, shown.as_ref());
    scene.settings.panels.result.is_open = result_is_open;
    CentralPanel::default().frame(Frame::new().fill(t.bg_panel)).show(ui, |ui| {
        panels::integration::integration_ui(ui, scene);
    });
}

/// Notes the width of a panel for the next start; one that is just sliding has no width of its own.
fn keep_width<R>(size: &mut f32, shown: Option<&egui::InnerResponse<R>>) {
    if let Some(shown) = shown
        && shown.response.rect.width() > 120.0
    {
        *size = shown.response.rect.width();
    }
}
