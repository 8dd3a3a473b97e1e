//! What a session may do at its next request. A changed policy, directory or exemption counts at once: who comes
//! under a stricter policy is asked at the next click. The session stays meanwhile, and can do nothing.

use crate::assurance::Proof;
use crate::authenticator::AuthenticatorKind;
use crate::organisation::ModuleState;
use crate::policy::decide::{Enrol, Person, Prove, ask_for, duty, late};
use crate::policy::demand::{Ask, Requirement};
use crate::policy::effective::EffectivePolicy;
use crate::session::{self, SessionTerms};
use crate::time::Timestamp;

/// The facts about a session that a decision needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// When the person signed in.
    pub started_at: Timestamp,
    /// The terms it was granted on.
    pub terms: SessionTerms,
    /// The last request before this one.
    pub last_seen_at: Timestamp,
    /// The second factor that was passed in it, last.
    pub proof: Option<Proof>,
    /// From when the ask period counts.
    pub factor_at: Option<Timestamp>,
}

/// What the session may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStep {
    /// Everything its role allows.
    Open,
    /// Nothing before a second factor is passed.
    Prove(Prove),
    /// Nothing before an authenticator is enrolled.
    Enrol(Enrol),
    /// It is over.
    End(EndReason),
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The person is blocked or the organisation closed.
    Refused,
    /// Its time is up.
    Expired,
    /// It was left alone for too long.
    Idle,
}

/// The moment at which a session ends under the policy of now: never later than it was granted.
pub fn expires_at(session: &SessionFacts, policy: &EffectivePolicy) -> Timestamp {
    session.terms.expires_at.min(session.started_at.plus(session::lifetime(policy).0))
}

/// What a session may do at `now`.
pub fn decide_in_session(
    now: Timestamp,
    person: &Person,
    policy: &EffectivePolicy,
    session: &SessionFacts,
) -> SessionStep {
    if person.blocked || person.organisation_closed {
        return SessionStep::End(EndReason::Refused);
    }
    if now >= expires_at(session, policy) {
        return SessionStep::End(EndReason::Expired);
    }
    let idle = [session.terms.idle, policy.idle.value].into_iter().flatten().min();
    if idle.is_some_and(|idle| now.since(session.last_seen_at) >= idle) {
        return SessionStep::End(EndReason::Idle);
    }
    if person.module != ModuleState::Active || policy.requirement.value == Requirement::Off {
        return SessionStep::Open;
    }
    let exempt = person.exemption.is_some_and(|e| e.holds(now));
    let due = policy.due.filter(|due| due.at <= now && !exempt);
    if person.enrolled.is_empty() {
        return due.map_or(SessionStep::Open, |due| SessionStep::Enrol(duty(due.at, late(policy))));
    }
    let accepted = policy.authenticators.value.accepted(&person.enrolled);
    let due = due.filter(|_| !policy.authenticators.value.allows_any(&accepted));
    if !factor_counts(now, &accepted, policy, session) {
        return SessionStep::Prove(ask_for(accepted, policy, due));
    }
    due.map_or(SessionStep::Open, |due| SessionStep::Enrol(duty(due.at, None)))
}

/// Whether the second factor of this session still counts: it answers what is asked now, and no ask period has ended
/// since. A remembered one counts only where a sign-in would accept the trusted device.
fn factor_counts(
    now: Timestamp,
    accepted: &[AuthenticatorKind],
    policy: &EffectivePolicy,
    session: &SessionFacts,
) -> bool {
    let remembered = || policy.ask.value != Ask::Always && policy.authenticators.value.allows_any(accepted);
    let answered = session.proof.map_or_else(remembered, |proof| proof.answers(accepted, now));
    let in_time = policy
        .ask_again
        .value
        .is_none_or(|period| session.factor_at.is_some_and(|at| at <= now && now.since(at) < period));
    answered && in_time
}
