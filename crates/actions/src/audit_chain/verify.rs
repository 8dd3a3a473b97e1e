//! Goes through the whole audit log of an organisation in constant memory: the next page is read while this one is
//! hashed. Rows that come in meanwhile do no harm: what is sealed never changes, and what is not yet is only looked at.

use std::collections::{HashSet, VecDeque};

use domain::id::OrganisationId;
use store::Db;
use store::audit_chain::{self, Batch};

use super::check::{Checker, Page};
use super::{Checkpoint, Finding, What};
use crate::ctx::Ctx;
use crate::error::{Error, broken};

/// Batches that are read at once, and rows that a page has at the most (one batch more, and those that do not belong).
const BATCHES: i64 = 256;
const ROWS: i64 = 8_192;
const EXCESS: i64 = 1_024;
/// Rows outside all batches that are read at once.
const STRAYS: i64 = 1_024;

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The sequence of the last row that was looked at.
    pub sequence: i64,
    /// The sequence of the last row, as far as is known.
    pub of: i64,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Rows that have a place, the last sequence.
    pub rows: i64,
    /// Rows that were written just now and have no place yet.
    pub waiting: u64,
    /// The newest checkpoint.
    pub newest: Option<Checkpoint>,
    /// What was tampered with, the first thousand.
    pub findings: Vec<Finding>,
    /// How many findings more.
    pub more: u64,
}

impl Report {
    /// Whether nothing was tampered with.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.more == 0
    }
}

/// Looks for whatever was edited, removed, inserted or swapped. `known` is a checkpoint that was kept elsewhere, whose
/// signature the caller has checked; the log must contain it. `progress` is told now and then.
pub async fn verify(
    ctx: &Ctx,
    org: OrganisationId,
    known: Option<Checkpoint>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Error> {
    let db = ctx.db();
    let mut of = audit_chain::head(db, org).await?.map_or(0, |head| head.sequence);
    let mut checker = Checker::new(ctx.verifier().clone(), org, known);
    let mut reader = Reader { db, org, low: 1, after: 0, batches: VecDeque::new() };
    // Rows can be sealed while this runs: it is over when the head stands where the last batch ended.
    loop {
        checker = pages(&mut reader, checker, of, progress).await?;
        let head = audit_chain::head(db, org).await?;
        let (batch, sequence) = head.as_ref().map_or((0, 0), |head| (head.batch, head.sequence));
        if batch > checker.batch && audit_chain::newest(db, org).await?.is_some_and(|newest| newest.batch >= batch) {
            of = sequence;
            continue;
        }
        let link = head.as_ref().map(|head| head.link.as_slice());
        let ends = (checker.batch, checker.sequence) == (batch, sequence) && (batch == 0 || link == checker.link());
        if !ends {
            checker.found(Finding::of_batch(What::HeadMoved, checker.batch, checker.sequence));
        }
        break;
    }
    checker.signatures();
    for row in audit_chain::stray(db, org, checker.batch, STRAYS).await? {
        checker.inserted(&row);
    }
    let waiting = without_place(db, org, &mut checker).await?;
    if let Some(known) = checker.known.take() {
        checker.found(Finding::of_batch(What::Truncated, known.batch, known.sequence));
    }
    Ok(Report {
        rows: checker.sequence,
        waiting,
        newest: checker.newest.take(),
        findings: std::mem::take(&mut checker.findings),
        more: checker.more,
    })
}

/// Checks all pages that there are now: one is hashed while the next is read.
async fn pages(
    reader: &mut Reader<'_>,
    checker: Checker,
    of: i64,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Checker, Error> {
    let mut checker = checker;
    let mut page = reader.next().await?;
    while let Some(now) = page {
        let hashing = tokio::task::spawn_blocking(move || checker.page(&now).map(|()| checker));
        let next = reader.next().await;
        checker = hashing.await.map_err(|_| broken("the check of the audit log panicked"))??;
        progress(Progress { sequence: checker.sequence, of: of.max(checker.sequence) });
        page = next?;
    }
    Ok(checker)
}

async fn without_place(db: &Db, org: OrganisationId, checker: &mut Checker) -> Result<u64, Error> {
    let repeated = audit_chain::repeated(db, org).await?;
    let repeated: HashSet<[u8; 16]> = repeated.iter().map(|id| id.bytes()).collect();
    let mut count = 0;
    let mut after = Vec::new();
    loop {
        let rows = audit_chain::without_place(db, org, &after, STRAYS).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = last.id()?.to_vec();
        for row in &rows {
            let is_copy = row.id().is_ok_and(|id| repeated.contains(id));
            checker.without_place(row, is_copy)?;
            count += 1;
        }
    }
}

/// Reads pages in the order of the chain. The numbers that pages ask for touch each other, so no row is left out.
struct Reader<'d> {
    db: &'d Db,
    org: OrganisationId,
    low: i64,
    after: i64,
    batches: VecDeque<Batch>,
}

impl Reader<'_> {
    async fn next(&mut self) -> Result<Option<Page>, Error> {
        if self.batches.is_empty() {
            self.batches = audit_chain::batches(self.db, self.org, self.after, BATCHES).await?.into();
        }
        let mut batches = Vec::new();
        let mut expected = 0_i64;
        while expected < ROWS
            && let Some(batch) = self.batches.pop_front()
        {
            expected = expected.saturating_add(batch.row_count.max(0));
            self.after = batch.batch;
            batches.push(batch);
        }
        if batches.is_empty() {
            return Ok(None);
        }
        let limit = expected.min(4 * ROWS).saturating_add(EXCESS);
        let rows = audit_chain::rows(self.db, self.org, (self.low, self.after), limit).await?;
        self.low = self.after.saturating_add(1);
        Ok(Some(Page { batches, rows }))
    }
}
