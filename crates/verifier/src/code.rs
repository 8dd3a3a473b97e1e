//! One-time texts that people read aloud or type: what they look like, and how what was typed is read.
//! Neighbours: `recovery` are the codes a person keeps, `short` those sent or given for minutes; `totp` checks digits.

mod break_glass;
mod recovery;
mod short;

use thiserror::Error;
use zeroize::Zeroizing;

pub use break_glass::BreakGlassCode;
pub use recovery::RecoveryCode;
pub use short::{CODE_HASH_BYTES, CodePlace, EmailCode, HelpdeskPass};

use crate::entropy::{self, Entropy};
use crate::totp::Digits;

/// Crockford's base32: no I, L, O or U, so nothing is mistaken or spells a word.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What is wrong with a code as typed. Says nothing about whether it would be the right one.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CodeFault {
    /// Nothing but spaces and dashes.
    #[error("no code was entered")]
    Empty,
    /// Fewer characters than a code has.
    #[error("the code is too short")]
    TooShort,
    /// More characters than a code has.
    #[error("the code is too long")]
    TooLong,
    /// A character that stands in no such code. Digits of other scripts and full-width digits are such characters.
    #[error("the code holds a character that does not belong in it")]
    NotDigits,
}

/// The six ASCII digits of an app's code as typed: spaces and dashes of all kinds go, nothing else is forgiven.
/// Do this once, before counting, comparing or registering, so that one code has one spelling.
pub fn normalise_totp(input: &str) -> Result<Zeroizing<String>, CodeFault> {
    normalise_digits(input, Digits::Six.count())
}

/// The same for a code of `length` digits.
pub fn normalise_digits(input: &str, length: usize) -> Result<Zeroizing<String>, CodeFault> {
    read(input, length, |character| character.is_ascii_digit().then_some(character))
}

/// Takes the separators out, maps each other character, and wants exactly `length` of them.
fn read(input: &str, length: usize, map: impl Fn(char) -> Option<char>) -> Result<Zeroizing<String>, CodeFault> {
    let mut out = Zeroizing::new(String::with_capacity(length));
    let mut count = 0_usize;
    for character in input.chars().filter(|character| !is_separator(*character)) {
        let mapped = map(character).ok_or(CodeFault::NotDigits)?;
        // Counted on but not kept: a megabyte of digits costs no memory.
        if count < length {
            out.push(mapped);
        }
        count += 1;
    }
    match count.cmp(&length) {
        _ if count == 0 => Err(CodeFault::Empty),
        std::cmp::Ordering::Less => Err(CodeFault::TooShort),
        std::cmp::Ordering::Greater => Err(CodeFault::TooLong),
        std::cmp::Ordering::Equal => Ok(out),
    }
}

/// Spaces of every width (and of none) and every dash: what pasting and keyboards put between groups.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            // Spaces without the White_Space property: zero width, word joiner, byte order mark, Mongolian.
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{180e}'
            // General category Pd, the soft hyphen, the hyphen bullet and the minus signs.
            | '-' | '\u{00ad}' | '\u{058a}' | '\u{05be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
                ..='\u{2015}'
                    | '\u{2043}'
                    | '\u{207b}'
                    | '\u{208b}'
                    | '\u{2212}'
                    | '\u{2e17}'
                    | '\u{2e1a}'
                    | '\u{2e3a}'
                    | '\u{2e3b}'
                    | '\u{2e40}'
                    | '\u{2e5d}'
                    | '\u{301c}'
                    | '\u{3030}'
                    | '\u{30a0}'
                    | '\u{fe31}'
                    | '\u{fe32}'
                    | '\u{fe58}'
                    | '\u{fe63}'
                    | '\u{ff0d}'
                    | '\u{10ead}'
        )
}

/// A typed character as one of the alphabet: lower case is fine, O is read as 0, I and L as 1.
fn crockford(character: char) -> Option<char> {
    match character.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        upper => u8::try_from(upper).is_ok_and(|byte| ALPHABET.contains(&byte)).then_some(upper),
    }
}

/// A password that somebody hands over: 20 characters, 100 bits, in groups that can be read aloud.
pub(crate) fn first_password(entropy: &dyn Entropy) -> Zeroizing<String> {
    Zeroizing::new(grouped(&random_text(entropy, 20), 5))
}

/// `length` random characters of the alphabet, five bits each.
pub(crate) fn random_text(entropy: &dyn Entropy, length: usize) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    entropy.fill(&mut bytes);
    let mut text = Zeroizing::new(String::with_capacity(length));
    // 32 divides 256, so each character comes equally often.
    text.extend(bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31))).map(|letter| char::from(*letter)));
    text
}

/// `length` random digits (at most 9), every number equally often.
fn random_digits(entropy: &dyn Entropy, length: usize) -> Zeroizing<String> {
    let bound = 10_u32.saturating_pow(u32::try_from(length).unwrap_or(u32::MAX));
    Zeroizing::new(format!("{:0length$}", entropy::below(entropy, bound)))
}

/// The text in groups of `size` with dashes between.
fn grouped(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % size == 0 {
            out.push('-');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests;
