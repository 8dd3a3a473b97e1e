//! What lies ahead of a person under a policy, as a dry run counts it: the decision itself, put into one of a few
//! classes, and who could not do what is asked.

use crate::authenticator::AuthenticatorKind;
use crate::policy::decide::{Evidence, NextStep, Person, judge};
use crate::policy::demand::LateEnrolment;
use crate::policy::effective::EffectivePolicy;
use crate::policy::explain::Reason;
use crate::time::Timestamp;

/// What a sign-in in a browser that nobody knows would lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Outlook {
    /// Has what is asked for: a second factor is asked.
    Has,
    /// Is offered to enrol; nothing demands it.
    Offered,
    /// Is offered to enrol, and must have done so at the own deadline.
    Ahead,
    /// Must enrol before anything else opens, and can.
    Obliged,
    /// Exempt from enrolling.
    Exempt,
    /// Must enrol now or at the own deadline, and cannot.
    OutOfReach,
    /// Nothing is asked, nothing is offered.
    NotAsked,
    /// Blocked: does not sign in at all.
    Blocked,
}

impl Outlook {
    /// Every class, in the order in which pages list them.
    pub const ALL: [Self; 8] = [
        Self::Has,
        Self::Offered,
        Self::Ahead,
        Self::Obliged,
        Self::Exempt,
        Self::OutOfReach,
        Self::NotAsked,
        Self::Blocked,
    ];

    /// The word of addresses and of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Has => "has",
            Self::Offered => "offered",
            Self::Ahead => "ahead",
            Self::Obliged => "obliged",
            Self::Exempt => "exempt",
            Self::OutOfReach => "out-of-reach",
            Self::NotAsked => "not-asked",
            Self::Blocked => "blocked",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outlook| outlook.word() == word)
    }

    /// Its place in [`Outlook::ALL`], for counting.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What a person could do if enrolling were demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach<'a> {
    /// Whether there is an address for an e-mailed code.
    pub has_address: bool,
    /// Kinds that people can enrol by themselves in this release.
    pub enrollable: &'a [AuthenticatorKind],
}

/// What lies ahead of a person at `now`, in a browser that is not trusted, with nothing proved and no offer put off.
pub fn outlook(now: Timestamp, person: &Person, policy: &EffectivePolicy, reach: Reach<'_>) -> Outlook {
    let (step, reason) = judge(now, person, policy, &Evidence::default());
    let enrols = || reach.enrollable.iter().any(|kind| policy.authenticators.value.allows(*kind));
    match (step, reason) {
        (NextStep::Refuse(_), _) => Outlook::Blocked,
        (NextStep::Grant(_), Reason::Exempt { .. }) => Outlook::Exempt,
        (NextStep::Grant(_), _) => Outlook::NotAsked,
        (NextStep::Prove(prove), Reason::OtherAuthenticatorAsked) => {
            // What is there is asked, so a late enrolment needs nothing more: only a kind that can be enrolled.
            let exempt = person.exemption.is_some_and(|exemption| exemption.holds(now));
            match (prove.then_enrol, policy.due) {
                (false, _) if exempt => Outlook::Exempt,
                (false, None) => Outlook::Offered,
                (true, _) | (false, Some(_)) if !enrols() => Outlook::OutOfReach,
                (true, _) => Outlook::Obliged,
                (false, Some(_)) => Outlook::Ahead,
            }
        }
        (NextStep::Prove(_), _) => Outlook::Has,
        (NextStep::Enrol(enrol), _) => match (enrol.skippable, enrol.deadline) {
            (true, None) => Outlook::Offered,
            // Until the date the password alone is enough to enrol; who waits longer needs more.
            (true, Some(_)) => {
                if enrols() {
                    Outlook::Ahead
                } else {
                    Outlook::OutOfReach
                }
            }
            (false, _) => {
                let mailed = enrol.late == Some(LateEnrolment::EmailedCode);
                if enrols() && (reach.has_address || !mailed) { Outlook::Obliged } else { Outlook::OutOfReach }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticator::AuthenticatorKind::{App, CodeCard, Passkey};
    use crate::organisation::ModuleState;
    use crate::policy::effective::{Due, Sourced};
    use crate::policy::{AuthenticatorRule, Exemption, Requirement};

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn person(enrolled: &[AuthenticatorKind]) -> Person {
        Person {
            blocked: false,
            organisation_closed: false,
            module: ModuleState::Active,
            exemption: None,
            enrolled: enrolled.to_vec(),
        }
    }

    fn policy(requirement: Requirement, due: Option<i64>) -> EffectivePolicy {
        let id = crate::id::PolicyId::from_bytes([1; 16]);
        EffectivePolicy {
            requirement: Sourced { value: requirement, policy: Some(id) },
            due: due.map(|at| Due { at: Timestamp::from_micros(at), policy: id, by_grace: false }),
            ..EffectivePolicy::NONE
        }
    }

    fn with(rule: AuthenticatorRule, policy: &EffectivePolicy) -> EffectivePolicy {
        EffectivePolicy { authenticators: Sourced { value: rule, ..policy.authenticators }, ..*policy }
    }

    fn of(person: &Person, policy: &EffectivePolicy) -> Outlook {
        outlook(NOW, person, policy, Reach { has_address: true, enrollable: &[App] })
    }

    #[test]
    fn each_person_is_in_the_class_of_the_decision() {
        let (past, ahead) = (Some(NOW.micros() - 1), Some(NOW.micros() + 1));
        let due = |at| policy(Requirement::Mandatory, at);
        let optional = policy(Requirement::Optional, None);
        assert_eq!(of(&person(&[App]), &due(past)), Outlook::Has);
        assert_eq!(of(&person(&[]), &optional), Outlook::Offered);
        assert_eq!(of(&person(&[]), &due(ahead)), Outlook::Ahead);
        assert_eq!(of(&person(&[]), &due(past)), Outlook::Obliged);
        assert_eq!(of(&person(&[]), &policy(Requirement::Off, None)), Outlook::NotAsked);
        let exempt =
            Person { exemption: Some(Exemption { until: Timestamp::from_micros(NOW.micros() + 1) }), ..person(&[]) };
        assert_eq!(of(&exempt, &due(past)), Outlook::Exempt);
        let blocked = Person { blocked: true, ..person(&[App]) };
        assert_eq!(of(&blocked, &due(past)), Outlook::Blocked);
    }

    #[test]
    fn who_has_no_address_is_out_of_reach_of_an_e_mailed_code_alone() {
        let due = policy(Requirement::Mandatory, Some(NOW.micros()));
        let reach = Reach { has_address: false, enrollable: &[App] };
        assert_eq!(outlook(NOW, &person(&[]), &due, reach), Outlook::OutOfReach);
        let by_pass = Sourced { value: LateEnrolment::HelpdeskPass, ..due.late_enrolment };
        let by_pass = EffectivePolicy { late_enrolment: by_pass, ..due };
        assert_eq!(outlook(NOW, &person(&[]), &by_pass, reach), Outlook::Obliged);
    }

    #[test]
    fn what_nobody_can_enrol_is_out_of_reach_for_who_has_it_not() {
        let keys = |at| with(AuthenticatorRule::PhishingResistant, &policy(Requirement::Mandatory, Some(at)));
        let (past, ahead) = (keys(NOW.micros()), keys(NOW.micros() + 1));
        for policy in [&past, &ahead] {
            assert_eq!(of(&person(&[]), policy), Outlook::OutOfReach);
            assert_eq!(of(&person(&[App]), policy), Outlook::OutOfReach);
            assert_eq!(of(&person(&[Passkey]), policy), Outlook::Has);
        }
        let no_card = with(AuthenticatorRule::NoCodeCard, &policy(Requirement::Mandatory, Some(NOW.micros())));
        assert_eq!(of(&person(&[CodeCard]), &no_card), Outlook::Obliged);
    }

    #[test]
    fn every_class_has_its_word_and_place() {
        for (at, outlook) in Outlook::ALL.into_iter().enumerate() {
            assert_eq!(outlook.index(), at);
            assert_eq!(Outlook::from_word(outlook.word()), Some(outlook));
        }
    }
}
