//! The same call through every integration, side by side: as a table, or as two texts line by line.

use super::compare_table::table_ui;
use super::{at_right, bar_ui};
use crate::app::command::Command;
use crate::app::comparing::Compared;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{
    check, code_rows, combo, empty_state, icon_button, icon_toggle, name_it, note, segmented_named, small_icon_button,
};
use crate::app::{icon, theme};
use crate::handler::Language;
use crate::preview::View;
use egui::text::{LayoutJob, TextFormat};
use egui::{Frame, Popup, PopupCloseBehavior, ScrollArea, Ui};

/// Draws the panel.
pub fn compare_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| bar_content_ui(ui, scene));
    let Some(compared) = scene.compared else {
        let hint = "Choose or add a call: here it goes through every integration, side by side.";
        return empty_state(ui, icon::COLUMNS, "Nothing to compare yet", hint);
    };
    let Some(beside) = &compared.beside else {
        let hint = "Choose or add a call: here it goes through every integration, side by side.";
        return empty_state(ui, icon::COLUMNS, "No call to compare", hint);
    };
    if scene.view.compare.texts.is_some() {
        difference_ui(ui, scene, compared);
    } else {
        table_ui(ui, scene, beside);
    }
}

/// What can be done with the comparison, at the right of the panel's tabs.
pub fn compare_tools_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    for command in [Command::ExportComparison, Command::CopyComparison] {
        let tooltip = command.tooltip(ui.ctx());
        if icon_button(ui, command.icon(), command.text()).on_hover_text(tooltip).clicked() {
            scene.push(command);
        }
    }
}

/// Draws the choice of a language; `salt` tells the boxes of two panels apart.
pub fn language_ui(ui: &mut Ui, scene: &mut Scene<'_>, salt: &'static str) {
    let language = scene.view.language;
    let shown = combo(salt).width(136.0).selected_text(language.title()).show_ui(ui, |ui| {
        for other in Language::ALL {
            if ui.selectable_label(other == language, other.title()).clicked() {
                scene.view.language = other;
            }
        }
    });
    name_it(ui, &shown.response, "Language");
}

fn bar_content_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let is_text = scene.view.compare.texts.is_some();
    let sides = [(false, "Table", "Comparison as a table"), (true, "Text", "Two events line by line")];
    if let Some(chosen) = segmented_named(ui, &sides, is_text) {
        let own = scene.preview().map_or(View::Mapping, |preview| preview.view);
        let other = if own == View::RestProxy { View::Http20 } else { View::RestProxy };
        scene.view.compare.texts = chosen.then_some((own, other));
    }
    if let Some((first, second)) = scene.view.compare.texts {
        let first = view_ui(ui, "First event", first);
        let second = view_ui(ui, "Second event", second);
        scene.view.compare.texts = Some((first, second));
        return;
    }
    language_ui(ui, scene, "compare language");
    at_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let columns = small_icon_button(ui, icon::COLUMNS, "Columns");
        Popup::menu(&columns).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| columns_ui(ui, scene));
        let used = &mut scene.view.compare.only_used;
        let filter = icon_toggle(ui, icon::FUNNEL, "Only what a handler reads", *used);
        if filter.on_hover_text("Only what a handler reads: the caller, parameters, body, ticked fields").clicked() {
            *used = !*used;
        }
        let widen = Command::WidenResult;
        let toggle = icon_toggle(ui, widen.icon(), widen.text(), scene.view.result_is_wide);
        if toggle.on_hover_text(widen.tooltip(ui.ctx())).clicked() {
            scene.push(widen);
        }
    });
}

fn columns_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    for view in View::ALL {
        let hidden = &mut scene.view.compare.hidden;
        let is_on = !hidden.contains(&view);
        // One stays: a table without columns says nothing.
        let is_last = is_on && hidden.len() + 1 == View::ALL.len();
        if ui.add_enabled_ui(!is_last, |ui| check(ui, is_on, view.title())).inner.changed() {
            if is_on {
                hidden.push(view);
            } else {
                hidden.retain(|other| *other != view);
            }
        }
    }
}

fn view_ui(ui: &mut Ui, name: &'static str, chosen: View) -> View {
    let mut view = chosen;
    let width = ((ui.available_width() - 20.0) / 2.0).clamp(70.0, 170.0);
    let shown = combo(name).width(width).truncate().selected_text(chosen.title()).show_ui(ui, |ui| {
        for other in View::ALL {
            ui.selectable_value(&mut view, other, other.title());
        }
    });
    name_it(ui, &shown.response, name);
    view
}

/// Draws two events as one text: what is in both, in the first only, in the second only.
fn difference_ui(ui: &mut Ui, scene: &mut Scene<'_>, compared: &Compared) {
    let t = theme::of(ui);
    let lines = match &compared.difference {
        Ok(lines) => lines,
        Err(why) => {
            return empty_state(ui, icon::COLUMNS, "These two cannot be compared", why);
        }
    };
    let changed = lines.iter().filter(|line| line.sign != ' ').count();
    Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
        let words = match changed {
            0 => "The two events are the same.".to_owned(),
            _ => format!("− only in the first event, + only in the second: {changed} lines differ."),
        };
        note(ui, &words);
    });
    let id = ui.make_persistent_id("difference");
    scene.take_focus(ui, Focus::Compare, id);
    let area = ScrollArea::both().id_salt("difference").auto_shrink(false);
    code_rows(ui, area, lines.len(), |_, index| {
        let Some(line) = lines.get(index) else { return LayoutJob::default() };
        let (color, background) = match line.sign {
            '-' => (t.err, t.err_soft),
            '+' => (t.ok, t.ok_soft),
            _ => (t.muted, egui::Color32::TRANSPARENT),
        };
        let sign = if line.sign == '-' { '−' } else { line.sign };
        // A line of a body may be a megabyte long.
        let shown: String = line.text.chars().take(400).collect();
        let format = TextFormat { background, ..TextFormat::simple(theme::code(theme::CODE), color) };
        LayoutJob::single_section(format!(" {sign} {shown}"), format)
    });
}
