//! The order of the audit log and what shows tampering: `seal` gives rows their place, `verify` looks for whatever was
//! changed since with the help of `check`. A checkpoint says where the chain stood at a moment, signed.

mod check;
mod finding;
mod seal;
mod verify;
mod watch;

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use domain::id::OrganisationId;
use domain::time::Timestamp;
use store::audit_chain::{self, Batch};
use verifier::audit::{HASH_BYTES, PUBLIC_KEY_BYTES, Signature, is_signed};

use crate::ctx::Ctx;
use crate::error::Error;

pub use finding::{Finding, What};
pub use seal::{Sealer, seal, seal_one};
pub use verify::{Progress, Report, verify};
pub(crate) use watch::Watches;
pub use watch::{Watch, ask, asked, watch, watched};

/// Rows in one batch at the most: few enough that other writers hardly wait, enough that a batch costs nothing.
pub const BATCH_ROWS: i64 = 512;

/// What stands in the records of a batch for each row: a mark, the id and the hash.
const RECORD_BYTES: usize = 1 + ID_BYTES + HASH_BYTES;
const ID_BYTES: usize = 16;
/// The row had the mac of the program when it was sealed.
const OURS: u8 = 0;
/// It had not, or it is a copy of another: someone else wrote it.
const FOREIGN: u8 = 1;
/// It is from before rows had a mac. Only the first rows of a chain can be.
const EARLIER: u8 = 2;
/// What the first batch is tied to.
const BEGINNING: [u8; HASH_BYTES] = [0; HASH_BYTES];
/// How a checkpoint begins: what it is, and the version of its form.
const HEADING: &str = "tweestap-audit 1";

/// Where the chain of an organisation stood. Its text is one line, of which all but the last two words are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log.
    pub organisation: OrganisationId,
    /// The batch that it ends.
    pub batch: i64,
    /// The sequence of the last row, which is also how many rows there were.
    pub sequence: i64,
    /// How many rows the batch has.
    pub rows: i64,
    /// The hash of the last row; every row before is in it.
    pub hash: Vec<u8>,
    /// When it was made.
    pub sealed_at: Timestamp,
    /// The signature over all the above.
    pub signature: Signature,
}

impl Checkpoint {
    fn of(organisation: OrganisationId, batch: &Batch) -> Option<Self> {
        Some(Self {
            organisation,
            batch: batch.batch,
            sequence: batch.first_sequence.checked_add(batch.row_count)?.checked_sub(1)?,
            rows: batch.row_count,
            hash: batch.last_hash.clone(),
            sealed_at: batch.sealed_at,
            signature: Signature { key: u32::try_from(batch.key).ok()?, bytes: batch.signature.clone() },
        })
    }

    /// The part that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "{HEADING} {} {} {} {} {} {}",
            self.organisation,
            self.batch,
            self.sequence,
            self.rows,
            HEXLOWER.encode(&self.hash),
            self.sealed_at.micros()
        )
    }

    /// Whether the owner of a public key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &[u8; PUBLIC_KEY_BYTES]) -> bool {
        is_signed(key, &self.text(), &self.signature.bytes)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.text(), self.signature.key, HEXLOWER.encode(&self.signature.bytes))
    }
}

/// The text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no checkpoint of an audit log")]
pub struct NoCheckpoint;

impl FromStr for Checkpoint {
    type Err = NoCheckpoint;

    fn from_str(line: &str) -> Result<Self, NoCheckpoint> {
        let words: Vec<&str> = line.strip_prefix(HEADING).ok_or(NoCheckpoint)?.split_ascii_whitespace().collect();
        let [organisation, batch, sequence, rows, hash, sealed_at, key, signature] = words[..] else {
            return Err(NoCheckpoint);
        };
        let number = |word: &str| word.parse::<i64>().map_err(|_| NoCheckpoint);
        let bytes = |word: &str| HEXLOWER.decode(word.as_bytes()).map_err(|_| NoCheckpoint);
        Ok(Self {
            organisation: organisation.parse().map_err(|_| NoCheckpoint)?,
            batch: number(batch)?,
            sequence: number(sequence)?,
            rows: number(rows)?,
            hash: bytes(hash)?,
            sealed_at: Timestamp::from_micros(number(sealed_at)?),
            signature: Signature { key: key.parse().map_err(|_| NoCheckpoint)?, bytes: bytes(signature)? },
        })
    }
}

/// Whether the log still has what a checkpoint says: the same rows in the same order up to there.
pub async fn contains(ctx: &Ctx, checkpoint: &Checkpoint) -> Result<bool, Error> {
    let found = audit_chain::batch(ctx.db(), checkpoint.organisation, checkpoint.batch).await?;
    let found = found.and_then(|batch| Checkpoint::of(checkpoint.organisation, &batch));
    Ok(found.is_some_and(|found| (found.sequence, &found.hash) == (checkpoint.sequence, &checkpoint.hash)))
}

/// The newest checkpoint of an organisation.
pub async fn newest(ctx: &Ctx, organisation: OrganisationId) -> Result<Option<Checkpoint>, Error> {
    let newest = audit_chain::newest(ctx.db(), organisation).await?;
    Ok(newest.and_then(|batch| Checkpoint::of(organisation, &batch)))
}

/// Whether a checkpoint was signed by this installation, now or with one of its former keys.
#[must_use]
pub fn is_ours(ctx: &Ctx, checkpoint: &Checkpoint) -> bool {
    ctx.verifier().checkpoint_key(checkpoint.signature.key).is_some_and(|key| checkpoint.is_signed_by(&key))
}

/// The public key by which anyone can check the checkpoints of one master key, in hexadecimal.
pub fn public_key(ctx: &Ctx, key: u32) -> Option<String> {
    ctx.verifier().checkpoint_key(key).map(|key| HEXLOWER.encode(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_as_it_was_written() {
        let checkpoint = Checkpoint {
            organisation: OrganisationId::from_bytes([7; 16]),
            batch: 3,
            sequence: 1_200,
            rows: 176,
            hash: vec![0xab; 32],
            sealed_at: Timestamp::from_micros(1_796_684_400_000_001),
            signature: Signature { key: 2, bytes: vec![0xcd; 64] },
        };
        let line = checkpoint.to_string();
        assert_eq!(line.parse(), Ok(checkpoint));
        for bad in ["", "tweestap-audit 2", &line[1..], &line[..line.len() - 1], &format!("{line} more")] {
            assert_eq!(bad.parse::<Checkpoint>(), Err(NoCheckpoint), "{bad}");
        }
    }
}
