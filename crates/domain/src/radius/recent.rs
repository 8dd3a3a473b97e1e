//! Packets that were answered a moment ago. A device that hears nothing sends the same packet again, and must get the same
//! answer: never a second charge, nor a second use of a code (RFC 5080 section 2.2.2).

use std::collections::HashMap;
use std::net::SocketAddr;

use super::packet::{AUTHENTICATOR, Request};
use crate::time::{Lifetime, Timestamp};

/// How long an answer is kept: longer than devices try (three times within ten seconds is usual).
pub const KEPT: Lifetime = Lifetime::seconds(30);

/// The most packets that are remembered.
pub const MOST: usize = 8_192;

/// What a packet is known by: a device may use a number again for another packet, and then has another authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    from: SocketAddr,
    identifier: u8,
}

#[derive(Clone, Debug)]
struct Entry {
    authenticator: [u8; AUTHENTICATOR],
    since: Timestamp,
    answer: Option<Vec<u8>>,
}

/// What a packet turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is new: it is being answered from now on.
    New,
    /// It is being answered: nothing is to be done.
    UnderWay,
    /// It was answered, with this.
    Answered(Vec<u8>),
    /// There is no room to remember it, so it is not answered: the device sends it again.
    Full,
}

/// The packets of a while.
#[derive(Debug, Default)]
pub struct Recent {
    all: HashMap<Key, Entry>,
}

impl Recent {
    /// Looks at a packet and remembers it. Only packets that are signed come here: nobody else takes room.
    pub fn see(&mut self, now: Timestamp, from: SocketAddr, request: &Request) -> Seen {
        let key = Key { from, identifier: request.identifier() };
        let authenticator = request.authenticator();
        if let Some(entry) = self.all.get(&key)
            && entry.authenticator == authenticator
            && fresh(now, entry)
        {
            return entry.answer.clone().map_or(Seen::UnderWay, Seen::Answered);
        }
        if self.all.len() >= MOST && !self.all.contains_key(&key) {
            self.all.retain(|_, entry| fresh(now, entry));
            if self.all.len() >= MOST {
                return Seen::Full;
            }
        }
        self.all.insert(key, Entry { authenticator, since: now, answer: None });
        Seen::New
    }

    /// Keeps the answer of a packet; none lets it be answered anew when it comes again.
    pub fn done(&mut self, from: SocketAddr, request: &Request, answer: Option<&[u8]>) {
        let key = Key { from, identifier: request.identifier() };
        // Another packet may have its number by now.
        if self.all.get(&key).is_none_or(|entry| entry.authenticator != request.authenticator()) {
            return;
        }
        match answer {
            Some(answer) => {
                if let Some(entry) = self.all.get_mut(&key) {
                    entry.answer = Some(answer.to_vec());
                }
            }
            None => drop(self.all.remove(&key)),
        }
    }
}

/// A clock that was put back makes nothing young.
fn fresh(now: Timestamp, entry: &Entry) -> bool {
    entry.since <= now && now.since(entry.since) < KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(identifier: u8, authenticator: u8) -> Request {
        let mut bytes = vec![1, identifier, 0, 20];
        bytes.extend([authenticator; AUTHENTICATOR]);
        Request::parse(&bytes).unwrap()
    }

    #[test]
    fn the_same_packet_gets_the_same_answer_and_another_one_its_own() {
        let mut recent = Recent::default();
        let now = Timestamp::from_seconds(1_000_000);
        let (here, there): (SocketAddr, SocketAddr) =
            ("10.0.0.9:1000".parse().unwrap(), "10.0.0.9:1001".parse().unwrap());
        assert_eq!(recent.see(now, here, &request(1, 1)), Seen::New);
        assert_eq!(recent.see(now, here, &request(1, 1)), Seen::UnderWay);
        recent.done(here, &request(1, 1), Some(b"answer"));
        assert_eq!(recent.see(now, here, &request(1, 1)), Seen::Answered(b"answer".to_vec()));
        assert_eq!(recent.see(now, there, &request(1, 1)), Seen::New);
        assert_eq!(recent.see(now, here, &request(2, 1)), Seen::New);
        // The number is used again: what is still under way keeps nothing for it.
        assert_eq!(recent.see(now, here, &request(1, 2)), Seen::New);
        recent.done(here, &request(1, 1), Some(b"late"));
        assert_eq!(recent.see(now, here, &request(1, 2)), Seen::UnderWay);
        // Nobody could answer it: it may come again.
        recent.done(here, &request(1, 2), None);
        assert_eq!(recent.see(now, here, &request(1, 2)), Seen::New);
        recent.done(here, &request(1, 2), Some(b"answer"));
        assert_eq!(recent.see(now.plus(KEPT), here, &request(1, 2)), Seen::New);
    }

    #[test]
    fn it_takes_no_more_room_than_it_has() {
        let mut recent = Recent::default();
        let now = Timestamp::from_seconds(1_000_000);
        for port in 1..=u16::try_from(MOST).unwrap() + 9 {
            let seen = recent.see(now, SocketAddr::from(([10, 0, 0, 9], port)), &request(1, 1));
            assert_eq!(seen, if usize::from(port) <= MOST { Seen::New } else { Seen::Full });
        }
        let later = now.plus(KEPT);
        assert_eq!(recent.see(later, "10.0.0.9:9".parse().unwrap(), &request(1, 1)), Seen::New);
        assert!(recent.all.len() <= MOST);
    }
}
