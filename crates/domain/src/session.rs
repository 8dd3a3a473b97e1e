//! How long people stay signed in, and how fresh a proof must be.

use serde::{Deserialize, Serialize};

use crate::policy::{EffectivePolicy, Stay};
use crate::time::{Lifetime, Timestamp};

/// "Until the browser closes" ends here at the latest.
pub const LONGEST_WITHOUT_STAY: Lifetime = Lifetime::hours(12);

/// A half sign-in (password only) lives this long and opens the sign-in pages alone.
pub const HALF_SIGN_IN: Lifetime = Lifetime::minutes(10);

/// A proof counts as fresh for changes to authenticators, codes, addresses and password for this long
/// (ASVS 7.5.1, policy.md "at most 5 minutes old").
pub const FRESH: Lifetime = Lifetime::minutes(5);

/// The terms on which a person is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTerms {
    /// The session ends here, used or not.
    pub expires_at: Timestamp,
    /// It ends earlier after this long without a request.
    pub idle: Option<Lifetime>,
    /// Whether the cookie outlives the browser.
    pub persistent: bool,
}

impl SessionTerms {
    /// Terms for someone who signs in at `now` under `policy`.
    pub fn new(now: Timestamp, policy: &EffectivePolicy) -> Self {
        let (lifetime, persistent) = lifetime(policy);
        Self { expires_at: now.plus(lifetime), idle: policy.idle.value, persistent }
    }
}

/// How long a session may last under a policy, and whether it outlives the browser.
pub fn lifetime(policy: &EffectivePolicy) -> (Lifetime, bool) {
    (policy.longest_session.value, policy.stay.value != Stay::UntilBrowserCloses)
}

/// Whether a proof given at `proved_at` is fresh enough for a sensitive change at `now`.
pub fn is_fresh(now: Timestamp, proved_at: Timestamp) -> bool {
    proved_at <= now && now.since(proved_at) <= FRESH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_fresh_for_five_minutes_and_not_a_microsecond_longer() {
        let proved = Timestamp::from_seconds(1_000);
        assert!(is_fresh(proved.plus(FRESH), proved));
        assert!(!is_fresh(proved.plus(Lifetime::from_micros(FRESH.micros() + 1)), proved));
        assert!(!is_fresh(proved.minus(Lifetime::seconds(1)), proved));
    }
}
