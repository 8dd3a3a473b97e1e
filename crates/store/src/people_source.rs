//! Systems from which people come in. Neighbour: `sourced` says who and what came from which.

use domain::id::{OrganisationId, PeopleSourceId};
use domain::people_source::{Mapping, PeopleSource, SourceKind, WhenGone};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx};

/// A source, and the hashes of its keys: the present one and, for a while, the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// It.
    pub source: PeopleSource,
    /// Hash of its key; none where it needs none.
    pub hash: Option<[u8; 32]>,
    /// Hash of the one before; it opens until [`PeopleSource::former_until`].
    pub former: Option<[u8; 32]>,
}

const LIST: Statement = Statement::new(
    "people_source.list",
    "SELECT people_source_id, kind, name, mapping, takes_over, when_gone, version, made_at, last_used_at, former_until,
     key_hash, former_hash FROM people_sources WHERE organisation_id = $1 ORDER BY name_key",
);

/// All of them by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Known>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<Known>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Known, Error> {
    let broken = |what: &str| Error::Broken(format!("a source of people has an impossible {what}"));
    let kind = SourceKind::from_word(row.text(1)?).ok_or_else(|| broken("kind"))?;
    Ok(Known {
        source: PeopleSource {
            id: PeopleSourceId::from_bytes(row.array(0)?),
            kind,
            name: row.text(2)?.to_owned(),
            mapping: Mapping::from_lines(kind, row.text(3)?).ok_or_else(|| broken("mapping"))?,
            takes_over: row.bool(4)?,
            when_gone: WhenGone::from_word(row.text(5)?).ok_or_else(|| broken("end"))?,
            version: row.int(6)?,
            made_at: Timestamp::from_micros(row.int(7)?),
            last_used_at: row.opt_int(8)?.map(Timestamp::from_micros),
            former_until: row.opt_int(9)?.map(Timestamp::from_micros),
        },
        hash: row.opt_array(10)?,
        former: row.opt_array(11)?,
    })
}

const INSERT: Statement = Statement::new(
    "people_source.insert",
    "INSERT INTO people_sources (organisation_id, people_source_id, kind, name, name_key, mapping, takes_over, when_gone,
     version, made_at, key_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)",
);

/// Keeps a new one. Whether its name is free is looked at before, under the lock of the organisation.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &PeopleSource, hash: Option<[u8; 32]>) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.id.bytes().into(),
        new.kind.word().into(),
        (&*new.name).into(),
        name_key(&new.name).into(),
        new.mapping.lines().into(),
        new.takes_over.into(),
        new.when_gone.word().into(),
        new.made_at.micros().into(),
        hash.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "people_source.save",
    "UPDATE people_sources SET name = $4, name_key = $5, mapping = $6, takes_over = $7, when_gone = $8,
     version = version + 1 WHERE organisation_id = $1 AND people_source_id = $2 AND version = $3",
);

/// Saves everything but the key over the version that was read; false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, source: &PeopleSource) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        source.id.bytes().into(),
        source.version.into(),
        (&*source.name).into(),
        name_key(&source.name).into(),
        source.mapping.lines().into(),
        source.takes_over.into(),
        source.when_gone.word().into(),
    ];
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

const RENEW: Statement = Statement::new(
    "people_source.renew",
    "UPDATE people_sources SET former_hash = key_hash, former_until = $4, key_hash = $3
     WHERE organisation_id = $1 AND people_source_id = $2",
);

/// Gives it another key; the one before opens until `former_until`. False where it is gone.
pub async fn renew(
    tx: &mut Tx,
    org: OrganisationId,
    id: PeopleSourceId,
    (hash, former_until): ([u8; 32], Timestamp),
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), hash.into(), former_until.micros().into()];
    Ok(tx.execute(&RENEW, &params).await? == 1)
}

const END_FORMER: Statement = Statement::new(
    "people_source.end_former",
    "UPDATE people_sources SET former_hash = NULL, former_until = NULL
     WHERE organisation_id = $1 AND people_source_id = $2 AND former_hash IS NOT NULL",
);

/// The key before the present one opens nothing from now on; false where there was none.
pub async fn end_former(tx: &mut Tx, org: OrganisationId, id: PeopleSourceId) -> Result<bool, Error> {
    Ok(tx.execute(&END_FORMER, &[org.bytes().into(), id.bytes().into()]).await? == 1)
}

const USED: Statement = Statement::new(
    "people_source.used",
    "UPDATE people_sources SET last_used_at = $3 WHERE organisation_id = $1 AND people_source_id = $2",
);

/// Notes that it spoke.
pub async fn used(tx: &mut Tx, org: OrganisationId, id: PeopleSourceId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&USED, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const REMOVE: Statement = Statement::new(
    "people_source.remove",
    "DELETE FROM people_sources WHERE organisation_id = $1 AND people_source_id = $2 AND version = $3",
);

/// Takes one away; its people and groups stay, and belong to the organisation alone from then on. False where it has changed
/// since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (PeopleSourceId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}
