//! Another password for a person: made here, shown once to whoever asked for it, kept as a hash. What leaned on the old one
//! ends; the second step stays. The person is told by mail who did it, never what it is.

use domain::audit::AuditEvent;
use domain::permission::Act;
use secrecy::{ExposeSecret, SecretString};

use super::exempt::clean_reason;
use super::{Acted, Admin, Target, acted, permit};
use crate::ctx::Ctx;
use crate::directory::password::is_elsewhere;
use crate::error::Error;
use crate::letter::Content;
use crate::profile::password;
use crate::visit::Visit;

/// What became of a password that may be made.
#[derive(Debug)]
pub enum MadePassword {
    /// It needs a reason.
    NoReason,
    /// The password is in this directory, and is changed there.
    Elsewhere(String),
    /// Here it is, for this one time.
    Made(SecretString),
}

/// Makes a person another password. `reason` stands in the audit log.
pub async fn make_password(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    reason: &str,
) -> Result<Acted<MadePassword>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Password).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let elsewhere = is_elsewhere(ctx, visit.organisation.id, permitted.user.id).await?;
    if let Some(directory) = elsewhere {
        return Ok(Acted::Done(MadePassword::Elsewhere(directory)));
    }
    let Some(reason) = clean_reason(reason) else { return Ok(Acted::Done(MadePassword::NoReason)) };
    let made = SecretString::from(ctx.verifier().first_password().as_str());
    let hash = ctx.verifier().hash_password(made.expose_secret()).await?;
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), (reason, admin.name().to_owned()), hash);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, (reason, by), hash)| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                let event = AuditEvent::PasswordSet { reason: reason.clone(), view: permitted.view.name.clone() };
                let told = Content::PasswordSet { by: by.clone() };
                password::replace(tx, scribe, permitted.user.id, (hash, None), (event, told)).await?;
                Ok(Ok(()))
            })
        })
        .await;
    let written = written.map(|ruled| ruled.map(|()| MadePassword::Made(made)));
    acted(ctx, visit, (admin, now), &permitted, written).await
}
