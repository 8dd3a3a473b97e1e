//! Runs the campaigns: whoever is due a message gets it written.

use std::time::Duration;

use actions::Ctx;
use actions::admin::campaign;
use tokio_util::sync::CancellationToken;

use super::upkeep::{every, next};

/// How soon a campaign that was started begins; one that rests costs a look at its row.
const EVERY: Duration = Duration::from_secs(10);

/// Looks every few seconds whether somebody is due something.
pub(super) async fn run(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(EVERY);
    while next(&mut ticks, &stop).await {
        match campaign::run(&ctx).await {
            Ok(0) => {}
            Ok(messages) => tracing::info!(messages, "campaigns wrote messages"),
            Err(error) => tracing::warn!(%error, "whoever is due a message of a campaign gets it in the next round"),
        }
    }
}
