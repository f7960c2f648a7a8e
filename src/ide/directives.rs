//! The directives, for completion and hover.

/// A directive, and a text to write it with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Directive {
    /// What is shown in a list.
    pub label: &'static str,
    /// The word after the `#`.
    pub word: &'static str,
    /// What is written; `‹` and `›` enclose places to fill in.
    pub snippet: &'static str,
    /// What it does.
    pub description: &'static str,
}

/// Every directive that API Gateway knows, those used most first.
pub(super) const DIRECTIVES: &[Directive] = &[
    row(
        "#set",
        "set",
        "#set($‹name› = ‹value›)",
        "Gives a variable a value; nothing changes where the value is null. Prints nothing, with its line break.",
    ),
    row(
        "#if",
        "if",
        "#if(‹$condition›)\n‹›\n#end",
        "Prints what is inside where the condition holds. False are false and null; in API Gateway a reference without a value is an empty text.",
    ),
    row("#if … #else", "if", "#if(‹$condition›)\n‹›\n#else\n‹›\n#end", "Prints one of two texts."),
    row("#elseif", "elseif", "#elseif(‹$condition›)", "Another condition, where none before held."),
    row("#else", "else", "#else", "What is printed where no condition held."),
    row("#end", "end", "#end", "Ends the innermost #if, #foreach, #define or #macro."),
    row(
        "#foreach",
        "foreach",
        "#foreach($‹item› in $‹list›)\n‹›\n#end",
        "Prints what is inside once for each element of a list, or each value of a map. $foreach.hasNext, .index, .count, .first and .last tell the round; API Gateway allows 1,000.",
    ),
    row(
        "#foreach, with commas",
        "foreach",
        "#foreach($‹item› in $‹list›)\n‹›#if($foreach.hasNext),#end\n\n#end",
        "A loop that prints the elements of a JSON list: a comma after each but the last.",
    ),
    row("#break", "break", "#break", "Leaves the innermost loop."),
    row("#stop", "stop", "#stop", "Ends the template here; what has been printed stays."),
    row(
        "#define",
        "define",
        "#define($‹name›)\n‹›\n#end",
        "Gives a name to a block, which is printed where the name is, with the values of then.",
    ),
    row("#[[ … ]]#", "[[", "#[[‹›]]#", "Prints what is inside as it stands: $ and # mean nothing there."),
    row("##", "#", "## ‹›", "A comment up to the end of the line."),
    row("#* … *#", "*", "#* ‹› *#", "A comment that may span lines."),
];

const fn row(label: &'static str, word: &'static str, snippet: &'static str, description: &'static str) -> Directive {
    Directive { label, word, snippet, description }
}

/// Returns the directive called `word`.
pub(super) fn find(word: &str) -> Option<&'static Directive> {
    DIRECTIVES.iter().find(|directive| directive.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::Snippet;
    use crate::vtl::{self, Dialect};

    #[test]
    fn every_snippet_parses_where_it_may_stand() {
        for directive in DIRECTIVES {
            let text = Snippet::marked(directive.snippet).text;
            let around = match directive.word {
                "else" | "elseif" => format!("#if($a)\n{text}\n#end").replace("$condition", "$b"),
                "end" => format!("#if($a)\n{text}"),
                "set" => text.replace("value", "1"),
                _ => text,
            };
            let parsed = vtl::parse(around.as_str(), Dialect::API_GATEWAY);
            assert!(parsed.diagnostics.is_empty(), "{around}: {:?}", parsed.diagnostics);
        }
    }
}
