//! The emergency code of an organisation: printed, kept in a safe for years, used once. Made and hashed as a recovery code
//! is, with a letter of its own before it; `short` has the codes that live for minutes.

use zeroize::Zeroizing;

use super::{CodeFault, RecoveryCode, crockford, read};
use crate::entropy::Entropy;

/// Characters after the letter.
const CHARS: usize = 20;

/// An emergency code, as made or as typed: `B-XXXX-XXXX-XXXX-XXXX-XXXX`, 100 bits.
pub struct BreakGlassCode(RecoveryCode);

crate::redacted::redacted!(BreakGlassCode => "BreakGlassCode");

impl BreakGlassCode {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(RecoveryCode::new(entropy))
    }

    /// Reads what was typed, with or without the letter, dashes and spaces, in any case; O for 0, I and L for 1.
    pub fn parse(input: &str) -> Result<Self, CodeFault> {
        // B is a character of the alphabet too: the length tells whether the first one is the letter.
        match read(input, CHARS + 1, crockford) {
            Ok(long) => match long.strip_prefix('B') {
                Some(body) => RecoveryCode::parse(body).map(Self),
                None => Err(CodeFault::TooLong),
            },
            Err(CodeFault::TooShort) => RecoveryCode::parse(input).map(Self),
            Err(fault) => Err(fault),
        }
    }

    /// What is hashed: the code with whose it is.
    pub(crate) fn bound(&self, owner: &[u8]) -> Zeroizing<String> {
        self.0.bound(owner)
    }

    /// As shown, once.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("B-{}", *self.0.shown()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::OsEntropy;

    #[test]
    fn an_emergency_code_is_read_as_it_was_written_down() {
        let code = BreakGlassCode::new(&OsEntropy);
        let shown = code.shown();
        assert_eq!(shown.len(), "B-XXXX-XXXX-XXXX-XXXX-XXXX".len());
        let bare = shown.strip_prefix("B-").unwrap();
        for typed in [&*shown, bare, &shown.to_lowercase(), &shown.replace('-', " ")] {
            let read = BreakGlassCode::parse(typed).unwrap();
            assert_eq!(*read.bound(b"o"), *code.bound(b"o"), "{typed}");
        }
        let long = format!("C{}", bare.replace('-', ""));
        for (wrong, fault) in [(long.as_str(), CodeFault::TooLong), ("T-AAAAA-AAAAA", CodeFault::TooShort)] {
            assert_eq!(BreakGlassCode::parse(wrong).err(), Some(fault), "{wrong}");
        }
        assert_eq!(BreakGlassCode::parse(" - ").err(), Some(CodeFault::Empty));
    }
}
