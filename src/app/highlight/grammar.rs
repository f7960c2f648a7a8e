//! The grammar, loaded once, and what its scopes mean to us.

use super::Class;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, SyntaxDefinition, SyntaxSet, SyntaxSetBuilder};

/// Scope prefixes in the order in which they are tried, with the class of the text under them.
const CLASSES: [(&str, Class); 18] = [
    ("comment", Class::Comment),
    ("keyword.operator", Class::Operator),
    ("keyword", Class::Keyword),
    ("entity.name.function", Class::Function),
    // These three are of the languages of handlers: templates have none.
    ("storage", Class::Keyword),
    ("support.function", Class::Function),
    ("entity.name", Class::Function),
    ("variable.language", Class::Builtin),
    ("variable.other.member", Class::Member),
    ("variable", Class::Variable),
    ("string.key", Class::Key),
    ("string", Class::String),
    ("constant.character.escape", Class::Escape),
    ("constant.numeric", Class::Number),
    ("constant.language", Class::Constant),
    ("punctuation", Class::Punctuation),
    ("markup.raw", Class::Raw),
    // Blanks between arguments are text, also where the call stands in a string.
    ("meta.arguments", Class::Text),
];

/// The grammar and the class of each scope in it.
pub(super) struct Grammar {
    /// The set that holds the one syntax; the parser asks for it at every line.
    pub syntaxes: SyntaxSet,
    classes: Vec<(Scope, Class)>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let mut builder = SyntaxSetBuilder::new();
    builder.add_plain_text_syntax();
    let source = include_str!("../../../assets/vtl-json.sublime-syntax");
    match SyntaxDefinition::load_from_str(source, true, None) {
        Ok(definition) => builder.add(definition),
        // Part of the program and tested: if it is ever broken, the template is shown plain.
        Err(error) => log::error!("the template grammar is broken: {error}"),
    }
    let classes =
        CLASSES.iter().filter_map(|(prefix, class)| Scope::new(prefix).ok().map(|scope| (scope, *class))).collect();
    Grammar { syntaxes: builder.build(), classes }
});

impl Grammar {
    /// Returns the grammar, loading it at the first call (a few milliseconds).
    pub fn get() -> &'static Self {
        &GRAMMAR
    }

    /// Returns the state before a template's first line.
    pub fn start(&self) -> ParseState {
        let syntax = self.syntaxes.find_syntax_by_extension("vtl");
        ParseState::new(syntax.unwrap_or_else(|| self.syntaxes.find_syntax_plain_text()))
    }

    /// Returns the class of text under `scopes`, the innermost one last.
    pub fn class_of(&self, scopes: &[Scope]) -> Class {
        scopes.iter().rev().find_map(|scope| self.class_of_scope(*scope)).unwrap_or_default()
    }

    fn class_of_scope(&self, scope: Scope) -> Option<Class> {
        self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_loads_and_its_links_hold() {
        let grammar = Grammar::get();
        assert!(grammar.syntaxes.find_syntax_by_extension("vtl").is_some());
        assert!(grammar.syntaxes.find_unlinked_contexts().is_empty());
        assert_eq!(grammar.classes.len(), CLASSES.len());
    }
}
