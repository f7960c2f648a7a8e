//! What a token holds: header and claims in tables, each claim with what the event gets of it.

use super::{jump_field, origin_field};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::claims;
use crate::app::action::Action;
use crate::app::claim_reach::Reach;
use crate::app::origin;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::widgets::{Tone, label, message, paint};
use crate::design::Call;
use crate::jwt::{self, Decoded, TimeClaim};
use crate::preview::View;
use egui::{Align2, Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use serde_json::{Map, Value};

const ROW: f32 = 20.0;
const LINE: f32 = 16.0;

/// Draws header and claims.
pub fn parts_ui(ui: &mut Ui, scene: &mut Scene<'_>, decoded: &Decoded, call: &Call, is_sample: bool) {
    if let Some(header) = &decoded.header {
        label(ui, "Header");
        let rows = header.iter().map(|(name, value)| Row { name, value, lines: Vec::new() }).collect::<Vec<_>>();
        table_ui(ui, scene, &rows, false);
    }
    if let Some(held) = &decoded.claims {
        label(ui, "Claims, and what the event gets of them");
        let times = jwt::times(held, scene.token_time_s(is_sample));
        let is_own = call.identity.claims.as_ref() == Some(held);
        if is_own {
            find_reach(scene, held);
        }
        let rows: Vec<Row<'_>> = held
            .iter()
            .map(|(name, value)| {
                let time = times.iter().find(|time| time.name == name).map(time_line);
                let event = if is_own { event_line(scene, name, value) } else { None };
                Row { name, value, lines: time.into_iter().chain(event).collect() }
            })
            .collect();
        table_ui(ui, scene, &rows, is_own);
        if !is_own {
            message(ui, Tone::Warn, "The claims were edited by hand and are no longer those of this token.");
        }
    }
}

/// Has the places of the claims worked out in the newest result. Here, since it takes a while and nobody else asks.
fn find_reach(scene: &mut Scene<'_>, claims: &Map<String, Value>) {
    let revision = scene.workspace.revision();
    if let Some(preview) = scene.previews.of(revision) {
        scene.view.claim_reach.update(revision, claims, preview);
    }
}

struct Row<'a> {
    name: &'a str,
    value: &'a Value,
    lines: Vec<Line>,
}

/// A line under a value: what it means.
struct Line {
    text: String,
    tone: Tone,
}

fn time_line(time: &TimeClaim) -> Line {
    let tone = if time.is_alarming { Tone::Err } else { Tone::Neutral };
    Line { text: format!("{}, {}", time.words, time.date), tone }
}

/// Says where the claim stands in the event, and as what text; or that it does not.
fn event_line(scene: &Scene<'_>, name: &str, value: &Value) -> Option<Line> {
    let route = scene.route()?;
    let kind = scene.design().authorizer_of(route).map_or(AuthorizerKind::None, |authorizer| authorizer.kind);
    if !kind.passes_claims() {
        return Some(Line { text: "→ not passed on by this authorizer".into(), tone: Tone::Neutral });
    }
    let Some(text) = claims::text(name, value, scene.design().api) else {
        return Some(Line { text: "→ left out by the service".into(), tone: Tone::Warn });
    };
    let written = match value.as_str() {
        Some(plain) if plain == text => String::new(),
        _ => format!(" as \"{text}\""),
    };
    let line = match View::of(scene.design(), route) {
        View::Mapping => match scene.view.claim_reach.of(name) {
            Reach::Unknown => return None,
            Reach::None => Line { text: "→ not in the event: tick it, or map it".into(), tone: Tone::Neutral },
            Reach::At(places) => Line { text: format!("→ {places}{written}"), tone: Tone::Ok },
        },
        View::Http20 => {
            Line { text: format!("→ requestContext.authorizer.jwt.claims.{name}{written}"), tone: Tone::Ok }
        }
        View::RestProxy | View::Http10 => {
            Line { text: format!("→ requestContext.authorizer.claims.{name}{written}"), tone: Tone::Ok }
        }
    };
    Some(line)
}

/// Names and values in a frame, with what they mean below. A click copies the value.
fn table_ui(ui: &mut Ui, scene: &mut Scene<'_>, rows: &[Row<'_>], are_claims: bool) {
    let t = theme::of(ui);
    let font = theme::code(theme::SMALL);
    let width = ui.available_width();
    let height: f32 = rows.iter().map(|row| ROW + row.lines.len() as f32 * LINE).sum();
    let (frame, _) = ui.allocate_exact_size(vec2(width, height + 10.0), Sense::hover());
    ui.painter().rect(frame, theme::RADIUS, t.bg_editor, Stroke::new(1.0, t.border), StrokeKind::Inside);
    let names = rows.iter().map(|row| paint::line(ui, row.name, font.clone(), t.text, width * 0.4).size().x);
    let column = names.fold(0.0, f32::max) + 22.0;
    let mut top = frame.top() + 5.0;
    for row in rows {
        let height = ROW + row.lines.len() as f32 * LINE;
        let rect = Rect::from_min_size(pos2(frame.left() + 4.0, top), vec2(width - 8.0, height));
        let response = ui.interact(rect, ui.scope_id().with(("member", row.name)), Sense::click());
        paint_row(ui, &response, row, frame.left() + column, width * 0.4);
        if are_claims {
            let place = origin::context(origin::claim_path(row.name));
            let is_lit = scene.view.light.has_claim(row.name);
            origin_field(ui, scene, &response, is_lit, || vec![place.clone()]);
            jump_field(ui, scene, &response, |wanted| *wanted == place);
        }
        let text = row.value.to_string();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Copy {}", row.name)));
        if response.clicked() {
            scene.push(Action::Copy(row.value.as_str().map_or_else(|| text.clone(), str::to_owned), "the value"));
        }
        let told = row.lines.iter().fold(text, |told, line| format!("{told}\n{}", line.text));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(told.clone()));
        response.on_hover_text(told);
        top += height;
    }
}

fn paint_row(ui: &Ui, response: &Response, row: &Row<'_>, value_left: f32, name_width: f32) {
    let t = theme::of(ui);
    let rect = response.rect;
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, t.bg_hover);
    }
    let font = theme::code(theme::SMALL);
    let line = |text: &str, font, color: Color32, room: f32| paint::line(ui, text, font, color, room);
    let y = rect.top() + ROW / 2.0;
    let name = line(row.name, font.clone(), t.syntax.json_key, name_width);
    paint::galley(ui, pos2(rect.left() + 6.0, y), Align2::LEFT_CENTER, name);
    let color = if row.value.is_string() { t.syntax.string } else { t.syntax.number };
    let value = line(&row.value.to_string(), font, color, rect.right() - value_left - 6.0);
    paint::galley(ui, pos2(value_left, y), Align2::LEFT_CENTER, value);
    for (index, meaning) in row.lines.iter().enumerate() {
        let y = rect.top() + ROW + LINE * (index as f32 + 0.5) - 2.0;
        let left = rect.left() + 14.0;
        let galley = line(&meaning.text, theme::body(11.0), meaning.tone.color(t), rect.right() - left - 6.0);
        paint::galley(ui, pos2(left, y), Align2::LEFT_CENTER, galley);
    }
    paint::focus_ring(ui, response, rect, 4);
}
