//! Gives rows of the audit log their place in the order: in batches, each tied to the one before, each ended by a signed
//! checkpoint. Writers never wait for this. Any number of servers may do it; the head of the chain lets one through.

use std::collections::HashSet;

use domain::id::{AuditId, OrganisationId};
use domain::time::Timestamp;
use store::Tx;
use store::audit_chain::{self, Batch, ChainRow, Head};
use verifier::audit::{Signature, link_hash, row_hash};

use super::{BATCH_ROWS, BEGINNING, Checkpoint, EARLIER, FOREIGN, OURS, RECORD_BYTES};
use crate::ctx::Ctx;
use crate::error::{Error, broken};

/// Seals every row that has no place yet; answers the newest checkpoint of each organisation that had some.
pub async fn seal(ctx: &Ctx) -> Result<Vec<Checkpoint>, Error> {
    let mut newest = Vec::new();
    for organisation in ctx.organisations().iter() {
        newest.extend(seal_one(ctx, organisation.id).await?);
    }
    Ok(newest)
}

/// Seals what this process wrote, without asking the database about organisations in which nothing happened.
#[derive(Debug, Default)]
pub struct Sealer {
    again: HashSet<OrganisationId>,
}

impl Sealer {
    /// One round. A row is noted before its transaction is done, so whoever wrote is looked at in the next round too.
    pub async fn round(&mut self, ctx: &Ctx) -> Result<Vec<Checkpoint>, Error> {
        let noted = ctx.take_noted();
        let due: HashSet<OrganisationId> = self.again.union(&noted).copied().collect();
        self.again.extend(&noted);
        let mut newest = Vec::new();
        for org in due {
            newest.extend(seal_one(ctx, org).await?);
        }
        self.again = noted;
        Ok(newest)
    }
}

/// Seals every row of one organisation that has no place yet; answers the newest checkpoint, if there were some.
pub async fn seal_one(ctx: &Ctx, org: OrganisationId) -> Result<Option<Checkpoint>, Error> {
    let mut newest = None;
    loop {
        // The head comes first: if another server seals in between, the claim finds the head moved.
        let head = audit_chain::head(ctx.db(), org).await?;
        let waiting = audit_chain::waiting(ctx.db(), org, BATCH_ROWS).await?;
        let Some(last) = waiting.last() else { return Ok(newest) };
        let input = Input { ctx: ctx.clone(), org, head, up_to: *last, now: ctx.now() };
        match ctx.write(input, |tx, input| Box::pin(one(tx, input))).await {
            Ok(checkpoint) => newest = Some(checkpoint),
            Err(Error::Conflict) => return Ok(newest),
            Err(error) => return Err(error),
        }
        if i64::try_from(waiting.len()).is_ok_and(|count| count < BATCH_ROWS) {
            return Ok(newest);
        }
    }
}

struct Input {
    ctx: Ctx,
    org: OrganisationId,
    head: Option<Head>,
    up_to: AuditId,
    now: Timestamp,
}

/// Seals one batch; a conflict when another server does it at this moment.
async fn one(tx: &mut Tx, input: &Input) -> Result<Checkpoint, Error> {
    let org = input.org;
    let head = if let Some(head) = &input.head {
        head.clone()
    } else {
        audit_chain::begin(tx, org, &BEGINNING).await?;
        Head { batch: 0, sequence: 0, link: BEGINNING.to_vec() }
    };
    if !audit_chain::claim(tx, org, &head).await? {
        return Err(Error::Conflict);
    }
    let copies = audit_chain::repeated_in(tx, org, input.up_to).await?;
    let rows = audit_chain::take(tx, org, head.batch + 1, input.up_to).await?;
    if rows.is_empty() {
        return Err(Error::Conflict);
    }
    let mut marks = Vec::with_capacity(rows.len());
    let mut encoded = Vec::with_capacity(512);
    for row in &rows {
        row.columns()?.encode(org, &mut encoded);
        marks.push(match row.mac()? {
            [] if follows_earlier(tx, input, &head, marks.last()).await? => EARLIER,
            mac if !input.ctx.verifier().is_audit_mac(&encoded, mac) => FOREIGN,
            _ if copies.iter().any(|copy| row.id().is_ok_and(|id| copy.bytes() == id)) => FOREIGN,
            _ => OURS,
        });
    }
    let (batch, checkpoint) = batch(input, &head, &rows, &marks)?;
    audit_chain::keep(tx, org, &batch).await?;
    Ok(checkpoint)
}

/// Whether all rows before are from before rows had a mac: then one without is no forgery.
async fn follows_earlier(tx: &mut Tx, input: &Input, head: &Head, before: Option<&u8>) -> Result<bool, Error> {
    if let Some(before) = before {
        return Ok(*before == EARLIER);
    }
    if head.batch == 0 {
        return Ok(true);
    }
    let records = audit_chain::records(tx, input.org, head.batch).await?.unwrap_or_default();
    Ok(records.rchunks_exact(RECORD_BYTES).next().is_some_and(|last| last.first() == Some(&EARLIER)))
}

fn batch(input: &Input, head: &Head, rows: &[ChainRow], marks: &[u8]) -> Result<(Batch, Checkpoint), Error> {
    let verifier = input.ctx.verifier();
    let mut records = Vec::with_capacity(rows.len() * RECORD_BYTES);
    let mut last_hash = head.link.clone();
    let mut sequence = head.sequence;
    let mut encoded = Vec::with_capacity(512);
    for (row, &mark) in rows.iter().zip(marks) {
        sequence += 1;
        row.columns()?.encode(input.org, &mut encoded);
        if mark == FOREIGN {
            tracing::error!(sequence, "a row of the audit log was not written by this program");
        }
        last_hash = row_hash(&last_hash, sequence, mark, row.mac()?, &encoded).to_vec();
        records.push(mark);
        records.extend_from_slice(row.id()?);
        records.extend_from_slice(&last_hash);
    }
    let row_count = i64::try_from(rows.len()).map_err(|_| broken("a batch is too long"))?;
    let mut checkpoint = Checkpoint {
        organisation: input.org,
        batch: head.batch + 1,
        sequence,
        rows: row_count,
        hash: last_hash.clone(),
        sealed_at: input.now,
        signature: Signature { key: 0, bytes: Vec::new() },
    };
    let text = checkpoint.text();
    let signature = verifier.sign_checkpoint(&text).map_err(|error| Error::Broken(error.to_string()))?;
    let first_sequence = head.sequence + 1;
    let batch = Batch {
        batch: checkpoint.batch,
        first_sequence,
        row_count,
        records,
        last_hash,
        sealed_at: input.now,
        key: signature.key.into(),
        signature: signature.bytes.clone(),
        link: link_hash(&text, first_sequence, &signature).to_vec(),
    };
    checkpoint.signature = signature;
    Ok((batch, checkpoint))
}
