//! What a sign-in must do next. The only function that reads a policy at sign-in; [`super::in_session`] is its twin
//! for a session that exists. The order of the branches IS policy.md: the first that holds.

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind;
use crate::organisation::ModuleState;
use crate::policy::demand::{Ask, LateEnrolment, Requirement};
use crate::policy::effective::EffectivePolicy;
use crate::policy::exemption::Exemption;
use crate::policy::explain::Reason;
use crate::session::SessionTerms;
use crate::time::{Lifetime, Timestamp};
use crate::trusted_device;

/// In the last week before the deadline the offer returns at every sign-in.
pub const LAST_WEEK: Lifetime = Lifetime::days(7);

/// The facts about a person that a decision needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Blocked by an administrator.
    pub blocked: bool,
    /// Whether the organisation is closed.
    pub organisation_closed: bool,
    /// State of the organisation's two-step module.
    pub module: ModuleState,
    /// The exemption with the latest end, if any.
    pub exemption: Option<Exemption>,
    /// Kinds of the confirmed authenticators, disabled ones included: failing a hundred times must never turn a
    /// second factor into an offer.
    pub enrolled: Vec<AuthenticatorKind>,
}

/// What this sign-in has proved beside the password, and what this browser remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The second factor that was passed in this sign-in.
    pub proof: Option<Proof>,
    /// When this person last passed a second factor in this browser, by its trusted-device row.
    pub device_passed_at: Option<Timestamp>,
    /// The person chose "later" in this sign-in.
    pub put_off_now: bool,
    /// The person chose not to be offered again before this moment.
    pub put_off_until: Option<Timestamp>,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Answered with the words and in the time of a wrong password.
    Refuse(Refusal),
    /// Signed in.
    Grant(Grant),
    /// A second factor is asked.
    Prove(Prove),
    /// Enrolling an authenticator is offered or demanded.
    Enrol(Enrol),
}

/// Why nobody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The person is blocked.
    Blocked,
    /// The organisation is closed.
    OrganisationClosed,
}

/// The terms of a sign-in that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// How long the session lasts.
    pub terms: SessionTerms,
    /// The second factor that was passed in this sign-in; the only source of claims to others.
    pub proof: Option<Proof>,
    /// From when the ask period counts: the proof, or the moment that the trusted device stands for.
    pub factor_at: Option<Timestamp>,
}

/// A second factor is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prove {
    /// Kinds that do, sorted; never empty.
    pub kinds: Vec<AuthenticatorKind>,
    /// Whether enrolling an allowed authenticator follows.
    pub then_enrol: bool,
    /// Whether this browser may be trusted afterwards.
    pub may_trust: bool,
}

/// Enrolling is offered or demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrol {
    /// Whether "later" is a choice.
    pub skippable: bool,
    /// The own deadline, where there is one.
    pub deadline: Option<Timestamp>,
    /// Whether "in a day" and "in a week" are choices: not in the last week.
    pub may_choose_when: bool,
    /// What enrolling needs besides the password; `None` where nothing more is needed.
    pub late: Option<LateEnrolment>,
}

/// What must happen next at a sign-in whose password was right.
pub fn decide(now: Timestamp, person: &Person, policy: &EffectivePolicy, evidence: &Evidence) -> NextStep {
    judge(now, person, policy, evidence).0
}

/// The decision with its reason: `decide` and `explain` are both this.
pub(super) fn judge(
    now: Timestamp,
    person: &Person,
    policy: &EffectivePolicy,
    evidence: &Evidence,
) -> (NextStep, Reason) {
    // 1
    if person.blocked {
        return (NextStep::Refuse(Refusal::Blocked), Reason::Blocked);
    }
    if person.organisation_closed {
        return (NextStep::Refuse(Refusal::OrganisationClosed), Reason::OrganisationClosed);
    }
    let grant =
        |factor_at| NextStep::Grant(Grant { terms: SessionTerms::new(now, policy), proof: evidence.proof, factor_at });
    let proved_at = evidence.proof.map(|proof| proof.at);
    // 2
    if person.module != ModuleState::Active {
        return (grant(proved_at), Reason::ModuleInactive);
    }
    if policy.requirement.value == Requirement::Off {
        return (grant(proved_at), Reason::NotRequired);
    }
    // 3 and 4
    if !person.enrolled.is_empty() {
        return with_authenticator(now, person, policy, evidence, grant);
    }
    // 5
    if let Some(exemption) = person.exemption.filter(|e| e.holds(now)) {
        return (grant(None), Reason::Exempt { until: exemption.until });
    }
    // 6, 7 and 8
    without_authenticator(now, policy, evidence, grant)
}

/// Cases 3 and 4: there is an authenticator, allowed or not.
fn with_authenticator(
    now: Timestamp,
    person: &Person,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    grant: impl Fn(Option<Timestamp>) -> NextStep,
) -> (NextStep, Reason) {
    let rule = policy.authenticators.value;
    let allowed = sorted(person.enrolled.iter().copied().filter(|kind| rule.allows(*kind)));
    let may_trust = policy.ask.value != Ask::Always;
    if !allowed.is_empty() {
        if let Some(proof) = evidence.proof {
            return (grant(Some(proof.at)), Reason::Proved { kind: proof.kind });
        }
        return match evidence.device_passed_at {
            Some(passed_at) if trusted_device::is_trusted(now, passed_at, policy) => {
                (grant(Some(passed_at)), Reason::DeviceTrusted { passed_at })
            }
            _ => (NextStep::Prove(Prove { kinds: allowed, then_enrol: false, may_trust }), Reason::FactorAsked),
        };
    }
    let exempt = person.exemption.is_some_and(|e| e.holds(now));
    let Some(proof) = evidence.proof else {
        let then_enrol = !exempt && policy.due.is_some_and(|due| due.at <= now);
        let kinds = sorted(person.enrolled.iter().copied());
        return (NextStep::Prove(Prove { kinds, then_enrol, may_trust }), Reason::OtherAuthenticatorAsked);
    };
    if exempt {
        return (grant(Some(proof.at)), Reason::Proved { kind: proof.kind });
    }
    match policy.due {
        Some(due) if due.at <= now => {
            let enrol = Enrol { skippable: false, deadline: Some(due.at), may_choose_when: false, late: None };
            (NextStep::Enrol(enrol), Reason::OtherAuthenticatorDue { deadline: due.at })
        }
        _ => offer(now, policy, evidence, Reason::OtherAuthenticatorOffered, || grant(Some(proof.at))),
    }
}

/// Cases 6, 7 and 8: there is none, and no exemption.
fn without_authenticator(
    now: Timestamp,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    grant: impl Fn(Option<Timestamp>) -> NextStep,
) -> (NextStep, Reason) {
    match policy.due {
        Some(due) if due.at <= now => {
            let late = Some(policy.late_enrolment.value).filter(|late| *late != LateEnrolment::AtSignIn);
            let enrol = Enrol { skippable: false, deadline: Some(due.at), may_choose_when: false, late };
            (NextStep::Enrol(enrol), Reason::Due { deadline: due.at })
        }
        Some(due) => offer(now, policy, evidence, Reason::DueAhead { deadline: due.at }, || grant(None)),
        None => offer(now, policy, evidence, Reason::Offered, || grant(None)),
    }
}

/// An offer that can be put off: now, or until a moment that the person chose; in the last week, only now.
fn offer(
    now: Timestamp,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    reason: Reason,
    grant: impl Fn() -> NextStep,
) -> (NextStep, Reason) {
    let deadline = policy.due.map(|due| due.at);
    let last_week = deadline.is_some_and(|deadline| deadline.since(now) <= LAST_WEEK);
    if evidence.put_off_now {
        return (grant(), Reason::PutOff { until: None, deadline });
    }
    if let Some(until) = evidence.put_off_until.filter(|until| now < *until && !last_week) {
        return (grant(), Reason::PutOff { until: Some(until), deadline });
    }
    let enrol = Enrol { skippable: true, deadline, may_choose_when: !last_week, late: None };
    (NextStep::Enrol(enrol), reason)
}

fn sorted(kinds: impl Iterator<Item = AuthenticatorKind>) -> Vec<AuthenticatorKind> {
    let mut kinds: Vec<_> = kinds.collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Whether a browser may be trusted after this proof: only where there is an ask period, and never after a
/// recovery code.
pub fn may_trust_after(policy: &EffectivePolicy, proof: ProofKind) -> bool {
    policy.ask.value != Ask::Always && proof != ProofKind::RecoveryCode
}
