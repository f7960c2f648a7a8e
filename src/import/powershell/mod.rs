//! PowerShell commands that send a request: what a browser's *Copy as PowerShell* makes, what Postman writes,
//! and simple ones written by hand. Nothing is run: strings, tables and plain variables are read.

mod tokens;

use super::captured::{Body, Imported, ImportedRequest};
use super::pasted;
use super::url::{append_query, parse, percent_encode};
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use tokens::{Kind, Piece, Token, tokens};

/// Tables inside tables that are read.
const MAX_DEPTH: usize = 32;

/// Bytes that variables may put in, all in all: each line may double what the one before it made.
const MAX_FILLED: usize = 32 * 1024 * 1024;

const COMMANDS: [&str; 4] = ["invoke-webrequest", "invoke-restmethod", "iwr", "irm"];

fn is_command(word: &str) -> bool {
    COMMANDS.iter().any(|command| word.eq_ignore_ascii_case(command))
}

/// Returns true if `text` has such a command.
pub(super) fn recognizes(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '=' | '(' | '|' | ';')).any(is_command)
}

/// Reads every such command.
pub(super) fn read(text: &str) -> Imported {
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        variables: HashMap::new(),
        unresolved: Vec::new(),
        filled: 0,
        out: Imported::default(),
    };
    while reader.at < tokens.len() {
        let before = reader.at;
        reader.statement();
        // Whatever could not be read is passed over, so that the end is always reached.
        if reader.at == before {
            reader.at += 1;
        }
    }
    reader.out
}

/// A value as far as it can be told without running anything.
#[derive(Clone, PartialEq, Debug)]
enum Value {
    Text(String),
    /// Number, boolean or null.
    Scalar(Json),
    Table(Vec<(String, Value)>),
    List(Vec<Value>),
    Cookie(String, String),
    Unknown,
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    variables: HashMap<String, Value>,
    /// Placeholders met since the last request.
    unresolved: Vec<String>,
    /// Bytes that variables have put in.
    filled: usize,
    out: Imported,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(Span::at(0), |token| token.span)
    }

    fn eat(&mut self, symbol: char) -> bool {
        let found = self.peek() == Some(&Kind::Symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn skip_line_ends(&mut self) {
        while self.peek() == Some(&Kind::LineEnd) {
            self.at += 1;
        }
    }

    fn is_at_end(&self) -> bool {
        matches!(self.peek(), None | Some(Kind::LineEnd | Kind::Symbol(';' | ')' | '}' | '|')))
    }

    fn skip_statement(&mut self) {
        while !matches!(self.peek(), None | Some(Kind::LineEnd | Kind::Symbol(';'))) {
            self.at += 1;
        }
        self.at += 1;
    }

    /// Reads up to the end of a line or a semicolon.
    fn statement(&mut self) {
        match self.peek() {
            Some(Kind::Bare(word)) if is_command(word) => {
                let span = self.span();
                self.at += 1;
                self.command(span);
            }
            Some(Kind::Variable(name)) => {
                self.at += 1;
                self.assignment(name);
            }
            Some(Kind::Bare(word)) if !word.is_empty() => {
                let what = format!("the command `{}`", word.chars().take(40).collect::<String>());
                let span = self.span();
                self.out.leave_out(what, "only requests are read, and nothing is run", Some(span));
                self.skip_statement();
            }
            _ => self.at += 1,
        }
    }

    /// Reads what follows a variable: `= value`, `["name"] = value`, or the arguments of `.Add`.
    fn assignment(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if let Some(table) = name.strip_suffix('[') {
            let key = self.expression(0);
            // The bracket that closes is glued to the equals sign or stands alone.
            while matches!(self.peek(), Some(Kind::Bare(word)) if word.starts_with(']')) {
                self.at += 1;
            }
            if self.eat('=') {
                let value = self.value();
                self.add(table, key, value);
            }
        } else if let Some(target) = name.strip_suffix(".add") {
            if self.eat('(') {
                let mut arguments = self.list_until(')', 0).into_iter();
                match (arguments.next(), arguments.next()) {
                    (Some(cookie @ Value::Cookie(..)), _) => {
                        let session = target.strip_suffix(".cookies").unwrap_or(target);
                        self.add(session, Value::Text("cookie".into()), cookie);
                    }
                    (Some(key), Some(value)) => self.add(target, key, value),
                    _ => {}
                }
            }
        } else if self.eat('=') {
            self.skip_line_ends();
            if matches!(self.peek(), Some(Kind::Bare(word)) if is_command(word)) {
                return;
            }
            let value = self.value();
            match name.split_once('.') {
                Some((owner, member)) => self.add(owner, Value::Text(member.to_owned()), value),
                None => {
                    self.variables.insert(name, value);
                }
            }
        }
        if !matches!(self.peek(), Some(Kind::Bare(word)) if is_command(word)) {
            self.skip_statement();
        }
    }

    /// Adds a member to a table in a variable.
    fn add(&mut self, variable: &str, key: Value, value: Value) {
        let Value::Text(key) = key else { return };
        let slot = self.variables.entry(variable.to_owned()).or_insert(Value::Table(Vec::new()));
        if !matches!(slot, Value::Table(_)) {
            *slot = Value::Table(Vec::new());
        }
        if let Value::Table(rows) = slot {
            rows.push((key, value));
        }
    }

    /// Reads a value, or several with commas between them, and what a pipe makes of it.
    fn value(&mut self) -> Value {
        let mut value = self.expression(0);
        if self.peek() == Some(&Kind::Symbol(',')) {
            let mut items = vec![value];
            while self.eat(',') {
                items.push(self.expression(0));
            }
            value = Value::List(items);
        }
        self.piped(value)
    }

    /// `… | ConvertTo-Json` makes JSON text of a value.
    fn piped(&mut self, value: Value) -> Value {
        let is_json = |kind: Option<&Token>| matches!(kind.map(|token| &token.kind), Some(Kind::Bare(word)) if word.eq_ignore_ascii_case("ConvertTo-Json"));
        if self.peek() != Some(&Kind::Symbol('|')) || !is_json(self.tokens.get(self.at + 1)) {
            return value;
        }
        self.at += 2;
        while !self.is_at_end() {
            self.at += 1;
        }
        Value::Text(to_json(&value).to_string())
    }

    fn expression(&mut self, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            self.at += 1;
            return Value::Unknown;
        }
        let Some(token) = self.tokens.get(self.at) else { return Value::Unknown };
        match &token.kind {
            Kind::Text(pieces) => {
                self.at += 1;
                Value::Text(self.fill(pieces, token.span))
            }
            Kind::Variable(name) => {
                self.at += 1;
                self.variable(name, token.span)
            }
            Kind::OpenTable => {
                self.at += 1;
                self.table(depth + 1)
            }
            Kind::OpenList => {
                self.at += 1;
                Value::List(self.list_until(')', depth + 1))
            }
            Kind::Symbol('(') => {
                self.at += 1;
                self.skip_line_ends();
                let value = self.expression(depth + 1);
                let value = self.piped(value);
                self.skip_line_ends();
                self.eat(')');
                value
            }
            Kind::Bare(word) => {
                self.at += 1;
                self.bare(word, depth + 1)
            }
            Kind::Symbol(_) | Kind::LineEnd => Value::Unknown,
        }
    }

    fn bare(&mut self, word: &str, depth: usize) -> Value {
        if word.eq_ignore_ascii_case("New-Object") {
            let class = match self.expression(depth) {
                Value::Text(class) => class.to_ascii_lowercase(),
                _ => String::new(),
            };
            let arguments = if self.eat('(') { self.list_until(')', depth) } else { Vec::new() };
            return match arguments.as_slice() {
                [Value::Text(name), Value::Text(value), ..] if class.ends_with("cookie") => {
                    Value::Cookie(name.clone(), value.clone())
                }
                _ => Value::Table(Vec::new()),
            };
        }
        // `[ordered]@{…}` is the table; `[System.Text.Encoding]::UTF8.GetBytes(…)` sends its text.
        if word.starts_with('[') {
            if self.eat('(') {
                return self.list_until(')', depth).into_iter().next().unwrap_or(Value::Unknown);
            }
            return if self.is_at_end() { Value::Unknown } else { self.expression(depth) };
        }
        match word.parse::<serde_json::Number>() {
            Ok(number) => Value::Scalar(Json::Number(number)),
            Err(_) => Value::Text(word.to_owned()),
        }
    }

    fn variable(&mut self, name: &str, span: Span) -> Value {
        match name.to_ascii_lowercase().as_str() {
            "true" => Value::Scalar(Json::Bool(true)),
            "false" => Value::Scalar(Json::Bool(false)),
            "null" => Value::Scalar(Json::Null),
            known => match self.held(known) {
                Some(value) => value,
                None => {
                    self.unknown(format!("${name}"), span);
                    Value::Text(format!("${name}"))
                }
            },
        }
    }

    /// Returns what a variable holds, unless it is too much or too deep: then nothing more is put in at all.
    fn held(&mut self, name: &str) -> Option<Value> {
        let value = self.variables.get(name).filter(|_| self.filled < MAX_FILLED)?;
        let (bytes, depth) = measure(value);
        self.filled += bytes;
        if self.filled > MAX_FILLED || depth > MAX_DEPTH {
            self.filled = MAX_FILLED;
            return None;
        }
        Some(value.clone())
    }

    fn unknown(&mut self, text: String, span: Span) {
        let shown: String = text.chars().take(40).collect();
        self.out.diagnostics.push(
            Diagnostic::warning(
                "import/shell-expansion",
                format!("`{shown}` is for the shell to replace; it stays as it is"),
                pasted(),
                span,
            )
            .help("nothing is run or looked up here: put the value in by hand"),
        );
        if !self.unresolved.contains(&text) {
            self.unresolved.push(text);
        }
    }

    fn fill(&mut self, pieces: &[Piece], span: Span) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Expression(text) => {
                    self.unknown(text.clone(), span);
                    out.push_str(text);
                }
                Piece::Variable(name) => match self.variable(name, span) {
                    Value::Text(text) => out.push_str(&text),
                    Value::Scalar(scalar) => out.push_str(&scalar.to_string()),
                    _ => out.push_str(&format!("${name}")),
                },
            }
        }
        out
    }

    /// Reads `name = value` up to the closing brace; lines and semicolons separate.
    fn table(&mut self, depth: usize) -> Value {
        let mut rows = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Symbol('}') => {
                    self.at += 1;
                    break;
                }
                Kind::LineEnd | Kind::Symbol(_) => self.at += 1,
                _ => {
                    let name = self.expression(depth);
                    if self.eat('=') {
                        self.skip_line_ends();
                        let value = self.expression(depth);
                        let value = self.piped(value);
                        match name {
                            Value::Text(name) => rows.push((name, value)),
                            Value::Scalar(name) => rows.push((name.to_string(), value)),
                            _ => {}
                        }
                    }
                }
            }
        }
        Value::Table(rows)
    }

    fn list_until(&mut self, end: char, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Symbol(symbol) if *symbol == end => {
                    self.at += 1;
                    break;
                }
                Kind::LineEnd | Kind::Symbol(',' | ';') => self.at += 1,
                _ => {
                    let before = self.at;
                    let value = self.expression(depth);
                    items.push(self.piped(value));
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
        items
    }

    /// Reads the parameters of a request.
    fn command(&mut self, span: Span) {
        let mut call = Call::default();
        while !self.is_at_end() {
            match self.peek() {
                Some(Kind::Bare(word)) if word.starts_with('-') && word.len() > 1 => {
                    let place = self.span();
                    self.at += 1;
                    let (name, attached) = word.split_once(':').unwrap_or((word, ""));
                    let name = name.trim_start_matches('-').to_ascii_lowercase();
                    let next_is_parameter = matches!(self.peek(), Some(Kind::Bare(next)) if next.starts_with('-'));
                    let value = if !attached.is_empty() {
                        Value::Text(attached.to_owned())
                    } else if is_switch(&name) || next_is_parameter || self.is_at_end() {
                        Value::Unknown
                    } else {
                        self.value()
                    };
                    call.set(&name, value, place, &mut self.out);
                }
                Some(Kind::Bare(word)) if word.starts_with('@') => {
                    // `@name` gives the parameters that a table holds.
                    let name = word.trim_start_matches('@').to_ascii_lowercase();
                    self.at += 1;
                    if let Some(Value::Table(rows)) = self.variables.get(&name).cloned() {
                        for (name, value) in rows {
                            call.set(&name.to_ascii_lowercase(), value, span, &mut self.out);
                        }
                    }
                }
                // A stray sign is no value.
                Some(Kind::Symbol(symbol)) if *symbol != '(' => self.at += 1,
                _ => {
                    let place = self.span();
                    let value = self.value();
                    call.set("uri", value, place, &mut self.out);
                }
            }
        }
        let session = match call.session.take() {
            Some(Value::Table(rows)) => rows,
            _ => Vec::new(),
        };
        match call.finish(session) {
            Some(mut request) => {
                request.unresolved = std::mem::take(&mut self.unresolved);
                self.out.requests.push(request);
            }
            None => self.out.diagnostics.push(
                Diagnostic::error("import/no-url", "this command has no address", pasted(), span)
                    .help("it needs `-Uri` and an address"),
            ),
        }
        // What comes after a pipe is about the response.
        self.skip_statement();
    }
}

/// Parameters without a value.
fn is_switch(name: &str) -> bool {
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
struct Call {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    content_type: Option<String>,
    user_agent: Option<String>,
    body: Option<Value>,
    file: Option<String>,
    session: Option<Value>,
}

impl Call {
    fn set(&mut self, name: &str, value: Value, span: Span, out: &mut Imported) {
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

    fn finish(self, session: Vec<(String, Value)>) -> Option<ImportedRequest> {
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

/// Returns about how many bytes a value takes, and how deep lists and tables lie in it.
fn measure(value: &Value) -> (usize, usize) {
    let within = |parts: &mut dyn Iterator<Item = (usize, &Value)>| {
        parts.fold((16, 1), |(bytes, depth), (own, part)| {
            let (inner, below) = measure(part);
            (bytes + own + inner, depth.max(below + 1))
        })
    };
    match value {
        Value::Text(text) => (text.len() + 16, 0),
        Value::Scalar(_) | Value::Unknown => (16, 0),
        Value::Cookie(name, value) => (name.len() + value.len() + 16, 0),
        Value::List(items) => within(&mut items.iter().map(|item| (0, item))),
        Value::Table(rows) => within(&mut rows.iter().map(|(name, value)| (name.len() + 16, value))),
    }
}

fn to_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Scalar(Json::Null) | Value::Unknown => String::new(),
        Value::Cookie(name, value) => format!("{name}={value}"),
        Value::Scalar(Json::Bool(true)) => "True".into(),
        Value::Scalar(Json::Bool(false)) => "False".into(),
        Value::Scalar(other) => other.to_string(),
        Value::List(items) => items.iter().map(to_text).collect::<Vec<_>>().join(" "),
        Value::Table(_) => to_json(value).to_string(),
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.clone()),
        Value::Scalar(scalar) => scalar.clone(),
        Value::Table(rows) => {
            Json::Object(rows.iter().map(|(name, value)| (name.clone(), to_json(value))).collect::<Map<_, _>>())
        }
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Cookie(..) | Value::Unknown => Json::Null,
    }
}
