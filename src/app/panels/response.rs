//! What the client receives: the function's result, the way that it takes, and what comes out at the end.

use super::{diagram, scrolled_ui};
use crate::apigw::client_response::ClientResponse;
use crate::apigw::proxy_response::FunctionResult;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::json_colors;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{
    Row, Tone, badge, button, empty_state, header, message, note, primary_button, segmented_named, text_area,
    text_area_output,
};
use crate::app::{icon, theme};
use crate::preview::{PatternRow, RenderedResponse, ResponseView};
use egui::{Grid, Id, RichText, Ui};
use serde_json::{Value, json};

/// The most of a body that is shown, in bytes.
const MAX_SHOWN_BYTES: usize = 64 * 1024;

/// What the function's call can come to, as it is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Unknown,
    Returned,
    Raised,
    TimedOut,
}

impl Outcome {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Unknown, "Unknown", "Result unknown"),
        (Self::Returned, "Returned", "Function returned"),
        (Self::Raised, "Raised", "Function raised"),
        (Self::TimedOut, "Timed out", "Function timed out"),
    ];

    fn of(result: Option<&FunctionResult>) -> Self {
        match result {
            None => Self::Unknown,
            Some(FunctionResult::Returned(_)) => Self::Returned,
            Some(FunctionResult::Raised(_)) => Self::Raised,
            Some(FunctionResult::TimedOut) => Self::TimedOut,
        }
    }
}

/// Draws the panel.
pub fn response_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let shown = scene.previews.latest.as_ref().map(|(_, shown)| shown);
    let (Some(view), Some(_)) = (shown.and_then(|shown| shown.response.as_ref()), scene.call()) else {
        let hint = "Choose or add a call: here is what its client receives.";
        empty_state(ui, icon::ARROW_BEND_DOWN_RIGHT, "No call", hint);
        return;
    };
    scrolled_ui(ui, "response", |ui| {
        // Where no result can be typed, the keyboard comes to the diagram.
        let result = scene.call().and_then(|call| call.result.as_ref());
        let takes_focus = matches!(Outcome::of(result), Outcome::Unknown | Outcome::TimedOut);
        diagram::diagram_ui(ui, scene, &view.stations, view.view, takes_focus);
        ui.add_space(2.0);
        result_ui(ui, scene);
        if !view.patterns.is_empty() {
            patterns_ui(ui, scene, view);
        }
        ui.add_space(4.0);
        match &view.client {
            Some(client) => client_ui(ui, scene, view, client),
            None => waiting_ui(ui, scene),
        }
    });
}

/// The function's result, to be chosen and typed.
fn result_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let at = scene.workspace.selection();
    let result = scene.call().and_then(|call| call.result.as_ref());
    let kind = Outcome::of(result);
    header(ui, "Function", |_| {});
    if let Some(chosen) = segmented_named(ui, &Outcome::ALL, kind) {
        scene.push(Change::Result(changed_kind(result, chosen)));
    }
    scene.view.result_text.hold(at, result);
    let make: fn(Value) -> FunctionResult = match kind {
        Outcome::Unknown => return,
        Outcome::TimedOut => {
            return note(ui, "It did not answer within the integration timeout: 29 seconds, if nobody changed it.");
        }
        Outcome::Returned => FunctionResult::Returned,
        Outcome::Raised => FunctionResult::Raised,
    };
    let id = Focus::Response.id();
    scene.take_focus(ui, Focus::Response, id);
    let buffer = &mut scene.view.result_text;
    let response = text_area(ui, id, "Function result", 4, &mut buffer.text, json_colors::layout);
    let parsed = if response.changed() { buffer.parse(at, make) } else { None };
    if let Some(error) = &buffer.error {
        message(ui, Tone::Err, error);
        scene.view.typing_in_buffer |= response.has_focus();
    }
    if let Some(result) = parsed {
        scene.push(Change::Result(Some(result)));
    }
}

/// Returns the result as another kind: what was typed stays where it can.
fn changed_kind(result: Option<&FunctionResult>, kind: Outcome) -> Option<FunctionResult> {
    let payload = result.map(FunctionResult::payload).filter(|payload| !payload.is_null());
    match kind {
        Outcome::Unknown => None,
        Outcome::TimedOut => Some(FunctionResult::TimedOut),
        Outcome::Returned => {
            let usual = json!({ "statusCode": 200, "body": "{\"ok\": true}" });
            Some(FunctionResult::Returned(payload.cloned().unwrap_or(usual)))
        }
        Outcome::Raised => {
            let error = payload.filter(|payload| payload.get("errorMessage").is_some());
            let usual = json!({ "errorType": "Error", "errorMessage": "something went wrong" });
            Some(FunctionResult::Raised(error.cloned().unwrap_or(usual)))
        }
    }
}

/// Every integration response, and whether the result chose it.
fn patterns_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &ResponseView) {
    header(ui, "Integration responses", |_| {});
    if let Some(text) = &view.matched_text {
        note(ui, &format!("Patterns are matched against the error message: {text}"));
    }
    for (index, row) in view.patterns.iter().enumerate() {
        if pattern_ui(ui, row) {
            scene.push(Action::ShowResponse(index, 0));
        }
    }
}

fn pattern_ui(ui: &mut Ui, row: &PatternRow) -> bool {
    let t = theme::of(ui);
    let (sign, color) = match (row.is_taken, row.is_matched) {
        (true, _) => (icon::CHECK_CIRCLE, t.ok),
        (false, true) => (icon::CIRCLE_HALF, t.warn),
        (false, false) => (icon::CIRCLE, t.faint),
    };
    let title = if row.pattern.is_empty() { "default" } else { &row.pattern };
    let status = row.status.to_string();
    let name = format!("Response {status} {title}: {}", if row.is_taken { "taken" } else { "not taken" });
    let shown = Row::new(title).code().icon(sign, color).trailing_badge(&status, status_tone(row.status)).name(&name);
    let response = shown.selected(row.is_taken).show(ui);
    ui.horizontal_top(|ui| {
        ui.add_space(30.0);
        ui.vertical(|ui| note(ui, &row.why));
    });
    response.on_hover_text("Show this response").clicked()
}

fn waiting_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    header(ui, "Client receives", |_| {});
    note(ui, "It depends on the function's result. Run the handler, or say what it returned.");
    ui.horizontal(|ui| {
        if primary_button(ui, Some(Command::RunHandler.icon()), Command::RunHandler.text()).clicked() {
            scene.push(Command::RunHandler);
        }
        if button(ui, Some(icon::PENCIL_SIMPLE), "Type a result").clicked() {
            scene.push(Change::Result(changed_kind(None, Outcome::Returned)));
            scene.push(Command::GoToResponse);
        }
    });
}

/// Status, cause, headers and body.
fn client_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &ResponseView, client: &ClientResponse) {
    header(ui, "Client receives", |_| {});
    ui.horizontal(|ui| {
        let words = format!("{} {}", client.status, reason_phrase(client.status));
        badge(ui, status_tone(client.status), None, words.trim_end());
        let newest = scene.previews.latest.as_ref().map(|(revision, _)| *revision);
        if newest != Some(scene.workspace.revision()) {
            badge(ui, Tone::Warn, Some(icon::WARNING), "Stale");
        }
    });
    if let Some(answer) = &client.answer {
        message(ui, if client.status < 400 { Tone::Info } else { Tone::Err }, &answer.why);
    }
    if let Some((_, words)) = &view.gateway_response {
        note(ui, &format!("Gateway response {words}."));
    }
    for words in &client.notes {
        message(ui, Tone::Info, words);
    }
    Grid::new("client headers").num_columns(2).min_row_height(18.0).spacing(egui::vec2(12.0, 2.0)).show(ui, |ui| {
        let t = theme::of(ui);
        for (name, value) in &client.headers {
            ui.label(RichText::new(name).font(theme::code(theme::SMALL)).color(t.muted));
            ui.add(egui::Label::new(RichText::new(value).font(theme::code(theme::SMALL)).color(t.text)).truncate());
            ui.end_row();
        }
    });
    body_ui(ui, scene, view, client);
}

fn body_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &ResponseView, client: &ClientResponse) {
    if client.body.is_empty() {
        return note(ui, "The body is empty.");
    }
    let text = String::from_utf8_lossy(&client.body);
    // What a template made is shown as it printed it, so that every byte knows where it came from.
    let rendered = view.rendered.as_ref().filter(|rendered| *rendered.text == *text);
    let pretty = || serde_json::from_slice(&client.body).and_then(|value: Value| serde_json::to_string_pretty(&value));
    let whole = if rendered.is_some() { text.into_owned() } else { pretty().unwrap_or_else(|_| text.into_owned()) };
    let mut end = whole.len().min(MAX_SHOWN_BYTES);
    while !whole.is_char_boundary(end) {
        end -= 1;
    }
    let mut shown = whole.get(..end).unwrap_or_default();
    let lit = std::mem::take(&mut scene.view.response_light.body);
    let area = text_area_output(ui, Id::unique("client body"), "Response body", 3, &mut shown, |ui, text| {
        json_colors::layout_lit(ui, text, &lit)
    });
    scene.view.response_light.body = lit;
    if end < whole.len() {
        note(ui, &format!("The first {end} of {} bytes are shown.", whole.len()));
    }
    let Some(rendered) = rendered else { return };
    let char_at = area.hovered.or(area.cursor);
    let at = char_at.and_then(|at| shown.char_indices().nth(at)).map(|(at, _)| at);
    point_at_body(scene, rendered, at);
    let words = &scene.view.response_light.words;
    let said = if words.is_empty() { "Point at a value: this line says where it came from." } else { words };
    note(ui, said);
}

/// Lights up the part of the response template that wrote the byte at `at` of the body.
fn point_at_body(scene: &mut Scene<'_>, rendered: &RenderedResponse, at: Option<usize>) {
    let light = &mut scene.view.response_light;
    light.template.clear();
    light.words.clear();
    if let Some((span, words)) = at.and_then(|at| rendered.origin_at(at)) {
        light.template.push(span);
        light.words = format!("From {words}");
    }
}

fn status_tone(status: u16) -> Tone {
    match status {
        ..=299 => Tone::Ok,
        300..=399 => Tone::Info,
        400..=499 => Tone::Warn,
        _ => Tone::Err,
    }
}

fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Request Entity Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}
