//! The integration responses: which status a result becomes, and the templates of its body.

use super::method::{content_handling_ui, source_problem};
use super::{at_right, bar_ui};
use crate::apigw::integration::IntegrationResponse;
use crate::app::action::Action;
use crate::app::assistant::Wanted;
use crate::app::change::{Change, ResponseChange};
use crate::app::editor::EditorInputs;
use crate::app::scene::Scene;
use crate::app::template_view::Part;
use crate::app::view_state::Focus;
use crate::app::widgets::{
    Field, Fold, PairsInputs, Tone, empty_state, message, note, pairs_editor, primary_button, quiet_button,
    small_icon_button, tabs_within,
};
use crate::app::{icon, template_view, theme};
use crate::design::Route;
use crate::lint::Subject;
use crate::text::Span;
use egui::{CentralPanel, Frame, Id, Margin, Popup, Ui};

const JSON: &str = "application/json";
/// What a new template is: the result unchanged.
const NEW_TEMPLATE: &str = "$input.json('$')\n";

/// Draws the response at `response` with the template at `template`.
pub fn responses_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route, response: usize, template: usize) {
    let responses = &route.integration.responses;
    let response = response.min(responses.len().saturating_sub(1));
    bar_ui(ui, 36.0, |ui| responses_bar_ui(ui, scene, responses, response));
    let Some(shown) = responses.get(response) else {
        let hint = "Whatever the function returns goes to the client with status 200, unchanged: also its errors.";
        empty_state(ui, icon::ARROW_U_UP_LEFT, "No integration response", hint);
        ui.vertical_centered(|ui| {
            if primary_button(ui, Some(icon::PLUS), "Add a response").clicked() {
                scene.push(Change::AddResponse);
            }
        });
        return;
    };
    settings_ui(ui, scene, response, shown);
    let template = template.min(shown.templates.len().saturating_sub(1));
    bar_ui(ui, 36.0, |ui| templates_bar_ui(ui, scene, (response, template), shown));
    let fill = theme::of(ui).bg_editor;
    CentralPanel::default().frame(Frame::new().fill(fill)).show(ui, |ui| match shown.templates.get(template) {
        Some(found) => editor_ui(ui, scene, response, template, &found.text),
        None => {
            empty_state(ui, icon::CODE, "No response template", "The function's result goes to the client as it is.");
            ui.vertical_centered(|ui| {
                if primary_button(ui, Some(icon::PLUS), "Add a template for application/json").clicked() {
                    let added = ResponseChange::AddTemplate(JSON.into(), NEW_TEMPLATE.into());
                    scene.push(Change::Response(response, added));
                }
            });
        }
    });
}

/// A tab per response.
fn responses_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, responses: &[IntegrationResponse], shown: usize) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let title = |response: &IntegrationResponse| {
        let start: String = response.selection_pattern.chars().take(14).collect();
        if start.is_empty() { format!("{} default", response.status) } else { format!("{} {start}", response.status) }
    };
    let titles: Vec<String> = responses.iter().map(title).collect();
    let options: Vec<(usize, &str)> = titles.iter().map(String::as_str).enumerate().collect();
    let room = ui.available_width() - 30.0;
    if let Some(chosen) = tabs_within(ui, room, &options, shown) {
        scene.push(Action::ShowResponse(chosen, 0));
    }
    if small_icon_button(ui, icon::PLUS, "Add response").clicked() {
        scene.push(Change::AddResponse);
        scene.push(Action::ShowResponse(responses.len(), 0));
    }
}

/// Status and selection pattern.
fn settings_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, response: &IntegrationResponse) {
    let change = |change| Change::Response(index, change);
    Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 8)).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let mut status = response.status.to_string();
            if Field::new("Status").code().width(52.0).show(ui, &mut status).changed()
                && let Ok(status) = status.parse()
            {
                scene.push(change(ResponseChange::Status(status)));
            }
            let mut pattern = response.selection_pattern.clone();
            let field = Field::new("Selection pattern").code().hint("empty: the default response");
            if field.width((ui.available_width() - 110.0).max(80.0)).show(ui, &mut pattern).changed() {
                scene.push(change(ResponseChange::SelectionPattern(pattern)));
            }
            ui.vertical(|ui| {
                ui.add_space(18.0);
                if quiet_button(ui, Some(icon::TRASH), "Remove").on_hover_text("Remove this response").clicked() {
                    scene.push(Change::RemoveResponse(index));
                }
            });
        });
        note(ui, "The pattern is a Java regular expression that has to match the whole error message.");
        headers_ui(ui, scene, index, response);
    });
}

/// Parameter mapping and content handling of the response.
fn headers_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, response: &IntegrationResponse) {
    const TITLE: &str = "Headers and content handling";
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).count(response.parameters.len()).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if !is_open {
        return;
    }
    egui::ScrollArea::vertical().id_salt("response headers").max_height(200.0).show(ui, |ui| {
        let pairs = &response.parameters;
        let hints = Some(("method.response.header.NAME", "'text' or integration.response.header.NAME"));
        let inputs = PairsInputs { hints, ..PairsInputs::default() };
        let id = Id::unique(("response parameters", index));
        let shown = ui.scope(|ui| pairs_editor(ui, id, "response mapping", pairs, &inputs)).inner;
        if let Some(problem) = pairs.iter().find_map(|(target, source)| header_problem(target, source)) {
            message(ui, Tone::Warn, &problem);
        }
        if let Some(pairs) = shown.changed {
            scene.push(Change::Response(index, ResponseChange::Parameters(pairs)));
        }
        let name = "Content handling of the response";
        if let Some(chosen) = content_handling_ui(ui, name, response.content_handling) {
            scene.push(Change::Response(index, ResponseChange::ContentHandling(chosen)));
        }
    });
}

/// Says what is wrong with a row of the mapping, if anything; an empty row is only begun.
fn header_problem(target: &str, source: &str) -> Option<String> {
    if target.is_empty() {
        return None;
    }
    if !target.starts_with("method.response.header.") {
        return Some(format!("“{target}” is no header of the method response: method.response.header.NAME"));
    }
    source_problem(source, "integration.response.")
}

/// A tab per content type of the response.
fn templates_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, shown: (usize, usize), response: &IntegrationResponse) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let (index, template) = shown;
    let templates = &response.templates;
    let options: Vec<(usize, &str)> = templates.iter().map(|it| it.content_type.as_str()).enumerate().collect();
    let room = ui.available_width() - 130.0;
    if let Some(chosen) = tabs_within(ui, room, &options, template) {
        scene.push(Action::ShowResponse(index, chosen));
    }
    let add = small_icon_button(ui, icon::PLUS, "Add response template");
    Popup::menu(&add).show(|ui| {
        for content_type in [JSON, "application/xml", "text/html", "text/plain"] {
            let is_there = templates.iter().any(|template| template.content_type == content_type);
            if ui.add_enabled(!is_there, egui::Button::new(content_type)).clicked() {
                let added = ResponseChange::AddTemplate(content_type.into(), NEW_TEMPLATE.into());
                scene.push(Change::Response(index, added));
                scene.push(Action::ShowResponse(index, templates.len()));
                ui.close();
            }
        }
    });
    let Some(found) = templates.get(template) else { return };
    at_right(ui, |ui| {
        if small_icon_button(ui, icon::TRASH, "Remove response template").clicked() {
            scene.push(Change::Response(index, ResponseChange::RemoveTemplate(template)));
        }
        let mut content_type = found.content_type.clone();
        let width = (ui.available_width() - 8.0).min(180.0);
        if width > 60.0 {
            let field = Field::new("Response content type").unlabeled().code().width(width);
            if field.show(ui, &mut content_type).changed() {
                scene.push(Change::Response(index, ResponseChange::ContentType(template, content_type)));
            }
        }
    });
}

fn editor_ui(ui: &mut Ui, scene: &mut Scene<'_>, response: usize, index: usize, text: &str) {
    let palette = template_view::palette(theme::of(ui));
    let place = (scene.workspace.selection().route, Part::Response(response, index));
    let template = &mut scene.view.template;
    template.hold(place, scene.workspace.revision(), text);
    if scene.view.focus == Some(Focus::Template) {
        scene.view.focus = None;
        template.editor.request_focus();
    }
    if let Some(span) = scene.view.template_place.take() {
        template.editor.select(span);
    }
    let subject = Subject::ResponseTemplate { route: place.0, response, template: index };
    let marks = scene.problems.marks(subject);
    let inspected = marks.revision.and_then(|revision| template.version_at(revision));
    // Until rules have run, what the parser says has to do.
    let (shown, stamp) = match inspected {
        Some(_) => (marks.all, Some(marks.stamp)),
        None => (template.syntax_marks(), None),
    };
    // Places are those of the body that was computed: while a newer one is under way, none is lit.
    let newest = scene.previews.latest.as_ref().filter(|(revision, _)| *revision == scene.workspace.revision());
    let rendered = newest.and_then(|(_, shown)| shown.response.as_ref()?.rendered.as_ref());
    let rendered = rendered.filter(|rendered| rendered.place == (response, index));
    let lit = std::mem::take(&mut scene.view.response_light.template);
    let mut inputs = EditorInputs::new(&palette, theme::code(theme::CODE), theme::body(theme::SMALL));
    inputs.label = "Response template editor";
    inputs.marks_version = inspected;
    inputs.diagnostics = &shown;
    inputs.marks_stamp = stamp;
    inputs.highlights = if rendered.is_some() { &lit } else { &[] };
    template.assistant.take();
    inputs.hover = template.assistant.card(template.editor.version());
    inputs.completions = template.assistant.list();
    let output = template.editor.show(ui, &inputs);
    let computed = scene.previews.latest.as_ref();
    let wanted = Wanted {
        version: template.editor.version(),
        revision: computed.map_or(0, |(revision, _)| *revision),
        hover: output.hovered_offset,
        complete: output.completion_request,
    };
    let shown = computed.map(|(_, shown)| shown);
    template.assistant.ask(ui.ctx(), place.1, wanted, shown, || template.editor.text());
    scene.view.cursor = Some(template.editor.caret_line_column());
    let caret = output.focused.then_some(output.caret_offset);
    let pointed = output.hovered_offset.or(caret).zip(rendered);
    let reached = pointed.map(|(at, rendered)| rendered.reached_by_template(Span::new(at, at + 1)));
    let light = &mut scene.view.response_light;
    (light.template, light.body) = (lit, reached.unwrap_or_default());
    let fixed = output.fix.filter(|fix| template.editor.apply_edits(&fix.edits)).is_some();
    if output.changed || fixed {
        let text = template.editor.text();
        scene.push(Change::Response(response, ResponseChange::Template(index, text)));
    }
}
