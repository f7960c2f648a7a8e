//! What a mapping template says, without running it: each reference, what it reads, and where in the JSON its value
//! is printed.
//!
//! [`Reading::of`] walks the tree once. Rules and explanations ask it instead of walking on their own. Nothing here
//! is certain about values: a name that is set twice means what it is set to first that is no mere literal.

mod freedom;
mod layout;
mod meaning;
mod walk;

pub use freedom::{Freedom, context_freedom};
pub use layout::{JsonText, Slot, Token, TokenKind};
pub use meaning::{Encoding, Meaning, Reads};

use crate::text::Span;
use crate::vtl::Template;
use crate::vtl::ast::{Block, Define, Expr, Foreach, If, Node, Reference, Set};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// A template, read.
#[derive(Debug)]
pub struct Reading<'t> {
    /// The template.
    pub template: &'t Template,
    /// Its text.
    pub source: &'t str,
    /// Every reference, in the order met.
    pub uses: Vec<Use<'t>>,
    /// The texts in quotes that the template prints.
    pub texts: Vec<JsonText>,
    /// The JSON that the template prints, in tokens, with the beginnings and ends of blocks.
    pub tokens: Vec<Token>,
    /// The blocks of directives.
    pub blocks: Vec<BlockInfo<'t>>,
    /// Every `#set`, with its node's place and the block that it stands in.
    pub sets: Vec<(&'t Set, Span, Option<usize>)>,
    /// Every expression with an operator, with the place of the directive that it stands in.
    pub operations: Vec<(&'t Expr, Span)>,
    /// Every text in quotes inside directives and arguments.
    pub literals: Vec<&'t Expr>,
    /// Every node that is neither text nor reference, and whether it stands inside a text in quotes.
    pub directives: Vec<(&'t Node, bool)>,
    /// The places of the template's own text, and whether each begins inside a text in quotes.
    pub plain: Vec<(Span, bool)>,
    /// False for what is plainly no JSON, such as a form (`Action=SendMessage&…`).
    pub is_json: bool,
    definitions: HashMap<&'t str, Vec<Definition<'t>>>,
    assigned_members: HashSet<&'t str>,
    /// What references read, as far as somebody asked: each of many rules asks of every reference.
    meanings: RefCell<HashMap<(Span, usize), Meaning>>,
}

/// A reference, and what is done with it.
#[derive(Debug)]
pub struct Use<'t> {
    /// The reference.
    pub reference: &'t Reference,
    /// What is done with its value.
    pub role: Role,
    /// The innermost block that it stands in.
    pub block: Option<usize>,
    /// The place of the node that it stands in: the directive, or the printed reference.
    pub node: Span,
}

/// What is done with a reference's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// It is printed.
    Printed(Slot),
    /// It decides as true or false.
    Condition,
    /// Its negation decides.
    Negated,
    /// It is an operand of a comparison or of arithmetic.
    Operand,
    /// It is assigned to.
    Target,
    /// It is all that a `#set` assigns.
    Assigned,
    /// A loop goes over it.
    LoopOver,
    /// It is an argument or index of another reference.
    Argument,
    /// It stands in a text in double quotes.
    Interpolated,
    /// Anything else: an element of a list, say.
    Other,
}

/// The block of a directive: one branch of an `#if`, a loop's or definition's body.
#[derive(Debug)]
pub struct BlockInfo<'t> {
    /// The whole directive, to its `#end`.
    pub node: Span,
    /// The block.
    pub body: &'t Block,
    /// What it belongs to.
    pub kind: BlockKind<'t>,
    /// The block around it.
    pub parent: Option<usize>,
    /// True if the directive stands inside a text in quotes.
    pub in_text: bool,
}

/// What a block belongs to.
#[derive(Clone, Copy, Debug)]
pub enum BlockKind<'t> {
    /// A branch of an `#if`, by position; the last may be `#else`.
    Branch(&'t If, usize),
    /// A loop.
    Loop(&'t Foreach),
    /// A definition.
    Definition(&'t Define),
}

/// How a variable comes to its value.
#[derive(Clone, Copy, Debug)]
enum Definition<'t> {
    Set(&'t Expr),
    /// An element of this.
    Each(&'t Expr),
    /// The output of a block.
    Block,
}

impl<'t> Reading<'t> {
    /// Reads a template.
    pub fn of(template: &'t Template) -> Self {
        walk::read(template)
    }

    /// Returns the references that are printed, with their place in the JSON.
    pub fn printed(&self) -> impl Iterator<Item = (&Use<'t>, Slot)> {
        self.uses.iter().filter_map(|used| match used.role {
            Role::Printed(slot) => Some((used, slot)),
            _ => None,
        })
    }

    /// Returns the text as written of a place.
    pub fn text(&self, span: Span) -> &'t str {
        span.slice(self.source)
    }

    /// Returns the text in quotes that a slot is in.
    pub fn json_text(&self, slot: Slot) -> Option<&JsonText> {
        match slot {
            Slot::Text(index) => self.texts.get(index),
            _ => None,
        }
    }

    /// Returns true if a reference is all that stands between the quotes that it is printed in.
    pub fn is_alone(&self, reference: &Reference, slot: Slot) -> bool {
        self.json_text(slot).is_some_and(|text| {
            text.open + 1 == reference.span.start as usize && text.close == Some(reference.span.end as usize)
        })
    }

    /// Returns true if the template gives the variable a value anywhere.
    pub fn is_set(&self, name: &str) -> bool {
        self.definitions.contains_key(name)
    }

    /// Returns true if the template assigns a member of the variable anywhere.
    pub fn has_assigned_member(&self, name: &str) -> bool {
        self.assigned_members.contains(name)
    }

    /// Returns the names of the variables that the template sets.
    pub fn variables(&self) -> impl Iterator<Item = &'t str> + '_ {
        self.definitions.keys().copied()
    }

    /// Returns the innermost loop around a block.
    pub fn loop_around(&self, mut block: Option<usize>) -> Option<&BlockInfo<'t>> {
        loop {
            let info = self.blocks.get(block?)?;
            if matches!(info.kind, BlockKind::Loop(_)) {
                return Some(info);
            }
            block = info.parent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vtl::{Dialect, parse};

    fn slots(template: &str) -> Vec<(String, Slot)> {
        let parsed = parse(template, Dialect::API_GATEWAY);
        let reading = Reading::of(&parsed.template);
        reading.printed().map(|(used, slot)| (reading.text(used.reference.span).to_owned(), slot)).collect()
    }

    #[test]
    fn references_know_where_they_print() {
        let check = |template: &str, expected: &[Slot]| {
            let found: Vec<Slot> = slots(template).into_iter().map(|(_, slot)| slot).collect();
            assert_eq!(found, expected, "{template}");
        };
        check("{\"a\": \"$x\", \"b\": $y}", &[Slot::Text(1), Slot::Value { glued: false }]);
        check("[$a,$b]", &[Slot::Value { glued: false }, Slot::Value { glued: false }]);
        check("{$members}", &[Slot::Between]);
        check("$input.json('$')", &[Slot::Value { glued: false }]);
        check("{\"a\": $x$y}", &[Slot::Value { glued: false }, Slot::Value { glued: true }]);
        check("{\"a\": \"\\\"$x\"}", &[Slot::Text(1)]);
        check("{\"a\": #if($c)\"$x\"#{else}$y#end}", &[Slot::Text(1), Slot::Value { glued: false }]);
        check("Action=Send&Body=$input.body", &[Slot::Unknown]);
        check("#foreach($i in [1])$i#end", &[Slot::Value { glued: false }]);
    }

    fn meaning(template: &str) -> Meaning {
        let parsed = parse(template, Dialect::API_GATEWAY);
        let reading = Reading::of(&parsed.template);
        let last = reading.printed().last().expect("a printed reference");
        reading.meaning(last.0.reference)
    }

    #[test]
    fn references_know_what_they_read() {
        let check = |template: &str, reads: Reads, encoding: Encoding| {
            assert_eq!(meaning(template), Meaning { reads, encoding }, "{template}");
        };
        let parameter = |name: &str| Reads::Parameter { location: None, name: Some(name.to_owned()) };
        check("$input.params('q')", parameter("q"), Encoding::Plain);
        check("#set($p = $input)#set($q = $p.params('q'))$!{q}", parameter("q"), Encoding::Plain);
        check("$util.escapeJavaScript($input.params('q'))", parameter("q"), Encoding::JavaScript);
        check(
            "$util.escapeJavaScript($input.params('q')).replaceAll(\"\\\\'\", \"'\")",
            parameter("q"),
            Encoding::Json,
        );
        check("$util.escapeJavaScript(\"$!input.params('q')\")", parameter("q"), Encoding::JavaScript);
        check(
            "#set($all = $input.params())#foreach($t in $all.keySet())#set($p = $all.get($t))#foreach($n in $p.keySet())$p.get($n)#end#end",
            Reads::Parameter { location: None, name: None },
            Encoding::Plain,
        );
        check(
            "#set($c = $context.identity)$c['sourceIp']",
            Reads::Context("identity.sourceIp".into()),
            Encoding::Plain,
        );
        check(
            "#foreach($i in $input.path('$.items'))$i.name#end",
            Reads::Body("$.items[].name".into()),
            Encoding::Plain,
        );
        check("#set($x = \"\")#if(1 == 1)#set($x = $input.body)#end$x", Reads::BodyText, Encoding::Plain);
        check("#set($l = $input.path('$.a'))$l.size()", Reads::Number, Encoding::Plain);
        check("$nothing", Reads::Unset, Encoding::Plain);
    }
}
