//! A comma on the wrong side of an `#if`.

use super::prelude::*;
use crate::apigw::reading::Token;

pub(super) const RULE: Rule = Rule {
    name: "optional-member-comma",
    severity: Severity::Warning,
    summary: "a comma stays behind when an optional member is left out",
    why: "`{ \"a\": 1, #if($x)\"b\": 2#end }` prints `{ \"a\": 1,  }` when there is no `b`, and the client gets 400. The \
          comma belongs inside the `#if`, before the member: `{ \"a\": 1#if($x), \"b\": 2#end }`.\n\
          The request template of a MOCK integration swallows such a comma (recorded on AWS); a Lambda event does not.",
    bad: Example::Template("{\"a\": 1, #if($input.params('b') != \"\")\"b\": 2#end}"),
    good: Example::Template("{\"a\": 1#if($input.params('b') != \"\"), \"b\": 2#end}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    let tokens = &reading.tokens;
    for (at, token) in tokens.iter().enumerate() {
        let TokenKind::Open(index) = token.kind else { continue };
        let Some(block) = reading.blocks.get(index) else { continue };
        let single = matches!(block.kind, BlockKind::Branch(node, 0) if node.branches.len() == 1 && node.otherwise.is_none());
        let Some(close) = tokens.iter().skip(at).position(|token| token.kind == TokenKind::Close(index)) else { continue };
        let body = tokens.get(at + 1..at + close).unwrap_or_default();
        if !single || body.is_empty() || asks_for_round(reading, index) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let after = tokens.get(at + close + 1);
        let is = |token: Option<&Token>, kinds: &[TokenKind]| token.is_some_and(|token| kinds.contains(&token.kind));
        let closes = [TokenKind::CloseObject, TokenKind::CloseArray];
        let opens = [TokenKind::OpenObject, TokenKind::OpenArray];
        let (first, last) = (body.first(), body.last());
        let start = first.map_or(0, |token| token.span.start as usize);
        let end = last.map_or(0, |token| token.span.end as usize);
        if is(before, &[TokenKind::Comma]) && is(after, &closes) && is(first, &[TokenKind::Value]) {
            let comma = before.map(|token| token.span).unwrap_or_default();
            let edits = vec![Edit::replace(comma, ""), Edit::insert(start, ", ")];
            found.at(comma, "this comma stays behind when the `#if` prints nothing").maybe("move it into the `#if`", edits);
        } else if is(before, &opens) && is(after, &[TokenKind::Comma]) && is(last, &[TokenKind::Value, closes[0], closes[1]]) {
            let comma = after.map(|token| token.span).unwrap_or_default();
            let edits = vec![Edit::replace(comma, ""), Edit::insert(end, ",")];
            found.at(comma, "nothing stands before this comma when the `#if` prints nothing").maybe("move it into the `#if`", edits);
        } else if is(last, &[TokenKind::Comma]) && is(after, &closes) && !is(before, &[TokenKind::Comma]) {
            let comma = last.map(|token| token.span).unwrap_or_default();
            found.at(comma, "no member follows this comma").maybe("remove it", vec![Edit::replace(comma, "")]);
        }
    }
}
