//! Handlers that run in a child process: what they return and raise, and that nothing of them is left over.
//!
//! Where `python3` or `node` is not installed, a line says that a test was passed over.

use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::handler::run::{DEFAULT_LIMIT, Interpreter, Job, Report, RunError, run};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn job(interpreter: Interpreter, code: &str, event: &Value) -> Job {
    Job {
        interpreter,
        code: code.into(),
        event: event.to_string(),
        function: "RequestUnicorn".into(),
        region: "us-east-1".into(),
        account_id: "123456789012".into(),
        limit: DEFAULT_LIMIT,
    }
}

/// Runs a handler; `None` where its interpreter is not installed.
fn report(job: &Job) -> Option<Report> {
    match run(job, &AtomicBool::new(false)) {
        Ok(report) => Some(report),
        Err(RunError::NoInterpreter(program)) => {
            println!("{program} is not installed: passed over");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn python(code: &str, event: &Value) -> Option<Report> {
    report(&job(Interpreter::Python, code, event))
}

fn node(code: &str, event: &Value) -> Option<Report> {
    report(&job(Interpreter::Node, code, event))
}

fn error(report: &Report) -> &Value {
    match report.result.as_ref() {
        Some(FunctionResult::Raised(error)) => error,
        other => panic!("{other:?} with log {}", report.log),
    }
}

fn returned(report: &Report) -> &Value {
    match report.result.as_ref() {
        Some(FunctionResult::Returned(value)) => value,
        other => panic!("{other:?} with log {}", report.log),
    }
}

const STORY: &str = "import json\n\ndef handler(event, context):\n    print('asked')\n    \
                     user = event['requestContext']['authorizer']['claims']['cognito:username']\n    \
                     return {'statusCode': 201, 'body': json.dumps({'rider': user})}\n";

#[test]
fn the_key_error_of_the_story_is_shown_at_its_line() {
    let Some(report) = python(STORY, &json!({"requestContext": {"stage": "prod"}})) else { return };
    let raised = error(&report);
    assert_eq!((&raised["errorType"], &raised["errorMessage"]), (&json!("KeyError"), &json!("'authorizer'")));
    assert_eq!(report.line, Some(5));
    assert_eq!(report.log, "asked\n", "prints are kept apart from the result");
    let trace = raised["stackTrace"][0].as_str().expect("a line");
    assert!(trace.contains("File \"/var/task/lambda_function.py\", line 5, in handler"), "{trace}");
    assert_eq!(raised["stackTrace"].as_array().map(Vec::len), Some(1), "nothing of the bootstrap is in it");
    let claims = json!({"cognito:username": "unicorn-fan"});
    let Some(report) = python(STORY, &json!({"requestContext": {"authorizer": {"claims": claims}}})) else { return };
    assert_eq!(returned(&report), &json!({"statusCode": 201, "body": "{\"rider\": \"unicorn-fan\"}"}));
}

/// The branch of the tutorial's Node.js handler, which answers instead of failing.
#[test]
fn the_tutorial_s_branch_authorization_not_configured_runs() {
    let code = "exports.handler = (event, context, callback) => {\n  if (!event.requestContext.authorizer) {\n    \
                callback(null, { statusCode: 500, body: JSON.stringify({ Error: 'Authorization not configured' }) });\n    \
                return;\n  }\n  callback(null, { statusCode: 201, body: '{}' });\n};\n";
    let Some(report) = node(code, &json!({"requestContext": {}})) else { return };
    assert_eq!(returned(&report)["statusCode"], 500);
    assert!(returned(&report)["body"].as_str().expect("text").contains("Authorization not configured"));
}

#[test]
fn node_tells_type_message_and_line() {
    let module = "import { readFileSync } from 'node:fs';\nexport const handler = async (event) => {\n  console.log('here');\n  \
                  return event.requestContext.authorizer.claims.email;\n};\n";
    let Some(report) = node(module, &json!({"requestContext": {}})) else { return };
    let raised = error(&report);
    assert_eq!(raised["errorType"], "TypeError");
    assert_eq!(raised["errorMessage"], "Cannot read properties of undefined (reading 'claims')");
    assert_eq!((report.line, report.log.as_str()), (Some(4), "here\n"));
    assert!(raised["trace"][1].as_str().expect("a line").contains("/var/task/index.mjs:4"), "{raised}");
    let thrown = node("exports.handler = async () => { throw '[BadRequest] no'; };", &json!({})).expect("ran");
    assert_eq!(error(&thrown)["errorMessage"], "[BadRequest] no");
    let nothing = node("exports.handler = async () => {};", &json!({})).expect("ran");
    assert_eq!(returned(&nothing), &Value::Null);
}

#[test]
fn what_cannot_be_loaded_or_returned_is_told_as_lambda_tells_it() {
    for (code, kind, line) in [
        ("def handler(event, context)\n    return 1\n", "Runtime.UserCodeSyntaxError", Some(1)),
        ("import nothing_of_this_name\n", "Runtime.ImportModuleError", Some(1)),
        ("x = 1\n", "Runtime.HandlerNotFound", None),
        ("def handler(event, context):\n    return {1, 2}\n", "Runtime.MarshalError", None),
        ("def handler(event, context):\n    return float('nan')\n", "Runtime.MarshalError", None),
        ("import os\ndef handler(event, context):\n    os._exit(7)\n", "Runtime.ExitError", None),
        ("\n1 / 0\n", "ZeroDivisionError", Some(2)),
    ] {
        let Some(report) = python(code, &json!({})) else { return };
        assert_eq!((error(&report)["errorType"].as_str(), report.line), (Some(kind), line), "{code}");
    }
    for (code, kind, line) in [
        ("exports.handler = (\n  event => {\n;\n", "Runtime.UserCodeSyntaxError", Some(4)),
        ("import { x } from './nothing.mjs';\nexport const handler = 1;\n", "Runtime.ImportModuleError", None),
        ("exports.other = 1;", "Runtime.HandlerNotFound", None),
        ("exports.handler = async () => { process.exit(3); };", "Runtime.ExitError", None),
    ] {
        let Some(report) = node(code, &json!({})) else { return };
        let seen = (error(&report)["errorType"].as_str(), report.line.is_some());
        assert_eq!(seen, (Some(kind), line.is_some()), "{code}: {:?}", error(&report));
    }
}

#[test]
fn the_environment_holds_nothing_of_ours() {
    let code = "import os\ndef handler(event, context):\n    return {'env': dict(os.environ), 'cwd': os.getcwd(), \
                'name': context.function_name, 'left': context.get_remaining_time_in_millis()}\n";
    let Some(report) = python(code, &json!({})) else { return };
    let seen = returned(&report);
    // CARGO_MANIFEST_DIR and the like are in the environment of every test.
    let names: Vec<&String> = seen["env"].as_object().expect("names").keys().collect();
    let known = |name: &str| {
        // A version manager in front of the interpreter adds its own.
        let prefixes = ["AWS_LAMBDA_", "GATEWRIGHT_", "PYENV_", "_PYENV_", "LC_"];
        let whole = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "AWS_REGION", "AWS_DEFAULT_REGION", "LAMBDA_TASK_ROOT"];
        let shell = ["PWD", "OLDPWD", "SHLVL", "_", "PYTHONUTF8"];
        prefixes.iter().any(|prefix| name.starts_with(prefix)) || whole.contains(&name) || shell.contains(&name)
    };
    assert!(names.iter().all(|name| known(name)), "{names:?}");
    assert_eq!(seen["name"], "RequestUnicorn");
    assert!(seen["left"].as_u64().is_some_and(|left| left > 1000 && left <= 3000), "{seen}");
    let folder = seen["cwd"].as_str().expect("a path");
    assert!(folder.contains("gatewright-run-"), "{folder}");
    assert!(!std::path::Path::new(folder).exists(), "the folder is gone");
}

#[test]
fn a_loop_without_end_reaches_the_time_limit() {
    let short = Duration::from_millis(300);
    for (interpreter, code) in [
        (Interpreter::Python, "def handler(event, context):\n    print('on')\n    while True: pass\n"),
        (Interpreter::Node, "exports.handler = async () => { console.log('on'); for (;;); };"),
    ] {
        let job = Job { limit: short, ..job(interpreter, code, &json!({})) };
        let Some(report) = report(&job) else { continue };
        assert_eq!(error(&report)["errorType"], "Sandbox.Timedout");
        assert!(error(&report)["errorMessage"].as_str().expect("text").ends_with("Task timed out after 0.30 seconds"));
        assert_eq!(report.log, "on\n", "what was printed until then is kept");
        assert!(report.took < Duration::from_secs(12));
    }
}

#[test]
fn a_flood_of_output_is_cut_and_does_not_hold_the_handler_up() {
    let code = "def handler(event, context):\n    for i in range(40): print('x' * 65536)\n    return 'done'\n";
    let Some(report) = python(code, &json!({})) else { return };
    assert_eq!(returned(&report), "done");
    assert_eq!(report.log.len(), 256 * 1024);
    assert_eq!(report.log_bytes_left_out, 40 * 65537 - 256 * 1024);
}

#[test]
fn a_result_over_6_mb_is_refused_as_lambda_does() {
    let Some(report) = python("def handler(event, context):\n    return 'x' * 7000000\n", &json!({})) else { return };
    assert_eq!(error(&report)["errorType"], "Function.ResponseSizeTooLarge");
}

/// Returns the processes that were started with `marker` among their arguments.
#[cfg(target_os = "linux")]
fn alive(marker: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let lines = entries.filter_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        line.contains(marker).then_some(line)
    });
    lines.collect()
}

#[cfg(target_os = "linux")]
#[test]
fn children_and_their_children_end_with_the_run() {
    // A chain of processes, some of which leave the group and the session, and all of which would go on for ever.
    let code = "import subprocess, sys, time\n\
                LOOP = 'import time, sys\\nwhile True: time.sleep(0.05)  # '\n\
                FORK = 'import os, time\\nfor i in range(4): os.fork()\\nwhile True: time.sleep(0.05)  # '\n\
                def handler(event, context):\n    \
                subprocess.Popen([sys.executable, '-c', LOOP + event['marker']])\n    \
                subprocess.Popen([sys.executable, '-c', LOOP + event['marker']], start_new_session=True)\n    \
                subprocess.Popen([sys.executable, '-c', FORK + event['marker']], start_new_session=True)\n    \
                time.sleep(0.4)\n    \
                if event['hang']: time.sleep(60)\n    return 'done'\n";
    for hang in [false, true] {
        let marker = format!("gatewright-test-{}-{hang}", std::process::id());
        let event = json!({"marker": marker, "hang": hang});
        let job = Job { limit: Duration::from_millis(900), ..job(Interpreter::Python, code, &event) };
        let Some(report) = report(&job) else { return };
        assert_eq!(matches!(report.result, Some(FunctionResult::Returned(_))), !hang, "{report:?} {}", report.log);
        assert_eq!(alive(&marker), [""; 0], "something lives on");
    }
}

#[test]
fn a_run_is_canceled_at_once() {
    let cancel = Arc::new(AtomicBool::new(false));
    let inside = Arc::clone(&cancel);
    let code = "import time\ndef handler(event, context):\n    time.sleep(30)\n";
    let job = Job { limit: Duration::from_secs(40), ..job(Interpreter::Python, code, &json!({})) };
    if job.interpreter.find().is_none() {
        println!("python3 is not installed: passed over");
        return;
    }
    let running = thread::spawn(move || run(&job, &inside));
    thread::sleep(Duration::from_millis(300));
    let asked = Instant::now();
    cancel.store(true, Ordering::Relaxed);
    let report = running.join().expect("no panic").expect("it ran");
    assert_eq!(report.result, None);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn an_event_that_is_no_json_calls_nothing() {
    let broken = Job { event: "{\"a\": }".into(), ..job(Interpreter::Python, "", &json!({})) };
    match run(&broken, &AtomicBool::new(false)) {
        Err(RunError::NoEvent | RunError::NoInterpreter(_)) => {}
        other => panic!("{other:?}"),
    }
}
