//! The handler: code that reads the event, written for the integration, and then anybody's to change.

use super::compare::language_ui;
use super::{bar_ui, run};
use crate::app::change::Change;
use crate::app::code_colors::Colored;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, combo, empty_state, icon_button, name_it, note, small_icon_button, text_area};
use crate::app::{icon, theme};
use crate::preview::View;
use egui::{Frame, Margin, ScrollArea, Ui};

/// Draws the panel.
pub fn handler_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| bar_content_ui(ui, scene));
    let Some(code) = scene.handler_code() else {
        let hint = "Choose or add a call: here is a handler that reads its event, in the language you choose.";
        return empty_state(ui, icon::FUNCTION, "No handler yet", hint);
    };
    let hint = if code.is_edited {
        "Yours: it is kept with the route, and does not follow the design any more. Reset brings back the one written for it."
    } else {
        "Written for this event: it follows the design. Change it, and it is yours."
    };
    Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 6)).show(ui, |ui| note(ui, hint));
    run::run_panel_ui(ui, scene, scene.view.language.as_str(), &code.text);
    code_ui(ui, scene, &code.text);
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
    let is_edited = scene.handler_code().is_some_and(|code| code.is_edited);
    if is_edited {
        badge(ui, Tone::Accent, None, "Edited");
        let reset = small_icon_button(ui, icon::ARROW_COUNTER_CLOCKWISE, "Reset to the code written for the event");
        if reset.clicked() {
            scene.push(Change::Handler(scene.view.language, None));
        }
    } else {
        view_ui(ui, scene);
    }
}

/// Chooses the integration that the code is written for.
fn view_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let own = scene.preview().map_or(View::Mapping, |preview| preview.view);
    let chosen = scene.view.handler_view.unwrap_or(own);
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

fn code_ui(ui: &mut Ui, scene: &mut Scene<'_>, text: &str) {
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
    let area = ScrollArea::vertical().id_salt("handler code").auto_shrink(false);
    let changed = area.show(ui, |ui| {
        let layout = |ui: &Ui, text: &str| {
            if colors.is_of(language, text) {
                colors.layout(theme::of(ui))
            } else {
                Colored::new(language, text).layout(theme::of(ui))
            }
        };
        text_area(ui, id, "Handler code", rows.saturating_sub(1), &mut edited, layout).changed()
    });
    if changed.inner {
        scene.push(Change::Handler(language, Some(edited)));
    }
}
