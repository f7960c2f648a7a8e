//! Broken templates: what is said of them, where, and what the fixes make of the text; names that are slips, and what
//! was meant.
//!
//! Here belongs what a reader of the template is told; what broken templates render is the affair of `velocity`.

use expect_test::{Expect, expect};
use gatewright::apigw::mapping_template::{MappingInput, render};
use gatewright::design::file;
use gatewright::design::presets::find;
use gatewright::diagnostics::{Diagnostic, Severity, Source};
use gatewright::lint;
use gatewright::text::apply_edits;
use gatewright::vtl::{self, Dialect, RenderOptions};

/// Shows what is said of a template, and what each fix makes of it.
fn told(template: &str, diagnostics: &[Diagnostic]) -> String {
    let mut told = String::new();
    for diagnostic in diagnostics {
        let place = diagnostic.primary().expect("a place");
        assert_eq!(place.source, Source::Template);
        let under = template.get(place.span.range()).expect("a place in the template");
        let (severity, rule) = (diagnostic.severity.as_str(), diagnostic.rule.0.trim_start_matches("vtl/"));
        told.push_str(&format!("{severity} {rule} at {} {under:?}: {}", place.span.start, diagnostic.message));
        told.push_str(&diagnostic.help.as_ref().map_or(String::new(), |help| format!("; {help}")));
        told.push('\n');
        for fix in &diagnostic.fixes {
            let fixed = apply_edits(template, &fix.edits).expect("edits that fit");
            told.push_str(&format!("  {} ({:?}): {fixed:?}\n", fix.title, fix.applicability));
        }
    }
    told
}

/// Checks what is said of a template that cannot be read; whatever else stands in it is read all the same.
fn check(template: &str, expected: Expect) {
    let parsed = vtl::parse(template, Dialect::VELOCITY);
    let failure = parsed.template.failure().expect("a template that cannot be read");
    let first = parsed.diagnostics.first().expect("something to say");
    assert_eq!(first.message, failure.message, "{template}");
    assert!(parsed.diagnostics.iter().all(|said| said.severity == Severity::Error), "{template}");
    expected.assert_eq(&told(template, &parsed.diagnostics));
}

/// Checks what is said of a template that can be read, once it runs.
fn check_run(template: &str, expected: Expect) {
    let parsed = vtl::parse(template, Dialect::API_GATEWAY);
    assert!(parsed.diagnostics.is_empty(), "{template}: {:?}", parsed.diagnostics);
    let input = MappingInput { body: Some(r#"{"list": [1], "text": "a"}"#.into()), ..MappingInput::default() };
    let mapped = render(&parsed.template, &input, &RenderOptions::default());
    expected.assert_eq(&told(template, &mapped.diagnostics));
}

#[test]
fn directives_without_their_end() {
    check(
        "#foreach($i in [1])$i",
        expect![[r##"
        error unclosed-directive at 0 "#foreach": `#foreach` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#foreach($i in [1])$i#end"
    "##]],
    );
    check(
        "#if($a)\n  x\n",
        expect![[r##"
        error unclosed-directive at 0 "#if": `#if` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#if($a)\n  x\n#end"
    "##]],
    );
    check(
        "#if($a)#foreach($b in $c)#end",
        expect![[r##"
        error unclosed-directive at 0 "#if": `#if` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#if($a)#foreach($b in $c)#end#end"
    "##]],
    );
    check(
        "#define($d)x",
        expect![[r##"
        error unclosed-directive at 0 "#define": `#define` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#define($d)x#end"
    "##]],
    );
    check(
        "#macro(m)x",
        expect![[r##"
        error unclosed-directive at 0 "#macro": `#macro` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#macro(m)x#end"
    "##]],
    );
    check(
        "#@m()x",
        expect![[r##"
        error unclosed-directive at 0 "#@m": `#@m` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#@m()x#end"
    "##]],
    );
    check(
        "#literal()x",
        expect![[r##"
        error unclosed-directive at 0 "#literal": `#literal` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#literal()x#end"
    "##]],
    );
    check(
        "#[[ raw",
        expect![[r##"
        error unclosed-unparsed at 0 "#[[ raw": `#[[` without `]]#`
          insert `]]#` (Unsafe): "#[[ raw]]#"
    "##]],
    );
}

#[test]
fn ends_without_their_directive() {
    check(
        "a #end b",
        expect![[r##"
        error stray-directive at 2 "#end": `#end` that closes nothing
          remove it (Unsafe): "a  b"
    "##]],
    );
    check(
        "#else",
        expect![[r##"
        error stray-directive at 0 "#else": `#else` without `#if`
          remove it (Unsafe): ""
    "##]],
    );
    check(
        "#if($a)x#else y#else z#end",
        expect![[r##"
        error stray-directive at 15 "#else": `#else` without `#if`
          remove it (Unsafe): "#if($a)x#else y z#end"
    "##]],
    );
    check(
        "#elseif($a)x#end",
        expect![[r##"
        error stray-directive at 0 "#elseif": `#elseif` without `#if`
          remove it (Unsafe): "($a)x#end"
        error stray-directive at 12 "#end": `#end` that closes nothing
          remove it (Unsafe): "#elseif($a)x"
    "##]],
    );
    check(
        "#foreach($i in [1])#else#end",
        expect![[r##"
        error stray-directive at 19 "#else": `#else` without `#if`
          remove it (Unsafe): "#foreach($i in [1])#end"
    "##]],
    );
}

#[test]
fn conditions_and_assignments() {
    check(
        "#if $a)x#end",
        expect![[r##"
        error unexpected at 4 "$a": expected `(` and a condition, found a reference
          insert `(` (Unsafe): "#if ($a)x#end"
    "##]],
    );
    check(
        "#if()x#end",
        expect![[r#"
        error unexpected at 4 ")": expected a value, found `)`
    "#]],
    );
    check(
        "#if($a = 1)x#end",
        expect![[r##"
        error unexpected at 7 "=": expected `)` or an operator, found `=`
          write `==` (Unsafe): "#if($a == 1)x#end"
    "##]],
    );
    check(
        "#if($a === 1)x#end",
        expect![[r#"
        error unexpected at 9 "=": expected a value, found `=`
    "#]],
    );
    check(
        "#if($a == 1 & $b)x#end",
        expect![[r##"
        error unexpected-character at 12 "&": `&` means nothing here
          insert `&` (Unsafe): "#if($a == 1 && $b)x#end"
    "##]],
    );
    check(
        "#if($a == 1\nx#end",
        expect![[r#"
        error unexpected at 12 "x": expected `)` or an operator, found a word
    "#]],
    );
    check(
        "#if($a and)x#end",
        expect![[r#"
        error unexpected at 10 ")": expected a value, found `)`
    "#]],
    );
    check(
        "#if(abc)x#end",
        expect![[r#"
        error unexpected at 4 "abc": expected a value, found a word
    "#]],
    );
    check(
        "#set($a == 1)",
        expect![[r##"
            error unexpected at 8 "==": expected `=`, found `==`
              write `=` (Unsafe): "#set($a = 1)"
        "##]],
    );
    check(
        "#set(a = 1)",
        expect![[r##"
        error unexpected at 5 "a": expected the variable to set, found a word
          insert `$` (Unsafe): "#set($a = 1)"
    "##]],
    );
    check(
        "#set($a)",
        expect![[r#"
        error unexpected at 7 ")": expected `=`, found `)`
    "#]],
    );
    check(
        "#set($a = )",
        expect![[r#"
        error unexpected at 10 ")": expected a value, found `)`
    "#]],
    );
    check(
        "#set($a = 1",
        expect![[r##"
        error unexpected at 11 "": expected `)` or an operator, found the end of the template
          insert `)` (Unsafe): "#set($a = 1)"
    "##]],
    );
    check(
        "#set($a = \"x)\n$a",
        expect![[r##"
            error unclosed-text at 10 "\"": this quote is never closed
              insert `"` (Unsafe): "#set($a = \"x\")\n$a"
        "##]],
    );
    check(
        "#set($a = 'it's')",
        expect![[r#"
        error unexpected at 14 "s": expected `)` or an operator, found a word
    "#]],
    );
    check(
        "#set($a = abc)",
        expect![[r#"
        error unexpected at 10 "abc": expected a value, found a word
    "#]],
    );
    check(
        "#set($a = [1, 2)",
        expect![[r##"
        error unexpected at 15 ")": expected `,` or `]`, found `)`
          insert `]` (Unsafe): "#set($a = [1, 2])"
    "##]],
    );
    check(
        "#set($a = {\"k\": 1)",
        expect![[r##"
        error unexpected at 17 ")": expected `,` or `}`, found `)`
          insert `}` (Unsafe): "#set($a = {\"k\": 1})"
    "##]],
    );
    check(
        "#set($a = {\"k\" 1})",
        expect![[r##"
        error unexpected at 15 "1": expected `:`, found a number
          insert `:` (Unsafe): "#set($a = {\"k\": 1})"
    "##]],
    );
    check(
        "#set($a = {k: 1})",
        expect![[r#"
        error unexpected at 11 "k": expected a value, found a word
    "#]],
    );
    check(
        "#set($a = [1..])",
        expect![[r#"
        error unexpected at 14 "]": expected a whole number or a reference, found `]`
    "#]],
    );
    check(
        "#set($a = $b++)",
        expect![[r#"
            error unexpected at 13 "+": expected a value, found `+`
        "#]],
    );
    check(
        "#set($a = $b ? 1 : 2)",
        expect![[r#"
        error unexpected-character at 13 "?": `?` means nothing here
    "#]],
    );
    check(
        "#set($a = \"\\u00g1\")",
        expect![[r#"
        error bad-unicode-escape at 10 "\"\\u00g1\"": `\u` needs four hexadecimal digits
    "#]],
    );
    check(
        "#set($a = ((1 + 2))",
        expect![[r##"
        error unexpected at 19 "": expected `)` or an operator, found the end of the template
          insert `)` (Unsafe): "#set($a = ((1 + 2)))"
    "##]],
    );
}

#[test]
fn directives_with_wrong_arguments() {
    check(
        "#foreach $i in $l)x#end",
        expect![[r##"
        error missing-arguments at 0 "#foreach": `#foreach` needs parentheses
        error stray-directive at 19 "#end": `#end` that closes nothing
          remove it (Unsafe): "#foreach $i in $l)x"
    "##]],
    );
    check(
        "#foreach",
        expect![[r##"
        error missing-arguments at 0 "#foreach": `#foreach` needs parentheses
    "##]],
    );
    check(
        "#foreach($i in $l",
        expect![[r##"
        error unexpected at 17 "": expected an argument or `)`, found the end of the template
          insert `)` (Unsafe): "#foreach($i in $l)"
        error unclosed-directive at 0 "#foreach": `#foreach` without `#end`; opened here
          insert `#end` at the end (Unsafe): "#foreach($i in $l#end"
    "##]],
    );
    check(
        "#define x",
        expect![[r##"
        error missing-arguments at 0 "#define": `#define` needs parentheses
    "##]],
    );
    check(
        "#define($a $b)x#end",
        expect![[r##"
        error argument-count at 0 "#define": `#define` takes one reference: the name
        error stray-directive at 15 "#end": `#end` that closes nothing
          remove it (Unsafe): "#define($a $b)x"
    "##]],
    );
    check(
        "#macro x",
        expect![[r##"
        error macro-name at 0 "#macro": `#macro` needs a name in parentheses
    "##]],
    );
    check(
        "#macro()x#end",
        expect![[r##"
        error macro-name at 0 "#macro": `#macro` needs a name
        error stray-directive at 9 "#end": `#end` that closes nothing
          remove it (Unsafe): "#macro()x"
    "##]],
    );
    check(
        "#macro($m)x#end",
        expect![[r#"
        error macro-name at 7 "$m": a macro's name is a bare word
    "#]],
    );
    check(
        "#evaluate(1)",
        expect![[r##"
        error argument-count at 0 "#evaluate(1)": `#evaluate` takes one text in quotes or one reference
    "##]],
    );
    check(
        "#stop(1, 2)",
        expect![[r##"
        error argument-count at 0 "#stop(1, 2)": `#stop` takes at most one argument
    "##]],
    );
    check(
        "#literal()#end",
        expect![[r##"
        error empty-literal at 0 "#literal": `#literal` with nothing in it
        error stray-directive at 10 "#end": `#end` that closes nothing
          remove it (Unsafe): "#literal()"
    "##]],
    );
    check(
        "#include(x)",
        expect![[r#"
        error bare-word at 9 "x": a bare word cannot stand here
    "#]],
    );
}

#[test]
fn references_that_are_not_closed() {
    check(
        "${a",
        expect![[r#"
        error unexpected at 3 "": expected `}`, found the end of the template
          insert `}` (Unsafe): "${a}"
    "#]],
    );
    check(
        "${a.b(}",
        expect![[r#"
        error unexpected at 5 "(": expected `}`, found `(`
    "#]],
    );
    check(
        "$a.b(1",
        expect![[r#"
        error unexpected at 6 "": expected `,` or `)`, found the end of the template
          insert `)` (Unsafe): "$a.b(1)"
    "#]],
    );
    check(
        "$a.b(1,)",
        expect![[r#"
        error unexpected at 7 ")": expected a value, found `)`
    "#]],
    );
    check(
        "$a[",
        expect![[r#"
        error unexpected at 3 "": expected a number, a text in quotes or a reference, found the end of the template
    "#]],
    );
    check(
        "$a[0",
        expect![[r#"
        error unexpected at 4 "": expected `]`, found the end of the template
          insert `]` (Unsafe): "$a[0]"
    "#]],
    );
    check(
        "$a[]",
        expect![[r#"
        error unexpected at 3 "]": expected a number, a text in quotes or a reference, found `]`
    "#]],
    );
    check(
        "$a['k",
        expect![[r#"
            error unclosed-text at 3 "'": this quote is never closed
              insert `'` (Unsafe): "$a['k'"
        "#]],
    );
    check(
        "price: 5$",
        expect![[r#"
        error lone-dollar at 8 "$": a `$` at the very end; put a blank or a line break after it
    "#]],
    );
    check(
        "number 5#",
        expect![[r##"
        error lone-hash at 8 "#": a `#` at the very end; put a blank or a line break after it
    "##]],
    );
}

#[test]
fn every_mistake_is_told_and_the_rest_is_read() {
    check(
        "{\n  \"a\": #if($x == )1#end,\n  \"b\": $y.z(,\n  #set($q = [1)\n  \"c\": #foreach($i in $l)$i\n}",
        expect![[r##"
            error unexpected at 19 ")": expected a value, found `)`
            error unexpected at 39 ",": expected text or a directive, found a comma
            error unexpected at 55 ")\n": expected `,` or `]`, found `)`
              insert `]` (Unsafe): "{\n  \"a\": #if($x == )1#end,\n  \"b\": $y.z(,\n  #set($q = [1])\n  \"c\": #foreach($i in $l)$i\n}"
            error unclosed-directive at 64 "#foreach": `#foreach` without `#end`; opened here
              insert `#end` at the end (Unsafe): "{\n  \"a\": #if($x == )1#end,\n  \"b\": $y.z(,\n  #set($q = [1)\n  \"c\": #foreach($i in $l)$i\n}#end"
        "##]],
    );
    let template = "#set($a = )\n$b.c #if($d)\n#set(x)\n$e";
    let parsed = vtl::parse(template, Dialect::API_GATEWAY);
    let tree = format!("{:?}", parsed.template.root());
    for name in ["b", "d", "e"] {
        assert!(tree.contains(&format!("\"{name}\"")), "${name} is in the tree: {tree}");
    }
}

/// A fix that is applied leaves less to say, and never more.
#[test]
fn fixes_settle_what_they_fix() {
    let mut fixes = 0;
    for template in [
        "#foreach($i in [1])$i",
        "a #end b",
        "#if($a)x#else y#else z#end",
        "#elseif($a)x#end",
        "#if($a = 1)x#end",
        "#set($a == 1)",
        "#set(a = 1)",
        "#[[ raw",
        "#* comment",
        "price: 5$",
        "number 5#",
        "${a",
        "$a[0",
        "#set($a = 1",
    ] {
        let before = vtl::parse(template, Dialect::API_GATEWAY).diagnostics;
        for fix in before.iter().flat_map(|diagnostic| &diagnostic.fixes) {
            fixes += 1;
            let fixed = apply_edits(template, &fix.edits).expect("edits that fit");
            let after = vtl::parse(fixed.as_str(), Dialect::API_GATEWAY).diagnostics;
            assert!(after.len() < before.len(), "{template:?} to {fixed:?}: {after:?}");
        }
    }
    assert!(fixes > 8, "{fixes}");
}

#[test]
fn methods_that_are_not_there() {
    check_run(
        "$input.body.toUppercase()",
        expect![[r#"
        warning unknown-method at 12 "toUppercase": `String` has no method `toUppercase` for these arguments, so this gives nothing; did you mean `toUpperCase`?
          write `toUpperCase` (Unsafe): "$input.body.toUpperCase()"
    "#]],
    );
    check_run(
        "$input.body.lenght()",
        expect![[r#"
        warning unknown-method at 12 "lenght": `String` has no method `lenght` for these arguments, so this gives nothing; did you mean `length`?
          write `length` (Unsafe): "$input.body.length()"
    "#]],
    );
    check_run(
        "$input.body.size()",
        expect![[r#"
        warning unknown-method at 12 "size": `String` has no method `size` for these arguments, so this gives nothing; did you mean `length`?
          write `length` (Unsafe): "$input.body.length()"
    "#]],
    );
    check_run(
        "$input.body.substring('x')",
        expect![[r#"
        warning unknown-method at 12 "substring": `String` has no method `substring` for these arguments, so this gives nothing; there is `substring(int beginIndex): String`, `substring(int beginIndex, int endIndex): String`
    "#]],
    );
    check_run(
        "$input.body.foo()",
        expect![[r#"
        warning unknown-method at 12 "foo": `String` has no method `foo` for these arguments, so this gives nothing
    "#]],
    );
    check_run(
        "$input.body.lines()",
        expect![[r#"
        warning unsupported-method at 12 "lines": `String.lines` exists in Java but is not supported here, so it gives nothing
    "#]],
    );
    check_run(
        "$input.path('$.list').length()",
        expect![[r#"
        warning unknown-method at 22 "length": `JSONArray` has no method `length` for these arguments, so this gives nothing; did you mean `size`?
          write `size` (Unsafe): "$input.path('$.list').size()"
    "#]],
    );
    check_run(
        "$input.path('$').keyset()",
        expect![[r#"
        warning unknown-method at 17 "keyset": `LinkedHashMap` has no method `keyset` for these arguments, so this gives nothing; did you mean `keySet`?
          write `keySet` (Unsafe): "$input.path('$').keySet()"
    "#]],
    );
    check_run(
        "$input.path('$.list').stream()",
        expect![[r#"
        warning unsupported-method at 22 "stream": `JSONArray.stream` exists in Java but is not supported here, so it gives nothing
    "#]],
    );
}

/// Names that the catalog does not know, with what was meant.
#[test]
fn names_that_are_not_there() {
    let said = |template: &str| {
        let mut design = file::parse(find("wild-rydes").expect("a preset").text).expect("a design");
        design.routes[0].integration.request_templates[0].text = template.into();
        let findings = lint::check(&design, &|| false).into_iter();
        let about = findings.filter(|finding| finding.diagnostic.rule.0 == "typo-prints-nothing");
        about.map(|finding| finding.diagnostic.message).collect::<Vec<_>>().join("; ")
    };
    for (template, candidate) in [
        ("{\"a\": \"$context.identity.sourceIP\"}", "sourceIp"),
        ("{\"a\": \"$context.requestID\"}", "requestId"),
        ("{\"a\": \"$contxt.stage\"}", "context"),
        ("{\"a\": \"$input.parms('x')\"}", "params"),
        ("{\"a\": \"$util.escapeJavascript($input.body)\"}", "escapeJavaScript"),
        ("{\"a\": \"$util.base64encode($input.body)\"}", "base64Encode"),
        ("#set($riders = 1){\"a\": \"$rider\"}", "riders"),
    ] {
        assert!(said(template).contains(&format!("did you mean `{candidate}`?")), "{template}: {}", said(template));
    }
}
