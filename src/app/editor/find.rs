//! Finding text: plain or by regular expression, with or without case, whole words only. Knows nothing of the screen.

use crate::text::{Edit, Span};
use fancy_regex::{Regex, RegexBuilder};

/// Places kept at most; beyond that only "more than" is told.
pub(in crate::app) const MOST: usize = 10_000;
/// Steps of backtracking after which an expression is given up.
const BACKTRACKS: usize = 1_000_000;

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Query {
    pub text: String,
    pub case: bool,
    pub word: bool,
    pub regex: bool,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Found {
    /// Places, in order.
    pub hits: Vec<Span>,
    /// True if there are more than [`MOST`].
    pub more: bool,
    /// What is wrong with the expression, in words.
    pub error: Option<String>,
}

impl Query {
    fn compile(&self) -> Result<Regex, String> {
        let mut pattern = if self.regex { self.text.clone() } else { fancy_regex::escape(&self.text).into_owned() };
        if self.word {
            let is_word = |c: Option<char>| self.regex || c.is_some_and(super::motions::is_word);
            let before = if is_word(self.text.chars().next()) { r"\b" } else { "" };
            let after = if is_word(self.text.chars().next_back()) { r"\b" } else { "" };
            pattern = format!("{before}(?:{pattern}){after}");
        }
        let mut builder = RegexBuilder::new(&pattern);
        builder.case_insensitive(!self.case).multi_line(true).backtrack_limit(BACKTRACKS);
        builder.build().map_err(|error| first_line(&error.to_string()))
    }

    /// Returns the places in `text`; empty ones are left out.
    pub fn find(&self, text: &str) -> Found {
        if self.text.is_empty() {
            return Found::default();
        }
        let regex = match self.compile() {
            Ok(regex) => regex,
            Err(error) => return Found { error: Some(error), ..Found::default() },
        };
        let mut found = Found::default();
        for hit in regex.find_iter(text) {
            match hit {
                Ok(hit) if hit.start() == hit.end() => {}
                Ok(_) if found.hits.len() == MOST => {
                    found.more = true;
                    break;
                }
                Ok(hit) => found.hits.push(Span::new(hit.start(), hit.end())),
                Err(_) => {
                    found.error = Some("too much backtracking".to_owned());
                    break;
                }
            }
        }
        found
    }

    /// Returns the edits that put `replacement` for each of `hits`; in an expression's, `$1` stands for its group 1.
    pub fn replace(&self, text: &str, hits: &[Span], replacement: &str) -> Vec<Edit> {
        let regex = if self.regex { self.compile().ok() } else { None };
        hits.iter()
            .map(|hit| {
                let captures =
                    regex.as_ref().and_then(|regex| regex.captures_from_pos(text, hit.start as usize).ok().flatten());
                let new = captures.map(|captures| {
                    let mut out = String::new();
                    captures.expand(replacement, &mut out);
                    out
                });
                Edit::replace(*hit, new.unwrap_or_else(|| replacement.to_owned()))
            })
            .collect()
    }
}

/// Returns the index of the first hit at or behind `offset`, the first of all if there is none.
pub(in crate::app) fn next_hit(hits: &[Span], offset: usize) -> Option<usize> {
    let index = hits.partition_point(|hit| (hit.start as usize) < offset);
    if index < hits.len() { Some(index) } else { (!hits.is_empty()).then_some(0) }
}

/// Returns the index of the last hit that ends at or before `offset`, the last of all if there is none.
pub(in crate::app) fn previous_hit(hits: &[Span], offset: usize) -> Option<usize> {
    let index = hits.partition_point(|hit| hit.end as usize <= offset);
    index.checked_sub(1).or(hits.len().checked_sub(1))
}

fn first_line(message: &str) -> String {
    let message = message.lines().last().unwrap_or("not an expression").trim();
    message.strip_prefix("error: ").unwrap_or(message).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str, options: &str) -> Query {
        let has = |c| options.contains(c);
        Query { text: text.into(), case: has('c'), word: has('w'), regex: has('r') }
    }

    fn found(text: &str, query: &Query) -> Vec<String> {
        query.find(text).hits.iter().map(|hit| format!("{}{}", hit.start, hit.slice(text))).collect()
    }

    #[test]
    fn finding_with_every_option() {
        let text = "id $Id ids\n\"id\"";
        assert_eq!(found(text, &query("id", "")), ["0id", "4Id", "7id", "12id"]);
        assert_eq!(found(text, &query("id", "c")), ["0id", "7id", "12id"]);
        assert_eq!(found(text, &query("id", "cw")), ["0id", "12id"]);
        assert_eq!(found(text, &query("$Id", "w")), ["3$Id"]);
        assert_eq!(found(text, &query("^.id", "r")), ["11\"id"]);
        assert_eq!(found(text, &query("x*", "r")), [""; 0]);
        assert!(query("(", "r").find(text).error.is_some());
        assert_eq!(found("(", &query("(", "")), ["0("]);
    }

    #[test]
    fn replacing_with_groups_only_in_expressions() {
        let text = "a1 b2";
        let with = |query: &Query, new: &str| {
            crate::text::apply_edits(text, &query.replace(text, &query.find(text).hits, new)).unwrap_or_default()
        };
        assert_eq!(with(&query(r"(\w)(\d)", "r"), "$2$1"), "1a 2b");
        assert_eq!(with(&query("a", ""), "$1"), "$11 b2");
    }

    #[test]
    fn many_hits_are_cut_and_next_goes_around() {
        let found = query("a", "").find(&"a".repeat(MOST + 5));
        assert!(found.more && found.hits.len() == MOST);
        let hits = [Span::new(2, 4), Span::new(8, 9)];
        assert_eq!((next_hit(&hits, 0), next_hit(&hits, 3), next_hit(&hits, 9)), (Some(0), Some(1), Some(0)));
        assert_eq!(
            (previous_hit(&hits, 9), previous_hit(&hits, 8), previous_hit(&hits, 1)),
            (Some(1), Some(0), Some(1))
        );
        assert_eq!(next_hit(&[], 0), None);
    }

    #[test]
    fn an_expression_that_never_ends_is_given_up() {
        let found = query(r"(a|a)*\1b", "r").find(&"a".repeat(200));
        assert!(found.error.is_some() || found.hits.is_empty());
    }
}
