//! The handler: code that reads the event, written for the integration, and then anybody's to change.

use super::compare::language_ui;
use super::{bar_ui, run};
use crate::app::change::Change;
use crate::app::code_colors::Colored;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, code_area, combo, empty_state, icon_button, name_it, note, quiet_button};
use crate::app::{icon, theme};
use crate::preview::View;
use egui::{Frame, Margin, ScrollArea, Ui};

/// What the button does that forgets an edited handler.
const RESET: &str = "Reset to the code written for the event";

/// Draws the panel.
pub fn handler_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| bar_content_ui(ui, scene));
    let Some(code) = scene.handler_code() else {
        let hint = "Choose or add a call: here is a handler that reads its event, in the language you choose.";
        return empty_state(ui, icon::FUNCTION, "No handler yet", hint);
    };
    let Some(view) = scene.handler_view() else { return };
    Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 6)).show(ui, |ui| {
        if code.is_edited {
            edited_ui(ui, scene, view);
        } else {
            note(ui, "Written for this event: it follows the design. Change it, and it is yours.");
        }
    });
    run::run_panel_ui(ui, scene, view, &code.text);
    code_ui(ui, scene, view, &code.text);
}

/// What can be done with the code, at the right of the panel's tabs.
pub fn handler_tools_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let command = Command::CopyHandler;
    let tooltip = command.tooltip(ui.ctx());
    if icon_button(ui, command.icon(), command.text()).on_hover_text(tooltip).clicked() {
        scene.push(command);
    }
}

fn bar_content_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    language_ui(ui, scene, "handler language");
    view_ui(ui, scene);
}

/// Says that the code is somebody's own, and takes that back on request.
fn edited_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: View) {
    ui.horizontal(|ui| {
        badge(ui, Tone::Accent, None, "Edited");
        let reset = quiet_button(ui, Some(icon::ARROW_COUNTER_CLOCKWISE), "Reset");
        name_it(ui, &reset, RESET);
        if reset.on_hover_text(RESET).clicked() {
            scene.push(Change::Handler(scene.view.language, view, None));
        }
    });
    note(ui, "Yours for this integration: it is kept with the route, and does not follow the design any more.");
}

/// Chooses the integration that the code is written for.
fn view_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some((route, chosen)) = scene.route().zip(scene.handler_view()) else { return };
    let own = View::of(scene.design(), route);
    let width = (ui.available_width() - 12.0).clamp(80.0, 190.0);
    let shown = combo("handler view").width(width).truncate().selected_text(chosen.title()).show_ui(ui, |ui| {
        for view in View::ALL {
            let title = if view == own { format!("{} (this route)", view.title()) } else { view.title().to_owned() };
            if ui.selectable_label(view == chosen, title).clicked() {
                scene.view.handler_view = (view != own).then_some(view);
            }
        }
    });
    name_it(ui, &shown.response, "Handler for");
}

fn code_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: View, text: &str) {
    let language = scene.view.language;
    if !scene.view.handler_colors.is_of(language, text) {
        let made = scene.compared.filter(|compared| compared.code.1.is_of(language, text));
        scene.view.handler_colors =
            made.map_or_else(|| Colored::new(language, text), |compared| compared.code.1.clone());
    }
    let id = Focus::Handler.id();
    scene.take_focus(ui, Focus::Handler, id);
    let mut edited = text.to_owned();
    let colors = &scene.view.handler_colors;
    let rows = (ui.available_height() / 17.0).max(6.0) as usize;
    let width = ui.available_width();
    let area = ScrollArea::both().id_salt("handler code").auto_shrink(false);
    let changed = area.show(ui, |ui| {
        let layout = |ui: &Ui, text: &str| {
            if colors.is_of(language, text) {
                colors.layout(theme::of(ui))
            } else {
                Colored::new(language, text).layout(theme::of(ui))
            }
        };
        code_area(ui, id, "Handler code", (rows.saturating_sub(1), width), &mut edited, layout).changed()
    });
    if changed.inner {
        scene.push(Change::Handler(language, view, Some(edited)));
    }
}
