//! The days before anyone counted: worked out from what the audit log tells of each person, and from what they have now.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::figures::Point;
use crate::authenticator::AuthenticatorKind;
use crate::policy::AuthenticatorRule;
use crate::time::Timestamp;

/// Something that happened to the authenticators of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// What.
    pub shift: Shift,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// One of this kind came.
    Added(AuthenticatorKind),
    /// One of this kind went.
    Removed(AuthenticatorKind),
    /// All went at once.
    AllGone,
}

/// The stretches of time in which a person had something that counts under a rule, from the first to the last and apart from each
/// other; the end of one that lasts is `None`. `changes` are in the order of time, `now` is what the person has and since
/// when. What is there now counts from the moment it came, whatever the log says; what the log says came and is not there
/// any more, though nothing says that it went, counts until `at`, the moment of looking.
pub fn held(
    changes: &[Change],
    now: &[(AuthenticatorKind, Timestamp)],
    rule: AuthenticatorRule,
    at: Timestamp,
) -> Vec<(Timestamp, Option<Timestamp>)> {
    let since = now.iter().filter(|(kind, _)| rule.allows(*kind)).map(|(_, since)| *since).min();
    let mut stretches = Vec::new();
    let (mut number, mut began) = (0_u64, None);
    for change in changes {
        match change.shift {
            Shift::Added(kind) if rule.allows(kind) => {
                number += 1;
                began = began.or(Some(change.at));
            }
            Shift::Removed(kind) if rule.allows(kind) => number = number.saturating_sub(1),
            Shift::AllGone => number = 0,
            Shift::Added(_) | Shift::Removed(_) => {}
        }
        if number == 0
            && let Some(from) = began.take()
        {
            stretches.push((from, Some(change.at)));
        }
    }
    if let Some(from) = began {
        stretches.push((from, Some(since.map_or(at, |since| since.max(from)))));
    }
    if let Some(since) = since {
        stretches.retain(|(from, _)| *from < since);
        match stretches.last_mut() {
            Some((_, end)) if end.is_some_and(|end| end >= since) => *end = None,
            _ => stretches.push((since, None)),
        }
    }
    stretches
}

/// Counts people day by day, without keeping any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    first: Date,
    people: Vec<i64>,
    have: Vec<i64>,
}

impl Counter {
    /// A counter of the days from `first` to the day before `today`.
    pub fn new(first: Date, today: Date) -> Self {
        let days = first.until(today).map_or(0, |span| usize::try_from(span.get_days()).unwrap_or(0));
        Self { first, people: vec![0; days], have: vec![0; days] }
    }

    /// Counts a person who was added on this day, and at the end of which days they had what counts: from a day, to the
    /// day on which that ended.
    pub fn add(&mut self, added: Date, had: impl IntoIterator<Item = (Date, Option<Date>)>) {
        shift(&mut self.people, self.first, (added, None));
        for (from, until) in had {
            shift(&mut self.have, self.first, (from.max(added), until));
        }
    }

    /// What was counted, from the first day on which there were people.
    pub fn points(&self) -> Vec<Point> {
        let (mut people, mut have) = (0_i64, 0_i64);
        let mut points = Vec::new();
        for (after, (more_people, more_have)) in (0_i64..).zip(self.people.iter().zip(&self.have)) {
            people += more_people;
            have += more_have;
            if people > 0 {
                let count = |number: i64| u64::try_from(number).unwrap_or(0);
                points.push(Point {
                    day: self.first.saturating_add(after.days()),
                    people: count(people),
                    have: count(have),
                });
            }
        }
        points
    }
}

/// One more from a day on, until another.
fn shift(days: &mut [i64], first: Date, (from, until): (Date, Option<Date>)) {
    let place = |day: Date| first.until(day).map_or(0, |span| usize::try_from(span.get_days()).unwrap_or(0));
    let (begin, end) = (place(from), until.map_or(usize::MAX, place));
    if begin >= end {
        return;
    }
    if let Some(day) = days.get_mut(begin) {
        *day += 1;
    }
    if let Some(day) = days.get_mut(end) {
        *day -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AuthenticatorKind::{App, CodeCard};
    use jiff::civil::date;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(100);

    fn t(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn changes(all: &[(i64, Shift)]) -> Vec<Change> {
        all.iter().map(|(at, shift)| Change { at: t(*at), shift: *shift }).collect()
    }

    #[test]
    fn what_the_log_tells_and_what_is_there_make_one_history() {
        use Shift::{Added, AllGone, Removed};
        type Case<'a> = (&'a [(i64, Shift)], &'a [(AuthenticatorKind, i64)], &'a [(i64, Option<i64>)]);
        let cases: [Case<'_>; 11] = [
            (&[], &[], &[]),
            (&[(5, Added(App))], &[(App, 5)], &[(5, None)]),
            // Came in without a word in the log: the row says since when.
            (&[], &[(App, 7)], &[(7, None)]),
            // A new telephone before the old one went: no gap.
            (&[(5, Added(App)), (9, Added(App)), (12, Removed(App))], &[(App, 9)], &[(5, None)]),
            // The old one went first.
            (&[(5, Added(App)), (9, Removed(App)), (12, Added(App))], &[(App, 12)], &[(5, Some(9)), (12, None)]),
            (&[(5, Added(App)), (9, AllGone)], &[], &[(5, Some(9))]),
            (
                &[(5, Added(App)), (6, Added(App)), (9, AllGone), (11, Added(App))],
                &[(App, 11)],
                &[(5, Some(9)), (11, None)],
            ),
            // Gone, though nothing says when: until now.
            (&[(5, Added(App))], &[], &[(5, Some(100))]),
            // What went without having come says nothing.
            (&[(5, Removed(App)), (8, AllGone)], &[], &[]),
            // What does not count under the rule.
            (&[(5, Added(CodeCard))], &[(CodeCard, 5)], &[]),
            (&[(5, Added(CodeCard)), (6, Added(App)), (9, Removed(CodeCard))], &[(App, 6)], &[(6, None)]),
        ];
        for (log, now, expected) in cases {
            let now: Vec<_> = now.iter().map(|(kind, at)| (*kind, t(*at))).collect();
            let expected: Vec<_> = expected.iter().map(|(from, to)| (t(*from), to.map(t))).collect();
            assert_eq!(held(&changes(log), &now, AuthenticatorRule::NoCodeCard, NOW), expected, "{log:?} {now:?}");
        }
    }

    #[test]
    fn days_are_counted_at_their_end() {
        let day = |day| date(2026, 11, day);
        let mut counter = Counter::new(day(1), day(6));
        counter.add(date(2020, 1, 1), [(day(2), None)]);
        counter.add(day(3), [(day(3), Some(day(5)))]);
        // On and off on one day: at the end of it there is nothing.
        counter.add(day(4), [(day(4), Some(day(4)))]);
        // Today and later are counted by whoever looks today.
        counter.add(day(6), [(day(6), None)]);
        let points: Vec<_> = counter.points().iter().map(|point| (point.day.day(), point.people, point.have)).collect();
        assert_eq!(points, [(1, 1, 0), (2, 1, 1), (3, 2, 2), (4, 3, 2), (5, 3, 1)]);
        assert_eq!(Counter::new(day(6), day(6)).points(), []);
    }

    fn any_shift() -> impl Strategy<Value = Shift> {
        prop_oneof![
            3 => Just(Shift::Added(App)),
            1 => Just(Shift::Removed(App)),
            1 => Just(Shift::AllGone),
            1 => Just(Shift::Added(CodeCard)),
        ]
    }

    proptest! {
        #[test]
        fn stretches_are_in_order_and_never_touch_twice(
            log in proptest::collection::vec((0_i64..90, any_shift()), 0..12),
            since in proptest::option::of(0_i64..90),
        ) {
            let mut log = log;
            log.sort_by_key(|(at, _)| *at);
            let now: Vec<_> = since.iter().map(|at| (App, t(*at))).collect();
            let stretches = held(&changes(&log), &now, AuthenticatorRule::NoCodeCard, NOW);
            for two in stretches.windows(2) {
                prop_assert!(two[0].1.is_some_and(|end| end <= two[1].0), "{:?}", stretches);
            }
            prop_assert!(stretches.iter().all(|(from, to)| to.is_none_or(|to| *from <= to)));
            prop_assert_eq!(stretches.last().is_some_and(|(_, to)| to.is_none()), since.is_some());
        }

        #[test]
        fn nobody_has_anything_who_is_not_there(
            people in proptest::collection::vec((0_i64..40, 0_i64..40, proptest::option::of(0_i64..40)), 0..30),
        ) {
            let first = date(2026, 1, 1);
            let day = |after: i64| first.saturating_add(after.days());
            let mut counter = Counter::new(first, day(30));
            for (added, from, until) in people {
                counter.add(day(added), [(day(from), until.map(day))]);
            }
            prop_assert!(counter.points().iter().all(|point| point.have <= point.people));
        }
    }
}
