//! JSONPath against results of Jayway JsonPath (`tests/data/json_paths.jsonl`): a path, a body, and what
//! `$input.json` prints for them; `null` where the original refuses the path.

use gatewright::json::path::{Item, Node, Outcome, Path, Value as At};
use gatewright::json::{Document, Kind, lenient, text};
use serde_json::Value;

const CASES: &str = include_str!("../data/json_paths.jsonl");

fn write(out: &mut String, at: At<'_>) {
    match at.kind() {
        Kind::Object => {
            let members = at.members();
            object(out, members.iter().map(|(name, member)| (name.as_str(), *member)));
        }
        Kind::Array => {
            list(out, at.elements().into_iter().map(Item::Node));
        }
        Kind::String => text::write_quoted(out, &at.text(), false),
        _ => out.push_str(&at.text()),
    }
}

fn object<'d>(out: &mut String, members: impl Iterator<Item = (impl AsRef<str>, At<'d>)>) {
    out.push('{');
    for (i, (name, member)) in members.enumerate() {
        out.push_str(if i > 0 { "," } else { "" });
        text::write_quoted(out, name.as_ref(), false);
        out.push(':');
        write(out, member);
    }
    out.push('}');
}

fn list<'d>(out: &mut String, items: impl Iterator<Item = Item<At<'d>>>) {
    out.push('[');
    for (i, item) in items.enumerate() {
        out.push_str(if i > 0 { "," } else { "" });
        write_item(out, item);
    }
    out.push(']');
}

fn write_item(out: &mut String, item: Item<At<'_>>) {
    match item {
        Item::Node(node) => write(out, node),
        Item::Merged(members) => object(out, members.into_iter()),
        Item::Integer(number) => out.push_str(&number.to_string()),
        Item::Decimal(number) => out.push_str(&format!("{number:?}")),
        Item::Text(text) => text::write_quoted(out, &text, false),
        Item::Names(names) => list(out, names.into_iter().map(Item::Text)),
        Item::List(items) => list(out, items.into_iter()),
    }
}

fn run(path: &str, document: &Document) -> Option<String> {
    let outcome = Path::parse(path).ok()?.evaluate(&At::root(document), 100_000).ok()?;
    let mut out = String::new();
    match outcome {
        Outcome::Missing => out.push_str("\"\""),
        Outcome::One(item) => write_item(&mut out, item),
        Outcome::Many(items) => list(&mut out, items.into_iter()),
    }
    Some(out)
}

#[test]
fn paths_give_what_the_original_gives() {
    let mut wrong = Vec::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let text = |name: &str| case[name].as_str().expect("a text");
        let document = lenient::read(text("body")).expect("a body");
        let ours = run(text("path"), &document);
        if ours.as_deref() != case["expect"].as_str() {
            wrong.push(format!("{} {}: {:?}, not {}", text("id"), text("path"), ours, case["expect"]));
        }
    }
    assert!(CASES.lines().count() > 80);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn later_functions_and_operators_work() {
    let document =
        lenient::read(r#"{"n": [1, 2, 3], "o": {"a": 1, "b": [2]}, "t": "x", "l": [{"k": [1]}, {"k": []}]}"#)
            .expect("JSON");
    for (path, expected) in [
        ("$.n.length()", "3"),
        ("$.o.length()", "2"),
        ("$.t.length()", "\"\""),
        ("$.n.sum()", "6.0"),
        ("$.n.avg()", "2.0"),
        ("$.o.keys()", "[\"a\",\"b\"]"),
        ("$.n.last()", "3"),
        ("$.n.append(4)", "[1,2,3,4]"),
        ("$.sum($.n, 4)", "10.0"),
        ("$.l[?(@.k.length() > 0)].k", "[[1]]"),
        ("$.n[?(@ in [1, 3])]", "[1,3]"),
        ("$.n[?(!(@ == 2))]", "[1,3]"),
        ("$.n[?(@ > 1 && @ < 3 || @ == 1)]", "[1,2]"),
        ("$.l[?(@.k == [1])].k", "[[1]]"),
        ("$.n[?(@ == $.o.a)]", "[1]"),
    ] {
        assert_eq!(run(path, &document).as_deref(), Some(expected), "{path}");
    }
    assert_eq!(run("$.t.sum()", &document), None);
}

#[test]
fn every_cut_of_a_path_is_read_or_refused() {
    let path = "$..a['b','c'][0,-1][1:].*[?(@.x =~ /a(b)/i && !(@['y'] in [1,'z']) || $.q size 2)].length()";
    let document = lenient::read("{\"a\": {\"b\": [1]}}").expect("JSON");
    for end in 0..=path.len() {
        run(&path[..end], &document);
        run(&path[end..], &document);
    }
    run(&format!("$[?{}@{})]", "(".repeat(10_000), ")".repeat(10_000)), &document);
    run(&format!("$[?({}@.a)]", "!".repeat(10_000)), &document);
}

#[test]
fn a_hostile_path_ends() {
    let body = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let document = lenient::read(body).expect("JSON");
    assert_eq!(run("$..*..*..*..*", &document), None);
    let text = format!("[\"{}!\"]", "a".repeat(5_000));
    let document = lenient::read(text).expect("JSON");
    assert_eq!(run("$[?(@ =~ /(a+)+b\\1/)]", &document).as_deref(), Some("[]"));
}
