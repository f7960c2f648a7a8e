//! What is compared: the things that an event tells of a call, by what they mean.

use super::Side;
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::bindings::{InputPlace, ParameterLocation};
use crate::apigw::catalog::{self, Condition, Variable};
use crate::apigw::stage::ApiKind;
use crate::apigw::{claims, headers};
use crate::json::{Kind, lenient};
use serde_json::Value;

/// How many members of a body get a row of their own.
const MOST_BODY_MEMBERS: usize = 40;

/// Something that an event can tell of a call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Meaning {
    /// A claim of the caller's token.
    Claim(String),
    /// The principal that a Lambda authorizer named.
    Principal,
    /// A value that a Lambda authorizer handed on.
    AuthorizerValue(String),
    /// The scopes of the token.
    Scopes,
    /// The path without the stage.
    Path,
    /// The resource or route that was matched.
    Resource,
    /// A path parameter.
    PathParameter(String),
    /// A query parameter.
    Query(String),
    /// Every value of a query parameter that was sent more than once.
    AllOfQuery(String),
    /// The query as sent.
    RawQuery,
    /// A header.
    Header(String),
    /// Every value of a header that was sent more than once.
    AllOfHeader(String),
    /// The cookies.
    Cookies,
    /// The body.
    Body,
    /// A member of the body, by its pointer.
    BodyMember(String),
    /// Whether the body is in Base64.
    IsBase64,
    /// A stage variable.
    StageVariable(String),
    /// A variable of the catalog, by its path below `$context`.
    Context(&'static str),
}

/// A part of the comparison.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// Who calls.
    Caller,
    /// The request line and its parameters.
    Request,
    /// The headers.
    Headers,
    /// The body.
    Body,
    /// The stage and its variables.
    Stage,
    /// What the gateway knows of the call beside.
    Call,
}

impl Group {
    /// Returns its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Caller => "Caller",
            Self::Request => "Request",
            Self::Headers => "Headers",
            Self::Body => "Body",
            Self::Stage => "Stage",
            Self::Call => "Call",
        }
    }
}

impl Meaning {
    /// Returns the part of the comparison that it stands in.
    pub fn group(&self) -> Group {
        match self {
            Self::Claim(_) | Self::Principal | Self::AuthorizerValue(_) | Self::Scopes => Group::Caller,
            Self::Path | Self::Resource | Self::PathParameter(_) => Group::Request,
            Self::Query(_) | Self::AllOfQuery(_) | Self::RawQuery => Group::Request,
            Self::Header(_) | Self::AllOfHeader(_) | Self::Cookies => Group::Headers,
            Self::Body | Self::BodyMember(_) | Self::IsBase64 => Group::Body,
            Self::StageVariable(_) => Group::Stage,
            Self::Context(path) => match (catalog::variable(path).map(|row| (row.condition, row.group)), *path) {
                (_, "httpMethod" | "path" | "protocol" | "routeKey") => Group::Request,
                (_, "stage" | "apiId" | "accountId" | "domainName" | "domainPrefix" | "deploymentId") => Group::Stage,
                (Some((Condition::Iam | Condition::CognitoIdentity, _)), _) => Group::Caller,
                _ => Group::Call,
            },
        }
    }

    /// Returns its name for people.
    pub fn title(&self) -> String {
        match self {
            Self::Claim(name) => match name.as_str() {
                "sub" => "caller id (sub)".into(),
                "email" => "e-mail".into(),
                "cognito:groups" => "groups".into(),
                "cognito:username" => "user name".into(),
                other => format!("claim {other}"),
            },
            Self::Principal => "caller id (principalId)".into(),
            Self::AuthorizerValue(name) => format!("authorizer {name}"),
            Self::Scopes => "scopes".into(),
            Self::Path => "path".into(),
            Self::Resource => "resource".into(),
            Self::PathParameter(name) => format!("path parameter {name}"),
            Self::Query(name) => format!("query {name}"),
            Self::AllOfQuery(name) => format!("query {name}, all values"),
            Self::RawQuery => "query as sent".into(),
            Self::Header(name) => format!("header {name}"),
            Self::AllOfHeader(name) => format!("header {name}, all values"),
            Self::Cookies => "cookies".into(),
            Self::Body => "body".into(),
            Self::BodyMember(pointer) => format!("body {pointer}"),
            Self::IsBase64 => "body is Base64".into(),
            Self::StageVariable(name) => format!("stage variable {name}"),
            Self::Context(path) => context_title(path),
        }
    }

    /// Returns true if its row is shown although it is in no event: what everybody looks for.
    pub(super) fn is_expected(&self) -> bool {
        match self {
            Self::Claim(name) => name == "sub" || name == "email",
            Self::Context(_) | Self::Scopes | Self::Cookies | Self::RawQuery | Self::IsBase64 => false,
            _ => true,
        }
    }

    /// Returns the parts of the request that a mapping template reads it from.
    pub(super) fn inputs(&self) -> Vec<InputPlace> {
        let context = |path: String| vec![InputPlace::Context { path }];
        let parameter = |location, name: &String| vec![InputPlace::Parameter { location, name: name.clone() }];
        match self {
            Self::Claim(name) => context(format!("authorizer.claims.{name}")),
            Self::Principal => context("authorizer.principalId".into()),
            Self::AuthorizerValue(name) => context(format!("authorizer.{name}")),
            Self::Resource => context("resourcePath".into()),
            Self::Context(path) => context((*path).to_owned()),
            Self::PathParameter(name) => parameter(ParameterLocation::Path, name),
            Self::Query(name) => parameter(ParameterLocation::Querystring, name),
            Self::Header(name) => parameter(ParameterLocation::Header, name),
            Self::StageVariable(name) => vec![InputPlace::StageVariable { name: name.clone() }],
            // The body is looked for as a whole elsewhere.
            Self::Body | Self::BodyMember(_) | Self::IsBase64 => Vec::new(),
            Self::Path | Self::Scopes | Self::Cookies | Self::RawQuery => Vec::new(),
            Self::AllOfHeader(_) | Self::AllOfQuery(_) => Vec::new(),
        }
    }
}

fn context_title(path: &str) -> String {
    match path {
        "httpMethod" => "method".into(),
        "path" => "path with stage".into(),
        "requestTimeEpoch" => "time in ms".into(),
        "requestTime" => "time".into(),
        "identity.sourceIp" => "source IP".into(),
        "identity.userAgent" => "user agent".into(),
        "identity.userArn" => "caller id (user ARN)".into(),
        "accountId" => "account".into(),
        "apiId" => "API id".into(),
        other => words(other.strip_prefix("identity.").unwrap_or(other)),
    }
}

/// Writes `extendedRequestId` as `extended request id`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() || c == '.' {
            words.push(' ');
        }
        words.extend(c.to_lowercase().filter(|c| *c != '.'));
    }
    words
}

/// Returns everything that can be compared of a call, part by part.
pub(super) fn all(sides: &[Side<'_>]) -> Vec<Meaning> {
    let Some(exchange) = sides.first().map(|side| &side.exchange) else { return Vec::new() };
    let mut all = Vec::new();
    callers(sides, &mut all);
    all.extend([Meaning::Context("httpMethod"), Meaning::Path, Meaning::Context("path"), Meaning::Resource]);
    all.extend(exchange.path_parameters().into_iter().map(|(name, _)| Meaning::PathParameter(name)));
    each(&exchange.request.query, false, |name, is_several| {
        all.push(Meaning::Query(name.to_owned()));
        all.extend(is_several.then(|| Meaning::AllOfQuery(name.to_owned())));
    });
    all.push(Meaning::RawQuery);
    each(&exchange.request.headers, true, |name, is_several| {
        all.push(Meaning::Header(name.to_owned()));
        all.extend(is_several.then(|| Meaning::AllOfHeader(name.to_owned())));
    });
    // What the gateway itself adds: the host, where the call came from, its trace.
    for header in headers::method_request(exchange) {
        if !exchange.request.headers.iter().any(|(sent, _)| sent.eq_ignore_ascii_case(&header.name)) {
            all.push(Meaning::Header(header.name));
        }
    }
    all.push(Meaning::Cookies);
    if let Some(body) = exchange.request.body_text().filter(|body| !body.is_empty()) {
        all.extend([Meaning::Body, Meaning::IsBase64]);
        all.extend(body_members(&body));
    }
    all.extend(exchange.stage.variables.iter().map(|(name, _)| Meaning::StageVariable(name.clone())));
    let in_events = |row: &&Variable| [&row.rest_proxy, &row.http_v1, &row.http_v2].iter().any(|at| at.is_some());
    for row in catalog::catalog().variables.iter().filter(in_events) {
        let meaning = Meaning::Context(row.path.as_str());
        // What it stands for has a row of its own.
        let is_told = matches!(row.path.as_str(), "resourcePath" | "httpMethod" | "path");
        if !row.is_pattern() && !row.path.starts_with("authorizer.") && !is_told {
            all.push(meaning);
        }
    }
    all.sort_by_key(Meaning::group);
    all
}

/// Calls `add` for each name once, and says whether it stands there several times.
fn each(pairs: &[(String, String)], ignores_case: bool, mut add: impl FnMut(&str, bool)) {
    let is_same = |a: &str, b: &str| if ignores_case { a.eq_ignore_ascii_case(b) } else { a == b };
    for (index, (name, _)) in pairs.iter().enumerate() {
        if pairs.iter().take(index).all(|(other, _)| !is_same(name, other)) {
            add(name, pairs.iter().filter(|(other, _)| is_same(name, other)).count() > 1);
        }
    }
}

fn callers(sides: &[Side<'_>], all: &mut Vec<Meaning>) {
    let Some(exchange) = sides.first().map(|side| &side.exchange) else { return };
    match exchange.authorizer_kind() {
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            all.push(Meaning::Principal);
            let names = exchange.identity.lambda.context.keys();
            all.extend(names.map(|name| Meaning::AuthorizerValue(name.clone())));
        }
        AuthorizerKind::Iam => {}
        AuthorizerKind::None | AuthorizerKind::Cognito | AuthorizerKind::Jwt => {
            all.extend(["sub", "email"].map(|name| Meaning::Claim(name.to_owned())));
            let claims = exchange.identity.claims.clone().unwrap_or_default();
            // With an authorizer, what it leaves out as well; without one, the two that everybody looks for.
            if exchange.authorizer_kind() != AuthorizerKind::None {
                for first in
                    ["cognito:groups", "cognito:username"].into_iter().filter(|name| claims.contains_key(*name))
                {
                    all.push(Meaning::Claim(first.to_owned()));
                }
                for name in claims.keys() {
                    let meaning = Meaning::Claim(name.clone());
                    if !all.contains(&meaning) {
                        all.push(meaning);
                    }
                }
                all.push(Meaning::Scopes);
            }
        }
    }
}

/// Returns the members of a body that is a JSON object, at any depth, those of lists not.
fn body_members(body: &str) -> Vec<Meaning> {
    let Ok(document) = lenient::read(body) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open = vec![document.root()];
    while let Some(node) = open.pop() {
        if document.kind(node) != Kind::Object || found.len() >= MOST_BODY_MEMBERS {
            continue;
        }
        let inner: Vec<_> = document.children(node).take(MOST_BODY_MEMBERS).collect();
        found.extend(inner.iter().map(|child| Meaning::BodyMember(document.pointer(*child))));
        open.extend(inner.into_iter().rev());
    }
    found.truncate(MOST_BODY_MEMBERS);
    found
}

/// Returns the text of a claim as APIs of `kind` hand it on; `None` if they leave it out.
pub(super) fn claim_text(name: &str, value: &Value, kind: ApiKind) -> Option<String> {
    claims::text(name, value, kind)
}
