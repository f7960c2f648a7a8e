//! The bottom: problems, what variations do, and the values of the template's references, one tab each.

use super::{at_right, bar_ui, problems, robustness, trace};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::icon;
use crate::app::scene::Scene;
use crate::app::view_state::BottomTab;
use crate::app::widgets::{icon_button, tabs};
use egui::Ui;

/// Draws the panel.
pub fn bottom_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let tab = scene.view.bottom_tab;
    bar_ui(ui, 34.0, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let titles = BottomTab::ALL.map(|(tab, title)| (tab, title_of(scene, tab, title)));
        let options = titles.each_ref().map(|(tab, title)| (*tab, title.as_str()));
        if let Some(chosen) = tabs(ui, &options, tab) {
            scene.push(Action::ShowBottom(chosen));
        }
        at_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            if icon_button(ui, icon::CARET_DOWN, "Hide this panel").clicked() {
                scene.push(Command::ToggleBottom);
            }
            match tab {
                BottomTab::Problems => problems::bar_ui(ui, scene),
                BottomTab::Robustness => robustness::bar_ui(ui, scene),
                BottomTab::Trace => {}
            }
        });
    });
    // The panel's height is what was chosen, whatever is in it.
    ui.set_min_height(ui.available_height());
    match tab {
        BottomTab::Problems => problems::problems_ui(ui, scene),
        BottomTab::Robustness => robustness::robustness_ui(ui, scene),
        BottomTab::Trace => trace::trace_ui(ui, scene),
    }
}

/// Returns the title of a tab with how much is in it, as far as that is known.
fn title_of(scene: &Scene<'_>, tab: BottomTab, title: &str) -> String {
    let count = match tab {
        BottomTab::Problems => scene.problems.open_count(),
        BottomTab::Robustness => robustness::report(scene).map_or(0, |report| report.weaknesses.len()),
        BottomTab::Trace => 0,
    };
    if count == 0 { title.to_owned() } else { format!("{title} {count}") }
}
