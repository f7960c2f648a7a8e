//! What differs between two texts, line by line.

/// Most cells of the table of common lines; beyond, everything between the first and the last difference counts as
/// replaced.
const MOST_CELLS: usize = 4_000_000;

/// A line of a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line<'t> {
    /// Both texts have it.
    Both(&'t str),
    /// Only the text before has it.
    Before(&'t str),
    /// Only the text after has it.
    After(&'t str),
}

/// Returns the lines of both texts, in order, as few of them changed as may be.
pub fn lines<'t>(before: &'t str, after: &'t str) -> Vec<Line<'t>> {
    let a: Vec<&str> = before.split_inclusive('\n').collect();
    let b: Vec<&str> = after.split_inclusive('\n').collect();
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a_rest, b_rest) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let a_middle = a_rest.get(..a_rest.len() - tail).unwrap_or_default();
    let b_middle = b_rest.get(..b_rest.len() - tail).unwrap_or_default();
    let mut out: Vec<Line> = a.iter().take(head).map(|line| Line::Both(line)).collect();
    middle(a_middle, b_middle, &mut out);
    out.extend(a.iter().skip(a.len() - tail).map(|line| Line::Both(line)));
    out
}

/// Adds the lines of two texts that differ in the first and the last one.
fn middle<'t>(a: &[&'t str], b: &[&'t str], out: &mut Vec<Line<'t>>) {
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > MOST_CELLS {
        out.extend(a.iter().map(|line| Line::Before(line)));
        out.extend(b.iter().map(|line| Line::After(line)));
        return;
    }
    // Cell (i, j): how many lines a[i..] and b[j..] have in common.
    let mut common = vec![0_u32; (a.len() + 1) * width];
    for (i, line) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            let here = i * width + j;
            common[here] =
                if line == other { common[here + width + 1] + 1 } else { common[here + width].max(common[here + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let here = i * width + j;
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.push(Line::Both(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && common[here + width] >= common[here + 1]) {
            out.push(Line::Before(a[i]));
            i += 1;
        } else {
            out.push(Line::After(b[j]));
            j += 1;
        }
    }
}

/// Returns the difference as people read it: `-` and `+` in front of what changes, `around` lines of what stays about
/// it, `…` where more stays. Empty for equal texts.
pub fn unified(before: &str, after: &str, around: usize) -> Vec<String> {
    let lines = lines(before, after);
    let changed: Vec<usize> = (0..lines.len()).filter(|i| !matches!(lines.get(*i), Some(Line::Both(_)))).collect();
    let mut out = Vec::new();
    let mut next = 0;
    for (i, line) in lines.iter().enumerate() {
        while changed.get(next).is_some_and(|at| *at + around < i) {
            next += 1;
        }
        if changed.get(next).is_none_or(|at| *at > i + around) {
            if out.last().is_some_and(|last| last != "…") {
                out.push("…".to_owned());
            }
            continue;
        }
        let (mark, text) = match line {
            Line::Both(text) => (' ', text),
            Line::Before(text) => ('-', text),
            Line::After(text) => ('+', text),
        };
        out.push(format!("{mark} {}", text.trim_end_matches(['\n', '\r'])));
    }
    if out.last().is_some_and(|last| last == "…") {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_marked() {
        let shown = |before, after| unified(before, after, 1).join("|");
        assert_eq!(shown("a\nb\nc\n", "a\nb\nc\n"), "");
        assert_eq!(shown("a\nb\nc\nd\n", "a\nx\nc\nd\n"), "  a|- b|+ x|  c");
        assert_eq!(shown("", "a\n"), "+ a");
        assert_eq!(shown("1\n2\n3\n4\n5\n6\n7\n", "0\n2\n3\n4\n5\n6\n8\n"), "- 1|+ 0|  2|…|  6|- 7|+ 8");
    }

    #[test]
    fn what_is_too_long_to_compare_is_replaced_whole() {
        let text = |c: char| (0..3000).map(|i| format!("{c}{i}\n")).collect::<String>();
        let (before, after) = (text('a'), text('b'));
        assert_eq!(lines(&before, &after).len(), 6000);
    }
}
