//! Puts a member into an object of a template and takes it out again.
//!
//! A member goes right after the last one that is always printed, with a comma before it: whatever follows
//! there, a comma, a loop or the end, stays as it was, so the object stays valid whichever blocks print.
//! Taking it out removes the same bytes. What a person wrote around it is not touched.

use super::skeleton::{Member, Object, Skeleton};
use crate::text::{Edit, Span};

/// Why a field cannot be put into a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The template does not print one JSON object, as far as its text shows.
    NoObject,
    /// All members of the object come from loops or conditions, so no place is always right.
    OnlyConditional,
    /// No member is the field alone under a name that is written out.
    NoPlainName,
    /// Another member of the object has that name.
    NameTaken,
}

impl Refusal {
    /// Says it to the user, with the way out.
    pub fn message(self) -> &'static str {
        match self {
            Self::NoObject => {
                "the template does not print one JSON object that a member could be put into: \
                 write the reference where it belongs"
            }
            Self::OnlyConditional => {
                "every member of the object comes from a loop or a condition, so a comma may be wrong for some \
                 request: write the reference where it belongs"
            }
            Self::NoPlainName => "the name is made by a reference, or by a larger text: change it in the template",
            Self::NameTaken => "another member of the same object has that name: the event would keep one of them",
        }
    }
}

/// Ends the line of the `{` that a tick put into a template without any object, so that taking the field out knows
/// whose braces they are. Two blanks: a line break before the `{` came with it.
const OWN_OBJECT: &str = " ";

/// Returns the edit that puts the member `key: value` into the object that `score` prefers, or into the
/// root object where it prefers none. `value` is the text of the value, quotes included.
pub(super) fn insertion(
    source: &str,
    skeleton: &Skeleton,
    score: impl Fn(&Object) -> usize,
    key: &str,
    value: &str,
) -> Result<Edit, Refusal> {
    if skeleton.is_blank && skeleton.is_sound {
        // A comment must not swallow the object.
        let (lead, mark) = if source.is_empty() || source.ends_with('\n') { ("", 1) } else { ("\n", 2) };
        let mark = OWN_OBJECT.repeat(mark);
        return Ok(Edit::insert(source.len(), format!("{lead}{{{mark}\n  \"{key}\": {value}\n}}")));
    }
    let root = skeleton.root.filter(|_| skeleton.is_sound).ok_or(Refusal::NoObject)?;
    let fits = |object: &&Object| object.blocks == 0 && object.close.is_some() && anchor(skeleton, object).is_some();
    // The first of the best, so that the order of ticks decides nothing but the order of members.
    let best = skeleton.objects.iter().filter(fits).map(|object| (score(object), object)).rev().max_by_key(|(n, _)| *n);
    let object = match best {
        Some((points, object)) if points > 0 => object,
        _ => skeleton.objects.get(root).ok_or(Refusal::NoObject)?,
    };
    let key = unused(object, source, key);
    match anchor(skeleton, object) {
        Some(Anchor::After(index, member)) => {
            let gap = gap_before(source, object, index);
            let colon = source.get(member.key.end as usize..member.value.start as usize).filter(|text| is_colon(text));
            let text = format!(",{gap}\"{key}\"{}{value}", colon.unwrap_or(": "));
            Ok(Edit::insert(member.value.end as usize, text))
        }
        Some(Anchor::Empty) => {
            let inside = source.get(object.open + 1..object.close.unwrap_or(object.open + 1)).unwrap_or_default();
            let gap = inside.rfind('\n').map(|at| format!("\n{}  ", &inside[at + 1..])).unwrap_or_default();
            Ok(Edit::insert(object.open + 1, format!("{gap}\"{key}\": {value}")))
        }
        None => Err(Refusal::OnlyConditional),
    }
}

enum Anchor<'a> {
    After(usize, &'a Member),
    Empty,
}

/// Returns where a member can be put so that the commas are right whatever the blocks print.
fn anchor<'o>(skeleton: &Skeleton, object: &'o Object) -> Option<Anchor<'o>> {
    let is_always = |member: &Member| member.blocks == object.blocks;
    let takes = |member: &Member| skeleton.takes_references(member.value.end as usize);
    let last = object.members.iter().enumerate().rev().find(|(_, member)| is_always(member) && takes(member));
    match last {
        Some((index, member)) => Some(Anchor::After(index, member)),
        None if object.members.is_empty() && !object.has_other_content => {
            skeleton.takes_references(object.open + 1).then_some(Anchor::Empty)
        }
        None => None,
    }
}

/// Returns the blanks that stand before the name of a member, to be used for the next one too.
fn gap_before<'a>(source: &'a str, object: &Object, index: usize) -> &'a str {
    let Some(member) = object.members.get(index) else { return " " };
    let from = member.comma_before.unwrap_or(object.open) + 1;
    let gap = source.get(from..member.key.start as usize).unwrap_or_default();
    // After a comment, the line break and what follows it is the gap.
    let gap = if is_blank(gap) { gap } else { gap.rfind('\n').map_or("", |at| &gap[at..]) };
    // `{"a": 1}`: the first member has no blank before it, the second should.
    if is_blank(gap) && (member.comma_before.is_some() || gap.contains('\n')) { gap } else { " " }
}

/// Returns the edits that take member `index` out of `object`.
pub(super) fn removal(source: &str, object: &Object, index: usize) -> Vec<Edit> {
    let Some(member) = object.members.get(index) else { return Vec::new() };
    let own = member.key.to(member.value);
    let blank_between = |from: usize, to: usize| source.get(from..to).is_some_and(is_blank);
    if let Some(comma) = member.comma_before {
        return if blank_between(comma + 1, own.start as usize) {
            vec![Edit::replace(Span::new(comma, own.end as usize), "")]
        } else {
            vec![Edit::replace(Span::new(comma, comma + 1), ""), Edit::replace(own, "")]
        };
    }
    if let Some(comma) = member.comma_after {
        let next = object.members.get(index + 1).map(|next| next.key.start as usize);
        return match next {
            Some(next) if blank_between(own.end as usize, comma) && blank_between(comma + 1, next) => {
                vec![Edit::replace(Span::new(own.start as usize, next), "")]
            }
            _ => vec![Edit::replace(own, ""), Edit::replace(Span::new(comma, comma + 1), "")],
        };
    }
    if let Some(whole) = own_object(source, object, own) {
        return vec![Edit::replace(whole, "")];
    }
    // The only member: the blanks before it go too, as they came with it.
    let before = source.get(object.open + 1..own.start as usize).unwrap_or_default();
    let start = if is_blank(before) { object.open + 1 } else { own.start as usize };
    vec![Edit::replace(Span::new(start, own.end as usize), "")]
}

/// Returns the object with all that came with it if a tick made it for this one member.
fn own_object(source: &str, object: &Object, own: Span) -> Option<Span> {
    let close = object.close?;
    let before = source.get(object.open + 1..own.start as usize)?.strip_suffix("\n  ")?;
    let is_own = source.get(own.end as usize..close)? == "\n" && source.get(close + 1..)?.is_empty();
    match before.strip_prefix(OWN_OBJECT).filter(|_| is_own)? {
        "" => Some(Span::new(object.open, close + 1)),
        OWN_OBJECT => {
            let head = source.get(..object.open)?.strip_suffix('\n')?;
            Some(Span::new(head.len(), close + 1))
        }
        _ => None,
    }
}

/// Returns a member's name as the event has it; `None` where a reference makes a part of it.
pub(super) fn name_of(source: &str, member: &Member) -> Option<String> {
    let written = member.key.slice(source);
    if written.contains(['$', '#']) {
        return None;
    }
    serde_json::from_str(written).ok()
}

/// Returns the edit that gives member `index` of `object` another name, and touches nothing else.
pub(super) fn renaming(source: &str, object: &Object, index: usize, name: &str) -> Result<Edit, Refusal> {
    let member = object.members.get(index).ok_or(Refusal::NoPlainName)?;
    name_of(source, member).ok_or(Refusal::NoPlainName)?;
    let mut others = object.members.iter().enumerate().filter(|(other, _)| *other != index);
    if others.any(|(_, other)| name_of(source, other).as_deref() == Some(name)) {
        return Err(Refusal::NameTaken);
    }
    Ok(Edit::replace(member.key, written_name(name)))
}

/// Returns a name as JSON in which the template language finds nothing to do.
fn written_name(name: &str) -> String {
    serde_json::Value::from(name).to_string().replace('$', "\\u0024").replace('#', "\\u0023")
}

/// Returns `key`, or `key2`, `key3`, … if the object has a member of that name.
fn unused(object: &Object, source: &str, key: &str) -> String {
    let taken =
        |candidate: &str| object.members.iter().any(|member| member.key.slice(source).trim_matches('"') == candidate);
    if !taken(key) {
        return key.to_owned();
    }
    (2..).map(|n| format!("{key}{n}")).find(|candidate| !taken(candidate)).unwrap_or_else(|| key.to_owned())
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

fn is_colon(text: &str) -> bool {
    text.trim() == ":" && is_blank(&text.replacen(':', "", 1))
}
