//! The request as text: edited as it goes over the wire, in step with the form.

use crate::app::change::Change;
use crate::app::recognize::{self, Found};
use crate::app::scene::Scene;
use crate::app::widgets::{Tone, message, note, text_area};
use crate::app::{json_colors, raw_request, theme};
use crate::design::Call;
use crate::import::{self, Kind};
use egui::text::{LayoutJob, TextFormat};
use egui::{Id, Ui};

/// Texts from this size on are not laid out in a field.
const LARGEST_EDITED_BYTES: usize = 64 * 1024;

/// Draws the text.
pub fn raw_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    if call.request.body.as_ref().is_some_and(|body| body.len() > LARGEST_EDITED_BYTES) {
        note(ui, "A request of this size is edited in the form.");
        return;
    }
    let raw = &mut scene.view.raw;
    if raw.request.as_ref() != Some(&call.request) {
        raw.text = raw_request::write(&call.request);
        raw.request = Some(call.request.clone());
        raw.error = None;
    }
    let response = text_area(ui, Id::unique("raw request"), "Raw request", 16, &mut raw.text, colored);
    // Undo here is the field's own while the text is no request.
    scene.view.typing_in_buffer |= response.has_focus() && scene.view.raw.error.is_some();
    if response.changed() {
        changed(scene, call);
    }
    let raw = &scene.view.raw;
    if let Some(error) = &raw.error {
        message(ui, Tone::Err, &format!("{error} The last good request stays in use."));
    } else if let Some(words) = &raw.note {
        message(ui, Tone::Ok, words);
    }
}

/// Takes the text over if it is a request, or anything that holds one.
fn changed(scene: &mut Scene<'_>, call: &Call) {
    let text = scene.view.raw.text.clone();
    scene.view.raw.note = None;
    let kind = import::recognize(&text);
    if !matches!(kind, Kind::RawHttp | Kind::Unknown | Kind::HttpFile) {
        let stage = &scene.design().stage.name;
        if let Found::Requests(found) = recognize::recognize(&text, None, stage, &call.identity)
            && let Some(first) = found.calls.into_iter().next()
        {
            let mut words = format!("Taken from a {}: {}.", found.kind, first.line);
            if !found.left_out.is_empty() {
                words = format!("{words} Left out {}.", found.left_out.join("; "));
            }
            scene.view.raw.note = Some(words);
            scene.view.raw.error = None;
            // The text gives way to the request that it stands for.
            scene.view.raw.request = None;
            scene.push(Change::ReplaceCall(Box::new(first.call)));
            return;
        }
    }
    match raw_request::read(&text) {
        Ok(mut request) => {
            scene.view.raw.error = None;
            // The text does not say so; the form does.
            request.body_is_base64 = call.request.body_is_base64 && request.body.is_some();
            if request != call.request {
                scene.view.raw.request = Some(request.clone());
                scene.push(Change::Request(Box::new(request)));
            }
        }
        Err(error) => scene.view.raw.error = Some(error),
    }
}

/// Colors method, names and the body's JSON.
fn colored(ui: &Ui, text: &str) -> LayoutJob {
    let t = theme::of(ui);
    let font = theme::code(theme::CODE);
    let mut job = LayoutJob::default();
    let mut add = |text: &str, color| job.append(text, 0.0, TextFormat::simple(font.clone(), color));
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index > 0 && line.trim_end_matches(['\r', '\n']).is_empty() {
            break;
        }
        at += line.len();
        let split = if index == 0 { line.find(' ') } else { line.find(':') };
        let (name, rest) = line.split_at_checked(split.unwrap_or(0)).unwrap_or(("", line));
        add(name, if index == 0 { t.syntax.keyword } else { t.syntax.json_key });
        add(rest, t.text);
    }
    for (piece, color) in json_colors::pieces(text.get(at..).unwrap_or(""), t) {
        add(piece, color);
    }
    job
}
