//! `/sign-in/back`: back to a platform.

use askama::Template;

use super::Frame;

/// `/sign-in/back`. Leads on by itself.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/back.html")]
pub struct BackToPlatform {
    /// The surroundings.
    pub frame: Frame,
    /// The name of the platform.
    pub platform: String,
    /// Its address.
    pub address: String,
    /// What became of the sign-in.
    pub went: Went,
}

/// What became of a sign-in that a platform began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// Everything that was asked is done.
    Done,
    /// It took too long.
    Expired,
    /// The person gave up.
    Cancelled,
    /// The person is signed out.
    SignedOut,
}

impl BackToPlatform {
    /// Keys of heading and sentence.
    const fn said(&self) -> (&'static str, &'static str) {
        match self.went {
            Went::Done => ("back-done", "back-done-then"),
            Went::Expired => ("back-expired", "back-again"),
            Went::Cancelled => ("back-cancelled", "back-again"),
            Went::SignedOut => ("back-signed-out", "back-signed-out-then"),
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.went, Went::Done | Went::SignedOut)
    }

    fn title(&self) -> &'static str {
        self.said().0
    }

    fn advice(&self) -> &'static str {
        self.said().1
    }
}
