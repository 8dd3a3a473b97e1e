//! What an application is told about somebody: scopes that it asks for, and claims that administrators add.

use crate::assurance::{Proof, amr};
use crate::selection::AttributeKey;
use crate::time::Timestamp;
use crate::words::{word_set, words};

/// A second factor was proved in this session.
pub const ACR_TWO: &str = "urn:tweestap:acr:2fa";

/// A password was proved in this session, and nothing beside it.
pub const ACR_ONE: &str = "urn:tweestap:acr:1fa";

/// A second factor, as federations of schools ask for it (REFEDS MFA Profile 1.2).
pub const ACR_REFEDS: &str = "https://refeds.org/profile/mfa";

/// Whether a class of authentication is one that is known here.
pub fn is_known(class: &str) -> bool {
    [ACR_ONE, ACR_TWO, ACR_REFEDS].contains(&class)
}

/// The longest name of a claim.
pub const LONGEST_CLAIM: usize = 60;

/// The most claims that administrators add.
pub const MOST_CLAIMS: usize = 30;

/// What is said about how somebody signed in, and never by an attribute.
const RESERVED: [&str; 19] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "sid",
    "at_hash",
    "c_hash",
    "events",
    "active",
    "scope",
    "email_verified",
];

words!(
    /// What an application asks for.
    Scope {
        /// Who it is (OpenID Connect Core section 3.1.2.1); without it nothing is.
        OpenId = "openid",
        /// Names and language.
        Profile = "profile",
        /// The first e-mail address.
        Email = "email",
        /// Names of groups.
        Groups = "groups",
        /// To stay connected (section 11).
        OfflineAccess = "offline_access",
    }
);

word_set!(
    /// A set of scopes.
    Scopes of Scope
);

impl Scopes {
    /// Those that are known; others are left out (OpenID Connect Core section 3.1.2.1).
    pub fn known_in(text: &str) -> Self {
        Self::of(text.split(' ').filter_map(Scope::from_word))
    }

    /// Without one.
    #[must_use]
    pub const fn without(self, scope: Scope) -> Self {
        Self(self.0 & !Self::bit(scope))
    }

    /// Whether all of these are among `others`.
    pub const fn are_in(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// These and others.
    #[must_use]
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// Where a claim is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimSource {
    /// The name to sign in with.
    UserName,
    /// The full name.
    DisplayName,
    /// The first e-mail address.
    Email,
    /// Names of groups, as a list.
    Groups,
    /// An attribute of the organisation's own.
    Attribute(AttributeKey),
}

impl ClaimSource {
    /// Those that every organisation has.
    pub const COMMON: [Self; 4] = [Self::UserName, Self::DisplayName, Self::Email, Self::Groups];

    /// The word that the store and forms use.
    pub fn word(&self) -> String {
        match self {
            Self::UserName => "user-name".to_owned(),
            Self::DisplayName => "display-name".to_owned(),
            Self::Email => "email".to_owned(),
            Self::Groups => "groups".to_owned(),
            Self::Attribute(key) => format!("attribute:{key}"),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(key) = word.strip_prefix("attribute:") {
            return AttributeKey::is_written_so(key).then(|| Self::Attribute(AttributeKey::kept(key)));
        }
        Self::COMMON.into_iter().find(|one| one.word() == word)
    }
}

/// A claim that administrators add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRule {
    /// Its name on the wire.
    pub name: String,
    /// What it says.
    pub from: ClaimSource,
}

impl ClaimRule {
    /// Whether a text can be the name of a claim: visible letters without spaces, and none that says how somebody signed in.
    pub fn is_name(name: &str) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/');
        !name.is_empty() && name.len() <= LONGEST_CLAIM && name.bytes().all(is_plain) && !RESERVED.contains(&name)
    }
}

/// What is claimed of how somebody signed in (OpenID Connect Core section 2, RFC 8176): facts of this session alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assured {
    /// Authentication context class.
    pub acr: &'static str,
    /// Authentication methods.
    pub amr: Vec<&'static str>,
}

impl Assured {
    /// What a proof is worth; `asked` are the classes that the application named, the first one first.
    pub fn of<'a>((proof, password_at): (Option<Proof>, Timestamp), asked: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |name: &str| [ACR_TWO, ACR_REFEDS].into_iter().find(|known| *known == name);
        let acr = match proof {
            Some(_) => asked.into_iter().find_map(known).unwrap_or(ACR_TWO),
            None => ACR_ONE,
        };
        Self { acr, amr: amr(proof, password_at) }
    }
}
