//! Media types: which one counts, and which ones are binary.

/// Returns the media type of a header's value without parameters, in lower case:
/// `application/json; charset=UTF-8` is `application/json`.
pub fn essence(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the first media type of an `Accept` header: the only one that the gateway looks at (recorded on AWS,
/// `test_aws_proxy_binary_response`).
pub fn first_accepted(accept: &str) -> String {
    essence(accept.split(',').next().unwrap_or_default())
}

/// Returns true if `media_type` is one of a REST API's binary media types: equal, by an entry `type/*`, or by
/// `*/*`. An entry `*/type` matches nothing, not even itself (recorded on AWS).
pub fn matches(entries: &[String], media_type: &str) -> bool {
    let wanted = essence(media_type);
    let kind = wanted.split('/').next().unwrap_or_default();
    entries.iter().map(|entry| essence(entry)).any(|entry| match entry.split_once('/') {
        Some(("*", "*")) => true,
        Some(("*", _)) => false,
        Some((main, "*")) => main == kind,
        _ => entry == wanted,
    })
}

/// Returns true if a request's body counts as binary for a REST API. A missing content type counts as
/// `application/json`, as it does where a template is chosen.
pub fn is_binary(entries: &[String], content_type: Option<&str>) -> bool {
    matches(entries, content_type.unwrap_or("application/json"))
}

/// Returns true if payload format 2.0 hands a body on as Base64: anything but these types, a missing type included
/// (measured on AWS, 2026-06). Types that end in `+json` were not measured and are taken as the others are.
pub fn is_binary_for_http_v2(content_type: Option<&str>) -> bool {
    let wanted = essence(content_type.unwrap_or_default());
    let text = ["application/json", "application/xml", "application/javascript"];
    !(wanted.starts_with("text/") || text.contains(&wanted.as_str()))
}

/// Returns true if payload format 1.0 of an HTTP API hands a body on as Base64. Nothing was measured; form posts
/// have been reported as text, for the others the rule of 2.0 is taken, since HTTP APIs have no binary media types.
pub fn is_binary_for_http_v1(content_type: Option<&str>) -> bool {
    let form = content_type.is_some_and(|value| essence(value) == "application/x-www-form-urlencoded");
    !form && is_binary_for_http_v2(content_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_media_types_match_as_recorded() {
        let entries = |list: &[&str]| list.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>();
        for (list, media_type, expected) in [
            (&["image/png"][..], "image/png", true),
            (&["image/png"], "image/*", false),
            (&["image/png"], "IMAGE/PNG; q=1", true),
            (&["*/test"], "random/test", false),
            (&["*/test"], "*/test", false),
            (&["application/*"], "application/whatever", true),
            (&["application/*"], "application/*", true),
            (&["*/*"], "text/plain", true),
            (&[], "image/png", false),
        ] {
            assert_eq!(matches(&entries(list), media_type), expected, "{list:?} {media_type}");
        }
        assert_eq!(first_accepted("image/png,image/*,*/*;q=0.8"), "image/png");
    }

    #[test]
    fn format_2_knows_text() {
        for (content_type, binary) in [
            (Some("text/plain"), false),
            (Some("application/json; charset=utf-8"), false),
            (Some("application/x-www-form-urlencoded"), true),
            (Some("multipart/form-data; boundary=x"), true),
            (None, true),
        ] {
            assert_eq!(is_binary_for_http_v2(content_type), binary, "{content_type:?}");
        }
    }
}
