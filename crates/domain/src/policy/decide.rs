//! What a sign-in must do next. The only function that reads a policy at sign-in; [`super::in_session`] is its twin
//! for a session that exists. The order of the branches IS policy.md: the first that holds.

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind;
use crate::organisation::ModuleState;
use crate::policy::demand::{Ask, LateEnrolment, Requirement};
use crate::policy::effective::{Due, EffectivePolicy};
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
///
/// Carried by a trusted device or an exemption it holds no proof, so that nothing can be claimed from it.
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
    /// Whether enrolling an allowed authenticator follows at once.
    pub then_enrol: bool,
    /// Whether this browser may be trusted afterwards: not where that would spare no question.
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
    let grant = |proof: Option<Proof>, factor_at| {
        NextStep::Grant(Grant { terms: SessionTerms::new(now, policy), proof, factor_at })
    };
    // 2
    let off = match (person.module, policy.requirement.value) {
        (ModuleState::Inactive | ModuleState::Requested, _) => Some(Reason::ModuleInactive),
        (ModuleState::Active, Requirement::Off) => Some(Reason::NotRequired),
        (ModuleState::Active, Requirement::Optional | Requirement::Mandatory) => None,
    };
    if let Some(reason) = off {
        let proof = evidence.proof.filter(|proof| proof.at <= now);
        return (grant(proof, proof.map(|proof| proof.at)), reason);
    }
    // 3 and 4
    if !person.enrolled.is_empty() {
        return with_authenticator(now, person, policy, evidence, grant);
    }
    // 5
    if let Some(exemption) = person.exemption.filter(|e| e.holds(now)) {
        return (grant(None, None), Reason::Exempt { until: exemption.until });
    }
    // 8, then 7 and 6
    match policy.due {
        Some(due) if due.at <= now => (must_enrol(due.at, late(policy)), Reason::Due { deadline: due.at }),
        due => {
            let reason = due.map_or(Reason::Offered, |due| Reason::DueAhead { deadline: due.at });
            offer(now, policy, evidence, reason).unwrap_or_else(|put_off| (grant(None, None), put_off))
        }
    }
}

/// Cases 3 and 4: there is an authenticator, allowed or not.
fn with_authenticator(
    now: Timestamp,
    person: &Person,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    grant: impl Fn(Option<Proof>, Option<Timestamp>) -> NextStep,
) -> (NextStep, Reason) {
    let accepted = policy.authenticators.value.accepted(&person.enrolled);
    let proof = evidence.proof.filter(|proof| proof.answers(&accepted, now));
    let proved = |proof: Proof| (grant(Some(proof), Some(proof.at)), Reason::Proved { kind: proof.kind });
    if policy.authenticators.value.allows_any(&accepted) {
        return match (proof, evidence.device_passed_at) {
            (Some(proof), _) => proved(proof),
            (None, Some(passed_at)) if trusted_device::is_trusted(now, passed_at, policy) => {
                (grant(None, Some(passed_at)), Reason::DeviceTrusted { passed_at })
            }
            (None, _) => (prove(accepted, policy, None), Reason::FactorAsked),
        };
    }
    let exempt = person.exemption.is_some_and(|e| e.holds(now));
    let due = policy.due.filter(|due| due.at <= now && !exempt);
    match (proof, due) {
        (None, due) => (prove(accepted, policy, due), Reason::OtherAuthenticatorAsked),
        (Some(_), Some(due)) => (must_enrol(due.at, None), Reason::OtherAuthenticatorDue { deadline: due.at }),
        (Some(proof), None) if exempt => proved(proof),
        (Some(proof), None) => offer(now, policy, evidence, Reason::OtherAuthenticatorOffered)
            .unwrap_or_else(|put_off| (grant(Some(proof), Some(proof.at)), put_off)),
    }
}

/// A second factor of one of these kinds; and, where `due`, enrolling an allowed one after it.
///
/// Trust is offered only where it will spare a question: a kind that the policy does not allow is asked each time.
pub(super) fn ask_for(accepted: Vec<AuthenticatorKind>, policy: &EffectivePolicy, due: Option<Due>) -> Prove {
    let allowed = policy.authenticators.value.allows_any(&accepted);
    Prove { kinds: accepted, then_enrol: due.is_some(), may_trust: allowed && policy.ask.value != Ask::Always }
}

fn prove(accepted: Vec<AuthenticatorKind>, policy: &EffectivePolicy, due: Option<Due>) -> NextStep {
    NextStep::Prove(ask_for(accepted, policy, due))
}

/// The duty to enrol: nothing else is open before it is done.
pub(super) fn duty(deadline: Timestamp, late: Option<LateEnrolment>) -> Enrol {
    Enrol { skippable: false, deadline: Some(deadline), may_choose_when: false, late }
}

fn must_enrol(deadline: Timestamp, late: Option<LateEnrolment>) -> NextStep {
    NextStep::Enrol(duty(deadline, late))
}

/// What enrolling late needs of someone who has no authenticator to show.
pub(super) fn late(policy: &EffectivePolicy) -> Option<LateEnrolment> {
    Some(policy.late_enrolment.value).filter(|late| *late != LateEnrolment::AtSignIn)
}

/// An offer; `Err` says that it was put off: now, or until a moment that the person chose; in the last week, only now.
fn offer(
    now: Timestamp,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    reason: Reason,
) -> Result<(NextStep, Reason), Reason> {
    let deadline = policy.due.map(|due| due.at);
    let last_week = deadline.is_some_and(|deadline| deadline.since(now) <= LAST_WEEK);
    if evidence.put_off_now {
        return Err(Reason::PutOff { until: None, deadline });
    }
    if let Some(until) = evidence.put_off_until.filter(|until| now < *until && !last_week) {
        return Err(Reason::PutOff { until: Some(until), deadline });
    }
    let enrol = Enrol { skippable: true, deadline, may_choose_when: !last_week, late: None };
    Ok((NextStep::Enrol(enrol), reason))
}

/// Whether a browser may be trusted after this proof: only where there is an ask period, never after a recovery code,
/// and not by a kind that the policy does not allow.
pub fn may_trust_after(policy: &EffectivePolicy, proof: ProofKind) -> bool {
    let allowed = proof.authenticator().is_some_and(|kind| policy.authenticators.value.allows(kind));
    policy.ask.value != Ask::Always && allowed
}
