//! Whom a door lets in that has no pages: nobody can enrol there, put an offer off, or be remembered. What the rules say of a
//! sign-in stays; what cannot be done there refuses.

use crate::policy::decide::{ask_for, decide};
use crate::policy::{EffectivePolicy, Enrol, Evidence, NextStep, Person};
use crate::time::Timestamp;

/// What the door asks beside the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Whether the person is among those who may in here.
    pub may: bool,
    /// Whether a second factor is demanded of everybody.
    pub second_factor: bool,
}

/// What must happen next at this door. Enrolling is never skippable here: it means that the person has to do it elsewhere first,
/// or may not in at all.
pub fn decide_at_door(
    now: Timestamp,
    person: &Person,
    policy: &EffectivePolicy,
    (door, proved): (Door, &Evidence),
) -> NextStep {
    // Nothing can be offered here, and no browser is known.
    let evidence = Evidence { device_passed_at: None, put_off_now: true, ..*proved };
    let next = decide(now, person, policy, &evidence);
    let elsewhere = NextStep::Enrol(Enrol { skippable: false, deadline: None, may_choose_when: false, late: None });
    match next {
        NextStep::Refuse(refusal) => NextStep::Refuse(refusal),
        _ if !door.may => elsewhere,
        NextStep::Grant(grant) if door.second_factor && grant.proof.is_none() => {
            if person.enrolled.is_empty() {
                elsewhere
            } else {
                NextStep::Prove(ask_for(policy.authenticators.value.accepted(&person.enrolled), policy, None))
            }
        }
        next => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assurance::ProofKind;
    use crate::authenticator::AuthenticatorKind::{App, Passkey};
    use crate::policy::sample::{all, at, backend, days, device, has, none, optional, password, proved, say};
    use crate::policy::{AuthenticatorRule, Demand};

    const BEFORE: &str = "2026-12-07 12:00:00";
    const AFTER: &str = "2026-12-20 12:00:00";

    fn told(case: (&EffectivePolicy, &Person, Evidence), now: Timestamp, door: Door) -> String {
        let (policy, person, evidence) = case;
        match decide_at_door(now, person, policy, (door, &evidence)) {
            NextStep::Enrol(enrol) => format!("enrol, skippable: {}", enrol.skippable),
            step => say(&step, now),
        }
    }

    #[test]
    fn the_rules_hold_and_nothing_is_offered() {
        let by_rule = Door { may: true, second_factor: false };
        let always = Door { may: true, second_factor: true };
        let closed = Door { may: false, ..by_rule };
        let (mandatory, offered) = (&all(&[backend()]), &all(&[optional()]));
        let resistant = &all(&[Demand { authenticators: AuthenticatorRule::PhishingResistant, ..backend() }]);
        let (before, after) = (at(BEFORE), at(AFTER));
        let blocked = &Person { blocked: true, ..none() };
        let (app, exempt) = (&has(&[App]), &none().exempt("2027-01-01 00:00:00"));
        let proof = |now| proved(ProofKind::App, now);
        for (case, policy, person, evidence, now, door, expected) in [
            ("an app is asked", mandatory, app, password(), after, by_rule, "ask"),
            ("and lets in", mandatory, app, proof(after), after, by_rule, "grant"),
            ("no browser is known here", mandatory, app, device(after.minus(days(1))), after, by_rule, "ask"),
            ("an offer is no hindrance", offered, &none(), password(), after, by_rule, "grant"),
            ("nor in the last week", mandatory, &none(), password(), before, by_rule, "grant"),
            ("the duty is", mandatory, &none(), password(), after, by_rule, "enrol, skippable: false"),
            ("an exemption lifts it", mandatory, exempt, password(), after, by_rule, "grant"),
            ("but not what the door asks", mandatory, exempt, password(), after, always, "enrol, skippable: false"),
            ("nor does an offer", offered, &none(), password(), after, always, "enrol, skippable: false"),
            ("whoever has an app shows it", &all(&[]), app, password(), after, always, "ask"),
            ("and is in", &all(&[]), app, proof(after), after, always, "grant"),
            ("nobody asks for it by rule", &all(&[]), app, password(), after, by_rule, "grant"),
            ("an app that will not do", resistant, app, proof(after), after, by_rule, "enrol, skippable: false"),
            ("a passkey cannot be shown, and is asked", resistant, &has(&[Passkey]), password(), after, by_rule, "ask"),
            ("whoever may not in", mandatory, app, proof(after), after, closed, "enrol, skippable: false"),
            ("nor without a rule", &all(&[]), &none(), password(), after, closed, "enrol, skippable: false"),
            ("blocked stays blocked", mandatory, blocked, password(), after, closed, "refuse"),
        ] {
            let said = told((policy, person, evidence), now, door);
            assert!(said.starts_with(expected), "{case}: {said}");
        }
    }
}
