//! What sets two demands apart, field by field, and whether each difference asks more of people or less. History,
//! conflicts and the words beside a form are made of it.

use jiff::civil::Date;

use crate::policy::demand::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use crate::time::Lifetime;

/// A value before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<T> {
    /// What it was.
    pub before: T,
    /// What it is.
    pub after: T,
}

/// One field that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Whether it holds, or only watches.
    Mode(Step<Mode>),
    /// Whether a second factor is left out, offered or demanded.
    Requirement(Step<Requirement>),
    /// From when it is demanded; `None` is at once.
    Deadline(Step<Option<Date>>),
    /// Days of grace.
    Grace(Step<u16>),
    /// How often the second factor is asked.
    Ask(Step<Ask>),
    /// How long people stay signed in.
    Stay(Step<Stay>),
    /// The idle limit.
    Idle(Step<Option<Lifetime>>),
    /// Which authenticators do.
    Authenticators(Step<AuthenticatorRule>),
    /// What late enrolment needs.
    LateEnrolment(Step<LateEnrolment>),
}

impl Change {
    /// The word that the audit log keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mode(_) => "mode",
            Self::Requirement(_) => "requirement",
            Self::Deadline(_) => "deadline",
            Self::Grace(_) => "grace",
            Self::Ask(_) => "ask",
            Self::Stay(_) => "stay",
            Self::Idle(_) => "idle",
            Self::Authenticators(_) => "authenticators",
            Self::LateEnrolment(_) => "late-enrolment",
        }
    }
}

/// What a change does to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It asks more.
    Tightens,
    /// It asks less.
    Loosens,
    /// It asks nothing else: the field does not count where nothing is demanded.
    Neither,
}

/// Every field that differs, in the order of policy.md.
pub fn changes(before: &Demand, after: &Demand) -> Vec<Change> {
    fn step<T: PartialEq>(before: T, after: T, change: impl FnOnce(Step<T>) -> Change) -> Option<Change> {
        (before != after).then(|| change(Step { before, after }))
    }
    let all = [
        step(before.mode, after.mode, Change::Mode),
        step(before.requirement, after.requirement, Change::Requirement),
        step(before.deadline, after.deadline, Change::Deadline),
        step(before.grace_days, after.grace_days, Change::Grace),
        step(before.ask, after.ask, Change::Ask),
        step(before.stay, after.stay, Change::Stay),
        step(before.idle, after.idle, Change::Idle),
        step(before.authenticators, after.authenticators, Change::Authenticators),
        step(before.late_enrolment, after.late_enrolment, Change::LateEnrolment),
    ];
    all.into_iter().flatten().collect()
}

/// What a change from `before` to `after` does. While a policy only watches, none does anything. The date, the grace and late enrolment count only where a second factor
/// is demanded before and after; else the requirement itself says what happens.
pub fn direction(change: Change, before: &Demand, after: &Demand) -> Direction {
    let demanded = [before, after].iter().all(|demand| demand.requirement == Requirement::Mandatory);
    match change {
        Change::Mode(step) => toward(step, |value| value),
        _ if before.watches() && after.watches() => Direction::Neither,
        Change::Requirement(step) => toward(step, |value| value),
        Change::Ask(step) => toward(step, Ask::strictness),
        Change::Stay(step) => toward(step, Stay::strictness),
        Change::Idle(step) => toward(step, |idle| std::cmp::Reverse(limit(idle))),
        Change::Authenticators(step) => toward(step, |value| value),
        Change::Deadline(_) | Change::Grace(_) | Change::LateEnrolment(_) if !demanded => Direction::Neither,
        // At once is the strictest, then the earliest day; `None` sorts first.
        Change::Deadline(step) => toward(step, std::cmp::Reverse),
        Change::Grace(step) => toward(step, std::cmp::Reverse),
        Change::LateEnrolment(step) => toward(step, |value| value),
    }
}

fn limit(idle: Option<Lifetime>) -> i64 {
    idle.map_or(i64::MAX, Lifetime::micros)
}

fn toward<T: Copy, K: Ord>(step: Step<T>, strictness: impl Fn(T) -> K) -> Direction {
    match strictness(step.after).cmp(&strictness(step.before)) {
        std::cmp::Ordering::Greater => Direction::Tightens,
        std::cmp::Ordering::Less => Direction::Loosens,
        std::cmp::Ordering::Equal => Direction::Neither,
    }
}

/// What NIST SP 800-63B-4 says of a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aal2 {
    /// Sessions end and are proved anew as AAL2 asks: at most 24 hours, at most 1 hour idle, both factors each time
    /// (section 2.2.3).
    Met,
    /// A trusted device spares the second factor: a relaxation.
    TrustedDevice,
    /// Both factors each time, but a session lasts longer than 24 hours, or idles longer than an hour.
    LongSession,
    /// A second factor is not demanded of everyone.
    NotDemanded,
}

/// How a demand compares with AAL2.
pub fn aal2(demand: &Demand) -> Aal2 {
    if demand.requirement != Requirement::Mandatory {
        return Aal2::NotDemanded;
    }
    if demand.ask != Ask::Always {
        return Aal2::TrustedDevice;
    }
    let short = demand.stay.at_most() <= Lifetime::hours(24);
    let idles = demand.idle.is_some_and(|idle| idle <= Lifetime::hours(1));
    if short && idles { Aal2::Met } else { Aal2::LongSession }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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

    fn only(after: Demand) -> (Change, Direction) {
        let before = demand();
        let [change] = changes(&before, &after)[..] else { panic!("one change: {after:?}") };
        (change, direction(change, &before, &after))
    }

    #[test]
    fn nothing_changed_is_no_change() {
        assert!(changes(&demand(), &demand()).is_empty());
    }

    #[test]
    fn each_field_tightens_or_loosens() {
        use Direction::{Loosens, Tightens};
        let at = demand();
        let table = [
            (Demand { requirement: Requirement::Optional, ..at }, Loosens),
            (Demand { deadline: None, ..at }, Tightens),
            (Demand { deadline: Some(date(2026, 12, 1)), ..at }, Tightens),
            (Demand { deadline: Some(date(2027, 1, 1)), ..at }, Loosens),
            (Demand { grace_days: 0, ..at }, Tightens),
            (Demand { grace_days: 14, ..at }, Loosens),
            (Demand { ask: Ask::Always, ..at }, Tightens),
            (Demand { ask: Ask::Every(Lifetime::days(60)), ..at }, Loosens),
            (Demand { stay: Stay::UntilBrowserCloses, ..at }, Tightens),
            (Demand { stay: Stay::For(Lifetime::days(2)), ..at }, Loosens),
            (Demand { idle: Some(Lifetime::hours(1)), ..at }, Tightens),
            (Demand { authenticators: AuthenticatorRule::PhishingResistant, ..at }, Tightens),
            (Demand { mode: Mode::Watch, ..at }, Loosens),
            (Demand { late_enrolment: LateEnrolment::AtSignIn, ..at }, Loosens),
            (Demand { late_enrolment: LateEnrolment::HelpdeskPass, ..at }, Tightens),
        ];
        for (after, expected) in table {
            assert_eq!(only(after).1, expected, "{after:?}");
        }
    }

    #[test]
    fn a_date_means_nothing_where_nothing_is_demanded() {
        let before = Demand { requirement: Requirement::Optional, ..demand() };
        let after = Demand { deadline: None, ..before };
        let [change] = changes(&before, &after)[..] else { panic!("one change") };
        assert_eq!(direction(change, &before, &after), Direction::Neither);
    }

    #[test]
    fn nothing_of_a_policy_that_only_watches_asks_more_or_less() {
        let before = Demand { mode: Mode::Watch, ..demand() };
        let after = Demand { ask: Ask::Always, requirement: Requirement::Off, ..before };
        for change in changes(&before, &after) {
            assert_eq!(direction(change, &before, &after), Direction::Neither, "{change:?}");
        }
        let [change] = changes(&before, &demand())[..] else { panic!("one change") };
        assert_eq!(direction(change, &before, &demand()), Direction::Tightens);
    }

    #[test]
    fn changes_come_in_the_order_of_the_form() {
        let after = Demand { requirement: Requirement::Off, ask: Ask::Always, grace_days: 0, ..demand() };
        let all = changes(&demand(), &after);
        assert!(matches!(all[..], [Change::Requirement(_), Change::Grace(_), Change::Ask(_)]), "{all:?}");
    }

    #[test]
    fn aal2_asks_both_each_time_within_a_day_and_an_hour() {
        let strict = Demand { ask: Ask::Always, idle: Some(Lifetime::hours(1)), ..demand() };
        assert_eq!(aal2(&strict), Aal2::Met);
        assert_eq!(aal2(&Demand { stay: Stay::UntilBrowserCloses, ..strict }), Aal2::Met);
        assert_eq!(aal2(&Demand { idle: None, ..strict }), Aal2::LongSession);
        assert_eq!(aal2(&Demand { stay: Stay::For(Lifetime::hours(25)), ..strict }), Aal2::LongSession);
        assert_eq!(aal2(&Demand { ask: Ask::Every(Lifetime::hours(1)), ..strict }), Aal2::TrustedDevice);
        assert_eq!(aal2(&Demand { requirement: Requirement::Optional, ..strict }), Aal2::NotDemanded);
    }
}
