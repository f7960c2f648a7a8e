//! The catalog: every `$context` variable, where it stands in each event, when it is there, and how sure we are.
//!
//! This is the one list of them. Events, `$context`, the checklist, completion, hover and lints read it; what a
//! variable's value *is* for a call is in [`super::context`]. The data is `assets/context-variables.json`,
//! whose `evidence` members name the source of each row.

use super::stage::ApiKind;
use crate::text::distance;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Returns the catalog, read once.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let data: Value =
            serde_json::from_str(include_str!("../../assets/context-variables.json")).unwrap_or(Value::Null);
        Catalog::read(&data)
    });
    &CATALOG
}

/// Returns the row of `path` (`identity.sourceIp`), exactly; a name in braces counts as written.
pub fn variable(path: &str) -> Option<&'static Variable> {
    catalog().variables.iter().find(|row| row.path == path)
}

/// Returns the row that describes `path`: the exact one, else the row whose `{name}` stands for its last part.
pub fn lookup(path: &str) -> Option<&'static Variable> {
    variable(path).or_else(|| {
        let patterns = catalog().variables.iter().filter(|row| row.is_pattern());
        let fits = patterns.filter(|row| path.len() > row.stem().len() && path.starts_with(row.stem()));
        fits.max_by_key(|row| row.stem().len())
    })
}

/// Returns the row whose path looks most like `path`, for "did you mean"; `None` if nothing comes close.
pub fn nearest(path: &str) -> Option<&'static Variable> {
    let wanted = path.to_lowercase();
    let rows = catalog().variables.iter().filter(|row| row.usable_in_mapping_template && !row.is_pattern());
    let scored = rows.map(|row| (distance(&wanted, &row.path.to_lowercase()), row));
    let (distance, row) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + wanted.len() / 5).then_some(row)
}

/// The whole catalog.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Catalog {
    /// Every variable, in the order shown.
    pub variables: Vec<Variable>,
    /// The variables that are there from the start: `$input`, `$context`, `$util`, `$stageVariables`.
    pub roots: Vec<Entry>,
    /// What `$input` offers.
    pub input: Vec<Entry>,
    /// What `$util` offers.
    pub util: Vec<Entry>,
    /// How stage variables are written.
    pub stage_variables: Vec<Entry>,
    /// Keys of a map in the order in which AWS iterated over them, by the map's name (`$context.identity`).
    key_orders: Map<String, Value>,
}

/// One `$context` variable, or one member of an event that belongs beside them.
#[derive(Clone, PartialEq, Debug)]
pub struct Variable {
    /// Path below `$context`, joined with dots: `identity.sourceIp`. `{name}` stands for a name that the design
    /// supplies; the last part may hold `:` (`authorizer.claims.cognito:username`).
    pub path: String,
    /// How a template writes it: `$context.identity.sourceIp`.
    pub reference: String,
    /// Group of the checklist.
    pub group: Group,
    /// What it is, in one sentence.
    pub description: String,
    /// When it is there, in words.
    pub appears: String,
    /// When it is there.
    pub condition: Condition,
    /// Type of its value in events.
    pub value_type: ValueType,
    /// A value as REST APIs have it; the sample value where the service would choose one.
    pub example: Value,
    /// The same for HTTP APIs, where it differs.
    pub example_http: Option<Value>,
    /// Where REST APIs let it be used.
    pub rest: Vec<Use>,
    /// Where HTTP APIs let it be used.
    pub http: Vec<Use>,
    /// True if some kind of API allows it in a mapping template.
    pub usable_in_mapping_template: bool,
    /// True if nothing but access logs can use it.
    pub access_log_only: bool,
    /// True if it is no `$context` variable but a member of events.
    pub event_only: bool,
    /// True if a template may assign it.
    pub writable: bool,
    /// Where it stands in the event of a REST Lambda proxy integration: `requestContext.identity.sourceIp`.
    pub rest_proxy: Option<String>,
    /// Where it stands in payload format 1.0 of an HTTP API.
    pub http_v1: Option<String>,
    /// Where it stands in payload format 2.0.
    pub http_v2: Option<String>,
    /// What surprises about it.
    pub note: Option<String>,
    /// Where the row comes from.
    pub evidence: String,
    /// How sure the row is.
    pub confidence: Confidence,
}

impl Variable {
    /// Returns true if a name in braces stands for what the design supplies.
    pub fn is_pattern(&self) -> bool {
        self.path.contains('{')
    }

    /// Returns the path up to the name in braces; the whole path where there is none.
    pub fn stem(&self) -> &str {
        self.path.split('{').next().unwrap_or_default()
    }

    /// Returns where APIs of `kind` let it be used.
    pub fn uses(&self, kind: ApiKind) -> &[Use] {
        match kind {
            ApiKind::Rest => &self.rest,
            ApiKind::Http => &self.http,
        }
    }

    /// Returns the sample value for APIs of `kind`.
    pub fn sample(&self, kind: ApiKind) -> &Value {
        match (&self.example_http, kind) {
            (Some(example), ApiKind::Http) => example,
            _ => &self.example,
        }
    }
}

/// A name and what it does: a row about a root, `$input`, `$util` or stage variables.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// How a template writes it: `$input.json('$')`.
    pub reference: String,
    /// What it does.
    pub description: String,
    /// What it gives, where the reference says so.
    pub returns: Option<String>,
    /// Where the row comes from.
    pub evidence: String,
}

impl Entry {
    /// Returns the name of the method or property after the root, and what stands behind it up to the next dot:
    /// `json` and `('$')`, `body` and nothing.
    pub fn member(&self) -> Option<(&str, &str)> {
        let (_, member) = self.reference.split_once('.')?;
        let name = member.find('(').unwrap_or(member.len());
        let end = member.find(')').map_or(member.len(), |at| at + 1);
        Some((member.get(..name)?, member.get(name..end)?))
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order shown.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the word that the catalog uses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Returns the value that [`Self::as_str`] names.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
    };
}

words! {
    /// Group of the checklist.
    Group:
    /// The API, its stage and its domain.
    Api = "api",
    /// The request itself.
    Request = "request",
    /// Who called, as the gateway saw it.
    Identity = "identity",
    /// What the authorizer returned.
    Authorizer = "authorizer",
    /// Claims of the token.
    Claims = "claims",
    /// The TLS connection.
    Tls = "tls",
    /// What a template may override.
    Overrides = "overrides",
    /// The error that the gateway answers.
    Error = "error",
    /// Phases of the call, for access logs.
    Phases = "phases",
    /// The integration, after it answered.
    Integration = "integration",
    /// The response.
    Response = "response",
    /// AWS WAF.
    Waf = "waf",
    /// WebSocket APIs.
    WebSocket = "websocket",
}

words! {
    /// When a variable is there.
    Condition:
    /// On every call.
    Always = "always",
    /// With a Cognito user pool or JWT authorizer.
    UserPool = "user-pool",
    /// With a JWT authorizer.
    Jwt = "jwt",
    /// With a Lambda authorizer.
    LambdaAuthorizer = "lambda-authorizer",
    /// With any authorizer.
    Authorizer = "authorizer",
    /// With IAM authorization.
    Iam = "iam",
    /// With IAM authorization by credentials of a Cognito identity pool.
    CognitoIdentity = "cognito-identity",
    /// With a required API key.
    ApiKey = "api-key",
    /// With mutual TLS.
    MutualTls = "mtls",
    /// On a private API.
    PrivateApi = "private-api",
    /// On a custom domain name.
    CustomDomain = "custom-domain",
    /// On a stage with canary settings.
    Canary = "canary",
    /// On an API imported with operation ids.
    OperationId = "openapi-operation-id",
    /// Once a template has set it.
    Override = "override",
    /// When the gateway answers an error.
    Error = "error",
    /// After the integration answered.
    AfterIntegration = "after-integration",
    /// After the response.
    AfterResponse = "after-response",
    /// On a stage with a web ACL.
    Waf = "waf",
    /// With X-Ray tracing.
    XRay = "xray",
    /// With response streaming.
    Streaming = "streaming",
    /// On WebSocket APIs.
    WebSocket = "websocket",
    /// On WebSocket APIs, for messages.
    WebSocketMessage = "websocket-message",
    /// On WebSocket APIs, when a client leaves.
    WebSocketDisconnect = "websocket-disconnect",
}

words! {
    /// Type of a value.
    ValueType:
    /// Text.
    String = "string",
    /// Number.
    Number = "number",
    /// List.
    Array = "array",
    /// Map.
    Map = "map",
}

words! {
    /// Where a variable can be used.
    Use:
    /// In mapping templates.
    Template = "template",
    /// In access logs.
    Log = "log",
    /// In gateway response templates, which are not VTL.
    GatewayResponse = "gateway-response",
    /// In parameter mapping of HTTP APIs.
    ParameterMapping = "parameter-mapping",
}

words! {
    /// How sure a row is.
    Confidence:
    /// Recorded, or documented without contradiction.
    High = "high",
    /// One source, or undated.
    Medium = "medium",
    /// Inferred.
    Low = "low",
}

impl Group {
    /// Returns the group's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Api => "API and stage",
            Self::Request => "Request",
            Self::Identity => "Identity",
            Self::Authorizer => "Authorizer",
            Self::Claims => "Claims",
            Self::Tls => "TLS",
            Self::Overrides => "Overrides",
            Self::Error => "Error",
            Self::Phases => "Phases",
            Self::Integration => "Integration",
            Self::Response => "Response",
            Self::Waf => "AWS WAF",
            Self::WebSocket => "WebSocket",
        }
    }
}

impl Catalog {
    /// Returns the place of `key` among the recorded keys of `map` (`$context`, `$context.identity`, …).
    pub fn recorded_place(&self, map: &str, key: &str) -> Option<usize> {
        self.key_orders.get(map)?.as_array()?.iter().position(|name| name == key)
    }

    fn read(data: &Value) -> Self {
        let rows = |name: &str| data.get(name).and_then(Value::as_array).into_iter().flatten();
        Self {
            variables: rows("variables").filter_map(read_variable).collect(),
            roots: rows("roots").filter_map(read_entry).collect(),
            input: rows("input").filter_map(read_entry).collect(),
            util: rows("util").filter_map(read_entry).collect(),
            stage_variables: rows("stageVariables").filter_map(read_entry).collect(),
            key_orders: data.get("recordedKeyOrder").and_then(Value::as_object).cloned().unwrap_or_default(),
        }
    }
}

fn read_variable(row: &Value) -> Option<Variable> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let flag = |name: &str| row.get(name).and_then(Value::as_bool).unwrap_or(false);
    let uses = |api: &str| -> Vec<Use> {
        let words = row.get("apis").and_then(|apis| apis.get(api)).and_then(Value::as_array);
        words.into_iter().flatten().filter_map(|word| Use::parse(word.as_str()?)).collect()
    };
    Some(Variable {
        path: text("path")?,
        reference: text("reference")?,
        group: Group::parse(&text("group")?)?,
        description: text("description")?,
        appears: text("appears")?,
        condition: Condition::parse(&text("condition")?)?,
        value_type: ValueType::parse(&text("type")?)?,
        example: row.get("example").cloned().unwrap_or(Value::Null),
        example_http: row.get("exampleHttpApi").cloned(),
        rest: uses("rest"),
        http: uses("http"),
        usable_in_mapping_template: flag("usableInMappingTemplate"),
        access_log_only: flag("accessLogOnly"),
        event_only: flag("eventOnly"),
        writable: flag("writable"),
        rest_proxy: text("proxyEventV1"),
        http_v1: text("httpEventV1"),
        http_v2: text("httpEventV2"),
        note: text("note"),
        evidence: text("evidence")?,
        confidence: Confidence::parse(&text("confidence")?)?,
    })
}

fn read_entry(row: &Value) -> Option<Entry> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Entry {
        reference: text("reference")?,
        description: text("description")?,
        returns: text("returns"),
        evidence: text("evidence")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_data_is_read() {
        let data: Value = serde_json::from_str(include_str!("../../assets/context-variables.json")).unwrap();
        for (name, read) in [
            ("variables", catalog().variables.len()),
            ("roots", catalog().roots.len()),
            ("input", catalog().input.len()),
            ("util", catalog().util.len()),
            ("stageVariables", catalog().stage_variables.len()),
        ] {
            assert_eq!(data[name].as_array().unwrap().len(), read, "{name}: a row has a word that no enum knows");
        }
        assert!(catalog().variables.len() > 100);
    }

    #[test]
    fn entries_tell_their_member() {
        let find = |reference: &str| catalog().input.iter().find(|entry| entry.reference == reference).unwrap();
        assert_eq!(find("$input.json('$')").member(), Some(("json", "('$')")));
        assert_eq!(find("$input.body").member(), Some(("body", "")));
        assert_eq!(find("$input.params().path.name").member(), Some(("params", "()")));
        assert_eq!(catalog().roots[0].member(), None);
    }

    #[test]
    fn paths_are_unique_and_agree_with_references() {
        let mut seen = std::collections::HashSet::new();
        for row in &catalog().variables {
            assert!(seen.insert(&row.path), "{} stands twice", row.path);
            assert!(row.reference.starts_with("$context"), "{}", row.reference);
        }
    }

    #[test]
    fn names_of_the_design_find_their_pattern() {
        assert_eq!(lookup("authorizer.claims.email").unwrap().path, "authorizer.claims.email");
        assert_eq!(lookup("authorizer.claims.custom:plan").unwrap().path, "authorizer.claims.custom:{name}");
        assert_eq!(lookup("authorizer.claims.shoe").unwrap().path, "authorizer.claims.{claim}");
        assert_eq!(lookup("authorizer.tenant").unwrap().path, "authorizer.{property}");
        assert!(lookup("nothing").is_none());
    }

    #[test]
    fn slips_are_recognized() {
        assert_eq!(nearest("identity.sourceIP").unwrap().path, "identity.sourceIp");
        assert_eq!(nearest("requestID").unwrap().path, "requestId");
        assert_eq!(nearest("identity.usrArn").unwrap().path, "identity.userArn");
        assert!(nearest("somethingElse").is_none());
    }
}
