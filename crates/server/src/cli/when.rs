//! Dates, moments and spans as they are typed on the command line.

use domain::time::{Lifetime, Timestamp, start_of_day};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::settings::duration;

/// A local date, `2026-12-08`.
pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2026-12-08".to_owned())
}

/// A local date (its first second) or date and time.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Day(Date),
    Moment(DateTime),
}

impl When {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        // A civil date also reads the date of a longer text, so the longer form is tried first.
        if text.contains(['T', ' ']) {
            let moment = text.replacen(' ', "T", 1).parse().map(Self::Moment);
            return moment.map_err(|_| "expected a date and time such as 2026-12-08T14:30".to_owned());
        }
        date(text).map(Self::Day)
    }

    /// The moment, in the time zone of the organisation.
    pub(super) fn at(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Day(date) => start_of_day(date, zone),
            Self::Moment(moment) => moment
                .to_zoned_datetime(zone.clone())
                .map_or(Timestamp::MAX, |at| Timestamp::from_micros(at.timestamp().as_microsecond())),
        }
    }
}

/// A span within bounds, such as `30d`.
pub(super) fn span(text: &str, least: Lifetime, most: Lifetime) -> Result<Lifetime, String> {
    let span = duration(text)?;
    let span = Lifetime::from_micros(i64::try_from(span.as_micros()).map_err(|_| "too long".to_owned())?);
    if span < least {
        return Err(format!("at least {}", words(least)));
    }
    if span > most {
        return Err(format!("at most {}", words(most)));
    }
    Ok(span)
}

/// A span in words: "30 days", "1 hour", "90 minutes".
pub(super) fn words(span: Lifetime) -> String {
    let seconds = span.seconds_rounded_up();
    let (count, unit) = match seconds {
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight_and_a_moment_is_local() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let at = |text: &str| When::parse(text).unwrap().at(&zone);
        assert_eq!(at("2026-12-08"), Timestamp::from_seconds(1_796_684_400));
        assert_eq!(at("2026-12-07T23:59:59"), Timestamp::from_seconds(1_796_684_399));
        assert_eq!(at("2026-12-08 00:00"), Timestamp::from_seconds(1_796_684_400));
        for bad in ["", "tomorrow", "2026-13-01", "08-12-2026", "2026-12-08T25:00", "2026-02-30"] {
            assert!(When::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_keep_to_their_bounds_and_are_said_in_whole_units() {
        let of = |text: &str| span(text, Lifetime::hours(1), Lifetime::days(365));
        assert_eq!(of("30d").map(words).as_deref(), Ok("30 days"));
        assert_eq!(of("1h").map(words).as_deref(), Ok("1 hour"));
        assert_eq!(of("90m").map(words).as_deref(), Ok("90 minutes"));
        assert_eq!(of("59m").unwrap_err(), "at least 1 hour");
        assert_eq!(of("366d").unwrap_err(), "at most 365 days");
        assert!(of("30").is_err());
    }
}
