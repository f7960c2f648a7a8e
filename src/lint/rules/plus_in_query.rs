//! `+` in a query string is a blank.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "plus-in-query",
    severity: Severity::Warning,
    summary: "a `+` in the query string reaches the function as a blank",
    why: "Query strings are decoded as forms: `2026-01-01T00:00:00+02:00` and `ana+x@example.com` lose their `+`. The client \
          must send `%2B`.\n\
          Recorded on AWS: `invocation-payload-with-params-encoding`.",
    bad: Example::Design(
        r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "query": [["mail", "ana x@example.com"]], "rawQuery": "mail=ana+x@example.com"}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "query": [["mail", "ana+x@example.com"]], "rawQuery": "mail=ana%2Bx@example.com"}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    for (index, call) in look.route.calls.iter().enumerate() {
        let Some(raw) = &call.request.raw_query else { continue };
        for pair in raw.split('&').filter(|pair| pair.contains('+')) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if is_address(value) || is_time(value) {
                let message = format!("the `+` in `{name}` of \"{}\" arrives as a blank", call.name);
                found.about(format!("/calls/{index}"), message).help("the client must send `%2B`");
            }
        }
    }
}

fn is_address(value: &str) -> bool {
    let value = value.replace("%40", "@");
    value.split_once('@').is_some_and(|(local, host)| local.contains('+') && host.contains('.'))
}

/// A time with an offset: `…T10:00:00+02:00`.
fn is_time(value: &str) -> bool {
    let value = value.replace("%3A", ":").replace("%3a", ":");
    value.split_once('+').is_some_and(|(time, offset)| {
        time.contains(':') && time.contains('T') && offset.chars().next().is_some_and(|c| c.is_ascii_digit())
    })
}
