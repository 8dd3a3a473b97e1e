//! Announcements: what people read in the product itself between two days. The text may name the reader and the reader's
//! own deadline; one that names a deadline is only for whoever has one ahead.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::campaign::text::{Placeholder, Text};
use crate::selection::Selected;
use crate::time::Timestamp;

/// How much an announcement presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// To know.
    Information,
    /// To act upon.
    Important,
}

impl Weight {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Information, Self::Important];

    /// The word that the store and forms use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Important => "important",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weight| weight.word() == word)
    }
}

/// For whom an announcement is, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Whom, at the moment of reading.
    pub selected: Selected,
    /// The first local day.
    pub from: Date,
    /// The last local day.
    pub until: Date,
    /// How much it presses.
    pub weight: Weight,
    /// Only for whoever has no second factor.
    pub lacking_only: bool,
    /// Whether readers can put it away.
    pub dismissible: bool,
    /// Whether other systems get it too.
    pub shared: bool,
}

/// What is wrong with the days of an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachFault {
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// The last day is before today: nobody would read it.
    Over,
}

/// Where an announcement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Its first day is still to come.
    Ahead,
    /// It is read today.
    Now,
    /// Its last day is over.
    Over,
}

/// What of a reader an announcement looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Whether there is a second factor.
    pub has_factor: bool,
    /// The own deadline, where one is demanded that the reader lacks.
    pub deadline: Option<Timestamp>,
}

impl Reach {
    /// What is wrong with its days, on this day.
    pub fn faults(&self, today: Date) -> Vec<ReachFault> {
        let mut faults = Vec::new();
        if self.until < self.from {
            faults.push(ReachFault::EndsBeforeItBegins);
        } else if self.until < today {
            faults.push(ReachFault::Over);
        }
        faults
    }

    /// Where it is on this day.
    pub fn when(&self, today: Date) -> When {
        if today < self.from {
            When::Ahead
        } else if today <= self.until {
            When::Now
        } else {
            When::Over
        }
    }

    /// Whether a person who is selected reads it at `now`; `names_deadline` says whether its text names a deadline.
    pub fn is_read_by(&self, reader: Reader, names_deadline: bool, (now, zone): (Timestamp, &TimeZone)) -> bool {
        self.when(now.date_in(zone)) == When::Now
            && !(self.lacking_only && reader.has_factor)
            && (!names_deadline || (!reader.has_factor && reader.deadline.is_some_and(|deadline| deadline > now)))
    }
}

/// Whether any of the texts names the reader's own deadline.
pub fn names_deadline<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    names(texts, &[Placeholder::Deadline, Placeholder::DaysLeft])
}

/// Whether any of the texts says something of the reader, so that it is not the same for everyone.
pub fn names_reader<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    names(texts, &[Placeholder::Name, Placeholder::Deadline, Placeholder::DaysLeft])
}

fn names<'a>(texts: impl IntoIterator<Item = &'a str>, wanted: &[Placeholder]) -> bool {
    texts.into_iter().any(|text| {
        let text = Text::lenient(text);
        wanted.iter().any(|one| text.names(*one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Lifetime, start_of_day};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    fn reach() -> Reach {
        Reach {
            selected: Selected::Everyone,
            from: date(2026, 11, 10),
            until: date(2026, 11, 12),
            weight: Weight::Information,
            lacking_only: false,
            dismissible: true,
            shared: false,
        }
    }

    const HAS: Reader = Reader { has_factor: true, deadline: None };
    const LACKS: Reader = Reader { has_factor: false, deadline: None };

    #[test]
    fn it_is_read_from_the_first_second_of_its_first_day_to_the_last_of_its_last() {
        let begins = start_of_day(date(2026, 11, 10), &zone());
        let ends = start_of_day(date(2026, 11, 13), &zone());
        let second = Lifetime::seconds(1);
        for (now, read) in [(begins.minus(second), false), (begins, true), (ends.minus(second), true), (ends, false)] {
            assert_eq!(reach().is_read_by(LACKS, false, (now, &zone())), read, "{now:?}");
        }
        assert_eq!(reach().when(date(2026, 11, 9)), When::Ahead);
        assert_eq!(reach().when(date(2026, 11, 13)), When::Over);
    }

    #[test]
    fn whom_it_is_for() {
        let now = start_of_day(date(2026, 11, 11), &zone());
        let ahead = Reader { deadline: Some(now.plus(Lifetime::days(3))), ..LACKS };
        let passed = Reader { deadline: Some(now), ..LACKS };
        let both = Reader { has_factor: true, ..ahead };
        let lacking = Reach { lacking_only: true, ..reach() };
        for (reach, reader, names, read) in [
            (reach(), HAS, false, true),
            (reach(), LACKS, false, true),
            (lacking, HAS, false, false),
            (lacking, LACKS, false, true),
            (reach(), LACKS, true, false),
            (reach(), ahead, true, true),
            (reach(), passed, true, false),
            (reach(), HAS, true, false),
            (reach(), both, true, false),
            (lacking, ahead, true, true),
        ] {
            assert_eq!(reach.is_read_by(reader, names, (now, &zone())), read, "{reach:?} {reader:?} {names}");
        }
    }

    #[test]
    fn days_that_nobody_would_read_on_are_told() {
        let with = |from, until| Reach { from, until, ..reach() }.faults(date(2026, 11, 11));
        assert_eq!(with(date(2026, 11, 12), date(2026, 11, 11)), [ReachFault::EndsBeforeItBegins]);
        assert_eq!(with(date(2026, 11, 1), date(2026, 11, 10)), [ReachFault::Over]);
        assert_eq!(with(date(2026, 11, 1), date(2026, 11, 11)), []);
    }

    #[test]
    fn a_text_that_names_the_reader_is_known_in_every_language() {
        for text in ["{naam}", "before {deadline}", "over {nog-dagen}"] {
            assert!(names_reader([text]), "{text}");
        }
        assert!(!names_reader(["{organisation} {adres}", "{unknown} name"]));
        assert!(names_deadline(["a", "b {einddatum}"]) && !names_deadline(["{name}"]));
    }

    proptest! {
        #[test]
        fn whoever_reads_one_that_names_a_deadline_would_read_it_without(
            has_factor: bool, lacking_only: bool, days in -5_i64..5, hours in -200_i64..200,
        ) {
            let now = start_of_day(date(2026, 11, 11), &zone()).plus(Lifetime::from_micros(hours * 3_600_000_000));
            let deadline = Some(now.plus(Lifetime::from_micros(days * 86_400_000_000)));
            let reader = Reader { has_factor, deadline };
            let reach = Reach { lacking_only, ..reach() };
            let at = (now, &zone());
            prop_assert!(!reach.is_read_by(reader, true, at) || reach.is_read_by(reader, false, at));
        }
    }
}
