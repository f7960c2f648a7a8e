//! What a reference reads, followed through variables, loops and methods.

use super::{Definition, Reading};
use crate::apigw::bindings::ParameterLocation;
use crate::vtl::ast::{Expr, ExprKind, Integer, MathOp, NodeKind, Reference, Step, TextLiteral};

/// How far variables are followed.
const MAX_HOPS: usize = 12;

/// What a value is made from, and how it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// What it is made from.
    pub reads: Reads,
    /// How it is written.
    pub encoding: Encoding,
}

/// What a value is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reads {
    /// `$input` itself.
    Input,
    /// `$util` itself.
    Util,
    /// `$input.params()`.
    Parameters,
    /// `$input.params().header` and the like; `None` where it is chosen while rendering.
    ParametersOf(Option<ParameterLocation>),
    /// A parameter; `None` where the place or name is not fixed.
    Parameter {
        /// Where it stands; `None` for the form that looks everywhere.
        location: Option<ParameterLocation>,
        /// Its name.
        name: Option<String>,
    },
    /// The name of a parameter.
    ParameterName,
    /// `$context`, or what stands below it, by dotted path.
    Context(String),
    /// `$stageVariables`.
    StageVariables,
    /// A stage variable.
    StageVariable(Option<String>),
    /// `$input.body`.
    BodyText,
    /// `$input.json(path)`: JSON as text.
    JsonText(String),
    /// A value of the body, `$input.path(path)` and steps from there.
    Body(String),
    /// `$foreach`, `$velocityCount`, `$velocityHasNext`.
    Loop,
    /// A list of such values.
    Each(Box<Meaning>),
    /// The entries of a map.
    Entries(Box<Meaning>),
    /// A text of the template.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list of the template.
    List,
    /// A map of the template.
    Map,
    /// Nothing sets the variable.
    Unset,
    /// Not known.
    Unknown,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Escaped for JavaScript: an apostrophe has a backslash.
    JavaScript,
    /// Escaped for JSON: the apostrophes mended.
    Json,
    /// Form encoding.
    Url,
    /// Base64.
    Base64,
}

impl Meaning {
    /// Makes a value as it is.
    pub fn plain(reads: Reads) -> Self {
        Self { reads, encoding: Encoding::Plain }
    }

    fn with(self, encoding: Encoding) -> Self {
        Self { encoding, ..self }
    }

    /// Returns true if it is a mere literal or not known.
    fn is_own(&self) -> bool {
        matches!(self.reads, Reads::Text | Reads::Number | Reads::Bool | Reads::List | Reads::Map | Reads::Unknown)
    }

    /// Returns true if the value is a text whenever it is there.
    pub fn is_text(&self) -> bool {
        matches!(
            self.reads,
            Reads::Parameter { .. }
                | Reads::ParameterName
                | Reads::StageVariable(_)
                | Reads::BodyText
                | Reads::JsonText(_)
                | Reads::Text
        ) || self.encoding != Encoding::Plain
    }
}

impl<'t> Reading<'t> {
    /// Returns what a reference reads.
    pub fn meaning(&self, reference: &Reference) -> Meaning {
        let key = (reference.span, reference.steps.len());
        if let Some(known) = self.meanings.borrow().get(&key) {
            return known.clone();
        }
        let meaning = self.reference_meaning(reference, MAX_HOPS);
        self.meanings.borrow_mut().insert(key, meaning.clone());
        meaning
    }

    /// Returns what a reference reads up to its step `count`, that step excluded.
    pub fn meaning_before(&self, reference: &Reference, count: usize) -> Meaning {
        self.walk_steps(reference, count, MAX_HOPS)
    }

    /// Returns what an expression reads.
    pub fn expr_meaning(&self, expr: &Expr) -> Meaning {
        self.meaning_of_expr(expr, MAX_HOPS)
    }

    fn reference_meaning(&self, reference: &Reference, hops: usize) -> Meaning {
        self.walk_steps(reference, reference.steps.len(), hops)
    }

    fn walk_steps(&self, reference: &Reference, count: usize, hops: usize) -> Meaning {
        let mut at = self.root(&reference.root.text, hops);
        for step in reference.steps.iter().take(count) {
            at = self.follow(at, step, hops);
        }
        at
    }

    fn root(&self, name: &str, hops: usize) -> Meaning {
        let Some(hops) = hops.checked_sub(1) else { return Meaning::plain(Reads::Unknown) };
        if let Some(definitions) = self.definitions.get(name) {
            let mut first = None;
            for definition in definitions.iter().take(8) {
                let meaning = match definition {
                    Definition::Set(expr) => self.meaning_of_expr(expr, hops),
                    Definition::Each(expr) => element(self.meaning_of_expr(expr, hops)),
                    Definition::Block => Meaning::plain(Reads::Unknown),
                };
                if !meaning.is_own() {
                    return meaning;
                }
                first.get_or_insert(meaning);
            }
            return first.unwrap_or(Meaning::plain(Reads::Unknown));
        }
        Meaning::plain(match name {
            "input" => Reads::Input,
            "util" => Reads::Util,
            "context" => Reads::Context(String::new()),
            "stageVariables" => Reads::StageVariables,
            "foreach" | "velocityCount" | "velocityHasNext" => Reads::Loop,
            _ => Reads::Unset,
        })
    }

    fn meaning_of_expr(&self, expr: &Expr, hops: usize) -> Meaning {
        match &expr.kind {
            ExprKind::Reference(reference) => self.reference_meaning(reference, hops),
            ExprKind::Text(TextLiteral::Template(inner)) => {
                // A text with one part that somebody else chooses is as free as that part.
                let references = inner.nodes().iter().filter_map(|node| match &node.kind {
                    NodeKind::Reference(reference) => Some(self.reference_meaning(reference, hops)),
                    _ => None,
                });
                references.max_by_key(Meaning::freedom).unwrap_or(Meaning::plain(Reads::Text))
            }
            ExprKind::Text(_) => Meaning::plain(Reads::Text),
            ExprKind::Integer(_) | ExprKind::Float(_) => Meaning::plain(Reads::Number),
            ExprKind::Bool(_) | ExprKind::Not(_) | ExprKind::Logic(..) | ExprKind::Compare(..) => {
                Meaning::plain(Reads::Bool)
            }
            ExprKind::Range(_) => Meaning::plain(Reads::Each(Box::new(Meaning::plain(Reads::Number)))),
            ExprKind::List(items) => match items.first() {
                Some(first) => Meaning::plain(Reads::Each(Box::new(self.meaning_of_expr(first, hops)))),
                None => Meaning::plain(Reads::List),
            },
            ExprKind::Map(_) => Meaning::plain(Reads::Map),
            ExprKind::Group(inner) => self.meaning_of_expr(inner, hops),
            ExprKind::Math(MathOp::Add(_), sides) => {
                let sides = [self.meaning_of_expr(&sides.0, hops), self.meaning_of_expr(&sides.1, hops)];
                let [first, second] = sides;
                if first.freedom() >= second.freedom() { first } else { second }
            }
            ExprKind::Math(..) => Meaning::plain(Reads::Number),
            ExprKind::Word(_) | ExprKind::Error => Meaning::plain(Reads::Unknown),
        }
    }

    fn follow(&self, at: Meaning, step: &Step, hops: usize) -> Meaning {
        let (name, arguments) = match step {
            Step::Property(property) => return member(at, Some(&property.name.text), true),
            Step::Index(index) => return member(at, literal(&index.argument).as_deref(), false),
            Step::Method(method) => (&*method.name.text, method.arguments.as_slice()),
        };
        match (&at.reads, name, arguments) {
            (Reads::Input, "params", []) => Meaning::plain(Reads::Parameters),
            (Reads::Input, "params", [name]) => {
                Meaning::plain(Reads::Parameter { location: None, name: literal(name) })
            }
            (Reads::Input, "path", [path]) => Meaning::plain(Reads::Body(literal(path).unwrap_or_default())),
            (Reads::Input, "json", [path]) => Meaning::plain(Reads::JsonText(literal(path).unwrap_or_default())),
            (Reads::Util, name, [argument]) => util(name, self.meaning_of_expr(argument, hops)),
            (_, "get" | "getOrDefault", [name, ..]) => member(at, literal(name).as_deref(), false),
            (_, "keySet", _) => match at.reads {
                Reads::ParametersOf(_) => Meaning::plain(Reads::Each(Box::new(Meaning::plain(Reads::ParameterName)))),
                Reads::Body(path) => {
                    Meaning::plain(Reads::Each(Box::new(Meaning::plain(Reads::Body(format!("{path}.~"))))))
                }
                _ => Meaning::plain(Reads::Each(Box::new(Meaning::plain(Reads::Text)))),
            },
            (_, "entrySet", _) => Meaning::plain(Reads::Each(Box::new(Meaning::plain(Reads::Entries(Box::new(at)))))),
            (_, "values", _) => Meaning::plain(Reads::Each(Box::new(member(at, None, false)))),
            (_, "getValue", _) => member(at, Some("value"), true),
            (_, "getKey", _) => member(at, Some("key"), true),
            (_, "replaceAll" | "replace", [pattern, with]) => mended(at, name, pattern, with),
            (_, "split", _) => Meaning::plain(Reads::Each(Box::new(at))),
            (_, "size" | "length" | "indexOf" | "lastIndexOf" | "hashCode" | "intValue" | "doubleValue", _)
            | (_, "parseInt" | "parseLong" | "parseDouble" | "compareTo", _) => Meaning::plain(Reads::Number),
            (_, "equals" | "equalsIgnoreCase" | "contains" | "containsKey" | "containsValue" | "isEmpty", _)
            | (_, "startsWith" | "endsWith" | "matches" | "hasNext", _) => Meaning::plain(Reads::Bool),
            (Reads::Each(_), "add" | "addAll" | "remove" | "set", _) => Meaning::plain(Reads::Bool),
            (_, "toString" | "trim" | "substring" | "toLowerCase" | "toUpperCase" | "concat" | "replaceFirst", _) => at,
            _ => Meaning::plain(Reads::Unknown),
        }
    }
}

/// Returns an element of a list, or what a loop over a map gives.
fn element(list: Meaning) -> Meaning {
    match list.reads {
        Reads::Each(inner) => *inner,
        Reads::Body(path) => Meaning::plain(Reads::Body(format!("{path}[]"))),
        Reads::ParametersOf(location) => Meaning::plain(Reads::Parameter { location, name: None }),
        Reads::StageVariables => Meaning::plain(Reads::StageVariable(None)),
        Reads::Parameters => Meaning::plain(Reads::ParametersOf(None)),
        _ => Meaning::plain(Reads::Unknown),
    }
}

/// Returns the member or element `name` of a value; `None` where the name is worked out.
fn member(at: Meaning, name: Option<&str>, property: bool) -> Meaning {
    let Meaning { reads, encoding } = at;
    let location = |name: Option<&str>| match name {
        Some("path") => Some(Some(ParameterLocation::Path)),
        Some("querystring") => Some(Some(ParameterLocation::Querystring)),
        Some("header") => Some(Some(ParameterLocation::Header)),
        None => Some(None),
        Some(_) => None,
    };
    let owned = || name.map(str::to_owned);
    let reads = match reads {
        Reads::Input if name == Some("body") => Reads::BodyText,
        Reads::Parameters => location(name).map_or(Reads::Unknown, Reads::ParametersOf),
        Reads::ParametersOf(location) => Reads::Parameter { location, name: owned() },
        Reads::StageVariables => Reads::StageVariable(owned()),
        Reads::Context(path) => match name {
            Some(name) if path.is_empty() => Reads::Context(name.to_owned()),
            Some(name) => Reads::Context(format!("{path}.{name}")),
            None => Reads::Unknown,
        },
        Reads::Body(path) => match name {
            Some(name) if property => Reads::Body(format!("{path}.{name}")),
            Some(name) => Reads::Body(format!("{path}[{name}]")),
            None => Reads::Body(format!("{path}[]")),
        },
        Reads::Each(inner) if !property => return Meaning { encoding, ..*inner },
        Reads::Entries(map) => match name {
            Some("value") => return element(*map),
            Some("key") => match map.reads {
                Reads::ParametersOf(_) => Reads::ParameterName,
                Reads::Body(path) => Reads::Body(format!("{path}.~")),
                _ => Reads::Text,
            },
            _ => Reads::Unknown,
        },
        Reads::Loop => match name {
            Some("count" | "index") => Reads::Number,
            Some("hasNext" | "first" | "last") => Reads::Bool,
            _ => Reads::Loop,
        },
        _ => Reads::Unknown,
    };
    Meaning { reads, encoding }
}

/// Returns what a function of `$util` makes of its argument.
fn util(name: &str, of: Meaning) -> Meaning {
    match name {
        "escapeJavaScript" => of.with(Encoding::JavaScript),
        "urlEncode" => of.with(Encoding::Url),
        "base64Encode" => of.with(Encoding::Base64),
        "urlDecode" | "base64Decode" => of.with(Encoding::Plain),
        "parseJson" => match of.reads {
            Reads::JsonText(path) => Meaning::plain(Reads::Body(path)),
            Reads::BodyText => Meaning::plain(Reads::Body("$".into())),
            _ => Meaning::plain(Reads::Body(String::new())),
        },
        _ => Meaning::plain(Reads::Unknown),
    }
}

/// Tells whether a replacement takes the backslash from apostrophes: `.replaceAll("\\'", "'")`, `.replace("\'", "'")`.
fn mended(at: Meaning, name: &str, pattern: &Expr, with: &Expr) -> Meaning {
    let pattern = literal(pattern).unwrap_or_default();
    let by = literal(with).unwrap_or_default();
    let mends = by == "'" && if name == "replace" { pattern == "\\'" } else { pattern == "\\\\'" };
    if at.encoding == Encoding::JavaScript && mends { at.with(Encoding::Json) } else { at }
}

/// Returns the text of a literal, or the digits of a whole number.
pub(super) fn literal(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Text(TextLiteral::Plain(text)) => Some(text.to_string()),
        // `"$.a"` is read as a template, but holds no reference.
        ExprKind::Text(TextLiteral::Template(inner)) => {
            let mut text = String::new();
            for node in inner.nodes() {
                let NodeKind::Text(part) = &node.kind else { return None };
                text.push_str(part);
            }
            if inner.drops_last {
                text.pop();
            }
            Some(text)
        }
        ExprKind::Integer(Integer::Int(number)) => Some(number.to_string()),
        _ => None,
    }
}
