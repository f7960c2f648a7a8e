//! The token: pasted in any shape, shown in three colors, decoded, and explained where it is broken.

use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::theme::{self, Tokens};
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, check, message, note, paint, quiet_button, small_icon_button, text_area};
use crate::app::{icon, logic};
use crate::design::Call;
use crate::diagnostics::{Diagnostic, Severity};
use crate::jwt::{self, Decoded, PartKind, TimeClaim};
use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Color32, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use serde_json::{Map, Value};

/// Draws the token's field and all that is in it.
pub fn token_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    let token = scene.workspace.token().cloned().unwrap_or_default();
    let decoded = jwt::decode(token.pasted.reveal());
    crate::app::widgets::header(ui, "Token", |ui| {
        if small_icon_button(ui, icon::KEY, Command::MakeSampleToken.text()).clicked() {
            scene.push(Command::MakeSampleToken);
        }
        if !token.pasted.is_empty() && small_icon_button(ui, icon::TRASH, "Clear token").clicked() {
            scene.push(Change::Token(String::new()));
        }
    });
    let id = Focus::Identity.id();
    scene.take_focus(ui, Focus::Identity, id);
    let mut text = token.pasted.reveal().to_owned();
    let area = egui::ScrollArea::vertical().id_salt("token").max_height(132.0);
    let colors = |ui: &Ui, text: &str| colored(ui, text, &decoded);
    let response = area.show(ui, |ui| text_area(ui, id, "Token", 3, &mut text, colors)).inner;
    if text.is_empty() && !response.has_focus() {
        let at = response.rect.left_top() + vec2(8.0, 7.0);
        let hint = "Paste a JWT: eyJhbGciOi…";
        ui.painter().text(at, Align2::LEFT_TOP, hint, theme::code(theme::CODE), theme::of(ui).faint);
    }
    if response.changed() {
        scene.push(Change::Token(text));
    }
    if token.pasted.is_empty() {
        return;
    }
    badges_ui(ui, scene.view.now_epoch_s, &decoded, token.is_sample);
    for problem in &decoded.diagnostics {
        problem_ui(ui, scene, problem);
    }
    parts_ui(ui, scene, &decoded, call);
    keep_ui(ui, scene, call, token.is_sample);
}

/// Colors the parts of the token, and underlines what is wrong.
fn colored(ui: &Ui, text: &str, decoded: &Decoded) -> LayoutJob {
    let t = theme::of(ui);
    let mut job = LayoutJob::default();
    let format = |color: Color32| TextFormat::simple(theme::code(theme::CODE), color);
    let mut at = 0;
    // The parts are those of the text before this key press: they may not fit the new text for one frame.
    for part in &decoded.parts {
        let (start, end) = (part.span.start as usize, part.span.end as usize);
        let (Some(between), Some(inside)) = (text.get(at..start), text.get(start..end)) else { break };
        job.append(between, 0.0, format(t.faint));
        job.append(inside, 0.0, format(part_color(part.kind, t)));
        at = end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, format(t.faint));
    job
}

/// Header, payload and signature, in the colors that people know from elsewhere.
fn part_color(kind: PartKind, t: &Tokens) -> Color32 {
    match kind {
        PartKind::Header => t.err,
        PartKind::Payload => t.syntax.keyword,
        PartKind::Signature => t.info,
        PartKind::Encrypted => t.warn,
        PartKind::Unknown => t.text,
    }
}

fn badges_ui(ui: &mut Ui, now: i64, decoded: &Decoded, is_sample: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        ui.spacing_mut().interact_size.y = 20.0;
        if let Some(algorithm) = decoded.algorithm() {
            let is_none = algorithm.eq_ignore_ascii_case("none");
            badge(ui, if is_none { Tone::Err } else { Tone::Neutral }, None, algorithm);
        }
        if is_sample {
            badge(ui, Tone::Info, Some(icon::INFO), "Sample token");
        }
        if decoded.claims.is_some() {
            badge(ui, Tone::Warn, Some(icon::WARNING), "Signature not checked");
        }
        let times = decoded.claims.as_ref().map(|claims| jwt::times(claims, now)).unwrap_or_default();
        if let Some(end) = times.iter().find(|time| time.name == "exp") {
            let (tone, sign) =
                if end.is_alarming { (Tone::Err, icon::X_CIRCLE) } else { (Tone::Ok, icon::CHECK_CIRCLE) };
            badge(ui, tone, Some(sign), &capital(&end.words));
            ui.request_repaint_after(logic::CLOCK);
        }
    });
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One thing that is wrong with the token, with its place, what to do, and a fix if there is one.
fn problem_ui(ui: &mut Ui, scene: &mut Scene<'_>, problem: &Diagnostic) {
    let tone = match problem.severity {
        Severity::Error => Tone::Err,
        Severity::Warning => Tone::Warn,
        Severity::Hint => Tone::Neutral,
    };
    let mut text = capital(&problem.message);
    if let Some(place) = problem.primary().filter(|_| problem.severity == Severity::Error) {
        text = format!("{text} (characters {} to {})", place.span.start + 1, place.span.end.max(place.span.start + 1));
    }
    if let Some(help) = &problem.help {
        text = format!("{text}. {}", capital(help));
    }
    message(ui, tone, &text);
    for fix in &problem.fixes {
        if quiet_button(ui, Some(icon::MAGIC_WAND), &capital(&fix.title)).clicked() {
            scene.push(Action::Fix(fix.clone()));
        }
    }
}

fn parts_ui(ui: &mut Ui, scene: &mut Scene<'_>, decoded: &Decoded, call: &Call) {
    if let Some(header) = &decoded.header {
        crate::app::widgets::label(ui, "Header");
        table_ui(ui, scene, header, &[]);
    }
    if let Some(claims) = &decoded.claims {
        crate::app::widgets::label(ui, "Claims");
        let times = jwt::times(claims, scene.view.now_epoch_s);
        table_ui(ui, scene, claims, &times);
        if call.identity.claims.as_ref() != Some(claims) {
            message(ui, Tone::Warn, "The claims were edited by hand and are no longer those of this token.");
        }
    }
}

/// Names and values in a frame; times with what they mean. A click copies the value.
fn table_ui(ui: &mut Ui, scene: &mut Scene<'_>, members: &Map<String, Value>, times: &[TimeClaim]) {
    const ROW: f32 = 20.0;
    let t = theme::of(ui);
    let font = theme::code(11.5);
    let rows: usize = members.keys().map(|name| if times.iter().any(|time| time.name == name) { 2 } else { 1 }).sum();
    let width = ui.available_width();
    let (frame, _) = ui.allocate_exact_size(vec2(width, rows as f32 * ROW + 10.0), Sense::hover());
    ui.painter().rect(frame, theme::RADIUS, t.bg_editor, Stroke::new(1.0, t.border), StrokeKind::Inside);
    let names = members.keys().map(|name| paint::line(ui, name, font.clone(), t.text, width * 0.4).size().x);
    let column = names.fold(0.0, f32::max) + 22.0;
    let mut top = frame.top() + 5.0;
    for (name, value) in members {
        let y = top + ROW / 2.0;
        let row = egui::Rect::from_min_size(pos2(frame.left() + 4.0, top), vec2(width - 8.0, ROW));
        let response = ui.interact(row, ui.scope_id().with(("member", name)), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(row, 4.0, t.bg_hover);
        }
        let name_galley = paint::line(ui, name, font.clone(), t.syntax.json_key, width * 0.4);
        paint::galley(ui, pos2(frame.left() + 10.0, y), Align2::LEFT_CENTER, name_galley);
        let text = value.to_string();
        let color = if value.is_string() { t.syntax.string } else { t.syntax.number };
        let room = width - column - 12.0;
        paint::galley(
            ui,
            pos2(frame.left() + column, y),
            Align2::LEFT_CENTER,
            paint::line(ui, &text, font.clone(), color, room),
        );
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Copy {name}")));
        if response.clicked() {
            let plain = value.as_str().map_or_else(|| text.clone(), str::to_owned);
            scene.push(Action::Copy(plain, "the value"));
        }
        response.on_hover_text(text);
        top += ROW;
        if let Some(time) = times.iter().find(|time| time.name == name) {
            let color = if time.is_alarming { t.err } else { t.muted };
            let words = paint::line(ui, &format!("{}, {}", time.words, time.date), theme::body(11.0), color, room);
            paint::galley(ui, pos2(frame.left() + column, top + ROW / 2.0 - 2.0), Align2::LEFT_CENTER, words);
            top += ROW;
        }
    }
}

fn keep_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call, is_sample: bool) {
    if is_sample && call.kept_token.is_none() {
        note(
            ui,
            "Made from the claims of this call and signed with a public demo key. Paste a real one to replace it.",
        );
        return;
    }
    let keep = call.kept_token.is_some();
    if check(ui, keep, "Keep this token in the file").changed() {
        scene.push(Change::KeepToken(!keep));
    }
    if keep {
        message(ui, Tone::Warn, "Whoever has the file can use this token until it expires.");
    } else {
        note(ui, "The token stays in memory. Its claims are part of the design.");
    }
}
