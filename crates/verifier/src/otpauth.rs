//! The address that carries a TOTP secret into an app, spelled so that all ten apps of the help pages read it the same.
//! Neighbours: `qr` draws it; on a phone it is a link.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::totp::{Algorithm, Parameters, Secret};

/// Issuer, colon and account together, in bytes of UTF-8: what Yubico Authenticator stores.
pub const MAX_LABEL_BYTES: usize = 64;
/// Longest issuer that is never cut. Settings refuse a longer name for this purpose.
pub const MAX_ISSUER_BYTES: usize = MAX_LABEL_BYTES - 1 - MIN_ACCOUNT_BYTES;

/// What is always left for the account: seven bytes of it and a mark.
const MIN_ACCOUNT_BYTES: usize = 12;
/// `~` and four characters, in the place of what was cut.
const MARK_BYTES: usize = 5;
const MARK_ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// RFC 3986 §2.3: all but the unreserved characters is encoded; a space is %20, @ is %40, + never stands.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Which entry of the app this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// The organisation, as people know it. At most [`MAX_ISSUER_BYTES`] are kept.
    pub issuer: &'a str,
    /// The person's name for signing in. Cut when all together is too long; what was cut leaves a mark, so that two
    /// long names stay two entries.
    pub account: &'a str,
    /// For a second authenticator: its name, since apps silently replace an entry of the same name. When a lost
    /// one is replaced, pass the same as then, so that the dead entry goes.
    pub device: Option<&'a str>,
}

/// The `otpauth:` address of a secret. It holds the secret: show it once, over TLS, with `no-store`.
#[must_use]
pub fn key_uri(label: Label<'_>, secret: &Secret, parameters: Parameters) -> Zeroizing<String> {
    let issuer = issuer_text(label.issuer);
    let account = account_text(label, MAX_LABEL_BYTES - 1 - issuer.len());
    let issuer = utf8_percent_encode(&issuer, ENCODED);
    let account = utf8_percent_encode(&account, ENCODED);
    let algorithm = match parameters.algorithm {
        // FreeOTP takes no other spelling: no hyphen.
        Algorithm::Sha1 => "SHA1",
        Algorithm::Sha256 => "SHA256",
        Algorithm::Sha512 => "SHA512",
    };
    // No image, colour or lock: FreeOTP would fetch a remote picture.
    Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm={algorithm}&digits={digits}&period={period}",
        secret = secret.base32().as_str(),
        digits = parameters.digits.count(),
        period = parameters.period.seconds(),
    ))
}

fn issuer_text(given: &str) -> String {
    let clean = clean(given);
    let cut = at_boundary(&clean, MAX_ISSUER_BYTES).trim_end();
    if cut.is_empty() { "Tweestap".to_owned() } else { cut.to_owned() }
}

/// The account, and the device in brackets after it, in at most `room` bytes.
fn account_text(label: Label<'_>, room: usize) -> String {
    let mut account = clean(label.account);
    if account.is_empty() {
        "account".clone_into(&mut account);
    }
    let device = label
        .device
        .map(clean)
        .filter(|device| !device.is_empty())
        .map(|device| format!(" ({device})"))
        .unwrap_or_default();
    let whole = format!("{account}{device}");
    if whole.len() <= room {
        return whole;
    }
    let mark = mark(&whole);
    // A device name that leaves half of the room stays whole; else it is cut along with the account.
    if device.len() * 2 <= room {
        let kept = at_boundary(&account, room - device.len() - MARK_BYTES).trim_end();
        return format!("{kept}{mark}{device}");
    }
    let kept = at_boundary(&whole, room - MARK_BYTES).trim_end();
    format!("{kept}{mark}")
}

/// Composed, without what breaks a label: colons (`FreeOTP` rejects a second one), control characters and marks that
/// turn the direction of writing become spaces; runs of spaces become one.
fn clean(text: &str) -> String {
    let spaced: String = text.nfc().map(|character| if breaks_a_label(character) { ' ' } else { character }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn breaks_a_label(character: char) -> bool {
    character == ':'
        || character.is_control()
        || matches!(character,
            // Direction marks, embeddings, overrides and isolates; line separators; byte order mark.
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// As many whole characters as fit.
fn at_boundary(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// 20 bits of a hash of the whole, to tell apart what was cut to the same beginning.
fn mark(whole: &str) -> String {
    let digest = Sha256::digest(whole.as_bytes());
    let letters = digest
        .iter()
        .take(MARK_BYTES - 1)
        .filter_map(|byte| MARK_ALPHABET.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter));
    std::iter::once('~').chain(letters).collect()
}

#[cfg(test)]
#[path = "otpauth_tests.rs"]
mod tests;
