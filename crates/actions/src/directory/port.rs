//! What the actions ask of whoever speaks LDAP (RFC 4511). The server does; tests have a directory in memory.

use std::pin::Pin;

use domain::hook::Near;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// Speaks LDAP. Everything it does ends within a time of its own.
pub trait Directories: Send + Sync + 'static {
    /// Whether a text is a filter (RFC 4515), and one alone.
    fn is_filter(&self, text: &str) -> bool;

    /// Whether a text has certificates in PEM.
    fn has_certificates(&self, text: &str) -> bool;

    /// Begins to list entries. Pages come as fast as they are taken; the last thing to come is [`Page::End`] or a fault. Where neither
    /// comes, the listing is as good as none.
    fn list(&self, door: Door, search: Search) -> mpsc::Receiver<Result<Page, Fault>>;

    /// Finds the one entry that a search means and that is the person, and binds as it with a password that is not empty.
    fn bind(&self, door: Door, person: Person, password: SecretString) -> Reply<Bound>;
}

/// An answer that is being waited for.
pub type Reply<T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send>>;

/// Where a directory is, and as whom it is asked.
#[derive(Clone, Debug)]
pub struct Door {
    /// Its addresses, tried in this order.
    pub urls: Vec<String>,
    /// Whether `ldap://` is encrypted before anything is said.
    pub start_tls: bool,
    /// Certificates of its authority, in PEM; none for those that this machine trusts.
    pub ca: Option<String>,
    /// Whether it may be near.
    pub near: Near,
    /// Whether it is asked for one domain of several alone. What it has to say of others is a fault else.
    pub one_domain: bool,
    /// Who asks.
    pub bind_dn: String,
    /// With which password.
    pub password: SecretString,
}

/// What is looked for, below an entry and at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The entry.
    pub base: String,
    /// Which entries below it.
    pub filter: String,
    /// The attributes that are wanted of each.
    pub attributes: Vec<String>,
}

/// Somebody who is looked for.
pub struct Person {
    /// How they are found.
    pub search: Search,
    /// Whether what was found is them: to a directory, values that differ can be the same.
    pub is_them: Box<dyn FnOnce(&Entry) -> bool + Send>,
}

/// Some of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// These, and more may come.
    Entries(Vec<Entry>),
    /// That was all.
    End,
}

/// An entry of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name.
    pub dn: String,
    /// Its attributes with their values, as the directory spells them.
    pub values: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// The values of an attribute, however its name is spelled.
    pub fn values_of(&self, name: &str) -> &[Vec<u8>] {
        let found = self.values.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, values)| values.as_slice()).unwrap_or_default()
    }

    /// Those that are texts.
    pub fn texts_of(&self, name: &str) -> Vec<String> {
        self.values_of(name).iter().filter_map(|value| String::from_utf8(value.clone()).ok()).collect()
    }
}

/// What became of a bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The password is theirs.
    Right,
    /// It is not, or there is nobody of the kind.
    Wrong,
    /// It is theirs, and has to be changed there first.
    Expired,
}

/// Why a directory was not asked, or did not answer. Nothing that came over the connection stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The name of its host is not known.
    NoSuchHost,
    /// Its address is one to which nothing is sent from here.
    Forbidden,
    /// Nobody listens there.
    Refused,
    /// It did not answer in time.
    TimedOut,
    /// Its certificate is by nobody who is trusted, for another name, or out of date.
    Certificate,
    /// It does not encrypt, or not as it should.
    NotEncrypted,
    /// What answers does not speak LDAP, or stopped in the middle.
    NotLdap,
    /// It does not let in whoever asks.
    Bind,
    /// The entry to look below is not there.
    NoBase,
    /// Whoever asks may not look there.
    NotAllowed,
    /// It does not know what to make of the filter or an attribute.
    Filter,
    /// It gave a part of what there is.
    CutShort,
    /// It says that what is looked for is at another directory.
    Referral,
    /// It names the members of a large group in parts.
    InParts,
    /// It named nobody at all.
    Nobody,
    /// It is busy, or not there for anybody now.
    Away,
    /// It answered so (RFC 4511 section 4.1.9).
    Code(u32),
}

impl Fault {
    /// The word of it, by which pages find a sentence.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NoSuchHost => "no-such-host",
            Self::Forbidden => "forbidden",
            Self::Refused => "refused",
            Self::TimedOut => "timed-out",
            Self::Certificate => "certificate",
            Self::NotEncrypted => "not-encrypted",
            Self::NotLdap => "not-ldap",
            Self::Bind => "bind",
            Self::NoBase => "no-base",
            Self::NotAllowed => "not-allowed",
            Self::Filter => "filter",
            Self::CutShort => "cut-short",
            Self::Referral => "referral",
            Self::InParts => "in-parts",
            Self::Nobody => "nobody",
            Self::Away => "away",
            Self::Code(_) => "code",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchHost => f.write_str("the name of its host is not known: look at the address"),
            Self::Forbidden => f.write_str("its address lies where nothing is sent to from here"),
            Self::Refused => f.write_str("nobody listens there: look at the address and the port, and at firewalls between"),
            Self::TimedOut => f.write_str("it did not answer in time: look at the port, and at firewalls between"),
            Self::Certificate => f.write_str(
                "its certificate is by an authority that is not trusted, for another name, or out of date: give the certificate of \
                 its authority",
            ),
            Self::NotEncrypted => f.write_str("it does not encrypt as it should: look at ldaps:// and StartTLS"),
            Self::NotLdap => f.write_str("what answers there does not speak LDAP, or stopped in the middle"),
            Self::Bind => f.write_str("it does not let in whoever asks: look at the name and password to bind with"),
            Self::NoBase => f.write_str("the entry to look below is not there, or may not be seen by whoever asks"),
            Self::NotAllowed => f.write_str("whoever asks may not look there"),
            Self::Filter => f.write_str("it does not know what to make of the filter or an attribute"),
            Self::CutShort => f.write_str("it gave a part of what there is: raise its limit of size or time for whoever asks"),
            Self::Referral => f.write_str("it says that what is looked for is at another directory: connect that one"),
            Self::InParts => f.write_str("it names the members of large groups in parts: take groups from memberOf"),
            Self::Nobody => f.write_str("it named nobody at all: look at the base and the filter"),
            Self::Away => f.write_str("it is busy, or not there for anybody now"),
            Self::Code(code) => write!(f, "it answered with the code {code} of LDAP"),
        }
    }
}
