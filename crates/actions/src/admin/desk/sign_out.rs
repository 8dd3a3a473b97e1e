//! Signing a person out everywhere: sessions, half sign-ins and trusted browsers go.

use domain::audit::AuditEvent;
use domain::permission::Act;

use super::{Acted, Admin, Target, acted, permit};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// Signs a person out everywhere; answers how many sessions ended.
pub async fn sign_out(ctx: &Ctx, visit: &Visit, admin: &Admin, at: Target) -> Result<Acted<u64>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::SignOut).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let scribe = admin.scribe(ctx, visit, now);
    let written = ctx
        .write_and_refresh(visit.organisation.id, (scribe, permitted.clone()), |tx, (scribe, permitted)| {
            Box::pin(async move {
                let (org, user) = (scribe.organisation.id, permitted.user.id);
                if let Err(refusal) = permitted.still(tx, org).await? {
                    return Ok(Err(refusal));
                }
                let sessions = store::session::end_of_user(tx, org, user).await?;
                store::half_sign_in::delete_of_user(tx, org, user).await?;
                let devices = store::trusted_device::forget_of_user(tx, org, user).await?;
                let view = permitted.view.name.clone();
                scribe.note(tx, Some(user), AuditEvent::SignedOutByAdmin { sessions, devices, view })?;
                Ok(Ok(sessions))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}
