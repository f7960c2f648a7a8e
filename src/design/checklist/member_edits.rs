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
        }
    }
}

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
        let lead = if source.is_empty() || source.ends_with('\n') { "" } else { "\n" };
        return Ok(Edit::insert(source.len(), format!("{lead}{{\n  \"{key}\": {value}\n}}")));
    }
    let root = skeleton.root.filter(|_| skeleton.is_sound).ok_or(Refusal::NoObject)?;
    let fits = |object: &&Object| object.blocks == 0 && object.close.is_some() && anchor(object).is_some();
    // The first of the best, so that the order of ticks decides nothing but the order of members.
    let best = skeleton.objects.iter().filter(fits).map(|object| (score(object), object)).rev().max_by_key(|(n, _)| *n);
    let object = match best {
        Some((points, object)) if points > 0 => object,
        _ => skeleton.objects.get(root).ok_or(Refusal::NoObject)?,
    };
    let key = unused(object, source, key);
    match anchor(object) {
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
fn anchor(object: &Object) -> Option<Anchor<'_>> {
    let always = object.members.iter().enumerate().rev().find(|(_, member)| member.blocks == object.blocks);
    match always {
        Some((index, member)) => Some(Anchor::After(index, member)),
        None if object.members.is_empty() && !object.has_other_content => Some(Anchor::Empty),
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
    // The only member: the blanks before it go too, as they came with it.
    let before = source.get(object.open + 1..own.start as usize).unwrap_or_default();
    let start = if is_blank(before) { object.open + 1 } else { own.start as usize };
    vec![Edit::replace(Span::new(start, own.end as usize), "")]
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
