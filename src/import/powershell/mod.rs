//! PowerShell commands that send a request: what a browser's *Copy as PowerShell* makes, what Postman writes,
//! and simple ones written by hand. Nothing is run: strings, tables and plain variables are read.

mod call;
mod tokens;
mod value;

use super::captured::Imported;
use super::pasted;
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use call::{Call, is_switch};
use serde_json::Value as Json;
use std::collections::HashMap;
use tokens::{Kind, Piece, Token, tokens};
use value::{Value, measure, to_json};

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
