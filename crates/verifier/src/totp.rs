//! Codes of authenticator apps (TOTP, RFC 6238) and of counters (HOTP, RFC 4226).
//! Neighbours: `code` turns what was typed into digits; `store` lets a step count once; `otpauth` hands the secret over.
//!
//! Written on `hmac` itself: the ready-made crate stops at the first step that matches, and here all are evaluated.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};

/// Bytes of a new secret: 160 bits (RFC 4226 §4 R6), which is 32 characters of base32, what every app takes.
pub const SECRET_BYTES: usize = 20;

/// RFC 4226 §4 R6: at least 128 bits.
const MIN_SECRET_BYTES: usize = 16;
/// Longest secret that HMAC uses as it is with every hash.
const MAX_SECRET_BYTES: usize = 64;

/// The key that an app or token shares with us.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

crate::redacted::redacted!(Secret => "totp::Secret");

impl Secret {
    /// A new one for an app.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        let bytes = Zeroizing::new(entropy::bytes::<SECRET_BYTES>(entropy));
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// One that was sealed, or that came with a hardware token: 16 to 64 bytes; else nothing.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (MIN_SECRET_BYTES..=MAX_SECRET_BYTES).contains(&bytes.len()).then(|| Self(Zeroizing::new(bytes.to_vec())))
    }

    /// From [`Secret::base32`] or [`Secret::grouped`] as somebody copied it: spaces and case do not matter.
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|letter| !letter.is_whitespace());
        let letters = Zeroizing::new(letters.collect::<String>().to_ascii_uppercase());
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(letters.as_bytes()).ok()?);
        Self::from_bytes(&bytes)
    }

    /// The bytes, to seal.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Upper-case base32 without padding.
    #[must_use]
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&self.0))
    }

    /// The same in groups of four, to read and type: `ABCD EFGH …`.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        let text = self.base32();
        let mut grouped = Zeroizing::new(String::with_capacity(text.len() + text.len() / 4));
        for (index, character) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(character);
        }
        grouped
    }
}

/// Compares in constant time; the length is no secret.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

/// The hash under the codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// What every authenticator app reads.
    #[default]
    Sha1,
    /// Some hardware tokens.
    Sha256,
    /// Some hardware tokens.
    Sha512,
}

/// How the codes of one authenticator are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code.
    pub digits: Digits,
    /// Seconds that a code stands.
    pub period: Period,
}

impl Parameters {
    /// SHA-1, 6 digits, 30 seconds: the one combination that all apps read the same way.
    pub const APPS: Self = Self { algorithm: Algorithm::Sha1, digits: Digits::Six, period: Period::Seconds30 };
}

impl Default for Parameters {
    fn default() -> Self {
        Self::APPS
    }
}

/// Length of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// Apps.
    Six,
    /// Some hardware tokens.
    Eight,
}

impl Digits {
    /// As a number.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    const fn modulus(self) -> u32 {
        match self {
            Self::Six => 1_000_000,
            Self::Eight => 100_000_000,
        }
    }
}

/// Length of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Apps.
    Seconds30,
    /// Some hardware tokens.
    Seconds60,
}

impl Period {
    /// As a number of seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Seconds30 => 30,
            Self::Seconds60 => 60,
        }
    }
}

/// Which steps beside the present one count (RFC 6238 §5.2: at most one for delay; ASVS 6.5.5 would have none).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// The present one alone.
    Strict,
    /// The one before and the one after too.
    #[default]
    OneEitherSide,
}

impl Window {
    /// How many steps either side.
    #[must_use]
    pub const fn reach(self) -> i64 {
        match self {
            Self::Strict => 0,
            Self::OneEitherSide => 1,
        }
    }
}

/// The 30-second step that a moment lies in. 64 bits: right beyond 2038 and 2106 (RFC 6238 §4.2).
#[must_use]
pub const fn step_at(unix_seconds: i64) -> i64 {
    unix_seconds.div_euclid(Period::Seconds30.seconds())
}

/// The code that an app shows at a moment.
#[must_use]
pub fn code_at(secret: &Secret, unix_seconds: i64) -> String {
    code_with(secret, Parameters::APPS, unix_seconds)
}

/// The same for other parameters.
#[must_use]
pub fn code_with(secret: &Secret, parameters: Parameters, unix_seconds: i64) -> String {
    let step = unix_seconds.div_euclid(parameters.period.seconds());
    let value = hotp(secret, parameters.algorithm, step.cast_unsigned(), parameters.digits);
    format!("{value:0width$}", width = parameters.digits.count())
}

/// Which step's code `digits` is; nothing when it is none of the window. Whether that step may still be used is the
/// caller's to decide, in one conditional update. `digits` come from [`normalise_totp`](crate::code::normalise_totp).
#[must_use]
pub fn check(secret: &Secret, digits: &str, now_seconds: i64, window: Window) -> Option<i64> {
    check_with(secret, Parameters::APPS, digits, (now_seconds, window))
}

/// The same for other parameters; `when` is the time and the window around it.
#[must_use]
pub fn check_with(secret: &Secret, parameters: Parameters, digits: &str, when: (i64, Window)) -> Option<i64> {
    let (now_seconds, window) = when;
    let given = parse_digits(digits, parameters.digits)?;
    let present = now_seconds.div_euclid(parameters.period.seconds());
    matching_step(present, window, given, |step| {
        hotp(secret, parameters.algorithm, step.cast_unsigned(), parameters.digits)
    })
}

/// The code of a counter as a number below 10^digits (RFC 4226 §5.3).
#[must_use]
pub fn hotp(secret: &Secret, algorithm: Algorithm, counter: u64, digits: Digits) -> u32 {
    let counter = counter.to_be_bytes();
    let truncated = match algorithm {
        Algorithm::Sha1 => {
            let mut hmac = Hmac::<Sha1>::new(&(*padded::<64>(secret)).into());
            hmac.update(&counter);
            truncate(&hmac.finalize().into_bytes())
        }
        Algorithm::Sha256 => {
            let mut hmac = Hmac::<Sha256>::new(&(*padded::<64>(secret)).into());
            hmac.update(&counter);
            truncate(&hmac.finalize().into_bytes())
        }
        Algorithm::Sha512 => {
            let mut hmac = Hmac::<Sha512>::new(&(*padded::<128>(secret)).into());
            hmac.update(&counter);
            truncate(&hmac.finalize().into_bytes())
        }
    };
    truncated % digits.modulus()
}

/// Evaluates every step of the window, whatever matches, and takes the latest that does: with two steps that share
/// a code, the latest leaves the thief of that code nothing.
fn matching_step(present: i64, window: Window, given: u32, mut code_of: impl FnMut(i64) -> u32) -> Option<i64> {
    let reach = window.reach();
    let mut found = Choice::from(0);
    let mut step = 0_i64;
    for candidate in present.saturating_sub(reach)..=present.saturating_add(reach) {
        // Before 1970 there are no steps.
        let real = Choice::from(u8::from(candidate >= 0));
        let hit = code_of(candidate).ct_eq(&given) & real;
        step.conditional_assign(&candidate, hit);
        found |= hit;
    }
    bool::from(found).then_some(step)
}

/// Exactly the right number of ASCII digits, as a number; else nothing.
pub(crate) fn parse_digits(text: &str, digits: Digits) -> Option<u32> {
    if text.len() != digits.count() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// RFC 2104 §2: a key shorter than a block of the hash is followed by zeros.
fn padded<const BLOCK: usize>(secret: &Secret) -> Zeroizing<[u8; BLOCK]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    for (to, from) in block.iter_mut().zip(secret.0.iter()) {
        *to = *from;
    }
    block
}

/// RFC 4226 §5.3: four bytes from where the last half-byte points, without the sign bit.
fn truncate(mac: &[u8]) -> u32 {
    let offset = usize::from(mac.last().copied().unwrap_or_default() & 0x0f);
    mac.iter().skip(offset).take(4).fold(0_u32, |value, byte| (value << 8) | u32::from(*byte)) & 0x7fff_ffff
}

#[cfg(test)]
#[path = "totp_tests.rs"]
mod tests;
