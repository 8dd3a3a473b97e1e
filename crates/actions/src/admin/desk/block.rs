//! Blocking a person, which ends all that they have open, and letting them sign in again.

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::permission::Act;
use store::Tx;

use super::{Acted, Admin, Target, acted, permit};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Visit;

/// Blocks a person. The last `SuperUser` who can sign in stays.
pub async fn block(ctx: &Ctx, visit: &Visit, admin: &Admin, at: Target) -> Result<Acted<()>, Error> {
    set(ctx, visit, admin, (at, Act::Block)).await
}

/// Lets a person sign in again.
pub async fn unblock(ctx: &Ctx, visit: &Visit, admin: &Admin, at: Target) -> Result<Acted<()>, Error> {
    set(ctx, visit, admin, (at, Act::Unblock)).await
}

async fn set(ctx: &Ctx, visit: &Visit, admin: &Admin, (at, act): (Target, Act)) -> Result<Acted<()>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, act).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let scribe = admin.scribe(ctx, visit, now);
    let blocked = act == Act::Block;
    let input = (scribe, permitted.clone(), blocked);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, blocked)| {
            Box::pin(async move {
                let (org, user) = (scribe.organisation.id, permitted.user.id);
                if let Err(refusal) = permitted.still(tx, org).await? {
                    return Ok(Err(refusal));
                }
                write(tx, scribe, user, (*blocked, Some(permitted.view.name.clone()))).await?;
                store::sourced::decided_here(tx, org, user).await?;
                Ok(Ok(()))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}

/// Writes it, once it was looked at: everything that the person had open ends with a block.
pub(crate) async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    (blocked, view): (bool, Option<String>),
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let changed = store::user::set_blocked(tx, org, user, blocked).await?;
    let event = if blocked {
        store::session::end_of_user(tx, org, user).await?;
        store::half_sign_in::delete_of_user(tx, org, user).await?;
        AuditEvent::PersonBlocked { view }
    } else {
        AuditEvent::PersonUnblocked { view }
    };
    if changed { scribe.note(tx, Some(user), event) } else { Ok(()) }
}
