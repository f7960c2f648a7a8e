//! Applies changes of what an API and a route have around their templates.

use super::super::settings_change::{ApiChange, RouteChange};
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::design::{Design, Route};

/// Applies `change` to the API.
///
/// # Errors
/// A sentence for the user when two authorizers would have one name; the design is then unchanged.
pub(super) fn apply_to_api(design: &mut Design, change: ApiChange) -> Result<(), &'static str> {
    match change {
        ApiChange::AddAuthorizer(kind) => {
            let made = new_authorizer(design, kind, String::new());
            design.authorizers.push(made);
        }
        ApiChange::RemoveAuthorizer(index) if index < design.authorizers.len() => {
            let gone = design.authorizers.remove(index).name;
            rename_in_routes(design, &gone, None);
        }
        ApiChange::RemoveAuthorizer(_) => {}
        ApiChange::Authorizer(index, new) => {
            let mut others = design.authorizers.iter().enumerate().filter(|(other, _)| *other != index);
            if others.any(|(_, other)| other.name == new.name) {
                return Err("Another authorizer has this name.");
            }
            if let Some(authorizer) = design.authorizers.get_mut(index) {
                let name = new.name.clone();
                let old = std::mem::replace(authorizer, *new).name;
                rename_in_routes(design, &old, Some(&name));
            }
        }
        ApiChange::Cors(cors) => design.cors = cors,
        ApiChange::Allow(rules) => design.allow = rules,
        ApiChange::GatewayResponses(responses) => design.gateway_responses = responses,
    }
    Ok(())
}

fn rename_in_routes(design: &mut Design, old: &str, new: Option<&str>) {
    for route in design.routes.iter_mut().filter(|route| route.authorizer.as_deref() == Some(old)) {
        route.authorizer = new.map(str::to_owned);
    }
}

/// Applies `change` to the route.
pub(super) fn apply_to_route(route: &mut Route, change: RouteChange) {
    match change {
        RouteChange::Function(function) => route.function = function,
        RouteChange::Authorizer(name) => route.authorizer = name,
        RouteChange::MethodRequest(asked) => route.method_request = *asked,
        RouteChange::RequestParameters(parameters) => route.integration.request_parameters = parameters,
        RouteChange::ContentHandling(handling) => route.integration.content_handling = handling,
    }
}

/// Makes an authorizer with a name that no other has.
pub(super) fn new_authorizer(design: &Design, kind: AuthorizerKind, issuer: String) -> Authorizer {
    let (base, identity_source) = match kind {
        AuthorizerKind::None => ("none", ""),
        AuthorizerKind::Cognito => ("user-pool", "Authorization"),
        AuthorizerKind::LambdaToken => ("token-authorizer", "Authorization"),
        AuthorizerKind::LambdaRequest => ("request-authorizer", "Authorization"),
        AuthorizerKind::Iam => ("iam", ""),
        AuthorizerKind::Jwt => ("jwt", "$request.header.Authorization"),
        AuthorizerKind::HttpLambda => ("lambda-authorizer", "$request.header.Authorization"),
    };
    let is_free = |name: &str| design.authorizers.iter().all(|authorizer| authorizer.name != name);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let name = std::iter::once(base.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default();
    Authorizer { name, kind, identity_source: identity_source.into(), issuer, ..Authorizer::default() }
}
