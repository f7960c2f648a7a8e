//! What leaves the program of Compare and Handler: tables without any token, and code.

use super::super::panels::compare_table_expression;
use super::super::scene::Scene;
use super::super::state::App;
use super::super::widgets::Tone;
use super::{Purpose, files};
use crate::compare::{Column, Comparison, Present, html, markdown};
use egui::Context;

/// Returns the comparison as it shows: without the columns and rows that are hidden, and without tokens.
fn shown(app: &App) -> Option<Comparison> {
    let beside = app.compared.as_ref()?.beside.as_ref()?;
    let view = &app.view.compare;
    let mut comparison = if view.only_used { beside.used_only() } else { beside.comparison.clone() };
    for at in (0..comparison.columns.len()).rev() {
        if comparison.columns.get(at).is_some_and(|column| view.hidden.contains(&column.view)) {
            comparison.columns.remove(at);
            comparison.rows.iter_mut().for_each(|row| {
                row.cells.remove(at);
            });
        }
    }
    Some(comparison.without_tokens())
}

/// Copies the table as Markdown.
pub(super) fn copy(app: &mut App, ctx: &Context) {
    let Some(comparison) = shown(app) else { return say_open_first(app) };
    let language = app.view.language;
    let read = |column: &Column, present: &Present| compare_table_expression(language, column, present);
    ctx.copy_text(markdown::table(&comparison, &read));
    app.view.toasts.push(Tone::Ok, "Copied the comparison");
}

/// Asks where the page goes.
pub(super) fn ask(app: &mut App) {
    if shown(app).is_some() {
        files::ask(app, Purpose::ExportComparison);
    } else {
        say_open_first(app);
    }
}

/// Returns the table as a page of its own.
pub(super) fn page(app: &App) -> Option<String> {
    let comparison = shown(app)?;
    let language = app.view.language;
    let read = |column: &Column, present: &Present| compare_table_expression(language, column, present);
    let route = app.workspace.route()?;
    let title = format!("{} {} through every integration", route.method, route.path);
    let name = &app.workspace.design().name;
    let about = format!("{name}; expressions in {}", language.title());
    let body = format!(
        "<h1>{}</h1>\n<p class=\"about\">{}</p>\n<div class=\"scroll\">\n{}</div>\n",
        html::escaped(&title),
        html::escaped(&about),
        html::table(&comparison, &read)
    );
    Some(html::page(&title, &body, ""))
}

/// Copies the handler that shows.
pub(super) fn copy_handler(app: &mut App, ctx: &Context) {
    let code = Scene::of(app).handler_code();
    match code {
        Some(code) => {
            ctx.copy_text(code.text);
            app.view.toasts.push(Tone::Ok, "Copied the handler");
        }
        None => app.view.toasts.push(Tone::Info, "Open Handler first: the code is written there."),
    }
}

fn say_open_first(app: &mut App) {
    app.view.toasts.push(Tone::Info, "Open Compare first: the table is made there.");
}
