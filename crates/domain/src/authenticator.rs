//! What a person has enrolled, by kind.

use serde::{Deserialize, Serialize};

/// Kind of an enrolled authenticator. Recovery codes come with the first one and are none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthenticatorKind {
    /// An authenticator app (TOTP, RFC 6238).
    App,
    /// A printed card with numbered one-time codes.
    CodeCard,
    /// A hardware one-time-password token.
    HardwareToken,
    /// A passkey or security key (WebAuthn): resists phishing.
    Passkey,
}

impl AuthenticatorKind {
    /// All kinds, for tests and lists.
    pub const ALL: [Self; 4] = [Self::App, Self::CodeCard, Self::HardwareToken, Self::Passkey];

    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::CodeCard => "code-card",
            Self::HardwareToken => "hardware-token",
            Self::Passkey => "passkey",
        }
    }

    /// From that word; an unknown word is no kind.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
