//! The variables of a template at a place, by its text alone: also where it does not parse yet.

use crate::text::Span;

/// How many definitions are looked at: those nearest to the place.
const MOST: usize = 2_000;

/// What makes a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// `#set($name = …)`.
    Set,
    /// `#set($name.member = …)`.
    SetMember,
    /// `#foreach($name in …)` whose end has not come yet.
    Loop,
    /// `#define($name)`.
    Define,
}

/// A directive that makes a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Definition<'t> {
    /// The variable.
    pub name: &'t str,
    pub kind: Kind,
    /// The expression: the value, or what is gone over.
    pub value: &'t str,
    /// From the `#` to the closing parenthesis.
    pub span: Span,
}

/// Returns the definitions that hold at `offset`, in the order of the text.
pub(super) fn at(template: &str, offset: usize) -> Vec<Definition<'_>> {
    let text = template.get(..template.floor_char_boundary(offset)).unwrap_or("");
    let mut found: Vec<Definition> = Vec::new();
    // Of each open block, the definition that it began with.
    let mut blocks: Vec<Option<usize>> = Vec::new();
    let mut closed: Vec<usize> = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('#')).map(|at| from + at) {
        let rest = text.get(at + 1..).unwrap_or("");
        if let Some(end) = silent_end(rest) {
            from = at + 1 + end;
            continue;
        }
        let word = directive_word(rest);
        from = at + 1;
        if text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\\') {
            continue;
        }
        match word {
            "end" => closed.extend(blocks.pop().flatten()),
            "if" | "macro" => blocks.push(None),
            "foreach" | "set" | "define" => {
                let definition = definition(text, at, word);
                if let Some(definition) = &definition {
                    from = definition.span.end as usize;
                }
                if word != "set" {
                    let is_loop = definition.as_ref().is_some_and(|definition| definition.kind == Kind::Loop);
                    blocks.push(is_loop.then_some(found.len()));
                }
                found.extend(definition);
            }
            _ if rest.starts_with('@') => blocks.push(None),
            _ => {}
        }
    }
    closed.sort_unstable();
    let open = found.into_iter().enumerate().filter(|(index, _)| closed.binary_search(index).is_err());
    let mut open: Vec<Definition> = open.map(|(_, definition)| definition).collect();
    if open.len() > MOST {
        open.drain(..open.len() - MOST);
    }
    open
}

/// Returns where a comment or unparsed text ends that follows a `#`; the text's length if it does not.
pub(super) fn silent_end(after_hash: &str) -> Option<usize> {
    let past = |end: &str, from: usize| {
        let rest = after_hash.get(from..).unwrap_or("");
        rest.find(end).map_or(after_hash.len(), |at| from + at + end.len())
    };
    match after_hash.as_bytes() {
        [b'#', ..] => Some(past("\n", 1)),
        [b'*', ..] => Some(past("*#", 1)),
        [b'[', b'[', ..] => Some(past("]]#", 2)),
        _ => None,
    }
}

fn directive_word(after_hash: &str) -> &str {
    let rest = after_hash.strip_prefix('{').unwrap_or(after_hash);
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    rest.get(..end).unwrap_or("")
}

/// Reads the definition that begins at the `#` at `start`; `None` if it is not whole.
fn definition<'t>(text: &'t str, start: usize, word: &str) -> Option<Definition<'t>> {
    let head = text.get(start..)?;
    let open = start + head.find('(').filter(|at| head.get(..*at).is_some_and(|head| !head.contains('\n')))?;
    let close = closing(text, open)?;
    let inside = text.get(open + 1..close)?.trim_start();
    let target = inside.strip_prefix('$')?.trim_start_matches(['!', '{']);
    let end = target.find(|c: char| !is_name(c)).unwrap_or(target.len());
    let (name, rest) = target.split_at_checked(end)?;
    let rest = rest.strip_prefix('}').unwrap_or(rest);
    let (kind, value) = match word {
        "foreach" => (Kind::Loop, rest.trim_start().strip_prefix("in")?),
        "define" => (Kind::Define, ""),
        _ => {
            let (path, value) = rest.split_once('=')?;
            (if path.trim().is_empty() { Kind::Set } else { Kind::SetMember }, value)
        }
    };
    let is_whole = !name.is_empty();
    is_whole.then_some(Definition { name, kind, value: value.trim(), span: Span::new(start, close + 1) })
}

/// Returns the place of the parenthesis that closes the one at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    const FARTHEST: usize = 20_000;
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in text.as_bytes().get(open..)?.iter().enumerate().take(FARTHEST) {
        match (quote, byte) {
            (Some(open), byte) if *byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'(') => depth += 1,
            (None, b')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns true for a character that a variable's or member's name may have.
pub(super) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(marked: &str) -> Vec<String> {
        let offset = marked.find('|').unwrap_or(marked.len());
        let text = marked.replace('|', "");
        at(&text, offset).iter().map(|d| format!("{:?} {} = {}", d.kind, d.name, d.value)).collect()
    }

    #[test]
    fn definitions_before_the_place_are_found() {
        assert_eq!(
            names("#set($a = $input.path('$.x(')) #set( ${b}=1)#set($a.c = 2) #set($d = |3)"),
            ["Set a = $input.path('$.x(')", "Set b = 1", "SetMember a = 2"]
        );
    }

    #[test]
    fn loops_hold_until_they_end() {
        assert_eq!(names("#foreach($a in $x)#if($b)#foreach($c in [1..2])#end|"), ["Loop a = $x"]);
        assert_eq!(names("#foreach($a in $x)#set($in = 1)#end |"), ["Set in = 1"]);
        assert_eq!(names("#define($block)x#end|"), ["Define block = "]);
    }

    #[test]
    fn comments_and_escapes_define_nothing() {
        assert!(names("## #set($a = 1)\n#* #set($b = 1) *# #[[#set($c = 1)]]# \\#set($d = 1) |").is_empty());
        assert!(names("#set($a = 1 #* |").is_empty());
        for odd in ["#", "#set(", "#set($", "#set($a", "#foreach($a in", "#end#end", "#{set", "#é("] {
            names(odd);
        }
    }
}
