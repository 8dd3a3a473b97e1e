//! Signing out: here, or everywhere.

use domain::audit::{Actor, AuditEvent};

use crate::check_session;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Visit;

/// Ends the session of this cookie. Signing out of nothing is fine.
pub async fn here(ctx: &Ctx, visit: &Visit, token: &str) -> Result<(), Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    let Some(hash) = visit.hash(token) else { return Ok(()) };
    let Some(session) = store::session::find(ctx.db(), org, hash).await? else { return Ok(()) };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(session.user));
    ctx.write_and_refresh(org, (scribe, hash, session.user), |tx, (scribe, hash, user)| {
        Box::pin(async move {
            if store::session::end(tx, scribe.organisation.id, *hash).await? {
                scribe.note(tx, Some(*user), AuditEvent::SignedOut)?;
            }
            Ok(())
        })
    })
    .await?;
    ctx.sessions().forget(&hash);
    Ok(())
}

/// Drops a half sign-in: "not you?".
pub async fn of_half(ctx: &Ctx, visit: &Visit, token: &str) -> Result<(), Error> {
    let org = visit.organisation.id;
    let Some(hash) = verifier::token::hash(token) else { return Ok(()) };
    let Some(half) = store::half_sign_in::find(ctx.db(), org, hash).await? else { return Ok(()) };
    ctx.write((org, hash, half.user), |tx, (org, hash, user)| {
        Box::pin(async move {
            store::half_sign_in::spend(tx, *org, *hash, *user).await?;
            Ok(())
        })
    })
    .await
}

/// Ends all sessions of a person and forgets all remembered browsers. With `keep_this` the session of this cookie stays.
/// Answers how many sessions ended; `None` where there is no session.
pub async fn everywhere(ctx: &Ctx, visit: &Visit, token: &str, keep: Keep) -> Result<Option<u64>, Error> {
    let now = ctx.now();
    let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else { return Ok(None) };
    let org = visit.organisation.id;
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let count = ctx
        .write_and_refresh(org, (scribe, user, person.hash, keep), |tx, (scribe, user, hash, keep)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let count = match keep {
                    Keep::ThisSession => store::session::end_others(tx, org, *user, *hash).await?,
                    Keep::Nothing => store::session::end_of_user(tx, org, *user).await?,
                };
                store::half_sign_in::delete_of_user(tx, org, *user).await?;
                let devices = store::trusted_device::forget_of_user(tx, org, *user).await?;
                scribe.note(tx, Some(*user), AuditEvent::SessionsEnded { count })?;
                if devices > 0 {
                    scribe.note(tx, Some(*user), AuditEvent::DevicesForgotten { count: devices })?;
                }
                Ok(count)
            })
        })
        .await?;
    Ok(Some(count))
}

/// What stays when a person signs out everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The session that asks.
    ThisSession,
    /// Nothing.
    Nothing,
}
