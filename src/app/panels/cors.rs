//! Cross-origin resource sharing: what pages of other origins may do.

use crate::apigw::cors::Cors;
use crate::apigw::stage::ApiKind;
use crate::app::change::Change;
use crate::app::scene::Scene;
use crate::app::settings_change::ApiChange;
use crate::app::widgets::{Field, Tone, check, message, note, words_field};
use egui::Ui;

/// Draws the form.
pub(super) fn cors_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let design = scene.design();
    note(
        ui,
        match design.api {
            ApiKind::Http => {
                "The API answers preflight requests itself, and sets these headers in place of the function's."
            }
            ApiKind::Rest => {
                "A REST API has no such setting. Exports write an OPTIONS method with a MOCK integration and headers \
                 on the responses; with proxy integration the function has to set its own."
            }
        },
    );
    let is_on = design.cors.is_some();
    if check(ui, is_on, "Pages of other origins may call this API").changed() {
        let cors = (!is_on).then(|| Cors {
            allow_origins: vec!["*".into()],
            allow_methods: vec!["*".into()],
            allow_headers: vec!["authorization".into(), "content-type".into()],
            ..Cors::default()
        });
        scene.push(Change::ApiSettings(ApiChange::Cors(cors)));
    }
    if let Some(cors) = &design.cors {
        fields_ui(ui, scene, cors);
    }
}

fn fields_ui(ui: &mut Ui, scene: &mut Scene<'_>, cors: &Cors) {
    let mut new = cors.clone();
    let mut is_changed = false;
    let mut words = |ui: &mut Ui, name: &str, hint: &str, words: &mut Vec<String>| {
        if let Some(changed) = words_field(ui, name, hint, words) {
            *words = changed;
            is_changed = true;
        }
    };
    words(ui, "Allowed origins", "https://app.example.com", &mut new.allow_origins);
    words(ui, "Allowed methods", "GET POST, or *", &mut new.allow_methods);
    words(ui, "Allowed headers", "authorization content-type", &mut new.allow_headers);
    words(ui, "Exposed headers", "x-request-id", &mut new.expose_headers);
    let mut age = cors.max_age_s.map(|seconds| seconds.to_string()).unwrap_or_default();
    if Field::new("Preflight kept, in seconds").code().hint("not set").show(ui, &mut age).changed() {
        match age.trim() {
            "" => new.max_age_s = None,
            digits => new.max_age_s = digits.parse().ok().or(cors.max_age_s),
        }
        is_changed = true;
    }
    if check(ui, cors.allow_credentials, "Cookies and Authorization may be sent").changed() {
        new.allow_credentials = !cors.allow_credentials;
        is_changed = true;
    }
    if cors.allow_credentials && cors.allow_origins.iter().any(|origin| origin == "*") {
        message(ui, Tone::Err, "Credentials and the origin * do not go together: browsers refuse the answer.");
    }
    if cors.allow_origins.iter().all(String::is_empty) {
        message(ui, Tone::Warn, "Without an origin nobody is allowed.");
    }
    if is_changed {
        scene.push(Change::ApiSettings(ApiChange::Cors(Some(new))));
    }
}
