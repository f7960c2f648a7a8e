//! What is computed for the selected call: the job that goes to the worker, and what comes back.

use super::event_view::EventText;
use super::workspace::CallToken;
use crate::design::Design;
use crate::preview::{self, Outcome, Preview, Respond, ResponseView, Selection};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is asked of the worker.
#[derive(Clone)]
pub struct Job {
    /// The document.
    pub design: Arc<Design>,
    /// The call.
    pub selection: Selection,
    /// Its token, which the document does not hold.
    pub token: CallToken,
}

/// Everything that the panels show of one computation.
pub struct Shown {
    /// What came of it; `None` if there is no call to look at.
    pub preview: Option<Preview>,
    /// The way back to the client.
    pub response: Option<ResponseView>,
    /// Its text in rows.
    pub rows: Arc<EventText>,
    /// How long it took.
    pub took: Duration,
}

/// Computes what is to be shown, and remembers the last event to tell what changed in the next.
#[derive(Default)]
pub struct Pipeline {
    last_event: Option<(Selection, Arc<EventText>)>,
}

impl Pipeline {
    /// Computes what `job` asks for.
    pub fn compute(&mut self, job: &Job) -> Shown {
        let started = Instant::now();
        let preview = preview::compute_with_token(&job.design, job.selection, None, Some(&job.token.pasted));
        let took = started.elapsed();
        let response = preview.as_ref().and_then(|preview| {
            let (design, selection, token) = (&*job.design, job.selection, Some(&job.token.pasted));
            preview::respond(Respond { design, selection, preview, token })
        });
        let outcome = preview.as_ref().map(|preview| &preview.outcome);
        let text: Arc<str> = match outcome {
            Some(Outcome::Event(event)) => Arc::clone(&event.shown),
            Some(other) => other.text().into(),
            None => "".into(),
        };
        let is_event = outcome.is_some_and(Outcome::is_event);
        let before = self.last_event.as_ref().filter(|(selection, _)| is_event && *selection == job.selection);
        let rows = Arc::new(EventText::new(text, before.map(|(_, rows)| rows.as_ref())));
        if is_event {
            self.last_event = Some((job.selection, Arc::clone(&rows)));
        }
        Shown { preview, response, rows, took }
    }
}
