//! How far a replay is, on a terminal.

use std::cell::Cell;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// Pause between two looks at the count, so that a terminal is not what takes the time.
const PAUSE: Duration = Duration::from_millis(100);

/// Counts what has been done, and shows it on standard error if that is a terminal and the results go elsewhere.
pub(super) struct Progress {
    len: Option<u64>,
    read: Cell<u64>,
    done: Cell<u64>,
    undelivered: Cell<u64>,
    shows: bool,
    started: Instant,
    shown: Cell<Instant>,
}

impl Progress {
    /// Makes the count for an input of `len` bytes, if that is known.
    pub(super) fn new(len: Option<u64>) -> Self {
        let now = Instant::now();
        Self {
            len: len.filter(|len| *len > 0),
            read: Cell::new(0),
            done: Cell::new(0),
            undelivered: Cell::new(0),
            shows: io::stderr().is_terminal() && !io::stdout().is_terminal(),
            started: now,
            shown: Cell::new(now),
        }
    }

    /// Returns `reader`, with what is read from it counted.
    pub(super) fn reading<R: BufRead>(&self, reader: R) -> Reading<'_, R> {
        Reading { reader, progress: self }
    }

    /// Counts a request; `delivered`: a function got its event.
    pub(super) fn count(&self, delivered: bool) {
        self.done.set(self.done.get() + 1);
        self.undelivered.set(self.undelivered.get() + u64::from(!delivered));
        if self.shows && self.shown.get().elapsed() >= PAUSE {
            self.shown.set(Instant::now());
            // The line is drawn over the one before it; a terminal that went away is no reason to stop.
            let _ = write!(io::stderr(), "\r\x1b[K{}", self.line());
        }
    }

    /// Returns how many lines brought no event to a function.
    pub(super) fn undelivered(&self) -> u64 {
        self.undelivered.get()
    }

    /// Replaces the moving line by the last count.
    pub(super) fn finish(&self) {
        if self.shows {
            let _ = writeln!(io::stderr(), "\r\x1b[K{}", self.line());
        }
    }

    fn line(&self) -> String {
        let (done, undelivered) = (self.done.get(), self.undelivered.get());
        let share = self.len.map_or_else(String::new, |len| format!("{:>3} %  ", self.read.get().min(len) * 100 / len));
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = (done as f64 / seconds).round();
        format!("{share}{done} requests, {undelivered} reached no function, {rate} a second")
    }
}

/// A reader whose bytes are counted.
pub(super) struct Reading<'a, R> {
    reader: R,
    progress: &'a Progress,
}

impl<R: BufRead> Read for Reading<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.read.set(self.progress.read.get() + read as u64);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Reading<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.progress.read.set(self.progress.read.get() + bytes as u64);
    }
}
