//! Base64 as tokens write it, read leniently and with places.
//!
//! A verifier accepts the URL-safe alphabet without padding and nothing else. A person who looks at a token
//! is better served by a reading that also takes the standard alphabet and padding, and says so.

/// What [`decode`] made of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lenient {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Index of the first `=`, if the text was padded.
    pub padding: Option<usize>,
    /// Indices of `+` and `/`, each with the symbol that the URL-safe alphabet has instead.
    pub standard_symbols: Vec<(usize, &'static str)>,
    /// True if the last symbol carries bits that no byte uses; strict decoders refuse that.
    pub stray_bits: bool,
}

/// Why a text is not Base64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A character that no Base64 alphabet has, at this byte index.
    Symbol {
        /// Byte index in the text.
        index: usize,
        /// The character.
        character: char,
    },
    /// One symbol too many or three too few: no text of bytes encodes to this length.
    Length,
}

/// Decodes `text` from the URL-safe or the standard alphabet, padded or not.
pub fn decode(text: &str) -> Result<Lenient, Fault> {
    let symbols = text.trim_end_matches('=');
    let padding_len = text.len() - symbols.len();
    let mut out = Lenient { bytes: Vec::with_capacity(symbols.len() / 4 * 3 + 2), ..Lenient::default() };
    if padding_len > 0 {
        out.padding = Some(symbols.len());
    }
    let (mut bits, mut bit_count) = (0u32, 0u32);
    for (index, character) in symbols.char_indices() {
        let value = symbol_value(character).ok_or(Fault::Symbol { index, character })?;
        match character {
            '+' => out.standard_symbols.push((index, "-")),
            '/' => out.standard_symbols.push((index, "_")),
            _ => {}
        }
        bits = (bits << 6) | value;
        bit_count += 6;
        if bit_count >= 8 {
            bit_count -= 8;
            out.bytes.push((bits >> bit_count) as u8);
            bits &= (1 << bit_count) - 1;
        }
    }
    if padding_len > 2 {
        return Err(Fault::Symbol { index: symbols.len() + 2, character: '=' });
    }
    if symbols.len() % 4 == 1 {
        return Err(Fault::Length);
    }
    out.stray_bits = bits != 0;
    Ok(out)
}

/// Encodes `bytes` with the URL-safe alphabet, without padding.
pub fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |group, (i, byte)| group | u32::from(*byte) << (16 - 8 * i));
        for i in 0..=chunk.len() {
            out.push(ALPHABET[(group >> (18 - 6 * i) & 63) as usize] as char);
        }
    }
    out
}

fn symbol_value(character: char) -> Option<u32> {
    let value = match character {
        'A'..='Z' => character as u32 - 'A' as u32,
        'a'..='z' => character as u32 - 'a' as u32 + 26,
        '0'..='9' => character as u32 - '0' as u32 + 52,
        '-' | '+' => 62,
        '_' | '/' => 63,
        _ => return None,
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back() {
        for len in 0..40u8 {
            let bytes: Vec<u8> = (0..len).map(|i| i.wrapping_mul(83).wrapping_add(len)).collect();
            let read = decode(&encode(&bytes)).unwrap();
            assert_eq!(read, Lenient { bytes, ..Lenient::default() });
        }
        assert_eq!(encode(b"\xfb\xff\xfe"), "-__-");
    }

    #[test]
    fn leniency_is_told() {
        let read = decode("+/8=").unwrap();
        assert_eq!(read.bytes, [0xfb, 0xff]);
        assert_eq!((read.padding, read.standard_symbols.as_slice()), (Some(3), &[(0, "-"), (1, "_")][..]));
        assert!(decode("QR").unwrap().stray_bits);
        assert!(!decode("QQ").unwrap().stray_bits);
    }

    #[test]
    fn faults_have_places() {
        assert_eq!(decode("QUJDR"), Err(Fault::Length));
        assert_eq!(decode("QU%D"), Err(Fault::Symbol { index: 2, character: '%' }));
        assert_eq!(decode("Q=Q="), Err(Fault::Symbol { index: 1, character: '=' }));
        assert_eq!(decode("QQ==="), Err(Fault::Symbol { index: 4, character: '=' }));
        assert_eq!(decode("QÄ"), Err(Fault::Symbol { index: 1, character: 'Ä' }));
    }
}
