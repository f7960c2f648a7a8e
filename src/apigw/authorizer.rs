//! Who checks the caller, and what that check handed on.

use super::stage::ApiKind;
use serde_json::{Map, Value};
use std::fmt;

/// Kind of authorizer on a route.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum AuthorizerKind {
    /// Nobody checks: `requestContext` has no `authorizer` member at all.
    #[default]
    None,
    /// REST API: Cognito user pool.
    Cognito,
    /// REST API: Lambda authorizer of type `TOKEN`.
    LambdaToken,
    /// REST API: Lambda authorizer of type `REQUEST`.
    LambdaRequest,
    /// Signature Version 4.
    Iam,
    /// HTTP API: JWT authorizer.
    Jwt,
    /// HTTP API: Lambda authorizer.
    HttpLambda,
}

impl AuthorizerKind {
    /// Every kind, in the order shown.
    pub const ALL: [Self; 7] =
        [Self::None, Self::Cognito, Self::LambdaToken, Self::LambdaRequest, Self::Iam, Self::Jwt, Self::HttpLambda];

    /// Returns the word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Cognito => "COGNITO_USER_POOLS",
            Self::LambdaToken => "TOKEN",
            Self::LambdaRequest => "REQUEST",
            Self::Iam => "AWS_IAM",
            Self::Jwt => "JWT",
            Self::HttpLambda => "HTTP_LAMBDA",
        }
    }

    /// Returns the kind that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Cognito => "Cognito user pool",
            Self::LambdaToken => "Lambda authorizer (TOKEN)",
            Self::LambdaRequest => "Lambda authorizer (REQUEST)",
            Self::Iam => "AWS IAM",
            Self::Jwt => "JWT authorizer",
            Self::HttpLambda => "Lambda authorizer",
        }
    }

    /// Returns true if an API of `kind` can have this authorizer.
    pub fn fits(self, kind: ApiKind) -> bool {
        match self {
            Self::None | Self::Iam => true,
            Self::Cognito | Self::LambdaToken | Self::LambdaRequest => kind == ApiKind::Rest,
            Self::Jwt | Self::HttpLambda => kind == ApiKind::Http,
        }
    }

    /// Returns true if this authorizer hands a token's claims on.
    pub fn passes_claims(self) -> bool {
        matches!(self, Self::Cognito | Self::Jwt)
    }
}

/// An authorizer of the API, by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Authorizer {
    /// Name that routes refer to.
    pub name: String,
    /// Kind.
    pub kind: AuthorizerKind,
    /// Where the token is read: a header's name (REST), or `$request.header.Authorization` (HTTP).
    pub identity_source: String,
    /// Issuer of the tokens: the pool's URL for Cognito, the configured issuer for JWT. Empty: not checked.
    pub issuer: String,
    /// Audiences of a JWT authorizer. Empty: not checked.
    pub audiences: Vec<String>,
    /// ARN of the user pool or of the Lambda function, for exports. May be empty.
    pub arn: String,
}

impl Authorizer {
    /// Returns the authorizer as an API of kind `api` has it: the same token or function behind the authorizer that
    /// plays its part there.
    #[must_use]
    pub fn for_api(&self, api: ApiKind) -> Self {
        use AuthorizerKind::{Cognito, HttpLambda, Jwt, LambdaRequest, LambdaToken};
        let kind = match (api, self.kind) {
            (ApiKind::Http, Cognito) => Jwt,
            (ApiKind::Http, LambdaToken | LambdaRequest) => HttpLambda,
            (ApiKind::Rest, Jwt) => Cognito,
            (ApiKind::Rest, HttpLambda) => LambdaRequest,
            _ => return self.clone(),
        };
        let identity_source = translate_source(api, &self.identity_source);
        Self { kind, identity_source, ..self.clone() }
    }
}

/// Writes an identity source as the other kind of API does: `method.request.header.X` and
/// `$request.header.X`; what is in neither form is left as it is.
fn translate_source(api: ApiKind, source: &str) -> String {
    let (from, to) = match api {
        ApiKind::Http => ("method.request.", "$request."),
        ApiKind::Rest => ("$request.", "method.request."),
    };
    let words = source.split(',').map(str::trim);
    let words = words.map(|word| word.strip_prefix(from).map_or(word.to_owned(), |rest| format!("{to}{rest}")));
    words.collect::<Vec<_>>().join(",")
}

/// What is known of the caller of a sample call. All kinds are kept, so that changing the authorizer loses
/// nothing; the authorizer in use decides which one counts. `Debug` shows names only: an authorizer's context often
/// holds a token.
#[derive(Clone, PartialEq, Default)]
pub struct Identity {
    /// Claims of the token, with the types that the token gave them.
    pub claims: Option<Map<String, Value>>,
    /// Scopes of the route, which an HTTP API's JWT authorizer checks.
    pub scopes: Vec<String>,
    /// What a Lambda authorizer returned.
    pub lambda: LambdaResult,
    /// Who signed the request, for IAM.
    pub iam: IamCaller,
}

/// What a Lambda authorizer returned. `Debug` shows no value of its context.
#[derive(Clone, PartialEq, Default)]
pub struct LambdaResult {
    /// `principalId` of its answer.
    pub principal_id: String,
    /// `context` of its answer: strings, numbers and booleans for REST APIs, any JSON for HTTP APIs.
    pub context: Map<String, Value>,
    /// True if it said no: a policy with `Deny`, or `isAuthorized: false`.
    pub denied: bool,
}

/// The caller as Signature Version 4 names it. `Debug` shows only who it is, not with which key.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct IamCaller {
    /// Access key id, `AKIA…`.
    pub access_key: String,
    /// Account of the caller.
    pub account_id: String,
    /// `caller` in `$context.identity`; `callerId` under payload format 2.0.
    pub caller: String,
    /// `user` in `$context.identity`; `userId` under payload format 2.0.
    pub user: String,
    /// ARN of the caller.
    pub user_arn: String,
    /// Organization of the caller, may be empty.
    pub principal_org_id: String,
    /// Members of a Cognito identity pool's caller (`cognitoIdentityId`, …), empty for others.
    pub cognito: Map<String, Value>,
}

/// Shows the names of members, and none of the values.
pub(super) struct Members<'a>(pub &'a Map<String, Value>);

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("claims", &self.claims.as_ref().map(Members))
            .field("scopes", &self.scopes)
            .field("lambda", &self.lambda)
            .field("iam", &self.iam)
            .finish()
    }
}

impl fmt::Debug for LambdaResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LambdaResult")
            .field("context", &Members(&self.context))
            .field("denied", &self.denied)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for IamCaller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IamCaller")
            .field("account_id", &self.account_id)
            .field("user_arn", &self.user_arn)
            .field("cognito", &Members(&self.cognito))
            .finish_non_exhaustive()
    }
}
