//! Who checks the callers of a method, in the words of the API's kind.

use super::{Method, Plan};
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::apigw::stage::{ApiKind, Stage};
use crate::design::Route;
use crate::export::names;
use crate::export::{note, warning};

/// Who checks the caller of a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::export) enum Security {
    /// Nobody.
    Open,
    /// Signature Version 4.
    Iam,
    /// The authorizer at this position of [`Plan::guards`].
    Guard(usize),
}

/// An authorizer as the API has it: every value that the service demands is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::export) struct Guard {
    /// Words of its name in code.
    pub words: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its kind, one that the API can have.
    pub kind: AuthorizerKind,
    /// Where the token or the identity is read, in the API's own words; empty: the request as a whole.
    pub identity_sources: Vec<String>,
    /// ARN of the user pool.
    pub pool_arn: String,
    /// Issuer of the tokens of a JWT authorizer.
    pub issuer: String,
    /// Audiences of a JWT authorizer.
    pub audiences: Vec<String>,
    /// Position of the function of a Lambda authorizer.
    pub function: usize,
    /// Payload format version of an HTTP API's Lambda authorizer: 1.0 where the function was written for a REST API.
    pub payload_format_version: &'static str,
}

impl Guard {
    /// Returns true if it calls a function.
    pub fn is_lambda(&self) -> bool {
        matches!(self.kind, AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda)
    }

    /// Returns the header that brings the token, for formats that name just that.
    pub fn header(&self) -> &str {
        let first = self.identity_sources.first().map_or("", String::as_str);
        let prefixes = ["method.request.header.", "$request.header."];
        prefixes.iter().find_map(|prefix| first.strip_prefix(prefix)).unwrap_or("Authorization")
    }
}

impl Plan<'_> {
    /// Returns the authorizer of a method.
    pub fn guard_of(&self, method: &Method) -> Option<&Guard> {
        match method.security {
            Security::Guard(guard) => self.guards.get(guard),
            _ => None,
        }
    }

    /// Returns the service's word for who checks the callers of a method.
    pub fn authorization_type(&self, method: &Method) -> &'static str {
        match (method.security, self.guard_of(method).map(|guard| guard.kind)) {
            (Security::Iam, _) => "AWS_IAM",
            (_, None) => "NONE",
            (_, Some(AuthorizerKind::Cognito)) => "COGNITO_USER_POOLS",
            (_, Some(AuthorizerKind::Jwt)) => "JWT",
            _ => "CUSTOM",
        }
    }

    /// Returns who checks the callers of `route`; plans its authorizer at the first use.
    pub(super) fn security(&mut self, route: &Route, key: &str) -> Security {
        let Some(name) = &route.authorizer else { return Security::Open };
        let Some(own) = self.design.authorizer_of(route) else {
            let message = format!("`{key}` is open to everybody: the design has no authorizer called \"{name}\"");
            self.warnings.push(warning("export/unknown-authorizer", message));
            return Security::Open;
        };
        match own.kind {
            AuthorizerKind::None => Security::Open,
            AuthorizerKind::Iam => Security::Iam,
            _ => {
                let known = self.guards.iter().position(|guard| guard.name == *name);
                Security::Guard(known.unwrap_or_else(|| self.add_guard(own)))
            }
        }
    }

    /// Returns the scopes of a method: those that its calls name. A REST API's Lambda authorizer knows none.
    pub(super) fn scopes(&mut self, route: &Route, security: Security, key: &str) -> Vec<String> {
        let mut scopes: Vec<String> = Vec::new();
        for scope in route.calls.iter().flat_map(|call| &call.identity.scopes) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        let checks = |guard: usize| self.guards.get(guard).is_some_and(|guard| guard.kind.passes_claims());
        match security {
            Security::Guard(guard) if checks(guard) => scopes,
            _ if scopes.is_empty() => scopes,
            _ => {
                let message =
                    format!("`{key}`: the scopes {} are left out, nothing checks a token there", scopes.join(", "));
                self.warnings.push(warning("export/no-scopes", message));
                Vec::new()
            }
        }
    }

    fn add_guard(&mut self, own: &Authorizer) -> usize {
        let translated = own.for_api(self.api);
        let mut guard = Guard {
            words: self.taken.guards.claim(names::words(&own.name), "authorizer"),
            name: own.name.clone(),
            kind: translated.kind,
            identity_sources: identity_sources(&translated, self.api),
            pool_arn: String::new(),
            issuer: String::new(),
            audiences: Vec::new(),
            function: 0,
            payload_format_version: "2.0",
        };
        self.say_what_changes(own, &guard);
        match guard.kind {
            AuthorizerKind::Cognito => guard.pool_arn = self.pool_arn(own),
            AuthorizerKind::Jwt => {
                guard.issuer = self.issuer(own);
                guard.audiences = self.audiences(own);
            }
            _ => {
                if own.arn.is_empty() {
                    let name = names::kebab(&guard.words);
                    let message =
                        format!("the authorizer \"{}\" names no function: it is taken to be called `{name}`", own.name);
                    self.warnings.push(note("export/authorizer-function", message));
                }
                guard.function = self.function(&own.arn, &guard.words);
                if own.kind != AuthorizerKind::HttpLambda {
                    guard.payload_format_version = "1.0";
                }
            }
        }
        self.guards.push(guard);
        self.guards.len() - 1
    }

    /// Says what becomes of an authorizer that the API's kind does not have.
    fn say_what_changes(&mut self, own: &Authorizer, guard: &Guard) {
        if own.kind == guard.kind {
            return;
        }
        let (name, api) = (&own.name, self.api.title());
        let message = match own.kind {
            AuthorizerKind::LambdaToken => format!(
                "the authorizer \"{name}\" becomes a Lambda authorizer of an {api}: its function gets the request in format 1.0, not `authorizationToken`"
            ),
            AuthorizerKind::HttpLambda => format!(
                "the authorizer \"{name}\" becomes a REQUEST authorizer: its function must return a policy, not `isAuthorized`"
            ),
            kind => format!(
                "the authorizer \"{name}\" ({}) becomes one that an {api} has: {}",
                kind.title(),
                guard.kind.title()
            ),
        };
        self.warnings.push(note("export/authorizer-translated", message));
    }

    /// Returns the ARN of the user pool, from the authorizer's own or from its issuer.
    fn pool_arn(&mut self, own: &Authorizer) -> String {
        let arn = self.resolved(own.arn.trim());
        if !arn.is_empty() {
            return arn;
        }
        let Stage { region, account_id, .. } = self.stage();
        let issuer = self.resolved(own.issuer.trim());
        let pool = issuer
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .filter(|pool| pool.contains('_') && issuer.contains("cognito-idp"));
        if let Some(pool) = pool {
            let region = pool.split('_').next().unwrap_or(region);
            return format!("arn:{}:cognito-idp:{region}:{account_id}:userpool/{pool}", self.partition());
        }
        let message = format!("the authorizer \"{}\" names no user pool: fill in its ARN", own.name);
        let arn = format!("arn:{}:cognito-idp:{region}:{account_id}:userpool/{region}_EXAMPLE", self.partition());
        self.warnings.push(warning("export/no-user-pool", message).help(format!("`{arn}` stands for it")));
        arn
    }

    /// Returns the issuer of a JWT authorizer, from its own or from the user pool's ARN.
    fn issuer(&mut self, own: &Authorizer) -> String {
        let issuer = self.resolved(own.issuer.trim());
        if !issuer.is_empty() {
            return issuer;
        }
        let arn = self.resolved(own.arn.trim());
        if let Some((front, pool)) = arn.split_once(":userpool/") {
            let region = front.split(':').nth(3).unwrap_or(&self.stage().region);
            return format!("https://cognito-idp.{region}.amazonaws.com/{pool}");
        }
        let message = format!("the authorizer \"{}\" names no issuer: fill it in", own.name);
        let issuer = "https://issuer.example.com".to_owned();
        self.warnings.push(warning("export/no-issuer", message).help(format!("`{issuer}` stands for it")));
        issuer
    }

    /// Returns the audiences of a JWT authorizer, of which the service wants at least one.
    fn audiences(&mut self, own: &Authorizer) -> Vec<String> {
        let audiences: Vec<String> = own.audiences.iter().map(|audience| self.resolved(audience)).collect();
        if !audiences.is_empty() {
            return audiences;
        }
        let message = format!("the authorizer \"{}\" names no audience: fill in the client id of the app", own.name);
        let audience = "CLIENT_ID".to_owned();
        self.warnings.push(warning("export/no-audience", message).help(format!("`{audience}` stands for it")));
        vec![audience]
    }
}

/// Returns the identity sources in the words of the API's kind. A TOKEN or Cognito authorizer has exactly one.
fn identity_sources(own: &Authorizer, api: ApiKind) -> Vec<String> {
    let prefix = if api == ApiKind::Http { "$request.header." } else { "method.request.header." };
    let words = own.identity_source.split(',').map(str::trim).filter(|word| !word.is_empty());
    // A bare word is the name of a header.
    let sources = words.map(|word| {
        let bare = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if bare { format!("{prefix}{word}") } else { word.to_owned() }
    });
    let mut sources: Vec<String> = sources.collect();
    if sources.is_empty() {
        sources.push(format!("{prefix}Authorization"));
    }
    if matches!(own.kind, AuthorizerKind::Cognito | AuthorizerKind::LambdaToken | AuthorizerKind::Jwt) {
        sources.truncate(1);
    }
    sources
}
