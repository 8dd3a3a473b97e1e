//! What must always hold of policies that only watch, over random cases.

use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind;
use crate::policy::random_case::{Case, Part, case_of, demand, folded, moment, parts};
use crate::policy::sample::{amsterdam, policy};
use crate::policy::{
    Applied, Demand, Effect, EffectivePolicy, Enrol, Evidence, Grant, Mode, NextStep, Outlook, Policy, Prove, Reach,
    decide, fold_with, outlook, watched,
};
use crate::session::SessionTerms;

/// The number of the policy that watches.
const WATCHING: u8 = 200;

fn watching() -> BoxedStrategy<Part> {
    (demand(), moment())
        .prop_map(|(demand, came_under)| (Demand { mode: Mode::Watch, ..demand }, came_under, WATCHING))
        .boxed()
}

/// A case under so many policies, and one that watches.
fn case_and_watching() -> BoxedStrategy<(Case, Part)> {
    (parts(0..=4).prop_flat_map(case_of), watching()).boxed()
}

fn on((demand, came_under, number): Part) -> Part {
    (demand.switched_on(), came_under, number)
}

fn with(case: &Case, watching: Part) -> EffectivePolicy {
    folded(&[case.parts.as_slice(), &[on(watching)]].concat())
}

/// What happens, without what opens and closes nothing: how long ago a deadline passed, and from when a period counts that
/// is counted in the session.
fn happens(step: NextStep) -> NextStep {
    match step {
        NextStep::Enrol(enrol) if !enrol.skippable => NextStep::Enrol(Enrol { deadline: None, ..enrol }),
        NextStep::Grant(grant) => NextStep::Grant(Grant { factor_at: None, proof: None, ..grant }),
        other => other,
    }
}

/// What follows each second factor that is asked for.
fn follows(case: &Case, policy: &EffectivePolicy) -> Vec<NextStep> {
    let NextStep::Prove(Prove { kinds, .. }) = case.decide(policy) else { return Vec::new() };
    let proved = |kind: &AuthenticatorKind| {
        let proof = Some(Proof { kind: ProofKind::of(*kind), at: case.now });
        decide(case.now, &case.person, policy, &Evidence { proof, ..case.evidence })
    };
    kinds.iter().map(proved).map(happens).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(2_000),
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_policy_that_only_watches_changes_no_decision_ever(
        (case, watching) in case_and_watching(),
        place in any::<prop::sample::Index>(),
    ) {
        let mut all = case.parts.clone();
        all.insert(place.index(all.len() + 1), watching);
        let (without, with) = (case.policy(), folded(&all));
        prop_assert_eq!(without, with);
        prop_assert_eq!(case.decide(&without), case.decide(&with));
        prop_assert_eq!(case.in_session(&without), case.in_session(&with));
    }

    #[test]
    fn what_is_compared_with_is_what_holds_once_it_is_on((case, watching) in case_and_watching()) {
        let policies: Vec<Policy> = case.parts.iter().map(|(demand, _, number)| policy(*number, *demand)).collect();
        let applied: Vec<Applied<'_>> = policies
            .iter()
            .zip(&case.parts)
            .map(|(policy, (_, came_under, _))| Applied { policy, came_under: *came_under })
            .collect();
        let (demand, came_under, number) = watching;
        let one = policy(number, demand);
        let folded = fold_with(&applied, Applied { policy: &one, came_under }, &amsterdam());
        prop_assert_eq!(folded, with(&case, watching));
    }

    #[test]
    fn what_is_told_is_what_the_decision_gives_once_it_is_on(
        (case, watching) in case_and_watching(),
        has_address in any::<bool>(),
    ) {
        let (held, with) = (case.policy(), with(&case, watching));
        let reach = Reach { has_address, enrollable: &[AuthenticatorKind::App] };
        let told = watched(case.now, &case.person, (&held, &with), &case.evidence, reach);
        let (before, after) = (case.decide(&held), case.decide(&with));
        let terms = SessionTerms::new(case.now, &held) == SessionTerms::new(case.now, &with);
        let offers = |step: &NextStep| matches!(step, NextStep::Enrol(Enrol { skippable: true, .. }));
        let later = follows(&case, &with);
        match told {
            None => {
                prop_assert_eq!(happens(before), happens(after));
                prop_assert_eq!(follows(&case, &held), later);
                prop_assert!(terms || case.person.blocked || case.person.organisation_closed);
            }
            Some(Effect::Session) => {
                let forgotten = matches!(
                    (&before, &after),
                    (NextStep::Prove(one), NextStep::Prove(other)) if one.may_trust != other.may_trust
                );
                prop_assert!(!terms || forgotten);
                prop_assert_eq!(std::mem::discriminant(&before), std::mem::discriminant(&after));
            }
            Some(Effect::Sooner) => {
                let both = offers(&before) && offers(&after) && before != after;
                let then = follows(&case, &held).iter().any(offers) && later.iter().any(offers);
                prop_assert!(both || then, "{before:?} {after:?}");
            }
            Some(Effect::Offered) => {
                prop_assert!((offers(&after) && !offers(&before)) || later.iter().any(offers), "{after:?}");
            }
            Some(Effect::Asked) => prop_assert!(matches!(after, NextStep::Prove(_)) && before != after),
            Some(Effect::Obliged | Effect::Stuck) => {
                let demanded = matches!(
                    after,
                    NextStep::Enrol(Enrol { skippable: false, .. }) | NextStep::Prove(Prove { then_enrol: true, .. })
                );
                prop_assert!(demanded && happens(before) != happens(after.clone()), "{after:?}");
                // A dry run of the same puts the person there as well.
                if case.evidence.proof.is_none() {
                    let class = if told == Some(Effect::Stuck) { Outlook::OutOfReach } else { Outlook::Obliged };
                    prop_assert_eq!(outlook(case.now, &case.person, &with, reach), class);
                }
            }
        }
    }
}
