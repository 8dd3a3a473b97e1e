//! Events that are told to other systems (webhooks): to which addresses of the network they may go, and when one that was
//! not taken is sent again. Pure; `server::hooks` resolves and sends.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::time::Lifetime;

/// Where an address of the network lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the internet.
    Public,
    /// This machine, or a private network around it.
    Near,
    /// Nowhere that a system could be: link-local, multicast, unspecified, reserved.
    Never,
}

/// Whether events may go to this machine and the networks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// The installation is one organisation's own: it may.
    Open,
    /// Several organisations share it: none of them may look into the network of the house.
    Closed,
}

/// Whether a connection to `address` may be made, for an event that goes there encrypted.
pub fn may_reach(address: IpAddr, near: Near) -> bool {
    match place(address) {
        Place::Public => true,
        Place::Near => near == Near::Open,
        Place::Never => false,
    }
}

/// Where an address lies, by the registers of special purpose addresses (RFC 6890). What only wraps another address is
/// judged by that one, or refused.
pub fn place(address: IpAddr) -> Place {
    match address.to_canonical() {
        IpAddr::V4(v4) => place_v4(v4),
        IpAddr::V6(v6) => place_v6(v6),
    }
}

fn place_v4(address: Ipv4Addr) -> Place {
    match address.octets() {
        // The last but three are for documentation, 192.0.0.0/24 for protocols, 198.18.0.0/15 for measuring.
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Place::Never,
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Place::Near,
        _ => Place::Public,
    }
}

fn place_v6(address: Ipv6Addr) -> Place {
    let segments = address.segments();
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Near,
        // RFC 6052: an IPv4 address behind a translator.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
            place_v4(Ipv4Addr::new(a, b, c, d))
        }
        [first, ..] if first & 0xfe00 == 0xfc00 => Place::Near,
        // Teredo, ORCHID, benchmarks and the like; documentation; 6to4.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Place::Never,
        // RFC 4291 §2.4: what is not global unicast is no place for a system.
        [first, ..] if first & 0xe000 == 0x2000 => Place::Public,
        _ => Place::Never,
    }
}

/// What came back at a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer with this status.
    Status(u16),
    /// None, for this reason.
    Missed(Miss),
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// The system has no address any more, or takes no events any more.
    NoAddress,
    /// Its secret cannot be opened with the keys of this server.
    NoSecret,
    /// The name of its host is not known.
    UnknownHost,
    /// The address lies where events do not go.
    Forbidden,
    /// Without encryption, and not on a private network.
    NotEncrypted,
    /// Nobody listens there.
    NoConnection,
    /// The encryption could not be trusted.
    NotTrusted,
    /// It took longer than 15 seconds.
    TooSlow,
    /// What came back is no HTTP.
    NoAnswer,
}

impl Miss {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::NoAddress,
        Self::NoSecret,
        Self::UnknownHost,
        Self::Forbidden,
        Self::NotEncrypted,
        Self::NoConnection,
        Self::NotTrusted,
        Self::TooSlow,
        Self::NoAnswer,
    ];

    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::NoSecret => "no-secret",
            Self::UnknownHost => "unknown-host",
            Self::Forbidden => "forbidden",
            Self::NotEncrypted => "not-encrypted",
            Self::NoConnection => "no-connection",
            Self::NotTrusted => "not-trusted",
            Self::TooSlow => "too-slow",
            Self::NoAnswer => "no-answer",
        }
    }
}

/// What an answer means for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was taken.
    Taken,
    /// Try again later.
    Again,
    /// The system wants no events any more.
    Off,
}

impl Answer {
    /// What it means, by the specification: 2xx is taken, 410 switches off, anything else is tried again. A redirect is
    /// not followed: it is no answer of whom the event is for.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Status(200..=299) => Verdict::Taken,
            Self::Status(410) => Verdict::Off,
            Self::Status(_) | Self::Missed(_) => Verdict::Again,
        }
    }

    /// The word that the store keeps.
    pub fn word(self) -> String {
        match self {
            Self::Status(status) => status.to_string(),
            Self::Missed(miss) => miss.word().to_owned(),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        let missed = || Miss::ALL.into_iter().find(|miss| miss.word() == word).map(Self::Missed);
        word.parse().ok().map(Self::Status).or_else(missed)
    }
}

/// How long after a try that was not taken the next one comes, once there were `tries`; none where it was the last.
/// Standard Webhooks, "Deliverability and reliability".
pub fn pause_after(tries: i64) -> Option<Lifetime> {
    const PAUSES: [Lifetime; 9] = [
        Lifetime::seconds(5),
        Lifetime::minutes(5),
        Lifetime::minutes(30),
        Lifetime::hours(2),
        Lifetime::hours(5),
        Lifetime::hours(10),
        Lifetime::hours(14),
        Lifetime::hours(20),
        Lifetime::hours(24),
    ];
    PAUSES.get(usize::try_from(tries).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn where_an_address_lies() {
        for (address, expected) in [
            ("8.8.8.8", Place::Public),
            ("100.63.255.255", Place::Public),
            ("172.32.0.1", Place::Public),
            ("192.0.1.1", Place::Public),
            ("2a00:1450:400e::1", Place::Public),
            ("127.0.0.1", Place::Near),
            ("127.255.255.254", Place::Near),
            ("10.1.2.3", Place::Near),
            ("172.16.0.1", Place::Near),
            ("172.31.255.255", Place::Near),
            ("192.168.1.1", Place::Near),
            ("100.64.0.1", Place::Near),
            ("::1", Place::Near),
            ("fd12:3456::1", Place::Near),
            ("::ffff:127.0.0.1", Place::Near),
            ("::ffff:8.8.8.8", Place::Public),
            ("64:ff9b::8.8.8.8", Place::Public),
            ("64:ff9b::10.0.0.1", Place::Near),
            ("64:ff9b::169.254.169.254", Place::Never),
            ("64:ff9b:1::1", Place::Never),
            ("0.0.0.0", Place::Never),
            ("169.254.169.254", Place::Never),
            ("::ffff:169.254.169.254", Place::Never),
            ("224.0.0.1", Place::Never),
            ("255.255.255.255", Place::Never),
            ("240.0.0.1", Place::Never),
            ("192.0.2.1", Place::Never),
            ("198.19.0.1", Place::Never),
            ("::", Place::Never),
            ("::7f00:1", Place::Never),
            ("fe80::1", Place::Never),
            ("fec0::1", Place::Never),
            ("ff02::1", Place::Never),
            ("2001::1", Place::Never),
            ("2001:db8::1", Place::Never),
            ("2002:7f00:1::1", Place::Never),
        ] {
            assert_eq!(place(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn what_was_not_taken_is_tried_nine_times_more() {
        let pauses: Vec<_> = (1..).map_while(pause_after).map(Lifetime::seconds_rounded_up).collect();
        assert_eq!(pauses, [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        assert_eq!((pause_after(0), pause_after(-1), pause_after(10)), (None, None, None));
    }

    #[test]
    fn what_an_answer_means() {
        for (answer, verdict) in [
            (Answer::Status(200), Verdict::Taken),
            (Answer::Status(204), Verdict::Taken),
            (Answer::Status(301), Verdict::Again),
            (Answer::Status(307), Verdict::Again),
            (Answer::Status(400), Verdict::Again),
            (Answer::Status(410), Verdict::Off),
            (Answer::Status(429), Verdict::Again),
            (Answer::Status(500), Verdict::Again),
            (Answer::Missed(Miss::TooSlow), Verdict::Again),
        ] {
            assert_eq!(answer.verdict(), verdict, "{answer:?}");
        }
        for answer in Miss::ALL.map(Answer::Missed).into_iter().chain([Answer::Status(503)]) {
            assert_eq!(Answer::from_word(&answer.word()), Some(answer));
        }
        assert_eq!(Answer::from_word("anything"), None);
    }

    proptest! {
        #[test]
        fn a_wrapped_address_reaches_nothing_that_it_does_not_reach_itself(v4: u32) {
            let v4 = Ipv4Addr::from(v4);
            let [a, b, c, d] = v4.octets();
            let segments = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
            let wrapped = [
                IpAddr::V6(v4.to_ipv6_mapped()),
                IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, segments[0], segments[1])),
                IpAddr::V6(Ipv6Addr::new(0x2002, segments[0], segments[1], 0, 0, 0, 0, 1)),
                IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0, segments[0], segments[1])),
            ];
            for near in [Near::Open, Near::Closed] {
                for address in wrapped.into_iter().filter(|address| !address.is_loopback()) {
                    prop_assert!(!may_reach(address, near) || may_reach(IpAddr::V4(v4), near), "{address}");
                }
            }
        }

        #[test]
        fn whoever_shares_an_installation_reaches_no_address_that_is_not_public(v4: u32, v6: u128) {
            for address in [IpAddr::V4(v4.into()), IpAddr::V6(v6.into())] {
                prop_assert!(!may_reach(address, Near::Closed) || place(address) == Place::Public);
                prop_assert!(!may_reach(address, Near::Open) || place(address) != Place::Never);
            }
        }
    }
}
