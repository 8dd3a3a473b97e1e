//! Relying parties: applications that leave the sign-in to us by OpenID Connect. Where each may send people back to, who may,
//! what it demands, what it is told ([`claims`]), and what a request of it needs before it is answered ([`request`]).

pub mod claims;
pub mod request;

use crate::access::{Demand, Opens};
use crate::id::RelyingPartyId;
use crate::selection::Selected;
use crate::time::{Lifetime, Timestamp};
use crate::words::words;

pub use claims::{ClaimRule, ClaimSource, Scope, Scopes};

/// The most relying parties of one organisation.
pub const MOST: usize = 100;

/// The most addresses of one kind.
pub const MOST_ADDRESSES: usize = 20;

/// The longest address, in characters.
pub const LONGEST_ADDRESS: usize = 500;

/// A code is taken for so long (RFC 9700, ASVS 10.4.3; OpenID Connect Core section 3.1.3.1).
pub const CODE_LIVES: Lifetime = Lifetime::minutes(1);

/// An access token opens for so long.
pub const ACCESS_LIVES: Lifetime = Lifetime::minutes(5);

/// An id token says for so long who somebody is.
pub const ID_TOKEN_LIVES: Lifetime = Lifetime::minutes(5);

/// The longest that an application may stay connected to whoever signed out, in days.
pub const LONGEST_CONNECTED: u32 = 90;

/// A key that signs is followed by another after so long.
pub const KEY_SIGNS: Lifetime = Lifetime::days(90);

/// The next key is shown for so long before it signs: relying parties keep what they read.
pub const KEY_SHOWN_BEFORE: Lifetime = Lifetime::days(1);

/// A key that signs no more is shown for so long.
pub const KEY_SHOWN_AFTER: Lifetime = Lifetime::days(7);

/// After a secret was made anew, the one before opens for this long.
pub const FORMER_LIVES: Lifetime = Lifetime::days(1);

words!(
    /// Which application it is: what its page explains, and what is filled in for it.
    Template {
        /// Any other.
        Own = "own",
        /// Nextcloud.
        Nextcloud = "nextcloud",
        /// `WordPress`.
        WordPress = "wordpress",
        /// Grafana.
        Grafana = "grafana",
        /// `GitLab`.
        GitLab = "gitlab",
        /// Moodle.
        Moodle = "moodle",
    }
);

words!(
    /// How what we say is signed (RFC 7518 section 3.1).
    Algorithm {
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// RSA with SHA-256, for applications that know no other.
        Rs256 = "RS256",
    }
);

words!(
    /// Whether it can keep a secret (RFC 6749 section 2.1).
    ClientKind {
        /// It runs on a server, and shows its secret whenever it asks.
        Confidential = "confidential",
        /// It runs in a browser or on a telephone: whoever has it can read it.
        Public = "public",
    }
);

/// How long it can renew what it has without the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// Not at all.
    #[default]
    Never,
    /// As long as the person is signed in here.
    WhileSignedIn,
    /// For so many days, also after the person has signed out.
    Days(u32),
}

impl Refresh {
    /// The number that the store keeps: nothing, 0, or days.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Never => None,
            Self::WhileSignedIn => Some(0),
            Self::Days(days) => Some(days),
        }
    }

    /// From that number.
    pub const fn from_days(days: Option<u32>) -> Self {
        match days {
            None => Self::Never,
            Some(0) => Self::WhileSignedIn,
            Some(days) => Self::Days(days),
        }
    }
}

/// A relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// Identity; its text is the `client_id`.
    pub id: RelyingPartyId,
    /// What people call it.
    pub name: String,
    /// Which application it is.
    pub template: Template,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// Where a sign-in may lead back to.
    pub redirect_addresses: Vec<String>,
    /// Where signing out may lead back to.
    pub logout_addresses: Vec<String>,
    /// Where it is told that somebody signed out.
    pub back_channel: Option<String>,
    /// Who may.
    pub who: Selected,
    /// Whether a second factor must have been proved in the session.
    pub second_factor: bool,
    /// How old the newest proof may be at most.
    pub max_age: Option<Lifetime>,
    /// Whether each person is asked first; not where the application is the organisation's own.
    pub consent: bool,
    /// How long it can renew what it has.
    pub refresh: Refresh,
    /// Whether its requests may come without PKCE (RFC 7636): for applications that keep a secret and do not know it.
    pub without_pkce: bool,
    /// How what it is told is signed.
    pub algorithm: Algorithm,
    /// What it is told beside what it asks for.
    pub claims: Vec<ClaimRule>,
    /// Rises with every change: two who edit at once do not overwrite each other.
    pub version: i64,
    /// When it was first saved.
    pub made_at: Timestamp,
    /// When somebody last went on to it, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before this one opens as well, where there is one.
    pub former_until: Option<Timestamp>,
}

impl RelyingParty {
    /// What it always demands of a session.
    pub fn demand(&self) -> Demand {
        Demand {
            second_factor: self.second_factor,
            max_age: self.max_age,
            groups: Vec::new(),
            opens: Opens::SignedIn(self.who),
        }
    }

    /// Whether it goes on after the person has signed out, where it gets these scopes: administrators allow it, and it asks for it
    /// (OpenID Connect Core section 11).
    pub fn stays_connected(&self, scopes: Scopes) -> bool {
        matches!(self.refresh, Refresh::Days(_)) && scopes.has(Scope::OfflineAccess)
    }

    /// What it gets of what it asks for: nobody is asked for what it does not get.
    #[must_use]
    pub fn given(&self, asked: Scopes) -> Scopes {
        if self.stays_connected(asked) { asked } else { asked.without(Scope::OfflineAccess) }
    }

    /// Whether a sign-in may lead back to an address: exactly one that is listed (RFC 9700 section 2.1, ASVS 10.4.1). For a program on
    /// the person's own machine the port may be any (RFC 8252 section 7.3).
    pub fn may_return(&self, asked: &str) -> bool {
        let is_native = self.kind == ClientKind::Public;
        self.redirect_addresses.iter().any(|one| one == asked || (is_native && is_same_loopback(one, asked)))
    }

    /// Whether signing out may lead back to an address.
    pub fn may_return_after_sign_out(&self, asked: &str) -> bool {
        self.logout_addresses.iter().any(|one| one == asked)
    }
}

/// Whether two addresses of this machine differ in nothing but the port.
fn is_same_loopback(listed: &str, asked: &str) -> bool {
    match (without_port(listed), without_port(asked)) {
        (Some(listed), Some(asked)) => listed == asked,
        _ => false,
    }
}

/// Host and path of an address on this machine, whatever its port.
fn without_port(address: &str) -> Option<(&'static str, &str)> {
    let rest = address.strip_prefix("http://")?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(at)?;
    let host = ["127.0.0.1", "[::1]", "localhost"].into_iter().find(|host| authority.starts_with(host))?;
    let port = authority.strip_prefix(host)?;
    let is_port =
        |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0) && text.bytes().all(|b| b.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some((host, path))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
