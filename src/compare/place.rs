//! Where a thing stands in an event.

use super::{Locate, Meaning, Side};
use crate::apigw::bindings::InputPlace;
use crate::apigw::catalog;
use crate::design::View;
use crate::json::{Document, Kind, NodeId, lenient};
use crate::text::Span;
use serde_json::Value;

/// Returns the value that tells `meaning`; `None` if none does.
pub(super) fn find(side: &Side<'_>, event: &Document, meaning: &Meaning) -> Option<NodeId> {
    match (side.view, side.locate) {
        (View::Mapping, Some(locate)) => mapped(side, event, meaning, locate),
        // No template ran: the body passed as it was.
        (View::Mapping, None) => passed(event, meaning),
        _ => proxy(side.view, event, meaning),
    }
}

fn mapped(side: &Side<'_>, event: &Document, meaning: &Meaning, locate: &Locate<'_>) -> Option<NodeId> {
    match meaning {
        Meaning::Body => whole_body(side, event, locate),
        Meaning::BodyMember(pointer) => {
            let body = lenient::read(side.exchange.request.body_text()?).ok()?;
            let member = body.at_pointer(pointer)?;
            let spans = locate(&InputPlace::Body { pointer: pointer.clone(), span: body.span(member) });
            let smallest = common(event, &spans)?;
            // What comes with the whole body stands in it, and has no row of its own.
            if whole_body(side, event, locate).is_some_and(|whole| is_in(event, whole, smallest)) {
                return None;
            }
            let is_scalar = !matches!(body.kind(member), Kind::Object | Kind::Array);
            same_around(event, smallest, body.written(member)).or(is_scalar.then_some(smallest))
        }
        _ => {
            let inputs = meaning.inputs();
            inputs.iter().find_map(|input| locate(input).into_iter().find_map(|span| value_at(event, span)))
        }
    }
}

/// Returns the value that is the whole body: as JSON, or as its text.
fn whole_body(side: &Side<'_>, event: &Document, locate: &Locate<'_>) -> Option<NodeId> {
    let body = side.exchange.request.body_text()?;
    let spans = locate(&InputPlace::Body { pointer: String::new(), span: Span::new(0, body.len()) });
    same_around(event, common(event, &spans)?, &body)
}

/// Returns the value, or the nearest around it, that is `wanted` as JSON or as its text: an object with one member
/// leaves no other trace than that member.
fn same_around(event: &Document, smallest: NodeId, wanted: &str) -> Option<NodeId> {
    let json: Option<Value> = serde_json::from_str(wanted).ok();
    let mut node = smallest;
    loop {
        let is_text = event.kind(node) == Kind::String && event.string(node) == wanted;
        let written = || serde_json::from_str::<Value>(event.written(node)).ok();
        if is_text || (json.is_some() && written() == json) {
            return Some(node);
        }
        node = event.parent(node)?;
    }
}

fn passed(event: &Document, meaning: &Meaning) -> Option<NodeId> {
    (*meaning == Meaning::Body).then(|| event.root())
}

/// Returns the value whose text holds the span; `None` for the name of a member.
fn value_at(event: &Document, span: Span) -> Option<NodeId> {
    let node = event.at_offset(span.start as usize)?;
    let in_name = event.name_span(node).is_some_and(|name| name.start <= span.start && span.start < name.end);
    (!in_name).then_some(node)
}

/// Returns the smallest value that holds all of the spans.
fn common(event: &Document, spans: &[Span]) -> Option<NodeId> {
    let (first, last) = (spans.first()?, spans.last()?);
    let mut node = value_at(event, *first)?;
    let other = value_at(event, *last)?;
    while !is_in(event, node, other) {
        node = event.parent(node)?;
    }
    Some(node)
}

/// Returns true if `inner` is `outer` or stands in it.
fn is_in(event: &Document, outer: NodeId, inner: NodeId) -> bool {
    let (outer, inner) = (event.span(outer), event.span(inner));
    outer.start <= inner.start && inner.end <= outer.end
}

fn proxy(view: View, event: &Document, meaning: &Meaning) -> Option<NodeId> {
    let at = |names: &[&str]| names.iter().try_fold(event.root(), |node, name| event.member(node, name));
    let is_v2 = view == View::Http20;
    match meaning {
        Meaning::Claim(name) if is_v2 => at(&["requestContext", "authorizer", "jwt", "claims", name]),
        Meaning::Claim(name) => at(&["requestContext", "authorizer", "claims", name]),
        Meaning::Principal if is_v2 => None,
        Meaning::Principal => at(&["requestContext", "authorizer", "principalId"]),
        Meaning::AuthorizerValue(name) if is_v2 => at(&["requestContext", "authorizer", "lambda", name]),
        Meaning::AuthorizerValue(name) => at(&["requestContext", "authorizer", name]),
        Meaning::Scopes if is_v2 => at(&["requestContext", "authorizer", "jwt", "scopes"]),
        Meaning::Scopes => at(&["requestContext", "authorizer", "scopes"]),
        Meaning::Path => at(&[if is_v2 { "rawPath" } else { "path" }]),
        Meaning::Resource => at(&[if is_v2 { "routeKey" } else { "resource" }]),
        Meaning::PathParameter(name) => at(&["pathParameters", name]),
        Meaning::Query(name) => at(&["queryStringParameters", name]),
        Meaning::AllOfQuery(name) => at(&["multiValueQueryStringParameters", name]),
        Meaning::RawQuery => at(&["rawQueryString"]).filter(|node| !event.string(*node).is_empty()),
        Meaning::Header(name) => header(event, at(&["headers"])?, name),
        Meaning::AllOfHeader(name) => header(event, at(&["multiValueHeaders"])?, name),
        Meaning::Cookies => at(&["cookies"]),
        Meaning::Body => at(&["body"]),
        Meaning::BodyMember(_) => None,
        Meaning::IsBase64 => at(&["isBase64Encoded"]),
        Meaning::StageVariable(name) => at(&["stageVariables", name]),
        Meaning::Context(path) => {
            let row = catalog::variable(path)?;
            let place = match view {
                View::Http20 => row.http_v2.as_deref(),
                View::Http10 => row.http_v1.as_deref(),
                View::RestProxy | View::Mapping => row.rest_proxy.as_deref(),
            };
            at(&place?.split('.').collect::<Vec<_>>())
        }
    }
}

/// Returns the member of that name, whatever its case: integrations spell names each in their own way.
fn header(event: &Document, headers: NodeId, name: &str) -> Option<NodeId> {
    event.children(headers).find(|child| event.name(*child).is_some_and(|other| other.eq_ignore_ascii_case(name)))
}
