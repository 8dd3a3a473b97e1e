//! Tells connected systems what happened, and again what they did not take; of the audit log what each is told.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use actions::{Ctx, Error};
use domain::id::{OrganisationId, SystemId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::upkeep::every;
use crate::hooks::{self, Caller, Pace};

const EVERY: Duration = Duration::from_secs(1);

/// While so many are under way no more are begun: systems that do not answer hold up a round or two, and no more.
const UNDER_WAY: usize = 64;

/// Looks every second whether there is something to tell; of an organisation for which there was, as soon as something was
/// told. What is under way when the program stops is told again later.
pub(super) async fn run(ctx: Ctx, public_address: Url, stop: CancellationToken) {
    let mut job = Job {
        caller: Caller::default(),
        pace: Pace::default(),
        busy: HashSet::new(),
        full: HashMap::new(),
        under_way: JoinSet::new(),
    };
    let mut ticks = every(EVERY);
    let mut failing = false;
    loop {
        let when = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            _ = ticks.tick() => When::EverySecond(&public_address),
            Some(done) = job.under_way.join_next(), if !job.busy.is_empty() => {
                hooks::tell_panic(done);
                When::SomethingWasTold
            }
        };
        while let Some(done) = job.under_way.try_join_next() {
            hooks::tell_panic(done);
        }
        if job.under_way.len() >= UNDER_WAY {
            continue;
        }
        match job.round(&ctx, when).await {
            Ok(()) => failing = false,
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "connected systems are told nothing at the moment");
                }
                job.busy.clear();
                failing = true;
            }
        }
    }
}

/// Why a round is made.
#[derive(Clone, Copy)]
enum When<'w> {
    /// It is time to look at everything; sign-outs name this address.
    EverySecond(&'w Url),
    /// There is room for the next to those that take what they are sent.
    SomethingWasTold,
}

struct Job {
    caller: Caller,
    pace: Pace,
    /// The organisations for which there was something in the last round.
    busy: HashSet<OrganisationId>,
    /// The systems that take less of the log than there is.
    full: HashMap<SystemId, String>,
    under_way: JoinSet<()>,
}

impl Job {
    async fn round(&mut self, ctx: &Ctx, when: When<'_>) -> Result<(), Error> {
        let how = (&self.caller, &self.pace);
        match when {
            When::SomethingWasTold => {
                let begun = hooks::start(ctx, how, Some(&self.busy), &mut self.under_way).await?;
                self.busy = begun.organisations;
            }
            When::EverySecond(public_address) => {
                let begun = hooks::start(ctx, how, None, &mut self.under_way).await?;
                // One whose systems are all on their way has its turn when they are done.
                self.busy.extend(begun.organisations);
                self.tell_full(begun.full.into_iter().collect());
                hooks::sign_outs::start(ctx, &self.caller, public_address, &mut self.under_way).await?;
            }
        }
        Ok(())
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
