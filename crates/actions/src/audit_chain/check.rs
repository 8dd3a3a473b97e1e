//! Compares rows with their records, page by page in the order of the chain. Every row is held against the hash that was
//! kept for the one before it, so that a row which was tampered with is named alone and not all that follow it.

use std::iter::Peekable;

use domain::id::OrganisationId;
use store::audit_chain::{Batch, ChainRow};
use verifier::Verifier;
use verifier::audit::{HASH_BYTES, link_hash, row_hash};

use super::{BEGINNING, Checkpoint, EARLIER, FOREIGN, Finding, ID_BYTES, OURS, RECORD_BYTES, What};
use crate::error::Error;

/// Findings that are told in full; the rest is counted.
const TOLD: usize = 1_000;
/// A good signature vouches for everything before it, so only one in so many checkpoints, or rows, is looked at.
const SIGNATURE_EVERY: (usize, i64) = (4_096, 65_536);

/// A page of the log: some batches, and all rows of their numbers.
pub(super) struct Page {
    pub(super) batches: Vec<Batch>,
    pub(super) rows: Vec<ChainRow>,
}

pub(super) struct Checker {
    verifier: Verifier,
    organisation: OrganisationId,
    /// Known from elsewhere; taken when the log has come to it.
    pub(super) known: Option<Checkpoint>,
    /// What the next batch is tied to; nothing after a gap, where it cannot be known.
    link: Option<Vec<u8>>,
    /// Whether all rows so far are from before rows had a mac.
    earlier: bool,
    pub(super) batch: i64,
    pub(super) sequence: i64,
    pub(super) newest: Option<Checkpoint>,
    unsigned: Vec<Checkpoint>,
    unsigned_rows: i64,
    pub(super) findings: Vec<Finding>,
    pub(super) more: u64,
    encoded: Vec<u8>,
}

impl Checker {
    pub(super) fn new(verifier: Verifier, organisation: OrganisationId, known: Option<Checkpoint>) -> Self {
        Self {
            verifier,
            organisation,
            known,
            link: Some(BEGINNING.to_vec()),
            earlier: true,
            batch: 0,
            sequence: 0,
            newest: None,
            unsigned: Vec::new(),
            unsigned_rows: 0,
            findings: Vec::new(),
            more: 0,
            encoded: Vec::with_capacity(512),
        }
    }

    pub(super) fn link(&self) -> Option<&[u8]> {
        self.link.as_deref()
    }

    pub(super) fn found(&mut self, finding: Finding) {
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn page(&mut self, page: &Page) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            // A row that cannot be read is none of the program's, and must not stand in the way of those after it.
            if row.is_whole() { rows.push(row) } else { self.inserted(row) }
        }
        let mut rows = rows.into_iter().peekable();
        for batch in &page.batches {
            self.batch(batch, &mut rows)?;
        }
        rows.for_each(|row| self.inserted(row));
        Ok(())
    }

    fn batch(&mut self, batch: &Batch, rows: &mut Rows<'_>) -> Result<(), Error> {
        // Rows that claim a number between this batch and the one before.
        while let Some(row) = next_of(rows, |row| Ok(row.batch()? < batch.batch))? {
            self.inserted(row);
        }
        let gap = batch.batch != self.batch + 1;
        if gap {
            self.found(Finding::of_batch(What::BatchRemoved, batch.batch, batch.first_sequence));
            self.link = None;
        }
        let records = batch.records.chunks_exact(RECORD_BYTES);
        let whole = records.remainder().is_empty() && i64::try_from(records.len()) == Ok(batch.row_count);
        if !whole || (!gap && batch.first_sequence != self.sequence + 1) {
            self.found(Finding::of_batch(What::BatchEdited, batch.batch, batch.first_sequence));
        }
        let mut sequence = batch.first_sequence;
        let mut previous = self.link.take();
        let mut before = None;
        for record in records {
            let (mark, id, hash) = split(record);
            while let Some(row) = next_of(rows, |row| Ok(row.batch()? == batch.batch && row.id()? < id))? {
                self.inserted(row);
            }
            let row = next_of(rows, |row| Ok(row.batch()? == batch.batch && row.id()? == id))?;
            match row {
                None => self.found(Finding::of_gone(batch.batch, sequence, id)),
                Some(row) => self.row(Place { row, before, sequence, mark }, previous.as_deref(), hash)?,
            }
            before = row.filter(|_| mark == OURS);
            previous = Some(hash.to_vec());
            sequence = sequence.saturating_add(1);
        }
        while let Some(row) = next_of(rows, |row| Ok(row.batch()? == batch.batch))? {
            self.inserted(row);
        }
        let good = self.end(batch, previous.as_deref());
        self.name_forged(before.filter(|_| !good), sequence.saturating_sub(1))
    }

    fn row(&mut self, place: Place<'_>, previous: Option<&[u8]>, kept: &[u8]) -> Result<(), Error> {
        let Place { row, before, sequence, mark } = place;
        self.earlier = self.earlier && mark == EARLIER;
        let Some(previous) = previous else { return Ok(()) };
        row.columns()?.encode(self.organisation, &mut self.encoded);
        let hash = row_hash(previous, sequence, mark, row.mac()?, &self.encoded);
        if hash.as_slice() != kept {
            // Where the row is as the program wrote it, the hash before it may have been changed together with its row.
            let known = self.findings.len();
            if self.verifier.is_audit_mac(&self.encoded, row.mac()?) {
                self.name_forged(before, sequence.saturating_sub(1))?;
            }
            if self.findings.len() == known {
                self.found(Finding::of_row(What::Edited, row, Some(sequence)));
            }
        } else if mark != OURS && !self.earlier {
            self.found(Finding::of_row(What::Foreign, row, Some(sequence)));
        }
        Ok(())
    }

    /// Names a row whose hash was changed with it, so that the two agree.
    fn name_forged(&mut self, row: Option<&ChainRow>, sequence: i64) -> Result<(), Error> {
        if let Some(row) = row {
            row.columns()?.encode(self.organisation, &mut self.encoded);
            if !self.verifier.is_audit_mac(&self.encoded, row.mac()?) {
                self.found(Finding::of_row(What::Edited, row, Some(sequence)));
            }
        }
        Ok(())
    }

    /// Comes to the end of a batch; whether its checkpoint says what its records do.
    fn end(&mut self, batch: &Batch, last: Option<&[u8]>) -> bool {
        self.batch = batch.batch;
        self.link = Some(batch.link.clone());
        let Some(checkpoint) = Checkpoint::of(self.organisation, batch) else {
            self.sequence = batch.first_sequence;
            self.found(Finding::of_batch(What::BatchEdited, batch.batch, batch.first_sequence));
            return false;
        };
        self.sequence = checkpoint.sequence;
        let link = link_hash(&checkpoint.text(), batch.first_sequence, &checkpoint.signature);
        let good = last == Some(batch.last_hash.as_slice()) && link.as_slice() == batch.link;
        if !good {
            self.found(Finding::of_batch(What::BatchEdited, batch.batch, checkpoint.sequence));
        }
        if let Some(known) = self.known.take_if(|known| known.batch <= batch.batch)
            && (known.batch, known.sequence, &known.hash) != (batch.batch, checkpoint.sequence, &checkpoint.hash)
        {
            self.found(Finding::of_batch(What::Truncated, known.batch, known.sequence));
        }
        self.newest = Some(checkpoint.clone());
        self.unsigned.push(checkpoint);
        self.unsigned_rows = self.unsigned_rows.saturating_add(batch.row_count);
        if self.unsigned.len() >= SIGNATURE_EVERY.0 || self.unsigned_rows >= SIGNATURE_EVERY.1 {
            self.signatures();
        }
        good
    }

    /// Looks at the newest signature, and where that is bad at all since the last good one, to name the first.
    pub(super) fn signatures(&mut self) {
        let waiting = std::mem::take(&mut self.unsigned);
        self.unsigned_rows = 0;
        let newest_is_good = waiting.last().is_none_or(|newest| self.fault(newest).is_none());
        if newest_is_good {
            return;
        }
        let first = waiting.iter().find_map(|checkpoint| Some((checkpoint, self.fault(checkpoint)?)));
        if let Some((checkpoint, what)) = first {
            self.found(Finding::of_batch(what, checkpoint.batch, checkpoint.sequence));
        }
    }

    fn fault(&self, checkpoint: &Checkpoint) -> Option<What> {
        match self.verifier.checkpoint_key(checkpoint.signature.key) {
            None => Some(What::UnknownKey),
            Some(key) if checkpoint.is_signed_by(&key) => None,
            Some(_) => Some(What::BadSignature),
        }
    }

    /// A row that has no place yet must at least be the program's own, and no copy of one that has a place.
    pub(super) fn without_place(&mut self, row: &ChainRow, repeated: bool) -> Result<(), Error> {
        let ours = row.is_whole() && !repeated && {
            row.columns()?.encode(self.organisation, &mut self.encoded);
            let mac = row.mac()?;
            self.verifier.is_audit_mac(&self.encoded, mac) || (self.earlier && mac.is_empty())
        };
        if !ours {
            self.found(Finding::of_row(What::Foreign, row, None));
        }
        Ok(())
    }

    pub(super) fn inserted(&mut self, row: &ChainRow) {
        self.found(Finding::of_row(What::Inserted, row, None));
    }
}

type Rows<'r> = Peekable<std::vec::IntoIter<&'r ChainRow>>;

/// A row, the one before it in its batch where both are the program's, and what the record says.
#[derive(Clone, Copy)]
struct Place<'r> {
    row: &'r ChainRow,
    before: Option<&'r ChainRow>,
    sequence: i64,
    mark: u8,
}

/// The next row, if it is as asked.
fn next_of<'r>(
    rows: &mut Rows<'r>,
    asked: impl FnOnce(&ChainRow) -> Result<bool, store::Error>,
) -> Result<Option<&'r ChainRow>, Error> {
    match rows.peek() {
        Some(row) if asked(row)? => Ok(rows.next()),
        _ => Ok(None),
    }
}

/// Mark, id and hash of a record. One of another length, which `chunks_exact` does not give, would match nothing.
fn split(record: &[u8]) -> (u8, &[u8], &[u8]) {
    let (mark, rest) = record.split_first().map_or((FOREIGN, &[][..]), |(mark, rest)| (*mark, rest));
    let (id, hash) = rest.split_at_checked(ID_BYTES).unwrap_or_default();
    debug_assert_eq!(hash.len(), HASH_BYTES);
    (mark, id, hash)
}
