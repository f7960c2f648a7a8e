//! A sample token: claims, how long it is valid, and what signs it.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::buffers::without_position;
use crate::app::json_colors;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, label, message, note, primary_button, quiet_button, segmented, text_area};
use crate::jwt::{Algorithm, Key, Secret, Unusable, sample};
use egui::{Id, ScrollArea, Ui};
use serde_json::{Map, Value};

/// How long the token is valid, counted from now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lifetime {
    /// The times stay as the claims have them.
    #[default]
    AsWritten,
    /// Issued now, for an hour.
    Hour,
    /// Issued now, for a day.
    Day,
    /// Issued two hours ago for one hour.
    Expired,
}

const LIFETIMES: [(Lifetime, &str); 4] = [
    (Lifetime::AsWritten, "As in the claims"),
    (Lifetime::Hour, "1 hour from now"),
    (Lifetime::Day, "1 day from now"),
    (Lifetime::Expired, "Already expired"),
];

/// Draws the dialog.
pub fn sample_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    title_ui(ui, "Make a sample token");
    note(ui, "For trying out what a caller's claims do to the event. No authorizer on AWS takes it.");
    label(ui, "Claims");
    let id = Focus::Overlay.id();
    scene.take_focus(ui, Focus::Overlay, id);
    ScrollArea::vertical().id_salt("sample claims").max_height(240.0).show(ui, |ui| {
        text_area(ui, id, "Sample claims", 8, &mut scene.view.overlay_text, json_colors::layout);
    });
    label(ui, "Valid for");
    if let Some(chosen) = segmented(ui, &LIFETIMES, scene.view.sample_lifetime) {
        scene.view.sample_lifetime = chosen;
    }
    label(ui, "Signed with: a secret or a private key; empty for the public demo key");
    let mut key = std::mem::take(&mut scene.view.sample_key);
    text_area(ui, Id::unique("sample key"), "Signing key", 1, &mut key, |ui, text| {
        let color = crate::app::theme::of(ui).text;
        egui::text::LayoutJob::simple(text.to_owned(), crate::app::theme::code(12.5), color, f32::INFINITY)
    });
    scene.view.sample_key = key;
    let claims = read(&scene.view.overlay_text);
    if let Err(error) = &claims {
        message(ui, Tone::Err, error);
    }
    buttons_ui(ui, |ui| {
        let make = ui.add_enabled_ui(claims.is_ok(), |ui| primary_button(ui, None, "Make token")).inner;
        if let (true, Ok(claims)) = (make.clicked(), claims) {
            let claims = with_times(claims, scene.view.sample_lifetime, scene.view.now_epoch_s);
            match sign(&claims, &scene.view.sample_key) {
                Ok(token) => {
                    scene.push(Action::UseSample(Box::new(claims), token));
                    scene.push(crate::app::command::Command::GoToIdentity);
                }
                Err(unusable) => {
                    let words = format!("This key cannot sign: {}. {}", unusable.message, unusable.help);
                    scene.view.toasts.push(Tone::Err, words);
                }
            }
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}

fn read(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(claims)) => Ok(claims),
        Ok(_) => Err("Claims are a JSON object: put { } around them.".into()),
        Err(error) => {
            let why = without_position(&error);
            Err(format!("Not JSON at line {}, column {}: {why}", error.line(), error.column()))
        }
    }
}

fn with_times(claims: Map<String, Value>, lifetime: Lifetime, now: i64) -> Map<String, Value> {
    const HOUR_S: u32 = 3_600;
    match lifetime {
        Lifetime::AsWritten => claims,
        Lifetime::Hour => sample::issued_now(&claims, now, HOUR_S),
        Lifetime::Day => sample::issued_now(&claims, now, 24 * HOUR_S),
        Lifetime::Expired => sample::issued_now(&claims, now - 2 * i64::from(HOUR_S), HOUR_S),
    }
}

/// Signs with the first algorithm that the key is good for.
fn sign(claims: &Map<String, Value>, key: &str) -> Result<Secret, Unusable> {
    let key = if key.trim().is_empty() { sample::demo_key() } else { Key::recognize(key.trim()) };
    let mut last = None;
    for algorithm in [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA] {
        match sample::sign(claims, &key, algorithm, None) {
            Ok(token) => return Ok(token),
            // What is said of RSA is what most people need to know of a key that fits nothing.
            Err(unusable) if last.is_none() || algorithm == Algorithm::RS256 => last = Some(unusable),
            Err(_) => {}
        }
    }
    Err(last.unwrap_or(Unusable { message: "it fits no algorithm".into(), help: String::new(), key_id: None }))
}
