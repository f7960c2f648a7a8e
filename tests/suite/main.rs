//! The core's tests in one binary, so that a two-core machine links once.

mod aws_recordings;
mod check;
mod checklist;
mod command_line;
mod compare;
mod deployed;
mod differential;
mod event_places;
mod event_types;
mod gateway;
mod handler_run;
mod handlers;
mod ide;
mod import;
mod json_path;
mod jwt;
mod layering;
mod lessons;
mod limits;
mod lint;
mod lint_alarms;
mod lint_faults;
#[path = "../oracle/mod.rs"]
mod oracle;
mod prefixes;
mod preview;
mod provenance;
mod random_template;
mod recovery;
mod response;
mod robustness;
mod story;
mod velocity;
mod wild_template;
