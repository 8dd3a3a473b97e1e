//! Failures in, wait out. The store charges a failure first and asks these functions what it costs; nothing but
//! a success resets a row (RFC 4226 section 7.3: the limit holds across sessions).

use crate::time::{Lifetime, Timestamp};

/// Second-factor tries before the first wait: the fifth failure in a row starts it.
pub const FREE_FAILURES: u32 = 5;
/// This many failures in a row disable the authenticator (NIST SP 800-63B-4 section 3.2.2).
pub const DISABLING_FAILURES: u32 = 100;
/// This many failures from unknown devices within [`UNKNOWN_WINDOW`] close unknown devices; time does not reopen them.
pub const UNKNOWN_LIMIT: u32 = 100;
/// How far back failures from unknown devices count; a success does not reset them.
pub const UNKNOWN_WINDOW: Lifetime = Lifetime::days(30);

const FIRST_WAIT: Lifetime = Lifetime::seconds(30);
const LONGEST_WAIT: Lifetime = Lifetime::hours(1);

/// Failures of one person with one kind of factor, over all browsers, addresses, nodes and channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactorThrottle {
    /// Failures since the last success.
    pub failures: u32,
    /// No try is looked at before this moment.
    pub wait_until: Option<Timestamp>,
    /// Failures from unknown devices since `unknown_since`; no success resets them.
    pub unknown_failures: u32,
    /// When the current window of unknown-device failures began.
    pub unknown_since: Option<Timestamp>,
    /// When, since the last success, a failure from an unknown device was first told to the person.
    pub told_at: Option<Timestamp>,
}

/// Where a try comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A browser that this person passed a second factor in before.
    KnownDevice,
    /// Any other.
    UnknownDevice,
}

/// Why a try is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Too many failures: wait until this moment.
    Wait(Timestamp),
    /// 100 failures in a row: the authenticators of this kind are disabled until enrolled anew.
    Disabled,
    /// 100 failures from unknown devices in 30 days: only known devices, until the person or the helpdesk acts.
    UnknownDevices,
}

impl FactorThrottle {
    /// Whether a try may be looked at now.
    pub fn check(&self, now: Timestamp, origin: Origin) -> Result<(), Closed> {
        if self.failures >= DISABLING_FAILURES {
            return Err(Closed::Disabled);
        }
        if let Some(until) = self.wait_until.filter(|until| now < *until) {
            return Err(Closed::Wait(until));
        }
        if origin == Origin::UnknownDevice && self.unknown_now(now) >= UNKNOWN_LIMIT {
            return Err(Closed::UnknownDevices);
        }
        Ok(())
    }

    /// The row after one more failure. Charged before the answer is known to anyone.
    #[must_use]
    pub fn charged(&self, now: Timestamp, origin: Origin) -> Self {
        let failures = self.failures.saturating_add(1);
        let (unknown_failures, unknown_since) = match origin {
            Origin::KnownDevice => (self.unknown_failures, self.unknown_since),
            Origin::UnknownDevice if self.unknown_now(now) == 0 => (1, Some(now)),
            Origin::UnknownDevice => (self.unknown_failures.saturating_add(1), self.unknown_since),
        };
        let told_at = match origin {
            Origin::KnownDevice => self.told_at,
            Origin::UnknownDevice => self.told_at.or(Some(now)),
        };
        let wait_until = wait_after(failures).map(|wait| now.plus(wait));
        Self { failures, wait_until, unknown_failures, unknown_since, told_at }
    }

    /// The row after one more failure, of which it is not known yet whether it is one: nobody is told before it is.
    #[must_use]
    pub fn charged_untold(&self, now: Timestamp, origin: Origin) -> Self {
        Self { told_at: self.told_at, ..self.charged(now, origin) }
    }

    /// The row after a charge, which left it as `charged`, is taken back since nobody looked at the try. A wait that it
    /// began ends; what others were charged since stays.
    #[must_use]
    pub fn refunded(&self, charged: &Self, origin: Origin) -> Self {
        let unknown = u32::from(origin == Origin::UnknownDevice);
        Self {
            failures: self.failures.saturating_sub(1),
            wait_until: self.wait_until.filter(|_| self.wait_until != charged.wait_until),
            unknown_failures: self.unknown_failures.saturating_sub(unknown),
            ..*self
        }
    }

    /// Whether this row is the first that closes unknown devices, where it was `before`.
    pub fn closes_unknown_devices(&self, before: &Self) -> bool {
        before.unknown_failures < UNKNOWN_LIMIT && self.unknown_failures >= UNKNOWN_LIMIT
    }

    /// The row after a success: the count in a row goes, the 30-day count stays.
    #[must_use]
    pub fn succeeded(&self) -> Self {
        Self { failures: 0, wait_until: None, told_at: None, ..*self }
    }

    /// The row after the person, from a known device, or the helpdesk reopened unknown devices.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { unknown_failures: 0, unknown_since: None, ..*self }
    }

    /// Tries that are left before a wait begins.
    pub fn tries_left(&self) -> u32 {
        FREE_FAILURES.saturating_sub(self.failures)
    }

    /// Failures from unknown devices that count at `now`: those of the current window, and a full count for good.
    fn unknown_now(&self, now: Timestamp) -> u32 {
        match self.unknown_since {
            _ if self.unknown_failures >= UNKNOWN_LIMIT => self.unknown_failures,
            Some(since) if now < since.plus(UNKNOWN_WINDOW) => self.unknown_failures,
            _ => 0,
        }
    }
}

/// How long to wait after this many second-factor failures in a row: nothing while they are free, then 30 seconds
/// doubling to one hour.
pub fn wait_after(failures: u32) -> Option<Lifetime> {
    doubling(failures.checked_sub(FREE_FAILURES)?, FIRST_WAIT, LONGEST_WAIT)
}

/// Password tries of an account before the first wait.
pub const FREE_PASSWORD_FAILURES: u32 = 5;
/// Password tries of a source (an address) before the first wait: an office shares one.
pub const FREE_SOURCE_FAILURES: u32 = 30;

/// How long an account waits after this many password failures in a row: 2 seconds doubling to 15 minutes.
/// It is short enough that a stranger cannot keep a person out, and never hinders a trusted device.
pub fn password_wait_after(failures: u32) -> Option<Lifetime> {
    doubling(failures.checked_sub(FREE_PASSWORD_FAILURES)?, Lifetime::seconds(2), Lifetime::minutes(15))
}

/// A source without a failure for this long begins anew.
pub const SOURCE_FORGETS_AFTER: Lifetime = Lifetime::minutes(15);

/// The same for a source of requests: 2 seconds doubling to half a minute. An office or a whole town may share an
/// address, so one guesser behind it slows the others down and keeps nobody out.
pub fn source_wait_after(failures: u32) -> Option<Lifetime> {
    doubling(failures.checked_sub(FREE_SOURCE_FAILURES)?, Lifetime::seconds(2), Lifetime::seconds(30))
}

/// New sets of recovery codes that a person makes freely; ten slow hashes and a mail come with each.
pub const FREE_RENEWALS: u32 = 5;

/// How long to wait after this many sets of recovery codes: nothing at first, then an hour for each.
pub fn renewal_wait_after(renewals: u32) -> Option<Lifetime> {
    (renewals >= FREE_RENEWALS).then_some(Lifetime::hours(1))
}

fn doubling(step: u32, first: Lifetime, longest: Lifetime) -> Option<Lifetime> {
    let factor = 1_i64.checked_shl(step.min(40))?;
    Some(Lifetime::from_micros(first.micros().saturating_mul(factor)).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn after(failures: u32) -> FactorThrottle {
        (0..failures).fold(FactorThrottle::default(), |row, _| row.charged(NOW, Origin::UnknownDevice))
    }

    #[test]
    fn five_failures_are_free_then_waits_double_from_half_a_minute_to_an_hour() {
        let waits: Vec<_> = (0..=14).map(|n| wait_after(n).map(|wait| wait.micros() / 1_000_000)).collect();
        let expected = [None, None, None, None, None]
            .into_iter()
            .chain([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].map(Some));
        assert_eq!(waits, expected.collect::<Vec<_>>());
        assert_eq!(wait_after(u32::MAX), Some(LONGEST_WAIT));
    }

    #[test]
    fn a_wait_ends_at_its_moment() {
        let row = after(5);
        let until = NOW.plus(Lifetime::seconds(30));
        assert_eq!(row.check(NOW, Origin::KnownDevice), Err(Closed::Wait(until)));
        assert_eq!(row.check(until.minus(Lifetime::from_micros(1)), Origin::KnownDevice), Err(Closed::Wait(until)));
        assert_eq!(row.check(until, Origin::KnownDevice), Ok(()));
    }

    #[test]
    fn a_hundred_in_a_row_disable_for_known_devices_too() {
        let later = NOW.plus(Lifetime::days(400));
        assert_eq!(after(99).check(later, Origin::KnownDevice), Ok(()));
        assert_eq!(after(100).check(later, Origin::KnownDevice), Err(Closed::Disabled));
    }

    #[test]
    fn success_resets_the_row_but_not_the_thirty_days() {
        let mut row = FactorThrottle::default();
        for _ in 0..UNKNOWN_LIMIT {
            row = row.charged(NOW, Origin::UnknownDevice).succeeded();
        }
        assert_eq!(row.failures, 0);
        assert_eq!(row.check(NOW, Origin::UnknownDevice), Err(Closed::UnknownDevices));
        assert_eq!(row.check(NOW, Origin::KnownDevice), Ok(()));
    }

    #[test]
    fn unknown_devices_stay_closed_until_someone_acts() {
        let row = FactorThrottle { failures: 0, wait_until: None, ..after(UNKNOWN_LIMIT) };
        let later = NOW.plus(Lifetime::days(4000));
        assert_eq!(row.check(later, Origin::UnknownDevice), Err(Closed::UnknownDevices));
        assert_eq!(row.reopened().check(NOW, Origin::UnknownDevice), Ok(()));
        let once_more = row.charged(later, Origin::UnknownDevice).succeeded();
        assert_eq!(once_more.check(later, Origin::UnknownDevice), Err(Closed::UnknownDevices));
    }

    #[test]
    fn a_count_that_is_not_full_starts_anew_after_thirty_days() {
        let row = after(UNKNOWN_LIMIT - 1);
        let last = NOW.plus(UNKNOWN_WINDOW).minus(Lifetime::from_micros(1));
        assert_eq!(row.charged(last, Origin::UnknownDevice).unknown_failures, UNKNOWN_LIMIT);
        let anew = row.charged(NOW.plus(UNKNOWN_WINDOW), Origin::UnknownDevice);
        assert_eq!((anew.unknown_failures, anew.unknown_since), (1, Some(NOW.plus(UNKNOWN_WINDOW))));
    }

    #[test]
    fn the_first_failure_from_an_unknown_device_is_told_whatever_came_before() {
        let mistyped = FactorThrottle::default().charged(NOW, Origin::KnownDevice);
        assert_eq!(mistyped.told_at, None);
        let guessed = mistyped.charged(NOW, Origin::UnknownDevice);
        assert_eq!(guessed.told_at, Some(NOW));
        let later = NOW.plus(Lifetime::hours(1));
        assert_eq!(guessed.charged(later, Origin::UnknownDevice).told_at, Some(NOW));
        assert_eq!(guessed.succeeded().told_at, None);
    }

    #[test]
    fn a_try_that_nobody_looked_at_leaves_the_row_as_it_was() {
        for origin in [Origin::KnownDevice, Origin::UnknownDevice] {
            for before in [0, 1, 4, 98].map(after) {
                let before = FactorThrottle { wait_until: None, unknown_since: Some(NOW), ..before };
                let charged = before.charged_untold(NOW, origin);
                assert_eq!(charged.told_at, before.told_at);
                assert_eq!(charged.refunded(&charged, origin), before);
            }
        }
    }

    #[test]
    fn a_refund_leaves_what_others_were_charged() {
        let ours = after(4).charged_untold(NOW, Origin::UnknownDevice);
        let both = ours.charged_untold(NOW.plus(Lifetime::seconds(30)), Origin::UnknownDevice);
        let left = both.refunded(&ours, Origin::UnknownDevice);
        assert_eq!((left.failures, left.unknown_failures, left.wait_until), (5, 5, both.wait_until));
        let reset = ours.succeeded().refunded(&ours, Origin::UnknownDevice);
        assert_eq!((reset.failures, reset.wait_until), (0, None));
    }

    #[test]
    fn failures_of_a_known_device_are_not_counted_as_unknown() {
        let row = FactorThrottle::default().charged(NOW, Origin::KnownDevice);
        assert_eq!((row.failures, row.unknown_failures), (1, 0));
    }

    #[test]
    fn tries_left_count_down_to_the_first_wait() {
        let left: Vec<_> = (0..7).map(|n| after(n).tries_left()).collect();
        assert_eq!(left, [5, 4, 3, 2, 1, 0, 0]);
    }

    #[test]
    fn password_waits_grow_and_are_capped() {
        assert_eq!(password_wait_after(4), None);
        assert_eq!(password_wait_after(5), Some(Lifetime::seconds(2)));
        assert_eq!(password_wait_after(6), Some(Lifetime::seconds(4)));
        assert_eq!(password_wait_after(5000), Some(Lifetime::minutes(15)));
        assert_eq!(source_wait_after(29), None);
        assert_eq!(source_wait_after(30), Some(Lifetime::seconds(2)));
        assert_eq!(source_wait_after(5000), Some(Lifetime::seconds(30)));
    }
}
