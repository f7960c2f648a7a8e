//! What a handler reads that its event does not have, and why it is not there.
//!
//! The code is not run for this: chains of members that begin at `event` are read from its text, also through names
//! that hold a part of the event (`claims = event["requestContext"]["authorizer"]["claims"]`), and walked in the
//! event. Whatever is computed otherwise is not seen.

mod chain;
mod reason;

pub use reason::reason;

use chain::{Chain, Step};
use serde_json::Value;

/// The most that is reported.
const MAX_MISSING: usize = 20;

/// Something that a handler reads and its event does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Line of the code, from 1.
    pub line: usize,
    /// The member as the code writes it: `event["requestContext"]["authorizer"]`.
    pub written: String,
    /// JSON Pointer of the first member on the way that is not there.
    pub pointer: String,
    /// JSON Pointer of all that the code wants to read.
    pub wanted: String,
    /// The member is there, and is `null`.
    pub is_null: bool,
}

/// A part of the event that a handler parses as JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed {
    /// Line of the code, from 1.
    pub line: usize,
    /// The part as the code writes it.
    pub written: String,
    /// JSON Pointer of the part.
    pub pointer: String,
}

/// Returns the parts of the event that `code` gives to `json.loads` or `JSON.parse` as they are.
pub fn parsed(code: &str) -> Vec<Parsed> {
    let chains = chain::chains(code).into_iter().filter(|chain| chain.is_parsed);
    let part = |chain: Chain| Parsed {
        line: chain.line,
        written: chain.written(&chain.steps),
        pointer: pointer(&chain.steps),
    };
    chains.map(part).collect()
}

/// Returns what `code` reads that `event` does not have, in the order of the lines; each member once.
pub fn missing(code: &str, event: &Value) -> Vec<Missing> {
    let mut out: Vec<Missing> = Vec::new();
    for chain in chain::chains(code) {
        let Some(found) = walk(&chain, event) else { continue };
        if out.len() < MAX_MISSING && out.iter().all(|known| known.pointer != found.pointer) {
            out.push(found);
        }
    }
    out
}

/// Returns what a handler that raised at `line` was looking for: of what is missing there, the member that `message`
/// names if it names one.
pub fn missing_at(code: &str, event: &Value, line: usize, message: &str) -> Option<Missing> {
    let chains = chain::chains(code);
    let here = chains.iter().filter(|chain| chain.line == line);
    let found: Vec<(Missing, &Chain)> = here.filter_map(|chain| Some((walk(chain, event)?, chain))).collect();
    let names = |chain: &Chain| chain.steps.iter().any(|step| message.contains(&format!("'{}'", step.name())));
    let named = found.iter().find(|(_, chain)| names(chain));
    named.or(found.first()).map(|(missing, _)| missing.clone())
}

/// Walks from the event along a chain to the first member that is not there, or is `null` although more is read of it.
fn walk(chain: &Chain, event: &Value) -> Option<Missing> {
    let mut value = event;
    for (index, step) in chain.steps.iter().enumerate() {
        let next = match (step, value) {
            (Step::Name { name, .. }, Value::Object(members)) => members.get(name),
            (Step::Index(at), Value::Array(items)) => items.get(*at),
            // A text is read as if it were an object: the body of a proxy event, most often.
            (Step::Name { .. }, Value::String(_)) => None,
            // What is read of other values (a length) is none of ours.
            _ => return None,
        };
        let is_last = index + 1 == chain.steps.len();
        match next {
            Some(Value::Null) if !is_last => {}
            Some(next) => {
                value = next;
                continue;
            }
            None => {}
        }
        let upto = chain.steps.get(..=index).unwrap_or_default();
        return Some(Missing {
            line: chain.line,
            written: chain.written(upto),
            pointer: pointer(upto),
            wanted: pointer(&chain.steps),
            is_null: next.is_some(),
        });
    }
    None
}

fn pointer(steps: &[Step]) -> String {
    steps.iter().map(|step| format!("/{}", step.name().replace('~', "~0").replace('/', "~1"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(code: &str, expected: &[(usize, &str, &str)]) {
        let event = json!({"requestContext": {"stage": "prod"}, "body": "{}", "queryStringParameters": null,
            "context": {"identity": {"email": "a"}}, "list": [1]});
        let found = missing(code, &event);
        let found: Vec<_> = found.iter().map(|m| (m.line, m.pointer.as_str(), m.wanted.as_str())).collect();
        assert_eq!(found, expected, "{code}");
    }

    #[test]
    fn members_are_read_from_the_code_of_both_languages() {
        let authorizer = "/requestContext/authorizer";
        check("x = event[\"requestContext\"][\"stage\"]", &[]);
        check(
            "\nx = event['requestContext']['authorizer']['claims']['cognito:username']",
            &[(2, authorizer, "/requestContext/authorizer/claims/cognito:username")],
        );
        check(
            "const { a } = event.requestContext.authorizer?.claims ?? {};",
            &[(1, authorizer, "/requestContext/authorizer/claims")],
        );
        check("if (!event.requestContext.authorizer) {", &[(1, authorizer, authorizer)]);
        check("e = (event.get('requestContext') or {}).get('authorizer')", &[]);
        check("e = event.get('requestContext', {}).get('authorizer')", &[(1, authorizer, authorizer)]);
        check(
            "ctx = event['context']\nmail = ctx['identity']['mail']",
            &[(2, "/context/identity/mail", "/context/identity/mail")],
        );
        check("const ctx = event.context;\nconst m = ctx.identity.email;", &[]);
        check("q = event.queryStringParameters.page", &[(1, "/queryStringParameters", "/queryStringParameters/page")]);
        check("q = event.body.ride", &[(1, "/body/ride", "/body/ride")]);
        check("n = event.list.length; m = event.list[0]; o = event.list[1]", &[(1, "/list/1", "/list/1")]);
    }

    #[test]
    fn comments_texts_and_other_names_are_no_reads() {
        check("# event['nothing']\n// event.nothing\ns = \"event.nothing\"", &[]);
        check("other_event['x']; my.event.x; events.x", &[]);
        check("json.loads(event['body'])", &[]);
        check("event.requestContext.stage.toLowerCase()", &[]);
        check("", &[]);
        check("event[\"", &[]);
        check("event.", &[]);
    }

    /// A name that held what `json.loads` made of the body was taken for the body itself, whose members a text does not
    /// have.
    #[test]
    fn what_is_made_of_a_part_is_not_the_part() {
        check("ride = json.loads(event['body'])\nname = ride['name']", &[]);
        check("body = event['body']\nbody = json.loads(body)\nname = body['name']", &[]);
        check("event = json.loads(event['body'])\nname = event['name']", &[]);
        check("body = event['body']\nname = body['name']", &[(2, "/body/name", "/body/name")]);
    }

    #[test]
    fn what_is_parsed_is_told_from_what_is_replaced_where_it_is_missing() {
        let all = |code: &str| parsed(code).into_iter().map(|part| (part.line, part.pointer)).collect::<Vec<_>>();
        let body = || "/body".to_owned();
        assert_eq!(all("import json\nx = json.loads(event['body'])"), [(2, body())]);
        assert_eq!(all("const x = JSON.parse( event.body! ).y"), [(1, body())]);
        assert_eq!(all("x = json.loads(event.get(\"body\"))"), [(1, body())]);
        for code in ["json.loads(event.get('body') or '{}')", "JSON.parse(event.body ?? '{}')", "parse(event.body)"] {
            assert_eq!(all(code), [], "{code}");
        }
    }

    #[test]
    fn the_exception_chooses_among_the_members_of_its_line() {
        let event = json!({"a": {}});
        let code = "f(event['x'], event['a']['b'])";
        assert_eq!(missing_at(code, &event, 1, "'b'").expect("found").pointer, "/a/b");
        assert_eq!(missing_at(code, &event, 1, "?").expect("found").pointer, "/x");
        assert_eq!(missing_at(code, &event, 2, "'b'"), None);
    }
}
