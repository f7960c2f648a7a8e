//! `.http` and `.rest` files, as the REST client of VS Code and the HTTP client of JetBrains write them.

use super::captured::{Body, Imported, ImportedRequest};
use super::placeholders::Variables;
use super::raw_http::{is_method, is_version};
use super::{pasted, url};
use crate::diagnostics::Diagnostic;
use crate::text::Span;

/// Returns true if `text` looks like such a file: separators, file variables, or a request line with a whole
/// address.
pub(super) fn recognizes(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(200);
    lines.any(|line| line.starts_with("###") || variable(line).is_some() || is_request_line(line))
}

/// Reads every request of the file.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let blocks = blocks(text);
    // Variables hold for the whole file, wherever they stand.
    let mut variables = Variables::default();
    for line in blocks.iter().flat_map(Block::preamble) {
        if let Some((name, value)) = variable(line.text.trim()) {
            variables.set(name, value);
        }
    }
    for block in &blocks {
        read_block(block, &variables, &mut out);
    }
    if out.requests.is_empty() && out.diagnostics.is_empty() {
        out.diagnostics.push(
            Diagnostic::error(
                "import/no-request",
                "there is no request in this file",
                pasted(),
                Span::new(0, text.len()),
            )
            .help("a request begins with a line such as `GET https://api.example.com/rides`"),
        );
    }
    out
}

/// A line and its place in the file.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    span: Span,
}

/// What stands between two separators.
struct Block<'a> {
    title: &'a str,
    lines: Vec<Line<'a>>,
}

impl<'a> Block<'a> {
    /// Returns the lines before the request line.
    fn preamble(&self) -> impl Iterator<Item = &Line<'a>> {
        self.lines.iter().take_while(|line| !is_start(line.text))
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = vec![Block { title: "", lines: Vec::new() }];
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\r', '\n']);
        let span = Span::new(at, at + line.len());
        at += raw.len();
        if let Some(title) = line.strip_prefix("###") {
            blocks.push(Block { title: title.trim_start_matches('#').trim(), lines: Vec::new() });
        } else if let Some(block) = blocks.last_mut() {
            block.lines.push(Line { text: line, span });
        }
    }
    blocks
}

/// Returns name and value of `@name = value`.
fn variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('@')?.split_once('=')?;
    let name = name.trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| (name, value.trim()))
}

fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix('#').or_else(|| line.strip_prefix("//")).map(str::trim)
}

/// Returns true if a line is the first of a request: not blank, no comment, no variable, no script.
fn is_start(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && comment(line).is_none() && variable(line).is_none() && !line.starts_with(['<', '>'])
}

/// Returns true for `METHOD address [version]` and for a bare address.
fn is_request_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_address = |word: &str| word.contains("://") || word.starts_with('/') || word.starts_with("{{");
    let rest_is_version = |mut words: std::str::SplitWhitespace<'_>| match (words.next(), words.next()) {
        (None, _) => true,
        (Some(word), None) => is_version(word),
        _ => false,
    };
    match words.next() {
        Some(word) if is_method(word) => words.next().is_some_and(is_address) && rest_is_version(words),
        Some(word) => word.contains("://") && is_address(word) && rest_is_version(words),
        None => false,
    }
}

fn read_block(block: &Block<'_>, variables: &Variables, out: &mut Imported) {
    let mut name = (!block.title.is_empty()).then(|| block.title.to_owned());
    let mut lines = block.lines.iter().copied().peekable();
    while let Some(line) = lines.next_if(|line| !is_start(line.text)) {
        read_preamble(line, &mut name, out);
        if line.text.trim_start().starts_with("< {%") && !line.text.contains("%}") {
            while lines.next_if(|line| !line.text.contains("%}")).is_some() {}
            lines.next();
        }
    }
    let Some(first) = lines.next() else { return };
    let mut address = first.text.trim().to_owned();
    // The query may go on over lines that are indented.
    while let Some(line) = lines.next_if(|line| continues_address(line.text)) {
        address.push_str(line.text.trim());
    }
    let mut request = ImportedRequest { name, ..ImportedRequest::default() };
    if !read_request_line(&address, first.span, variables, &mut request, out) {
        return;
    }
    while let Some(line) = lines.next_if(|line| !line.text.trim().is_empty()) {
        if comment(line.text).is_some() {
            continue;
        }
        match line.text.split_once(':') {
            Some((name, value)) if !name.trim().is_empty() => {
                let value = variables.fill(value.trim(), &mut request.unresolved);
                request.headers.push((variables.fill(name.trim(), &mut request.unresolved), value));
            }
            _ => out.diagnostics.push(
                Diagnostic::error("import/header-without-colon", "this header has no colon", pasted(), line.span)
                    .help("write it as `Name: value`; the body begins after an empty line"),
            ),
        }
    }
    let rest: Vec<Line<'_>> = lines.collect();
    read_body(&rest, variables, &mut request, out);
    out.requests.push(request);
}

fn continues_address(line: &str) -> bool {
    line.starts_with([' ', '\t']) && line.trim_start().starts_with(['?', '&', '/'])
}

/// Takes a name out of a comment, and notes what is not done.
fn read_preamble(line: Line<'_>, name: &mut Option<String>, out: &mut Imported) {
    let text = line.text.trim();
    if let Some(order) = comment(text).and_then(|comment| comment.strip_prefix('@')) {
        let (word, value) = order.split_once([' ', '=']).unwrap_or((order, ""));
        match word.trim() {
            "name" if !value.trim().is_empty() => *name = Some(value.trim_start_matches([' ', '=']).trim().to_owned()),
            word => {
                let what = format!("`@{}`", word.chars().take(40).collect::<String>());
                out.leave_out(what, "it is for the client that sends the request", Some(line.span));
            }
        }
    } else if text.starts_with('<') {
        out.leave_out("a script before the request", "scripts are not run", Some(line.span));
    }
}

/// Reads `[METHOD] address [version]`; false if it is another kind of request.
fn read_request_line(
    line: &str,
    span: Span,
    variables: &Variables,
    request: &mut ImportedRequest,
    out: &mut Imported,
) -> bool {
    let (method, rest) = match line.split_once(char::is_whitespace) {
        Some((word, rest)) if is_method(word) => (word, rest.trim()),
        _ if is_method(line) => (line, ""),
        _ => ("GET", line),
    };
    if matches!(method, "GRPC" | "WEBSOCKET" | "GRAPHQL" | "RSOCKET") {
        out.leave_out(format!("a {method} request"), "REST and HTTP APIs take HTTP requests only", Some(span));
        return false;
    }
    let address = match rest.rsplit_once(char::is_whitespace) {
        Some((address, version)) if is_version(version) => address.trim_end(),
        _ => rest,
    };
    if address.is_empty() {
        out.diagnostics.push(
            Diagnostic::error("import/no-url", "this request line has no address", pasted(), span)
                .help("write it as `GET https://api.example.com/rides`"),
        );
        return false;
    }
    let parsed = url::parse(&variables.fill(address, &mut request.unresolved));
    request.method = method.to_owned();
    request.origin = parsed.origin;
    request.target = parsed.target;
    true
}

/// Reads what follows the empty line: a body, the name of a file, and scripts for the response.
fn read_body(lines: &[Line<'_>], variables: &Variables, request: &mut ImportedRequest, out: &mut Imported) {
    let is_form = request.header("Content-Type").is_some_and(|t| t.contains("x-www-form-urlencoded"));
    let mut body = String::new();
    let mut file = None;
    let mut in_script = false;
    for line in lines {
        let text = line.text;
        if in_script {
            in_script = !text.contains("%}");
        } else if text.starts_with("> ") || text.starts_with(">>") || text.starts_with(">{%") {
            in_script = text.contains("{%") && !text.contains("%}");
            out.leave_out("what is done with the response", "nothing is sent here", Some(line.span));
        } else if text.starts_with("<>") {
            out.leave_out("a saved response", "only requests are read", Some(line.span));
        } else if let Some(name) = body_file(text).filter(|_| body.trim().is_empty() && file.is_none()) {
            file = Some(variables.fill(name, &mut request.unresolved));
        } else if is_form && text.trim_start().starts_with('&') {
            // A form may be written one field a line.
            body.truncate(body.trim_end().len());
            body.push_str(text.trim());
            body.push('\n');
        } else {
            body.push_str(text);
            body.push('\n');
        }
    }
    let body = body.trim_start_matches('\n').trim_end();
    request.body = match file {
        Some(file) => Body::File(file),
        None if body.is_empty() => Body::None,
        None => Body::Text(variables.fill(body, &mut request.unresolved)),
    };
}

/// Returns the file that `< name` or `<@ name` names; an encoding may stand before it.
fn body_file(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("<@").or_else(|| line.strip_prefix('<'))?;
    // `<xml>` is a body, `< file` is not.
    let name = rest.strip_prefix([' ', '\t'])?.trim();
    Some(name.rsplit_once(' ').filter(|(encoding, _)| !encoding.contains(['/', '.'])).map_or(name, |(_, name)| name))
}
