//! The demo's mailbox: the last letters in memory, newest first. Nothing here leaves the machine or outlives the demo.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::letter::Letter;

/// The last [`Mailbox::CAPACITY`] letters.
#[derive(Debug, Default)]
pub struct Mailbox {
    letters: Mutex<VecDeque<Arc<Letter>>>,
}

impl Mailbox {
    /// Older letters are forgotten.
    pub const CAPACITY: usize = 500;

    /// An empty mailbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a letter. The same letter again (by id) replaces the first, as a mail server that knows its
    /// Message-ID would.
    pub fn put(&self, letter: Letter) {
        let mut letters = self.lock();
        letters.retain(|kept| kept.id != letter.id);
        letters.push_front(Arc::new(letter));
        letters.truncate(Self::CAPACITY);
    }

    /// All letters, newest first.
    pub fn letters(&self) -> Vec<Arc<Letter>> {
        self.lock().iter().cloned().collect()
    }

    /// The letter with this id.
    pub fn find(&self, id: &str) -> Option<Arc<Letter>> {
        self.lock().iter().find(|letter| letter.id == id).cloned()
    }

    /// A panic elsewhere leaves whole letters behind, so the list can still be used.
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Letter>>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::letter::tests::sample;
    use super::*;

    fn numbered(number: usize) -> Letter {
        Letter { id: number.to_string(), ..sample() }
    }

    #[test]
    fn the_newest_letter_comes_first_and_the_oldest_is_forgotten() {
        let mailbox = Mailbox::new();
        for number in 0..=Mailbox::CAPACITY {
            mailbox.put(numbered(number));
        }
        let letters = mailbox.letters();
        assert_eq!(letters.len(), Mailbox::CAPACITY);
        assert_eq!(letters[0].id, Mailbox::CAPACITY.to_string());
        assert!(mailbox.find("0").is_none());
        assert!(mailbox.find("1").is_some());
    }

    #[test]
    fn the_same_letter_twice_is_one_letter() {
        let mailbox = Mailbox::new();
        mailbox.put(numbered(1));
        mailbox.put(numbered(2));
        mailbox.put(numbered(1));
        let ids: Vec<String> = mailbox.letters().iter().map(|letter| letter.id.clone()).collect();
        assert_eq!(ids, ["1", "2"]);
    }
}
