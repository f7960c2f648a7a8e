//! One call through a route: everything that decides what the function receives.

use super::authorizer::{Authorizer, AuthorizerKind, Identity, Members};
use super::catalog;
use super::request::Request;
use super::route;
use super::stage::{ApiKind, Stage};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// How the method was called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Invocation {
    /// By a client, at the deployed stage.
    #[default]
    Deployed,
    /// By the console's *Test* (`TestInvokeMethod`), which calls no authorizer and adds no headers.
    ConsoleTest,
}

/// One call through a route. `Debug` shows no value of the request, the caller or the context.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// Kind of the API.
    pub api: ApiKind,
    /// The deployed stage.
    pub stage: &'a Stage,
    /// Path of the resource or route as defined: `/rides/{rideId}`, `/{proxy+}`, or `$default`.
    pub resource: &'a str,
    /// Method of the resource or route: `POST`, or `ANY`.
    pub route_method: &'a str,
    /// The authorizer in use; `None`: nobody checks the caller.
    pub authorizer: Option<&'a Authorizer>,
    /// What is known of the caller.
    pub identity: &'a Identity,
    /// The request.
    pub request: &'a Request,
    /// Values of `$context` that differ from the samples, with dotted names (`identity.sourceIp`) or nested.
    pub overrides: &'a Map<String, Value>,
    /// How the method was called.
    pub origin: Invocation,
}

impl fmt::Debug for Exchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("api", &self.api)
            .field("stage", &self.stage.name)
            .field("route", &format_args!("{} {}", self.route_method, self.resource))
            .field("authorizer", &self.authorizer.map(|authorizer| authorizer.kind))
            .field("identity", &self.identity)
            .field("request", &self.request)
            .field("overrides", &Members(self.overrides))
            .field("origin", &self.origin)
            .finish()
    }
}

impl Exchange<'_> {
    /// Returns the kind of the authorizer that is called: none in the console's *Test*.
    pub fn authorizer_kind(&self) -> AuthorizerKind {
        match (self.origin, self.authorizer) {
            (Invocation::Deployed, Some(authorizer)) => authorizer.kind,
            _ => AuthorizerKind::None,
        }
    }

    /// Returns the value that the call sets for a variable, by its path below `$context`.
    pub fn chosen(&self, path: &str) -> Option<&Value> {
        self.overrides.get(path).or_else(|| {
            let mut parts = path.split('.');
            let first = self.overrides.get(parts.next()?)?;
            parts.try_fold(first, |value, part| value.get(part))
        })
    }

    /// Returns the chosen value as text.
    pub fn chosen_text(&self, path: &str) -> Option<&str> {
        self.chosen(path).and_then(Value::as_str)
    }

    /// Returns the chosen value, else the sample value of the catalog.
    pub fn chosen_or_sample(&self, path: &str) -> Value {
        let sample = || catalog::variable(path).map_or(Value::Null, |row| row.sample(self.api).clone());
        self.chosen(path).cloned().unwrap_or_else(sample)
    }

    /// Returns the path of the request without the stage, always with one slash in front. Two slashes after the
    /// stage are taken as one here, though not in `requestContext.path` (recorded on AWS,
    /// `invocation-payload-with-double-slash`).
    pub fn path(&self) -> Cow<'_, str> {
        let path = self.request.path.as_str();
        let bare = path.trim_start_matches('/');
        match path.len() - bare.len() {
            1 => Cow::Borrowed(path),
            _ => Cow::Owned(format!("/{bare}")),
        }
    }

    /// Returns the path parameters in the order of the resource's path, as sent: not percent-decoded.
    pub fn path_parameters(&self) -> Vec<(String, String)> {
        route::path_parameters(self.resource, &self.path())
    }

    /// Returns the time of the request in milliseconds since 1970.
    pub fn time_ms(&self) -> i64 {
        let chosen = self.chosen_or_sample("requestTimeEpoch");
        let text = chosen.as_str().and_then(|text| text.parse().ok());
        chosen.as_i64().or(text).unwrap_or_default()
    }

    /// Returns the address of the caller.
    pub fn source_ip(&self) -> String {
        match (self.chosen_text("identity.sourceIp"), self.origin) {
            (Some(chosen), _) => chosen.to_owned(),
            (None, Invocation::ConsoleTest) => "test-invoke-source-ip".into(),
            (None, Invocation::Deployed) => {
                self.chosen_or_sample("identity.sourceIp").as_str().unwrap_or_default().to_owned()
            }
        }
    }

    /// Returns the host name that the caller used: the `Host` header, else that of the default endpoint.
    pub fn domain_name(&self) -> String {
        if let Some(chosen) = self.chosen_text("domainName") {
            return chosen.to_owned();
        }
        if self.origin == Invocation::ConsoleTest {
            return "testPrefix.testDomainName".into();
        }
        let sent = self.request.header("host").map(|host| host.split(':').next().unwrap_or_default().trim());
        match sent {
            Some(host) if !host.is_empty() && !host.contains(['{', '<', ' ']) => host.to_owned(),
            _ => self.stage.domain_name(),
        }
    }

    /// Returns the route key of an HTTP API: `GET /rides/{rideId}` or `$default`.
    pub fn route_key(&self) -> String {
        match self.resource {
            "$default" => "$default".into(),
            resource => format!("{} {resource}", self.route_method),
        }
    }
}
