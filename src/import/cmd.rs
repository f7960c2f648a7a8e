//! Splits a Windows command line into commands and words: first as `cmd.exe` reads carets, then as programs
//! read quotes and backslashes (the rules of Microsoft's C library).

use super::shell::{Command, Commands, Word};
use crate::text::Span;

/// Splits `text` into its commands.
pub(super) fn split(text: &str) -> Commands {
    let mut out = Commands::default();
    for line in read_carets(text) {
        let command = split_arguments(text, &line, &mut out.unclosed);
        if !command.words.is_empty() {
            out.commands.push(command);
        }
    }
    out
}

/// A character with its place in the source.
type Placed = (char, usize);

/// Takes the carets off, and cuts where one command ends.
fn read_carets(text: &str) -> Vec<Vec<Placed>> {
    let mut lines = vec![Vec::new()];
    let mut in_quotes = false;
    let mut characters = text.char_indices().filter(|(_, c)| *c != '\r').peekable();
    while let Some((at, character)) = characters.next() {
        let line = match lines.last_mut() {
            Some(line) => line,
            None => return lines,
        };
        match character {
            '^' if !in_quotes => match characters.next() {
                // The line goes on; of two line ends the second is kept.
                Some((_, '\n')) => {
                    if let Some((at, c)) = characters.next_if(|(_, c)| *c == '\n') {
                        line.push((c, at));
                    }
                }
                Some((at, escaped)) => line.push((escaped, at)),
                None => {}
            },
            '"' => {
                in_quotes = !in_quotes;
                line.push((character, at));
            }
            '\n' | '&' | '|' if !in_quotes => lines.push(Vec::new()),
            '\n' => {
                in_quotes = false;
                lines.push(Vec::new());
            }
            _ => line.push((character, at)),
        }
    }
    lines
}

/// Splits a line into arguments: blanks separate, quotes group, `\"` and `""` are a quotation mark.
fn split_arguments(source: &str, line: &[Placed], unclosed: &mut Vec<Span>) -> Command {
    let mut command = Command::default();
    let mut word: Option<Word> = None;
    let mut quote: Option<usize> = None;
    let mut index = 0;
    while let Some((character, at)) = line.get(index).copied() {
        let here = Span::new(at, at + character.len_utf8());
        if matches!(character, ' ' | '\t' | '\n') && quote.is_none() {
            command.words.extend(word.take());
            index += 1;
            continue;
        }
        let current = word.get_or_insert_with(|| Word { span: here, ..Word::default() });
        current.span = current.span.to(here);
        match character {
            '\\' => {
                let count = line[index..].iter().take_while(|(c, _)| *c == '\\').count();
                let before_quote = line.get(index + count).is_some_and(|(c, _)| *c == '"');
                let kept = if before_quote { count / 2 } else { count };
                current.text.extend(std::iter::repeat_n('\\', kept));
                index += count;
                if before_quote && count % 2 == 1 {
                    current.text.push('"');
                    index += 1;
                }
                continue;
            }
            '"' if quote.is_some() && line.get(index + 1).is_some_and(|(c, _)| *c == '"') => {
                current.text.push('"');
                index += 1;
            }
            '"' => quote = if quote.is_some() { None } else { Some(at) },
            '%' => {
                let name = variable(&line[index..]);
                current.expansions.extend(name);
                current.text.push('%');
            }
            _ => current.text.push(character),
        }
        index += 1;
    }
    command.words.extend(word);
    if let Some(at) = quote {
        unclosed.push(Span::new(at, at + source.get(at..).and_then(|s| s.chars().next()).map_or(0, char::len_utf8)));
    }
    command
}

/// Returns the variable `%NAME%` that `line` begins with.
fn variable(line: &[Placed]) -> Option<String> {
    let name: String =
        line.iter().skip(1).map(|(c, _)| *c).take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    // A percent sign between digits is an escape of an address.
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let ends = line.get(name.len() + 1).is_some_and(|(c, _)| *c == '%');
    (starts && ends).then(|| format!("%{name}%"))
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
    fn carets_and_quotes() {
        check("curl ^\"a^&b^\" ^\r\n  -H ^\"c: d^\"", &[&["curl", "a&b", "-H", "c: d"]]);
        check(r#"x ^"^{^\^"a^\^":^\^"10^%^\^"^}^""#, &[&["x", r#"{"a":"10%"}"#]]);
        check("x ^\"a^\n\nb^\"", &[&["x", "a\nb"]]);
        check(r#"x "a \"b\" c" d\e\\f "g\\" """"#, &[&["x", r#"a "b" c"#, r"d\e\\f", r"g\", "\""]]);
        check("a & b\nc", &[&["a"], &["b"], &["c"]]);
        check("x \"a ^ b\"", &[&["x", "a ^ b"]]);
    }

    #[test]
    fn variables_and_open_quotes_are_told() {
        let found = check("x %TOKEN% a%20b", &[&["x", "%TOKEN%", "a%20b"]]);
        assert_eq!(found.commands[0].words[1].expansions, ["%TOKEN%"]);
        assert!(found.commands[0].words[2].expansions.is_empty());
        assert_eq!(split("x \"a").unclosed, [Span::new(2, 3)]);
        for text in ["^", "\"", "\\", "\\\"", "%", "é^\"é"] {
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                let _ = split(&text[..end]);
            }
        }
    }
}
