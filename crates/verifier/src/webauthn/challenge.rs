//! Challenges: what a passkey signs. One says by itself until when it counts, and for which question of which browser it
//! was made: none is kept until it comes back. Then it is kept as spent, right or wrong (security: one use).

use data_encoding::BASE64URL_NOPAD;
use subtle::{Choice, ConstantTimeEq};

use super::CHALLENGE_SECONDS;
use crate::entropy::{self, Entropy};
use crate::keys::{KEY_BYTES, KeyRing, Purpose, mac};

const LABEL: &[u8] = b"webauthn challenge";
/// End (8 bytes), dice (16) and the tag (32).
const BYTES: usize = 56;

/// What a challenge is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// To make a credential.
    Enrol,
    /// To prove that one is there, after the password or inside a session.
    Prove,
    /// To sign in with one alone.
    SignIn,
}

impl For {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Enrol => b"enrol",
            Self::Prove => b"prove",
            Self::SignIn => b"sign-in",
        }
    }
}

/// Which question of whom a challenge belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// What it is made for.
    pub purpose: For,
    /// The organisation.
    pub organisation: &'a [u8; 16],
    /// The cookie of the sign-in, session or browser, or its hash: nobody else's answer counts.
    pub owner: &'a [u8],
}

/// A challenge that was made here, for this question, and whose time is not over. It may have been used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// By which it is known when it comes back.
    pub dice: [u8; 16],
    /// After this moment it is worth nothing, in seconds since 1970.
    pub ends: i64,
}

/// A new challenge, as the text that browsers get.
pub(crate) fn issue(keys: &KeyRing, entropy: &dyn Entropy, bound: Bound<'_>, now: i64) -> String {
    let challenge = Challenge { dice: entropy::bytes(entropy), ends: now.saturating_add(CHALLENGE_SECONDS) };
    let mut bytes = Vec::with_capacity(BYTES);
    bytes.extend_from_slice(&challenge.ends.to_be_bytes());
    bytes.extend_from_slice(&challenge.dice);
    bytes.extend_from_slice(&tag(keys.current_subkey(Purpose::Challenge), bound, &challenge));
    BASE64URL_NOPAD.encode(&bytes)
}

/// Reads a challenge that came back; nothing where it was not made for this question, or too long ago.
pub(crate) fn read(keys: &KeyRing, bound: Bound<'_>, bytes: &[u8], now: i64) -> Option<Challenge> {
    let (ends, rest) = bytes.split_first_chunk::<8>()?;
    let (dice, given) = rest.split_first_chunk::<16>()?;
    let challenge = Challenge { dice: *dice, ends: i64::from_be_bytes(*ends) };
    let right = keys
        .ids()
        .filter_map(|id| keys.subkey(id, Purpose::Challenge))
        .fold(Choice::from(0), |found, key| found | tag(key, bound, &challenge).ct_eq(given));
    (bool::from(right) && now < challenge.ends).then_some(challenge)
}

/// The user handle of a person whose first passkey is made now.
pub(crate) fn user_handle(keys: &KeyRing, organisation: &[u8; 16], user: &[u8; 16]) -> [u8; 32] {
    mac(keys.current_subkey(Purpose::Challenge), &[b"user handle", organisation, user])
}

fn tag(key: &[u8; KEY_BYTES], bound: Bound<'_>, challenge: &Challenge) -> [u8; 32] {
    let ends = challenge.ends.to_be_bytes();
    mac(key, &[LABEL, bound.purpose.word(), bound.organisation, bound.owner, &ends, &challenge.dice])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const ORG: [u8; 16] = [7; 16];

    fn bound(owner: &[u8]) -> Bound<'_> {
        Bound { purpose: For::Prove, organisation: &ORG, owner }
    }

    #[test]
    fn a_challenge_counts_for_its_question_alone() {
        let keys = KeyRing::from_text(ONE).unwrap();
        let entropy = SeededEntropy::predictable_for_tests(1);
        let made = BASE64URL_NOPAD.decode(issue(&keys, &entropy, bound(b"jan"), 1_000).as_bytes()).unwrap();
        let read = |bound, now| super::read(&keys, bound, &made, now).is_some();
        assert!(read(bound(b"jan"), 1_000));
        assert!(read(bound(b"jan"), 1_299));
        assert!(!read(bound(b"jan"), 1_300), "five minutes");
        assert!(!read(bound(b"piet"), 1_000));
        assert!(!read(Bound { purpose: For::Enrol, ..bound(b"jan") }, 1_000));
        assert!(!read(Bound { purpose: For::SignIn, ..bound(b"jan") }, 1_000));
        assert!(!read(Bound { organisation: &[8; 16], ..bound(b"jan") }, 1_000));
        for position in 0..made.len() {
            let mut changed = made.clone();
            changed[position] ^= 1;
            assert!(super::read(&keys, bound(b"jan"), &changed, 1_000).is_none());
        }
        assert!(super::read(&keys, bound(b"jan"), &made[..BYTES - 1], 1_000).is_none());
        assert!(super::read(&keys, bound(b"jan"), &[], 1_000).is_none());
    }

    #[test]
    fn no_two_are_the_same() {
        let keys = KeyRing::from_text(ONE).unwrap();
        let entropy = SeededEntropy::predictable_for_tests(1);
        let one = issue(&keys, &entropy, bound(b"jan"), 1_000);
        assert_ne!(one, issue(&keys, &entropy, bound(b"jan"), 1_000));
    }
}
