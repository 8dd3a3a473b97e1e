//! Keys of the API: each is a platform's, opens what its scopes say and nothing else, and a second one lives beside it while
//! the platform moves from one to the other.

use crate::id::{ApiKeyId, UserId};
use crate::time::{Lifetime, Timestamp};
use crate::words::{word_set, words};

/// The most keys of one organisation.
pub const MOST: usize = 50;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// The most addresses that a sign-in may lead back to.
pub const MOST_ADDRESSES: usize = 20;

/// Requests a minute until somebody says otherwise.
pub const USUAL_RATE: u32 = 6_000;

/// The highest rate that may be set.
pub const HIGHEST_RATE: u32 = 10_000_000;

/// After a key was made anew, the one before opens for this long: time to put the new one in its place.
pub const FORMER_LIVES: Lifetime = Lifetime::days(1);

words!(
    /// What a key opens.
    Scope {
        /// Module mode: the platform has checked a password, and asks what comes next.
        SignIn = "sign-in",
        /// Enrolling over the API, on the platform's own pages.
        Enrol = "enrol",
        /// The bare check of a code.
        Verify = "verify",
    }
);

word_set!(
    /// A set of scopes.
    Scopes of Scope
);

impl Scopes {
    /// Whether there are none: such a key would open nothing.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// From their words; `None` where one is unknown, so that a key never opens what nobody can read.
    pub fn from_words(words: &str) -> Option<Self> {
        words.split(' ').filter(|word| !word.is_empty()).map(Scope::from_word).collect::<Option<Vec<_>>>().map(Self::of)
    }
}

/// A key of the API as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Identity.
    pub id: ApiKeyId,
    /// The name of the platform that has it.
    pub name: String,
    /// What it opens.
    pub scopes: Scopes,
    /// Where a sign-in on our own pages may lead back to: each address stands for itself alone.
    pub return_addresses: Vec<String>,
    /// So many requests a minute are answered.
    pub requests_a_minute: u32,
    /// The version that an edit names.
    pub version: i64,
    /// When it was first made.
    pub made_at: Timestamp,
    /// Who made it; none for the command line.
    pub made_by: Option<UserId>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Until when the key before this one opens as well, where there is one.
    pub former_until: Option<Timestamp>,
}

impl ApiKey {
    /// So many wrong codes in an hour, of all people together, and no code is looked at for the rest of it: everyone's waits are
    /// counted over all doors, so whoever has the key could make everybody wait at ours. As many as requests in a minute, which is
    /// more than people mistype who can sign in at that rate.
    pub const fn wrong_an_hour(&self) -> u32 {
        self.requests_a_minute
    }
}

/// Which addresses a sign-in may lead back to: exactly those that the key lists, compared as they are written
/// (RFC 9700 section 2.1: no patterns, no prefixes).
pub fn may_return(listed: &[String], asked: &str) -> bool {
    listed.iter().any(|one| one == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_survive_their_words() {
        for bits in 0..8 {
            let scopes = Scopes(bits);
            assert_eq!(Scopes::from_words(&scopes.words()), Some(scopes));
        }
        assert_eq!(Scopes::of([Scope::Verify, Scope::SignIn]).words(), "sign-in verify");
        assert_eq!(Scopes::from_words("sign-in admin"), None);
        assert!(Scopes::default().is_empty());
    }

    #[test]
    fn a_sign_in_leads_back_to_a_listed_address_alone() {
        let listed = ["https://crm.example/back".to_owned()];
        assert!(may_return(&listed, "https://crm.example/back"));
        for other in [
            "https://crm.example/back/",
            "https://crm.example/back?x",
            "https://crm.example/",
            "//crm.example/back",
            "",
        ] {
            assert!(!may_return(&listed, other), "{other}");
        }
    }
}
