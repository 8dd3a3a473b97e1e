//! A person as decisions see them: facts, and all policies folded into one.

use std::sync::Arc;

use domain::id::{PolicyId, UserId};
use domain::policy::{Applied, EffectivePolicy, Evidence, Explanation, NextStep, fold};
use domain::time::Timestamp;
use store::facts::PersonFacts;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A person, and what holds for them at this moment.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The facts.
    pub facts: PersonFacts,
    /// All policies folded into one.
    pub policy: EffectivePolicy,
}

impl Standing {
    /// Reads a person and folds the policies that select them. Who comes under a policy for the first time is noted
    /// before anything is decided: that moment is kept for good.
    pub(crate) async fn load(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        user: UserId,
        now: Timestamp,
    ) -> Result<Option<Self>, Error> {
        let org = organisation.id;
        let Some(mut facts) = store::facts::load(ctx.db(), org, user).await? else { return Ok(None) };
        let new: Vec<PolicyId> =
            facts.policies.iter().filter(|(_, since)| since.is_none()).map(|(policy, _)| policy.id).collect();
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
            for (_, since) in &mut facts.policies {
                since.get_or_insert(now);
            }
        }
        let applied: Vec<Applied<'_>> =
            facts.policies.iter().map(|(policy, since)| Applied { policy, came_under: since.unwrap_or(now) }).collect();
        let policy = fold(&applied, &organisation.zone);
        Ok(Some(Self { facts, policy }))
    }

    /// What a sign-in with this evidence must do next.
    pub(crate) fn decide(&self, now: Timestamp, evidence: &Evidence) -> NextStep {
        domain::policy::decide(now, &self.facts.person, &self.policy, evidence)
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
