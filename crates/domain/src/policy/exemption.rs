//! An exemption lifts the duty to enrol until a moment. It ends by the clock, not by a job, and never switches off
//! an authenticator that is there.

use crate::time::Timestamp;

/// An exemption of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// The first moment at which it no longer holds.
    pub until: Timestamp,
}

impl Exemption {
    /// Whether it holds at `now`.
    pub fn holds(self, now: Timestamp) -> bool {
        now < self.until
    }
}
