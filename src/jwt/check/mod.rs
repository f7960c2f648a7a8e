//! Claim checks: what an authorizer looks at, what it finds, and what it answers.
//!
//! Every function returns all its findings at once, good and bad, as data: claim, value, expectation,
//! verdict and a sentence. Signatures are checked in [`super::signature`].

mod cognito;
mod http_jwt;

pub use cognito::{CognitoRules, cognito, pool_issuer};
pub use http_jwt::{HttpJwtRules, http_jwt};

use super::decode::Decoded;
use super::members::describe;
use super::numeric_date::{numeric_date, time_words};
use super::time::utc_text;
use serde_json::{Map, Value};

/// The widest leeway, in seconds: a day.
pub const MAX_LEEWAY_S: u32 = 86_400;

/// What "now" is, and how exactly clocks are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Seconds by which a time may be missed; at most [`MAX_LEEWAY_S`].
    leeway_s: u32,
}

impl Clock {
    /// Makes a clock that stands at `now`, with no leeway, as AWS documents none.
    pub fn at(now: i64) -> Self {
        Self { now, leeway_s: 0 }
    }

    /// Sets the leeway, held at [`MAX_LEEWAY_S`].
    #[must_use]
    pub fn leeway(mut self, seconds: u32) -> Self {
        self.leeway_s = seconds.min(MAX_LEEWAY_S);
        self
    }

    fn latest(self) -> i64 {
        self.now.saturating_add(i64::from(self.leeway_s))
    }

    fn earliest(self) -> i64 {
        self.now.saturating_sub(i64::from(self.leeway_s))
    }
}

/// What an authorizer is given: the claims, and the header where the token itself is known.
#[derive(Clone, Copy)]
pub struct TokenView<'a> {
    /// The header's members; `None` where only claims are known.
    pub header: Option<&'a Map<String, Value>>,
    /// The claims.
    pub claims: &'a Map<String, Value>,
}

impl<'a> TokenView<'a> {
    /// Looks at a decoded token; `None` if its claims could not be read.
    pub fn of(decoded: &'a Decoded) -> Option<Self> {
        Some(Self { header: decoded.header.as_ref(), claims: decoded.claims.as_ref()? })
    }

    fn claim(&self, name: &str) -> Option<&'a Value> {
        self.claims.get(name)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.claim(name)?.as_str()
    }
}

/// How the service answers a token that it refuses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Refusal {
    /// 401: who calls is not known.
    Unauthorized,
    /// 403: who calls is known and may not.
    Forbidden,
}

impl Refusal {
    /// Returns the status code.
    pub fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
        }
    }
}

/// What came of a check.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// As expected.
    Passes,
    /// The service does not look at it, or does not mind; a person should.
    Notable,
    /// Cannot be told from what is known.
    Unknown,
    /// The service refuses the token for it.
    Refused(Refusal),
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// What was looked at: a claim or a header member, as `exp`, `alg`.
    pub claim: &'static str,
    /// The value found, as text; `None` if there is none.
    pub value: Option<String>,
    /// What the service wants, as a phrase: "after now".
    pub expectation: String,
    /// What came of it.
    pub verdict: Verdict,
    /// The finding in words: "expired 3 days ago".
    pub words: String,
}

/// Returns how the service answers, given all findings; `None` if it lets the token pass.
///
/// Who calls is settled before what they may do, so that 401 comes first.
pub fn refusal(checks: &[Check]) -> Option<Refusal> {
    let refused = checks.iter().filter_map(|check| match check.verdict {
        Verdict::Refused(refusal) => Some(refusal),
        _ => None,
    });
    refused.min()
}

/// Checks `exp`, `nbf` and `iat` against the clock, as any verifier does. A missing `exp` is notable only.
pub fn times(token: TokenView<'_>, clock: Clock) -> Vec<Check> {
    ["exp", "nbf", "iat"].into_iter().filter_map(|name| time(token, name, clock)).collect()
}

/// Checks one time claim; `None` where it is missing and may be.
fn time(token: TokenView<'_>, name: &'static str, clock: Clock) -> Option<Check> {
    let expectation = if name == "exp" { "after now" } else { "not after now" };
    let Some(value) = token.claim(name) else {
        let words = "there is no `exp`: the token does not say when it ends";
        return (name == "exp").then(|| finding(name, None, expectation, Verdict::Notable, words));
    };
    let epoch_s = match numeric_date(name, value) {
        Ok(epoch_s) => epoch_s,
        Err(words) => return Some(finding(name, Some(value), expectation, REFUSED, words)),
    };
    let holds = if name == "exp" { epoch_s > clock.earliest() } else { epoch_s <= clock.latest() };
    let mut check = finding(
        name,
        Some(value),
        expectation,
        if holds { Verdict::Passes } else { REFUSED },
        time_words(name, epoch_s, clock.now),
    );
    check.value = Some(utc_text(epoch_s));
    Some(check)
}

const REFUSED: Verdict = Verdict::Refused(Refusal::Unauthorized);

fn finding(
    claim: &'static str,
    value: Option<&Value>,
    expectation: impl Into<String>,
    verdict: Verdict,
    words: impl Into<String>,
) -> Check {
    Check { claim, value: value.map(show), expectation: expectation.into(), verdict, words: words.into() }
}

/// Returns a value as text of a length that fits a table.
fn show(value: &Value) -> String {
    const LONGEST: usize = 200;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text,
    }
}

/// Returns the names joined for a sentence: "`a`", "`a` or `b`", "one of `a`, `b`, `c`".
fn one_of(names: &[String]) -> String {
    match names {
        [] => "nothing".into(),
        [one] => format!("`{one}`"),
        [one, two] => format!("`{one}` or `{two}`"),
        _ => format!("one of {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// Checks that the header names its key.
fn key_id(header: &Map<String, Value>) -> Check {
    let expectation = "names a key of the issuer's key set (JWKS)";
    match header.get("kid") {
        Some(Value::String(kid)) if !kid.is_empty() => {
            finding("kid", header.get("kid"), expectation, Verdict::Unknown, "paste the key set to look it up")
        }
        Some(Value::String(_)) => finding("kid", None, expectation, REFUSED, "`kid` is empty: no key can be found"),
        Some(other) => {
            let words = format!("`kid` is {}; it must be a string", describe(other));
            finding("kid", Some(other), expectation, REFUSED, words)
        }
        None => finding("kid", None, expectation, REFUSED, "the header has no `kid`: no key can be found"),
    }
}

/// Returns the scopes that a claim names: the words of a text, or the texts of a list.
pub fn scope_words(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text.split_ascii_whitespace().collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Checks that one of the scopes of the method or route is among those of the token, taken from `names`.
fn scopes(token: TokenView<'_>, wanted: &[String], names: &[&'static str]) -> Option<Check> {
    if wanted.is_empty() {
        return None;
    }
    let (claim, value) = names
        .iter()
        .find_map(|name| token.claim(name).map(|value| (*name, Some(value))))
        .unwrap_or((names.first().copied().unwrap_or("scope"), None));
    let held = value.map(scope_words).unwrap_or_default();
    let expectation = format!("at least {}", one_of(wanted));
    let found = wanted.iter().find(|scope| held.contains(&scope.as_str()));
    let (verdict, words) = match (found, value) {
        (Some(scope), _) => (Verdict::Passes, format!("has `{scope}`")),
        (None, Some(_)) => (Verdict::Refused(Refusal::Forbidden), "has none of the scopes asked for".to_owned()),
        (None, None) => (
            Verdict::Refused(Refusal::Forbidden),
            format!("the token has no `{claim}`; an ID token never has one: send the access token"),
        ),
    };
    Some(finding(claim, value, expectation, verdict, words))
}
