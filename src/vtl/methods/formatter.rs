//! `String.format`, by the rules of Java's `Formatter`: what a conversion does not take is an exception, as it is there.
//! Dates (`%t`) and hexadecimal fractions (`%a`) are left out.

use crate::vtl::host::Thrown;
use crate::vtl::number::Number;
use crate::vtl::value::{Data, Value, utf16};

/// Widths and precisions beyond this are refused: no text that a template makes is meant to be so wide.
const MAX_WIDTH: usize = 65_535;

/// One `%…` of a pattern.
struct Specifier {
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    conversion: char,
}

/// Where a conversion finds its value.
#[derive(Clone, Copy)]
enum Argument {
    /// The next one.
    Next,
    /// The one that was used before: `%<s`.
    Same,
    /// The one of that number, from 1.
    At(usize),
}

/// Returns what `String.format` returns, at most `max` bytes.
pub(super) fn format(pattern: &str, values: &[Value], max: usize) -> Result<String, Thrown> {
    let mut out = String::new();
    let mut next_value = 0;
    let mut last_value = None;
    let mut rest = pattern;
    while let Some(percent) = rest.find('%') {
        out.push_str(rest.get(..percent).unwrap_or(""));
        rest = rest.get(percent + 1..).unwrap_or("");
        let (specifier, argument, after) = specifier(rest)?;
        rest = after;
        specifier.check()?;
        let text = match specifier.conversion {
            '%' => "%".to_owned(),
            'n' => "\n".to_owned(),
            _ => {
                let at = match argument {
                    Argument::At(number) => Some(number.saturating_sub(1)),
                    Argument::Same => last_value,
                    Argument::Next => {
                        next_value += 1;
                        Some(next_value - 1)
                    }
                };
                last_value = at;
                let value = at.and_then(|at| values.get(at));
                let missing = || Thrown::new(format!("MissingFormatArgumentException: %{}", specifier.conversion));
                convert(&specifier, value.ok_or_else(missing)?)?
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

fn unknown(rest: &str) -> Thrown {
    let shown: String = rest.chars().take(4).collect();
    Thrown::new(format!("UnknownFormatConversionException: %{shown}"))
}

/// Reads what follows a `%`; returns it, where its value is, and the rest.
fn specifier(rest: &str) -> Result<(Specifier, Argument, &str), Thrown> {
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        // More digits than fit are as good as any number that is too large.
        let value = |digits: &str| (!digits.is_empty()).then(|| digits.parse::<usize>().unwrap_or(usize::MAX));
        (text.get(..digits).and_then(value), digits)
    };
    let mut text = rest;
    let mut argument = Argument::Next;
    if let (Some(index), len) = number(text)
        && let Some(after) = text.get(len..).and_then(|after| after.strip_prefix('$'))
    {
        argument = Argument::At(index);
        text = after;
    }
    let flags = text.bytes().take_while(|byte| b"-#+ 0,(<".contains(byte)).count();
    let (flags, text) = text.split_at(flags);
    if let Some((_, twice)) = flags.char_indices().find(|(at, flag)| flags.get(..*at).unwrap_or("").contains(*flag)) {
        return Err(Thrown::new(format!("DuplicateFormatFlagsException: Flags = '{twice}'")));
    }
    if flags.contains('<') {
        argument = Argument::Same;
    }
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

impl Specifier {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Returns the conversion in lower case.
    fn kind(&self) -> char {
        self.conversion.to_ascii_lowercase()
    }

    /// Refuses what the conversion does not take, whatever the value is.
    fn check(&self) -> Result<(), Thrown> {
        match self.conversion {
            '%' | 'n' => self.check_fixed(),
            'b' | 'B' | 'h' | 'H' => {
                self.refuse("#+ 0,(")?;
                self.check_width("-")
            }
            's' | 'S' => {
                self.refuse("+ 0,(")?;
                self.check_width("-")?;
                // Only a `Formattable` takes it, which no value of a template is.
                self.refuse("#")
            }
            'c' | 'C' => {
                self.check_no_precision()?;
                self.refuse("#+ 0,(")?;
                self.check_width("-")
            }
            'd' | 'o' | 'x' | 'X' => {
                self.check_number()?;
                self.check_no_precision()?;
                self.refuse(if self.conversion == 'd' { "#" } else { "," })
            }
            'f' => self.check_number(),
            'e' | 'E' => {
                self.check_number()?;
                self.refuse(",")
            }
            'g' | 'G' => {
                self.check_number()?;
                self.refuse("#")
            }
            other => Err(unknown(&other.to_string())),
        }
    }

    /// Checks a percent sign or an end of line.
    fn check_fixed(&self) -> Result<(), Thrown> {
        let is_sign = self.conversion == '%';
        self.check_no_precision()?;
        if let (Some(width), false) = (self.width, is_sign) {
            return Err(Thrown::new(format!("IllegalFormatWidthException: {width}")));
        }
        if self.flags.bytes().any(|flag| !is_sign || flag != b'-') {
            return Err(self.illegal_flags());
        }
        self.check_width("-")
    }

    fn check_number(&self) -> Result<(), Thrown> {
        self.check_width("-0")?;
        if self.has('+') && self.has(' ') || self.has('-') && self.has('0') {
            return Err(self.illegal_flags());
        }
        Ok(())
    }

    fn check_no_precision(&self) -> Result<(), Thrown> {
        match self.precision {
            Some(precision) => Err(Thrown::new(format!("IllegalFormatPrecisionException: {precision}"))),
            None => Ok(()),
        }
    }

    /// Refuses flags that fill up a width where none is given.
    fn check_width(&self, flags: &str) -> Result<(), Thrown> {
        if self.width.is_none() && flags.chars().any(|flag| self.has(flag)) {
            return Err(Thrown::new(format!("MissingFormatWidthException: %{}{}", self.flags, self.conversion)));
        }
        Ok(())
    }

    fn refuse(&self, flags: &str) -> Result<(), Thrown> {
        match flags.chars().find(|flag| self.has(*flag)) {
            Some(flag) => Err(Thrown::new(format!(
                "FormatFlagsConversionMismatchException: Conversion = {}, Flags = {flag}",
                self.kind()
            ))),
            None => Ok(()),
        }
    }

    fn illegal_flags(&self) -> Thrown {
        Thrown::new(format!("IllegalFormatFlagsException: Flags = '{}'", self.flags))
    }
}

fn convert(specifier: &Specifier, value: &Value) -> Result<String, Thrown> {
    let illegal = || {
        Thrown::new(format!(
            "IllegalFormatConversionException: %{} does not take {}",
            specifier.conversion,
            value.class_name()
        ))
    };
    let text = match (specifier.kind(), &value.data) {
        ('s', _) => cut(value.print(), specifier.precision),
        ('b', Data::Null) => cut("false".to_owned(), specifier.precision),
        ('b', Data::Bool(value)) => cut(value.to_string(), specifier.precision),
        ('b', _) => cut("true".to_owned(), specifier.precision),
        ('h', Data::Null) => cut("null".to_owned(), specifier.precision),
        ('h', _) => cut(format!("{:x}", value.hash_code()), specifier.precision),
        (_, Data::Null) => "null".to_owned(),
        ('c', Data::Char(_)) => value.print(),
        ('c', Data::Number(number @ (Number::Int(_) | Number::Short(_) | Number::Byte(_)))) => {
            u32::try_from(number.to_int()).ok().and_then(char::from_u32).ok_or_else(illegal)?.to_string()
        }
        ('d' | 'x' | 'o', Data::Number(Number::Float(_) | Number::Double(_) | Number::Decimal(_))) => {
            return Err(illegal());
        }
        ('d', Data::Number(number)) => signed(&number.to_big().to_string(), specifier, ""),
        ('x' | 'o', Data::Number(number)) => in_base(number, specifier)?,
        ('e' | 'f' | 'g', Data::Number(number @ (Number::Double(_) | Number::Float(_)))) => {
            decimal(number.to_double(), &format!("{:e}", number.to_double()), specifier)
        }
        ('e' | 'f' | 'g', Data::Number(number @ Number::Decimal(_))) => {
            decimal(number.to_double(), &value_text(number), specifier)
        }
        _ => return Err(illegal()),
    };
    Ok(if specifier.conversion.is_ascii_uppercase() { text.to_uppercase() } else { text })
}

fn value_text(number: &Number) -> String {
    let mut text = String::new();
    number.print(&mut text);
    text
}

/// Writes a whole number in base 16 or 8: of Java's own types as their bits, without a sign.
fn in_base(number: &Number, specifier: &Specifier) -> Result<String, Thrown> {
    let (is_hex, width) = (specifier.kind() == 'x', specifier.width.unwrap_or(0));
    let bits = match number {
        Number::Byte(value) => u64::from(value.cast_unsigned()),
        Number::Short(value) => u64::from(value.cast_unsigned()),
        Number::Int(value) => u64::from(value.cast_unsigned()),
        Number::Long(value) => value.cast_unsigned(),
        number => {
            let text = number.to_big().to_str_radix(if is_hex { 16 } else { 8 });
            let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
            return Ok(signed(&format!("{sign}{}{digits}", prefix(specifier)), specifier, ""));
        }
    };
    specifier.refuse("( +")?;
    let digits = if is_hex { format!("{bits:x}") } else { format!("{bits:o}") };
    let missing = if specifier.has('0') { width.saturating_sub(digits.len() + prefix(specifier).len()) } else { 0 };
    Ok(format!("{}{}{digits}", prefix(specifier), "0".repeat(missing)))
}

/// Returns what `#` puts before digits of base 16 or 8.
fn prefix(specifier: &Specifier) -> &'static str {
    match (specifier.has('#'), specifier.kind()) {
        (true, 'x') => "0x",
        (true, _) => "0",
        _ => "",
    }
}

/// The digits of a decimal without its sign: 0.`digits` times ten to the power of `exponent`.
struct Digits {
    digits: String,
    exponent: i32,
}

impl Digits {
    /// Reads them from a number as it prints, with or without an exponent.
    fn read(text: &str) -> Self {
        let text = text.trim_start_matches('-');
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let power: i32 = power.parse().unwrap_or(0);
        let places = |text: &str| i32::try_from(text.len()).unwrap_or(i32::MAX);
        let exponent = places(whole).saturating_sub(places(&all) - places(digits)).saturating_add(power);
        match digits {
            "" => Self { digits: "0".to_owned(), exponent: 1 },
            digits => Self { digits: digits.to_owned(), exponent },
        }
    }

    fn is_zero(&self) -> bool {
        self.digits.bytes().all(|digit| digit == b'0')
    }

    /// Keeps so many digits, a half rounded up, as Java does: by the digits that the number prints with.
    fn rounded(&self, keep: i32) -> Self {
        let Ok(keep) = usize::try_from(keep) else { return Self { digits: "0".to_owned(), exponent: 1 } };
        let Some(next) = self.digits.as_bytes().get(keep) else {
            return Self { digits: self.digits.clone(), exponent: self.exponent };
        };
        let mut kept: Vec<u8> = self.digits.bytes().take(keep).collect();
        let mut carries = *next >= b'5';
        for digit in kept.iter_mut().rev() {
            if !carries {
                break;
            }
            carries = *digit == b'9';
            *digit = if carries { b'0' } else { *digit + 1 };
        }
        let mut exponent = self.exponent;
        if carries {
            kept.insert(0, b'1');
            kept.truncate(keep.max(1));
            exponent += 1;
        }
        if kept.is_empty() {
            return Self { digits: "0".to_owned(), exponent: 1 };
        }
        Self { digits: kept.into_iter().map(char::from).collect(), exponent }
    }

    /// Writes them with `places` digits after the point.
    fn plain(&self, places: usize) -> String {
        let digit = |at: i32| {
            let found = usize::try_from(at).ok().and_then(|at| self.digits.as_bytes().get(at));
            char::from(*found.unwrap_or(&b'0'))
        };
        let whole: String = if self.exponent > 0 { (0..self.exponent).map(digit).collect() } else { "0".to_owned() };
        let fraction: String = (0..i32::try_from(places).unwrap_or(0)).map(|at| digit(self.exponent + at)).collect();
        if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
    }

    /// Writes them with one digit before the point and `places` after it, and returns the power of ten beside.
    fn scientific(&self, places: usize) -> (String, i32) {
        let exponent = if self.is_zero() { 0 } else { self.exponent - 1 };
        (Self { digits: self.digits.clone(), exponent: 1 }.plain(places), exponent)
    }
}

/// Writes a decimal that prints as `text`.
fn decimal(value: f64, text: &str, specifier: &Specifier) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value.is_sign_negative() && !text.is_empty() && text.starts_with('-') { "-" } else { "" };
    if value.is_infinite() && text.contains("inf") {
        let plain =
            Specifier { flags: specifier.flags.replace('0', ""), width: None, precision: None, conversion: 'f' };
        return signed(&format!("{sign}Infinity"), &plain, "");
    }
    let digits = Digits::read(text);
    let precision = specifier.precision.unwrap_or(6);
    let places = i32::try_from(precision).unwrap_or(0);
    let (mantissa, exponent) = match specifier.kind() {
        'f' => (digits.rounded(digits.exponent.saturating_add(places)).plain(precision), None),
        'e' => with_exponent(digits.rounded(places + 1).scientific(precision)),
        _ => {
            let precision = precision.max(1);
            let places = i32::try_from(precision).unwrap_or(1);
            let rounded = digits.rounded(places);
            match rounded.exponent {
                _ if digits.is_zero() => (digits.plain(precision - 1), None),
                exponent if exponent - 1 < -4 || exponent > places => with_exponent(rounded.scientific(precision - 1)),
                exponent => (rounded.plain(usize::try_from(places - exponent).unwrap_or(0)), None),
            }
        }
    };
    let point = if specifier.has('#') && !mantissa.contains('.') { "." } else { "" };
    let exponent = exponent.unwrap_or_default();
    signed(&format!("{sign}{mantissa}{point}"), specifier, &exponent)
}

fn with_exponent((mantissa, power): (String, i32)) -> (String, Option<String>) {
    let sign = if power < 0 { '-' } else { '+' };
    (mantissa, Some(format!("e{sign}{:02}", power.unsigned_abs())))
}

fn cut(text: String, precision: Option<usize>) -> String {
    match precision {
        Some(len) if len < utf16::len(&text) => utf16::slice(&text, 0, len).unwrap_or_default().into_owned(),
        _ => text,
    }
}

/// Applies the flags for numbers: grouping, sign, zeros in front. `power` is the power of ten, if there is one.
fn signed(digits: &str, specifier: &Specifier, power: &str) -> String {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let body = if specifier.has(',') { grouped(digits) } else { digits.to_owned() };
    let (sign, close) = match negative {
        true if specifier.has('(') => ("(", ")"),
        true => ("-", ""),
        false if specifier.has('+') => ("+", ""),
        false if specifier.has(' ') => (" ", ""),
        false => ("", ""),
    };
    let taken = body.len() + sign.len() + close.len() + power.len();
    let missing = if specifier.has('0') { specifier.width.unwrap_or(0).saturating_sub(taken) } else { 0 };
    format!("{sign}{}{body}{power}{close}", "0".repeat(missing))
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
    if specifier.has('-') {
        out.push_str(text);
        out.push_str(&blanks);
    } else {
        out.push_str(&blanks);
        out.push_str(text);
    }
}
