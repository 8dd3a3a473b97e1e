//! Each "always" and "never" of policy.md, over random policies, people, evidence and moments, most of them within a
//! microsecond of an edge ([`super::random_case`]). [`super::decide_table`] holds the examples, [`super::strictness`]
//! the order of strictness.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngAlgorithm;

use crate::assurance::amr;
use crate::organisation::ModuleState;
use crate::policy::in_session::expires_at;
use crate::policy::random_case::{Case, case, case_of, folded, obliged, parts, span};
use crate::policy::sample::{amsterdam, id, tick};
use crate::policy::strictness::{loosened_decision, loosened_policy, loosened_session};
use crate::policy::{
    Ask, Demand, EffectivePolicy, EndReason, Enrol, Evidence, Grant, NextStep, Person, Prove, Reason, Refusal,
    Requirement, SessionFacts, SessionStep, Stay, decide, decide_in_session, explain,
};
use crate::session::{SessionTerms, lifetime};
use crate::time::{Lifetime, Timestamp, start_of_day};
use crate::trusted_device::{LONGEST_TRUST, is_trusted};

/// Which steps a reason can end in; every reason has its own.
fn agrees(reason: Reason, step: &NextStep, case: &Case) -> bool {
    match (reason, step) {
        (Reason::Blocked, NextStep::Refuse(refusal)) => *refusal == Refusal::Blocked,
        (Reason::OrganisationClosed, NextStep::Refuse(refusal)) => *refusal == Refusal::OrganisationClosed,
        (Reason::ModuleInactive | Reason::NotRequired, NextStep::Grant(_)) => true,
        (Reason::Proved { kind }, NextStep::Grant(grant)) => grant.proof.is_some_and(|proof| proof.kind == kind),
        (Reason::DeviceTrusted { passed_at }, NextStep::Grant(grant)) => {
            grant.proof.is_none() && grant.factor_at == Some(passed_at)
        }
        (Reason::FactorAsked, NextStep::Prove(prove)) => !prove.kinds.is_empty() && !prove.then_enrol,
        (Reason::OtherAuthenticatorAsked, NextStep::Prove(prove)) => !prove.kinds.is_empty() && !prove.may_trust,
        (Reason::OtherAuthenticatorDue { deadline }, NextStep::Enrol(enrol)) => {
            !enrol.skippable && enrol.deadline == Some(deadline) && enrol.late.is_none()
        }
        (Reason::OtherAuthenticatorOffered | Reason::Offered, NextStep::Enrol(enrol)) => enrol.skippable,
        (Reason::Exempt { until }, NextStep::Grant(grant)) => case.now < until && grant.proof.is_none(),
        (Reason::PutOff { until, deadline }, NextStep::Grant(_)) => {
            until.is_none_or(|until| case.now < until) && deadline.is_none_or(|deadline| case.now < deadline)
        }
        (Reason::DueAhead { deadline }, NextStep::Enrol(enrol)) => enrol.skippable && enrol.deadline == Some(deadline),
        (Reason::Due { deadline }, NextStep::Enrol(enrol)) => {
            !enrol.skippable && enrol.deadline == Some(deadline) && deadline <= case.now
        }
        _ => false,
    }
}

/// The eight cases of policy.md, each stated by itself: without an order, exactly one must hold.
fn cases_that_hold(case: &Case, policy: &EffectivePolicy) -> Vec<u8> {
    let person = &case.person;
    let refused = person.blocked || person.organisation_closed;
    let asked = person.module == ModuleState::Active && policy.requirement.value != Requirement::Off;
    let none = person.enrolled.is_empty();
    let allowed = person.enrolled.iter().any(|kind| policy.authenticators.value.allows(*kind));
    let mandatory = policy.requirement.value == Requirement::Mandatory;
    let reached = policy.due.is_some_and(|due| due.at <= case.now);
    let free = !refused && asked && none && !case.exempt();
    let holds = [
        refused,
        !refused && !asked,
        !refused && asked && allowed,
        !refused && asked && !none && !allowed,
        !refused && asked && none && case.exempt(),
        free && !mandatory,
        free && mandatory && !reached,
        free && mandatory && reached,
    ];
    (1..).zip(holds).filter(|(_, holds)| *holds).map(|(number, _)| number).collect()
}

/// The case of policy.md that a reason belongs to; a put-off offer belongs to the case of its offer.
fn cases_of(reason: Reason) -> &'static [u8] {
    match reason {
        Reason::Blocked | Reason::OrganisationClosed => &[1],
        Reason::ModuleInactive | Reason::NotRequired => &[2],
        Reason::Proved { .. } => &[3, 4],
        Reason::DeviceTrusted { .. } | Reason::FactorAsked => &[3],
        Reason::OtherAuthenticatorAsked | Reason::OtherAuthenticatorDue { .. } | Reason::OtherAuthenticatorOffered => {
            &[4]
        }
        Reason::Exempt { .. } => &[5],
        Reason::Offered => &[6],
        Reason::DueAhead { .. } => &[7],
        Reason::PutOff { deadline: None, .. } => &[4, 6],
        Reason::PutOff { deadline: Some(_), .. } => &[4, 7],
        Reason::Due { .. } => &[8],
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        // PROPTEST_CASES asks for more, by night.
        cases: ProptestConfig::default().cases.max(2_000),
        failure_persistence: None,
        // The default generator takes half of the time where dependencies are not optimised.
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    })]

    #[test]
    fn there_is_always_an_answer_even_at_the_ends_of_time(
        case in case(),
        edge in select(vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX]),
        far in select(vec![i64::MIN, 0, i64::MAX]),
        long in select(vec![0, 1, i64::MAX]),
    ) {
        let (now, far) = (Timestamp::from_micros(edge), Timestamp::from_micros(far));
        let long = Lifetime::from_micros(long);
        let demands = case.parts.iter().map(|(demand, _, number)| {
            let (ask, stay, idle) = (Ask::Every(long), Stay::For(long), Some(long));
            (Demand { ask, stay, idle, grace_days: u16::MAX, ..*demand }, far, *number)
        });
        let extreme = Case { now, parts: demands.collect(), ..case.clone() };
        for case in [&case, &Case { now, ..case.clone() }, &extreme] {
            let policy = case.policy();
            let _ = explain(case.now, &case.person, &policy, &case.evidence);
            let _ = case.in_session(&policy);
        }
    }

    #[test]
    fn two_runs_give_the_same_answer(case in case()) {
        let (one, two) = (case.policy(), case.clone().policy());
        prop_assert_eq!(one, two);
        prop_assert_eq!(case.decide(&one), case.clone().decide(&two));
        prop_assert_eq!(case.in_session(&one), case.in_session(&two));
    }

    #[test]
    fn the_order_of_policies_and_authenticators_means_nothing(
        (case, shuffled, enrolled) in case().prop_flat_map(|case| {
            let shuffled = Just(case.parts.clone()).prop_shuffle();
            let enrolled = Just([case.person.enrolled.as_slice(), &case.person.enrolled].concat()).prop_shuffle();
            (Just(case), shuffled, enrolled)
        }),
    ) {
        let policy = case.policy();
        prop_assert_eq!(folded(&shuffled), policy);
        let twice = Case { person: Person { enrolled, ..case.person.clone() }, ..case.clone() };
        prop_assert_eq!(case.decide(&policy), twice.decide(&policy));
        prop_assert_eq!(case.in_session(&policy), twice.in_session(&policy));
    }

    #[test]
    fn adding_a_policy_never_loosens_a_field(parts in parts(1..=6), place in any::<prop::sample::Index>()) {
        let with = folded(&parts);
        let mut fewer = parts.clone();
        fewer.remove(place.index(parts.len()));
        prop_assert_eq!(loosened_policy(&folded(&fewer), &with), None);
    }

    #[test]
    fn adding_a_policy_never_loosens_a_decision(
        case in parts(1..=6).prop_flat_map(case_of),
        place in any::<prop::sample::Index>(),
    ) {
        let with = case.policy();
        let mut fewer = case.parts.clone();
        fewer.remove(place.index(fewer.len()));
        let without = folded(&fewer);
        prop_assert_eq!(loosened_decision(&case.decide(&without), &case.decide(&with), fewer.is_empty()), None);
        if !fewer.is_empty() {
            prop_assert_eq!(loosened_session(&case.in_session(&without), &case.in_session(&with)), None);
        }
    }

    #[test]
    fn each_field_names_a_policy_that_says_so(parts in parts(1..=5)) {
        let policy = folded(&parts);
        let of = |source| parts.iter().find(|(_, _, number)| Some(id(*number)) == source).map(|(demand, _, _)| *demand);
        prop_assert_eq!(of(policy.requirement.policy).map(|d| d.requirement), Some(policy.requirement.value));
        prop_assert_eq!(of(policy.ask.policy).map(|d| d.ask), Some(policy.ask.value));
        prop_assert_eq!(of(policy.ask_again.policy).map(|d| d.ask.period()), Some(policy.ask_again.value));
        prop_assert_eq!(of(policy.stay.policy).map(|d| d.stay), Some(policy.stay.value));
        let longest = policy.longest_session;
        prop_assert_eq!(of(longest.policy).map(|d| d.stay.at_most()), Some(longest.value));
        prop_assert_eq!(of(policy.idle.policy).map(|d| d.idle), Some(policy.idle.value));
        prop_assert_eq!(of(policy.authenticators.policy).map(|d| d.authenticators), Some(policy.authenticators.value));
        prop_assert_eq!(policy.due.is_some(), policy.requirement.value == Requirement::Mandatory);
        if let Some(due) = policy.due {
            let source = of(Some(due.policy));
            prop_assert_eq!(source.map(|d| d.requirement), Some(Requirement::Mandatory));
            let late = policy.late_enrolment;
            prop_assert_eq!(of(late.policy).map(|d| d.late_enrolment), Some(late.value));
            let date = source.and_then(|d| d.deadline).map(|date| start_of_day(date, &amsterdam()));
            prop_assert!(date.is_none_or(|date| date <= due.at), "an own deadline is never before its policy's");
            prop_assert!(!due.by_grace || date != Some(due.at));
        }
    }

    #[test]
    fn time_alone_proves_nothing(case in case(), later in prop_oneof![span(), Just(tick())]) {
        // What lies in the future was stamped by a clock that went wrong: it counts from its moment on, not before.
        let is_past = |at: Option<Timestamp>| at.is_none_or(|at| at <= case.now);
        prop_assume!(is_past(case.evidence.device_passed_at) && is_past(case.evidence.proof.map(|p| p.at)));
        let policy = case.policy();
        let before = case.decide(&policy);
        let after = Case { now: case.now.plus(later), ..case.clone() }.decide(&policy);
        match before {
            NextStep::Prove(_) => prop_assert!(matches!(after, NextStep::Prove(_)), "{after:?}"),
            NextStep::Enrol(Enrol { skippable: false, .. }) => prop_assert_eq!(before, after),
            NextStep::Enrol(_) => prop_assert!(matches!(after, NextStep::Enrol(_)), "{after:?}"),
            NextStep::Refuse(_) => prop_assert_eq!(before, after),
            NextStep::Grant(_) => {}
        }
    }

    #[test]
    fn time_alone_opens_no_session(case in case(), later in prop_oneof![span(), Just(tick())]) {
        prop_assume!(case.session.factor_at.is_none_or(|at| at <= case.now));
        let policy = case.policy();
        let before = case.in_session(&policy);
        let after = Case { now: case.now.plus(later), ..case.clone() }.in_session(&policy);
        prop_assert!(before == SessionStep::Open || after != SessionStep::Open, "{before:?} became open");
        if matches!(before, SessionStep::End(_)) {
            prop_assert!(matches!(after, SessionStep::End(_)), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn past_the_deadline_nobody_without_an_authenticator_gets_in(case in obliged()) {
        let policy = case.policy();
        let step = case.decide(&policy);
        prop_assert!(matches!(step, NextStep::Refuse(_) | NextStep::Enrol(Enrol { skippable: false, .. })), "{step:?}");
        prop_assert_ne!(case.in_session(&policy), SessionStep::Open);
    }

    #[test]
    fn explain_ends_where_decide_ends_and_its_reason_agrees(case in case()) {
        let policy = case.policy();
        let told = explain(case.now, &case.person, &policy, &case.evidence);
        prop_assert_eq!(&told.step, &case.decide(&policy));
        prop_assert_eq!(told.policy, policy);
        prop_assert!(agrees(told.reason, &told.step, &case), "{told:?}");
    }

    #[test]
    fn nobody_is_in_two_states(case in case()) {
        let policy = case.policy();
        let held = cases_that_hold(&case, &policy);
        prop_assert_eq!(held.len(), 1, "{:?}", held);
        let told = explain(case.now, &case.person, &policy, &case.evidence);
        prop_assert!(cases_of(told.reason).contains(&held[0]), "{:?} in case {:?}", told.reason, held);
    }

    #[test]
    fn an_exemption_counts_until_its_moment_and_changes_nothing_after(case in case()) {
        let policy = case.policy();
        let without = Case { person: Person { exemption: None, ..case.person.clone() }, ..case.clone() };
        if !case.exempt() {
            prop_assert_eq!(case.decide(&policy), without.decide(&policy));
            prop_assert_eq!(case.in_session(&policy), without.in_session(&policy));
        }
        // It lifts the duty alone: where a second factor is asked, it is asked of the exempt too.
        let asked = matches!(without.decide(&policy), NextStep::Prove(_));
        prop_assert_eq!(asked, matches!(case.decide(&policy), NextStep::Prove(_)));
    }

    #[test]
    fn a_trusted_device_helps_only_within_an_ask_period_and_an_allowed_kind(case in case()) {
        let policy = case.policy();
        let without = Case { evidence: Evidence { device_passed_at: None, ..case.evidence }, ..case.clone() };
        let (with, without) = (case.decide(&policy), without.decide(&policy));
        let Ask::Every(period) = policy.ask.value else {
            prop_assert_eq!(with, without, "where a factor is asked always, a device changes nothing");
            return Ok(());
        };
        if with == without {
            return Ok(());
        }
        let passed_at = case.evidence.device_passed_at.unwrap();
        prop_assert!(passed_at <= case.now, "the clock went backwards");
        prop_assert!(case.now.since(passed_at) < period.min(LONGEST_TRUST));
        prop_assert!(is_trusted(case.now, passed_at, &policy));
        prop_assert!(case.person.enrolled.iter().any(|kind| policy.authenticators.value.allows(*kind)));
        let NextStep::Prove(Prove { may_trust: true, .. }) = without else {
            return Err(TestCaseError::fail(format!("it spared {without:?}")));
        };
        let terms = SessionTerms::new(case.now, &policy);
        prop_assert_eq!(with, NextStep::Grant(Grant { terms, proof: None, factor_at: Some(passed_at) }));
    }

    #[test]
    fn only_what_was_proved_is_claimed(case in case()) {
        let policy = case.policy();
        let told = explain(case.now, &case.person, &policy, &case.evidence);
        let NextStep::Grant(grant) = told.step else { return Ok(()) };
        if case.evidence.proof.is_none() {
            prop_assert_eq!(amr(grant.proof, case.now), ["pwd"]);
        }
        let carried = matches!(told.reason, Reason::DeviceTrusted { .. } | Reason::Exempt { .. });
        let nothing_to_prove = case.person.enrolled.is_empty() && cases_of(told.reason) != [2];
        if carried || nothing_to_prove {
            prop_assert_eq!(amr(grant.proof, case.now), ["pwd"]);
        }
        prop_assert!(grant.proof.is_none() || grant.proof == case.evidence.proof);
        prop_assert!(grant.proof.is_none_or(|proof| proof.at <= case.now));
        prop_assert!(grant.factor_at.is_none_or(|at| at <= case.now));
    }

    #[test]
    fn a_proof_counts_only_if_it_was_asked(case in case()) {
        let policy = case.policy();
        let blank = Case { evidence: Evidence { proof: None, ..case.evidence }, ..case.clone() };
        let NextStep::Prove(asked) = blank.decide(&policy) else { return Ok(()) };
        let Some(proof) = case.evidence.proof else { return Ok(()) };
        let kind = proof.kind.authenticator();
        let counts = proof.at <= case.now && kind.is_none_or(|kind| asked.kinds.contains(&kind));
        prop_assert_eq!(counts, !matches!(case.decide(&policy), NextStep::Prove(_)));
    }

    #[test]
    fn what_was_just_granted_is_open(case in case()) {
        let policy = case.policy();
        let NextStep::Grant(Grant { terms, proof, factor_at }) = case.decide(&policy) else { return Ok(()) };
        let begun = SessionFacts { started_at: case.now, terms, last_seen_at: case.now, proof, factor_at };
        let step = decide_in_session(case.now, &case.person, &policy, &begun);
        let old = factor_at.is_some_and(|at| at < case.now);
        match step {
            SessionStep::Open => {}
            // A proof of longer ago than the shortest ask period is asked again, and nothing else.
            SessionStep::Prove(_) => prop_assert!(old),
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        }
    }

    #[test]
    fn a_session_is_never_open_where_a_sign_in_would_be_held(case in case()) {
        let policy = case.policy();
        let session = case.session;
        let lasts = |at: Timestamp| match policy.ask_again.value {
            Some(period) => at <= case.now && case.now.since(at) < period,
            None => true,
        };
        let evidence = Evidence {
            proof: session.proof.filter(|proof| lasts(proof.at)),
            device_passed_at: session.factor_at.filter(|_| session.proof.is_none()),
            put_off_now: true,
            put_off_until: None,
        };
        let step = decide(case.now, &case.person, &policy, &evidence);
        let in_session = case.in_session(&policy);
        match (&step, &in_session) {
            (_, SessionStep::End(EndReason::Expired | EndReason::Idle))
            | (NextStep::Refuse(_), SessionStep::End(EndReason::Refused))
            | (NextStep::Grant(_), SessionStep::Open) => {}
            (NextStep::Prove(asked), SessionStep::Prove(again)) => prop_assert_eq!(asked, again),
            (NextStep::Enrol(duty), SessionStep::Enrol(again)) => prop_assert_eq!(duty, again),
            _ => return Err(TestCaseError::fail(format!("sign-in: {step:?}, session: {in_session:?}"))),
        }
    }

    #[test]
    fn a_session_never_outlives_its_terms_nor_the_policy(case in case()) {
        let policy = case.policy();
        let session = case.session;
        let end = expires_at(&session, &policy);
        prop_assert!(end <= session.terms.expires_at);
        prop_assert!(end <= session.started_at.plus(lifetime(&policy).0));
        for (demand, _, _) in &case.parts {
            prop_assert!(end <= session.started_at.plus(demand.stay.at_most()), "each policy's own stay");
        }
        let step = case.in_session(&policy);
        let over = case.now >= end;
        prop_assert!(!over || matches!(step, SessionStep::End(_)));
        let limits = [session.terms.idle, policy.idle.value];
        let silent = limits.into_iter().flatten().any(|idle| case.now.since(session.last_seen_at) >= idle);
        prop_assert!(!silent || matches!(step, SessionStep::End(_)));
        let refused = case.person.blocked || case.person.organisation_closed;
        prop_assert_eq!(matches!(step, SessionStep::End(_)), over || silent || refused);
        prop_assert_eq!(step == SessionStep::End(EndReason::Refused), refused);
    }

    #[test]
    fn a_grant_is_on_the_terms_of_every_policy(case in case()) {
        let policy = case.policy();
        let NextStep::Grant(grant) = case.decide(&policy) else { return Ok(()) };
        for (demand, _, _) in &case.parts {
            prop_assert!(grant.terms.expires_at <= case.now.plus(demand.stay.at_most()));
            prop_assert!(!grant.terms.persistent || demand.stay != Stay::UntilBrowserCloses);
            prop_assert!(demand.idle.is_none_or(|idle| grant.terms.idle.is_some_and(|held| held <= idle)));
        }
    }
}
