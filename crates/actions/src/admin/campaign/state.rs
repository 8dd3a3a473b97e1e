//! Starting, pausing, going on and stopping.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::campaign::{CampaignState, PlanFault, faults};
use domain::id::CampaignId;
use domain::permission::Freshness;

use super::edit::may_run;
use super::{By, Shown, find};
use crate::admin::desk::Acted;
use crate::admin::policy::World;
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Why a campaign cannot start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The policy is gone, or demands nothing from a day on.
    NoDeadline,
    /// The policy only watches: it demands nothing of whoever would be told.
    OnlyWatches,
    /// Something of the plan: mend it first.
    Plan(Vec<PlanFault>),
    /// Everyone whom the policy selects has a second factor, or nobody is selected.
    Nobody,
    /// Another campaign tells the same people already.
    Another(String),
}

/// What became of a campaign that was to go on or stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Went {
    /// It is in the state that was asked for.
    Done,
    /// It is in another state than it was read in.
    Changed,
    /// It cannot start yet.
    Hindered(Hindrance),
}

/// Takes a campaign to another state. Starting asks a fresh proof: it writes to everybody.
pub async fn go(ctx: &Ctx, by: By<'_>, id: CampaignId, to: CampaignState) -> Result<Acted<Went>, Error> {
    let organisation = by.organisation();
    let Some(shown) = find(ctx, organisation, id).await? else {
        return match by {
            By::Admin(admin, visit) => not_found(ctx, visit, admin, "run-campaign").await,
            By::CommandLine(_) => Ok(Acted::NotFound),
        };
    };
    if let By::Admin(admin, visit) = by {
        let wanted = if to == CampaignState::Running { Freshness::Proof } else { Freshness::Session };
        if let Some(not) = may_run(ctx, visit, admin, ("run-campaign", wanted)).await? {
            return Ok(not);
        }
    }
    let from = shown.campaign.state;
    if !from.may_become(to) {
        return Ok(Acted::Done(Went::Changed));
    }
    if to == CampaignState::Running
        && let Some(hindrance) = hindrance(ctx, organisation, &shown).await?
    {
        return Ok(Acted::Done(Went::Hindered(hindrance)));
    }
    let input = (by.scribe(ctx), (id, shown.campaign.name), (from, to));
    let gone = ctx
        .write(input, |tx, (scribe, (id, name), (from, to))| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                // Of two campaigns for one policy that are started at once, one starts.
                store::organisation::lock(tx, org).await?;
                let gone = store::campaign::go(tx, org, *id, (*from, *to), now).await?;
                if gone {
                    let (campaign, state) = (name.clone(), to.word().to_owned());
                    scribe.note(tx, None, AuditEvent::CampaignWent { campaign, state })?;
                }
                Ok(gone)
            })
        })
        .await?;
    ctx.look_for_mail();
    Ok(Acted::Done(if gone { Went::Done } else { Went::Changed }))
}

/// Why it cannot start, if so.
pub async fn hindrance(ctx: &Ctx, organisation: &Arc<Organisation>, shown: &Shown) -> Result<Option<Hindrance>, Error> {
    if shown.only_watches() {
        return Ok(Some(Hindrance::OnlyWatches));
    }
    let Some(deadline) = shown.deadline() else { return Ok(Some(Hindrance::NoDeadline)) };
    let now = ctx.now();
    let today = (shown.campaign.state == CampaignState::Draft).then(|| now.date_in(&organisation.zone));
    let wrong = faults(&shown.campaign.plan, deadline, today);
    if !wrong.is_empty() {
        return Ok(Some(Hindrance::Plan(wrong)));
    }
    let all = store::campaign::list(ctx.db(), organisation.id).await?;
    let another = all.into_iter().find(|one| {
        one.id != shown.campaign.id
            && one.policy == shown.campaign.policy
            && matches!(one.state, CampaignState::Running | CampaignState::Paused)
    });
    if let Some(another) = another {
        return Ok(Some(Hindrance::Another(another.name)));
    }
    if shown.campaign.started_at.is_some() {
        // Whoever is left may have enrolled while it paused; then it waits for who comes.
        return Ok(None);
    }
    let mut somebody = false;
    World::as_it_stands(ctx, organisation, shown.campaign.policy, now)
        .await?
        .walk(ctx, None, |seen| {
            somebody = seen.is_left();
            if somebody { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
    Ok((!somebody).then_some(Hindrance::Nobody))
}
