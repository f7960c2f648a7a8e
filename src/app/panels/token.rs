//! The token: pasted in any shape, shown in three colors, decoded, and explained where it is broken.

use super::{claims, signature};
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::theme::{self, Tokens};
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, check, message, note, quiet_button, small_icon_button, text_area};
use crate::app::{icon, logic};
use crate::design::Call;
use crate::diagnostics::{Diagnostic, Severity};
use crate::jwt::signature::SignatureVerdict;
use crate::jwt::{self, Decoded, PartKind};
use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Color32, Stroke, Ui, vec2};

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
    let shown = area.show(ui, |ui| text_area(ui, id, "Token", 3, &mut text, colors));
    let response = shown.inner;
    if shown.content_size.y > shown.inner_rect.height() + 1.0 {
        // A long token is cut off at the bottom, where its frame ends too.
        let line = Stroke::new(1.0, theme::of(ui).border_strong);
        ui.painter().hline(shown.inner_rect.shrink(2.0).x_range(), shown.inner_rect.bottom() - 0.5, line);
    }
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
    let verdict = signature::verdict(scene, &token);
    badges_ui(ui, scene.token_time_s(token.is_sample), &decoded, token.is_sample, verdict);
    for problem in &decoded.diagnostics {
        problem_ui(ui, scene, problem);
    }
    signature::signature_ui(ui, scene, &token, &decoded);
    claims::parts_ui(ui, scene, &decoded, call, token.is_sample);
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

fn badges_ui(ui: &mut Ui, now: i64, decoded: &Decoded, is_sample: bool, verdict: Option<SignatureVerdict>) {
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
            signature::badge_ui(ui, verdict);
        }
        let times = decoded.claims.as_ref().map(|claims| jwt::times(claims, now)).unwrap_or_default();
        if let Some(end) = times.iter().find(|time| time.name == "exp") {
            let (tone, sign) =
                if end.is_alarming { (Tone::Err, icon::X_CIRCLE) } else { (Tone::Ok, icon::CHECK_CIRCLE) };
            let when = if is_sample { " at the time of this call" } else { "" };
            badge(ui, tone, Some(sign), &format!("{}{when}", capital(&end.words)));
            ui.request_repaint_after(logic::CLOCK);
        }
    });
}

pub(super) fn capital(words: &str) -> String {
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
