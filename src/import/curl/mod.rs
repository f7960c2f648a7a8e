//! curl command lines: what the command would send, told from its words.
//!
//! The order and spelling of headers are those of the command line. What curl adds on its own account and
//! differs from build to build (`User-Agent`, `Accept: */*`, `Accept-Encoding`) is left out; what it adds
//! because of an option (`Content-Type` of `-d`, `Authorization` of `-u`) is there. Checked against curl 7.88.

mod group;
mod options;

use super::captured::Imported;
use super::shell::{Command, Commands, Word};
use super::url::percent_encode;
use super::{cmd, pasted, shell};
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use group::{Data, Group, Header};
use options::{long, short};

/// Returns true if a command of `text` is curl, by the first words of its lines.
pub(super) fn recognizes(text: &str) -> bool {
    text.lines().take(400).any(|line| {
        let mut words = line.split_whitespace().filter(|word| !is_prompt(word) && !is_assignment(word));
        let first = words.find(|word| !PREFIXES.contains(word)).unwrap_or("");
        is_curl(first) && words.next().is_some()
    })
}

/// Reads all curl commands of `text`.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let Commands { commands, unclosed } = if is_windows(text) { cmd::split(text) } else { shell::split(text) };
    for span in unclosed {
        let message = "this quotation mark is never closed";
        out.diagnostics.push(
            Diagnostic::error("import/unclosed-quote", message, pasted(), span)
                .help("copy the whole command, up to its last quotation mark"),
        );
    }
    for command in &commands {
        read_command(command, &mut out);
    }
    if out.requests.is_empty() && out.diagnostics.is_empty() {
        out.diagnostics.push(
            Diagnostic::error("import/no-request", "there is no curl command here", pasted(), Span::new(0, text.len()))
                .help("a command begins with `curl` and has an address"),
        );
    }
    out
}

/// Commands that run the one that follows.
const PREFIXES: [&str; 6] = ["sudo", "time", "exec", "command", "nohup", "env"];

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe")
}

fn is_prompt(word: &str) -> bool {
    matches!(word, "$" | "%" | ">" | "#" | "PS>")
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.starts_with('-')
    })
}

/// Returns true if the command is quoted for `cmd.exe`: outside of what a POSIX shell quotes, a caret begins a word
/// in quotation marks, or ends a line.
fn is_windows(text: &str) -> bool {
    /// A dollar sign stands for `$'…'`, which has escapes.
    const ANSI: char = '$';
    let mut quote = None;
    let mut before = ' ';
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '^') => {
                let quotes_a_word = before.is_whitespace() && characters.as_str().starts_with('"');
                let rest = characters.as_str().trim_start_matches([' ', '\t', '\r']);
                if quotes_a_word || rest.is_empty() || rest.starts_with('\n') {
                    return true;
                }
            }
            (None | Some('"' | ANSI), '\\') => drop(characters.next()),
            (None, '\'') => quote = Some(if before == '$' { ANSI } else { '\'' }),
            (None, '"') => quote = Some('"'),
            (Some('\'' | ANSI), '\'') | (Some('"'), '"') => quote = None,
            _ => {}
        }
        before = character;
    }
    false
}

fn read_command(command: &Command, out: &mut Imported) {
    let skipped =
        |word: &&Word| is_prompt(&word.text) || is_assignment(&word.text) || PREFIXES.contains(&word.text.as_str());
    let before = command.words.iter().take_while(skipped).count();
    let name = command.words.get(before);
    for word in command.words.iter().take(before).filter(|word| is_assignment(&word.text)) {
        let variable = word.text.split_once('=').map_or("", |(name, _)| name);
        out.leave_out(format!("the variable `{variable}`"), "shell variables are never set here", Some(word.span));
    }
    let Some(name) = name else { return };
    if !is_curl(&name.text) {
        let what = format!("the command `{}`", name.text.chars().take(40).collect::<String>());
        return out.leave_out(what, "only curl is read, and nothing is run", Some(name.span));
    }
    for span in &command.redirections {
        out.leave_out("a redirection", "it does not change the request", Some(*span));
    }
    let mut group = Group::default();
    let mut reader = Reader { words: command.words.iter().skip(before + 1), stdin: command.stdin.as_deref(), out };
    while let Some(word) = reader.words.next() {
        if word.text == "--next" || word.text == "-:" {
            std::mem::take(&mut group).finish(name.span, reader.out);
        } else {
            reader.word(word, &mut group);
        }
    }
    group.finish(name.span, out);
}

struct Reader<'a, 'o, W: Iterator<Item = &'a Word>> {
    words: W,
    stdin: Option<&'a str>,
    out: &'o mut Imported,
}

impl<'a, W: Iterator<Item = &'a Word>> Reader<'a, '_, W> {
    /// Reads one word and the value that may follow it.
    fn word(&mut self, word: &Word, group: &mut Group) {
        group.note_expansions(word);
        if let Some(name) = word.text.strip_prefix("--").filter(|name| !name.is_empty()) {
            let (name, attached) = match name.split_once('=') {
                // curl itself knows no `--name=value`, but people write it.
                Some((name, value)) if long(name).is_some_and(|(_, takes)| takes) => (name, Some(value)),
                _ => (name, None),
            };
            match long(name.strip_prefix("expand-").unwrap_or(name)) {
                Some((name, true)) => {
                    let attached = attached.map(|value| Word { text: value.to_owned(), ..word.clone() });
                    self.with_value(name, attached, word.span, group);
                }
                Some((name, false)) => self.switch(name, word.span, group),
                None if name.strip_prefix("no-").is_some_and(|name| long(name).is_some()) => {
                    self.ignore(word.text.clone(), word.span);
                }
                None => self.unknown(word),
            }
        } else if word.text.starts_with('-') && word.text.len() > 1 {
            self.letters(word, group);
        } else if !word.text.is_empty() {
            group.urls.push(word.clone());
        }
    }

    /// Reads combined short options; the value of the last may stick to it.
    fn letters(&mut self, word: &Word, group: &mut Group) {
        for (index, letter) in word.text.char_indices().skip(1) {
            match short(letter) {
                Some((name, true)) => {
                    let value = word.text.get(index + letter.len_utf8()..).filter(|value| !value.is_empty());
                    let attached = value.map(|value| Word { text: value.to_owned(), ..word.clone() });
                    return self.with_value(name, attached, word.span, group);
                }
                Some((name, false)) => self.switch(name, word.span, group),
                None => return self.unknown(word),
            }
        }
    }

    fn unknown(&mut self, word: &Word) {
        let shown: String = word.text.chars().take(40).collect();
        self.out.leave_out(format!("option `{shown}`"), "curl has no such option", Some(word.span));
    }

    fn ignore(&mut self, option: impl Into<String>, span: Span) {
        let what = format!("option `{}`", option.into());
        self.out.leave_out(what, "it does not change what API Gateway receives", Some(span));
    }

    fn switch(&mut self, name: &'static str, span: Span, group: &mut Group) {
        match name {
            "get" => group.get = true,
            "head" => group.head = true,
            "path-as-is" => group.path_as_is = true,
            "compressed" => self.out.leave_out(
                "option `--compressed`",
                "it sends an `Accept-Encoding` that depends on the build of curl",
                Some(span),
            ),
            "digest" | "ntlm" | "negotiate" | "anyauth" => {
                group.user = None;
                self.out.leave_out(format!("option `--{name}`"), "the client answers a challenge", Some(span));
            }
            _ => self.ignore(format!("--{name}"), span),
        }
    }

    fn with_value(&mut self, name: &'static str, attached: Option<Word>, span: Span, group: &mut Group) {
        let value = match attached {
            Some(word) => word,
            None => match self.words.next() {
                Some(word) => {
                    group.note_expansions(word);
                    word.clone()
                }
                None => {
                    let message = format!("the value of `--{name}` is missing");
                    self.out.diagnostics.push(
                        Diagnostic::error("import/missing-value", message, pasted(), span)
                            .help("copy the whole command"),
                    );
                    return;
                }
            },
        };
        let text = value.text;
        match name {
            "url" => group.urls.push(Word { text, ..value }),
            "request" => group.method = Some(text),
            "header" => self.header(&text, value.span, group),
            "user-agent" => group.generate("User-Agent", &text),
            "referer" => group.generate("Referer", text.strip_suffix(";auto").unwrap_or(&text)),
            "range" => group.range = Some(text),
            "cookie" => self.cookie(&text, value.span, group),
            "user" => group.user = Some((text, value.span)),
            "oauth2-bearer" => group.generate("Authorization", &format!("Bearer {text}")),
            "aws-sigv4" => group.signature = Some(text),
            "upload-file" => group.upload = Some(text),
            "form" | "form-string" => group.form = group.form.or(Some(span)),
            "url-query" => group.query.push(url_query(&text)),
            "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" | "json" => {
                group.data_span = group.data_span.or(Some(span));
                group.json |= name == "json";
                let data = self.data(name, text);
                group.data.push(data);
            }
            "time-cond" => {
                let why = "it sends a header with a date that curl works out";
                self.out.leave_out("option `--time-cond`", why, Some(span));
            }
            "config" => {
                self.out.leave_out("option `--config`", "the file with more options is not read", Some(span));
            }
            _ => self.ignore(format!("--{name}"), span),
        }
    }

    fn header(&mut self, text: &str, span: Span, group: &mut Group) {
        let text = text.trim_start_matches(['\r', '\n']);
        if text.starts_with('@') {
            return self.out.leave_out("headers from a file", "the file is not read", Some(span));
        }
        match (text.split_once(':'), text.trim_end().strip_suffix(';')) {
            (Some((name, value)), _) if !name.trim().is_empty() => {
                let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
                if value.is_empty() {
                    // `Name:` takes away a header that curl would add.
                    group.removed.push(name);
                } else {
                    group.headers.push(Header { name, value, explicit: true });
                }
            }
            (None, Some(name)) if !name.trim().is_empty() => {
                group.headers.push(Header { name: name.trim().to_owned(), value: String::new(), explicit: true });
            }
            _ => self.out.diagnostics.push(
                Diagnostic::warning("import/header-without-colon", "this header has no colon", pasted(), span)
                    .help("curl leaves it out; write `Name: value`"),
            ),
        }
    }

    fn cookie(&mut self, text: &str, span: Span, group: &mut Group) {
        if !text.contains('=') {
            return self.out.leave_out("cookies from a file", "the file is not read", Some(span));
        }
        let text = text.trim_end_matches(['\r', '\n']);
        match group.headers.iter_mut().find(|header| !header.explicit && header.name == "Cookie") {
            // As curl does it: no blank between two options.
            Some(header) => {
                header.value.push(';');
                header.value.push_str(text);
            }
            None => group.headers.push(Header { name: "Cookie".into(), value: text.into(), explicit: false }),
        }
    }

    /// Reads the value of a data option.
    fn data(&mut self, option: &str, text: String) -> Data {
        if option == "data-urlencode" {
            return self.data_urlencode(&text);
        }
        let wrap = |text: String| if option == "json" { Data::Json(text) } else { Data::Text(text) };
        match text.strip_prefix('@') {
            None => wrap(text),
            Some(_) if option == "data-raw" => wrap(text),
            Some("-") => match self.stdin {
                // What comes from a file loses its line ends, unless it is sent as it is.
                Some(stdin) if matches!(option, "data" | "data-ascii") => wrap(stdin.replace(['\r', '\n'], "")),
                Some(stdin) => wrap(stdin.to_owned()),
                None => Data::File("-".into()),
            },
            Some(file) => Data::File(file.to_owned()),
        }
    }

    /// `content`, `=content`, `name=content`, `@file` and `name@file`.
    fn data_urlencode(&mut self, text: &str) -> Data {
        match text.find(['=', '@']) {
            Some(index) if text.get(index..).is_some_and(|rest| rest.starts_with('=')) => {
                let (name, content) = (text.get(..index).unwrap_or(""), text.get(index + 1..).unwrap_or(""));
                let separator = if name.is_empty() { "" } else { "=" };
                Data::Text(format!("{name}{separator}{}", percent_encode(content, "+")))
            }
            Some(index) => Data::File(text.get(index + 1..).unwrap_or("").to_owned()),
            None => Data::Text(percent_encode(text, "+")),
        }
    }
}

/// The value of `--url-query`: `+` in front sends it as it is, anything else is encoded as a form is.
fn url_query(text: &str) -> String {
    match (text.strip_prefix('+'), text.split_once('=')) {
        (Some(raw), _) => raw.to_owned(),
        (None, Some((name, value))) => format!("{name}={}", percent_encode(value, "+")),
        (None, None) => percent_encode(text, "+"),
    }
}
