//! Dropping what is deep in each other without deep recursion: a template may put a list into a list a million times.

use super::{Data, Value};
use std::cell::{Cell, RefCell};

/// How deep values in each other are dropped by recursion. Deeper ones wait until those around them are gone.
const MAX_DEPTH: u32 = 100;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

/// Tells whether dropping a value may drop others.
pub(super) fn holds_more(value: &Value) -> bool {
    use Data::{Bool, Char, Class, Null, Number, Text};
    !matches!(value.data, Null | Bool(_) | Number(_) | Text(_) | Char(_) | Class(_))
}

/// Drops what a container held.
pub(super) fn release(held: impl Iterator<Item = Value>) {
    let held = held.filter(holds_more);
    let depth = DEPTH.get();
    if depth >= MAX_DEPTH {
        // When the thread ends there is nobody to wait for.
        let _ = WAITING.try_with(|waiting| waiting.borrow_mut().extend(held));
        return;
    }
    DEPTH.set(depth + 1);
    held.for_each(drop);
    if depth == 0 {
        while let Ok(Some(value)) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()) {
            drop(value);
        }
    }
    DEPTH.set(depth);
}
