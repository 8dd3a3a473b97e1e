//! What "never loosens" means, for tests: each field, decision and session step compared with what it was before a
//! policy was added. The answer is `None`, or what became looser.

use std::cmp::Reverse;

use crate::authenticator::AuthenticatorKind;
use crate::policy::{EffectivePolicy, Enrol, Grant, NextStep, Prove, SessionStep};
use crate::session::SessionTerms;
use crate::time::Lifetime;

/// No limit is loosest, then the longest.
fn limit(limit: Option<Lifetime>) -> Option<Reverse<Lifetime>> {
    limit.map(Reverse)
}

/// The first field that became looser; where no policy held before, there was no field to loosen but the requirement.
pub(super) fn loosened_policy(before: &EffectivePolicy, after: &EffectivePolicy) -> Option<&'static str> {
    let held = before.requirement.policy.is_some();
    let had_duty = before.due.is_some();
    let due = |policy: &EffectivePolicy| policy.due.map(|due| Reverse(due.at));
    let fields = [
        ("requirement", after.requirement.value >= before.requirement.value),
        ("due", due(after) >= due(before)),
        ("ask", !held || after.ask.value.strictness() >= before.ask.value.strictness()),
        ("ask again", !held || limit(after.ask_again.value) >= limit(before.ask_again.value)),
        ("stay", !held || after.stay.value.strictness() >= before.stay.value.strictness()),
        ("longest session", !held || after.longest_session.value <= before.longest_session.value),
        ("idle", !held || limit(after.idle.value) >= limit(before.idle.value)),
        ("authenticators", !held || after.authenticators.value >= before.authenticators.value),
        ("late enrolment", !had_duty || after.late_enrolment.value >= before.late_enrolment.value),
    ];
    fields.into_iter().find(|(_, kept)| !kept).map(|(field, _)| field)
}

/// What became looser in a decision. `first` says that no policy held before: its terms were the default.
pub(super) fn loosened_decision(before: &NextStep, after: &NextStep, first: bool) -> Option<String> {
    let kept = match (before, after) {
        (NextStep::Refuse(before), NextStep::Refuse(after)) => before == after,
        (NextStep::Grant(before), NextStep::Grant(after)) => first || grant_kept(before, after),
        (NextStep::Grant(_), NextStep::Prove(_) | NextStep::Enrol(_)) => true,
        (NextStep::Prove(before), NextStep::Prove(after)) => prove_kept(before, after),
        (NextStep::Enrol(before), NextStep::Enrol(after)) => enrol_kept(before, after),
        _ => false,
    };
    (!kept).then(|| format!("{before:?} became {after:?}"))
}

/// What became looser in a session.
pub(super) fn loosened_session(before: &SessionStep, after: &SessionStep) -> Option<String> {
    let kept = match (before, after) {
        (SessionStep::Open, _) | (_, SessionStep::End(_)) => true,
        (SessionStep::Prove(before), SessionStep::Prove(after)) => prove_kept(before, after),
        (SessionStep::Enrol(before), SessionStep::Enrol(after)) => enrol_kept(before, after),
        (SessionStep::Enrol(_), SessionStep::Prove(prove)) => prove.then_enrol,
        _ => false,
    };
    (!kept).then(|| format!("{before:?} became {after:?}"))
}

fn grant_kept(before: &Grant, after: &Grant) -> bool {
    // A device may stand in for a proof that no longer counts, but no proof appears.
    let claims = after.proof.is_none() || after.proof == before.proof;
    claims && terms_kept(&before.terms, &after.terms)
}

fn terms_kept(before: &SessionTerms, after: &SessionTerms) -> bool {
    after.expires_at <= before.expires_at
        && limit(after.idle) >= limit(before.idle)
        && (before.persistent || !after.persistent)
}

fn prove_kept(before: &Prove, after: &Prove) -> bool {
    let asked = |kind: &AuthenticatorKind| before.kinds.contains(kind);
    after.kinds.iter().all(asked) && (after.then_enrol || !before.then_enrol) && (before.may_trust || !after.may_trust)
}

fn enrol_kept(before: &Enrol, after: &Enrol) -> bool {
    (before.skippable || !after.skippable)
        && after.deadline.map(Reverse) >= before.deadline.map(Reverse)
        && (before.may_choose_when || !after.may_choose_when)
        && (before.skippable || after.late >= before.late)
}
