//! JSON as every reader of the exports takes it, YAML parsers included.

use serde_json::Value;

/// Returns `value` as JSON for people and files: two blanks a level, a final newline.
///
/// CloudFormation and SAM read JSON with YAML parsers: characters beyond the basic plane stay as they are (a pair of
/// surrogates would come back as two halves), and the characters that YAML takes for line ends are escaped.
pub fn pretty(value: &Value) -> String {
    let mut text = String::new();
    for c in format!("{value:#}").chars() {
        // None of these stands outside of a string.
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => text.push(c),
        }
    }
    text.push('\n');
    text
}
