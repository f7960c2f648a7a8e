//! A captured request to be pasted, in any of the forms that people copy.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, message, note, primary_button, quiet_button, text_area};
use crate::import;
use egui::text::LayoutJob;
use egui::{ScrollArea, Ui};

/// Texts from this size on are read when the button is pressed, not while they are on screen.
const LARGEST_LIVE_BYTES: usize = 256 * 1024;

/// Draws the dialog.
pub fn paste_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    title_ui(ui, "Paste a request");
    note(ui, "A curl or PowerShell command, a raw HTTP request, a .http file, a HAR file or a Postman collection.");
    let id = Focus::Overlay.id();
    scene.take_focus(ui, Focus::Overlay, id);
    let t = theme::of(ui);
    ScrollArea::vertical().id_salt("pasted").max_height(260.0).show(ui, |ui| {
        text_area(ui, id, "Pasted request", 10, &mut scene.view.overlay_text, |_, text| {
            LayoutJob::simple(text.to_owned(), theme::code(theme::CODE), t.text, f32::INFINITY)
        });
    });
    let text = &scene.view.overlay_text;
    let is_live = text.len() <= LARGEST_LIVE_BYTES;
    let read = if text.trim().is_empty() || !is_live { None } else { Some(import::request(text)) };
    if let Some(read) = &read {
        let kind = import::recognize(text).title();
        match read.requests.first() {
            Some(first) => {
                let more = read.requests.len() - 1;
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                message(ui, Tone::Ok, &format!("{kind}: {} {}{more}", first.method, first.target));
            }
            None => {
                let problem = read.diagnostics.first().map(|problem| problem.message.clone());
                let text = problem.unwrap_or_else(|| "this is none of the forms above".into());
                message(ui, Tone::Err, &format!("Not read: {text}"));
            }
        }
        for left in read.left_out.iter().take(4) {
            message(ui, Tone::Neutral, &format!("Left out {}: {}", left.what, left.why));
        }
    }
    buttons_ui(ui, |ui| {
        let is_ready =
            read.as_ref().is_none_or(|read| !read.requests.is_empty()) && !scene.view.overlay_text.trim().is_empty();
        let add = ui.add_enabled_ui(is_ready, |ui| primary_button(ui, None, "Add as call")).inner;
        if add.clicked() {
            let read = read.unwrap_or_else(|| import::request(&scene.view.overlay_text));
            for request in read.requests {
                scene.push(Action::Import(Box::new(request)));
            }
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
