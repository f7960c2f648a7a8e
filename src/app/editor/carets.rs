//! Carets and selections, several at once, and how edits move them.

use crate::text::Edit;
use std::ops::Range;

/// A caret at `head`; what lies between it and `anchor` is selected. Both are byte offsets.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Caret {
    /// Where the selection began.
    pub anchor: usize,
    /// Where the caret stands.
    pub head: usize,
    /// The horizontal place that up and down aim at, in points from the line's start.
    pub goal_x: Option<f32>,
}

impl Caret {
    /// Makes a caret with nothing selected.
    pub fn at(offset: usize) -> Self {
        Self { anchor: offset, head: offset, goal_x: None }
    }

    /// Makes a caret at `head` with everything from `anchor` selected.
    pub fn selecting(anchor: usize, head: usize) -> Self {
        Self { anchor, head, goal_x: None }
    }

    /// Returns the selected bytes.
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.head)..self.anchor.max(self.head)
    }

    /// Returns true if nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.anchor == self.head
    }
}

/// One or more carets in the order of the text; none overlaps another.
#[derive(Clone, PartialEq, Debug)]
pub struct Carets {
    list: Vec<Caret>,
    primary: usize,
}

impl Default for Carets {
    fn default() -> Self {
        Self::one(Caret::default())
    }
}

impl Carets {
    /// Makes a single caret.
    pub fn one(caret: Caret) -> Self {
        Self { list: vec![caret], primary: 0 }
    }

    /// Makes carets from a list of at least one, in any order; the one at `primary` is the one that is followed.
    pub fn many(mut list: Vec<Caret>, primary: usize) -> Self {
        let Some(main) = list.get(primary).or(list.first()).copied() else {
            return Self::default();
        };
        list.sort_by_key(|caret| (caret.range().start, caret.range().end));
        let mut merged: Vec<Caret> = Vec::with_capacity(list.len());
        for caret in list {
            match merged.last_mut() {
                Some(last) if touches(last, &caret) => *last = join(last, &caret),
                _ => merged.push(caret),
            }
        }
        let primary =
            merged.iter().position(|c| c.range().start <= main.head && main.head <= c.range().end).unwrap_or(0);
        Self { list: merged, primary }
    }

    /// Returns the caret that the view follows and that is reported outward.
    pub fn primary(&self) -> Caret {
        self.list.get(self.primary).copied().unwrap_or_default()
    }

    /// Returns all carets, in the order of the text.
    pub fn all(&self) -> &[Caret] {
        &self.list
    }

    /// Returns true if there is more than one.
    pub fn is_many(&self) -> bool {
        self.list.len() > 1
    }

    /// Replaces each caret by what `change` makes of it.
    pub fn map(&mut self, change: impl FnMut(&Caret) -> Caret) {
        let list = self.list.iter().map(change).collect();
        *self = Self::many(list, self.primary);
    }

    /// Adds a caret and makes it the primary one.
    pub fn push(&mut self, caret: Caret) {
        let mut list = std::mem::take(&mut self.list);
        list.push(caret);
        let primary = list.len() - 1;
        *self = Self::many(list, primary);
    }

    /// Keeps only the primary caret.
    pub fn keep_primary(&mut self) {
        *self = Self::one(self.primary());
    }

    /// Moves the carets as the edits, sorted and in terms of the text before them, move the text.
    pub fn follow(&mut self, edits: &[Edit]) {
        self.map(|caret| Caret::selecting(map_offset(edits, caret.anchor, true), map_offset(edits, caret.head, true)));
    }
}

/// Returns where the byte at `offset` is after `edits`, which are sorted and speak of the text before them.
///
/// What was replaced ends up behind the replacement. An insertion right at the offset moves it if `after` is true.
pub fn map_offset(edits: &[Edit], offset: usize, after: bool) -> usize {
    let mut shift = 0isize;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if start > offset || (start == offset && (end > start || !after)) {
            break;
        }
        let grown = edit.text.len() as isize - edit.span.len() as isize;
        if end > offset {
            return (start as isize + shift) as usize + edit.text.len();
        }
        shift += grown;
    }
    (offset as isize + shift).max(0) as usize
}

/// Two selections are one when they overlap; a bare caret is also swallowed at a selection's edge.
fn touches(a: &Caret, b: &Caret) -> bool {
    let (first, second) = (a.range(), b.range());
    second.start < first.end || (second.start == first.end && (first.is_empty() || second.is_empty()))
}

fn join(a: &Caret, b: &Caret) -> Caret {
    let start = a.range().start.min(b.range().start);
    let end = a.range().end.max(b.range().end);
    let (wide, backward) = if a.is_empty() { (b, b.head < b.anchor) } else { (a, a.head < a.anchor) };
    let mut caret = if backward { Caret::selecting(end, start) } else { Caret::selecting(start, end) };
    caret.goal_x = wide.goal_x;
    caret
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn overlapping_selections_become_one_and_the_primary_stays_the_primary() {
        let carets = Carets::many(vec![Caret::selecting(8, 4), Caret::selecting(0, 5), Caret::at(20)], 2);
        assert_eq!(carets.all().iter().map(Caret::range).collect::<Vec<_>>(), [0..8, 20..20]);
        assert_eq!(carets.primary().head, 20);
        assert_eq!(Carets::many(vec![Caret::selecting(0, 3), Caret::selecting(3, 5)], 0).all().len(), 2);
        assert_eq!(Carets::many(vec![Caret::at(3), Caret::selecting(3, 5)], 0).all().len(), 1);
    }

    #[test]
    fn offsets_follow_edits() {
        let edits = [Edit::insert(2, "ab"), Edit::replace(Span::new(4, 6), "x"), Edit::replace(Span::new(8, 9), "")];
        let moved: Vec<usize> = (0..11).map(|at| map_offset(&edits, at, true)).collect();
        assert_eq!(moved, [0, 1, 4, 5, 6, 7, 7, 8, 9, 9, 10]);
        assert_eq!(map_offset(&edits, 2, false), 2);
    }
}
