//! Where it goes from here: the pace that the deadline asks, and when everyone is there at the pace of late.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::figures::{Point, on};

/// The pace of late is that of so many days.
const LATE: i32 = 14;
/// Of fewer days than this there is no pace.
const FEWEST: i32 = 3;
/// What would take longer than this does not come about by itself.
const FARTHEST: i64 = 3 * 366;

/// The straight line from where it stands to everyone who is not exempt, at the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Today.
    pub from: Date,
    /// The deadline.
    pub until: Date,
    /// How many have it today.
    pub have: u64,
    /// How many have it then.
    pub target: u64,
    /// How many have to follow in a week, rounded up.
    pub per_week: u64,
}

/// The pace that the deadline asks from here; nothing where it is no longer ahead, or everyone is there.
pub fn pace(now: Point, target: u64, deadline: Date) -> Option<Pace> {
    let days = u64::try_from(days_between(now.day, deadline)).ok().filter(|days| *days > 0)?;
    let missing = target.checked_sub(now.have).filter(|missing| *missing > 0)?;
    let per_week = missing.saturating_mul(7).div_ceil(days);
    Some(Pace { from: now.day, until: deadline, have: now.have, target, per_week: per_week.min(missing) })
}

/// When everyone is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// They are.
    Done,
    /// On this day, at the pace of the last two weeks.
    On {
        /// The day.
        day: Date,
        /// How many followed in a week, rounded down.
        per_week: u64,
    },
    /// Never, or years from now: hardly anybody followed of late.
    Stalled,
    /// The history is too short to say.
    TooEarly,
}

/// When all of `target` have it, if it goes on as in the last two weeks of this history.
pub fn forecast(history: &[Point], target: u64) -> Forecast {
    let Some(now) = history.last() else { return Forecast::TooEarly };
    let Some(missing) = target.checked_sub(now.have).filter(|missing| *missing > 0) else { return Forecast::Done };
    let start = now.day.saturating_sub(LATE.days());
    let then = on(history, start).map(|point| Point { day: start, ..point }).or_else(|| history.first().copied());
    let Some(then) = then else { return Forecast::TooEarly };
    let days = days_between(then.day, now.day);
    if days < i64::from(FEWEST) {
        return Forecast::TooEarly;
    }
    let Some(gained) = now.have.checked_sub(then.have).filter(|gained| *gained > 0) else { return Forecast::Stalled };
    let span = u64::try_from(days).unwrap_or(1);
    let needed = missing.saturating_mul(span).div_ceil(gained);
    match i64::try_from(needed).ok().filter(|needed| *needed <= FARTHEST) {
        Some(needed) => Forecast::On { day: now.day.saturating_add(needed.days()), per_week: gained * 7 / span },
        None => Forecast::Stalled,
    }
}

fn days_between(from: Date, until: Date) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 24);

    fn at(day: Date, have: u64) -> Point {
        Point { day, people: 247, have }
    }

    #[test]
    fn the_pace_needed_reaches_everyone_on_the_deadline() {
        for (have, target, deadline, per_week) in [
            (212, 243, date(2026, 12, 8), Some(16)),
            (212, 243, date(2026, 11, 25), Some(31)),
            (0, 7, date(2026, 12, 1), Some(7)),
            (0, 8, date(2026, 12, 2), Some(7)),
            (1, 2, date(2027, 11, 24), Some(1)),
            (243, 243, date(2026, 12, 8), None),
            (250, 243, date(2026, 12, 8), None),
            (212, 243, TODAY, None),
            (212, 243, date(2026, 11, 1), None),
        ] {
            assert_eq!(
                pace(at(TODAY, have), target, deadline).map(|pace| pace.per_week),
                per_week,
                "{have} {deadline}"
            );
        }
    }

    #[test]
    fn the_forecast_goes_on_as_in_the_last_two_weeks() {
        let before = |days: i32, have| at(TODAY.saturating_sub(days.days()), have);
        let on = |day, per_week| Forecast::On { day, per_week };
        for (history, is) in [
            (vec![before(14, 182), before(0, 212)], on(date(2026, 12, 9), 15)),
            // What came before does not count.
            (vec![before(60, 0), before(14, 182), before(3, 190), before(0, 212)], on(date(2026, 12, 9), 15)),
            // A day without a count is as the day before it.
            (vec![before(20, 182), before(0, 212)], on(date(2026, 12, 9), 15)),
            // A week is what there is.
            (vec![before(7, 182), before(0, 212)], on(date(2026, 12, 2), 30)),
            (vec![before(2, 182), before(0, 212)], Forecast::TooEarly),
            (vec![before(0, 212)], Forecast::TooEarly),
            (vec![], Forecast::TooEarly),
            (vec![before(14, 212), before(0, 212)], Forecast::Stalled),
            (vec![before(14, 220), before(0, 212)], Forecast::Stalled),
            (vec![before(14, 0), before(0, 243)], Forecast::Done),
        ] {
            assert_eq!(forecast(&history, 243), is, "{history:?}");
        }
        let slow = [before(14, 211), before(0, 212)];
        assert_eq!(forecast(&slow, 100_000), Forecast::Stalled, "thousands of years from now");
    }

    proptest! {
        #[test]
        fn whoever_keeps_the_pace_is_there_in_time(have in 0_u64..1_000_000, missing in 1_u64..1_000_000, days in 1_i32..400) {
            let deadline = TODAY.saturating_add(days.days());
            let pace = pace(at(TODAY, have), have + missing, deadline).unwrap();
            let gained = u128::from(pace.per_week) * u128::try_from(days).unwrap();
            prop_assert!(gained >= u128::from(missing) * 7 || pace.per_week == missing);
        }

        #[test]
        fn a_forecast_never_lies_behind(haves in proptest::collection::vec(0_u64..500, 1..40), target in 0_u64..500) {
            let first = TODAY.saturating_sub(i64::try_from(haves.len()).unwrap().days());
            let history: Vec<Point> =
                (1_i64..).zip(&haves).map(|(day, have)| at(first.saturating_add(day.days()), *have)).collect();
            match forecast(&history, target) {
                Forecast::On { day, .. } => prop_assert!(day > TODAY),
                Forecast::Done => prop_assert!(*haves.last().unwrap() >= target),
                Forecast::Stalled => prop_assert!(*haves.last().unwrap() < target),
                Forecast::TooEarly => prop_assert!(haves.len() <= 3),
            }
        }
    }
}
