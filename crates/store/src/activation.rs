//! Requests to activate the two-step module, and what the operator answered.

use domain::id::{ActivationId, OrganisationId, UserId};
use domain::organisation::{RequestState, Wish};
use domain::policy::{Ask, Stay};
use domain::time::{Lifetime, Timestamp};

use crate::{Db, Error, Row, Statement, Tx};

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Identity.
    pub id: ActivationId,
    /// Whose module.
    pub organisation: OrganisationId,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// The settings wished for.
    pub wish: Wish,
    /// What was said to the operator; may be empty.
    pub note: String,
    /// What became of it.
    pub state: RequestState,
    /// What the operator said; may be empty.
    pub answer: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

const OPEN: Statement = Statement::new(
    "activation.list_open",
    "SELECT organisation_id, request_id, asked_by, asked_at, ask_period, stay_period, note, state, answer, answered_at
     FROM activation_requests WHERE state = 'open' ORDER BY asked_at, request_id",
);

/// What waits for the operator, over all organisations, oldest first.
pub async fn list_open(db: &Db) -> Result<Vec<Request>, Error> {
    db.all(&OPEN, &[]).await?.iter().map(read).collect()
}

const LATEST: Statement = Statement::new(
    "activation.latest",
    "SELECT organisation_id, request_id, asked_by, asked_at, ask_period, stay_period, note, state, answer, answered_at
     FROM activation_requests WHERE organisation_id = $1
     ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, asked_at DESC, request_id DESC LIMIT 1",
);

/// The request of an organisation that is open, else its last.
pub async fn latest(db: &Db, org: OrganisationId) -> Result<Option<Request>, Error> {
    db.one(&LATEST, &[org.bytes().into()]).await?.as_ref().map(read).transpose()
}

/// The same inside a transaction.
pub async fn latest_in(tx: &mut Tx, org: OrganisationId) -> Result<Option<Request>, Error> {
    tx.one(&LATEST, &[org.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Request, Error> {
    let word = row.text(7)?;
    Ok(Request {
        organisation: OrganisationId::from_bytes(row.array(0)?),
        id: ActivationId::from_bytes(row.array(1)?),
        asked_by: UserId::from_bytes(row.array(2)?),
        asked_at: Timestamp::from_micros(row.int(3)?),
        wish: Wish {
            ask: row.opt_int(4)?.map_or(Ask::Always, |period| Ask::Every(Lifetime::from_micros(period))),
            stay: row.opt_int(5)?.map_or(Stay::UntilBrowserCloses, |span| Stay::For(Lifetime::from_micros(span))),
        },
        note: row.text(6)?.to_owned(),
        state: RequestState::from_word(word)
            .ok_or_else(|| Error::Broken(format!("unknown state of a request `{word}`")))?,
        answer: row.text(8)?.to_owned(),
        answered_at: row.opt_int(9)?.map(Timestamp::from_micros),
    })
}

const INSERT: Statement = Statement::new(
    "activation.insert",
    "INSERT INTO activation_requests (organisation_id, request_id, asked_by, asked_at, ask_period, stay_period, note,
     state, answer, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);

/// Keeps a request.
pub async fn insert(tx: &mut Tx, new: &Request) -> Result<(), Error> {
    let stay = match new.wish.stay {
        Stay::For(span) => Some(span.micros()),
        Stay::UntilBrowserCloses => None,
    };
    let params = [
        new.organisation.bytes().into(),
        new.id.bytes().into(),
        new.asked_by.bytes().into(),
        new.asked_at.micros().into(),
        new.wish.ask.period().map(Lifetime::micros).into(),
        stay.into(),
        (&new.note).into(),
        new.state.word().into(),
        (&new.answer).into(),
        new.answered_at.map(Timestamp::micros).into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const ANSWER: Statement = Statement::new(
    "activation.answer",
    "UPDATE activation_requests SET state = $3, answer = $4, answered_at = $5
     WHERE organisation_id = $1 AND request_id = $2 AND state = 'open'",
);

/// Answers a request that is open; false where it is not, or not any more.
pub async fn answer(
    tx: &mut Tx,
    (org, id): (OrganisationId, ActivationId),
    state: RequestState,
    answer: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), state.word().into(), answer.into(), now.micros().into()];
    Ok(tx.execute(&ANSWER, &params).await? == 1)
}
