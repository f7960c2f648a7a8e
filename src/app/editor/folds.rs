//! Which lines are folded away, and rows of the screen turned into lines and back.

use std::ops::Range;

/// Folded regions: the first line of each stays visible, the others do not.
#[derive(Clone, Debug)]
pub(in crate::app) struct Folds {
    /// (line that stays, last line hidden), sorted; regions may be nested.
    regions: Vec<(usize, usize)>,
    /// Line of each row; empty while nothing is folded and rows are lines.
    rows: Vec<u32>,
    line_count: usize,
}

impl Folds {
    pub fn new(line_count: usize) -> Self {
        Self { regions: Vec::new(), rows: Vec::new(), line_count }
    }

    /// Returns the number of rows.
    pub fn row_count(&self) -> usize {
        if self.rows.is_empty() { self.line_count } else { self.rows.len() }
    }

    /// Returns the line that a row shows; the last one beyond the last row.
    pub fn line_of_row(&self, row: usize) -> usize {
        if self.rows.is_empty() {
            return row.min(self.line_count.saturating_sub(1));
        }
        self.rows.get(row).or(self.rows.last()).map_or(0, |line| *line as usize)
    }

    /// Returns the row that shows a line, or the one into which the line is folded.
    pub fn row_of_line(&self, line: usize) -> usize {
        if self.rows.is_empty() {
            return line.min(self.line_count.saturating_sub(1));
        }
        self.rows.partition_point(|shown| *shown as usize <= line).saturating_sub(1)
    }

    /// Returns the last hidden line below a line that stays, if it is folded.
    pub fn folded(&self, line: usize) -> Option<usize> {
        self.regions.iter().filter(|(first, _)| *first == line).map(|(_, last)| *last).max()
    }

    /// Folds the lines after `first` up to `last`.
    pub fn fold(&mut self, first: usize, last: usize) {
        if first < last && last < self.line_count && !self.regions.contains(&(first, last)) {
            self.regions.push((first, last));
            self.regions.sort_unstable();
            self.rebuild();
        }
    }

    /// Opens the fold below `line`. Returns false if there was none.
    pub fn unfold(&mut self, line: usize) -> bool {
        let before = self.regions.len();
        self.regions.retain(|(first, _)| *first != line);
        let changed = self.regions.len() != before;
        if changed {
            self.rebuild();
        }
        changed
    }

    /// Opens every fold that hides `line`.
    pub fn reveal(&mut self, line: usize) {
        if self.regions.iter().any(|(first, last)| (first + 1..=*last).contains(&line)) {
            self.regions.retain(|(first, last)| !(first + 1..=*last).contains(&line));
            self.rebuild();
        }
    }

    /// Tells that the lines in `removed` were replaced by `inserted` others: folds that this touches open.
    pub fn replace_lines(&mut self, removed: Range<usize>, inserted: usize) {
        self.line_count = (self.line_count + inserted).saturating_sub(removed.len());
        if self.regions.is_empty() {
            return;
        }
        let same = removed.len() == inserted;
        // Typing in the line that stays visible keeps the fold; a change of hidden lines opens it.
        self.regions.retain(|(first, last)| {
            *last < removed.start || *first >= removed.end || (same && removed.end <= first + 1)
        });
        for (first, last) in &mut self.regions {
            if *first >= removed.end {
                *first = *first + inserted - removed.len();
                *last = *last + inserted - removed.len();
            }
        }
        self.rebuild();
    }

    fn rebuild(&mut self) {
        self.rows.clear();
        if self.regions.is_empty() {
            return;
        }
        let mut line = 0;
        let mut regions = self.regions.iter().peekable();
        while line < self.line_count {
            self.rows.push(line as u32);
            let mut next = line + 1;
            while let Some((first, last)) = regions.peek() {
                if *first > line {
                    break;
                }
                if *first == line {
                    next = next.max(last + 1);
                }
                regions.next();
            }
            line = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_lines() {
        let mut folds = Folds::new(10);
        assert_eq!((folds.row_count(), folds.line_of_row(4), folds.row_of_line(4)), (10, 4, 4));
        folds.fold(2, 5);
        folds.fold(3, 4);
        folds.fold(7, 8);
        assert_eq!((0..folds.row_count()).map(|row| folds.line_of_row(row)).collect::<Vec<_>>(), [0, 1, 2, 6, 7, 9]);
        assert_eq!((folds.row_of_line(4), folds.row_of_line(6), folds.row_of_line(9)), (2, 3, 5));
        assert!(folds.unfold(2));
        assert_eq!(folds.row_count(), 8);
        folds.reveal(4);
        assert_eq!(folds.row_count(), 9);
        assert_eq!(folds.folded(7), Some(8));
    }

    #[test]
    fn folds_move_with_the_text_and_open_when_touched() {
        let mut folds = Folds::new(10);
        folds.fold(2, 4);
        folds.fold(6, 8);
        folds.replace_lines(0..1, 3);
        assert_eq!((folds.folded(4), folds.folded(8)), (Some(6), Some(10)));
        folds.replace_lines(4..5, 1);
        assert_eq!(folds.folded(4), Some(6));
        folds.replace_lines(5..6, 1);
        assert_eq!((folds.folded(4), folds.folded(8)), (None, Some(10)));
        folds.replace_lines(8..9, 2);
        assert_eq!(folds.row_count(), 13);
    }
}
