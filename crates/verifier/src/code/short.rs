//! Codes that live for minutes: the e-mailed one (E) and the helpdesk's pass (T). Each kind has its letter, so that
//! a person can tell which one a page asks for. Few bits, so: keyed hash, throttled by the caller, one use.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{CodeFault, crockford, grouped, random_digits, random_text, read};
use crate::entropy::Entropy;
use crate::keys::{KeyRing, Purpose, mac};

/// Bytes of a stored code: key id (4, big-endian) and HMAC-SHA256.
pub const CODE_HASH_BYTES: usize = 36;

/// 8 digits are 26 bits (ASVS 6.5.4 asks 20).
const EMAIL_DIGITS: usize = 8;
/// 10 characters are 50 bits (40 needed).
const PASS_CHARS: usize = 10;

/// What a code is good for. A code moved to another purpose or row is refused there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePlace<'a> {
    /// What it opens, such as `late enrolment`.
    pub purpose: &'a str,
    /// Id of the row that it stands in.
    pub row: &'a [u8],
}

/// The code that is e-mailed: `E-1234-5678`.
pub struct EmailCode(Zeroizing<String>);

/// The pass that the helpdesk reads out: `T-XXXXX-XXXXX`.
pub struct HelpdeskPass(Zeroizing<String>);

crate::redacted::redacted!(EmailCode => "EmailCode", HelpdeskPass => "HelpdeskPass");

impl EmailCode {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(random_digits(entropy, EMAIL_DIGITS))
    }

    /// Reads what was typed, with or without the letter, dashes and spaces, in any case.
    pub fn parse(input: &str) -> Result<Self, CodeFault> {
        let digit = |character: char| character.is_ascii_digit().then_some(character);
        read(without_letter(input, 'E'), EMAIL_DIGITS, digit).map(Self)
    }

    /// As mailed.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("E-{}", grouped(&self.0, 4)))
    }

    /// What the database keeps for this place.
    #[must_use]
    pub fn hash(&self, keys: &KeyRing, place: CodePlace<'_>) -> [u8; CODE_HASH_BYTES] {
        hash(keys, "E", place, &self.0)
    }

    /// Whether this is the code that was stored for this place. Constant time.
    #[must_use]
    pub fn matches(&self, keys: &KeyRing, place: CodePlace<'_>, stored: &[u8]) -> bool {
        matches(keys, ("E", &self.0), place, stored)
    }
}

impl HelpdeskPass {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(random_text(entropy, PASS_CHARS))
    }

    /// Reads what was typed, with or without the letter, dashes and spaces, in any case; O for 0, I and L for 1.
    pub fn parse(input: &str) -> Result<Self, CodeFault> {
        // T is a character of the alphabet too: the length tells whether the first one is the letter.
        match read(input, PASS_CHARS + 1, crockford) {
            Ok(long) => match long.strip_prefix('T') {
                Some(body) => Ok(Self(Zeroizing::new(body.to_owned()))),
                None => Err(CodeFault::TooLong),
            },
            Err(CodeFault::TooShort) => read(input, PASS_CHARS, crockford).map(Self),
            Err(fault) => Err(fault),
        }
    }

    /// As read out.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("T-{}", grouped(&self.0, 5)))
    }

    /// What the database keeps for this place.
    #[must_use]
    pub fn hash(&self, keys: &KeyRing, place: CodePlace<'_>) -> [u8; CODE_HASH_BYTES] {
        hash(keys, "T", place, &self.0)
    }

    /// Whether this is the pass that was stored for this place. Constant time.
    #[must_use]
    pub fn matches(&self, keys: &KeyRing, place: CodePlace<'_>, stored: &[u8]) -> bool {
        matches(keys, ("T", &self.0), place, stored)
    }
}

/// The input after its letter, when it begins with it. Only for codes in whose body the letter cannot stand.
fn without_letter(input: &str, letter: char) -> &str {
    let start = input.trim_start_matches(super::is_separator);
    let mut rest = start.chars();
    match rest.next() {
        Some(first) if first.eq_ignore_ascii_case(&letter) => rest.as_str(),
        _ => start,
    }
}

fn hash(keys: &KeyRing, letter: &str, place: CodePlace<'_>, code: &str) -> [u8; CODE_HASH_BYTES] {
    let tag = tag(keys.current_subkey(Purpose::Code), (letter, code), place);
    let mut stored = [0; CODE_HASH_BYTES];
    let bytes = keys.current().to_be_bytes().into_iter().chain(tag);
    for (to, from) in stored.iter_mut().zip(bytes) {
        *to = from;
    }
    stored
}

fn matches(keys: &KeyRing, code: (&str, &str), place: CodePlace<'_>, stored: &[u8]) -> bool {
    let Some((id, expected)) = stored.split_first_chunk::<4>() else {
        return false;
    };
    let Some(key) = keys.subkey(u32::from_be_bytes(*id), Purpose::Code) else {
        return false;
    };
    tag(key, code, place).ct_eq(expected).into()
}

fn tag(key: &[u8; 32], (letter, code): (&str, &str), place: CodePlace<'_>) -> [u8; 32] {
    mac(key, &[b"one-time code", letter.as_bytes(), place.purpose.as_bytes(), place.row, code.as_bytes()])
}
