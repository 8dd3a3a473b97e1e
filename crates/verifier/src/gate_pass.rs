//! The cookie by which a browser passes the doors of other applications: it names a session and opens nothing of ours. An
//! application that reads it cannot become the session. Neighbours: `actions::check_access` finds the session.

use data_encoding::BASE64URL_NOPAD;
use subtle::{Choice, ConstantTimeEq};

use crate::keys::{KEY_BYTES, KeyRing, Purpose, mac};

const LABEL: &[u8] = b"gate pass";
/// Session (16 bytes), its person (16) and the tag over both (32).
const BYTES: usize = 64;
/// Characters of a pass as text.
pub const TEXT_CHARS: usize = 86;

/// What a pass names. That it was made here says nothing about whether the session is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The session.
    pub session: [u8; 16],
    /// Its person.
    pub user: [u8; 16],
}

/// The pass of a session of this organisation, as the text of a cookie.
#[must_use]
pub fn issue(keys: &KeyRing, organisation: &[u8; 16], named: Named) -> String {
    let tag = tag(keys.current_subkey(Purpose::Gate), organisation, &named);
    let mut bytes = [0; BYTES];
    let (session, rest) = bytes.split_at_mut(16);
    let (user, end) = rest.split_at_mut(16);
    session.copy_from_slice(&named.session);
    user.copy_from_slice(&named.user);
    end.copy_from_slice(&tag);
    BASE64URL_NOPAD.encode(&bytes)
}

/// What a pass of this organisation names; nothing where it was not made by [`issue`] under a key of the ring.
#[must_use]
pub fn read(keys: &KeyRing, organisation: &[u8; 16], text: &str) -> Option<Named> {
    // The length first: a cookie of a megabyte costs nothing.
    if text.len() != TEXT_CHARS {
        return None;
    }
    let mut bytes = [0; BYTES];
    let written = BASE64URL_NOPAD.decode_mut(text.as_bytes(), &mut bytes).ok()?;
    if written != BYTES {
        return None;
    }
    let (session, rest) = bytes.split_first_chunk::<16>()?;
    let (user, given) = rest.split_first_chunk::<16>()?;
    let named = Named { session: *session, user: *user };
    let right = keys
        .ids()
        .filter_map(|id| keys.subkey(id, Purpose::Gate))
        .fold(Choice::from(0), |found, key| found | tag(key, organisation, &named).ct_eq(given));
    bool::from(right).then_some(named)
}

fn tag(key: &[u8; KEY_BYTES], organisation: &[u8; 16], named: &Named) -> [u8; 32] {
    mac(key, &[LABEL, organisation, &named.session, &named.user])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
    const NAMED: Named = Named { session: [1; 16], user: [2; 16] };

    fn keys(text: &str) -> KeyRing {
        KeyRing::from_text(text).unwrap()
    }

    #[test]
    fn a_pass_names_what_it_was_made_for_in_its_organisation_alone() {
        let pass = issue(&keys(ONE), &[7; 16], NAMED);
        assert_eq!(pass.len(), TEXT_CHARS);
        assert_eq!(read(&keys(ONE), &[7; 16], &pass), Some(NAMED));
        assert_eq!(read(&keys(ONE), &[8; 16], &pass), None);
        assert_eq!(read(&keys(TWO), &[7; 16], &pass), None);
    }

    #[test]
    fn a_pass_outlives_a_change_of_key() {
        let both = keys(&format!("1 {ONE}\n2 {TWO}"));
        assert_eq!(read(&both, &[7; 16], &issue(&keys(ONE), &[7; 16], NAMED)), Some(NAMED));
        assert_eq!(read(&keys(ONE), &[7; 16], &issue(&both, &[7; 16], NAMED)), None, "made under the newest");
    }

    proptest! {
        #[test]
        fn nothing_else_is_taken(text in any::<String>(), other in "[A-Za-z0-9_-]{86}") {
            prop_assert_eq!(read(&keys(ONE), &[7; 16], &text), None);
            prop_assert_eq!(read(&keys(ONE), &[7; 16], &other), None);
        }

        #[test]
        fn every_character_counts(position in 0_usize..TEXT_CHARS, letter in "[A-Za-z0-9_-]") {
            let pass = issue(&keys(ONE), &[7; 16], NAMED);
            let mut changed = pass.clone();
            changed.replace_range(position..=position, &letter);
            prop_assert_eq!(read(&keys(ONE), &[7; 16], &changed).is_some(), changed == pass);
        }
    }
}
