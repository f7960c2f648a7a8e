//! Splits a POSIX shell text into commands and words, the way bash reads it, without running anything.
//!
//! Variables, command substitutions and backticks are found and reported, never expanded.

use crate::text::Span;

/// A word of a command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Word {
    /// The text after quotes and escapes were taken off.
    pub text: String,
    /// The word in the source.
    pub span: Span,
    /// What a shell would have replaced in it, as written: `$TOKEN`, `$(cat file)`.
    pub expansions: Vec<String>,
}

/// A simple command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Command {
    /// Its words.
    pub words: Vec<Word>,
    /// Text that the command reads, from a here-document or here-string.
    pub stdin: Option<String>,
    /// Redirections: `> file`.
    pub redirections: Vec<Span>,
}

/// The commands of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Commands {
    /// In order; empty ones are left out.
    pub commands: Vec<Command>,
    /// Quotes that were opened and never closed.
    pub unclosed: Vec<Span>,
}

/// Splits `text` into its commands.
pub(super) fn split(text: &str) -> Commands {
    let mut lexer = Lexer { text, at: 0, ..Lexer::default() };
    while lexer.step() {}
    lexer.end_command();
    lexer.out
}

#[derive(Default)]
struct Lexer<'a> {
    text: &'a str,
    at: usize,
    out: Commands,
    command: Command,
    /// The word being read; `None` between words. Quotes make an empty word.
    word: Option<Word>,
    /// Where the next word goes instead of into the command.
    redirect: Option<Redirect>,
    /// Delimiters of here-documents that begin on the next line; true if tabs are stripped.
    here: Vec<(String, bool)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Redirect {
    File(usize),
    HereDocument { strip_tabs: bool },
    HereString,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn word(&mut self) -> &mut Word {
        let at = self.at;
        self.word.get_or_insert_with(|| Word { span: Span::at(at), ..Word::default() })
    }

    fn push(&mut self, character: char) {
        self.word().text.push(character);
    }

    /// Reads one thing; false at the end of the text.
    fn step(&mut self) -> bool {
        let Some(next) = self.peek() else { return false };
        match next {
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '$' => self.dollar(false),
            '`' => self.backtick(),
            '\\' => self.escape(),
            '#' if self.word.is_none() => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            }
            '\n' => {
                self.end_word();
                self.at += 1;
                let continues = self.redirect.is_some();
                self.read_here_documents();
                if !continues {
                    self.end_command();
                }
            }
            ' ' | '\t' | '\r' => {
                self.end_word();
                self.at += 1;
            }
            ';' | '|' | '&' | '(' | ')' => self.operator(next),
            '<' | '>' => self.redirection(),
            _ => {
                self.word();
                self.bump();
                self.push(next);
            }
        }
        true
    }

    fn single_quoted(&mut self) {
        let start = self.at;
        self.word();
        self.at += 1;
        let len = self.rest().find('\'');
        let text = self.rest().get(..len.unwrap_or(self.rest().len())).unwrap_or("").to_owned();
        self.at += text.len() + usize::from(len.is_some());
        self.word().text.push_str(&text);
        if len.is_none() {
            self.out.unclosed.push(Span::new(start, start + 1));
        }
    }

    fn double_quoted(&mut self) {
        let start = self.at;
        self.word();
        self.at += 1;
        loop {
            match self.peek() {
                None => {
                    self.out.unclosed.push(Span::new(start, start + 1));
                    return;
                }
                Some('"') => {
                    self.at += 1;
                    return;
                }
                Some('$') => self.dollar(true),
                Some('`') => self.backtick(),
                Some('\\') => {
                    self.at += 1;
                    match self.bump() {
                        Some(c @ ('$' | '`' | '"' | '\\')) => self.push(c),
                        Some('\n') => {}
                        Some(c) => {
                            self.push('\\');
                            self.push(c);
                        }
                        None => self.push('\\'),
                    }
                }
                Some(c) => {
                    self.bump();
                    self.push(c);
                }
            }
        }
    }

    fn escape(&mut self) {
        let continues = ["\\\r\n", "\\\n"].into_iter().find(|line_end| self.rest().starts_with(line_end));
        if let Some(line_end) = continues {
            self.at += line_end.len();
            return;
        }
        self.word();
        self.at += 1;
        // A backslash before a blank at the end of a line was meant to continue it.
        match self.bump() {
            Some(c) => self.push(c),
            None => self.push('\\'),
        }
    }

    /// Reads what begins with a dollar sign: `$'…'`, `$"…"`, or something that a shell replaces.
    fn dollar(&mut self, quoted: bool) {
        let rest = self.rest();
        if !quoted && rest.starts_with("$'") {
            self.word();
            self.at += 1;
            return self.ansi_quoted();
        }
        if !quoted && rest.starts_with("$\"") {
            self.word();
            self.at += 1;
            return self.double_quoted();
        }
        let len = expansion_len(rest);
        let text = rest.get(..len.max(1)).unwrap_or("$").to_owned();
        self.word();
        self.at += text.len();
        let word = self.word();
        word.text.push_str(&text);
        if len > 1 {
            word.expansions.push(text);
        }
    }

    fn backtick(&mut self) {
        let len = self.rest().get(1..).and_then(|rest| rest.find('`')).map_or(self.rest().len(), |len| len + 2);
        let text = self.rest().get(..len).unwrap_or("`").to_owned();
        self.word();
        self.at += text.len();
        let word = self.word();
        word.text.push_str(&text);
        word.expansions.push(text);
    }

    /// Reads `'…'` after a dollar sign, with escapes as in C.
    fn ansi_quoted(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            match self.bump() {
                None => {
                    self.out.unclosed.push(Span::new(start, start + 1));
                    break;
                }
                Some('\'') => break,
                Some('\\') => self.ansi_escape(&mut bytes),
                Some(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.word().text.push_str(&text);
    }

    fn ansi_escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(kind) = self.bump() else { return bytes.push(b'\\') };
        let mut put = |character: char| bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
        match kind {
            'n' => put('\n'),
            'r' => put('\r'),
            't' => put('\t'),
            'a' => put('\u{7}'),
            'b' => put('\u{8}'),
            'e' | 'E' => put('\u{1B}'),
            'f' => put('\u{C}'),
            'v' => put('\u{B}'),
            '\\' | '\'' | '"' | '?' => put(kind),
            'x' => match self.digits(16, 2) {
                Some(value) => bytes.push(value as u8),
                None => {
                    put('\\');
                    put('x');
                }
            },
            // `\cA` is Ctrl-A.
            'c' if self.peek().is_some_and(|c| c.is_ascii() && c != '\'') => {
                let letter = self.bump().map_or(0, |c| c.to_ascii_uppercase() as u8);
                bytes.push(if letter == b'?' { 0x7F } else { letter & 0x1F });
            }
            'u' | 'U' if !self.peek().is_some_and(|c| c.is_ascii_hexdigit()) => {
                put('\\');
                put(kind);
            }
            'u' => {
                let mut value = self.digits(16, 4).unwrap_or(0xFFFD);
                // Some tools write a character beyond 16 bits as the two halves that UTF-16 has.
                if (0xD800..0xDC00).contains(&value) && self.rest().starts_with("\\u") {
                    let before = self.at;
                    self.at += 2;
                    match self.digits(16, 4) {
                        Some(low @ 0xDC00..0xE000) => value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00),
                        _ => self.at = before,
                    }
                }
                put(char::from_u32(value).unwrap_or('\u{FFFD}'));
            }
            'U' => put(self.digits(16, 8).and_then(char::from_u32).unwrap_or('\u{FFFD}')),
            '0'..='7' => {
                self.at -= 1;
                bytes.push(self.digits(8, 3).unwrap_or(0) as u8);
            }
            other => {
                put('\\');
                put(other);
            }
        }
    }

    /// Reads up to `most` digits; `None` if there is none.
    fn digits(&mut self, radix: u32, most: usize) -> Option<u32> {
        let len = self.rest().chars().take(most).take_while(|c| c.is_digit(radix)).count();
        let value = u32::from_str_radix(self.rest().get(..len)?, radix).ok();
        self.at += len;
        value
    }

    fn operator(&mut self, operator: char) {
        // `&>` and `>&` redirect.
        if self.rest().starts_with("&>") {
            return self.redirection();
        }
        self.end_word();
        self.at += 1;
        if matches!(operator, '|' | '&') && self.peek() == Some(operator) {
            self.at += 1;
        }
        self.end_command();
    }

    fn redirection(&mut self) {
        let start = self.at;
        // A number right before the sign is a file descriptor, not a word.
        let is_descriptor = |word: &Word| !word.text.is_empty() && word.text.bytes().all(|b| b.is_ascii_digit());
        if self.word.as_ref().is_some_and(is_descriptor) {
            self.word = None;
        }
        self.end_word();
        const SIGNS: [(&str, Redirect); 10] = [
            ("<<<", Redirect::HereString),
            ("<<-", Redirect::HereDocument { strip_tabs: true }),
            ("<<", Redirect::HereDocument { strip_tabs: false }),
            ("&>>", Redirect::File(0)),
            ("&>", Redirect::File(0)),
            (">>", Redirect::File(0)),
            (">&", Redirect::File(0)),
            (">|", Redirect::File(0)),
            ("<&", Redirect::File(0)),
            ("<>", Redirect::File(0)),
        ];
        let found = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign));
        self.at += found.map_or(1, |(sign, _)| sign.len());
        self.redirect = Some(match found {
            Some((_, redirect)) if !matches!(redirect, Redirect::File(_)) => *redirect,
            _ => Redirect::File(start),
        });
    }

    fn end_word(&mut self) {
        let Some(mut word) = self.word.take() else { return };
        word.span = Span::new(word.span.start as usize, self.at);
        match self.redirect.take() {
            None => self.command.words.push(word),
            Some(Redirect::File(start)) => self.command.redirections.push(Span::new(start, self.at)),
            Some(Redirect::HereString) => self.command.stdin = Some(word.text + "\n"),
            Some(Redirect::HereDocument { strip_tabs }) => self.here.push((word.text, strip_tabs)),
        }
    }

    /// Reads the bodies of here-documents, which begin after the line that names their delimiters.
    fn read_here_documents(&mut self) {
        for (delimiter, strip_tabs) in std::mem::take(&mut self.here) {
            let mut body = String::new();
            while self.at < self.text.len() {
                let line = self.rest().split_inclusive('\n').next().unwrap_or("").to_owned();
                self.at += line.len();
                let line = if strip_tabs { line.trim_start_matches('\t') } else { &line };
                if line.trim_end_matches(['\r', '\n']) == delimiter {
                    break;
                }
                body.push_str(line);
            }
            self.command.stdin = Some(body);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.redirect = None;
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.out.commands.push(command);
        }
    }
}

/// Returns the length of the expansion that `text` begins with, sign included; 0 or 1 if it is none.
fn expansion_len(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('$') else { return 0 };
    match rest.chars().next() {
        Some('{') => rest.find('}').map_or(text.len(), |end| end + 2),
        Some('(') => {
            // Parentheses nest; a quoted one inside is rare enough to be miscounted.
            let mut depth = 0usize;
            let end = rest.char_indices().find(|(_, c)| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            end.map_or(text.len(), |(index, _)| index + 2)
        }
        Some(c) if c.is_ascii_alphabetic() || c == '_' => {
            1 + rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
        }
        Some('0'..='9' | '?' | '!' | '@' | '*' | '#' | '$' | '-') => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, commands: &[&[&str]]) -> Commands {
        let split = split(text);
        let words: Vec<Vec<&str>> =
            split.commands.iter().map(|c| c.words.iter().map(|word| word.text.as_str()).collect()).collect();
        assert_eq!(words, commands, "{text}");
        split
    }

    #[test]
    fn quotes_and_escapes() {
        check(r#"a 'b c' "d \" \$ \x" e\ f ''"#, &[&["a", "b c", "d \" $ \\x", "e f", ""]]);
        check("a \\\n  b\\\r\nc 'x'\"y\"z", &[&["a", "bc", "xyz"]]);
        check(r"$'it\'s \x41\u00e9\n\101\ud83d\ude00\q'", &[&["it's Aé\nA😀\\q"]]);
        check(r"$'\cA\x \u \cz'", &[&["\u{1}\\x \\u \u{1a}"]]);
        check("a # b\nc#d", &[&["a"], &["c#d"]]);
        check("a; b && c | d & (e)", &[&["a"], &["b"], &["c"], &["d"], &["e"]]);
    }

    #[test]
    fn nothing_is_expanded() {
        let found = check(
            "A=$(cat x (y)) curl \"$T\" '${no}' `id` ${B:-c}/$1 $",
            &[&["A=$(cat x (y))", "curl", "$T", "${no}", "`id`", "${B:-c}/$1", "$"]],
        );
        let expansions: Vec<&str> =
            found.commands[0].words.iter().flat_map(|word| word.expansions.iter().map(String::as_str)).collect();
        assert_eq!(expansions, ["$(cat x (y))", "$T", "`id`", "${B:-c}", "$1"]);
    }

    #[test]
    fn redirections_and_here_documents() {
        let found =
            check("curl -d @- x 2>&1 >out <<'E'\n{\"a\":\n1}\nE\nnext", &[&["curl", "-d", "@-", "x"], &["next"]]);
        assert_eq!(found.commands[0].stdin.as_deref(), Some("{\"a\":\n1}\n"));
        assert_eq!(found.commands[0].redirections.len(), 2);
        assert_eq!(check("a <<< 'b c'", &[&["a"]]).commands[0].stdin.as_deref(), Some("b c\n"));
        check("a < in", &[&["a"]]);
        check("a &> out", &[&["a"]]);
    }

    #[test]
    fn open_ends_are_told() {
        for text in ["'a", "\"a", "$'a", "\"a\\"] {
            assert_eq!(split(text).unclosed.len(), 1, "{text}");
        }
        let text = "a 'b' \"c$(d\" $'\\u00e9' <<E\nx\nE\n`e";
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = split(&text[..end]);
        }
    }
}
