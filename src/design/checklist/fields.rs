//! The fields that can be ticked for a call: what the request, the token and the stage hold, and the catalog
//! of context variables.

use super::place::{Location, Place};
use crate::apigw::catalog::{self, Group, Use, Variable};
use crate::apigw::{Exchange, Params, context, parameters};
use crate::json::{Document, Kind, NodeId, lenient};
use serde_json::{Map, Value};

/// How many members of a body are offered.
const MAX_BODY_FIELDS: usize = 200;

/// How many elements of an array are offered.
const MAX_ELEMENTS: usize = 3;

/// The part of the checklist that a field stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Section {
    /// The body and its members.
    Body,
    /// Path, query and header parameters.
    Parameters,
    /// Stage variables.
    StageVariables,
    /// What the authorizer hands on, claims of the token among it.
    Authorizer,
    /// Who called, as the gateway saw it.
    Identity,
    /// The request and the API.
    Context,
}

impl Section {
    /// Every section, in the order shown.
    pub const ALL: [Self; 6] =
        [Self::Body, Self::Parameters, Self::StageVariables, Self::Authorizer, Self::Identity, Self::Context];

    /// Returns the section's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Body => "Body",
            Self::Parameters => "Parameters",
            Self::StageVariables => "Stage variables",
            Self::Authorizer => "Claims and authorizer",
            Self::Identity => "Caller",
            Self::Context => "Request and API",
        }
    }
}

/// Something that a template can put into the event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// What it reads.
    pub place: Place,
    /// What else is this field where it is read: `$input.params(name)` reads whichever parameter comes first, and the
    /// field that is written so is that one.
    pub(super) also: Option<Place>,
    /// Where in the checklist it stands.
    pub section: Section,
    /// Name shown: `email`, `header User-Agent`.
    pub title: String,
    /// What it is, in one sentence; may be empty.
    pub description: String,
    /// How a template writes it: `$context.identity.sourceIp`.
    pub reference: String,
    /// The value that is put into the template, quotes and escaping included.
    pub(super) value: String,
    /// The name that the event gets for it.
    pub(super) key: String,
    /// Its value in this call; `None` where there is none.
    pub live: Option<String>,
}

/// Returns the fields of a call, section by section.
pub fn fields(exchange: &Exchange) -> Vec<Field> {
    let mut fields = Vec::new();
    body_fields(exchange.request.body_text().as_deref().unwrap_or_default(), &mut fields);
    parameter_fields(&parameters(exchange), &mut fields);
    for (name, value) in &exchange.stage.variables {
        if let Some(step) = member_step(name) {
            let reference = format!("$stageVariables{step}");
            let place = Place::StageVariable(name.clone());
            fields.push(Field::plain(place, Section::StageVariables, name, reference, Some(value.clone())));
        }
    }
    let context = context::request_context(exchange);
    authorizer_fields(&context, &mut fields);
    for row in &catalog::catalog().variables {
        if row.rest.contains(&Use::Template) && !row.event_only && !row.is_pattern() {
            fields.extend(context_field(row, &context));
        }
    }
    fields
}

impl Field {
    /// Makes a field whose value needs no escaping: it is not the caller's to choose.
    fn plain(place: Place, section: Section, title: &str, reference: String, live: Option<String>) -> Self {
        let also = match &place {
            Place::Parameter(_, name) if !reference.contains("params().") => Some(Place::AnyParameter(name.clone())),
            _ => None,
        };
        Self {
            place,
            also,
            section,
            title: title.to_owned(),
            description: String::new(),
            value: format!("\"{reference}\""),
            reference,
            key: key_for(title),
            live,
        }
    }

    /// Makes a field whose value the caller can choose, so that a quote in it must not break the event.
    fn escaped(place: Place, section: Section, title: &str, reference: String, live: Option<String>) -> Self {
        let value = escaped(&reference);
        Self { value, ..Self::plain(place, section, title, reference, live) }
    }
}

/// Returns a value that stays one JSON text whatever `reference` holds: `escapeJavaScript` writes `\'`, which
/// JSON does not know (developer guide; reported by many), so that is taken back.
fn escaped(reference: &str) -> String {
    format!("\"$util.escapeJavaScript({reference}).replaceAll(\"\\\\'\", \"'\")\"")
}

fn body_fields(body: &str, fields: &mut Vec<Field>) {
    let document = lenient::read(body);
    let document =
        document.as_ref().ok().filter(|document| matches!(document.kind(document.root()), Kind::Object | Kind::Array));
    let live = (!body.is_empty()).then(|| body.to_owned());
    let mut whole = Field::plain(Place::Body(Vec::new()), Section::Body, "whole body", "$input.json('$')".into(), live);
    whole.value = "$input.json('$')".into();
    whole.key = "body".into();
    whole.description = "The body as it was sent; {} where there is none.".into();
    fields.push(whole);
    if let Some(document) = document {
        members(document, document.root(), &mut Vec::new(), fields);
    }
}

/// A step into a body.
struct Step {
    name: String,
    /// An element of an array, by its position.
    is_index: bool,
}

fn members(document: &Document, at: NodeId, steps: &mut Vec<Step>, fields: &mut Vec<Field>) {
    let (inside, is_index): (Vec<(String, NodeId)>, bool) = match document.kind(at) {
        Kind::Object => {
            let members = document.members(at).into_iter().take(MAX_BODY_FIELDS + 1);
            (members.map(|(name, member)| (name.into_owned(), member)).collect(), false)
        }
        // A template has to name an element by its position: the first few stand for how the others look.
        Kind::Array => {
            let elements = document.children(at).take(MAX_ELEMENTS).enumerate();
            (elements.map(|(index, element)| (index.to_string(), element)).collect(), true)
        }
        _ => return,
    };
    for (name, member) in inside {
        if fields.len() > MAX_BODY_FIELDS {
            return;
        }
        steps.push(Step { name, is_index });
        if let Some(path) = json_path(steps) {
            let reference = format!("$input.json({path})");
            let live = Some(document.written(member).to_owned());
            let place = Place::Body(steps.iter().map(|step| step.name.clone()).collect());
            let mut field = Field::plain(place, Section::Body, &title(steps), reference.clone(), live);
            // JSON already: it brings its own quotes.
            field.value = reference;
            field.key = body_key(steps);
            fields.push(field);
            members(document, member, steps, fields);
        }
        steps.pop();
    }
}

/// Returns the way to a value as people write it: `items[0].name`.
fn title(steps: &[Step]) -> String {
    let mut title = String::new();
    for Step { name, is_index } in steps {
        match is_index {
            true => title.push_str(&format!("[{name}]")),
            false if title.is_empty() => title.push_str(name),
            false => title.push_str(&format!(".{name}")),
        }
    }
    title
}

/// Returns the event's name for a value of the body: that of its last member, and the position below it if any.
fn body_key(steps: &[Step]) -> String {
    let last = steps.iter().rposition(|step| !step.is_index).unwrap_or(0);
    let names: Vec<&str> = steps.iter().skip(last).map(|step| step.name.as_str()).collect();
    let key = key_for(&names.join(" "));
    if key.starts_with(|c: char| c.is_ascii_digit()) { format!("item{key}") } else { key }
}

/// Returns a JSONPath literal for a template; `None` for names that no literal can hold.
fn json_path(steps: &[Step]) -> Option<String> {
    let is_simple = |Step { name, is_index }: &Step| {
        *is_index || !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    if steps.iter().all(is_simple) {
        let written = |Step { name, is_index }: &Step| if *is_index { format!("[{name}]") } else { format!(".{name}") };
        return Some(format!("'${}'", steps.iter().map(written).collect::<String>()));
    }
    let plain = |step: &Step| !step.name.is_empty() && !step.name.contains(['\'', '"', '\\', '$', '#', ',', ']']);
    let written = |Step { name, is_index }: &Step| if *is_index { format!("[{name}]") } else { format!("['{name}']") };
    let path: String = steps.iter().map(written).collect();
    // Double quotes outside, since single ones are inside; a lone `$` is no reference.
    steps.iter().all(plain).then(|| format!("\"${path}\""))
}

fn parameter_fields(params: &Params, fields: &mut Vec<Field>) {
    let all =
        [(Location::Path, &params.path), (Location::Query, &params.querystring), (Location::Header, &params.header)];
    let mut seen: Vec<&str> = Vec::new();
    for (location, pairs) in all {
        for (name, value) in pairs {
            let Some(quoted) = quoted(name) else { continue };
            // `$input.params(name)` finds the first of path, query and header; a second one is asked for by its place.
            let shadowed = seen.contains(&name.as_str());
            let reference = if shadowed {
                format!("$input.params().{}.get({quoted})", location.as_str())
            } else {
                format!("$input.params({quoted})")
            };
            seen.push(name);
            let place = Place::Parameter(location, name.clone());
            let word = match location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
            };
            let title = format!("{word} {name}");
            let mut field = Field::escaped(place, Section::Parameters, &title, reference, Some(value.clone()));
            field.key = key_for(name);
            fields.push(field);
        }
    }
}

fn authorizer_fields(context: &Map<String, Value>, fields: &mut Vec<Field>) {
    let Some(authorizer) = context.get("authorizer").and_then(Value::as_object) else { return };
    let claims = authorizer.get("claims").and_then(Value::as_object);
    for (name, value) in claims.into_iter().flatten() {
        fields.extend(authorizer_field(&["authorizer", "claims", name], &format!("claim {name}"), value));
    }
    for (name, value) in authorizer.iter().filter(|(name, _)| *name != "claims") {
        fields.extend(authorizer_field(&["authorizer", name], name, value));
    }
}

fn authorizer_field(names: &[&str], title: &str, value: &Value) -> Option<Field> {
    let steps = names.iter().map(|name| member_step(name)).collect::<Option<String>>()?;
    let place = Place::Context(names.iter().map(|name| (*name).to_owned()).collect());
    let last = names.last().copied().unwrap_or_default();
    let reference = format!("$context{steps}");
    // What only the issuer writes has no quotes in it; a name or an e-mail may have.
    let safe = matches!(
        last,
        "sub" | "aud" | "iss" | "exp" | "iat" | "auth_time" | "token_use" | "jti" | "event_id" | "integrationLatency"
    );
    let make = if safe { Field::plain } else { Field::escaped };
    let mut field = make(place, Section::Authorizer, title, reference, Some(shown(value)));
    field.key = key_for(last.rsplit(':').next().unwrap_or(last));
    if let Some(row) = catalog::lookup(&names.join(".")) {
        field.description = row.description.clone();
    }
    Some(field)
}

fn context_field(row: &Variable, context: &Map<String, Value>) -> Option<Field> {
    let section = match row.group {
        Group::Api | Group::Request => Section::Context,
        Group::Identity | Group::Tls => Section::Identity,
        Group::Authorizer | Group::Claims => Section::Authorizer,
        _ => return None,
    };
    let names: Vec<String> = row.path.split('.').map(str::to_owned).collect();
    let mut at = context.get(names.first()?);
    for name in names.get(1..)? {
        at = at.and_then(|value| value.get(name));
    }
    // A map prints nothing (recorded on AWS): only its members are of use. What the token or the authorizer
    // really handed on is listed already.
    let is_map = at.is_some_and(Value::is_object) || row.value_type == catalog::ValueType::Map;
    if is_map || (section == Section::Authorizer && at.is_some()) {
        return None;
    }
    let live = at.filter(|value| !value.is_null()).map(shown);
    let by_caller = matches!(row.path.as_str(), "identity.userAgent" | "path");
    let make = if by_caller { Field::escaped } else { Field::plain };
    let title = if section == Section::Identity { row.path.trim_start_matches("identity.") } else { &row.path };
    let mut field = make(Place::Context(names.clone()), section, title, row.reference.clone(), live);
    field.description = row.description.clone();
    field.key = key_for(names.last()?);
    Some(field)
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the step to a member: `.name`, or `['name']` where the name is no Velocity identifier.
fn member_step(name: &str) -> Option<String> {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    if starts && chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Some(format!(".{name}"));
    }
    quoted(name).map(|name| format!("[{name}]"))
}

/// Returns the name as a literal of a template.
fn quoted(name: &str) -> Option<String> {
    if !name.contains(['\'', '\n']) {
        return Some(format!("'{name}'"));
    }
    // Between double quotes the template language looks for references and for its own escapes.
    (!name.contains(['"', '\n', '$', '#', '\\'])).then(|| format!("\"{name}\""))
}

/// Returns a member's name as programs like it: `User-Agent` becomes `userAgent`.
fn key_for(title: &str) -> String {
    let mut key = String::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        let shouts = word.len() > 1 && word.chars().all(|c| !c.is_ascii_lowercase());
        let rest = if shouts { rest.to_ascii_lowercase() } else { rest.to_owned() };
        let first = if key.is_empty() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
        key.push_str(&first);
        key.push_str(&rest);
    }
    if key.is_empty() { "value".into() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_that_programs_like() {
        for (title, key) in [("User-Agent", "userAgent"), ("email", "email"), ("X-API-Key", "xApiKey"), ("ü", "value")]
        {
            assert_eq!(key_for(title), key);
        }
    }

    #[test]
    fn paths_hold_any_name_that_can_be_written() {
        let step = |name: &&str| match name.strip_prefix('@') {
            Some(index) => Step { name: index.to_owned(), is_index: true },
            None => Step { name: (*name).to_owned(), is_index: false },
        };
        let path = |names: &[&str]| json_path(&names.iter().map(step).collect::<Vec<_>>());
        assert_eq!(path(&["a", "@0", "b"]).as_deref(), Some("'$.a[0].b'"));
        assert_eq!(path(&["a b", "@1"]).as_deref(), Some("\"$['a b'][1]\""));
        assert_eq!(path(&["a", "b-c"]).as_deref(), Some("'$.a.b-c'"));
        assert_eq!(path(&["a b"]).as_deref(), Some("\"$['a b']\""));
        assert_eq!(path(&["it's"]), None);
    }
}
