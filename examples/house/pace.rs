//! How fast something went.

use std::time::{Duration, Instant};

/// Now, for what is measured.
#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
pub(crate) fn started() -> Instant {
    Instant::now()
}

/// So many in so long, a second.
pub(crate) fn per_second(count: usize, elapsed: Duration) -> u64 {
    let micros = elapsed.as_micros().max(1);
    u64::try_from(count as u128 * 1_000_000 / micros).unwrap_or(u64::MAX)
}
