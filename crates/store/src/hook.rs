//! Events that are told to connected systems, written in the transaction of what they tell. A claim moves the next try
//! ahead and counts it; only its own try may mark it. One whose sender died is told again, under the same id.

use domain::id::{DeliveryId, OrganisationId, SystemId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// An event to write.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Identity; the same at every try.
    pub id: DeliveryId,
    /// To whom.
    pub system: SystemId,
    /// Word of the event.
    pub kind: String,
    /// What is sent, to the byte.
    pub body: String,
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is told at the next try.
    Waiting,
    /// It was taken.
    Taken,
    /// It is not tried again.
    GivenUp,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::GivenUp => "given-up",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Taken, Self::GivenUp].into_iter().find(|state| state.word() == word)
    }
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Identity.
    pub id: DeliveryId,
    /// Word of the event.
    pub kind: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it is tried next, while it waits.
    pub next_try_at: Timestamp,
    /// How many tries there were.
    pub tries: i64,
    /// When the last one was.
    pub tried_at: Option<Timestamp>,
    /// How far it is.
    pub state: State,
    /// What came back at the last try.
    pub answer: Option<String>,
}

/// An event that was claimed for sending.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Identity.
    pub id: DeliveryId,
    /// To whom.
    pub system: SystemId,
    /// What is sent, to the byte.
    pub body: String,
    /// Which try this is, from 1.
    pub tries: i64,
}

const WRITE: Statement = Statement::new(
    "hook.write",
    "INSERT INTO hook_deliveries (organisation_id, delivery_id, system_id, kind, body, written_at, next_try_at, tries, state)
     VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 'waiting')",
);

/// Writes an event.
pub fn write(tx: &mut Tx, org: OrganisationId, new: NewDelivery, now: Timestamp) -> Result<(), Error> {
    let params = vec![
        org.bytes().into(),
        new.id.bytes().into(),
        new.system.bytes().into(),
        new.kind.into(),
        new.body.into(),
        now.micros().into(),
    ];
    tx.later(&WRITE, params)
}

const DUE: Statement = Statement::new(
    "hook.due",
    "SELECT delivery_id FROM hook_deliveries WHERE organisation_id = $1 AND state = 'waiting' AND next_try_at <= $2
     ORDER BY next_try_at, delivery_id LIMIT $3",
);

/// Events whose time has come, oldest first.
pub async fn due(db: &Db, org: OrganisationId, now: Timestamp, limit: i64) -> Result<Vec<DeliveryId>, Error> {
    let rows = db.all(&DUE, &[org.bytes().into(), now.micros().into(), limit.into()]).await?;
    rows.iter().map(|row| Ok(DeliveryId::from_bytes(row.array(0)?))).collect()
}

const CLAIM: Statement = Statement::new(
    "hook.claim",
    "UPDATE hook_deliveries SET tries = tries + 1, tried_at = $3, next_try_at = $4
     WHERE organisation_id = $1 AND delivery_id = $2 AND state = 'waiting' AND next_try_at <= $3
     RETURNING system_id, body, tries",
);

/// Claims an event for sending; it is due again at `again`, unless it is marked before. `None` where another node did.
pub async fn claim(
    tx: &mut Tx,
    org: OrganisationId,
    id: DeliveryId,
    (now, again): (Timestamp, Timestamp),
) -> Result<Option<Claimed>, Error> {
    let params = [org.bytes().into(), id.bytes().into(), now.micros().into(), again.micros().into()];
    let row = tx.one(&CLAIM, &params).await?;
    row.map(|row| {
        let system = SystemId::from_bytes(row.array(0)?);
        Ok(Claimed { id, system, body: row.text(1)?.to_owned(), tries: row.int(2)? })
    })
    .transpose()
}

/// What became of a claimed event, with what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Taken(String),
    /// Try again at this moment.
    Later(Timestamp, String),
    /// Never.
    GivenUp(String),
}

const MARK: Statement = Statement::new(
    "hook.mark",
    "UPDATE hook_deliveries SET state = $4, next_try_at = COALESCE(CAST($5 AS BIGINT), next_try_at), answer = $6
     WHERE organisation_id = $1 AND delivery_id = $2 AND tries = $3 AND state = 'waiting'",
);

/// Notes what became of a try; nothing where a later try is under way.
pub async fn mark(
    tx: &mut Tx,
    org: OrganisationId,
    (id, tries): (DeliveryId, i64),
    outcome: &Outcome,
) -> Result<(), Error> {
    let (state, next, answer) = match outcome {
        Outcome::Taken(answer) => (State::Taken, None, answer),
        Outcome::Later(at, answer) => (State::Waiting, Some(at.micros()), answer),
        Outcome::GivenUp(answer) => (State::GivenUp, None, answer),
    };
    let params =
        [org.bytes().into(), id.bytes().into(), tries.into(), state.word().into(), next.into(), answer.as_str().into()];
    tx.execute(&MARK, &params).await?;
    Ok(())
}

const DROP_ALL: Statement = Statement::new(
    "hook.drop_all",
    "UPDATE hook_deliveries SET state = 'given-up', answer = $3
     WHERE organisation_id = $1 AND system_id = $2 AND state = 'waiting'",
);

/// Gives up on everything that waits for a system, for this reason.
pub async fn drop_all(tx: &mut Tx, org: OrganisationId, system: SystemId, why: &str) -> Result<(), Error> {
    tx.execute(&DROP_ALL, &[org.bytes().into(), system.bytes().into(), why.into()]).await?;
    Ok(())
}

const AGAIN: Statement = Statement::new(
    "hook.again",
    "UPDATE hook_deliveries SET state = 'waiting', tries = 0, next_try_at = $4
     WHERE organisation_id = $1 AND system_id = $2 AND delivery_id = $3 RETURNING kind",
);

/// Tells it once more, from the first try on; answers the word of the event, none where the system has no such event.
pub async fn again(
    tx: &mut Tx,
    org: OrganisationId,
    (system, id): (SystemId, DeliveryId),
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let params = [org.bytes().into(), system.bytes().into(), id.bytes().into(), now.micros().into()];
    tx.one(&AGAIN, &params).await?.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

const OF_SYSTEM: Statement = Statement::new(
    "hook.of_system",
    "SELECT delivery_id, kind, written_at, next_try_at, tries, tried_at, state, answer FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 ORDER BY written_at DESC, delivery_id DESC LIMIT $3",
);

/// The last events of a system, the newest on top.
pub async fn of_system(db: &Db, org: OrganisationId, system: SystemId, limit: i64) -> Result<Vec<Delivery>, Error> {
    let rows = db.all(&OF_SYSTEM, &[org.bytes().into(), system.bytes().into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Delivery, Error> {
    let state = row.text(6)?;
    Ok(Delivery {
        id: DeliveryId::from_bytes(row.array(0)?),
        kind: row.text(1)?.to_owned(),
        written_at: Timestamp::from_micros(row.int(2)?),
        next_try_at: Timestamp::from_micros(row.int(3)?),
        tries: row.int(4)?,
        tried_at: row.opt_int(5)?.map(Timestamp::from_micros),
        state: State::from_word(state).ok_or_else(|| Error::Broken(format!("unknown state `{state}`")))?,
        answer: row.opt_text(7)?.map(str::to_owned),
    })
}

const SECRET: Statement = Statement::new(
    "hook.secret",
    "SELECT hook_address, sealed_hook_secret FROM systems
     WHERE organisation_id = $1 AND system_id = $2 AND hook_address IS NOT NULL AND hook_off_at IS NULL",
);

/// Where a system is told of events, and the sealed secret; none where it is not.
pub async fn target(db: &Db, org: OrganisationId, system: SystemId) -> Result<Option<(String, Vec<u8>)>, Error> {
    let row = db.one(&SECRET, &[org.bytes().into(), system.bytes().into()]).await?;
    row.map(|row| Ok((row.text(0)?.to_owned(), row.bytes(1)?.to_vec()))).transpose()
}
