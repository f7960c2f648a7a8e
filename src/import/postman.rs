//! Postman collections, formats 2.0 and 2.1.

use super::captured::{Body, Imported, ImportedRequest};
use super::placeholders::Variables;
use super::url::{append_query, basic_credentials, parse, percent_encode};
use super::{json_fault, pasted};
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use serde_json::Value;

/// Folders inside folders that are read; the reader of JSON itself goes no deeper than 128 levels.
const MAX_DEPTH: usize = 32;

/// Reads every request of a collection, in its order.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let collection: Value = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => {
            out.diagnostics.push(json_fault(&error, text, "Postman collection"));
            return out;
        }
    };
    let whole = Span::new(0, text.len());
    // Postman's own servers hand a collection out inside an envelope.
    let collection = collection.get("collection").filter(|inner| inner.get("item").is_some()).unwrap_or(&collection);
    if collection.get("item").is_none() && collection.get("requests").is_some() {
        out.diagnostics.push(
            Diagnostic::error("import/old-postman", "this collection has the old format 1", pasted(), whole)
                .help("export it again as Collection v2.1, or convert it with Postman's own converter"),
        );
        return out;
    }
    let mut reader = Reader { variables: Variables::default(), out, scripts: 0, examples: 0 };
    for (name, value) in fields(collection.get("variable")) {
        reader.variables.set(name, value);
    }
    reader.scripts += count(collection.get("event"));
    let auth = collection.get("auth");
    reader.items(collection.get("item"), "", auth, 0);
    reader.finish(whole)
}

struct Reader {
    variables: Variables,
    out: Imported,
    scripts: usize,
    examples: usize,
}

impl Reader {
    fn finish(mut self, whole: Span) -> Imported {
        let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        if self.scripts > 0 {
            self.out.leave_out(plural(self.scripts, "script"), "scripts are not run", None);
        }
        if self.examples > 0 {
            self.out.leave_out(plural(self.examples, "saved example"), "only the requests themselves are read", None);
        }
        if self.out.requests.is_empty() {
            self.out.diagnostics.push(
                Diagnostic::error("import/no-request", "there is no request in this collection", pasted(), whole)
                    .help("export a collection that holds requests"),
            );
        }
        self.out
    }

    /// Reads the requests and folders of a list. `auth` is what a request without its own takes over.
    fn items(&mut self, items: Option<&Value>, folder: &str, auth: Option<&Value>, depth: usize) {
        for item in items.and_then(Value::as_array).into_iter().flatten() {
            let name = item.get("name").and_then(Value::as_str).unwrap_or("");
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder} / {name}") };
            self.scripts += count(item.get("event"));
            if item.get("item").is_some() {
                if depth < MAX_DEPTH {
                    self.items(item.get("item"), &path, item.get("auth").or(auth), depth + 1);
                } else {
                    self.out.leave_out("a folder", "too many folders are inside each other", None);
                }
            } else if let Some(request) = item.get("request") {
                self.examples += count(item.get("response"));
                self.request(request, path, auth);
            }
        }
    }

    fn request(&mut self, source: &Value, name: String, auth: Option<&Value>) {
        let mut request = ImportedRequest { name: Some(name), method: "GET".into(), ..ImportedRequest::default() };
        if let Some(method) = source.get("method").and_then(Value::as_str) {
            request.method = method.to_owned();
        }
        // A request may be nothing but its address.
        let address = if source.is_string() { Some(source) } else { source.get("url") };
        let url = parse(&self.address(address, &mut request.unresolved));
        request.origin = url.origin;
        request.target = url.target;
        for (name, value) in fields(source.get("header")) {
            let name = self.variables.fill(&name, &mut request.unresolved);
            let value = self.variables.fill(&value, &mut request.unresolved);
            request.headers.push((name, value));
        }
        self.body(source.get("body"), &mut request);
        self.auth(source.get("auth").filter(|auth| !auth.is_null()).or(auth), &mut request);
        self.out.requests.push(request);
    }

    /// Puts the address together: `raw` where it is given, else its parts; path variables are filled in.
    fn address(&self, url: Option<&Value>, unresolved: &mut Vec<String>) -> String {
        let Some(url) = url else { return String::new() };
        let raw = url.as_str().or_else(|| url.get("raw").and_then(Value::as_str));
        let address = raw.map_or_else(|| join_parts(url), str::to_owned);
        let values: Vec<(String, String)> = fields(url.get("variable")).collect();
        let (path, query) =
            address.split_once('?').map_or((address.as_str(), None), |(path, query)| (path, Some(query)));
        let segment = |(index, segment): (usize, &str)| {
            // The first segments are scheme and host, where a colon stands before the port.
            let name = segment.strip_prefix(':').filter(|name| index > 0 && !name.is_empty());
            match name.map(|name| (name, values.iter().find(|(known, _)| known == name))) {
                Some((_, Some((_, value)))) => self.variables.fill(value, unresolved),
                Some((name, None)) => {
                    unresolved.push(format!(":{name}"));
                    segment.to_owned()
                }
                None => self.variables.fill(segment, unresolved),
            }
        };
        let mut address = path.split('/').enumerate().map(segment).collect::<Vec<_>>().join("/");
        if let Some(query) = query {
            address.push('?');
            address.push_str(&self.variables.fill(query, unresolved));
        }
        address
    }

    fn body(&mut self, body: Option<&Value>, request: &mut ImportedRequest) {
        let Some(body) = body.filter(|body| body.get("disabled") != Some(&Value::Bool(true))) else { return };
        let mode = body.get("mode").and_then(Value::as_str).unwrap_or("");
        let mut content_type = "";
        match mode {
            "raw" => {
                let raw = body.get("raw").and_then(Value::as_str).unwrap_or("");
                if !raw.is_empty() {
                    request.body = Body::Text(self.variables.fill(raw, &mut request.unresolved));
                    content_type = match body.pointer("/options/raw/language").and_then(Value::as_str) {
                        Some("json") => "application/json",
                        Some("xml") => "application/xml",
                        Some("html") => "text/html",
                        Some("javascript") => "application/javascript",
                        _ => "text/plain",
                    };
                }
            }
            "urlencoded" => {
                let pairs: Vec<String> = fields(body.get("urlencoded"))
                    .map(|(name, value)| {
                        let mut encode =
                            |text: &str| percent_encode(&self.variables.fill(text, &mut request.unresolved), "%20");
                        format!("{}={}", encode(&name), encode(&value))
                    })
                    .collect();
                request.body = Body::Text(pairs.join("&"));
                content_type = "application/x-www-form-urlencoded";
            }
            "graphql" => {
                let part = |name| body.pointer(&format!("/graphql/{name}")).and_then(Value::as_str).unwrap_or("");
                let variables = serde_json::from_str::<Value>(part("variables")).unwrap_or_default();
                let call = serde_json::json!({ "query": part("query"), "variables": variables });
                request.body = Body::Text(self.variables.fill(&call.to_string(), &mut request.unresolved));
                content_type = "application/json";
            }
            "file" => {
                let file = body.pointer("/file/src").and_then(Value::as_str).unwrap_or("");
                request.body = Body::File(file.to_owned());
            }
            "formdata" => self.out.leave_out(
                format!("the body of `{}`", request.name.as_deref().unwrap_or("")),
                "multipart forms are not imported: Postman makes up the boundary between the parts",
                None,
            ),
            _ => {}
        }
        if !content_type.is_empty() && request.header("Content-Type").is_none() {
            request.headers.push(("Content-Type".into(), content_type.into()));
        }
    }

    /// Adds what the authorization of a request puts into it.
    fn auth(&mut self, auth: Option<&Value>, request: &mut ImportedRequest) {
        let Some(auth) = auth else { return };
        let kind = auth.get("type").and_then(Value::as_str).unwrap_or("noauth");
        let mut unresolved = Vec::new();
        let value = |name: &str, unresolved: &mut Vec<String>| {
            let text = auth_value(auth.get(kind), name)?;
            Some(self.variables.fill(&text, unresolved))
        };
        let mut header = None;
        match kind {
            "noauth" => {}
            "bearer" => header = value("token", &mut unresolved).map(|token| format!("Bearer {token}")),
            "oauth2" => {
                let prefix = value("headerPrefix", &mut unresolved).unwrap_or_else(|| "Bearer".into());
                header = value("accessToken", &mut unresolved).map(|token| format!("{} {token}", prefix.trim()));
            }
            "basic" => {
                let user = value("username", &mut unresolved).unwrap_or_default();
                let password = value("password", &mut unresolved).unwrap_or_default();
                header = Some(basic_credentials(&format!("{user}:{password}")));
            }
            "apikey" => {
                let name = value("key", &mut unresolved).unwrap_or_default();
                let key = value("value", &mut unresolved).unwrap_or_default();
                if value("in", &mut unresolved).as_deref() == Some("query") {
                    append_query(
                        &mut request.target,
                        &format!("{}={}", percent_encode(&name, "%20"), percent_encode(&key, "%20")),
                    );
                } else if !name.is_empty() {
                    request.headers.push((name, key));
                }
            }
            "awsv4" => {
                let words = ["service", "region"].map(|name| value(name, &mut unresolved).unwrap_or_default());
                let words = format!("awsv4 {} {}", words[0], words[1]);
                request.auth = Some(words.split_whitespace().collect::<Vec<_>>().join(" "));
                // The keys are not part of the request.
                unresolved.clear();
            }
            other => {
                let shown: String = other.chars().take(40).collect();
                self.out.leave_out(format!("authorization `{shown}`"), "Postman works it out when it sends", None);
            }
        }
        if let Some(value) = header.filter(|_| request.header("Authorization").is_none()) {
            request.headers.push(("Authorization".into(), value));
        }
        for name in unresolved {
            if !request.unresolved.contains(&name) {
                request.unresolved.push(name);
            }
        }
    }
}

fn count(list: Option<&Value>) -> usize {
    list.and_then(Value::as_array).map_or(0, Vec::len)
}

/// Returns the rows of a list of `{key, value}` that are not switched off. Old exports have one text of lines.
fn fields(list: Option<&Value>) -> impl Iterator<Item = (String, String)> {
    let rows = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let lines = list.and_then(Value::as_str).unwrap_or("").lines();
    let from_rows = rows.iter().filter_map(|row| {
        let name = row.get("key").or_else(|| row.get("id")).and_then(Value::as_str)?;
        (row.get("disabled") != Some(&Value::Bool(true))).then(|| (name.to_owned(), scalar(row.get("value"))))
    });
    let from_lines = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    from_rows.chain(from_lines)
}

/// Returns a value of an `auth` member: a list of `{key, value}` in 2.1, an object in 2.0.
fn auth_value(auth: Option<&Value>, name: &str) -> Option<String> {
    match auth? {
        Value::Array(rows) => rows
            .iter()
            .find(|row| row.get("key").and_then(Value::as_str) == Some(name))
            .map(|row| scalar(row.get("value"))),
        Value::Object(members) => members.get(name).map(|value| scalar(Some(value))),
        _ => None,
    }
}

fn scalar(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

/// Joins protocol, host, port, path and query of an address that has no `raw` text.
fn join_parts(url: &Value) -> String {
    let joined = |name: &str, separator: &str| match url.get(name) {
        Some(Value::Array(parts)) => {
            let text =
                |part: &Value| part.as_str().map(str::to_owned).or_else(|| part.get("value").map(|v| scalar(Some(v))));
            parts.iter().filter_map(text).collect::<Vec<_>>().join(separator)
        }
        other => scalar(other),
    };
    let mut address = String::new();
    if let Some(protocol) = url.get("protocol").and_then(Value::as_str) {
        address = format!("{protocol}://");
    }
    address.push_str(&joined("host", "."));
    if let Some(port) = url.get("port").map(|port| scalar(Some(port))).filter(|port| !port.is_empty()) {
        address.push(':');
        address.push_str(&port);
    }
    let path = joined("path", "/");
    if !path.is_empty() {
        address.push('/');
        address.push_str(path.trim_start_matches('/'));
    }
    for (name, value) in fields(url.get("query")) {
        append_query(&mut address, &format!("{name}={value}"));
    }
    address
}
