//! `gatewright compare` and `gatewright handler`: the same call through every integration, and code that reads it.

use super::preview::select;
use super::{CLEAN, Complaint, view_parser};
use crate::compare::{Column, Present, html, markdown};
use crate::design::{Design, file, token};
use crate::handler::access::{self, Shape};
use crate::handler::{self, Language};
use crate::jwt::Secret;
use crate::preview::{self, Beside, Selection, View};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::Write;
use std::path::PathBuf;

/// Which call of a design.
#[derive(clap::Args, Debug)]
struct WhichCall {
    /// Design file
    file: PathBuf,
    /// Route, by its name ("POST /rides") or its number from 1
    #[arg(long, value_name = "R")]
    route: Option<String>,
    /// Call, by its name or its number from 1
    #[arg(long, value_name = "C")]
    call: Option<String>,
    /// Language of the code
    #[arg(long, value_name = "LANGUAGE", default_value = "python", value_parser = language_parser())]
    language: Language,
}

/// Arguments of `gatewright compare`.
#[derive(clap::Args, Debug)]
pub(super) struct CompareArguments {
    #[command(flatten)]
    which: WhichCall,
    /// What to write
    #[arg(long, value_enum, default_value_t = Table::Markdown)]
    to: Table,
    /// Only what a handler reads
    #[arg(long)]
    used: bool,
}

/// What a comparison is written as.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Table {
    /// A table for a wiki or a pull request
    Markdown,
    /// A page that needs nothing from anywhere
    Html,
}

/// Arguments of `gatewright handler`.
#[derive(clap::Args, Debug)]
pub(super) struct HandlerArguments {
    #[command(flatten)]
    which: WhichCall,
    /// Integration to write it for, instead of the one that the route uses
    #[arg(long = "as", value_name = "INTEGRATION", value_parser = view_parser())]
    view: Option<View>,
    /// The one written for the event, also where the design keeps one that somebody changed
    #[arg(long)]
    fresh: bool,
}

fn language_parser() -> impl TypedValueParser<Value = Language> {
    let words = PossibleValuesParser::new(Language::ALL.map(Language::as_str));
    words.map(|word| Language::parse(&word).unwrap_or_default())
}

/// Prints the comparison that `arguments` ask for, without the caller's token.
pub(super) fn compare(arguments: &CompareArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let Looked { design, beside, .. } = look(&arguments.which, true)?;
    let comparison = if arguments.used { beside.used_only() } else { beside.comparison };
    let language = arguments.which.language;
    let read = |column: &Column, present: &Present| {
        access::expression(language, Shape::of(column.view), &present.pointer, &present.json)
    };
    match arguments.to {
        Table::Markdown => out.write_all(markdown::table(&comparison, &read).as_bytes())?,
        Table::Html => {
            let body = format!("<h1>{}</h1>\n{}", html::escaped(&design.name), html::table(&comparison, &read));
            out.write_all(html::page(&design.name, &body, "").as_bytes())?;
        }
    }
    out.flush()?;
    Ok(CLEAN)
}

/// Prints the handler that `arguments` ask for.
pub(super) fn handler(arguments: &HandlerArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let Looked { design, selection, beside } = look(&arguments.which, false)?;
    let language = arguments.which.language;
    let view = arguments.view.unwrap_or(beside.own);
    let route = selection.find(&design).map(|(route, _)| route).filter(|_| !arguments.fresh);
    let code = match route.and_then(|route| route.handler(language.as_str(), view)) {
        Some(kept) => kept.to_owned(),
        None => handler::generate(language, &beside.plan(view).cloned().unwrap_or_default()),
    };
    out.write_all(code.as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}

/// A call that was looked at.
struct Looked {
    design: Design,
    selection: Selection,
    beside: Beside,
}

/// Looks at the call; `is_shared`: its tokens stay out.
fn look(which: &WhichCall, is_shared: bool) -> Result<Looked, Complaint> {
    let design = file::read(&which.file).map_err(|error| Complaint(format!("{}: {error}", which.file.display())))?;
    let selection = select(&design, which.route.as_deref(), which.call.as_deref()).map_err(Complaint)?;
    let design = if is_shared { token::without_tokens(&design) } else { design };
    let placeholder = is_shared.then(|| Secret::new(token::TOKEN_PLACEHOLDER));
    let beside = preview::beside(&design, selection, placeholder.as_ref())
        .ok_or_else(|| Complaint("the design has no call to look at".into()))?;
    Ok(Looked { design, selection, beside })
}
