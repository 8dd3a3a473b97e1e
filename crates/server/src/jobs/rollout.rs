//! Counts how the people under each policy stand, so that the board of many people need not, and has a history.

use std::time::Duration;

use actions::Ctx;
use actions::admin::rollout;
use tokio_util::sync::CancellationToken;

use super::upkeep::{every, next};

const EVERY: Duration = Duration::from_mins(5);

/// Looks every five minutes whether a count is old.
pub(super) async fn count(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(EVERY);
    while next(&mut ticks, &stop).await {
        match rollout::take_snapshots(&ctx).await {
            Ok(0) => {}
            Ok(organisations) => tracing::debug!(organisations, "counted how people stand under policies"),
            Err(error) => tracing::warn!(%error, "how people stand under policies is counted in the next round"),
        }
    }
}
