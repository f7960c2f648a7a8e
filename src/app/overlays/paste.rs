//! A captured request to be pasted, in any of the forms that people copy; or the text that was pasted or dropped.

use super::{buttons_ui, deployed, title_ui};
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::recognize::{Found, Requests};
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::view_state::{Focus, ImportView};
use crate::app::widgets::{Tone, button, message, note, primary_button, quiet_button, text_area};
use crate::app::{icon, panels};
use crate::design::Call;
use egui::text::LayoutJob;
use egui::{Response, RichText, ScrollArea, Ui};

/// Texts from this size on are not laid out in a field.
const LARGEST_SHOWN_BYTES: usize = 64 * 1024;
/// Most lines of what was left out.
const MOST_LINES: usize = 6;

/// Draws the dialog.
pub fn paste_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let title = match &scene.view.import.name {
        Some(name) => format!("Import {name}"),
        None => "Paste a request".to_owned(),
    };
    title_ui(ui, &title);
    text_ui(ui, scene);
    let import = std::mem::take(&mut scene.view.import);
    let mut import = import;
    let is_read = import.read_version == Some(import.version);
    if import.text.trim().is_empty() {
        note(
            ui,
            "A curl or PowerShell command, a raw HTTP request, a .http file, a HAR file, a Postman collection, a Lambda \
             event, a token, a design, or what is deployed: OpenAPI, CloudFormation, SAM, Terraform, serverless.yml.",
        );
    } else if !is_read {
        ui.horizontal(|ui| {
            ui.add(egui::Spinner::new().size(14.0));
            note(ui, "Reading…");
        });
        scene.push(Action::ReadImport);
    }
    let found = import.found.take().filter(|_| is_read);
    match &found {
        Some(Found::Requests(requests)) => requests_ui(ui, requests, &mut import),
        Some(Found::Token) => {
            message(ui, Tone::Ok, "A token: it becomes this call's token, and its claims the caller's.");
        }
        Some(Found::Design(design)) => {
            message(ui, Tone::Ok, &format!("A design: “{}”.", design.name));
        }
        Some(Found::Deployed(found)) => deployed::summary_ui(ui, found),
        Some(Found::Nothing(why)) => {
            message(ui, Tone::Err, why);
        }
        None => {}
    }
    buttons_ui(ui, |ui| actions_ui(ui, scene, found.as_ref(), &import));
    import.found = found.or(import.found);
    scene.view.import = import;
}

/// The text itself, or its size where it is too long to be laid out.
fn text_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let import = &scene.view.import;
    if import.text.len() > LARGEST_SHOWN_BYTES {
        let size = panels::status::size(import.text.len());
        let from = import.name.as_deref().unwrap_or("the clipboard");
        ui.label(RichText::new(format!("{size} from {from}")).color(t.text));
        return;
    }
    let id = Focus::Overlay.id();
    // A text that came from a file or the clipboard waits for a yes: the button gets the keyboard, once there is one.
    if import.text.is_empty() || matches!(import.found, Some(Found::Nothing(_))) {
        scene.take_focus(ui, Focus::Overlay, id);
    }
    ScrollArea::vertical().id_salt("pasted").max_height(180.0).show(ui, |ui| {
        let text = &mut scene.view.import.text;
        let response = text_area(ui, id, "Pasted request", 6, text, |_, text| {
            LayoutJob::simple(text.to_owned(), theme::code(theme::CODE), t.text, f32::INFINITY)
        });
        if response.changed() {
            scene.view.import.version += 1;
        }
    });
}

/// What was found, a row a request.
fn requests_ui(ui: &mut Ui, requests: &Requests, import: &mut ImportView) {
    let count = requests.calls.len();
    let tone = if count > 0 { Tone::Ok } else { Tone::Err };
    let words = match requests.calls.as_slice() {
        [] => format!("{}: no request can be read.", requests.kind),
        [one] => format!("{}: {}", requests.kind, one.line),
        many => format!("{}: {} requests, {} chosen", requests.kind, many.len(), chosen(requests, import).len()),
    };
    message(ui, tone, &words);
    if count > 1 {
        let rows = ScrollArea::vertical().id_salt("found requests").max_height(170.0).auto_shrink([false, true]);
        rows.show_rows(ui, theme::ROW, count, |ui, range| {
            for index in range {
                let Some(candidate) = requests.calls.get(index) else { continue };
                let is_on = is_chosen(requests, import, index);
                let words = format!("{}   {}", candidate.line, candidate.origin);
                if crate::app::widgets::check(ui, is_on, &words).changed() {
                    import.turned.insert(index, !is_on);
                }
            }
        });
    } else if let Some(one) = requests.calls.first().filter(|one| !one.origin.is_empty()) {
        note(ui, &one.origin);
    }
    for (tone, lines, what) in
        [(Tone::Warn, &requests.problems, "problems"), (Tone::Neutral, &requests.left_out, "more left out")]
    {
        for line in lines.iter().take(MOST_LINES) {
            let words = if tone == Tone::Neutral { format!("Left out {line}") } else { line.clone() };
            message(ui, tone, &words);
        }
        if lines.len() > MOST_LINES {
            note(ui, &format!("… and {} {what}", lines.len() - MOST_LINES));
        }
    }
}

/// A request is chosen if a person said so; else those for API Gateway are, or the first.
fn is_chosen(requests: &Requests, import: &ImportView, index: usize) -> bool {
    if let Some(turned) = import.turned.get(&index) {
        return *turned;
    }
    let any = requests.calls.iter().any(|call| call.is_for_gateway);
    if any { requests.calls.get(index).is_some_and(|call| call.is_for_gateway) } else { index == 0 }
}

fn chosen(requests: &Requests, import: &ImportView) -> Vec<Call> {
    let indices = (0..requests.calls.len()).filter(|index| is_chosen(requests, import, *index));
    indices.filter_map(|index| requests.calls.get(index)).map(|candidate| candidate.call.clone()).collect()
}

/// The button that takes what was found. It has the keyboard as soon as it can be pressed.
pub(super) fn main_button(ui: &mut Ui, scene: &mut Scene<'_>, is_possible: bool, icon: char, text: &str) -> Response {
    let button = ui.add_enabled_ui(is_possible, |ui| primary_button(ui, Some(icon), text)).inner;
    if is_possible {
        scene.take_focus(ui, Focus::Overlay, button.id);
    }
    button
}

fn actions_ui(ui: &mut Ui, scene: &mut Scene<'_>, found: Option<&Found>, import: &ImportView) {
    match found {
        Some(Found::Requests(requests)) => {
            let calls = chosen(requests, import);
            let text = if calls.len() > 1 { format!("Add {} calls", calls.len()) } else { "Add as call".to_owned() };
            if main_button(ui, scene, !calls.is_empty(), icon::PLUS, &text).clicked() {
                scene.push(Action::CloseOverlay);
                scene.push(Action::TakeRequests(Change::InsertCalls(calls)));
            } else if let ([one], Some(_)) = (calls.as_slice(), scene.call())
                && button(ui, None, "Replace this call's request").clicked()
            {
                scene.push(Action::CloseOverlay);
                scene.push(Action::TakeRequests(Change::ReplaceCall(Box::new(one.clone()))));
            }
        }
        Some(Found::Token) => {
            if main_button(ui, scene, true, icon::KEY, "Use this token").clicked() {
                scene.push(Action::CloseOverlay);
                scene.push(Change::Token(import.text.clone()));
                scene.push(crate::app::command::Command::GoToIdentity);
            }
        }
        Some(Found::Design(design)) => {
            if main_button(ui, scene, true, icon::FOLDER_OPEN, "Open the design").clicked() {
                scene.push(Action::CloseOverlay);
                scene.push(Action::OpenDesign(design.clone()));
            }
        }
        Some(Found::Deployed(found)) => deployed::actions_ui(ui, scene, &found.imported),
        Some(Found::Nothing(_)) | None => {
            main_button(ui, scene, false, icon::PLUS, "Add as call");
        }
    }
    if quiet_button(ui, None, "Cancel").clicked() {
        scene.push(Action::CloseOverlay);
    }
}
