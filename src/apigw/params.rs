//! What `$input.params` holds.

use super::exchange::Exchange;
use super::headers;
use super::request::Names;
use std::fmt;

/// The parameters of a method request, one value a name. `Debug` shows the names only: values may be tokens.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// Path parameters in the order of the resource's path, as sent. Whether the service decodes them here is not
    /// known; it does not in proxy events (recorded on AWS).
    pub path: Vec<(String, String)>,
    /// Query parameters, decoded, the last of repeated ones, in the order sent.
    pub querystring: Vec<(String, String)>,
    /// Headers, the last of repeated ones, sorted without regard to case (seen in a print of 2016 and in events).
    /// Those that the gateway drops are not there (recorded on AWS).
    pub header: Vec<(String, String)>,
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Params")
            .field("path", &Names(&self.path))
            .field("querystring", &Names(&self.querystring))
            .field("header", &Names(&self.header))
            .finish()
    }
}

/// Returns the parameters of the method request.
pub fn parameters(exchange: &Exchange) -> Params {
    let headers = headers::method_request(exchange);
    let header = headers.into_iter().map(|header| (header.name.clone(), header.last().to_owned())).collect();
    Params { path: exchange.path_parameters(), querystring: last_values(&exchange.request.query), header }
}

/// Keeps the last value of each name, at the place of the first.
fn last_values(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let values: indexmap::IndexMap<&str, &str> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
