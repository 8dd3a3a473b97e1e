//! A deadline that was moved: whoever was told the old one is told the new one. Told were those to whom a campaign named it,
//! and those who signed in or were reminded while the old date stood, and still have to enrol. Runs by itself, page by page; each page is
//! written with the mark that says how far it is, so that nobody is told twice.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::campaign::CampaignState;
use domain::campaign::schedule::is_open;
use domain::id::{CampaignId, OrganisationId, PolicyId, UserId};
use domain::policy::{Due, Outlook};
use domain::time::Timestamp;
use store::Tx;
use store::campaign_message::Told;
use store::deadline_move::DeadlineMove;

use super::world::World;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::Organisation;

/// Letters of one transaction.
const PAGE: usize = 100;

/// Notes that the deadline `before` of a policy was moved.
pub(super) async fn note(
    tx: &mut Tx,
    org: OrganisationId,
    (policy, version): (PolicyId, i64),
    before: Timestamp,
) -> Result<(), Error> {
    // The old date was said from the version on that first had it.
    let told_since = store::deadline_move::said_since(tx, org, policy, version).await?;
    let moved = DeadlineMove { policy, version, told_since, before, told_up_to: None };
    Ok(store::deadline_move::write(tx, org, &moved).await?)
}

/// Tells of every move that is not told yet; answers how many people were told. Where a campaign told the old date, the new
/// one leaves in the hours of its messages too. For whatever runs by itself.
pub async fn tell_of_moves(ctx: &Ctx) -> Result<u64, Error> {
    let mut told = 0;
    for organisation in ctx.organisations().iter() {
        for mut moved in store::deadline_move::all(ctx.db(), organisation.id).await? {
            if is_quiet(ctx, organisation, moved.policy).await? {
                continue;
            }
            loop {
                let (number, last) = tell_page(ctx, organisation, moved).await?;
                told += number;
                if last.is_none() {
                    break;
                }
                moved.told_up_to = last;
            }
        }
    }
    Ok(told)
}

/// Whether every campaign that told of this policy keeps its messages back at this hour.
async fn is_quiet(ctx: &Ctx, organisation: &Organisation, policy: PolicyId) -> Result<bool, Error> {
    let all = store::campaign::list(ctx.db(), organisation.id).await?;
    let told = all.iter().filter(|one| one.policy == policy && one.state != CampaignState::Draft);
    let mut open = told.map(|one| is_open(one.plan.hours, &organisation.zone, ctx.now())).peekable();
    Ok(open.peek().is_some() && !open.any(|open| open))
}

/// Someone who has to hear of it, if they were told another day.
struct Reader {
    user: UserId,
    due: Option<Timestamp>,
    signed_in: Option<Timestamp>,
    /// Whether the move is why their deadline is another.
    moved: bool,
}

/// Someone who was told another day.
#[derive(Clone)]
struct Misled {
    user: UserId,
    before: Timestamp,
    due: Option<Timestamp>,
    /// The campaign that told it, if one did.
    campaign: Option<CampaignId>,
}

/// Tells a page; answers how many people, and after whom the next page begins.
async fn tell_page(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    moved: DeadlineMove,
) -> Result<(u64, Option<UserId>), Error> {
    let now = ctx.now();
    let mut people: Vec<Reader> = Vec::with_capacity(PAGE);
    let world = World::as_it_stands(ctx, organisation, moved.policy, now).await?;
    world
        .walk(ctx, moved.told_up_to, |seen| {
            let freed = seen.under && matches!(seen.after, Outlook::Offered | Outlook::NotAsked);
            if seen.is_left() || freed {
                people.push(Reader {
                    user: seen.row.id,
                    due: seen.policy.due.map(|due| due.at),
                    signed_in: seen.row.last_sign_in_at,
                    moved: is_moved(&moved, seen.policy.due, seen.after),
                });
            }
            if people.len() == PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
    let last = people.last().filter(|_| people.len() == PAGE).map(|reader| reader.user);
    let mut misled = Vec::new();
    for reader in people {
        misled.extend(was_told(ctx, organisation, &moved, reader).await?);
    }
    let number = u64::try_from(misled.len()).unwrap_or(u64::MAX);
    let input = (Scribe::of_system(ctx, organisation, now), misled, (moved, last));
    ctx.write(input, |tx, (scribe, misled, (moved, last))| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            // Of two servers that do this at once, one moves the mark.
            if !store::deadline_move::advance(tx, org, moved, *last).await? {
                return Err(Error::Conflict);
            }
            for one in misled {
                correct(tx, scribe, one).await?;
            }
            Ok(())
        })
    })
    .await
    .map(|()| (number, last))
    // Another server is at it.
    .or_else(|error| if matches!(error, Error::Conflict) { Ok((0, None)) } else { Err(error) })
}

/// Whether somebody has a later deadline because this one moved, and not by days of grace, which stand. An earlier one
/// counts at once, and the next sign-in names it; by mail it is told to whom a campaign named the old one.
fn is_moved(moved: &DeadlineMove, due: Option<Due>, after: Outlook) -> bool {
    let later = due.is_some_and(|due| due.at > moved.before && !due.by_grace);
    later && matches!(after, Outlook::Ahead | Outlook::OutOfReach)
}

/// What a person was told that is no longer so: by a campaign, which knows what it said; or in a reminder or at a sign-in
/// while the old date stood.
async fn was_told(
    ctx: &Ctx,
    organisation: &Organisation,
    moved: &DeadlineMove,
    reader: Reader,
) -> Result<Option<Misled>, Error> {
    let (db, org, Reader { user, due, signed_in, moved: is_moved }) = (ctx.db(), organisation.id, reader);
    if let Some((campaign, before)) = store::campaign_message::last_of_policy(db, org, moved.policy, user).await? {
        let misled = Misled { user, before, due, campaign: Some(campaign) };
        return Ok((due != Some(before)).then_some(misled));
    }
    let saw_it = signed_in.is_some_and(|at| at >= moved.told_since);
    let told = is_moved && (saw_it || store::deadline_move::was_reminded(db, org, user, moved.told_since).await?);
    Ok(told.then_some(Misled { user, before: moved.before, due, campaign: None }))
}

/// Writes the correction, and for the campaign what it has told now.
async fn correct(tx: &mut Tx, scribe: &Scribe, one: &Misled) -> Result<(), Error> {
    let content = Content::DeadlineMoved { before: one.before, after: one.due };
    let message = scribe.tell_main(tx, one.user, content).await?;
    if let (Some(campaign), Some(message)) = (one.campaign, message) {
        // Nothing is demanded any more: the day that was told is the last one that there is.
        let told = Told { user: one.user, step: None, deadline: one.due.unwrap_or(one.before), message };
        store::campaign_message::insert(tx, scribe.organisation.id, campaign, &[told], scribe.now).await?;
    }
    Ok(())
}
