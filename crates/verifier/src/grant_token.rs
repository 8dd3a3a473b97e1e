//! Codes and tokens of relying parties: each names its grant and bears a secret, of which the store keeps the hash. A code is no
//! token and a token of one kind none of another, whoever swaps them: the kind is in the hash. A tag in each tells one that was
//! made here, and is old, from one that somebody made up.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};
use crate::keys::{KEY_BYTES, KeyRing, Purpose, mac};

/// Grant, chance and tag, 16 bytes each.
const BYTES: usize = 48;
const PART: usize = 16;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An authorization code.
    Code,
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

impl Kind {
    /// What it begins with, so that it is recognised where it should not be.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Code => "twc_",
            Self::Access => "twa_",
            Self::Refresh => "twr_",
        }
    }
}

/// A code or token.
pub struct GrantToken {
    kind: Kind,
    bytes: Zeroizing<[u8; BYTES]>,
}

crate::redacted::redacted!(GrantToken => "GrantToken");

impl GrantToken {
    /// A new one of a grant.
    #[must_use]
    pub fn new(keys: &KeyRing, entropy: &dyn Entropy, kind: Kind, grant: [u8; PART]) -> Self {
        let chance: [u8; PART] = entropy::bytes(entropy);
        let tag = tag(keys.current_subkey(Purpose::Grant), kind, &grant, &chance);
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (to, from) in bytes.iter_mut().zip(grant.into_iter().chain(chance).chain(tag)) {
            *to = from;
        }
        Self { kind, bytes }
    }

    /// Whether it was made by [`GrantToken::new`] under a key of the ring, however long ago.
    #[must_use]
    pub fn is_made_here(&self, keys: &KeyRing) -> bool {
        let Some((grant, rest)) = self.bytes.split_first_chunk::<PART>() else { return false };
        let Some((chance, given)) = rest.split_first_chunk::<PART>() else { return false };
        let subkeys = keys.ids().filter_map(|id| keys.subkey(id, Purpose::Grant));
        let is_tag = |found: Choice, key| found | tag(key, self.kind, grant, chance).ct_eq(given);
        bool::from(subkeys.fold(Choice::from(0), is_tag))
    }

    /// Reads one of a kind; nothing for what cannot be one.
    #[must_use]
    pub fn parse(kind: Kind, text: &str) -> Option<Self> {
        let text = text.strip_prefix(kind.prefix())?;
        // The length first: a megabyte costs nothing.
        if text.len() != BYTES / 3 * 4 {
            return None;
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        let written = BASE64URL_NOPAD.decode_mut(text.as_bytes(), bytes.as_mut()).ok()?;
        (written == BYTES).then_some(Self { kind, bytes })
    }

    /// The text that the application gets.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}{}", self.kind.prefix(), BASE64URL_NOPAD.encode(self.bytes.as_ref())))
    }

    /// The grant that it names.
    #[must_use]
    pub fn grant(&self) -> [u8; PART] {
        self.bytes.first_chunk().copied().unwrap_or_default()
    }

    /// What the database keeps (ASVS 6.5.2: nobody guesses 128 random bits and a tag of as many).
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.kind.prefix()).chain_update(self.bytes.as_ref()).finalize().into()
    }
}

fn tag(key: &[u8; KEY_BYTES], kind: Kind, grant: &[u8; PART], chance: &[u8; PART]) -> [u8; PART] {
    let whole = mac(key, &[b"grant token", kind.prefix().as_bytes(), grant, chance]);
    whole.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::OsEntropy;

    const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

    fn keys(text: &str) -> KeyRing {
        KeyRing::from_text(text).unwrap()
    }

    #[test]
    fn what_was_made_here_is_told_from_what_somebody_made_up() {
        let token = GrantToken::new(&keys(ONE), &OsEntropy, Kind::Refresh, [7; PART]);
        let both = keys(&format!("1 {ONE}\n2 {TWO}"));
        assert!(token.is_made_here(&keys(ONE)) && token.is_made_here(&both));
        assert!(!token.is_made_here(&keys(TWO)));
        let swapped = GrantToken::parse(Kind::Access, &token.text().replace("twr_", "twa_")).unwrap();
        assert!(!swapped.is_made_here(&keys(ONE)), "of another kind");
        for at in 0..BYTES {
            let mut bytes = token.bytes.clone();
            bytes[at] ^= 1;
            assert!(!GrantToken { kind: Kind::Refresh, bytes }.is_made_here(&keys(ONE)), "byte {at}");
        }
    }

    #[test]
    fn a_token_names_its_grant_and_is_of_one_kind() {
        let token = GrantToken::new(&keys(ONE), &OsEntropy, Kind::Access, [7; PART]);
        let text = token.text();
        let read = GrantToken::parse(Kind::Access, &text).unwrap();
        assert_eq!((read.grant(), read.hash()), ([7; 16], token.hash()));
        assert!(GrantToken::parse(Kind::Refresh, &text).is_none());
        let swapped = text.replace("twa_", "twr_");
        assert_ne!(GrantToken::parse(Kind::Refresh, &swapped).unwrap().hash(), token.hash());
        for bad in ["", "twa_", &text[..67], &format!("{}A", text.as_str()), &format!("{} ", &text[..67])] {
            assert!(GrantToken::parse(Kind::Access, bad).is_none(), "{bad}");
        }
    }
}
