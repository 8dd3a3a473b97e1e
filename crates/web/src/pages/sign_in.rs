//! `/sign-in`: step 1, name and password.

use askama::Template;

use super::{Frame, PasskeyAsk};

/// The page with the name and the password.
///
/// POST `/sign-in` with `csrf`, `username`, `password`, `return_to`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/sign_in.html")]
pub struct SignIn {
    /// The surroundings.
    pub frame: Frame,
    /// The name that was typed before; empty at first.
    pub name: String,
    /// Where to go afterwards, sent along.
    pub return_to: Option<String>,
    /// The application that the person comes from, by name or host.
    pub application: Option<String>,
    /// What is asked of passkeys; none while the organisation has no two-step sign-in.
    pub passkey: Option<PasskeyAsk>,
    /// What happened before.
    pub state: SignInState,
}

/// What the sign-in page says about what happened before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInState {
    /// Nothing.
    Plain,
    /// The name and the password do not belong together; the same for an unknown, a wrong and a blocked one.
    Wrong,
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
    /// The server has more sign-ins to check than it can at this moment.
    Busy,
    /// The directory that the password is in does not answer.
    Away,
    /// The password is right, and has to be changed in the directory that it is in.
    MustChange,
    /// A fact to know before signing in.
    Notice(SignInNotice),
}

/// Why a person is on the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInNotice {
    /// The half sign-in took longer than ten minutes.
    Expired,
    /// The person signed out.
    SignedOut,
    /// The session ended: its time was over, or it was ended elsewhere.
    SessionEnded,
    /// The password was changed elsewhere, which ends sessions.
    PasswordChanged,
    /// The organisation was just made, with its first `SuperUser`.
    SetUp,
    /// The link of a platform was opened once already.
    TicketUsed,
}
