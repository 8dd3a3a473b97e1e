//! Secrets at rest: encrypted, and bound to the very row and column they stand in.
//! Neighbours: `keys` gives the key; `store` keeps the bytes and knows nothing of their meaning.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};
use crate::keys::{KeyRing, Purpose};

/// First byte of every sealed value: the layout below.
/// `version (1) · key id (4, big-endian) · nonce (24) · ciphertext and tag (length + 16)`.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// How many bytes sealing adds to the plaintext.
pub const OVERHEAD: usize = 1 + 4 + NONCE_BYTES + TAG_BYTES;

/// Where a sealed value belongs. A value copied to another row, column or table does not open there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Name of the column.
    pub column: &'a str,
    /// Primary key of the row.
    pub row: &'a [u8],
}

/// A sealed value did not open. Nothing of it may be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// Not a sealed value of a version that this program knows.
    #[error("not a sealed value of a known version")]
    Unreadable,
    /// Sealed with a key that is not in the ring.
    #[error("sealed with key {id}, which is not among the keys given")]
    UnknownKey {
        /// The id found in the value.
        id: u32,
    },
    /// Altered, moved from another place, or sealed with another key under the same id.
    #[error("a sealed value was altered, moved or sealed with another key")]
    Refused,
    /// The plaintext is larger than the cipher takes (256 GiB).
    #[error("the value is too large to seal")]
    TooLarge,
}

/// Encrypts `plaintext` for one place with the current key. XChaCha20-Poly1305: its 192-bit nonce may be random.
pub fn seal(keys: &KeyRing, entropy: &dyn Entropy, place: Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let id = keys.current();
    let key = keys.current_subkey(Purpose::Seal);
    let nonce: [u8; NONCE_BYTES] = entropy::bytes(entropy);
    let ciphertext = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &bound_to(id, place) })
        .map_err(|_| SealError::TooLarge)?;
    let mut sealed = Vec::with_capacity(OVERHEAD + plaintext.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&id.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Decrypts what [`seal`] made for the same place; any difference refuses.
pub fn open(keys: &KeyRing, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (id, rest) = split_head(sealed)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Unreadable)?;
    let key = keys.subkey(id, Purpose::Seal).ok_or(SealError::UnknownKey { id })?;
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &bound_to(id, place) })
        .map(Zeroizing::new)
        .map_err(|_| SealError::Refused)
}

/// The id of the key that a value was sealed with, so that a rotation can find what is left to do.
pub fn key_id(sealed: &[u8]) -> Result<u32, SealError> {
    split_head(sealed).map(|(id, _)| id)
}

fn split_head(sealed: &[u8]) -> Result<(u32, &[u8]), SealError> {
    match sealed.split_first() {
        Some((&VERSION, rest)) => {
            rest.split_first_chunk::<4>().map(|(id, rest)| (u32::from_be_bytes(*id), rest)).ok_or(SealError::Unreadable)
        }
        _ => Err(SealError::Unreadable),
    }
}

/// The associated data: head and place, each part preceded by its length so that no two places read alike.
fn bound_to(id: u32, place: Place<'_>) -> Vec<u8> {
    let parts = [place.table.as_bytes(), place.column.as_bytes(), place.row];
    let mut bound = Vec::with_capacity(64);
    bound.push(VERSION);
    bound.extend_from_slice(&id.to_be_bytes());
    for part in parts {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::{OsEntropy, SeededEntropy};

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
    const HERE: Place<'_> = Place { table: "authenticators", column: "secret", row: b"row 1" };

    fn keys() -> KeyRing {
        KeyRing::from_text(ONE).unwrap()
    }

    #[test]
    fn the_layout_is_version_key_id_nonce_ciphertext() {
        let sealed = seal(&keys(), &OsEntropy, HERE, b"seed").unwrap();
        assert_eq!(sealed.len(), OVERHEAD + 4);
        assert_eq!(sealed[..5], [1, 0, 0, 0, 1]);
        assert_eq!(key_id(&sealed), Ok(1));
        assert!(!sealed.windows(4).any(|window| window == b"seed"));
    }

    #[test]
    fn the_same_secret_seals_differently_each_time() {
        let one = seal(&keys(), &OsEntropy, HERE, b"seed").unwrap();
        let two = seal(&keys(), &OsEntropy, HERE, b"seed").unwrap();
        assert_ne!(one, two);
        assert_ne!(one[5..29], two[5..29], "the nonces differ");
    }

    #[test]
    fn two_peoples_seeds_cannot_be_swapped() {
        let jan = Place { row: b"jan", ..HERE };
        let piet = Place { row: b"piet", ..HERE };
        let sealed = seal(&keys(), &OsEntropy, jan, b"seed of jan").unwrap();
        assert_eq!(open(&keys(), jan, &sealed).unwrap().as_slice(), b"seed of jan");
        assert_eq!(open(&keys(), piet, &sealed), Err(SealError::Refused));
    }

    #[test]
    fn what_an_older_key_sealed_opens_and_new_values_use_the_current_one() {
        let both = KeyRing::from_text(&format!("1 {ONE}\n2 {TWO}")).unwrap();
        let old = seal(&keys(), &OsEntropy, HERE, b"old").unwrap();
        assert_eq!(open(&both, HERE, &old).unwrap().as_slice(), b"old");
        let new = seal(&both, &OsEntropy, HERE, b"new").unwrap();
        assert_eq!(key_id(&new), Ok(2));
        assert_eq!(open(&keys(), HERE, &new), Err(SealError::UnknownKey { id: 2 }));
    }

    #[test]
    fn another_key_under_the_same_id_refuses() {
        let sealed = seal(&keys(), &OsEntropy, HERE, b"seed").unwrap();
        let wrong = KeyRing::from_text(TWO).unwrap();
        assert_eq!(open(&wrong, HERE, &sealed), Err(SealError::Refused));
    }

    #[test]
    fn every_single_bit_counts() {
        let sealed = seal(&keys(), &OsEntropy, HERE, b"twenty bytes of seed").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&keys(), HERE, &flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn every_shorter_or_longer_value_refuses() {
        let sealed = seal(&keys(), &OsEntropy, HERE, b"seed").unwrap();
        for length in 0..sealed.len() {
            assert!(open(&keys(), HERE, &sealed[..length]).is_err(), "{length} bytes");
        }
        let mut longer = sealed;
        longer.push(0);
        assert_eq!(open(&keys(), HERE, &longer), Err(SealError::Refused));
    }

    proptest! {
        #[test]
        fn anything_comes_back_as_it_went_in(plain in proptest::collection::vec(any::<u8>(), 0..300),
            table in ".*", column in ".*", row in proptest::collection::vec(any::<u8>(), 0..40), dice in any::<u64>()) {
            let place = Place { table: &table, column: &column, row: &row };
            let sealed = seal(&keys(), &SeededEntropy::predictable_for_tests(dice), place, &plain).unwrap();
            let opened = open(&keys(), place, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
        }

        #[test]
        fn no_other_place_opens_it(text in "[a-c]{0,6}", cuts in (0_usize..7, 0_usize..7), others in (0_usize..7, 0_usize..7)) {
            // The same letters cut at other spots: "ab"+"c" must not read as "a"+"bc".
            let cut = |(one, two): (usize, usize)| {
                let (low, high) = (one.min(two).min(text.len()), one.max(two).min(text.len()));
                (text[..low].to_owned(), text[low..high].to_owned(), text[high..].to_owned())
            };
            let (here, there) = (cut(cuts), cut(others));
            let place = |parts: &(String, String, String)| (parts.0.clone(), parts.1.clone(), parts.2.clone().into_bytes());
            let (one, two) = (place(&here), place(&there));
            let sealed = seal(&keys(), &OsEntropy, Place { table: &one.0, column: &one.1, row: &one.2 }, b"x").unwrap();
            let opened = open(&keys(), Place { table: &two.0, column: &two.1, row: &two.2 }, &sealed);
            prop_assert_eq!(opened.is_ok(), here == there);
        }

        #[test]
        fn noise_never_opens(noise in proptest::collection::vec(any::<u8>(), 0..120)) {
            prop_assert!(open(&keys(), HERE, &noise).is_err());
        }
    }
}
