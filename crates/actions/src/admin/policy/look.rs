//! "What if" for one person and moment, and "why": the decision of that moment with its reason, and which policy each
//! part of what holds comes from. The code that decides at sign-in answers here too.

use std::sync::Arc;

use domain::id::UserId;
use domain::policy::{Evidence, Explanation};
use domain::time::Timestamp;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::Organisation;

/// What a sign-in of a person would lead to at a moment, in a browser that nobody knows.
#[derive(Clone, Debug)]
pub struct Look {
    /// The person, and the policies that hold.
    pub standing: Standing,
    /// The decision, why it falls, and what holds.
    pub explanation: Explanation,
    /// The moment that was looked at.
    pub at: Timestamp,
}

/// Looks at a person at a moment; `None` where there is no such person. Selections are those of now.
pub async fn what_if(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (user, at): (UserId, Timestamp),
) -> Result<Option<Look>, Error> {
    let Some(standing) = Standing::load(ctx, organisation, user, ctx.now()).await? else { return Ok(None) };
    let evidence = Evidence { put_off_until: standing.facts.put_off_until, ..Evidence::default() };
    let explanation = standing.explain(at, &evidence);
    Ok(Some(Look { standing, explanation, at }))
}
