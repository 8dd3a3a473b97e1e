//! Takes away what expired, and sees what other processes changed. No rule depends on either being done in time.

use std::time::Duration;

use actions::{Ctx, upkeep};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

const PURGE_EVERY: Duration = Duration::from_mins(10);
const KEYS_EVERY: Duration = Duration::from_hours(1);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Takes away what expired, every ten minutes.
pub(super) async fn purge(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(PURGE_EVERY);
    while next(&mut ticks, &stop).await {
        match upkeep::purge(&ctx).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "expired rows taken away"),
            Err(error) => tracing::warn!(%error, "expired rows stay until the next round"),
        }
    }
}

/// Has another key sign what relying parties are told, where one has signed for long enough; looks every hour.
pub(super) async fn keys(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(KEYS_EVERY);
    while next(&mut ticks, &stop).await {
        if let Err(error) = actions::oidc::keys::upkeep(&ctx).await {
            tracing::warn!(%error, "signing keys stay as they are until the next round");
        }
    }
}

/// Sees what other processes changed, twice a second: another server of the same database, or the command line.
pub(super) async fn see_changes(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(LOOK_EVERY);
    let mut failing = false;
    while next(&mut ticks, &stop).await {
        match upkeep::see_changes(&ctx).await {
            Ok(()) => {
                if failing {
                    tracing::info!("changes of other processes are seen again");
                }
                failing = false;
            }
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "changes of other processes are not seen at the moment");
                }
                failing = true;
            }
        }
    }
}

pub(super) fn every(period: Duration) -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Waits for the next round; false when it is time to stop.
pub(super) async fn next(ticks: &mut tokio::time::Interval, stop: &CancellationToken) -> bool {
    tokio::select! {
        biased;
        () = stop.cancelled() => false,
        _ = ticks.tick() => true,
    }
}
