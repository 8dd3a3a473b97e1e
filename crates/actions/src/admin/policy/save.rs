//! Saving a policy and taking it away: one transaction with its version, its audit row, the duties of whoever comes under
//! it, and the trust that it ends. Undoing is saving what a version says.

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, PolicyId, UserId};
use domain::permission::{Freshness, Right};
use domain::policy::{Demand, Policy, Requirement, changes};
use domain::selection::Selected;
use domain::time::{Timestamp, start_of_day};
use store::Tx;
use store::policy_version::PolicyVersion;

use super::fault::{PolicyFault, faults};
use super::guard::{Guard, guards};
use super::{Author, Kept, PolicyEdit, deadline, find};
use crate::admin::desk::{Acted, may};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;

/// What became of a policy that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedPolicy {
    /// What is wrong with it, all at once.
    Faults(Vec<PolicyFault>),
    /// Another policy has the name.
    Taken,
    /// The selection is not there any more.
    Gone,
    /// Somebody changed it since it was read; here is what it says now. None: somebody took it away.
    Changed(Option<Box<Kept>>),
    /// What has to be so before it may demand something of people.
    Guarded(Vec<Guard>),
    /// It is saved under this identity, and counts at the next request of everyone under it.
    Saved(PolicyId),
}

/// Saves a policy. `seen` is the mark of a dry run, from [`super::seen_mark`].
pub async fn save(ctx: &Ctx, author: Author<'_>, edit: &PolicyEdit, seen: &str) -> Result<Acted<SavedPolicy>, Error> {
    let now = ctx.now();
    let organisation = author.organisation();
    let org = organisation.id;
    let there = match edit.id {
        None => None,
        Some(id) => find(ctx, organisation, id).await?,
    };
    if let Some(not) = may_change(ctx, author, "save-policy").await? {
        return Ok(not);
    }
    if let Some(id) = edit.id.filter(|_| there.is_none())
        && store::policy_version::of_policy(ctx.db(), org, id, (i64::MAX, 1)).await?.is_empty()
    {
        return nothing_there(ctx, author, "save-policy").await;
    }
    let before = there.as_ref().map(|kept| &kept.policy);
    // A deadline that passed while the policy only watched was nobody's: switched on, it needs one that is ahead.
    let stood = before.map(|it| &it.demand).filter(|it| edit.demand.watches() || !it.watches());
    let faults = faults((&edit.name, &edit.demand), stood, (now, &organisation.zone));
    if !faults.is_empty() {
        return Ok(Acted::Done(SavedPolicy::Faults(faults)));
    }
    if there.as_ref().map_or(0, |kept| kept.version) != edit.version {
        return Ok(Acted::Done(SavedPolicy::Changed(there.map(Box::new))));
    }
    if let Selected::Selection(id) = edit.selected
        && store::selection::find(ctx.db(), org, id).await?.is_none()
    {
        return Ok(Acted::Done(SavedPolicy::Gone));
    }
    let stands = before.map(|policy| (&policy.demand, policy.selection));
    let missing = guards(ctx, (author, now), edit, stands, seen).await?;
    if !missing.is_empty() {
        return Ok(Acted::Done(SavedPolicy::Guarded(missing)));
    }
    let id = edit.id.unwrap_or_else(|| PolicyId::from_bytes(ctx.new_id(now)));
    let policy = Policy { id, name: edit.name.trim().to_owned(), selection: edit.selected, demand: edit.demand };
    let told = Told {
        read: edit.version,
        by: author.user(),
        overriding: author.even_so().map(str::to_owned),
        before: before.map(|policy| policy.demand),
    };
    let input = (author.scribe(ctx, now), policy, told);
    let saved = ctx
        .write_and_refresh(org, input, |tx, (scribe, policy, told)| {
            Box::pin(async move { record(tx, scribe, policy, told).await })
        })
        .await?;
    Ok(Acted::Done(match saved {
        Recorded::Saved => SavedPolicy::Saved(id),
        Recorded::Taken => SavedPolicy::Taken,
        Recorded::Changed => SavedPolicy::Changed(find(ctx, organisation, id).await?.map(Box::new)),
    }))
}

/// What goes with a policy into the transaction.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The version that was read; 0 where there was none.
    pub(crate) read: i64,
    pub(crate) by: Option<UserId>,
    /// Why the guards were passed over.
    pub(crate) overriding: Option<String>,
    /// What it demanded before.
    pub(crate) before: Option<Demand>,
}

/// What a transaction found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recorded {
    Saved,
    /// Another policy has the name.
    Taken,
    /// It is not as it was read.
    Changed,
}

/// Writes a policy and everything that goes with it.
pub(crate) async fn record(tx: &mut Tx, scribe: &Scribe, policy: &Policy, told: &Told) -> Result<Recorded, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    // The selection cannot go, and nobody else can bring the policy back, before this is done.
    store::organisation::lock(tx, org).await?;
    let selection_name = match policy.selection {
        Selected::Everyone => None,
        Selected::Selection(id) => match store::selection::find_in(tx, org, id).await? {
            Some(selection) => Some(selection.name),
            None => return Ok(Recorded::Changed),
        },
    };
    let is_as_read = match told.read {
        0 => !store::policy_version::is_there(tx, org, policy.id).await?,
        read => store::policy_version::bump(tx, org, policy.id, read).await?,
    };
    if !is_as_read {
        return Ok(Recorded::Changed);
    }
    if store::policy_version::has_name(tx, org, policy).await? {
        return Ok(Recorded::Taken);
    }
    store::policy::save(tx, org, policy, now).await?;
    let version = match told.read {
        0 => store::policy_version::begin(tx, org, policy.id).await?,
        read => read + 1,
    };
    let kept = PolicyVersion {
        policy: policy.id,
        version,
        name: policy.name.clone(),
        selection: policy.selection.selection(),
        selection_name,
        demand: policy.demand,
        removed: false,
        at: now,
        by: told.by,
        overriding: told.overriding.clone(),
    };
    store::policy_version::keep(tx, org, &kept).await?;
    store::policy::fix_duties_under(tx, org, &[policy.id], now).await?;
    if policy.demand.requirement != Requirement::Off && !policy.demand.watches() {
        // Trust that is older than the policy now allows is dead, and does not come back with a longer period.
        let limit = policy.demand.ask.period().map_or(now, |period| now.minus(period));
        store::trusted_device::forget_old(tx, org, policy.selection, (limit, now)).await?;
    }
    if let Some(moved) = moved(scribe, told.before.as_ref(), &policy.demand) {
        deadline::note(tx, org, (policy.id, version), moved).await?;
    }
    let name = policy.name.clone();
    let event = match told.before {
        None => AuditEvent::PolicySaved { policy: name },
        Some(before) => AuditEvent::PolicyChanged { policy: name, fields: fields(&before, &policy.demand) },
    };
    scribe.note(tx, None, event)?;
    if let Some(reason) = &told.overriding {
        let passed = AuditEvent::GuardsPassedOver { policy: policy.name.clone(), reason: reason.clone() };
        scribe.note(tx, None, passed)?;
    }
    Ok(Recorded::Saved)
}

/// The deadline that was, where there is another now.
fn moved(scribe: &Scribe, before: Option<&Demand>, after: &Demand) -> Option<Timestamp> {
    let at = |demand: &Demand| {
        let date = demand.deadline.filter(|_| demand.requirement == Requirement::Mandatory && !demand.watches())?;
        Some(start_of_day(date, &scribe.organisation.zone))
    };
    let was = before.and_then(at)?;
    (at(after) != Some(was)).then_some(was)
}

/// Words of the fields that changed, for the audit log.
fn fields(before: &Demand, after: &Demand) -> Vec<String> {
    changes(before, after).into_iter().map(|change| change.word().to_owned()).collect()
}

async fn may_change<T>(ctx: &Ctx, author: Author<'_>, act: &str) -> Result<Option<Acted<T>>, Error> {
    let Author::Admin(admin, visit) = author else { return Ok(None) };
    may(ctx, visit, admin, (Right::PoliciesEdit, act, Freshness::Proof)).await
}

async fn nothing_there<T>(ctx: &Ctx, author: Author<'_>, act: &str) -> Result<Acted<T>, Error> {
    match author {
        Author::Admin(admin, visit) => not_found(ctx, visit, admin, act).await,
        Author::CommandLine { .. } => Ok(Acted::NotFound),
    }
}

/// Takes a policy away; false where it has changed since it was read. Its history stays, and so do the moments at which
/// people came under it.
pub async fn remove(ctx: &Ctx, author: Author<'_>, (id, version): (PolicyId, i64)) -> Result<Acted<bool>, Error> {
    let now = ctx.now();
    let organisation = author.organisation();
    let Some(kept) = find(ctx, organisation, id).await? else {
        return nothing_there(ctx, author, "remove-policy").await;
    };
    if let Some(not) = may_change(ctx, author, "remove-policy").await? {
        return Ok(not);
    }
    let last = PolicyVersion {
        policy: id,
        version: version + 1,
        name: kept.policy.name.clone(),
        selection: kept.policy.selection.selection(),
        selection_name: kept.selection,
        demand: kept.policy.demand,
        removed: true,
        at: now,
        by: author.user(),
        overriding: None,
    };
    let removed = ctx
        .write_and_refresh(organisation.id, (author.scribe(ctx, now), last), |tx, (scribe, last)| {
            Box::pin(async move { take_away(tx, scribe.organisation.id, (scribe, last)).await })
        })
        .await?;
    Ok(Acted::Done(removed))
}

async fn take_away(tx: &mut Tx, org: OrganisationId, (scribe, last): (&Scribe, &PolicyVersion)) -> Result<bool, Error> {
    if !store::policy_version::remove(tx, org, last.policy, last.version - 1).await? {
        return Ok(false);
    }
    store::policy_version::keep(tx, org, last).await?;
    store::rules::changed(tx, org).await?;
    scribe.note(tx, None, AuditEvent::PolicyRemoved { policy: last.name.clone() })?;
    Ok(true)
}
