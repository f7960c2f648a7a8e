//! What Compare and Handler show: computed on a thread of its own, and only while one of them is open.

use super::code_colors::Colored;
use super::workspace::CallToken;
use crate::design::{Design, View};
use crate::handler::{self, Language};
use crate::preview::{self, Beside, EventText, Selection};
use crate::text::diff::{self, Line};
use std::sync::Arc;

/// What is wanted: another question needs another answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// Revision of the document.
    pub revision: u64,
    /// Language of the handler.
    pub language: Language,
    /// Integration that the handler is for; `None`: the route's own.
    pub view: Option<View>,
    /// Events whose texts are compared line by line.
    pub texts: Option<(View, View)>,
}

/// What is asked of the worker.
#[derive(Clone)]
pub struct Job {
    /// The question.
    pub question: Question,
    /// The document.
    pub design: Arc<Design>,
    /// The call.
    pub selection: Selection,
    /// Its token, which the document does not hold.
    pub token: CallToken,
}

/// Everything that the panels show of one computation.
pub struct Compared {
    /// The question that this answers.
    pub question: Question,
    /// The call through every integration; `None` if there is no call to look at.
    pub beside: Option<Beside>,
    /// The handler as it is written for the integration, and its colors.
    pub code: (String, Colored),
    /// The lines of two events, and in which each is; or why there are none.
    pub difference: Result<Vec<DifferenceLine>, String>,
}

/// A line of two events.
pub struct DifferenceLine {
    /// `-` for the first only, `+` for the second only, a blank for both.
    pub sign: char,
    /// The line.
    pub text: String,
}

/// The most lines of a difference that are shown.
const MOST_LINES: usize = 20_000;

/// Answers a question.
pub fn compute(job: &Job) -> Compared {
    let question = job.question;
    let beside = preview::beside(&job.design, job.selection, Some(&job.token.pasted));
    let code = beside.as_ref().and_then(|beside| {
        let plan = beside.plan(question.view.unwrap_or(beside.own))?;
        Some(handler::generate(question.language, plan))
    });
    let code = code.unwrap_or_default();
    let colored = Colored::new(question.language, &code);
    let difference = match (&beside, question.texts) {
        (Some(beside), Some(views)) => difference(beside, views),
        _ => Ok(Vec::new()),
    };
    Compared { question, beside, code: (code, colored), difference }
}

fn difference(beside: &Beside, (first, second): (View, View)) -> Result<Vec<DifferenceLine>, String> {
    let text = |view: View| {
        let column = beside.comparison.columns.iter().find(|column| column.view == view);
        let event = column.map(|column| column.event.clone()).unwrap_or_else(|| Err("no such event".into()));
        event.map(|sent| EventText::new(sent).shown).map_err(|why| format!("{}: {why}", view.title()))
    };
    let (first, second) = (text(first)?, text(second)?);
    let line = |line: Line<'_>| {
        let (sign, text) = match line {
            Line::Both(text) => (' ', text),
            Line::Before(text) => ('-', text),
            Line::After(text) => ('+', text),
        };
        DifferenceLine { sign, text: text.trim_end_matches('\n').to_owned() }
    };
    Ok(diff::lines(&first, &second).into_iter().take(MOST_LINES).map(line).collect())
}
