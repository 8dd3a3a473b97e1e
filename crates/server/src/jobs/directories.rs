//! Syncs directories when it is time, and when somebody asks for it. Any server of the database takes one that waits, or whose
//! server died.

use std::time::Duration;

use actions::Ctx;
use actions::directory::worker;
use tokio_util::sync::CancellationToken;

use super::upkeep::{every, next};

const EVERY: Duration = Duration::from_secs(1);

/// Looks every second whether there is one. What is under way when the program stops is begun again elsewhere, or later.
pub(super) async fn run(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(EVERY);
    while next(&mut ticks, &stop).await {
        let worked = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            worked = worker::work(&ctx) => worked,
        };
        if let Err(error) = worked {
            tracing::warn!(%error, "a directory waits for the next round");
        }
    }
}
