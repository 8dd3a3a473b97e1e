//! Recovery codes: kept by the person for the day the phone is gone. A selector finds the row, the rest proves.
//! Neighbours: the secret goes through `hash_pool` like a password; `store` finds by person and selector.

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::{CodeFault, crockford, grouped, random_text, read};
use crate::entropy::Entropy;

/// Characters that find the row: public, so that one attempt costs one hash.
const SELECTOR_CHARS: usize = 4;
/// Characters that prove: 80 bits, beyond the 64 of NIST SP 800-63B-4 for saved recovery codes.
const SECRET_CHARS: usize = 16;

/// One recovery code, as made or as typed.
pub struct RecoveryCode(Zeroizing<String>);

crate::redacted::redacted!(RecoveryCode => "RecoveryCode");

impl RecoveryCode {
    /// A new random one. The selectors of one person's codes must differ: throw again when one is taken.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(random_text(entropy, SELECTOR_CHARS + SECRET_CHARS))
    }

    /// Reads what was typed: any case, spaces and dashes anywhere, O for 0, I and L for 1.
    pub fn parse(input: &str) -> Result<Self, CodeFault> {
        read(input, SELECTOR_CHARS + SECRET_CHARS, crockford).map(Self)
    }

    /// The public part, to store in the clear and look up together with the person, never alone.
    #[must_use]
    pub fn selector(&self) -> &str {
        self.0.get(..SELECTOR_CHARS).unwrap_or_default()
    }

    /// The part that proves. Never hashed alone: see `bound`.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.0.get(SELECTOR_CHARS..).unwrap_or_default()
    }

    /// What is hashed: the code with whose it is, so that a row copied to another person, or under another selector,
    /// opens nothing there.
    pub(crate) fn bound(&self, owner: &[u8]) -> Zeroizing<String> {
        let owner = HEXLOWER.encode(owner);
        // Room for all of it at once: no reallocation leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(owner.len() + 1 + self.0.len()));
        text.push_str(&owner);
        text.push('/');
        text.push_str(&self.0);
        text
    }

    /// As shown, once: `XXXX-XXXX-XXXX-XXXX-XXXX`.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        Zeroizing::new(grouped(&self.0, 4))
    }
}
