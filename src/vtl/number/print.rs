//! How Java prints numbers.

use super::digits::digits;

/// Returns what `Double.toString` returns.
pub fn double_to_string(value: f64) -> String {
    let mut out = String::new();
    double(value, &mut out);
    out
}

/// Appends a whole number.
pub(super) fn integer(value: i64, out: &mut String) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push('-');
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}

/// Appends what `Double.toString` returns.
pub(super) fn double(value: f64, out: &mut String) {
    if special(value, out) {
        return;
    }
    // What is printed without an exponent has the fewest digits that tell it from its neighbors.
    if (1e-3..1e7).contains(&value.abs()) {
        scientific(&format!("{value:e}"), out);
    } else {
        let (digits, exponent) = digits(value.abs());
        layout(if value < 0.0 { "-" } else { "" }, &digits, exponent, out);
    }
}

/// Appends what `Float.toString` returns.
pub(super) fn float(value: f32, out: &mut String) {
    if !special(f64::from(value), out) {
        scientific(&format!("{value:e}"), out);
    }
}

fn special(value: f64, out: &mut String) -> bool {
    let text = if value.is_nan() {
        "NaN"
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }
    } else if value == 0.0 {
        if value.is_sign_negative() { "-0.0" } else { "0.0" }
    } else {
        return false;
    };
    out.push_str(text);
    true
}

/// Turns Rust's `-1.25e-7` into Java's form.
fn scientific(text: &str, out: &mut String) {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    layout(sign, &digits, exponent, out);
}

/// Writes digits, the first of which stands for that power of ten: plain from a thousandth to ten million, else with
/// `E`.
fn layout(sign: &str, digits: &str, exponent: i32, out: &mut String) {
    out.push_str(sign);
    if (-3..7).contains(&exponent) {
        let point = exponent + 1;
        if point <= 0 {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
            out.push_str(digits);
        } else {
            let point = point as usize;
            let whole = digits.get(..point.min(digits.len())).unwrap_or("");
            out.push_str(whole);
            out.extend(std::iter::repeat_n('0', point - whole.len()));
            out.push('.');
            let fraction = digits.get(point..).unwrap_or("");
            out.push_str(if fraction.is_empty() { "0" } else { fraction });
        }
    } else {
        let (first, fraction) = digits.split_at(digits.len().min(1));
        out.push_str(first);
        out.push('.');
        out.push_str(if fraction.is_empty() { "0" } else { fraction });
        out.push('E');
        out.push_str(&exponent.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_print_as_in_java() {
        for (value, text) in [
            (1.0, "1.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (-1234.5, "-1234.5"),
            (-0.0, "-0.0"),
            (1.5e300, "1.5E300"),
            (f64::from_bits(1), "4.9E-324"),
            (-2f64.powi(62), "-4.6116860184273879E18"),
            (100.0, "100.0"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(double_to_string(value), text);
        }
    }
}
