//! Makes random templates from the grammar of Velocity, with random data, for the comparison with the
//! original. Deterministic: the same seed gives the same case.
//!
//! What it makes is meant to be *interesting*, not valid: mistakes, odd blanks and half-finished directives
//! are part of what people type.

use serde_json::{Value, json};

/// A small generator of random numbers (splitmix64): no crate is needed for choosing among strings.
pub struct Random {
    state: u64,
    /// The paths that may be asked of the body at hand.
    paths: &'static [&'static str],
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, paths: &PATHS }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

const TEXT: [&str; 34] = [
    " ", "\n", "  ", "\t", "\r\n", "x", "{\"a\": ", "}", ", ", "\"", "'", "\\", "\\\\", "$", "#", "##", "# ", "$ ",
    "$5", "#5", "!", "ü", "🚲", ".", "..", "-", "(", ")", "[", "]", "$!", "${", "#{", "text ",
];
const NAMES: [&str; 9] = ["a", "b", "list", "map", "x1", "my-name", "my_name", "nope", "s"];
const TEXT_METHODS: [&str; 27] = [
    "length()",
    "toUpperCase()",
    "toLowerCase()",
    "trim()",
    "substring(1)",
    "substring(0, 2)",
    "split(\",\")",
    "indexOf(\"b\")",
    "replace(\"a\", \"b\")",
    "replaceAll(\"[a-c]\", \"_\")",
    "replaceFirst(\"(.)\", \"<$1>\")",
    "contains(\"a\")",
    "startsWith(\"a\")",
    "endsWith(\"c\")",
    "equals(\"abc\")",
    "equalsIgnoreCase(\"ABC\")",
    "concat(\"!\")",
    "charAt(0)",
    "isEmpty()",
    "hashCode()",
    "compareTo(\"abd\")",
    "lastIndexOf(\"a\")",
    "matches(\".*b.*\")",
    "toString()",
    "toCharArray().size()",
    "class.name",
    "nope()",
];
const LIST_METHODS: [&str; 14] = [
    "size()",
    "get(0)",
    "isEmpty()",
    "contains(\"a\")",
    "indexOf(2)",
    "add(\"z\")",
    "remove(0)",
    "subList(0, 1)",
    "toString()",
    "set(0, 9)",
    "iterator().next()",
    "clear()",
    "addAll([1])",
    "empty",
];
const MAP_METHODS: [&str; 14] = [
    "size()",
    "get(\"k\")",
    "keySet()",
    "values()",
    "entrySet()",
    "containsKey(\"k\")",
    "put(\"n\", 1)",
    "isEmpty()",
    "remove(\"k\")",
    "k",
    "toString()",
    "containsValue(1)",
    "keySet().size()",
    "empty",
];
/// Paths on which all versions of the original's JSONPath agree: the one that is installed is older than the one
/// that we follow.
const PATHS: [&str; 19] = [
    "$",
    "$.s",
    "$.n",
    "$.list",
    "$.list[0]",
    "$.o.k",
    "$.o",
    "$.nope",
    "$.o.nope.deeper",
    "$.list[*]",
    "$..k",
    "$.items[*].id",
    "$.items[?(@.id > 1)]",
    "$.items[?(@.name == 'b')].id",
    "$.items[0:1]",
    "$['s']",
    "$.t",
    "$.z",
    "$.items[1].name",
];
/// The same for bodies without those members.
const DEFINITE_PATHS: [&str; 5] = ["$", "$.s", "$.nope", "$.o.nope.deeper", "$['s']"];

/// Returns a case, as `gatewright render --cases` takes it.
pub fn case(random: &mut Random, id: u64, dialect: &str) -> Value {
    let body = body(random);
    let mut template =
        String::from("#set($s = \"abc\")#set($list = [1, \"a\", 2.5])#set($map = {\"k\": 1, \"j\": \"v\"})");
    for _ in 0..1 + random.below(7) {
        piece(random, &mut template, 3);
    }
    json!({
        "id": id, "dialect": dialect, "template": template, "body": body,
        "params": {
            "path": {"id": "42"}, "querystring": {"q": "a b&c", "flag": ""}, "header": {"X-Id": "it's \"x\"/é"},
        },
        "context": {
            "stage": "prod", "requestId": "r-1",
            "identity": {"sourceIp": "1.2.3.4", "user": null}, "authorizer": {"claims": {"sub": "u-1", "cognito:username": "ana"}},
        },
        "stageVariables": {"table": "Rides"},
    })
}

fn body(random: &mut Random) -> Value {
    let kind = random.below(12);
    random.paths = if kind < 6 { &DEFINITE_PATHS } else { &PATHS };
    match kind {
        0 => Value::Null,
        1 => "".into(),
        2 => "a=1&b=two".into(),
        3 => "{s: 'abc', list: [1, 2,],}".into(),
        4 => "{\"a\":".into(),
        5 => "[1, [2, 3], {\"k\": null}]".into(),
        _ => json!({
            "s": "it's a \"test\"/ü\n", "n": random.below(100), "f": 2.50, "t": true, "z": null, "list": [3, "x", null, 1.5],
            "o": {"k": "v", "j": {"k": 7}}, "items": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
        })
        .to_string()
        .into(),
    }
}

fn piece(random: &mut Random, out: &mut String, depth: usize) {
    match random.below(if depth == 0 { 6 } else { 16 }) {
        0..=2 => out.push_str(random.pick(&TEXT)),
        3 | 4 => reference(random, out, depth),
        5 => set(random, out, depth),
        6 | 7 => block(random, out, depth),
        8 => foreach(random, out, depth),
        9 => out.push_str(random.pick(&[
            "## comment\n",
            "#* block\n *#",
            "#[[ $raw #if ]]#",
            "#stop",
            "#break",
            "#end",
            "#else",
            "#if(",
            "#foreach($i in",
            "#set($a",
            "#set ($b = 1)",
            "#literal()$x#end",
            "#macro(m $p)<$p>#end",
            "#m(1)",
            "#m(\"two\")",
            "#@m(1)x#end",
            "#evaluate(\"$s\")",
            "#define($d)[$s]#end",
            "$d",
            "#include(\"x\")",
            "#parse(\"x\")",
            "\\#if",
            "\\#set($a = 1)",
            "\\$s",
            "\\\\$s",
            "\\$nope",
            "#{set}($a = 2)",
            "#{end}",
            "#{else}",
            "#foo",
            "#foo($s)",
            "$velocityCount",
            "$foreach.count",
        ])),
        10 => {
            reference(random, out, depth);
            out.push_str(random.pick(&TEXT));
        }
        _ => {
            piece(random, out, depth - 1);
            piece(random, out, depth - 1);
        }
    }
}

fn blanks(random: &mut Random) -> &'static str {
    random.pick(&["", "", "", "", " ", "  ", "\n", "\t"])
}

fn set(random: &mut Random, out: &mut String, depth: usize) {
    let target = match random.below(8) {
        0 => "map.k".to_owned(),
        1 => "list[0]".to_owned(),
        2 => "map[\"n\"]".to_owned(),
        3 => "context.requestOverride.header.x".to_owned(),
        _ => random.pick(&NAMES).to_owned(),
    };
    out.push_str(&format!("#set({}${target}{}={}", blanks(random), blanks(random), blanks(random)));
    expression(random, out, depth.min(2));
    out.push_str(blanks(random));
    out.push(')');
    out.push_str(random.pick(&["", "\n", " \n", "  ", "x"]));
}

fn block(random: &mut Random, out: &mut String, depth: usize) {
    out.push_str(&format!("#if{}({}", random.pick(&["", "", " "]), blanks(random)));
    condition(random, out, 2);
    out.push_str(random.pick(&[")", ") ", ")\n", ")  \n"]));
    piece(random, out, depth - 1);
    if random.one_in(4) {
        out.push_str("#elseif(");
        condition(random, out, 1);
        out.push(')');
        piece(random, out, depth - 1);
    }
    if random.one_in(2) {
        out.push_str(random.pick(&["#else", "#{else}", "#else\n", "#else "]));
        piece(random, out, depth - 1);
    }
    out.push_str(random.pick(&["#end", "#end\n", "#{end}", "#end ", "  #end\n", "\n#end\n\n"]));
}

fn foreach(random: &mut Random, out: &mut String, depth: usize) {
    let variable = random.pick(&["i", "a", "item"]);
    out.push_str(&format!("#foreach({}${variable} in ", blanks(random)));
    match random.below(6) {
        0 => out.push_str("[1..3]"),
        1 => out.push_str("$map.entrySet()"),
        2 => out.push_str("$input.params().keySet()"),
        3 => out.push_str("[\"p\", 2, $s]"),
        4 => out.push_str("$input.path('$.items')"),
        _ => reference(random, out, 1),
    }
    out.push_str(random.pick(&[")", ")\n", " )"]));
    match random.below(5) {
        0 => out.push_str(&format!("${variable}#if($foreach.hasNext),#end")),
        1 => out.push_str(&format!("$foreach.index:${variable};$velocityCount ")),
        2 => out.push_str(&format!("#if($foreach.count == 2)#break#end${variable}.id")),
        _ => piece(random, out, depth - 1),
    }
    out.push_str(random.pick(&["#end", "#end\n", "\n#end", " #end "]));
}

fn condition(random: &mut Random, out: &mut String, depth: usize) {
    match random.below(if depth == 0 { 3 } else { 8 }) {
        0 => reference(random, out, 1),
        1 => out.push_str(random.pick(&[
            "true",
            "false",
            "1 == 1",
            "$nope",
            "!$nope",
            "$s == \"abc\"",
            "$list",
            "$map.nope",
        ])),
        2 => {
            expression(random, out, 1);
            out.push_str(random.pick(&[" == ", " != ", " < ", " > ", " <= ", " >= ", " eq ", " lt ", "=="]));
            expression(random, out, 1);
        }
        3 | 4 => {
            condition(random, out, depth - 1);
            out.push_str(random.pick(&[" && ", " || ", " and ", " or ", "&&"]));
            condition(random, out, depth - 1);
        }
        5 => {
            out.push_str(random.pick(&["!", "not ", "! "]));
            condition(random, out, depth - 1);
        }
        _ => {
            out.push('(');
            condition(random, out, depth - 1);
            out.push(')');
        }
    }
}

fn expression(random: &mut Random, out: &mut String, depth: usize) {
    match random.below(if depth == 0 { 5 } else { 10 }) {
        0 => out.push_str(random.pick(&[
            "1",
            "0",
            "-3",
            "2147483647",
            "9223372036854775807",
            "1.5",
            "-0.25",
            "1e3",
            "007",
            "3.",
        ])),
        1 => out.push_str(random.pick(&[
            "\"abc\"",
            "'abc'",
            "\"\"",
            "'$s'",
            "\"$s!\"",
            "\"a\"\"b\"",
            "'it''s'",
            "\"${s}x$nope\"",
            "\"\\n\"",
            "\"#if(true)y#end\"",
        ])),
        2 => out.push_str(random.pick(&["true", "false", "null", "$null"])),
        3 | 4 => reference(random, out, depth),
        5 => out.push_str(random.pick(&[
            "[]",
            "[1, 2]",
            "[1..3]",
            "[3..1]",
            "{}",
            "{\"a\": 1}",
            "{\"a\": $s, 'b': [1]}",
            "[\"$s\", $nope]",
        ])),
        6 | 7 => {
            expression(random, out, depth - 1);
            out.push_str(random.pick(&[" + ", " - ", " * ", " / ", " % ", "+", "-", "*"]));
            expression(random, out, depth - 1);
        }
        8 => {
            out.push('(');
            expression(random, out, depth - 1);
            out.push(')');
        }
        _ => condition(random, out, 1),
    }
}

fn reference(random: &mut Random, out: &mut String, depth: usize) {
    let quiet = random.pick(&["", "", "", "!"]);
    let (open, close) = random.pick(&[("", ""), ("", ""), ("{", "}")]);
    out.push_str(&format!("${quiet}{open}"));
    match random.below(12) {
        0 => out.push_str(&format!("input.path('{}')", random.pick(random.paths))),
        1 => out.push_str(&format!("input.json('{}')", random.pick(random.paths))),
        2 => out.push_str(random.pick(&[
            "input.body",
            "input.params('id')",
            "input.params('q')",
            "input.params('X-Id')",
            "input.params().path",
            "input.params('no')",
        ])),
        3 => {
            out.push_str(&format!(
                "util.{}(",
                random.pick(&["escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "parseJson"])
            ));
            out.push_str(random.pick(&[
                "$s",
                "\"it's\"",
                "$input.params('X-Id')",
                "'{\"k\": [1, \"a\"]}'",
                "$nope",
                "\"a/b\"",
            ]));
            out.push(')');
        }
        4 => out.push_str(random.pick(&[
            "context.stage",
            "context.identity.sourceIp",
            "context.identity.user",
            "context.authorizer.claims.sub",
            "context.authorizer.claims['cognito:username']",
            "context.nope.deeper",
            "context.identity",
        ])),
        5 => {
            out.push_str(random.pick(&["stageVariables.table", "stageVariables.nope", "stageVariables.get(\"table\")"]))
        }
        6 => out.push_str(&format!("list.{}", random.pick(&LIST_METHODS))),
        7 => out.push_str(&format!("map.{}", random.pick(&MAP_METHODS))),
        8 => out.push_str(random.pick(&[
            "list[0]",
            "list[9]",
            "map[\"k\"]",
            "map['nope']",
            "list[$nope]",
            "s.length().toString()",
        ])),
        _ => {
            out.push_str(random.pick(&NAMES));
            for _ in 0..random.below(depth.min(2) + 1) {
                out.push_str(&format!(".{}", random.pick(&TEXT_METHODS)));
            }
        }
    }
    out.push_str(close);
}
