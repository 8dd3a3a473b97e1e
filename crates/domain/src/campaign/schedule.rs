//! Who is due which message when. One rule: of the messages whose moment has come, the latest, and only if its moment is
//! later than the last message that the person got. So nobody gets two for one moment, what was missed is not sent
//! afterwards, and a deadline that moves brings its own messages.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::plan::{Hours, Plan, Step, TextKind};
use crate::time::{Timestamp, start_of_day};

/// What of a person a campaign looks at. They have no second factor that the policy allows, and nothing exempts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The own deadline.
    pub deadline: Timestamp,
    /// When the person first came under the policy.
    pub came_under: Timestamp,
    /// When the campaign last told the person something, a correction included.
    pub last_told: Option<Timestamp>,
}

/// The message that is due to a person at `now`, whatever the hour.
pub fn due_step(plan: &Plan, zone: &TimeZone, now: Timestamp, person: &Addressee) -> Option<Step> {
    let (moment, step) = moments(plan, zone, person).filter(|(moment, _)| *moment <= now).max()?;
    person.last_told.is_none_or(|told| told < moment).then_some(step)
}

/// The message that stands in the product at `now`: the latest whose moment has come, whatever the person was mailed.
pub fn latest_step(plan: &Plan, zone: &TimeZone, now: Timestamp, person: &Addressee) -> Option<Step> {
    due_step(plan, zone, now, &Addressee { last_told: None, ..*person })
}

/// The next moment after `now` at which a message is due to a person, if nothing changes.
pub fn next_moment(plan: &Plan, zone: &TimeZone, now: Timestamp, person: &Addressee) -> Option<Timestamp> {
    moments(plan, zone, person).map(|(moment, _)| moment).filter(|moment| *moment > now).min()
}

/// The message that a letter with a text of this kind stands for, and its moment: the latest that has come at `at`, else the
/// first that will. None where the text would not be true of this person on that day, or the plan has no such message for
/// them. Paper is days on its way, so a letter may be made ahead of its moment.
pub fn letter_step(
    plan: &Plan,
    zone: &TimeZone,
    at: Timestamp,
    person: &Addressee,
    kind: TextKind,
) -> Option<(Step, Timestamp)> {
    let (day, deadline) = (at.date_in(zone), person.deadline.date_in(zone));
    let is_true = match kind {
        TextKind::Announcement | TextKind::Reminder => day < deadline,
        TextKind::Day => day == deadline,
        TextKind::After => day >= deadline,
    };
    let all = || moments(plan, zone, person).filter(|(_, step)| step.kind() == kind);
    let come = all().filter(|(moment, _)| *moment <= at).max();
    let (moment, step) = come.or_else(|| all().min()).filter(|_| is_true)?;
    Some((step, moment))
}

/// The moments of all messages for a person; none is before the announcement of the campaign. That one is there while there
/// is something to announce: who comes under the policy after it gets it at once, and who has no time left gets the message
/// of the day.
fn moments<'a>(
    plan: &'a Plan,
    zone: &'a TimeZone,
    person: &'a Addressee,
) -> impl Iterator<Item = (Timestamp, Step)> + 'a {
    let day = person.deadline.date_in(zone);
    let begins = moment(plan.announce_on, plan.hours, zone);
    plan.steps().into_iter().filter_map(move |step| {
        let on = match step {
            Step::Announcement => {
                let at = begins.max(person.came_under);
                return (at < person.deadline).then_some((at, step));
            }
            Step::Before(days) => day.checked_sub(i64::from(days).days()).ok()?,
            Step::Day => day,
            Step::After(days) => day.checked_add(i64::from(days).days()).ok()?,
        };
        let at = moment(on, plan.hours, zone);
        (at >= begins).then_some((at, step))
    })
}

/// When messages of a local day may leave: its first hour that is not quiet.
pub fn moment(day: Date, hours: Hours, zone: &TimeZone) -> Timestamp {
    let hour = i8::try_from(hours.from).unwrap_or(0);
    match day.at(hour, 0, 0, 0).to_zoned_datetime(zone.clone()) {
        Ok(at) => Timestamp::from_micros(at.timestamp().as_microsecond()),
        // Only at the edge of what the calendar can hold.
        Err(_) => start_of_day(day, zone),
    }
}

/// Whether messages may leave at this moment.
pub fn is_open(hours: Hours, zone: &TimeZone, now: Timestamp) -> bool {
    let today = now.date_in(zone);
    moment(today, hours, zone) <= now && now < closes(today, hours, zone)
}

/// The first moment from `now` on at which messages may leave.
pub fn opens_at(hours: Hours, zone: &TimeZone, now: Timestamp) -> Timestamp {
    let today = now.date_in(zone);
    if now < closes(today, hours, zone) {
        return now.max(moment(today, hours, zone));
    }
    today.tomorrow().map_or(Timestamp::MAX, |day| moment(day, hours, zone))
}

fn closes(day: Date, hours: Hours, zone: &TimeZone) -> Timestamp {
    match day.tomorrow() {
        Ok(next) if hours.until >= 24 => start_of_day(next, zone),
        _ => moment(day, Hours { from: hours.until, until: 24 }, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Lifetime;
    use jiff::civil::{date, datetime};

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
        // Days of November 2026; from 31 on those of December.
        let (month, day) = if day > 30 { (12, day - 30) } else { (11, day) };
        let local = datetime(2026, month, day, hour, minute, 0, 0).to_zoned_datetime(zone()).unwrap();
        Timestamp::from_micros(local.timestamp().as_microsecond())
    }

    fn person(last_told: Option<Timestamp>) -> Addressee {
        Addressee { deadline: start_of_day(date(2026, 12, 8), &zone()), came_under: at(1, 12, 0), last_told }
    }

    #[test]
    fn each_message_is_due_from_its_hour_until_the_next_one_or_until_it_was_sent() {
        let plan = Plan::usual(date(2026, 11, 10));
        let due = |now, told| due_step(&plan, &zone(), now, &person(told)).map(Step::word);
        let word = |text: &str| Some(text.to_owned());
        for (now, told, expected) in [
            (at(10, 8, 59), None, None),
            (at(10, 9, 0), None, word("announcement")),
            (at(10, 9, 0), Some(at(10, 9, 0)), None),
            (at(23, 16, 0), None, word("announcement")),
            (at(24, 9, 0), Some(at(10, 9, 0)), word("before-14")),
            (at(24, 9, 0), None, word("before-14")),
            (at(31, 8, 0), Some(at(24, 9, 0)), None),
            (at(31, 9, 0), Some(at(24, 9, 0)), word("before-7")),
            (at(37, 9, 0), Some(at(31, 9, 0)), word("before-1")),
            (at(38, 8, 59), Some(at(37, 9, 0)), None),
            (at(38, 9, 0), Some(at(37, 9, 0)), word("day")),
            (at(44, 23, 0), Some(at(38, 9, 0)), None),
            (at(45, 9, 0), Some(at(38, 9, 0)), word("after-7")),
            (at(50, 9, 0), Some(at(45, 9, 0)), None),
            // The server was away for a week: what was missed is not sent on top of the next.
            (at(38, 9, 0), Some(at(10, 9, 0)), word("day")),
        ] {
            assert_eq!(due(now, told), expected, "{now:?} after {told:?}");
        }
    }

    #[test]
    fn who_comes_under_it_late_hears_of_it_at_once_with_a_deadline_of_their_own() {
        let plan = Plan::usual(date(2026, 11, 10));
        let joined = at(35, 15, 30);
        let late = Addressee { deadline: joined.plus(Lifetime::days(14)), came_under: joined, last_told: None };
        assert_eq!(due_step(&plan, &zone(), joined, &late), Some(Step::Announcement));
        let told = Addressee { last_told: Some(joined), ..late };
        assert_eq!(due_step(&plan, &zone(), at(38, 9, 0), &told), None, "the day of the others is not theirs");
        assert_eq!(due_step(&plan, &zone(), at(42, 9, 0), &told), Some(Step::Before(7)));
        let no_grace = Addressee { deadline: joined, came_under: joined, last_told: None };
        assert_eq!(due_step(&plan, &zone(), joined, &no_grace), Some(Step::Day), "there is nothing to announce");
    }

    #[test]
    fn a_deadline_that_moved_brings_its_own_messages() {
        let plan = Plan::usual(date(2026, 11, 10));
        let corrected = at(36, 12, 0);
        let moved = Addressee { deadline: start_of_day(date(2027, 1, 12), &zone()), ..person(Some(corrected)) };
        assert_eq!(due_step(&plan, &zone(), at(38, 9, 0), &moved), None);
        let before_14 = moment(date(2026, 12, 29), plan.hours, &zone());
        assert_eq!(next_moment(&plan, &zone(), corrected, &moved), Some(before_14));
        assert_eq!(due_step(&plan, &zone(), before_14, &moved), Some(Step::Before(14)));
    }

    #[test]
    fn the_next_moment_is_the_first_after_now() {
        let plan = Plan::usual(date(2026, 11, 10));
        let next = |now| next_moment(&plan, &zone(), now, &person(None));
        assert_eq!(next(at(1, 0, 0)), Some(at(10, 9, 0)));
        assert_eq!(next(at(10, 9, 0)), Some(at(24, 9, 0)));
        assert_eq!(next(at(45, 9, 0)), None);
    }

    #[test]
    fn a_letter_stands_for_the_message_that_its_text_belongs_to_and_is_true_on_its_day() {
        let plan = Plan::usual(date(2026, 11, 10));
        let letter = |now, kind| letter_step(&plan, &zone(), now, &person(None), kind).map(|(step, _)| step.word());
        let word = |text: &str| Some(text.to_owned());
        for (now, kind, expected) in [
            (at(9, 12, 0), TextKind::Announcement, word("announcement")),
            (at(33, 12, 0), TextKind::Announcement, word("announcement")),
            (at(38, 12, 0), TextKind::Announcement, None),
            // Ahead of every reminder the first, then the last that has come.
            (at(12, 12, 0), TextKind::Reminder, word("before-14")),
            (at(31, 8, 0), TextKind::Reminder, word("before-14")),
            (at(31, 9, 0), TextKind::Reminder, word("before-7")),
            (at(38, 0, 0), TextKind::Reminder, None),
            (at(37, 23, 0), TextKind::Day, None),
            (at(38, 8, 0), TextKind::Day, word("day")),
            (at(39, 8, 0), TextKind::Day, None),
            (at(37, 23, 0), TextKind::After, None),
            (at(38, 8, 0), TextKind::After, word("after-7")),
            (at(60, 8, 0), TextKind::After, word("after-7")),
        ] {
            assert_eq!(letter(now, kind), expected, "{kind:?} at {now:?}");
        }
        let silent = Plan { before: Vec::new(), ..plan.clone() };
        assert_eq!(letter_step(&silent, &zone(), at(12, 12, 0), &person(None), TextKind::Reminder), None);
        let ahead = letter_step(&plan, &zone(), at(12, 12, 0), &person(None), TextKind::Reminder);
        assert_eq!(ahead, Some((Step::Before(14), at(24, 9, 0))), "its moment is still to come");
    }

    #[test]
    fn quiet_hours_are_those_of_the_clock_on_the_wall() {
        let hours = Hours { from: 9, until: 17 };
        let open = |now| is_open(hours, &zone(), now);
        assert!(!open(at(10, 8, 59)) && open(at(10, 9, 0)) && open(at(10, 16, 59)) && !open(at(10, 17, 0)));
        assert_eq!(opens_at(hours, &zone(), at(10, 3, 0)), at(10, 9, 0));
        assert_eq!(opens_at(hours, &zone(), at(10, 12, 0)), at(10, 12, 0));
        assert_eq!(opens_at(hours, &zone(), at(10, 17, 0)), at(11, 9, 0));
        let always = Hours { from: 0, until: 24 };
        assert!(is_open(always, &zone(), at(10, 0, 0)) && is_open(always, &zone(), at(10, 23, 59)));
        // The night in which summer time begins has no 02:00: the hour after it counts.
        let night = Hours { from: 2, until: 4 };
        let begins = moment(date(2026, 3, 29), night, &zone());
        assert_eq!(begins.seconds(), 1_774_746_000, "03:00 CEST");
    }
}
