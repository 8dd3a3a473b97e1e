//! What runs by itself: taking away what expired, giving up on claims that nobody marked, and seeing the changes that
//! other processes made. No rule depends on any of it being done in time.

use domain::time::Lifetime;

use crate::ctx::Ctx;
use crate::error::Error;

/// A claimed message that nobody marked for this long: the sender died in between.
const CLAIM_LIVES: Lifetime = Lifetime::minutes(15);

/// Takes away what expired; answers how many rows went.
pub async fn purge(ctx: &Ctx) -> Result<u64, Error> {
    let now = ctx.now();
    let mut gone = 0;
    for organisation in ctx.organisations().iter() {
        gone += ctx
            .write((organisation.id, now), |tx, (org, now)| {
                Box::pin(async move {
                    let gone = store::purge::expired(tx, *org, *now).await?;
                    store::outbox::mark_unknown(tx, *org, *now, CLAIM_LIVES).await?;
                    Ok(gone)
                })
            })
            .await?;
    }
    Ok(gone)
}

/// Sees what other processes changed. Call it every half second.
pub async fn see_changes(ctx: &Ctx) -> Result<(), Error> {
    let generations = store::organisation::generations(ctx.db()).await;
    ctx.sessions().sees(generations.is_ok());
    let generations = generations?;
    let changed = generations.iter().any(|(org, value)| ctx.sessions().generation(*org) < *value);
    if changed { ctx.reload().await } else { Ok(()) }
}
