//! Pages that ask before something is taken away or replaced: a question, what follows from it, a verb on the button.

use askama::Template;

use super::Frame;

/// `/profile/two-factor/ID/remove`: asks before an authenticator goes. POST to itself with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/remove_authenticator.html")]
pub struct RemoveAuthenticator {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// As the person named it.
    pub name: String,
    /// Whether it is the last one, so that two-step sign-in goes off and the recovery codes go too.
    pub last: bool,
}

/// `/profile/two-factor/ID/rename`. POST to itself with `csrf` and `label`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/rename_authenticator.html")]
pub struct RenameAuthenticator {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The name as it is, or as it was typed.
    pub name: String,
    /// What happened before.
    pub state: RenameState,
}

/// What the page says about the name typed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameState {
    /// None was typed yet.
    Ask,
    /// Empty.
    Missing,
    /// Too long.
    TooLong {
        /// The most characters it may have.
        most: u32,
    },
    /// Another authenticator has it.
    Taken,
}

/// `/profile/two-factor/recovery-codes`: asks before new recovery codes replace the old ones. POST to itself with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/renew_codes.html")]
pub struct RenewCodes {
    /// The surroundings.
    pub frame: Frame,
    /// How many of the old ones still work.
    pub left: u32,
    /// Nothing was made, since too many were of late; again from this moment, in microseconds since 1970.
    pub wait: Option<i64>,
}

/// `/profile/sessions/end-all`: asks before all other sessions end. POST to itself with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/sign_out_everywhere.html")]
pub struct SignOutEverywhere {
    /// The surroundings.
    pub frame: Frame,
    /// How many other sessions there are.
    pub others: u32,
    /// How many trusted devices there are; they are forgotten too.
    pub devices: u32,
}
