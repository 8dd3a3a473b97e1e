//! The emergency code of the organisation where a pass is asked: for a `SuperUser` alone, once. `admin::break_glass` makes it.

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::user::Role;
use store::Tx;
use verifier::Verdict;
use verifier::code::BreakGlassCode;

use crate::admin::break_glass::{owner, tell_all};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::sign_in::half::Half;

/// Whether there is a code that this person may use.
pub async fn waits_for(ctx: &Ctx, half: &Half) -> Result<bool, Error> {
    Ok(may_use(half) && store::break_glass::find(ctx.db(), half.org).await?.is_some())
}

fn may_use(half: &Half) -> bool {
    half.standing.facts.role == Role::SuperUser
}

/// The stored hash that this code matches, if there is one and the person may use it.
pub(super) async fn matching(ctx: &Ctx, half: &Half, code: &BreakGlassCode) -> Result<Option<String>, Error> {
    let stored = store::break_glass::find(ctx.db(), half.org).await?.filter(|_| may_use(half)).map(|kept| kept.hash);
    let verdict = ctx.verifier().verify_break_glass_code(code, &owner(half.org), stored.as_deref()).await?;
    Ok(stored.filter(|_| matches!(verdict, Verdict::Match { .. })))
}

/// Uses it up, keeps by whom, and tells every `SuperUser`; false where somebody was first.
pub(super) async fn spend(
    tx: &mut Tx,
    scribe: &Scribe,
    hash: &str,
    (user, name): (UserId, &str),
) -> Result<bool, Error> {
    let org = scribe.organisation.id;
    if !store::break_glass::spend(tx, org, hash).await? {
        return Ok(false);
    }
    scribe.note(tx, Some(user), AuditEvent::BreakGlassUsed)?;
    tell_all(tx, scribe, &Content::BreakGlassUsed { by: name.to_owned() }).await?;
    Ok(true)
}
