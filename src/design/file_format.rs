//! The wire types of a design file, version 1, and their conversion from and to the document.
//!
//! Only the words of the format are here; what a design *is* is in [`super`]. Members that would hold the
//! usual value are left out, so that a file shows what somebody decided.

use super::file_gateway::{FileCors, FileGatewayResponse, FileImportedFrom, FileMethodRequest, FileResult};
use super::{Call, Design, ImportedFrom, KeptHandler, Route, View};
use crate::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller, Identity, LambdaResult};
use crate::apigw::cors::Cors;
use crate::apigw::integration::{
    ContentHandling, Integration, IntegrationResponse, MappingTemplate, PassthroughBehavior, PayloadFormatVersion,
};
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use crate::apigw::validation::MethodRequest;
use crate::jwt::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A text as its lines, split at `\n`, so that a diff shows the line that changed. `["a", ""]` is `a\n`.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Lines(Vec<String>);

impl From<&str> for Lines {
    fn from(text: &str) -> Self {
        Self(text.split('\n').map(str::to_owned).collect())
    }
}

impl Lines {
    fn text(&self) -> String {
        self.0.join("\n")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FileDesign {
    gatewright: u64,
    name: String,
    api: String,
    stage: FileStage,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authorizers: Vec<FileAuthorizer>,
    #[serde(default)]
    routes: Vec<FileRoute>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cors: Option<FileCors>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gateway_responses: Vec<FileGatewayResponse>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    allow: Pairs,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    placeholders: Pairs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    imported_from: Option<FileImportedFrom>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileStage {
    name: String,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    variables: Pairs,
    account_id: String,
    api_id: String,
    region: String,
    deployment_id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    binary_media_types: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileAuthorizer {
    name: String,
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    identity_source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    issuer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    audiences: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    arn: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileRoute {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorizer: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    function: String,
    #[serde(default, skip_serializing_if = "FileMethodRequest::is_empty")]
    method_request: FileMethodRequest,
    integration: FileIntegration,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    handlers: Vec<FileHandler>,
    #[serde(default)]
    calls: Vec<FileCall>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileIntegration {
    proxy: bool,
    payload_format_version: String,
    passthrough_behavior: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    request_templates: Vec<FileTemplate>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    request_parameters: Pairs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_handling: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    responses: Vec<FileResponse>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileResponse {
    status: u16,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    selection_pattern: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    templates: Vec<FileTemplate>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    parameters: Pairs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_handling: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHandler {
    language: String,
    /// Files of before handlers were kept for an integration each do not say it: the route's own is meant.
    #[serde(default)]
    integration: Option<String>,
    lines: Lines,
}

impl From<&KeptHandler> for FileHandler {
    fn from(handler: &KeptHandler) -> Self {
        let KeptHandler { language, view, code } = handler;
        let integration = Some(view.as_str().to_owned());
        Self { language: language.clone(), integration, lines: code.as_str().into() }
    }
}

impl FileHandler {
    fn into_handler(self, own: View) -> Result<KeptHandler, String> {
        let view = match &self.integration {
            Some(found) => word("integration of a handler", found, View::parse)?,
            None => own,
        };
        Ok(KeptHandler { language: self.language, view, code: self.lines.text() })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FileTemplate {
    content_type: String,
    lines: Lines,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCall {
    name: String,
    request: FileRequest,
    #[serde(default, skip_serializing_if = "FileIdentity::is_empty")]
    identity: FileIdentity,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    context: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    golden: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<FileResult>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRequest {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    query: Pairs,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "rawQuery")]
    raw_query: Option<String>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    headers: Pairs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Lines>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not", rename = "bodyIsBase64")]
    body_is_base64: bool,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FileIdentity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claims: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lambda: Option<FileLambda>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam: Option<FileIam>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl FileIdentity {
    fn is_empty(&self) -> bool {
        self.claims.is_none()
            && self.scopes.is_empty()
            && self.lambda.is_none()
            && self.iam.is_none()
            && self.token.is_none()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileLambda {
    principal_id: String,
    #[serde(default)]
    context: Map<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    denied: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileIam {
    access_key: String,
    account_id: String,
    caller: String,
    user: String,
    user_arn: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    principal_org_id: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    cognito: Map<String, Value>,
}

/// Reads one of the service's words, or says which one was not understood.
pub(super) fn word<T>(member: &str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    parse(word).ok_or_else(|| format!("\"{word}\" is not a known {member}"))
}

impl From<&Design> for FileDesign {
    fn from(design: &Design) -> Self {
        Self {
            gatewright: super::file::VERSION,
            name: design.name.clone(),
            api: design.api.as_str().to_owned(),
            stage: (&design.stage).into(),
            authorizers: design.authorizers.iter().map(FileAuthorizer::from).collect(),
            routes: design.routes.iter().map(FileRoute::from).collect(),
            cors: design.cors.as_ref().map(FileCors::from),
            gateway_responses: design.gateway_responses.iter().map(FileGatewayResponse::from).collect(),
            allow: design.allow.clone(),
            placeholders: design.placeholders.clone(),
            imported_from: design.imported_from.as_ref().map(FileImportedFrom::from),
        }
    }
}

impl FileDesign {
    pub(super) fn into_design(self) -> Result<Design, String> {
        let api = word("api", &self.api, ApiKind::parse)?;
        Ok(Design {
            name: self.name,
            api,
            stage: self.stage.into(),
            authorizers: self.authorizers.into_iter().map(FileAuthorizer::into_authorizer).collect::<Result<_, _>>()?,
            routes: self.routes.into_iter().map(|route| route.into_route(api)).collect::<Result<_, _>>()?,
            cors: self.cors.map(Cors::from),
            gateway_responses: self
                .gateway_responses
                .into_iter()
                .map(FileGatewayResponse::into_response)
                .collect::<Result<_, _>>()?,
            allow: self.allow,
            placeholders: self.placeholders,
            imported_from: self.imported_from.map(ImportedFrom::from),
        })
    }
}

impl From<&Stage> for FileStage {
    fn from(stage: &Stage) -> Self {
        let Stage { name, variables, account_id, api_id, region, deployment_id, binary_media_types } = stage.clone();
        Self { name, variables, account_id, api_id, region, deployment_id, binary_media_types }
    }
}

impl From<FileStage> for Stage {
    fn from(file: FileStage) -> Self {
        let FileStage { name, variables, account_id, api_id, region, deployment_id, binary_media_types } = file;
        Self { name, variables, account_id, api_id, region, deployment_id, binary_media_types }
    }
}

impl From<&Authorizer> for FileAuthorizer {
    fn from(authorizer: &Authorizer) -> Self {
        let Authorizer { name, kind, identity_source, issuer, audiences, arn } = authorizer.clone();
        Self { name, kind: kind.as_str().to_owned(), identity_source, issuer, audiences, arn }
    }
}

impl FileAuthorizer {
    fn into_authorizer(self) -> Result<Authorizer, String> {
        let kind = word("kind of authorizer", &self.kind, AuthorizerKind::parse)?;
        let Self { name, identity_source, issuer, audiences, arn, .. } = self;
        Ok(Authorizer { name, kind, identity_source, issuer, audiences, arn })
    }
}

impl From<&Route> for FileRoute {
    fn from(route: &Route) -> Self {
        let integration = &route.integration;
        Self {
            method: route.method.clone(),
            path: route.path.clone(),
            authorizer: route.authorizer.clone(),
            function: route.function.clone(),
            method_request: (&route.method_request).into(),
            integration: FileIntegration {
                proxy: integration.proxy,
                payload_format_version: integration.payload_format_version.as_str().to_owned(),
                passthrough_behavior: integration.passthrough_behavior.as_str().to_owned(),
                request_templates: integration.request_templates.iter().map(FileTemplate::from).collect(),
                request_parameters: integration.request_parameters.clone(),
                content_handling: integration.content_handling.map(|handling| handling.as_str().to_owned()),
                responses: integration.responses.iter().map(FileResponse::from).collect(),
            },
            handlers: route.handlers.iter().map(FileHandler::from).collect(),
            calls: route.calls.iter().map(FileCall::from).collect(),
        }
    }
}

impl FileRoute {
    fn into_route(self, api: ApiKind) -> Result<Route, String> {
        let file = self.integration;
        let version = &file.payload_format_version;
        let integration = Integration {
            proxy: file.proxy,
            payload_format_version: word("payloadFormatVersion", version, PayloadFormatVersion::parse)?,
            passthrough_behavior: word("passthroughBehavior", &file.passthrough_behavior, PassthroughBehavior::parse)?,
            request_templates: file.request_templates.into_iter().map(MappingTemplate::from).collect(),
            request_parameters: file.request_parameters,
            content_handling: content_handling(file.content_handling)?,
            responses: file.responses.into_iter().map(FileResponse::into_response).collect::<Result<_, _>>()?,
        };
        let own = View::of_integration(api, &integration);
        let handlers = self.handlers.into_iter().map(|file| file.into_handler(own)).collect::<Result<_, _>>()?;
        Ok(Route {
            method: self.method,
            path: self.path,
            authorizer: self.authorizer,
            function: self.function,
            method_request: MethodRequest::from(self.method_request),
            integration,
            handlers,
            calls: self.calls.into_iter().map(Call::from).collect(),
        })
    }
}

impl From<&MappingTemplate> for FileTemplate {
    fn from(template: &MappingTemplate) -> Self {
        Self { content_type: template.content_type.clone(), lines: template.text.as_ref().into() }
    }
}

impl From<FileTemplate> for MappingTemplate {
    fn from(file: FileTemplate) -> Self {
        Self { content_type: file.content_type, text: file.lines.text().into() }
    }
}

impl From<&IntegrationResponse> for FileResponse {
    fn from(response: &IntegrationResponse) -> Self {
        Self {
            status: response.status,
            selection_pattern: response.selection_pattern.clone(),
            templates: response.templates.iter().map(FileTemplate::from).collect(),
            parameters: response.parameters.clone(),
            content_handling: response.content_handling.map(|handling| handling.as_str().to_owned()),
        }
    }
}

impl FileResponse {
    fn into_response(self) -> Result<IntegrationResponse, String> {
        Ok(IntegrationResponse {
            status: self.status,
            selection_pattern: self.selection_pattern,
            templates: self.templates.into_iter().map(MappingTemplate::from).collect(),
            parameters: self.parameters,
            content_handling: content_handling(self.content_handling)?,
        })
    }
}

fn content_handling(value: Option<String>) -> Result<Option<ContentHandling>, String> {
    value.map(|value| word("contentHandling", &value, ContentHandling::parse)).transpose()
}

/// Returns a call as it stands in a file.
pub(super) fn call_value(call: &Call) -> Value {
    serde_json::to_value(FileCall::from(call)).unwrap_or_default()
}

impl From<&Call> for FileCall {
    fn from(call: &Call) -> Self {
        let Request { method, path, query, raw_query, headers, body, body_is_base64 } = call.request.clone();
        let body = body.as_deref().map(Lines::from);
        let request = FileRequest { method, path, query, raw_query, headers, body, body_is_base64 };
        let Identity { claims, scopes, lambda, iam } = call.identity.clone();
        let identity = FileIdentity {
            claims,
            scopes,
            lambda: (lambda != LambdaResult::default()).then(|| FileLambda {
                principal_id: lambda.principal_id,
                context: lambda.context,
                denied: lambda.denied,
            }),
            iam: (iam != IamCaller::default()).then(|| FileIam::from(iam)),
            token: call.kept_token.as_ref().map(|token| token.reveal().to_owned()),
        };
        let golden = call.golden.clone();
        let result = call.result.as_ref().map(FileResult::from);
        Self { name: call.name.clone(), request, identity, context: call.context.clone(), golden, result }
    }
}

impl From<FileCall> for Call {
    fn from(file: FileCall) -> Self {
        let FileRequest { method, path, query, raw_query, headers, body, body_is_base64 } = file.request;
        let body = body.map(|lines| lines.text().into());
        let FileIdentity { claims, scopes, lambda, iam, token } = file.identity;
        let lambda = lambda
            .map(|lambda| LambdaResult {
                principal_id: lambda.principal_id,
                context: lambda.context,
                denied: lambda.denied,
            })
            .unwrap_or_default();
        Self {
            name: file.name,
            request: Request { method, path, query, raw_query, headers, body, body_is_base64 },
            identity: Identity { claims, scopes, lambda, iam: iam.map(IamCaller::from).unwrap_or_default() },
            context: file.context,
            golden: file.golden,
            result: file.result.map(FunctionResult::from),
            kept_token: token.map(Secret::new),
        }
    }
}

impl From<IamCaller> for FileIam {
    fn from(iam: IamCaller) -> Self {
        let IamCaller { access_key, account_id, caller, user, user_arn, principal_org_id, cognito } = iam;
        Self { access_key, account_id, caller, user, user_arn, principal_org_id, cognito }
    }
}

impl From<FileIam> for IamCaller {
    fn from(file: FileIam) -> Self {
        let FileIam { access_key, account_id, caller, user, user_arn, principal_org_id, cognito } = file;
        Self { access_key, account_id, caller, user, user_arn, principal_org_id, cognito }
    }
}
