//! Tells connected systems what happened, and again what they did not take; of the audit log what each is told.

use std::collections::HashMap;
use std::time::Duration;

use actions::hooks::hand_on;
use actions::{Ctx, Error};
use domain::id::SystemId;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::upkeep::every;
use crate::hooks::{self, Caller, Pace};

const EVERY: Duration = Duration::from_secs(1);

/// While so many are under way no more are begun: systems that do not answer hold up a round or two, and no more.
const UNDER_WAY: usize = 64;

/// Looks every second whether there is something to tell; while there is, as soon as something was told. What is under way
/// when the program stops is told again later.
pub(super) async fn run(ctx: Ctx, public_address: Url, stop: CancellationToken) {
    let caller = Caller::default();
    let mut job = Job { caller, pace: Pace::default(), full: HashMap::new(), under_way: JoinSet::new() };
    let mut ticks = every(EVERY);
    let (mut busy, mut failing) = (false, false);
    loop {
        let second = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            _ = ticks.tick() => true,
            Some(done) = job.under_way.join_next(), if busy => {
                hooks::tell_panic(done);
                false
            }
        };
        while let Some(done) = job.under_way.try_join_next() {
            hooks::tell_panic(done);
        }
        if job.under_way.len() >= UNDER_WAY {
            continue;
        }
        match job.round(&ctx, second.then_some(&public_address)).await {
            Ok(number) => (busy, failing) = (number > 0, false),
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "connected systems are told nothing at the moment");
                }
                (busy, failing) = (false, true);
            }
        }
    }
}

struct Job {
    caller: Caller,
    pace: Pace,
    /// The systems that take less of the log than there is.
    full: HashMap<SystemId, String>,
    under_way: JoinSet<()>,
}

impl Job {
    /// Begins what is due; answers how many events of systems those are. Sign-outs are told where there is an address.
    async fn round(&mut self, ctx: &Ctx, public_address: Option<&Url>) -> Result<usize, Error> {
        let handed_on = hand_on(ctx).await?;
        self.tell_full(handed_on.full.into_iter().collect());
        let number = hooks::start(ctx, &self.caller, &self.pace, &mut self.under_way).await?;
        if let Some(public_address) = public_address {
            hooks::sign_outs::start(ctx, &self.caller, public_address, &mut self.under_way).await?;
        }
        Ok(number)
    }

    /// Says once that events of the log wait for a system, and once that they do not any more.
    fn tell_full(&mut self, full: HashMap<SystemId, String>) {
        for (id, system) in full.iter().filter(|(id, _)| !self.full.contains_key(id)) {
            tracing::warn!(%id, system, "a connected system takes events slower than they happen: they wait in the audit log");
        }
        for (id, system) in self.full.iter().filter(|(id, _)| !full.contains_key(id)) {
            tracing::info!(%id, system, "a connected system is told of the audit log without delay again");
        }
        self.full = full;
    }
}
