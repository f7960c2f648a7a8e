//! Reads what a child prints: up to a limit, and on to the end, so that the child never waits for a reader.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How much of a handler's output is kept, in bytes.
pub const MAX_LOG_BYTES: usize = 256 * 1024;

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    left_out: u64,
}

/// The output of a child, as far as it has been read.
#[derive(Clone, Default)]
pub struct Output(Arc<Mutex<Kept>>);

impl Output {
    /// Reads `source` to its end on a thread.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn read(&self, mut source: impl Read + Send + 'static) -> std::io::Result<thread::JoinHandle<()>> {
        let kept = Arc::clone(&self.0);
        thread::Builder::new().name("gatewright-log".into()).spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(count @ 1..) = source.read(&mut buffer) {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MAX_LOG_BYTES.saturating_sub(kept.bytes.len()).min(count);
                kept.bytes.extend(buffer.get(..room).unwrap_or_default());
                kept.left_out += (count - room) as u64;
            }
        })
    }

    /// Returns what has been read, as text, and how many bytes were not kept.
    pub fn text(&self) -> (String, u64) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (String::from_utf8_lossy(&kept.bytes).into_owned(), kept.left_out)
    }
}
