//! Code that reads the event, in the languages of Lambda.

use super::event::shape_of;
use super::scrolled_ui;
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::widgets::{Row, empty_state};
use crate::app::{icon, theme};
use crate::handler::{Language, access};
use egui::Ui;

/// Draws the panel.
pub fn handler_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let shape = scene.preview().map(|preview| shape_of(preview.view));
    let (Some(shape), Some((value, json))) = (shape, scene.view.event.value_at_cursor()) else {
        let hint = "Put the cursor on a value of the event: here is how each language reads it.";
        empty_state(ui, icon::FUNCTION, "No value chosen", hint);
        return;
    };
    let expressions: Vec<(Language, String)> = Language::ALL
        .into_iter()
        .map(|language| (language, access::expression(language, shape, &value.pointer, json)))
        .collect();
    let muted = theme::of(ui).muted;
    scrolled_ui(ui, "handler", |ui| {
        for (language, expression) in expressions {
            let row = Row::new(language.title()).icon(icon::COPY, muted).detail(&expression);
            if row.show(ui).on_hover_text(&expression).clicked() {
                scene.push(Action::Copy(expression, "the access expression"));
            }
        }
    });
}
