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
