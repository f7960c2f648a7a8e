//! Methods of numbers, truth values and characters, their static ones included: Velocity calls those on any value of
//! the class, which is how templates reach `parseInt`.

use super::{Called, Name, Outcome, character, double, long};
use crate::vtl::host::Thrown;
use crate::vtl::number::{Decimal, Number};
use crate::vtl::value::{Data, Value, utf16};
use num_bigint::BigInt;

pub(super) fn call(number: &Number, name: Name, arguments: &[Value]) -> Called {
    let conversion = match (name, arguments) {
        (Name::IntValue, []) => Number::Int(number.to_int()),
        (Name::LongValue, []) => Number::Long(number.to_long()),
        (Name::ShortValue, []) => Number::Short(number.to_int() as i16),
        (Name::ByteValue, []) => Number::Byte(number.to_int() as i8),
        (Name::DoubleValue, []) => Number::Double(number.to_double()),
        (Name::FloatValue, []) => Number::Float(number.to_float()),
        (Name::CompareTo, [other]) => match other.as_number() {
            Some(other) if other.class_name() == number.class_name() => Number::Int(order(number, other)),
            _ => return Err(Thrown::new("ClassCastException: the numbers are of different types")),
        },
        (Name::ToString, []) => {
            let mut text = String::new();
            number.print(&mut text);
            return Ok(Outcome::Value(Value::text(text)));
        }
        (Name::ParseInt | Name::ParseLong | Name::ParseDouble | Name::ValueOf, [Value { data: Data::Null, .. }]) => {
            let known = match name {
                Name::ParseInt => matches!(number, Number::Int(_)),
                Name::ParseLong => matches!(number, Number::Long(_)),
                Name::ParseDouble => matches!(number, Number::Double(_)),
                _ => matches!(number, Number::Int(_) | Number::Long(_) | Number::Double(_)),
            };
            return if known { Err(number_format("null")) } else { Ok(Outcome::Missing) };
        }
        _ => {
            return match number {
                Number::Int(_) | Number::Short(_) | Number::Byte(_) => int_statics(number, name, arguments),
                Number::Long(_) => long_statics(name, arguments),
                Number::Double(value) => double_statics(*value, name, arguments),
                Number::Float(value) => double_statics(f64::from(*value), name, arguments),
                Number::Big(_) | Number::Decimal(_) => exact(number, name, arguments),
            };
        }
    };
    Ok(Outcome::Value(Data::Number(conversion).into()))
}

fn order(left: &Number, right: &Number) -> i32 {
    match (left, right) {
        (Number::Double(left), Number::Double(right)) => left.total_cmp(right) as i32,
        (Number::Byte(left), Number::Byte(right)) => i32::from(*left) - i32::from(*right),
        (Number::Short(left), Number::Short(right)) => i32::from(*left) - i32::from(*right),
        _ => left.compare(right).map_or(0, |order| order as i32),
    }
}

fn number_format(text: &str) -> Thrown {
    Thrown::new(format!("NumberFormatException: \"{text}\" is not such a number"))
}

/// Reads an integer as Java does: an optional sign and digits, nothing else.
fn parse_integer(text: &str, radix: i32) -> Result<i64, Thrown> {
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix));
    radix.and_then(|radix| i64::from_str_radix(text, radix).ok()).ok_or_else(|| number_format(text))
}

fn parse_int(text: &str, radix: i32) -> Result<i32, Thrown> {
    i32::try_from(parse_integer(text, radix)?).map_err(|_| number_format(text))
}

/// Reads a decimal as `Double.parseDouble` does: blanks around it, a trailing `d` or `f`.
fn parse_double(text: &str) -> Result<f64, Thrown> {
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    let digits = match trimmed.strip_suffix(['d', 'D', 'f', 'F']) {
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit() || c == '.') => rest,
        _ => trimmed,
    };
    match digits {
        "NaN" | "+NaN" | "-NaN" => return Ok(f64::NAN),
        "Infinity" | "+Infinity" => return Ok(f64::INFINITY),
        "-Infinity" => return Ok(f64::NEG_INFINITY),
        _ => {}
    }
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    if !plain || !digits.contains(|c: char| c.is_ascii_digit()) {
        return Err(number_format(text));
    }
    digits.parse().map_err(|_| number_format(text))
}

/// Writes a number in another base; negative ones with a sign.
fn in_radix(value: i64, radix: i32) -> String {
    let radix = u64::try_from(radix).ok().filter(|radix| (2..=36).contains(radix)).unwrap_or(10);
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((rest % radix) as u32, 36).unwrap_or('0'));
        rest /= radix;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

fn int_statics(number: &Number, name: Name, arguments: &[Value]) -> Called {
    let texts: Vec<Option<&str>> = arguments.iter().map(Value::as_text).collect();
    let ints: Vec<Option<i32>> = arguments.iter().map(Value::as_int).collect();
    let value = match (name, texts.as_slice(), ints.as_slice()) {
        (Name::ParseInt, [Some(text)], _) => Value::int(parse_int(text, 10)?),
        (Name::ParseInt, [Some(text), _], [_, Some(radix)]) => Value::int(parse_int(text, *radix)?),
        (Name::ValueOf, [Some(text)], _) => Value::int(parse_int(text, 10)?),
        (Name::ValueOf, [Some(text), _], [_, Some(radix)]) => Value::int(parse_int(text, *radix)?),
        (Name::ValueOf, _, [Some(value)]) => Value::int(*value),
        (Name::ToString, _, [Some(value)]) => Value::text(value.to_string()),
        (Name::ToString, _, [Some(value), Some(radix)]) => Value::text(in_radix(i64::from(*value), *radix)),
        (Name::ToHexString, _, [Some(value)]) => Value::text(format!("{value:x}")),
        (Name::ToOctalString, _, [Some(value)]) => Value::text(format!("{value:o}")),
        (Name::ToBinaryString, _, [Some(value)]) => Value::text(format!("{value:b}")),
        (Name::BitCount, _, [Some(value)]) => Value::int(value.count_ones() as i32),
        (Name::NumberOfLeadingZeros, _, [Some(value)]) => Value::int(value.leading_zeros() as i32),
        (Name::NumberOfTrailingZeros, _, [Some(value)]) => Value::int(value.trailing_zeros() as i32),
        (Name::HighestOneBit, _, [Some(value)]) => {
            Value::int(if *value == 0 { 0 } else { (1_u32 << (31 - value.leading_zeros())) as i32 })
        }
        (Name::LowestOneBit, _, [Some(value)]) => Value::int(value & value.wrapping_neg()),
        (Name::Reverse, _, [Some(value)]) => Value::int(value.reverse_bits()),
        (Name::Signum, _, [Some(value)]) => Value::int(value.signum()),
        (Name::HashCode, _, [Some(value)]) => Value::int(*value),
        (Name::Max, _, [Some(a), Some(b)]) => Value::int(*a.max(b)),
        (Name::Min, _, [Some(a), Some(b)]) => Value::int(*a.min(b)),
        (Name::Sum, _, [Some(a), Some(b)]) => Value::int(a.wrapping_add(*b)),
        (Name::Compare, _, [Some(a), Some(b)]) => Value::int(a.cmp(b) as i32),
        _ => return Ok(Outcome::Missing),
    };
    // `Short` and `Byte` have few of these.
    if !matches!(number, Number::Int(_)) && !matches!(name, Name::ToString | Name::Compare | Name::HashCode) {
        return Ok(Outcome::Missing);
    }
    Ok(Outcome::Value(value))
}

fn long_statics(name: Name, arguments: &[Value]) -> Called {
    let longs: Vec<Option<i64>> = arguments
        .iter()
        .map(|argument| match argument.as_number() {
            Some(number @ (Number::Long(_) | Number::Int(_) | Number::Short(_) | Number::Byte(_))) => {
                Some(number.to_long())
            }
            _ => None,
        })
        .collect();
    let texts: Vec<Option<&str>> = arguments.iter().map(Value::as_text).collect();
    let value = match (name, texts.as_slice(), longs.as_slice()) {
        (Name::ParseLong | Name::ValueOf, [Some(text)], _) => long(parse_integer(text, 10)?),
        (Name::ParseLong | Name::ValueOf, [Some(text), _], [_, Some(radix)]) => {
            long(parse_integer(text, i32::try_from(*radix).unwrap_or(0))?)
        }
        (Name::ValueOf, _, [Some(value)]) => long(*value),
        (Name::ToString, _, [Some(value)]) => Value::text(value.to_string()),
        (Name::ToString, _, [Some(value), Some(radix)]) => {
            Value::text(in_radix(*value, i32::try_from(*radix).unwrap_or(10)))
        }
        (Name::ToHexString, _, [Some(value)]) => Value::text(format!("{value:x}")),
        (Name::ToOctalString, _, [Some(value)]) => Value::text(format!("{value:o}")),
        (Name::ToBinaryString, _, [Some(value)]) => Value::text(format!("{value:b}")),
        (Name::BitCount, _, [Some(value)]) => Value::int(value.count_ones() as i32),
        (Name::Signum, _, [Some(value)]) => Value::int(value.signum() as i32),
        (Name::Max, _, [Some(a), Some(b)]) => long(*a.max(b)),
        (Name::Min, _, [Some(a), Some(b)]) => long(*a.min(b)),
        (Name::Sum, _, [Some(a), Some(b)]) => long(a.wrapping_add(*b)),
        (Name::Compare, _, [Some(a), Some(b)]) => Value::int(a.cmp(b) as i32),
        (Name::HashCode, _, [Some(value)]) => Value::int(Number::Long(*value).hash_code()),
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

fn double_statics(this: f64, name: Name, arguments: &[Value]) -> Called {
    let doubles: Vec<Option<f64>> = arguments
        .iter()
        .map(|argument| match argument.as_number() {
            Some(Number::Big(_) | Number::Decimal(_)) | None => None,
            Some(number) => Some(number.to_double()),
        })
        .collect();
    let texts: Vec<Option<&str>> = arguments.iter().map(Value::as_text).collect();
    let value = match (name, texts.as_slice(), doubles.as_slice()) {
        (Name::ParseDouble | Name::ValueOf, [Some(text)], _) => double(parse_double(text)?),
        (Name::ValueOf, _, [Some(value)]) => double(*value),
        (Name::ToString, _, [Some(value)]) => Value::text(crate::vtl::number::double_to_string(*value)),
        (Name::IsNaN, _, []) => Value::bool(this.is_nan()),
        (Name::IsNaN, _, [Some(value)]) => Value::bool(value.is_nan()),
        (Name::IsInfinite, _, []) => Value::bool(this.is_infinite()),
        (Name::IsInfinite, _, [Some(value)]) => Value::bool(value.is_infinite()),
        (Name::IsFinite, _, [Some(value)]) => Value::bool(value.is_finite()),
        (Name::Max, _, [Some(a), Some(b)]) => double(a.max(*b)),
        (Name::Min, _, [Some(a), Some(b)]) => double(a.min(*b)),
        (Name::Sum, _, [Some(a), Some(b)]) => double(a + b),
        (Name::Compare, _, [Some(a), Some(b)]) => Value::int(a.total_cmp(b) as i32),
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

/// `BigInteger` and `BigDecimal`.
fn exact(number: &Number, name: Name, arguments: &[Value]) -> Called {
    let zero = match number {
        Number::Decimal(_) => Number::decimal(Decimal::new(BigInt::ZERO, 0)),
        _ => Number::big(BigInt::ZERO),
    };
    let result = match (name, arguments) {
        (Name::Negate, []) => zero.subtract(number),
        (Name::Abs, []) if order(number, &zero) < 0 => zero.subtract(number),
        (Name::Abs, []) => Some(number.clone()),
        (Name::Signum, []) => Some(Number::Int(order(number, &zero).signum())),
        (Name::Add | Name::Subtract | Name::Multiply | Name::Max | Name::Min, [Value { data: Data::Null, .. }]) => {
            return Err(Thrown::new("NullPointerException"));
        }
        (_, [other]) => match other.as_number() {
            Some(other) if other.class_name() == number.class_name() => match name {
                Name::Add => number.add(other),
                Name::Subtract => number.subtract(other),
                Name::Multiply => number.multiply(other),
                Name::Max => Some(if order(number, other) >= 0 { number } else { other }.clone()),
                Name::Min => Some(if order(number, other) <= 0 { number } else { other }.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    Ok(result.map_or(Outcome::Missing, |number| Outcome::Value(Data::Number(number).into())))
}

pub(super) fn call_bool(this: bool, name: Name, arguments: &[Value]) -> Called {
    let bools: Vec<Option<bool>> =
        arguments.iter().map(|a| if let Data::Bool(value) = a.data { Some(value) } else { None }).collect();
    let texts: Vec<Option<&str>> = arguments.iter().map(Value::as_text).collect();
    let value = match (name, texts.as_slice(), bools.as_slice()) {
        (Name::BooleanValue, [], _) => Value::bool(this),
        (Name::CompareTo, _, [Some(other)]) => Value::int(i32::from(this) - i32::from(*other)),
        (Name::CompareTo, [_], _) => return Err(Thrown::new("ClassCastException: not a Boolean")),
        (Name::ParseBoolean | Name::ValueOf, [None], [None]) if arguments.iter().all(Value::is_null) => {
            Value::bool(false)
        }
        (Name::ParseBoolean | Name::ValueOf, [Some(text)], _) => Value::bool(text.eq_ignore_ascii_case("true")),
        (Name::ValueOf, _, [Some(value)]) => Value::bool(*value),
        (Name::ToString, _, [Some(value)]) => Value::text(value.to_string()),
        (Name::LogicalAnd, _, [Some(a), Some(b)]) => Value::bool(a & b),
        (Name::LogicalOr, _, [Some(a), Some(b)]) => Value::bool(a | b),
        (Name::LogicalXor, _, [Some(a), Some(b)]) => Value::bool(a ^ b),
        (Name::Compare, _, [Some(a), Some(b)]) => Value::int(i32::from(*a) - i32::from(*b)),
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}

pub(super) fn call_char(this: u16, name: Name, arguments: &[Value]) -> Called {
    let unit = match arguments {
        [Value { data: Data::Char(unit), .. }] => Some(*unit),
        [argument] => argument.as_int().and_then(|code| u16::try_from(code).ok()),
        _ => None,
    };
    let letter = unit.map(|unit| char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'));
    let mapped = |letter: char, upper: bool| {
        let text: String = if upper { letter.to_uppercase().collect() } else { letter.to_lowercase().collect() };
        // A character that becomes two stays as it is.
        utf16::unit_at(&text, 0).filter(|_| utf16::len(&text) == 1).unwrap_or(letter as u32 as u16)
    };
    let value = match (name, letter) {
        (Name::CharValue, None) if arguments.is_empty() => character(this),
        (Name::CompareTo, _) if !matches!(arguments, [Value { data: Data::Char(_), .. }]) => {
            return if arguments.len() == 1 {
                Err(Thrown::new("ClassCastException: not a Character"))
            } else {
                Ok(Outcome::Missing)
            };
        }
        (Name::CompareTo, Some(_)) => Value::int(i32::from(this) - i32::from(unit.unwrap_or_default())),
        (Name::IsDigit, Some(letter)) => Value::bool(letter.is_ascii_digit()),
        (Name::IsLetter | Name::IsAlphabetic, Some(letter)) => Value::bool(letter.is_alphabetic()),
        (Name::IsLetterOrDigit, Some(letter)) => Value::bool(letter.is_alphanumeric()),
        (Name::IsUpperCase, Some(letter)) => Value::bool(letter.is_uppercase()),
        (Name::IsLowerCase, Some(letter)) => Value::bool(letter.is_lowercase()),
        (Name::IsWhitespace, Some(letter)) => {
            Value::bool(letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}'))
        }
        (Name::IsSpaceChar, Some(letter)) => Value::bool(letter.is_whitespace() && letter >= ' '),
        (Name::ToUpperCase | Name::ToTitleCase, Some(letter)) => character(mapped(letter, true)),
        (Name::ToLowerCase, Some(letter)) => character(mapped(letter, false)),
        (Name::ToString, Some(_)) => Value::text(utf16::unit_to_string(unit.unwrap_or_default())),
        (Name::ValueOf, Some(_)) => character(unit.unwrap_or_default()),
        (Name::GetNumericValue, Some(letter)) => {
            Value::int(letter.to_digit(36).and_then(|digit| i32::try_from(digit).ok()).unwrap_or(-1))
        }
        (Name::HashCode, Some(_)) => Value::int(i32::from(unit.unwrap_or_default())),
        _ => return Ok(Outcome::Missing),
    };
    Ok(Outcome::Value(value))
}
