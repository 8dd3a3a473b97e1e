//! A message of a campaign to oneself, to see it in one's own mail program.

use domain::audit::AuditEvent;
use domain::campaign::TextKind;
use domain::id::CampaignId;
use domain::permission::Freshness;

use super::edit::may_run;
use super::text::versions;
use super::{Shown, find};
use crate::admin::desk::{Acted, Admin};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{CampaignMessage, Content};
use crate::visit::Visit;

/// What became of the wish to see a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The policy demands nothing from a day on: there is nothing to name.
    NoDeadline,
    /// It is on its way to all addresses of whoever asked, if there are any.
    Written,
}

/// Sends a message of a campaign, as it is saved, to whoever asks.
pub async fn try_on_oneself(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, kind): (CampaignId, TextKind),
) -> Result<Acted<Tried>, Error> {
    let Some(shown) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "try-campaign").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("try-campaign", Freshness::Session)).await? {
        return Ok(not);
    }
    let Some(content) = content(ctx, visit, &shown, kind).await? else {
        return Ok(Acted::Done(Tried::NoDeadline));
    };
    let input = (admin.scribe(ctx, visit, ctx.now()), admin.party.user, content);
    ctx.write(input, |tx, (scribe, user, content)| {
        Box::pin(async move {
            scribe.tell(tx, *user, content.clone()).await?;
            scribe.note(tx, Some(*user), AuditEvent::MailTested)
        })
    })
    .await?;
    Ok(Acted::Done(Tried::Written))
}

async fn content(ctx: &Ctx, visit: &Visit, shown: &Shown, kind: TextKind) -> Result<Option<Content>, Error> {
    let Some(deadline) = shown.deadline_at(&visit.organisation) else { return Ok(None) };
    let campaign = shown.campaign.id;
    let versions = versions(ctx, &visit.organisation, campaign).await?;
    let version = versions.iter().find(|(of, _)| *of == kind).map_or(0, |(_, version)| *version);
    let tone = shown.campaign.plan.tone;
    Ok(Some(Content::Campaign(CampaignMessage { campaign, kind, version, tone, deadline, own: None })))
}
