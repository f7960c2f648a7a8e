//! Java's numbers: their types, how operators combine them, and how they print.
//!
//! Velocity keeps the type of the wider operand and widens once more where the result does not fit, so `2147483647 + 1`
//! is a `Long` and `9223372036854775807 + 1` a `BigInteger`.

mod decimal;
mod digits;
mod print;

pub use decimal::Decimal;
pub use print::double_to_string;

use num_bigint::BigInt;
use std::cmp::Ordering;
use std::rc::Rc;

/// A number with its Java type.
#[derive(Clone, Debug)]
pub enum Number {
    /// `Byte`.
    Byte(i8),
    /// `Short`.
    Short(i16),
    /// `Integer`.
    Int(i32),
    /// `Long`.
    Long(i64),
    /// `BigInteger`.
    Big(Rc<BigInt>),
    /// `Float`.
    Float(f32),
    /// `Double`.
    Double(f64),
    /// `BigDecimal`.
    Decimal(Rc<Decimal>),
}

/// In which type an operation is done.
enum Base {
    Long(i64, i64),
    Big(BigInt, BigInt),
    Float(f32, f32),
    Double(f64, f64),
    Decimal(Decimal, Decimal),
}

impl Number {
    /// Makes a `BigInteger`.
    pub fn big(value: BigInt) -> Self {
        Self::Big(Rc::new(value))
    }

    /// Makes a `BigDecimal`.
    pub fn decimal(value: Decimal) -> Self {
        Self::Decimal(Rc::new(value))
    }

    /// Returns the Java class.
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::Byte(_) => "java.lang.Byte",
            Self::Short(_) => "java.lang.Short",
            Self::Int(_) => "java.lang.Integer",
            Self::Long(_) => "java.lang.Long",
            Self::Big(_) => "java.math.BigInteger",
            Self::Float(_) => "java.lang.Float",
            Self::Double(_) => "java.lang.Double",
            Self::Decimal(_) => "java.math.BigDecimal",
        }
    }

    fn is_integer(&self) -> bool {
        matches!(self, Self::Byte(_) | Self::Short(_) | Self::Int(_) | Self::Long(_) | Self::Big(_))
    }

    /// Returns the value as `longValue()` does: cut off and wrapped around.
    pub fn to_long(&self) -> i64 {
        match self {
            Self::Byte(value) => i64::from(*value),
            Self::Short(value) => i64::from(*value),
            Self::Int(value) => i64::from(*value),
            Self::Long(value) => *value,
            Self::Big(value) => low_bits(value),
            // Rust's conversion clamps as Java's does.
            Self::Float(value) => *value as i64,
            Self::Double(value) => *value as i64,
            Self::Decimal(value) => low_bits(&value.to_integer()),
        }
    }

    /// Returns the value as `intValue()` does.
    pub fn to_int(&self) -> i32 {
        match self {
            Self::Float(value) => *value as i32,
            Self::Double(value) => *value as i32,
            other => other.to_long() as i32,
        }
    }

    /// Returns the value as `doubleValue()` does.
    pub fn to_double(&self) -> f64 {
        match self {
            Self::Float(value) => f64::from(*value),
            Self::Double(value) => *value,
            Self::Big(value) => value.to_string().parse().unwrap_or(f64::NAN),
            Self::Decimal(value) => value.to_string().parse().unwrap_or(f64::NAN),
            other => other.to_long() as f64,
        }
    }

    /// Returns the value as `floatValue()` does.
    pub fn to_float(&self) -> f32 {
        match self {
            Self::Float(value) => *value,
            Self::Double(value) => *value as f32,
            Self::Big(value) => value.to_string().parse().unwrap_or(f32::NAN),
            Self::Decimal(value) => value.to_string().parse().unwrap_or(f32::NAN),
            other => other.to_long() as f32,
        }
    }

    /// Returns the value as a `BigInteger`.
    pub fn to_big(&self) -> BigInt {
        match self {
            Self::Big(value) => (**value).clone(),
            Self::Decimal(value) => value.to_integer(),
            other => BigInt::from(other.to_long()),
        }
    }

    fn to_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Decimal(value) => Some((**value).clone()),
            Self::Big(value) => Some(Decimal::new((**value).clone(), 0)),
            other => Decimal::from_double(other.to_double()),
        }
    }

    /// Tells whether the value is beyond all numbers: json-smart writes `null` for it.
    pub fn is_infinite(&self) -> bool {
        match self {
            Self::Float(value) => value.is_infinite(),
            Self::Double(value) => value.is_infinite(),
            _ => false,
        }
    }

    /// Tells whether the value is zero.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Big(value) => **value == BigInt::ZERO,
            Self::Decimal(value) => value.is_zero(),
            other => other.to_double() == 0.0,
        }
    }

    /// Chooses the type in which both are combined. `None` where Java throws (a NaN among decimals).
    fn base(left: &Self, right: &Self) -> Option<Base> {
        let integers = left.is_integer() && right.is_integer();
        let any = |is: fn(&Self) -> bool| is(left) || is(right);
        let big = any(|number| matches!(number, Self::Big(_)));
        Some(if any(|number| matches!(number, Self::Decimal(_))) || (!integers && big) {
            Base::Decimal(left.to_decimal()?, right.to_decimal()?)
        } else if integers && big {
            Base::Big(left.to_big(), right.to_big())
        } else if integers {
            Base::Long(left.to_long(), right.to_long())
        } else if any(|number| matches!(number, Self::Double(_))) {
            Base::Double(left.to_double(), right.to_double())
        } else {
            Base::Float(left.to_float(), right.to_float())
        })
    }

    /// Adds. `None` where Java throws.
    pub fn add(&self, other: &Self) -> Option<Self> {
        if let (Self::Int(left), Self::Int(right)) = (self, other)
            && let Some(sum) = left.checked_add(*right)
        {
            return Some(Self::Int(sum));
        }
        Some(match Self::base(self, other)? {
            Base::Long(left, right) => match left.checked_add(right) {
                Some(sum) => self.fitted(other, sum),
                None => Self::big(BigInt::from(left) + right),
            },
            Base::Big(left, right) => Self::big(left + right),
            Base::Float(left, right) => Self::Float(left + right),
            Base::Double(left, right) => Self::Double(left + right),
            Base::Decimal(left, right) => Self::decimal(left.add(&right)),
        })
    }

    /// Subtracts. `None` where Java throws.
    pub fn subtract(&self, other: &Self) -> Option<Self> {
        Some(match Self::base(self, other)? {
            Base::Long(left, right) => {
                let result = left.wrapping_sub(right);
                // Velocity's own test for an overflow, faults included.
                if (result ^ left) < 0 && (result ^ !right) < 0 {
                    Self::big(BigInt::from(left) - right)
                } else {
                    self.fitted(other, result)
                }
            }
            Base::Big(left, right) => Self::big(left - right),
            Base::Float(left, right) => Self::Float(left - right),
            Base::Double(left, right) => Self::Double(left - right),
            Base::Decimal(left, right) => Self::decimal(left.subtract(&right)),
        })
    }

    /// Multiplies. `None` where Java throws.
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        Some(match Self::base(self, other)? {
            Base::Long(left, right) => {
                let result = left.wrapping_mul(right);
                if right != 0 && result.wrapping_div(right) != left {
                    Self::big(BigInt::from(left) * right)
                } else {
                    self.fitted(other, result)
                }
            }
            Base::Big(left, right) => Self::big(left * right),
            Base::Float(left, right) => Self::Float(left * right),
            Base::Double(left, right) => Self::Double(left * right),
            Base::Decimal(left, right) => Self::decimal(left.multiply(&right)),
        })
    }

    /// Divides by something that is not zero. `None` where Java throws.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        Some(match Self::base(self, other)? {
            Base::Long(_, 0) => return None,
            Base::Long(left, right) => self.fitted(other, left.wrapping_div(right)),
            Base::Big(_, right) if right == BigInt::ZERO => return None,
            Base::Big(left, right) => Self::big(left / right),
            Base::Float(left, right) => Self::Float(left / right),
            Base::Double(left, right) => Self::Double(left / right),
            Base::Decimal(left, right) => Self::decimal(left.divide(&right)?),
        })
    }

    /// Returns the remainder of a division by something that is not zero. `None` where Java throws.
    pub fn modulo(&self, other: &Self) -> Option<Self> {
        Some(match Self::base(self, other)? {
            Base::Long(_, 0) => return None,
            Base::Long(left, right) => self.fitted(other, left.wrapping_rem(right)),
            // `BigInteger.mod` is never negative and refuses a modulus that is not positive.
            Base::Big(_, right) if right <= BigInt::ZERO => return None,
            Base::Big(left, right) => Self::big(((left % &right) + &right) % &right),
            Base::Float(left, right) => Self::Float(left % right),
            Base::Double(left, right) => Self::Double(left % right),
            Base::Decimal(..) => return None,
        })
    }

    /// Compares across types, as `==` and `<` do. A NaN counts as equal to everything. `None` where Java throws.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(match Self::base(self, other)? {
            Base::Long(left, right) => left.cmp(&right),
            Base::Big(left, right) => left.cmp(&right),
            Base::Float(left, right) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            Base::Double(left, right) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            Base::Decimal(left, right) => left.compare(&right),
        })
    }

    /// Puts a result into the wider type of the operands, or a wider one if it does not fit.
    fn fitted(&self, other: &Self, value: i64) -> Self {
        let size = |number: &Self| match number {
            Self::Byte(_) => 0,
            Self::Short(_) => 1,
            Self::Int(_) => 2,
            _ => 3,
        };
        let size = size(self).max(size(other));
        if size <= 0
            && let Ok(value) = i8::try_from(value)
        {
            Self::Byte(value)
        } else if size <= 1
            && let Ok(value) = i16::try_from(value)
        {
            Self::Short(value)
        } else if size <= 2
            && let Ok(value) = i32::try_from(value)
        {
            Self::Int(value)
        } else {
            Self::Long(value)
        }
    }

    /// Compares as `equals` does: type and value.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Byte(left), Self::Byte(right)) => left == right,
            (Self::Short(left), Self::Short(right)) => left == right,
            (Self::Int(left), Self::Int(right)) => left == right,
            (Self::Long(left), Self::Long(right)) => left == right,
            (Self::Big(left), Self::Big(right)) => left == right,
            (Self::Float(left), Self::Float(right)) => left.to_bits() == right.to_bits(),
            (Self::Double(left), Self::Double(right)) => {
                left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
            }
            (Self::Decimal(left), Self::Decimal(right)) => left == right,
            _ => false,
        }
    }

    /// Returns `hashCode()`.
    pub fn hash_code(&self) -> i32 {
        let folded = |bits: u64| (bits ^ (bits >> 32)) as i32;
        match self {
            Self::Byte(value) => i32::from(*value),
            Self::Short(value) => i32::from(*value),
            Self::Int(value) => *value,
            Self::Long(value) => folded(*value as u64),
            Self::Float(value) => value.to_bits() as i32,
            Self::Double(value) => folded(value.to_bits()),
            Self::Big(value) => decimal::integer_hash(value),
            Self::Decimal(value) => value.hash_code(),
        }
    }

    /// Appends the number as it prints.
    pub fn print(&self, out: &mut String) {
        match self {
            Self::Byte(value) => print::integer(i64::from(*value), out),
            Self::Short(value) => print::integer(i64::from(*value), out),
            Self::Int(value) => print::integer(i64::from(*value), out),
            Self::Long(value) => print::integer(*value, out),
            Self::Big(value) => out.push_str(&value.to_string()),
            Self::Float(value) => print::float(*value, out),
            Self::Double(value) => print::double(*value, out),
            Self::Decimal(value) => out.push_str(&value.to_string()),
        }
    }
}

/// Returns the lowest 64 bits in two's complement, as Java narrows a `BigInteger`.
fn low_bits(value: &BigInt) -> i64 {
    let mut bytes = value.to_signed_bytes_le();
    let fill = if value.sign() == num_bigint::Sign::Minus { 0xFF } else { 0 };
    bytes.resize(bytes.len().max(8), fill);
    bytes.iter().take(8).rev().fold(0_i64, |bits, byte| (bits << 8) | i64::from(*byte))
}
