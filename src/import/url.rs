//! Addresses and their encodings, as far as importers need them. Nothing is normalized: what was sent counts.

use crate::apigw::payload::base64_encode;

/// An address, cut where its parts meet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Url {
    /// Scheme and host with port, without user and password; a host without scheme stands as it is.
    pub origin: Option<String>,
    /// User and password in the address, still encoded.
    pub user: Option<String>,
    /// Path and query; begins with `/`.
    pub target: String,
}

impl Url {
    /// Takes a path with its query, as a request line has it. Two slashes at the start are part of the path.
    pub fn from_target(target: &str) -> Self {
        let target = target.split_once('#').map_or(target, |(target, _)| target);
        Self { target: target.to_owned(), ..Self::default() }
    }
}

/// Cuts `text` into its parts. A fragment is dropped, since no client sends it.
pub(super) fn parse(text: &str) -> Url {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, text),
    };
    let authority_len = outside_braces(rest).find(|(_, c)| matches!(c, '/' | '?' | '#')).map_or(rest.len(), |(i, _)| i);
    let (authority, target) = rest.split_at_checked(authority_len).unwrap_or((rest, ""));
    let target = outside_braces(target).find(|(_, c)| *c == '#').map_or(target, |(i, _)| target.get(..i).unwrap_or(""));
    let (user, authority) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, authority),
    };
    let origin = match scheme {
        Some(scheme) => Some(format!("{scheme}://{authority}")),
        None if authority.is_empty() => None,
        None => Some(authority.to_owned()),
    };
    let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
    Url { origin, user, target }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Returns the characters of `text` that are in no `{{placeholder}}`, with their offsets.
fn outside_braces(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut inside_until = 0;
    // Once there is no closing brace ahead, there is none for any later opening.
    let mut may_close = true;
    text.char_indices().filter(move |(index, _)| {
        if *index < inside_until {
            return false;
        }
        let rest = text.get(*index..).unwrap_or("");
        if may_close && rest.starts_with("{{") {
            match rest.find("}}") {
                Some(len) => inside_until = index + len + 2,
                None => may_close = false,
            }
        }
        *index >= inside_until
    })
}

/// Splits a target at its first question mark; the query is `""` where there is none.
pub(super) fn split_path_and_query(target: &str) -> (&str, &str) {
    let split = outside_braces(target).find(|(_, c)| *c == '?').map(|(index, _)| index);
    split.map_or((target, ""), |index| (target.get(..index).unwrap_or(""), target.get(index + 1..).unwrap_or("")))
}

/// Adds `query` to an address that may have one already.
pub(super) fn append_query(target: &mut String, query: &str) {
    if !query.is_empty() {
        let has_query = outside_braces(target).any(|(_, c)| c == '?');
        target.push(match has_query {
            false => '?',
            true if target.ends_with(['?', '&']) => {
                target.push_str(query);
                return;
            }
            true => '&',
        });
        target.push_str(query);
    }
}

/// Takes `.` and `..` out of a target's path, as curl and browsers do before they send it (RFC 3986, 5.2.4).
pub(super) fn without_dot_segments(target: &str) -> String {
    let (path, query) = match outside_braces(target).find(|(_, c)| *c == '?') {
        Some((index, _)) => target.split_at_checked(index).unwrap_or((target, "")),
        None => (target, ""),
    };
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." => kept.extend(is_last.then_some("")),
            ".." => {
                // The first one is what stands before the slash that every path begins with.
                if kept.len() > 1 {
                    kept.pop();
                }
                kept.extend(is_last.then_some(""));
            }
            other => kept.push(other),
        }
    }
    let path = kept.join("/");
    if path.starts_with('/') { format!("{path}{query}") } else { format!("/{path}{query}") }
}

/// Encodes what is no ASCII, as curl does it: with small letters.
pub(super) fn encode_non_ascii(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for character in target.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            out.extend(character.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02x}")));
        }
    }
    out
}

/// Encodes everything but letters, digits and `-._~`; a blank becomes `blank`.
pub(super) fn percent_encode(text: &str, blank: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            b' ' => out.push_str(blank),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Returns the `Authorization` header of user and password (RFC 7617).
pub(super) fn basic_credentials(user: &str) -> String {
    format!("Basic {}", base64_encode(user.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, origin: Option<&str>, target: &str) {
        let url = parse(text);
        assert_eq!((url.origin.as_deref(), url.target.as_str()), (origin, target), "{text}");
    }

    #[test]
    fn addresses_are_cut() {
        check("https://h.example/a/b?c=d/e#f", Some("https://h.example"), "/a/b?c=d/e");
        check("https://h.example", Some("https://h.example"), "/");
        check("https://h.example?x", Some("https://h.example"), "/?x");
        check("api.example.com/x", Some("api.example.com"), "/x");
        check("/x?y", None, "/x?y");
        check("{{base/url}}/x/{{a?b}}?c", Some("{{base/url}}"), "/x/{{a?b}}?c");
        check("", None, "/");
        assert_eq!(
            parse("http://u:p@h/x"),
            Url { origin: Some("http://h".into()), user: Some("u:p".into()), target: "/x".into() }
        );
    }

    #[test]
    fn dots_and_non_ascii() {
        for (target, expected) in [
            ("/a/../b/./c", "/b/c"),
            ("/a/b/..", "/a/"),
            ("/a/.", "/a/"),
            ("/../../a", "/a"),
            ("/..", "/"),
            ("/a/...?b/../c", "/a/...?b/../c"),
            ("/a//../b", "/a/b"),
            ("/a/{{x?}}/../b", "/a/b"),
            ("/", "/"),
        ] {
            assert_eq!(without_dot_segments(target), expected, "{target}");
        }
        assert_eq!(encode_non_ascii("/é?%C3=ü"), "/%c3%a9?%C3=%c3%bc");
    }

    #[test]
    fn encodings() {
        assert_eq!(percent_encode("a&b c~é", "+"), "a%26b+c~%C3%A9");
        assert_eq!(basic_credentials("user:pass"), "Basic dXNlcjpwYXNz");
        let mut target = "/a".to_owned();
        for query in ["", "x=1", "y", ""] {
            append_query(&mut target, query);
        }
        assert_eq!(target, "/a?x=1&y");
    }
}
