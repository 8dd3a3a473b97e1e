//! What begins the moment the module goes on over policies that were made before: for whom, and what has to be so first.

use std::sync::Arc;

use domain::policy::{Policy, Requirement};
use domain::time::start_of_day;

use super::dry_run::DryRun;
use super::guard::{Guard, day, has_seen, nobody_can, ways_back};
use super::world::World;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The dry run of switching the module on.
#[derive(Clone, Debug)]
pub struct ActivationRun {
    /// Of everyone, at a sign-in now.
    pub now: DryRun,
    /// The same on the last deadline, where one lies ahead and nobody did anything until then.
    pub then: Option<DryRun>,
    /// What a form carries from here to where the module goes on: it fits these policies, today and tomorrow.
    pub seen: String,
}

/// What would begin for whom; nothing where no policy demands anything.
pub async fn run_activation(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<Option<ActivationRun>, Error> {
    let now = ctx.now();
    let policies = store::policy::list(ctx.db(), organisation.id).await?;
    let mandatory = mandatory(&policies);
    if mandatory.is_empty() {
        return Ok(None);
    }
    let seen = ctx.verifier().issue_form_token(&subject(organisation, &policies, day(now)));
    let last = mandatory.iter().filter_map(|policy| policy.demand.deadline).max();
    let last = last.map(|date| start_of_day(date, &organisation.zone)).filter(|at| *at > now);
    let then = match last {
        Some(at) => Some(World::read(ctx, organisation, None, at).await?.with_module().run(ctx, |_| true).await?),
        None => None,
    };
    let now = World::read(ctx, organisation, None, now).await?.with_module().run(ctx, |_| true).await?;
    Ok(Some(ActivationRun { now, then, seen }))
}

/// Everything that is not so yet before the module goes on: what the policies demand that were made without it begins then.
/// Nothing where none of them demands anything. Nobody can have an authenticator before, so that nobody is asked for one:
/// the emergency code is the way back for whoever goes first. `seen` is the mark of the dry run that was shown.
pub(crate) async fn guards_of_activation(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    seen: &str,
) -> Result<Vec<Guard>, Error> {
    let now = ctx.now();
    let policies = store::policy::list(ctx.db(), organisation.id).await?;
    let mandatory = mandatory(&policies);
    if mandatory.is_empty() {
        return Ok(Vec::new());
    }
    let mut missing = ways_back(ctx, organisation, now).await?;
    if !has_seen(ctx, seen, now, |day| subject(organisation, &policies, day)) {
        missing.push(Guard::DryRunNotSeen);
    }
    for policy in mandatory {
        let world = World::as_it_stands(ctx, organisation, policy.id, now).await?.with_module();
        missing.extend(nobody_can(ctx, &world, &policy.demand).await?);
    }
    Ok(missing)
}

fn mandatory(policies: &[Policy]) -> Vec<&Policy> {
    let demands = |policy: &&Policy| policy.demand.requirement == Requirement::Mandatory && !policy.demand.watches();
    policies.iter().filter(demands).collect()
}

/// No value of a cookie looks like this, so that the token of a form never passes for it.
fn subject(organisation: &Organisation, policies: &[Policy], day: i64) -> String {
    let held: Vec<_> = policies.iter().map(|policy| (policy.id, policy.selection, &policy.demand)).collect();
    format!("dry run of activation\n{}\n{day}\n{held:?}", organisation.id)
}
