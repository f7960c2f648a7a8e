//! `$input`, `$util`, `$context` and `$stageVariables`: what API Gateway lends to a mapping template.
//!
//! [`Bindings`] is the host of one rendering. With `places`, it notes for every value which part of the request it is
//! ([`InputPlace`]), so that the output can be traced back.

mod body;
mod codec;
mod context;
mod input;
mod places;
mod util;

pub(super) use context::to_json as context_json;
pub use places::{InputPlace, ParameterLocation};

use super::params::Params;
use crate::vtl::provenance::Origins;
use crate::vtl::value::{Data, Map, MapKind, Value};
use crate::vtl::{Host, Object};
use body::Payload;
use places::Places;
use serde_json::Map as JsonMap;
use std::rc::Rc;
use std::sync::Arc;

/// The host of one rendering.
#[derive(Debug)]
pub struct Bindings {
    input: Value,
    util: Value,
    context: Value,
    stage_variables: Value,
    places: Option<Rc<Places>>,
}

impl Bindings {
    /// Binds the parts of a request. With `record`, values know where they came from.
    pub fn new(
        body: Option<&Arc<str>>,
        params: &Params,
        context: &JsonMap<String, serde_json::Value>,
        stage_variables: &[(String, String)],
        record: bool,
    ) -> Self {
        let places = record.then(|| Rc::new(Places::default()));
        let payload = Rc::new(Payload::new(body, places.clone()));
        let object = |object: Rc<dyn Object>| Value::from(Data::Object(object));
        Self {
            input: object(Rc::new(input::Input::new(payload.clone(), params, places.clone()))),
            util: object(Rc::new(util::Util::new(payload, places.clone()))),
            context: context::value(context, places.as_deref()),
            stage_variables: variables(stage_variables, places.as_deref()),
            places,
        }
    }

    /// Returns the table of origins, if they are recorded.
    pub fn origins(&self) -> Option<Rc<Origins>> {
        self.places.as_ref().map(|places| places.origins.clone())
    }

    /// Returns where the inputs are, by their number.
    pub fn all_places(&self) -> Vec<InputPlace> {
        self.places.as_ref().map_or_else(Vec::new, |places| places.all())
    }

    /// Returns `$context` as the template left it.
    pub fn context(&self) -> &Value {
        &self.context
    }
}

impl Host for Bindings {
    fn root(&self, name: &str) -> Option<Value> {
        match name {
            "input" => Some(self.input.clone()),
            "util" => Some(self.util.clone()),
            "context" => Some(self.context.clone()),
            "stageVariables" => Some(self.stage_variables.clone()),
            _ => None,
        }
    }
}

fn variables(variables: &[(String, String)], places: Option<&Places>) -> Value {
    let members = variables.iter().map(|(name, value)| {
        let place = || InputPlace::StageVariable { name: name.clone() };
        (Value::text(name.as_str()), places::noted(Value::text(value.as_str()), places, place))
    });
    Data::Map(Rc::new(Map::new(MapKind::Linked, members))).into()
}
