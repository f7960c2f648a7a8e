//! `String.format`: the conversions that templates use.

use crate::vtl::host::Thrown;
use crate::vtl::number::Number;
use crate::vtl::value::{Data, Value, utf16};

/// Widths and precisions beyond this are refused: Rust's own formatting takes no more.
const MAX_WIDTH: usize = 65_535;

/// One `%…` of a pattern.
struct Specifier {
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    conversion: char,
}

/// Returns what `String.format` returns, at most `max` bytes.
pub(super) fn format(pattern: &str, values: &[Value], max: usize) -> Result<String, Thrown> {
    let mut out = String::new();
    let mut next_value = 0;
    let mut rest = pattern;
    while let Some(percent) = rest.find('%') {
        out.push_str(rest.get(..percent).unwrap_or(""));
        rest = rest.get(percent + 1..).unwrap_or("");
        let (specifier, argument, after) = specifier(rest)?;
        rest = after;
        let text = match specifier.conversion {
            '%' => "%".to_owned(),
            'n' => "\n".to_owned(),
            _ => {
                let at = match argument {
                    Some(number) => number.saturating_sub(1),
                    None => {
                        next_value += 1;
                        next_value - 1
                    }
                };
                let value = values.get(at).ok_or_else(|| missing(&specifier))?;
                convert(&specifier, value)?
            }
        };
        pad(&text, &specifier, &mut out);
        if out.len() > max {
            return Err(Thrown::new(super::LIMIT));
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn missing(specifier: &Specifier) -> Thrown {
    Thrown::new(format!("MissingFormatArgumentException: %{}", specifier.conversion))
}

fn unknown(rest: &str) -> Thrown {
    let shown: String = rest.chars().take(4).collect();
    Thrown::new(format!("UnknownFormatConversionException: %{shown}"))
}

/// Reads what follows a `%`; returns it with the number of its argument, if given, and the rest.
fn specifier(rest: &str) -> Result<(Specifier, Option<usize>, &str), Thrown> {
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        // More digits than fit are as good as any number that is too large.
        let value = |digits: &str| (!digits.is_empty()).then(|| digits.parse::<usize>().unwrap_or(usize::MAX));
        (text.get(..digits).and_then(value), digits)
    };
    let mut text = rest;
    let mut argument = None;
    if let (Some(index), len) = number(text)
        && let Some(after) = text.get(len..).and_then(|after| after.strip_prefix('$'))
    {
        argument = Some(index);
        text = after;
    }
    let flags = text.bytes().take_while(|byte| b"-#+ 0,(".contains(byte)).count();
    let (flags, text) = text.split_at(flags);
    let (width, len) = number(text);
    let text = text.get(len..).unwrap_or("");
    let (precision, text) = match text.strip_prefix('.') {
        Some(after) => {
            let (precision, len) = number(after);
            (Some(precision.ok_or_else(|| unknown(rest))?), after.get(len..).unwrap_or(""))
        }
        None => (None, text),
    };
    let conversion = text.chars().next().ok_or_else(|| unknown(rest))?;
    if width.unwrap_or(0) > MAX_WIDTH || precision.unwrap_or(0) > MAX_WIDTH {
        return Err(Thrown::new(super::LIMIT));
    }
    let after = text.get(conversion.len_utf8()..).unwrap_or("");
    Ok((Specifier { flags: flags.to_owned(), width, precision, conversion }, argument, after))
}

fn convert(specifier: &Specifier, value: &Value) -> Result<String, Thrown> {
    let illegal = || {
        Thrown::new(format!(
            "IllegalFormatConversionException: %{} does not take {}",
            specifier.conversion,
            value.class_name()
        ))
    };
    let upper = specifier.conversion.is_ascii_uppercase();
    let text = match (specifier.conversion.to_ascii_lowercase(), &value.data) {
        ('s', _) => cut(value.print(), specifier.precision),
        ('b', Data::Null) => "false".to_owned(),
        ('b', Data::Bool(value)) => value.to_string(),
        ('b', _) => "true".to_owned(),
        ('h', _) => format!("{:x}", value.hash_code()),
        ('d' | 'x' | 'o' | 'e' | 'f' | 'g' | 'c', Data::Null) => "null".to_owned(),
        ('c', Data::Char(_)) => value.print(),
        ('c', Data::Number(number @ (Number::Int(_) | Number::Short(_) | Number::Byte(_)))) => {
            u32::try_from(number.to_int()).ok().and_then(char::from_u32).ok_or_else(illegal)?.to_string()
        }
        ('d', Data::Number(number)) => match number {
            Number::Float(_) | Number::Double(_) | Number::Decimal(_) => return Err(illegal()),
            number => signed(&number.to_big().to_string(), specifier),
        },
        ('x', Data::Number(Number::Int(value))) => format!("{value:x}"),
        ('x', Data::Number(Number::Long(value))) => format!("{value:x}"),
        ('x', Data::Number(Number::Byte(value))) => format!("{value:x}"),
        ('o', Data::Number(Number::Int(value))) => format!("{value:o}"),
        ('f', Data::Number(number @ (Number::Double(_) | Number::Float(_) | Number::Decimal(_)))) => {
            let value = number.to_double();
            signed(&fixed(value, specifier.precision.unwrap_or(6)), specifier)
        }
        ('e', Data::Number(number @ (Number::Double(_) | Number::Float(_)))) => {
            let text = format!("{:.*e}", specifier.precision.unwrap_or(6), number.to_double());
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let exponent: i32 = exponent.parse().unwrap_or(0);
            let sign = if exponent < 0 { '-' } else { '+' };
            signed(&format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs()), specifier)
        }
        ('d' | 'x' | 'o' | 'e' | 'f' | 'c', _) => return Err(illegal()),
        _ => return Err(unknown(&specifier.conversion.to_string())),
    };
    Ok(if upper { text.to_uppercase() } else { text })
}

/// Writes a decimal with that many digits after the point, a half rounded away from zero as Java does.
fn fixed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    // Rust rounds the exact value, Java the shortest text that stands for it: `%.1f` of 0.25 is 0.3 there.
    let shortest = format!("{}", value.abs());
    if let Some((_, fraction)) = shortest.split_once('.')
        && fraction.len() == digits + 1
        && fraction.ends_with('5')
    {
        let step = 10_f64.powi(-i32::try_from(digits).unwrap_or(0)) / 2.0;
        let nudged = value.abs() + step * 1e-6 + step * 0.0;
        let rounded = format!("{nudged:.digits$}");
        return if value < 0.0 { format!("-{rounded}") } else { rounded };
    }
    text
}

fn cut(text: String, precision: Option<usize>) -> String {
    match precision {
        Some(len) if len < utf16::len(&text) => utf16::slice(&text, 0, len).unwrap_or_default().into_owned(),
        _ => text,
    }
}

/// Applies the flags for numbers: grouping, sign, zeros in front.
fn signed(digits: &str, specifier: &Specifier) -> String {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let mut body = if specifier.flags.contains(',') { grouped(digits) } else { digits.to_owned() };
    let sign = if negative {
        if specifier.flags.contains('(') { "(" } else { "-" }
    } else if specifier.flags.contains('+') {
        "+"
    } else if specifier.flags.contains(' ') {
        " "
    } else {
        ""
    };
    if specifier.flags.contains('0') {
        let width = specifier.width.unwrap_or(0);
        let missing = width.saturating_sub(body.len() + sign.len());
        body = format!("{}{body}", "0".repeat(missing));
    }
    let close = if negative && specifier.flags.contains('(') { ")" } else { "" };
    format!("{sign}{body}{close}")
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = match digits.find('.') {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

fn pad(text: &str, specifier: &Specifier, out: &mut String) {
    let missing = specifier.width.unwrap_or(0).saturating_sub(utf16::len(text));
    let blanks = " ".repeat(missing);
    if specifier.flags.contains('-') {
        out.push_str(text);
        out.push_str(&blanks);
    } else {
        out.push_str(&blanks);
        out.push_str(text);
    }
}
