//! Whatever the plan, the deadline and the moments at which the job runs.

use std::num::NonZeroU32;

use jiff::ToSpan;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::plan::{Channels, Hours, Plan, Step, TextKind, Tone};
use super::schedule::{Addressee, due_step, is_open, letter_step, next_moment, opens_at};
use crate::time::{Lifetime, Timestamp, start_of_day};

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn plans() -> impl Strategy<Value = Plan> {
    let hours = (0_u8..24).prop_flat_map(|from| (Just(from), from + 1..=24));
    (0_i64..60, btree_set(1_u16..40, 0..4), any::<bool>(), btree_set(1_u16..40, 0..4), hours).prop_map(
        |(announced, before, on_the_day, after, (from, until))| Plan {
            announce_on: date(2026, 10, 1).checked_add(announced.days()).unwrap(),
            before: before.into_iter().collect(),
            on_the_day,
            after: after.into_iter().collect(),
            hours: Hours { from, until },
            a_day: NonZeroU32::new(1),
            tone: Tone::Informal,
            channels: Channels { mail: true, home: true },
        },
    )
}

/// Hours from 1 October on.
fn hours_on() -> impl Strategy<Value = Timestamp> {
    (0_u32..24 * 120).prop_map(|hours| start_of_day(date(2026, 10, 1), &zone()).plus(Lifetime::hours(hours)))
}

proptest! {
    /// A letter on paper counts from the moment of the message that it stands for, or from when it was made if that is later:
    /// whoever gets an address afterwards is not mailed that message too, nor one before it.
    #[test]
    fn nobody_is_mailed_what_a_letter_told_them(
        plan in plans(), deadline in hours_on(), came_under in hours_on(), made in hours_on(), dated in 0_u32..24 * 14,
        kind in proptest::sample::select(TextKind::ALL.to_vec()), runs in vec(hours_on(), 1..40),
    ) {
        let person = Addressee { deadline: deadline.max(came_under), came_under, last_told: None };
        let made = made.max(came_under);
        let dated = made.plus(Lifetime::hours(dated));
        if let Some((step, moment)) = letter_step(&plan, &zone(), dated, &person, kind) {
            prop_assert_eq!(step.kind(), kind);
            let person = Addressee { last_told: Some(made.max(moment)), ..person };
            let place = |step: &Step| plan.steps().iter().position(|one| one == step);
            for now in runs.into_iter().filter(|now| *now >= made) {
                if let Some(mailed) = due_step(&plan, &zone(), now, &person) {
                    prop_assert!(place(&mailed) > place(&step), "{mailed:?} after a letter for {step:?}");
                }
            }
        }
    }

    /// A job that runs at any moments and tells whoever is due: each message at most once, in their order, none before its
    /// moment, and after each run nothing is due.
    #[test]
    fn nobody_gets_a_message_twice_or_out_of_order(
        plan in plans(), deadline in hours_on(), came_under in hours_on(), mut runs in vec(hours_on(), 1..40),
    ) {
        runs.sort();
        let mut person = Addressee { deadline: deadline.max(came_under), came_under, last_told: None };
        let mut told: Vec<Step> = Vec::new();
        for now in runs.into_iter().filter(|now| *now >= came_under) {
            if let Some(step) = due_step(&plan, &zone(), now, &person) {
                prop_assert!(!told.contains(&step), "{step:?} twice");
                let place = |step: &Step| plan.steps().iter().position(|one| one == step);
                prop_assert!(told.last().is_none_or(|last| place(last) < place(&step)), "{step:?} after {told:?}");
                prop_assert!(step != Step::Announcement || person.came_under < person.deadline);
                told.push(step);
                person.last_told = Some(now);
            }
            prop_assert_eq!(due_step(&plan, &zone(), now, &person), None);
        }
    }

    /// Between now and the next moment nothing new is due, and at that moment something is.
    #[test]
    fn the_job_may_sleep_until_the_next_moment(
        plan in plans(), deadline in hours_on(), came_under in hours_on(), now in hours_on(),
    ) {
        let now = now.max(came_under);
        let told = Addressee { deadline: deadline.max(came_under), came_under, last_told: Some(now) };
        if let Some(next) = next_moment(&plan, &zone(), now, &told) {
            prop_assert!(next > now);
            let just_before = Timestamp::from_micros(next.micros() - 1);
            prop_assert_eq!(due_step(&plan, &zone(), just_before, &told), None);
            prop_assert!(due_step(&plan, &zone(), next, &told).is_some());
        } else {
            prop_assert_eq!(due_step(&plan, &zone(), now.plus(Lifetime::days(400)), &told), None);
        }
    }

    /// Messages leave at the moment that is named, and not a moment earlier.
    #[test]
    fn quiet_hours_end_when_it_is_said(plan in plans(), now in hours_on()) {
        let opens = opens_at(plan.hours, &zone(), now);
        prop_assert!(opens >= now && is_open(plan.hours, &zone(), opens));
        if opens > now {
            prop_assert!(!is_open(plan.hours, &zone(), now));
            prop_assert!(!is_open(plan.hours, &zone(), Timestamp::from_micros(opens.micros() - 1)));
        }
    }
}
