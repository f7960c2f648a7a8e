//! The values that are tried: ordinary ones that samples forget, and hostile ones.

use super::change::{Change, Input, NewValue};
use crate::apigw::bindings::ParameterLocation;
use serde_json::{Value, json};

/// The member that is smuggled in: a template that keeps texts inside their quotes never has it.
pub(super) const MARKER: &str = "gatewright-injected";

/// How long a very long text is, in characters.
const LONG: usize = 20_000;

/// Texts that samples forget, then texts that callers think of.
const TEXTS: &[&str] = &[
    "",
    "0",
    "42",
    "-1.5",
    "007",
    "true",
    "null",
    "Zoë Müller-Łukasz",
    "東京 🦄",
    "it's",
    "'",
    "say \"hi\"",
    "\"",
    "\"\"",
    "C:\\new\\table",
    "\\",
    "a\\",
    "\\u0041",
    "a/b",
    "</script>",
    "a,b",
    "a&b=c",
    "a+b%20c%22",
    "50%",
    "#ff0000",
    "$amount",
    "$context.stage",
    "${x}",
    "#end",
    "#set($x = 1)",
    "{}",
    "{\"a\":1}",
    "[1]",
    "[",
    "}",
    "line one\nline two",
    "line one\r\nline two",
    "a\tb",
    "\u{0}",
    "\u{1b}[0m",
    "\u{7f}",
    "\u{2028}",
    "\u{202e}abc",
    "a b",
];

/// Texts that end the text, the value or the object that they stand in and go on with a member of their own.
fn payloads() -> [String; 8] {
    [
        format!("x\",\"{MARKER}\":\"y"),
        format!("x\", \"{MARKER}\": 1, \"z\": \"y"),
        format!("1,\"{MARKER}\":2"),
        format!("{{\"{MARKER}\":1}}"),
        format!("x\"}},{{\"{MARKER}\":\"y"),
        format!("x\\\",\"{MARKER}\":\"y"),
        format!("x\",{{\"{MARKER}\":1}},\"y"),
        format!("x\":1,\"{MARKER}"),
    ]
}

/// Pieces that random texts are made of.
const PIECES: &[&str] = &[
    "\"", "\\", "'", "\n", "\r", "\t", "\u{1}", "{", "}", "[", "]", ":", ",", "a", "7", " ", "é", "🦄", "$", "#", "%",
    "&", "=", "+", "/", "<", "null", "\\u", "\\'", "\"}", "\":\"", "##", "${", "#end",
];

/// Random numbers that are the same for the same seed (a permuted congruential generator).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    }

    /// Returns a number below `bound`; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (((self.0 >> 18) ^ self.0) >> 27) as u32;
        let number = mixed.rotate_right((self.0 >> 59) as u32) as usize;
        if bound == 0 { 0 } else { number % bound }
    }

    fn text(&mut self) -> String {
        let payloads = payloads();
        if self.below(6) == 0 {
            return payloads.get(self.below(payloads.len())).cloned().unwrap_or_default();
        }
        (0..=self.below(12)).filter_map(|_| PIECES.get(self.below(PIECES.len()))).copied().collect()
    }

    fn json(&mut self) -> Value {
        match self.below(8) {
            0 => Value::Null,
            1 => Value::from(self.below(2) == 0),
            2 => Value::from(self.below(2000) as i64 - 1000),
            3 => json!([self.text(), self.below(9)]),
            4 => json!({ self.text(): self.text() }),
            _ => Value::from(self.text()),
        }
    }

    /// Returns one to three changes of different inputs.
    pub(super) fn changes(&mut self, targets: &[(Input, Option<Value>)]) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..=self.below(3) {
            let Some((input, _)) = targets.get(self.below(targets.len())) else { break };
            if changes.iter().any(|change| overlap(&change.input, input)) {
                continue;
            }
            let missing = *input != Input::QueryName && self.below(10) == 0;
            let value = match input {
                _ if missing => NewValue::Missing,
                Input::Body { pointer } if !pointer.is_empty() || self.below(2) == 0 => NewValue::Json(self.json()),
                _ => NewValue::Text(self.text()),
            };
            let is_whole = matches!(input, Input::Body { pointer } if pointer.is_empty());
            if !(is_whole && is_null_body(&value)) {
                changes.push(Change { input: input.clone(), value });
            }
        }
        changes
    }
}

/// Tells whether two inputs are one, or one holds the other.
fn overlap(a: &Input, b: &Input) -> bool {
    match (a, b) {
        (Input::Body { pointer: a }, Input::Body { pointer: b }) => {
            a.starts_with(b.as_str()) || b.starts_with(a.as_str())
        }
        _ => a == b,
    }
}

/// Returns every value that is tried for an input on its own; `sample` is what a value of the body is now.
pub(super) fn of(input: &Input, sample: Option<&Value>) -> Vec<NewValue> {
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(payloads());
    texts.push("x".repeat(LONG));
    let as_texts = |texts: Vec<String>| texts.into_iter().map(NewValue::Text);
    match input {
        Input::Parameter { location: ParameterLocation::Path, .. } => as_texts(texts).collect(),
        Input::Parameter { .. } | Input::Claim { .. } => {
            std::iter::once(NewValue::Missing).chain(as_texts(texts)).collect()
        }
        Input::QueryName => as_texts(texts).collect(),
        Input::Body { pointer } if pointer.is_empty() => whole_body(texts, sample),
        Input::Body { .. } => {
            let mut values = vec![NewValue::Missing];
            values.extend(as_texts(texts));
            values.extend(odd_values().into_iter().map(NewValue::Json));
            values.extend(sample.map(relatives).unwrap_or_default().into_iter().map(NewValue::Json));
            values
        }
    }
}

fn whole_body(texts: Vec<String>, sample: Option<&Value>) -> Vec<NewValue> {
    let mut values = vec![NewValue::Missing, NewValue::Text(String::new()), NewValue::Text("   ".into())];
    values.extend(["{", "{\"a\":", "[1,", "{\"a\":1,}", "not json", "<xml/>"].map(|text| NewValue::Text(text.into())));
    match sample {
        // The body is JSON: other JSON, with every text in it.
        Some(_) => {
            values.extend(odd_values().into_iter().map(NewValue::Json));
            values.extend(texts.into_iter().map(|text| NewValue::Json(json!({ "a": text }))));
        }
        // The body is a text of its own kind.
        None => values.extend(texts.into_iter().map(NewValue::Text)),
    }
    values.retain(|value| !is_null_body(value));
    values
}

/// Tells whether a value makes the whole body `null`: JSONPath refuses that, and nobody has measured whether the service
/// passes the refusal on, so it is not held against a template.
fn is_null_body(value: &NewValue) -> bool {
    match value {
        NewValue::Json(Value::Null) => true,
        NewValue::Text(text) => text.trim() == "null",
        _ => false,
    }
}

/// Returns JSON of every kind.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(-1.5),
        json!(9_007_199_254_740_993_i64),
        json!([]),
        json!(["a"]),
        json!([1, "it's", null]),
        json!({}),
        json!({"a": 1}),
        json!({"a": "say \"hi\"", "b": [1]}),
    ]
}

/// Returns what is like the sample, but not quite: a list with none, one, two of its elements or `null` in it, an
/// object without one of its members or with an odd name.
fn relatives(sample: &Value) -> Vec<Value> {
    match sample {
        Value::Array(items) => {
            let first = items.first().cloned().unwrap_or(json!(1));
            let mut lists = vec![
                json!([first]),
                json!([first, first]),
                json!([first, first, first]),
                json!([first, null]),
                json!([null]),
                json!([first, "say \"hi\""]),
                json!([[first]]),
            ];
            if let Value::Object(members) = &first {
                for name in members.keys() {
                    let mut without = members.clone();
                    without.shift_remove(name);
                    lists.push(json!([first, without]));
                    for value in [json!(null), json!("it's \"x\" \\ \n"), json!(false), json!({"a": 1})] {
                        let mut with = members.clone();
                        with.insert(name.clone(), value);
                        lists.push(json!([first, with]));
                        lists.push(json!([with, first]));
                    }
                }
            }
            lists
        }
        Value::Object(members) => {
            let mut objects = Vec::new();
            for name in members.keys() {
                let mut without = members.clone();
                without.shift_remove(name);
                objects.push(Value::Object(without));
            }
            for name in ["say \"hi\"", "it's", "a\\", "a.b", ""] {
                let mut with = members.clone();
                with.insert(name.into(), json!("x"));
                objects.push(Value::Object(with));
            }
            objects
        }
        _ => Vec::new(),
    }
}
