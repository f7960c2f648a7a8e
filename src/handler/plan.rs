//! What a handler is to read of its event, whatever its language.
//!
//! A plan is made where the event is known (`preview`); a language only writes it down.

use super::access::Shape;

/// What a handler is to read, and how it answers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// What the code is for: `POST /rides: REST API, Lambda proxy integration`.
    pub heading: String,
    /// Kind of event: decides types, places and how the handler answers.
    pub shape: Shape,
    /// How the caller comes; `None` without an authorizer, and for a mapped event, where it is a field like others.
    pub caller: Option<Caller>,
    /// What is read, in the order shown.
    pub fields: Vec<Field>,
    /// The body of a proxy event.
    pub body: Body,
}

/// How the caller comes in a proxy event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Caller {
    /// As claims of a token: Cognito user pool or JWT authorizer.
    Claims,
    /// As the context of a Lambda authorizer.
    Lambda,
    /// As the one who signed the request.
    Iam,
}

/// How the body of a proxy event is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Body {
    /// Not at all.
    #[default]
    Unread,
    /// As text.
    Text {
        /// It comes in Base64.
        base64: bool,
    },
    /// As JSON.
    Json {
        /// It comes in Base64.
        base64: bool,
    },
}

impl Body {
    /// Returns true if it is read.
    pub fn is_read(self) -> bool {
        self != Self::Unread
    }

    /// Returns true if it comes in Base64.
    pub fn is_base64(self) -> bool {
        matches!(self, Self::Text { base64: true } | Self::Json { base64: true })
    }
}

/// A value that a handler reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name in the handler's result.
    pub name: String,
    /// Where it stands in the event (RFC 6901).
    pub pointer: String,
    /// What it is.
    pub kind: Kind,
    /// What it is for.
    pub role: Role,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Kind {
    /// A text.
    #[default]
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object, a list or `null`.
    Json,
}

/// What a value is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// It tells who calls: without the first of these nobody is known.
    Caller,
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// Anything else, and everything of a mapped event but its caller.
    Other,
}

/// A member of the type of a mapped event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Member {
    /// Its name in the event.
    pub name: String,
    /// Its type.
    pub kind: Type,
}

/// The type of a member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Type {
    Leaf(Kind),
    Object(Vec<Member>),
}

impl Plan {
    /// Returns the names on the way to the object that holds the caller.
    pub(super) fn caller_path(&self) -> &'static [&'static str] {
        match (self.caller, self.shape) {
            (None, _) => &[],
            (Some(Caller::Claims), Shape::V2) => &["requestContext", "authorizer", "jwt", "claims"],
            (Some(Caller::Claims), _) => &["requestContext", "authorizer", "claims"],
            (Some(Caller::Lambda), Shape::V2) => &["requestContext", "authorizer", "lambda"],
            (Some(Caller::Lambda), _) => &["requestContext", "authorizer"],
            (Some(Caller::Iam), Shape::V2) => &["requestContext", "authorizer", "iam"],
            (Some(Caller::Iam), _) => &["requestContext", "identity"],
        }
    }

    /// Returns what is said to a caller whom nobody knows.
    pub(super) fn nobody(&self) -> &'static str {
        match self.caller {
            Some(Caller::Claims) => "nobody is signed in: the event has no claims",
            Some(Caller::Lambda) => "nobody is known: no authorizer was called",
            Some(Caller::Iam) => "nobody signed this request",
            None => "nobody is signed in",
        }
    }

    /// Returns the fields of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(move |(_, field)| field.role == role)
    }

    /// Returns the variable of each field, by `style` (`ride_id` or `rideId`): no word of a language, no name that
    /// the code around has, and none twice.
    pub(super) fn variables(&self, style: impl Fn(&str) -> String) -> Vec<String> {
        let mut taken: Vec<String> = Vec::new();
        for field in &self.fields {
            let ascii: String = field.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
            let mut name = style(&ascii);
            if name.is_empty() {
                name = "value".into();
            }
            if name.starts_with(|c: char| c.is_ascii_digit()) || TAKEN.contains(&name.to_lowercase().as_str()) {
                name = style(&format!("the {name}"));
            }
            let mut unique = name.clone();
            let mut count = 2;
            while taken.contains(&unique) {
                unique = format!("{name}{count}");
                count += 1;
            }
            taken.push(unique);
        }
        taken
    }

    /// Returns the members of the type of a mapped event: what the fields need, and nothing else. Lists are read as
    /// they are, so a place inside of one counts as the list.
    pub(super) fn members(&self) -> Vec<Member> {
        let mut members = Vec::new();
        for field in &self.fields {
            add(&mut members, &steps(&field.pointer), field.kind);
        }
        members
    }
}

fn add(members: &mut Vec<Member>, steps: &[String], kind: Kind) {
    let Some((first, rest)) = steps.split_first() else { return };
    let is_list = rest.first().is_some_and(|step| step.parse::<usize>().is_ok());
    let at = members.iter().position(|member| member.name == *first).unwrap_or_else(|| {
        members.push(Member { name: first.clone(), kind: Type::Object(Vec::new()) });
        members.len() - 1
    });
    match &mut members[at].kind {
        // The whole object is read as well: its parts are in it.
        Type::Leaf(_) => {}
        found if rest.is_empty() || is_list => *found = Type::Leaf(if is_list { Kind::Json } else { kind }),
        Type::Object(inner) => add(inner, rest, kind),
    }
}

/// Returns the names on the way to a pointer.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// Words that languages keep for themselves, and names that the handlers use.
const TAKEN: &[&str] = &[
    "abstract",
    "and",
    "answer",
    "any",
    "as",
    "assert",
    "async",
    "authorizer",
    "await",
    "base64",
    "begin",
    "body",
    "bool",
    "boolean",
    "break",
    "byte",
    "byte[]",
    "case",
    "catch",
    "char",
    "claims",
    "class",
    "const",
    "context",
    "continue",
    "crate",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "double",
    "dyn",
    "elif",
    "else",
    "elsif",
    "end",
    "ensure",
    "enum",
    "err",
    "error",
    "event",
    "except",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "fn",
    "for",
    "foreach",
    "from",
    "func",
    "function",
    "global",
    "go",
    "goto",
    "gson",
    "handler",
    "if",
    "impl",
    "import",
    "in",
    "int",
    "interface",
    "internal",
    "is",
    "json",
    "lambda",
    "let",
    "lock",
    "long",
    "loop",
    "map",
    "match",
    "missing",
    "mod",
    "module",
    "move",
    "mut",
    "namespace",
    "new",
    "next",
    "nil",
    "none",
    "not",
    "null",
    "object",
    "ok",
    "operator",
    "or",
    "out",
    "override",
    "package",
    "params",
    "pass",
    "print",
    "private",
    "protected",
    "pub",
    "public",
    "raise",
    "range",
    "record",
    "redo",
    "ref",
    "request",
    "rescue",
    "result",
    "retry",
    "return",
    "select",
    "self",
    "short",
    "signer",
    "static",
    "status",
    "str",
    "string",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "throws",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unless",
    "unsafe",
    "until",
    "use",
    "using",
    "var",
    "virtual",
    "void",
    "when",
    "where",
    "while",
    "with",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::super::access::{camel, snake};
    use super::*;

    fn field(name: &str, pointer: &str) -> Field {
        Field { name: name.into(), pointer: pointer.into(), kind: Kind::Text, role: Role::Other }
    }

    #[test]
    fn variables_are_names_that_every_language_takes() {
        let names = ["cognito:groups", "class", "9lives", "ünï", "ride-id", "rideId", "event"];
        let plan = Plan { fields: names.map(|name| field(name, "/x")).to_vec(), ..Plan::default() };
        assert_eq!(
            plan.variables(snake),
            ["cognito_groups", "the_class", "the_9lives", "n", "ride_id", "ride_id2", "the_event"]
        );
        assert_eq!(plan.variables(camel)[..3], ["cognitoGroups", "theClass", "the9lives"]);
    }

    #[test]
    fn a_type_holds_what_is_read_and_no_more() {
        let leaf = |name: &str, kind| Member { name: name.into(), kind: Type::Leaf(kind) };
        let plan = Plan {
            fields: vec![field("a", "/x/a"), field("b", "/x/b~1c"), field("n", "/list/0/n"), field("w", "/y")],
            ..Plan::default()
        };
        let x = Type::Object(vec![leaf("a", Kind::Text), leaf("b/c", Kind::Text)]);
        assert_eq!(
            plan.members(),
            [Member { name: "x".into(), kind: x }, leaf("list", Kind::Json), leaf("y", Kind::Text)]
        );
    }
}
