//! Random policies, people, evidence and moments for [`super::decide_properties`], most of them within a microsecond
//! of an edge.

use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind;
use crate::organisation::ModuleState;
use crate::policy::sample::{amsterdam, policy};
use crate::policy::{
    Applied, Ask, AuthenticatorRule, Demand, EffectivePolicy, Evidence, Exemption, LateEnrolment, Mode, NextStep,
    Person, Policy, Requirement, SessionFacts, SessionStep, Stay, decide, decide_in_session, fold,
};
use crate::session::SessionTerms;
use crate::time::{Lifetime, Timestamp, start_of_day};

/// A demand, the moment from which it selects the person, and its number.
pub(super) type Part = (Demand, Timestamp, u8);

pub(super) fn folded(parts: &[Part]) -> EffectivePolicy {
    let policies: Vec<Policy> = parts.iter().map(|(demand, _, number)| policy(*number, *demand)).collect();
    let applied: Vec<_> = policies
        .iter()
        .zip(parts)
        .map(|(policy, (_, came_under, _))| Applied { policy, came_under: *came_under })
        .collect();
    fold(&applied, &amsterdam())
}

/// The days on which the clock changes, their neighbours, and the deadline of the worked cases.
fn day() -> BoxedStrategy<Date> {
    select(vec![
        date(2026, 3, 29),
        date(2026, 3, 30),
        date(2026, 10, 25),
        date(2026, 10, 26),
        date(2026, 12, 1),
        date(2026, 12, 8),
    ])
    .boxed()
}

pub(super) fn span() -> BoxedStrategy<Lifetime> {
    let usual = select(vec![
        Lifetime::hours(1),
        Lifetime::hours(12),
        Lifetime::days(1),
        Lifetime::days(7),
        Lifetime::days(14),
        Lifetime::days(30),
        Lifetime::days(365),
    ]);
    prop_oneof![8 => usual, 1 => (1_u32..400_u32).prop_map(Lifetime::hours)].boxed()
}

/// A local midnight, moved by a span that a policy may hold, moved by a microsecond or not.
pub(super) fn moment() -> BoxedStrategy<Timestamp> {
    (day(), weighted(0.7, span()), any::<bool>(), -1_i64..=1)
        .prop_map(|(day, span, ahead, off)| {
            let start = start_of_day(day, &amsterdam());
            let span = span.unwrap_or_default();
            let near = if ahead { start.plus(span) } else { start.minus(span) };
            Timestamp::from_micros(near.micros() + off)
        })
        .boxed()
}

/// A moment that lies a span, or a span and a microsecond, from another one.
fn near(now: Timestamp) -> BoxedStrategy<Timestamp> {
    let past = (span(), -1_i64..=1).prop_map(move |(span, off)| now.minus(span).micros() + off);
    let here = (-1_i64..=1).prop_map(move |off| now.micros() + off);
    let ahead = span().prop_map(move |span| now.plus(span).micros());
    let micros = prop_oneof![4 => past, 3 => here, 1 => ahead];
    prop_oneof![6 => micros.prop_map(Timestamp::from_micros), 1 => moment()].boxed()
}

pub(super) fn demand() -> BoxedStrategy<Demand> {
    let who = (
        select(vec![Requirement::Off, Requirement::Optional, Requirement::Mandatory, Requirement::Mandatory]),
        of(day()),
        select(vec![0, 0, 1, 7, 14, 400]),
        select(AuthenticatorRule::ALL),
        select(LateEnrolment::ALL),
    );
    let ask = prop_oneof![1 => Just(Ask::Always), 3 => span().prop_map(Ask::Every)];
    let stay = prop_oneof![1 => Just(Stay::UntilBrowserCloses), 3 => span().prop_map(Stay::For)];
    (who, ask, stay, of(span()))
        .prop_map(|((requirement, deadline, grace_days, authenticators, late), ask, stay, idle)| Demand {
            requirement,
            deadline,
            grace_days,
            ask,
            stay,
            idle,
            authenticators,
            late_enrolment: late,
            mode: Mode::On,
        })
        .boxed()
}

pub(super) fn parts(count: impl Into<proptest::collection::SizeRange>) -> BoxedStrategy<Vec<Part>> {
    vec((demand(), moment()), count)
        .prop_map(|parts| (1..).zip(parts).map(|(number, (demand, came))| (demand, came, number)).collect())
        .boxed()
}

fn enrolled() -> BoxedStrategy<Vec<AuthenticatorKind>> {
    let some = subsequence(AuthenticatorKind::ALL.to_vec(), 1..=4).prop_shuffle();
    prop_oneof![2 => Just(vec![]), 3 => some].boxed()
}

fn person(now: Timestamp) -> BoxedStrategy<Person> {
    let module = prop_oneof![
        12 => Just(ModuleState::Active),
        1 => Just(ModuleState::Requested),
        1 => Just(ModuleState::Inactive),
    ];
    let closed = (proptest::bool::weighted(0.05), proptest::bool::weighted(0.05));
    (closed, module, weighted(0.4, near(now)), enrolled())
        .prop_map(|((blocked, organisation_closed), module, until, enrolled)| Person {
            blocked,
            organisation_closed,
            module,
            exemption: until.map(|until| Exemption { until }),
            enrolled,
        })
        .boxed()
}

fn proof(now: Timestamp) -> BoxedStrategy<Proof> {
    let kinds =
        [ProofKind::App, ProofKind::CodeCard, ProofKind::HardwareToken, ProofKind::Passkey, ProofKind::RecoveryCode];
    (select(kinds.to_vec()), near(now)).prop_map(|(kind, at)| Proof { kind, at }).boxed()
}

fn evidence(now: Timestamp) -> BoxedStrategy<Evidence> {
    (weighted(0.4, proof(now)), of(near(now)), proptest::bool::weighted(0.3), of(near(now)))
        .prop_map(|(proof, device_passed_at, put_off_now, put_off_until)| Evidence {
            proof,
            device_passed_at,
            put_off_now,
            put_off_until,
        })
        .boxed()
}

fn session(now: Timestamp) -> BoxedStrategy<SessionFacts> {
    let terms = (near(now), of(span()), any::<bool>());
    let times = (near(now), near(now), span());
    (terms, times, of(proof(now)), of(near(now)))
        .prop_map(|((end, idle, persistent), (started_at, last_seen_at, long), proof, remembered)| SessionFacts {
            started_at,
            terms: SessionTerms { expires_at: end.plus(long), idle, persistent },
            last_seen_at,
            proof,
            factor_at: proof.map(|proof| proof.at).or(remembered),
        })
        .boxed()
}

/// Everything that a decision is made of.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) now: Timestamp,
    pub(super) parts: Vec<Part>,
    pub(super) person: Person,
    pub(super) evidence: Evidence,
    pub(super) session: SessionFacts,
}

impl Case {
    pub(super) fn policy(&self) -> EffectivePolicy {
        folded(&self.parts)
    }

    pub(super) fn decide(&self, policy: &EffectivePolicy) -> NextStep {
        decide(self.now, &self.person, policy, &self.evidence)
    }

    pub(super) fn in_session(&self, policy: &EffectivePolicy) -> SessionStep {
        decide_in_session(self.now, &self.person, policy, &self.session)
    }

    pub(super) fn exempt(&self) -> bool {
        self.person.exemption.is_some_and(|exemption| self.now < exemption.until)
    }
}

/// A moment near an edge of these policies: a deadline of one of them, or the last week before it.
fn edge_of(parts: &[Part]) -> BoxedStrategy<Timestamp> {
    let due = folded(parts).due.map_or_else(|| start_of_day(date(2026, 12, 8), &amsterdam()), |due| due.at);
    let edge = prop_oneof![3 => Just(due), 1 => Just(due.minus(Lifetime::days(7))), 1 => near(due)];
    (edge, -1_i64..=1).prop_map(|(edge, off)| Timestamp::from_micros(edge.micros() + off)).boxed()
}

pub(super) fn case_of(parts: Vec<Part>) -> BoxedStrategy<Case> {
    prop_oneof![1 => moment(), 2 => edge_of(&parts)]
        .prop_flat_map(move |now| {
            (Just(now), Just(parts.clone()), person(now), evidence(now), session(now))
                .prop_map(|(now, parts, person, evidence, session)| Case { now, parts, person, evidence, session })
        })
        .boxed()
}

pub(super) fn case() -> BoxedStrategy<Case> {
    parts(0..=5).prop_flat_map(case_of).boxed()
}

/// The same, of someone without authenticator and exemption, whose own deadline is reached.
pub(super) fn obliged() -> BoxedStrategy<Case> {
    (case(), demand(), moment())
        .prop_map(|(mut case, demand, came_under)| {
            case.parts.push((Demand { requirement: Requirement::Mandatory, ..demand }, came_under, 99));
            case.now = folded(&case.parts).due.map_or(case.now, |due| case.now.max(due.at));
            case.person = Person { module: ModuleState::Active, enrolled: vec![], ..case.person };
            case.person.exemption = case.person.exemption.filter(|exemption| exemption.until <= case.now);
            case
        })
        .boxed()
}
