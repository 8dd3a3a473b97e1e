//! Making a campaign and changing its plan.

use domain::audit::AuditEvent;
use domain::campaign::{CampaignState, Plan, PlanFault, faults};
use domain::id::{CampaignId, PolicyId};
use domain::permission::{Freshness, Right};

use super::{By, deadline_of};
use crate::admin::desk::{Acted, Admin, may};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;

/// A campaign as a form holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<CampaignId>,
    /// The version that was read.
    pub version: i64,
    /// For which policy; a campaign keeps the one that it was made for.
    pub policy: PolicyId,
    /// Name.
    pub name: String,
    /// What it does when.
    pub plan: Plan,
}

/// What is wrong with a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignFault {
    /// It has no name, or one that is too long.
    Name,
    /// The policy is gone, or demands nothing from a day on.
    NoDeadline,
    /// The policy only watches: it demands nothing of whoever would be told.
    OnlyWatches,
    /// Something of the plan.
    Plan(PlanFault),
}

/// What became of a campaign that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drafted {
    /// What is wrong with it, all at once.
    Faults(Vec<CampaignFault>),
    /// Another campaign has the name.
    Taken,
    /// Somebody changed it since it was read, or it is over.
    Changed,
    /// It is saved.
    Saved(CampaignId),
}

/// What whoever has no right to it is told; kept in the audit log.
pub(in crate::admin) async fn may_run<T>(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (act, wanted): (&str, Freshness),
) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (Right::CampaignsRun, act, wanted)).await
}

/// Makes a campaign, as a draft.
pub async fn make(ctx: &Ctx, by: By<'_>, edit: &CampaignEdit) -> Result<Acted<Drafted>, Error> {
    if let By::Admin(admin, visit) = by
        && let Some(not) = may_run(ctx, visit, admin, ("save-campaign", Freshness::Session)).await?
    {
        return Ok(not);
    }
    let wrong = check(ctx, by.organisation(), edit, true).await?;
    if !wrong.is_empty() {
        return Ok(Acted::Done(Drafted::Faults(wrong)));
    }
    let id = CampaignId::from_bytes(ctx.new_id(ctx.now()));
    let input = (by.scribe(ctx), (id, edit.policy), (edit.name.trim().to_owned(), edit.plan.clone()));
    let written = ctx
        .write(input, |tx, (scribe, ids, (name, plan))| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                store::campaign::insert(tx, org, *ids, (name, plan), (now, scribe.user())).await.map_err(taken)?;
                scribe.note(tx, None, AuditEvent::CampaignSaved { campaign: name.clone() })
            })
        })
        .await;
    match written {
        Ok(()) => Ok(Acted::Done(Drafted::Saved(id))),
        Err(Error::Conflict) => Ok(Acted::Done(Drafted::Taken)),
        Err(error) => Err(error),
    }
}

/// Changes a campaign. What was sent stays sent; the plan counts from now on.
pub async fn save(ctx: &Ctx, visit: &Visit, admin: &Admin, edit: &CampaignEdit) -> Result<Acted<Drafted>, Error> {
    let Some(id) = edit.id else { return make(ctx, By::Admin(admin, visit), edit).await };
    let Some(there) = store::campaign::find(ctx.db(), visit.organisation.id, id).await? else {
        return not_found(ctx, visit, admin, "save-campaign").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("save-campaign", Freshness::Session)).await? {
        return Ok(not);
    }
    let edit = CampaignEdit { policy: there.policy, ..edit.clone() };
    let wrong = check(ctx, &visit.organisation, &edit, there.state == CampaignState::Draft).await?;
    if !wrong.is_empty() {
        return Ok(Acted::Done(Drafted::Faults(wrong)));
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, edit);
    let written = ctx
        .write(input, |tx, (scribe, id, edit)| {
            Box::pin(async move {
                let (org, now, name) = (scribe.organisation.id, scribe.now, edit.name.trim());
                let saved = store::campaign::save(tx, org, (*id, edit.version), (name, &edit.plan), now).await;
                let saved = saved.map_err(taken)?;
                if saved {
                    scribe.note(tx, None, AuditEvent::CampaignSaved { campaign: name.to_owned() })?;
                }
                Ok(saved)
            })
        })
        .await;
    match written {
        Ok(true) => Ok(Acted::Done(Drafted::Saved(id))),
        Ok(false) => Ok(Acted::Done(Drafted::Changed)),
        Err(Error::Conflict) => Ok(Acted::Done(Drafted::Taken)),
        Err(error) => Err(error),
    }
}

/// The only thing of a campaign that can be taken is its name.
fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Conflict,
        other => other.into(),
    }
}

/// What is wrong; the day of the announcement may lie in the past once something was sent.
async fn check(
    ctx: &Ctx,
    organisation: &Organisation,
    edit: &CampaignEdit,
    is_new: bool,
) -> Result<Vec<CampaignFault>, Error> {
    let mut wrong = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        wrong.push(CampaignFault::Name);
    }
    let policy = crate::admin::policy::find(ctx, organisation, edit.policy).await?;
    match policy.as_ref().and_then(deadline_of) {
        None if policy.is_some_and(|kept| kept.policy.demand.watches()) => wrong.push(CampaignFault::OnlyWatches),
        None => wrong.push(CampaignFault::NoDeadline),
        Some(deadline) => {
            let today = is_new.then(|| ctx.now().date_in(&organisation.zone));
            wrong.extend(faults(&edit.plan, deadline, today).into_iter().map(CampaignFault::Plan));
        }
    }
    Ok(wrong)
}

/// Takes a draft away; false where it has changed since it was read, or was started.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (CampaignId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = store::campaign::find(ctx.db(), visit.organisation.id, id).await? else {
        return not_found(ctx, visit, admin, "remove-campaign").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("remove-campaign", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), there.name);
    let removed = ctx
        .write(input, |tx, (scribe, (id, version), name)| {
            Box::pin(async move {
                let removed = store::campaign::remove(tx, scribe.organisation.id, *id, *version).await?;
                if removed {
                    scribe.note(tx, None, AuditEvent::CampaignRemoved { campaign: name.clone() })?;
                }
                Ok(removed)
            })
        })
        .await?;
    Ok(Acted::Done(removed))
}
