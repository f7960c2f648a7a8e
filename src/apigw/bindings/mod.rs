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

use crate::vtl::provenance::Origins;
use crate::vtl::value::{Data, Value};
use crate::vtl::{Host, Object};
use call::{Call, STAGE_VARIABLES};
use places::Places;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The host of one rendering. What a template does not name is not made. `Debug` shows no value of the call.
pub struct Bindings {
    call: Rc<Call>,
    input: OnceCell<Value>,
    util: OnceCell<Value>,
    context: OnceCell<Value>,
    stage_variables: OnceCell<Value>,
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
        Self {
            call: Call::new(body, given.clone(), places),
            input: OnceCell::new(),
            util: OnceCell::new(),
            context: OnceCell::new(),
            stage_variables: OnceCell::new(),
        }
    }

    /// Returns the table of origins, if they are recorded.
    pub fn origins(&self) -> Option<Rc<Origins>> {
        self.call.places().map(|places| places.origins.clone())
    }

    /// Returns where the inputs are, by their number: at the end, since nothing is known of them any more afterwards.
    pub fn into_inputs(self) -> Inputs {
        let Self { mut call, input, util, context, stage_variables } = self;
        drop([input, util, context, stage_variables]);
        let Some(places) = call.body.shared_places() else { return Inputs::default() };
        let document = match Rc::get_mut(&mut call) {
            Some(call) => call.body.take_document(),
            // Values that hold themselves hold the call as well.
            None => call.body.read().ok().cloned(),
        };
        places.take_inputs(call.given.clone(), document)
    }

    /// Returns what overrides the request and the response, as the template left them in `$context`; `null` where nothing
    /// does.
    pub fn overrides(&self) -> [serde_json::Value; 2] {
        const NAMES: [&str; 2] = ["requestOverride", "responseOverride"];
        match self.context.get() {
            Some(Value { data: Data::Map(context), .. }) if !context.is_untouched() => {
                NAMES.map(|name| context.get_text(name).map(|value| context::to_json(&value)).unwrap_or_default())
            }
            _ => {
                let mut overrides = [const { serde_json::Value::Null }; 2];
                for (name, member) in &*self.call.given.context {
                    if let Some(at) = NAMES.iter().position(|other| other == name) {
                        overrides[at] = member.clone();
                    }
                }
                overrides
            }
        }
    }
}

impl Host for Bindings {
    fn root(&self, name: &str) -> Option<Value> {
        let object = |object: Rc<dyn Object>| Value::from(Data::Object(object));
        let call = || self.call.clone();
        let value = match name {
            "input" => self.input.get_or_init(|| object(Rc::new(input::Input::new(call())))),
            "util" => self.util.get_or_init(|| object(Rc::new(util::Util::new(call())))),
            "context" => self.context.get_or_init(|| self.call.context_map()),
            "stageVariables" => {
                let variables = || Data::Map(Rc::new(self.call.map(STAGE_VARIABLES))).into();
                self.stage_variables.get_or_init(variables)
            }
            _ => return None,
        };
        Some(value.clone())
    }
}
