//! "Ask and stay together" walked over a month with one browser, and every row of what a session may do.

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind::{self, App, CodeCard, Passkey};
use crate::organisation::ModuleState;
use crate::policy::in_session::expires_at;
use crate::policy::sample::{
    all, at, backend, days, device, has, none, optional, password, proved, say_enrol, say_prove, since, tick,
};
use crate::policy::{
    Ask, AuthenticatorRule, Demand, EffectivePolicy, EndReason, Evidence, Grant, LateEnrolment, NextStep, Person,
    Requirement, SessionFacts, SessionStep, Stay, decide, decide_in_session,
};
use crate::session::SessionTerms;
use crate::time::{Lifetime, Timestamp};

/// One browser of one member, who does what is asked and lets the browser be trusted wherever that is offered.
struct Browser {
    policy: EffectivePolicy,
    person: Person,
    trusted: Option<Timestamp>,
    session: Option<SessionFacts>,
}

impl Browser {
    fn new(ask: Ask, stay: Stay) -> Self {
        let policy = all(&[Demand { ask, stay, ..backend() }]);
        Self { policy, person: has(&[App]), trusted: None, session: None }
    }

    /// Opens a page, and says what was asked on the way to it.
    fn visit(&mut self, now: Timestamp) -> &'static str {
        let Some(session) = &mut self.session else { return self.sign_in(now) };
        match decide_in_session(now, &self.person, &self.policy, session) {
            SessionStep::Open => {
                session.last_seen_at = now;
                "nothing"
            }
            SessionStep::Prove(prove) => {
                let proof = Proof { kind: ProofKind::App, at: now };
                *session = SessionFacts { last_seen_at: now, proof: Some(proof), factor_at: Some(now), ..*session };
                self.trusted = Some(now).filter(|_| prove.may_trust).or(self.trusted);
                assert_eq!(self.visit(now), "nothing");
                "factor"
            }
            SessionStep::Enrol(enrol) => panic!("{enrol:?}"),
            SessionStep::End(_) => self.sign_in(now),
        }
    }

    fn sign_in(&mut self, now: Timestamp) -> &'static str {
        let shown = Evidence { device_passed_at: self.trusted, ..password() };
        match decide(now, &self.person, &self.policy, &shown) {
            NextStep::Grant(grant) => self.begin(now, grant, "password"),
            NextStep::Prove(prove) => {
                self.trusted = Some(now).filter(|_| prove.may_trust).or(self.trusted);
                match decide(now, &self.person, &self.policy, &proved(ProofKind::App, now)) {
                    NextStep::Grant(grant) => self.begin(now, grant, "both"),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }

    fn begin(&mut self, now: Timestamp, grant: Grant, asked: &'static str) -> &'static str {
        let Grant { terms, proof, factor_at } = grant;
        self.session = Some(SessionFacts { started_at: now, terms, last_seen_at: now, proof, factor_at });
        assert_eq!(self.visit(now), "nothing", "what was just granted is open");
        asked
    }

    fn close(&mut self) {
        self.session = self.session.filter(|session| session.terms.persistent);
    }

    /// What the first page of each of these mornings asks; the browser is closed each evening after more work.
    fn mornings(&mut self, count: u32) -> Vec<&'static str> {
        let first = at("2026-11-02 09:00:00");
        let morning = |day| {
            let morning = first.plus(days(day));
            let asked = self.visit(morning);
            assert_eq!(self.visit(morning.plus(Lifetime::hours(8))), "nothing");
            self.close();
            asked
        };
        (0..count).map(morning).collect()
    }
}

/// One expected word a morning: `usual`, but on the days named.
fn month(usual: &'static str, but: &[(usize, &'static str)]) -> Vec<&'static str> {
    let mut month = vec![usual; 40];
    for (day, asked) in but {
        month[*day] = asked;
    }
    month
}

#[test]
fn always_and_no_ask_both_each_time_the_browser_was_closed() {
    let mut browser = Browser::new(Ask::Always, Stay::UntilBrowserCloses);
    assert_eq!(browser.mornings(40), month("both", &[]));
}

#[test]
fn always_and_fourteen_days_ask_nothing_for_fourteen_days() {
    let mut browser = Browser::new(Ask::Always, Stay::For(days(14)));
    assert_eq!(browser.mornings(40), month("nothing", &[(0, "both"), (14, "both"), (28, "both")]));
}

#[test]
fn thirty_days_and_no_ask_the_password_daily_and_the_factor_once_in_thirty_days() {
    let mut browser = Browser::new(Ask::Every(days(30)), Stay::UntilBrowserCloses);
    assert_eq!(browser.mornings(40), month("password", &[(0, "both"), (30, "both")]));
    let mut another = Browser::new(Ask::Every(days(30)), Stay::UntilBrowserCloses);
    assert_eq!(another.visit(at("2026-11-20 09:00:00")), "both", "each device by itself");
}

#[test]
fn thirty_days_and_one_day_ask_the_password_every_day() {
    let mut browser = Browser::new(Ask::Every(days(30)), Stay::For(days(1)));
    assert_eq!(browser.mornings(40), month("password", &[(0, "both"), (30, "both")]));
}

#[test]
fn seven_and_thirty_days_ask_the_factor_alone_every_seven_days() {
    let mut browser = Browser::new(Ask::Every(days(7)), Stay::For(days(30)));
    let but =
        [(0, "both"), (7, "factor"), (14, "factor"), (21, "factor"), (28, "factor"), (30, "password"), (35, "factor")];
    assert_eq!(browser.mornings(40), month("nothing", &but));
}

#[test]
fn always_beside_seven_days_asks_at_each_sign_in_and_every_seven_days() {
    let mut browser = Browser::new(Ask::Always, Stay::For(days(30)));
    let weekly = Demand { ask: Ask::Every(days(7)), stay: Stay::For(days(30)), ..backend() };
    browser.policy = all(&[weekly, Demand { ask: Ask::Always, ..weekly }]);
    let but =
        [(0, "both"), (7, "factor"), (14, "factor"), (21, "factor"), (28, "factor"), (30, "both"), (37, "factor")];
    assert_eq!(browser.mornings(40), month("nothing", &but));
}

#[test]
fn a_browser_that_is_never_closed_is_signed_in_for_twelve_hours() {
    let mut browser = Browser::new(Ask::Every(days(30)), Stay::UntilBrowserCloses);
    let start = at("2026-11-02 09:00:00");
    let end = start.plus(Lifetime::hours(12));
    assert_eq!([start, end.minus(tick()), end].map(|now| browser.visit(now)), ["both", "nothing", "password"]);
}

#[test]
fn the_ask_period_ends_at_its_moment_at_the_next_click() {
    let mut browser = Browser::new(Ask::Every(days(7)), Stay::For(days(30)));
    let start = at("2026-11-02 09:00:00");
    let end = start.plus(days(7));
    assert_eq!([start, end.minus(tick()), end].map(|now| browser.visit(now)), ["both", "nothing", "factor"]);
}

const NOW: &str = "2026-12-20 12:00:00";

fn row(case: &str, policy: &EffectivePolicy, person: &Person, session: &SessionFacts, expected: &str) {
    let now = at(NOW);
    let said = match decide_in_session(now, person, policy, session) {
        SessionStep::Open => "open".to_owned(),
        SessionStep::Prove(prove) => say_prove(&prove),
        SessionStep::Enrol(enrol) => say_enrol(&enrol, now),
        SessionStep::End(EndReason::Refused) => "end: refused".to_owned(),
        SessionStep::End(EndReason::Expired) => "end: expired".to_owned(),
        SessionStep::End(EndReason::Idle) => "end: idle".to_owned(),
    };
    assert_eq!(said, expected, "{case}");
}

/// A session of an hour ago, for thirty days, without a second factor.
fn session() -> SessionFacts {
    let started_at = at(NOW).minus(Lifetime::hours(1));
    let terms = SessionTerms { expires_at: started_at.plus(days(30)), idle: None, persistent: true };
    SessionFacts { started_at, terms, last_seen_at: started_at, proof: None, factor_at: None }
}

/// The same, with a second factor so long ago.
fn passed(kind: ProofKind, ago: Lifetime) -> SessionFacts {
    let at = at(NOW).minus(ago);
    SessionFacts { proof: Some(Proof { kind, at }), factor_at: Some(at), ..session() }
}

/// The same, carried by a device that was trusted so long ago.
fn remembered(ago: Lifetime) -> SessionFacts {
    SessionFacts { factor_at: Some(at(NOW).minus(ago)), ..session() }
}

fn hour() -> Lifetime {
    Lifetime::hours(1)
}

fn only(rule: AuthenticatorRule) -> EffectivePolicy {
    all(&[Demand { authenticators: rule, ..backend() }])
}

#[test]
fn a_session_ends_with_its_person_its_time_or_its_silence() {
    let p = &all(&[optional()]);
    let stay = |stay| all(&[Demand { stay: Stay::For(stay), ..optional() }]);
    let idle = |idle| all(&[Demand { idle: Some(idle), ..optional() }]);
    let person = none();
    let s = session();
    let one_more = Lifetime::from_micros(hour().micros() + 1);
    let terms = |expires_at, idle| SessionFacts { terms: SessionTerms { expires_at, idle, persistent: true }, ..s };
    let fresh = SessionFacts { last_seen_at: at(NOW), ..s };
    row("goes on", p, &person, &s, "open");
    row("blocked", p, &Person { blocked: true, ..none() }, &s, "end: refused");
    row("closed", p, &Person { organisation_closed: true, ..none() }, &s, "end: refused");
    row("its time is up", p, &person, &terms(at(NOW), None), "end: expired");
    row("its last microsecond", p, &person, &terms(at(NOW).plus(tick()), None), "open");
    row("the policy became shorter", &stay(hour()), &person, &s, "end: expired");
    row("but not yet", &stay(one_more), &person, &s, "open");
    row("the policy became longer", &stay(days(90)), &person, &terms(at(NOW), None), "end: expired");
    row("left alone", &idle(hour()), &person, &s, "end: idle");
    row("left alone for less", &idle(one_more), &person, &s, "open");
    row("left alone, by its terms", p, &person, &terms(at(NOW).plus(tick()), Some(hour())), "end: idle");
    row("not left alone", &idle(hour()), &person, &fresh, "open");
    row("no policy any more: twelve hours", &EffectivePolicy::NONE, &person, &s, "open");
    assert_eq!(expires_at(&s, &EffectivePolicy::NONE), s.started_at.plus(Lifetime::hours(12)));
}

#[test]
fn nothing_is_asked_where_the_module_or_the_requirement_is_off() {
    let off = &all(&[Demand { requirement: Requirement::Off, ..backend() }]);
    let person = |module| Person { module, ..has(&[App]) };
    let p = &all(&[backend()]);
    row("off", off, &has(&[App]), &session(), "open");
    row("no policy", &EffectivePolicy::NONE, &has(&[App]), &session(), "open");
    row("inactive", p, &person(ModuleState::Inactive), &session(), "open");
    row("requested", p, &person(ModuleState::Requested), &session(), "open");
    row("active", p, &person(ModuleState::Active), &session(), "ask app");
}

#[test]
fn who_comes_under_a_stricter_policy_is_asked_at_the_next_click() {
    let code = "must enrol with emailed-code";
    let joined = |came_under| since(&[(optional(), at("2026-01-01 00:00:00")), (backend(), came_under)]);
    let p = &all(&[backend()]);
    let late = |late_enrolment| all(&[Demand { late_enrolment, ..backend() }]);
    let graced = since(&[(Demand { grace_days: 1, ..backend() }, at(NOW))]);
    row("optional, none", &all(&[optional()]), &none(), &session(), "open");
    row("joined the group", &joined(at(NOW)), &none(), &session(), code);
    row("joined, days of grace", &graced, &none(), &session(), "open");
    row("at sign-in", &late(LateEnrolment::AtSignIn), &none(), &session(), "must enrol");
    row("helpdesk pass", &late(LateEnrolment::HelpdeskPass), &none(), &session(), "must enrol with helpdesk-pass");
    row("exempt", p, &none().exempt("2026-12-20 12:00:01"), &session(), "open");
    row("exemption over", p, &none().exempt(NOW), &session(), code);
    row("exemption of who has an app", p, &has(&[App]).exempt("2027-01-01 00:00:00"), &session(), "ask app");
    row("enrolled elsewhere meanwhile", p, &has(&[App]), &session(), "ask app");
    row("ask became always: passed in this session", &always(), &has(&[App]), &passed(ProofKind::App, hour()), "open");
    row("ask became always: remembered", &always(), &has(&[App]), &remembered(hour()), "ask app, no trust");
}

fn always() -> EffectivePolicy {
    all(&[Demand { ask: Ask::Always, stay: Stay::For(days(30)), ..backend() }])
}

#[test]
fn a_factor_counts_within_the_ask_period() {
    let hours = |hours| all(&[Demand { ask: Ask::Every(Lifetime::hours(hours)), ..backend() }]);
    let p = &hours(2);
    let app = &has(&[App]);
    let edge = Lifetime::hours(2);
    let within = Lifetime::from_micros(edge.micros() - 1);
    let ahead = SessionFacts { factor_at: Some(at(NOW).plus(tick())), ..session() };
    let proof = |at| SessionFacts { proof: Some(Proof { kind: ProofKind::App, at }), ..session() };
    row("within", p, app, &passed(ProofKind::App, within), "open");
    row("at its end", p, app, &passed(ProofKind::App, edge), "ask app");
    row("remembered within", p, app, &remembered(within), "open");
    row("remembered at its end", p, app, &remembered(edge), "ask app");
    row("policy became shorter", &hours(1), app, &passed(ProofKind::App, hour()), "ask app");
    row("the clock went backwards", p, app, &ahead, "ask app");
    row("always: passed long ago in this session", &always(), app, &passed(ProofKind::App, days(20)), "open");
    row("always: the clock went backwards", &always(), app, &proof(at(NOW).plus(tick())), "ask app, no trust");
    row("recovery code", p, app, &passed(ProofKind::RecoveryCode, hour()), "open");
}

#[test]
fn a_rule_about_authenticators_counts_at_the_next_click() {
    let p = &only(AuthenticatorRule::PhishingResistant);
    let by_app = &passed(ProofKind::App, hour());
    let (app, both) = (&has(&[App]), &has(&[Passkey, App]));
    let kinds = |kinds: &[AuthenticatorKind]| has(kinds);
    let exempt = &has(&[App]).exempt("2027-01-01 00:00:00");
    let ahead = &all(&[Demand { authenticators: AuthenticatorRule::PhishingResistant, ..optional() }]);
    row("past the deadline, app passed", p, app, by_app, "must enrol");
    row("past the deadline, app to be passed first", p, app, &session(), "ask app, then enrol, no trust");
    row("past the deadline, only remembered", p, app, &remembered(hour()), "ask app, then enrol, no trust");
    row("optional, app passed", ahead, app, by_app, "open");
    row("optional, only remembered", ahead, app, &remembered(hour()), "ask app, no trust");
    row("exempt, app passed", p, exempt, by_app, "open");
    row("exempt, nothing passed", p, exempt, &session(), "ask app, no trust");
    row("has a passkey, app passed", p, both, by_app, "ask passkey");
    row("has a passkey, passed", p, both, &passed(ProofKind::Passkey, hour()), "open");
    row("has a passkey, remembered", p, both, &remembered(hour()), "open");
    row("what was passed is gone", &only(AuthenticatorRule::Any), &has(&[Passkey]), by_app, "ask passkey");
    let no_card = &only(AuthenticatorRule::NoCodeCard);
    row("card", no_card, &kinds(&[CodeCard]), &passed(ProofKind::CodeCard, hour()), "must enrol");
    row("card and app", no_card, &kinds(&[App, CodeCard]), &passed(ProofKind::CodeCard, hour()), "ask app");
    row(
        "kinds once each, sorted",
        &only(AuthenticatorRule::Any),
        &kinds(&[Passkey, App, App]),
        &session(),
        "ask app+passkey",
    );
}

#[test]
fn a_session_carried_by_a_device_is_asked_when_the_device_would_be() {
    let mut browser = Browser::new(Ask::Every(days(30)), Stay::For(days(20)));
    let start = at("2026-11-02 09:00:00");
    let asked = [0, 20, 29, 30].map(|day| browser.visit(start.plus(days(day))));
    assert_eq!(asked, ["both", "password", "nothing", "factor"]);
    let grant = decide(at(NOW), &has(&[App]), &all(&[backend()]), &device(at(NOW).minus(hour())));
    assert!(matches!(grant, NextStep::Grant(Grant { proof: None, factor_at: Some(_), .. })), "{grant:?}");
}
