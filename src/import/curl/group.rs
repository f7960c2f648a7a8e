//! What the options of one curl command ask for, made into its requests.

use super::super::captured::{Body, Imported, ImportedRequest, spell_like};
use super::super::pasted;
use super::super::shell::Word;
use super::super::url::{append_query, basic_credentials, encode_non_ascii, parse, without_dot_segments};
use crate::apigw::route::percent_decode;
use crate::diagnostics::Diagnostic;
use crate::text::Span;

/// What the options up to a `--next` ask for.
#[derive(Default)]
pub(super) struct Group {
    pub(super) urls: Vec<Word>,
    pub(super) method: Option<String>,
    pub(super) headers: Vec<Header>,
    /// Names of headers that `-H Name:` takes away.
    pub(super) removed: Vec<String>,
    pub(super) data: Vec<Data>,
    pub(super) query: Vec<String>,
    pub(super) json: bool,
    pub(super) get: bool,
    pub(super) head: bool,
    pub(super) upload: Option<String>,
    pub(super) path_as_is: bool,
    pub(super) form: Option<Span>,
    pub(super) user: Option<(String, Span)>,
    pub(super) signature: Option<String>,
    pub(super) range: Option<String>,
    pub(super) expansions: Vec<(String, Span)>,
    /// The first option that gives data, for messages.
    pub(super) data_span: Option<Span>,
}

/// A header that an option asks for.
pub(super) struct Header {
    pub(super) name: String,
    pub(super) value: String,
    /// False if an option other than `-H` made it; a header of the same name from `-H` then wins.
    pub(super) explicit: bool,
}

/// A piece of data that an option gives.
pub(super) enum Data {
    Text(String),
    Json(String),
    File(String),
}

impl Group {
    /// Notes what of a word the shell would have replaced.
    pub(super) fn note_expansions(&mut self, word: &Word) {
        self.expansions.extend(word.expansions.iter().map(|text| (text.clone(), word.span)));
    }

    /// Adds a header that an option makes; a later one replaces an earlier one.
    pub(super) fn generate(&mut self, name: &str, value: &str) {
        self.headers.retain(|header| header.explicit || header.name != name);
        if !value.is_empty() {
            self.headers.push(Header { name: name.into(), value: value.into(), explicit: false });
        }
    }

    fn has_data(&self) -> bool {
        !self.data.is_empty()
    }

    /// Makes the requests of this group, one for each address.
    pub(super) fn finish(mut self, command: Span, out: &mut Imported) {
        if self.urls.is_empty() {
            if self.method.is_some() || self.has_data() || !self.headers.is_empty() || self.form.is_some() {
                out.diagnostics.push(
                    Diagnostic::error("import/no-url", "this curl command has no address", pasted(), command)
                        .help("copy the whole command"),
                );
            }
            return;
        }
        self.report_expansions(out);
        self.refuse_form(out);
        self.authorize(out);
        let (body, query) = self.body(out);
        self.add_content_type(&body);
        let method = self.method_or_default(&body);
        let explicit: Vec<String> =
            self.headers.iter().filter(|header| header.explicit).map(|header| header.name.clone()).collect();
        let same = |names: &[String], name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
        // Of a header that an option makes and one given by hand, the latter counts.
        self.headers
            .retain(|header| header.explicit || !same(&self.removed, &header.name) && !same(&explicit, &header.name));
        for header in self.headers.iter_mut().filter(|header| !header.explicit) {
            header.name = spell_like(&header.name, explicit.iter().map(String::as_str));
        }
        let unresolved = self.unresolved();
        for word in std::mem::take(&mut self.urls) {
            let url = parse(&word.text);
            let target = if self.path_as_is { url.target } else { without_dot_segments(&url.target) };
            let mut request = ImportedRequest {
                method: method.clone(),
                origin: url
                    .origin
                    .map(|origin| if origin.contains("://") { origin } else { format!("http://{origin}") }),
                target: encode_non_ascii(&target),
                headers: self.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
                body: body.clone(),
                unresolved: unresolved.clone(),
                auth: self.signature.as_deref().map(signature_words),
                ..ImportedRequest::default()
            };
            if let Some(user) = url.user.filter(|_| request.header("Authorization").is_none()) {
                let credentials = basic_credentials(&percent_decode(&user));
                request.headers.push(("Authorization".into(), credentials));
            }
            for query in self.query.iter().chain(&query) {
                append_query(&mut request.target, query);
            }
            // Data can bring a fragment along, which is never sent.
            if let Some(end) = request.target.find('#') {
                request.target.truncate(end);
            }
            if request.target.contains(' ') {
                out.diagnostics.push(
                    Diagnostic::warning(
                        "import/blank-in-address",
                        "there is a blank in this address",
                        pasted(),
                        word.span,
                    )
                    .help("curl refuses it: write `%20`, or give the query with `--data-urlencode`"),
                );
            }
            out.requests.push(request);
        }
    }

    fn report_expansions(&self, out: &mut Imported) {
        for (text, span) in &self.expansions {
            let shown: String = text.chars().take(40).collect();
            let message = format!("`{shown}` is for the shell to replace; it stays as it is");
            out.diagnostics.push(
                Diagnostic::warning("import/shell-expansion", message, pasted(), *span)
                    .help("nothing is run or looked up here: put the value in by hand"),
            );
        }
    }

    fn unresolved(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (text, _) in &self.expansions {
            if !names.contains(text) {
                names.push(text.clone());
            }
        }
        names
    }

    /// Refuses multipart forms, and with them whatever else wants to be the body.
    fn refuse_form(&mut self, out: &mut Imported) {
        let Some(span) = self.form else { return };
        out.diagnostics.push(
            Diagnostic::error("import/multipart", "`-F` makes a multipart form, which is not imported", pasted(), span)
                .help("its parts may be files, and curl makes up the boundary between them: paste the raw request"),
        );
        if let Some(data_span) = self.data_span.take() {
            out.diagnostics.push(
                Diagnostic::error(
                    "import/contradiction",
                    "`-F` and other data exclude each other",
                    pasted(),
                    data_span,
                )
                .at(pasted(), span, "the form")
                .help("curl refuses this command: keep one kind of data; the request is imported without any"),
            );
        }
        self.data.clear();
        self.json = false;
        self.get = false;
    }

    fn authorize(&mut self, out: &mut Imported) {
        let Some((user, span)) = self.user.take() else { return };
        let has_bearer = |header: &Header| !header.explicit && header.name == "Authorization";
        if self.headers.iter().any(has_bearer) {
            out.leave_out("option `-u`", "curl sends the token of `--oauth2-bearer` instead", Some(span));
        } else if self.signature.is_some() {
            out.leave_out("the keys of `-u`", "a signature needs them, the request does not carry them", Some(span));
        } else if user.contains(':') {
            self.generate("Authorization", &basic_credentials(&user));
        } else {
            out.leave_out("option `-u`", "the password is missing; curl would ask for it", Some(span));
        }
    }

    /// Joins the data to the body, or to the query where `-G` asks for it.
    fn body(&mut self, out: &mut Imported) -> (Body, Option<String>) {
        let data = std::mem::take(&mut self.data);
        if let (Some(file), true) = (self.upload.clone(), data.is_empty()) {
            return (Body::File(file), None);
        }
        if let [Data::File(file)] = data.as_slice()
            && !self.get
        {
            return (Body::File(file.clone()), None);
        }
        let mut joined = String::new();
        let is_any = !data.is_empty();
        for (index, data) in data.into_iter().enumerate() {
            let text = match data {
                Data::File(_) => {
                    out.leave_out("data from a file", "the file is not read", self.data_span);
                    continue;
                }
                // Several `--json` are one text after the other.
                Data::Json(text) => text,
                Data::Text(text) => {
                    if index > 0 {
                        joined.push('&');
                    }
                    text
                }
            };
            joined.push_str(&text);
        }
        match (is_any, self.get) {
            (false, _) => (Body::None, None),
            (true, true) => (Body::None, Some(joined)),
            (true, false) => (Body::Text(joined), None),
        }
    }

    /// Adds the headers that data bring along, after all others, as curl does.
    fn add_content_type(&mut self, body: &Body) {
        match (self.range.take(), body) {
            (Some(range), Body::None) => self.generate("Range", &format!("bytes={range}")),
            (Some(range), Body::Text(text)) => {
                self.generate("Content-Range", &format!("bytes {range}/{}", text.len()));
            }
            _ => {}
        }
        // Data that go to the query have no type, unless `--json` names one.
        if self.data_span.is_none() || *body == Body::None && !self.json {
            return;
        }
        let mut add = |name: &str, value: &str| {
            self.headers.push(Header { name: name.into(), value: value.into(), explicit: false });
        };
        if self.json {
            add("Content-Type", "application/json");
            add("Accept", "application/json");
        } else {
            add("Content-Type", "application/x-www-form-urlencoded");
        }
    }

    fn method_or_default(&mut self, body: &Body) -> String {
        self.method.take().unwrap_or_else(|| {
            let method = if self.head {
                "HEAD"
            } else if self.get {
                "GET"
            } else if self.upload.is_some() && self.data_span.is_none() {
                "PUT"
            } else if *body != Body::None || self.form.is_some() {
                "POST"
            } else {
                "GET"
            };
            method.to_owned()
        })
    }
}

/// Says how `--aws-sigv4` signs: `aws:amz:REGION:SERVICE`, where the last two may be missing.
fn signature_words(value: &str) -> String {
    let mut parts = value.split(':').skip(2);
    let (region, service) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    format!("awsv4 {service} {region}").split_whitespace().collect::<Vec<_>>().join(" ")
}
