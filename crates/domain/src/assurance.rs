//! What was proved, and what it is worth to others: claims come from facts, never from a remembered device.

use serde::{Deserialize, Serialize};

use crate::authenticator::AuthenticatorKind;
use crate::time::Timestamp;

/// What a person showed beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofKind {
    /// A code of an authenticator app.
    App,
    /// A code of a printed card.
    CodeCard,
    /// A code of a hardware token.
    HardwareToken,
    /// A passkey or security key.
    Passkey,
    /// A recovery code: lets in, then leads to My profile.
    RecoveryCode,
}

impl ProofKind {
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::CodeCard => "code-card",
            Self::HardwareToken => "hardware-token",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery-code",
        }
    }

    /// From that word; an unknown word proves nothing.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::App, Self::CodeCard, Self::HardwareToken, Self::Passkey, Self::RecoveryCode]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// The proof that an authenticator of this kind gives.
    pub const fn of(kind: AuthenticatorKind) -> Self {
        match kind {
            AuthenticatorKind::App => Self::App,
            AuthenticatorKind::CodeCard => Self::CodeCard,
            AuthenticatorKind::HardwareToken => Self::HardwareToken,
            AuthenticatorKind::Passkey => Self::Passkey,
        }
    }

    /// The kind of authenticator that gives this proof; a recovery code comes from none.
    pub const fn authenticator(self) -> Option<AuthenticatorKind> {
        match self {
            Self::App => Some(AuthenticatorKind::App),
            Self::CodeCard => Some(AuthenticatorKind::CodeCard),
            Self::HardwareToken => Some(AuthenticatorKind::HardwareToken),
            Self::Passkey => Some(AuthenticatorKind::Passkey),
            Self::RecoveryCode => None,
        }
    }

    /// The reference value that a relying party sees (RFC 8176): a one-time code, or a key, whether that is in hardware or copied
    /// among the devices of the person.
    pub const fn amr(self) -> &'static str {
        match self {
            Self::Passkey => "pop",
            Self::App | Self::CodeCard | Self::HardwareToken | Self::RecoveryCode => "otp",
        }
    }
}

/// A second factor that was passed: which, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// What was shown.
    pub kind: ProofKind,
    /// When it was accepted.
    pub at: Timestamp,
}

impl Proof {
    /// Whether it answers the question for one of these kinds at `now`. A recovery code always lets in. A kind that
    /// was not asked does not count, nor a moment that lies ahead: a clock went wrong somewhere, and every doubt asks.
    pub fn answers(self, kinds: &[AuthenticatorKind], now: Timestamp) -> bool {
        self.at <= now && self.kind.authenticator().is_none_or(|kind| kinds.contains(&kind))
    }
}

/// When the password was right of whoever signed in by a passkey alone: never.
pub const NO_PASSWORD: Timestamp = Timestamp::from_micros(0);

/// The `amr` of a session: only what was proved in it (NIST SP 800-63B-4 section 5.1: a remembered device is no factor). By a
/// passkey alone one has not shown a password, and has shown two factors: the device asked who uses it.
pub fn amr(proof: Option<Proof>, password_at: Timestamp) -> Vec<&'static str> {
    let password = (password_at > NO_PASSWORD).then_some("pwd");
    let shown = proof.into_iter().flat_map(|proof| [proof.kind.amr(), "mfa"]);
    password.into_iter().chain(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_proof_claims_a_second_factor() {
        let now = Timestamp::from_seconds(1);
        assert_eq!(amr(None, now), ["pwd"]);
        let proof = |kind| Some(Proof { kind, at: now });
        assert_eq!(amr(proof(ProofKind::App), now), ["pwd", "otp", "mfa"]);
        assert_eq!(amr(proof(ProofKind::Passkey), now), ["pwd", "pop", "mfa"]);
        assert_eq!(amr(proof(ProofKind::Passkey), NO_PASSWORD), ["pop", "mfa"], "nobody typed one");
    }
}
