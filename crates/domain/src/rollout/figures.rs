//! What is counted of the people under a policy, and which of the days a chart shows.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::left::{Mail, Why};
use crate::id::{GroupId, SelectionId};

/// Days that a chart goes back at the most: half a year.
const LONGEST: i32 = 26 * 7;
/// A history of so many days is shown week by week, a shorter one day by day.
const WEEKLY_FROM: i32 = 3 * 7;

/// Which of the people under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All of them.
    Whole,
    /// Those who are in this selection as well.
    Selection(SelectionId),
    /// Those who are in this group as well.
    Group(GroupId),
}

impl Part {
    /// The word and the bytes that the store keeps; the whole has sixteen zeros.
    pub const fn kept(self) -> (&'static str, [u8; 16]) {
        match self {
            Self::Whole => ("whole", [0; 16]),
            Self::Selection(id) => ("selection", id.bytes()),
            Self::Group(id) => ("group", id.bytes()),
        }
    }

    /// From those.
    pub fn from_kept(word: &str, bytes: [u8; 16]) -> Option<Self> {
        match word {
            "whole" => Some(Self::Whole),
            "selection" => Some(Self::Selection(SelectionId::from_bytes(bytes))),
            "group" => Some(Self::Group(GroupId::from_bytes(bytes))),
            _ => None,
        }
    }

    /// As addresses name it: nothing for the whole.
    pub fn word(self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Selection(id) => Some(format!("selection-{id}")),
            Self::Group(id) => Some(format!("group-{id}")),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.split_once('-')? {
            ("selection", id) => id.parse().ok().map(Self::Selection),
            ("group", id) => id.parse().ok().map(Self::Group),
            _ => None,
        }
    }
}

/// How the people under a policy stand. Who is blocked does not sign in at all, and is not among the people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of them.
    pub people: u64,
    /// Who has what is asked for.
    pub have: u64,
    /// Who is exempt.
    pub exempt: u64,
    /// Who is left and cannot do what is asked.
    pub cannot: u64,
    /// Who is left and never signed in.
    pub never: u64,
    /// Who is left and put the offer off.
    pub later: u64,
    /// Who is left for no reason that is known.
    pub not_yet: u64,
    /// Of those who are left, for whatever reason: whom no mail reaches.
    pub unreached: u64,
    /// Who is blocked, and not counted.
    pub blocked: u64,
}

impl Figures {
    /// Counts one person.
    pub fn count(&mut self, why: Why, mail: Mail) {
        self.unreached += u64::from(why.is_left() && !mail.arrives());
        let of = match why {
            Why::Blocked => {
                self.blocked += 1;
                return;
            }
            Why::Has => &mut self.have,
            Why::Exempt(_) => &mut self.exempt,
            Why::Cannot => &mut self.cannot,
            Why::NeverSignedIn => &mut self.never,
            Why::ChoseLater(_) => &mut self.later,
            Why::NotYet => &mut self.not_yet,
        };
        *of += 1;
        self.people += 1;
    }

    /// Who still has something to do.
    pub const fn left(&self) -> u64 {
        self.cannot + self.never + self.later + self.not_yet
    }

    /// How many should have it: everyone who is not exempt. Who is exempt and has it all the same counts as having it.
    pub const fn target(&self) -> u64 {
        self.people - self.exempt
    }
}

/// A share in whole percent. All and nothing are said of all and nothing alone: nearly everyone is 99.
pub fn percent(have: u64, people: u64) -> u64 {
    if have == 0 || people == 0 {
        return 0;
    }
    if have >= people {
        return 100;
    }
    let rounded = (u128::from(have) * 200 + u128::from(people)) / (u128::from(people) * 2);
    u64::try_from(rounded).unwrap_or(99).clamp(1, 99)
}

/// What was counted on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The local day.
    pub day: Date,
    /// Everyone under the policy.
    pub people: u64,
    /// Who has what is asked for.
    pub have: u64,
}

/// The days of a history that a chart shows, from the last one on which nobody had anything: every Monday and the last
/// day; of a short history every day. A day on which nothing was counted is as the day before it.
pub fn charted(history: &[Point]) -> Vec<Point> {
    let Some(last) = history.last() else { return Vec::new() };
    let earliest = last.day.saturating_sub(LONGEST.days());
    let mut shown: &[Point] = history;
    while let [first, second, ..] = shown
        && (second.day <= earliest || (first.have == 0 && second.have == 0))
    {
        shown = shown.get(1..).unwrap_or_default();
    }
    let begins = shown.first().map_or(last.day, |first| first.day.max(earliest));
    let weekly = begins.until(last.day).is_ok_and(|span| span.get_days() >= WEEKLY_FROM);
    let mut points: Vec<Point> = Vec::new();
    let mut day = begins;
    while day < last.day {
        if (!weekly || day.weekday() == Weekday::Monday)
            && let Some(point) = on(shown, day)
        {
            points.push(Point { day, ..point });
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    points.push(*last);
    points
}

/// What held at the end of this day, of a history in the order of time.
pub(super) fn on(history: &[Point], day: Date) -> Option<Point> {
    let after = history.partition_point(|point| point.day <= day);
    history.get(after.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn point(day: Date, have: u64) -> Point {
        Point { day, people: 100, have }
    }

    fn days(from: Date, haves: &[u64]) -> Vec<Point> {
        (0..).zip(haves).map(|(after, have)| point(from.saturating_add(i64::from(after).days()), *have)).collect()
    }

    #[test]
    fn a_share_is_all_or_nothing_only_where_it_is() {
        for (have, people, said) in [
            (0, 0, 0),
            (0, 10, 0),
            (1, 1_000, 1),
            (212, 247, 86),
            (17, 18, 94),
            (999, 1_000, 99),
            (1_000, 1_000, 100),
            (1, 2, 50),
            (u64::MAX - 1, u64::MAX, 99),
        ] {
            assert_eq!(percent(have, people), said, "{have} of {people}");
        }
    }

    #[test]
    fn a_long_history_is_shown_every_monday_and_today() {
        // Monday 28 September until Tuesday 24 November 2026.
        let haves: Vec<u64> = (0..58).map(|day| 10 + day).collect();
        let shown = charted(&days(date(2026, 9, 28), &haves));
        assert_eq!(shown.len(), 10);
        assert!(shown[..9].iter().all(|point| point.day.weekday() == Weekday::Monday), "{shown:?}");
        assert_eq!(shown[0], point(date(2026, 9, 28), 10));
        assert_eq!(shown[8], point(date(2026, 11, 23), 66));
        assert_eq!(shown[9], point(date(2026, 11, 24), 67));
    }

    #[test]
    fn a_short_history_is_shown_day_by_day_from_the_day_before_anybody() {
        let shown = charted(&days(date(2026, 11, 1), &[0, 0, 0, 2, 2, 5]));
        let haves: Vec<u64> = shown.iter().map(|point| point.have).collect();
        assert_eq!((haves, shown[0].day), (vec![0, 2, 2, 5], date(2026, 11, 3)));
        assert_eq!(charted(&[]), []);
        assert_eq!(charted(&days(date(2026, 11, 1), &[0])).len(), 1);
        assert_eq!(charted(&days(date(2026, 11, 1), &[0, 0, 0])).len(), 1, "nobody yet: today alone");
    }

    #[test]
    fn a_day_without_a_count_is_as_the_day_before() {
        let history = [point(date(2026, 11, 1), 3), point(date(2026, 11, 4), 9)];
        let haves: Vec<u64> = charted(&history).iter().map(|point| point.have).collect();
        assert_eq!(haves, [3, 3, 3, 9]);
        let long = [point(date(2024, 1, 1), 3), point(date(2026, 11, 4), 9)];
        let shown = charted(&long);
        assert_eq!(shown.first().map(|point| point.have), Some(3), "what was counted long ago still holds");
        assert!(shown.first().unwrap().day >= date(2026, 5, 6), "half a year at the most: {shown:?}");
    }

    #[test]
    fn every_person_is_counted_once() {
        let mut figures = Figures::default();
        let until = crate::time::Timestamp::from_seconds(1);
        for why in [
            Why::Has,
            Why::Exempt(Some(until)),
            Why::Cannot,
            Why::NeverSignedIn,
            Why::ChoseLater(3),
            Why::NotYet,
            Why::Blocked,
        ] {
            figures.count(why, Mail::Arrives);
        }
        assert_eq!((figures.people, figures.left(), figures.target(), figures.blocked), (6, 4, 5, 1));
    }

    #[test]
    fn a_part_is_known_again_by_its_word_and_by_what_is_kept() {
        for part in
            [Part::Whole, Part::Selection(SelectionId::from_bytes([3; 16])), Part::Group(GroupId::from_bytes([4; 16]))]
        {
            let (word, bytes) = part.kept();
            assert_eq!(Part::from_kept(word, bytes), Some(part));
            assert_eq!(part.word().map_or(Some(Part::Whole), |word| Part::from_word(&word)), Some(part));
        }
        assert_eq!(Part::from_word("group-x"), None);
        assert_eq!(Part::from_word("everyone"), None);
    }

    proptest! {
        #[test]
        fn a_chart_begins_before_it_ends_and_ends_as_the_history_does(
            gaps in proptest::collection::vec((1_i64..40, 0_u64..100), 1..60),
        ) {
            let mut day = date(2025, 1, 1);
            let history: Vec<Point> = gaps.iter().map(|(gap, have)| {
                day = day.saturating_add(gap.days());
                point(day, *have)
            }).collect();
            let shown = charted(&history);
            prop_assert_eq!(shown.last(), history.last());
            prop_assert!(shown.windows(2).all(|two| two[0].day < two[1].day));
            prop_assert!(shown.len() <= 28);
            for at in &shown {
                prop_assert_eq!(on(&history, at.day).map(|point| point.have), Some(at.have));
            }
        }

        #[test]
        fn a_share_never_passes_all(have in 0_u64..1_000_000, more in 0_u64..1_000_000) {
            let said = percent(have, have + more);
            prop_assert!(said <= 100);
            prop_assert_eq!(said == 100, have > 0 && more == 0);
        }
    }
}
