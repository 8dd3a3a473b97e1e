//! The files that makers of hardware tokens send along: which tokens there are, and their keys. A file is PSKC (RFC 6030,
//! `pskc`) or a list of lines (`list`), and says by itself which of the two.

mod list;
mod pskc;
mod xml;

use crate::hardware_token::{Moving, Seed};
use crate::totp::{Algorithm, Digits, Period, Secret};

/// No file has more tokens.
pub const MOST_TOKENS: usize = 10_000;

/// The longest serial number, in characters.
pub const LONGEST_SERIAL: usize = 64;

/// The longest name of a maker and model, in characters.
pub const LONGEST_MODEL: usize = 80;

/// A token as a file has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// By which people know it: it stands on its back.
    pub serial: String,
    /// Maker and model; empty where the file has none.
    pub model: String,
    /// What is in it.
    pub seed: Seed,
    /// How often it was pressed before it was sent.
    pub counter: i64,
}

crate::redacted::redacted!(Listed => "token_file::Listed");

/// What is wrong with one token of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It has no serial number, one that is too long, or one with signs that people cannot see.
    Serial,
    /// It was in the file before.
    Twice,
    /// It has no key, or one that is neither hexadecimal, base32 nor (in PSKC) base64.
    Key,
    /// Its key is shorter than 16 bytes (RFC 4226 section 4, R6) or longer than 64.
    KeyLength,
    /// Its codes move by something else than a counter or the time.
    Kind,
    /// Its codes are not of 6 or 8 digits.
    Digits,
    /// A code of it stands for another time than 30 or 60 seconds.
    Period,
    /// The hash under its codes is not SHA-1, SHA-256 or SHA-512.
    Algorithm,
    /// Its counter is no number from zero up.
    Counter,
    /// What protects its key from change does not fit: the password is wrong, or the file is damaged.
    Mac,
}

/// A token that cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its line in the file or, in PSKC, its number, from one.
    pub number: usize,
    /// Its serial number as the file has it, where it has one.
    pub serial: String,
    /// Why.
    pub fault: TokenFault,
}

/// All that a file holds.
#[derive(Debug, Default)]
pub struct TokenFile {
    /// The tokens, in order.
    pub tokens: Vec<Listed>,
    /// Those that cannot be taken over.
    pub left: Vec<Left>,
}

/// Why a file as a whole cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is nothing in it.
    Empty,
    /// It is no text in UTF-8.
    NotText,
    /// It begins as XML and is none that is whole, or no key container of PSKC.
    NotPskc,
    /// It has more than [`MOST_TOKENS`].
    TooMany,
    /// Its keys are encrypted: the password or transport key that the maker sent is needed.
    NeedsPassword,
    /// The transport key is not 16, 24 or 32 bytes in hexadecimal.
    NotAKey,
    /// The password or transport key does not open it.
    WrongPassword,
    /// Its keys are encrypted in a way that is not known here, such as to a certificate.
    Encryption,
}

/// Reads a file. `password` opens keys that are encrypted; `usual` is what codes move by where the file does not say.
pub fn read(bytes: &[u8], password: &str, usual: Moving) -> Result<TokenFile, FileFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::NotText)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(FileFault::Empty);
    }
    let items = if text.starts_with('<') { pskc::read(text, password)? } else { list::read(text, usual)? };
    let mut file = TokenFile::default();
    let mut known = std::collections::HashSet::new();
    for item in items {
        let (number, serial) = (item.number, item.serial.clone());
        match item.listed {
            Ok(listed) if known.insert(listed.serial.to_lowercase()) => file.tokens.push(listed),
            Ok(_) => file.left.push(Left { number, serial, fault: TokenFault::Twice }),
            Err(fault) => file.left.push(Left { number, serial, fault }),
        }
    }
    if file.tokens.is_empty() && file.left.is_empty() { Err(FileFault::Empty) } else { Ok(file) }
}

/// One token of a file, right or not.
struct Item {
    number: usize,
    serial: String,
    listed: Result<Listed, TokenFault>,
}

/// A serial number as it is kept.
fn serial(text: &str) -> Result<String, TokenFault> {
    let serial = text.trim();
    let seen = !serial.is_empty() && !serial.chars().any(domain::user::is_unseen);
    if seen && serial.chars().count() <= LONGEST_SERIAL { Ok(serial.to_owned()) } else { Err(TokenFault::Serial) }
}

/// Maker and model in one line.
fn model(maker: &str, model: &str) -> String {
    let words = [maker.trim(), model.trim()];
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    text.chars().filter(|sign| !domain::user::is_unseen(*sign)).take(LONGEST_MODEL).collect()
}

fn secret(bytes: &[u8]) -> Result<Secret, TokenFault> {
    Secret::from_bytes(bytes).ok_or(TokenFault::KeyLength)
}

fn digits(text: &str) -> Result<Digits, TokenFault> {
    match text.trim() {
        "6" => Ok(Digits::Six),
        "8" => Ok(Digits::Eight),
        _ => Err(TokenFault::Digits),
    }
}

fn period(text: &str) -> Result<Period, TokenFault> {
    match text.trim() {
        "30" => Ok(Period::Seconds30),
        "60" => Ok(Period::Seconds60),
        _ => Err(TokenFault::Period),
    }
}

/// From `SHA1`, `sha-256`, `HMAC-SHA512` and the like.
fn algorithm(text: &str) -> Result<Algorithm, TokenFault> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    match plain.strip_prefix("HMAC").unwrap_or(&plain) {
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(TokenFault::Algorithm),
    }
}

fn counter(text: &str) -> Result<i64, TokenFault> {
    let number = text.trim().parse::<i64>().map_err(|_| TokenFault::Counter)?;
    // Far below where adding to it would end.
    (0..=i64::from(u32::MAX)).contains(&number).then_some(number).ok_or(TokenFault::Counter)
}

#[cfg(test)]
#[path = "token_file/tests.rs"]
mod tests;
