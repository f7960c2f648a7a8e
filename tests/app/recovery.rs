//! Work that is not saved survives a kill, and files that somebody else changes are noticed.

use crate::window::{Window, click, ctrl, event, fill, open_with, settle, wait_for};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use gatewright::app::Options;
use gatewright::app::action::Action;
use gatewright::design::file;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Names the folder of the copies to the process that is to be killed.
const FOLDER: &str = "GATEWRIGHT_TEST_RECOVERY_FOLDER";

fn options(folder: &Path) -> Options {
    Options { recovery_folder: Some(folder.to_owned()), ..Options::default() }
}

fn open_in(folder: &Path) -> Window {
    open_with([1440.0, 900.0], Theme::Dark, options(folder))
}

fn copies(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("the folder").filter_map(Result::ok).map(|entry| entry.path());
    files.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The process that is killed: run by the test below, and by nothing else.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut window = open_in(Path::new(&folder));
    fill(&mut window, "Design name", "Killed while typing");
    let claims = serde_json::json!({"sub": "k", "email": "secret-bearer@example.com"});
    let token = gatewright::jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
    fill(&mut window, "Header 3 value", &format!("Bearer {token}"));
    click(&mut window, "Identity");
    // Even a token that the user keeps in the design's own file is in no copy.
    click(&mut window, "Keep this token in the file");
    assert!(file::to_text(window.state().design()).contains(&token), "the token is kept in the file");
    println!("token {token}");
    std::thread::sleep(Duration::from_secs(600));
}

#[test]
fn work_survives_a_kill_and_no_token_is_in_the_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = std::env::current_exe().expect("this program");
    let mut victim = Command::new(program)
        .args(["recovery::victim", "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(victim.stdout.take().expect("its output")));
    let said = lines.find_map(|line| line.ok()?.split_once("token ").map(|(_, token)| token.to_owned()));
    let token = said.expect("it said its token");
    // A second after the last change, whatever happens then, the work is there.
    std::thread::sleep(Duration::from_secs(1));
    victim.kill().expect("killed");
    victim.wait().expect("ended");
    assert!(!copies(folder.path()).is_empty());
    let signature = token.rsplit('.').next().expect("a signature");
    assert!(copies(folder.path()).iter().all(|copy| !copy.contains(signature)), "no token reaches the disk");

    let mut window = open_in(folder.path());
    wait_for(&mut window, "the offer", |window| window.query_by_label("Unsaved work was found").is_some());
    click(&mut window, "Open it");
    assert_eq!(window.state().design().name, "Killed while typing");
    assert!(window.state().is_dirty());
    assert_eq!(event(&window)["context"]["identity"]["email"], "secret-bearer@example.com");
    // The copy goes on as this program's own, and is not offered a second time.
    std::thread::sleep(Duration::from_secs(1));
    let other = open_in(folder.path());
    assert!(other.query_by_label("Unsaved work was found").is_none());
}

#[test]
fn a_copy_is_at_most_a_second_old_while_typing_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = open_in(folder.path());
    let started = Instant::now();
    let mut typed: Vec<(Instant, String)> = Vec::new();
    let mut oldest = Duration::ZERO;
    for number in 0..60 {
        let name = format!("Name <{number}>");
        window.state_mut().push(Action::Change(gatewright::app::change::Change::DesignName(name.clone())));
        window.step();
        typed.push((Instant::now(), name));
        std::thread::sleep(Duration::from_millis(40));
        let on_disk = copies(folder.path()).into_iter().find_map(|copy| {
            let at = copy.find("Name <")?;
            copy.get(at..)?.split('>').next().map(|name| format!("{name}>"))
        });
        let written = typed.iter().position(|(_, name)| Some(name) == on_disk.as_ref());
        // What came after what is on disk was never written: how long ago did that begin?
        if let Some((since, _)) = typed.get(written.map_or(0, |at| at + 1)) {
            oldest = oldest.max(since.elapsed());
        }
    }
    assert!(started.elapsed() > Duration::from_secs(2));
    assert!(oldest < Duration::from_secs(1), "something typed was not on disk after {oldest:?}");
}

#[test]
fn what_is_thrown_away_is_gone_and_what_waits_is_offered_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = serde_json::json!({"gatewrightRecovery": 1, "path": null, "savedAt": 1_700_000_000,
        "design": serde_json::from_str::<serde_json::Value>(gatewright::design::presets::PRESETS[0].text).expect("JSON")});
    std::fs::write(folder.path().join("1-0.recovery.json"), copy.to_string()).expect("written");
    let offers = |answer: &str| {
        let mut window = open_in(folder.path());
        let offered = window.query_by_label("Unsaved work was found").is_some();
        if offered {
            click(&mut window, answer);
        }
        offered
    };
    assert!(offers("Later"));
    assert!(offers("Throw it away"));
    assert!(!offers("Later"));
}

/// Opens a design from a file and renames the design in the file behind the window's back.
fn changed_behind(window: &mut Window, path: &Path, name: &str) {
    let text = std::fs::read_to_string(path).expect("the file");
    let mut design = file::parse(&text).expect("a design");
    design.name = name.into();
    file::write(&design, path).expect("written");
    let expected = name.to_owned();
    wait_for(window, "the change is noticed", move |window| {
        window.state().design().name == expected
            || window.query_by_label("The file was changed by another program").is_some()
    });
}

fn opened(folder: &Path) -> (Window, std::path::PathBuf) {
    let path = folder.join("mine.gatewright.json");
    std::fs::write(&path, gatewright::design::presets::PRESETS[0].text).expect("written");
    let mut window =
        open_with([1440.0, 900.0], Theme::Dark, Options { file: Some(path.clone()), ..Options::default() });
    settle(&mut window);
    (window, path)
}

#[test]
fn work_that_is_saved_follows_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut window, path) = opened(folder.path());
    changed_behind(&mut window, &path, "From elsewhere");
    assert_eq!((window.state().design().name.as_str(), window.state().is_dirty()), ("From elsewhere", false));
    ctrl(&mut window, Key::Z);
    assert_eq!(window.state().design().name, "Wild Rydes", "nothing is lost");
}

#[test]
fn a_file_that_was_changed_is_not_written_over_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    for (answer, expected) in [("Take the file's", "Theirs"), ("Save mine over it", "Mine")] {
        let (mut window, path) = opened(folder.path());
        fill(&mut window, "Design name", "Mine");
        changed_behind(&mut window, &path, "Theirs");
        click(&mut window, "Decide later");
        window.key_press_modifiers(Modifiers::COMMAND, Key::S);
        settle(&mut window);
        settle(&mut window);
        assert!(std::fs::read_to_string(&path).expect("the file").contains("Theirs"), "asked before it is written");
        click(&mut window, answer);
        assert_eq!((window.state().design().name.as_str(), window.state().is_dirty()), (expected, false));
        assert!(std::fs::read_to_string(&path).expect("the file").contains(expected));
    }
}
