//! The fold as a table: each field, the strictest wins, and says which policy it comes from; order means nothing.

use std::fmt::Debug;

use jiff::civil::{Date, date};

use crate::policy::sample::{all, amsterdam, at, backend, days, id, optional, policy, since};
use crate::policy::{
    Applied, Ask, AuthenticatorRule, Demand, Due, EffectivePolicy, LateEnrolment, Requirement, Sourced, Stay, fold,
};
use crate::session::SessionTerms;
use crate::time::{Lifetime, Timestamp};

/// Folds two demands in both orders: the winner holds, and is named as the policy that it stands in.
fn row<T: Copy + PartialEq + Debug>(
    put: impl Fn(T) -> Demand,
    read: impl Fn(&EffectivePolicy) -> Sourced<T>,
    looser: T,
    stricter: T,
) {
    let (second, first) = (all(&[put(looser), put(stricter)]), all(&[put(stricter), put(looser)]));
    assert_eq!(read(&second), Sourced { value: stricter, policy: Some(id(2)) }, "{looser:?} then {stricter:?}");
    assert_eq!(read(&first), Sourced { value: stricter, policy: Some(id(1)) }, "{stricter:?} then {looser:?}");
    let same = all(&[put(stricter), put(stricter)]);
    assert_eq!(read(&same), Sourced { value: stricter, policy: Some(id(1)) }, "equals: the smallest id");
}

#[test]
fn the_strictest_requirement_wins() {
    use Requirement::{Mandatory, Off, Optional};
    let put = |requirement| Demand { requirement, ..backend() };
    row(put, |p| p.requirement, Off, Optional);
    row(put, |p| p.requirement, Off, Mandatory);
    row(put, |p| p.requirement, Optional, Mandatory);
}

#[test]
fn the_strictest_ask_wins() {
    let put = |ask| Demand { ask, ..backend() };
    let hours = |hours| Ask::Every(Lifetime::hours(hours));
    row(put, |p| p.ask, hours(24 * 30), hours(24 * 7));
    row(put, |p| p.ask, hours(2), hours(1));
    row(put, |p| p.ask, hours(24 * 30), Ask::Always);
    row(put, |p| p.ask, hours(1), Ask::Always);
}

#[test]
fn every_sign_in_beside_every_week_is_both() {
    let ask = |ask| Demand { ask, ..backend() };
    let both = all(&[ask(Ask::Always), ask(Ask::Every(days(30))), ask(Ask::Every(days(7)))]);
    assert_eq!(both.ask, Sourced { value: Ask::Always, policy: Some(id(1)) });
    assert_eq!(both.ask_again, Sourced { value: Some(days(7)), policy: Some(id(3)) });
    assert_eq!(all(&[ask(Ask::Always)]).ask_again, Sourced { value: None, policy: Some(id(1)) });
}

#[test]
fn the_strictest_stay_wins() {
    let put = |stay| Demand { stay, ..backend() };
    row(put, |p| p.stay, Stay::For(days(30)), Stay::For(days(1)));
    row(put, |p| p.stay, Stay::For(days(30)), Stay::UntilBrowserCloses);
    row(put, |p| p.stay, Stay::For(Lifetime::hours(1)), Stay::UntilBrowserCloses);
}

#[test]
fn until_the_browser_closes_beside_one_hour_is_both() {
    let stay = |stay| Demand { stay, ..backend() };
    let hour = Lifetime::hours(1);
    let both = all(&[stay(Stay::UntilBrowserCloses), stay(Stay::For(hour)), stay(Stay::For(days(30)))]);
    assert_eq!(both.stay, Sourced { value: Stay::UntilBrowserCloses, policy: Some(id(1)) });
    assert_eq!(both.longest_session, Sourced { value: hour, policy: Some(id(2)) });
    let now = at("2026-12-20 12:00:00");
    let terms = SessionTerms { expires_at: now.plus(hour), idle: None, persistent: false };
    assert_eq!(SessionTerms::new(now, &both), terms);
    let long = all(&[stay(Stay::UntilBrowserCloses), stay(Stay::For(days(30)))]);
    assert_eq!(long.longest_session, Sourced { value: Lifetime::hours(12), policy: Some(id(1)) });
}

#[test]
fn the_strictest_idle_limit_wins() {
    let put = |idle| Demand { idle, ..backend() };
    row(put, |p| p.idle, None, Some(days(30)));
    row(put, |p| p.idle, Some(Lifetime::hours(2)), Some(Lifetime::hours(1)));
    row(put, |p| p.idle, None, Some(Lifetime::ZERO));
}

#[test]
fn the_strictest_authenticators_win() {
    use AuthenticatorRule::{Any, NoCodeCard, PhishingResistant};
    let put = |authenticators| Demand { authenticators, ..backend() };
    row(put, |p| p.authenticators, Any, NoCodeCard);
    row(put, |p| p.authenticators, Any, PhishingResistant);
    row(put, |p| p.authenticators, NoCodeCard, PhishingResistant);
}

#[test]
fn the_strictest_late_enrolment_wins_among_the_policies_that_have_a_deadline() {
    use LateEnrolment::{AtSignIn, EmailedCode, HelpdeskPass};
    let put = |late_enrolment| Demand { late_enrolment, ..backend() };
    row(put, |p| p.late_enrolment, AtSignIn, EmailedCode);
    row(put, |p| p.late_enrolment, AtSignIn, HelpdeskPass);
    row(put, |p| p.late_enrolment, EmailedCode, HelpdeskPass);
    let offered = Demand { late_enrolment: HelpdeskPass, ..optional() };
    let folded = all(&[offered, put(AtSignIn)]).late_enrolment;
    assert_eq!(folded, Sourced { value: AtSignIn, policy: Some(id(2)) });
}

#[test]
fn the_fields_come_from_different_policies() {
    let asks = Demand { ask: Ask::Always, ..optional() };
    let ends = Demand { idle: Some(Lifetime::hours(1)), stay: Stay::UntilBrowserCloses, ..optional() };
    let passkeys = Demand { authenticators: AuthenticatorRule::PhishingResistant, ..optional() };
    let folded = all(&[backend(), asks, ends, passkeys]);
    let sources = [
        folded.requirement.policy,
        folded.due.map(|due| due.policy),
        folded.late_enrolment.policy,
        folded.ask.policy,
        folded.stay.policy,
        folded.idle.policy,
        folded.authenticators.policy,
    ];
    assert_eq!(sources, [1, 1, 1, 2, 3, 3, 4].map(|number| Some(id(number))));
}

#[test]
fn no_policy_is_off_and_comes_from_nowhere() {
    assert_eq!(all(&[]), EffectivePolicy::NONE);
    let none = EffectivePolicy::NONE;
    assert_eq!((none.requirement.value, none.requirement.policy, none.due), (Requirement::Off, None, None));
}

fn by(deadline: impl Into<Option<Date>>, grace_days: u16) -> Demand {
    Demand { deadline: deadline.into(), grace_days, ..backend() }
}

/// The own deadline under these policies, as its local moment, its policy and whether grace moved it.
fn due(case: &str, parts: &[(Demand, &str)], expected: (&str, u8, bool)) {
    let parts: Vec<_> = parts.iter().map(|(demand, came_under)| (*demand, at(came_under))).collect();
    let expected = Due { at: at(expected.0), policy: id(expected.1), by_grace: expected.2 };
    assert_eq!(since(&parts).due, Some(expected), "{case}");
}

#[test]
fn the_earliest_own_deadline_wins() {
    let (dec, jan) = (date(2026, 12, 8), date(2027, 1, 1));
    let old = "2026-01-01 00:00:00";
    let new = "2026-12-20 09:00:00";
    due("one", &[(by(dec, 0), old)], ("2026-12-08 00:00:00", 1, false));
    due("the earlier date", &[(by(jan, 0), old), (by(dec, 0), old)], ("2026-12-08 00:00:00", 2, false));
    due("equal dates: the smallest id", &[(by(dec, 0), old), (by(dec, 0), old)], ("2026-12-08 00:00:00", 1, false));
    due("at once", &[(by(None, 0), old)], (old, 1, false));
    due("at once beats a date", &[(by(dec, 0), old), (by(None, 0), new)], ("2026-12-08 00:00:00", 1, false));
    due("early, with grace", &[(by(dec, 14), old)], ("2026-12-08 00:00:00", 1, false));
    due("late, with grace", &[(by(dec, 14), new)], ("2027-01-03 09:00:00", 1, true));
    due("late, no grace", &[(by(dec, 0), new)], (new, 1, false));
    due("at once, with grace", &[(by(None, 7), new)], ("2026-12-27 09:00:00", 1, true));
    due(
        "grace that ends at the date moved nothing",
        &[(by(dec, 7), "2026-12-01 00:00:00")],
        ("2026-12-08 00:00:00", 1, false),
    );
    due("a second later it did", &[(by(dec, 7), "2026-12-01 00:00:01")], ("2026-12-08 00:00:01", 1, true));
    due("the fewest days", &[(by(dec, 14), new), (by(jan, 3), old)], ("2026-12-23 09:00:00", 1, true));
    due("the fewest may be none", &[(by(dec, 14), new), (by(jan, 0), old)], (new, 1, false));
    due("came under the second later", &[(by(jan, 0), old), (by(dec, 0), new)], (new, 2, false));
    due(
        "a later second policy moves nothing",
        &[(by(dec, 0), old), (by(None, 5), new)],
        ("2026-12-08 00:00:00", 1, false),
    );
}

#[test]
fn only_mandatory_policies_have_a_deadline_and_grace() {
    let (dec, old) = (date(2026, 12, 8), "2026-01-01 00:00:00");
    let offered = Demand { deadline: Some(date(2026, 2, 1)), grace_days: 0, ..optional() };
    let off = Demand { requirement: Requirement::Off, ..offered };
    assert_eq!(all(&[offered, off]).due, None);
    let new = "2026-12-20 09:00:00";
    due("an offer has none", &[(offered, old), (by(dec, 0), old), (off, old)], ("2026-12-08 00:00:00", 2, false));
    due("nor fewer days", &[(offered, old), (by(dec, 2), new), (off, old)], ("2026-12-22 09:00:00", 2, true));
}

#[test]
fn a_deadline_is_midnight_in_the_zone_that_is_passed_in() {
    let backend = policy(1, backend());
    let applied = [Applied { policy: &backend, came_under: Timestamp::from_seconds(0) }];
    let utc = fold(&applied, &jiff::tz::TimeZone::UTC).due.unwrap().at;
    let local = fold(&applied, &amsterdam()).due.unwrap().at;
    assert_eq!((utc.minus(Lifetime::hours(1)), local), (local, at("2026-12-08 00:00:00")));
}
