//! Gives rows of the audit log their place within a second, and keeps the newest checkpoint outside of the database, in
//! a file and in the program's log. Neighbours: `actions::audit_chain` seals, `anchor` is the file.

use std::collections::BTreeMap;
use std::time::Duration;

use actions::audit_chain::{self, Checkpoint, Sealer};
use actions::{Ctx, Error};
use domain::id::OrganisationId;
use tokio_util::sync::CancellationToken;

use super::upkeep::{every, next};
use crate::anchor::Anchor;

const EVERY: Duration = Duration::from_millis(500);
/// Rounds between two looks at all organisations: rows of the command line, or of a server that died.
const ALL_EVERY: u32 = 60;
/// Rounds between two times that the newest checkpoints are kept.
const KEEP_EVERY: u32 = 120;

/// The first look through the log after a start, and the time between two.
const FIRST_LOOK: Duration = Duration::from_mins(10);
const LOOK_EVERY: Duration = Duration::from_hours(24);

/// Seals until it is time to stop, and once more then.
pub(super) async fn seal(ctx: Ctx, anchor: Option<Anchor>, stop: CancellationToken) {
    let mut ticks = every(EVERY);
    let mut work = Work { ctx, sealer: Sealer::default(), anchor, newest: BTreeMap::new(), failing: false };
    let mut round = 0_u32;
    while next(&mut ticks, &stop).await {
        work.seal(round.is_multiple_of(ALL_EVERY)).await;
        if round % KEEP_EVERY == 1 {
            work.keep().await;
        }
        round = round.wrapping_add(1);
    }
    work.seal(false).await;
    work.keep().await;
}

/// Looks through the logs: all of them soon after the start and then once a day, and one that somebody asks about at once.
pub(super) async fn watch(ctx: Ctx, anchor: Option<Anchor>, stop: CancellationToken) {
    let mut next = Box::pin(tokio::time::sleep(FIRST_LOOK));
    loop {
        let due = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            org = audit_chain::asked(&ctx) => vec![org],
            () = &mut next => {
                next.set(tokio::time::sleep(LOOK_EVERY));
                ctx.organisations().iter().map(|organisation| organisation.id).collect()
            }
        };
        for org in due {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = look(&ctx, anchor.as_ref(), org) => {}
            }
        }
    }
}

async fn look(ctx: &Ctx, anchor: Option<&Anchor>, org: OrganisationId) {
    let known = match anchor.map(Anchor::read).transpose() {
        Ok(known) => known.and_then(|mut known| known.remove(&org)),
        Err(error) => {
            tracing::error!(%error, "the checkpoints that were kept of the audit log cannot be read");
            None
        }
    };
    match audit_chain::watch(ctx, org, known).await {
        Ok(report) if report.is_clean() => tracing::info!(rows = report.rows, "the audit log was looked through"),
        Ok(report) => {
            let findings = report.findings.len() as u64 + report.more;
            tracing::error!(%org, findings, "the audit log was tampered with: run `tweestap audit verify`");
        }
        Err(error) => tracing::warn!(%error, "the audit log could not be looked through"),
    }
}

struct Work {
    ctx: Ctx,
    sealer: Sealer,
    anchor: Option<Anchor>,
    /// What was sealed since it was last kept.
    newest: BTreeMap<OrganisationId, Checkpoint>,
    failing: bool,
}

impl Work {
    async fn seal(&mut self, all: bool) {
        let sealed = if all { audit_chain::seal(&self.ctx).await } else { self.sealer.round(&self.ctx).await };
        match sealed {
            Ok(sealed) => {
                if self.failing {
                    tracing::info!("the audit log is sealed again");
                }
                self.failing = false;
                self.newest.extend(sealed.into_iter().map(|newest| (newest.organisation, newest)));
            }
            Err(error) => {
                if !self.failing {
                    tracing::warn!(%error, "the audit log cannot be sealed at the moment; what is written waits");
                }
                self.failing = true;
            }
        }
    }

    async fn keep(&mut self) {
        if self.newest.is_empty() {
            return;
        }
        for checkpoint in self.newest.values() {
            tracing::info!(%checkpoint, "audit log");
        }
        if let Some(anchor) = &self.anchor
            && let Err(error) = keep(&self.ctx, anchor, &self.newest).await
        {
            tracing::warn!(%error, path = %anchor.path().display(), "checkpoints of the audit log cannot be kept");
            return;
        }
        self.newest.clear();
    }
}

/// Keeps the newest; of a log that does not have what is known of it, what is known stays.
async fn keep(ctx: &Ctx, anchor: &Anchor, newest: &BTreeMap<OrganisationId, Checkpoint>) -> Result<(), Error> {
    let mut known = anchor.read().map_err(io)?;
    for (org, newest) in newest {
        if let Some(known) = known.get(org)
            && !audit_chain::contains(ctx, known).await?
        {
            tracing::error!(%known, "the audit log is not the one that this checkpoint is of: run `tweestap audit verify`");
            continue;
        }
        known.insert(*org, newest.clone());
    }
    anchor.write(&known).map_err(io)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn io(error: std::io::Error) -> Error {
    Error::Broken(error.to_string())
}
