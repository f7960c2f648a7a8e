//! What a handler is to read of an event: the caller, the parameters and the body of a proxy event; of a mapped event
//! the fields that are ticked, and what else of these the template copies.

use super::{Outcome, Preview};
use crate::apigw::authorizer::AuthorizerKind;
use crate::compare::{Comparison, Group, Meaning, Side};
use crate::design::View;
use crate::design::checklist::Tick;
use crate::handler::Plan;
use crate::handler::access::Shape;
use crate::handler::plan::{Body, Caller, Field, Kind, Role};
use crate::json::{self, Document, NodeId};
use serde_json::Value;

/// The most values that a handler reads: it is to be read by people.
const MOST_FIELDS: usize = 12;
/// The most values of a Lambda authorizer that a handler reads.
const MOST_AUTHORIZER_VALUES: usize = 6;

/// Returns the plan for one side of a comparison. `route` is method and resource path.
pub(super) fn plan(side: &Side<'_>, preview: &Preview, comparison: &Comparison, route: (&str, &str)) -> Plan {
    let kind = side.exchange.authorizer_kind();
    let by = if kind == AuthorizerKind::None { "no authorizer" } else { kind.title() };
    let mut plan = Plan {
        heading: format!("{} {}: {}, {by}", route.0, route.1, side.view.title()),
        shape: Shape::of(side.view),
        ..Plan::default()
    };
    if side.view == View::Mapping {
        plan.fields = mapped(side, preview, comparison);
        return plan;
    }
    plan.caller = match kind {
        AuthorizerKind::None => None,
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => Some(Caller::Claims),
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            Some(Caller::Lambda)
        }
        AuthorizerKind::Iam => Some(Caller::Iam),
    };
    caller(side, comparison, plan.caller, &mut plan.fields);
    for (name, _) in side.exchange.path_parameters() {
        let pointer = format!("/pathParameters/{}", escaped(&name));
        plan.fields.push(Field { name, pointer, kind: Kind::Text, role: Role::Path });
    }
    for (name, _) in &side.exchange.request.query {
        let pointer = format!("/queryStringParameters/{}", escaped(name));
        if plan.fields.iter().all(|field| field.pointer != pointer) {
            plan.fields.push(Field { name: name.clone(), pointer, kind: Kind::Text, role: Role::Query });
        }
    }
    name_apart(&mut plan.fields);
    plan.body = body(side);
    plan
}

/// Adds what tells who calls. The names are there whatever this call's token holds, so that the code is the same for
/// every caller.
fn caller(side: &Side<'_>, comparison: &Comparison, caller: Option<Caller>, fields: &mut Vec<Field>) {
    let is_v2 = side.view == View::Http20;
    let mut add = |holder: &str, name: &str, kind: Kind| {
        let pointer = format!("{holder}/{}", escaped(name));
        fields.push(Field { name: name.to_owned(), pointer, kind, role: Role::Caller });
    };
    match caller {
        None => {}
        Some(Caller::Claims) => {
            let holder =
                if is_v2 { "/requestContext/authorizer/jwt/claims" } else { "/requestContext/authorizer/claims" };
            add(holder, "sub", Kind::Text);
            add(holder, "email", Kind::Text);
            let has =
                |name: &str| side.exchange.identity.claims.as_ref().is_some_and(|claims| claims.contains_key(name));
            if has("cognito:groups") {
                add(holder, "cognito:groups", Kind::Text);
            }
        }
        Some(Caller::Lambda) => {
            let holder = if is_v2 { "/requestContext/authorizer/lambda" } else { "/requestContext/authorizer" };
            if !is_v2 {
                add(holder, "principalId", Kind::Text);
            }
            for name in side.exchange.identity.lambda.context.keys().take(MOST_AUTHORIZER_VALUES) {
                let cell = comparison.cell(&Meaning::AuthorizerValue(name.clone()), side.view);
                if let Some(present) = cell.and_then(|cell| cell.present()) {
                    add(holder, name, kind_of(&present.json));
                }
            }
        }
        Some(Caller::Iam) => {
            let holder = if is_v2 { "/requestContext/authorizer/iam" } else { "/requestContext/identity" };
            add(holder, "userArn", Kind::Text);
            add(holder, "accountId", Kind::Text);
        }
    }
}

/// Returns how the body of a proxy event is read.
fn body(side: &Side<'_>) -> Body {
    let Some(body) = side.exchange.request.body_text().filter(|body| !body.is_empty()) else { return Body::Unread };
    let flag = side.event.as_ref().ok().and_then(|event| {
        let flag = event.member(event.root(), "isBase64Encoded")?;
        Some(event.written(flag) == "true")
    });
    let base64 = flag.unwrap_or_default();
    let is_json = serde_json::from_str::<Value>(&body).is_ok();
    if is_json { Body::Json { base64 } } else { Body::Text { base64 } }
}

/// Returns the fields of a mapped event.
fn mapped(side: &Side<'_>, preview: &Preview, comparison: &Comparison) -> Vec<Field> {
    let Ok(event) = &side.event else { return Vec::new() };
    let mut fields = Vec::new();
    let column = comparison.position(View::Mapping).unwrap_or_default();
    for row in &comparison.rows {
        let role = match &row.meaning {
            Meaning::Claim(name) if name == "sub" || name == "email" => Role::Caller,
            Meaning::Principal => Role::Caller,
            Meaning::Claim(name) if name.starts_with("cognito:") => Role::Other,
            Meaning::AuthorizerValue(_) | Meaning::PathParameter(_) | Meaning::Query(_) | Meaning::Body => Role::Other,
            _ => continue,
        };
        let node = row.cells.get(column).and_then(|cell| event.at_pointer(&cell.present()?.pointer));
        node.into_iter().for_each(|node| add(event, node, role, &mut fields));
    }
    ticked(preview, event, &mut fields);
    if fields.is_empty() {
        // The body that passed as it is, or a template that computes everything: the event's own members.
        let members = event.members(event.root());
        members.into_iter().for_each(|(_, node)| add(event, node, Role::Other, &mut fields));
    }
    // Nobody is known only where a caller is looked for at all.
    let caller_is_read = comparison.rows.iter().any(|row| row.meaning.group() == Group::Caller);
    if !caller_is_read {
        fields.iter_mut().for_each(|field| field.role = Role::Other);
    }
    name_apart(&mut fields);
    fields
}

/// Adds the fields that are ticked in the checklist.
fn ticked(preview: &Preview, event: &Document, fields: &mut Vec<Field>) {
    let (Some(checklist), Some(mapped), Outcome::Event(_)) = (&preview.checklist, &preview.mapped, &preview.outcome)
    else {
        return;
    };
    for field in &preview.fields {
        let Tick::On(span) = checklist.state(field) else { continue };
        let first = mapped.outputs_of_template(span).into_iter().find_map(|span| {
            let inside = span.start as usize + usize::from(span.end > span.start + 1);
            event.at_offset(inside)
        });
        first.into_iter().for_each(|node| add(event, node, Role::Other, fields));
    }
}

/// Adds a value, unless it is there, or stands in one that is, or holds one that is.
fn add(event: &Document, node: NodeId, role: Role, fields: &mut Vec<Field>) {
    let pointer = event.pointer(node);
    let is_in = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_told = fields.iter().any(|field| is_in(&pointer, &field.pointer) || is_in(&field.pointer, &pointer));
    if pointer.is_empty() || is_told || fields.len() >= MOST_FIELDS {
        return;
    }
    let kind = match event.kind(node) {
        json::Kind::String => Kind::Text,
        json::Kind::Number => Kind::Number,
        json::Kind::Bool(_) => Kind::Boolean,
        _ => Kind::Json,
    };
    // What tells who calls is compared with the empty text.
    let role = if kind == Kind::Text { role } else { Role::Other };
    let name = event.name(node).map_or_else(|| "item".to_owned(), |name| name.into_owned());
    fields.push(Field { name, pointer, kind, role });
}

/// Gives fields of one name the way to them as their name.
fn name_apart(fields: &mut [Field]) {
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    for (index, field) in fields.iter_mut().enumerate() {
        if names.iter().take(index).any(|name| *name == field.name) {
            field.name = field.pointer.trim_start_matches('/').replace('/', ".");
        }
    }
}

fn kind_of(json: &str) -> Kind {
    match json.bytes().next() {
        Some(b'"') => Kind::Text,
        Some(b't' | b'f') => Kind::Boolean,
        Some(b'-' | b'0'..=b'9') => Kind::Number,
        _ => Kind::Json,
    }
}

/// Writes a name as JSON pointers do.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
