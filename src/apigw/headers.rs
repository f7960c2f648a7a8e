//! What the gateway does to header names, as one table, and the headers that a method request holds.

use super::authorizer::AuthorizerKind;
use super::exchange::{Exchange, Invocation};
use std::fmt;

/// What becomes of a header that is mapped onto the integration request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mapped {
    /// It is sent.
    Sent,
    /// It is left out.
    Dropped,
    /// Every call fails with 500, at run time only.
    Fails,
}

/// What becomes of a header on the way back to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Returned {
    /// It is sent.
    AsIs,
    /// It is sent as `x-amzn-Remapped-<name>`.
    Renamed,
    /// It is left out.
    Dropped,
}

/// What the gateway does to a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeaderRule {
    /// The name, in its usual spelling.
    pub name: &'static str,
    /// True if `$input.params` and the events have it.
    pub in_method_request: bool,
    /// True if an `HTTP_PROXY` integration passes the client's value on.
    pub to_http_proxy: bool,
    /// What mapping it onto an `HTTP` or `HTTP_PROXY` integration does.
    pub mapped_to_http: Mapped,
    /// What mapping it onto an `AWS` or `AWS_PROXY` integration does.
    pub mapped_to_aws: Mapped,
    /// What becomes of it in the response.
    pub returned: Returned,
}

macro_rules! rules {
    ($($name:literal $in_method_request:ident $to_http_proxy:ident $http:ident $aws:ident $returned:ident,)+) => {
        /// Every header that is not simply passed. Recorded on AWS with a regional endpoint on 2024-12-11
        /// (localstack `TestApiGatewayHeaderRemapping`), but for the last two rows: that mapping them fails is
        /// what an emulator's authors say of AWS. The developer guide says of six of the renamed ones (`Expect`,
        /// `Host`, `Proxy-Authenticate`, `TE`, `Trailer`, `Upgrade`) that they are dropped; the recording wins.
        const RULES: &[HeaderRule] = &[$(HeaderRule {
            name: $name,
            in_method_request: rules!($in_method_request),
            to_http_proxy: rules!($to_http_proxy),
            mapped_to_http: Mapped::$http,
            mapped_to_aws: Mapped::$aws,
            returned: Returned::$returned,
        },)+];
    };
    (yes) => { true };
    (no) => { false };
}

rules! {
    //                         in the method request
    //                         |   passed on by HTTP_PROXY
    //                         |   |   mapped: HTTP    AWS     in the response
    "Authorization"            yes yes Sent            Fails   Renamed,
    "Connection"               no  no  Dropped         Fails   Renamed,
    "Content-Encoding"         yes no  Sent            Sent    AsIs,
    "Content-Length"           no  no  Fails           Fails   Renamed,
    "Content-MD5"              no  no  Sent            Sent    Renamed,
    "Date"                     yes yes Sent            Sent    Renamed,
    "Expect"                   no  no  Dropped         Fails   Renamed,
    "Host"                     yes no  Sent            Sent    Renamed,
    "Max-Forwards"             no  no  Sent            Sent    Renamed,
    "Proxy-Authenticate"       no  no  Dropped         Fails   Renamed,
    "Server"                   no  no  Sent            Sent    Renamed,
    "TE"                       no  no  Dropped         Fails   AsIs,
    "Trailer"                  no  no  Sent            Sent    Renamed,
    "Transfer-Encoding"        no  no  Fails           Fails   Dropped,
    "Upgrade"                  no  no  Sent            Sent    Renamed,
    "User-Agent"               yes yes Sent            Sent    Renamed,
    "Via"                      yes no  Dropped         Sent    AsIs,
    "WWW-Authenticate"         no  no  Sent            Sent    Renamed,
    "X-Amzn-Trace-Id"          yes no  Fails           Fails   AsIs,
    "X-Amzn-Apigateway-Api-Id" yes no  Fails           Fails   AsIs,
}

/// Names that the gateway respells whatever the client sent; every other name is kept as sent (recorded on AWS:
/// `aUThorization` and `user-Agent` came out so, `tEsT-HEADeR` did not; captured: `accept`, `content-type` and
/// `cookie` of an HTTP/2 client stay in lower case).
const RESPELLED: [&str; 7] = [
    "Authorization",
    "Host",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
];

/// Headers of one hop, which an HTTP API does not hand on. Not recorded; a front end that speaks HTTP/2 to its
/// clients has no place for them.
const HOP_BY_HOP: [&str; 6] =
    ["connection", "expect", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// Returns the rule for a header, whatever its case; `None` for those that are simply passed.
pub fn rule(name: &str) -> Option<&'static HeaderRule> {
    RULES.iter().find(|rule| rule.name.eq_ignore_ascii_case(name))
}

/// Returns every rule.
pub fn rules() -> &'static [HeaderRule] {
    RULES
}

/// A header and its values, in the order sent. `Debug` shows no value: it may be a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, as the function sees it.
    pub name: String,
    /// The values; never empty.
    pub values: Vec<String>,
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({:?}, {} values)", self.name, self.values.len())
    }
}

impl Header {
    /// Returns the last value: the one that counts where there is room for one (captured on AWS).
    pub fn last(&self) -> &str {
        self.values.last().map_or("", String::as_str)
    }
}

/// Returns the headers of a REST API's method request: what `$input.params` and the proxy event hold, sorted by
/// name without regard to case (captured on AWS).
pub fn method_request(exchange: &Exchange) -> Vec<Header> {
    let iam = exchange.authorizer_kind() == AuthorizerKind::Iam;
    let passes = |name: &str, value: &str| {
        let signed = iam || value.trim_start().starts_with("AWS4-HMAC-SHA256");
        let dropped = name.eq_ignore_ascii_case("authorization") && signed;
        !dropped && rule(name).is_none_or(|rule| rule.in_method_request)
    };
    let mut headers = Vec::new();
    for (name, value) in exchange.request.headers.iter().filter(|(name, value)| passes(name, value)) {
        let spelled = RESPELLED.iter().find(|known| known.eq_ignore_ascii_case(name)).map_or(name.as_str(), |n| n);
        add(&mut headers, spelled, value);
    }
    if exchange.origin == Invocation::Deployed {
        add_own(&mut headers, exchange, |name| name.to_owned());
    }
    sort(&mut headers);
    headers
}

/// Returns the headers of payload format 2.0: lower-case names, those of one hop gone, the length always there
/// (captured on AWS: `content-length: 0` for a GET without body).
pub fn http_api(exchange: &Exchange) -> Vec<Header> {
    let mut headers = http_request(exchange, |name| name.to_ascii_lowercase());
    add_own(&mut headers, exchange, str::to_ascii_lowercase);
    sort(&mut headers);
    headers
}

/// Returns the headers of payload format 1.0 of an HTTP API, sorted by their bytes: capitals come first.
///
/// A dozen events logged on AWS from 2020 to 2024 agree, of HTTP/1.1 and HTTP/2 clients alike: the gateway's own
/// and four more have capitals whatever was sent, `accept`, `accept-encoding`, `authorization`, `cache-control`,
/// `origin`, `referer` and `via` have none, a client's own names (`Postman-Token`) stay as sent. That other
/// standard names are treated as those seven are is inferred. The developer guide says that all are in lower case.
pub fn http_api_v1(exchange: &Exchange) -> Vec<Header> {
    const CAPITALS: [&str; 4] = ["Content-Length", "Content-Type", "Host", "User-Agent"];
    let spell = |name: &str| {
        if let Some(known) = CAPITALS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            return (*known).to_owned();
        }
        let lower = name.to_ascii_lowercase();
        if STANDARD.contains(&lower.as_str()) || lower.starts_with("sec-") { lower } else { name.to_owned() }
    };
    let mut headers = http_request(exchange, spell);
    add_own(&mut headers, exchange, str::to_owned);
    headers.sort_by(|a, b| a.name.cmp(&b.name));
    headers
}

/// Standard names of request headers that payload format 1.0 of an HTTP API writes in lower case.
const STANDARD: [&str; 24] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "authorization",
    "cache-control",
    "content-encoding",
    "content-language",
    "cookie",
    "date",
    "dnt",
    "forwarded",
    "from",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "origin",
    "pragma",
    "range",
    "referer",
    "upgrade-insecure-requests",
    "via",
];

/// Returns the headers that an HTTP API takes from the request, with the length of the body.
fn http_request(exchange: &Exchange, spell: impl Fn(&str) -> String) -> Vec<Header> {
    let mut headers = Vec::new();
    for (name, value) in &exchange.request.headers {
        let hop = HOP_BY_HOP.iter().any(|hop| hop.eq_ignore_ascii_case(name));
        if !hop && !name.eq_ignore_ascii_case("content-length") {
            add(&mut headers, &spell(name), value);
        }
    }
    let length = exchange.request.body_bytes().len();
    add(&mut headers, &spell("Content-Length"), &length.to_string());
    headers
}

/// Adds the headers that the gateway sets itself.
fn add_own(headers: &mut Vec<Header>, exchange: &Exchange, spell: impl Fn(&str) -> String) {
    let mut set = |name: &str, value: String| {
        let name = spell(name);
        headers.retain(|header| !header.name.eq_ignore_ascii_case(&name));
        headers.push(Header { name, values: vec![value] });
    };
    let source_ip = exchange.source_ip();
    let forwarded = match exchange.request.header("x-forwarded-for") {
        Some(sent) if !sent.trim().is_empty() => format!("{sent}, {source_ip}"),
        _ => source_ip,
    };
    set("Host", exchange.domain_name());
    set("X-Amzn-Trace-Id", trace_id(exchange));
    set("X-Forwarded-For", forwarded);
    set("X-Forwarded-Port", "443".into());
    set("X-Forwarded-Proto", "https".into());
}

/// Returns the trace id: the client's, which is continued (recorded on AWS), else a new root whose first part is
/// the time in seconds, as X-Ray makes them, and whose second part is a fixed sample.
pub(super) fn trace_id(exchange: &Exchange) -> String {
    let sent = exchange.request.header("x-amzn-trace-id").filter(|sent| sent.contains("Root="));
    let new = || format!("Root=1-{:08x}-0f1e2d3c4b5a69788796a5b4", exchange.time_ms().div_euclid(1000));
    sent.map_or_else(new, str::to_owned)
}

fn add(headers: &mut Vec<Header>, name: &str, value: &str) {
    match headers.iter_mut().find(|header| header.name.eq_ignore_ascii_case(name)) {
        Some(header) => header.values.push(value.to_owned()),
        None => headers.push(Header { name: name.to_owned(), values: vec![value.to_owned()] }),
    }
}

fn sort(headers: &mut [Header]) {
    headers.sort_by_cached_key(|header| header.name.to_ascii_lowercase());
}
