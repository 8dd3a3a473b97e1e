//! Words for the tables and properties beside this file: policies, people and evidence in one short phrase each, and
//! a decision said back in one.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind;
use crate::id::PolicyId;
use crate::organisation::ModuleState;
use crate::policy::{
    Applied, Ask, AuthenticatorRule, Demand, EffectivePolicy, Enrol, Evidence, Exemption, LateEnrolment, Mode,
    NextStep, Person, Policy, Prove, Refusal, Requirement, Stay, fold,
};
use crate::selection::Selected;
use crate::time::{Lifetime, Timestamp, days_until};

pub(super) const DEADLINE: Date = date(2026, 12, 8);

pub(super) fn amsterdam() -> TimeZone {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Amsterdam").unwrap());
    ZONE.clone()
}

/// A local moment, such as `2026-12-07 23:59:59`.
pub(super) fn at(text: &str) -> Timestamp {
    let moment: DateTime = text.parse().unwrap();
    Timestamp::from_micros(moment.to_zoned_datetime(amsterdam()).unwrap().timestamp().as_microsecond())
}

pub(super) fn tick() -> Lifetime {
    Lifetime::from_micros(1)
}

pub(super) fn days(days: u32) -> Lifetime {
    Lifetime::days(days)
}

/// The policy "Backend users" of the worked cases.
pub(super) fn backend() -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline: Some(DEADLINE),
        grace_days: 0,
        ask: Ask::Every(days(30)),
        stay: Stay::For(days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    }
}

pub(super) fn optional() -> Demand {
    Demand { requirement: Requirement::Optional, deadline: None, ..backend() }
}

pub(super) fn id(number: u8) -> PolicyId {
    PolicyId::from_bytes([number; 16])
}

pub(super) fn policy(number: u8, demand: Demand) -> Policy {
    Policy { id: id(number), name: format!("policy {number}"), selection: Selected::Everyone, demand }
}

/// What holds for someone whom these policies, numbered from 1, have selected since these moments.
pub(super) fn since(parts: &[(Demand, Timestamp)]) -> EffectivePolicy {
    let policies: Vec<_> = (1..).zip(parts).map(|(number, (demand, _))| policy(number, *demand)).collect();
    let applied: Vec<_> = policies
        .iter()
        .zip(parts)
        .map(|(policy, (_, came_under))| Applied { policy, came_under: *came_under })
        .collect();
    fold(&applied, &amsterdam())
}

/// What holds for someone whom these policies have selected for long.
pub(super) fn all(demands: &[Demand]) -> EffectivePolicy {
    since(&demands.iter().map(|demand| (*demand, at("2026-01-01 00:00:00"))).collect::<Vec<_>>())
}

pub(super) fn has(enrolled: &[AuthenticatorKind]) -> Person {
    Person {
        blocked: false,
        organisation_closed: false,
        module: ModuleState::Active,
        exemption: None,
        enrolled: enrolled.to_vec(),
    }
}

pub(super) fn none() -> Person {
    has(&[])
}

impl Person {
    pub(super) fn exempt(self, until: &str) -> Self {
        Self { exemption: Some(Exemption { until: at(until) }), ..self }
    }
}

/// Nothing but the password.
pub(super) fn password() -> Evidence {
    Evidence::default()
}

pub(super) fn device(passed_at: Timestamp) -> Evidence {
    Evidence { device_passed_at: Some(passed_at), ..password() }
}

pub(super) fn proved(kind: ProofKind, at: Timestamp) -> Evidence {
    Evidence { proof: Some(Proof { kind, at }), ..password() }
}

impl Evidence {
    pub(super) fn later(self) -> Self {
        Self { put_off_now: true, ..self }
    }

    pub(super) fn put_off(self, until: Timestamp) -> Self {
        Self { put_off_until: Some(until), ..self }
    }
}

/// A step in one phrase, every field of it told.
pub(super) fn say(step: &NextStep, now: Timestamp) -> String {
    match step {
        NextStep::Refuse(Refusal::Blocked) => "refuse: blocked".to_owned(),
        NextStep::Refuse(Refusal::OrganisationClosed) => "refuse: closed".to_owned(),
        NextStep::Grant(grant) => match (grant.proof, grant.factor_at) {
            (Some(proof), Some(at)) if proof.at == at => format!("grant by {}", proof.kind.word()),
            (None, Some(at)) => format!("grant by the device of {at:?}"),
            (None, None) => "grant".to_owned(),
            odd => format!("{odd:?}"),
        },
        NextStep::Prove(prove) => say_prove(prove),
        NextStep::Enrol(enrol) => say_enrol(enrol, now),
    }
}

pub(super) fn say_prove(prove: &Prove) -> String {
    let kinds: Vec<_> = prove.kinds.iter().map(|kind| kind.word()).collect();
    let then = if prove.then_enrol { ", then enrol" } else { "" };
    let trust = if prove.may_trust { "" } else { ", no trust" };
    format!("ask {}{then}{trust}", kinds.join("+"))
}

pub(super) fn say_enrol(enrol: &Enrol, now: Timestamp) -> String {
    match (enrol.skippable, enrol.deadline, enrol.may_choose_when, enrol.late) {
        (true, None, true, None) => "offer".to_owned(),
        (true, Some(deadline), choice, None) => {
            let choice = if choice { "" } else { ", each time" };
            format!("offer, {} left{choice}", days_until(now, deadline, &amsterdam()))
        }
        (false, Some(_), false, None) => "must enrol".to_owned(),
        (false, Some(_), false, Some(late)) => format!("must enrol with {}", late.word()),
        odd => format!("{odd:?}"),
    }
}
