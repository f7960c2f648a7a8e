//! The tree of a template.
//!
//! It owns its data (no borrowed source), so it can be kept across threads and frames. Every node has the bytes of
//! the template that it was read from. Names of variables are numbered while parsing ([`Slot`]): rendering looks no
//! name up. What a node prints when it has no value is worked out here too, once.

use super::methods::{self, Getter};
use crate::json::Toward;
use crate::text::Span;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The number of a variable's name in a template: see `Names`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot(pub(super) u32);

/// The names of variables, numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<Arc<str>>,
    slots: HashMap<Arc<str>, Slot, foldhash::fast::RandomState>,
    loops: LoopSlots,
}

/// The variables that a loop sets besides its own, if the template names them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LoopSlots {
    /// `$foreach`.
    pub(super) scope: Option<Slot>,
    /// `$velocityCount`.
    pub(super) count: Option<Slot>,
    /// `$velocityHasNext`.
    pub(super) has_next: Option<Slot>,
}

impl Names {
    /// Returns the slot of `name`, a new one if it has none.
    pub(super) fn intern(&mut self, name: &str) -> Slot {
        self.intern_shared(name).0
    }

    /// Returns the slot of `name`, a new one if it has none, and the name as it is kept here.
    pub(super) fn intern_shared(&mut self, name: &str) -> (Slot, Arc<str>) {
        if let Some((name, slot)) = self.slots.get_key_value(name) {
            return (*slot, name.clone());
        }
        let slot = Slot(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        self.slots.insert(name.clone(), slot);
        match &*name {
            "foreach" => self.loops.scope = Some(slot),
            "velocityCount" => self.loops.count = Some(slot),
            "velocityHasNext" => self.loops.has_next = Some(slot),
            _ => {}
        }
        (slot, name)
    }

    /// Returns the slot of `name`, if it has one.
    pub(super) fn find(&self, name: &str) -> Option<Slot> {
        self.slots.get(name).copied()
    }

    /// Returns the slots of what a loop sets besides its own variable.
    pub(super) fn loops(&self) -> LoopSlots {
        self.loops
    }

    /// Returns the name with that number.
    pub(super) fn name(&self, slot: Slot) -> &str {
        self.names.get(slot.0 as usize).map_or("", |name| name)
    }

    /// Returns how many names there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// A run of nodes: a template, or what stands between a directive and its `#end`.
#[derive(Debug, Default)]
pub struct Block {
    /// The bytes between the opening directive and the `#end`.
    pub span: Span,
    /// The nodes in order.
    pub nodes: Vec<Node>,
}

/// One piece of a template.
#[derive(Debug)]
pub struct Node {
    /// Its bytes, from the first character of a directive to the last of its `#end`.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// The kinds of node.
#[derive(Debug)]
pub enum NodeKind {
    /// Text, printed as it is.
    Text(Box<str>),
    /// The inside of `#[[ … ]]#`, printed as it is.
    Unparsed(Box<str>),
    /// An escaped directive, or backslashes before one: what is printed.
    Escaped(Box<str>),
    /// A comment; holds what is printed of the characters that stuck to it, normally nothing.
    Comment(Box<str>),
    /// `$name…`.
    Reference(Box<Reference>),
    /// `#set(…)`.
    Set(Box<Set>),
    /// `#if(…)` with all its branches.
    If(Box<If>),
    /// `#foreach(…)`.
    Foreach(Box<Foreach>),
    /// `#define($name)`.
    Define(Box<Define>),
    /// `#macro(…)`: printed nothing, registered before rendering.
    Macro(Arc<MacroDefinition>),
    /// `#name(…)` or `#@name(…) … #end`.
    Call(Box<Call>),
    /// `#literal()`: what is printed.
    Literal(Box<str>),
    /// `#evaluate(…)`.
    Evaluate(Expr),
    /// `#parse(…)` or `#include(…)`: there is nothing to load.
    Include(Box<Include>),
    /// `#break` or `#break(scope)`.
    Break(Option<Expr>),
    /// `#stop` or `#stop(message)`.
    Stop(Option<Expr>),
    /// A directive that could not be read; a template with one of these does not render.
    Error,
}

/// How a reference is written, and what follows from that.
#[derive(Debug)]
pub struct Reference {
    /// From the `$` (with what stuck to it) to the last character.
    pub span: Span,
    /// The variable's name.
    pub root: Name,
    /// The variable's number.
    pub slot: Slot,
    /// `${…}`.
    pub formal: bool,
    /// `$!…`: prints nothing without a value.
    pub quiet: bool,
    /// An odd number of backslashes stands before it: it prints its own text.
    pub escaped: bool,
    /// False for `$\!name`, which has a value only where it is printed.
    pub computable: bool,
    /// A name that follows a `#set` in the same breath: not a reference, prints the name.
    pub runt: bool,
    /// Half of the backslashes before it.
    pub escapes: Box<str>,
    /// `#` and further `$` before it.
    pub prefix: Box<str>,
    /// What stands for it when it has no value; nothing for a quiet one.
    pub null_text: Option<Arc<str>>,
    /// Its own text without what precedes the `$`.
    pub literal: Arc<str>,
    /// Members, calls and indexes, in order.
    pub steps: Vec<Step>,
    /// How it may be printed.
    pub way: Way,
    /// The same steps, where that is a way of members.
    pub path: Box<[Toward]>,
    /// What the last step replaces, where the way is [`Way::Replaced`].
    pub replacing: Option<Replacing>,
}

/// A `replaceAll` whose arguments are texts without references in them.
#[derive(Clone, Debug)]
pub struct Replacing {
    /// The pattern.
    pub pattern: Arc<str>,
    /// The replacement.
    pub replacement: Arc<str>,
    /// Where the replacement stands.
    pub literal: Span,
}

impl Replacing {
    fn of(method: &Method) -> Option<Self> {
        let [pattern, replacement] = method.arguments.as_slice() else { return None };
        let text = |expr: &Expr| match &expr.kind {
            ExprKind::Text(TextLiteral::Plain(text)) => Some(text.clone()),
            _ => None,
        };
        Some(Self { pattern: text(pattern)?, replacement: text(replacement)?, literal: replacement.span })
    }
}

/// How a reference may be printed without making values, as far as what is written tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// `$name`.
    Variable,
    /// `$name.member[0]`: members of maps, and elements by their numbers.
    Members,
    /// `$name.method(…)`.
    Call,
    /// `$name.method(…).replaceAll('…', '…')`, both texts without references in them.
    Replaced,
    /// Only values can tell.
    Values,
}

impl Way {
    /// Returns the way of a reference with nothing but itself to print, the steps of a way of members, and what the last
    /// step replaces.
    pub fn of(steps: &[Step]) -> (Self, Box<[Toward]>, Option<Replacing>) {
        let way = match steps {
            [] => Self::Variable,
            [Step::Method(_)] => Self::Call,
            [Step::Method(_), Step::Method(next)] if next.id == Some(methods::Name::ReplaceAll) => {
                match Replacing::of(next) {
                    Some(replacing) => return (Self::Replaced, Box::default(), Some(replacing)),
                    None => Self::Values,
                }
            }
            steps => match steps.iter().map(Step::toward).collect::<Option<_>>() {
                Some(path) => return (Self::Members, path, None),
                None => Self::Values,
            },
        };
        (way, Box::default(), None)
    }
}

impl Reference {
    /// Returns what stands for it when it has no value.
    pub fn text_of_nothing(&self) -> &str {
        self.null_text.as_deref().unwrap_or("")
    }
}

/// A name and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Its bytes.
    pub span: Span,
}

/// One step into a value.
#[derive(Debug)]
pub enum Step {
    /// `.name`.
    Property(Property),
    /// `.name(arguments)`.
    Method(Method),
    /// `[argument]`.
    Index(Index),
}

impl Step {
    /// Returns the step as one that a source of values can follow: a member, or an element by a fixed number.
    fn toward(&self) -> Option<Toward> {
        match self {
            Self::Property(property) if property.is_member_of_map() => Some(Toward::Member(property.name.text.clone())),
            Self::Index(index) => match &index.argument.kind {
                ExprKind::Integer(Integer::Int(value)) => Some(Toward::Element(usize::try_from(*value).ok()?)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the step's bytes, without its dot.
    pub fn span(&self) -> Span {
        match self {
            Self::Property(property) => property.name.span,
            Self::Method(method) => method.span,
            Self::Index(index) => index.span,
        }
    }
}

/// `.name`.
#[derive(Debug)]
pub struct Property {
    /// The name.
    pub name: Name,
    /// The getters that it may stand for.
    pub getter: Option<Getter>,
}

impl Property {
    /// Tells whether it is a member of a map, whatever map it is.
    pub fn is_member_of_map(&self) -> bool {
        self.getter.is_none_or(|getter| !getter.is_of_maps())
    }
}

/// `.name(arguments)`.
#[derive(Debug)]
pub struct Method {
    /// From the name to the closing parenthesis.
    pub span: Span,
    /// The method's name.
    pub name: Name,
    /// The same in the table of methods, if it is there.
    pub id: Option<methods::Name>,
    /// The arguments.
    pub arguments: Vec<Expr>,
    /// The variable that is all there is between the parentheses of a `get`.
    pub key: Option<Slot>,
}

impl Method {
    /// Puts a call together.
    pub fn new(name: Name, arguments: Vec<Expr>, span: Span) -> Self {
        let id = methods::Name::of(&name.text);
        let key = match arguments.as_slice() {
            [Expr { kind: ExprKind::Reference(only), .. }] if id == Some(methods::Name::Get) => {
                (only.steps.is_empty() && only.computable && !only.runt).then_some(only.slot)
            }
            _ => None,
        };
        Self { span, name, id, arguments, key }
    }
}

/// `[argument]`.
#[derive(Debug)]
pub struct Index {
    /// From bracket to bracket.
    pub span: Span,
    /// What is between them.
    pub argument: Expr,
}

/// `#set(target = value)`.
#[derive(Debug)]
pub struct Set {
    /// What is assigned to.
    pub target: Reference,
    /// The variable that is set when the target is a bare name: the target's text without its first character, as the
    /// original reads it. For `${name}` that is a variable called `{`.
    pub slot: Slot,
    /// The value.
    pub value: Expr,
}

/// `#if`, its `#elseif`s and `#else`.
#[derive(Debug)]
pub struct If {
    /// The branches with a condition, in order.
    pub branches: Vec<(Expr, Block)>,
    /// `#else`.
    pub otherwise: Option<Block>,
}

/// `#foreach($variable in items) … #end`.
#[derive(Debug)]
pub struct Foreach {
    /// The loop variable's name.
    pub variable: Arc<str>,
    /// Its number.
    pub slot: Slot,
    /// All arguments; three in a sound loop: variable, `in`, items.
    pub arguments: Vec<Expr>,
    /// What is repeated.
    pub body: Block,
}

/// `#define($name) … #end`.
#[derive(Debug)]
pub struct Define {
    /// The name as the original reads it: the argument's text without its first character.
    pub name: Arc<str>,
    /// Its number.
    pub slot: Slot,
    /// What the name stands for.
    pub body: Arc<Block>,
}

/// `#macro(name $parameter …) … #end`.
#[derive(Debug)]
pub struct MacroDefinition {
    /// The macro's name.
    pub name: Arc<str>,
    /// The parameters' names and numbers.
    pub parameters: Vec<(Arc<str>, Slot)>,
    /// What a call prints.
    pub body: Block,
}

/// `#name(arguments)`, `#name`, or `#@name(arguments) … #end`.
#[derive(Debug)]
pub struct Call {
    /// The macro's name.
    pub name: Arc<str>,
    /// The arguments.
    pub arguments: Arc<[Expr]>,
    /// The arguments as written: what a parameter prints whose argument has no value.
    pub texts: Arc<[Box<str>]>,
    /// The block of a `#@name` call.
    pub body: Option<Arc<Block>>,
    /// What is printed when there is no such macro.
    pub literal: Box<str>,
}

/// `#parse(…)` or `#include(…)`.
#[derive(Debug)]
pub struct Include {
    /// True for `#parse`.
    pub parse: bool,
    /// The arguments.
    pub arguments: Vec<Expr>,
}

/// An expression and where it stands.
#[derive(Debug)]
pub struct Expr {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Debug)]
pub enum ExprKind {
    /// A text in quotes.
    Text(TextLiteral),
    /// A whole number, as written.
    Integer(Integer),
    /// A decimal.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A reference.
    Reference(Box<Reference>),
    /// `[from..to]`.
    Range(Box<(Expr, Expr)>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `{key: value}`.
    Map(Vec<(Expr, Expr)>),
    /// A bare word: has no value.
    Word(Box<str>),
    /// `(expression)`.
    Group(Box<Expr>),
    /// `!expression`.
    Not(Box<Expr>),
    /// `&&` and `||`.
    Logic(LogicOp, Box<(Expr, Expr)>),
    /// `==`, `<` and so on.
    Compare(CompareOp, Box<(Expr, Expr)>),
    /// `+`, `-` and so on.
    Math(MathOp, Box<(Expr, Expr)>),
    /// Could not be read.
    Error,
}

/// A whole number of the smallest of Java's types that holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Integer {
    /// `Integer`.
    Int(i32),
    /// `Long`.
    Long(i64),
    /// `BigInteger`: its decimal digits.
    Big(Box<str>),
}

/// A text in quotes.
#[derive(Debug)]
pub enum TextLiteral {
    /// Without references: its value.
    Plain(Arc<str>),
    /// In double quotes with `$` or `#` in it: a template of its own.
    Template(Arc<Interpolated>),
}

/// The template inside a text in double quotes.
#[derive(Debug, Default)]
pub struct Interpolated {
    /// Its nodes; set once the whole template has been read, since macros defined later count.
    pub(super) block: OnceLock<Block>,
    /// The original reads the text with a blank added at the end, and drops the last character of what it prints.
    pub drops_last: bool,
}

impl Interpolated {
    /// Returns its nodes.
    pub fn nodes(&self) -> &[Node] {
        self.block.get().map_or(&[], |block| &block.nodes)
    }
}

/// `&&` and `||`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogicOp {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// The comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// The arithmetic operators. `Add` keeps the text of its operands, which stands for one without a value when the
/// other is a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MathOp {
    /// `+`.
    Add(Box<(Box<str>, Box<str>)>),
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
}
