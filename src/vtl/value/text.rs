//! Texts: shared, and cut out of a longer one without copying.

use crate::text::is_same;
use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

/// A text that many values can hold at once.
#[derive(Clone)]
pub struct Text(Held);

/// How a text is held. Rendering stays on one thread, so what it makes itself is counted without atomic operations.
#[derive(Clone)]
enum Held {
    Fixed(&'static str),
    /// Made while rendering.
    Own(Rc<str>),
    /// Of a template, which threads share.
    Shared(Arc<str>),
    /// The bytes from `start` to `end` of a longer text, at the boundaries of characters.
    Part {
        of: Rc<Arc<str>>,
        start: u32,
        end: u32,
    },
}

impl Text {
    /// Returns a text that is part of the program.
    pub const fn fixed(text: &'static str) -> Self {
        Self(Held::Fixed(text))
    }

    /// Returns the bytes from `start` to `end` of a text, which are the boundaries of characters.
    pub fn part(of: &Rc<Arc<str>>, start: usize, end: usize) -> Self {
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) if start <= end => Self(Held::Part { of: of.clone(), start, end }),
            _ => of.get(start..end).unwrap_or("").into(),
        }
    }

    /// Returns how many bytes there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Fixed(text) => text.len(),
            Held::Own(text) => text.len(),
            Held::Shared(text) => text.len(),
            Held::Part { start, end, .. } => (end - start) as usize,
        }
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells whether this is `other`: most texts are told apart without looking at them, and so is a text from itself.
    pub fn is(&self, other: &str) -> bool {
        let (own, other) = (self.as_bytes(), other.as_bytes());
        own.len() == other.len() && (std::ptr::eq(own, other) || own.last() == other.last() && is_same(own, other))
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Part { of, start, end } => of.as_bytes().get(*start as usize..*end as usize).unwrap_or_default(),
            _ => self.as_str().as_bytes(),
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Fixed(text) => text,
            Held::Own(text) => text,
            Held::Shared(text) => text,
            Held::Part { of, start, end } => of.get(*start as usize..*end as usize).unwrap_or(""),
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::fixed("") } else { Self(Held::Own(text.into())) }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        (&*text).into()
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Self(Held::Shared(text))
    }
}
