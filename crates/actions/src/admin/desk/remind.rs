//! Reminding one person by mail to set up the second step.

use domain::audit::AuditEvent;
use domain::permission::Act;
use domain::policy::Requirement;

use super::{Acted, Admin, Target, acted, permit};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::person::Standing;
use crate::visit::Visit;

/// Reminds a person. False where there is nothing to remind of: no address, a second step already, or none asked.
pub async fn remind(ctx: &Ctx, visit: &Visit, admin: &Admin, at: Target) -> Result<Acted<bool>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Remind).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let standing = Standing::load(ctx, &visit.organisation, at.user, now).await?.ok_or(Error::NotFound)?;
    let asked = standing.policy.requirement.value != Requirement::Off;
    let has_address = !store::user::addresses(ctx.db(), visit.organisation.id, at.user).await?.is_empty();
    if !asked || !has_address || !standing.facts.person.enrolled.is_empty() {
        return Ok(Acted::Done(false));
    }
    let deadline = standing.policy.due.map(|due| due.at);
    let scribe = admin.scribe(ctx, visit, now);
    let written = ctx
        .write((scribe, permitted.clone(), deadline), |tx, (scribe, permitted, deadline)| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                let (user, view) = (permitted.user.id, permitted.view.name.clone());
                scribe.note(tx, Some(user), AuditEvent::Reminded { view })?;
                scribe.tell(tx, user, Content::Reminder { deadline: *deadline }).await?;
                Ok(Ok(true))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}
