//! A field of words with blanks between them: scopes, origins, media types.

use super::field::Field;
use egui::Ui;

/// Draws the field; returns the words when they changed.
pub fn words_field(ui: &mut Ui, name: &str, hint: &str, words: &[String]) -> Option<Vec<String>> {
    let mut text = words.join(" ");
    let response = Field::new(name).code().hint(hint).show(ui, &mut text);
    if response.changed() {
        // A blank at the end is the start of the next word, and must not go while it is typed.
        return Some(split(&text));
    }
    let is_left = response.lost_focus() && words.iter().any(String::is_empty);
    is_left.then(|| words.iter().filter(|word| !word.is_empty()).cloned().collect())
}

fn split(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split(' ').map(str::to_owned).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_begins_the_next_word() {
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("a"), ["a"]);
        assert_eq!(split("a "), ["a", ""]);
        assert_eq!(split("a b"), ["a", "b"]);
    }
}
