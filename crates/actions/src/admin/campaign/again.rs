//! Telling again whoever may not have got a message: a program that ends while a mail leaves, or a mail server that does not
//! answer, leaves messages of which nobody knows whether they arrived. They are never sent again by themselves; whether twice is
//! worse than not at all is for the sender to say.

use domain::audit::AuditEvent;
use domain::id::{CampaignId, PolicyId};
use domain::permission::Freshness;

use super::edit::may_run;
use super::{By, find};
use crate::admin::desk::Acted;
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;

/// What became of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldAgain {
    /// Of so many messages nobody knew; their readers are told what is due to them now.
    Done(u64),
    /// Of every message it is known what became of it.
    Nothing,
    /// The campaign has not begun, or is over.
    Over,
}

/// Writes anew to everyone whose last message may not have arrived: not the old message, but the one that is due to them now,
/// and nothing to whoever got a later one or has enrolled. Asks a fresh proof, as starting does.
pub async fn tell_again(ctx: &Ctx, by: By<'_>, id: CampaignId) -> Result<Acted<ToldAgain>, Error> {
    let organisation = by.organisation();
    let Some(shown) = find(ctx, organisation, id).await? else {
        return match by {
            By::Admin(admin, visit) => not_found(ctx, visit, admin, "run-campaign").await,
            By::CommandLine(_) => Ok(Acted::NotFound),
        };
    };
    if let By::Admin(admin, visit) = by
        && let Some(not) = may_run(ctx, visit, admin, ("run-campaign", Freshness::Proof)).await?
    {
        return Ok(not);
    }
    let input = (by.scribe(ctx), shown.campaign.name, (id, shown.campaign.policy));
    let told = ctx.write(input, |tx, (scribe, campaign, of)| Box::pin(forget(tx, scribe, campaign, *of))).await?;
    ctx.look_for_mail();
    Ok(Acted::Done(told))
}

async fn forget(
    tx: &mut store::Tx,
    scribe: &Scribe,
    campaign: &str,
    (id, policy): (CampaignId, PolicyId),
) -> Result<ToldAgain, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    if !store::campaign::look_again(tx, org, id, now).await? {
        return Ok(ToldAgain::Over);
    }
    let corrections = store::campaign_message::correct_again(tx, org, id, policy).await?;
    if corrections > 0 {
        store::deadline_move::tell_again(tx, org, policy, now).await?;
    }
    let messages = corrections + store::campaign_message::tell_again(tx, org, id).await?;
    if messages == 0 {
        return Ok(ToldAgain::Nothing);
    }
    scribe.note(tx, None, AuditEvent::CampaignToldAgain { campaign: campaign.to_owned(), messages })?;
    Ok(ToldAgain::Done(messages))
}
