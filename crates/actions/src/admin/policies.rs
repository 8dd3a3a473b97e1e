//! Policies: listed, saved with the guards of policy.md, and explained for one person.

use std::sync::Arc;

use domain::id::{GroupId, PolicyId, UserId};
use domain::policy::{Demand, Policy, Stay};
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use crate::admin::policy::{Recorded, Told, record};
use crate::admin::selections;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// All policies by name, with the name of the selection that each holds for (`None`: everyone).
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(Policy, Option<String>)>, Error> {
    let policies = store::policy::list(ctx.db(), organisation.id).await?;
    let selections = store::selection::list(ctx.db(), organisation.id).await?;
    let named = policies.into_iter().map(|policy| {
        let of = policy.selection.selection();
        let name = of.and_then(|id| selections.iter().find(|one| one.id == id)).map(|one| one.name.clone());
        (policy, name)
    });
    Ok(named.collect())
}

/// A policy to save; one of the same name is replaced.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// Name that people see.
    pub name: String,
    /// Name of the selection that it holds for; `None` is everyone.
    pub selection: Option<String>,
    /// What it demands.
    pub demand: Demand,
}

/// Saves a policy without asking the guards: what an installation begins with. Everyone else saves by
/// [`super::policy::save`]. It counts at the next request of everyone under it.
pub async fn save(ctx: &Ctx, organisation: &Arc<Organisation>, new: NewPolicy) -> Result<PolicyId, Error> {
    let now = ctx.now();
    let org = organisation.id;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 100 {
        return Err(Error::Refused("a policy needs a name of at most 100 characters: people see it".into()));
    }
    refuse_nothing(&new.demand)?;
    let selection = match &new.selection {
        None => Selected::Everyone,
        Some(name) => Selected::Selection(selections::by_name(ctx, organisation, name).await?.id),
    };
    let existing = store::policy::list(ctx.db(), org).await?;
    let same = existing.iter().find(|policy| name_key(&policy.name) == name_key(&name));
    let id = same.map_or_else(|| PolicyId::from_bytes(ctx.new_id(now)), |policy| policy.id);
    let before = same.map(|policy| policy.demand);
    let versions = store::policy_version::current(ctx.db(), org).await?;
    let read = versions.iter().find(|(of, ..)| *of == id).map_or(0, |(_, version, _)| *version);
    let policy = Policy { id, name, selection, demand: new.demand };
    let told = Told { read, by: None, overriding: None, before };
    let input = (Scribe::of_command_line(ctx, organisation, now), policy, told);
    let recorded = ctx
        .write_and_refresh(org, input, |tx, (scribe, policy, told)| {
            Box::pin(async move { record(tx, scribe, policy, told).await })
        })
        .await?;
    if recorded != Recorded::Saved {
        return Err(Error::Conflict);
    }
    Ok(id)
}

/// A span of no time would ask, or end a session, at once and for ever.
fn refuse_nothing(demand: &Demand) -> Result<(), Error> {
    let stay = match demand.stay {
        Stay::For(span) => Some(span),
        Stay::UntilBrowserCloses => None,
    };
    let spans = [("ask", demand.ask.period()), ("stay", stay), ("idle", demand.idle)];
    match spans.into_iter().find(|(_, span)| span.is_some_and(|span| span < Lifetime::minutes(1))) {
        Some((name, _)) => Err(Error::Refused(format!("`{name}` is at least one minute"))),
        None => Ok(()),
    }
}

/// Exempts a person from the duty to enrol until a moment, with a reason.
pub async fn exempt(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    until: Timestamp,
    reason: &str,
) -> Result<(), Error> {
    super::desk::exempt_by_command_line(ctx, organisation, user, (until, reason)).await
}

/// Makes sure that a group is there.
pub async fn group(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<GroupId, Error> {
    let id = GroupId::from_bytes(ctx.new_id(ctx.now()));
    ctx.write((organisation.id, id, name.to_owned()), |tx, (org, id, name)| {
        Box::pin(async move { Ok(store::group::find_or_insert(tx, *org, *id, name).await?) })
    })
    .await
}
