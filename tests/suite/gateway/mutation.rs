//! Bytes changed at random, the same ones each time: nothing that reads what comes from outside may panic, or take
//! long.
//!
//! `GATEWRIGHT_MUTATION_ROUNDS` multiplies the rounds.

use gatewright::apigw::integration::PayloadFormatVersion;
use gatewright::apigw::proxy_response::{self, FunctionResult};
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::validation;
use gatewright::import;
use gatewright::jwt::{self, Key, check, sample, signature};
use serde_json::{Map, Value, json};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// A generator of numbers without a seed from outside (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    /// Returns `text` with a few bytes replaced, taken out, doubled, or moved; what is no UTF-8 becomes U+FFFD.
    fn change(&mut self, text: &str) -> String {
        const ODD: [&str; 16] = [
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            "\0",
            "\r\n",
            "%",
            "%zz",
            "\u{feff}",
            "\u{10ffff}",
            "'",
            "$(",
            "null",
            "-1e999",
        ];
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.next(4) {
            let at = self.next(bytes.len() + 1);
            match self.next(6) {
                0 if at < bytes.len() => bytes[at] = self.next(256) as u8,
                1 => drop(bytes.drain(at..(at + self.next(20)).min(bytes.len()).max(at))),
                2 => {
                    let end = (at + self.next(40)).min(bytes.len());
                    let piece = bytes[at.min(end)..end].to_vec();
                    let to = self.next(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
                3 => bytes.truncate(at),
                _ => {
                    let odd = ODD[self.next(ODD.len())];
                    bytes.splice(at..at, odd.bytes());
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Feeds changed texts to `read`, `rounds` for each of `texts`.
fn check(texts: &[String], rounds: usize, read: impl Fn(&str)) {
    assert!(!texts.is_empty());
    let times = std::env::var("GATEWRIGHT_MUTATION_ROUNDS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for text in texts {
        for round in 0..rounds * times {
            let changed = if round == 0 { text.clone() } else { numbers.change(text) };
            let start = Instant::now();
            let result = catch_unwind(AssertUnwindSafe(|| read(&changed)));
            assert!(start.elapsed() < Duration::from_secs(5), "it takes long to read\n{changed}");
            assert!(result.is_ok(), "a panic while reading\n{changed}");
        }
    }
}

/// Returns the texts of all files below a folder of the tests.
fn files(folder: &str) -> Vec<String> {
    fn walk(folder: &Path, out: &mut Vec<String>) {
        let mut paths: Vec<_> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                walk(&path, out);
            } else {
                out.extend(fs::read_to_string(path));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder), &mut out);
    out
}

fn recordings() -> Vec<Value> {
    let text = files("conformance/aws").concat();
    text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).filter(Value::is_object).collect()
}

#[test]
fn importers() {
    check(&files("data/imports/requests"), 1_000, |text| {
        let imported = import::request(text);
        for request in &imported.requests {
            let _ = (request.to_request("dev"), request.stage(), request.host());
        }
        for diagnostic in &imported.diagnostics {
            let place = diagnostic.primary().map(|place| place.span.range());
            assert!(place.is_none_or(|range| text.get(range).is_some()), "{diagnostic:?}");
        }
    });
    check(&files("data/events"), 60, |text| {
        let imported = import::event(text);
        let _ = (imported.event.map(|event| event.rebuild()), import::request(text), import::recognize(text));
    });
}

/// A stray sign among the parameters was read for ever; lines that double a variable took all memory.
#[test]
fn powershell_ends() {
    for sign in ["=", "{", "= =", "{ ="] {
        let text = format!("Invoke-WebRequest -Uri \"https://h/a\" {sign} -Method PUT");
        let imported = import::request(&text);
        assert_eq!(imported.requests.len(), 1, "{sign}: {imported:?}");
        assert_eq!(imported.requests[0].method, "PUT", "{sign}");
    }
    let doubled = |line: &str| format!("$a = 'x'\n{}Invoke-WebRequest https://h/a -Body $a\n", line.repeat(2_000));
    for line in ["$a = \"$a$a\"\n", "$a = @($a, $a)\n", "$a = @($a)\n", "$t.Add('a', $t)\n"] {
        assert_eq!(import::request(&doubled(line)).requests.len(), 1, "{line}");
    }
}

#[test]
fn cases() {
    let kinds = ["mapping-event", "proxy-v1", "proxy-v1-test-invoke", "proxy-v2"];
    let mut texts: Vec<String> = Vec::new();
    for case in recordings() {
        // Every recorded request, whatever it was recorded for, through every kind.
        for kind in kinds {
            let mut case = case.clone();
            if case["request"].is_object() && (case["kind"] == kind || texts.len() < 600) {
                case["kind"] = json!(kind);
                texts.push(case.to_string());
            }
        }
    }
    check(&texts, 12, |text| {
        let mut out = Vec::new();
        gatewright::cli::events::run(text.as_bytes(), &mut out).expect("memory does not fail");
        for line in out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            serde_json::from_slice::<Value>(line).expect("every line is JSON");
        }
    });
}

#[test]
fn function_results() {
    let results: Vec<String> =
        recordings().iter().filter_map(|case| case.get("lambda_returns").map(Value::to_string)).collect();
    let mut call = super::Call::new(ApiKind::Rest, "GET", "/{proxy+}", "/a").header("Accept", "image/png");
    call.stage.binary_media_types.push("*/*".into());
    let http = super::Call::new(ApiKind::Http, "GET", "$default", "/a");
    check(&results, 400, |text| {
        let Ok(value) = serde_json::from_str::<Value>(text) else { return };
        for result in [FunctionResult::Returned(value.clone()), FunctionResult::Raised(value)] {
            for call in [&call, &http] {
                for version in PayloadFormatVersion::ALL {
                    let response = proxy_response::method_response(&call.exchange(), version, &result);
                    assert!((100..600).contains(&response.status));
                }
            }
        }
    });
}

#[test]
fn models() {
    let models: Vec<String> = recordings()
        .iter()
        .filter(|case| case["kind"] == "validation")
        .map(|case| case["method"]["requestModels"]["application/json"].to_string())
        .collect();
    check(&models, 200, |text| {
        let Ok(model) = serde_json::from_str::<Value>(text) else { return };
        let _ = validation::check(&model, &Map::new(), &json!({"a": 1, "status": null}));
    });
    // Models that name themselves end, whatever they are asked.
    for model in [
        json!({"$ref": "#"}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"}),
        json!({"definitions": {"a": {"anyOf": [{"$ref": "#/definitions/a"}, {"type": "string"}]}}, "not": {"$ref": "#/definitions/a"}}),
        json!({"properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}}),
        json!({"$ref": "model:Other"}),
    ] {
        let models = json!({"Other": {"$ref": "model:Other"}, "More": {"allOf": [{"$ref": "model:Other"}]}});
        for body in [json!({}), json!({"a": {"a": 1}}), json!([[1]]), json!(1)] {
            let _ = validation::check(&model, models.as_object().expect("models"), &body);
        }
    }
}

#[test]
fn tokens_and_keys() {
    let claims = json!({
        "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a", "aud": ["a"], "exp": 1_793_625_600, "iat": 1,
        "token_use": "id", "scope": "a b", "cognito:groups": ["x"], "address": {"street": "Gro\u{df}e Stra\u{df}e"}
    });
    let token = sample::demo(claims.as_object().expect("claims"));
    let key = sample::demo_key();
    let tokens = [token.reveal().to_owned(), format!("Authorization: Bearer \"{}\"\r\n", token.reveal())];
    check(&tokens, 3_000, |text| {
        let decoded = jwt::decode(text);
        let _ = signature::verify(&decoded, &key, &[]);
        if let Some(view) = check::TokenView::of(&decoded) {
            let clock = check::Clock::at(1_793_625_600).leeway(60);
            let _ =
                (check::cognito(view, &Default::default(), clock), check::http_jwt(view, &Default::default(), clock));
            let _ = jwt::times(view.claims, 0);
        }
    });
    let decoded = jwt::decode(token.reveal());
    check(&files("data/jwt"), 40, |text| {
        let _ = signature::verify(&decoded, &Key::recognize(text), &[]);
        let _ = jwt::decode(text);
    });
}
