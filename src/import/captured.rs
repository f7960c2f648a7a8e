//! A request as somebody captured it, before it is known which API and stage it is for.

use super::url::split_path_and_query;
use crate::apigw::payload::base64_encode;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::route::parse_query;
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use std::fmt;
use std::sync::Arc;

/// What reading a pasted text gave.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imported {
    /// The requests found, in the order of the text.
    pub requests: Vec<ImportedRequest>,
    /// What stands in the text and is in none of the requests.
    pub left_out: Vec<LeftOut>,
    /// What is wrong, at its place in the text ([`super::pasted`]).
    pub diagnostics: Vec<Diagnostic>,
}

/// Something that was not taken over, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What: "option `--compressed`". Never a value that may be private.
    pub what: String,
    /// Why, one phrase.
    pub why: String,
    /// Where it stands, if that is known.
    pub span: Option<Span>,
}

/// A request's body as captured.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Body {
    /// There is none.
    #[default]
    None,
    /// Text.
    Text(String),
    /// Bytes that are not text.
    Bytes(Vec<u8>),
    /// The content of a file that the text names; nobody reads it without being asked.
    File(String),
}

/// One captured request: header order, spelling and duplicates are those of the source.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ImportedRequest {
    /// Name or title that the source gives it.
    pub name: Option<String>,
    /// Method as the source writes it.
    pub method: String,
    /// Scheme and host, `https://api.example.com`; `None` if the source does not tell.
    pub origin: Option<String>,
    /// Path and query as sent, encoding kept; begins with `/`.
    pub target: String,
    /// Headers.
    pub headers: Pairs,
    /// Body.
    pub body: Body,
    /// Placeholders that the source does not resolve: `$TOKEN`, `{{rideId}}` without its braces.
    pub unresolved: Vec<String>,
    /// How the client signs, where that cannot be shown as a header: `awsv4 execute-api us-east-1`.
    pub auth: Option<String>,
    /// True if a response in the source shows that API Gateway answered.
    pub answered_by_gateway: bool,
}

impl ImportedRequest {
    /// Returns the whole address as the source has it.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin.as_deref().unwrap_or(""), self.target)
    }

    /// Returns the host name without port, if it is known.
    pub fn host(&self) -> Option<&str> {
        let origin = self.origin.as_deref()?;
        let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
        Some(authority.split_once(':').map_or(authority, |(host, _)| host))
    }

    /// Returns true if API Gateway is known to answer: by the host name, or by a response's headers.
    pub fn is_for_gateway(&self) -> bool {
        self.answered_by_gateway || self.host().is_some_and(is_execute_api)
    }

    /// Returns the stage that the path seems to begin with: API Gateway's own host names put it there, except
    /// for an HTTP API's `$default` stage. A custom domain does not show it.
    pub fn stage(&self) -> Option<&str> {
        let path = self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path);
        let first = path.strip_prefix('/')?.split('/').next()?;
        (self.host().is_some_and(is_execute_api) && !first.is_empty()).then_some(first)
    }

    /// Returns the API's id and its region, which API Gateway's own host names tell:
    /// `a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com`.
    pub fn api_and_region(&self) -> Option<(&str, &str)> {
        let host = self.host().filter(|host| is_execute_api(host))?;
        let mut labels = host.split('.');
        let (id, service, region) = (labels.next()?, labels.next()?, labels.next()?);
        (!id.is_empty() && service.eq_ignore_ascii_case("execute-api") && !region.is_empty()).then_some((id, region))
    }

    /// Returns the request as API Gateway sees it at the stage `stage`: a path that begins with the stage
    /// loses it. The query is decoded as the service does it (a form: `+` is a blank; recorded on AWS).
    pub fn to_request(&self, stage: &str) -> Request {
        let (path, query) = split_path_and_query(&self.target);
        let without_stage = path
            .strip_prefix('/')
            .and_then(|rest| rest.strip_prefix(stage))
            .filter(|rest| !stage.is_empty() && (rest.is_empty() || rest.starts_with('/')));
        let path = match without_stage {
            Some("") => "/",
            Some(rest) => rest,
            None => path,
        };
        Request {
            method: self.method.to_ascii_uppercase(),
            path: path.replace(' ', "%20"),
            query: parse_query(query),
            raw_query: (!query.is_empty()).then(|| query.to_owned()),
            headers: self.headers.clone(),
            body: match &self.body {
                Body::Text(text) => Some(Arc::from(text.as_str())),
                Body::Bytes(bytes) => Some(Arc::from(base64_encode(bytes))),
                Body::None | Body::File(_) => None,
            },
            body_is_base64: matches!(self.body, Body::Bytes(_)),
        }
    }

    /// Adds a header that the source does not write as one, spelled like those that are there.
    pub(super) fn add_header(&mut self, name: &str, value: String) {
        let name = spell_like(name, self.headers.iter().map(|(name, _)| name.as_str()));
        self.headers.push((name, value));
    }

    /// Returns the value of the first header called `name`, whatever its case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Returns `name` in lower case if all of `names` are: so they come from HTTP/2, where every name is.
pub(super) fn spell_like<'a>(name: &str, mut names: impl Iterator<Item = &'a str>) -> String {
    let is_lower = |name: &str| !name.bytes().any(|b| b.is_ascii_uppercase());
    let all_lower = names.next().is_some_and(is_lower) && names.all(is_lower);
    if all_lower { name.to_ascii_lowercase() } else { name.to_owned() }
}

fn is_execute_api(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.contains(".execute-api.") && (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"))
}

/// Shows names and sizes only: headers and bodies hold tokens.
impl fmt::Debug for ImportedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("ImportedRequest")
            .field("name", &self.name)
            .field("method", &self.method)
            .field("origin", &self.origin)
            .field("path", &split_path_and_query(&self.target).0)
            .field("headers", &names)
            .field("body", &self.body)
            .field("unresolved", &self.unresolved)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::File(name) => write!(f, "File({name:?})"),
        }
    }
}

impl Imported {
    /// Notes something that is not taken over.
    pub(super) fn leave_out(&mut self, what: impl Into<String>, why: impl Into<String>, span: Option<Span>) {
        self.left_out.push(LeftOut { what: what.into(), why: why.into(), span });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(origin: &str, target: &str) -> ImportedRequest {
        ImportedRequest { origin: Some(origin.into()), target: target.into(), ..ImportedRequest::default() }
    }

    #[test]
    fn the_stage_is_taken_off_the_path() {
        let captured =
            request("https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", "/dev/rides/a%20b?x=1+2&x=%2B&y");
        assert_eq!(captured.stage(), Some("dev"));
        assert_eq!(captured.api_and_region(), Some(("a1b2c3d4e5", "us-east-1")));
        assert!(captured.is_for_gateway());
        let seen = captured.to_request("dev");
        assert_eq!(seen.path, "/rides/a%20b");
        let query: Vec<_> = seen.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(query, [("x", "1 2"), ("x", "+"), ("y", "")]);
        assert_eq!(captured.to_request("prod").path, "/dev/rides/a%20b");
        assert_eq!(request("https://h", "/dev").to_request("dev").path, "/");
        assert_eq!(request("https://h", "/devices").to_request("dev").path, "/devices");
        assert_eq!(request("https://api.example.com:8443", "/dev/x").stage(), None);
        assert_eq!(request("https://api.example.com:8443", "/dev/x").api_and_region(), None);
        assert_eq!(request("https://api.example.com:8443", "/").host(), Some("api.example.com"));
    }
}
