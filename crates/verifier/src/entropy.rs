//! Dice: the only place that makes random bytes. The operating system's in production, seeded ones in tests.
//! Neighbours: everything that makes a secret, a nonce, a salt or an id takes a `&dyn Entropy`.

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

/// A time-ordered id (UUID version 7, RFC 9562 §5.7) from milliseconds since 1970. Ids are no secrets:
/// never use one as a token. A time before 1970 counts as 1970.
#[must_use]
pub fn uuid_v7(entropy: &dyn Entropy, unix_millis: i64) -> [u8; 16] {
    let millis = u64::try_from(unix_millis).unwrap_or(0);
    let mut random = bytes::<10>(entropy);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into_bytes();
    random.zeroize();
    id
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
        let entropy = SeededEntropy::predictable_for_tests(4);
        let early = uuid_v7(&entropy, 1_700_000_000_000);
        let late = uuid_v7(&entropy, 1_700_000_000_001);
        assert!(early < late);
        assert_eq!(early[..6], 1_700_000_000_000_u64.to_be_bytes()[2..]);
        assert_eq!(early[6] >> 4, 7);
        assert_eq!(early[8] >> 6, 0b10);
        assert_eq!(uuid_v7(&entropy, -5)[..6], [0; 6]);
    }
}
