//! Tells people what is ahead of them: that an exemption ends, who is exempt, that a deadline moved. Each message is
//! written once, with the mark that says so; how soon makes no difference to any rule.

use std::time::Duration;

use actions::Ctx;
use actions::admin::{desk, exemption_digest, policy};
use tokio_util::sync::CancellationToken;

use super::upkeep::{every, next};

const EVERY: Duration = Duration::from_mins(1);

/// Looks every minute whether there is something to tell.
pub(super) async fn tell(ctx: Ctx, stop: CancellationToken) {
    let mut ticks = every(EVERY);
    while next(&mut ticks, &stop).await {
        if let Err(error) = desk::tell_of_ends(&ctx).await {
            tracing::warn!(%error, "those whose exemption ends are told in the next round");
        }
        match exemption_digest::tell_of_exemptions(&ctx).await {
            Ok(0) => {}
            Ok(organisations) => tracing::info!(organisations, "told who is exempt"),
            Err(error) => tracing::warn!(%error, "who is exempt is told in the next round"),
        }
        match policy::tell_of_moves(&ctx).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "told that a deadline moved"),
            Err(error) => tracing::warn!(%error, "those who were told another deadline are told in the next round"),
        }
    }
}
