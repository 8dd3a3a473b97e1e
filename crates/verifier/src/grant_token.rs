//! Codes and tokens of relying parties: each names its grant and bears a secret, of which the store keeps the hash. A code is no
//! token and a token of one kind none of another, whoever swaps them: the kind is in the hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};

/// Grant (16 bytes) and secret (32).
const BYTES: usize = 48;

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
    pub fn new(entropy: &dyn Entropy, kind: Kind, grant: [u8; 16]) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        let secret: [u8; 32] = entropy::bytes(entropy);
        for (to, from) in bytes.iter_mut().zip(grant.into_iter().chain(secret)) {
            *to = from;
        }
        Self { kind, bytes }
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
    pub fn grant(&self) -> [u8; 16] {
        let mut grant = [0; 16];
        for (to, from) in grant.iter_mut().zip(self.bytes.iter()) {
            *to = *from;
        }
        grant
    }

    /// What the database keeps (ASVS 6.5.2: nobody guesses 256 random bits).
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.kind.prefix()).chain_update(self.bytes.as_ref()).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::OsEntropy;

    #[test]
    fn a_token_names_its_grant_and_is_of_one_kind() {
        let token = GrantToken::new(&OsEntropy, Kind::Access, [7; 16]);
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
