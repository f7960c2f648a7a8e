//! The digits of a large or small `double`, as Java finds them up to version 18.
//!
//! Java looks for digits that tell the number from its neighbors. They are mostly the fewest that do, which is what
//! newer versions print, but not always: 2⁶² is `4.6116860184273879E18`. Which version the service runs is not known; the
//! original's results that we hold ourselves to were made with version 17.

use num_bigint::BigUint;
use std::cmp::Ordering;

/// How many bits the powers of five take, as far as Java knows them without counting.
const BITS_OF_FIVES: [i32; 27] =
    [0, 3, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28, 31, 33, 35, 38, 40, 42, 45, 47, 49, 52, 54, 56, 59, 61];

/// A number taken apart: `fraction / 2^52 * 2^exponent`, of which so many bits count.
struct Binary {
    fraction: u64,
    exponent: i32,
    significant: i32,
}

impl Binary {
    fn of(value: f64) -> Self {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        match i32::try_from(bits >> 52 & 0x7FF).unwrap_or(0) {
            0 => {
                let leading = fraction.leading_zeros() as i32;
                let shift = leading - 11;
                Self { fraction: fraction << shift, exponent: -1022 - shift, significant: 64 - leading }
            }
            exponent => Self { fraction: fraction | 1 << 52, exponent: exponent - 1023, significant: 53 },
        }
    }
}

/// Returns the digits of a number above zero, and the power of ten of the first.
pub(super) fn digits(value: f64) -> (String, i32) {
    let binary = Binary::of(value);
    let counting = 53 - binary.fraction.trailing_zeros() as i32;
    if binary.exponent <= 62 && counting - binary.exponent - 1 <= 0 {
        whole(&binary)
    } else {
        searched(&binary, counting)
    }
}

/// A whole number below 2⁶³: its own digits, less those that do not count.
fn whole(binary: &Binary) -> (String, i32) {
    let number = if binary.exponent >= 52 {
        binary.fraction << (binary.exponent - 52)
    } else {
        binary.fraction >> (52 - binary.exponent)
    };
    // So many digits are below half of the last bit that counts.
    let spare = (binary.exponent - binary.significant - 1).max(0);
    let dropped = if spare > 1 { (1_u64 << spare).ilog10() } else { 0 };
    let unit = 10_u64.pow(dropped);
    let rounded = number / unit + u64::from(dropped > 0 && number % unit >= unit / 2);
    let text = rounded.to_string();
    let exponent = text.len() as i32 + dropped as i32 - 1;
    (text.trim_end_matches('0').to_owned(), exponent)
}

/// Divides until what is left is less than half a step to the next number.
fn searched(binary: &Binary, counting: i32) -> (String, i32) {
    let mut exponent = estimated(binary);
    let below_point = (counting - binary.exponent - 1).max(0);
    let (number_fives, scale_fives) = ((-exponent).max(0), exponent.max(0));
    let mut number_twos = number_fives + below_point + binary.exponent;
    let mut scale_twos = scale_fives + below_point;
    let mut step_twos = number_twos - binary.significant;
    number_twos -= counting - 1;
    let common = number_twos.min(scale_twos);
    number_twos -= common;
    scale_twos -= common;
    // Below a power of two the next number is half as far away.
    step_twos -= common + i32::from(counting == 1);
    let short = (-step_twos).max(0);
    let (number_twos, scale_twos, step_twos) = (number_twos + short, scale_twos + short, step_twos + short);
    let bits = |fives: i32| BITS_OF_FIVES.get(fives as usize).copied().unwrap_or(fives * 3);
    let fits = counting + number_twos + bits(number_fives) < 64 && scale_twos + 1 + bits(scale_fives + 1) < 64;

    let scale = power(scale_fives, scale_twos);
    let mut number = power(number_fives, number_twos) * (binary.fraction >> (53 - counting));
    let mut step = power(number_fives, step_twos);
    let tens = &scale * 10_u8;
    let mut found = Vec::new();
    let mut is_first = true;
    let (mut low, mut high);
    loop {
        let digit = (&number / &scale).iter_u32_digits().next().unwrap_or(0) as u8;
        number = number % &scale * 10_u8;
        step *= 10_u8;
        low = number < step;
        // With long numbers Java stops one step earlier.
        high = match (&number + &step).cmp(&tens) {
            Ordering::Greater => true,
            Ordering::Equal => !fits,
            Ordering::Less => false,
        };
        if is_first && digit == 0 && !high {
            exponent -= 1;
        } else {
            found.push(digit);
        }
        // There is always a second step, for the digit after the point.
        if (low || high) && !is_first {
            break;
        }
        is_first = false;
    }
    let up = match (high, low) {
        (true, true) => match (number * 2_u8).cmp(&tens) {
            Ordering::Greater => true,
            Ordering::Equal => found.last().is_some_and(|digit| digit % 2 == 1),
            Ordering::Less => false,
        },
        (high, _) => high,
    };
    if up && rounded_up(&mut found) {
        exponent += 1;
    }
    (found.iter().map(|digit| char::from(b'0' + digit)).collect(), exponent)
}

#[expect(clippy::approx_constant, reason = "Java's own number, a little off")]
const LOGARITHM_OF_2: f64 = 0.301_029_995_663_981;

/// Guesses the power of ten of the first digit; may be one too high.
fn estimated(binary: &Binary) -> i32 {
    let fraction = f64::from_bits(1.0_f64.to_bits() | binary.fraction & ((1 << 52) - 1));
    let logarithm = (fraction - 1.5) * 0.289_529_654 + 0.176_091_259 + f64::from(binary.exponent) * LOGARITHM_OF_2;
    logarithm.floor() as i32
}

fn power(fives: i32, twos: i32) -> BigUint {
    BigUint::from(5_u8).pow(fives.unsigned_abs()) << twos.unsigned_abs()
}

/// Adds one to the last digit; true if that made a digit more.
fn rounded_up(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return false;
        }
        *digit = 0;
    }
    if let Some(first) = digits.first_mut() {
        *first = 1;
    }
    true
}

#[cfg(test)]
mod tests {
    /// Printed by Java 17.
    #[test]
    fn digits_are_those_of_java() {
        for (value, expected) in [
            (4_611_686_018_427_387_904.0, "4.6116860184273879E18"),
            (9_223_372_036_854_775_807.0 - 1000.0, "9.2233720368547748E18"),
            (9_223_372_036_854_775_807.0 / 1.5, "6.1489146912365169E18"),
            (5e22, "4.9999999999999996E22"),
            (3.8e22, "3.8000000000000004E22"),
            (1e7, "1.0E7"),
            (1.5e300, "1.5E300"),
            (1e-4, "1.0E-4"),
            (f64::from_bits(1), "4.9E-324"),
            (f64::MAX, "1.7976931348623157E308"),
        ] {
            assert_eq!(crate::vtl::number::double_to_string(value), expected);
        }
    }
}
