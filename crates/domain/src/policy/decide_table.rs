//! policy.md as a table: one row, one sentence. The order of the sections is the order of the eight cases.

use crate::assurance::ProofKind;
use crate::authenticator::AuthenticatorKind::{App, CodeCard, HardwareToken, Passkey};
use crate::organisation::ModuleState;
use crate::policy::decide::may_trust_after;
use crate::policy::sample::{
    all, amsterdam, at, backend, days, device, has, none, optional, password, proved, say, since, tick,
};
use crate::policy::{
    Ask, AuthenticatorRule, Demand, EffectivePolicy, Evidence, LateEnrolment, NextStep, Person, Requirement, Stay,
    decide,
};
use crate::session::SessionTerms;
use crate::time::{Lifetime, Timestamp, end_of_day};

const BEFORE: &str = "2026-11-01 12:00:00";
const AFTER: &str = "2026-12-20 12:00:00";

#[expect(clippy::too_many_arguments, reason = "a row of the table: one sentence, one line")]
fn row(case: &str, policy: &EffectivePolicy, person: &Person, evidence: Evidence, now: Timestamp, expected: &str) {
    assert_eq!(say(&decide(now, person, policy, &evidence), now), expected, "{case}");
}

fn mandatory() -> EffectivePolicy {
    all(&[backend()])
}

fn phishing_resistant() -> EffectivePolicy {
    all(&[Demand { authenticators: AuthenticatorRule::PhishingResistant, ..backend() }])
}

fn ask_always() -> EffectivePolicy {
    all(&[Demand { ask: Ask::Always, ..backend() }])
}

fn late(mode: LateEnrolment) -> EffectivePolicy {
    all(&[Demand { late_enrolment: mode, ..backend() }])
}

fn graced(came_under: &str, grace_days: u16, deadline: bool) -> EffectivePolicy {
    let deadline = backend().deadline.filter(|_| deadline);
    since(&[(Demand { deadline, grace_days, ..backend() }, at(came_under))])
}

#[test]
fn the_worked_cases_hold_to_the_second() {
    let backend_users = &mandatory();
    let now = at(AFTER);
    let app = &has(&[App]);
    let trusted = |age: Lifetime| device(now.minus(age));
    let just_short = Lifetime::from_micros(days(29).micros() + Lifetime::hours(23).micros());
    let exempt = &none().exempt("2027-01-01 00:00:00");
    let everyone = &all(&[optional()]);
    let both = &all(&[backend(), Demand { ask: Ask::Always, ..backend() }]);
    let joined = &since(&[(optional(), at("2026-01-01 00:00:00")), (backend(), now)]);
    let pass = &late(LateEnrolment::HelpdeskPass);
    let resistant = &phishing_resistant();

    row("1 last second", backend_users, &none(), password(), at("2026-12-07 23:59:59"), "offer, 1 left, each time");
    row("2 deadline", backend_users, &none(), password(), at("2026-12-08 00:00:00"), "must enrol with emailed-code");
    row("3 29 d 23 h", backend_users, app, trusted(just_short), now, "grant by the device of 2026-11-20T12:00:00Z");
    row("4 trusted here 30 d ago", backend_users, app, trusted(days(30)), now, "ask app");
    row("5 another browser", backend_users, app, password(), now, "ask app");
    row("6 last exempt second", backend_users, exempt, password(), at("2026-12-31 23:59:59"), "grant");
    row("7 after it", backend_users, exempt, password(), at("2027-01-01 00:00:00"), "must enrol with emailed-code");
    row("8 exempt, has an app", backend_users, &app.clone().exempt("2027-01-01 00:00:00"), password(), now, "ask app");
    row("9 left the group yesterday", everyone, &none(), password(), now, "offer");
    row("10 joined just now", joined, &none(), password(), now, "must enrol with emailed-code");
    row("11 app code first", resistant, app, password(), now, "ask app, then enrol, no trust");
    row("11 then a passkey", resistant, app, proved(ProofKind::App, now), now, "must enrol");
    row("12 strictest ask", both, app, trusted(tick()), now, "ask app, no trust");
    row("13 switched off, pass in hand", pass, &none(), password(), now, "must enrol with helpdesk-pass");
}

#[test]
fn an_exemption_until_the_end_of_a_day_ends_at_the_next_midnight() {
    assert_eq!(end_of_day("2026-12-31".parse().unwrap(), &amsterdam()), at("2027-01-01 00:00:00"));
}

#[test]
fn case_1_refuses_whatever_else_holds() {
    let blocked = Person { blocked: true, ..has(&[App]) };
    let closed = Person { organisation_closed: true, ..has(&[App]) };
    let off = all(&[Demand { requirement: Requirement::Off, ..backend() }]);
    let idle = Person { module: ModuleState::Inactive, blocked: true, ..none() };
    let exempt = Person { blocked: true, ..none().exempt("2027-01-01 00:00:00") };
    let now = at(AFTER);
    row("blocked, all proved", &mandatory(), &blocked, proved(ProofKind::App, now), now, "refuse: blocked");
    row("blocked, trusted device", &mandatory(), &blocked, device(now.minus(tick())), now, "refuse: blocked");
    row("blocked, off", &off, &blocked, password(), now, "refuse: blocked");
    row("blocked, no policy", &EffectivePolicy::NONE, &blocked, password(), now, "refuse: blocked");
    row("blocked, module inactive", &mandatory(), &idle, password(), now, "refuse: blocked");
    row("blocked, exempt", &mandatory(), &exempt, password(), now, "refuse: blocked");
    row("organisation closed", &mandatory(), &closed, proved(ProofKind::App, now), now, "refuse: closed");
    row("both", &off, &Person { blocked: true, ..closed }, password(), now, "refuse: blocked");
}

#[test]
fn case_2_grants_where_nothing_is_asked() {
    let off = &all(&[Demand { requirement: Requirement::Off, ..backend() }]);
    let now = at(AFTER);
    let app = proved(ProofKind::App, now);
    let module = |module| Person { module, ..has(&[App]) };
    row("nobody's policy", &EffectivePolicy::NONE, &none(), password(), now, "grant");
    row("off, none", off, &none(), password(), now, "grant");
    row("off, has an app", off, &has(&[App]), password(), now, "grant");
    row("off, a proof was asked for elsewhere", off, &has(&[App]), app, now, "grant by app");
    row("off claims nothing of tomorrow", off, &has(&[App]), proved(ProofKind::App, now.plus(tick())), now, "grant");
    row("off claims nothing of a device", off, &has(&[App]), device(now), now, "grant");
    row("module inactive", &mandatory(), &module(ModuleState::Inactive), password(), now, "grant");
    row("module requested", &mandatory(), &module(ModuleState::Requested), password(), now, "grant");
    row("module active", &mandatory(), &module(ModuleState::Active), password(), now, "ask app");
    let unenrolled = Person { module: ModuleState::Requested, ..none() };
    row("module requested, none, past the deadline", &mandatory(), &unenrolled, password(), now, "grant");
}

#[test]
fn case_3_asks_an_allowed_authenticator_or_takes_the_trusted_device() {
    let p = &mandatory();
    let now = at(AFTER);
    let app = &has(&[App]);
    let edge = now.minus(days(30));
    let month = format!("grant by the device of {:?}", edge.plus(tick()));
    row("nothing shown", p, app, password(), now, "ask app");
    row("before the deadline too", p, app, password(), at(BEFORE), "ask app");
    row("optional too", &all(&[optional()]), app, password(), now, "ask app");
    row("shown", p, app, proved(ProofKind::App, now), now, "grant by app");
    row("all kinds, once each, sorted", p, &has(&[Passkey, App, App]), password(), now, "ask app+passkey");
    row("one microsecond within the period", p, app, device(edge.plus(tick())), now, &month);
    row("the period is over at its end", p, app, device(edge), now, "ask app");
    row("the clock went backwards", p, app, device(now.plus(tick())), now, "ask app");
    row("always", &ask_always(), app, device(now), now, "ask app, no trust");
    row("always, shown", &ask_always(), app, proved(ProofKind::App, now), now, "grant by app");
    row("proof beats device", p, app, proved(ProofKind::App, now).later(), now, "grant by app");
    row("later is no proof", p, app, password().later(), now, "ask app");
    row("put off is no proof", p, app, password().put_off(Timestamp::MAX), now, "ask app");
    row("recovery code", p, app, proved(ProofKind::RecoveryCode, now), now, "grant by recovery-code");
    row("a proof of another kind", p, app, proved(ProofKind::Passkey, now), now, "ask app");
    row("a proof of tomorrow", p, app, proved(ProofKind::App, now.plus(tick())), now, "ask app");
    let year = &all(&[Demand { ask: Ask::Every(days(4000)), ..backend() }]);
    row("a year at the most", year, app, device(now.minus(days(365))), now, "ask app");
    let short = &all(&[Demand { ask: Ask::Every(Lifetime::hours(1)), ..backend() }]);
    row("policy became shorter than its age", short, app, device(now.minus(Lifetime::hours(1))), now, "ask app");
}

#[test]
fn a_disabled_authenticator_never_becomes_an_offer() {
    // `enrolled` holds disabled ones too: there is something to ask, whether it can be answered or not.
    let now = at(AFTER);
    row("optional", &all(&[optional()]), &has(&[App]), password().later(), now, "ask app");
    row("before the deadline", &mandatory(), &has(&[App]), password().later(), at(BEFORE), "ask app");
    row("past it", &mandatory(), &has(&[App]), password(), now, "ask app");
}

#[test]
fn case_4_asks_what_there_is_then_an_allowed_one() {
    let p = &phishing_resistant();
    let (before, now) = (at(BEFORE), at(AFTER));
    let first = at("2026-12-08 00:00:00");
    let app = &has(&[App]);
    let by_app = |now| proved(ProofKind::App, now);
    let exempt = &app.clone().exempt("2027-01-01 00:00:00");
    row("before: app", p, app, password(), before, "ask app, no trust");
    row("before: then offered", p, app, by_app(before), before, "offer, 37 left");
    row("before: put off", p, app, by_app(before).later(), before, "grant by app");
    row("before: put off for a day", p, app, by_app(before).put_off(before.plus(days(1))), before, "grant by app");
    row("before: a device does not do", p, app, device(before), before, "ask app, no trust");
    row("last microsecond", p, app, by_app(before), first.minus(tick()), "offer, 1 left, each time");
    row("first microsecond", p, app, by_app(before), first, "must enrol");
    row("past: app first", p, app, password(), now, "ask app, then enrol, no trust");
    row("past: then a passkey", p, app, by_app(now), now, "must enrol");
    row("past: cannot be put off", p, app, by_app(now).later().put_off(Timestamp::MAX), now, "must enrol");
    row("past: a recovery code first", p, app, proved(ProofKind::RecoveryCode, now), now, "must enrol");
    row("past: a device does not do", p, app, device(now), now, "ask app, then enrol, no trust");
    row("exempt: asked all the same", p, exempt, password(), now, "ask app, no trust");
    row("exempt: no duty", p, exempt, by_app(now), now, "grant by app");
    row("exemption over", p, exempt, by_app(now), at("2027-01-01 00:00:00"), "must enrol");
    row("has both: the passkey", p, &has(&[App, Passkey]), password(), now, "ask passkey");
    row("has both: no app", p, &has(&[App, Passkey]), by_app(now), now, "ask passkey");
    row("nearest rule", p, &has(&[CodeCard, App]), password(), now, "ask app, then enrol, no trust");
    row(
        "nearest rule: no card",
        p,
        &has(&[CodeCard, App]),
        proved(ProofKind::CodeCard, now),
        now,
        "ask app, then enrol, no trust",
    );
    let no_card = |demand| all(&[Demand { authenticators: AuthenticatorRule::NoCodeCard, ..demand }]);
    row("card", &no_card(backend()), &has(&[CodeCard]), password(), now, "ask code-card, then enrol, no trust");
    row("token", &no_card(backend()), &has(&[HardwareToken]), password(), now, "ask hardware-token");
    row("optional: card", &no_card(optional()), &has(&[CodeCard]), password(), now, "ask code-card, no trust");
    row("optional: offered", &no_card(optional()), &has(&[CodeCard]), proved(ProofKind::CodeCard, now), now, "offer");
}

#[test]
fn case_5_lifts_the_duty_until_its_date() {
    let p = &mandatory();
    let exempt = &none().exempt("2026-12-31 12:00:00");
    let end = at("2026-12-31 12:00:00");
    row("past the deadline", p, exempt, password(), at(AFTER), "grant");
    row("before the deadline nothing is offered", p, exempt, password(), at(BEFORE), "grant");
    row("optional", &all(&[optional()]), exempt, password(), at(AFTER), "grant");
    row("last microsecond", p, exempt, password(), end.minus(tick()), "grant");
    row("its end", p, exempt, password(), end, "must enrol with emailed-code");
    row("optional, its end", &all(&[optional()]), exempt, password(), end, "offer");
    row("over before the deadline", p, &none().exempt("2026-10-01 00:00:00"), password(), at(BEFORE), "offer, 37 left");
    row("claims nothing", p, exempt, proved(ProofKind::App, at(AFTER)), at(AFTER), "grant");
}

#[test]
fn case_6_offers_and_takes_later_for_an_answer() {
    let p = &all(&[optional()]);
    let now = at(AFTER);
    let (day, week) = (now.plus(days(1)), now.plus(days(7)));
    let put_off = |until| password().put_off(until);
    row("offered", p, &none(), password(), now, "offer");
    row("later", p, &none(), password().later(), now, "grant");
    row("next sign-in", p, &none(), password(), now.plus(tick()), "offer");
    row("a day", p, &none(), put_off(day), day.minus(tick()), "grant");
    row("a day later", p, &none(), put_off(day), day, "offer");
    row("a week", p, &none(), put_off(week), week.minus(tick()), "grant");
    row("a week later", p, &none(), put_off(week), week, "offer");
    row("trust without an authenticator is none", p, &none(), device(now), now, "offer");
    row("later claims nothing", p, &none(), proved(ProofKind::App, now).later(), now, "grant");
}

#[test]
fn case_7_offers_with_the_date_and_in_the_last_week_each_time() {
    let p = &mandatory();
    let deadline = at("2026-12-08 00:00:00");
    let last_week = deadline.minus(days(7));
    let put_off = password().put_off(deadline.plus(days(30)));
    row("37 days ahead", p, &none(), password(), at(BEFORE), "offer, 37 left");
    row("later", p, &none(), password().later(), at(BEFORE), "grant");
    row("put off", p, &none(), put_off, last_week.minus(tick()), "grant");
    row("before the last week", p, &none(), password(), last_week.minus(tick()), "offer, 8 left");
    row("the last week begins", p, &none(), put_off, last_week, "offer, 7 left, each time");
    row("in the last week", p, &none(), put_off, deadline.minus(days(3)), "offer, 3 left, each time");
    row("later, in the last week", p, &none(), password().later(), deadline.minus(days(3)), "grant");
    row("later, in the last microsecond", p, &none(), password().later(), deadline.minus(tick()), "grant");
}

#[test]
fn case_8_demands_from_the_first_instant() {
    let p = &mandatory();
    let deadline = at("2026-12-08 00:00:00");
    let code = "must enrol with emailed-code";
    row("first instant", p, &none(), password(), deadline, code);
    row("years later", p, &none(), password(), at("2036-12-08 00:00:00"), code);
    row("later is no choice", p, &none(), password().later(), deadline, code);
    row("put off before", p, &none(), password().put_off(Timestamp::MAX), deadline, code);
    row("a device of another time", p, &none(), device(deadline), deadline, code);
    row("a proof without an authenticator", p, &none(), proved(ProofKind::RecoveryCode, deadline), deadline, code);
    row("at sign-in", &late(LateEnrolment::AtSignIn), &none(), password(), deadline, "must enrol");
    row("code", &late(LateEnrolment::EmailedCode), &none(), password(), deadline, code);
    row("pass", &late(LateEnrolment::HelpdeskPass), &none(), password(), deadline, "must enrol with helpdesk-pass");
    row("pass is for late", &late(LateEnrolment::HelpdeskPass), &none(), password(), at(BEFORE), "offer, 37 left");
    let at_once = &all(&[Demand { deadline: None, ..backend() }]);
    row("no deadline is at once", at_once, &none(), password(), at(BEFORE), code);
}

#[test]
fn days_of_grace_count_from_the_moment_of_coming_under_it() {
    let code = "must enrol with emailed-code";
    let late = &graced("2026-12-20 15:30:00", 14, true);
    row("late, all days left", late, &none(), password(), at("2026-12-20 15:30:00"), "offer, 14 left");
    row("late, last second", late, &none(), password(), at("2027-01-03 15:29:59"), "offer, 0 left, each time");
    row("late, over", late, &none(), password(), at("2027-01-03 15:30:00"), code);
    let early = &graced("2026-09-01 00:00:00", 14, true);
    row("early: the deadline", early, &none(), password(), at("2026-12-08 00:00:00"), code);
    row("early: a second less", early, &none(), password(), at("2026-12-07 23:59:59"), "offer, 1 left, each time");
    let near = &graced("2026-12-01 12:00:00", 14, true);
    row("grace reaches past the deadline", near, &none(), password(), at("2026-12-08 00:00:00"), "offer, 7 left");
    row("and ends", near, &none(), password(), at("2026-12-15 12:00:00"), code);
    let at_once = &graced("2026-06-01 08:00:00", 3, false);
    row("no deadline, in grace", at_once, &none(), password(), at("2026-06-04 07:59:59"), "offer, 0 left, each time");
    row("no deadline, grace over", at_once, &none(), password(), at("2026-06-04 08:00:00"), code);
    let joined = &graced("2026-12-20 12:00:00", 0, true);
    row("no grace, joined late", joined, &none(), password(), at(AFTER), code);
}

#[test]
fn the_own_deadline_is_kept_and_follows_the_administrator() {
    let code = "must enrol with emailed-code";
    let came = at("2026-11-01 00:00:00");
    let by = |deadline: &str| {
        since(&[(Demand { deadline: Some(deadline.parse().unwrap()), grace_days: 14, ..backend() }, came)])
    };
    let (planned, earlier, later) = (&by("2026-12-08"), &by("2026-11-10"), &by("2027-02-01"));
    let now = at(AFTER);
    row("as planned", planned, &none(), password(), now, code);
    // Who left and came back keeps `came_under`, so nothing of this depends on the way there.
    row("left meanwhile", &EffectivePolicy::NONE, &none(), password(), now, "grant");
    row("came back, no new grace", planned, &none(), password(), now.plus(days(1)), code);
    row(
        "moved earlier: at once, but never within the grace",
        earlier,
        &none(),
        password(),
        at("2026-11-14 23:59:59"),
        "offer, 1 left, each time",
    );
    row("moved earlier: grace over", earlier, &none(), password(), at("2026-11-15 00:00:00"), code);
    row("moved later", later, &none(), password(), now, "offer, 43 left");
    row("moved later, reached", later, &none(), password(), at("2027-02-01 00:00:00"), code);
}

#[test]
fn a_deadline_is_local_midnight_on_the_days_that_the_clock_changes() {
    for (date, first, before) in [
        ("2026-03-29", "2026-03-29 00:00:00", "2026-03-28 23:59:59"),
        ("2026-10-25", "2026-10-25 00:00:00", "2026-10-24 23:59:59"),
        ("2026-10-26", "2026-10-26 00:00:00", "2026-10-25 23:59:59"),
    ] {
        let p = &all(&[Demand { deadline: Some(date.parse().unwrap()), ..backend() }]);
        row(date, p, &none(), password(), at(before), "offer, 1 left, each time");
        row(date, p, &none(), password(), at(first), "must enrol with emailed-code");
    }
}

#[test]
fn a_browser_is_trusted_only_where_that_spares_a_question() {
    let every = mandatory();
    assert!(may_trust_after(&every, ProofKind::App));
    assert!(may_trust_after(&every, ProofKind::Passkey));
    assert!(!may_trust_after(&every, ProofKind::RecoveryCode));
    assert!(!may_trust_after(&ask_always(), ProofKind::App));
    assert!(!may_trust_after(&phishing_resistant(), ProofKind::App));
    assert!(may_trust_after(&phishing_resistant(), ProofKind::Passkey));
}

#[test]
fn a_grant_carries_the_terms_of_the_policy() {
    let now = at(AFTER);
    let terms = |stay, idle| {
        let policy = all(&[Demand { stay, idle, ..optional() }]);
        match decide(now, &none(), &policy, &password().later()) {
            NextStep::Grant(grant) => grant.terms,
            other => panic!("{other:?}"),
        }
    };
    let hours = |hours| now.plus(Lifetime::hours(hours));
    let closes = SessionTerms { expires_at: hours(12), idle: None, persistent: false };
    assert_eq!(terms(Stay::UntilBrowserCloses, None), closes);
    let idle = Some(Lifetime::hours(1));
    assert_eq!(
        terms(Stay::For(Lifetime::hours(24)), idle),
        SessionTerms { expires_at: hours(24), idle, persistent: true }
    );
    assert_eq!(terms(Stay::For(days(14)), None), SessionTerms { expires_at: hours(336), idle: None, persistent: true });
}
