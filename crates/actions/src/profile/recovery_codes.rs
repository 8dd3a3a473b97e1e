//! New recovery codes: the old ones are worth nothing from now on.

use domain::audit::{Actor, AuditEvent};

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
    let made = ctx.verifier().new_recovery_codes(RECOVERY_CODES as usize, &[]).await?;
    let shown = made.iter().map(|(code, _)| code.shown().to_string()).collect();
    let kept: Vec<(String, String)> = made.into_iter().map(|(code, hash)| (code.selector().to_owned(), hash)).collect();
    let user = person.session.user;
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

/// How many codes a person has left, and when the oldest was made.
pub async fn left(
    ctx: &Ctx,
    visit: &Visit,
    user: domain::id::UserId,
) -> Result<(i64, Option<domain::time::Timestamp>), Error> {
    Ok(store::recovery_code::count(ctx.db(), visit.organisation.id, user).await?)
}
