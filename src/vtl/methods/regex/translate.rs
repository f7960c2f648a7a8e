//! Java's patterns in the words of the Rust engine.

/// Line ends, which `.` does not match and before which `$` may match.
const LINE_ENDS: &str = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

/// Translates a Java pattern. `None` if Java refuses it in a way that the Rust engine would not.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    // Whether `.` matches line ends, and `$` before each of them, in each open group.
    let mut flags = vec![(false, false)];
    let mut class_depth = 0_usize;
    while let Some(next) = rest.next() {
        match next {
            '\\' => {
                let is_several = stands_for_several(&rest);
                escape(&mut rest, class_depth > 0, &mut out)?;
                if class_depth > 0 && !is_several {
                    range_end(&mut rest, &mut out)?;
                }
            }
            '[' => {
                class_depth += 1;
                out.push('[');
                if rest.peek() == Some(&'^') {
                    rest.next();
                    out.push('^');
                }
                if rest.peek() == Some(&']') {
                    rest.next();
                    out.push_str("\\]");
                    range_end(&mut rest, &mut out)?;
                }
            }
            ']' if class_depth > 0 => {
                class_depth -= 1;
                out.push(']');
            }
            '&' if class_depth > 0 && rest.next_if_eq(&'&').is_some() => out.push_str("&&"),
            other if class_depth > 0 => {
                member(other, &mut out);
                range_end(&mut rest, &mut out)?;
            }
            '(' => {
                out.push('(');
                let current = flags.last().copied().unwrap_or_default();
                flags.push(current);
                if rest.peek() == Some(&'?') {
                    inline_flags(&mut rest, &mut flags, &mut out);
                }
            }
            ')' => {
                if flags.len() > 1 {
                    flags.pop();
                }
                out.push(')');
            }
            '{' => {
                // In Java a brace is no letter: how often something is repeated must follow.
                if !rest.peek().is_some_and(char::is_ascii_digit) {
                    return None;
                }
                out.push('{');
            }
            '.' if flags.last().is_some_and(|(all, _)| *all) => out.push_str("(?s:.)"),
            '.' => {
                out.push_str("[^");
                out.push_str(LINE_ENDS);
                out.push(']');
            }
            '$' if flags.last().is_some_and(|(_, lines)| *lines) => {
                out.push_str("(?=[");
                out.push_str(LINE_ENDS);
                out.push_str("]|\\z)");
            }
            '$' => {
                out.push_str("(?=(?:\\r\\n|[");
                out.push_str(LINE_ENDS);
                out.push_str("])?\\z)");
            }
            other => out.push(other),
        }
    }
    (class_depth == 0).then_some(out)
}

/// Adds a letter to a class. What is a letter to Java may be a sign to the Rust engine, where it stands twice.
fn member(letter: char, out: &mut String) {
    if matches!(letter, '-' | '&' | '~') {
        out.push('\\');
    }
    out.push(letter);
}

/// Tells whether what follows a backslash stands for more than one letter.
fn stands_for_several(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    rest.clone().peek().is_some_and(|letter| "dDwWsShHvVpPQ".contains(*letter))
}

/// Adds the end of a range, if the letter before began one: in Java it did if a `-` follows it and then no bracket.
fn range_end(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    let mut ahead = rest.clone();
    if ahead.next() != Some('-') || matches!(ahead.next(), None | Some('[' | ']')) {
        return Some(());
    }
    rest.next();
    out.push('-');
    match rest.next()? {
        '\\' if stands_for_several(rest) => return None,
        '\\' => escape(rest, true, out)?,
        letter => member(letter, out),
    }
    Some(())
}

/// Copies what follows `(?` and notes the flags `s` and `m`.
fn inline_flags(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, flags: &mut Vec<(bool, bool)>, out: &mut String) {
    rest.next();
    out.push('?');
    let mut on = true;
    let mut seen = String::new();
    let mut ahead = rest.clone();
    let (mut all, mut lines) = flags.last().copied().unwrap_or_default();
    while let Some(letter) = ahead.next() {
        match letter {
            '-' => on = false,
            's' => all = on,
            'm' => lines = on,
            'i' | 'x' => {}
            // Unicode and Unix lines: the former is how the engine works anyway.
            'u' | 'd' | 'U' => continue,
            ':' | ')' => {
                out.push_str(&seen);
                if seen.is_empty() && letter == ')' {
                    out.push_str("-x");
                }
                out.push(letter);
                if letter == ')' {
                    // Holds for the rest of the group around it.
                    flags.pop();
                }
                if let Some(last) = flags.last_mut() {
                    *last = (all, lines);
                }
                *rest = ahead;
                return;
            }
            // A look-around, a named or atomic group: nothing to note.
            _ => return,
        }
        seen.push(letter);
    }
}

/// Translates what follows a backslash.
fn escape(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, in_class: bool, out: &mut String) -> Option<()> {
    let bracketed = |inner: &str| if in_class { inner.to_owned() } else { format!("[{inner}]") };
    let negated = |inner: &str| format!("[^{inner}]");
    let next = rest.next()?;
    match next {
        // Only ASCII unless told otherwise, unlike in Rust.
        'd' => out.push_str(&bracketed("0-9")),
        'D' => out.push_str(&negated("0-9")),
        'w' => out.push_str(&bracketed("a-zA-Z_0-9")),
        'W' => out.push_str(&negated("a-zA-Z_0-9")),
        's' => out.push_str(&bracketed(" \\t\\n\\x0B\\f\\r")),
        'S' => out.push_str(&negated(" \\t\\n\\x0B\\f\\r")),
        'h' => out.push_str(&bracketed(" \\t\\xA0\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}")),
        'H' => out.push_str(&negated(" \\t\\xA0\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}")),
        'v' => out.push_str(&bracketed("\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}")),
        'V' => out.push_str(&negated("\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}")),
        'R' => out.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}])"),
        'Z' => out.push_str(&format!("(?=(?:\\r\\n|[{LINE_ENDS}])?\\z)")),
        'e' => out.push_str("\\x1B"),
        'u' | 'x' if next == 'u' || rest.peek() != Some(&'{') => {
            let count: usize = if next == 'u' { 4 } else { 2 };
            let digits: String = (0..count).filter_map(|_| rest.next()).collect();
            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == count)?;
            out.push_str(&format!("\\x{{{code:x}}}"));
        }
        '0' => {
            let mut code = 0;
            let mut digits = 0;
            while let Some(digit) = rest.peek().and_then(|c| c.to_digit(8)) {
                if digits == 3 || code * 8 + digit > 0o377 {
                    break;
                }
                code = code * 8 + digit;
                digits += 1;
                rest.next();
            }
            (digits > 0).then_some(())?;
            out.push_str(&format!("\\x{{{code:x}}}"));
        }
        'p' | 'P' => property(rest, next == 'P', in_class, out)?,
        'Q' => {
            let mut quoted = String::new();
            for letter in rest.by_ref() {
                quoted.push(letter);
                if quoted.ends_with("\\E") {
                    quoted.truncate(quoted.len() - 2);
                    break;
                }
            }
            out.push_str(&fancy_regex::escape(&quoted));
        }
        'b' | 'B' | 'A' | 'z' | 'G' | 'k' | 't' | 'n' | 'r' | 'f' | 'a' | '1'..='9' | 'x' => {
            out.push('\\');
            out.push(next);
        }
        // Java reserves all other letters.
        letter if letter.is_ascii_alphabetic() => return None,
        other if other.is_ascii() => {
            out.push('\\');
            out.push(other);
        }
        other => out.push(other),
    }
    Some(())
}

/// Translates `\p{…}`: the POSIX names mean ASCII in Java.
fn property(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    negated: bool,
    in_class: bool,
    out: &mut String,
) -> Option<()> {
    let mut name = String::new();
    match rest.next()? {
        '{' => loop {
            match rest.next()? {
                '}' => break,
                letter => name.push(letter),
            }
        },
        letter => name.push(letter),
    }
    let posix = match name.as_str() {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => "\\x00-\\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => "!-/:-@\\[-`{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => " \\t",
        "Cntrl" => "\\x00-\\x1F\\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => " \\t\\n\\x0B\\f\\r",
        _ => "",
    };
    if !posix.is_empty() {
        match (negated, in_class) {
            (true, _) => out.push_str(&format!("[^{posix}]")),
            (false, true) => out.push_str(posix),
            (false, false) => out.push_str(&format!("[{posix}]")),
        }
        return Some(());
    }
    let unicode = match name.as_str() {
        "javaLowerCase" => "Lowercase",
        "javaUpperCase" => "Uppercase",
        "javaWhitespace" => "White_Space",
        "javaLetter" => "L",
        "javaDigit" => "Nd",
        other => other.strip_prefix("Is").unwrap_or(other),
    };
    out.push_str(if negated { "\\P{" } else { "\\p{" });
    out.push_str(unicode);
    out.push('}');
    Some(())
}
