//! Where a person is signed in, and signing out there.

use domain::audit::{Actor, AuditEvent};
use domain::id::SessionId;
use store::session::Session;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::profile::{Changed, open};
use crate::record::Scribe;
use crate::visit::Visit;

/// A session of the person, and whether it is the one that asks.
#[derive(Debug)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// The name of the platform that it stands on; none on our own pages.
    pub platform: Option<String>,
    /// Whether it is the one that asks.
    pub this_one: bool,
}

/// The sessions of the person of this session that are not over.
pub async fn list(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<Vec<Listed>>, Error> {
    let now = ctx.now();
    let Some(person) = open(ctx, visit, token, now).await? else { return Ok(None) };
    let rows = store::session::of_user(ctx.db(), visit.organisation.id, person.session.user).await?;
    let names = crate::module::Names::load(ctx, &visit.organisation).await?;
    let listed = rows
        .into_iter()
        .filter(|session| now < domain::policy::in_session::expires_at(&session.facts, &person.standing.policy))
        .map(|session| Listed {
            this_one: session.id == person.session.id,
            platform: names.of(session.platform).map(str::to_owned),
            session,
        });
    Ok(Some(listed.collect()))
}

/// Ends one session of the person.
pub async fn end(ctx: &Ctx, visit: &Visit, token: &str, id: SessionId) -> Result<Changed<()>, Error> {
    let now = ctx.now();
    let Some(person) = open(ctx, visit, token, now).await? else { return Ok(Changed::NotOpen) };
    let user = person.session.user;
    let org = visit.organisation.id;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let found = ctx
        .write_and_refresh(org, (scribe, user, id), |tx, (scribe, user, id)| {
            Box::pin(async move {
                let found = store::session::end_one(tx, scribe.organisation.id, *user, *id).await?;
                if found {
                    scribe.note(tx, Some(*user), AuditEvent::SessionsEnded { count: 1 })?;
                }
                Ok(found)
            })
        })
        .await?;
    Ok(if found { Changed::Done(()) } else { Changed::NotFound })
}
