//! What runs by itself beside the requests: mail, reports of its delivery, webhooks, upkeep, sealing the audit log, syncing directories, counting people,
//! and seeing what other processes changed. Each is a task of one
//! tracker, so that a stop can tell all of them and wait for the mail that is under way.

mod audit;
mod campaigns;
mod directories;
mod hooks;
mod imports;
mod mail;
mod reports;
mod rollout;
mod tell;
mod upkeep;

use std::pin::Pin;
use std::time::Duration;

use actions::Ctx;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::anchor::Anchor;

pub use mail::Post;
pub use reports::Reporter;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The running jobs.
#[derive(Debug)]
pub struct Jobs {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Jobs {
    /// Starts them. Without a `post` no mail is claimed: what was written waits until there is a mail server. Without a
    /// `reporter` no reports of delivery are read. Without an `anchor` the newest checkpoints of the audit log stand in the
    /// program's log alone.
    pub fn start(
        ctx: &Ctx,
        public_address: &Url,
        (post, reporter): (Option<Post>, Option<Reporter>),
        anchor: Option<Anchor>,
    ) -> Self {
        let tracker = TaskTracker::new();
        let stop = CancellationToken::new();
        // In a box all are of one kind: the runtime is compiled once for them.
        let start = |job: Job| drop(tracker.spawn(job));
        start(Box::pin(upkeep::purge(ctx.clone(), stop.clone())));
        start(Box::pin(upkeep::keys(ctx.clone(), stop.clone())));
        start(Box::pin(tell::tell(ctx.clone(), stop.clone())));
        start(Box::pin(campaigns::run(ctx.clone(), stop.clone())));
        start(Box::pin(audit::seal(ctx.clone(), anchor.clone(), stop.clone())));
        start(Box::pin(audit::watch(ctx.clone(), anchor, stop.clone())));
        start(Box::pin(rollout::count(ctx.clone(), stop.clone())));
        start(Box::pin(imports::run(ctx.clone(), stop.clone())));
        start(Box::pin(directories::run(ctx.clone(), stop.clone())));
        start(Box::pin(hooks::run(ctx.clone(), public_address.clone(), stop.clone())));
        start(Box::pin(upkeep::see_changes(ctx.clone(), stop.clone())));
        if let Some(post) = post {
            start(Box::pin(post.run(stop.clone())));
        }
        if let Some(reporter) = reporter {
            start(Box::pin(reporter.run(ctx.clone(), stop.clone())));
        }
        tracker.close();
        Self { tracker, stop }
    }

    /// Stops them, and waits for what is under way, `grace` at the most.
    pub async fn stop(self, grace: Duration) {
        self.stop.cancel();
        if tokio::time::timeout(grace, self.tracker.wait()).await.is_err() {
            tracing::warn!(?grace, "mail that was under way may have been sent or not; it is not sent again");
        }
    }
}
