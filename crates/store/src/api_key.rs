//! Keys of the API. Found in memory by their hash, so they are read as a whole.

use domain::api_key::{ApiKey, Scopes};
use domain::id::{ApiKeyId, OrganisationId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx};

/// The hashes that a key is known by: the present one and, for a while, the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The key.
    pub key: ApiKey,
    /// Hash of it.
    pub hash: [u8; 32],
    /// Hash of the one before; it opens until [`ApiKey::former_until`].
    pub former: Option<[u8; 32]>,
}

const LIST: Statement = Statement::new(
    "api_key.list",
    "SELECT api_key_id, name, scopes, return_addresses, requests_a_minute, version, made_at, made_by, last_used_at,
     former_until, key_hash, former_hash FROM api_keys WHERE organisation_id = $1 ORDER BY name_key",
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
    let broken = |what: &str| Error::Broken(format!("a key of the API has an impossible {what}"));
    Ok(Known {
        key: ApiKey {
            id: ApiKeyId::from_bytes(row.array(0)?),
            name: row.text(1)?.to_owned(),
            scopes: Scopes::from_words(row.text(2)?).ok_or_else(|| broken("scope"))?,
            return_addresses: row.text(3)?.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
            requests_a_minute: u32::try_from(row.int(4)?).map_err(|_| broken("rate"))?,
            version: row.int(5)?,
            made_at: Timestamp::from_micros(row.int(6)?),
            made_by: row.opt_array(7)?.map(domain::id::UserId::from_bytes),
            last_used_at: row.opt_int(8)?.map(Timestamp::from_micros),
            former_until: row.opt_int(9)?.map(Timestamp::from_micros),
        },
        hash: row.array(10)?,
        former: row.opt_array(11)?,
    })
}

const INSERT: Statement = Statement::new(
    "api_key.insert",
    "INSERT INTO api_keys (organisation_id, api_key_id, name, name_key, key_hash, scopes, return_addresses,
     requests_a_minute, version, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)",
);

/// Keeps a new one, found by this hash. Whether its name is free is looked at before, under the lock of the organisation.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &ApiKey, hash: [u8; 32]) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.id.bytes().into(),
        (&new.name).into(),
        name_key(&new.name).into(),
        hash.into(),
        new.scopes.words().into(),
        new.return_addresses.join(" ").into(),
        i64::from(new.requests_a_minute).into(),
        new.made_at.micros().into(),
        new.made_by.map(domain::id::UserId::bytes).into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "api_key.save",
    "UPDATE api_keys SET name = $4, name_key = $5, scopes = $6, return_addresses = $7, requests_a_minute = $8,
     version = version + 1 WHERE organisation_id = $1 AND api_key_id = $2 AND version = $3",
);

/// Saves everything but the key itself over the version that was read; false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, key: &ApiKey) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        key.id.bytes().into(),
        key.version.into(),
        (&key.name).into(),
        name_key(&key.name).into(),
        key.scopes.words().into(),
        key.return_addresses.join(" ").into(),
        i64::from(key.requests_a_minute).into(),
    ];
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

const RENEW: Statement = Statement::new(
    "api_key.renew",
    "UPDATE api_keys SET former_hash = key_hash, former_until = $4, key_hash = $3
     WHERE organisation_id = $1 AND api_key_id = $2",
);

/// Gives it another key; the one before opens until `former_until`. False where it is gone.
pub async fn renew(
    tx: &mut Tx,
    org: OrganisationId,
    id: ApiKeyId,
    (hash, former_until): ([u8; 32], Timestamp),
) -> Result<bool, Error> {
    Ok(tx.execute(&RENEW, &[org.bytes().into(), id.bytes().into(), hash.into(), former_until.micros().into()]).await?
        == 1)
}

const END_FORMER: Statement = Statement::new(
    "api_key.end_former",
    "UPDATE api_keys SET former_hash = NULL, former_until = NULL
     WHERE organisation_id = $1 AND api_key_id = $2 AND former_hash IS NOT NULL",
);

/// The key before the present one opens nothing from now on; false where there was none.
pub async fn end_former(tx: &mut Tx, org: OrganisationId, id: ApiKeyId) -> Result<bool, Error> {
    Ok(tx.execute(&END_FORMER, &[org.bytes().into(), id.bytes().into()]).await? == 1)
}

const USED: Statement = Statement::new(
    "api_key.used",
    "UPDATE api_keys SET last_used_at = $3 WHERE organisation_id = $1 AND api_key_id = $2",
);

/// Notes that it was used.
pub async fn used(tx: &mut Tx, org: OrganisationId, id: ApiKeyId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&USED, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const REMOVE: Statement = Statement::new(
    "api_key.remove",
    "DELETE FROM api_keys WHERE organisation_id = $1 AND api_key_id = $2 AND version = $3",
);
const END_HALVES: Statement =
    Statement::new("api_key.end_halves", "DELETE FROM half_sign_ins WHERE organisation_id = $1 AND api_key_id = $2");
const END_DEVICES: Statement =
    Statement::new("api_key.end_devices", "DELETE FROM trusted_devices WHERE organisation_id = $1 AND api_key_id = $2");
const END_SESSIONS: Statement =
    Statement::new("api_key.end_sessions", "DELETE FROM sessions WHERE organisation_id = $1 AND api_key_id = $2");

/// Takes it away, and with it the sign-ins that wait on its platform, the browsers that it remembers and the sessions that stand there. Answers how many
/// sessions ended; nothing where the key has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (ApiKeyId, i64)) -> Result<Option<u64>, Error> {
    if tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 0 {
        return Ok(None);
    }
    tx.execute(&END_HALVES, &[org.bytes().into(), id.bytes().into()]).await?;
    tx.execute(&END_DEVICES, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(Some(tx.execute(&END_SESSIONS, &[org.bytes().into(), id.bytes().into()]).await?))
}
