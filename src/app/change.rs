//! Changes of the document, as data: what panels ask for and `workspace` applies.

use super::settings_change::{ApiChange, RouteChange};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::{ContentHandling, PassthroughBehavior, PayloadFormatVersion};
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::ApiKind;
use crate::design::{Call, Design, View};
use crate::handler::Language;
use crate::import::deployed::ImportedDesign;
use crate::jwt::Secret;
use crate::text::Edit;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A one-line text of the stage.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "named as the members of `Stage`")]
pub enum StageField {
    Name,
    AccountId,
    ApiId,
    Region,
    DeploymentId,
}

/// A one-line text of the caller that Signature Version 4 names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "named as the members of `IamCaller`")]
pub enum IamField {
    AccessKey,
    AccountId,
    Caller,
    User,
    UserArn,
    PrincipalOrgId,
}

/// A change of the document. Those of a route or a call mean the selected one.
#[derive(Clone, PartialEq)]
pub enum Change {
    /// The whole design with something mended in it: its routes and calls are the same.
    Mended(Box<Design>),
    /// The design's name.
    DesignName(String),
    /// REST API or HTTP API.
    Api(ApiKind),
    /// A text of the stage.
    Stage(StageField, String),
    /// The stage variables.
    StageVariables(Pairs),
    /// What an imported file leaves open, with the values given to it.
    Placeholders(Pairs),
    /// The values of placeholders take their places in all texts, and those placeholders go.
    FillIn,
    /// What was imported, put into the design.
    Merge(Box<ImportedDesign>),
    /// Content types taken for binary.
    BinaryMediaTypes(Vec<String>),
    /// The route's method.
    RouteMethod(String),
    /// The route's resource path.
    RoutePath(String),
    /// The route's authorizer: one of this kind, made if the API has none yet.
    Authorizer(AuthorizerKind),
    /// Something of the API beside its stage.
    ApiSettings(ApiChange),
    /// Something of the route beside its templates.
    RouteSettings(RouteChange),
    /// The handler's code in a language, for an integration; `None`: the one written for the event.
    Handler(Language, View, Option<String>),
    /// *Use Lambda proxy integration*.
    Proxy(bool),
    /// Payload format version of an HTTP API.
    PayloadFormat(PayloadFormatVersion),
    /// What happens to a body that no template fits.
    Passthrough(PassthroughBehavior),
    /// The text of a template, by its position.
    Template(usize, Arc<str>),
    /// Edits of a template's text, by its position: of the checklist, or a fix.
    TemplateEdits(usize, Vec<Edit>),
    /// The content type of a template, by its position.
    TemplateContentType(usize, String),
    /// A new template.
    AddTemplate(String, Arc<str>),
    /// One template less.
    RemoveTemplate(usize),
    /// A new integration response at the end.
    AddResponse,
    /// The integration response at this position goes.
    RemoveResponse(usize),
    /// Something of the integration response at this position.
    Response(usize, ResponseChange),
    /// A new route after the selected one.
    AddRoute,
    /// A copy of the selected route.
    DuplicateRoute,
    /// The route at this position goes.
    RemoveRoute(usize),
    /// A new call of the selected route.
    AddCall,
    /// These calls, after the selected one.
    InsertCalls(Vec<Call>),
    /// Request, caller and context of this call in place of the selected one's; its name stays.
    ReplaceCall(Box<Call>),
    /// A copy of the selected call.
    DuplicateCall,
    /// The call at this position of the selected route goes.
    RemoveCall(usize),
    /// The call's name.
    CallName(String),
    /// The request's method.
    Method(String),
    /// The request's path.
    Path(String),
    /// The query.
    Query(Pairs),
    /// The headers.
    Headers(Pairs),
    /// The whole request, as edited as text.
    Request(Box<Request>),
    /// The body; `None`: there is none.
    Body(Option<Arc<str>>),
    /// Whether the body is written as Base64.
    BodyIsBase64(bool),
    /// Edits of the body: a fix.
    BodyEdits(Vec<Edit>),
    /// The claims, as edited by hand.
    Claims(Option<Map<String, Value>>),
    /// What was pasted as the token; its claims are taken over if they can be read. In memory only.
    Token(String),
    /// Whether the token is kept in the file.
    KeepToken(bool),
    /// Claims, and a token made of them.
    MadeToken(Map<String, Value>, Secret),
    /// Scopes of the route.
    Scopes(Vec<String>),
    /// `principalId` of the Lambda authorizer's answer.
    PrincipalId(String),
    /// `context` of the Lambda authorizer's answer.
    LambdaContext(Map<String, Value>),
    /// Whether the Lambda authorizer said no.
    LambdaDenied(bool),
    /// A text of the caller that signed.
    Iam(IamField, String),
    /// What a Cognito identity pool tells of the caller that signed.
    IamCognito(Map<String, Value>),
    /// Values of `$context` that differ from the samples.
    Context(Map<String, Value>),
    /// What the function's call came to; `None`: nobody said.
    Result(Option<FunctionResult>),
    /// The whole design.
    Design(Box<Design>),
}

/// A change of an integration response.
#[derive(Clone, PartialEq)]
pub enum ResponseChange {
    /// Status of the method response.
    Status(u16),
    /// What the error message has to match.
    SelectionPattern(String),
    /// The text of a template, by its position.
    Template(usize, Arc<str>),
    /// The content type of a template, by its position.
    ContentType(usize, String),
    /// A new template.
    AddTemplate(String, Arc<str>),
    /// One template less.
    RemoveTemplate(usize),
    /// Parameter mapping of the response.
    Parameters(Pairs),
    /// What the payload is turned into.
    ContentHandling(Option<ContentHandling>),
}

impl ResponseChange {
    fn group(&self, response: usize) -> Option<Group> {
        let (name, template) = match self {
            Self::Status(_) => ("response status", 0),
            Self::SelectionPattern(_) => ("selection pattern", 0),
            Self::Template(index, _) => ("response template", *index),
            Self::ContentType(index, _) => ("response content type", *index),
            Self::Parameters(pairs) => ("response parameters", pairs.len()),
            Self::AddTemplate(..) | Self::RemoveTemplate(_) | Self::ContentHandling(_) => return None,
        };
        // Nobody has a thousand content types.
        Some(Group(name, response.saturating_mul(1_000).saturating_add(template)))
    }
}

/// Hides texts: a token may be among them.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({:?})", self.group())
    }
}

/// What a change is about: changes of one group that follow each other closely are one step of undo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Group(pub(super) &'static str, pub(super) usize);

impl Change {
    /// Returns the group of a change that comes from typing; `None` for those that are a step of their own.
    pub fn group(&self) -> Option<Group> {
        let (name, index) = match self {
            Self::DesignName(_) => ("name", 0),
            Self::Stage(field, _) => ("stage", *field as usize),
            Self::StageVariables(pairs) => ("stage variables", pairs.len()),
            Self::Placeholders(pairs) => ("placeholders", pairs.len()),
            Self::BinaryMediaTypes(_) => ("binary media types", 0),
            Self::RouteMethod(_) => ("route method", 0),
            Self::RoutePath(_) => ("route path", 0),
            Self::Handler(language, view, Some(_)) => {
                ("handler", *language as usize * View::ALL.len() + *view as usize)
            }
            Self::Template(index, _) => ("template", *index),
            Self::TemplateContentType(index, _) => ("content type", *index),
            Self::CallName(_) => ("call name", 0),
            Self::Method(_) => ("method", 0),
            Self::Path(_) => ("path", 0),
            // Rows added or removed are steps of their own; typing in the rows that are there is one.
            Self::Query(pairs) => ("query", pairs.len()),
            Self::Headers(pairs) => ("headers", pairs.len()),
            Self::Body(body) => ("body", usize::from(body.is_some())),
            Self::Request(_) => ("request", 0),
            Self::Claims(_) => ("claims", 0),
            Self::Token(_) => ("token", 0),
            Self::Scopes(_) => ("scopes", 0),
            Self::PrincipalId(_) => ("principal", 0),
            Self::LambdaContext(_) => ("lambda context", 0),
            Self::Iam(field, _) => ("iam", *field as usize),
            Self::IamCognito(_) => ("iam cognito", 0),
            Self::ApiSettings(change) => return change.group(),
            Self::RouteSettings(change) => return change.group(),
            Self::Context(_) => ("context", 0),
            Self::Result(_) => ("result", 0),
            Self::Response(index, change) => return change.group(*index),
            Self::Mended(_)
            | Self::FillIn
            | Self::Merge(_)
            | Self::Handler(_, _, None)
            | Self::AddResponse
            | Self::RemoveResponse(_)
            | Self::Api(_)
            | Self::Authorizer(_)
            | Self::Proxy(_)
            | Self::PayloadFormat(_)
            | Self::Passthrough(_)
            | Self::Design(_)
            | Self::TemplateEdits(..)
            | Self::AddTemplate(..)
            | Self::RemoveTemplate(_)
            | Self::AddRoute
            | Self::DuplicateRoute
            | Self::RemoveRoute(_)
            | Self::AddCall
            | Self::InsertCalls(_)
            | Self::ReplaceCall(_)
            | Self::DuplicateCall
            | Self::RemoveCall(_)
            | Self::BodyEdits(_)
            | Self::BodyIsBase64(_)
            | Self::KeepToken(_)
            | Self::LambdaDenied(_)
            | Self::MadeToken(..) => return None,
        };
        Some(Group(name, index))
    }
}
