//! Reads the few shapes of DER that key files have. Iterative, bounded by the input, never panics.

/// The rest of a DER text: values one after the other.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(&'a [u8]);

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
/// The version of a certificate: context tag 0, constructed.
pub(super) const CONTEXT_0: u8 = 0xA0;

impl<'a> Der<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Takes the next value, whatever its tag. `None` at the end or where the bytes are damaged.
    pub fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (len, rest) = if *first < 0x80 {
            (usize::from(*first), rest)
        } else {
            let count = usize::from(first & 0x7F);
            // A length of more than four bytes is more than any key has; zero would be BER.
            if !(1..=4).contains(&count) || rest.len() < count {
                return None;
            }
            let (digits, rest) = rest.split_at(count);
            (digits.iter().fold(0usize, |len, digit| len << 8 | usize::from(*digit)), rest)
        };
        if rest.len() < len {
            return None;
        }
        let (value, rest) = rest.split_at(len);
        self.0 = rest;
        Some((*tag, value))
    }

    /// Takes the next value if it has `tag`.
    pub fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let before = *self;
        match self.next() {
            Some((found, value)) if found == tag => Some(value),
            _ => {
                *self = before;
                None
            }
        }
    }

    /// Takes the next value if it is a sequence, to be read in turn.
    pub fn sequence(&mut self) -> Option<Der<'a>> {
        self.take(SEQUENCE).map(Der)
    }

    /// Takes the next value if it is a bit string of whole bytes.
    pub fn bit_string(&mut self) -> Option<&'a [u8]> {
        match self.take(BIT_STRING)?.split_first() {
            Some((0, bytes)) => Some(bytes),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_one_by_one() {
        let bytes = [0x30, 0x06, 0x02, 0x01, 0x05, 0x03, 0x01, 0x00, 0x04, 0x81, 0x01, 0xAA];
        let mut der = Der::new(&bytes);
        let mut inner = der.sequence().unwrap();
        assert_eq!(inner.take(OCTET_STRING), None);
        assert_eq!(inner.take(INTEGER), Some(&[5][..]));
        assert_eq!(inner.bit_string(), Some(&[][..]));
        assert_eq!(inner.next(), None);
        assert_eq!(der.take(OCTET_STRING), Some(&[0xAA][..]));
        for damaged in [&[0x30][..], &[0x30, 0x80], &[0x30, 0x85, 1, 1, 1, 1, 1], &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]]
        {
            assert!(Der::new(damaged).next().is_none());
        }
    }
}
