//! The event that a call is expected to give: a line that says so where another one came, and the differences.

use super::walk_by_keys;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::widgets::{Row, Tone, badge, message, quiet_button};
use crate::app::{icon, theme};
use crate::design::golden::{Difference, MAX_DIFFERENCES};
use egui::{Frame, Margin, ScrollArea, Ui};

/// Returns how the event of the selected call differs from the expected one; `None` if none is, or it is not known yet.
fn differences<'a>(scene: &Scene<'a>) -> Option<&'a [Difference]> {
    scene.call().filter(|call| call.golden.is_some())?;
    scene.call_state(scene.workspace.selection())?.differences.as_deref()
}

/// Draws the mark of an event that is as expected, if it is; returns true if so.
pub fn mark_ui(ui: &mut Ui, scene: &Scene<'_>) -> bool {
    let is_expected = differences(scene).is_some_and(<[_]>::is_empty);
    if is_expected {
        badge(ui, Tone::Ok, Some(icon::SEAL_CHECK), "As expected")
            .on_hover_text("This event is kept with the call: another one is a problem, also for `gatewright check`");
    }
    is_expected
}

/// Draws what differs, if anything does.
pub fn golden_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(found) = differences(scene).filter(|found| !found.is_empty()) else { return };
    let t = theme::of(ui);
    Frame::new().fill(t.warn_soft).inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        message(ui, Tone::Warn, &format!("Not the expected event: {}", count_words(found.len())));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let shows = scene.view.shows_differences;
            let words = if shows { "Hide differences" } else { "Show differences" };
            if quiet_button(ui, Some(icon::GIT_DIFF), words).clicked() {
                scene.push(Command::ShowDifferences);
            }
            let tooltip = "Expect the event as it is now";
            if quiet_button(ui, Some(icon::SEAL_CHECK), "Accept").on_hover_text(tooltip).clicked() {
                scene.push(Command::ExpectEvent);
            }
        });
        if scene.view.shows_differences {
            list_ui(ui, scene, found);
        }
    });
}

fn count_words(count: usize) -> String {
    match count {
        1 => "1 difference".to_owned(),
        MAX_DIFFERENCES.. => format!("{count} differences or more"),
        _ => format!("{count} differences"),
    }
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, found: &[Difference]) {
    ScrollArea::vertical().id_salt("differences").max_height(220.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for difference in found {
            difference_ui(ui, scene, difference);
        }
    });
}

/// What was expected and what came, with a sign for each; a click goes to the place.
fn difference_ui(ui: &mut Ui, scene: &mut Scene<'_>, difference: &Difference) {
    let t = theme::of(ui);
    let words = difference.to_string();
    let place = if difference.pointer.is_empty() { "the event" } else { &difference.pointer };
    let (sign, color, what) = match (&difference.expected, &difference.found) {
        (Some(_), None) => (icon::MINUS_CIRCLE, t.err, "gone".to_owned()),
        (None, Some(found)) => (icon::PLUS_CIRCLE, t.ok, found.to_string()),
        (expected, found) => {
            let shown = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
            (icon::SWAP, t.warn, format!("{} → {}", shown(expected), shown(found)))
        }
    };
    let response = Row::new(place).code().icon(sign, color).detail(&what).name(&words).show(ui);
    walk_by_keys(ui, &response);
    if response.clicked() {
        scene.push(Action::ShowPointer(difference.pointer.clone()));
    }
    response.on_hover_text(words);
}
