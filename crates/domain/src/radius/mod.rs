//! Devices that ask by RADIUS who may in, such as a VPN: what each is set to, what a packet is ([`packet`]), what is typed into
//! its one field ([`field`]), and packets that come twice ([`recent`]). Whom they let in: [`crate::policy::decide_at_door()`].

pub mod field;
pub mod packet;
pub mod recent;

use std::net::IpAddr;

use ipnet::IpNet;

use crate::id::RadiusClientId;
use crate::selection::Selected;
use crate::time::{Lifetime, Timestamp};
use crate::words::words;

/// The most clients of one organisation.
pub const MOST: usize = 50;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// The most networks of one client.
pub const MOST_NETWORKS: usize = 20;

/// After a secret was made anew, the one before counts for this long.
pub const FORMER_LIVES: Lifetime = Lifetime::days(1);

/// A challenge is answered within this time: long enough to find a telephone, short enough that nobody else finds the packet.
pub const CHALLENGE_LIVES: Lifetime = Lifetime::minutes(3);

words!(
    /// How a second factor gets into a protocol that has one field.
    Way {
        /// Behind the password, in the same field.
        OneField = "one-field",
        /// By a question of its own (Access-Challenge).
        Challenge = "challenge",
        /// Behind the password, and by a question where nothing stands behind it.
        Both = "both",
    }
);

words!(
    /// In which attribute the names of somebody's groups go along when they are let in.
    Groups {
        /// In none.
        None = "none",
        /// In Filter-Id (RFC 2865 section 5.11).
        FilterId = "filter-id",
        /// In Class (RFC 2865 section 5.25).
        Class = "class",
    }
);

impl Groups {
    /// The number of that attribute.
    pub const fn attribute(self) -> Option<u8> {
        match self {
            Self::None => None,
            Self::FilterId => Some(packet::FILTER_ID),
            Self::Class => Some(packet::CLASS),
        }
    }
}

words!(
    /// Why a packet from an address of a client came to nothing, for whoever sets it up.
    FaultKind {
        /// No secret that counts made its Message-Authenticator.
        WrongSecret = "wrong-secret",
        /// It has none: it is not looked at (CVE-2024-3596).
        NoAuthenticator = "no-authenticator",
        /// It asks by CHAP, MS-CHAP or EAP, from which no password can be read.
        OtherMethod = "other-method",
        /// Name or password is not UTF-8.
        NotText = "not-text",
        /// It is no packet of RADIUS.
        Malformed = "malformed",
    }
);

/// The last thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// When, to the minute.
    pub at: Timestamp,
    /// From which address.
    pub from: IpAddr,
}

/// A device that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadiusClient {
    /// Identity.
    pub id: RadiusClientId,
    /// Its name.
    pub name: String,
    /// From where its packets come. What it calls itself (NAS-Identifier) counts for nothing.
    pub networks: Vec<IpNet>,
    /// Who may in.
    pub who: Selected,
    /// Whether a second factor is demanded of everybody; else as the rules say.
    pub second_factor: bool,
    /// How a second factor gets in.
    pub way: Way,
    /// In which attribute groups go along.
    pub groups: Groups,
    /// The version that an edit names.
    pub version: i64,
    /// When it was first made.
    pub made_at: Timestamp,
    /// When it last asked for somebody, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// What last went wrong.
    pub fault: Option<Fault>,
    /// Until when the secret before the present one counts as well, where there is one.
    pub former_until: Option<Timestamp>,
}

impl RadiusClient {
    /// Whether its packets may come from this address.
    pub fn is_at(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// A network as typed: an address alone, or with the length of its prefix. What stands behind the prefix goes; nothing where it
/// is none, or holds every address there is.
pub fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.parse::<IpNet>().ok()?.trunc(),
    };
    (network.prefix_len() > 0).then_some(network)
}

/// Networks as they were typed, with spaces, commas or line ends between; what is none is answered as it was typed.
pub fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let mut all: Vec<IpNet> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        let network = network(word).ok_or_else(|| word.to_owned())?;
        if !all.contains(&network) {
            all.push(network);
        }
    }
    Ok(all)
}

/// A network as people write it: an address alone where it holds one.
pub fn shown(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() { network.addr().to_string() } else { network.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_as_people_write_them() {
        let all = networks("10.0.0.9, 192.168.4.7/24\n2001:db8::1/64 10.0.0.9").unwrap();
        let told: Vec<String> = all.iter().map(shown).collect();
        assert_eq!(told, ["10.0.0.9", "192.168.4.0/24", "2001:db8::/64"]);
        assert_eq!(networks("").unwrap(), []);
        assert_eq!(networks("::ffff:10.0.0.9").unwrap(), networks("10.0.0.9").unwrap());
        for bad in ["10.0.0", "10.0.0.0/33", "vpn.example.org", "0.0.0.0/0", "::/0", "10.0.0.1-10.0.0.9"] {
            assert_eq!(networks(&format!("10.0.0.1 {bad}")), Err(bad.to_owned()));
        }
    }
}
