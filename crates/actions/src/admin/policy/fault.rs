//! What is wrong with a policy in itself, whoever it holds for. A form shows each fault beside its field.

use domain::policy::{Demand, Requirement, Stay};
use domain::time::{Lifetime, Timestamp, start_of_day};
use domain::user::is_unseen;
use jiff::tz::TimeZone;

const LONGEST_NAME: usize = 100;
const LEAST_PERIOD: Lifetime = Lifetime::hours(1);
/// A trusted device lives at most this long, and no session outlives it.
const LONGEST_PERIOD: Lifetime = Lifetime::days(365);
const LEAST_IDLE: Lifetime = Lifetime::minutes(5);
const LONGEST_IDLE: Lifetime = Lifetime::days(30);
const MOST_GRACE: u16 = 365;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyFault {
    /// No name, one of more than 100 characters, or with characters that nobody sees.
    Name,
    /// A deadline that has passed, and that is not the one that stands.
    DeadlinePassed,
    /// More than 365 days of grace.
    Grace,
    /// The second factor is asked less than an hour or more than 365 days apart.
    Ask,
    /// People stay signed in for less than an hour or more than 365 days.
    Stay,
    /// An idle limit under 5 minutes or over 30 days.
    Idle,
}

/// Everything that is wrong; `before` is the demand that stands now.
pub(super) fn faults(
    (name, demand): (&str, &Demand),
    before: Option<&Demand>,
    (now, zone): (Timestamp, &TimeZone),
) -> Vec<PolicyFault> {
    let within = |span: Lifetime, least, most| span >= least && span <= most;
    let name = name.trim();
    let named = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(is_unseen);
    let passed = demand.requirement == Requirement::Mandatory
        && demand.deadline.is_some_and(|date| start_of_day(date, zone) < start_of_day(now.date_in(zone), zone))
        && before.is_none_or(|before| before.deadline != demand.deadline || before.requirement != demand.requirement);
    let stays = match demand.stay {
        Stay::UntilBrowserCloses => true,
        Stay::For(span) => within(span, LEAST_PERIOD, LONGEST_PERIOD),
    };
    let all = [
        (PolicyFault::Name, named),
        (PolicyFault::DeadlinePassed, !passed),
        (PolicyFault::Grace, demand.grace_days <= MOST_GRACE),
        (PolicyFault::Ask, demand.ask.period().is_none_or(|span| within(span, LEAST_PERIOD, LONGEST_PERIOD))),
        (PolicyFault::Stay, stays),
        (PolicyFault::Idle, demand.idle.is_none_or(|idle| within(idle, LEAST_IDLE, LONGEST_IDLE))),
    ];
    all.into_iter().filter(|(_, fine)| !fine).map(|(fault, _)| fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::{Ask, AuthenticatorRule, LateEnrolment, Mode};
    use jiff::civil::date;

    /// 24 November 2026, 09:12 in Amsterdam.
    const NOW: Timestamp = Timestamp::from_micros(1_795_507_920_000_000);

    fn demand() -> Demand {
        Demand {
            requirement: Requirement::Mandatory,
            deadline: Some(date(2026, 12, 8)),
            grace_days: 7,
            ask: Ask::Every(Lifetime::days(30)),
            stay: Stay::For(Lifetime::days(1)),
            idle: None,
            authenticators: AuthenticatorRule::Any,
            late_enrolment: LateEnrolment::EmailedCode,
            mode: Mode::On,
        }
    }

    fn of(name: &str, demand: &Demand, before: Option<&Demand>) -> Vec<PolicyFault> {
        faults((name, demand), before, (NOW, &TimeZone::get("Europe/Amsterdam").unwrap()))
    }

    #[test]
    fn each_fault_is_told_alone_and_all_together() {
        let at = demand();
        let table = [
            (Demand { deadline: Some(date(2026, 11, 23)), ..at }, PolicyFault::DeadlinePassed),
            (Demand { grace_days: 366, ..at }, PolicyFault::Grace),
            (Demand { ask: Ask::Every(Lifetime::minutes(59)), ..at }, PolicyFault::Ask),
            (Demand { ask: Ask::Every(Lifetime::days(366)), ..at }, PolicyFault::Ask),
            (Demand { stay: Stay::For(Lifetime::ZERO), ..at }, PolicyFault::Stay),
            (Demand { idle: Some(Lifetime::minutes(4)), ..at }, PolicyFault::Idle),
        ];
        for (demand, fault) in table {
            assert_eq!(of("Backend", &demand, None), [fault], "{demand:?}");
        }
        for name in ["", "  ", "a\u{0}b", "a\u{202e}b", &"x".repeat(101)] {
            assert_eq!(of(name, &at, None), [PolicyFault::Name], "{name:?}");
        }
        assert!(of("Backend <b>", &at, None).is_empty());
        assert_eq!(of("", &Demand { grace_days: 999, ..at }, None), [PolicyFault::Name, PolicyFault::Grace]);
    }

    #[test]
    fn today_is_a_deadline_and_so_is_the_one_that_stands() {
        let today = Demand { deadline: Some(date(2026, 11, 24)), ..demand() };
        assert!(of("Backend", &today, None).is_empty());
        let past = Demand { deadline: Some(date(2026, 1, 1)), ..demand() };
        assert!(of("Backend", &past, Some(&past)).is_empty());
        let optional = Demand { requirement: Requirement::Optional, ..past };
        assert!(of("Backend", &optional, None).is_empty());
        assert_eq!(of("Backend", &past, Some(&optional)), [PolicyFault::DeadlinePassed]);
    }
}
