//! Compares numbers by their text, exactly: Jayway compares them as `BigDecimal`s.

use std::cmp::Ordering;

/// A decimal number: `±0.d₁d₂d₃… × 10^exponent`, without zeros at either end.
struct Decimal<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

/// Compares two numbers as they are written in JSON. `None` if one is no number.
pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Decimal::read(a)?, Decimal::read(b)?);
    let signs = (a.signum(), b.signum());
    Some(match signs.0.cmp(&signs.1) {
        Ordering::Equal if signs.0 < 0 => b.compare_size(&a),
        Ordering::Equal if signs.0 > 0 => a.compare_size(&b),
        other => other,
    })
}

impl<'t> Decimal<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse().ok()?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let digits = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let sound = !(whole.is_empty() && fraction.is_empty()) && all_digits(whole) && all_digits(fraction);
        sound.then_some(Self { negative, whole, fraction, exponent })
    }

    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.whole.bytes().chain(self.fraction.bytes()).skip_while(|digit| *digit == b'0')
    }

    fn signum(&self) -> i8 {
        match (self.digits().next(), self.negative) {
            (None, _) => 0,
            (Some(_), true) => -1,
            (Some(_), false) => 1,
        }
    }

    /// Returns the power of ten just above the first digit that counts.
    fn magnitude(&self) -> i64 {
        let zeros = self.whole.bytes().chain(self.fraction.bytes()).take_while(|digit| *digit == b'0').count();
        (self.whole.len() as i64 - zeros as i64).saturating_add(self.exponent)
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        self.magnitude().cmp(&other.magnitude()).then_with(|| {
            let (mut a, mut b) = (self.digits(), other.digits());
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return Ordering::Equal,
                    (a, b) => match a.unwrap_or(b'0').cmp(&b.unwrap_or(b'0')) {
                        Ordering::Equal => {}
                        other => return other,
                    },
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        for (a, b, expected) in [
            ("3", "3.0", Ordering::Equal),
            ("1e2", "100", Ordering::Equal),
            ("0", "-0.00", Ordering::Equal),
            ("-5", "3", Ordering::Less),
            ("-5", "-3", Ordering::Less),
            ("0.1", "0.09", Ordering::Greater),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("1e400", "1e399", Ordering::Greater),
        ] {
            assert_eq!(compare(a, b), Some(expected), "{a} {b}");
        }
        assert_eq!(compare("x", "1"), None);
        assert_eq!(compare("", "1"), None);
    }
}
