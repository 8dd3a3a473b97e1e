//! Tells connected systems what happened, and again what they did not take.

use std::time::Duration;

use actions::{Ctx, Error};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::upkeep::{every, next};
use crate::hooks::{self, Caller};

const EVERY: Duration = Duration::from_secs(1);

/// So many events of one organisation are begun in one round.
const AT_ONCE: i64 = 4;

/// While so many are under way no more are begun: systems that do not answer hold up a round or two, and no more.
const UNDER_WAY: usize = 64;

/// Looks every second whether there is something to tell. What is under way when the program stops is told again later.
pub(super) async fn run(ctx: Ctx, public_address: Url, stop: CancellationToken) {
    let caller = Caller::default();
    let mut ticks = every(EVERY);
    let mut under_way = JoinSet::new();
    let mut failing = false;
    while next(&mut ticks, &stop).await {
        while let Some(done) = under_way.try_join_next() {
            hooks::tell_panic(done);
        }
        if under_way.len() >= UNDER_WAY {
            continue;
        }
        match round(&ctx, &caller, &public_address, &mut under_way).await {
            Ok(()) => failing = false,
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "connected systems are told nothing at the moment");
                }
                failing = true;
            }
        }
    }
}

async fn round(ctx: &Ctx, caller: &Caller, public_address: &Url, under_way: &mut JoinSet<()>) -> Result<(), Error> {
    hooks::start(ctx, caller, AT_ONCE, under_way).await?;
    hooks::sign_outs::start(ctx, caller, public_address, under_way).await?;
    Ok(())
}
