//! Methods of `String`.

use super::{Called, Name, Outcome, Tools, array, character, formatter, index, length, out_of_bounds, regex, text_of};
use crate::vtl::host::Thrown;
use crate::vtl::number::Number;
use crate::vtl::value::{Data, Text, Value, utf16};

pub(super) fn call(receiver: &Value, text: &str, name: Name, arguments: &[Value], tools: &mut Tools) -> Called {
    tools.charge(text.len())?;
    if arguments.iter().any(Value::is_null) && refuses_null(name, arguments) {
        return Err(Thrown::new("NullPointerException"));
    }
    let outcome = match arguments {
        [] => plain(receiver, text, name, tools)?,
        [one] => with_one(receiver, text, name, one, tools)?,
        [first, second] => with_two(receiver, text, name, first, second, tools)?,
        _ => Outcome::Missing,
    };
    match (outcome, name, arguments) {
        // A locale that is none comes before the pattern.
        (
            Outcome::Missing,
            Name::Format,
            [Value { data: Data::Null, .. }, Value { data: Data::Text(pattern), .. }, values @ ..],
        ) => formatted(pattern, values, tools),
        (Outcome::Missing, Name::Format, [pattern, values @ ..]) => match text_of(pattern) {
            Some(pattern) => formatted(pattern, values, tools),
            None => Ok(Outcome::Missing),
        },
        (Outcome::Missing, Name::Join, [separator, values @ ..]) => Ok(join(separator, values, tools)?),
        (Outcome::Missing, Name::RegionMatches, arguments) => Ok(region_matches(text, arguments)),
        (outcome, ..) => Ok(outcome),
    }
}

/// Tells whether `String`'s method takes `null` there and then throws.
fn refuses_null(name: Name, arguments: &[Value]) -> bool {
    let fits = |argument: &Value| argument.is_null() || text_of(argument).is_some();
    match (name, arguments) {
        (
            Name::Concat
            | Name::Contains
            | Name::StartsWith
            | Name::EndsWith
            | Name::IndexOf
            | Name::LastIndexOf
            | Name::CompareTo
            | Name::CompareToIgnoreCase
            | Name::Matches
            | Name::Split
            | Name::ValueOf
            | Name::ContentEquals
            | Name::Format,
            [_],
        ) => true,
        (Name::Format, [first, second, ..]) => first.is_null() && text_of(second).is_none(),
        // Java looks at the replacement once there is something to replace.
        (Name::ReplaceAll, [Value { data: Data::Text(_), .. }, second]) if second.is_null() => false,
        (Name::Replace | Name::ReplaceAll | Name::ReplaceFirst, [first, second]) => fits(first) && fits(second),
        // Java looks at the index first.
        (Name::StartsWith, [first, second]) => first.is_null() && second.as_int().is_some_and(|from| from >= 0),
        (Name::IndexOf | Name::LastIndexOf | Name::Split, [first, second]) => {
            first.is_null() && second.as_int().is_some()
        }
        _ => false,
    }
}

fn value(value: Value) -> Called {
    Ok(Outcome::Value(value))
}

fn plain(receiver: &Value, text: &str, name: Name, tools: &mut Tools) -> Called {
    let trimmed = |keep: fn(char) -> bool, left: bool, right: bool, tools: &Tools| {
        let start = if left { text.find(keep).unwrap_or(text.len()) } else { 0 };
        let end = if right {
            text.rfind(keep).map_or(start, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))
        } else {
            text.len()
        };
        tools.part(receiver, text, start, end.max(start), name.as_str())
    };
    let blank = |c: char| !is_java_whitespace(c);
    value(match name {
        Name::Length => length(text),
        Name::IsEmpty => Value::bool(text.is_empty()),
        Name::IsBlank => Value::bool(text.chars().all(is_java_whitespace)),
        Name::ToString | Name::Intern => receiver.clone(),
        Name::ToUpperCase => Value::text(text.to_uppercase()),
        Name::ToLowerCase => Value::text(text.to_lowercase()),
        Name::Trim => trimmed(|c| c > ' ', true, true, tools),
        Name::Strip => trimmed(blank, true, true, tools),
        Name::StripLeading => trimmed(blank, true, false, tools),
        Name::StripTrailing => trimmed(blank, false, true, tools),
        Name::GetBytes => {
            tools.charge_elements(text.len())?;
            bytes(text)
        }
        // `valueOf` of no characters.
        Name::ValueOf => Value::text(""),
        Name::ToCharArray => {
            tools.charge_elements(text.len())?;
            array("char", text.encode_utf16().map(character).collect())
        }
        Name::HashCode => Value::int(utf16::hash_code(text)),
        _ => return Ok(Outcome::Missing),
    })
}

fn is_java_whitespace(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}')
        || ('\u{1c}'..='\u{1f}').contains(&letter)
}

fn bytes(text: &str) -> Value {
    array("byte", text.bytes().map(|byte| Data::Number(Number::Byte(byte as i8)).into()).collect())
}

/// Returns the bytes of a text in an encoding by name.
fn encoded(text: &str, encoding: &str) -> Result<Value, Thrown> {
    let byte = |byte: u8| Data::Number(Number::Byte(byte as i8)).into();
    Ok(match encoding.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => bytes(text),
        "ISO-8859-1" | "LATIN1" | "US-ASCII" | "ASCII" => {
            let narrow = |c: char| u8::try_from(u32::from(c)).unwrap_or(b'?');
            array("byte", text.chars().map(|c| byte(narrow(c))).collect())
        }
        "UTF-16BE" => array("byte", text.encode_utf16().flat_map(u16::to_be_bytes).map(byte).collect()),
        _ => return Err(Thrown::new(format!("UnsupportedEncodingException: {encoding}"))),
    })
}

fn with_one(receiver: &Value, text: &str, name: Name, one: &Value, tools: &mut Tools) -> Called {
    if let Some(number) = one.as_int() {
        return with_number(receiver, text, name, number, tools);
    }
    if name == Name::ValueOf {
        let mut printed = String::new();
        one.print_to(&mut printed)?;
        tools.fitting(printed.len())?;
        tools.charge(printed.len())?;
        return value(Value::text(printed).with_origin(one.origin));
    }
    if name == Name::CompareTo && text_of(one).is_none() {
        return Err(Thrown::new("ClassCastException: not a String"));
    }
    if name == Name::ContentEquals || name == Name::Equals || name == Name::EqualsIgnoreCase {
        if let Some(other) = text_of(one) {
            return value(Value::bool(if name == Name::EqualsIgnoreCase {
                equals_ignore_case(text, other)
            } else {
                text == other
            }));
        }
        let compares = name == Name::EqualsIgnoreCase && one.is_null();
        return Ok(if compares { Outcome::Value(Value::bool(false)) } else { Outcome::Missing });
    }
    let Some(other) = text_of(one) else { return Ok(Outcome::Missing) };
    value(match name {
        Name::Concat => {
            tools.fitting(text.len() + other.len())?;
            concat(receiver, text, one, other, tools)
        }
        Name::Contains => Value::bool(text.contains(other)),
        Name::StartsWith => Value::bool(text.starts_with(other)),
        Name::EndsWith => Value::bool(text.ends_with(other)),
        Name::IndexOf => position(text, text.find(other)),
        Name::LastIndexOf => position(text, text.rfind(other)),
        Name::CompareTo => Value::int(utf16::compare(text, other)),
        Name::CompareToIgnoreCase => Value::int(utf16::compare(&folded(text), &folded(other))),
        Name::Matches => {
            let pattern = regex::whole(other, tools)?;
            Value::bool(regex::is_match(&pattern, text, tools)?)
        }
        Name::Split => return split(receiver, text, other, 0, tools),
        Name::GetBytes => {
            tools.charge_elements(text.len())?;
            encoded(text, other)?
        }
        _ => return Ok(Outcome::Missing),
    })
}

fn with_number(receiver: &Value, text: &str, name: Name, number: i32, tools: &mut Tools) -> Called {
    let len = utf16::len(text);
    let at = index(number);
    value(match name {
        Name::Substring => {
            let start = at.filter(|at| *at <= len).ok_or_else(|| out_of_bounds(number, len))?;
            part(receiver, text, start, len, name, tools)
        }
        Name::CharAt => {
            let unit = at.and_then(|at| utf16::unit_at(text, at)).ok_or_else(|| out_of_bounds(number, len))?;
            character(unit)
        }
        Name::CodePointAt => {
            let at = at.filter(|at| *at < len).ok_or_else(|| out_of_bounds(number, len))?;
            let code = match utf16::byte_of(text, at).and_then(|byte| text.get(byte..)?.chars().next()) {
                Some(letter) => u32::from(letter),
                None => u32::from(utf16::unit_at(text, at).unwrap_or_default()),
            };
            Value::int(code as i32)
        }
        Name::IndexOf | Name::LastIndexOf => {
            let Some(letter) = u32::try_from(number).ok().and_then(char::from_u32) else {
                return value(Value::int(-1));
            };
            position(text, if name == Name::IndexOf { text.find(letter) } else { text.rfind(letter) })
        }
        Name::Repeat => {
            let times = at.ok_or_else(|| Thrown::new("IllegalArgumentException: count is negative"))?;
            tools.fitting(text.len().saturating_mul(times))?;
            tools.charge(text.len().saturating_mul(times))?;
            Value::text(text.repeat(times))
        }
        Name::ValueOf => Value::text(number.to_string()),
        Name::Equals => Value::bool(false),
        Name::CompareTo => return Err(Thrown::new("ClassCastException: not a String")),
        _ => return Ok(Outcome::Missing),
    })
}

fn with_two(receiver: &Value, text: &str, name: Name, first: &Value, second: &Value, tools: &mut Tools) -> Called {
    value(match (name, &first.data, &second.data) {
        (Name::Substring | Name::SubSequence, Data::Number(_), Data::Number(_)) => {
            let (Some(from), Some(to)) = (first.as_int(), second.as_int()) else { return Ok(Outcome::Missing) };
            let len = utf16::len(text);
            let bounds = index(from).zip(index(to)).filter(|(from, to)| from <= to && *to <= len);
            let (from, to) = bounds.ok_or_else(|| out_of_bounds(to, len))?;
            part(receiver, text, from, to, name, tools)
        }
        (Name::Replace, Data::Text(old), Data::Text(new)) if old.is_empty() => {
            tools.fitting(text.len().saturating_add((utf16::len(text) + 1).saturating_mul(new.len())))?;
            Value::text(utf16::spread(text, new))
        }
        (Name::Replace, Data::Text(old), Data::Text(new)) => {
            let count = if new.len() > old.len() { text.matches(&**old).count() } else { 0 };
            tools.fitting(text.len().saturating_add(count.saturating_mul(new.len())))?;
            Value::text(text.replace(&**old, new))
        }
        (Name::Replace, Data::Char(old), Data::Char(new)) => {
            let units: Vec<u16> = text.encode_utf16().map(|unit| if unit == *old { *new } else { unit }).collect();
            Value::text(char::decode_utf16(units).map(|unit| unit.unwrap_or('?')).collect::<String>())
        }
        (Name::ReplaceAll | Name::ReplaceFirst, Data::Text(pattern), Data::Text(replacement)) => {
            let wanted = regex::wanted(pattern, tools)?;
            let mut replaced = std::mem::take(&mut tools.scratch);
            replaced.clear();
            let is_found = regex::replace(&wanted, text, replacement, name == Name::ReplaceAll, &mut replaced, tools)?;
            let result = if is_found { Value::text(&*replaced) } else { receiver.clone() };
            tools.charge(result.as_text().map_or(0, str::len))?;
            tools.scratch = replaced;
            result
        }
        (Name::ReplaceAll, Data::Text(pattern), Data::Null) => {
            let wanted = regex::wanted(pattern, tools)?;
            if regex::is_in(&wanted, text, tools)? {
                return Err(Thrown::new("NullPointerException"));
            }
            return value(receiver.clone());
        }
        (Name::Split, Data::Text(pattern), _) => {
            let Some(limit) = second.as_int() else { return Ok(Outcome::Missing) };
            return split(receiver, text, pattern, limit, tools);
        }
        (Name::StartsWith, Data::Null, _) if second.as_int().is_some_and(|from| from < 0) => Value::bool(false),
        (Name::StartsWith, Data::Text(prefix), _) => {
            let Some(from) = second.as_int() else { return Ok(Outcome::Missing) };
            let start = index(from).and_then(|from| utf16::byte_of(text, from));
            Value::bool(start.and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(&**prefix)))
        }
        (Name::IndexOf | Name::LastIndexOf, wanted, _) => {
            let Some(from) = second.as_int() else { return Ok(Outcome::Missing) };
            let wanted = match wanted {
                Data::Text(wanted) => wanted.to_string(),
                _ => match first.as_int().map(|code| u32::try_from(code).ok().and_then(char::from_u32)) {
                    Some(Some(letter)) => letter.to_string(),
                    Some(None) => return value(Value::int(-1)),
                    None => return Ok(Outcome::Missing),
                },
            };
            search(text, &wanted, from, name == Name::LastIndexOf, utf16::len(text))
        }
        _ => return Ok(Outcome::Missing),
    })
}

/// Returns `indexOf` or `lastIndexOf` from an index on.
fn search(text: &str, wanted: &str, from: i32, backwards: bool, len: usize) -> Value {
    if backwards {
        let Some(from) = index(from) else { return Value::int(-1) };
        let last =
            text.match_indices(wanted).map(|(at, _)| utf16::unit_of(text, at)).take_while(|at| *at <= from).last();
        return last.map_or(Value::int(-1), Value::count);
    }
    let from = index(from).unwrap_or(0).min(len);
    let start = utf16::byte_of(text, from).or_else(|| utf16::byte_of(text, from + 1)).unwrap_or(text.len());
    let found = text.get(start..).and_then(|rest| rest.find(wanted)).map(|at| at + start);
    position(text, found)
}

fn part(receiver: &Value, text: &str, from: usize, to: usize, name: Name, tools: &Tools) -> Value {
    match (utf16::byte_of(text, from), utf16::byte_of(text, to)) {
        (Some(start), Some(end)) => tools.part(receiver, text, start, end, name.as_str()),
        _ => Value::text(utf16::slice(text, from, to).unwrap_or_default()),
    }
}

fn concat(receiver: &Value, text: &str, one: &Value, other: &str, tools: &Tools) -> Value {
    let origin = tools.origins.as_ref().map(|origins| {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        origins.parts(&[(offset(text.len()), receiver.origin), (offset(text.len() + other.len()), one.origin)])
    });
    let value = Value::text(format!("{text}{other}"));
    match origin {
        Some(origin) => value.with_origin(origin),
        None => value,
    }
}

fn split(receiver: &Value, text: &str, pattern: &str, limit: i32, tools: &mut Tools) -> Called {
    if pattern.is_empty() && limit >= 0 && text.chars().any(|letter| letter.len_utf16() == 2) {
        return split_units(receiver, text, limit, tools);
    }
    let wanted = regex::wanted(pattern, tools)?;
    let parts = regex::split(&wanted, text, limit, tools)?;
    tools.charge_elements(parts.len())?;
    let items = parts.iter().map(|(start, end)| tools.part(receiver, text, *start, *end, "split")).collect();
    value(array("java.lang.String", items))
}

/// Splits between all characters, which means between UTF-16 units: a letter beyond the first plane falls into halves,
/// which print as `?`.
fn split_units(receiver: &Value, text: &str, limit: i32, tools: &mut Tools) -> Called {
    let most = usize::try_from(limit).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
    tools.charge_elements(text.len().min(most))?;
    let mut items = Vec::new();
    for (at, letter) in text.char_indices() {
        let next = at + letter.len_utf8();
        let whole = tools.part(receiver, text, at, next, "split");
        for half in 0..letter.len_utf16() {
            if items.len() + 1 == most {
                let rest = match half {
                    0 => tools.part(receiver, text, at, text.len(), "split"),
                    _ => Value::text(format!("?{}", text.get(next..).unwrap_or_default())).with_origin(whole.origin),
                };
                items.push(rest);
                return value(array("java.lang.String", items));
            }
            items.push(if letter.len_utf16() == 1 {
                whole.clone()
            } else {
                Value::text(Text::fixed("?")).with_origin(whole.origin)
            });
        }
    }
    value(array("java.lang.String", items))
}

fn position(text: &str, byte: Option<usize>) -> Value {
    byte.map_or(Value::int(-1), |byte| Value::count(utf16::unit_of(text, byte)))
}

/// Folds case as `equalsIgnoreCase` does: to upper and then to lower case, letter by letter.
fn folded(text: &str) -> String {
    let single = |letter: char, mapped: String| {
        let mut letters = mapped.chars();
        match (letters.next(), letters.next()) {
            (Some(only), None) => only,
            _ => letter,
        }
    };
    text.chars()
        .map(|letter| {
            let upper = single(letter, letter.to_uppercase().collect());
            single(upper, upper.to_lowercase().collect())
        })
        .collect()
}

fn equals_ignore_case(left: &str, right: &str) -> bool {
    left == right || folded(left) == folded(right)
}

fn formatted(pattern: &str, values: &[Value], tools: &mut Tools) -> Called {
    let values = match values {
        // A single array stands for the arguments.
        [Value { data: Data::List(list), .. }] if list.is_array() => list.to_vec(),
        values => values.to_vec(),
    };
    let text = formatter::format(pattern, &values, tools.text_bytes)?;
    tools.fitting(text.len())?;
    tools.charge(text.len())?;
    value(Value::text(text))
}

fn join(separator: &Value, values: &[Value], tools: &mut Tools) -> Called {
    let Some(separator) = text_of(separator) else { return Ok(Outcome::Missing) };
    let items = match values {
        [Value { data: Data::List(list), .. }] => list.to_vec(),
        values if values.iter().all(|value| text_of(value).is_some()) => values.to_vec(),
        _ => return Ok(Outcome::Missing),
    };
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        item.print_to(&mut text)?;
        tools.fitting(text.len())?;
    }
    tools.charge(text.len())?;
    value(Value::text(text))
}

fn region_matches(text: &str, arguments: &[Value]) -> Outcome {
    let (ignore_case, arguments) = match arguments {
        [Value { data: Data::Bool(ignore), .. }, rest @ ..] => (*ignore, rest),
        all => (false, all),
    };
    let [offset, Value { data: Data::Text(other), .. }, other_offset, len] = arguments else { return Outcome::Missing };
    let (Some(offset), Some(other_offset), Some(len)) = (offset.as_int(), other_offset.as_int(), len.as_int()) else {
        return Outcome::Missing;
    };
    let region = |text: &str, from: i32| {
        let from = index(from)?;
        let to = from.checked_add(usize::try_from(len).unwrap_or(0))?;
        utf16::slice(text, from, to).map(std::borrow::Cow::into_owned)
    };
    let equal = match (region(text, offset), region(other, other_offset)) {
        (Some(left), Some(right)) if ignore_case => equals_ignore_case(&left, &right),
        (Some(left), Some(right)) => left == right,
        _ => false,
    };
    Outcome::Value(Value::bool(equal))
}
