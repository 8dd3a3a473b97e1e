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
