//! The selected call through every integration: the comparison, and what a handler reads in each.

use super::{Outcome, Preview, Selection, compute_with_token, handler_plan};
use crate::apigw::Exchange;
use crate::apigw::bindings::InputPlace;
use crate::compare::{self, Cell, Comparison, Meaning, Side};
use crate::design::{Design, View, token};
use crate::diagnostics::Source;
use crate::handler::Plan;
use crate::json::{Document, strict};
use crate::jwt::Secret;
use crate::text::Span;
use std::fmt;

/// The selected call through every integration. `Debug` shows no value.
#[derive(Clone)]
pub struct Beside {
    /// The integration that the route is set to.
    pub own: View,
    /// The events side by side.
    pub comparison: Comparison,
    /// What a handler reads in each, in the order of [`View::ALL`].
    pub plans: Vec<Plan>,
    /// For each row of the comparison whether a handler reads it.
    pub used: Vec<bool>,
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Beside").field("own", &self.own).field("comparison", &self.comparison).finish_non_exhaustive()
    }
}

impl Beside {
    /// Returns what a handler reads through `view`.
    pub fn plan(&self, view: View) -> Option<&Plan> {
        View::ALL.iter().position(|other| *other == view).and_then(|at| self.plans.get(at))
    }

    /// Returns the comparison with the rows that a handler reads, and no others.
    pub fn used_only(&self) -> Comparison {
        let mut comparison = self.comparison.clone();
        let mut used = self.used.iter();
        comparison.rows.retain(|_| used.next().copied().unwrap_or(true));
        comparison
    }
}

/// Looks at the selected call through every integration. `None` if the design has no such call. Where the request says
/// [`token::TOKEN_PLACEHOLDER`], it brings `token` along, or else [`token::own_token`].
pub fn beside(design: &Design, selection: Selection, token: Option<&Secret>) -> Option<Beside> {
    let (route, call) = selection.find(design)?;
    let call = &*token::with_token(design, route, call, token);
    let authorizer = |view: View| design.authorizer_of(route).map(|authorizer| authorizer.for_api(view.api()));
    let authorizers = View::ALL.map(authorizer);
    let previews: Vec<Preview> =
        View::ALL.into_iter().filter_map(|view| compute_with_token(design, selection, Some(view), token)).collect();
    let exchanges: Vec<Exchange<'_>> = View::ALL
        .into_iter()
        .zip(&authorizers)
        .map(|(view, authorizer)| view.exchange(design, route, call, authorizer.as_ref()))
        .collect();
    let locates: Vec<_> =
        previews.iter().map(|preview| move |place: &InputPlace| reached_as_sent(preview, place)).collect();
    let sides: Vec<Side<'_>> = previews
        .iter()
        .zip(&exchanges)
        .zip(&locates)
        .map(|((preview, exchange), locate)| Side {
            view: preview.view,
            exchange: *exchange,
            event: event(&preview.outcome),
            locate: preview.mapped.is_some().then_some(locate as &compare::Locate<'_>),
        })
        .collect();
    let comparison = compare::compare(&sides);
    let plans: Vec<Plan> = sides
        .iter()
        .zip(&previews)
        .map(|(side, preview)| handler_plan::plan(side, preview, &comparison, (&route.method, &route.path)))
        .collect();
    let used = comparison.rows.iter().map(|row| is_read(&row.meaning, &row.cells, &plans)).collect();
    Some(Beside { own: View::of(design, route), comparison, plans, used })
}

/// Returns the event, or why the function is not called.
fn event(outcome: &Outcome) -> Result<Document, String> {
    match outcome {
        Outcome::Event(event) => strict::read(event.sent.clone(), &Source::Event).map_err(|problem| problem.message),
        Outcome::NotJson { .. } => Err("no event: what the template prints is no JSON".into()),
        Outcome::Failed { .. } => Err("no event: the template cannot be rendered".into()),
        Outcome::Answered(answer) => Err(format!("no event: the gateway answers {} itself", answer.status)),
    }
}

/// Returns what a part of the request reached, in the text as it is sent.
fn reached_as_sent(preview: &Preview, place: &InputPlace) -> Vec<Span> {
    preview.mapped.as_ref().map(|mapped| mapped.outputs_of_input(place)).unwrap_or_default()
}

/// Returns true if one of the handlers reads this row.
fn is_read(meaning: &Meaning, cells: &[Cell], plans: &[Plan]) -> bool {
    cells.iter().zip(plans).any(|(cell, plan)| {
        let Some(present) = cell.present() else { return false };
        let is_body = *meaning == Meaning::Body && plan.body.is_read();
        is_body || plan.fields.iter().any(|field| field.pointer == present.pointer)
    })
}
