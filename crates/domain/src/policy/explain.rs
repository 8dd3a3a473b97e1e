//! The same decision with its reason, and which policy each part of what holds comes from. A page, the helpdesk
//! and the command line turn this into one sentence; the code that decides is the code that explains.

use crate::assurance::ProofKind;
use crate::policy::decide::{Evidence, NextStep, Person, judge};
use crate::policy::effective::EffectivePolicy;
use crate::time::Timestamp;

/// The branch of policy.md that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An administrator blocked the person.
    Blocked,
    /// The organisation is closed.
    OrganisationClosed,
    /// The module of the organisation is not active.
    ModuleInactive,
    /// No policy that holds for the person asks for a second factor.
    NotRequired,
    /// A second factor that counts was passed in this sign-in.
    Proved {
        /// Which.
        kind: ProofKind,
    },
    /// This browser is trusted within the ask period.
    DeviceTrusted {
        /// When the second factor was passed here.
        passed_at: Timestamp,
    },
    /// There is an authenticator, and it is asked.
    FactorAsked,
    /// There is an authenticator that the policy does not allow; it is asked all the same.
    OtherAuthenticatorAsked,
    /// Only authenticators that the policy does not allow, and the deadline has passed.
    OtherAuthenticatorDue {
        /// The own deadline.
        deadline: Timestamp,
    },
    /// Only authenticators that the policy does not allow; an allowed one is offered.
    OtherAuthenticatorOffered,
    /// None, and exempt.
    Exempt {
        /// The first moment at which the exemption no longer holds.
        until: Timestamp,
    },
    /// None that the policy allows, and the offer was put off.
    PutOff {
        /// Until when; `None` is the next sign-in.
        until: Option<Timestamp>,
        /// The own deadline, where there is one.
        deadline: Option<Timestamp>,
    },
    /// None, and it is optional.
    Offered,
    /// None, and the own deadline lies ahead.
    DueAhead {
        /// The own deadline.
        deadline: Timestamp,
    },
    /// None, and the own deadline is reached.
    Due {
        /// The own deadline.
        deadline: Timestamp,
    },
}

impl Reason {
    /// The word for programs, at the command line and over the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::OrganisationClosed => "organisation-closed",
            Self::ModuleInactive => "module-inactive",
            Self::NotRequired => "not-required",
            Self::Proved { .. } => "proved",
            Self::DeviceTrusted { .. } => "device-trusted",
            Self::FactorAsked => "factor-asked",
            Self::OtherAuthenticatorAsked => "other-authenticator-asked",
            Self::OtherAuthenticatorDue { .. } => "other-authenticator-due",
            Self::OtherAuthenticatorOffered => "other-authenticator-offered",
            Self::Exempt { .. } => "exempt",
            Self::PutOff { .. } => "put-off",
            Self::Offered => "offered",
            Self::DueAhead { .. } => "due-ahead",
            Self::Due { .. } => "due",
        }
    }
}

/// A decision, why it fell, and what holds for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What `decide` says.
    pub step: NextStep,
    /// The branch that decided.
    pub reason: Reason,
    /// What holds, each field with the policy that it comes from.
    pub policy: EffectivePolicy,
}

/// Explains what a sign-in of this person would lead to.
pub fn explain(now: Timestamp, person: &Person, policy: &EffectivePolicy, evidence: &Evidence) -> Explanation {
    let (step, reason) = judge(now, person, policy, evidence);
    Explanation { step, reason, policy: *policy }
}
