//! The audit log's cryptography: the mac by which a row is known for the program's own, the chain of hashes, and the
//! signature of a checkpoint (Ed25519, RFC 8032), which anyone can check who has the public key.
//! Neighbours: `domain::audit_row` gives the bytes of a row; `keys` the subkeys.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use thiserror::Error;

use crate::Verifier;
use crate::keys::{self, Purpose};

/// Bytes of a hash of the chain.
pub const HASH_BYTES: usize = 32;
/// Bytes of the mac of a row: the id of the key (4) and half of an HMAC-SHA256 (16).
pub const MAC_BYTES: usize = 20;
/// Bytes of a public key.
pub const PUBLIC_KEY_BYTES: usize = 32;

/// A checkpoint could not be signed: the cryptographic library refuses the key.
#[derive(Debug, Error)]
#[error("checkpoints of the audit log cannot be signed with this key")]
pub struct CannotSign;

/// A signature, and the key that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Id of the master key from which the signing key is derived.
    pub key: u32,
    /// 64 bytes, as RFC 8032 has them.
    pub bytes: Vec<u8>,
}

impl Verifier {
    /// The mac of an encoded row, made with the current key.
    #[must_use]
    pub fn audit_mac(&self, row: &[u8]) -> [u8; MAC_BYTES] {
        let keys = self.keys();
        mac(keys.current(), keys.current_subkey(Purpose::Audit), row)
    }

    /// Whether this is the mac of the row, made with any key of the ring.
    #[must_use]
    pub fn is_audit_mac(&self, row: &[u8], found: &[u8]) -> bool {
        let id = found.first_chunk::<4>().map(|id| u32::from_be_bytes(*id));
        let Some((id, key)) = id.and_then(|id| Some((id, self.keys().subkey(id, Purpose::Audit)?))) else {
            return false;
        };
        mac(id, key, row).ct_eq(found).into()
    }

    /// Signs a checkpoint with the current key.
    pub fn sign_checkpoint(&self, text: &str) -> Result<Signature, CannotSign> {
        let seed = self.keys().current_subkey(Purpose::Checkpoint);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| CannotSign)?;
        let bytes = pair.try_sign(text.as_bytes()).map_err(|_| CannotSign)?.as_ref().to_vec();
        Ok(Signature { key: self.keys().current(), bytes })
    }

    /// The public key that belongs to a master key; nothing where the ring does not hold that one.
    #[must_use]
    pub fn checkpoint_key(&self, id: u32) -> Option<[u8; PUBLIC_KEY_BYTES]> {
        let seed = self.keys().subkey(id, Purpose::Checkpoint)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        pair.public_key().as_ref().try_into().ok()
    }
}

fn mac(id: u32, key: &[u8; keys::KEY_BYTES], row: &[u8]) -> [u8; MAC_BYTES] {
    let mut out = [0; MAC_BYTES];
    let parts = id.to_be_bytes().into_iter().chain(keys::mac(key, &[row]));
    for (to, from) in out.iter_mut().zip(parts) {
        *to = from;
    }
    out
}

/// Whether a signature over the text was made by the owner of a public key.
#[must_use]
pub fn is_signed(public_key: &[u8; PUBLIC_KEY_BYTES], text: &str, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(text.as_bytes(), signature).is_ok()
}

/// The hash that ties a row to its place: what came before, its sequence, its mark, its mac and its columns.
#[must_use]
pub fn row_hash(previous: &[u8], sequence: i64, mark: u8, mac: &[u8], row: &[u8]) -> [u8; HASH_BYTES] {
    let mut hash = Sha256::new();
    // The head has one length for all rows but for the mac, whose length stands before it.
    hash.update(b"row");
    hash.update(previous);
    hash.update(sequence.to_be_bytes());
    hash.update([mark]);
    hash.update((mac.len() as u64).to_be_bytes());
    hash.update(mac);
    hash.update(row);
    hash.finalize().into()
}

/// The hash by which the next batch is tied to a signed checkpoint: its text, the first sequence and the signature.
#[must_use]
pub fn link_hash(text: &str, first_sequence: i64, signature: &Signature) -> [u8; HASH_BYTES] {
    let mut hash = Sha256::new();
    hash.update(b"link");
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
    hash.update(first_sequence.to_be_bytes());
    hash.update(signature.key.to_be_bytes());
    hash.update(&signature.bytes);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{KeyRing, PoolSize, SeededEntropy};

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

    fn verifier(keys: &str) -> Verifier {
        let entropy = Arc::new(SeededEntropy::predictable_for_tests(1));
        Verifier::start(KeyRing::from_text(keys).unwrap(), entropy, PoolSize { threads: 1, queue: 1 }).unwrap()
    }

    #[test]
    fn a_row_is_the_programs_own_with_any_key_of_the_ring_and_no_other() {
        let one = verifier(&format!("1 {ONE}"));
        let mac = one.audit_mac(b"row");
        assert!(one.is_audit_mac(b"row", &mac));
        assert!(verifier(&format!("1 {ONE}\n2 {TWO}")).is_audit_mac(b"row", &mac));
        assert!(!one.is_audit_mac(b"raw", &mac));
        assert!(!verifier(&format!("1 {TWO}")).is_audit_mac(b"row", &mac));
        for bad in [&[][..], &mac[..19], &[0; 20]] {
            assert!(!one.is_audit_mac(b"row", bad));
        }
    }

    #[test]
    fn whoever_has_the_public_key_can_check_a_checkpoint() {
        let one = verifier(&format!("1 {ONE}\n2 {TWO}"));
        let signature = one.sign_checkpoint("text").unwrap();
        assert_eq!(signature.key, 2);
        let key = one.checkpoint_key(2).unwrap();
        assert!(is_signed(&key, "text", &signature.bytes));
        assert!(!is_signed(&key, "test", &signature.bytes));
        assert!(!is_signed(&key, "text", &signature.bytes[1..]));
        assert!(!is_signed(&one.checkpoint_key(1).unwrap(), "text", &signature.bytes));
        assert_eq!(one.checkpoint_key(3), None);
    }

    #[test]
    fn the_hash_of_a_row_depends_on_all_that_it_is_given() {
        let hashes = [
            row_hash(&[0; 32], 1, 0, b"mac", b"row"),
            row_hash(&[1; 32], 1, 0, b"mac", b"row"),
            row_hash(&[0; 32], 2, 0, b"mac", b"row"),
            row_hash(&[0; 32], 1, 1, b"mac", b"row"),
            row_hash(&[0; 32], 1, 0, b"macr", b"ow"),
            row_hash(&[0; 32], 1, 0, b"mac", b"raw"),
        ];
        for (index, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..index].contains(hash));
        }
    }
}
