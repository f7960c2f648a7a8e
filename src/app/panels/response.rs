//! What the client receives: the function's result through the integration.

use super::scrolled_ui;
use crate::apigw::proxy_response::FunctionResult;
use crate::app::scene::Scene;
use crate::app::widgets::{Tone, badge, empty_state};
use crate::app::{icon, theme};
use egui::{RichText, Ui};

/// Draws the panel.
pub fn response_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(result) = scene.call().and_then(|call| call.result.as_ref()) else {
        let hint = "Give this call the result of its function: here is what the client receives of it.";
        empty_state(ui, icon::ARROW_BEND_DOWN_RIGHT, "No result yet", hint);
        return;
    };
    let (tone, word) = match result {
        FunctionResult::Returned(_) => (Tone::Ok, "The function returned"),
        FunctionResult::Raised(_) => (Tone::Err, "The function raised"),
        FunctionResult::TimedOut => (Tone::Err, "The function did not answer in time"),
    };
    let text = serde_json::to_string_pretty(result.payload()).unwrap_or_default();
    scrolled_ui(ui, "response", |ui| {
        badge(ui, tone, None, word);
        ui.label(RichText::new(text).font(theme::code(theme::CODE)));
    });
}
