//! Round and round: an application that does not keep its session sends a browser here again as soon as it has its answer. Whoever
//! comes for the same so often that no person did it is told instead, and may go on. Kept in memory, for a few of the last alone.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use domain::id::SessionId;
use domain::time::{Lifetime, Timestamp};

/// So often within [`SPAN`] does nobody come who is not sent.
const OFTEN: u32 = 8;
const SPAN: Lifetime = Lifetime::seconds(30);
/// So many browsers are counted at once; whoever came first is forgotten. One that goes round comes back at once.
const MOST: usize = 1_000;

/// Who came for what, the last first.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<VecDeque<Round>>);

#[derive(Debug)]
struct Round {
    session: SessionId,
    wanted: String,
    since: Timestamp,
    times: u32,
}

impl Rounds {
    /// Counts that a session is about to be sent on; true where that has been too often. Then it begins anew, so that whoever wants
    /// to go on does.
    pub(crate) fn is_too_often(&self, now: Timestamp, session: SessionId, wanted: &str) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|round| round.session == session && round.wanted == wanted);
        let round = match place.and_then(|place| all.remove(place)) {
            Some(round) if now >= round.since && now < round.since.plus(SPAN) => {
                Round { times: round.times + 1, ..round }
            }
            _ => Round { session, wanted: wanted.to_owned(), since: now, times: 1 },
        };
        if round.times > OFTEN {
            return true;
        }
        all.truncate(MOST - 1);
        all.push_front(round);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(number: usize) -> SessionId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        SessionId::from_bytes(bytes)
    }

    fn times_until_told(rounds: &Rounds, apart: Lifetime) -> Option<u32> {
        let mut now = Timestamp::from_seconds(1_000);
        for times in 1..100 {
            if rounds.is_too_often(now, session(1), "cloud") {
                return Some(times);
            }
            now = now.plus(apart);
        }
        None
    }

    #[test]
    fn nine_times_in_half_a_minute_is_too_often_and_then_it_begins_anew() {
        let rounds = Rounds::default();
        for _ in 0..3 {
            assert_eq!(times_until_told(&rounds, Lifetime::seconds(2)), Some(9));
        }
        assert_eq!(times_until_told(&rounds, Lifetime::seconds(4)), None, "slower than that is a person");
    }

    #[test]
    fn others_and_what_else_is_wanted_count_for_themselves() {
        let (rounds, now) = (Rounds::default(), Timestamp::from_seconds(1_000));
        for _ in 0..8 {
            for (who, wanted) in [(1, "cloud"), (2, "cloud"), (1, "wiki")] {
                assert!(!rounds.is_too_often(now, session(who), wanted));
            }
        }
        assert!(rounds.is_too_often(now, session(1), "cloud"));
    }

    #[test]
    fn it_remembers_a_thousand_and_a_clock_that_goes_back_harms_nobody() {
        let (rounds, now) = (Rounds::default(), Timestamp::from_seconds(1_000));
        for number in 0..3_000 {
            assert!(!rounds.is_too_often(now, session(number), "cloud"));
        }
        assert_eq!(rounds.0.lock().unwrap().len(), MOST);
        for second in 0..100 {
            assert!(!rounds.is_too_often(Timestamp::from_seconds(900 - second), session(1), "cloud"));
        }
    }
}
