//! An organisation closed, and opened again. While it is closed nobody signs in, and sessions end at their next request.

use domain::audit::AuditEvent;
use domain::id::OrganisationId;

use super::Acting;
use crate::admin::desk::Acted;
use crate::ctx::Ctx;
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The operators' own organisation stays open: nobody could open it again.
    Operators,
    /// It was so already.
    Already,
    /// Done.
    Done,
}

/// Closes an organisation.
pub async fn close(ctx: &Ctx, acting: Acting<'_>, org: OrganisationId) -> Result<Acted<Closed>, Error> {
    set(ctx, acting, org, AuditEvent::OrganisationClosed).await
}

/// Opens an organisation again.
pub async fn reopen(ctx: &Ctx, acting: Acting<'_>, org: OrganisationId) -> Result<Acted<Closed>, Error> {
    set(ctx, acting, org, AuditEvent::OrganisationReopened).await
}

async fn set(ctx: &Ctx, acting: Acting<'_>, org: OrganisationId, event: AuditEvent) -> Result<Acted<Closed>, Error> {
    let now = ctx.now();
    if let Some(not) = acting.permit(ctx, event.word(), now).await? {
        return Ok(not);
    }
    let Some(organisation) = ctx.organisations().iter().find(|one| one.id == org).cloned() else {
        return Ok(Acted::NotFound);
    };
    let closes = event == AuditEvent::OrganisationClosed;
    if closes && ctx.is_operators(&organisation) {
        return Ok(Acted::Done(Closed::Operators));
    }
    if organisation.closed == closes {
        return Ok(Acted::Done(Closed::Already));
    }
    let input = (acting.scribes(ctx, &organisation, now), event, closes);
    ctx.write_and_refresh(org, input, |tx, (scribes, event, closes)| {
        Box::pin(async move {
            store::organisation::set_closed(tx, scribes.target.organisation.id, *closes).await?;
            scribes.note(tx, event.clone())
        })
    })
    .await?;
    ctx.reload().await?;
    Ok(Acted::Done(Closed::Done))
}
