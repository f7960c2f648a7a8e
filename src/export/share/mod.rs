//! A design for people: one page of HTML, or Markdown, with the integration, its templates, the event of each call and
//! the comparison of the integrations.
//!
//! No token is in it, whatever the design holds; what a call's event says of its caller is, as that is what the page is
//! about. The page asks nothing of any server: style and script are in it, and its policy forbids the rest.

mod highlight;
mod page;
mod text;

pub use page::html;
pub use text::markdown;

use super::{ExportFile, Format, Side};
use crate::apigw::stage::ApiKind;
use crate::compare::{Column, Present};
use crate::design::{Call, Design, Route, View, token};
use crate::handler::Language;
use crate::handler::access::{self, Shape};
use crate::jwt::Secret;
use crate::preview::{self, Beside, Preview, Selection};
use std::borrow::Cow;

/// Returns the page, if the format is one for people.
pub(super) fn page(design: &Design, format: Format, side: Option<Side>) -> Option<ExportFile> {
    let design = with_side(design, side);
    let (path, text) = match format {
        Format::Html => ("design.html", html(&design)),
        Format::Markdown => ("design.md", markdown(&design)),
        _ => return None,
    };
    Some(ExportFile { path: path.into(), text })
}

/// Returns the design with every route on one side.
fn with_side(design: &Design, side: Option<Side>) -> Cow<'_, Design> {
    let Some(side) = side else { return Cow::Borrowed(design) };
    let mut design = design.clone();
    design.api = if side == Side::Http { ApiKind::Http } else { ApiKind::Rest };
    design.authorizers = design.authorizers.iter().map(|authorizer| authorizer.for_api(design.api)).collect();
    for route in &mut design.routes {
        route.integration.proxy = side != Side::Mapping;
    }
    Cow::Owned(design)
}

/// The most bytes of an event that are shown: a page is to be read.
const MOST_EVENT_BYTES: usize = 100_000;

/// A call, looked at without any token.
struct Looked {
    preview: Preview,
    beside: Beside,
}

/// Looks at every call of a route that is in `design`, which holds no token.
fn look(design: &Design, route: usize) -> Vec<(&Call, Looked)> {
    let token = Secret::new(token::TOKEN_PLACEHOLDER);
    let calls = design.routes.get(route).map(|route| route.calls.as_slice()).unwrap_or_default();
    let look = |(call, sample): (usize, _)| {
        let selection = Selection { route, call };
        let preview = preview::compute_with_token(design, selection, None, Some(&token))?;
        Some((sample, Looked { preview, beside: preview::beside(design, selection, Some(&token))? }))
    };
    calls.iter().enumerate().filter_map(look).collect()
}

/// Returns what a route is, in one line.
fn about(design: &Design, route: &Route) -> String {
    let view = View::of(design, route);
    let authorizer = match (design.authorizer_of(route), &route.authorizer) {
        (Some(authorizer), _) => format!("{} ({})", authorizer.name, authorizer.kind.title()),
        (None, Some(missing)) => format!("{missing}, which the design does not have"),
        (None, None) => "none".into(),
    };
    let passthrough = match view {
        View::Mapping => {
            format!("; passthrough behavior {}", route.integration.passthrough_behavior.as_str())
        }
        _ => String::new(),
    };
    format!("{}; authorizer: {authorizer}{passthrough}", view.title())
}

/// Returns the text of an event, cut where it gets long, and whether it was.
fn shown(text: &str) -> (&str, bool) {
    if text.len() <= MOST_EVENT_BYTES {
        return (text, false);
    }
    let end = (0..=MOST_EVENT_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    (text.get(..end).unwrap_or_default(), true)
}

/// Returns how code reads a cell.
fn read(column: &Column, present: &Present) -> String {
    access::expression(Language::Python, Shape::of(column.view), &present.pointer, &present.json)
}
