//! What was counted is kept, day by day: now and then for whatever runs by itself, and at once where a board would lack
//! days.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::{OrganisationId, PolicyId};
use domain::organisation::ModuleState;
use domain::rollout::Part;
use domain::time::{Lifetime, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::rollout::Snapshot;

use super::measure::{Count, Histories, Measured, is_shown, measure};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// So long after the last count everyone is counted anew.
const EVERY: Lifetime = Lifetime::minutes(55);
/// Days before these are forgotten.
const KEPT: i32 = 2 * 366;

/// Counts the people of each organisation whose last count is old, or that has a policy which nobody counted yet; answers
/// of how many organisations. For whatever runs by itself.
pub async fn take_snapshots(ctx: &Ctx) -> Result<u64, Error> {
    let mut taken = 0;
    for organisation in ctx.organisations().iter() {
        if organisation.module == ModuleState::Active && !organisation.closed && is_due(ctx, organisation).await? {
            take(ctx, organisation).await?;
            taken += 1;
        }
    }
    Ok(taken)
}

async fn is_due(ctx: &Ctx, organisation: &Organisation) -> Result<bool, Error> {
    let now = ctx.now();
    let last = store::rollout::last_taken(ctx.db(), organisation.id).await?;
    // Where the clock was set back, what was counted lies ahead.
    let is_fresh = |last: Timestamp| last <= now && now.since(last) < EVERY;
    if !last.is_some_and(is_fresh) {
        return Ok(true);
    }
    let known = store::rollout::known(ctx.db(), organisation.id).await?;
    let policies = store::policy::list(ctx.db(), organisation.id).await?;
    Ok(policies.iter().any(|policy| is_shown(policy) && !known.contains_key(&(policy.id, Part::Whole))))
}

/// Counts everyone, and keeps it with the days before that nobody counted.
pub(super) async fn take(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<Measured, Error> {
    let org = organisation.id;
    let known = store::rollout::known(ctx.db(), org).await?;
    let mut measured = measure(ctx, organisation, Histories::After(&known)).await?;
    let now = measured.at;
    // A transaction for each policy, and for each history, so that nobody waits long for one.
    let mut of_policies: BTreeMap<PolicyId, Vec<Snapshot>> = BTreeMap::new();
    for ((policy, part), count) in &mut measured.counts {
        let snapshot = snapshot((*policy, *part), count, (now, measured.today));
        let before = std::mem::take(&mut count.before);
        if before.is_empty() {
            of_policies.entry(*policy).or_default().push(snapshot);
            continue;
        }
        ctx.write((org, snapshot, before), |tx, (org, snapshot, before)| {
            Box::pin(async move {
                let of = (snapshot.policy, snapshot.part);
                store::rollout::put_history(tx, *org, of, before, snapshot.taken_at).await?;
                Ok(store::rollout::put(tx, *org, std::slice::from_ref(snapshot)).await?)
            })
        })
        .await?;
    }
    for snapshots in of_policies.into_values() {
        ctx.write((org, snapshots), |tx, (org, snapshots)| {
            Box::pin(async move { Ok(store::rollout::put(tx, *org, snapshots).await?) })
        })
        .await?;
    }
    forget(ctx, org, measured.today).await?;
    Ok(measured)
}

fn snapshot((policy, part): (PolicyId, Part), count: &Count, (taken_at, day): (Timestamp, Date)) -> Snapshot {
    Snapshot { policy, part, day, figures: count.figures, first_left: count.first_left.clone(), taken_at }
}

async fn forget(ctx: &Ctx, org: OrganisationId, today: Date) -> Result<u64, Error> {
    ctx.write((org, today.saturating_sub(KEPT.days())), |tx, (org, before)| {
        Box::pin(async move { Ok(store::rollout::forget(tx, *org, *before).await?) })
    })
    .await
}
