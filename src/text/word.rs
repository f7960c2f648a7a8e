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
        let chunk = bytes.get(at..at.wrapping_add(8))?.first_chunk()?;
        Some(Self(u64::from_le_bytes(*chunk)))
    }

    /// Returns the fewer than eight bytes from `at` on, with `filler` behind them.
    #[inline]
    pub fn end_of(bytes: &[u8], at: usize, filler: u8) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        let bits = rest.len().min(7) * 8;
        let word = match (bytes.last_chunk::<8>(), rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            // What stands before them is shifted out.
            (Some(last), ..) => u64::from_le_bytes(*last).checked_shr(64 - bits as u32).unwrap_or(0),
            // The two halves may overlap, in the same bytes.
            (None, Some(head), Some(tail)) => {
                u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << (bits - 32)
            }
            _ => rest.iter().take(3).rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        Self(word | (u64::from(filler) * ONES) << bits)
    }

    /// Looks for `byte`.
    #[inline]
    pub fn is(self, byte: u8) -> Hits {
        Word(self.0 ^ (u64::from(byte) * ONES)).below(1)
    }

    /// Looks for either of two bytes of ASCII.
    #[inline]
    pub fn is_either(self, first: u8, second: u8) -> Hits {
        let lowered = |byte: u8| (self.0 ^ (u64::from(byte) * ONES)).wrapping_sub(ONES);
        // What is sought does not change which bytes are beyond ASCII.
        Hits((lowered(first) | lowered(second)) & !self.0 & HIGH)
    }

    /// Returns the byte at a place in the word.
    #[inline]
    pub fn byte(self, at: usize) -> u8 {
        (self.0 >> (at % 8 * 8)) as u8
    }

    /// Looks for bytes below `limit`, which is at most 128.
    #[inline]
    pub fn below(self, limit: u8) -> Hits {
        Hits(self.0.wrapping_sub(u64::from(limit) * ONES) & !self.0 & HIGH)
    }

    /// Looks for bytes below `limit`, which is at most 128, for those of `others`, which are ASCII, and for those beyond
    /// ASCII. Here all hits are sure.
    #[inline]
    pub fn any<const N: usize>(self, limit: u8, others: [u8; N]) -> SureHits {
        // Without its highest bit no byte carries into the next. It gets that bit where it is none of those.
        let low = self.0 & !HIGH;
        let mut none = low + u64::from(128 - limit) * ONES;
        for other in others {
            none &= (low ^ (u64::from(other) * ONES)) + !HIGH;
        }
        SureHits((!none | self.0) & HIGH)
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

/// Which bytes of a word are looked for, from the first on.
#[derive(Clone, Copy, Debug)]
pub struct SureHits(u64);

impl Iterator for SureHits {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let found = (self.0 != 0).then(|| (self.0.trailing_zeros() / 8) as usize);
        self.0 &= self.0.wrapping_sub(1);
        found
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
            let all = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'"' | b'd' | 0..0x20 | 0x80..));
            assert!(word.any(0x20, [b'"', b'd']).eq(all.map(|(at, _)| at)), "{text:?}");
            let either = text.bytes().position(|byte| matches!(byte, b'"' | b'e'));
            assert_eq!(word.is_either(b'"', b'e').first(), either, "{text:?}");
            assert!((0..8).all(|at| word.byte(at) == text.as_bytes()[at]), "{text:?}");
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
