//! Events that are told to connected systems, written in the transaction of what they tell. A claim moves the next try
//! ahead and counts it; only its own try may mark it. One whose sender died is told again, under the same id.

use domain::id::{DeliveryId, OrganisationId, SystemId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

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
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::GivenUp => "given-up",
        }
    }

    /// What a word means.
    pub fn from_word(word: &str) -> Option<Self> {
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
    /// Word of the event.
    pub kind: String,
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
    tx.later(&WRITE, values(org, new, now))
}

/// Writes many events.
pub async fn write_many(
    tx: &mut Tx,
    org: OrganisationId,
    events: Vec<NewDelivery>,
    now: Timestamp,
) -> Result<(), Error> {
    let sets: Vec<_> = events.into_iter().map(|new| values(org, new, now)).collect();
    if !sets.is_empty() {
        tx.insert_many(&WRITE, &sets).await?;
    }
    Ok(())
}

fn values(org: OrganisationId, new: NewDelivery, now: Timestamp) -> Vec<Value> {
    vec![
        org.bytes().into(),
        new.id.bytes().into(),
        new.system.bytes().into(),
        new.kind.into(),
        new.body.into(),
        now.micros().into(),
    ]
}

const DUE: Statement = Statement::new(
    "hook.due",
    "SELECT delivery_id FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 AND state = 'waiting' AND next_try_at <= $3
     ORDER BY next_try_at, delivery_id LIMIT $4",
);

/// Events whose time has come, for each system at most so many, the oldest of each first.
pub async fn due(
    db: &Db,
    org: OrganisationId,
    systems: &[(SystemId, i64)],
    now: Timestamp,
) -> Result<Vec<DeliveryId>, Error> {
    let set = |(system, limit): &(SystemId, i64)| {
        vec![org.bytes().into(), system.bytes().into(), now.micros().into(), (*limit).into()]
    };
    let sets: Vec<Vec<Value>> = systems.iter().map(set).collect();
    let found = db.many(&DUE, &sets).await?;
    found.iter().flatten().map(|row| Ok(DeliveryId::from_bytes(row.array(0)?))).collect()
}

const COUNTED: Statement = Statement::new(
    "hook.counted",
    "SELECT COUNT(*) FROM (SELECT delivery_id FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 AND state = $3 LIMIT $4) AS counted",
);

/// How many events of a system are so far, counted up to `most`.
pub async fn count(db: &Db, org: OrganisationId, (system, state): (SystemId, State), most: i64) -> Result<i64, Error> {
    let params = [org.bytes().into(), system.bytes().into(), state.word().into(), most.into()];
    db.one(&COUNTED, &params).await?.map_or(Ok(0), |row| row.int(0))
}

const CLAIM: Statement = Statement::new(
    "hook.claim",
    "UPDATE hook_deliveries SET tries = tries + 1, tried_at = $3, next_try_at = $4
     WHERE organisation_id = $1 AND delivery_id = $2 AND state = 'waiting' AND next_try_at <= $3
     RETURNING system_id, kind, body, tries",
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
        let (kind, body) = (row.text(1)?.to_owned(), row.text(2)?.to_owned());
        Ok(Claimed { id, system, kind, body, tries: row.int(3)? })
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

/// Notes what became of a try; nothing, and false, where a later try is under way.
pub async fn mark(
    tx: &mut Tx,
    org: OrganisationId,
    (id, tries): (DeliveryId, i64),
    outcome: &Outcome,
) -> Result<bool, Error> {
    let (state, next, answer) = match outcome {
        Outcome::Taken(answer) => (State::Taken, None, answer),
        Outcome::Later(at, answer) => (State::Waiting, Some(at.micros()), answer),
        Outcome::GivenUp(answer) => (State::GivenUp, None, answer),
    };
    let params =
        [org.bytes().into(), id.bytes().into(), tries.into(), state.word().into(), next.into(), answer.as_str().into()];
    Ok(tx.execute(&MARK, &params).await? == 1)
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

const TO_REPEAT: Statement = Statement::new(
    "hook.to_repeat",
    "SELECT delivery_id FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 AND delivery_id > $3 AND delivery_id < $4
       AND (state = 'given-up' OR (state = 'taken' AND CAST($5 AS BIGINT) = 1))
     ORDER BY delivery_id LIMIT $6",
);

/// Which events are told once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Those that were given up.
    Failed,
    /// Those that were taken, too.
    All,
}

/// The lowest id of an event that was written at this moment.
pub fn first_of(at: Timestamp) -> DeliveryId {
    DeliveryId::from_bytes(crate::audit::lowest_bytes(at))
}

/// Events of a system between two ids that may be told once more, the oldest first. Ids are in the order of time.
pub async fn to_repeat(
    db: &Db,
    org: OrganisationId,
    (system, which): (SystemId, Repeat),
    (after, before): (DeliveryId, DeliveryId),
    limit: i64,
) -> Result<Vec<DeliveryId>, Error> {
    let params = [
        org.bytes().into(),
        system.bytes().into(),
        after.bytes().into(),
        before.bytes().into(),
        i64::from(which == Repeat::All).into(),
        limit.into(),
    ];
    let rows = db.all(&TO_REPEAT, &params).await?;
    rows.iter().map(|row| Ok(DeliveryId::from_bytes(row.array(0)?))).collect()
}

const REPEAT: Statement = Statement::new(
    "hook.repeat",
    "UPDATE hook_deliveries SET state = 'waiting', tries = 0, next_try_at = $4
     WHERE organisation_id = $1 AND system_id = $2 AND delivery_id = $3 AND state <> 'waiting'",
);

/// Tells these once more, from the first try on; answers how many there were.
pub async fn repeat(
    tx: &mut Tx,
    org: OrganisationId,
    (system, ids): (SystemId, &[DeliveryId]),
    now: Timestamp,
) -> Result<usize, Error> {
    let set = |id: &DeliveryId| vec![org.bytes().into(), system.bytes().into(), id.bytes().into(), now.micros().into()];
    let sets: Vec<Vec<Value>> = ids.iter().map(set).collect();
    Ok(tx.change_many(&REPEAT, &sets).await?.into_iter().filter(|changed| *changed).count())
}

const PAGE: Statement = Statement::new(
    "hook.page",
    "SELECT delivery_id, kind, written_at, next_try_at, tries, tried_at, state, answer FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 AND delivery_id < $3 ORDER BY delivery_id DESC LIMIT $4",
);
const PAGE_OF_STATE: Statement = Statement::new(
    "hook.page_of_state",
    "SELECT delivery_id, kind, written_at, next_try_at, tries, tried_at, state, answer FROM hook_deliveries
     WHERE organisation_id = $1 AND system_id = $2 AND delivery_id < $3 AND state = $5
     ORDER BY delivery_id DESC LIMIT $4",
);

/// Which events of a system are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Those that are so far; none for all.
    pub state: Option<State>,
    /// Those before this one; none for the last.
    pub before: Option<DeliveryId>,
}

/// Events of a system, the newest on top.
pub async fn list(
    db: &Db,
    org: OrganisationId,
    (system, listed): (SystemId, Listed),
    limit: i64,
) -> Result<Vec<Delivery>, Error> {
    let before = listed.before.map_or([u8::MAX; 16], DeliveryId::bytes);
    let mut params: Vec<Value> = vec![org.bytes().into(), system.bytes().into(), before.into(), limit.into()];
    let statement = match listed.state {
        None => &PAGE,
        Some(state) => {
            params.push(state.word().into());
            &PAGE_OF_STATE
        }
    };
    db.all(statement, &params).await?.iter().map(read).collect()
}

/// The last events of a system, the newest on top.
pub async fn of_system(db: &Db, org: OrganisationId, system: SystemId, limit: i64) -> Result<Vec<Delivery>, Error> {
    list(db, org, (system, Listed::default()), limit).await
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
