//! Robustness: a call is tried with variations of the inputs that its template really reads, ordinary ones that samples
//! forget and hostile ones, and what breaks the event, changes its shape or lets a caller add members is reported,
//! as small as it gets, grouped by cause, with a fix that was tried.
//!
//! [`run`] needs no clock and no chance: the same design, call and seed give the same report. Inside: `base` finds what
//! the template reads and where it arrives, `values` lists what is tried, `change` puts it into a call, `judge` says what
//! it did, `weakness` groups, minimizes and mends.
//!
//! Only what a caller can choose is varied: parameters, headers that the gateway passes on as they are, the body, claims
//! that users fill in. Stage variables, what a Lambda authorizer returns and what the service writes are the owner's.

mod base;
mod change;
mod judge;
mod values;
mod weakness;

pub use change::{Change, Input, NewValue};
pub use weakness::{Harm, Weakness};

use crate::apigw::reading::Reading;
use crate::apigw::stage::ApiKind;
use crate::design::{Design, token};
use crate::vtl::{self, Dialect};
use base::Base;
use values::Random;
use weakness::Collector;

/// How to try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Decides the random variations; the same seed gives the same ones.
    pub seed: u64,
    /// How many variations are tried in all. Each input's own list is tried whole, even if it is longer.
    pub variations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, variations: 2000 }
    }
}

/// The limits of a rendering, smaller than usual: a variation that takes this long is a finding by itself.
struct Limits(vtl::Limits);

impl Default for Limits {
    fn default() -> Self {
        Self(vtl::Limits { steps: 5_000_000, ..vtl::Limits::default() })
    }
}

/// Why nothing was tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skipped {
    /// The design has no such call.
    NoCall,
    /// No mapping template decides what the function receives.
    NotMapped,
    /// The call never reaches a template: the gateway answers, or the body passes.
    NoTemplate,
    /// The call fails as it is; that comes first.
    BrokenAlready,
    /// The template reads nothing that a caller chooses.
    NothingToVary,
}

impl Skipped {
    /// Returns the reason as a sentence without its full stop.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoCall => "There is no call to vary",
            Self::NotMapped => "No mapping template decides here: a proxy integration forwards everything, escaped",
            Self::NoTemplate => "This call reaches no template",
            Self::BrokenAlready => "The call fails as it is; mend that first",
            Self::NothingToVary => "The template reads nothing that a caller chooses",
        }
    }
}

/// What came of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// How many variations were tried.
    pub tried: usize,
    /// What they showed, worst first.
    pub weaknesses: Vec<Weakness>,
    /// The inputs that were varied.
    pub inputs: Vec<Input>,
    /// Why nothing was tried.
    pub skipped: Option<Skipped>,
    /// True if it was stopped before its end.
    pub is_cancelled: bool,
    /// Position in the route's request templates of the one that ran.
    pub template: usize,
}

/// Tries variations of a call. `cancelled` is asked before each, `progress` is told how many of how many are done.
pub fn run(
    design: &Design,
    route_index: usize,
    call_index: usize,
    options: &Options,
    cancelled: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Report {
    let skip = |reason| Report { skipped: Some(reason), ..Report::default() };
    let Some(route) = design.routes.get(route_index) else { return skip(Skipped::NoCall) };
    let Some(call) = route.calls.get(call_index) else { return skip(Skipped::NoCall) };
    if design.api == ApiKind::Http || route.integration.proxy {
        return skip(Skipped::NotMapped);
    }
    let call = &*token::with_credential(design, route, call, None);
    let found = base::template_of(route, &design.exchange(route, call));
    let Some((index, template)) =
        found.and_then(|index| Some((index, route.integration.request_templates.get(index)?)))
    else {
        return skip(Skipped::NoTemplate);
    };
    let parsed = vtl::parse(template.text.clone(), Dialect::API_GATEWAY);
    let reading = Reading::of(&parsed.template);
    let Some(base) = Base::new(design, route, call, index, &reading) else { return skip(Skipped::BrokenAlready) };
    if base.targets.is_empty() {
        return skip(Skipped::NothingToVary);
    }
    let mut collector = Collector::new(&base);
    let (tried, is_cancelled) = try_all(&base, options, &mut collector, cancelled, progress);
    Report {
        tried,
        weaknesses: collector.finish(cancelled),
        inputs: base.targets.iter().map(|target| target.input.clone()).collect(),
        skipped: None,
        is_cancelled,
        template: index,
    }
}

/// Tries each input's own list, then random ones, and returns how many were tried and whether it was stopped.
fn try_all(
    base: &Base<'_>,
    options: &Options,
    collector: &mut Collector<'_>,
    cancelled: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(usize, usize),
) -> (usize, bool) {
    let mut all: Vec<Vec<Change>> = Vec::new();
    for target in &base.targets {
        for value in values::of(&target.input, target.sample.as_ref()) {
            all.push(vec![Change { input: target.input.clone(), value }]);
        }
    }
    let choice: Vec<_> = base.targets.iter().map(|target| (target.input.clone(), target.sample.clone())).collect();
    let mut random = Random::new(options.seed);
    while all.len() < options.variations {
        all.push(random.changes(&choice));
    }
    let total = all.len();
    const PROGRESS_EVERY: usize = 64;
    for (done, changes) in all.iter().enumerate() {
        if cancelled() {
            return (done, true);
        }
        if done % PROGRESS_EVERY == 0 {
            progress(done, total);
        }
        if let Some((_, input)) = base.vary(changes)
            && let Some(verdict) = judge::judge(base, base.reading.template, changes, &input)
        {
            collector.take(changes, &input, verdict);
        }
    }
    progress(total, total);
    (total, false)
}
