//! What a reference of a template reads: the same place, however it is written.
//!
//! `$context.identity.sourceIp`, `$!{context.identity.get("sourceIp")}` and `$id['sourceIp']` after
//! `#set($id = $context.identity)` are one place; so is each of them inside `$util.escapeJavaScript(…)`.

use crate::vtl::ast::{Expr, ExprKind, Interpolated, NodeKind, Reference, Step, TextLiteral};
use std::collections::HashMap;
use std::fmt;

/// A place that a template can read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// `$context`, by the names that lead there.
    Context(Vec<String>),
    /// A request parameter, wherever it is: `$input.params('name')`.
    AnyParameter(String),
    /// A parameter of one kind: `$input.params().header.get('name')`.
    Parameter(Location, String),
    /// A stage variable.
    StageVariable(String),
    /// A value in the body, by names and indexes; empty for the whole body.
    Body(Vec<String>),
}

/// Where a request parameter stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
}

impl Location {
    /// Every location, in the order in which `$input.params(name)` looks.
    pub const ALL: [Self; 3] = [Self::Path, Self::Query, Self::Header];

    /// Returns the member of `$input.params()`: `path`, `querystring` or `header`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "querystring",
            Self::Header => "header",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Context(names) => write!(f, "$context.{}", names.join(".")),
            Self::AnyParameter(name) => write!(f, "parameter {name}"),
            Self::Parameter(location, name) => write!(f, "{} parameter {name}", location.as_str()),
            Self::StageVariable(name) => write!(f, "stage variable {name}"),
            Self::Body(names) if names.is_empty() => f.write_str("body"),
            Self::Body(names) => write!(f, "body /{}", names.join("/")),
        }
    }
}

/// Variables that stand for a place, since a `#set` at the top of the template made them so.
pub type Aliases = HashMap<String, Target>;

/// What a reference leads to, as far as its text tells: a place, or a value on the way to one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// `$context`, or a value below it; by the names that lead there.
    Context(Vec<String>),
    /// `$input`.
    Input,
    /// `$input.params()`.
    Params,
    /// `$input.params().header` and its like.
    ParamsOf(Location),
    /// `$stageVariables`.
    Stage,
    /// `$util`.
    Util,
    /// A place outside `$context`.
    Place(Place),
}

/// Returns the place that `reference` reads; `None` for anything else: a loop's variable, a computed value.
pub(super) fn of(reference: &Reference, aliases: &Aliases) -> Option<Place> {
    match target_of(reference, aliases)? {
        Target::Context(names) if !names.is_empty() => Some(Place::Context(names)),
        Target::Place(place) => Some(place),
        _ => None,
    }
}

/// Returns what `reference` leads to; `None` for anything else: a loop's variable, a computed value.
pub fn target_of(reference: &Reference, aliases: &Aliases) -> Option<Target> {
    let mut at = match &*reference.root.text {
        "context" => Target::Context(Vec::new()),
        "input" => Target::Input,
        "stageVariables" => Target::Stage,
        "util" => Target::Util,
        name => aliases.get(name)?.clone(),
    };
    for step in &reference.steps {
        at = follow(at, step, aliases)?;
    }
    Some(at)
}

fn follow(at: Target, step: &Step, aliases: &Aliases) -> Option<Target> {
    let name = member_name(step);
    match (at, step) {
        (Target::Context(mut names), _) if name.is_some() => {
            names.extend(name);
            Some(Target::Context(names))
        }
        (Target::Stage, _) => Some(Target::Place(Place::StageVariable(name?))),
        (Target::ParamsOf(location), _) => Some(Target::Place(Place::Parameter(location, name?))),
        (Target::Params, _) => {
            let name = name?;
            Location::ALL.into_iter().find(|location| location.as_str() == name).map(Target::ParamsOf)
        }
        (Target::Place(Place::Body(mut names)), _) if name.is_some() => {
            names.extend(name);
            Some(Target::Place(Place::Body(names)))
        }
        (Target::Input, Step::Property(property)) if &*property.name.text == "body" => {
            Some(Target::Place(Place::Body(Vec::new())))
        }
        (Target::Input, Step::Method(method)) => match (&*method.name.text, method.arguments.as_slice()) {
            ("params", []) => Some(Target::Params),
            ("params", [name]) => Some(Target::Place(Place::AnyParameter(text(name)?))),
            ("path" | "json", [path]) => Some(Target::Place(Place::Body(simple_path(&text(path)?)?))),
            _ => None,
        },
        (Target::Util, Step::Method(method)) => match method.arguments.as_slice() {
            [Expr { kind: ExprKind::Reference(inner), .. }] => target_of(inner, aliases),
            _ => None,
        },
        // What a method makes of a text is still that text for the checklist: `.replaceAll(…)`, `.trim()`.
        (Target::Place(place), Step::Method(_)) => Some(Target::Place(place)),
        (Target::Context(names), Step::Method(_)) if !names.is_empty() => Some(Target::Place(Place::Context(names))),
        _ => None,
    }
}

/// Returns the member that a step reads: `.name`, `['name']`, `[0]` or `.get("name")`.
fn member_name(step: &Step) -> Option<String> {
    match step {
        Step::Property(property) => Some(property.name.text.to_string()),
        Step::Index(index) => text(&index.argument),
        Step::Method(method) if &*method.name.text == "get" => text(method.arguments.first()?),
        Step::Method(_) => None,
    }
}

/// Returns the text of a literal.
fn text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Text(TextLiteral::Plain(text)) => Some(text.to_string()),
        ExprKind::Text(TextLiteral::Template(inside)) => text_of(inside),
        ExprKind::Integer(crate::vtl::ast::Integer::Int(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the text of a template inside double quotes that is nothing but text: `"$['a b']"`.
fn text_of(inside: &Interpolated) -> Option<String> {
    let texts = inside.nodes().iter().map(|node| match &node.kind {
        NodeKind::Text(text) => Some(&**text),
        _ => None,
    });
    let mut text = texts.collect::<Option<String>>()?;
    if inside.drops_last {
        text.pop();
    }
    Some(text)
}

/// Returns the names of a JSONPath that leads to one value: `$`, `$.a.b`, `$['a'][0]`.
pub(super) fn simple_path(path: &str) -> Option<Vec<String>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let name = &after[..end];
            if name.is_empty() || name.contains(['*', '(', '?', '@', ' ']) {
                return None;
            }
            names.push(name.to_owned());
            rest = &after[end..];
        } else {
            let after = rest.strip_prefix('[')?;
            let end = after.find(']')?;
            let inside = after[..end].trim();
            let quoted = |quote: char| inside.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
            match quoted('\'').or_else(|| quoted('"')) {
                Some(name) if !name.contains(['\'', '"', ',', '\\']) => names.push(name.to_owned()),
                None if !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit()) => {
                    names.push(inside.to_owned());
                }
                _ => return None,
            }
            rest = &after[end + 1..];
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::simple_path;

    #[test]
    fn paths_to_one_value_are_read() {
        let check = |path: &str, names: Option<&[&str]>| {
            let names = names.map(|names| names.iter().map(|name| name.to_string()).collect::<Vec<_>>());
            assert_eq!(simple_path(path), names, "{path}");
        };
        check("$", Some(&[]));
        check("$.a.b", Some(&["a", "b"]));
        check("$['a b'][0].c", Some(&["a b", "0", "c"]));
        for other in
            ["", "a", "$..a", "$.*", "$.a[*]", "$.a[?(@.b)]", "$.a[0:1]", "$['a','b']", "$[", "$.a.", "$.length()"]
        {
            check(other, None);
        }
    }
}
