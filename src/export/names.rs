//! Names of what an export defines: readable, in the spelling of each format, and never twice.

use std::collections::HashSet;

/// Returns the words of a text: runs of letters and digits, also split where a small letter meets a capital.
/// Other letters than ASCII ones separate words, since no format takes them in a name.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            let starts = !before.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && !before.is_ascii_uppercase());
            match words.last_mut() {
                Some(word) if !starts => word.push(c.to_ascii_lowercase()),
                _ => words.push(c.to_ascii_lowercase().to_string()),
            }
        }
        before = c;
    }
    words
}

/// Returns the words of a method and a resource path: `POST /rides/{rideId}` is `post rides ride id`.
pub(super) fn route_words(method: &str, path: &str) -> Vec<String> {
    if path == "$default" {
        return vec!["default".into()];
    }
    let mut all = vec![method.to_ascii_lowercase()];
    all.extend(words(path));
    if all.len() == 1 {
        all.push("root".into());
    }
    all
}

/// Returns `RideId`.
pub(super) fn pascal(words: &[String]) -> String {
    words.iter().map(|word| capitalized(word)).collect()
}

/// Returns `rideId`.
pub(super) fn camel(words: &[String]) -> String {
    let mut out = String::new();
    for word in words {
        out.push_str(&if out.is_empty() { word.clone() } else { capitalized(word) });
    }
    out
}

/// Returns `ride_id`.
pub(super) fn snake(words: &[String]) -> String {
    words.join("_")
}

/// Returns `ride-id`.
pub(super) fn kebab(words: &[String]) -> String {
    words.join("-")
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// Words that are taken already. What would be taken twice gets a number.
#[derive(Default)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    /// Returns `words`, or `fallback` where there are none, with a number behind them if they are taken. A name never
    /// begins with a digit.
    pub(super) fn claim(&mut self, mut words: Vec<String>, fallback: &str) -> Vec<String> {
        if words.first().is_none_or(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
            words.insert(0, fallback.to_owned());
        }
        let mut number = 1;
        loop {
            let mut tried = words.clone();
            if number > 1 {
                tried.push(number.to_string());
            }
            // Formats spell names in different ways, so words count without the gaps between them.
            if self.0.insert(tried.concat()) {
                return tried;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_words() {
        for (text, expected) in [
            ("/rides/{rideId}", "rides-ride-id"),
            ("WildRydesUsers", "wild-rydes-users"),
            ("{proxy+}", "proxy"),
            ("HTTPServer v2", "httpserver-v2"),
            ("größe", "gr-e"),
            ("/", ""),
        ] {
            assert_eq!(kebab(&words(text)), expected, "{text}");
        }
        let words = route_words("GET", "/rides/{rideId}");
        assert_eq!((pascal(&words), camel(&words)), ("GetRidesRideId".into(), "getRidesRideId".into()));
    }

    #[test]
    fn no_name_is_taken_twice_or_begins_with_a_digit() {
        let mut taken = Taken::default();
        let mut claim = |text| kebab(&taken.claim(words(text), "api"));
        assert_eq!(claim("rides"), "rides");
        assert_eq!(claim("Rides!"), "rides-2");
        // Without the gap it is the first one again, and with a 2 the second.
        assert_eq!(claim("ride s"), "ride-s-3");
        assert_eq!(claim("日本"), "api");
        assert_eq!(claim("2 rides"), "api-2-rides");
    }
}
