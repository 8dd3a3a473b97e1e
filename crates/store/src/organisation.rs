//! Organisations, the generation that caches compare, and the proof that the right key is in use.

use domain::id::OrganisationId;
use domain::organisation::ModuleState;
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// An organisation as every request needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// The name that leads every page.
    pub name: String,
    /// The host name that decides that a request is its own.
    pub host: String,
    /// IANA name of its time zone; deadlines fall there.
    pub time_zone: String,
    /// Language of whoever states none.
    pub language: String,
    /// State of its two-step module.
    pub module: ModuleState,
    /// Closed: nobody signs in.
    pub closed: bool,
    /// Whom to call when nothing helps.
    pub helpdesk_telephone: Option<String>,
    /// Where help is found.
    pub support_url: Option<String>,
}

const LIST: Statement = Statement::new(
    "organisation.list",
    "SELECT organisation_id, name, host, time_zone, language, module, closed, helpdesk_telephone, support_url
     FROM organisations ORDER BY created_at, organisation_id",
);

/// All organisations of this installation, oldest first.
pub async fn list(db: &Db) -> Result<Vec<Organisation>, Error> {
    db.all(&LIST, &[]).await?.iter().map(read).collect()
}

/// The same inside a transaction, for the one that makes the first.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<Organisation>, Error> {
    tx.all(&LIST, &[]).await?.iter().map(read).collect()
}

const FIND: Statement = Statement::new(
    "organisation.find",
    "SELECT organisation_id, name, host, time_zone, language, module, closed, helpdesk_telephone, support_url
     FROM organisations WHERE organisation_id = $1",
);

/// One organisation.
pub async fn find(db: &Db, org: OrganisationId) -> Result<Option<Organisation>, Error> {
    db.one(&FIND, &[org.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Organisation, Error> {
    Ok(Organisation {
        id: OrganisationId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        host: row.text(2)?.to_owned(),
        time_zone: row.text(3)?.to_owned(),
        language: row.text(4)?.to_owned(),
        module: module(row.text(5)?)?,
        closed: row.bool(6)?,
        helpdesk_telephone: row.opt_text(7)?.map(str::to_owned),
        support_url: row.opt_text(8)?.map(str::to_owned),
    })
}

pub(crate) fn module(word: &str) -> Result<ModuleState, Error> {
    ModuleState::from_word(word).ok_or_else(|| Error::Broken(format!("unknown module state `{word}`")))
}

const INSERT: Statement = Statement::new(
    "organisation.insert",
    "INSERT INTO organisations (organisation_id, name, host, time_zone, language, module, closed, helpdesk_telephone,
     support_url, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const FIRST_GENERATION: Statement =
    Statement::new("generation.insert", "INSERT INTO generations (organisation_id, value, rules) VALUES ($1, 1, 1)");

/// Adds an organisation.
pub async fn insert(tx: &mut Tx, new: &Organisation, now: Timestamp) -> Result<(), Error> {
    let org = new.id.bytes();
    tx.execute(
        &INSERT,
        &[
            org.into(),
            (&new.name).into(),
            (&new.host).into(),
            (&new.time_zone).into(),
            (&new.language).into(),
            new.module.word().into(),
            new.closed.into(),
            new.helpdesk_telephone.as_deref().into(),
            new.support_url.as_deref().into(),
            now.micros().into(),
        ],
    )
    .await?;
    tx.execute(&FIRST_GENERATION, &[org.into()]).await?;
    Ok(())
}

const SET_MODULE: Statement =
    Statement::new("organisation.set_module", "UPDATE organisations SET module = $2 WHERE organisation_id = $1");

/// Changes the state of the two-step module.
pub async fn set_module(tx: &mut Tx, org: OrganisationId, module: ModuleState) -> Result<(), Error> {
    tx.execute(&SET_MODULE, &[org.bytes().into(), module.word().into()]).await?;
    Ok(())
}

/// Whom members call and where the organisation gives help of its own; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The telephone number of the helpdesk, as people write it.
    pub telephone: String,
    /// The address of its own help.
    pub page: String,
}

const SET_CONTACT: Statement = Statement::new(
    "organisation.set_contact",
    "UPDATE organisations SET helpdesk_telephone = NULLIF($2, ''), support_url = NULLIF($3, '')
     WHERE organisation_id = $1 AND COALESCE(helpdesk_telephone, '') = $4 AND COALESCE(support_url, '') = $5",
);

/// Puts `new` in the place of `before`, which was read; false where something else stands there now.
pub async fn set_contact(tx: &mut Tx, org: OrganisationId, new: &Contact, before: &Contact) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        (&new.telephone).into(),
        (&new.page).into(),
        (&before.telephone).into(),
        (&before.page).into(),
    ];
    Ok(tx.execute(&SET_CONTACT, &params).await? == 1)
}

const SET_CLOSED: Statement =
    Statement::new("organisation.set_closed", "UPDATE organisations SET closed = $2 WHERE organisation_id = $1");

/// Closes an organisation, or opens it again; while it is closed nobody signs in.
pub async fn set_closed(tx: &mut Tx, org: OrganisationId, closed: bool) -> Result<(), Error> {
    tx.execute(&SET_CLOSED, &[org.bytes().into(), closed.into()]).await?;
    Ok(())
}

const MODULE: Statement =
    Statement::new("organisation.module", "SELECT module FROM organisations WHERE organisation_id = $1");

/// The state of the module, for the transaction that changes it.
pub async fn module_in(tx: &mut Tx, org: OrganisationId) -> Result<Option<ModuleState>, Error> {
    tx.one(&MODULE, &[org.bytes().into()]).await?.map(|row| module(row.text(0)?)).transpose()
}

const BUMP: Statement = Statement::new(
    "generation.bump",
    "UPDATE generations SET value = value + 1 WHERE organisation_id = $1 RETURNING value",
);

/// Says that something was taken away or more is demanded; every cache older than the answer is stale.
pub async fn bump_generation(tx: &mut Tx, org: OrganisationId) -> Result<i64, Error> {
    let row = tx.one(&BUMP, &[org.bytes().into()]).await?;
    row.ok_or_else(|| Error::Broken("an organisation without a generation".into()))?.int(0)
}

const LOCK: Statement =
    Statement::new("generation.lock", "UPDATE generations SET value = value WHERE organisation_id = $1");

/// From here to its end the transaction is the only one that locked the organisation: what it counts stays so.
pub async fn lock(tx: &mut Tx, org: OrganisationId) -> Result<(), Error> {
    tx.execute(&LOCK, &[org.bytes().into()]).await?;
    Ok(())
}

const GENERATIONS: Statement =
    Statement::new("generation.list", "SELECT organisation_id, value FROM generations ORDER BY organisation_id");

/// The generation of every organisation, for nodes that share a database.
pub async fn generations(db: &Db) -> Result<Vec<(OrganisationId, i64)>, Error> {
    let rows = db.all(&GENERATIONS, &[]).await?;
    rows.iter().map(|row| Ok((OrganisationId::from_bytes(row.array(0)?), row.int(1)?))).collect()
}

const KEY_CHECKS: Statement = Statement::new(
    "key_check.list",
    "SELECT check_value FROM key_checks WHERE organisation_id = $1 ORDER BY check_value",
);

/// The check value of every key that has sealed something.
pub async fn key_checks(db: &Db, org: OrganisationId) -> Result<Vec<String>, Error> {
    let rows = db.all(&KEY_CHECKS, &[org.bytes().into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

const ADD_KEY_CHECK: Statement = Statement::new(
    "key_check.insert",
    "INSERT INTO key_checks (organisation_id, check_value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
);

/// Notes that a key is in use.
pub async fn add_key_check(tx: &mut Tx, org: OrganisationId, check: &str) -> Result<(), Error> {
    tx.execute(&ADD_KEY_CHECK, &[org.bytes().into(), check.into()]).await?;
    Ok(())
}
