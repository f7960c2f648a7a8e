//! The sample files, each against what `expected.json` says that it means.

use super::{errors, import};
use gatewright::import::{Body, ImportedRequest, Kind, recognize};
use gatewright::jwt::base64;
use serde_json::Value;

macro_rules! sample {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/imports/requests/", $name)))
    };
}

const SAMPLES: [(&str, &str); 9] = [
    sample!("chrome-bash.curl"),
    sample!("chrome-cmd.curl"),
    sample!("firefox.curl"),
    sample!("hand-written.curl"),
    sample!("powershell.ps1"),
    sample!("raw-request.txt"),
    sample!("rides.http"),
    sample!("rides.postman_collection.json"),
    sample!("session.har"),
];

fn expected() -> Value {
    serde_json::from_str(sample!("expected.json").1).unwrap()
}

#[test]
fn every_sample_means_what_is_expected() {
    let expected = expected();
    let names: Vec<&str> =
        expected.as_object().unwrap().keys().map(String::as_str).filter(|n| *n != "_comment").collect();
    assert_eq!(names.len(), SAMPLES.len());
    for (name, text) in SAMPLES {
        let wanted = match &expected[name] {
            Value::Array(list) => list.clone(),
            one => vec![one.clone()],
        };
        // As saved on Windows, and with a mark at the start, it is the same.
        for text in [text.to_owned(), format!("\u{FEFF}{text}"), text.replace("\r\n", "\n").replace('\n', "\r\n")] {
            let imported = import(&text);
            assert_eq!(imported.requests.len(), wanted.len(), "{name}: {imported:#?}");
            let is_refused = wanted.iter().any(|wanted| wanted.get("error").is_some());
            assert_eq!(!errors(&imported).is_empty(), is_refused, "{name}: {imported:#?}");
            for (request, wanted) in imported.requests.iter().zip(&wanted) {
                check(name, request, wanted);
            }
        }
    }
}

fn check(name: &str, request: &ImportedRequest, wanted: &Value) {
    for (member, wanted) in wanted.as_object().unwrap() {
        let text = wanted.as_str();
        match member.as_str() {
            "method" => assert_eq!(Some(request.method.as_str()), text, "{name}"),
            "url" => assert_eq!(Some(request.url().as_str()), text, "{name}"),
            "name" | "title" => assert_eq!(request.name.as_deref(), text, "{name}"),
            "headers" => assert_eq!(serde_json::to_value(&request.headers).unwrap(), *wanted, "{name}"),
            "body" => match &request.body {
                // A copy with Windows line ends keeps them inside its body.
                Body::Text(body) => assert_eq!(Some(body.replace("\r\n", "\n").as_str()), text, "{name}"),
                other => panic!("{name}: {other:?}"),
            },
            "bodyBase64" => match &request.body {
                Body::Bytes(bytes) => assert_eq!(*bytes, base64::decode(text.unwrap()).unwrap().bytes, "{name}"),
                other => panic!("{name}: {other:?}"),
            },
            "bodyFile" => assert_eq!(request.body, Body::File(text.unwrap().into()), "{name}"),
            "unresolved" => assert_eq!(serde_json::to_value(&request.unresolved).unwrap(), *wanted, "{name}"),
            "auth" => assert_eq!(request.auth.as_deref(), text, "{name}"),
            "note" | "error" => {}
            other => panic!("{name}: member {other} is not looked at"),
        }
    }
    if !["body", "bodyBase64", "bodyFile"].iter().any(|member| wanted.get(member).is_some()) {
        assert_eq!(request.body, Body::None, "{name}");
    }
}

#[test]
fn kinds_are_told_apart() {
    use Kind::*;
    let kinds = SAMPLES.map(|(_, text)| recognize(text));
    assert_eq!(kinds, [Curl, Curl, Curl, Curl, PowerShell, RawHttp, HttpFile, Postman, Har]);
    assert_eq!(recognize(""), Unknown);
    assert_eq!(recognize("hello world"), Unknown);
    assert_eq!(recognize("HTTP/1.1 200 OK\r\nA: b"), Unknown);
    assert_eq!(recognize("https://api.example.com/rides?x=1"), HttpFile);
    assert_eq!(recognize("$ curl https://api.example.com"), Curl);
    assert_eq!(recognize("{\"a\": 1}"), Unknown);
}

#[test]
fn what_was_left_out_is_named() {
    let (_, text) = SAMPLES[3];
    let imported = import(text);
    let left_out: Vec<&str> = imported.left_out.iter().map(|left_out| left_out.what.as_str()).collect();
    assert_eq!(
        left_out,
        [
            "the variable `TOKEN`",
            "option `--silent`",
            "option `--show-error`",
            "option `--include`",
            "option `--insecure`",
            "option `--location`",
            "option `--output`",
            "the keys of `-u`",
        ]
    );
    assert_eq!(errors(&imported), ["import/multipart", "import/contradiction"]);
    assert_eq!(imported.requests[0].unresolved, ["$TOKEN"]);
    assert_eq!(imported.requests[0].auth.as_deref(), Some("awsv4 execute-api us-east-1"));
    let (_, text) = SAMPLES[7];
    let left_out: Vec<String> = import(text).left_out.into_iter().map(|left_out| left_out.what).collect();
    assert_eq!(left_out, ["1 script", "1 saved example"]);
}

#[test]
fn gateway_and_stage_are_seen() {
    for (name, text) in SAMPLES {
        for request in import(text).requests {
            let is_sample = request.host().is_some_and(|host| host.ends_with(".execute-api.us-east-1.amazonaws.com"));
            assert_eq!(request.is_for_gateway(), is_sample, "{name}");
            assert_eq!(request.stage(), is_sample.then_some("dev"), "{name}");
            if is_sample {
                assert!(!request.to_request("dev").path.starts_with("/dev"), "{name}");
            }
        }
    }
}

#[test]
fn no_private_value_shows_in_debug_output() {
    for (name, text) in SAMPLES {
        let shown = format!("{:?}", import(text));
        for private in ["eyJ", "c2lnbmF0dXJl", "user:pass", "Main St", "sid=a"] {
            assert!(!shown.contains(private), "{name}: {private}");
        }
    }
}

#[test]
fn every_cut_of_every_sample_is_read_without_panic() {
    for (_, text) in SAMPLES {
        // Every place of the small ones, every few of the large.
        let step = 1 + text.len() / 700;
        for end in (0..=text.len()).step_by(step).filter(|end| text.is_char_boundary(*end)) {
            import(&text[..end]);
            import(&text[end..]);
        }
    }
}

#[test]
fn hostile_texts_end() {
    for text in [
        "{".repeat(100_000),
        format!("{{\"log\":{{\"entries\":{}", "[".repeat(100_000)),
        format!("{{\"info\":1,\"item\":{}", "[{\"item\":".repeat(100_000)),
        format!("Invoke-WebRequest -Headers {}", "@{a=".repeat(100_000)),
        format!("Invoke-WebRequest -Headers {}", "(".repeat(100_000)),
        format!("curl {}", "$(".repeat(20_000)),
        format!("curl {}", "'\"".repeat(100_000)),
        format!("curl {}", "-d x ".repeat(50_000)),
        format!("@a={{{{a}}}}{{{{a}}}}\nGET https://x/{{{{a}}}}{}", "{{".repeat(50_000)),
        format!("GET / HTTP/1.1\n{}", "A: b\n".repeat(100_000)),
        "###\n".repeat(100_000),
        format!("@a={}\n@b={}\nGET https://x/{{{{b}}}}", "{{b}}".repeat(3_000), "{{a}}".repeat(3_000)),
        format!("GET https://x/{}\nA: {}", "}}{{".repeat(50_000), "}}".repeat(50_000)),
        "\0".repeat(100_000),
    ] {
        let started = std::time::Instant::now();
        import(&text);
        assert!(started.elapsed().as_secs() < 5, "{}", &text[..40.min(text.len())]);
    }
}
