//! The emergency code of an organisation (policy.md, "Guards before it bites"): printed and kept in a safe, it lets one
//! `SuperUser` past a second factor that is lost, once. Made here, used by `sign_in::break_glass`.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, UserId};
use domain::permission::{Freshness, Refusal};
use domain::time::Timestamp;
use domain::user::Role;
use store::Tx;
use store::break_glass::BreakGlass;

use crate::admin::desk::{Acted, Admin, freshness, note_refused};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// Who made the code that waits to be used, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When it was made.
    pub made_at: Timestamp,
    /// Full name of who made it; none for the command line of the server, and for somebody who is gone.
    pub made_by: Option<String>,
}

/// The code that waits to be used, if there is one.
pub async fn look(ctx: &Ctx, organisation: &Organisation) -> Result<Option<Waiting>, Error> {
    let Some(code) = store::break_glass::find(ctx.db(), organisation.id).await? else { return Ok(None) };
    let made_by = match code.made_by {
        Some(user) => store::user::find(ctx.db(), organisation.id, user).await?.map(|user| user.display_name),
        None => None,
    };
    Ok(Some(Waiting { made_at: code.made_at, made_by }))
}

/// Makes a new code, for a `SuperUser` alone: it opens the account of any of them. An earlier one is worth nothing from now
/// on. The text is shown once.
pub async fn make(ctx: &Ctx, visit: &Visit, admin: &Admin) -> Result<Acted<String>, Error> {
    let now = ctx.now();
    if admin.party.role != Role::SuperUser {
        note_refused(ctx, visit, admin, "make-break-glass", Refusal::NoRight.word()).await?;
        return Ok(Acted::Refused(Refusal::NoRight));
    }
    if let Some(wanted) = freshness(&admin.person, Freshness::SecondFactor, now) {
        return Ok(wanted);
    }
    let (by, name) = (admin.party.user, admin.name().to_owned());
    write(ctx, admin.scribe(ctx, visit, now), Some((by, name))).await.map(Acted::Done)
}

/// The same at the command line of the server.
pub async fn make_by_command_line(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<String, Error> {
    write(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), None).await
}

async fn write(ctx: &Ctx, scribe: Scribe, by: Option<(UserId, String)>) -> Result<String, Error> {
    let (code, hash) = ctx.verifier().new_break_glass_code(&owner(scribe.organisation.id)).await?;
    let made_by = by.as_ref().map(|(user, _)| *user);
    let kept = BreakGlass { hash, made_at: scribe.now, made_by };
    let told = Content::BreakGlassMade { by: by.map(|(_, name)| name) };
    ctx.write((scribe, kept, told), |tx, (scribe, kept, told)| {
        Box::pin(async move {
            store::break_glass::save(tx, scribe.organisation.id, kept).await?;
            scribe.note(tx, None, AuditEvent::BreakGlassMade)?;
            tell_all(tx, scribe, told).await
        })
    })
    .await?;
    Ok(code.shown().to_string())
}

/// What the hash is bound to: a row copied to another organisation opens nothing there.
pub(crate) fn owner(org: OrganisationId) -> Vec<u8> {
    [b"break glass".as_slice(), &org.bytes()].concat()
}

/// Mails every `SuperUser` who is not blocked.
pub(crate) async fn tell_all(tx: &mut Tx, scribe: &Scribe, content: &Content) -> Result<(), Error> {
    for user in store::user::holders_in(tx, scribe.organisation.id, Role::SuperUser).await? {
        scribe.tell(tx, user, content.clone()).await?;
    }
    Ok(())
}
