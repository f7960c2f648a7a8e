//! Bodies as bytes: Base64, and the conversion between text and binary payloads.

/// Encodes bytes in the standard alphabet, padded, as AWS does.
pub fn base64_encode(bytes: &[u8]) -> String {
    const ALPHABET: [char; 64] = {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut alphabet = ['A'; 64];
        let mut i = 0;
        while i < 64 {
            alphabet[i] = letters[i] as char;
            i += 1;
        }
        alphabet
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |group, (i, byte)| group | u32::from(*byte) << (16 - 8 * i));
        for i in 0..4 {
            let symbol = ALPHABET[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { symbol } else { '=' });
        }
    }
    out
}

/// Decodes Base64 of either alphabet, padded or not; `None` if it is not Base64.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end();
    crate::jwt::base64::decode(text).ok().map(|read| read.bytes)
}
