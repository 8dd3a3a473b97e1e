//! Moments and spans in microseconds, and the one place that turns a local date into a moment.
//! There is no `now` here: time is always passed in.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The latest moment that can be written.
    pub const MAX: Self = Self(i64::MAX);

    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole seconds since the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment and a span later; never past [`Timestamp::MAX`].
    #[must_use]
    pub const fn plus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This moment and a span earlier.
    #[must_use]
    pub const fn minus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long it is since `earlier`; nothing when `earlier` lies ahead.
    pub fn since(self, earlier: Self) -> Lifetime {
        Lifetime(self.0.saturating_sub(earlier.0).max(0))
    }

    /// The local date at this moment, for showing.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        self.shown().to_zoned_datetime(zone.clone()).date()
    }

    /// This moment for programs, in UTC (RFC 3339): `2026-12-08T14:05:00Z`.
    pub fn rfc3339(self) -> String {
        self.shown().to_string()
    }

    /// As a calendar knows it; what lies beyond its years is their edge.
    fn shown(self) -> jiff::Timestamp {
        let edge = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(edge)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "Timestamp({})", self.0),
        }
    }
}

/// A span of time, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Lifetime(i64);

impl From<i64> for Lifetime {
    fn from(micros: i64) -> Self {
        Self::from_micros(micros)
    }
}

impl From<Lifetime> for i64 {
    fn from(span: Lifetime) -> Self {
        span.0
    }
}

impl Lifetime {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From microseconds; a negative number counts as none.
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }

    /// From seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds as i64 * 1_000_000)
    }

    /// From minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self(minutes as i64 * 60_000_000)
    }

    /// From hours.
    pub const fn hours(hours: u32) -> Self {
        Self(hours as i64 * 3_600_000_000)
    }

    /// From days of 24 hours.
    pub const fn days(days: u32) -> Self {
        Self(days as i64 * 86_400_000_000)
    }

    /// Microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded up: what is left of a wait is never shown as nothing.
    pub const fn seconds_rounded_up(self) -> i64 {
        self.0.saturating_add(999_999) / 1_000_000
    }
}

/// The first instant of a local date: the moment at which a deadline is reached.
///
/// Where the clock jumps over midnight, the day begins at the first instant that exists.
pub fn start_of_day(date: Date, zone: &TimeZone) -> Timestamp {
    match date.to_zoned_datetime(zone.clone()).and_then(|day| day.start_of_day()) {
        Ok(start) => Timestamp(start.timestamp().as_microsecond()),
        // Only dates at the edge of what the calendar can hold; a far date is far in either sense.
        Err(_) if date.year() > 1970 => Timestamp::MAX,
        Err(_) => Timestamp(i64::MIN),
    }
}

/// The first instant after a local date: an exemption "until the end of" that date ends here.
pub fn end_of_day(date: Date, zone: &TimeZone) -> Timestamp {
    match date.tomorrow() {
        Ok(next) => start_of_day(next, zone),
        Err(_) => Timestamp::MAX,
    }
}

/// Local days from `now` until `then`, counted by the calendar: 0 is today.
pub fn days_until(now: Timestamp, then: Timestamp, zone: &TimeZone) -> i64 {
    let (today, day) = (now.date_in(zone), then.date_in(zone));
    day.since(today).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn amsterdam() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    #[test]
    fn a_day_begins_at_local_midnight_in_winter_and_summer() {
        // 2026-12-08 00:00 CET is 2026-12-07 23:00 UTC; 2026-07-01 00:00 CEST is 22:00 UTC the day before.
        assert_eq!(start_of_day(date(2026, 12, 8), &amsterdam()).seconds(), 1_796_684_400);
        assert_eq!(start_of_day(date(2026, 7, 1), &amsterdam()).seconds(), 1_782_856_800);
    }

    #[test]
    fn a_day_with_a_missing_midnight_begins_when_it_exists() {
        let zone = TimeZone::get("America/Asuncion").unwrap();
        let start = start_of_day(date(2023, 10, 1), &zone);
        assert_eq!(start.date_in(&zone), date(2023, 10, 1));
        assert_eq!(Timestamp::from_micros(start.micros() - 1).date_in(&zone), date(2023, 9, 30));
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let zone = amsterdam();
        let deadline = start_of_day(date(2026, 12, 8), &zone);
        assert_eq!(days_until(deadline.minus(Lifetime::seconds(1)), deadline, &zone), 1);
        assert_eq!(days_until(deadline, deadline, &zone), 0);
        assert_eq!(days_until(start_of_day(date(2026, 11, 24), &zone), deadline, &zone), 14);
    }

    #[test]
    fn spans_never_become_negative() {
        let a = Timestamp::from_seconds(10);
        assert_eq!(a.since(Timestamp::from_seconds(11)), Lifetime::ZERO);
        assert_eq!(Timestamp::MAX.plus(Lifetime::days(1)), Timestamp::MAX);
    }
}
