//! Bearer tokens for cookies and links: 256 random bits as text outside, only their hash in the database.
//! Neighbours: sessions, trusted devices and half sign-ins in `store` are found by that hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};

/// Characters of a token as text.
pub const TEXT_CHARS: usize = 43;

const BYTES: usize = 32;

/// A secret that whoever bears it is taken for its owner.
#[derive(PartialEq, Eq)]
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

/// The hash to look up for a token as it arrived; nothing when it cannot be a token. The hot path of every request.
#[must_use]
pub fn hash(text: &str) -> Option<[u8; 32]> {
    Token::parse(text).map(|token| token.hash())
}
