//! Splits a PowerShell text into tokens. Strings are unescaped; variables in them are kept for later.

use crate::text::Span;

/// A piece of a string: text, or a variable that is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    Text(String),
    Variable(String),
    /// Something that only PowerShell can work out, as written.
    Expression(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A name, a parameter, a number, an address without quotes.
    Bare(String),
    /// A string in quotes.
    Text(Vec<Piece>),
    /// `$name`, with the members that follow: `$session.UserAgent`.
    Variable(String),
    /// `@{`
    OpenTable,
    /// `@(`
    OpenList,
    /// One of `( ) { } [ ] = ; , |`
    Symbol(char),
    /// The end of a line.
    LineEnd,
}

/// A token and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Splits `text`; an open string ends with the text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut out = Vec::new();
    while let Some(next) = lexer.peek() {
        let start = lexer.at;
        if let Some(kind) = lexer.token(next) {
            out.push(Token { kind, span: Span::new(start, lexer.at) });
        }
    }
    out
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Skips what is no token, or reads one.
    fn token(&mut self, next: char) -> Option<Kind> {
        match next {
            '\n' => {
                self.at += 1;
                Some(Kind::LineEnd)
            }
            _ if next.is_whitespace() => {
                self.bump();
                None
            }
            '`' => {
                // A backtick at the end of a line continues it.
                self.at += 1;
                let blanks = self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\r']).len();
                if self.rest().get(blanks..).is_some_and(|rest| rest.starts_with('\n')) {
                    self.at += blanks + 1;
                }
                None
            }
            '#' => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                None
            }
            '@' if self.rest().starts_with("@{") => self.sign(2, Kind::OpenTable),
            '@' if self.rest().starts_with("@(") => self.sign(2, Kind::OpenList),
            '@' if self.rest().starts_with("@\"") || self.rest().starts_with("@'") => Some(self.here_string()),
            '(' | ')' | '{' | '}' | '=' | ';' | ',' | '|' => self.sign(1, Kind::Symbol(next)),
            '\'' => Some(self.single_quoted()),
            '"' => {
                self.at += 1;
                Some(Kind::Text(self.double_quoted(None)))
            }
            '$' => Some(self.variable()),
            _ => Some(self.bare()),
        }
    }

    fn sign(&mut self, len: usize, kind: Kind) -> Option<Kind> {
        self.at += len;
        Some(kind)
    }

    fn single_quoted(&mut self) -> Kind {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.bump() {
            if c != '\'' {
                text.push(c);
            } else if self.peek() == Some('\'') {
                self.at += 1;
                text.push('\'');
            } else {
                break;
            }
        }
        Kind::Text(vec![Piece::Text(text)])
    }

    /// Reads `@'…'@` or `@"…"@`: the text between the line after the sign and the line that begins with its end.
    fn here_string(&mut self) -> Kind {
        let quote = if self.rest().starts_with("@'") { '\'' } else { '"' };
        let end = if quote == '\'' { "\n'@" } else { "\n\"@" };
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        let len = self.rest().find(end).unwrap_or(self.rest().len());
        if quote == '\'' {
            let text = self.rest().get(1..len).unwrap_or("").trim_end_matches('\r').to_owned();
            self.at = (self.at + len + end.len()).min(self.text.len());
            return Kind::Text(vec![Piece::Text(text)]);
        }
        let stop = self.at + len;
        self.at = (self.at + 1).min(stop);
        let mut pieces = self.double_quoted(Some(stop));
        self.at = (stop + end.len()).min(self.text.len());
        if let Some(Piece::Text(text)) = pieces.last_mut() {
            text.truncate(text.trim_end_matches('\r').len());
        }
        Kind::Text(pieces)
    }

    /// Reads up to the closing quote, or up to the offset `stop` of a here-string.
    fn double_quoted(&mut self, stop: Option<usize>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while stop.is_none_or(|stop| self.at < stop) {
            let Some(c) = self.peek() else { break };
            match c {
                '"' if stop.is_none() => {
                    self.at += 1;
                    if self.peek() != Some('"') {
                        break;
                    }
                    self.at += 1;
                    text.push('"');
                }
                '`' => {
                    self.at += 1;
                    self.backtick_escape(&mut text);
                }
                '$' => {
                    if let Some(piece) = self.dollar(&mut text) {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                        pieces.push(piece);
                    }
                }
                _ => {
                    self.bump();
                    text.push(c);
                }
            }
        }
        pieces.push(Piece::Text(text));
        pieces
    }

    fn backtick_escape(&mut self, text: &mut String) {
        match self.bump() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('0') => text.push('\0'),
            Some('a') => text.push('\u{7}'),
            Some('b') => text.push('\u{8}'),
            Some('e') => text.push('\u{1B}'),
            Some('f') => text.push('\u{C}'),
            Some('v') => text.push('\u{B}'),
            Some('u') if self.peek() == Some('{') => {
                let digits =
                    self.rest().get(1..).and_then(|rest| rest.split_once('}')).map_or("", |(digits, _)| digits);
                let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                match character {
                    Some(character) => {
                        self.at += digits.len() + 2;
                        text.push(character);
                    }
                    None => text.push('u'),
                }
            }
            Some(c) => text.push(c),
            None => {}
        }
    }

    /// Reads what a dollar sign begins inside a string; a character by its number goes to `text`.
    fn dollar(&mut self, text: &mut String) -> Option<Piece> {
        if self.rest().starts_with("$(") {
            let len = self.rest().find(')').map_or(self.rest().len(), |end| end + 1);
            let written = self.rest().get(..len).unwrap_or("").to_owned();
            self.at += len;
            let number = written.to_ascii_lowercase().replace(' ', "");
            let number = number.strip_prefix("$([char]").and_then(|rest| rest.strip_suffix(')'));
            let code = number.and_then(|digits| match digits.strip_prefix("0x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            });
            return match code.and_then(char::from_u32) {
                Some(character) => {
                    text.push(character);
                    None
                }
                None => Some(Piece::Expression(written)),
            };
        }
        match variable_len(self.rest()) {
            1 => {
                self.at += 1;
                text.push('$');
                None
            }
            len => {
                let name = self.rest().get(1..len).unwrap_or("").trim_matches(['{', '}']).to_owned();
                self.at += len;
                Some(Piece::Variable(name))
            }
        }
    }

    fn variable(&mut self) -> Kind {
        let len = variable_len(self.rest());
        let mut name = self.rest().get(1..len).unwrap_or("").trim_matches(['{', '}']).to_owned();
        self.at += len;
        while self.rest().starts_with('.') {
            let member: String = self.rest().chars().skip(1).take_while(|c| c.is_alphanumeric()).collect();
            if member.is_empty() {
                break;
            }
            self.at += member.len() + 1;
            name.push('.');
            name.push_str(&member);
        }
        // `$headers["name"]` is read as the variable followed by a string.
        if self.rest().starts_with('[') {
            self.at += 1;
            name.push('[');
        }
        Kind::Variable(name)
    }

    fn bare(&mut self) -> Kind {
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '{' | '}' | ';' | ',' | '|' | '"' | '\'');
        // An equals sign belongs to an address and ends a name.
        let is_address = |text: &str| text.contains("://");
        let mut len = 0;
        for (index, c) in self.rest().char_indices() {
            let before = self.rest().get(..index).unwrap_or("");
            if index > 0 && (ends(c) || c == '=' && !is_address(before)) {
                break;
            }
            len = index + c.len_utf8();
        }
        let text = self.rest().get(..len).unwrap_or("").to_owned();
        self.at += len;
        Kind::Bare(text)
    }
}

/// Returns the length of `$name` or `${name}`; 1 if no name follows.
fn variable_len(text: &str) -> usize {
    let rest = text.get(1..).unwrap_or("");
    if rest.starts_with('{') {
        return rest.find('}').map_or(1, |end| end + 2);
    }
    1 + rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':')).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Vec<Piece> {
        match tokens(source).remove(0).kind {
            Kind::Text(pieces) => pieces,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn strings() {
        assert_eq!(text("'it''s $x'"), [Piece::Text("it's $x".into())]);
        assert_eq!(text("\"a`\"b\"\"c`n`u{e9}$([char]8364)\""), [Piece::Text("a\"b\"c\né€".into())]);
        assert_eq!(
            text("\"a $x ${y} $(1+1) $\""),
            [
                Piece::Text("a ".into()),
                Piece::Variable("x".into()),
                Piece::Text(" ".into()),
                Piece::Variable("y".into()),
                Piece::Text(" ".into()),
                Piece::Expression("$(1+1)".into()),
                Piece::Text(" $".into()),
            ]
        );
        assert_eq!(text("@'\n{\"a\": 1}\r\n'@ x"), [Piece::Text("{\"a\": 1}".into())]);
        assert_eq!(text("@\"\n{\"a\": \"`$\"}\n\"@"), [Piece::Text("{\"a\": \"$\"}".into())]);
    }

    #[test]
    fn everything_ends() {
        let source =
            "$s.Add((New-Object X(\"é\",'b'))) `\r\n-H @{\"a\"=\"$b\"; c = @(1,2)} @\"\nx\n\"@ @'\ny\n'@ $([char]1) `";
        for end in (0..=source.len()).filter(|end| source.is_char_boundary(*end)) {
            let _ = tokens(&source[..end]);
            let _ = tokens(&source[end..]);
        }
    }
}
