//! Resource paths: which one a request reaches, and what its parameters hold.

/// Longest path that is looked at, in segments; the service stops far earlier.
const MAX_SEGMENTS: usize = 4096;

/// Returns the path parameters of `path` under `resource`, in the order of the resource's path, not decoded.
/// Empty if the path does not fit.
pub fn path_parameters(resource: &str, path: &str) -> Vec<(String, String)> {
    match_path(resource, path).unwrap_or_default()
}

/// Returns the path parameters if `path` fits `resource`, else `None`.
///
/// A trailing slash of the request counts for nothing, and is cut from `{proxy+}`; slashes inside it stay
/// (recorded on AWS, `invocation-payload-with-trailing-slash`, `…-double-slash`).
pub fn match_path(resource: &str, path: &str) -> Option<Vec<(String, String)>> {
    if resource == "$default" {
        return Some(Vec::new());
    }
    let wanted: Vec<&str> = segments(resource).collect();
    let path = path.trim_start_matches('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut rest = (!path.is_empty()).then_some(path);
    let mut parameters = Vec::new();
    for segment in wanted.iter().take(MAX_SEGMENTS) {
        let left = rest?;
        if let Some(name) = greedy_name(segment) {
            parameters.push((name.to_owned(), left.to_owned()));
            rest = None;
            break;
        }
        let (head, tail) = match left.split_once('/') {
            Some((head, tail)) => (head, Some(tail)),
            None => (left, None),
        };
        match parameter_name(segment) {
            Some(_) if head.is_empty() => return None,
            Some(name) => parameters.push((name.to_owned(), head.to_owned())),
            None if *segment == head => {}
            None => return None,
        }
        rest = tail;
    }
    rest.is_none().then_some(parameters)
}

/// Returns the index of the resource that a request reaches; `None` if no resource has the method.
///
/// A fixed segment beats a parameter, which beats a greedy one, segment by segment. A method that the closest
/// resource lacks falls back to the next one that fits (recorded on AWS, `TestApigatewayRouting`), and a method by
/// its name beats `ANY`.
pub fn choose<'a, M: AsRef<str> + 'a>(
    resources: impl IntoIterator<Item = (&'a str, &'a [M])>,
    method: &str,
    path: &str,
) -> Option<usize> {
    let candidates = resources.into_iter().enumerate().filter_map(|(index, (resource, methods))| {
        let named = methods.iter().any(|known| known.as_ref().eq_ignore_ascii_case(method));
        let any = methods.iter().any(|known| known.as_ref() == "ANY");
        if !(named || any) {
            return None;
        }
        match_path(resource, path)?;
        Some((rank(resource), !named, index))
    });
    candidates.min().map(|(_, _, index)| index)
}

/// Returns how far a resource's segments leave open what they take, first segment first; the catch-all of an HTTP
/// API comes last.
fn rank(resource: &str) -> Vec<u8> {
    if resource == "$default" {
        return vec![3];
    }
    let rank = |segment| match (greedy_name(segment), parameter_name(segment)) {
        (Some(_), _) => 2,
        (None, Some(_)) => 1,
        (None, None) => 0,
    };
    segments(resource).map(rank).collect()
}

/// Returns the segments of a resource path.
pub(super) fn segments(resource: &str) -> impl Iterator<Item = &str> {
    resource.split('/').filter(|segment| !segment.is_empty())
}

/// Returns the name of a `{name}` segment.
pub(super) fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Returns the name of a `{name+}` segment.
pub(super) fn greedy_name(segment: &str) -> Option<&str> {
    parameter_name(segment)?.strip_suffix('+')
}

/// Decodes `%xx`; sequences that are no hexadecimal digits stay, and bytes that are no UTF-8 become U+FFFD.
pub fn percent_decode(text: &str) -> String {
    decode(text, false)
}

/// Decodes a query string's name or value: `%xx`, and `+` as a blank (recorded on AWS,
/// `invocation-payload-with-params-encoding`).
pub fn form_decode(text: &str) -> String {
    decode(text, true)
}

/// Encodes a query string's name or value so that [`form_decode`] gives it back.
pub fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reads a query string into pairs, decoded, in order, duplicates kept. A name without `=` has an empty value.
pub fn parse_query(query: &str) -> Vec<(String, String)> {
    let pairs = query.split(['&', ';']).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decode(name), form_decode(value))
        })
        .collect()
}

fn decode(text: &str, plus_is_blank: bool) -> String {
    if !text.contains(['%', '+']) {
        return text.to_owned();
    }
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or_default() << 4 | hex(*low).unwrap_or_default());
                rest = after;
                continue;
            }
            (b'+', _) if plus_is_blank => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(resource: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let expected =
            expected.map(|pairs| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>());
        assert_eq!(match_path(resource, path), expected, "{resource} {path}");
    }

    #[test]
    fn paths_fit_resources() {
        check("/", "/", Some(&[]));
        check("/", "", Some(&[]));
        check("/rides", "/rides/", Some(&[]));
        check("/rides/{rideId}", "/rides/4%202", Some(&[("rideId", "4%202")]));
        check("/rides/{rideId}", "/rides", None);
        check("/rides/{rideId}", "/rides/4/2", None);
        check("/{a}/x/{b}", "/1/x/2/", Some(&[("a", "1"), ("b", "2")]));
        check("/{proxy+}", "/proxy-value/", Some(&[("proxy", "proxy-value")]));
        check("/{proxy+}", "/proxy-value//double", Some(&[("proxy", "proxy-value//double")]));
        check("/{proxy+}", "/", None);
        check("/a/{proxy+}", "/a/b/c", Some(&[("proxy", "b/c")]));
        check("$default", "/anything", Some(&[]));
    }

    #[test]
    fn queries_are_decoded_as_forms() {
        let pairs = parse_query("a=1&b&c=a+b%2B%20&&=x&d=%zz%");
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(pairs, [("a", "1"), ("b", ""), ("c", "a b+ "), ("", "x"), ("d", "%zz%")]);
        assert_eq!(form_decode("%ff"), "\u{fffd}");
        assert_eq!(form_decode(&form_encode("a b/ü+&=")), "a b/ü+&=");
    }
}
