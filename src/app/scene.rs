//! What panels are given: the state to draw, and where to put what is asked for.

use super::action::{Action, Actions};
use super::comparing::Compared;
use super::inspector::Inspections;
use super::problems::Problems;
use super::settings::Settings;
use super::state::{App, Previews};
use super::trials::Trials;
use super::view_state::{Focus, ViewState};
use super::workspace::Workspace;
use crate::apigw::bindings::InputPlace;
use crate::design::{Call, Design, Route, View};
use crate::preview::{CallState, Outcome, Preview, Selection, time_of_call_ms};

/// The code of a handler.
pub struct HandlerCode {
    /// The text.
    pub text: String,
    /// Somebody changed it.
    pub is_edited: bool,
}

/// State for drawing. The document cannot be changed through it: panels push actions.
pub struct Scene<'a> {
    /// The document.
    pub workspace: &'a Workspace,
    /// What was computed.
    pub previews: &'a Previews,
    /// What there is to say about the whole design.
    pub inspections: &'a Inspections,
    /// What variations of the selected call do.
    pub trials: &'a Trials,
    /// The problems.
    pub problems: &'a Problems,
    /// The call through every integration, while somebody looks at it.
    pub compared: Option<&'a Compared>,
    /// Settings.
    pub settings: &'a mut Settings,
    /// What is only looked at.
    pub view: &'a mut ViewState,
    /// Where to put what is asked for.
    pub actions: &'a mut Actions,
}

impl<'a> Scene<'a> {
    /// Borrows the program's state for drawing.
    pub fn of(app: &'a mut App) -> Self {
        Self {
            workspace: &app.workspace,
            previews: &app.previews,
            inspections: &app.inspections,
            trials: &app.trials,
            problems: &app.problems,
            compared: app.compared.as_deref(),
            settings: &mut app.settings,
            view: &mut app.view,
            actions: &mut app.actions,
        }
    }

    /// Returns the document.
    pub fn design(&self) -> &'a Design {
        self.workspace.design()
    }

    /// Returns the selected route.
    pub fn route(&self) -> Option<&'a Route> {
        self.workspace.route()
    }

    /// Returns the selected call.
    pub fn call(&self) -> Option<&'a Call> {
        self.workspace.call()
    }

    /// Returns the time that a token is judged at, in seconds since 1970: now, but for a sample the time of its call,
    /// which its claims were made for.
    pub fn token_time_s(&self, is_sample: bool) -> i64 {
        match (self.route(), self.call()) {
            (Some(route), Some(call)) if is_sample => time_of_call_ms(self.design(), route, call) / 1000,
            _ => self.view.now_epoch_s,
        }
    }

    /// Returns the newest result.
    pub fn preview(&self) -> Option<&'a Preview> {
        self.previews.preview()
    }

    /// Returns what became of the call, by the newest result.
    pub fn outcome(&self) -> Option<&'a Outcome> {
        self.preview().map(|preview| &preview.outcome)
    }

    /// Returns what a call comes to without any pasted token, by the newest inspection.
    pub fn call_state(&self, at: Selection) -> Option<&'a CallState> {
        let (_, inspected) = self.inspections.latest()?;
        inspected.routes.get(at.route)?.calls.get(at.call)
    }

    /// Returns the position of the template that shows: the chosen one, or the one that ran.
    pub fn template_index(&self) -> usize {
        let ran = self.preview().and_then(|preview| preview.template);
        self.view.template_tab.or(ran).unwrap_or(0)
    }

    /// Returns the integration whose handler shows: the chosen one, or the route's own.
    pub fn handler_view(&self) -> Option<View> {
        let own = View::of(self.design(), self.route()?);
        Some(self.view.handler_view.unwrap_or(own))
    }

    /// Returns the handler's code in the chosen language for the chosen integration: the user's own, or the one written
    /// for the event.
    pub fn handler_code(&self) -> Option<HandlerCode> {
        let language = self.view.language;
        let view = self.handler_view()?;
        if let Some(kept) = self.route()?.handler(language.as_str(), view) {
            return Some(HandlerCode { text: kept.to_owned(), is_edited: true });
        }
        let compared = self.compared.filter(|compared| compared.question.language == language)?;
        // An answer that is about another integration came before the question about this one.
        let own = compared.beside.as_ref()?.own;
        let is_current = compared.question.view.unwrap_or(own) == view;
        is_current.then(|| HandlerCode { text: compared.code.0.clone(), is_edited: false })
    }

    /// Asks for something.
    pub fn push(&mut self, action: impl Into<Action>) {
        self.actions.push(action);
    }

    /// Gives the keyboard to the widget at `focus` if a command asked for it. In the pass that only measures a new
    /// dialog, widgets are disabled and would lose it at once: then it is given in the next one.
    pub fn take_focus(&mut self, ui: &egui::Ui, focus: Focus, id: egui::Id) {
        if self.view.focus != Some(focus) {
            return;
        }
        ui.request_repaint();
        if ui.is_enabled() && ui.is_visible() {
            self.view.focus = None;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Returns true if a field that `is_wanted` accepts was asked for.
    pub fn jumps_to(&self, is_wanted: impl Fn(&InputPlace) -> bool) -> bool {
        self.view.jump.as_ref().is_some_and(|jump| is_wanted(&jump.place))
    }

    /// Returns true if the fold called `title`, which starts open, is open.
    pub fn is_open(&self, title: &'static str) -> bool {
        !self.view.closed_folds.contains(title)
    }

    /// Turns the fold called `title`, which starts closed.
    pub fn turn_closed(&mut self, title: &'static str) {
        if !self.view.open_folds.remove(title) {
            self.view.open_folds.insert(title);
        }
    }

    /// Turns the fold called `title`, which starts open.
    pub fn turn(&mut self, title: &'static str) {
        if !self.view.closed_folds.remove(title) {
            self.view.closed_folds.insert(title);
        }
    }
}
