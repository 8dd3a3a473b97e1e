//! The master keys and what is derived from them. A key lives outside the database: a copy of the database alone opens nothing.
//! Neighbours: `key_file` reads and makes the file; `seal`, `password`, `form_token` and `code` use the subkeys.

use std::collections::BTreeMap;

use data_encoding::{BASE64, BASE64_NOPAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes in a master key and in each subkey: 256 bits.
pub const KEY_BYTES: usize = 32;

/// HKDF salt (RFC 5869 §3.1): not secret, it sets these keys apart from any other use of the same bytes.
const SALT: &[u8] = b"tweestap master key, version 1";

/// What a subkey is for. Each purpose has its own key, so that a weakness in one use says nothing about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Encryption of secrets in the database.
    Seal,
    /// The secret that goes into every password hash.
    Pepper,
    /// Tokens in forms, against cross-site requests.
    Form,
    /// Passes of browsers at the doors of other applications.
    Gate,
    /// Challenges of passkeys and security keys.
    Challenge,
    /// Proof that a code or token of a relying party was made here.
    Grant,
    /// One-time codes kept as a keyed hash.
    Code,
    /// Proof that a row of the audit log was written by the program.
    Audit,
    /// Seed of the key pair that signs checkpoints of the audit log.
    Checkpoint,
}

/// The subkeys of one master key. The master key itself is forgotten once they are derived.
struct Subkeys {
    seal: Zeroizing<[u8; KEY_BYTES]>,
    pepper: Zeroizing<[u8; KEY_BYTES]>,
    form: Zeroizing<[u8; KEY_BYTES]>,
    gate: Zeroizing<[u8; KEY_BYTES]>,
    challenge: Zeroizing<[u8; KEY_BYTES]>,
    grant: Zeroizing<[u8; KEY_BYTES]>,
    code: Zeroizing<[u8; KEY_BYTES]>,
    audit: Zeroizing<[u8; KEY_BYTES]>,
    checkpoint: Zeroizing<[u8; KEY_BYTES]>,
    check: Zeroizing<[u8; KEY_BYTES]>,
}

/// All keys of the installation by id: one current, which seals; the older ones only open.
/// Deliberately neither `Clone` nor printable: share it behind an `Arc`.
pub struct KeyRing {
    current_id: u32,
    current: Box<Subkeys>,
    older: BTreeMap<u32, Box<Subkeys>>,
}

crate::redacted::redacted!(KeyRing => "KeyRing");

/// Why keys could not be had. The text says what to do.
#[derive(Debug, Error)]
pub enum KeyError {
    /// A line is not `ID BASE64`.
    #[error(
        "the key text, line {line}: {fault}; expected a number from 1, a space and 32 bytes in base64, such as made by `openssl rand -base64 32`"
    )]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it; never the key itself.
        fault: &'static str,
    },
    /// No key at all.
    #[error(
        "there is no key in the key text; restore the key file from its backup, or remove the empty file if this installation has no data yet"
    )]
    Empty,
    /// The file is not there.
    #[error(
        "the key file {path} is missing; restore it from its backup (without it the secrets in the database cannot be read)"
    )]
    Missing {
        /// Where it was looked for.
        path: String,
    },
    /// Others than the owner can read or write the file.
    #[error("the key file {path} is open to others (mode {mode:04o}); run: chmod 600 '{path}'")]
    Exposed {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// A key file is there already; it is never overwritten.
    #[error("the key file {path} exists already and is never overwritten")]
    Exists {
        /// The file.
        path: String,
    },
    /// The system refused.
    #[error("the key file {path}: {source}; check that its folder exists and that this user may use it")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The key at hand is not the one that the database was made with.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WrongKey {
    /// The database was made with a key of an id that is not in the ring.
    #[error(
        "the database was sealed with key {id}, which is not among the keys given; restore the key file that belongs to this database"
    )]
    Unknown {
        /// The id that the database asks for.
        id: u32,
    },
    /// The id is there, but the key differs.
    #[error(
        "key {id} is not the key that this database was sealed with; restore the key file that belongs to this database"
    )]
    Different {
        /// The id of the key.
        id: u32,
    },
    /// The stored check value cannot be read.
    #[error("the key check value in the database is damaged; restore the database from its backup")]
    Damaged,
}

impl KeyRing {
    /// Keys from the text of a key file, an environment variable or a systemd credential: one key a line,
    /// `ID BASE64`; the highest id is the current key. A single line without an id is key 1.
    /// Blank lines and lines that begin with `#` are skipped.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let mut keys = BTreeMap::new();
        let lines: Vec<(usize, &str)> = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .collect();
        let alone = lines.len() == 1;
        for (line, content) in lines {
            let malformed = |fault| KeyError::Malformed { line, fault };
            let (id, encoded) = match content.split_once(char::is_whitespace) {
                Some((id, encoded)) => {
                    (id.parse::<u32>().map_err(|_| malformed("the id is not a number"))?, encoded.trim())
                }
                None if alone => (1, content),
                None => return Err(malformed("the id is missing")),
            };
            if id == 0 {
                return Err(malformed("ids start at 1"));
            }
            let master = decode_key(encoded).map_err(malformed)?;
            let subkeys = Subkeys::derive(&master).ok_or_else(|| malformed("no subkeys come from it"))?;
            if keys.insert(id, Box::new(subkeys)).is_some() {
                return Err(malformed("the id was used before"));
            }
        }
        let (current_id, current) = keys.pop_last().ok_or(KeyError::Empty)?;
        Ok(Self { current_id, current, older: keys })
    }

    /// The id of the key that new secrets are sealed with.
    #[must_use]
    pub fn current(&self) -> u32 {
        self.current_id
    }

    /// All ids, lowest first; the last is the current one.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.older.keys().copied().chain([self.current_id])
    }

    /// A text to keep in the database, by which a later start recognises its key. Tells nothing about the key.
    #[must_use]
    pub fn check_value(&self) -> String {
        let check = check_bytes(&self.current.check);
        format!("{}:{}", self.current_id, BASE64_NOPAD.encode(&check))
    }

    /// Whether this ring holds the key that gave `stored`, a [`check_value`](Self::check_value).
    /// Call it at every start, before anything is read or written.
    pub fn matches(&self, stored: &str) -> Result<(), WrongKey> {
        let (id, encoded) = stored.split_once(':').ok_or(WrongKey::Damaged)?;
        let id = id.parse::<u32>().map_err(|_| WrongKey::Damaged)?;
        let expected = BASE64_NOPAD.decode(encoded.as_bytes()).map_err(|_| WrongKey::Damaged)?;
        let keys = self.subkeys(id).ok_or(WrongKey::Unknown { id })?;
        if bool::from(check_bytes(&keys.check).ct_eq(&expected)) { Ok(()) } else { Err(WrongKey::Different { id }) }
    }

    /// The subkey of one key for one purpose; nothing when the id is unknown.
    pub(crate) fn subkey(&self, id: u32, purpose: Purpose) -> Option<&[u8; KEY_BYTES]> {
        self.subkeys(id).map(|keys| keys.of(purpose))
    }

    /// The current key's subkey for one purpose.
    pub(crate) fn current_subkey(&self, purpose: Purpose) -> &[u8; KEY_BYTES] {
        self.current.of(purpose)
    }

    fn subkeys(&self, id: u32) -> Option<&Subkeys> {
        if id == self.current_id {
            return Some(&self.current);
        }
        self.older.get(&id).map(Box::as_ref)
    }
}

impl Subkeys {
    /// HKDF (RFC 5869) with the purpose as its `info`. It refuses only outputs of more than 255 blocks.
    fn derive(master: &[u8; KEY_BYTES]) -> Option<Self> {
        let extracted = Hkdf::<Sha256>::new(Some(SALT), master);
        let expand = |purpose: &str| {
            let mut out = Zeroizing::new([0; KEY_BYTES]);
            extracted.expand(purpose.as_bytes(), out.as_mut()).ok()?;
            Some(out)
        };
        Some(Self {
            seal: expand("seal")?,
            pepper: expand("pepper")?,
            form: expand("form")?,
            gate: expand("gate")?,
            challenge: expand("challenge")?,
            grant: expand("grant")?,
            code: expand("code")?,
            audit: expand("audit")?,
            checkpoint: expand("checkpoint")?,
            check: expand("check")?,
        })
    }

    fn of(&self, purpose: Purpose) -> &[u8; KEY_BYTES] {
        match purpose {
            Purpose::Seal => &self.seal,
            Purpose::Pepper => &self.pepper,
            Purpose::Form => &self.form,
            Purpose::Gate => &self.gate,
            Purpose::Challenge => &self.challenge,
            Purpose::Grant => &self.grant,
            Purpose::Code => &self.code,
            Purpose::Audit => &self.audit,
            Purpose::Checkpoint => &self.checkpoint,
        }
    }
}

/// HMAC-SHA256 over the parts, each preceded by its length: no two lists of parts give the same bytes.
pub(crate) fn mac(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    let mut hmac = hmac(key);
    for part in parts {
        hmac.update(&(part.len() as u64).to_be_bytes());
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// HMAC-SHA256 that is given nothing yet.
pub(crate) fn hmac(key: &[u8; KEY_BYTES]) -> Hmac<Sha256> {
    // RFC 2104 §2: a key shorter than a block of the hash is followed by zeros.
    let mut block = Zeroizing::new([0_u8; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::<Sha256>::new(&(*block).into())
}

fn check_bytes(check: &[u8; KEY_BYTES]) -> [u8; 16] {
    let full = mac(check, &[b"this is the key"]);
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(full) {
        *to = from;
    }
    half
}

fn decode_key(encoded: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, &'static str> {
    let decoded = BASE64
        .decode(encoded.as_bytes())
        .or_else(|_| BASE64_NOPAD.decode(encoded.as_bytes()))
        .map(Zeroizing::new)
        .map_err(|_| "the key is not base64")?;
    let key: [u8; KEY_BYTES] = decoded.as_slice().try_into().map_err(|_| "the key is not 32 bytes long")?;
    let key = Zeroizing::new(key);
    // A placeholder such as all zeros is no key.
    if key.iter().all(|byte| key.first() == Some(byte)) {
        return Err("the key is one byte repeated, not a random key");
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

    fn ring(text: &str) -> KeyRing {
        KeyRing::from_text(text).unwrap()
    }

    #[test]
    fn a_bare_key_is_key_1_and_the_highest_id_is_current() {
        assert_eq!(ring(ONE).current(), 1);
        let two = ring(&format!("# old\n1 {ONE}\n\n  7\t{TWO}  \n"));
        assert_eq!(two.current(), 7);
        assert_eq!(two.ids().collect::<Vec<_>>(), [1, 7]);
        let reversed = ring(&format!("7 {TWO}\n1 {ONE}\n"));
        assert_eq!(reversed.current(), 7, "the order of the lines means nothing");
        assert_eq!(ring(ONE.trim_end_matches('=')).check_value(), ring(ONE).check_value());
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_line_and_without_the_key() {
        let zeros = BASE64.encode(&[0; 32]);
        let short = BASE64.encode(&[1; 31]);
        for (text, line) in [
            (format!("{ONE}\n{TWO}\n"), 1),
            (format!("1 {ONE}\n1 {TWO}\n"), 2),
            (format!("1 {ONE}\nx {TWO}\n"), 2),
            (format!("0 {ONE}\n"), 1),
            (format!("1 {zeros}\n"), 1),
            (format!("\n1 {short}\n"), 2),
            ("1 not*base64\n".to_owned(), 1),
            (format!("4294967296 {ONE}"), 1),
        ] {
            let error = KeyRing::from_text(&text).unwrap_err();
            let said = error.to_string();
            assert!(matches!(error, KeyError::Malformed { line: found, .. } if found == line), "{text:?} gave {said}");
            assert!(!said.contains(ONE) && !said.contains(TWO));
            assert!(said.contains("expected"), "{said}");
        }
        for empty in ["", "\n\n", "# only a remark\n"] {
            assert!(matches!(KeyRing::from_text(empty), Err(KeyError::Empty)));
        }
    }

    #[test]
    fn a_wrong_key_is_found_out_before_anything_is_read() {
        let ring_one = ring(&format!("1 {ONE}"));
        let value = ring_one.check_value();
        assert_eq!(ring_one.matches(&value), Ok(()));
        assert_eq!(ring(&format!("1 {TWO}")).matches(&value), Err(WrongKey::Different { id: 1 }));
        assert_eq!(ring(&format!("2 {ONE}")).matches(&value), Err(WrongKey::Unknown { id: 1 }));
        assert_eq!(ring(&format!("1 {ONE}\n2 {TWO}")).matches(&value), Ok(()), "an older key of the ring is fine");
        for damaged in ["", "1", "x:AAAA", "1:***"] {
            assert_eq!(ring_one.matches(damaged), Err(WrongKey::Damaged));
        }
        assert_eq!(ring_one.matches("1:"), Err(WrongKey::Different { id: 1 }));
        assert!(!value.contains(&ONE[..8]));
    }

    #[test]
    fn each_purpose_and_each_key_has_a_subkey_of_its_own() {
        let ring = ring(&format!("1 {ONE}\n2 {TWO}"));
        let mut all = Vec::new();
        for id in [1, 2] {
            for purpose in [
                Purpose::Seal,
                Purpose::Pepper,
                Purpose::Form,
                Purpose::Gate,
                Purpose::Challenge,
                Purpose::Grant,
                Purpose::Code,
                Purpose::Audit,
                Purpose::Checkpoint,
            ] {
                all.push(*ring.subkey(id, purpose).unwrap());
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(ring.subkey(3, Purpose::Seal).is_none());
        assert_eq!(ring.current_subkey(Purpose::Seal), ring.subkey(2, Purpose::Seal).unwrap());
    }

    #[test]
    fn subkeys_stay_what_they_were_in_the_first_release() {
        // Computed apart, by the definition of HKDF. A change here makes every installation's data unreadable.
        assert_eq!(ring(ONE).check_value(), "1:qwKVVmYHDvmvokHidoroYA");
    }

    #[test]
    fn parts_of_a_mac_do_not_run_together() {
        let key = [9; KEY_BYTES];
        assert_ne!(mac(&key, &[b"ab", b"c"]), mac(&key, &[b"a", b"bc"]));
        assert_ne!(mac(&key, &[b"ab"]), mac(&key, &[b"ab", b""]));
    }

    #[test]
    fn hmac_agrees_with_rfc_4231_once_the_lengths_are_stripped() {
        // Test case 2 uses the key "Jefe", shorter than 32 bytes: padded with zeros it is the same key.
        let mut key = [0; KEY_BYTES];
        key[..4].copy_from_slice(b"Jefe");
        let message = b"what do ya want for nothing?";
        let mut lengthened = (message.len() as u64).to_be_bytes().to_vec();
        lengthened.extend_from_slice(message);
        let mut plain = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        plain.update(&lengthened);
        assert_eq!(mac(&key, &[message]), <[u8; 32]>::from(plain.finalize().into_bytes()));
    }
}
