//! What a policy that only watches would have done at a sign-in: the decision once more, with that policy as if it were
//! switched on, beside the one that fell.

use crate::assurance::{Proof, ProofKind};
use crate::policy::decide::{Enrol, Evidence, NextStep, Person, decide};
use crate::policy::demand::{LateEnrolment, Policy};
use crate::policy::effective::{Applied, EffectivePolicy, fold};
use crate::policy::outlook::Reach;
use crate::session::SessionTerms;
use crate::time::Timestamp;
use jiff::tz::TimeZone;

/// In what a sign-in would have been another, the mildest first. Of several, the last one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Effect {
    /// The same steps; then signed in on other terms, or in a browser that is not remembered.
    Session,
    /// Enrolling is offered either way, with another last day.
    Sooner,
    /// Enrolling would have been offered.
    Offered,
    /// A second factor would have been asked, or one of other kinds.
    Asked,
    /// Nothing would have opened before enrolling, or enrolling would have needed more.
    Obliged,
    /// The same, and the person could not.
    Stuck,
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Session, Self::Sooner, Self::Offered, Self::Asked, Self::Obliged, Self::Stuck];

    /// The word of the store and of addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Sooner => "sooner",
            Self::Offered => "offered",
            Self::Asked => "asked",
            Self::Obliged => "obliged",
            Self::Stuck => "stuck",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.word() == word)
    }

    /// Its place in [`Effect::ALL`], for counting.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What would hold for one person if a policy that watches them were switched on.
pub fn fold_with(applied: &[Applied<'_>], watching: Applied<'_>, zone: &TimeZone) -> EffectivePolicy {
    let on = Policy { demand: watching.policy.demand.switched_on(), ..watching.policy.clone() };
    let with = Applied { policy: &on, ..watching };
    let all: Vec<Applied<'_>> = applied.iter().copied().chain(std::iter::once(with)).collect();
    fold(&all, zone)
}

/// In what a sign-in would be another under `with` than it is under `held`; nothing where it would be the same. Also seen is
/// what follows the second factor that both ask for.
pub fn watched(
    now: Timestamp,
    person: &Person,
    (held, with): (&EffectivePolicy, &EffectivePolicy),
    evidence: &Evidence,
    reach: Reach<'_>,
) -> Option<Effect> {
    let session = (SessionTerms::new(now, held) != SessionTerms::new(now, with)).then_some(Effect::Session);
    let duty = |late: Option<LateEnrolment>| {
        let enrols = reach.enrollable.iter().any(|kind| with.authenticators.value.allows(*kind));
        let mailed = late == Some(LateEnrolment::EmailedCode);
        Some(if enrols && (reach.has_address || !mailed) { Effect::Obliged } else { Effect::Stuck })
    };
    match (decide(now, person, held, evidence), decide(now, person, with, evidence)) {
        (NextStep::Refuse(_), _) | (_, NextStep::Refuse(_)) => None,
        (_, NextStep::Grant(_)) => session,
        (NextStep::Prove(one), NextStep::Prove(other)) => {
            if other.then_enrol && !one.then_enrol {
                return duty(None);
            }
            if one.kinds != other.kinds {
                return Some(Effect::Asked);
            }
            let forgotten = (one.may_trust != other.may_trust).then_some(Effect::Session);
            let proved = |kind: ProofKind| Evidence { proof: Some(Proof { kind, at: now }), ..*evidence };
            let unproved = evidence.proof.is_none_or(|proof| !proof.answers(&one.kinds, now));
            let kinds = one.kinds.iter().filter(|_| unproved).map(|kind| ProofKind::of(*kind));
            let follows = kinds.filter_map(|kind| watched(now, person, (held, with), &proved(kind), reach)).max();
            follows.max(forgotten)
        }
        (_, NextStep::Prove(_)) => Some(Effect::Asked),
        (before, NextStep::Enrol(after)) => match before {
            NextStep::Enrol(before) if before.skippable == after.skippable => enrolled(before, after, session, duty),
            _ if after.skippable => Some(Effect::Offered),
            _ => duty(after.late),
        },
    }
}

/// Enrolling is offered both times, or demanded both times.
fn enrolled(
    before: Enrol,
    after: Enrol,
    session: Option<Effect>,
    duty: impl Fn(Option<LateEnrolment>) -> Option<Effect>,
) -> Option<Effect> {
    let day = |enrol: Enrol| (enrol.deadline, enrol.may_choose_when);
    if after.skippable {
        return if day(before) == day(after) { session } else { Some(Effect::Sooner) };
    }
    // How long ago the deadline passed opens and closes nothing.
    if before.late == after.late { session } else { duty(after.late) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticator::AuthenticatorKind::{App, CodeCard};
    use crate::organisation::ModuleState;
    use crate::policy::sample::{amsterdam, policy};
    use crate::policy::{Ask, AuthenticatorRule, Demand, Mode, Requirement, Stay};
    use crate::time::Lifetime;
    use jiff::civil::date;

    /// 1 December 2026, noon in UTC.
    const NOW: Timestamp = Timestamp::from_seconds(1_796_126_400);

    fn optional() -> Demand {
        Demand { requirement: Requirement::Optional, deadline: None, ..watching() }.switched_on()
    }

    fn watching() -> Demand {
        Demand {
            requirement: Requirement::Mandatory,
            deadline: Some(date(2026, 12, 8)),
            grace_days: 0,
            ask: Ask::Every(Lifetime::days(30)),
            stay: Stay::For(Lifetime::days(1)),
            idle: None,
            authenticators: AuthenticatorRule::Any,
            late_enrolment: LateEnrolment::EmailedCode,
            mode: Mode::Watch,
        }
    }

    fn of(person: &Person, held: &[Demand], watching: Demand, evidence: &Evidence) -> Option<Effect> {
        let policies: Vec<Policy> = (1..).zip(held).map(|(number, demand)| policy(number, *demand)).collect();
        let watching = policy(99, watching);
        let applied: Vec<Applied<'_>> =
            policies.iter().map(|policy| Applied { policy, came_under: Timestamp::from_micros(0) }).collect();
        let with = fold_with(&applied, Applied { policy: &watching, came_under: NOW }, &amsterdam());
        let held = fold(&applied, &amsterdam());
        watched(NOW, person, (&held, &with), evidence, Reach { has_address: true, enrollable: &[App] })
    }

    fn person(enrolled: &[crate::authenticator::AuthenticatorKind]) -> Person {
        Person {
            blocked: false,
            organisation_closed: false,
            module: ModuleState::Active,
            exemption: None,
            enrolled: enrolled.to_vec(),
        }
    }

    #[test]
    fn each_effect_is_told() {
        let (nobody, none) = (person(&[]), Evidence::default());
        let at_once = Demand { deadline: None, ..watching() };
        let table = [
            // Nothing held before.
            (&nobody, vec![], watching(), Some(Effect::Offered)),
            (&nobody, vec![], at_once, Some(Effect::Obliged)),
            (&person(&[App]), vec![], watching(), Some(Effect::Asked)),
            // Offered already.
            (&nobody, vec![optional()], watching(), Some(Effect::Sooner)),
            (&nobody, vec![optional()], Demand { requirement: Requirement::Optional, ..watching() }, None),
            (&nobody, vec![optional()], at_once, Some(Effect::Obliged)),
            // Asked already.
            (&person(&[App]), vec![optional()], watching(), None),
            (
                &person(&[App]),
                vec![optional()],
                Demand { stay: Stay::UntilBrowserCloses, ..watching() },
                Some(Effect::Session),
            ),
            (&person(&[App]), vec![optional()], Demand { ask: Ask::Always, ..watching() }, Some(Effect::Session)),
            (
                &person(&[CodeCard]),
                vec![optional()],
                Demand { authenticators: AuthenticatorRule::NoCodeCard, ..watching() },
                Some(Effect::Offered),
            ),
            (
                &person(&[CodeCard]),
                vec![optional()],
                Demand { authenticators: AuthenticatorRule::NoCodeCard, ..at_once },
                Some(Effect::Obliged),
            ),
            (
                &nobody,
                vec![],
                Demand { authenticators: AuthenticatorRule::PhishingResistant, ..at_once },
                Some(Effect::Stuck),
            ),
        ];
        for (person, held, demand, expected) in table {
            assert_eq!(of(person, &held, demand, &none), expected, "{person:?} under {held:?} watched by {demand:?}");
        }
        let blocked = Person { blocked: true, ..person(&[App]) };
        assert_eq!(of(&blocked, &[], at_once, &none), None);
        // A browser that is trusted for 30 days and would be asked after one.
        let trusted = Evidence { device_passed_at: Some(NOW.minus(Lifetime::days(2))), ..none };
        let daily = Demand { ask: Ask::Every(Lifetime::days(1)), ..watching() };
        assert_eq!(of(&person(&[App]), &[optional()], daily, &trusted), Some(Effect::Asked));
    }

    #[test]
    fn who_has_no_address_would_be_stuck_where_a_code_is_mailed() {
        let with = policy(1, Demand { deadline: None, ..watching() });
        let with = fold_with(&[], Applied { policy: &with, came_under: NOW }, &amsterdam());
        let held = (&EffectivePolicy::NONE, &with);
        let reach = Reach { has_address: false, enrollable: &[App] };
        assert_eq!(watched(NOW, &person(&[]), held, &Evidence::default(), reach), Some(Effect::Stuck));
    }

    #[test]
    fn every_effect_has_its_word_and_place() {
        for (at, effect) in Effect::ALL.into_iter().enumerate() {
            assert_eq!((effect.index(), Effect::from_word(effect.word())), (at, Some(effect)));
        }
        assert!(Effect::ALL.is_sorted());
    }
}
