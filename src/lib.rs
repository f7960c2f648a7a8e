//! Gatewright: how Amazon API Gateway hands an HTTP request to a Lambda function, live.
//!
//! # The map
//!
//! A call travels *request + token + stage → integration → Lambda event*, and so does the code. Lowest layer
//! first; a module uses only modules above it in this table, which a test holds.
//!
//! | Layer | Module | In one sentence |
//! | --- | --- | --- |
//! | 0 | [`text`] | Source text: byte spans, lines, and edits. |
//! | 1 | [`diagnostics`] | What we tell the user about a place in a text, and the fixes we offer. |
//! | 2 | [`json`] | JSON read with spans; JSONPath as `$input` understands it. |
//! | 3 | [`vtl`] | The Velocity Template Language: lexer, parser, values, evaluator, output with provenance. |
//! | 3 | [`jwt`] | Decodes, checks and explains tokens. |
//! | 4 | [`apigw`] | API Gateway as data and behavior: request, stage, authorizer, integration, events. |
//! | 5 | [`design`] | The document a user edits: file format, presets, the checklist as a view of the template. |
//! | 6 | [`handler`] | The function's code: written for an event, run with it, and what it misses there. |
//! | 7 | [`lint`] | Rules: mistakes found before the deploy, with fixes, one file a rule. |
//! | 7 | [`robustness`] | Variations of the inputs that a template reads, tried one by one. |
//! | 7 | [`compare`] | The same call through every integration, aligned by what the values mean. |
//! | 7 | [`import`] | Reads captured requests, and what is deployed, back into designs: one file a format. |
//! | 8 | [`preview`] | The one façade: a design and a selected call in, everything worth showing out. |
//! | 9 | [`export`] | Writes what is deployed, and pages for people: OpenAPI, HTML and so on, one file a format. |
//! | 9 | [`ide`] | Answers about a cursor position, in offsets and strings. |
//! | 9 | [`lesson`] | Lessons: steps in plain words with checks on the live design. |
//! | 10 | [`cli`], `app` | The command line; the window (feature `gui`). |
//!
//! # What happens on a key press
//!
//! The window changes its [`design::Design`], whose revision goes up, and hands it to a worker thread with a
//! one-place mailbox: the newest waits, older ones are forgotten. The worker calls [`preview::compute`], which
//! is pure: no clock, disk, network or randomness. The window shows the result if it is the newest, and keeps
//! the last good event on screen, marked as stale, while there is none. The command line calls the same
//! function once and prints.
//!
//! # What is deliberately absent
//!
//! - `vtl` knows nothing of AWS: a host (`apigw::bindings`) supplies `$input`, `$util`, `$context` and
//!   `$stageVariables`.
//! - Nothing outside `app` knows egui, so everything can be tested and run without a window.
//! - A pasted token is no part of the document. It lives in memory, and in a file only if the user asks.
//! - Broken input is no `Err`: parsing, rendering and previewing return a value and what is wrong with it.
//!   `Result` is for the outside world: files and arguments.
#![forbid(unsafe_code)]

pub mod apigw;
#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod compare;
pub mod design;
pub mod diagnostics;
pub mod export;
pub mod handler;
pub mod ide;
pub mod import;
pub mod json;
pub mod jwt;
pub mod lesson;
pub mod lint;
pub mod preview;
pub mod robustness;
pub mod text;
pub mod vtl;
