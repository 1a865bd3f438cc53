//! What is said on stderr while the whole screen is taken: kept, and printed when it is given back.
//!
//! One place for the process, because there is one stderr, and what happens inside is told of from
//! anywhere.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Of more only the end is kept, so that watching for days needs no more memory.
const MOST_BYTES: usize = 64 << 10;

static HELD: Mutex<Option<Held>> = Mutex::new(None);

#[derive(Debug, Default)]
struct Held {
    texts: VecDeque<String>,
    bytes: usize,
    left_out: usize,
}

/// From now on.
pub(super) fn begin() {
    lock().get_or_insert_default();
}

/// What was kept; from now on nothing is.
pub(super) fn end() -> String {
    lock().take().map(Held::told).unwrap_or_default()
}

/// Whether it was kept, and need not be printed.
pub(super) fn keep(text: &str) -> bool {
    let mut held = lock();
    let Some(held) = held.as_mut() else { return false };
    held.keep(text);
    true
}

fn lock() -> MutexGuard<'static, Option<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    fn keep(&mut self, text: &str) {
        self.bytes += text.len();
        self.texts.push_back(text.to_owned());
        while self.bytes > MOST_BYTES && self.texts.len() > 1 {
            let first = self.texts.pop_front().unwrap_or_default();
            self.bytes -= first.len();
            self.left_out += 1;
        }
    }

    fn told(self) -> String {
        let texts = Vec::from(self.texts).join("\n");
        match self.left_out {
            0 => texts,
            some => format!("({some} messages before these were not kept)\n{texts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_told_in_its_order() {
        let mut held = Held::default();
        held.keep("one");
        held.keep("two");
        assert_eq!(held.told(), "one\ntwo");
        assert_eq!(Held::default().told(), "");
    }

    #[test]
    fn of_too_much_the_end_is_kept() {
        let mut held = Held::default();
        for number in 0..100_000 {
            held.keep(&format!("message {number}"));
        }
        assert!(held.bytes <= MOST_BYTES);
        let told = held.told();
        assert!(told.len() < MOST_BYTES * 2 && told.ends_with("\nmessage 99999"), "{told}");
        let left_out = 100_000 - (told.lines().count() - 1);
        assert!(told.starts_with(&format!("({left_out} messages before these ")), "{told}");
        let mut held = Held::default();
        held.keep(&"x".repeat(MOST_BYTES * 2));
        assert_eq!(held.told().len(), MOST_BYTES * 2, "one is always told");
    }
}
