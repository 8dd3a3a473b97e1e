//! Bearer tokens for cookies and links: 256 random bits as text outside, only their hash in the database.
//! Neighbours: sessions, trusted devices and half sign-ins in `store` are found by that hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};

/// Characters of a token as text.
pub const TEXT_CHARS: usize = 43;

const BYTES: usize = 32;

/// A secret that whoever bears it is taken for its owner.
pub struct Token(Zeroizing<[u8; BYTES]>);

crate::redacted::redacted!(Token => "Token");

impl Token {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(Zeroizing::new(entropy::bytes(entropy)))
    }

    /// Reads exactly 43 characters of base64url without padding, in the one spelling that a token has; else nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // The length first: a cookie of a megabyte costs nothing.
        if text.len() != TEXT_CHARS {
            return None;
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        let written = BASE64URL_NOPAD.decode_mut(text.as_bytes(), bytes.as_mut()).ok()?;
        (written == BYTES).then_some(Self(bytes))
    }

    /// The text for a cookie or a link.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(self.0.as_ref()))
    }

    /// What the database keeps. Plain SHA-256 is right here: nobody guesses 256 random bits (ASVS 6.5.2).
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_ref()).into()
    }
}

/// Compares in constant time.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

impl Eq for Token {}

/// The hash to look up for a token as it arrived; nothing when it cannot be a token. The hot path of every request.
#[must_use]
pub fn hash(text: &str) -> Option<[u8; 32]> {
    Token::parse(text).map(|token| token.hash())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::{OsEntropy, SeededEntropy};

    #[test]
    fn a_token_is_256_bits_in_43_characters_and_reads_back() {
        let token = Token::new(&OsEntropy);
        let text = token.text();
        assert_eq!(text.len(), TEXT_CHARS);
        let read = Token::parse(&text).unwrap();
        assert!(read == token);
        assert_eq!(hash(&text), Some(token.hash()));
        assert_eq!(BYTES * 8, 256);
    }

    #[test]
    fn no_two_tokens_of_a_hundred_thousand_are_alike() {
        let mut hashes: Vec<[u8; 32]> = (0..100_000).map(|_| Token::new(&OsEntropy).hash()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 100_000);
    }

    #[test]
    fn a_token_has_one_spelling() {
        let text = Token::new(&SeededEntropy::predictable_for_tests(1)).text().to_string();
        let last = text.chars().last().unwrap();
        let spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .chars()
            .filter(|other| *other != last)
            .filter(|other| {
                let mut changed = text[..TEXT_CHARS - 1].to_owned();
                changed.push(*other);
                Token::parse(&changed).is_some_and(|read| read.text().as_str() == text)
            })
            .count();
        assert_eq!(spellings, 0, "the two spare bits must be zero");
    }

    #[test]
    fn anything_else_is_refused() {
        let text = Token::new(&SeededEntropy::predictable_for_tests(2)).text().to_string();
        let megabyte = "A".repeat(1_000_000);
        for bad in [
            "",
            &text[..42],
            &format!("{text}A"),
            &format!("{text}="),
            &format!(" {}", &text[..42]),
            &format!("{}+", &text[..42]),
            &format!("{}/", &text[..42]),
            &format!("{}\n", &text[..42]),
            &format!("{}é", &text[..41]),
            &megabyte,
        ] {
            assert!(Token::parse(bad).is_none(), "{} characters", bad.len());
            assert!(hash(bad).is_none());
        }
    }

    #[test]
    fn the_hash_is_sha_256_of_the_bytes() {
        let token = Token::parse(&"A".repeat(43)).unwrap();
        let expected = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
        assert_eq!(data_encoding::HEXLOWER.encode(&token.hash()), expected);
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_only_takes_its_own_text(text in any::<String>()) {
            if let Some(token) = Token::parse(&text) {
                let own = token.text();
                prop_assert_eq!(own.as_str(), text.as_str());
            }
        }
    }
}
