//! The hidden token of each form, bound to the cookie of the browser that got the form: against cross-site requests.
//! Neighbours: `web`'s form extractor asks for it before an action sees the form.

use data_encoding::BASE64URL_NOPAD;
use subtle::{Choice, ConstantTimeEq};

use crate::keys::{KEY_BYTES, KeyRing, Purpose, mac};

const LABEL: &[u8] = b"form token";
const TEXT_CHARS: usize = 43;

/// The token for forms shown to the bearer of this cookie.
#[must_use]
pub fn issue(keys: &KeyRing, cookie_value: &str) -> String {
    let key = keys.current_subkey(Purpose::Form);
    BASE64URL_NOPAD.encode(&tag(key, cookie_value))
}

/// Whether `token` came from [`issue`] for this cookie, under any key of the ring (a form may outlive a key change).
#[must_use]
pub fn check(keys: &KeyRing, cookie_value: &str, token: &str) -> bool {
    if cookie_value.is_empty() || token.len() != TEXT_CHARS {
        return false;
    }
    let Ok(given) = BASE64URL_NOPAD.decode(token.as_bytes()) else {
        return false;
    };
    keys.ids()
        .filter_map(|id| keys.subkey(id, Purpose::Form))
        .fold(Choice::from(0), |found, key| found | tag(key, cookie_value).ct_eq(&given))
        .into()
}

fn tag(key: &[u8; KEY_BYTES], cookie_value: &str) -> [u8; 32] {
    mac(key, &[LABEL, cookie_value.as_bytes()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

    fn keys() -> KeyRing {
        KeyRing::from_text(ONE).unwrap()
    }

    #[test]
    fn a_form_counts_for_the_browser_it_was_shown_in() {
        let token = issue(&keys(), "cookie of jan");
        assert!(check(&keys(), "cookie of jan", &token));
        assert!(!check(&keys(), "cookie of piet", &token));
        assert!(!check(&keys(), "", &token));
        assert!(!check(&keys(), "cookie of jan", ""));
        assert!(!check(&keys(), "", &issue(&keys(), "")), "no cookie, no form");
    }

    #[test]
    fn another_installation_cannot_make_it() {
        let other = KeyRing::from_text(TWO).unwrap();
        assert!(!check(&keys(), "cookie", &issue(&other, "cookie")));
    }

    #[test]
    fn a_form_outlives_a_change_of_key() {
        let both = KeyRing::from_text(&format!("1 {ONE}\n2 {TWO}")).unwrap();
        let old = issue(&keys(), "cookie");
        assert!(check(&both, "cookie", &old));
        let new = issue(&both, "cookie");
        assert_ne!(old, new);
        assert!(check(&both, "cookie", &new));
        assert!(!check(&keys(), "cookie", &new));
    }

    proptest! {
        #[test]
        fn nothing_else_is_taken(token in any::<String>(), cookie in ".{1,60}") {
            prop_assert!(!check(&keys(), &cookie, &token));
        }

        #[test]
        fn every_character_counts(position in 0_usize..43, letter in "[A-Za-z0-9_-]") {
            let token = issue(&keys(), "cookie");
            let mut changed = token.clone();
            changed.replace_range(position..=position, &letter);
            prop_assert_eq!(check(&keys(), "cookie", &changed), changed == token);
        }
    }
}
