//! The order of the audit log: rows take their place in batches, each with the hashes of its rows and a signed
//! checkpoint. Neighbours: `audit` writes and lists the rows; `actions::audit_chain` computes and compares.

use domain::audit_row::AuditColumns;
use domain::id::{AuditId, OrganisationId};
use domain::time::Timestamp;

use crate::composed::Composed;
use crate::{Db, Error, Row, Statement, Tx};

/// Where the chain of an organisation ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last batch; 0 when there is none.
    pub batch: i64,
    /// The sequence of the last row.
    pub sequence: i64,
    /// What the next batch is tied to.
    pub link: Vec<u8>,
}

const HEAD: Statement =
    Statement::new("audit_chain.head", "SELECT batch, sequence, link FROM audit_heads WHERE organisation_id = $1");

/// Where the chain ends; nothing before the first batch.
pub async fn head(db: &Db, org: OrganisationId) -> Result<Option<Head>, Error> {
    let row = db.one(&HEAD, &[org.bytes().into()]).await?;
    row.map(|row| Ok(Head { batch: row.int(0)?, sequence: row.int(1)?, link: row.bytes(2)?.to_vec() })).transpose()
}

/// The last batch, inside a transaction; 0 before the first.
pub async fn last_batch(tx: &mut Tx, org: OrganisationId) -> Result<i64, Error> {
    tx.one(&HEAD, &[org.bytes().into()]).await?.map_or(Ok(0), |row| row.int(0))
}

const WAITING: Statement = Statement::new(
    "audit_chain.waiting",
    "SELECT event_id FROM audit_events WHERE organisation_id = $1 AND batch = 0 AND LENGTH(event_id) = 16
     ORDER BY event_id LIMIT $2",
);

/// The ids of rows without a place, lowest first.
pub async fn waiting(db: &Db, org: OrganisationId, limit: i64) -> Result<Vec<AuditId>, Error> {
    ids(&db.all(&WAITING, &[org.bytes().into(), limit.into()]).await?)
}

const BEGIN: Statement = Statement::new(
    "audit_chain.begin",
    "INSERT INTO audit_heads (organisation_id, batch, sequence, link) VALUES ($1, $2, $3, $4)
     ON CONFLICT (organisation_id) DO NOTHING",
);

/// Begins the chain of an organisation that has none.
pub async fn begin(tx: &mut Tx, org: OrganisationId, link: &[u8]) -> Result<(), Error> {
    tx.execute(&BEGIN, &[org.bytes().into(), 0_i64.into(), 0_i64.into(), link.into()]).await?;
    Ok(())
}

const CLAIM: Statement = Statement::new(
    "audit_chain.claim",
    "UPDATE audit_heads SET batch = batch + 1 WHERE organisation_id = $1 AND batch = $2",
);

/// Takes the right to write the batch after `head`; false when someone else did.
pub async fn claim(tx: &mut Tx, org: OrganisationId, head: &Head) -> Result<bool, Error> {
    Ok(tx.execute(&CLAIM, &[org.bytes().into(), head.batch.into()]).await? == 1)
}

/// A row of the log with what ties it to its place. Nothing is copied out of it.
#[derive(Clone, Debug)]
pub struct ChainRow(Row);

impl ChainRow {
    /// The batch that it is in; 0 for none yet.
    pub fn batch(&self) -> Result<i64, Error> {
        self.0.int(0)
    }

    /// Its id.
    pub fn id(&self) -> Result<&[u8], Error> {
        self.0.bytes(1)
    }

    /// When it was written.
    pub fn at(&self) -> Result<Timestamp, Error> {
        Ok(Timestamp::from_micros(self.0.int(2)?))
    }

    /// Its mac; empty where it was written before rows had one.
    pub fn mac(&self) -> Result<&[u8], Error> {
        Ok(self.0.opt_bytes(8)?.unwrap_or_default())
    }

    /// Whether every column has the kind that the program writes: SQLite lets others put anything anywhere.
    pub fn is_whole(&self) -> bool {
        self.batch().is_ok() && self.mac().is_ok() && self.columns().is_ok_and(|columns| columns.id.len() == 16)
    }

    /// The columns that tell something.
    pub fn columns(&self) -> Result<AuditColumns<'_>, Error> {
        let row = &self.0;
        Ok(AuditColumns {
            id: row.bytes(1)?,
            at: row.int(2)?,
            kind: row.text(3)?,
            actor: row.text(4)?,
            subject: row.opt_bytes(5)?,
            source: row.opt_text(6)?,
            details: row.text(7)?,
        })
    }
}

const TAKE: Statement = Statement::new(
    "audit_chain.take",
    "UPDATE audit_events SET batch = $2 WHERE organisation_id = $1 AND batch = 0 AND event_id <= $3
       AND LENGTH(event_id) = 16
     RETURNING batch, event_id, at, kind, actor, subject_id, source, details, mac",
);

/// Puts every row up to an id that has no place yet into a batch; answers them lowest id first.
pub async fn take(tx: &mut Tx, org: OrganisationId, batch: i64, up_to: AuditId) -> Result<Vec<ChainRow>, Error> {
    let mut rows = tx.all(&TAKE, &[org.bytes().into(), batch.into(), up_to.bytes().into()]).await?;
    let mut wrong = Ok(());
    rows.sort_by(|one, other| match (one.bytes(1), other.bytes(1)) {
        (Ok(one), Ok(other)) => one.cmp(other),
        (Err(error), _) | (_, Err(error)) => {
            wrong = Err(error);
            std::cmp::Ordering::Equal
        }
    });
    wrong.map(|()| rows.into_iter().map(ChainRow).collect())
}

/// Planned anew each time: a plan that PostgreSQL made while the log was empty reads all of it for each row.
const REPEATED: &str = "SELECT waiting.event_id FROM audit_events AS waiting
     JOIN audit_events AS sealed ON sealed.organisation_id = waiting.organisation_id
       AND sealed.event_id = waiting.event_id AND sealed.batch > 0
     WHERE waiting.organisation_id = $1 AND waiting.batch = 0 AND waiting.event_id <= $2
       AND LENGTH(waiting.event_id) = 16";

/// Ids of rows without a place that a row which has one bears already: someone copied that.
pub async fn repeated_in(tx: &mut Tx, org: OrganisationId, up_to: AuditId) -> Result<Vec<AuditId>, Error> {
    ids(&tx.ask(&Composed::new("audit_chain.repeated", REPEATED), &[org.bytes().into(), up_to.bytes().into()]).await?)
}

/// The same, of all.
pub async fn repeated(db: &Db, org: OrganisationId) -> Result<Vec<AuditId>, Error> {
    let params = vec![org.bytes().into(), [u8::MAX; 16].into()];
    ids(&db.ask(Composed::new("audit_chain.repeated", REPEATED), params).await?)
}

fn ids(rows: &[Row]) -> Result<Vec<AuditId>, Error> {
    rows.iter().map(|row| Ok(AuditId::from_bytes(row.array(0)?))).collect()
}

/// A batch: which rows, their hashes, and the checkpoint at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its number, from 1.
    pub batch: i64,
    /// Sequence of its first row.
    pub first_sequence: i64,
    /// How many rows.
    pub row_count: i64,
    /// For each row a mark (1 byte), its id (16) and its hash (32).
    pub records: Vec<u8>,
    /// The hash of its last row.
    pub last_hash: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// The key that signed.
    pub key: i64,
    /// The signature of its checkpoint.
    pub signature: Vec<u8>,
    /// What the next batch is tied to.
    pub link: Vec<u8>,
}

const KEEP: Statement = Statement::new(
    "audit_chain.keep",
    "INSERT INTO audit_batches (organisation_id, batch, first_sequence, row_count, records, last_hash, sealed_at, key_id,
         signature, link)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const MOVE_HEAD: Statement = Statement::new(
    "audit_chain.move_head",
    "UPDATE audit_heads SET sequence = $3, link = $4 WHERE organisation_id = $1 AND batch = $2",
);

/// Keeps a batch that was claimed, and moves the head to its end.
pub async fn keep(tx: &mut Tx, org: OrganisationId, batch: &Batch) -> Result<(), Error> {
    let kept = vec![
        org.bytes().into(),
        batch.batch.into(),
        batch.first_sequence.into(),
        batch.row_count.into(),
        batch.records.as_slice().into(),
        batch.last_hash.as_slice().into(),
        batch.sealed_at.micros().into(),
        batch.key.into(),
        batch.signature.as_slice().into(),
        batch.link.as_slice().into(),
    ];
    let last = batch.first_sequence + batch.row_count - 1;
    let moved = vec![org.bytes().into(), batch.batch.into(), last.into(), batch.link.as_slice().into()];
    tx.batch(&[(&KEEP, kept), (&MOVE_HEAD, moved)]).await?;
    Ok(())
}

const BATCHES: Statement = Statement::new(
    "audit_chain.batches",
    "SELECT batch, first_sequence, row_count, records, last_hash, sealed_at, key_id, signature, link FROM audit_batches
     WHERE organisation_id = $1 AND batch > $2 ORDER BY batch LIMIT $3",
);

/// The batches after one, in their order.
pub async fn batches(db: &Db, org: OrganisationId, after: i64, limit: i64) -> Result<Vec<Batch>, Error> {
    let rows = db.all(&BATCHES, &[org.bytes().into(), after.into(), limit.into()]).await?;
    rows.iter().map(read_batch).collect()
}

/// One batch.
pub async fn batch(db: &Db, org: OrganisationId, batch: i64) -> Result<Option<Batch>, Error> {
    let found = batches(db, org, batch.saturating_sub(1), 1).await?.into_iter().next();
    Ok(found.filter(|found| found.batch == batch))
}

const RECORDS: Statement = Statement::new(
    "audit_chain.records",
    "SELECT records FROM audit_batches WHERE organisation_id = $1 AND batch = $2",
);

/// The records of one batch, inside a transaction.
pub async fn records(tx: &mut Tx, org: OrganisationId, batch: i64) -> Result<Option<Vec<u8>>, Error> {
    let row = tx.one(&RECORDS, &[org.bytes().into(), batch.into()]).await?;
    row.map(|row| Ok(row.bytes(0)?.to_vec())).transpose()
}

const NEWEST: Statement = Statement::new(
    "audit_chain.newest",
    "SELECT batch, first_sequence, row_count, records, last_hash, sealed_at, key_id, signature, link FROM audit_batches
     WHERE organisation_id = $1 ORDER BY batch DESC LIMIT 1",
);

/// The newest batch.
pub async fn newest(db: &Db, org: OrganisationId) -> Result<Option<Batch>, Error> {
    db.one(&NEWEST, &[org.bytes().into()]).await?.as_ref().map(read_batch).transpose()
}

fn read_batch(row: &Row) -> Result<Batch, Error> {
    Ok(Batch {
        batch: row.int(0)?,
        first_sequence: row.int(1)?,
        row_count: row.int(2)?,
        records: row.bytes(3)?.to_vec(),
        last_hash: row.bytes(4)?.to_vec(),
        sealed_at: Timestamp::from_micros(row.int(5)?),
        key: row.int(6)?,
        signature: row.bytes(7)?.to_vec(),
        link: row.bytes(8)?.to_vec(),
    })
}

const ROWS: Statement = Statement::new(
    "audit_chain.rows",
    "SELECT batch, event_id, at, kind, actor, subject_id, source, details, mac FROM audit_events
     WHERE organisation_id = $1 AND batch >= $2 AND batch <= $3 ORDER BY batch, event_id LIMIT $4",
);

/// The rows of some batches, in the order of the chain.
pub async fn rows(db: &Db, org: OrganisationId, (first, last): (i64, i64), limit: i64) -> Result<Vec<ChainRow>, Error> {
    let rows = db.all(&ROWS, &[org.bytes().into(), first.into(), last.into(), limit.into()]).await?;
    Ok(rows.into_iter().map(ChainRow).collect())
}

const WITHOUT_PLACE: Statement = Statement::new(
    "audit_chain.without_place",
    "SELECT batch, event_id, at, kind, actor, subject_id, source, details, mac FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND event_id > $2 ORDER BY event_id LIMIT $3",
);

/// Rows that have no place yet, after an id.
pub async fn without_place(db: &Db, org: OrganisationId, after: &[u8], limit: i64) -> Result<Vec<ChainRow>, Error> {
    let rows = db.all(&WITHOUT_PLACE, &[org.bytes().into(), after.into(), limit.into()]).await?;
    Ok(rows.into_iter().map(ChainRow).collect())
}

const STRAY: Statement = Statement::new(
    "audit_chain.stray",
    "SELECT batch, event_id, at, kind, actor, subject_id, source, details, mac FROM audit_events AS event
     WHERE event.organisation_id = $1
       AND (event.batch < 0 OR event.batch > $2 OR (event.batch = 0 AND event.event_id < $4))
       AND NOT EXISTS (SELECT 1 FROM audit_batches AS sealed
                       WHERE sealed.organisation_id = $1 AND sealed.batch = event.batch)
     ORDER BY event.batch, event.event_id LIMIT $3",
);

/// Rows that claim a place in a batch that there is not, before the first or after one; and rows without a place whose id
/// is no string of bytes, which SQLite sorts before the shortest.
pub async fn stray(db: &Db, org: OrganisationId, last: i64, limit: i64) -> Result<Vec<ChainRow>, Error> {
    let shortest: &[u8] = &[];
    let rows = db.all(&STRAY, &[org.bytes().into(), last.into(), limit.into(), shortest.into()]).await?;
    Ok(rows.into_iter().map(ChainRow).collect())
}
