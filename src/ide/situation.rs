//! What is being written at a place of a template, by its text alone: also where it does not parse yet.

use super::scope::{is_name, silent_end};
use crate::text::Span;

/// How far back the start of a reference is looked for.
const FARTHEST: usize = 4_000;

/// What is being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Situation<'t> {
    /// A variable's name, after `$` and its like.
    Root {
        /// `$`, or `$!`, `${`, `$!{`.
        sigil: &'t str,
        /// From the sigil to the caret for a plain `$`, else the name alone.
        replace: Span,
    },
    /// A property or method, after a dot.
    Member {
        /// What stands before the dot, as a plain reference: `$input.params()`.
        receiver: String,
        /// The name up to the caret.
        replace: Span,
    },
    /// A text in quotes that is a method's only argument so far, or an index.
    Quoted {
        /// What the method is called on.
        receiver: String,
        /// The method; `None` for an index.
        method: Option<&'t str>,
        /// `'` or `"`.
        quote: char,
        /// The text up to the caret.
        text: &'t str,
        /// Where that stands.
        replace: Span,
    },
    /// A directive's name, from the `#` on.
    Directive {
        /// From the `#` to the caret.
        replace: Span,
    },
    /// Text, or an argument that has not begun.
    Plain {
        /// The word before the caret, if any.
        replace: Span,
    },
}

/// Returns what is being written at `offset`; `None` in a comment and in unparsed text.
pub(super) fn at(template: &str, offset: usize) -> Option<Situation<'_>> {
    let text = template.get(..offset)?;
    if is_silent(text) {
        return None;
    }
    if let Some(quoted) = quoted(text) {
        return Some(quoted);
    }
    let word = text.len() - text.chars().rev().take_while(|c| is_name(*c)).count();
    let before = text.get(..word)?;
    if let Some(sigil) = sigil_before(before) {
        let start = if sigil == "$" { word - 1 } else { word };
        return Some(Situation::Root { sigil, replace: Span::new(start, offset) });
    }
    if let Some(head) = before.strip_suffix('.')
        && let Some(receiver) = reference_before(head)
    {
        return Some(Situation::Member { receiver, replace: Span::new(word, offset) });
    }
    let hash = before.strip_suffix(['{', '@', '[']).unwrap_or(before);
    if hash.ends_with('#') && !hash.ends_with("\\#") {
        return Some(Situation::Directive { replace: Span::new(hash.len() - 1, offset) });
    }
    Some(Situation::Plain { replace: Span::new(word, offset) })
}

/// Tells whether the text ends in a comment or in unparsed text.
fn is_silent(text: &str) -> bool {
    // What began more than this far back and has not ended is not looked for: templates do not have such comments.
    let window = text.get(text.ceil_char_boundary(text.len().saturating_sub(64 * 1024))..).unwrap_or("");
    let mut from = 0;
    while let Some(at) = window.get(from..).and_then(|rest| rest.find('#')).map(|at| from + at) {
        let rest = window.get(at + 1..).unwrap_or("");
        from = at + 1;
        if let Some(end) = silent_end(rest) {
            // A caret right behind `##` may still become a directive's list; one behind the end is outside.
            if end == rest.len() && !rest.ends_with(['\n']) && !rest.ends_with("*#") && !rest.ends_with("]]#") {
                return rest.len() > 1 || rest.is_empty();
            }
            from = at + 1 + end;
        }
    }
    false
}

fn sigil_before(text: &str) -> Option<&'static str> {
    let sigil = ["$!{", "${", "$!", "$"].into_iter().find(|sigil| text.ends_with(sigil))?;
    let before = text.get(..text.len() - sigil.len())?;
    (!before.ends_with('\\')).then_some(sigil)
}

/// Returns the reference that `text` ends with, as a plain one: `$body.items[0]` of `"${body.items[0]`.
pub(super) fn reference_before(text: &str) -> Option<String> {
    let start = reference_start(text)?;
    let written = text.get(start..)?;
    Some(format!("${}", written.trim_start_matches(['$', '!', '{'])))
}

/// Returns where the reference begins that `text` ends with.
fn reference_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = text.len();
    let least = text.len().saturating_sub(FARTHEST);
    loop {
        match bytes.get(at.checked_sub(1)?)? {
            b']' => {
                at = opening(bytes, at - 1, least)?;
                continue;
            }
            b')' => at = opening(bytes, at - 1, least)?,
            _ => {}
        }
        let name = bytes.get(..at)?.iter().rev().take_while(|byte| is_name(char::from(**byte))).count();
        if name == 0 || at - name < least {
            return None;
        }
        at -= name;
        let head = text.get(..at)?;
        if let Some(sigil) = sigil_before(head) {
            return Some(at - sigil.len());
        }
        at = head.strip_suffix('.')?.len();
    }
}

/// Returns where the bracket opens that closes at `close`.
fn opening(bytes: &[u8], close: usize, least: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = close + 1;
    while at > least {
        at -= 1;
        match bytes.get(at)? {
            b')' | b']' => depth += 1,
            b'(' | b'[' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            quote @ (b'"' | b'\'') => at = bytes.get(least..at)?.iter().rposition(|byte| byte == quote)? + least,
            _ => {}
        }
    }
    None
}

/// Returns the text in quotes that `text` ends in, if it is an argument or an index.
fn quoted(text: &str) -> Option<Situation<'_>> {
    const LONGEST: usize = 400;
    let line = text.rfind('\n').map_or(0, |at| at + 1).max(text.ceil_char_boundary(text.len().saturating_sub(LONGEST)));
    let tail = text.get(line..)?;
    for (at, quote) in tail.char_indices().rev().filter(|(_, c)| matches!(c, '\'' | '"')) {
        let start = line + at + 1;
        let inside = text.get(start..)?;
        if inside.contains(quote) {
            continue;
        }
        let head = text.get(..start - 1)?.trim_end_matches([' ', '\t']);
        let replace = Span::new(start, text.len());
        if let Some(receiver) = head.strip_suffix('[').and_then(reference_before) {
            return Some(Situation::Quoted { receiver, method: None, quote, text: inside, replace });
        }
        let Some(head) = head.strip_suffix('(') else { continue };
        let name = head.len() - head.chars().rev().take_while(|c| is_name(*c)).count();
        let (head, method) = head.split_at_checked(name)?;
        if let Some(receiver) = head.strip_suffix('.').and_then(reference_before) {
            return Some(Situation::Quoted { receiver, method: Some(method), quote, text: inside, replace });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let slice = |span: Span| span.slice(text).to_owned();
        match at(text, text.len()) {
            None => "nothing".into(),
            Some(Situation::Root { sigil, replace }) => format!("root {sigil} {}", slice(replace)),
            Some(Situation::Member { receiver, replace }) => format!("member of {receiver}: {}", slice(replace)),
            Some(Situation::Quoted { receiver, method, quote, text, .. }) => {
                format!("{quote} {receiver} {}: {text}", method.unwrap_or("[]"))
            }
            Some(Situation::Directive { replace }) => format!("directive {}", slice(replace)),
            Some(Situation::Plain { replace }) => format!("plain {}", slice(replace)),
        }
    }

    #[test]
    fn what_is_being_written_is_told() {
        for (text, expected) in [
            ("{\"a\": \"$", "root $ $"),
            ("$con", "root $ $con"),
            ("${con", "root ${ con"),
            ("$!{", "root $!{ "),
            ("\\$con", "plain con"),
            ("$context.", "member of $context: "),
            ("\"${context.identity.so", "member of $context.identity: so"),
            ("$a.b('x)', $c.d(\"(\")).e[0]['k'].f", "member of $a.b('x)', $c.d(\"(\")).e[0]['k']: f"),
            ("Hello. ", "plain "),
            ("Hello.wor", "plain wor"),
            ("$input.path('$.a", "' $input path: $.a"),
            ("\"k\": \"$input.json( \"$['a b", "\" $input json: $['a b"),
            ("$input.path('$.a').", "member of $input.path('$.a'): "),
            ("$m.get('k').get('", "' $m.get('k') get: "),
            ("$stageVariables['ta", "' $stageVariables []: ta"),
            ("\"name", "plain name"),
            ("#", "directive #"),
            ("#fore", "directive #fore"),
            ("#{fore", "directive #{fore"),
            ("#if($", "root $ $"),
            ("#if(", "plain "),
            ("## $con", "nothing"),
            ("## x\n$con", "root $ $con"),
            ("#* $con", "nothing"),
            ("#* x *#$con", "root $ $con"),
            ("#[[ $con", "nothing"),
            ("#[[ x ]]#$con", "root $ $con"),
            ("", "plain "),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn odd_text_is_told_without_a_panic() {
        for text in ["é", "$é.", ")", "].", "().", "$a)).", "'", "(\"", "$.['", "$a.é('", "\u{1F600}.", "$a['\u{1F600}"]
        {
            for offset in 0..=text.len() + 1 {
                let _ = at(text, offset);
            }
        }
    }
}
