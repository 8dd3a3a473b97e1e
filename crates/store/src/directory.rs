//! Directories that people are fetched from by LDAP: what is asked of each, who works on it, and its last syncs. Neighbours:
//! `people_source` has their names and mappings, `sourced` who came from which.

use domain::id::{OrganisationId, PeopleSourceId, SyncId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// Table and column that the password of a directory is sealed to.
pub const PLACE: (&str, &str) = ("directories", "sealed_password");

/// A directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// The source that it is.
    pub source: PeopleSourceId,
    /// What is asked of it, as the actions write it.
    pub settings: String,
    /// The password of whoever asks, sealed to [`PLACE`] and the id.
    pub sealed_password: Vec<u8>,
    /// Whether its people sign in with the password that they have there.
    pub passwords: bool,
    /// The mapping by which all of it was last read; empty before the first time.
    pub read_by: String,
    /// When it is to be synced next; none where that is asked for by hand.
    pub next_sync_at: Option<Timestamp>,
    /// Until when whoever works on it holds it.
    pub held_until: Timestamp,
    /// How many people may vanish the next time, because somebody said so.
    pub let_go: u64,
}

const LIST: Statement = Statement::new(
    "directory.list",
    "SELECT people_source_id, settings, sealed_password, passwords, read_by, next_sync_at, held_until, let_go
     FROM directories WHERE organisation_id = $1 ORDER BY people_source_id",
);
const FIND: Statement = Statement::new(
    "directory.find",
    "SELECT people_source_id, settings, sealed_password, passwords, read_by, next_sync_at, held_until, let_go
     FROM directories WHERE organisation_id = $1 AND people_source_id = $2",
);

/// All of them.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Directory>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// One of them.
pub async fn find(db: &Db, org: OrganisationId, source: PeopleSourceId) -> Result<Option<Directory>, Error> {
    db.one(&FIND, &[org.bytes().into(), source.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Directory, Error> {
    Ok(Directory {
        source: PeopleSourceId::from_bytes(row.array(0)?),
        settings: row.text(1)?.to_owned(),
        sealed_password: row.bytes(2)?.to_vec(),
        passwords: row.bool(3)?,
        read_by: row.text(4)?.to_owned(),
        next_sync_at: row.opt_int(5)?.map(Timestamp::from_micros),
        held_until: Timestamp::from_micros(row.int(6)?),
        let_go: count(row, 7)?,
    })
}

fn count(row: &Row, column: usize) -> Result<u64, Error> {
    u64::try_from(row.int(column)?).map_err(|_| Error::Broken("a count below nothing".into()))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const INSERT: Statement = Statement::new(
    "directory.insert",
    "INSERT INTO directories (organisation_id, people_source_id, settings, sealed_password, passwords, read_by, next_sync_at,
     held_until, let_go) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

/// Keeps a new one, beside its source.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &Directory) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.source.bytes().into(),
        (&*new.settings).into(),
        (&new.sealed_password[..]).into(),
        new.passwords.into(),
        (&*new.read_by).into(),
        new.next_sync_at.map(Timestamp::micros).into(),
        new.held_until.micros().into(),
        number(new.let_go).into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "directory.save",
    "UPDATE directories SET settings = $3, sealed_password = $4, passwords = $5, next_sync_at = $6
     WHERE organisation_id = $1 AND people_source_id = $2",
);

/// Saves what is asked of one; which version of it was read is the source's to look at.
pub async fn save(tx: &mut Tx, org: OrganisationId, one: &Directory) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        one.source.bytes().into(),
        (&*one.settings).into(),
        (&one.sealed_password[..]).into(),
        one.passwords.into(),
        one.next_sync_at.map(Timestamp::micros).into(),
    ];
    tx.execute(&SAVE, &params).await?;
    Ok(())
}

const HOLD: Statement = Statement::new(
    "directory.hold",
    "UPDATE directories SET held_until = $4 WHERE organisation_id = $1 AND people_source_id = $2 AND held_until = $3",
);

/// Takes hold of one, or keeps it, until a moment; false where somebody else did meanwhile.
pub async fn hold(
    tx: &mut Tx,
    org: OrganisationId,
    source: PeopleSourceId,
    (held, until): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    let params = [org.bytes().into(), source.bytes().into(), held.micros().into(), until.micros().into()];
    Ok(tx.execute(&HOLD, &params).await? == 1)
}

const DONE: Statement = Statement::new(
    "directory.done",
    "UPDATE directories SET read_by = $3, next_sync_at = $4, let_go = 0 WHERE organisation_id = $1 AND people_source_id = $2",
);

/// Notes that all of it was read by a mapping, and when it is to be synced next. Nobody more may vanish unseen.
pub async fn done(
    tx: &mut Tx,
    org: OrganisationId,
    source: PeopleSourceId,
    (read_by, next): (&str, Option<Timestamp>),
) -> Result<(), Error> {
    let params = [org.bytes().into(), source.bytes().into(), read_by.into(), next.map(Timestamp::micros).into()];
    tx.execute(&DONE, &params).await?;
    Ok(())
}

const NEXT: Statement = Statement::new(
    "directory.next",
    "UPDATE directories SET next_sync_at = $3 WHERE organisation_id = $1 AND people_source_id = $2",
);

/// Says when it is to be synced next.
pub async fn next(
    tx: &mut Tx,
    org: OrganisationId,
    source: PeopleSourceId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(&NEXT, &[org.bytes().into(), source.bytes().into(), at.map(Timestamp::micros).into()]).await?;
    Ok(())
}

const LET_GO: Statement = Statement::new(
    "directory.let_go",
    "UPDATE directories SET let_go = $3 WHERE organisation_id = $1 AND people_source_id = $2",
);

/// So many people may vanish the next time.
pub async fn let_go(tx: &mut Tx, org: OrganisationId, source: PeopleSourceId, people: u64) -> Result<(), Error> {
    tx.execute(&LET_GO, &[org.bytes().into(), source.bytes().into(), number(people).into()]).await?;
    Ok(())
}

/// What a sync came to so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People whom the directory named.
    pub listed: u64,
    /// Added here.
    pub added: u64,
    /// Changed.
    pub changed: u64,
    /// As they were.
    pub same: u64,
    /// Blocked because the directory says so.
    pub blocked: u64,
    /// Let in again.
    pub let_in: u64,
    /// In the directory no longer.
    pub gone: u64,
    /// Refused, each for a reason.
    pub refused: u64,
}

/// A sync or a dry run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sync {
    /// Identity.
    pub id: SyncId,
    /// Of which directory.
    pub source: PeopleSourceId,
    /// Whether it only looks.
    pub dry: bool,
    /// Where it stands, as the actions name it.
    pub state: String,
    /// Who asked for it; none where it runs by itself, or at the command line.
    pub started_by: Option<UserId>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What it came to.
    pub counts: Counts,
    /// What is told of it, as the actions write it.
    pub report: String,
}

const INSERT_SYNC: Statement = Statement::new(
    "directory_sync.insert",
    "INSERT INTO directory_syncs (organisation_id, people_source_id, sync_id, dry, state, started_by, asked_at, ended_at,
     listed, added, changed, same, blocked, let_in, gone, refused, report)
     VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0, 0, 0, 0, 0, 0, 0, 0, $8)",
);
const PRUNE_SYNCS: Statement = Statement::new(
    "directory_sync.prune",
    "DELETE FROM directory_syncs WHERE organisation_id = $1 AND people_source_id = $2 AND sync_id NOT IN
     (SELECT s.sync_id FROM directory_syncs s WHERE s.organisation_id = $1 AND s.people_source_id = $2
      ORDER BY s.sync_id DESC LIMIT $3)",
);

/// Keeps a new one, and the last few before it.
pub async fn insert_sync(tx: &mut Tx, org: OrganisationId, new: &Sync, kept: i64) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.source.bytes().into(),
        new.id.bytes().into(),
        new.dry.into(),
        (&*new.state).into(),
        new.started_by.map(UserId::bytes).into(),
        new.asked_at.micros().into(),
        (&*new.report).into(),
    ];
    tx.execute(&INSERT_SYNC, &params).await?;
    tx.execute(&PRUNE_SYNCS, &[org.bytes().into(), new.source.bytes().into(), kept.into()]).await?;
    Ok(())
}

const SAVE_SYNC: Statement = Statement::new(
    "directory_sync.save",
    "UPDATE directory_syncs SET state = $4, ended_at = $5, listed = $6, added = $7, changed = $8, same = $9, blocked = $10,
     let_in = $11, gone = $12, refused = $13, report = $14
     WHERE organisation_id = $1 AND people_source_id = $2 AND sync_id = $3",
);

/// Saves how far one is.
pub async fn save_sync(tx: &mut Tx, org: OrganisationId, sync: &Sync) -> Result<(), Error> {
    let mut params: Vec<Value> = vec![
        org.bytes().into(),
        sync.source.bytes().into(),
        sync.id.bytes().into(),
        (&*sync.state).into(),
        sync.ended_at.map(Timestamp::micros).into(),
    ];
    let Counts { listed, added, changed, same, blocked, let_in, gone, refused } = sync.counts;
    params.extend([listed, added, changed, same, blocked, let_in, gone, refused].map(|one| number(one).into()));
    params.push((&*sync.report).into());
    tx.execute(&SAVE_SYNC, &params).await?;
    Ok(())
}

const END_RUNNING: Statement = Statement::new(
    "directory_sync.end_running",
    "UPDATE directory_syncs SET state = $4, ended_at = $5
     WHERE organisation_id = $1 AND people_source_id = $2 AND state = $3",
);

/// Says of those that were under way that they are not.
pub async fn end_running(
    tx: &mut Tx,
    org: OrganisationId,
    source: PeopleSourceId,
    (before, after): (&str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let params = [org.bytes().into(), source.bytes().into(), before.into(), after.into(), now.micros().into()];
    tx.execute(&END_RUNNING, &params).await?;
    Ok(())
}

const SYNCS: Statement = Statement::new(
    "directory_sync.list",
    "SELECT sync_id, people_source_id, dry, state, started_by, asked_at, ended_at, listed, added, changed, same, blocked,
     let_in, gone, refused, report FROM directory_syncs WHERE organisation_id = $1 AND people_source_id = $2
     ORDER BY sync_id DESC",
);
const ALL_SYNCS: Statement = Statement::new(
    "directory_sync.in_state",
    "SELECT sync_id, people_source_id, dry, state, started_by, asked_at, ended_at, listed, added, changed, same, blocked,
     let_in, gone, refused, report FROM directory_syncs WHERE organisation_id = $1 AND state = $2 ORDER BY sync_id",
);

/// The last ones of a directory, the newest first.
pub async fn syncs(db: &Db, org: OrganisationId, source: PeopleSourceId) -> Result<Vec<Sync>, Error> {
    db.all(&SYNCS, &[org.bytes().into(), source.bytes().into()]).await?.iter().map(read_sync).collect()
}

/// Those in a state, of all directories, the oldest first.
pub async fn syncs_in_state(db: &Db, org: OrganisationId, state: &str) -> Result<Vec<Sync>, Error> {
    db.all(&ALL_SYNCS, &[org.bytes().into(), state.into()]).await?.iter().map(read_sync).collect()
}

fn read_sync(row: &Row) -> Result<Sync, Error> {
    Ok(Sync {
        id: SyncId::from_bytes(row.array(0)?),
        source: PeopleSourceId::from_bytes(row.array(1)?),
        dry: row.bool(2)?,
        state: row.text(3)?.to_owned(),
        started_by: row.opt_array(4)?.map(UserId::from_bytes),
        asked_at: Timestamp::from_micros(row.int(5)?),
        ended_at: row.opt_int(6)?.map(Timestamp::from_micros),
        counts: Counts {
            listed: count(row, 7)?,
            added: count(row, 8)?,
            changed: count(row, 9)?,
            same: count(row, 10)?,
            blocked: count(row, 11)?,
            let_in: count(row, 12)?,
            gone: count(row, 13)?,
            refused: count(row, 14)?,
        },
        report: row.text(15)?.to_owned(),
    })
}
