//! `$input`: the body and the parameters.

use super::body::Payload;
use super::call::Call;
use super::named::LOCATIONS;
use super::places;
use crate::text::is_same;
use crate::vtl::host::{Object, Parts, TextCall, Thrown, Written};
use crate::vtl::provenance::Origin;
use crate::vtl::value::{Data, Json, Map, MapKind, Text, Traced, Value};
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

/// `$input`.
pub(super) struct Input {
    call: Rc<Call>,
    payload: Payload,
    /// What `params()` gives, from when it is first called.
    params: OnceCell<Maps>,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("call", &self.call).finish_non_exhaustive()
    }
}

/// What `params()` gives.
struct Maps {
    all: Value,
    /// The maps of [`LOCATIONS`].
    maps: [Rc<Map>; LOCATIONS.len()],
}

/// How `$input.json` writes.
const JSON: Json = Json { escapes_slash: false };

/// What `$input.json` gives of nothing, and of `null` (measured by third parties).
const NOTHING: &str = "\"\"";

impl Input {
    pub(super) fn new(call: Rc<Call>) -> Self {
        Self { payload: Payload::new(call.clone()), call, params: OnceCell::new() }
    }

    fn params(&self) -> &Maps {
        self.params.get_or_init(|| {
            let maps = std::array::from_fn(|index| Rc::new(self.call.map(index)));
            let members = LOCATIONS.iter().zip(&maps);
            let members =
                members.map(|((_, name), map)| (Value::text(Text::fixed(name)), Data::Map(map.clone()).into()));
            let all = Data::Map(Rc::new(Map::new(MapKind::Linked, members))).into();
            Maps { all, maps }
        })
    }

    /// `$input.json(path)`: JSON text.
    fn json(&self, path: &str) -> Result<Value, Thrown> {
        let Some(places) = self.call.places() else {
            let mut text = String::new();
            let is_there = self.payload.write_json(path, JSON, &mut text)?;
            return Ok(Value::text(if is_there { text.into() } else { Text::fixed(NOTHING) }));
        };
        let (mut text, mut parts) = (String::new(), Parts::new());
        let mut out = Traced::new(&mut text, &mut parts, &places.origins);
        if !self.payload.write_json(path, JSON, &mut out)? {
            return Ok(Value::text(Text::fixed(NOTHING)));
        }
        let origin = places.origins.parts(&parts);
        Ok(Value::text(text).with_origin(origin))
    }

    /// `$input.params(name)`: path, then query, then header.
    fn param(&self, name: &str) -> Value {
        if let Some(Maps { maps, .. }) = self.params.get() {
            return maps.iter().find_map(|map| map.get_text(name)).unwrap_or(Value::NULL);
        }
        // Nobody has the maps, so nobody can have changed them.
        let found = self.find(name);
        found.map_or(Value::NULL, |pair| places::noted(Value::text(pair.1.as_str()), self.call.places(), pair))
    }

    /// Looks for a parameter in the request.
    fn find(&self, name: &str) -> Option<&(String, String)> {
        LOCATIONS.iter().find_map(|(location, _)| {
            places::parameters(&self.call.given.params, *location)
                .iter()
                .rfind(|(other, _)| is_same(other.as_bytes(), name.as_bytes()))
        })
    }
}

/// What Velocity makes of arguments that fit no form of a method which can also be called without any.
fn refused() -> Thrown {
    Thrown::new("IllegalArgumentException: wrong arguments")
}

impl Object for Input {
    fn class_name(&self) -> &'static str {
        "Input"
    }

    fn property(&self, name: &str) -> Result<Option<Value>, Thrown> {
        Ok(matches!(name, "body" | "Body").then(|| self.call.body.text_value()))
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Thrown> {
        Ok(match (name, arguments) {
            ("getBody", []) => Some(self.call.body.text_value()),
            ("params", []) => Some(self.params().all.clone()),
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

    fn write_call(&self, call: &TextCall<'_>, out: &mut String, parts: &mut Parts) -> Result<Written, Thrown> {
        let TextCall { name, argument, replaced: None } = *call else { return Ok(Written::Not) };
        match (name, self.call.places()) {
            ("params", _) if self.params.get().is_none() => {
                let Some(pair) = self.find(argument) else { return Ok(Written::Not) };
                out.push_str(&pair.1);
                Ok(Written::From(self.call.places().map_or(Origin::NONE, |places| places.given(pair))))
            }
            ("json", Some(places)) => {
                if !self.payload.write_json(argument, JSON, &mut Traced::new(out, parts, &places.origins))? {
                    out.push_str(NOTHING);
                }
                Ok(Written::Parts)
            }
            ("json", None) => {
                if !self.payload.write_json(argument, JSON, out)? {
                    out.push_str(NOTHING);
                }
                Ok(Written::Derived)
            }
            _ => Ok(Written::Not),
        }
    }

    fn print(&self) -> String {
        "Input@0".to_owned()
    }
}
