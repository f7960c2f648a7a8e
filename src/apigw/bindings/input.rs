//! `$input`: the body and the parameters.

use super::body::Payload;
use super::places::{self, InputPlace, ParameterLocation, Places};
use crate::apigw::params::Params;
use crate::vtl::value::{Data, Json, Map, MapKind, Value, print_json, print_json_traced};
use crate::vtl::{Object, Thrown};
use std::rc::Rc;

/// `$input`.
#[derive(Debug)]
pub(super) struct Input {
    payload: Rc<Payload>,
    /// `params()`.
    params: Value,
    /// The three maps, in the order in which a name is looked for.
    maps: [Rc<Map>; 3],
    places: Option<Rc<Places>>,
}

impl Input {
    pub(super) fn new(payload: Rc<Payload>, params: &Params, places: Option<Rc<Places>>) -> Self {
        let map = |location: ParameterLocation, pairs: &[(String, String)]| {
            let members = pairs.iter().map(|(name, value)| {
                let place = || InputPlace::Parameter { location, name: name.clone() };
                (Value::text(name.as_str()), places::noted(Value::text(value.as_str()), places.as_deref(), place))
            });
            Rc::new(Map::new(MapKind::Linked, members))
        };
        let path = map(ParameterLocation::Path, &params.path);
        let querystring = map(ParameterLocation::Querystring, &params.querystring);
        let header = map(ParameterLocation::Header, &params.header);
        let maps = [path, querystring, header];
        let names = ["path", "querystring", "header"];
        let members = names.iter().zip(&maps).map(|(name, map)| (Value::text(*name), Data::Map(map.clone()).into()));
        let all = Map::new(MapKind::Linked, members);
        Self { payload, params: Data::Map(Rc::new(all)).into(), maps, places }
    }

    /// `$input.json(path)`: JSON text; of nothing, and of `null`, two quotes (measured by third parties).
    fn json(&self, path: &str) -> Result<Value, Thrown> {
        let style = Json { escapes_slash: false };
        let Some(value) = self.payload.at(path)?.filter(|value| !value.is_null()) else {
            return Ok(Value::text("\"\""));
        };
        let Some(places) = &self.places else {
            let mut text = String::new();
            print_json(&value, style, &mut text)?;
            return Ok(Value::text(text));
        };
        let (text, parts) = print_json_traced(&value, style)?;
        let origin = places.origins.parts(&parts);
        Ok(Value::text(text).with_origin(origin))
    }

    /// `$input.params(name)`: path, then query, then header.
    fn param(&self, name: &str) -> Value {
        self.maps.iter().find_map(|map| map.get_text(name)).unwrap_or(Value::NULL)
    }
}

/// What Velocity makes of arguments that fit no form of a method which can also be called without any.
fn refused() -> Thrown {
    Thrown::new("IllegalArgumentException: wrong arguments")
}

impl Object for Input {
    fn class_name(&self) -> &str {
        "Input"
    }

    fn property(&self, name: &str) -> Result<Option<Value>, Thrown> {
        Ok(matches!(name, "body" | "Body").then(|| self.payload.text()))
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Thrown> {
        Ok(match (name, arguments) {
            ("getBody", []) => Some(self.payload.text()),
            ("params", []) => Some(self.params.clone()),
            ("params", [Value { data: Data::Null, .. }]) => Some(Value::NULL),
            ("path" | "json", [Value { data: Data::Null, .. }]) => {
                return Err(Thrown::new("IllegalArgumentException: the path is null"));
            }
            (method, [argument]) => match (method, argument.as_text()) {
                ("path", Some(path)) => Some(self.payload.at(path)?.unwrap_or(Value::NULL)),
                ("json", Some(path)) => Some(self.json(path)?),
                ("params", Some(name)) => Some(self.param(name)),
                ("params" | "getBody", None) => return Err(refused()),
                _ => None,
            },
            ("params" | "getBody", _) => return Err(refused()),
            _ => None,
        })
    }

    fn print(&self) -> String {
        "Input@0".to_owned()
    }
}
