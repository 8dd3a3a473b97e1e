//! What of the audit log connected systems are told: which kinds of events, each since when, and how far the log was handed
//! on to each. The mark goes forward by whoever finds it where it was read, so of two servers one hands on. Neighbours:
//! `audit` has the log, `hook` the events that are made of it.

use domain::id::{AuditId, OrganisationId, SystemId};
use domain::time::Timestamp;

use crate::audit::Place;
use crate::system::System;
use crate::{Db, Error, Row, Statement, Tx, Value};

/// A kind of events that a system is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Word of the kind.
    pub kind: String,
    /// It is told what happened after this moment.
    pub since: Timestamp,
}

const KINDS: Statement = Statement::new(
    "hook_log.kinds",
    "SELECT kind, since FROM hook_kinds WHERE organisation_id = $1 AND system_id = $2 ORDER BY since",
);

/// The kinds that a system is told.
pub async fn kinds(db: &Db, org: OrganisationId, system: SystemId) -> Result<Vec<Chosen>, Error> {
    db.all(&KINDS, &[org.bytes().into(), system.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn kinds_in(tx: &mut Tx, org: OrganisationId, system: SystemId) -> Result<Vec<Chosen>, Error> {
    tx.all(&KINDS, &[org.bytes().into(), system.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Chosen, Error> {
    Ok(Chosen { kind: row.text(0)?.to_owned(), since: Timestamp::from_micros(row.int(1)?) })
}

const COUNT: Statement = Statement::new(
    "hook_log.count",
    "SELECT system_id, COUNT(*) FROM hook_kinds WHERE organisation_id = $1 GROUP BY system_id",
);

/// How many kinds each system is told; one that is told none is left out.
pub async fn counts(db: &Db, org: OrganisationId) -> Result<Vec<(SystemId, i64)>, Error> {
    let rows = db.all(&COUNT, &[org.bytes().into()]).await?;
    rows.iter().map(|row| Ok((SystemId::from_bytes(row.array(0)?), row.int(1)?))).collect()
}

const ADD: Statement = Statement::new(
    "hook_log.add",
    "INSERT INTO hook_kinds (organisation_id, system_id, kind, since) VALUES ($1, $2, $3, $4)",
);
const REMOVE: Statement = Statement::new(
    "hook_log.remove",
    "DELETE FROM hook_kinds WHERE organisation_id = $1 AND system_id = $2 AND kind = $3",
);
const BEGIN: Statement = Statement::new(
    "hook_log.begin",
    "UPDATE systems SET log_batch = COALESCE(log_batch, $4), log_event = COALESCE(log_event, $5), version = version + 1
     WHERE organisation_id = $1 AND system_id = $2 AND version = $3",
);
const END: Statement = Statement::new(
    "hook_log.end",
    "UPDATE systems SET log_batch = NULL, log_event = NULL, version = version + 1
     WHERE organisation_id = $1 AND system_id = $2 AND version = $3",
);

/// Another choice of kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What it is told from now on.
    pub added: Vec<String>,
    /// What it is told no more.
    pub removed: Vec<String>,
    /// Whether it is told anything of the log then.
    pub any: bool,
}

/// Saves another choice over the version that was read, from `now` on; false where the system has changed since.
pub async fn choose(
    tx: &mut Tx,
    org: OrganisationId,
    (system, version): (SystemId, i64),
    change: &Change,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut params: Vec<Value> = vec![org.bytes().into(), system.bytes().into(), version.into()];
    let statement = if change.any {
        let end = end(tx, org).await?;
        params.extend([end.batch.into(), end.event.bytes().into()]);
        &BEGIN
    } else {
        &END
    };
    if tx.execute(statement, &params).await? != 1 {
        return Ok(false);
    }
    let of = |kind: &String| -> Vec<Value> { vec![org.bytes().into(), system.bytes().into(), kind.as_str().into()] };
    let removed: Vec<_> = change.removed.iter().map(|kind| (&REMOVE, of(kind))).collect();
    tx.batch(&removed).await?;
    let added = change.added.iter().map(|kind| {
        let mut params = of(kind);
        params.push(now.micros().into());
        params
    });
    let added: Vec<_> = added.collect();
    if !added.is_empty() {
        tx.insert_many(&ADD, &added).await?;
    }
    Ok(true)
}

/// Behind everything that has its place in the log.
async fn end(tx: &mut Tx, org: OrganisationId) -> Result<Place, Error> {
    Ok(Place { batch: crate::audit_chain::last_batch(tx, org).await?, event: AuditId::from_bytes([u8::MAX; 16]) })
}

const ANEW: Statement = Statement::new(
    "hook_log.anew",
    "UPDATE systems SET log_batch = $3, log_event = $4
     WHERE organisation_id = $1 AND system_id = $2 AND log_batch IS NOT NULL",
);
const SINCE: Statement =
    Statement::new("hook_log.since", "UPDATE hook_kinds SET since = $3 WHERE organisation_id = $1 AND system_id = $2");

/// Has the log of a system begin now: what happened while it was told nothing is passed over.
pub async fn begin_anew(tx: &mut Tx, org: OrganisationId, system: SystemId, now: Timestamp) -> Result<(), Error> {
    let end = end(tx, org).await?;
    let place = [org.bytes().into(), system.bytes().into(), end.batch.into(), end.event.bytes().into()];
    tx.execute(&ANEW, &place).await?;
    tx.execute(&SINCE, &[org.bytes().into(), system.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const MOVE: Statement = Statement::new(
    "hook_log.move",
    "UPDATE systems SET log_batch = $6, log_event = $7
     WHERE organisation_id = $1 AND system_id = $2 AND version = $3 AND log_batch = $4 AND log_event = $5
       AND hook_address IS NOT NULL AND hook_off_at IS NULL",
);

/// Moves the mark of a system from one place to another; false where it is not there any more, or the system was changed.
pub async fn move_mark(
    tx: &mut Tx,
    org: OrganisationId,
    system: &System,
    (from, to): (Place, Place),
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        system.id.bytes().into(),
        system.version.into(),
        from.batch.into(),
        from.event.bytes().into(),
        to.batch.into(),
        to.event.bytes().into(),
    ];
    Ok(tx.execute(&MOVE, &params).await? == 1)
}
