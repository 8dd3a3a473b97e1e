//! A person as decisions see them: facts, and all policies folded into one.

use std::sync::Arc;

use domain::authenticator::AuthenticatorKind;
use domain::id::{OrganisationId, PolicyId, UserId};
use domain::policy::{Applied, Door, EffectivePolicy, Evidence, Explanation, NextStep, Policy, decide_at_door, fold};
use domain::time::Timestamp;
use store::facts::PersonFacts;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// A person, and what holds for them at this moment.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The facts.
    pub facts: PersonFacts,
    /// All policies folded into one.
    pub policy: EffectivePolicy,
    /// Whether another policy may hold as soon as the person signs in or enrols somewhere else.
    pub(crate) moves_by_itself: bool,
    /// Where the person stands at a door without pages, what that door asks.
    pub(crate) door: Option<Door>,
}

/// So often the rules may change while one person is read.
const TRIES: u32 = 4;

/// The facts under the rules that count at this moment, and whether those look at what changes by itself.
async fn facts(
    ctx: &Ctx,
    org: OrganisationId,
    user: UserId,
    now: Timestamp,
) -> Result<Option<(PersonFacts, bool)>, Error> {
    let mut policies = ctx.policies(org).await?;
    for _ in 0..TRIES {
        let Some(facts) = store::facts::load(ctx.db(), org, user, (&policies, now)).await? else { return Ok(None) };
        if facts.rules == policies.version {
            return Ok(Some((facts, policies.needs.moves_by_itself)));
        }
        policies = ctx.reload_policies(org).await?;
    }
    Err(Error::Busy("the policies are being changed".into()))
}

fn applied(facts: &PersonFacts, now: Timestamp) -> Vec<Applied<'_>> {
    facts.policies.iter().map(|(policy, since)| Applied { policy, came_under: since.unwrap_or(now) }).collect()
}

impl Standing {
    /// The kinds of authenticator that answer when a second factor is asked of the person.
    pub fn accepted(&self) -> Vec<AuthenticatorKind> {
        self.policy.authenticators.value.accepted(&self.facts.person.enrolled)
    }

    /// Reads a person and folds the policies that select them. Who comes under a policy for the first time is noted
    /// before anything is decided: that moment is kept for good. Whom a policy only watches does not come under it.
    pub(crate) async fn load(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        user: UserId,
        now: Timestamp,
    ) -> Result<Option<Self>, Error> {
        let org = organisation.id;
        let Some((mut facts, moves_by_itself)) = facts(ctx, org, user, now).await? else { return Ok(None) };
        let is_new = |(policy, since): &&(Policy, Option<Timestamp>)| since.is_none() && !policy.demand.watches();
        let new: Vec<PolicyId> = facts.policies.iter().filter(is_new).map(|(policy, _)| policy.id).collect();
        if !new.is_empty() {
            ctx.write((org, user, new, now), |tx, (org, user, new, now)| {
                Box::pin(async move {
                    for policy in new {
                        store::policy::fix_duty(tx, *org, *user, *policy, *now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
            for (policy, since) in &mut facts.policies {
                if !policy.demand.watches() {
                    since.get_or_insert(now);
                }
            }
        }
        let policy = fold(&applied(&facts, now), &organisation.zone);
        Ok(Some(Self { facts, policy, moves_by_itself, door: None }))
    }

    /// The same where the request came from: a device that asks by RADIUS asks more, and shows less, than our own pages.
    pub(crate) async fn load_at(ctx: &Ctx, visit: &Visit, user: UserId, now: Timestamp) -> Result<Option<Self>, Error> {
        let Some(standing) = Self::load(ctx, &visit.organisation, user, now).await? else { return Ok(None) };
        let door = match &visit.device {
            None => None,
            Some(device) => Some(Door {
                may: crate::radius::may_in(ctx, &visit.organisation, (device.client.who, user), now).await?,
                second_factor: device.client.second_factor,
            }),
        };
        Ok(Some(Self { door, ..standing }))
    }

    /// The policies that select the person; whoever is about to come under one does so now.
    pub(crate) fn applied(&self, now: Timestamp) -> Vec<Applied<'_>> {
        applied(&self.facts, now)
    }

    /// The policies that only watch this person, and when the person came under each while it held, else now.
    pub(crate) fn watching_at(&self, now: Timestamp) -> impl Iterator<Item = (&Policy, Timestamp)> {
        let all = self.facts.policies.iter().filter(|(policy, _)| policy.demand.watches());
        all.map(move |(policy, since)| (policy, since.unwrap_or(now)))
    }

    /// The policies that only watch this person.
    pub fn watching(&self) -> impl Iterator<Item = &Policy> {
        self.facts.policies.iter().map(|(policy, _)| policy).filter(|policy| policy.demand.watches())
    }

    /// What a sign-in with this evidence must do next.
    pub(crate) fn decide(&self, now: Timestamp, evidence: &Evidence) -> NextStep {
        match self.door {
            None => domain::policy::decide(now, &self.facts.person, &self.policy, evidence),
            Some(door) => decide_at_door(now, &self.facts.person, &self.policy, (door, evidence)),
        }
    }

    /// The same with its reasons.
    pub fn explain(&self, now: Timestamp, evidence: &Evidence) -> Explanation {
        domain::policy::explain(now, &self.facts.person, &self.policy, evidence)
    }

    /// The name of a policy that holds for this person.
    pub fn policy_name(&self, id: PolicyId) -> Option<&str> {
        self.facts.policies.iter().find(|(policy, _)| policy.id == id).map(|(policy, _)| policy.name.as_str())
    }
}
