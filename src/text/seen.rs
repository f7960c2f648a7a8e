//! Telling texts apart without comparing them.

/// Tells most texts apart from all before them without looking at those: by their lengths and their ends.
#[derive(Clone, Copy, Default, Debug)]
pub struct Seen(u64);

impl Seen {
    /// Notes a text; true if surely none before was the same.
    #[inline]
    pub fn is_new(&mut self, text: &[u8]) -> bool {
        let [first, last] = [text.first(), text.last()].map(|byte| byte.copied().map_or(0, usize::from));
        let bit = 1_u64 << ((last.wrapping_mul(7) ^ first ^ text.len().wrapping_mul(11)) % 64);
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_never_new() {
        let mut seen = Seen::default();
        for text in ["", "a", "ab", "name", "b"] {
            seen.is_new(text.as_bytes());
            assert!(!seen.is_new(text.as_bytes()), "{text:?}");
        }
        assert!(Seen::default().is_new(b"name"));
    }
}
