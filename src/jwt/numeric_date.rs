//! The times of a token, in words.

use super::members::describe;
use super::time::{duration_words, utc_text};
use serde_json::{Map, Value};

/// Beyond this many seconds (the year 5138) a time was most likely counted in milliseconds.
const LIKELY_MILLISECONDS: i64 = 100_000_000_000;

/// A time claim, ready to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimeClaim {
    /// Name of the claim: `exp`.
    pub name: &'static str,
    /// The instant, if the claim is one.
    pub epoch_s: Option<i64>,
    /// The date, `2026-06-15 05:56:21 UTC`, or the claim's value as it is.
    pub date: String,
    /// What it means now: `expires in 42 minutes`, `expired 3 days ago`.
    pub words: String,
    /// True if a verifier would refuse the token for it, or should.
    pub is_alarming: bool,
}

/// Returns the times among `claims` in words, as they are at `now` (seconds since 1970).
pub fn times(claims: &Map<String, Value>, now: i64) -> Vec<TimeClaim> {
    const NAMES: [&str; 5] = ["auth_time", "iat", "nbf", "exp", "updated_at"];
    NAMES.into_iter().filter_map(|name| claims.get(name).map(|value| describe_time(name, value, now))).collect()
}

/// Reads a NumericDate, rounded down to seconds; where it is none, says what is there instead.
pub(super) fn numeric_date(name: &str, value: &Value) -> Result<i64, String> {
    match value {
        Value::Number(number) => Ok(number
            .as_i64()
            // Numbers beyond 64 bits stand for "never": they are held at the end of time.
            .or_else(|| number.as_u64().map(|_| i64::MAX))
            .unwrap_or_else(|| number.as_f64().unwrap_or(0.0).floor() as i64)),
        Value::String(text) => {
            let shown: String = text.chars().take(40).collect();
            Err(format!("`{name}` is the string {shown:?}; a NumericDate must be a number"))
        }
        other => Err(format!("`{name}` is {}; a NumericDate must be a number", describe(other))),
    }
}

/// Says what the time `epoch_s` of the claim `name` means at `now`.
pub(super) fn time_words(name: &str, epoch_s: i64, now: i64) -> String {
    let distance = duration_words(now.abs_diff(epoch_s));
    let is_past = epoch_s <= now;
    let words = match (name, is_past) {
        ("exp", true) => format!("expired {distance} ago"),
        ("exp", false) => format!("expires in {distance}"),
        ("nbf", true) => format!("became valid {distance} ago"),
        ("nbf", false) => format!("not valid for another {distance}"),
        ("iat", true) => format!("issued {distance} ago"),
        ("iat", false) => format!("issued {distance} in the future"),
        ("auth_time", true) => format!("signed in {distance} ago"),
        (_, true) => format!("{distance} ago"),
        (_, false) => format!("in {distance}"),
    };
    if epoch_s > LIKELY_MILLISECONDS {
        return format!("{words}; it seems to count milliseconds, where a NumericDate counts seconds");
    }
    words
}

fn describe_time(name: &'static str, value: &Value, now: i64) -> TimeClaim {
    match numeric_date(name, value) {
        Ok(epoch_s) => TimeClaim {
            name,
            epoch_s: Some(epoch_s),
            date: utc_text(epoch_s),
            words: time_words(name, epoch_s, now),
            is_alarming: match name {
                "exp" => epoch_s <= now || epoch_s > LIKELY_MILLISECONDS,
                "nbf" | "iat" => epoch_s > now,
                _ => false,
            },
        },
        Err(words) => {
            TimeClaim { name, epoch_s: None, date: value.to_string(), words, is_alarming: name != "updated_at" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(name: &'static str, value: Value, now: i64, words: &str, is_alarming: bool) {
        let claims = Map::from_iter([(name.to_owned(), value)]);
        let time = times(&claims, now).remove(0);
        assert_eq!((time.words.as_str(), time.is_alarming), (words, is_alarming));
    }

    #[test]
    fn times_in_words() {
        check("exp", json!(1_000_000 + 42 * 60 + 5), 1_000_000, "expires in 42 minutes", false);
        check("exp", json!(1_000_000 - 3 * 86_400), 1_000_000, "expired 3 days ago", true);
        check("exp", json!(1_000_000), 1_000_000, "expired 0 seconds ago", true);
        check("exp", json!(1_000_060.9), 1_000_000, "expires in 60 seconds", false);
        check("iat", json!(-5), 0, "issued 5 seconds ago", false);
        check("iat", json!(7_200), 0, "issued 2 hours in the future", true);
        check("nbf", json!(7_200), 0, "not valid for another 2 hours", true);
        check("auth_time", json!(0), 7_200, "signed in 2 hours ago", false);
        check(
            "exp",
            json!("1900000000"),
            0,
            "`exp` is the string \"1900000000\"; a NumericDate must be a number",
            true,
        );
        check("exp", json!([1]), 0, "`exp` is an array; a NumericDate must be a number", true);
        check(
            "exp",
            json!(1_781_506_581_000_i64),
            1_781_506_581,
            "expires in 56397 years; it seems to count milliseconds, where a NumericDate counts seconds",
            true,
        );
        for extreme in [json!(u64::MAX), json!(i64::MIN), json!(1e300), json!(-1e300)] {
            let claims = Map::from_iter([("exp".to_owned(), extreme)]);
            for now in [i64::MIN, 0, i64::MAX] {
                assert_eq!(times(&claims, now).len(), 1);
            }
        }
    }
}
