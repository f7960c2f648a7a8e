//! The top: menus, the design's name, the kind of integration, and the way to the palette.

use super::at_right;
use crate::apigw::stage::ApiKind;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::{Command, Menu};
use crate::app::scene::Scene;
use crate::app::settings::ThemeChoice;
use crate::app::update::files::file_name;
use crate::app::view_state::Overlay;
use crate::app::widgets::{check, icon_button, keycap, paint, segmented};
use crate::app::{icon, theme};
use crate::design::presets::PRESETS;
use egui::{Align, Align2, Button, Layout, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Draws the bar.
pub fn top_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_compact: bool) {
    let rect = ui.max_rect();
    let inside = rect.shrink2(vec2(theme::PADDING, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)), |ui| {
        brand_ui(ui, !is_compact);
        menus_ui(ui, scene, is_compact);
        at_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            theme_ui(ui, scene);
            if icon_button(ui, icon::GEAR, Command::ApiSettings.text()).clicked() {
                scene.push(Command::ApiSettings);
            }
            palette_ui(ui, scene, ui.available_width() > 760.0);
            integration_ui(ui, scene);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_ui(ui, scene));
        });
    });
}

/// The mark: a gate with a request passing.
pub fn mark_ui(ui: &mut Ui, side: f32) {
    let t = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    let painter = ui.painter();
    painter.rect_filled(rect, side * 0.24, t.accent);
    let at = |x: f32, y: f32| pos2(rect.left() + side * x, rect.top() + side * y);
    let stroke = Stroke::new(side * 0.09, t.on_accent);
    painter.line(
        vec![at(0.28, 0.78), at(0.28, 0.40), at(0.38, 0.26), at(0.62, 0.26), at(0.72, 0.40), at(0.72, 0.78)],
        stroke,
    );
    painter.line_segment([at(0.14, 0.58), at(0.52, 0.58)], stroke);
    painter.line(vec![at(0.42, 0.47), at(0.54, 0.58), at(0.42, 0.69)], stroke);
}

fn brand_ui(ui: &mut Ui, with_name: bool) {
    mark_ui(ui, 24.0);
    if with_name {
        ui.label(RichText::new("Gatewright").font(theme::semibold(theme::TITLE)).color(theme::of(ui).text));
    }
}

fn menus_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_compact: bool) {
    const PADDING: f32 = 8.0;
    let t = theme::of(ui);
    let width = |title: &str| paint::line(ui, title, theme::body(theme::BODY), t.muted, 200.0).size().x + 2.0 * PADDING;
    let total =
        if is_compact { 32.0 } else { Menu::ALL.into_iter().map(|menu| width(menu.title())).sum::<f32>() + 2.0 };
    let height = ui.available_height();
    // A menu bar takes all the room that it is given.
    ui.allocate_ui_with_layout(vec2(total, height), Layout::left_to_right(Align::Center), |ui| {
        egui::containers::menu::MenuBar::new().ui(ui, |ui| {
            ui.spacing_mut().button_padding = vec2(PADDING, 4.0);
            ui.spacing_mut().item_spacing.x = 0.0;
            if !is_compact {
                for menu in Menu::ALL {
                    ui.menu_button(RichText::new(menu.title()).color(t.muted), |ui| menu_ui(ui, scene, menu));
                }
                return;
            }
            let button = ui.menu_button(RichText::new(icon::LIST).size(17.0), |ui| {
                for menu in Menu::ALL {
                    ui.menu_button(menu.title(), |ui| menu_ui(ui, scene, menu));
                }
            });
            button.response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Menu"));
        });
    });
}

fn menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, menu: Menu) {
    ui.set_min_width(230.0);
    for command in Command::ALL.into_iter().filter(|command| command.menu() == menu) {
        if command.starts_group() {
            ui.separator();
        }
        let mut button = Button::new(format!("{}   {}", command.icon(), command.text()));
        if let Some(key) = command.shortcut() {
            button = button.shortcut_text(RichText::new(ui.ctx().format_shortcut(&key)).size(theme::SMALL));
        }
        if ui.add_enabled(is_possible(scene, command), button).clicked() {
            scene.push(command);
            ui.close();
        }
        if command == Command::Open {
            presets_menu_ui(ui, scene);
            recent_menu_ui(ui, scene);
        }
    }
}

fn is_possible(scene: &Scene<'_>, command: Command) -> bool {
    match command {
        Command::Undo => scene.workspace.can_undo(),
        Command::Redo => scene.workspace.can_redo(),
        Command::StopPreview => scene.previews.under_way.is_some(),
        Command::RemoveRoute | Command::DuplicateRoute => scene.route().is_some(),
        Command::RemoveCall | Command::DuplicateCall | Command::MakeSampleToken => scene.call().is_some(),
        Command::FormatBody => scene.call().is_some_and(|call| call.request.body.is_some()),
        Command::PutBack => scene.design().imported_from.is_some(),
        Command::ExportTemplate => scene.route().is_some_and(|route| !route.integration.request_templates.is_empty()),
        _ => true,
    }
}

fn presets_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.menu_button(format!("{}   Open preset", icon::BOOK_OPEN), |ui| {
        ui.set_min_width(260.0);
        for preset in &PRESETS {
            let button = ui.button(preset_title(preset.id)).on_hover_text(preset.about);
            if button.clicked() {
                scene.push(Action::OpenPreset(preset.id));
                ui.close();
            }
        }
    });
}

/// Returns a preset's name for people: `wild-rydes` is *Wild rydes*.
pub fn preset_title(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn recent_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.settings.recent.is_empty() {
        return;
    }
    let recent = scene.settings.recent.clone();
    ui.menu_button(format!("{}   Open recent", icon::CLOCK_COUNTER_CLOCKWISE), |ui| {
        for path in recent {
            if ui.button(file_name(&path)).on_hover_text(path.display().to_string()).clicked() {
                scene.push(Action::OpenPath(path));
                ui.close();
            }
        }
    });
}

/// The design's name, to be edited in place, and whether it is saved.
fn name_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let mut name = scene.design().name.clone();
    let state = match (scene.workspace.is_dirty(), scene.workspace.path()) {
        (true, _) => "unsaved changes".to_owned(),
        (false, Some(path)) => file_name(path),
        (false, None) => "not in a file yet".to_owned(),
    };
    if ui.available_width() < 90.0 {
        return;
    }
    ui.add_space(10.0);
    let shown = paint::line(ui, &name, theme::semibold(theme::BODY), t.text, 260.0).size().x;
    let width = (shown + 14.0).clamp(60.0, (ui.available_width() - 24.0).max(60.0));
    let edit = egui::TextEdit::singleline(&mut name)
        .frame(egui::Frame::NONE)
        .font(theme::semibold(theme::BODY))
        .margin(egui::Margin::symmetric(4, 4))
        .align(Align2::LEFT_CENTER)
        .desired_width(width);
    let response = ui.add_sized(vec2(width, theme::ROW), edit);
    crate::app::widgets::name_it(ui, &response, "Design name");
    paint::focus_ring(ui, &response, response.rect, theme::RADIUS);
    if response.changed() {
        scene.push(Change::DesignName(name));
    }
    let room = ui.available_width();
    if room > 40.0 {
        let color = if scene.workspace.is_dirty() { t.warn } else { t.muted };
        let galley = paint::line(ui, &state, theme::body(theme::SMALL), color, room - 4.0);
        let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 20.0), Sense::hover());
        paint::galley(ui, rect.left_center(), Align2::LEFT_CENTER, galley);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &state));
        if let Some(path) = scene.workspace.path() {
            response.on_hover_text(path.display().to_string());
        }
    }
}

/// *Use Lambda proxy integration*, and the kind of API beside it.
fn integration_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let api = scene.design().api;
    let kinds = [(ApiKind::Rest, ApiKind::Rest.title()), (ApiKind::Http, ApiKind::Http.title())];
    if let Some(chosen) = segmented(ui, &kinds, api) {
        scene.push(Change::Api(chosen));
    }
    let Some(route) = scene.route() else { return };
    let is_http = api == ApiKind::Http;
    let is_on = is_http || route.integration.proxy;
    ui.add_enabled_ui(!is_http, |ui| {
        let response = check(ui, is_on, Command::ToggleProxy.text());
        if response.changed() {
            scene.push(Command::ToggleProxy);
        }
        let why = "An HTTP API has no other integration with a function";
        response.on_hover_text(Command::ToggleProxy.tooltip(ui.ctx())).on_disabled_hover_text(why);
    });
}

/// The field that opens the palette; an icon where there is no room.
fn palette_ui(ui: &mut Ui, scene: &mut Scene<'_>, has_room: bool) {
    if !has_room {
        if icon_button(ui, icon::MAGNIFYING_GLASS, "Command palette").clicked() {
            scene.push(Action::Show(Overlay::Palette));
        }
        return;
    }
    let t = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(206.0, theme::ROW), Sense::click());
    let stroke = if response.hovered() { t.border_strong } else { t.border };
    ui.painter().rect(rect, theme::RADIUS, t.bg_panel, Stroke::new(1.0, stroke), StrokeKind::Inside);
    paint::icon(ui, pos2(rect.left() + 16.0, rect.center().y), icon::MAGNIFYING_GLASS, 14.0, t.muted);
    let text = paint::line(ui, "Search commands", theme::body(12.5), t.muted, 130.0);
    paint::galley(ui, pos2(rect.left() + 30.0, rect.center().y), Align2::LEFT_CENTER, text);
    paint::focus_ring(ui, &response, rect, theme::RADIUS);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Command palette"));
    if response.clicked() {
        scene.push(Action::Show(Overlay::Palette));
    }
    let key = Command::Palette.shortcut().map(|key| ui.ctx().format_shortcut(&key)).unwrap_or_default();
    let keys = rect.shrink2(vec2(5.0, 5.0));
    // Not allocated: the bar's cursor stays where the field put it.
    keycap(&mut ui.new_child(egui::UiBuilder::new().max_rect(keys).layout(Layout::right_to_left(Align::Center))), &key);
}

fn theme_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (sign, next) = match (scene.settings.theme, theme::of(ui).is_dark) {
        (ThemeChoice::System, true) | (ThemeChoice::Dark, _) => (icon::SUN, Command::ThemeLight),
        (ThemeChoice::System, false) | (ThemeChoice::Light, _) => (icon::MOON, Command::ThemeDark),
    };
    if icon_button(ui, sign, next.text()).clicked() {
        scene.push(next);
    }
}
