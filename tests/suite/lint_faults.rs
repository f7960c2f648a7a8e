//! An event that is no JSON is explained at its source: the text of the template that wrote the first fault, the input
//! and its character, and a fix that makes it JSON.

use gatewright::apigw::Params;
use gatewright::apigw::bindings::Given;
use gatewright::apigw::fault::{self, Cause, Fault};
use gatewright::apigw::mapping_template::{MappingInput, render};
use gatewright::apigw::reading::Reading;
use gatewright::diagnostics::Source;
use gatewright::json::strict;
use gatewright::text::apply_edits;
use gatewright::vtl::{Dialect, RenderOptions, parse};
use serde_json::{Value, json};

/// A broken template: its text, the query parameter `q`, the body, the cause, the text of the template at fault, and
/// the input with its character.
struct Broken {
    template: &'static str,
    q: Option<&'static str>,
    body: Option<&'static str>,
    cause: Cause,
    at: &'static str,
    culprit: Option<(&'static str, Option<char>)>,
}

const fn broken(template: &'static str, cause: Cause, at: &'static str) -> Broken {
    Broken { template, q: None, body: None, cause, at, culprit: None }
}

impl Broken {
    const fn q(mut self, q: &'static str) -> Self {
        self.q = Some(q);
        self
    }

    const fn body(mut self, body: &'static str) -> Self {
        self.body = Some(body);
        self
    }

    const fn by(mut self, place: &'static str, character: Option<char>) -> Self {
        self.culprit = Some((place, character));
        self
    }
}

const Q: &str = "query parameter `q`";

#[rustfmt::skip]
const TABLE: &[Broken] = &[
    // A quote, a backslash or a control character from the request.
    broken("{\"a\": \"$input.params('q')\"}", Cause::StrayQuote, "$input.params('q')").q("say \"hi\"").by(Q, Some('"')),
    broken("{\"a\": \"x $input.params('q') y\", \"b\": 1}", Cause::StrayQuote, "$input.params('q')").q("\"").by(Q, Some('"')),
    broken("#set($v = $input.params('q'))\n{\n  \"a\": \"$v\"\n}", Cause::StrayQuote, "$v").q("a\"b").by(Q, Some('"')),
    broken("{\"$input.params('q')\": 1}", Cause::StrayQuote, "$input.params('q')").q("k\"").by(Q, Some('"')),
    broken("{\"a\": \"$input.path('$.n')\"}", Cause::StrayQuote, "$input.path('$.n')").body("{\"n\": \"O\\\"Neil\"}").by("body `/n`", Some('"')),
    broken("{\"l\": [#foreach($i in $input.path('$.l'))\"$i\"#if($foreach.hasNext),#end#end]}", Cause::StrayQuote, "$i").body("{\"l\": [\"a\", \"b\\\"c\"]}").by("body `/l/1`", Some('"')),
    broken("{\"a\": \"$input.params('q')\"}", Cause::Backslash, "$input.params('q')").q("C:\\").by(Q, Some('\\')),
    broken("{\"a\": \"$input.params('q')\"}", Cause::Backslash, "$input.params('q')").q("a\\d").by(Q, Some('\\')),
    broken("{\"a\": \"$input.params('q')\"}", Cause::ControlCharacter, "$input.params('q')").q("a\nb").by(Q, Some('\n')),
    broken("{\"a\": \"$input.params('q')\", \"b\": 2}", Cause::ControlCharacter, "$input.params('q')").q("a\tb").by(Q, Some('\t')),
    broken("{\"a\": \"$input.path('$.n')\"}", Cause::ControlCharacter, "$input.path('$.n')").body("{\"n\": \"a\\u0001b\"}").by("body `/n`", Some('\u{1}')),
    broken("{\"a\": \"$util.escapeJavaScript($input.params('q'))\"}", Cause::EscapedApostrophe, "$util.escapeJavaScript($input.params('q'))").q("it's").by(Q, Some('\'')),
    broken("#set($e = $util.escapeJavaScript($input.params('q'))){\"a\": \"$e\"}", Cause::EscapedApostrophe, "$e").q("'").by(Q, Some('\'')),
    // JSON, maps and lists between quotes or as Java prints them.
    broken("{\"body\": \"$input.json('$')\"}", Cause::QuotedJson, "$input.json('$')").body("{\"a\": 1}"),
    broken("{\"n\": \"$input.json('$.n')\"}", Cause::QuotedJson, "$input.json('$.n')").body("{\"n\": \"x\"}"),
    broken("{\"l\": \"$input.path('$.l')\"}", Cause::PrintedMap, "$input.path('$.l')").body("{\"l\": [\"a\"]}"),
    broken("{\"o\": $input.path('$.o')}", Cause::PrintedMap, "$input.path('$.o')").body("{\"o\": {\"a\": 1}}"),
    broken("{\"p\": $input.params().querystring}", Cause::PrintedMap, "$input.params().querystring").q("x"),
    broken("{\"t\": $util.escapeJavaScript($input.json('$.t'))}", Cause::EscapedBare, "$util.escapeJavaScript($input.json('$.t'))").body("{\"t\": {\"a\": 1}}"),
    // Texts without quotes.
    broken("{\"a\": $input.params('q')}", Cause::UnquotedText, "$input.params('q')").q("ana").by(Q, None),
    broken("{\"a\": $input.params('q')}", Cause::UnquotedText, "$input.params('q')").q("ana maria").by(Q, None),
    broken("{\"a\": $input.params('q'), \"b\": 1}", Cause::UnquotedText, "$input.params('q')").q("7d8c-1").by(Q, None),
    broken("{\"sub\": $context.requestId}", Cause::UnquotedText, "$context.requestId").by("`$context.requestId`", None),
    broken("{\"n\": $input.path('$.n')}", Cause::UnquotedText, "$input.path('$.n')").body("{\"n\": \"x\"}").by("body `/n`", None),
    broken("[#foreach($i in $input.path('$.l'))$i#if($foreach.hasNext),#end#end]", Cause::UnquotedText, "$i").body("{\"l\": [1, \"x\"]}").by("body `/l/1`", None),
    broken("{\"a\": $context.stage$input.params('q')}", Cause::UnquotedText, "$context.stage").q("x"),
    // Nothing where a value belongs.
    broken("{\"n\": $input.path('$.n')}", Cause::EmptyValue, "$input.path('$.n')").body("{}"),
    broken("{\"n\": $input.path('$.n'), \"m\": 1}", Cause::EmptyValue, "$input.path('$.n')").body("{\"n\": null}"),
    broken("{\"n\": $input.params('q')}", Cause::EmptyValue, "$input.params('q')"),
    broken("[1, $input.path('$.n')]", Cause::EmptyValue, "$input.path('$.n')").body("{}"),
    broken("{\"a\": #if($input.params('q') == 'x')1#end}", Cause::EmptyValue, "#if($input.params('q') == 'x')1#end"),
    broken("{\"a\": , \"b\": 2}", Cause::EmptyValue, ","),
    // Commas.
    broken("[#foreach($i in $input.path('$.l'))\n  {\"id\": $i}\n#end]", Cause::MissingLoopComma, "{").body("{\"l\": [1, 2]}"),
    broken("{#foreach($k in $input.path('$').keySet())\"$k\": 1 #end}", Cause::MissingLoopComma, "\"").body("{\"a\": 1, \"b\": 2}"),
    broken("{\"l\": [#foreach($i in [1..3])$i,#end]}", Cause::TrailingLoopComma, ","),
    broken("[#foreach($i in [1..3])#if($i != 3)$i#if($foreach.hasNext),#end#end#end]", Cause::TrailingLoopComma, ","),
    broken("[#foreach($i in $input.path('$.l'))#if($i.ok == true){\"id\": $i.id},#end#end]", Cause::TrailingLoopComma, ",").body("{\"l\": [{\"ok\": true, \"id\": 1}, {\"ok\": false, \"id\": 2}]}"),
    broken("{\"a\": 1, #if($input.params('q') != \"\")\"b\": 2#end}", Cause::OptionalMemberComma, ","),
    broken("{#if($input.params('q') != \"\")\"b\": 2#end, \"a\": 1}", Cause::OptionalMemberComma, ","),
    broken("{\"a\": 1 #if($input.params('q') != \"\"), \"b\": 2, #end}", Cause::OptionalMemberComma, ",").q("x"),
    broken("{\"a\": 1,}", Cause::ExtraComma, ","),
    broken("{\"a\": 1,, \"b\": 2}", Cause::ExtraComma, ","),
    broken("[1, 2, ]", Cause::ExtraComma, ","),
    broken("{\"a\": 1 \"b\": 2}", Cause::MissingComma, "\""),
    broken("{\"a\": $context.requestTimeEpoch\n \"b\": 2}", Cause::MissingComma, "\""),
    broken("{\"a\": [#foreach($i in [1..2])$i#if($foreach.hasNext),#end#end] \"b\": 2}", Cause::MissingComma, "\""),
    // Brackets, quotes, more than one value.
    broken("{\"a\": {\"b\": 1}", Cause::Unclosed, "{"),
    broken("{\"a\": [1, 2", Cause::Unclosed, "["),
    broken("{\"a\": \"x}", Cause::Unclosed, "\""),
    broken("{\"a\": \"x,\n \"b\": 1}", Cause::Spelling, "\n"),
    broken("$input.json('$.a')$input.json('$.b')", Cause::SeveralValues, "$input.json('$.b')").body("{\"a\": {}, \"b\": {}}"),
    // The template's own text.
    broken("{a: 1}", Cause::Spelling, "a"),
    broken("{'a': 1}", Cause::Spelling, "'"),
    broken("{\"a\": yes}", Cause::Spelling, "yes"),
    broken("{\"a\": True}", Cause::Spelling, "True"),
    broken("{\"a\" 1}", Cause::Spelling, "1"),
    broken("{\"a\": 1}}", Cause::Spelling, "}"),
    broken("{\"a\": [1}", Cause::Spelling, "}"),
    broken("{\"a\": \"c:\\dir\"}", Cause::Spelling, "\\"),
];

fn input(case: &Broken) -> MappingInput {
    let context: Value = json!({"stage": "prod", "requestId": "r-1", "requestTimeEpoch": 1793622000});
    let querystring = case.q.map(|q| ("q".to_owned(), q.to_owned())).into_iter().collect();
    MappingInput {
        body: case.body.map(Into::into),
        given: Given {
            params: Params { querystring, ..Params::default() }.into(),
            context: context.as_object().cloned().expect("an object").into(),
            stage_variables: Vec::new().into(),
        }
        .into(),
    }
}

fn faulty(template: &str, input: &MappingInput) -> (String, Option<Fault>) {
    let parsed = parse(template, Dialect::API_GATEWAY);
    assert!(parsed.template.failure().is_none(), "{template}: {:?}", parsed.template.failure());
    let reading = Reading::of(&parsed.template);
    let options = RenderOptions { provenance: true, trace: true, ..RenderOptions::default() };
    let mapped = render(&parsed.template, input, &options);
    let fault = fault::find(&reading, input, &mapped);
    (mapped.text, fault)
}

#[test]
fn broken_templates_are_explained_and_mended() {
    assert!(TABLE.len() >= 40);
    let mut wrong = Vec::new();
    for case in TABLE {
        let input = input(case);
        let (text, fault) = faulty(case.template, &input);
        let Some(fault) = fault else {
            wrong.push(format!("{}\n  no fault in {text}", case.template));
            continue;
        };
        let at = fault.template.slice(case.template);
        if fault.cause != case.cause || at != case.at {
            wrong.push(format!(
                "{}\n  {text}\n  {:?} at {at:?}, not {:?} at {:?}: {}",
                case.template, fault.cause, case.cause, case.at, fault.message
            ));
            continue;
        }
        if let Some((place, character)) = case.culprit {
            let found = fault.culprit.as_ref().map(|culprit| (culprit.words(), culprit.character));
            if found != Some((place.to_owned(), character)) {
                wrong.push(format!("{}\n  the culprit is {found:?}", case.template));
            }
        }
        let Some(fix) = fault.fixes.first() else {
            wrong.push(format!("{}\n  {text}\n  {:?}: no fix", case.template, fault.cause));
            continue;
        };
        let mended = apply_edits(case.template, &fix.edits).expect("edits fit");
        let (text, left) = faulty(&mended, &input);
        if left.is_some() || strict::read(text.clone(), &Source::Event).is_err() {
            wrong.push(format!(
                "{}\n  \"{}\" gives {mended}\n  and {text}: {:?}",
                case.template,
                fix.title,
                left.map(|left| left.message)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), TABLE.len(), wrong.join("\n\n"));
}

#[test]
fn what_is_json_has_no_fault() {
    for template in ["{}", "[1, -2.5e+3, true, null, \"\\u00e9\"]", "{\"a\": $input.json('$')}", "\n  \"x\" ", "  ", ""]
    {
        let case = broken(template, Cause::Other, "");
        let (text, fault) = faulty(template, &input(&case));
        assert_eq!(fault, None, "{template} gives {text}");
    }
}

#[test]
fn the_reader_agrees_with_the_strict_one() {
    let pieces = [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "1", "-0", "01", "1.", "1e5", "true", "nul", " ", "\\",
        "\"\\x\"", "\"",
    ];
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut template = String::new();
        for _ in 0..(state >> 60) + 1 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            template.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let case = broken("", Cause::Other, "");
        let (text, fault) = faulty(&template, &input(&case));
        let sound = strict::read(text.clone(), &Source::Event).is_ok() || text.trim().is_empty();
        assert_eq!(fault.is_none(), sound, "{text}");
    }
}
