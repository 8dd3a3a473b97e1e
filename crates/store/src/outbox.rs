//! Messages to send, written in the transaction of what they tell. A message is claimed durably before it goes out and
//! marked after, a few at a time. A claim without a mark (the program died in between), or whose text left without an answer, is never
//! sent again: its outcome is unknown.

use domain::id::{OrganisationId, OutboxId};
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

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

/// A message whose time has come. It is nobody's yet.
#[derive(Clone, Debug)]
pub struct Due {
    /// Identity.
    pub id: OutboxId,
    /// Address.
    pub recipient: String,
    /// Sealed content.
    pub sealed_content: Vec<u8>,
    /// No try after this moment.
    pub give_up_at: Timestamp,
    /// How many tries there were.
    pub tries: i64,
}

/// Which of the messages that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Those that somebody waits for, such as a code. They go first.
    Awaited,
    /// Those to many.
    ToMany,
}

const WRITE: Statement = Statement::new(
    "outbox.write",
    "INSERT INTO outbox (organisation_id, message_id, recipient, sealed_content, written_at, next_try_at, give_up_at,
     bulk, tries, state) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, 0, 'waiting')",
);

/// Writes a message.
pub fn write(tx: &mut Tx, org: OrganisationId, new: &NewMessage, now: Timestamp) -> Result<(), Error> {
    tx.later(&WRITE, values(org, new, now, Line::Awaited))
}

/// Writes messages to many, which give way to those that somebody waits for.
pub async fn write_many(
    tx: &mut Tx,
    org: OrganisationId,
    messages: &[NewMessage],
    now: Timestamp,
) -> Result<(), Error> {
    let sets: Vec<_> = messages.iter().map(|new| values(org, new, now, Line::ToMany)).collect();
    if !sets.is_empty() {
        tx.insert_many(&WRITE, &sets).await?;
    }
    Ok(())
}

fn values(org: OrganisationId, new: &NewMessage, now: Timestamp, line: Line) -> Vec<Value> {
    vec![
        org.bytes().into(),
        new.id.bytes().into(),
        new.recipient.as_str().into(),
        new.sealed_content.as_slice().into(),
        now.micros().into(),
        new.give_up_at.micros().into(),
        (line == Line::ToMany).into(),
    ]
}

const DUE: Statement = Statement::new(
    "outbox.due",
    "SELECT message_id, recipient, sealed_content, give_up_at, tries FROM outbox WHERE organisation_id = $1
     AND state = 'waiting' AND bulk = $2 AND next_try_at <= $3 ORDER BY next_try_at, message_id LIMIT $4",
);

/// The messages of each organisation whose time has come, the oldest first, at most `limit` of each.
pub async fn due(
    db: &Db,
    organisations: &[OrganisationId],
    line: Line,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Vec<Due>>, Error> {
    let bulk = line == Line::ToMany;
    let sets: Vec<Vec<Value>> = organisations
        .iter()
        .map(|org| vec![org.bytes().into(), bulk.into(), now.micros().into(), limit.into()])
        .collect();
    let all = db.many(&DUE, &sets).await?;
    all.iter().map(|rows| rows.iter().map(read).collect()).collect()
}

fn read(row: &Row) -> Result<Due, Error> {
    Ok(Due {
        id: OutboxId::from_bytes(row.array(0)?),
        recipient: row.text(1)?.to_owned(),
        sealed_content: row.bytes(2)?.to_vec(),
        give_up_at: Timestamp::from_micros(row.int(3)?),
        tries: row.int(4)?,
    })
}

/// A message to claim, and how many tries there were when it was read.
pub type Claim = (OrganisationId, OutboxId, i64);

const CLAIM: Statement = Statement::new(
    "outbox.claim",
    "UPDATE outbox SET state = 'sending', tries = tries + 1, next_try_at = $3 WHERE organisation_id = $1
     AND message_id = $2 AND state = 'waiting' AND tries = $4",
);

/// Claims messages for sending; says of each whether it is the caller's now. It is not where another node has claimed it
/// since it was read.
pub async fn claim(tx: &mut Tx, claims: &[Claim], now: Timestamp) -> Result<Vec<bool>, Error> {
    let sets: Vec<Vec<Value>> = claims
        .iter()
        .map(|(org, id, tries)| vec![org.bytes().into(), id.bytes().into(), now.micros().into(), (*tries).into()])
        .collect();
    tx.change_many(&CLAIM, &sets).await
}

/// What became of a claimed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took it.
    Sent,
    /// Try again at this moment; with the mail server's words.
    Later(Timestamp, String),
    /// It certainly did not leave, and is anybody's to claim as if it had never been claimed.
    GivenBack,
    /// Never: the mail server refused it for good, or the time is up.
    Failed(String),
    /// Never again: its text left and no answer came, so it may have arrived; with what was noticed.
    Unknown(String),
}

const MARK: Statement = Statement::new(
    "outbox.mark",
    "UPDATE outbox SET state = $3, next_try_at = COALESCE(CAST($4 AS BIGINT), next_try_at), note = $5,
     tries = tries - CAST($6 AS BIGINT), sealed_content = CASE WHEN CAST($3 AS TEXT) = 'waiting' THEN sealed_content
     ELSE $7 END WHERE organisation_id = $1 AND message_id = $2 AND state = 'sending'",
);

/// Notes what became of claimed messages. What needs no further try loses its content. A claim that was given up on
/// meanwhile stays so.
pub fn mark(tx: &mut Tx, marks: &[(OrganisationId, OutboxId, Outcome)]) -> Result<(), Error> {
    marks.iter().try_for_each(|(org, id, outcome)| tx.later(&MARK, values_of(*org, *id, outcome)))
}

fn values_of(org: OrganisationId, id: OutboxId, outcome: &Outcome) -> Vec<Value> {
    let (state, next, note, less) = match outcome {
        Outcome::Sent => ("sent", None, None, 0),
        Outcome::Later(at, note) => ("waiting", Some(at.micros()), Some(note), 0),
        Outcome::GivenBack => ("waiting", None, None, 1),
        Outcome::Failed(note) => ("failed", None, Some(note), 0),
        Outcome::Unknown(note) => ("unknown", None, Some(note), 0),
    };
    let note: Option<&str> = note.map(String::as_str);
    let nothing: Vec<u8> = Vec::new();
    vec![
        org.bytes().into(),
        id.bytes().into(),
        state.into(),
        next.into(),
        note.into(),
        i64::from(less).into(),
        nothing.into(),
    ]
}

const NEXT: Statement = Statement::new(
    "outbox.next",
    "SELECT (SELECT MIN(next_try_at) FROM outbox WHERE organisation_id = $1 AND state = 'waiting' AND bulk = FALSE),
     (SELECT MIN(next_try_at) FROM outbox WHERE organisation_id = $1 AND state = 'waiting' AND bulk = TRUE)",
);

/// When the next message of any of these organisations is due; `None` where none waits.
pub async fn next_try_at(db: &Db, organisations: &[OrganisationId]) -> Result<Option<Timestamp>, Error> {
    let sets: Vec<Vec<Value>> = organisations.iter().map(|org| vec![org.bytes().into()]).collect();
    let mut next: Option<i64> = None;
    for row in db.many(&NEXT, &sets).await?.iter().flatten() {
        next = [next, row.opt_int(0)?, row.opt_int(1)?].into_iter().flatten().min();
    }
    Ok(next.map(Timestamp::from_micros))
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

/// Marks addresses that the mail server refused for good, each with its words.
pub fn mark_bounced(tx: &mut Tx, addresses: &[(OrganisationId, String, String)], now: Timestamp) -> Result<(), Error> {
    addresses.iter().try_for_each(|(org, address, note)| {
        let params = vec![org.bytes().into(), name_key(address).into(), now.micros().into(), note.as_str().into()];
        tx.later(&BOUNCED, params)
    })
}

const ARRIVES: Statement = Statement::new(
    "outbox.arrives",
    "UPDATE addresses SET bounced_at = NULL, bounce_note = NULL, bounce_reported = FALSE WHERE organisation_id = $1
     AND address_key = $2 AND bounced_at IS NOT NULL AND (bounce_reported = FALSE OR bounced_at < $3)",
);

/// Takes the mark from addresses: the mail server took a message for each. That says little where it took one before and
/// reported later that it could not be delivered, so such a mark stays until it is as old as `report_lives`.
pub fn mark_arrives(
    tx: &mut Tx,
    addresses: &[(OrganisationId, String)],
    (now, report_lives): (Timestamp, Lifetime),
) -> Result<(), Error> {
    let before = now.minus(report_lives).micros();
    addresses.iter().try_for_each(|(org, address)| {
        tx.later(&ARRIVES, vec![org.bytes().into(), name_key(address).into(), before.into()])
    })
}
