//! Signing in: a password first, then what the policy says. Between the two stands a half sign-in, which opens the
//! pages of this module and nothing else.
//!
//! [`password`] begins it, [`half`] loads it, [`second_factor`], [`recovery_code`], [`offer`], [`late`] and [`pass`] go on, and
//! each ends in a [`Step`].

pub(crate) mod arrival;
pub mod back;
pub mod break_glass;
pub mod half;
mod keys;
pub mod late;
pub mod offer;
pub mod pass;
pub mod password;
pub mod recovery_code;
pub mod second_factor;

use crate::open_session::SignedIn;

/// Where a sign-in stands after something was done.
#[derive(Debug)]
pub enum Step {
    /// Signed in.
    SignedIn(SignedIn),
    /// A second factor is asked. The token of the half sign-in.
    Prove(String),
    /// Enrolling is offered or demanded. The token of the half sign-in.
    Enrol(String),
    /// Everything that a platform asked for is done: the browser goes back to it. The token of the half sign-in.
    Back(String),
}
