//! Java's `BigDecimal`, as far as a template can reach it.

use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::fmt;

/// Digits and the number of them after the point. Two are equal when both agree, as in Java: 1.0 is not 1.00.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decimal {
    digits: BigInt,
    scale: i32,
}

/// Beyond this scale, numbers are refused rather than written out.
const MAX_SCALE: i32 = 10_000;

impl Decimal {
    /// Makes the number `digits / 10^scale`.
    pub fn new(digits: BigInt, scale: i32) -> Self {
        Self { digits, scale }
    }

    /// Reads a number as written in a template or in JSON. `None` if it is none, or has an absurd exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        (scale.abs() <= MAX_SCALE).then_some(Self { digits, scale })
    }

    /// Returns the exact value of a double. `None` for NaN and the infinities.
    pub fn from_double(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if value == 0.0 {
            return Some(Self::new(BigInt::ZERO, 0));
        }
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7FF) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mut mantissa, mut exponent) =
            if exponent == 0 { (fraction << 1, -1075) } else { (fraction | (1 << 52), exponent - 1075) };
        while mantissa & 1 == 0 {
            mantissa >>= 1;
            exponent += 1;
        }
        let mut digits = BigInt::from(mantissa);
        let mut scale = 0;
        if exponent > 0 {
            digits <<= exponent.unsigned_abs();
        } else {
            digits *= BigInt::from(5).pow(exponent.unsigned_abs());
            scale = -exponent;
        }
        Some(Self::new(if value < 0.0 { -digits } else { digits }, scale))
    }

    /// Returns how many bits the digits take.
    pub fn bits(&self) -> u64 {
        self.digits.bits() + u64::from(self.scale.unsigned_abs()) * 4
    }

    /// Tells whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.digits == BigInt::ZERO
    }

    /// Returns the whole part.
    pub fn to_integer(&self) -> BigInt {
        if self.scale <= 0 {
            &self.digits * power_of_ten(self.scale.unsigned_abs())
        } else {
            &self.digits / power_of_ten(self.scale.unsigned_abs())
        }
    }

    /// Returns both with the same scale.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i32) {
        let scale = self.scale.max(other.scale);
        let raise = |number: &Self| &number.digits * power_of_ten(scale.saturating_sub(number.scale).unsigned_abs());
        (raise(self), raise(other), scale)
    }

    /// Adds exactly.
    pub fn add(&self, other: &Self) -> Self {
        let (left, right, scale) = self.aligned(other);
        Self::new(left + right, scale)
    }

    /// Subtracts exactly.
    pub fn subtract(&self, other: &Self) -> Self {
        let (left, right, scale) = self.aligned(other);
        Self::new(left - right, scale)
    }

    /// Multiplies exactly.
    pub fn multiply(&self, other: &Self) -> Self {
        Self::new(&self.digits * &other.digits, self.scale.saturating_add(other.scale))
    }

    /// Divides, keeping this number's scale, a half rounded towards zero. `None` for a division by zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (mut dividend, mut divisor) = (self.digits.clone(), other.digits.clone());
        if other.scale >= 0 {
            dividend *= power_of_ten(other.scale.unsigned_abs());
        } else {
            divisor *= power_of_ten(other.scale.unsigned_abs());
        }
        let quotient = &dividend / &divisor;
        let rest = &dividend % &divisor;
        let doubled = (rest * 2_i32).magnitude().clone();
        let away = if (dividend.sign() == Sign::Minus) == (divisor.sign() == Sign::Minus) { 1 } else { -1 };
        let digits = if &doubled > divisor.magnitude() { quotient + away } else { quotient };
        Some(Self::new(digits, self.scale))
    }

    /// Compares by value.
    pub fn compare(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }

    /// Returns `hashCode()`.
    pub fn hash_code(&self) -> i32 {
        integer_hash(&self.digits).wrapping_mul(31).wrapping_add(self.scale)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.magnitude().to_string();
        if self.digits.sign() == Sign::Minus {
            f.write_str("-")?;
        }
        if self.scale == 0 {
            return f.write_str(&digits);
        }
        let len = digits.len() as i64;
        let scale = i64::from(self.scale);
        let exponent = len - 1 - scale;
        if scale > 0 && exponent >= -6 {
            let point = len - scale;
            return if point > 0 {
                let (whole, fraction) = digits.split_at(point as usize);
                write!(f, "{whole}.{fraction}")
            } else {
                write!(f, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
            };
        }
        let (first, rest) = digits.split_at(1);
        f.write_str(first)?;
        if !rest.is_empty() {
            write!(f, ".{rest}")?;
        }
        if exponent != 0 { write!(f, "E{exponent:+}") } else { Ok(()) }
    }
}

/// Returns `BigInteger.hashCode()`.
pub(super) fn integer_hash(value: &BigInt) -> i32 {
    let hash = value
        .magnitude()
        .to_u32_digits()
        .iter()
        .rev()
        .fold(0_i32, |hash, word| hash.wrapping_mul(31).wrapping_add(*word as i32));
    if value.sign() == Sign::Minus { hash.wrapping_neg() } else { hash }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent.min(MAX_SCALE.unsigned_abs() * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_print_and_divide_as_in_java() {
        let decimal = |text: &str| Decimal::parse(text).expect(text);
        for (text, printed) in [("1.50", "1.50"), ("1E+3", "1E+3"), ("0.0000001", "1E-7"), ("-0.000001", "-0.000001")] {
            assert_eq!(decimal(text).to_string(), printed);
        }
        assert_eq!(decimal("1.00").divide(&decimal("3")).expect("not zero").to_string(), "0.33");
        assert_eq!(decimal("0.5").divide(&decimal("10")).expect("not zero").to_string(), "0.0");
        assert_eq!(Decimal::from_double(0.1).expect("finite").to_string().len(), 57);
    }
}
