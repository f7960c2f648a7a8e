//! Terraform's expressions, worked out as far as the files tell: defaults of variables, locals, texts of files beside
//! them, a few functions. What only a plan would know stays as it is written, `${aws_lambda_function.ride.arn}`.

use super::draft::Draft;
use super::neighbors::Neighbors;
use crate::import::tree::{self, Node, Value};
use crate::import::yaml;
use ::hcl::expr::{ObjectKey, TemplateExpr, Traversal, TraversalOperator};
use ::hcl::template::{Element, Strip, Template};
use ::hcl::{Body, Expression, Structure};
use serde_json::Value as Json;
use std::collections::HashMap;

/// Deepest chain of locals, files and expressions that is followed.
const MAX_DEPTH: usize = 64;

/// Most bytes that expressions may make in all.
const MAX_TEXT: usize = 8 * 1024 * 1024;

/// The variables and locals of a module.
pub(super) struct Module<'a> {
    pub variables: HashMap<String, Expression>,
    pub locals: HashMap<String, Expression>,
    pub neighbors: &'a dyn Neighbors,
    /// Bytes made so far.
    made: usize,
}

/// Values of a template's own names.
type Scope = HashMap<String, Node>;

impl<'a> Module<'a> {
    /// Makes an empty one.
    pub fn new(neighbors: &'a dyn Neighbors) -> Self {
        Self { variables: HashMap::new(), locals: HashMap::new(), neighbors, made: 0 }
    }

    /// Returns the arguments and blocks of a body as a map; blocks are lists, as `terraform show -json` has them.
    pub fn body(&mut self, draft: &mut Draft, body: &Body) -> Node {
        self.body_at(draft, body, 0)
    }

    fn body_at(&mut self, draft: &mut Draft, body: &Body, depth: usize) -> Node {
        let mut members: Vec<(String, Node)> = Vec::new();
        for structure in body.iter() {
            match structure {
                Structure::Attribute(attribute) => {
                    let value = self.value(draft, &attribute.expr, &Scope::new(), depth);
                    members.push((attribute.key.to_string(), value));
                }
                Structure::Block(block) if depth < MAX_DEPTH => {
                    let value = self.body_at(draft, &block.body, depth + 1);
                    let name = block.identifier.to_string();
                    match members.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, Node { value: Value::List(items), .. })) => items.push(value),
                        _ => members.push((name, Node::of(Value::List(vec![value])))),
                    }
                }
                Structure::Block(_) => {}
            }
        }
        Node::map(members)
    }

    fn value(&mut self, draft: &mut Draft, expression: &Expression, scope: &Scope, depth: usize) -> Node {
        if depth > MAX_DEPTH || self.made > MAX_TEXT {
            return symbolic(draft, expression);
        }
        // A value that makes no text takes time too.
        self.made += 16;
        let depth = depth + 1;
        match expression {
            Expression::Null => Node::scalar("null".into(), true),
            Expression::Bool(flag) => Node::scalar(flag.to_string(), true),
            Expression::Number(number) => Node::scalar(number.to_string(), true),
            Expression::String(text) => self.text(text.clone()),
            Expression::Array(items) => {
                Node::of(Value::List(items.iter().map(|item| self.value(draft, item, scope, depth)).collect()))
            }
            Expression::Object(object) => {
                let mut members = Vec::new();
                for (key, value) in object {
                    let name = match key {
                        ObjectKey::Identifier(name) => name.to_string(),
                        ObjectKey::Expression(key) => {
                            self.value(draft, key, scope, depth).text().unwrap_or_default().to_owned()
                        }
                        _ => continue,
                    };
                    members.push((name, self.value(draft, value, scope, depth)));
                }
                Node::map(members)
            }
            Expression::TemplateExpr(template) => self.template(draft, template, scope, depth),
            Expression::Parenthesis(inner) => self.value(draft, inner, scope, depth),
            Expression::Variable(name) => match scope.get(name.as_str()) {
                Some(value) => value.clone(),
                None => symbolic(draft, expression),
            },
            Expression::Traversal(traversal) => self.traversal(draft, expression, traversal, scope, depth),
            Expression::FuncCall(call) => {
                let arguments: Vec<Node> = call.args.iter().map(|arg| self.value(draft, arg, scope, depth)).collect();
                let made = self.call(draft, call.name.name.as_str(), &arguments, depth);
                made.unwrap_or_else(|| symbolic(draft, expression))
            }
            Expression::Conditional(choice) => {
                let condition = self.value(draft, &choice.cond_expr, scope, depth);
                let is_known = matches!(condition.text(), Some("true" | "false"));
                if !is_known {
                    let why = "what chooses the branch is not known here: the first one came in";
                    draft.leave_out("the other branch of a condition", why, None);
                }
                let branch = if condition.text() == Some("false") { &choice.false_expr } else { &choice.true_expr };
                self.value(draft, branch, scope, depth)
            }
            _ => symbolic(draft, expression),
        }
    }

    fn text(&mut self, text: String) -> Node {
        self.made += text.len();
        Node::computed(text)
    }

    /// A quoted text or a heredoc with `${…}` and `%{…}`.
    fn template(&mut self, draft: &mut Draft, template: &TemplateExpr, scope: &Scope, depth: usize) -> Node {
        match Template::from_expr(template) {
            Ok(template) => {
                let text = self.fill(draft, &template, scope, depth);
                self.text(text)
            }
            Err(_) => self.text(template.to_string()),
        }
    }

    fn fill(&mut self, draft: &mut Draft, template: &Template, scope: &Scope, depth: usize) -> String {
        let elements = template.elements();
        let strip = |index: Option<usize>| match index.and_then(|index| elements.get(index)) {
            Some(Element::Interpolation(interpolation)) => interpolation.strip,
            _ => Strip::None,
        };
        let mut out = String::new();
        for (i, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(text) => {
                    let mut text = text.as_str();
                    if strip(i.checked_sub(1)).strip_end() {
                        text = text.trim_start_matches([' ', '\t']);
                        text = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text);
                    }
                    if strip(Some(i + 1)).strip_start() {
                        text = text.trim_end_matches([' ', '\t']);
                        text = text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(text);
                    }
                    out.push_str(text);
                }
                Element::Interpolation(interpolation) => {
                    let value = self.value(draft, &interpolation.expr, scope, depth);
                    match value.text() {
                        Some(text) => out.push_str(text),
                        None if value.is_null() => {}
                        None => out.push_str(&symbol(draft, &interpolation.expr)),
                    }
                }
                Element::Directive(_) => {
                    let why = "it is worked out by Terraform alone";
                    draft.leave_out("a template directive (`%{…}`)", why, None);
                }
            }
        }
        out
    }

    /// `var.name`, `local.name`, `path.module`, members of them; a resource's attribute stays as it is written.
    fn traversal(
        &mut self,
        draft: &mut Draft,
        whole: &Expression,
        traversal: &Traversal,
        scope: &Scope,
        depth: usize,
    ) -> Node {
        let root = match &traversal.expr {
            Expression::Variable(name) => name.as_str(),
            other => {
                let value = self.value(draft, other, scope, depth);
                return self
                    .member(draft, value, &traversal.operators, scope, depth)
                    .unwrap_or_else(|| symbolic(draft, whole));
            }
        };
        if let Some(value) = scope.get(root) {
            let value = value.clone();
            return self
                .member(draft, value, &traversal.operators, scope, depth)
                .unwrap_or_else(|| symbolic(draft, whole));
        }
        let Some((TraversalOperator::GetAttr(first), rest)) = traversal.operators.split_first() else {
            return symbolic(draft, whole);
        };
        match root {
            "path" => Node::computed("."),
            "local" => {
                let Some(local) = self.locals.get(first.as_str()).cloned() else { return symbolic(draft, whole) };
                let value = self.value(draft, &local, scope, depth);
                self.member(draft, value, rest, scope, depth).unwrap_or_else(|| symbolic(draft, whole))
            }
            "var" => {
                let Some(default) = self.variables.get(first.as_str()).cloned() else { return symbolic(draft, whole) };
                let value = self.value(draft, &default, scope, depth);
                let value = self.member(draft, value, rest, scope, depth);
                match &value {
                    // A text stays open, with the default as the value that it has for now.
                    Some(value) if value.text().is_some() => {
                        let name = source_of(whole);
                        draft.placeholder(&name, value.text().unwrap_or_default());
                        Node::computed(format!("${{{name}}}"))
                    }
                    Some(node) if !node.is_null() => node.clone(),
                    _ => symbolic(draft, whole),
                }
            }
            _ => symbolic(draft, whole),
        }
    }

    fn member(
        &mut self,
        draft: &mut Draft,
        mut value: Node,
        operators: &[TraversalOperator],
        scope: &Scope,
        depth: usize,
    ) -> Option<Node> {
        for operator in operators {
            let next = match operator {
                TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
                TraversalOperator::LegacyIndex(index) => value.items().get(usize::try_from(*index).ok()?).cloned(),
                TraversalOperator::Index(index) => {
                    let index = self.value(draft, index, scope, depth);
                    let text = index.text()?;
                    let item = text.parse::<usize>().ok().and_then(|index| value.items().get(index));
                    item.or_else(|| value.get(text)).cloned()
                }
                _ => None,
            };
            value = next?;
        }
        Some(value)
    }

    /// Returns what a function gives, or `None` if it is none of the few that are known here.
    fn call(&mut self, draft: &mut Draft, name: &str, arguments: &[Node], depth: usize) -> Option<Node> {
        let text = |index: usize| arguments.get(index).and_then(Node::text);
        Some(match name {
            "file" => {
                let read = self.file(draft, text(0)?)?;
                self.text(read)
            }
            "templatefile" => {
                let template = self.file(draft, text(0)?)?;
                let entries = arguments.get(1).map(Node::entries).unwrap_or_default();
                let scope = entries.iter().map(|entry| (entry.name.clone(), entry.node.clone())).collect();
                let template: Template = template.parse().ok()?;
                let filled = self.fill(draft, &template, &scope, depth);
                self.text(filled)
            }
            "jsonencode" => self.text(json_encoded(&arguments.first()?.to_json())),
            "jsondecode" => {
                tree::read_json(text(0)?, &draft.source).ok().map(|node| Node::from_json(&node.to_json()))?
            }
            "yamldecode" => {
                let read = yaml::read(text(0)?, &draft.source).ok()?;
                Node::from_json(&read.root.to_json())
            }
            "chomp" => Node::computed(text(0)?.trim_end_matches(['\n', '\r'])),
            "trimspace" => Node::computed(text(0)?.trim()),
            "upper" => Node::computed(text(0)?.to_uppercase()),
            "lower" => Node::computed(text(0)?.to_lowercase()),
            "tostring" | "nonsensitive" | "sensitive" => Node::computed(text(0)?),
            "join" => {
                let texts = arguments.get(1)?.texts();
                self.text(texts.join(text(0)?))
            }
            "replace" if !text(1)?.starts_with('/') => {
                let replaced = text(0)?.replace(text(1)?, text(2)?);
                self.text(replaced)
            }
            "format" => {
                let mut parts = text(0)?.split("%s");
                let mut out = parts.next()?.to_owned();
                for (index, part) in parts.enumerate() {
                    out.push_str(text(index + 1)?);
                    out.push_str(part);
                }
                if out.contains('%') { return None } else { self.text(out) }
            }
            "merge" => {
                let mut members: Vec<(String, Node)> = Vec::new();
                for entry in arguments.iter().flat_map(Node::entries) {
                    members.retain(|(known, _)| *known != entry.name);
                    members.push((entry.name.clone(), entry.node.clone()));
                }
                Node::map(members)
            }
            "concat" => Node::of(Value::List(arguments.iter().flat_map(Node::items).cloned().collect())),
            _ => return None,
        })
    }

    /// Reads a file beside the module. `None`, and a note, if that cannot be.
    fn file(&self, draft: &mut Draft, path: &str) -> Option<String> {
        match self.neighbors.read(path.trim_start_matches("./")) {
            Ok(text) => Some(text),
            Err(why) => {
                draft.leave_out(format!("file {path}"), why, None);
                None
            }
        }
    }
}

/// Returns `${source}`, and notes it as left open.
fn symbol(draft: &mut Draft, expression: &Expression) -> String {
    let name = source_of(expression);
    draft.placeholder(&name, "");
    format!("${{{name}}}")
}

fn symbolic(draft: &mut Draft, expression: &Expression) -> Node {
    Node::computed(symbol(draft, expression))
}

/// Returns an expression as it is written, on one line.
fn source_of(expression: &Expression) -> String {
    let written = ::hcl::format::to_string(expression).unwrap_or_default();
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Encodes as Terraform does: names in order, and `<`, `>`, `&` as escapes, as Go writes JSON.
fn json_encoded(value: &Json) -> String {
    fn sorted(value: &Json) -> Json {
        match value {
            Json::Object(members) => {
                let mut members: Vec<(&String, &Json)> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                Json::Object(members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
            }
            Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    let mut out = String::new();
    for c in sorted(value).to_string().chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}
