//! Checks: what has to be so for a step to be done. Each is data, and looks at the live design and what comes of it.

use super::file::unknown;
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::stage::ApiKind;
use crate::design::{Call, Design, Route};
use crate::jwt::Secret;
use crate::lint;
use crate::preview::{self, Outcome, Preview, Respond, ResponseView, Selection, View};
use serde::Deserialize;
use serde_json::Value;

/// A condition. In the file an object with one member: `{"proxy": true}`.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Check {
    /// *Use Lambda proxy integration* is on, or off.
    Proxy(bool),
    /// `REST` or `HTTP`.
    Api(String),
    /// The integration that the call goes through: `mapping`, `proxy`, `http-1.0` or `http-2.0`.
    View(String),
    /// The kind of the route's authorizer, by the word of the design file; `NONE`.
    Authorizer(String),
    /// The function is called, or is not.
    Called(bool),
    /// The event has this.
    Event(At),
    /// The event is there and does not have anything at this JSON Pointer.
    EventLacks(String),
    /// A template of the request holds this text.
    TemplateContains(String),
    /// The template that ran is the one of this content type.
    TemplateRan(String),
    /// The rule has something to say, or the preview has by this name; `none`: neither has anything that is worse
    /// than a hint.
    Problem(String),
    /// The request's body holds this text.
    BodyContains(String),
    /// The request has a header of this name with a value.
    RequestHeader(String),
    /// The token has this.
    Claims(At),
    /// What the call has as the function's result: `none`, `returned`, `raised` or `timedOut`.
    Result(String),
    /// The function's result has this.
    ResultHas(At),
    /// The client receives this status.
    Status(u16),
    /// The body that the client receives is JSON and has this.
    Response(At),
    /// The client receives this header.
    ResponseHeader(String),
    /// All of these.
    All(Vec<Check>),
    /// One of these.
    Any(Vec<Check>),
    /// Not this.
    Not(Box<Check>),
}

/// A place in JSON and what is there.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The value there; without it anything will do.
    #[serde(default)]
    pub equals: Option<Value>,
}

impl At {
    fn holds(&self, value: &Value) -> bool {
        let found = value.pointer(&self.pointer);
        found.is_some_and(|found| self.equals.as_ref().is_none_or(|wanted| wanted == found))
    }
}

const RESULTS: [&str; 4] = ["none", "returned", "raised", "timedOut"];

impl Check {
    /// Returns what is wrong with the words of the check.
    ///
    /// # Errors
    /// In words.
    pub fn validate(&self) -> Result<(), String> {
        let known = |what: &str, word: &str, words: &[&str]| match words.contains(&word) {
            true => Ok(()),
            false => Err(unknown(what, word, words.iter().copied())),
        };
        match self {
            Self::Api(word) => known("api", word, &ApiKind::ALL.map(ApiKind::as_str)),
            Self::View(word) => known("view", word, &View::ALL.map(View::as_str)),
            Self::Authorizer(word) => {
                known("kind of authorizer", word, &AuthorizerKind::ALL.map(AuthorizerKind::as_str))
            }
            Self::Result(word) => known("result", word, &RESULTS),
            Self::Problem(word) => {
                let is_rule = word == "none" || word.contains('/') || lint::find(word).is_some();
                let help = "`gatewright explain` lists them";
                if is_rule { Ok(()) } else { Err(format!("\"{word}\" is not a known rule; {help}")) }
            }
            Self::Event(at) | Self::Claims(at) | Self::ResultHas(at) | Self::Response(at) => pointer(&at.pointer),
            Self::EventLacks(at) => pointer(at),
            Self::All(checks) | Self::Any(checks) => checks.iter().try_for_each(Self::validate),
            Self::Not(check) => check.validate(),
            _ => Ok(()),
        }
    }

    /// Returns whether it is so.
    pub fn holds(&self, look: &Look) -> bool {
        let (route, call) = (look.route, look.call);
        match self {
            Self::Proxy(on) => route.integration.proxy == *on,
            Self::Api(word) => look.design.api.as_str() == word,
            Self::View(word) => look.preview.view.as_str() == word,
            Self::Authorizer(word) => {
                let kind = look.design.authorizer_of(route).map_or(AuthorizerKind::None, |authorizer| authorizer.kind);
                kind.as_str() == word
            }
            Self::Called(wanted) => look.preview.outcome.is_event() == *wanted,
            Self::Event(at) => look.event.as_ref().is_some_and(|event| at.holds(event)),
            Self::EventLacks(pointer) => look.event.as_ref().is_some_and(|event| event.pointer(pointer).is_none()),
            Self::TemplateContains(text) => {
                route.integration.request_templates.iter().any(|template| template.text.contains(text))
            }
            Self::TemplateRan(content_type) => {
                let ran = look.preview.template.and_then(|index| route.integration.request_templates.get(index));
                ran.is_some_and(|template| template.content_type == *content_type)
            }
            Self::Problem(word) => look.has_problem(word),
            Self::BodyContains(text) => call.request.body.as_deref().is_some_and(|body| body.contains(text)),
            Self::RequestHeader(name) => call.request.header(name).is_some_and(|value| !value.is_empty()),
            Self::Claims(at) => call.identity.claims.as_ref().is_some_and(|claims| at.holds(&claims.clone().into())),
            Self::Result(word) => match &call.result {
                None => word == "none",
                Some(FunctionResult::Returned(_)) => word == "returned",
                Some(FunctionResult::Raised(_)) => word == "raised",
                Some(FunctionResult::TimedOut) => word == "timedOut",
            },
            Self::ResultHas(at) => call.result.as_ref().is_some_and(|result| at.holds(result.payload())),
            Self::Status(status) => look.client().is_some_and(|client| client.status == *status),
            Self::Response(at) => {
                let body = look.client().and_then(|client| serde_json::from_slice::<Value>(&client.body).ok());
                body.is_some_and(|body| at.holds(&body))
            }
            Self::ResponseHeader(name) => look.client().is_some_and(|client| client.header(name).is_some()),
            Self::All(checks) => checks.iter().all(|check| check.holds(look)),
            Self::Any(checks) => checks.iter().any(|check| check.holds(look)),
            Self::Not(check) => !check.holds(look),
        }
    }
}

fn pointer(text: &str) -> Result<(), String> {
    match text.is_empty() || text.starts_with('/') {
        true => Ok(()),
        false => Err(format!("\"{text}\" is not a JSON Pointer: begin it with /")),
    }
}

/// A design with what comes of one of its calls: what checks look at.
pub struct Look<'a> {
    design: &'a Design,
    route: &'a Route,
    call: &'a Call,
    selection: Selection,
    preview: Preview,
    response: Option<ResponseView>,
    event: Option<Value>,
}

impl<'a> Look<'a> {
    /// Looks at a call. `None` if the design has no such.
    pub fn at(design: &'a Design, selection: Selection, token: Option<&Secret>) -> Option<Self> {
        let (route, call) = selection.find(design)?;
        let preview = preview::compute_with_token(design, selection, None, token)?;
        let response = preview::respond(Respond { design, selection, preview: &preview, token });
        let event = match &preview.outcome {
            Outcome::Event(event) => serde_json::from_str(&event.sent).ok(),
            _ => None,
        };
        Some(Self { design, route, call, selection, preview, response, event })
    }

    fn client(&self) -> Option<&crate::apigw::client_response::ClientResponse> {
        self.response.as_ref()?.client.as_ref()
    }

    fn has_problem(&self, word: &str) -> bool {
        use crate::diagnostics::Severity;
        let of_preview = self.preview.problems.iter().map(|problem| (problem.rule.0, problem.severity));
        let findings = lint::check_route(self.design, self.selection.route, &|| false);
        let of_rules = findings
            .iter()
            .filter(|finding| finding.silenced.is_none() && finding.call.is_none_or(|call| call == self.selection.call))
            .map(|finding| (finding.diagnostic.rule.0, finding.diagnostic.severity));
        let mut all = of_preview.chain(of_rules);
        match word {
            "none" => all.all(|(_, severity)| severity == Severity::Hint),
            name => all.any(|(rule, _)| rule == name),
        }
    }
}
