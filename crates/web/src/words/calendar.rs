//! Moments and spans of time in words, in one language and one time zone, as seen from one moment.
//! Every moment is in microseconds since 1970 (UTC), as in the database.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::Words;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Where and when the reader is.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The language.
    pub words: Words,
    /// The time zone of the organisation.
    pub zone: TimeZone,
    /// The moment of reading, in microseconds since 1970.
    pub now: i64,
}

impl Calendar {
    /// "8 december 2026"
    pub fn day(&self, at: i64) -> String {
        self.day_in_words(self.local(at).date())
    }

    /// "dinsdag 8 december 2026"
    pub fn long_day(&self, at: i64) -> String {
        let date = self.local(at).date();
        self.words
            .with("date-with-weekday")
            .arg("weekday", self.weekday(at))
            .arg("date", self.day_in_words(date))
            .to_string()
    }

    /// "8 december 2026"
    pub fn date(&self, date: Date) -> String {
        self.day_in_words(date)
    }

    /// "dinsdag 8 december 2026"
    pub fn long_date(&self, date: Date) -> String {
        self.words
            .with("date-with-weekday")
            .arg("weekday", self.weekday_of(date.weekday()))
            .arg("date", self.day_in_words(date))
            .to_string()
    }

    /// "8 december"
    pub fn day_and_month(&self, date: Date) -> String {
        self.words.with("day-and-month").arg("day", date.day()).arg("month", self.month_of(date)).to_string()
    }

    /// "8 dec"
    pub fn short_day(&self, date: Date) -> String {
        self.words.with("day-and-month").arg("day", date.day()).arg("month", self.short_month_of(date)).to_string()
    }

    /// "8 dec", in another year "8 jan 2027".
    pub fn near_date(&self, date: Date) -> String {
        if date.year() == self.local(self.now).year() {
            return self.short_day(date);
        }
        let month = self.short_month_of(date);
        let said = self.words.with("date").arg("day", date.day()).arg("month", month);
        said.arg("year", date.year().to_string()).to_string()
    }

    /// The day before the day of this moment: "7 december 2026". Up to and including it, the moment has not come.
    pub fn eve(&self, at: i64) -> String {
        let date = self.local(at).date();
        self.day_in_words(date.yesterday().unwrap_or(date))
    }

    /// "8 december 2026 om 14:05"
    pub fn moment(&self, at: i64) -> String {
        self.words.with("date-and-time").arg("date", self.day(at)).arg("time", self.clock(at)).to_string()
    }

    /// The moment a rule begins: the day alone when it begins with the day, else with the time.
    pub fn start(&self, at: i64) -> String {
        if self.clock(at) == "00:00" { self.day(at) } else { self.moment(at) }
    }

    /// "vandaag om 14:05", "morgen om 09:12", "gisteren om 21:40", else as [`Calendar::moment`].
    pub fn soon(&self, at: i64) -> String {
        let key = match self.days_until(at) {
            0 => "today-at",
            1 => "tomorrow-at",
            -1 => "yesterday-at",
            _ => return self.moment(at),
        };
        self.words.with(key).arg("time", self.clock(at)).to_string()
    }

    /// "14:05"
    pub fn clock(&self, at: i64) -> String {
        self.local(at).strftime("%H:%M").to_string()
    }

    /// "14:05:09"
    pub fn clock_with_seconds(&self, at: i64) -> String {
        self.local(at).strftime("%H:%M:%S").to_string()
    }

    /// How many times the date changes from now until then; negative for the past.
    pub fn days_until(&self, at: i64) -> i64 {
        let today = self.local(self.now).date();
        let that = self.local(at).date();
        today.until(that).map_or(0, |span| i64::from(span.get_days()))
    }

    /// "over 14 dagen", "morgen", "vandaag".
    pub fn in_days(&self, at: i64) -> String {
        match self.days_until(at) {
            ..=0 => self.words.say("in-no-days"),
            1 => self.words.say("in-one-day"),
            days => self.words.with("in-days").arg("days", days).to_string(),
        }
    }

    /// How long from now until then, rounded up: "30 seconden", "5 minuten", "1 uur".
    pub fn wait(&self, until: i64) -> String {
        self.span(
            (until - self.now).max(0).div_euclid(1_000_000) + i64::from((until - self.now).rem_euclid(1_000_000) > 0),
        )
    }

    /// A span in whole units, rounded up to the largest unit that it fills twice: "90 seconds" stays, 120 is "2 minutes".
    pub fn span(&self, seconds: i64) -> String {
        let (key, unit) = match seconds {
            ..=1 => ("span-seconds", 1),
            s if s % DAY == 0 || s >= 2 * DAY => ("span-days", DAY),
            s if s % HOUR == 0 || s >= 2 * HOUR => ("span-hours", HOUR),
            s if s % MINUTE == 0 || s >= 2 * MINUTE => ("span-minutes", MINUTE),
            _ => ("span-seconds", 1),
        };
        let count = (seconds.max(1) + unit - 1) / unit;
        match key {
            "span-days" => self.words.with("span-days").arg("n", count).to_string(),
            "span-hours" => self.words.with("span-hours").arg("n", count).to_string(),
            "span-minutes" => self.words.with("span-minutes").arg("n", count).to_string(),
            _ => self.words.with("span-seconds").arg("n", count).to_string(),
        }
    }

    /// "december"
    pub fn month(&self, at: i64) -> String {
        self.month_of(self.local(at).date())
    }

    /// "8"
    pub fn day_of_month(&self, at: i64) -> i8 {
        self.local(at).day()
    }

    /// "dinsdag"
    pub fn weekday(&self, at: i64) -> String {
        self.weekday_of(self.local(at).weekday())
    }

    fn weekday_of(&self, weekday: jiff::civil::Weekday) -> String {
        let key = match weekday {
            jiff::civil::Weekday::Monday => "monday",
            jiff::civil::Weekday::Tuesday => "tuesday",
            jiff::civil::Weekday::Wednesday => "wednesday",
            jiff::civil::Weekday::Thursday => "thursday",
            jiff::civil::Weekday::Friday => "friday",
            jiff::civil::Weekday::Saturday => "saturday",
            jiff::civil::Weekday::Sunday => "sunday",
        };
        self.words.say(key)
    }

    /// For `<time datetime>`: "2026-12-08T14:05:00+01:00".
    pub fn machine(&self, at: i64) -> String {
        self.local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    fn day_in_words(&self, date: Date) -> String {
        self.words
            .with("date")
            .arg("day", date.day())
            .arg("month", self.month_of(date))
            // As text: a year is no quantity.
            .arg("year", date.year().to_string())
            .to_string()
    }

    fn month_of(&self, date: Date) -> String {
        let key = match date.month() {
            1 => "january",
            2 => "february",
            3 => "march",
            4 => "april",
            5 => "may",
            6 => "june",
            7 => "july",
            8 => "august",
            9 => "september",
            10 => "october",
            11 => "november",
            _ => "december",
        };
        self.words.say(key)
    }

    fn short_month_of(&self, date: Date) -> String {
        let key = match date.month() {
            1 => "short-january",
            2 => "short-february",
            3 => "short-march",
            4 => "short-april",
            5 => "short-may",
            6 => "short-june",
            7 => "short-july",
            8 => "short-august",
            9 => "short-september",
            10 => "short-october",
            11 => "short-november",
            _ => "short-december",
        };
        self.words.say(key)
    }

    fn local(&self, at: i64) -> ZonedDateTime {
        // Out of range only for the years before -9999 and after 9999: then the farthest moment there is.
        Timestamp::from_microsecond(at)
            .unwrap_or(if at < 0 { Timestamp::MIN } else { Timestamp::MAX })
            .to_zoned_datetime(self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn calendar(tag: &str, now: &str) -> Calendar {
        Calendar { words: Words::find(tag).unwrap(), zone: TimeZone::get("Europe/Amsterdam").unwrap(), now: at(now) }
    }

    #[test]
    fn dates_are_said_in_both_languages_and_in_local_time() {
        let nl = calendar("nl", "2026-11-24T10:00:00Z");
        let en = calendar("en", "2026-11-24T10:00:00Z");
        // 23:30 UTC is half past midnight in Amsterdam: the next day.
        let then = at("2026-12-07T23:30:00Z");
        assert_eq!(nl.long_day(then), "dinsdag 8 december 2026");
        assert_eq!(en.long_day(then), "Tuesday 8 December 2026");
        assert_eq!(nl.moment(then), "8 december 2026 om 00:30");
        assert_eq!(en.moment(then), "8 December 2026 at 00:30");
        assert_eq!(nl.eve(then), "7 december 2026");
    }

    #[test]
    fn a_date_is_said_at_length_or_in_short() {
        use jiff::civil::date;
        let (nl, en) = (calendar("nl", "2026-11-24T10:00:00Z"), calendar("en", "2026-11-24T10:00:00Z"));
        let then = date(2026, 12, 8);
        assert_eq!((nl.long_date(then), en.date(then)), ("dinsdag 8 december 2026".into(), "8 December 2026".into()));
        assert_eq!((nl.day_and_month(then), nl.short_day(then)), ("8 december".into(), "8 dec".into()));
        assert_eq!(en.near_date(then), "8 Dec");
        assert_eq!(en.near_date(date(2027, 3, 1)), "1 Mar 2027");
    }

    #[test]
    fn a_rule_that_begins_with_the_day_names_no_time() {
        let en = calendar("en", "2026-11-24T10:00:00Z");
        assert_eq!(en.start(at("2026-12-07T23:00:00Z")), "8 December 2026");
        assert_eq!(en.start(at("2026-12-08T13:05:00Z")), "8 December 2026 at 14:05");
    }

    #[test]
    fn days_are_counted_on_the_local_calendar_and_not_by_hours() {
        let deadline = at("2026-12-07T23:00:00Z");
        let one_second_before = calendar("nl", "2026-12-07T22:59:59Z");
        assert_eq!(one_second_before.in_days(deadline), "morgen");
        assert_eq!(calendar("nl", "2026-12-07T23:00:00Z").in_days(deadline), "vandaag");
        assert_eq!(calendar("en", "2026-11-24T10:00:00Z").in_days(deadline), "in 14 days");
    }

    #[test]
    fn near_moments_are_said_as_people_say_them() {
        let nl = calendar("nl", "2026-11-24T10:00:00Z");
        assert_eq!(nl.soon(at("2026-11-24T13:05:00Z")), "vandaag om 14:05");
        assert_eq!(nl.soon(at("2026-11-25T08:12:00Z")), "morgen om 09:12");
        assert_eq!(nl.soon(at("2026-11-23T20:40:00Z")), "gisteren om 21:40");
        assert_eq!(nl.soon(at("2026-12-24T08:12:00Z")), "24 december 2026 om 09:12");
    }

    #[test]
    fn a_wait_is_rounded_up_so_that_nobody_comes_back_too_early() {
        let en = calendar("en", "2026-11-24T10:00:00Z");
        let after = |micros: i64| en.wait(en.now + micros);
        assert_eq!(after(0), "1 second");
        assert_eq!(after(29_000_001), "30 seconds");
        assert_eq!(after(60_000_000), "1 minute");
        assert_eq!(after(61_000_000), "61 seconds");
        assert_eq!(after(121_000_000), "3 minutes");
        assert_eq!(after(3_600_000_000), "1 hour");
        assert_eq!(en.span(30 * DAY), "30 days");
        assert_eq!(en.span(DAY), "1 day");
    }
}
