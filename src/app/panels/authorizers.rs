//! Authorizers: the choice of one for a route, and the list of all that the API has.

use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::app::change::Change;
use crate::app::icon;
use crate::app::scene::Scene;
use crate::app::settings_change::{ApiChange, RouteChange};
use crate::app::widgets::{Field, Fold, Tone, button, combo, label, message, name_it, note, quiet_button, words_field};
use crate::design::Route;
use egui::{Id, Popup, Response, Ui};

/// Draws the box that chooses the authorizer of `route`: one that the API has, or a new one of another kind.
pub(super) fn choice_ui(ui: &mut Ui, scene: &mut Scene<'_>, name: &str, route: &Route) -> Response {
    let design = scene.design();
    let (api, used) = (design.api, route.authorizer.as_deref());
    let in_use = design.authorizer_of(route);
    let title = |authorizer: &Authorizer| {
        let is_alone = design.authorizers.iter().filter(|other| other.kind == authorizer.kind).count() == 1;
        let kind = authorizer.kind.title();
        if is_alone { kind.to_owned() } else { format!("{kind}: {}", authorizer.name) }
    };
    let shown = in_use.map_or_else(|| AuthorizerKind::None.title().to_owned(), title);
    let width = ui.available_width();
    let shown = combo(name).width(width).truncate().selected_text(shown).show_ui(ui, |ui| {
        if ui.selectable_label(in_use.is_none(), AuthorizerKind::None.title()).clicked() {
            scene.push(Change::RouteSettings(RouteChange::Authorizer(None)));
        }
        for kind in AuthorizerKind::ALL.into_iter().skip(1).filter(|kind| kind.fits(api)) {
            let mut is_missing = true;
            for known in design.authorizers.iter().filter(|known| known.kind == kind) {
                is_missing = false;
                let is_used = Some(known.name.as_str()) == used;
                if ui.selectable_label(is_used, title(known)).clicked() && !is_used {
                    scene.push(Change::RouteSettings(RouteChange::Authorizer(Some(known.name.clone()))));
                }
            }
            if is_missing && ui.selectable_label(false, kind.title()).clicked() {
                scene.push(Change::Authorizer(kind));
            }
        }
    });
    name_it(ui, &shown.response, name);
    shown.response
}

/// Draws the list of all authorizers.
pub(super) fn authorizers_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let design = scene.design();
    if design.authorizers.is_empty() {
        note(ui, "Nobody checks callers yet. An authorizer that is added here can be chosen for a route.");
    }
    for (index, authorizer) in design.authorizers.iter().enumerate() {
        let is_open = scene.view.open_authorizers.contains(&index);
        let users = design.routes.iter().filter(|route| route.authorizer.as_ref() == Some(&authorizer.name)).count();
        let users = match users {
            0 => "not used".to_owned(),
            1 => "1 route".to_owned(),
            _ => format!("{users} routes"),
        };
        let title = format!("{} ({})", authorizer.name, authorizer.kind.title());
        if Fold::new(&title).tally(&users).show(ui, is_open, |_| {}) && !scene.view.open_authorizers.remove(&index) {
            scene.view.open_authorizers.insert(index);
        }
        if is_open {
            ui.indent(("authorizer", index), |ui| {
                name_ui(ui, scene, index, authorizer);
                kind_ui(ui, scene, index, authorizer);
                fields_ui(ui, scene, index, authorizer);
                if quiet_button(ui, Some(icon::TRASH), &format!("Remove {}", authorizer.name)).clicked() {
                    scene.view.open_authorizers.clear();
                    scene.push(Change::ApiSettings(ApiChange::RemoveAuthorizer(index)));
                }
            });
        }
    }
    let add = button(ui, Some(icon::PLUS), "Add authorizer");
    let (api, count) = (design.api, design.authorizers.len());
    Popup::menu(&add).show(|ui| {
        for kind in AuthorizerKind::ALL.into_iter().skip(1).filter(|kind| kind.fits(api)) {
            if ui.button(kind.title()).clicked() {
                scene.push(Change::ApiSettings(ApiChange::AddAuthorizer(kind)));
                scene.view.open_authorizers.insert(count);
                ui.close();
            }
        }
    });
}

/// The name, which routes follow. One that cannot be is kept as typed until the field is left.
fn name_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, authorizer: &Authorizer) {
    let id = Id::unique(("authorizer name", index));
    let typed = scene.view.authorizer_name.take().filter(|(of, _)| *of == index);
    let mut name = typed.map_or_else(|| authorizer.name.clone(), |(_, name)| name);
    let response = Field::new("Authorizer name").code().id(id).show(ui, &mut name);
    let is_taken = scene.design().authorizers.iter().enumerate().any(|(at, known)| at != index && known.name == name);
    if is_taken {
        message(ui, Tone::Err, "Another authorizer has this name: routes could not tell them apart.");
    } else if name.is_empty() {
        message(ui, Tone::Err, "An authorizer needs a name for routes to refer to.");
    } else if response.changed() {
        let new = Authorizer { name: name.clone(), ..authorizer.clone() };
        scene.push(Change::ApiSettings(ApiChange::Authorizer(index, Box::new(new))));
    }
    if response.has_focus() {
        scene.view.authorizer_name = Some((index, name));
    }
}

fn kind_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, authorizer: &Authorizer) {
    label(ui, "Kind");
    let api = scene.design().api;
    let width = ui.available_width();
    let kind = authorizer.kind;
    let shown = combo("authorizer kind").width(width).selected_text(kind.title()).show_ui(ui, |ui| {
        for offered in AuthorizerKind::ALL.into_iter().skip(1).filter(|offered| offered.fits(api)) {
            if ui.selectable_label(offered == kind, offered.title()).clicked() && offered != kind {
                let new = Authorizer { kind: offered, ..authorizer.clone() };
                scene.push(Change::ApiSettings(ApiChange::Authorizer(index, Box::new(new))));
            }
        }
    });
    name_it(ui, &shown.response, "Authorizer kind");
    if !kind.fits(api) {
        message(ui, Tone::Warn, &format!("A {} has no authorizer of this kind.", api.title()));
    }
}

/// Draws what an authorizer of this kind can be set to.
pub(super) fn fields_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, authorizer: &Authorizer) {
    let mut new = authorizer.clone();
    let mut is_changed = false;
    let mut field = |ui: &mut Ui, name: &str, hint: &str, text: &mut String| {
        is_changed |= Field::new(name).code().hint(hint).show(ui, text).changed();
    };
    match authorizer.kind {
        AuthorizerKind::None => {}
        AuthorizerKind::Iam => note(ui, "Signature Version 4 needs no settings: the caller's policy decides."),
        AuthorizerKind::Jwt | AuthorizerKind::HttpLambda => {
            field(ui, "Identity source", "$request.header.Authorization", &mut new.identity_source);
        }
        AuthorizerKind::Cognito | AuthorizerKind::LambdaToken => {
            field(ui, "Identity source", "Authorization", &mut new.identity_source);
        }
        AuthorizerKind::LambdaRequest => {
            field(ui, "Identity source", "method.request.header.Authorization", &mut new.identity_source);
        }
    }
    if authorizer.kind.passes_claims() {
        field(ui, "Issuer", "https://cognito-idp.REGION.amazonaws.com/POOL", &mut new.issuer);
    }
    match authorizer.kind {
        AuthorizerKind::Cognito => field(ui, "User pool ARN", "arn:aws:cognito-idp:…", &mut new.arn),
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            field(ui, "Authorizer function ARN", "arn:aws:lambda:…", &mut new.arn);
        }
        AuthorizerKind::None | AuthorizerKind::Iam | AuthorizerKind::Jwt => {}
    }
    if authorizer.kind == AuthorizerKind::Jwt
        && let Some(audiences) = words_field(ui, "Audiences", "separated by blanks", &authorizer.audiences)
    {
        new.audiences = audiences;
        is_changed = true;
    }
    if is_changed {
        scene.push(Change::ApiSettings(ApiChange::Authorizer(index, Box::new(new))));
    }
}
