//! What a look through the audit log found: each finding names the row or the batch that it is about.

use std::fmt;

use domain::id::AuditId;
use domain::time::Timestamp;
use store::audit_chain::ChainRow;

/// Something in the log that the program did not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: What,
    /// The batch that it is in.
    pub batch: i64,
    /// The place of the row in the order, where it has one.
    pub sequence: Option<i64>,
    /// The id of the row, where it is about one.
    pub id: Option<AuditId>,
    /// When the row was written; of a row that is gone what its id says, to the millisecond.
    pub at: Option<Timestamp>,
}

/// Kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A row is not what it was, or not where it was.
    Edited,
    /// A row is gone.
    Removed,
    /// A row stands where none was.
    Inserted,
    /// A row was not written by the program.
    Foreign,
    /// A batch is not what it was.
    BatchEdited,
    /// One or more batches are gone, up to the one that is named.
    BatchRemoved,
    /// The checkpoint of a batch was not signed by the program.
    BadSignature,
    /// The checkpoint of a batch was signed by a key that is not at hand.
    UnknownKey,
    /// The end of the chain is not what the program noted last.
    HeadMoved,
    /// The log ends before a checkpoint that is known from elsewhere, or differs from it.
    Truncated,
}

impl What {
    /// The word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Removed => "removed",
            Self::Inserted => "inserted",
            Self::Foreign => "foreign",
            Self::BatchEdited => "batch-edited",
            Self::BatchRemoved => "batch-removed",
            Self::BadSignature => "bad-signature",
            Self::UnknownKey => "unknown-key",
            Self::HeadMoved => "head-moved",
            Self::Truncated => "truncated",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "the row was edited, or moved from its place",
            Self::Removed => "the row was removed",
            Self::Inserted => "the row was inserted",
            Self::Foreign => "the row was not written by this program",
            Self::BatchEdited => "the hashes or the checkpoint of these rows were edited",
            Self::BatchRemoved => "the rows before were removed with their hashes and checkpoint",
            Self::BadSignature => "the checkpoint at this row was not signed by this program",
            Self::UnknownKey => "the checkpoint at this row was signed with a key that is not in the key file",
            Self::HeadMoved => "the log does not end where this program ended it: later rows were removed",
            Self::Truncated => "a checkpoint kept elsewhere knows this row, and the log does not have it so",
        })
    }
}

impl Finding {
    /// About one that stands in the log.
    pub(super) fn of_row(what: What, row: &ChainRow, sequence: Option<i64>) -> Self {
        // What cannot be read is what was tampered with: the finding says what it can.
        let id = row.id().ok().and_then(|id| AuditId::try_from(id).ok());
        Self { what, batch: row.batch().unwrap_or(-1), sequence, id, at: row.at().ok() }
    }

    /// About one that is gone.
    pub(super) fn of_gone(batch: i64, sequence: i64, id: &[u8]) -> Self {
        let id = AuditId::try_from(id).ok();
        let at = id.map(|id| {
            // The first 48 bits are milliseconds (RFC 9562 section 5.7).
            let millis = i64::try_from(u128::from_be_bytes(id.bytes()) >> 80).unwrap_or_default();
            Timestamp::from_micros(millis.saturating_mul(1_000))
        });
        Self { what: What::Removed, batch, sequence: Some(sequence), id, at }
    }

    /// About a batch, or what should be one.
    pub(super) fn of_batch(what: What, batch: i64, sequence: i64) -> Self {
        Self { what, batch, sequence: Some(sequence), id: None, at: None }
    }
}
