//! What a page asks of passkeys and security keys, and the page that adds one.

use askama::Template;

use super::{AddPlace, AddState, Frame};

/// What a page asks of a passkey: the script hands it to the browser, and sends back what that answers in the field `passkey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyAsk {
    /// As the browser reads it (WebAuthn level 3, section 5.1.8).
    pub options: String,
    /// What was wrong with the answer before.
    pub fault: Option<PasskeyFault>,
}

/// What the page says about the answer of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyFault {
    /// The browser sent none: it has no script, or the person stopped.
    NoAnswer,
    /// It came too late, or a second time.
    Expired,
    /// It is of a passkey that is not this person's, or that is known to nobody here.
    Unknown,
    /// That key was added before.
    Known,
    /// It was given at another address than ours.
    Address,
    /// The device did not check who used it.
    NotVerified,
    /// Its counter went back.
    Copied,
    /// Anything else.
    Wrong,
}

impl PasskeyFault {
    /// What went wrong, and what to do.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoAnswer => ("passkey-no-answer", "passkey-no-answer-advice"),
            Self::Expired => ("passkey-expired", "passkey-again"),
            Self::Unknown => ("passkey-unknown", "passkey-unknown-advice"),
            Self::Known => ("passkey-known", "passkey-known-advice"),
            Self::Address => ("passkey-address", "passkey-address-advice"),
            Self::NotVerified => ("passkey-not-verified", "passkey-not-verified-advice"),
            Self::Copied => ("passkey-copied", "passkey-copied-advice"),
            Self::Wrong => ("passkey-wrong", "passkey-again"),
        }
    }
}

/// The page that adds a passkey or security key.
///
/// POST to its own address with `csrf`, `label`, `passkey`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/add_passkey.html")]
pub struct AddPasskey {
    /// The surroundings.
    pub frame: Frame,
    /// At sign-in or in My profile.
    pub place: AddPlace,
    /// What the browser asks.
    pub passkey: PasskeyAsk,
    /// Its name, as typed or as proposed.
    pub label: String,
    /// Whether an authenticator app would do as well.
    pub app_does: bool,
    /// What happened before.
    pub state: AddState,
}

impl AddPasskey {
    fn action(&self) -> String {
        self.place.passkey()
    }
}
