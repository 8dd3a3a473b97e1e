//! What a system was told, told once more: one event, or all since a moment. The id of an event stays, so whoever took it
//! knows it again. Neighbour: `store::hook`, which keeps them for 30 days.

use domain::audit::AuditEvent;
use domain::id::{DeliveryId, SystemId};
use domain::permission::Freshness;
use domain::time::Timestamp;
use store::hook::{Repeat, first_of};

use super::find;
use crate::admin::campaign::may_run;
use crate::admin::desk::{Acted, Admin};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// So many events are made to wait in one transaction: whoever signs in meanwhile waits no longer than for these.
const AT_ONCE: i64 = 500;

/// Tells a system an event once more, from the first try on.
pub async fn send_again(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (SystemId, DeliveryId),
) -> Result<Acted<()>, Error> {
    let Some(there) = find(ctx, &visit.organisation, this.0).await? else {
        return not_found(ctx, visit, admin, "send-again").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("send-again", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), this, there.name);
    let sent = ctx
        .write(input, |tx, (scribe, this, name)| {
            Box::pin(async move {
                let again = store::hook::again(tx, scribe.organisation.id, *this, scribe.now).await?;
                let Some(event) = again else { return Ok(false) };
                scribe.note(tx, None, AuditEvent::SystemTold { system: name.clone(), event })?;
                Ok(true)
            })
        })
        .await?;
    if sent { Ok(Acted::Done(())) } else { not_found(ctx, visit, admin, "send-again").await }
}

/// Tells a system once more what it was told from a moment on; answers how many events that are, none where it is told of
/// nothing. What waits is left as it is.
pub async fn send_again_since(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, which, since): (SystemId, Repeat, Timestamp),
) -> Result<Acted<Option<usize>>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "send-again").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("send-again", Freshness::Session)).await? {
        return Ok(not);
    }
    if !there.is_told() {
        return Ok(Acted::Done(None));
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let what = match which {
        Repeat::Failed => "failed",
        Repeat::All => "all",
    };
    let event = AuditEvent::SystemToldAgain { system: there.name, what: what.to_owned(), since: since.micros() };
    // What is written from here on is not meant: so this comes to an end, however fast the events are sent.
    let end = DeliveryId::from_bytes(scribe.new_id());
    let (org, mut after, mut number, mut event) = (visit.organisation.id, first_of(since), 0, Some(event));
    loop {
        let ids = store::hook::to_repeat(ctx.db(), org, (id, which), (after, end), AT_ONCE).await?;
        let last = ids.last().copied();
        // That it was asked for is kept once, with the first of them, and also where there are none.
        let asked = event.take();
        if last.is_some() || asked.is_some() {
            number += ctx
                .write((scribe.clone(), id, ids, asked), |tx, (scribe, id, ids, asked)| {
                    Box::pin(async move {
                        let some = (*id, ids.as_slice());
                        let repeated = store::hook::repeat(tx, scribe.organisation.id, some, scribe.now).await?;
                        if let Some(event) = asked {
                            scribe.note(tx, None, event.clone())?;
                        }
                        Ok(repeated)
                    })
                })
                .await?;
        }
        let Some(last) = last else { return Ok(Acted::Done(Some(number))) };
        after = last;
    }
}
