//! New recovery codes: the old ones are worth nothing from now on.

use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;

use crate::ctx::Ctx;
use crate::enrol_app::RECOVERY_CODES;
use crate::error::Error;
use crate::letter::Content;
use crate::profile::{Changed, fresh};
use crate::record::Scribe;
use crate::visit::Visit;

/// Makes ten new codes; they are shown once. `NotFound` where the person has no authenticator that they come with.
pub async fn make(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Changed<Vec<String>>, Error> {
    let now = ctx.now();
    let person = match fresh(ctx, visit, token, now).await? {
        Ok(person) => person,
        Err(not) => return Ok(not),
    };
    if person.standing.facts.authenticators.is_empty() {
        return Ok(Changed::NotFound);
    }
    let user = person.session.user;
    let made =
        ctx.verifier().new_recovery_codes(&owner(visit.organisation.id, user), RECOVERY_CODES as usize, &[]).await?;
    let shown = made.iter().map(|(code, _)| code.shown().to_string()).collect();
    let kept: Vec<(String, String)> = made.into_iter().map(|(code, hash)| (code.selector().to_owned(), hash)).collect();
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    ctx.write((scribe, user, kept, person.hash), |tx, (scribe, user, kept, session)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            if !store::session::exists(tx, org, *session).await? {
                return Err(Error::Conflict);
            }
            store::recovery_code::delete_of_user(tx, org, *user).await?;
            store::recovery_code::insert(tx, org, *user, kept, scribe.now).await?;
            scribe.note(tx, Some(*user), AuditEvent::RecoveryCodesMade)?;
            scribe.tell(tx, *user, Content::RecoveryCodesMade).await
        })
    })
    .await?;
    Ok(Changed::Done(shown))
}

/// Whose recovery codes are: what is stored for one is worth nothing in a row of anyone else.
pub(crate) fn owner(org: OrganisationId, user: UserId) -> [u8; 32] {
    let mut owner = [0; 32];
    let (left, right) = owner.split_at_mut(16);
    left.copy_from_slice(&org.bytes());
    right.copy_from_slice(&user.bytes());
    owner
}

/// How many codes a person has left, and when the oldest was made.
pub async fn left(ctx: &Ctx, visit: &Visit, user: UserId) -> Result<(i64, Option<Timestamp>), Error> {
    Ok(store::recovery_code::count(ctx.db(), visit.organisation.id, user).await?)
}
