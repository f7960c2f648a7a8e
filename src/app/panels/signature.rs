//! The signature: a key to check it with, and what the authorizer would say to the token.

use super::token::capital;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::widgets::{Fold, Tone, badge, check, label, message, note, quiet_button};
use crate::app::workspace::CallToken;
use crate::app::{icon, theme};
use crate::jwt::check::{
    Check, Clock, CognitoRules, HttpJwtRules, Refusal, TokenView, Verdict, cognito, http_jwt, refusal,
};
use crate::jwt::signature::SignatureVerdict;
use crate::jwt::{Decoded, Key, KeyKind, sample};
use egui::{RichText, Ui};

/// Returns what checking the token's signature gave; `None` while it was not checked.
pub fn verdict(scene: &Scene<'_>, token: &CallToken) -> Option<SignatureVerdict> {
    let checked = scene.view.signature.checked.as_ref()?;
    (checked.token == token.pasted && checked.key == scene.view.signature.key()).then_some(checked.check.verdict)
}

/// Says in a badge what is known of the signature.
pub fn badge_ui(ui: &mut Ui, verdict: Option<SignatureVerdict>) {
    let (tone, sign, words) = match verdict {
        Some(SignatureVerdict::Valid) => (Tone::Ok, icon::CHECK_CIRCLE, "Signature checked"),
        Some(SignatureVerdict::Invalid) => (Tone::Err, icon::X_CIRCLE, "Signature does not match"),
        Some(SignatureVerdict::KeyUnusable) => (Tone::Warn, icon::WARNING, "Key cannot be used"),
        Some(SignatureVerdict::NothingToCheck) | None => (Tone::Warn, icon::WARNING, "Signature not checked"),
    };
    badge(ui, tone, Some(sign), words);
}

/// Draws the field for the key, what came of it, and the authorizer's checks.
pub fn signature_ui(ui: &mut Ui, scene: &mut Scene<'_>, token: &CallToken, decoded: &Decoded) {
    if decoded.claims.is_none() {
        return;
    }
    key_ui(ui, scene, token);
    authorizer_ui(ui, scene, decoded);
}

fn key_ui(ui: &mut Ui, scene: &mut Scene<'_>, token: &CallToken) {
    const TITLE: &str = "Check the signature";
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if !is_open {
        return;
    }
    label(ui, "Key: a secret, a PEM, a JWK or a JWKS");
    let mut text = std::mem::take(&mut scene.view.signature.text);
    let id = egui::Id::unique("signature key");
    let area = egui::ScrollArea::vertical().id_salt("signature key area").max_height(110.0);
    area.show(ui, |ui| {
        crate::app::widgets::text_area(ui, id, "Signature key", 2, &mut text, |ui, text| {
            let color = theme::of(ui).text;
            egui::text::LayoutJob::simple(text.to_owned(), theme::code(theme::CODE), color, f32::INFINITY)
        });
    });
    scene.view.signature.text = text;
    if scene.view.signature.text.trim().is_empty() {
        note(ui, "It stays in memory and is never saved.");
        if token.is_sample && quiet_button(ui, Some(icon::KEY), "Use the demo key").clicked() {
            scene.view.signature.text = sample::DEMO_SECRET.into();
        }
        return;
    }
    let key = scene.view.signature.key();
    let is_base64 = key.kind == KeyKind::SecretBase64;
    if matches!(key.kind, KeyKind::Secret | KeyKind::SecretBase64)
        && check(ui, is_base64, "The secret is written in Base64").changed()
    {
        scene.view.signature.is_base64 = !is_base64;
    }
    let key = scene.view.signature.key();
    let known = scene.view.signature.checked.as_ref().filter(|c| c.token == token.pasted && c.key == key);
    match known.map(|checked| checked.check.clone()) {
        Some(result) => result_ui(ui, &result),
        None => {
            note(ui, "Checking…");
            scene.push(Action::CheckSignature(token.pasted.clone(), key));
        }
    }
}

fn result_ui(ui: &mut Ui, result: &crate::jwt::signature::SignatureCheck) {
    let tone = match result.verdict {
        SignatureVerdict::Valid => Tone::Ok,
        SignatureVerdict::Invalid => Tone::Err,
        SignatureVerdict::KeyUnusable | SignatureVerdict::NothingToCheck => Tone::Warn,
    };
    let mut words = capital(&result.message);
    if let Some(key) = &result.key {
        words = format!("{words} ({key})");
    }
    if let Some(help) = &result.help {
        words = format!("{words}. {}", capital(help));
    }
    message(ui, tone, &words);
}

/// What the authorizer in use would say to this token.
fn authorizer_ui(ui: &mut Ui, scene: &mut Scene<'_>, decoded: &Decoded) {
    const TITLE: &str = "What the authorizer checks";
    let Some(checks) = checks(scene, decoded) else { return };
    let is_open = scene.view.open_folds.contains(TITLE);
    let verdict = match refusal(&checks) {
        Some(Refusal::Unauthorized) => "refused: 401",
        Some(Refusal::Forbidden) => "refused: 403",
        None => "passes",
    };
    if Fold::new(TITLE).tally(verdict).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if !is_open {
        return;
    }
    for check in &checks {
        let tone = match check.verdict {
            Verdict::Passes => Tone::Ok,
            Verdict::Notable | Verdict::Unknown => Tone::Neutral,
            Verdict::Refused(_) => Tone::Err,
        };
        message(ui, tone, &format!("{}: {} (wanted: {})", check.claim, check.words, check.expectation));
    }
    let t = theme::of(ui);
    let text = "The preview takes the claims as they are, so that old tokens can be looked at.";
    ui.label(RichText::new(text).font(theme::body(theme::SMALL)).color(t.muted));
}

fn checks(scene: &Scene<'_>, decoded: &Decoded) -> Option<Vec<Check>> {
    let route = scene.route()?;
    let authorizer = scene.design().authorizer_of(route)?;
    let is_sample = scene.workspace.token().is_some_and(|token| token.is_sample);
    let mut view = TokenView::of(decoded)?;
    if is_sample {
        // Signed with a demo key, it stands for one that the pool signed: its claims are what counts.
        view.header = None;
    }
    let clock = Clock::at(scene.token_time_s(is_sample));
    let scopes = scene.call().map(|call| call.identity.scopes.clone()).unwrap_or_default();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let Authorizer { kind, issuer, audiences, .. } = authorizer;
    match kind {
        AuthorizerKind::Cognito => {
            let rules = CognitoRules { issuers: some(issuer).into_iter().collect(), scopes };
            Some(cognito(view, &rules, clock))
        }
        AuthorizerKind::Jwt => {
            let audiences = (!audiences.is_empty()).then(|| audiences.clone());
            Some(http_jwt(view, &HttpJwtRules { issuer: some(issuer), audiences, scopes }, clock))
        }
        _ => None,
    }
}

/// The key that signatures are checked with, and what came of it. In memory only.
#[derive(Default)]
pub struct Signature {
    /// The key as typed or pasted.
    pub text: String,
    /// A secret is written in Base64.
    pub is_base64: bool,
    /// The newest result.
    pub checked: Option<Checked>,
    /// A check is under way; the next begins when it is done.
    pub is_under_way: bool,
}

/// The result of one check.
pub struct Checked {
    /// The token.
    pub token: crate::jwt::Secret,
    /// The key.
    pub key: Key,
    /// What came of it.
    pub check: crate::jwt::signature::SignatureCheck,
}

impl Signature {
    /// Returns the key, its kind told by its look.
    pub fn key(&self) -> Key {
        let key = Key::recognize(self.text.trim());
        if self.is_base64 && key.kind == KeyKind::Secret { Key { kind: KeyKind::SecretBase64, ..key } } else { key }
    }
}
