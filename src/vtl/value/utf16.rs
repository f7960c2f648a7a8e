//! Texts as Java counts them: in UTF-16 units. Kept in UTF-8; ASCII, the common case, needs no counting.

/// Returns `length()`.
pub fn len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Returns the part between two offsets in UTF-16 units, or `None` if they do not fit. A character that is cut in two
/// leaves a `?`, as it does when Java writes half of one.
pub fn slice(text: &str, start: usize, end: usize) -> Option<std::borrow::Cow<'_, str>> {
    if start > end {
        return None;
    }
    if text.is_ascii() {
        return text.get(start..end).map(Into::into);
    }
    match (byte_of(text, start), byte_of(text, end)) {
        (Some(first), Some(last)) => text.get(first..last).map(Into::into),
        _ => {
            let units: Vec<u16> = text.encode_utf16().collect();
            let part = units.get(start..end)?;
            Some(char::decode_utf16(part.iter().copied()).map(|unit| unit.unwrap_or('?')).collect::<String>().into())
        }
    }
}

/// Returns the byte at which the unit with that index begins; `None` beyond the end and inside a character.
pub fn byte_of(text: &str, unit: usize) -> Option<usize> {
    if text.is_ascii() {
        return (unit <= text.len()).then_some(unit);
    }
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units >= unit {
            return (units == unit).then_some(at);
        }
        units += character.len_utf16();
    }
    (units == unit).then_some(text.len())
}

/// Returns the index of the unit that begins at a byte.
pub fn unit_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, len)
}

/// Returns `charAt(index)`.
pub fn unit_at(text: &str, index: usize) -> Option<u16> {
    if text.is_ascii() {
        text.as_bytes().get(index).map(|byte| u16::from(*byte))
    } else {
        text.encode_utf16().nth(index)
    }
}

/// Returns the text with another before, between and behind its units: a character of two is torn apart by it.
pub fn spread(text: &str, between: &str) -> String {
    let mut out = String::with_capacity(text.len() + (len(text) + 1) * between.len());
    out.push_str(between);
    for letter in text.chars() {
        if letter.len_utf16() > 1 && !between.is_empty() {
            out.extend(["?", between, "?"]);
        } else {
            out.push(letter);
        }
        out.push_str(between);
    }
    out
}

/// Returns a text of one unit.
pub fn unit_to_string(unit: u16) -> String {
    char::from_u32(u32::from(unit)).unwrap_or('?').to_string()
}

/// Returns `compareTo`: the difference of the first units that differ, or of the lengths.
pub fn compare(left: &str, right: &str) -> i32 {
    let (mut first, mut second) = (left.encode_utf16(), right.encode_utf16());
    loop {
        match (first.next(), second.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return i32::from(a) - i32::from(b),
            _ => {
                let (left, right) = (len(left) as i64, len(right) as i64);
                return (left - right) as i32;
            }
        }
    }
}

/// Returns `hashCode()`.
pub fn hash_code(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}
