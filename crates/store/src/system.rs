//! Connected systems: by their key they read the feeds, at their address they are told of events. Neighbour: `hook` keeps
//! the events, `hook_log` what of the audit log each is told.

use domain::id::{AuditId, OrganisationId, SystemId, UserId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::audit::Place;
use crate::{Db, Error, Row, Statement, Tx};

/// A connected system as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Identity.
    pub id: SystemId,
    /// Its name.
    pub name: String,
    /// Where it is told of events; none where it only reads.
    pub hook_address: Option<String>,
    /// Since when nothing is sent, because it said that it takes nothing any more.
    pub hook_off_at: Option<Timestamp>,
    /// The version that an edit names.
    pub version: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it; none for the command line.
    pub made_by: Option<UserId>,
    /// When it last read a feed, to the minute.
    pub last_read_at: Option<Timestamp>,
    /// How far the audit log was handed on to it; none where it is told nothing of that.
    pub log: Option<Place>,
}

impl System {
    /// Whether it is told of events now.
    pub const fn is_told(&self) -> bool {
        self.hook_address.is_some() && self.hook_off_at.is_none()
    }
}

/// What opens the feeds for a system, and what signs what is told to it.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Hash of the key.
    pub key_hash: [u8; 32],
    /// The secret, sealed to [`PLACE`] and the id.
    pub sealed_secret: Vec<u8>,
}

/// Table and column that the secret is sealed to.
pub const PLACE: (&str, &str) = ("systems", "sealed_hook_secret");

const LIST: Statement = Statement::new(
    "system.list",
    "SELECT system_id, name, hook_address, hook_off_at, version, made_at, made_by, last_read_at, log_batch, log_event
     FROM systems WHERE organisation_id = $1 ORDER BY made_at, system_id",
);

/// All of them, the oldest first.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<System>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<System>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// One of them. There are few: it is picked from the list.
pub async fn find(db: &Db, org: OrganisationId, id: SystemId) -> Result<Option<System>, Error> {
    Ok(list(db, org).await?.into_iter().find(|one| one.id == id))
}

fn read(row: &Row) -> Result<System, Error> {
    Ok(System {
        id: SystemId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        hook_address: row.opt_text(2)?.map(str::to_owned),
        hook_off_at: row.opt_int(3)?.map(Timestamp::from_micros),
        version: row.int(4)?,
        made_at: Timestamp::from_micros(row.int(5)?),
        made_by: row.opt_array(6)?.map(UserId::from_bytes),
        last_read_at: row.opt_int(7)?.map(Timestamp::from_micros),
        log: match (row.opt_int(8)?, row.opt_array(9)?) {
            (Some(batch), Some(event)) => Some(Place { batch, event: AuditId::from_bytes(event) }),
            _ => None,
        },
    })
}

const BY_KEY: Statement = Statement::new(
    "system.by_key",
    "SELECT system_id, last_read_at FROM systems WHERE organisation_id = $1 AND key_hash = $2",
);

/// The system that bears a key, and when it last read.
pub async fn of_key(
    db: &Db,
    org: OrganisationId,
    key_hash: [u8; 32],
) -> Result<Option<(SystemId, Option<Timestamp>)>, Error> {
    let row = db.one(&BY_KEY, &[org.bytes().into(), key_hash.to_vec().into()]).await?;
    row.map(|row| Ok((SystemId::from_bytes(row.array(0)?), row.opt_int(1)?.map(Timestamp::from_micros)))).transpose()
}

const SAW: Statement =
    Statement::new("system.saw", "UPDATE systems SET last_read_at = $3 WHERE organisation_id = $1 AND system_id = $2");

/// Notes that a system read a feed.
pub async fn saw(tx: &mut Tx, org: OrganisationId, id: SystemId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&SAW, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const INSERT: Statement = Statement::new(
    "system.insert",
    "INSERT INTO systems (organisation_id, system_id, name, name_key, key_hash, hook_address, sealed_hook_secret, version,
     made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)",
);

/// Keeps a new one. Whether its name is free is looked at before, under the lock of the organisation.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    (id, keys): (SystemId, &Keys),
    (name, address): (&str, Option<&str>),
    (now, by): (Timestamp, Option<UserId>),
) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        id.bytes().into(),
        name.into(),
        name_key(name).into(),
        keys.key_hash.to_vec().into(),
        address.into(),
        (&keys.sealed_secret[..]).into(),
        now.micros().into(),
        by.map(UserId::bytes).into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "system.save",
    "UPDATE systems SET name = $4, name_key = $5, hook_address = $6, hook_off_at = NULL, version = version + 1
     WHERE organisation_id = $1 AND system_id = $2 AND version = $3",
);

/// Saves name and address over the version that was read, and tells it of events again; false where it has changed since.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    (id, version): (SystemId, i64),
    (name, address): (&str, Option<&str>),
) -> Result<bool, Error> {
    let params =
        [org.bytes().into(), id.bytes().into(), version.into(), name.into(), name_key(name).into(), address.into()];
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

const NEW_KEY: Statement =
    Statement::new("system.new_key", "UPDATE systems SET key_hash = $3 WHERE organisation_id = $1 AND system_id = $2");

/// Gives it another key; the one before opens nothing from now on. False where it is gone.
pub async fn new_key(tx: &mut Tx, org: OrganisationId, id: SystemId, key_hash: [u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute(&NEW_KEY, &[org.bytes().into(), id.bytes().into(), key_hash.to_vec().into()]).await? == 1)
}

const NEW_SECRET: Statement = Statement::new(
    "system.new_secret",
    "UPDATE systems SET sealed_hook_secret = $3 WHERE organisation_id = $1 AND system_id = $2",
);

/// Gives it another secret: what goes out from now on is signed with it. False where it is gone.
pub async fn new_secret(tx: &mut Tx, org: OrganisationId, id: SystemId, sealed: &[u8]) -> Result<bool, Error> {
    Ok(tx.execute(&NEW_SECRET, &[org.bytes().into(), id.bytes().into(), sealed.into()]).await? == 1)
}

const REMOVE: Statement = Statement::new(
    "system.remove",
    "DELETE FROM systems WHERE organisation_id = $1 AND system_id = $2 AND version = $3",
);

/// Takes it away, with what waits for it; false where it has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (SystemId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}

const HOOK_OFF: Statement = Statement::new(
    "system.hook_off",
    "UPDATE systems SET hook_off_at = $3 WHERE organisation_id = $1 AND system_id = $2 AND hook_off_at IS NULL",
);

/// Tells it of nothing any more until it is saved anew; false where that is so already.
pub async fn hook_off(tx: &mut Tx, org: OrganisationId, id: SystemId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&HOOK_OFF, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await? == 1)
}
