//! Handlers: the code that is written for an event reads that event. Python and Node.js run here where they are
//! installed; what other languages' tools say of the code is in `.ci/handlers`.

use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller};
use gatewright::design::{Design, KeptHandler, file, presets};
use gatewright::handler::plan::{Caller, Role};
use gatewright::handler::{Language, Plan, generate};
use gatewright::preview::{self, Beside, Selection, View};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// Every preset, and every authorizer on the story.
fn designs() -> Vec<(String, Design)> {
    let read = |preset: &presets::Preset| file::parse(preset.text).expect("a design");
    let mut designs: Vec<(String, Design)> =
        presets::PRESETS.iter().map(|preset| (preset.id.to_owned(), read(preset))).collect();
    for kind in AuthorizerKind::ALL {
        let mut design = read(&presets::PRESETS[0]);
        design.authorizers = vec![Authorizer { name: "A".into(), kind, ..Authorizer::default() }];
        let route = &mut design.routes[0];
        route.authorizer = Some("A".into());
        let call = &mut route.calls[0];
        call.request.path = route.path.clone();
        call.request.query = vec![("unit".into(), "km".into()), ("class".into(), "a".into())];
        call.identity.lambda.principal_id = "ada".into();
        let context = json!({"email": "ada@example.com", "seats": 25, "trial": true});
        call.identity.lambda.context = context.as_object().cloned().unwrap_or_default();
        let arn = "arn:aws:iam::123456789012:user/ada";
        call.identity.iam =
            IamCaller { user_arn: arn.into(), account_id: "123456789012".into(), ..IamCaller::default() };
        designs.push((format!("story with {}", kind.as_str()), design));
    }
    designs
}

fn beside(design: &Design) -> Beside {
    preview::beside(design, Selection::default(), None).expect("a call")
}

/// A handler and the event that it is called with.
struct Case {
    name: String,
    plan: Plan,
    event: Value,
    /// The caller is known in this event.
    is_known: bool,
    email: Option<String>,
}

fn event(beside: &Beside, view: View) -> Option<Value> {
    let column = beside.comparison.columns.iter().find(|column| column.view == view)?;
    serde_json::from_str(column.event.as_ref().ok()?).ok()
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, design) in designs() {
        let mut open = design.clone();
        open.routes[0].authorizer = None;
        let (guarded, open) = (beside(&design), beside(&open));
        let call = &design.routes[0].calls[0];
        let kind = design.authorizer_of(&design.routes[0]).map(|authorizer| authorizer.kind);
        let email = match kind {
            Some(AuthorizerKind::Cognito | AuthorizerKind::Jwt) => {
                call.identity.claims.as_ref().and_then(|claims| claims["email"].as_str()).map(str::to_owned)
            }
            _ => None,
        };
        for view in View::ALL {
            let plan = guarded.plan(view).expect("a plan").clone();
            for (is_known, from) in [(true, &guarded), (false, &open)] {
                let Some(event) = event(from, view) else { continue };
                let name = format!("{name}, {}, known: {is_known}", view.as_str());
                cases.push(Case { name, plan: plan.clone(), event, is_known, email: email.clone() });
            }
        }
    }
    assert!(cases.len() > 80, "{} cases", cases.len());
    cases
}

/// Runs every case in one process: `harness` reads a list of `[code, event]` and writes a list of `{returned}` or
/// `{raised}`. `None` where the program is not installed.
fn run(program: &str, arguments: &[&str], language: Language, cases: &[Case]) -> Option<Vec<Value>> {
    let input: Vec<Value> = cases.iter().map(|case| json!([generate(language, &case.plan), case.event])).collect();
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: {program} is not installed");
        return None;
    };
    let text = Value::from(input).to_string();
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written").expect("read");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}")))
}

/// Holds what came of each case against what the integration asks for.
fn check(language: Language, cases: &[Case], outcomes: &[Value]) {
    assert_eq!(cases.len(), outcomes.len());
    let mut emails = 0;
    for (case, outcome) in cases.iter().zip(outcomes) {
        let about = || format!("{}: {outcome}\n{}\n{}", case.name, generate(language, &case.plan), case.event);
        let is_proxy = case.plan.shape != gatewright::handler::access::Shape::Own;
        let wants_caller = case.plan.of_role(Role::Caller).next().is_some() || case.plan.caller == Some(Caller::Claims);
        if !case.is_known && wants_caller {
            if is_proxy {
                assert_eq!(outcome["returned"]["statusCode"], 401, "{}", about());
            } else {
                let raised = outcome["raised"].as_str().unwrap_or_else(|| panic!("{}", about()));
                assert!(raised.starts_with("[Unauthorized]") || raised.starts_with("[BadRequest]"), "{}", about());
            }
            continue;
        }
        let returned = &outcome["returned"];
        assert!(!returned.is_null(), "{}", about());
        let result = if is_proxy {
            assert_eq!(returned["statusCode"], 200, "{}", about());
            serde_json::from_str(returned["body"].as_str().expect("a text")).expect("JSON")
        } else {
            returned.clone()
        };
        // A Node.js handler leaves out what is undefined; everything that is read is there in these events.
        for field in &case.plan.fields {
            let expected = case.event.pointer(&field.pointer).cloned().unwrap_or_default();
            assert_eq!(result.get(&field.name).cloned().unwrap_or_default(), expected, "{}: {}", field.name, about());
        }
        let reads_email = case.plan.fields.iter().any(|field| field.name == "email");
        if let Some(email) = case.email.as_ref().filter(|_| reads_email && case.is_known) {
            assert_eq!(result["email"], **email, "{}", about());
            emails += 1;
        }
    }
    assert!(emails >= 10, "the caller's e-mail was read {emails} times");
}

const PYTHON: &str = r#"
import json, sys
outcomes = []
for code, event in json.load(sys.stdin):
    names = {}
    exec(compile(code, "handler.py", "exec"), names)
    try:
        outcomes.append({"returned": json.loads(json.dumps(names["lambda_handler"](event, None)))})
    except Exception as error:
        outcomes.append({"raised": str(error)})
json.dump(outcomes, sys.stdout)
"#;

const NODE: &str = r#"
import { readFileSync } from 'node:fs';
const outcomes = [];
for (const [code, event] of JSON.parse(readFileSync(0, 'utf8'))) {
  const module = await import('data:text/javascript;base64,' + Buffer.from(code).toString('base64'));
  try {
    outcomes.push({ returned: await module.handler(event) });
  } catch (error) {
    outcomes.push({ raised: error.message });
  }
}
process.stdout.write(JSON.stringify(outcomes));
"#;

#[test]
fn python_handlers_run_with_every_event() {
    let cases = cases();
    if let Some(outcomes) = run("python3", &["-c", PYTHON], Language::Python, &cases) {
        check(Language::Python, &cases, &outcomes);
    }
}

#[test]
fn node_handlers_run_with_every_event() {
    let cases = cases();
    if let Some(outcomes) = run("node", &["--input-type=module", "-e", NODE], Language::NodeJs, &cases) {
        check(Language::NodeJs, &cases, &outcomes);
    }
}

#[test]
fn every_language_has_a_handler_for_every_event_and_it_fits_a_screen() {
    for (name, design) in designs() {
        let beside = beside(&design);
        for view in View::ALL {
            let plan = beside.plan(view).expect("a plan");
            for language in Language::ALL {
                let code = generate(language, plan);
                let lines = code.lines().count();
                assert!((4..=110).contains(&lines), "{name}, {}, {language:?}: {lines} lines\n{code}", view.as_str());
                assert!(code.ends_with('\n') && !code.contains("\n\n\n\n"), "{code}");
                assert!(code.lines().all(|line| line.trim_end() == line), "blanks at the end of a line:\n{code}");
            }
        }
    }
}

/// A path or a name in a design is text of somebody's: it must not become code.
#[test]
fn names_cannot_leave_their_place() {
    let (_, mut design) = designs().swap_remove(0);
    let route = &mut design.routes[0];
    route.path = "/a\nimport os; \"\"\" */ {x'y\"z}".into();
    route.calls[0].request.path = "/a/1".into();
    route.calls[0].request.query = vec![("#{1}' \" \n\\".into(), "v".into())];
    let beside = beside(&design);
    for view in View::ALL {
        for language in Language::ALL {
            let code = generate(language, beside.plan(view).expect("a plan"));
            assert!(!code.lines().any(|line| line.starts_with("import os")), "{code}");
        }
    }
}

#[test]
fn the_handler_that_somebody_changed_is_printed_for_its_integration_alone() {
    let mut design = file::parse(presets::PRESETS[0].text).expect("a design");
    let code = "def lambda_handler(event, context):\n    return 'mine'\n".to_owned();
    design.routes[0].handlers =
        vec![KeptHandler { language: "python".into(), view: View::RestProxy, code: code.clone() }];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kept.gatewright.json");
    file::write(&design, &path).expect("written");
    let printed = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        let output = program.arg("handler").arg(&path).args(arguments).output().expect("the program runs");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("text")
    };
    assert_eq!(printed(&["--as", "proxy"]), code);
    for others in
        [&[][..], &["--as", "proxy", "--fresh"], &["--as", "proxy", "--language", "node"], &["--as", "http-2.0"]]
    {
        assert!(!printed(others).contains("mine"), "{others:?}");
    }
}
