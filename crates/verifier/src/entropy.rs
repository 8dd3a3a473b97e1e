//! Dice: the only place that makes random bytes. The operating system's in production, seeded ones in tests.
//! Neighbours: everything that makes a secret, a nonce, a salt or an id takes a `&dyn Entropy`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rand::rand_core::UnwrapErr;
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use zeroize::Zeroize;

/// A source of random bytes fit for keys.
///
/// `fill` has no error on purpose: a system that cannot give randomness must not go on with the request.
pub trait Entropy: Send + Sync + 'static {
    /// Fills all of `out`.
    ///
    /// # Panics
    /// When the source fails. The call ends there, loudly; nothing is ever made from bytes that were not filled.
    fn fill(&self, out: &mut [u8]);
}

/// The random number generator of the operating system (`getrandom(2)` on Linux).
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, out: &mut [u8]) {
        UnwrapErr(SysRng).fill_bytes(out);
    }
}

/// Predictable bytes, the same for the same seed. Whoever knows the seed knows every secret made from it.
pub struct SeededEntropy {
    generator: Mutex<StdRng>,
}

crate::redacted::redacted!(SeededEntropy => "SeededEntropy");

impl SeededEntropy {
    /// For tests and nothing else, as the name says.
    #[must_use]
    pub fn predictable_for_tests(seed: u64) -> Self {
        Self { generator: Mutex::new(StdRng::seed_from_u64(seed)) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        self.generator.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(out);
    }
}

/// `N` random bytes.
#[must_use]
pub fn bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut out = [0; N];
    entropy.fill(&mut out);
    out
}

/// A random number from 0 up to, but not including, `bound`; every one equally likely. 0 for a bound of 0.
#[must_use]
pub fn below(entropy: &dyn Entropy, bound: u32) -> u32 {
    if bound == 0 {
        return 0;
    }
    // Numbers above the last whole multiple of `bound` are thrown again, else the low ones would come more often.
    let fair = u32::MAX - u32::MAX % bound;
    loop {
        let thrown = u32::from_be_bytes(bytes(entropy));
        if thrown < fair {
            return thrown % bound;
        }
    }
}

/// Makes time-ordered ids (UUID version 7, RFC 9562 §5.7) that sort in the order in which they were made, also within one
/// millisecond: what one transaction does is listed in the order in which it was done (§6.2, method 1: the twelve bits
/// after the time count on from a random start).
#[derive(Debug, Default)]
pub struct IdMaker {
    /// Milliseconds since 1970 of the newest id, times 4096, and its counter.
    newest: AtomicU64,
}

/// A clock that stands or was set back by less than this does not break the order. In counts of [`IdMaker::newest`]:
/// ten seconds. After a longer step back ids follow the clock again.
const SET_BACK: u64 = 10_000 << 12;

impl IdMaker {
    /// The next id at `unix_millis`, milliseconds since 1970; a time before that counts as 1970. Ids are no secrets:
    /// never use one as a token.
    pub fn next(&self, entropy: &dyn Entropy, unix_millis: i64) -> [u8; 16] {
        let mut random = bytes::<10>(entropy);
        // The start leaves half of the counter free, for others of the same millisecond.
        let [high, low, ..] = random;
        let start = u64::from(u16::from_be_bytes([high & 0x07, low]));
        let fresh = (u64::try_from(unix_millis).unwrap_or(0) << 12) | start;
        let after = |newest: u64| {
            if newest >= fresh && newest - fresh < SET_BACK { newest + 1 } else { fresh }
        };
        let newest = self.newest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |newest| Some(after(newest)));
        let mine = newest.map_or(fresh, after);
        let [.., high, low] = mine.to_be_bytes();
        random[..2].copy_from_slice(&[high & 0x0f, low]);
        let id = uuid::Builder::from_unix_timestamp_millis(mine >> 12, &random).into_uuid().into_bytes();
        random.zeroize();
        id
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let one = SeededEntropy::predictable_for_tests(1);
        let same = SeededEntropy::predictable_for_tests(1);
        let other = SeededEntropy::predictable_for_tests(2);
        let first: [u8; 32] = bytes(&one);
        assert_eq!(first, bytes::<32>(&same));
        assert_ne!(first, bytes::<32>(&other));
        assert_ne!(first, bytes::<32>(&one), "the stream goes on");
    }

    #[test]
    fn the_system_never_gives_the_same_seed_twice_in_a_hundred_thousand() {
        let mut all = HashSet::new();
        let mut ones = 0_u64;
        for _ in 0..100_000 {
            let seed: [u8; 20] = bytes(&OsEntropy);
            ones += seed.iter().map(|byte| u64::from(byte.count_ones())).sum::<u64>();
            assert!(all.insert(seed));
        }
        // 16 million fair bits: 8 million ones, standard deviation 2000. Ten deviations never happen by chance.
        assert!((7_980_000..=8_020_000).contains(&ones), "{ones} ones");
    }

    #[test]
    fn numbers_below_a_bound_are_even_and_within_it() {
        let entropy = SeededEntropy::predictable_for_tests(3);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[below(&entropy, 7) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
        assert_eq!(below(&entropy, 1), 0);
        assert_eq!(below(&entropy, 0), 0);
    }

    #[test]
    fn ids_sort_by_time_and_say_version_7() {
        let (entropy, ids) = (SeededEntropy::predictable_for_tests(4), IdMaker::default());
        let early = ids.next(&entropy, 1_700_000_000_000);
        let late = ids.next(&entropy, 1_700_000_000_001);
        assert!(early < late);
        assert_eq!(early[..6], 1_700_000_000_000_u64.to_be_bytes()[2..]);
        assert_eq!(early[6] >> 4, 7);
        assert_eq!(early[8] >> 6, 0b10);
        assert_eq!(IdMaker::default().next(&entropy, -5)[..6], [0; 6]);
    }

    #[test]
    fn ids_of_one_moment_sort_in_the_order_in_which_they_were_made_from_several_threads_too() {
        let (entropy, ids) = (OsEntropy, IdMaker::default());
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let (sender, ids) = (sender.clone(), &ids);
                scope.spawn(move || {
                    let made: Vec<_> = (0..5_000).map(|_| ids.next(&entropy, 1_700_000_000_000)).collect();
                    assert!(made.is_sorted_by(|one, next| one < next));
                    sender.send(made).unwrap();
                });
            }
        });
        drop(sender);
        let all: HashSet<_> = receiver.iter().flatten().collect();
        assert_eq!(all.len(), 20_000);
        let counted: HashSet<_> = all.iter().map(|id| id[..8].to_vec()).collect();
        assert_eq!(counted.len(), 20_000, "the counter alone tells them apart");
    }

    #[test]
    fn a_clock_set_back_a_little_keeps_the_order_and_one_set_back_for_long_is_followed() {
        let (entropy, ids) = (OsEntropy, IdMaker::default());
        let first = ids.next(&entropy, 1_700_000_000_000);
        let second = ids.next(&entropy, 1_699_999_991_000);
        assert!(first < second);
        let long_before = ids.next(&entropy, 1_600_000_000_000);
        assert_eq!(long_before[..6], 1_600_000_000_000_u64.to_be_bytes()[2..]);
    }
}
