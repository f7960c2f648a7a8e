//! Which part of the request a value is.

use crate::apigw::params::Params;
use crate::json::text::{self, Spelling};
use crate::json::{Document, Kind, NodeId};
use crate::text::Span;
use crate::vtl::provenance::{InputId, Origin, Origins};
use crate::vtl::value::{Text, Value};
use serde_json::{Map as JsonMap, Value as Json};
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// A part of the request, or of what stands around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InputPlace {
    /// A value of the body.
    Body {
        /// Its JSON Pointer (RFC 6901); empty for the whole body.
        pointer: String,
        /// Its bytes in the body.
        span: Span,
    },
    /// A parameter.
    Parameter {
        /// Where it stands in the request.
        location: ParameterLocation,
        /// Its name.
        name: String,
    },
    /// A stage variable.
    StageVariable {
        /// Its name.
        name: String,
    },
    /// A value of `$context`; claims are below `authorizer.claims`.
    Context {
        /// The names on the way, joined by dots.
        path: String,
    },
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Querystring,
    /// In a header.
    Header,
}

/// What a mapping template is given besides the body. Nothing of it moves or changes as long as it is held, so the address
/// of a part stands for its place: places get their names only when somebody asks.
#[derive(Clone, PartialEq, Default)]
pub struct Given {
    /// The parameters.
    pub params: Arc<Params>,
    /// `$context`. Overrides work only if their maps are in it, as they are in what
    /// [`crate::apigw::context::request_context`] returns.
    pub context: Arc<JsonMap<String, Json>>,
    /// The stage variables.
    pub stage_variables: Arc<[(String, String)]>,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("params", &self.params).finish_non_exhaustive()
    }
}

/// Returns the parameters at one place.
pub(super) fn parameters(params: &Params, location: ParameterLocation) -> &[(String, String)] {
    match location {
        ParameterLocation::Path => &params.path,
        ParameterLocation::Querystring => &params.querystring,
        ParameterLocation::Header => &params.header,
    }
}

impl Given {
    /// Returns the places of all parts by their addresses.
    fn places(&self) -> HashMap<usize, InputPlace> {
        let mut places = HashMap::new();
        for location in [ParameterLocation::Path, ParameterLocation::Querystring, ParameterLocation::Header] {
            for pair in parameters(&self.params, location) {
                places.insert(address(pair), InputPlace::Parameter { location, name: pair.0.clone() });
            }
        }
        for pair in &*self.stage_variables {
            places.insert(address(pair), InputPlace::StageVariable { name: pair.0.clone() });
        }
        let mut open: Vec<(String, &Json)> = self.context.iter().map(|(name, member)| (name.clone(), member)).collect();
        while let Some((path, value)) = open.pop() {
            match value {
                Json::Object(members) => {
                    open.extend(members.iter().map(|(name, member)| (format!("{path}.{name}"), member)));
                }
                Json::Array(items) => {
                    open.extend(items.iter().enumerate().map(|(at, item)| (format!("{path}[{at}]"), item)));
                }
                _ => {}
            }
            places.insert(address(value), InputPlace::Context { path });
        }
        places
    }
}

/// Returns where a part of what is given is held.
fn address<T>(part: &T) -> usize {
    std::ptr::from_ref(part).addr()
}

/// A place as it is noted while rendering: what it is called is worked out only when somebody asks.
#[derive(Clone, Copy, Debug)]
enum Noted {
    /// A value of the body.
    Node(NodeId),
    /// The body as it is written, of so many bytes.
    Body(usize),
    /// The part of what is given that has this address.
    Given(usize),
}

/// All places that values were read from.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) origins: Rc<Origins>,
    noted: RefCell<Vec<Noted>>,
    /// The origin of the body as it is written.
    body: OnceCell<Origin>,
    /// The origins of parts of what is given, by their addresses.
    known: RefCell<HashMap<usize, Origin, foldhash::fast::RandomState>>,
    /// The origins of values of the body, by their numbers.
    nodes: RefCell<Vec<Origin>>,
}

/// Room for so many places from the start: most short templates read fewer.
const ROOM: usize = 24;

impl Places {
    pub(super) fn new() -> Self {
        Self {
            origins: Rc::new(Origins::new()),
            noted: RefCell::new(Vec::with_capacity(ROOM)),
            known: RefCell::new(HashMap::with_capacity_and_hasher(ROOM, foldhash::fast::RandomState::default())),
            nodes: RefCell::new(Vec::with_capacity(ROOM)),
            ..Self::default()
        }
    }

    fn add(&self, noted: Noted) -> Origin {
        let mut all = self.noted.borrow_mut();
        all.push(noted);
        self.origins.input(InputId(u32::try_from(all.len() - 1).unwrap_or(u32::MAX)))
    }

    /// Returns the origin of a part of what is given: a pair of texts, or a value in the context.
    pub(super) fn given<T>(&self, part: &T) -> Origin {
        let address = address(part);
        *self.known.borrow_mut().entry(address).or_insert_with(|| self.add(Noted::Given(address)))
    }

    /// Returns the origin of the body as it is written, of so many bytes.
    pub(super) fn body(&self, bytes: usize) -> Origin {
        *self.body.get_or_init(|| self.add(Noted::Body(bytes)))
    }

    /// Returns the origin of a value of the body.
    pub(super) fn node_origin(&self, node: NodeId) -> Origin {
        let mut nodes = self.nodes.borrow_mut();
        let index = node.number() as usize;
        if index >= nodes.len() {
            nodes.resize(index + 1, Origin::NONE);
        }
        let Some(origin) = nodes.get_mut(index) else { return Origin::NONE };
        if *origin == Origin::NONE {
            *origin = self.add(Noted::Node(node));
        }
        *origin
    }

    /// Returns all places by their numbers, and keeps none. `document` is the body, if it was read.
    pub(super) fn take_inputs(&self, given: Arc<Given>, document: Option<Document>) -> Inputs {
        let noted = self.noted.take();
        let kept = Kept { document, given, noted, given_places: OnceLock::new(), numbers: OnceLock::new() };
        Inputs(Some(Arc::new(kept)))
    }
}

/// The inputs of one rendering by their numbers, and the numbers of places; none of a rendering that was not recorded.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Option<Arc<Kept>>);

#[derive(Debug)]
struct Kept {
    document: Option<Document>,
    given: Arc<Given>,
    noted: Vec<Noted>,
    /// The places of what is given by their addresses, made when somebody first asks for one.
    given_places: OnceLock<HashMap<usize, InputPlace>>,
    /// Made when somebody first asks for numbers.
    numbers: OnceLock<Numbers>,
}

/// The numbers of places.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// Of those that are not in the body.
    by_place: HashMap<InputPlace, Vec<InputId>>,
    /// Of those in the body, with where each begins; ascending.
    body: Vec<(u32, InputId)>,
}

impl Inputs {
    /// Returns what a number stands for.
    pub fn place(&self, id: InputId) -> Option<InputPlace> {
        let kept = self.0.as_ref()?;
        kept.place_of(*kept.noted.get(id.0 as usize)?)
    }

    /// Returns all places that have a value of their own, in the order of their numbers; no objects and lists.
    pub fn places(&self) -> impl Iterator<Item = InputPlace> + '_ {
        self.0.iter().flat_map(|kept| kept.places())
    }

    /// Tells whether `output` is what stands at the place: of a value of the body without the quotes and escapes of
    /// JSON, or as another way of writing the same text.
    pub fn is_written(&self, id: InputId, output: &str) -> bool {
        self.0.as_ref().is_none_or(|kept| kept.is_written(id, output))
    }

    /// Returns the numbers of a place; of a value of the body, also of what is inside it.
    pub fn numbers(&self, place: &InputPlace) -> Vec<InputId> {
        self.0.as_ref().map(|kept| kept.numbers(place)).unwrap_or_default()
    }
}

impl Kept {
    fn place_of(&self, noted: Noted) -> Option<InputPlace> {
        match noted {
            Noted::Node(node) => {
                let document = self.document.as_ref()?;
                Some(InputPlace::Body { pointer: document.pointer(node), span: document.span(node) })
            }
            Noted::Body(bytes) => Some(InputPlace::Body { pointer: String::new(), span: Span::new(0, bytes) }),
            Noted::Given(address) => self.given_places.get_or_init(|| self.given.places()).get(&address).cloned(),
        }
    }

    fn places(&self) -> impl Iterator<Item = InputPlace> + '_ {
        let is_whole = |noted: &&Noted| match (noted, &self.document) {
            (Noted::Node(node), Some(document)) => !matches!(document.kind(*node), Kind::Object | Kind::Array),
            _ => true,
        };
        let mut seen = HashSet::new();
        let places = self.noted.iter().filter(is_whole).filter_map(|noted| self.place_of(*noted));
        // A name that was sent twice has one place.
        places.filter(move |place| seen.insert(place.clone()))
    }

    fn is_written(&self, id: InputId, output: &str) -> bool {
        match (self.noted.get(id.0 as usize), &self.document) {
            (Some(Noted::Node(node)), Some(document)) => {
                output == document.written(*node)
                    || document.kind(*node) == Kind::String
                        && (output == document.string(*node)
                            || output.starts_with('"')
                                && text::read(output, Spelling::Strict) == document.string(*node))
            }
            _ => true,
        }
    }

    fn numbers(&self, place: &InputPlace) -> Vec<InputId> {
        let numbers = self.numbers.get_or_init(|| self.make_numbers());
        match place {
            InputPlace::Body { span, .. } => {
                // Values inside begin inside, and no value begins inside without ending inside.
                let first = numbers.body.partition_point(|(start, _)| *start < span.start);
                let inside = numbers.body.get(first..).unwrap_or_default();
                inside.iter().take_while(|(start, _)| *start < span.end).map(|(_, id)| *id).collect()
            }
            place => numbers.by_place.get(place).cloned().unwrap_or_default(),
        }
    }

    fn make_numbers(&self) -> Numbers {
        let mut numbers = Numbers::default();
        for (index, noted) in self.noted.iter().enumerate() {
            let id = InputId(u32::try_from(index).unwrap_or(u32::MAX));
            match self.place_of(*noted) {
                Some(InputPlace::Body { span, .. }) => numbers.body.push((span.start, id)),
                Some(place) => numbers.by_place.entry(place).or_default().push(id),
                None => {}
            }
        }
        numbers.body.sort_unstable();
        numbers
    }
}

/// Makes a name a value, which holds what has that name, if places are noted. `part` is where both are held.
pub(super) fn named<T>(name: impl Into<Text>, places: Option<&Places>, part: &T) -> Value {
    let value = Value::text(name);
    match places {
        Some(places) => value.with_origin(places.origins.around(places.given(part))),
        None => value,
    }
}

/// Gives a value its place, if places are noted.
pub(super) fn noted<T>(value: Value, places: Option<&Places>, part: &T) -> Value {
    match places {
        Some(places) => value.with_origin(places.given(part)),
        None => value,
    }
}
