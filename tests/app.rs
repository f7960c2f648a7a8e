//! Drives the whole window through its accessibility tree: no display and no GPU needed.

#[path = "app/access.rs"]
mod access;
#[path = "app/assist.rs"]
mod assist;
#[path = "app/checklist.rs"]
mod checklist;
#[path = "app/client.rs"]
mod client;
#[path = "app/compare.rs"]
mod compare;
#[path = "app/editor.rs"]
mod editor;
#[path = "app/editor_tools.rs"]
mod editor_tools;
#[path = "app/event_view.rs"]
mod event_view;
#[path = "app/export.rs"]
mod export;
#[path = "app/files.rs"]
mod files;
#[path = "app/golden.rs"]
mod golden;
#[path = "app/handler.rs"]
mod handler;
#[path = "app/identity.rs"]
mod identity;
#[path = "app/import.rs"]
mod import;
#[path = "app/keyboard.rs"]
mod keyboard;
#[path = "app/lessons.rs"]
mod lessons;
#[path = "app/origin.rs"]
mod origin;
#[cfg(feature = "snapshots")]
#[path = "app/painter.rs"]
mod painter;
#[cfg(feature = "snapshots")]
#[path = "app/pictures.rs"]
mod pictures;
#[path = "app/problems.rs"]
mod problems;
#[path = "app/recovery.rs"]
mod recovery;
#[path = "app/request.rs"]
mod request;
#[path = "app/responses.rs"]
mod responses;
#[path = "app/result.rs"]
mod result;
#[path = "app/robustness.rs"]
mod robustness;
#[path = "app/run.rs"]
mod run;
#[path = "app/settings.rs"]
mod settings;
#[path = "app/speed.rs"]
mod speed;
#[path = "app/start.rs"]
mod start;
#[path = "app/story.rs"]
mod story;
#[path = "app/typing.rs"]
mod typing;
#[path = "app/window.rs"]
mod window;
