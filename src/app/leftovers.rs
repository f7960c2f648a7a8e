//! Lets go of what is large on a thread of its own: the tree and the origins of a long template take milliseconds to
//! give back, which is a frame.

use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Drops `value`, on another thread where the system has one.
pub fn drop_elsewhere(value: impl Send + 'static) {
    static LEFTOVERS: OnceLock<Option<Sender<Box<dyn Send>>>> = OnceLock::new();
    let sender = LEFTOVERS.get_or_init(|| {
        let (sender, values) = channel::<Box<dyn Send>>();
        let started = thread::Builder::new().name("leftovers".into()).spawn(move || values.into_iter().for_each(drop));
        started.ok().map(|_| sender)
    });
    if let Some(sender) = sender {
        // If the thread is gone, the value comes back in the error and is dropped here.
        let _ = sender.send(Box::new(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    struct Tells(mpsc::Sender<thread::ThreadId>);

    impl Drop for Tells {
        fn drop(&mut self) {
            let _ = self.0.send(thread::current().id());
        }
    }

    #[test]
    fn the_last_owner_is_another_thread() {
        let (sender, dropped_on) = mpsc::channel();
        drop_elsewhere(Tells(sender));
        let thread = dropped_on.recv_timeout(Duration::from_secs(10)).expect("dropped");
        assert_ne!(thread, thread::current().id());
    }
}
