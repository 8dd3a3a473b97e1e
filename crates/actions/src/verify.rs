//! A bare check of a second factor, for a platform that has checked the password itself: right and spent, or wrong and
//! charged, durable either way. The same code, count and register as at sign-in: no sister path.

use std::sync::Arc;

use domain::audit::Actor;
use domain::throttle::Origin;
use domain::time::Timestamp;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::sign_in::second_factor::{Judged, judge};
use crate::visit::{Organisation, Visit};

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Right, and spent.
    Right,
    /// Wrong, used before, or of someone who has no second factor: one answer for all.
    Wrong,
    /// Not looked at before this moment.
    Wait(Timestamp),
    /// Not looked at: closed until the person or the helpdesk acts.
    Closed,
}

const PATIENCE: usize = 8;

/// Checks a code of the person with this user name or e-mail address.
pub async fn verify(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    name: &str,
    code: &str,
    source: &str,
) -> Result<Verified, Error> {
    let now = ctx.now();
    let org = organisation.id;
    let Some(account) = store::user::find_account(ctx.db(), org, name).await? else { return Ok(Verified::Wrong) };
    let visit = Visit { organisation: organisation.clone(), source: source.to_owned(), browser: String::new() };
    let scribe = Scribe::of_visit(ctx, &visit, now, Actor::User(account.id));
    for _ in 0..PATIENCE {
        let right = match judge(ctx, &scribe, account.id, code, Origin::UnknownDevice).await? {
            Judged::Right(right) => right,
            Judged::Closed(domain::throttle::Closed::Wait(until)) => return Ok(Verified::Wait(until)),
            Judged::Closed(_) => return Ok(Verified::Closed),
            Judged::Fault(..) | Judged::Wrong(_) | Judged::Replayed | Judged::NoSecret => return Ok(Verified::Wrong),
        };
        let spent = ctx
            .write((right, scribe.clone()), |tx, (right, scribe)| {
                Box::pin(async move { right.spend(tx, scribe).await })
            })
            .await;
        match spent {
            Ok(()) => return Ok(Verified::Right),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy("many tries at the same moment".into()))
}
