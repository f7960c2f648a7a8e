//! Asks for hover cards and completions on a thread of its own, so that no body and no template is too large for it.

use super::pipeline::Shown;
use super::template_view::Part;
use super::worker::{Waker, Worker};
use crate::ide::{self, CompletionList, HoverCard};
use crate::preview::TemplateRun;
use egui::Context;
use std::sync::Arc;

/// What the editor wants to know, of which text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// The editor's version of the text.
    pub version: u64,
    /// The revision of the preview that values come from.
    pub revision: u64,
    /// What the pointer rests on.
    pub hover: Option<usize>,
    /// Where completions are wanted.
    pub complete: Option<usize>,
}

/// A question with all that is needed to answer it.
struct Question {
    wanted: Wanted,
    part: Part,
    text: Arc<str>,
    shown: Option<Arc<Shown>>,
}

/// What came of a question.
struct Answer {
    wanted: Wanted,
    card: Option<HoverCard>,
    list: Option<CompletionList>,
}

/// Holds the newest answers. The thread starts with the first question.
#[derive(Default)]
pub struct Assistant {
    worker: Option<Worker<Question, Answer>>,
    wanted: Wanted,
    asked: u64,
    card: Option<(Wanted, HoverCard)>,
    list: Option<CompletionList>,
}

impl Assistant {
    /// Takes in what has come back.
    pub fn take(&mut self) {
        let Some(answer) = self.worker.as_ref().and_then(|worker| worker.newest()?.result) else { return };
        self.card = answer.card.map(|card| (answer.wanted, card));
        // A list for a session that is over must not open the next one.
        if self.wanted.complete.is_some() && answer.wanted.complete.is_some() {
            self.list = answer.list;
        }
    }

    /// Returns the card for the text at `version`.
    pub fn card(&self, version: u64) -> Option<&HoverCard> {
        self.card.as_ref().filter(|(wanted, _)| wanted.version == version).map(|(_, card)| card)
    }

    /// Returns the newest list, which may be for a caret a few letters back.
    pub fn list(&self) -> Option<&CompletionList> {
        self.list.as_ref()
    }

    /// Asks unless the answer is there or on its way.
    pub fn ask(
        &mut self,
        ctx: &Context,
        part: Part,
        mut wanted: Wanted,
        shown: Option<&Arc<Shown>>,
        text: impl FnOnce() -> Arc<str>,
    ) {
        if let (Some((known, card)), Some(offset)) = (&self.card, wanted.hover)
            && (known.version, known.revision) == (wanted.version, wanted.revision)
            && card.span.contains(offset)
        {
            // Still over what the card is about.
            wanted.hover = known.hover;
        }
        if wanted == self.wanted {
            return;
        }
        self.wanted = wanted;
        if wanted.complete.is_none() {
            self.list = None;
        }
        if wanted.hover.is_none() {
            self.card = None;
        }
        if wanted.hover.is_none() && wanted.complete.is_none() {
            return;
        }
        if self.worker.is_none() {
            let repaint = ctx.clone();
            let waker: Waker = Arc::new(move || repaint.request_repaint());
            self.worker = Worker::start("gatewright-ide", waker, answer).ok();
        }
        self.asked += 1;
        if let Some(worker) = &self.worker {
            worker.submit(self.asked, Question { wanted, part, text: text(), shown: shown.cloned() });
        }
    }
}

fn answer(question: &Question) -> Answer {
    let Question { wanted, part, text, shown } = question;
    let run = shown.as_deref().and_then(|shown| run_of(shown, *part));
    Answer {
        wanted: *wanted,
        card: wanted.hover.zip(run).and_then(|(offset, run)| ide::hover(run, text, offset)),
        list: wanted.complete.and_then(|offset| ide::complete(run, text, offset)),
    }
}

/// Returns what a template of the request, or of the response, sees of the call.
fn run_of(shown: &Shown, part: Part) -> Option<TemplateRun<'_>> {
    match part {
        Part::Request(_) => shown.preview.as_ref().map(|preview| preview.request_run()),
        Part::Response(..) => shown.response.as_ref().map(|response| response.response_run()),
    }
}
