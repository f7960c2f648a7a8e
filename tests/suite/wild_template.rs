//! Makes random templates with any method of any value, and then damages a third of them, for the comparison with
//! the original. Deterministic, as `random_template` is.

use crate::random_template::Random;
use serde_json::{Value, json};

const BODY: &str = r#"{"s": "it's a \"text\"", "n": 7, "big": 3000000000, "d": 2.50, "t": true, "nil": null,
 "l": [3, "x", null, {"k": "v/w"}], "e": [], "o": {"a": 1, "b": [1, 2], "c d": "blank"}, "u": "Grüße 😀", "csv": "a,b,,c"}"#;

/// Tells whether a case asks for what is not the engine's: paths on which the original's versions
/// differ, what Java makes of addresses, the classes of the host and what is left of `$input.params()` once a template has
/// emptied it, and `valueOf(null)`, whose overload depends on what was called before.
pub fn is_elsewhere(case: &Value) -> bool {
    let template = case["template"].as_str().unwrap_or_default();
    if template.contains("split(") && template.contains("hashCode") {
        return true;
    }
    if !case["id"].as_str().is_some_and(|id| id.starts_with("wild")) {
        return false;
    }
    let odd_path = template.match_indices("path(").chain(template.match_indices("json(")).any(|(at, call)| {
        let argument = &template[at + call.len()..];
        let path = argument.strip_prefix("'$").and_then(|rest| rest.split_once('\''));
        // Two quotes are one that belongs to the path.
        !path.is_some_and(|(path, rest)| PATHS.contains(&path) && !rest.starts_with('\''))
    });
    let host_class = template.contains("context") && template.contains("lass");
    let emptied = template.contains("params()") && (template.contains("clear") || template.contains("remove"));
    odd_path
        || host_class
        || emptied
        || template.contains("valueOf")
        || template.contains("hashCode")
        || template.contains("info")
}

/// The paths that the generator writes.
const PATHS: [&str; 17] = [
    "", ".s", ".n", ".big", ".d", ".t", ".nil", ".l", ".e", ".o", ".u", ".csv", ".nope", ".o.a", ".l[3].k", ".l[0]",
    ".o.b",
];

/// Returns the next case of the generator.
pub fn case(random: &mut Random, id: u64, dialect: &str) -> Value {
    loop {
        let case = any_case(random, id, dialect);
        if !is_elsewhere(&case) {
            return case;
        }
    }
}

fn any_case(random: &mut Random, id: u64, dialect: &str) -> Value {
    let depth = 2 + random.below(3);
    let mut template = block(random, depth);
    if random.chance(35) {
        template = damaged(template, random);
    }
    json!({
        "id": format!("wild-{id}"),
        "dialect": dialect,
        "template": template,
        "body": BODY,
        "params": {"path": {"id": "42"}, "querystring": {"q": "a b&c"}, "header": {"X-Id": "h"}},
        "context": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1", "caller": null}},
        "stageVariables": {"env": "test"},
    })
}

/// Deletes, doubles or inserts a few characters.
fn damaged(template: String, random: &mut Random) -> String {
    let mut letters: Vec<char> = template.chars().collect();
    for _ in 0..=random.below(3) {
        if letters.is_empty() {
            break;
        }
        let at = random.below(letters.len());
        match random.below(3) {
            0 => {
                letters.remove(at);
            }
            1 => letters.insert(at, letters[at]),
            _ => {
                let inserted = random.pick(&[
                    "$", "#", "\\", "(", ")", "{", "}", "[", "]", "\"", "'", ".", "!", " ", "\n", ",", "-", "*", "#[[",
                    "]]#", "#*", "*#", "##", "..", ":", "=", "x", "1", "@",
                ]);
                for (index, letter) in inserted.chars().enumerate() {
                    letters.insert(at + index, letter);
                }
            }
        }
    }
    letters.into_iter().collect()
}

fn block(random: &mut Random, depth: usize) -> String {
    let count = 1 + random.below(5);
    (0..count).map(|_| piece(random, depth)).collect()
}

fn piece(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return if random.chance(50) { text(random) } else { reference(random, 1) };
    }
    match random.below(24) {
        0..=5 => text(random),
        6..=10 => reference(random, 2),
        11..=13 => set(random),
        14 | 15 => conditional(random, depth - 1),
        16 | 17 => foreach(random, depth - 1),
        18 => format!("#define(${}){}#end{}", name(random), block(random, depth - 1), blank(random)),
        19 => macros(random, depth - 1),
        20 => comment(random),
        21 => {
            let inner = block(random, depth - 1);
            match random.below(4) {
                0 => format!("#[[{}]]#", inner.replace("]]#", "")),
                1 => format!("#literal(){inner}#end"),
                2 => format!("#evaluate({})", string(random, 1)),
                _ => format!("#evaluate(${})", name(random)),
            }
        }
        22 => random
            .pick(&[
                "#break",
                "#stop",
                "#break()",
                "#stop()",
                "#break($foreach)",
                "#foo",
                "#foo()",
                "#foo($a)",
                "#foo(x)",
                "#@foo()x#end",
                "#{else}",
                "#{foo}",
                "#set",
                "#if",
                "#end",
                "#include()",
                "#parse()",
                "#include(\"x\")",
            ])
            .to_owned(),
        _ => escape(random),
    }
}

fn blank(random: &mut Random) -> &'static str {
    match random.below(8) {
        0 => " ",
        1 => "\n",
        2 => "  \n",
        3 => "\t",
        4 => " \r\n ",
        _ => "",
    }
}

fn text(random: &mut Random) -> String {
    let base = random.pick(&[
        "text",
        "a b",
        "\n",
        " ",
        "{\"k\": \"",
        "\"}",
        "$",
        "#",
        "$ ",
        "# ",
        "$5",
        "#fff",
        "\\",
        "\\\\",
        "(x)",
        "[0]",
        ".x",
        "$$",
        "$!",
        "##",
        "ü",
        "😀",
        "'",
        "\"",
        "true",
        "-",
        "1.5",
        "$[",
        "$.",
        "#1",
        "#-2",
        "${",
        "#{",
        "}",
        ")",
        "$!{",
        "@",
        "$-",
        "\t",
        "\r\n",
        "  \n  ",
        "$!$",
        "#$",
        "$#",
    ]);
    base.to_owned()
}

fn name(random: &mut Random) -> &'static str {
    random.pick(&["a", "b", "c", "list", "map", "x-y", "n_1", "foreach", "velocityCount", "nope"])
}

/// A path into the values that a template starts with.
fn root(random: &mut Random) -> String {
    match random.below(12) {
        0 => "input.path('$')".to_owned(),
        1..=3 => {
            let member = random
                .pick(&["s", "n", "big", "d", "t", "nil", "l", "e", "o", "u", "csv", "nope", "o.a", "l[3].k", "l[0]"]);
            format!("input.path('$.{member}')")
        }
        4 => format!("input.json('$.{}')", random.pick(&["s", "n", "d", "l", "o", "nope", "u"])),
        5 => format!("input.params('{}')", random.pick(&["id", "q", "X-Id", "nope"])),
        6 => random
            .pick(&["input.body", "input.params()", "input.params().path", "input.nope", "util.nope()"])
            .to_owned(),
        7 => random
            .pick(&[
                "context.stage",
                "context.identity.sourceIp",
                "context.identity",
                "context.nope",
                "stageVariables.env",
                "context.identity.caller",
            ])
            .to_owned(),
        8 => format!(
            "util.{}({})",
            random.pick(&["escapeJavaScript", "urlEncode", "base64Encode", "parseJson", "urlDecode"]),
            string(random, 1)
        ),
        _ => name(random).to_owned(),
    }
}

fn reference(random: &mut Random, depth: usize) -> String {
    let mut inner = root(random);
    if depth > 0 {
        for _ in 0..random.below(3) {
            inner.push_str(&step(random, depth - 1));
        }
    }
    let bang = if random.chance(20) { "!" } else { "" };
    let slashes = if random.chance(10) { random.pick(&["\\", "\\\\", "\\\\\\"]) } else { "" };
    if random.chance(25) { format!("{slashes}${bang}{{{inner}}}") } else { format!("{slashes}${bang}{inner}") }
}

fn step(random: &mut Random, depth: usize) -> String {
    match random.below(10) {
        0 | 1 => format!(
            ".{}",
            random.pick(&[
                "a", "b", "k", "length", "size", "empty", "class", "index", "count", "hasNext", "first", "last",
                "parent", "key", "value", "bytes", "name", "Empty", "isEmpty", "nope", "true"
            ])
        ),
        2 => format!("[{}]", index(random, depth)),
        _ => call(random, depth),
    }
}

fn index(random: &mut Random, depth: usize) -> String {
    match random.below(6) {
        0 => "0".to_owned(),
        1 => "-1".to_owned(),
        2 => "'a'".to_owned(),
        3 => "1".to_owned(),
        4 if depth > 0 => reference(random, 0),
        _ => random.pick(&["\"b\"", "true", "3", " 1 ", "7"]).to_owned(),
    }
}

fn call(random: &mut Random, depth: usize) -> String {
    let method = random.pick(&[
        "size()",
        "length()",
        "isEmpty()",
        "toString()",
        "keySet()",
        "values()",
        "entrySet()",
        "trim()",
        "toUpperCase()",
        "toLowerCase()",
        "hashCode()",
        "intValue()",
        "doubleValue()",
        "iterator()",
        "clear()",
        "getClass()",
        "toArray()",
        "substring(1)",
        "substring(1, 3)",
        "charAt(0)",
        "indexOf(\"a\")",
        "lastIndexOf(\"a\")",
        "contains(\"a\")",
        "startsWith(\"a\")",
        "endsWith(\"x\")",
        "split(\",\")",
        "split(\"\")",
        "replace(\"a\", \"b\")",
        "replaceAll(\"[a-e]\", \"<$0>\")",
        "replaceFirst('t', '')",
        "matches('.*')",
        "concat(\"!\")",
        "equals(\"x\")",
        "compareTo(\"x\")",
        "get(0)",
        "get(\"a\")",
        "add(1)",
        "add(0, \"z\")",
        "remove(0)",
        "remove(\"a\")",
        "put(\"k\", 1)",
        "containsKey(\"a\")",
        "containsValue(1)",
        "subList(0, 1)",
        "addAll([1, 2])",
        "set(0, 5)",
        "parseInt(\"12\")",
        "parseInt(\"x\")",
        "valueOf(3)",
        "format(\"%s-%d\", \"a\", 3)",
        "compareTo(3)",
        "equalsIgnoreCase('A')",
        "nope()",
        "nope(1, 2)",
        "contains(null)",
        "add(null)",
        "indexOf(3)",
        "getOrDefault(\"zz\", 0)",
        "putIfAbsent('q', 1)",
        "retainAll([1, 3])",
        "removeAll([\"x\"])",
        "toString(16)",
        "max(1, 2)",
        "isDigit(3)",
        "subSequence(0, 1)",
        "length ()",
        "regionMatches(0, 'a', 0, 1)",
        "hasNext()",
        "next()",
    ]);
    if random.chance(20) {
        let name = method.split('(').next().unwrap_or_default();
        let arguments: Vec<String> = (0..random.below(3)).map(|_| argument(random, depth)).collect();
        return format!(".{name}({})", arguments.join(random.pick(&[",", ", ", " , "])));
    }
    format!(".{method}")
}

fn argument(random: &mut Random, depth: usize) -> String {
    match random.below(8) {
        0 | 1 => string(random, depth),
        2 => number(random).to_owned(),
        3 => random.pick(&["true", "false", "null", "word"]).to_owned(),
        4 => list(random, depth),
        5 => map(random, depth),
        _ => reference(random, depth.min(1)),
    }
}

fn number(random: &mut Random) -> &'static str {
    random.pick(&[
        "0",
        "1",
        "2",
        "3",
        "-1",
        "7",
        "10",
        "2147483647",
        "9223372036854775807",
        "99999999999999999999",
        "1.5",
        ".5",
        "2.",
        "1e3",
        "-0.25",
        "1E-5",
        "0.1",
        "100.0",
    ])
}

fn string(random: &mut Random, depth: usize) -> String {
    let single = random.chance(35);
    let inner = if depth == 0 || random.chance(50) {
        random
            .pick(&[
                "",
                "a",
                "a,b",
                "x y",
                "it''s",
                "1",
                "2.5",
                "$",
                "#",
                "\\",
                "ü",
                "\\u0041",
                "[a-z]",
                "true",
                "$a",
                "##",
                "a ## b",
                "😀",
                "{\"\"k\"\": 1}",
                "#if(true)y#end",
                "$x.y",
                "%d",
                "\\$a",
            ])
            .to_owned()
    } else {
        block(random, 1).replace('"', "\"\"").replace('\'', "''")
    };
    if single { format!("'{}'", inner.replace('\'', "''")) } else { format!("\"{inner}\"") }
}

fn list(random: &mut Random, depth: usize) -> String {
    if random.chance(30) {
        let bound = |random: &mut Random| {
            if random.chance(25) { reference(random, 0) } else { random.pick(&["0", "1", "3", "-2", "5"]).to_owned() }
        };
        let (from, to) = (bound(random), bound(random));
        return format!("[{}{from}{}..{}{to}]", blank(random), blank(random), blank(random));
    }
    let items: Vec<String> = (0..random.below(4))
        .map(|_| if depth == 0 { number(random).to_owned() } else { argument(random, depth - 1) })
        .collect();
    format!("[{}]", items.join(", "))
}

fn map(random: &mut Random, depth: usize) -> String {
    let items: Vec<String> = (0..random.below(3))
        .map(|_| {
            let key = if random.chance(80) {
                format!("\"{}\"", random.pick(&["a", "b", "k", "c d"]))
            } else {
                argument(random, 0)
            };
            let value = if depth == 0 { number(random).to_owned() } else { argument(random, depth - 1) };
            format!("{key}{}: {value}", blank(random))
        })
        .collect();
    format!("{{{}}}", items.join(", "))
}

fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.chance(45) {
        return match random.below(8) {
            0 => number(random).to_owned(),
            1 => string(random, 1),
            2 => random.pick(&["true", "false"]).to_owned(),
            3 => list(random, 1),
            4 => map(random, 1),
            _ => reference(random, 1),
        };
    }
    match random.below(8) {
        0 => format!("!{}", expression(random, depth - 1)),
        1 => format!("({})", expression(random, depth - 1)),
        _ => {
            let operator = random.pick(&[
                "+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or", "eq", "ne", "lt",
                "gt", "le", "ge",
            ]);
            let space = if random.chance(90) { " " } else { blank(random) };
            format!("{}{space}{operator}{space}{}", expression(random, depth - 1), expression(random, depth - 1))
        }
    }
}

fn set(random: &mut Random) -> String {
    let target = match random.below(10) {
        0 => format!("{{{}}}", name(random)),
        1 => format!("{}.{}", name(random), random.pick(&["k", "a", "size", "k.l"])),
        2 => format!("{}[{}]", name(random), index(random, 1)),
        3 => format!("!{}", name(random)),
        4 => format!("context.{}", random.pick(&["x", "identity.y", "nope.z", "identity['y']"])),
        _ => name(random).to_owned(),
    };
    let value = expression(random, 2);
    let hash = random.pick(&["#set", "#set", "#set", "#{set}", " #set", "  #set"]);
    format!(
        "{hash}{}({}${target} = {value}{}){}",
        random.pick(&["", "", "", " "]),
        blank(random),
        blank(random),
        blank(random)
    )
}

fn conditional(random: &mut Random, depth: usize) -> String {
    let mut text = format!(
        "{}({}){}{}",
        random.pick(&["#if", "#if", "#{if}", "#if "]),
        expression(random, 2),
        blank(random),
        block(random, depth)
    );
    if random.chance(30) {
        text.push_str(&format!("#elseif({}){}{}", expression(random, 1), blank(random), block(random, depth)));
    }
    if random.chance(45) {
        text.push_str(&format!("{}{}{}", random.pick(&["#else", "#{else}"]), blank(random), block(random, depth)));
    }
    format!("{text}{}{}", random.pick(&["#end", "#end", "#{end}"]), blank(random))
}

fn foreach(random: &mut Random, depth: usize) -> String {
    let items = match random.below(4) {
        0 => list(random, 1),
        1 => map(random, 1),
        _ => reference(random, 1),
    };
    let inside = random.pick(&[
        "$foreach.index",
        "$foreach.count",
        "$foreach.hasNext",
        "$velocityCount",
        "$velocityHasNext",
        "$foreach.parent.index",
        "$foreach.first",
        "$foreach.topmost.count",
        "",
        "#if($foreach.hasNext),#end",
        "$foreach",
        "#set($foreach.k = 1)$foreach.k",
        "#break",
        "$foreach.info.depth",
        "$foreach.size()",
    ]);
    format!(
        "#foreach({}${} in {items}){}{inside}{}#end{}",
        blank(random),
        name(random),
        blank(random),
        block(random, depth),
        blank(random)
    )
}

fn macros(random: &mut Random, depth: usize) -> String {
    let macro_name = random.pick(&["m", "foo", "box"]);
    let mut text = String::new();
    if random.chance(70) {
        let parameters = random.pick(&["", " $a", " $a $b", " $p, $q", " $a ${b}", " $!a"]);
        text.push_str(&format!(
            "#macro({macro_name}{parameters}){}{}#end{}",
            random.pick(&["", "$a", "$!bodyContent", "[$b]", "$p"]),
            block(random, depth),
            blank(random)
        ));
    }
    let arguments: Vec<String> = (0..random.below(3)).map(|_| argument(random, 1)).collect();
    let arguments = arguments.join(random.pick(&[" ", ", ", ","]));
    if random.chance(25) {
        format!("{text}#@{macro_name}({arguments}){}#end", block(random, depth))
    } else {
        format!("{text}#{macro_name}({arguments}){}", blank(random))
    }
}

fn comment(random: &mut Random) -> String {
    let inner = random.pick(&["c", " c $a ", "#if(", "\"", "", "*", "$", "#"]);
    match random.below(3) {
        0 => format!("##{inner}\n"),
        1 => format!("#*{inner}*#"),
        _ => format!("#**{inner}*#"),
    }
}

fn escape(random: &mut Random) -> String {
    let slashes = random.pick(&["\\", "\\\\", "\\\\\\", "\\\\\\\\"]);
    let after = random.pick(&[
        "#if",
        "#end",
        "#set($a = 1)",
        "#foo",
        "#m()",
        "#foreach",
        "#{else}",
        "#evaluate",
        "$a",
        "$nope",
        "#macro",
        "#",
        "$",
        "##",
        "#*",
        "#[[",
        "!",
        "#define",
        "${a}",
        "$!a",
    ]);
    format!("{slashes}{after}")
}
