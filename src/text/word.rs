//! Eight bytes of a text, looked at together.

use std::ops::BitOr;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight bytes.
#[derive(Clone, Copy, Debug)]
pub struct Word(u64);

/// Which bytes of a word are looked for. Of several, only the first is sure: what the arithmetic borrows from a byte
/// changes those behind it.
#[derive(Clone, Copy, Debug)]
pub struct Hits(u64);

impl Word {
    /// Returns the eight bytes from `at` on; `None` if there are not so many.
    #[inline]
    pub fn at(bytes: &[u8], at: usize) -> Option<Self> {
        bytes.get(at..)?.first_chunk().map(|chunk| Self(u64::from_le_bytes(*chunk)))
    }

    /// Returns the fewer than eight bytes from `at` on, with `filler` behind them.
    #[inline]
    pub fn end_of(bytes: &[u8], at: usize, filler: u8) -> Self {
        let filled = u64::from(filler) * ONES;
        let rest = bytes.get(at..).unwrap_or_default();
        match bytes.last_chunk() {
            // What stands before them is shifted out.
            Some(last) if (1..8).contains(&rest.len()) => {
                let bits = rest.len() * 8;
                Self(u64::from_le_bytes(*last) >> (64 - bits) | filled << bits)
            }
            _ => Self(rest.iter().take(8).rev().fold(filled, |word, byte| word << 8 | u64::from(*byte))),
        }
    }

    /// Looks for `byte`.
    #[inline]
    pub fn is(self, byte: u8) -> Hits {
        Word(self.0 ^ (u64::from(byte) * ONES)).below(1)
    }

    /// Looks for bytes below `limit`, which is at most 128.
    #[inline]
    pub fn below(self, limit: u8) -> Hits {
        Hits(self.0.wrapping_sub(u64::from(limit) * ONES) & !self.0 & HIGH)
    }

    /// Looks for bytes beyond ASCII.
    #[inline]
    pub fn wide(self) -> Hits {
        Hits(self.0 & HIGH)
    }
}

impl BitOr for Hits {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Hits {
    /// Returns where in the word the first one stands.
    #[inline]
    pub fn first(self) -> Option<usize> {
        (self.0 != 0).then(|| (self.0.trailing_zeros() / 8) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hit_is_found_wherever_it_stands() {
        for text in ["\u{1}\u{0}abcdef", "aaaaaaa\"", "\"\"\"\"\"\"\"\"", "abcdefg\u{1f}", "abcd\u{e9}\"x", "abcdefgh"]
        {
            let word = Word::at(text.as_bytes(), 0).expect("eight bytes");
            let hits = word.is(b'"') | word.below(0x20) | word.wide();
            let expected = text.bytes().position(|byte| matches!(byte, b'"' | 0..0x20 | 0x80..));
            assert_eq!(hits.first(), expected, "{text:?}");
        }
        assert!(Word::at(b"seven b", 0).is_none());
        for len in 0..8 {
            let bytes = &b"0123456"[..len];
            let mut filled = *b"        ";
            filled[..len].copy_from_slice(bytes);
            let expected = u64::from_le_bytes(filled);
            assert_eq!(Word::end_of(bytes, 0, b' ').0, expected);
            assert_eq!(Word::end_of(&[b"before them ", bytes].concat(), 12, b' ').0, expected);
        }
    }
}
