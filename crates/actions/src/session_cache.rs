//! Sessions that were looked at, so that the next request costs a look-up in memory. An entry counts only while the
//! generation of its organisation stands: whatever takes something away or demands more makes all entries stale.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::id::OrganisationId;
use domain::time::{Lifetime, Timestamp};
use quick_cache::sync::Cache;

/// At most so many sessions are kept in memory; others are read from the database.
const CAPACITY: usize = 1_000_000;

/// A session that was open when it was last looked at, and stays so until `open_until` unless something changes.
#[derive(Debug)]
pub(crate) struct Remembered {
    /// Whose it is: at the host of another organisation the same token is nothing.
    pub(crate) organisation: OrganisationId,
    /// The generation that it was looked at under.
    pub(crate) generation: i64,
    /// The next moment at which the answer may be another.
    pub(crate) open_until: Timestamp,
    pub(crate) idle: Option<Lifetime>,
    last_seen: AtomicI64,
    written: AtomicI64,
}

/// The last request is written to the database at most this often.
const WRITE_EVERY: Lifetime = Lifetime::minutes(1);

impl Remembered {
    pub(crate) fn new(
        (organisation, generation): (OrganisationId, i64),
        open_until: Timestamp,
        idle: Option<Lifetime>,
        last_seen: Timestamp,
    ) -> Self {
        let last_seen = AtomicI64::new(last_seen.micros());
        let written = AtomicI64::new(last_seen.load(Ordering::Relaxed));
        Self { organisation, generation, open_until, idle, last_seen, written }
    }

    /// Whether the answer "open" still stands at `now`, for this organisation under its generation.
    fn stands(&self, now: Timestamp, (organisation, generation): (OrganisationId, i64)) -> bool {
        let last_seen = Timestamp::from_micros(self.last_seen.load(Ordering::Relaxed));
        self.organisation == organisation
            && self.generation == generation
            && now < self.open_until
            && self.idle.is_none_or(|idle| now.since(last_seen) < idle)
    }

    /// Notes a request; true when it is time to write it down.
    pub(crate) fn seen(&self, now: Timestamp) -> bool {
        // One clock reading a microsecond apart is no reason to write to memory that other cores read.
        if now.since(Timestamp::from_micros(self.last_seen.load(Ordering::Relaxed))) >= Lifetime::seconds(1) {
            self.last_seen.store(now.micros(), Ordering::Relaxed);
        }
        let written = self.written.load(Ordering::Relaxed);
        now.since(Timestamp::from_micros(written)) >= WRITE_EVERY
            && self.written.compare_exchange(written, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    pub(crate) fn last_seen(&self) -> Timestamp {
        Timestamp::from_micros(self.last_seen.load(Ordering::Relaxed))
    }
}

/// The cache.
pub(crate) struct SessionCache {
    entries: Cache<[u8; 32], Arc<Remembered>>,
    generations: RwLock<HashMap<OrganisationId, Arc<AtomicI64>>>,
    /// Whether changes of other processes cannot be seen: then nothing in memory counts.
    blind: AtomicBool,
}

impl SessionCache {
    pub(crate) fn new() -> Self {
        let options =
            quick_cache::OptionsBuilder::new().estimated_items_capacity(64).weight_capacity(CAPACITY as u64).build();
        let entries = match options {
            Ok(options) => Cache::with_options(
                options,
                quick_cache::UnitWeighter,
                quick_cache::DefaultHashBuilder::default(),
                quick_cache::sync::DefaultLifecycle::default(),
            ),
            Err(_) => Cache::new(CAPACITY),
        };
        Self { entries, generations: RwLock::new(HashMap::new()), blind: AtomicBool::new(false) }
    }

    /// Whether the answer "open" stands at `now`.
    pub(crate) fn stands(&self, entry: &Remembered, now: Timestamp, org: OrganisationId) -> bool {
        !self.is_blind() && entry.stands(now, (org, self.generation(org)))
    }

    /// Says whether the database can be read, and so whether what other processes changed is seen.
    pub(crate) fn sees(&self, does: bool) {
        self.blind.store(!does, Ordering::Release);
    }

    /// Whether changes of other processes cannot be seen.
    pub(crate) fn is_blind(&self) -> bool {
        self.blind.load(Ordering::Acquire)
    }

    /// The generation that counts now.
    pub(crate) fn generation(&self, org: OrganisationId) -> i64 {
        let all = self.generations.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&org).map_or(0, |generation| generation.load(Ordering::Acquire))
    }

    /// Notes a generation that was read or made; never goes back.
    pub(crate) fn saw_generation(&self, org: OrganisationId, generation: i64) {
        let known = self.generations.read().unwrap_or_else(PoisonError::into_inner).get(&org).cloned();
        let known = known.unwrap_or_else(|| {
            let mut all = self.generations.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(org).or_default().clone()
        });
        known.fetch_max(generation, Ordering::AcqRel);
    }

    pub(crate) fn find(&self, token: &[u8; 32]) -> Option<Arc<Remembered>> {
        self.entries.get(token)
    }

    pub(crate) fn keep(&self, token: [u8; 32], entry: Arc<Remembered>) {
        self.entries.insert(token, entry);
    }

    pub(crate) fn forget(&self, token: &[u8; 32]) {
        self.entries.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_for_its_own_organisation_alone() {
        let (a, b) = (OrganisationId::from_bytes([1; 16]), OrganisationId::from_bytes([2; 16]));
        let now = Timestamp::from_seconds(100);
        let entry = Remembered::new((a, 1), now.plus(Lifetime::minutes(5)), None, now);
        assert!(entry.stands(now, (a, 1)));
        assert!(!entry.stands(now, (b, 1)), "the generations of two organisations are often the same number");
        assert!(!entry.stands(now, (a, 2)));
    }
}
