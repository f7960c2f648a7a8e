//! `$input`, `$util`, `$context` and `$stageVariables`: what API Gateway lends to a mapping template.
//!
//! [`Bindings`] is the host of one rendering. With `places`, it notes for every value which part of the request it is
//! ([`InputPlace`]), so that the output can be traced back.

mod body;
mod call;
mod codec;
mod context;
mod input;
mod named;
mod places;
mod util;

pub use places::{Given, InputPlace, Inputs, ParameterLocation};

use crate::vtl::Host;
use crate::vtl::provenance::Origins;
use crate::vtl::value::{Data, Map, Value};
use call::{Call, STAGE_VARIABLES};
use places::Places;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The host of one rendering. What a template does not name is not made. `Debug` shows no value of the call.
pub struct Bindings {
    call: Rc<Call>,
    /// `$context`, once it was asked for: templates change it.
    context: OnceCell<Rc<Map>>,
}

impl fmt::Debug for Bindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bindings").field("call", &self.call).finish_non_exhaustive()
    }
}

impl Bindings {
    /// Binds the parts of a request. With `record`, values know where they came from.
    pub fn new(body: Option<&Arc<str>>, given: &Arc<Given>, record: bool) -> Self {
        // Without a body it is `{}` (recorded on AWS).
        let body = body.filter(|body| !body.is_empty()).cloned().unwrap_or_else(|| "{}".into());
        let places = record.then(|| Rc::new(Places::new()));
        Self { call: Call::new(body, given.clone(), places), context: OnceCell::new() }
    }

    /// Returns the table of origins, if they are recorded.
    pub fn origins(&self) -> Option<Rc<Origins>> {
        self.call.places().map(|places| places.origins.clone())
    }

    /// Returns where the inputs are, by their number: at the end, since nothing is known of them any more afterwards.
    pub fn into_inputs(self) -> Inputs {
        let Self { mut call, context } = self;
        drop(context);
        let Some(places) = call.body.shared_places() else { return Inputs::default() };
        let document = match Rc::get_mut(&mut call) {
            Some(call) => call.body.take_document(),
            // Values that hold themselves hold the call as well.
            None => call.body.read().ok().cloned(),
        };
        places.take_inputs(call.given.clone(), document)
    }

    /// Returns what overrides the request and the response, as the template left it in `$context`.
    pub fn overrides(&self) -> Vec<(&'static str, serde_json::Value)> {
        const NAMES: [&str; 2] = ["requestOverride", "responseOverride"];
        let changed = self.context.get().filter(|context| !context.is_untouched());
        let given = &*self.call.given.context;
        if changed.is_none() && !given.keys().any(|name| NAMES.contains(&name.as_str())) {
            return Vec::new();
        }
        let left = |name| match changed {
            Some(context) => context.get_text(name).map(|value| context::to_json(&value)),
            None => given.get(name).cloned(),
        };
        NAMES.iter().filter_map(|name| Some((*name, left(name).filter(|left| !left.is_null())?))).collect()
    }
}

impl Host for Bindings {
    fn root(&self, name: &str) -> Option<Value> {
        let data = match name {
            "input" => Data::Object(Rc::new(input::Input::new(self.call.clone()))),
            "util" => Data::Object(Rc::new(util::Util::new(self.call.clone()))),
            "context" => Data::Map(self.context.get_or_init(|| self.call.context_map()).clone()),
            "stageVariables" => Data::Map(Rc::new(self.call.map(STAGE_VARIABLES))),
            _ => return None,
        };
        Some(data.into())
    }
}
