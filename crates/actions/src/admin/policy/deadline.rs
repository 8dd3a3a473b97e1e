//! A deadline that was moved to a later day: whoever was told the old one is told the new one. Told were those who signed
//! in or were reminded while the old date stood, and still have to enrol. Runs by itself, page by page; each page is
//! written with the mark that says how far it is, so that nobody is told twice.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::id::{OrganisationId, PolicyId, UserId};
use domain::policy::Outlook;
use domain::time::Timestamp;
use store::Tx;
use store::deadline_move::DeadlineMove;

use super::world::World;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::Organisation;

/// Letters of one transaction.
const PAGE: usize = 100;

/// Notes that the deadline `before` of a policy was moved to a later day.
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

/// Tells of every move that is not told yet; answers how many people were told. For whatever runs by itself.
pub async fn tell_of_moves(ctx: &Ctx) -> Result<u64, Error> {
    let mut told = 0;
    for organisation in ctx.organisations().iter() {
        for mut moved in store::deadline_move::all(ctx.db(), organisation.id).await? {
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

/// Tells a page; answers how many people, and after whom the next page begins.
async fn tell_page(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    moved: DeadlineMove,
) -> Result<(u64, Option<UserId>), Error> {
    let org = organisation.id;
    let now = ctx.now();
    let mut people: Vec<(UserId, Option<Timestamp>, Option<Timestamp>)> = Vec::with_capacity(PAGE);
    let world = World::as_it_stands(ctx, organisation, moved.policy, now).await?;
    world
        .walk(ctx, moved.told_up_to, |seen| {
            let due = seen.policy.due.map(|due| due.at);
            // Who has another deadline that is as early as the old one was told nothing that is no longer so.
            let eased = due.is_none_or(|due| due > moved.before);
            if seen.under && eased && matches!(seen.after, Outlook::Ahead | Outlook::OutOfReach) {
                people.push((seen.row.id, due, seen.row.last_sign_in_at));
            }
            if people.len() == PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
    let last = people.last().filter(|_| people.len() == PAGE).map(|(id, ..)| *id);
    let mut told = Vec::new();
    for (user, due, signed_in) in people {
        let saw_it = signed_in.is_some_and(|at| at >= moved.told_since);
        if saw_it || store::deadline_move::was_reminded(ctx.db(), org, user, moved.told_since).await? {
            told.push((user, due));
        }
    }
    let number = u64::try_from(told.len()).unwrap_or(u64::MAX);
    let input = (Scribe::of_system(ctx, organisation, now), told, (moved, last));
    ctx.write(input, |tx, (scribe, told, (moved, last))| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            // Of two servers that do this at once, one moves the mark.
            if !store::deadline_move::advance(tx, org, moved, *last).await? {
                return Err(Error::Conflict);
            }
            for (user, due) in told {
                scribe.tell(tx, *user, Content::DeadlineMoved { before: moved.before, after: *due }).await?;
            }
            Ok(())
        })
    })
    .await
    .map(|()| (number, last))
    // Another server is at it.
    .or_else(|error| if matches!(error, Error::Conflict) { Ok((0, None)) } else { Err(error) })
}
