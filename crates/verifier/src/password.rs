//! Password hashes: argon2id with a pepper, written as text, read back and judged. Pure computation on given memory.
//! Neighbours: `hash_pool` runs it on threads of its own; nothing else may hash on the caller's thread.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::entropy::{self, Entropy};
use crate::keys::{KeyRing, Purpose};

/// Memory of one hash in KiB: 19 MiB. With [`PASSES`] and [`LANES`] the parameters that OWASP's password storage
/// sheet puts first and ASVS 5.0 (11.4.2, appendix C) asks at least: m = 19 MiB, t = 2, p = 1.
pub const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory (`t`).
pub const PASSES: u32 = 2;
/// Lanes (`p`).
pub const LANES: u32 = 1;
/// Longest password in bytes of UTF-8, as given. NIST SP 800-63B-4 asks at least 64 characters; the limit is there
/// because nobody may make the server digest megabytes.
pub const MAX_PASSWORD_BYTES: usize = 1024;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// The costliest hash that a stored text may ask for, so that a row in the database cannot take the machine.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 16;

/// Why a hash could not be computed or judged.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum HashError {
    /// Too many are waiting. Answer 503 and ask to try again in a moment.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// A new password is longer than [`MAX_PASSWORD_BYTES`].
    #[error("the password is longer than {MAX_PASSWORD_BYTES} bytes")]
    TooLong,
    /// The stored text is no password hash of ours, or asks for more memory than allowed.
    #[error("a stored password hash cannot be read")]
    Unreadable,
    /// The stored hash was made with a pepper that is not in the key ring.
    #[error("a stored password hash needs key {id}, which is not among the keys given")]
    UnknownKey {
        /// The id of the key.
        id: u32,
    },
    /// The memory for a hash could not be had.
    #[error("there is no memory to check a password")]
    NoMemory,
    /// The pool was shut down meanwhile.
    #[error("password checking has stopped")]
    Stopped,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Match {
        /// The stored hash is weaker than today's, or peppered with an older key: hash again and store that.
        rehash: bool,
    },
    /// It is not.
    NoMatch,
}

/// All that a hash depends on beside the password and the pepper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    key_id: u32,
    version: Version,
    params: Params,
    salt: Salt,
}

/// A hash as the database keeps it: `kID:$argon2id$v=19$m=…,t=…,p=…$salt$hash`, where ID is the pepper's key.
pub(crate) struct Stored {
    pub(crate) recipe: Recipe,
    hash: Output,
}

pub(crate) type HashOutput = Zeroizing<Vec<u8>>;

/// A password ready to hash: composed (NFC), so that the same password typed on two systems is the same bytes
/// (RFC 8265 §4.2). Nothing else is folded, trimmed or cut: case, spaces, NUL and every byte up to the limit count.
pub(crate) struct Candidate {
    bytes: Zeroizing<Vec<u8>>,
    /// Longer than allowed: something else is hashed in its place at the same cost, and the answer is no.
    pub(crate) too_long: bool,
}

crate::redacted::redacted!(Candidate => "Candidate", Stored => "Stored");

impl Candidate {
    pub(crate) fn new(password: &str) -> Self {
        if password.len() > MAX_PASSWORD_BYTES {
            return Self { bytes: Zeroizing::new(vec![b' '; MAX_PASSWORD_BYTES]), too_long: true };
        }
        // NFC at most triples UTF-8 text; room for all of it means that no reallocation leaves a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(3 * password.len()));
        for character in password.nfc() {
            let mut buffer = [0; 4];
            bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            buffer.zeroize();
        }
        Self { bytes, too_long: false }
    }
}

impl Recipe {
    /// Today's parameters, the current pepper and a salt of its own.
    pub(crate) fn fresh(keys: &KeyRing, entropy: &dyn Entropy) -> Result<Self, HashError> {
        Self::today(keys, &entropy::bytes::<SALT_BYTES>(entropy))
    }

    /// For checks of nobody's password: as costly as a real one.
    pub(crate) fn nobody(keys: &KeyRing) -> Result<Self, HashError> {
        Self::today(keys, &[0x5a; SALT_BYTES])
    }

    fn today(keys: &KeyRing, salt: &[u8]) -> Result<Self, HashError> {
        Ok(Self {
            key_id: keys.current(),
            version: Version::V0x13,
            params: Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES)).map_err(|_| HashError::Unreadable)?,
            salt: Salt::new(salt).map_err(|_| HashError::Unreadable)?,
        })
    }

    /// Whether a hash made so should be made anew with today's parameters and pepper.
    pub(crate) fn is_dated(&self, keys: &KeyRing) -> bool {
        self.key_id != keys.current()
            || self.version != Version::V0x13
            || self.params.m_cost() != MEMORY_KIB
            || self.params.t_cost() != PASSES
            || self.params.p_cost() != LANES
            || self.params.output_len() != Some(HASH_BYTES)
            || self.salt.len() < SALT_BYTES
    }

    /// Exactly one argon2id run in `arena`, which grows when needed and is reused as it is.
    pub(crate) fn compute(
        &self,
        keys: &KeyRing,
        candidate: &Candidate,
        arena: &mut Vec<Block>,
    ) -> Result<HashOutput, HashError> {
        let pepper = keys.subkey(self.key_id, Purpose::Pepper).ok_or(HashError::UnknownKey { id: self.key_id })?;
        let blocks = self.params.block_count();
        if let Some(missing) = blocks.checked_sub(arena.len()) {
            arena.try_reserve_exact(missing).map_err(|_| HashError::NoMemory)?;
            arena.resize(blocks, Block::new());
        }
        let memory = arena.get_mut(..blocks).ok_or(HashError::NoMemory)?;
        let mut output = Zeroizing::new(vec![0; self.params.output_len().unwrap_or(HASH_BYTES)]);
        Argon2::new_with_secret(pepper, Algorithm::Argon2id, self.version, self.params.clone())
            .and_then(|argon2| argon2.hash_password_into_with_memory(&candidate.bytes, &self.salt, &mut output, memory))
            .map_err(|_| HashError::Unreadable)?;
        Ok(output)
    }

    /// The text to store for a computed hash.
    pub(crate) fn text(&self, output: &HashOutput) -> Result<String, HashError> {
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(self.version.into()),
            params: ParamsString::try_from(&self.params).map_err(|_| HashError::Unreadable)?,
            salt: Some(self.salt),
            hash: Some(Output::new(output).map_err(|_| HashError::Unreadable)?),
        };
        Ok(format!("k{}:{phc}", self.key_id))
    }
}

impl Stored {
    pub(crate) fn parse(text: &str) -> Result<Self, HashError> {
        let (id, phc) = text.strip_prefix('k').and_then(|rest| rest.split_once(':')).ok_or(HashError::Unreadable)?;
        let key_id = id.parse().map_err(|_| HashError::Unreadable)?;
        let phc = PasswordHash::new(phc).map_err(|_| HashError::Unreadable)?;
        if phc.algorithm != Algorithm::Argon2id.ident() {
            return Err(HashError::Unreadable);
        }
        let version = phc.version.and_then(|version| Version::try_from(version).ok()).ok_or(HashError::Unreadable)?;
        let params = Params::try_from(&phc).map_err(|_| HashError::Unreadable)?;
        if params.m_cost() > MAX_MEMORY_KIB || params.t_cost() > MAX_PASSES || params.p_cost() > MAX_LANES {
            return Err(HashError::Unreadable);
        }
        Ok(Self {
            recipe: Recipe { key_id, version, params, salt: phc.salt.ok_or(HashError::Unreadable)? },
            hash: phc.hash.ok_or(HashError::Unreadable)?,
        })
    }

    /// Compares in constant time.
    pub(crate) fn judge(&self, keys: &KeyRing, candidate: &Candidate, computed: &HashOutput) -> Verdict {
        let same = bool::from(self.hash.as_bytes().ct_eq(computed));
        if same && !candidate.too_long {
            Verdict::Match { rehash: self.recipe.is_dated(keys) }
        } else {
            Verdict::NoMatch
        }
    }
}

/// Whether a stored hash should be made anew at the next right password. `false` for a text that cannot be read:
/// a check of it fails anyway.
#[must_use]
pub fn needs_rehash(keys: &KeyRing, stored: &str) -> bool {
    Stored::parse(stored).is_ok_and(|stored| stored.recipe.is_dated(keys))
}
