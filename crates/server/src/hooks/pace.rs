//! How many events are on their way to each system at once: a few to one that takes them, one to one that did not take the
//! last, so that a system that is away holds up nobody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::hook::Verdict;
use domain::id::SystemId;

/// To a system that takes what it is sent.
const AT_ONCE: i64 = 8;

/// To one that did not take the last.
const TO_TRY: i64 = 1;

/// What is known of the systems since the program began. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace(Arc<Mutex<HashMap<SystemId, State>>>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    under_way: i64,
    failing: bool,
}

impl Pace {
    /// How many more may be sent to a system now.
    pub(crate) fn room(&self, system: SystemId) -> i64 {
        let state = self.lock().get(&system).copied().unwrap_or_default();
        let at_once = if state.failing { TO_TRY } else { AT_ONCE };
        at_once - state.under_way
    }

    /// Begins to send an event.
    pub(crate) fn begin(&self, system: SystemId) -> Turn {
        self.lock().entry(system).or_default().under_way += 1;
        Turn { pace: self.clone(), system, took: None }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SystemId, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event on its way. One that is dropped on it counts as not taken.
pub(crate) struct Turn {
    pace: Pace,
    system: SystemId,
    took: Option<bool>,
}

impl Turn {
    /// What came back.
    pub(crate) fn end(mut self, verdict: Verdict) {
        self.took = Some(verdict == Verdict::Taken);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.pace.lock();
        let state = all.entry(self.system).or_default();
        state.under_way -= 1;
        state.failing = self.took != Some(true);
        // Nothing is remembered of systems with which all is well: they come and go.
        if state.under_way == 0 && !state.failing {
            all.remove(&self.system);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_takes_nothing_is_tried_with_one_event_at_a_time() {
        let (pace, one, other) = (Pace::default(), SystemId::from_bytes([1; 16]), SystemId::from_bytes([2; 16]));
        let turns: Vec<_> = (0..AT_ONCE).map(|_| pace.begin(one)).collect();
        assert_eq!((pace.room(one), pace.room(other)), (0, AT_ONCE), "each has its own");
        for turn in turns {
            turn.end(Verdict::Again);
        }
        assert_eq!(pace.room(one), TO_TRY);
        let turn = pace.begin(one);
        assert_eq!(pace.room(one), 0);
        turn.end(Verdict::Taken);
        assert_eq!(pace.room(one), AT_ONCE);
        assert!(pace.lock().is_empty());
        drop(pace.begin(one));
        assert_eq!(pace.room(one), TO_TRY, "one that died was not taken");
    }
}
