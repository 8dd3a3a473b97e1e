//! Messages to send, written in the transaction of what they tell. A message is claimed durably before it goes out and
//! marked after. A claim without a mark (the program died in between), or whose text left without an answer, is never
//! sent again: its outcome is unknown.

use domain::id::{OrganisationId, OutboxId};
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use crate::{Db, Error, Statement, Tx, Value};

/// A message to write.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Identity; the Message-ID follows from it.
    pub id: OutboxId,
    /// Address.
    pub recipient: String,
    /// Sealed content.
    pub sealed_content: Vec<u8>,
    /// No try after this moment.
    pub give_up_at: Timestamp,
}

/// A message that was claimed for sending.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Identity.
    pub id: OutboxId,
    /// Address.
    pub recipient: String,
    /// Sealed content.
    pub sealed_content: Vec<u8>,
    /// No try after this moment.
    pub give_up_at: Timestamp,
    /// How many tries there were before this one.
    pub tries: i64,
}

const WRITE: Statement = Statement::new(
    "outbox.write",
    "INSERT INTO outbox (organisation_id, message_id, recipient, sealed_content, written_at, next_try_at, give_up_at,
     bulk, tries, state) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, 0, 'waiting')",
);

/// Writes a message.
pub fn write(tx: &mut Tx, org: OrganisationId, new: NewMessage, now: Timestamp) -> Result<(), Error> {
    tx.later(&WRITE, values(org, new, now, false))
}

/// Writes messages to many, which give way to those that somebody waits for.
pub async fn write_many(
    tx: &mut Tx,
    org: OrganisationId,
    messages: Vec<NewMessage>,
    now: Timestamp,
) -> Result<(), Error> {
    let sets: Vec<_> = messages.into_iter().map(|new| values(org, new, now, true)).collect();
    if !sets.is_empty() {
        tx.insert_many(&WRITE, &sets).await?;
    }
    Ok(())
}

fn values(org: OrganisationId, new: NewMessage, now: Timestamp, bulk: bool) -> Vec<Value> {
    vec![
        org.bytes().into(),
        new.id.bytes().into(),
        new.recipient.into(),
        new.sealed_content.into(),
        now.micros().into(),
        new.give_up_at.micros().into(),
        bulk.into(),
    ]
}

const DUE: Statement = Statement::new(
    "outbox.due",
    "SELECT message_id FROM outbox WHERE organisation_id = $1 AND state = 'waiting' AND bulk = $4 AND next_try_at <= $2
     ORDER BY next_try_at, message_id LIMIT $3",
);

/// Messages whose time has come, oldest first: those that somebody waits for, and where there is none, those to many.
pub async fn due(db: &Db, org: OrganisationId, now: Timestamp, limit: i64) -> Result<Vec<OutboxId>, Error> {
    let of = |bulk: bool| [org.bytes().into(), now.micros().into(), limit.into(), bulk.into()];
    let mut rows = db.all(&DUE, &of(false)).await?;
    if rows.is_empty() {
        rows = db.all(&DUE, &of(true)).await?;
    }
    rows.iter().map(|row| Ok(OutboxId::from_bytes(row.array(0)?))).collect()
}

const CLAIM: Statement = Statement::new(
    "outbox.claim",
    "UPDATE outbox SET state = 'sending', tries = tries + 1, next_try_at = $3
     WHERE organisation_id = $1 AND message_id = $2 AND state = 'waiting'
     RETURNING recipient, sealed_content, give_up_at, tries",
);

/// Claims a message for sending; `None` when another node did.
pub async fn claim(tx: &mut Tx, org: OrganisationId, id: OutboxId, now: Timestamp) -> Result<Option<Claimed>, Error> {
    let row = tx.one(&CLAIM, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await?;
    row.map(|row| {
        Ok(Claimed {
            id,
            recipient: row.text(0)?.to_owned(),
            sealed_content: row.bytes(1)?.to_vec(),
            give_up_at: Timestamp::from_micros(row.int(2)?),
            tries: row.int(3)? - 1,
        })
    })
    .transpose()
}

/// What became of a claimed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took it.
    Sent,
    /// Try again at this moment; with the mail server's words.
    Later(Timestamp, String),
    /// Never: the mail server refused it for good, or the time is up.
    Failed(String),
    /// Never again: its text left and no answer came, so it may have arrived; with what was noticed.
    Unknown(String),
}

const MARK: Statement = Statement::new(
    "outbox.mark",
    "UPDATE outbox SET state = $3, next_try_at = COALESCE(CAST($4 AS BIGINT), next_try_at), note = $5
     WHERE organisation_id = $1 AND message_id = $2 AND state = 'sending'",
);
const EMPTY: Statement = Statement::new(
    "outbox.empty",
    "UPDATE outbox SET sealed_content = $3 WHERE organisation_id = $1 AND message_id = $2",
);

/// Notes what became of a claimed message. What needs no further try loses its content.
pub async fn mark(tx: &mut Tx, org: OrganisationId, id: OutboxId, outcome: &Outcome) -> Result<(), Error> {
    let (state, next, note) = match outcome {
        Outcome::Sent => ("sent", None, None),
        Outcome::Later(at, note) => ("waiting", Some(at.micros()), Some(note)),
        Outcome::Failed(note) => ("failed", None, Some(note)),
        Outcome::Unknown(note) => ("unknown", None, Some(note)),
    };
    let note: Option<&str> = note.map(String::as_str);
    let params = [org.bytes().into(), id.bytes().into(), state.into(), next.into(), note.into()];
    tx.execute(&MARK, &params).await?;
    if !matches!(outcome, Outcome::Later(..)) {
        let nothing: Vec<u8> = Vec::new();
        tx.execute(&EMPTY, &[org.bytes().into(), id.bytes().into(), nothing.into()]).await?;
    }
    Ok(())
}

const NEXT: Statement = Statement::new(
    "outbox.next",
    "SELECT (SELECT MIN(next_try_at) FROM outbox WHERE organisation_id = $1 AND state = 'waiting' AND bulk = FALSE),
     (SELECT MIN(next_try_at) FROM outbox WHERE organisation_id = $1 AND state = 'waiting' AND bulk = TRUE)",
);

/// When the next message is due; `None` where none waits.
pub async fn next_try_at(db: &Db, org: OrganisationId) -> Result<Option<Timestamp>, Error> {
    let row = db.one(&NEXT, &[org.bytes().into()]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok([row.opt_int(0)?, row.opt_int(1)?].into_iter().flatten().min().map(Timestamp::from_micros))
}

const COUNT: Statement = Statement::new(
    "outbox.count",
    "SELECT state, COUNT(*) FROM outbox WHERE organisation_id = $1 GROUP BY state ORDER BY state",
);

/// How many messages there are of each state, for `doctor`.
pub async fn count(db: &Db, org: OrganisationId) -> Result<Vec<(String, i64)>, Error> {
    let rows = db.all(&COUNT, &[org.bytes().into()]).await?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?))).collect()
}

const UNKNOWN: Statement = Statement::new(
    "outbox.mark_unknown",
    "UPDATE outbox SET state = 'unknown' WHERE organisation_id = $1 AND state = 'sending' AND next_try_at < $2",
);

/// Gives up on claims that nobody marked for `age`: whether they went out is unknown, and nobody gets one twice.
pub async fn mark_unknown(tx: &mut Tx, org: OrganisationId, now: Timestamp, age: Lifetime) -> Result<u64, Error> {
    tx.execute(&UNKNOWN, &[org.bytes().into(), now.minus(age).micros().into()]).await
}

const BOUNCED: Statement = Statement::new(
    "outbox.bounced",
    "UPDATE addresses SET bounced_at = $3, bounce_note = $4 WHERE organisation_id = $1 AND address_key = $2
     AND bounced_at IS NULL",
);

/// Marks an address that the mail server refused for good, with its words.
pub async fn mark_bounced(
    tx: &mut Tx,
    org: OrganisationId,
    address: &str,
    (now, note): (Timestamp, &str),
) -> Result<(), Error> {
    let params = [org.bytes().into(), name_key(address).into(), now.micros().into(), note.into()];
    tx.execute(&BOUNCED, &params).await?;
    Ok(())
}

const ARRIVES: Statement = Statement::new(
    "outbox.arrives",
    "UPDATE addresses SET bounced_at = NULL, bounce_note = NULL WHERE organisation_id = $1 AND address_key = $2
     AND bounced_at IS NOT NULL",
);

/// Takes the mark from an address: the mail server took a message for it.
pub async fn mark_arrives(tx: &mut Tx, org: OrganisationId, address: &str) -> Result<(), Error> {
    tx.execute(&ARRIVES, &[org.bytes().into(), name_key(address).into()]).await?;
    Ok(())
}
