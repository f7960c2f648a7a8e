//! Whether a request reaches the route at all: its path must fit the resource, and its method must be the route's.

use super::exchange::{Exchange, Invocation};
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::route;
use super::stage::ApiKind;

/// Why a request does not reach its route.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missed {
    /// What of the request line it is.
    pub part: Part,
    /// What is wrong, one phrase.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// What the client gets, unless another route takes the request.
    pub answer: GatewayAnswer,
}

/// A part of the request line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// The method.
    Method,
    /// The path.
    Path,
}

/// Returns why the request does not reach the route, path before method; `None` if it does.
///
/// A REST API answers 403 (recorded on AWS, `TestApigatewayRouting`), an HTTP API 404 (developer guide). The
/// console's *Test* calls the resource at hand whatever the path is (recorded on AWS, `test_invoke_test_method`).
pub fn missed(exchange: &Exchange) -> Option<Missed> {
    if exchange.origin == Invocation::ConsoleTest {
        return None;
    }
    let (path, resource) = (exchange.path(), exchange.resource);
    let (method, wanted) = (exchange.request.method.as_str(), exchange.route_method);
    if route::match_path(resource, &path).is_none() {
        let message = format!("the path `{}` does not match the resource `{resource}`", short(&path));
        return Some(missed_part(exchange, Part::Path, message, advice(resource, &path)));
    }
    let fits = resource == "$default" || wanted == "ANY" || wanted.eq_ignore_ascii_case(method);
    (!fits).then(|| {
        let message = format!("the method `{}` is not the route's, `{wanted}`", short(method));
        missed_part(exchange, Part::Method, message, format!("send `{wanted}`, or make it a route of its own"))
    })
}

fn missed_part(exchange: &Exchange, part: Part, message: String, help: String) -> Missed {
    let why = format!("{}. No function of this route is called.", capitalized(&message));
    let answer = match exchange.api {
        ApiKind::Rest => GatewayAnswer::rest(ResponseType::MissingAuthenticationToken, why),
        ApiKind::Http => GatewayAnswer::http(404, why),
    };
    Missed { part, message, help, answer }
}

/// Says how a path would fit; a path with the stage in front is the usual slip.
fn advice(resource: &str, path: &str) -> String {
    let tail = path.trim_start_matches('/').split_once('/').map(|(_, tail)| format!("/{tail}"));
    match tail.filter(|tail| route::match_path(resource, tail).is_some()) {
        Some(tail) => format!("write `{}`: the stage is no part of the path here", short(&tail)),
        None if resource.contains("+}") => "a greedy `{name+}` needs at least one segment".into(),
        None => "each `{name}` stands for exactly one segment, every other segment for itself".into(),
    }
}

/// Returns the beginning of a text that may be long.
fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::Identity;
    use super::super::request::Request;
    use super::super::stage::Stage;
    use super::*;
    use serde_json::Map;

    /// Returns the status, the part and the advice for a request to a `POST` route.
    fn check(api: ApiKind, resource: &str, method: &str, path: &str) -> Option<(u16, Part, String)> {
        let request = Request { method: method.into(), path: path.into(), ..Request::default() };
        let exchange = Exchange {
            api,
            stage: &Stage::default(),
            resource,
            route_method: "POST",
            authorizer: None,
            identity: &Identity::default(),
            request: &request,
            overrides: &Map::new(),
            origin: Invocation::Deployed,
        };
        missed(&exchange).map(|missed| (missed.answer.status, missed.part, missed.help))
    }

    #[test]
    fn a_request_reaches_its_route_or_not() {
        let rest = |resource, method, path| check(ApiKind::Rest, resource, method, path);
        assert_eq!(rest("/rides/{id}", "POST", "/rides/1"), None);
        assert_eq!(rest("/rides/{id}", "post", "//rides/1/"), None);
        assert_eq!(check(ApiKind::Http, "$default", "GET", "/any"), None);
        let (status, part, _) = rest("/rides/{id}", "POST", "/rides").expect("it misses");
        assert_eq!((status, part), (403, Part::Path));
        let (status, part, _) = check(ApiKind::Http, "/rides", "GET", "/rides").expect("it misses");
        assert_eq!((status, part), (404, Part::Method));
        let (.., help) = rest("/rides", "POST", "/prod/rides").expect("it misses");
        assert_eq!(help, "write `/rides`: the stage is no part of the path here");
        let (.., help) = rest("/{proxy+}", "POST", "/").expect("it misses");
        assert_eq!(help, "a greedy `{name+}` needs at least one segment");
    }
}
