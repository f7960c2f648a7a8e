//! The request as the client sends it: method, path, query, headers, body.

use super::{jump_field, jump_row, origin_field, point_at_rows, raw};
use crate::apigw::bindings::{InputPlace, ParameterLocation};
use crate::apigw::payload::base64_decode;
use crate::app::action::Action;
use crate::app::buffers::without_position;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::origin::{self, Pointed, body_places, innermost_that_reached, parameter};
use crate::app::scene::Scene;
use crate::app::view_state::{Focus, Overlay};
use crate::app::widgets::{
    Field, Fold, PairsInputs, Tone, badge, check, combo, header, message, name_it, pairs_editor, segmented,
    small_icon_button, text_area_output,
};
use crate::app::{icon, json_colors};
use crate::design::Call;
use egui::{Id, Response, Ui};

/// Methods offered; another one can be had from an imported request.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Bodies from this size on are not laid out in a text field, which would cost more than a frame.
const LARGEST_EDITED_BYTES: usize = 64 * 1024;

/// Draws the request, as a form or as text.
pub fn request_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(call) = scene.call() else { return };
    let mut name = call.name.clone();
    let response = Field::new("Call name").show(ui, &mut name);
    scene.view.takes_requests |= response.has_focus();
    if response.changed() {
        scene.push(Change::CallName(name));
    }
    header(ui, "HTTP request", |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let tooltip = "Paste a curl command, raw HTTP, a HAR file, a Lambda event… (Ctrl+V works anywhere)";
        if small_icon_button(ui, icon::CLIPBOARD_TEXT, "Paste a request").on_hover_text(tooltip).clicked() {
            scene.push(Action::Show(Overlay::PasteRequest));
        }
        let is_raw = scene.view.raw.is_on;
        if let Some(chosen) = segmented(ui, &[(false, "Form"), (true, "Raw")], is_raw) {
            scene.view.raw.is_on = chosen;
        }
    });
    // A jump from the event goes to a field, so it needs the form.
    if scene.view.raw.is_on && scene.view.jump.is_none() && scene.view.focus.is_none_or(|focus| focus == Focus::Overlay)
    {
        raw::raw_ui(ui, scene, call);
        return;
    }
    scene.view.raw.is_on = false;
    line_ui(ui, scene, call);
    ui.add_space(4.0);
    query_ui(ui, scene, call);
    headers_ui(ui, scene, call);
    body_ui(ui, scene, call);
}

/// Draws a box to choose a method from.
pub fn method_ui(ui: &mut Ui, name: &str, method: &str, methods: &[&str]) -> (Option<String>, Response) {
    let mut chosen = None;
    let shown = combo(name).width(84.0).selected_text(method).show_ui(ui, |ui| {
        for offered in methods {
            if ui.selectable_label(*offered == method, *offered).clicked() {
                chosen = Some((*offered).to_owned());
            }
        }
    });
    name_it(ui, &shown.response, name);
    (chosen, shown.response)
}

fn line_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    let request = &call.request;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (chosen, shown) = method_ui(ui, "Method", &request.method, &METHODS);
        if let Some(method) = chosen {
            scene.push(Change::Method(method));
        }
        let is_method = ["httpMethod"];
        let is_lit = scene.view.light.has_context(&is_method);
        origin_field(ui, scene, &shown, is_lit, || vec![origin::context("httpMethod")]);
        jump_field(ui, scene, &shown, |place| *place == origin::context("httpMethod"));
        let mut path = request.path.clone();
        let width = ui.available_width();
        let id = Focus::Request.id();
        scene.take_focus(ui, Focus::Request, id);
        let field = Field::new("Path").unlabeled().code().hint("/rides/42").id(id).width(width);
        let response = field.show(ui, &mut path);
        scene.view.takes_requests |= response.has_focus();
        if response.changed() {
            scene.push(Change::Path(path));
        }
        let is_lit = scene.view.light.has_path();
        let places = || path_places(scene.route().map_or("", |route| route.path.as_str()));
        let places = places();
        origin_field(ui, scene, &response, is_lit, || places);
        jump_field(ui, scene, &response, is_of_path);
    });
    if let Some(problem) = path_problem(&request.path) {
        message(ui, Tone::Warn, problem);
    }
}

/// Returns what the path feeds: the parameters that the resource path names, and the path itself.
fn path_places(resource: &str) -> Vec<InputPlace> {
    let names = resource.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameters = names.map(|name| parameter(ParameterLocation::Path, name.trim_end_matches('+')));
    parameters.chain([origin::context("path")]).collect()
}

fn is_of_path(place: &InputPlace) -> bool {
    let is_path = |path: &str| path == "path";
    match place {
        InputPlace::Parameter { location, .. } => *location == ParameterLocation::Path,
        InputPlace::Context { path } => is_path(path),
        _ => false,
    }
}

/// Says what is odd about a path, if anything.
fn path_problem(path: &str) -> Option<&'static str> {
    if path.contains("://") {
        Some("Only the path goes here: without https:// and the host.")
    } else if !path.starts_with('/') {
        Some("A path begins with a slash.")
    } else if path.contains('?') {
        Some("The query has a table of its own below.")
    } else if path.contains(' ') {
        Some("A blank in a path is sent as %20.")
    } else {
        None
    }
}

fn query_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    const TITLE: &str = "Query parameters";
    let is_wanted =
        |place: &InputPlace| matches!(place, InputPlace::Parameter { location: ParameterLocation::Querystring, .. });
    let is_open = scene.is_open(TITLE) || scene.jumps_to(is_wanted);
    if Fold::new(TITLE).count(call.request.query.len()).show(ui, is_open, |_| {}) {
        scene.turn(TITLE);
    }
    if is_open {
        let pairs = &call.request.query;
        let jump =
            jump_row(scene, pairs, |place, name| origin::is_parameter(place, ParameterLocation::Querystring, name));
        let light = &scene.view.light;
        let inputs = PairsInputs { lit: Some(&|name| light.has_query(name)), jump, hints: None };
        let shown = ui.scope(|ui| pairs_editor(ui, Id::unique("query"), "parameter", pairs, &inputs)).inner;
        scene.view.takes_requests |= shown.focused.is_some();
        point_at_rows(scene, &shown, pairs, |name| parameter(ParameterLocation::Querystring, name));
        if let Some(query) = shown.changed {
            scene.push(Change::Query(query));
        }
    }
}

fn headers_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    const TITLE: &str = "Headers";
    let is_open = scene.is_open(TITLE)
        || scene.view.focus == Some(Focus::Headers)
        || scene.jumps_to(|place| header_of(place).is_some());
    if Fold::new(TITLE).count(call.request.headers.len()).show(ui, is_open, |_| {}) {
        scene.turn(TITLE);
    }
    if is_open {
        let id = Id::unique("headers");
        scene.take_focus(ui, Focus::Headers, crate::app::widgets::pair_value_id(id, 0));
        let pairs = &call.request.headers;
        let is_wanted =
            |place: &InputPlace, name: &str| header_of(place).is_some_and(|wanted| wanted.eq_ignore_ascii_case(name));
        let jump = jump_row(scene, pairs, is_wanted);
        let light = &scene.view.light;
        let is_lit = |name: &str| {
            let is_agent = name.eq_ignore_ascii_case("User-Agent");
            light.has_header(name) || (is_agent && light.has_context(&["identity.userAgent"]))
        };
        let inputs = PairsInputs { lit: Some(&is_lit), jump, hints: None };
        let shown = ui.scope(|ui| pairs_editor(ui, id, "header", pairs, &inputs)).inner;
        scene.view.takes_requests |= shown.focused.is_some();
        point_at_rows(scene, &shown, pairs, |name| parameter(ParameterLocation::Header, name));
        if let Some(headers) = shown.changed {
            scene.push(Change::Headers(headers));
        }
    }
}

/// Returns the header that a place is, or is a copy of.
fn header_of(place: &InputPlace) -> Option<&str> {
    match place {
        InputPlace::Parameter { location: ParameterLocation::Header, name } => Some(name),
        InputPlace::Context { path } if path == "identity.userAgent" => Some("User-Agent"),
        _ => None,
    }
}

fn body_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    const TITLE: &str = "Body";
    let is_body = |place: &InputPlace| matches!(place, InputPlace::Body { .. });
    let is_open = scene.is_open(TITLE) || scene.view.focus == Some(Focus::Body) || scene.jumps_to(is_body);
    let body = call.request.body.as_deref().unwrap_or("");
    let turned = Fold::new(TITLE).show(ui, is_open, |ui| {
        if small_icon_button(ui, icon::TEXT_INDENT, Command::FormatBody.text()).clicked() {
            scene.push(Command::FormatBody);
        }
    });
    if turned {
        scene.turn(TITLE);
    }
    if !is_open {
        return;
    }
    if body.len() > LARGEST_EDITED_BYTES {
        large_body_ui(ui, scene, body);
        return;
    }
    let id = Focus::Body.id();
    scene.take_focus(ui, Focus::Body, id);
    if let Some(place) = scene.view.body_place.take() {
        put_cursor(ui, id, body, place.start as usize);
    }
    let mut text = body.to_owned();
    let lit = scene.view.light.body();
    let colors = |ui: &Ui, text: &str| json_colors::layout_lit(ui, text, &lit);
    let shown = text_area_output(ui, id, "Body", 6, &mut text, colors);
    jump_field(ui, scene, &shown.response, is_body);
    for (at, by_pointer) in [(shown.cursor, false), (shown.hovered, true)] {
        let Some(at) = at.filter(|_| scene.view.pointer_leads == by_pointer && !body.is_empty()) else { continue };
        let offset = text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset);
        let places = innermost_that_reached(scene.preview(), body_places(&text, offset));
        scene.view.point(Pointed::Inputs(places), by_pointer);
    }
    if shown.response.changed() {
        let text = if text.is_empty() { None } else { Some(text.into()) };
        scene.push(Change::Body(text));
    }
    let can_be_base64 = body.len() >= SHORTEST_BASE64 && base64_decode(body).is_some();
    if call.request.body_is_base64 || can_be_base64 {
        let response = check(ui, call.request.body_is_base64, "Base64: the bytes it stands for are sent");
        if response.changed() {
            scene.push(Change::BodyIsBase64(!call.request.body_is_base64));
        }
    }
    verdict_ui(ui, call, body);
}

/// Shorter texts are words that happen to read as Base64.
const SHORTEST_BASE64: usize = 16;

/// Says whether the body is JSON, and where it stops being that.
fn verdict_ui(ui: &mut Ui, call: &Call, body: &str) {
    if body.is_empty() {
        crate::app::widgets::note(ui, "No body is sent.");
        return;
    }
    if call.request.body_is_base64 {
        match base64_decode(body) {
            Some(bytes) => badge(ui, Tone::Info, Some(icon::INFO), &format!("{} bytes", bytes.len())),
            None => message(ui, Tone::Err, "Not Base64: the text itself is sent"),
        };
        return;
    }
    let says_json = call.request.header("content-type").is_none_or(|kind| kind.contains("json"));
    match serde_json::from_str::<serde::de::IgnoredAny>(body) {
        Ok(_) => {
            badge(ui, Tone::Ok, Some(icon::CHECK_CIRCLE), "Valid JSON");
        }
        Err(error) if says_json => {
            let why = without_position(&error);
            let text = format!("Not JSON at line {}, column {}: {why}", error.line(), error.column());
            message(ui, Tone::Err, &text);
        }
        Err(_) => {
            badge(ui, Tone::Neutral, Some(icon::INFO), "Text, not JSON");
        }
    }
}

/// A body too large for a field: its size, its beginning, and a way to replace it.
fn large_body_ui(ui: &mut Ui, scene: &mut Scene<'_>, body: &str) {
    badge(ui, Tone::Info, Some(icon::INFO), &format!("{} KB", body.len() / 1024));
    crate::app::widgets::note(ui, "A body of this size is shown in part and not edited here. Replace it by pasting:");
    let mut pasted = String::new();
    if Field::new("New body").hint("Paste a new body").show(ui, &mut pasted).changed() && !pasted.is_empty() {
        scene.push(Change::Body(Some(pasted.into())));
    }
    let beginning: String = body.chars().take(2_000).collect();
    let job = json_colors::layout(ui, &beginning);
    ui.add(egui::Label::new(job).wrap());
}

/// Puts the cursor of the text field `id` at the byte `offset`.
fn put_cursor(ui: &Ui, id: Id, text: &str, offset: usize) {
    let index = text.char_indices().take_while(|(at, _)| *at < offset).count();
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let cursor = egui::text::CCursor::new(index);
    state.cursor.set_char_range(Some(egui::text::CCursorRange::one(cursor)));
    state.store(ui.ctx(), id);
}
