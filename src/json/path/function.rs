//! Functions at the end of a path: `$.list.length()`.

use super::eval::{Item, children};
use super::parse::Cursor;
use super::{Kind, Node, Path, PathError};

/// A function with its parameters.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Function {
    name: Name,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    Avg,
    StdDev,
    Sum,
    Min,
    Max,
    Concat,
    Length,
    Append,
    Keys,
    First,
    Last,
    Index,
}

#[derive(Clone, PartialEq, Debug)]
enum Parameter {
    Path(Path),
    Number(f64),
    Text(String),
}

/// What a parameter or an element comes to.
enum Value {
    Number(f64),
    Text(String),
    Other,
}

impl Function {
    /// Reads what stands between the parentheses; the cursor is after the first.
    pub(super) fn parse(name: &str, start: usize, cursor: &mut Cursor<'_>) -> Result<Self, PathError> {
        let name = match name {
            "avg" => Name::Avg,
            "stddev" => Name::StdDev,
            "sum" => Name::Sum,
            "min" => Name::Min,
            "max" => Name::Max,
            "concat" => Name::Concat,
            "length" | "size" => Name::Length,
            "append" => Name::Append,
            "keys" => Name::Keys,
            "first" => Name::First,
            "last" => Name::Last,
            "index" => Name::Index,
            other => return Err(PathError::new(format!("there is no function {other}()"), start, cursor.at)),
        };
        cursor.nest()?;
        let mut parameters = Vec::new();
        loop {
            cursor.blanks();
            match cursor.peek() {
                Some(')') => break,
                Some(',') => {
                    cursor.take();
                }
                Some('$' | '@') => {
                    cursor.take();
                    parameters.push(Parameter::Path(Path { tokens: super::parse::tokens(cursor, false)? }));
                }
                Some('\'' | '"') => parameters.push(Parameter::Text(cursor.quoted()?)),
                Some('-' | '0'..='9') => {
                    let start = cursor.at;
                    while matches!(cursor.peek(), Some('-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
                        cursor.take();
                    }
                    match cursor.text[start..cursor.at].parse() {
                        Ok(number) => parameters.push(Parameter::Number(number)),
                        Err(_) => return Err(PathError::new("this is no number", start, cursor.at)),
                    }
                }
                _ => return cursor.fail("a path, a number or a text in quotes belongs here"),
            }
        }
        cursor.take();
        cursor.nesting -= 1;
        Ok(Self { name, parameters })
    }

    /// Applies the function to `at`. `None`: it has no value there.
    pub(super) fn apply<N: Node>(&self, at: &N, root: &N, steps: &mut usize) -> Result<Option<Item<N>>, PathError> {
        let is_list = at.kind() == Kind::Array;
        Ok(match self.name {
            Name::Length => match (self.parameters.first(), at.kind()) {
                (Some(_), _) => Some(Item::Integer(self.values(root, steps)?.len() as i64)),
                (None, Kind::Array | Kind::Object) => Some(Item::Integer(at.len() as i64)),
                (None, _) => None,
            },
            Name::Keys => (at.kind() == Kind::Object)
                .then(|| Item::Names(at.members().into_iter().map(|(name, _)| name).collect())),
            Name::First if is_list => at.element(0).map(Item::Node),
            Name::Last if is_list => at.len().checked_sub(1).and_then(|last| at.element(last)).map(Item::Node),
            Name::Index if is_list => match self.values(root, steps)?.first() {
                Some(Value::Number(number)) => {
                    let position = if *number < 0.0 { at.len() as f64 + number } else { *number };
                    (position >= 0.0).then(|| at.element(position as usize)).flatten().map(Item::Node)
                }
                _ => None,
            },
            Name::First | Name::Last | Name::Index => None,
            Name::Concat => {
                let mut text = String::new();
                let own = if is_list { children(at).iter().map(value).collect() } else { Vec::new() };
                for value in own.into_iter().chain(self.values(root, steps)?) {
                    match value {
                        Value::Text(part) => text.push_str(&part),
                        Value::Number(number) => text.push_str(&number.to_string()),
                        Value::Other => {}
                    }
                }
                Some(Item::Text(text))
            }
            Name::Append => {
                let mut items: Vec<Item<N>> = children(at).into_iter().map(Item::Node).collect();
                items.extend(self.values(root, steps)?.into_iter().map(|value| match value {
                    Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                        Item::Integer(number as i64)
                    }
                    Value::Number(number) => Item::Decimal(number),
                    Value::Text(text) => Item::Text(text),
                    Value::Other => Item::Text(String::new()),
                }));
                Some(Item::List(items))
            }
            Name::Avg | Name::StdDev | Name::Sum | Name::Min | Name::Max => Some(self.aggregate(at, root, steps)?),
        })
    }

    fn aggregate<N: Node>(&self, at: &N, root: &N, steps: &mut usize) -> Result<Item<N>, PathError> {
        let own = if at.kind() == Kind::Array { children(at).iter().map(value).collect() } else { Vec::new() };
        let numbers: Vec<f64> = own
            .into_iter()
            .chain(self.values(root, steps)?)
            .filter_map(|value| if let Value::Number(number) = value { Some(number) } else { None })
            .collect();
        if numbers.is_empty() {
            return Err(PathError::new("a function was applied to a list without numbers", 0, 0));
        }
        let (sum, count) = (numbers.iter().sum::<f64>(), numbers.len() as f64);
        Ok(Item::Decimal(match self.name {
            Name::Avg => sum / count,
            Name::Sum => sum,
            Name::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Name::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            _ => {
                let squares = numbers.iter().map(|number| number * number).sum::<f64>();
                (squares / count - sum * sum / count / count).sqrt()
            }
        }))
    }

    fn values<N: Node>(&self, root: &N, steps: &mut usize) -> Result<Vec<Value>, PathError> {
        let mut values = Vec::new();
        for parameter in &self.parameters {
            match parameter {
                Parameter::Number(number) => values.push(Value::Number(*number)),
                Parameter::Text(text) => values.push(Value::Text(text.clone())),
                Parameter::Path(path) => {
                    *steps = steps.saturating_sub(1);
                    let items = match path.evaluate(root, *steps)? {
                        super::Outcome::Missing => Vec::new(),
                        super::Outcome::One(item) => vec![item],
                        super::Outcome::Many(items) => items,
                    };
                    for item in items {
                        match item {
                            Item::Node(node) if node.kind() == Kind::Array => {
                                values.extend(children(&node).iter().map(value));
                            }
                            Item::Node(node) => values.push(value(&node)),
                            Item::Integer(number) => values.push(Value::Number(number as f64)),
                            Item::Decimal(number) => values.push(Value::Number(number)),
                            Item::Text(text) => values.push(Value::Text(text)),
                            Item::Merged(_) | Item::Names(_) | Item::List(_) => values.push(Value::Other),
                        }
                    }
                }
            }
        }
        Ok(values)
    }
}

fn value<N: Node>(node: &N) -> Value {
    match node.kind() {
        Kind::Number => node.text().parse().map_or(Value::Other, Value::Number),
        Kind::String => Value::Text(node.text().into_owned()),
        _ => Value::Other,
    }
}
