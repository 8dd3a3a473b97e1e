//! A browser remembered after a second factor: what it is worth, and when it dies.

use crate::policy::{Ask, EffectivePolicy};
use crate::time::{Lifetime, Timestamp};

/// No browser is remembered for longer, whatever a policy says.
pub const LONGEST_TRUST: Lifetime = Lifetime::days(365);

/// Until when this browser is trusted under a policy; `None` where the policy trusts none.
///
/// The age is counted from the second factor itself and checked here, never by the cookie's own expiry.
pub fn trusted_until(passed_at: Timestamp, policy: &EffectivePolicy) -> Option<Timestamp> {
    match policy.ask.value {
        Ask::Always => None,
        Ask::Every(period) => Some(passed_at.plus(period.min(LONGEST_TRUST))),
    }
}

/// Whether a second factor passed at `passed_at` still spares the question at `now`.
pub fn is_trusted(now: Timestamp, passed_at: Timestamp, policy: &EffectivePolicy) -> bool {
    // A moment in the future is no proof: a clock went wrong somewhere, and every doubt asks.
    passed_at <= now && trusted_until(passed_at, policy).is_some_and(|until| now < until)
}
