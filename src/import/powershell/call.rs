//! What the parameters of one command ask for, made into its request.

use super::super::captured::{Body, Imported, ImportedRequest};
use super::super::pasted;
use super::super::url::{append_query, parse, percent_encode};
use super::value::{Value, to_text};
use crate::diagnostics::Diagnostic;
use crate::text::Span;

/// Parameters without a value.
pub(super) fn is_switch(name: &str) -> bool {
    const SWITCHES: [&str; 12] = [
        "usebasicparsing",
        "usedefaultcredentials",
        "skipcertificatecheck",
        "passthru",
        "disablekeepalive",
        "noproxy",
        "skipheadervalidation",
        "skiphttperrorcheck",
        "allowunencryptedauthentication",
        "allowinsecureredirect",
        "resume",
        "verbose",
    ];
    name.len() > 2 && SWITCHES.iter().any(|switch| switch.starts_with(name))
}

/// What the parameters ask for.
#[derive(Default)]
pub(super) struct Call {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    content_type: Option<String>,
    user_agent: Option<String>,
    body: Option<Value>,
    file: Option<String>,
    pub(super) session: Option<Value>,
}

impl Call {
    /// Takes the value of a parameter; the beginning of its name is enough.
    pub(super) fn set(&mut self, name: &str, value: Value, span: Span, out: &mut Imported) {
        const NAMES: [&str; 11] = [
            "uri",
            "method",
            "custommethod",
            "headers",
            "contenttype",
            "useragent",
            "body",
            "infile",
            "websession",
            "form",
            "credential",
        ];
        // The beginning of a name is enough, as PowerShell has it.
        let name = NAMES.iter().find(|known| name.len() > 1 && known.starts_with(name)).copied().unwrap_or(name);
        match (name, value) {
            ("uri", Value::Text(text)) => self.url = Some(text),
            ("method" | "custommethod", Value::Text(text)) => self.method = Some(text.to_ascii_uppercase()),
            ("headers", Value::Table(rows)) => self.headers = headers(rows, span, out),
            ("contenttype", Value::Text(text)) => self.content_type = Some(text),
            ("useragent", Value::Text(text)) => self.user_agent = Some(text),
            ("infile", Value::Text(text)) => self.file = Some(text),
            ("body", value) => self.body = Some(value),
            ("websession", value) => self.session = Some(value),
            ("form", _) => out.diagnostics.push(
                Diagnostic::error(
                    "import/multipart",
                    "`-Form` makes a multipart form, which is not imported",
                    pasted(),
                    span,
                )
                .help("its parts may be files, and PowerShell makes up the boundary: paste the raw request"),
            ),
            (name, _) => {
                let shown: String = name.chars().take(40).collect();
                let why = "it does not change what API Gateway receives";
                out.leave_out(format!("parameter `-{shown}`"), why, Some(span));
            }
        }
    }

    /// Makes the request; `session` is what the session variable holds.
    pub(super) fn finish(self, session: Vec<(String, Value)>) -> Option<ImportedRequest> {
        let url = parse(&self.url?);
        let method = self.method.unwrap_or_else(|| "GET".into());
        let mut request = ImportedRequest {
            method,
            origin: url.origin,
            target: url.target,
            headers: self.headers,
            ..ImportedRequest::default()
        };
        let mut cookies = Vec::new();
        let mut user_agent = self.user_agent;
        for (name, value) in session {
            match value {
                Value::Cookie(name, value) => cookies.push(format!("{name}={value}")),
                Value::Text(text) if name.eq_ignore_ascii_case("useragent") => user_agent = user_agent.or(Some(text)),
                _ => {}
            }
        }
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|_| request.header(name).is_none()) {
                request.headers.push((name.to_owned(), value));
            }
        };
        add("Cookie", (!cookies.is_empty()).then(|| cookies.join("; ")));
        add("User-Agent", user_agent);
        add("Content-Type", self.content_type);
        match (self.file, self.body) {
            (Some(file), _) => request.body = Body::File(file),
            (None, Some(Value::Table(rows))) => {
                // A table is sent as a form, or as the query where there can be no body.
                let encode = |value: &Value| percent_encode(&to_text(value), "+");
                let form: Vec<String> = rows
                    .iter()
                    .map(|(name, value)| format!("{}={}", percent_encode(name, "+"), encode(value)))
                    .collect();
                if request.method == "GET" {
                    append_query(&mut request.target, &form.join("&"));
                } else {
                    request.body = Body::Text(form.join("&"));
                }
            }
            (None, Some(value)) => {
                let text = to_text(&value);
                if !text.is_empty() {
                    request.body = Body::Text(text);
                }
            }
            (None, None) => {}
        }
        if matches!(request.body, Body::Text(_)) && request.method == "POST" && request.header("Content-Type").is_none()
        {
            request.headers.push(("Content-Type".into(), "application/x-www-form-urlencoded".into()));
        }
        Some(request)
    }
}

/// Makes headers of a table. Browsers put HTTP/2's own headers among them, without their colon.
fn headers(rows: Vec<(String, Value)>, span: Span, out: &mut Imported) -> Vec<(String, String)> {
    const OWN: [&str; 4] = ["authority", "method", "path", "scheme"];
    let is_own = |name: &str| OWN.contains(&name.trim_start_matches(':'));
    let from_browser = OWN.iter().all(|own| rows.iter().any(|(name, _)| name.trim_start_matches(':') == *own));
    if from_browser {
        out.leave_out("`authority`, `method`, `path` and `scheme`", "they are HTTP/2's own headers", Some(span));
    }
    let kept = rows.into_iter().filter(|(name, _)| !(from_browser && is_own(name)));
    kept.map(|(name, value)| (name, to_text(&value))).collect()
}
