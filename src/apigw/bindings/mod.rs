//! `$input`, `$util`, `$context` and `$stageVariables`: what API Gateway lends to a mapping template.
//!
//! [`Bindings`] is the host of one rendering. With `places`, it notes for every value which part of the request it is
//! ([`InputPlace`]), so that the output can be traced back.

mod body;
mod codec;
mod context;
mod input;
mod named;
mod places;
mod util;

pub use places::{InputPlace, Inputs, ParameterLocation};

use super::params::Params;
use crate::vtl::provenance::Origins;
use crate::vtl::value::{Data, Value};
use crate::vtl::{Host, Object};
use body::Payload;
use named::{Held, Named};
use places::{Given, Places};
use serde_json::Map as JsonMap;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The host of one rendering. What a template does not name is not made. `Debug` shows no value of the call.
pub struct Bindings<'r> {
    payload: Rc<Payload>,
    params: &'r Arc<Params>,
    known: &'r Arc<JsonMap<String, serde_json::Value>>,
    variables: &'r Arc<[(String, String)]>,
    places: Option<Rc<Places>>,
    input: OnceCell<Value>,
    util: OnceCell<Value>,
    context: OnceCell<Value>,
    stage_variables: OnceCell<Value>,
}

impl fmt::Debug for Bindings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bindings").field("payload", &self.payload).field("params", &self.params).finish_non_exhaustive()
    }
}

impl<'r> Bindings<'r> {
    /// Binds the parts of a request. With `record`, values know where they came from.
    pub fn new(
        body: Option<&Arc<str>>,
        params: &'r Arc<Params>,
        context: &'r Arc<JsonMap<String, serde_json::Value>>,
        stage_variables: &'r Arc<[(String, String)]>,
        record: bool,
    ) -> Self {
        let places = record.then(|| Rc::new(Places::new()));
        Self {
            payload: Rc::new(Payload::new(body, places.clone())),
            params,
            known: context,
            variables: stage_variables,
            places,
            input: OnceCell::new(),
            util: OnceCell::new(),
            context: OnceCell::new(),
            stage_variables: OnceCell::new(),
        }
    }

    /// Returns the table of origins, if they are recorded.
    pub fn origins(&self) -> Option<Rc<Origins>> {
        self.places.as_ref().map(|places| places.origins.clone())
    }

    /// Returns where the inputs are, by their number: at the end, since nothing is known of them any more afterwards.
    pub fn into_inputs(self) -> Inputs {
        let given =
            || Given { params: self.params.clone(), context: self.known.clone(), variables: self.variables.clone() };
        self.places.as_ref().map_or_else(Inputs::default, |places| places.take_inputs(given()))
    }

    /// Returns a member of `$context` as the template left it; `null` if there is none.
    pub fn context_member(&self, name: &str) -> serde_json::Value {
        let member = match self.context.get() {
            Some(Value { data: Data::Map(context), .. }) if !context.is_untouched() => {
                context.get_text(name).map(|value| context::to_json(&value))
            }
            _ => context::member(self.known, name).cloned(),
        };
        member.unwrap_or_default()
    }
}

impl Host for Bindings<'_> {
    fn root(&self, name: &str) -> Option<Value> {
        let object = |object: Rc<dyn Object>| Value::from(Data::Object(object));
        let (payload, places) = (|| self.payload.clone(), || self.places.clone());
        let value = match name {
            "input" => {
                self.input.get_or_init(|| object(Rc::new(input::Input::new(payload(), self.params.clone(), places()))))
            }
            "util" => self.util.get_or_init(|| object(Rc::new(util::Util::new(payload(), places())))),
            "context" => self.context.get_or_init(|| context::value(self.known.clone(), places())),
            "stageVariables" => self.stage_variables.get_or_init(|| variables(self.variables.clone(), places())),
            _ => return None,
        };
        Some(value.clone())
    }
}

fn variables(variables: Arc<[(String, String)]>, places: Option<Rc<Places>>) -> Value {
    Data::Map(Rc::new(Named::new(Held::Variables(variables), places).map(0))).into()
}
