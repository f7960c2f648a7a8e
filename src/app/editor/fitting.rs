//! How well what was typed fits what is offered.

/// What a letter in its place is worth: at the very start, right after the one before, at the start of a word,
/// elsewhere.
const FIRST: i32 = 12;
const RUN: i32 = 6;
const WORD: i32 = 5;
const LOOSE: i32 = -1;

/// Labels and typed words that are longer are compared up to here.
const LONGEST: usize = 120;

/// Returns how well `typed` fits `label`, and the bytes of `label` that it stands for; `None` if it does not.
///
/// All letters must occur in order, whatever their case. The start of the label counts most, then letters in a row
/// and starts of words; of all ways to find the letters the best counts.
pub(super) fn fit(label: &str, typed: &str) -> Option<(i32, Vec<usize>)> {
    let letters: Vec<(usize, char)> = label.char_indices().take(LONGEST).collect();
    let wanted: Vec<char> = typed.chars().take(LONGEST).collect();
    let worth: Vec<i32> = (0..letters.len()).map(|at| worth(&letters, at)).collect();
    // For each typed letter, by the place that it is found at: the best score so far, and the place before it.
    let mut table: Vec<Vec<Option<(i32, usize)>>> = Vec::with_capacity(wanted.len());
    for c in &wanted {
        let before = table.last();
        let mut row = vec![None; letters.len()];
        // The best of the row before, up to here.
        let mut best: Option<(i32, usize)> = None;
        for (at, cell) in row.iter_mut().enumerate() {
            let run = at.checked_sub(1).and_then(|from| Some((before?.get(from).copied()??.0, from)));
            if same(letters.get(at)?.1, *c) {
                let value = worth.get(at).copied()?;
                let ran = run.map(|(score, from)| (score + RUN.max(value), from));
                let jumped = match before {
                    None => Some((value, 0)),
                    Some(_) => best.map(|(score, from)| (score + value, from)),
                };
                *cell = ran.max(jumped);
            }
            best = best.max(run);
        }
        table.push(row);
    }
    // With nothing typed all fit alike, and stay in the order in which they were offered.
    let Some(last) = table.last() else { return Some((0, Vec::new())) };
    let shorter = -(label.len() as i32);
    let (mut at, (score, _)) = last
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| Some((at, (*cell)?)))
        .max_by_key(|(at, cell)| (cell.0, -(*at as i32)))?;
    let mut places = Vec::with_capacity(wanted.len());
    for row in table.iter().rev() {
        places.push(letters.get(at)?.0);
        at = row.get(at).copied()??.1;
    }
    places.reverse();
    // Of two that fit alike the shorter one is nearer to what was typed.
    Some((score * 8 + shorter, places))
}

fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

/// Returns what a letter is worth that does not follow the one before.
fn worth(letters: &[(usize, char)], at: usize) -> i32 {
    let letter = |at: usize| letters.get(at).map(|(_, c)| *c);
    match (at.checked_sub(1).and_then(letter), letter(at)) {
        (None, _) => FIRST,
        (Some(before), _) if !before.is_alphanumeric() => WORD,
        (Some(before), Some(here)) if before.is_lowercase() && here.is_uppercase() => WORD,
        _ => LOOSE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(labels: &[&'static str], typed: &str) -> Vec<&'static str> {
        let mut fits: Vec<_> = labels.iter().filter_map(|label| Some((fit(label, typed)?.0, *label))).collect();
        fits.sort_by_key(|(score, _)| -score);
        fits.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn starts_and_words_fit_best() {
        assert_eq!(best(&["$context.stage", "$context", "$claims"], "$con"), ["$context", "$context.stage"]);
        assert_eq!(best(&["escapeJavaScript", "base64Encode"], "ejs"), ["escapeJavaScript"]);
        assert_eq!(fit("escapeJavaScript", "ejs").map(|(_, places)| places), Some(vec![0, 6, 10]));
        assert_eq!(best(&["urlEncode", "url"], "URL"), ["url", "urlEncode"]);
        assert_eq!(
            best(&["$.PickupLocation", "$.PickupLocation.Latitude"], "$.Lat"),
            ["$.PickupLocation.Latitude", "$.PickupLocation"],
            "the best way to find the letters counts, not the first"
        );
        assert_eq!(fit("abc", "abcd"), None);
        assert_eq!(fit("abc", "").map(|(_, places)| places), Some(vec![]));
        assert_eq!(fit("é", "É").map(|(_, places)| places), Some(vec![0]));
    }
}
