//! CloudFormation's functions, in short (`!Sub`) and long (`Fn::Sub`) form: worked out as far as the template tells,
//! kept as `${Name}` where only a deployed stack would.
//!
//! A `Ref` of a parameter becomes `${Name}`, with the parameter's default as the placeholder's value; a `Ref` or
//! `GetAtt` of a resource becomes `${Id}` or `${Id.Attribute}`. `Fn::Sub` keeps its `${Name}` and turns `${!name}` into
//! `${name}`.

use super::draft::Draft;
use crate::import::tree::{Entry, Form, Node, Scalar, Value};
use std::cell::Cell;
use std::collections::HashSet;

/// Most conditions that are looked at in all: they may name each other many times over.
const MAX_CONDITIONS: usize = 10_000;

/// Longest name that is looked for in a text of `Fn::Sub`, in bytes; ids of CloudFormation have 255.
const LONGEST_NAME: usize = 1_000;

/// What a template says of the names in it.
pub(super) struct Template<'a> {
    root: &'a Node,
    /// Conditions looked at so far.
    conditions: Cell<usize>,
}

impl<'a> Template<'a> {
    /// Takes the parameters, conditions and mappings of a template.
    pub fn new(root: &'a Node) -> Self {
        Self { root, conditions: Cell::new(0) }
    }

    /// Returns `node` with every function worked out.
    pub fn resolve(&self, draft: &mut Draft, node: &Node) -> Node {
        if let Some((name, argument)) = function(node) {
            return self.call(draft, &name, &argument, node);
        }
        let value = match &node.value {
            Value::Scalar(scalar) => Value::Scalar(scalar.clone()),
            Value::List(items) => {
                let items = items.iter().map(|item| self.resolve(draft, item));
                Value::List(items.filter(|item| !is_no_value(item)).collect())
            }
            Value::Map(entries) => {
                let entries = entries.iter().map(|entry| Entry {
                    name: entry.name.clone(),
                    name_span: entry.name_span,
                    node: self.resolve(draft, &entry.node),
                });
                Value::Map(entries.filter(|entry| !is_no_value(&entry.node)).collect())
            }
        };
        Node { value, span: node.span, form: node.form, tag: None }
    }

    fn call(&self, draft: &mut Draft, name: &str, argument: &Node, node: &Node) -> Node {
        let made = match name {
            "Ref" => match argument.text() {
                Some("AWS::NoValue") => no_value(),
                Some(name) => self.reference(draft, name),
                None => unknown(draft, "Ref"),
            },
            "Fn::GetAtt" => {
                let parts = argument.texts().join(".");
                Node::computed(format!("${{{parts}}}"))
            }
            "Fn::Sub" => return self.substitute(draft, argument),
            "Fn::Join" => self.join(draft, argument),
            "Fn::If" => self.choose(draft, argument),
            "Fn::FindInMap" => self.find_in_map(draft, argument),
            "Fn::Select" => self.select(draft, argument),
            "Fn::Split" => self.split(draft, argument),
            "Fn::ImportValue" => {
                let name = self.resolve(draft, argument).text().unwrap_or_default().to_owned();
                let name = format!("ImportValue.{}", name.replace(['$', '{', '}'], ""));
                draft.placeholder(&name, "");
                Node::computed(format!("${{{name}}}"))
            }
            "Fn::ToJsonString" => Node::computed(self.resolve(draft, argument).to_json().to_string()),
            "Fn::Transform" => {
                let what = argument.text_of("Name").unwrap_or("Fn::Transform").to_owned();
                let why = "it takes text from elsewhere when the stack is deployed";
                draft.leave_out(what, why, super::draft::place_of(node));
                no_value()
            }
            other => unknown(draft, other.strip_prefix("Fn::").unwrap_or(other)),
        };
        Node { span: node.span, form: Form::Computed, ..made }
    }

    /// Returns `${name}`; of a parameter with its default as the placeholder's value.
    fn reference(&self, draft: &mut Draft, name: &str) -> Node {
        self.note(draft, name);
        Node::computed(format!("${{{name}}}"))
    }

    /// Notes a name that the template leaves open.
    fn note(&self, draft: &mut Draft, name: &str) {
        let value = match name {
            "AWS::Partition" => "aws".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            "AWS::Region" => draft.design.stage.region.clone(),
            "AWS::AccountId" => draft.design.stage.account_id.clone(),
            _ => {
                let default = self.root.at(&["Parameters", name, "Default"]);
                default.and_then(Node::text).unwrap_or_default().to_owned()
            }
        };
        draft.placeholder(name, &value);
    }

    /// `Fn::Sub`, of a text or of a text and a map. The text keeps its places.
    fn substitute(&self, draft: &mut Draft, argument: &Node) -> Node {
        let written = argument.items().first().unwrap_or(argument);
        let Some(text) = written.text() else { return unknown(draft, "Sub") };
        let own = argument.items().get(1);
        let mut seen = HashSet::new();
        for name in names_in(text).filter(|name| seen.insert(*name)) {
            match own.and_then(|own| own.get(name)) {
                Some(value) => {
                    let value = self.resolve(draft, value);
                    let plain = value.text().filter(|text| !text.contains("${")).unwrap_or_default();
                    draft.placeholder(name, plain);
                }
                None => self.note(draft, name),
            }
        }
        let value = Value::Scalar(Scalar { text: text.replace("${!", "${"), plain: false });
        let is_written = written.form == Form::Written;
        Node { value, span: written.span, form: if is_written { Form::Sub } else { Form::Computed }, tag: None }
    }

    fn join(&self, draft: &mut Draft, argument: &Node) -> Node {
        let [separator, items] = argument.items() else { return unknown(draft, "Join") };
        let items = self.resolve(draft, items);
        let separator = separator.text().unwrap_or_default();
        let texts: Vec<&str> = items.items().iter().filter_map(Node::text).collect();
        if texts.len() < items.items().len() || !matches!(items.value, Value::List(_)) {
            return unknown(draft, "Join");
        }
        Node::computed(texts.join(separator))
    }

    /// `Fn::If`: by the condition, with the parameters' defaults; the first branch where that is not known.
    fn choose(&self, draft: &mut Draft, argument: &Node) -> Node {
        let [condition, yes, no] = argument.items() else { return unknown(draft, "If") };
        let name = condition.text().unwrap_or_default();
        let known = self.condition(name);
        let why = match known {
            Some(_) => "the branch that the parameters' defaults choose came in",
            None => "what chooses the branch is not known here: the first one came in",
        };
        draft.leave_out(format!("the other branch of If {name}"), why, super::draft::place_of(argument));
        self.resolve(draft, if known.unwrap_or(true) { yes } else { no })
    }

    /// Returns whether the condition called `name` holds with the parameters' defaults; `None` if that is not known.
    pub fn condition(&self, name: &str) -> Option<bool> {
        self.holds(self.root.at(&["Conditions", name])?, 0)
    }

    fn holds(&self, condition: &Node, depth: usize) -> Option<bool> {
        self.conditions.set(self.conditions.get() + 1);
        if depth > 20 || self.conditions.get() > MAX_CONDITIONS {
            return None;
        }
        let (name, argument) = function(condition)?;
        let each =
            |node: &Node| node.items().iter().map(|item| self.holds(item, depth + 1)).collect::<Option<Vec<_>>>();
        match name.as_str() {
            "Condition" => self.holds(self.root.at(&["Conditions", argument.text()?])?, depth + 1),
            "Fn::Not" => Some(!*each(&argument)?.first()?),
            "Fn::And" => Some(each(&argument)?.into_iter().all(|holds| holds)),
            "Fn::Or" => Some(each(&argument)?.into_iter().any(|holds| holds)),
            "Fn::Equals" => match argument.items() {
                [a, b] => Some(self.default_of(a)? == self.default_of(b)?),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns a text, or the default of the parameter that is named in its place.
    fn default_of(&self, node: &Node) -> Option<String> {
        match function(node) {
            None => node.text().map(str::to_owned),
            Some((name, argument)) if name == "Ref" => {
                self.root.at(&["Parameters", argument.text()?, "Default"])?.text().map(str::to_owned)
            }
            Some(_) => None,
        }
    }

    fn find_in_map(&self, draft: &mut Draft, argument: &Node) -> Node {
        let keys: Option<Vec<String>> = argument.items().iter().map(|key| self.default_of(key)).collect();
        let found = keys.and_then(|keys| {
            let [map, first, second] = keys.as_slice() else { return None };
            self.root.at(&["Mappings", map, first, second])
        });
        match found {
            // Mappings hold no functions (CloudFormation user guide), so one that names itself goes no further.
            Some(found) => Node::from_json(&found.to_json()),
            None => unknown(draft, "FindInMap"),
        }
    }

    fn select(&self, draft: &mut Draft, argument: &Node) -> Node {
        let [index, items] = argument.items() else { return unknown(draft, "Select") };
        let items = self.resolve(draft, items);
        let index = index.text().and_then(|text| text.parse::<usize>().ok());
        match index.and_then(|index| items.items().get(index)) {
            Some(item) => item.clone(),
            None => unknown(draft, "Select"),
        }
    }

    fn split(&self, draft: &mut Draft, argument: &Node) -> Node {
        let [separator, text] = argument.items() else { return unknown(draft, "Split") };
        let text = self.resolve(draft, text);
        match (separator.text(), text.text()) {
            (Some(separator), Some(text)) if !separator.is_empty() && !text.contains("${") => {
                Node::of(Value::List(text.split(separator).map(Node::computed).collect()))
            }
            _ => unknown(draft, "Split"),
        }
    }
}

/// Returns the long name and the argument, if a node is a call of a function.
fn function(node: &Node) -> Option<(String, Node)> {
    if let Some(tag) = &node.tag {
        let name = if matches!(&**tag, "Ref" | "Condition") { tag.to_string() } else { format!("Fn::{tag}") };
        let value = match &node.value {
            // `!GetAtt A.B` is one text.
            Value::Scalar(scalar) => Value::Scalar(Scalar { plain: false, ..scalar.clone() }),
            other => other.clone(),
        };
        return Some((name, Node { value, span: node.span, form: node.form, tag: None }));
    }
    let [entry] = node.entries() else { return None };
    let is_function = entry.name.starts_with("Fn::")
        || (entry.name == "Ref" || entry.name == "Condition") && entry.node.text().is_some();
    is_function.then(|| (entry.name.clone(), entry.node.clone()))
}

/// Returns the names that a text of `Fn::Sub` takes: `${Name}`, and not `${!name}`.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("${").filter_map(|(at, _)| {
        let inner = &text[at + 2..text.floor_char_boundary(at + 2 + LONGEST_NAME)];
        let name = &inner[..inner.find('}')?];
        (!name.starts_with('!') && !name.is_empty() && !name.contains("${")).then_some(name)
    })
}

/// Stands for something that only a deployed stack knows.
fn unknown(draft: &mut Draft, function: &str) -> Node {
    draft.placeholder(function, "");
    Node::computed(format!("${{{function}}}"))
}

/// What `AWS::NoValue` gives: the member is not there.
fn no_value() -> Node {
    Node { tag: Some("NoValue".into()), ..Node::scalar("null".into(), true) }
}

fn is_no_value(node: &Node) -> bool {
    node.tag.as_deref() == Some("NoValue")
}
