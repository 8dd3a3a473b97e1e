//! Under which keys failures of the first step are counted: what was typed, the account, the source, a known browser.
//! Neighbours: `password` charges them, `store::password_throttle` keeps the counts.

use std::net::{IpAddr, Ipv6Addr};

use domain::id::UserId;
use domain::user::name_key;
use sha2::{Digest, Sha256};

use crate::known_browser::KnownBrowser;
use crate::visit::Visit;

/// What failures are counted under.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    /// What was typed, or the remembered browser of the account: its wait is told.
    pub(super) told: [u8; 32],
    /// The account, however it was spelled; none where there is none, or the browser is known. Its wait is not told, so
    /// that nobody learns from it that two names are one person.
    pub(super) account: Option<[u8; 32]>,
    pub(super) source: [u8; 32],
    /// In a browser that this person passed a second factor in, neither strangers nor neighbours hinder.
    pub(super) known: bool,
}

impl Keys {
    pub(super) fn new(name: &str, user: Option<UserId>, visit: &Visit, browser: &KnownBrowser) -> Self {
        Self::with_source(name, user, source(name, visit), browser)
    }

    fn with_source(name: &str, user: Option<UserId>, source: [u8; 32], browser: &KnownBrowser) -> Self {
        match browser.device() {
            Some(device) => Self { told: hash(b"device", &device.id.bytes()), account: None, source, known: true },
            None => Self {
                told: hash(b"name", name_key(name).as_bytes()),
                account: user.map(|user| hash(b"user", &user.bytes())),
                source,
                known: false,
            },
        }
    }

    pub(super) fn charged(&self) -> impl Iterator<Item = [u8; 32]> {
        [Some(self.told), self.account].into_iter().flatten()
    }
}

/// Where failures come from. A device that asks by RADIUS is one address for everybody who comes by it, so what counts is where it
/// says that the person is, by itself: what it says makes nobody wait at another door. Where it does not say, every name counts
/// alone, since otherwise a stranger could shut it for all.
fn source(name: &str, visit: &Visit) -> [u8; 32] {
    let Some(device) = &visit.device else { return hash(b"source", network(&visit.source).as_bytes()) };
    let place = match &device.station {
        Some(station) => network(station),
        None => name_key(name),
    };
    hash(b"station", &[&device.client.id.bytes(), place.as_bytes()].concat())
}

fn hash(kind: &[u8], value: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(value).finalize().into()
}

/// A source of IPv6 has 2^64 addresses to itself: the first half counts.
fn network(source: &str) -> String {
    match source.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        },
        _ => source.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_of_ipv6_counts_as_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn spellings_of_an_unknown_name_share_one_budget() {
        let key = |name| Keys::with_source(name, None, [0; 32], &KnownBrowser::Unknown).told;
        assert_eq!(key(" Jan@X.nl"), key("jan@x.NL "));
        assert_ne!(key("jan"), key("piet"));
    }
}
