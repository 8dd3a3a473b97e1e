//! People: accounts as sign-in finds them, addresses, and the changes that are made to a person.

use domain::id::{OrganisationId, UserId};
use domain::selection::order_key;
use domain::time::Timestamp;
use domain::user::{Role, name_key};

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Role.
    pub role: Role,
    /// Stored form of the password, where there is one.
    pub password_hash: Option<String>,
    /// E-mail addresses, the first is the main one.
    pub addresses: Vec<String>,
}

/// A person as lists show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Role.
    pub role: Role,
    /// Blocked: cannot sign in.
    pub blocked: bool,
    /// Last time signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When the password was last changed; `None` where there is none.
    pub password_changed_at: Option<Timestamp>,
}

/// What a sign-in needs before the password is checked.
#[derive(Clone, Debug)]
pub struct Account {
    /// Identity.
    pub id: UserId,
    /// Stored form of the password, where there is one.
    pub password_hash: Option<String>,
}

const FIND_ACCOUNT: Statement = Statement::new(
    "user.find_account",
    "SELECT user_id, password_hash FROM users WHERE organisation_id = $1 AND user_name_key = $2",
);
const FIND_ACCOUNT_BY_ADDRESS: Statement = Statement::new(
    "user.find_account_by_address",
    "SELECT u.user_id, u.password_hash FROM addresses a
     JOIN users u ON u.organisation_id = a.organisation_id AND u.user_id = a.user_id
     WHERE a.organisation_id = $1 AND a.address_key = $2",
);

/// The account of a user name or e-mail address, however it is spelled.
pub async fn find_account(db: &Db, org: OrganisationId, name: &str) -> Result<Option<Account>, Error> {
    let params = [org.bytes().into(), name_key(name).into()];
    let row = match db.one(&FIND_ACCOUNT, &params).await? {
        Some(row) => Some(row),
        None => db.one(&FIND_ACCOUNT_BY_ADDRESS, &params).await?,
    };
    row.map(|row| {
        Ok(Account { id: UserId::from_bytes(row.array(0)?), password_hash: row.opt_text(1)?.map(str::to_owned) })
    })
    .transpose()
}

const PASSWORD_HASH: Statement =
    Statement::new("user.password_hash", "SELECT password_hash FROM users WHERE organisation_id = $1 AND user_id = $2");

/// The stored form of a person's password.
pub async fn password_hash(db: &Db, org: OrganisationId, user: UserId) -> Result<Option<String>, Error> {
    let row = db.one(&PASSWORD_HASH, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten())
}

const FIND: Statement = Statement::new(
    "user.find",
    "SELECT user_id, user_name, display_name, language, role, blocked, last_sign_in_at, password_changed_at
     FROM users WHERE organisation_id = $1 AND user_id = $2",
);

/// One person.
pub async fn find(db: &Db, org: OrganisationId, user: UserId) -> Result<Option<User>, Error> {
    db.one(&FIND, &[org.bytes().into(), user.bytes().into()]).await?.as_ref().map(read).transpose()
}

const LIST: Statement = Statement::new(
    "user.list",
    "SELECT user_id, user_name, display_name, language, role, blocked, last_sign_in_at, password_changed_at
     FROM users WHERE organisation_id = $1 AND user_name_key > $2 ORDER BY user_name_key LIMIT $3",
);

/// A page of people in the order of their user names, after one of them (empty for the first page).
pub async fn list(db: &Db, org: OrganisationId, after: &str, limit: i64) -> Result<Vec<User>, Error> {
    let rows = db.all(&LIST, &[org.bytes().into(), name_key(after).into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn read(row: &Row) -> Result<User, Error> {
    Ok(User {
        id: UserId::from_bytes(row.array(0)?),
        user_name: row.text(1)?.to_owned(),
        display_name: row.text(2)?.to_owned(),
        language: row.opt_text(3)?.map(str::to_owned),
        role: role(row.text(4)?)?,
        blocked: row.bool(5)?,
        last_sign_in_at: row.opt_int(6)?.map(Timestamp::from_micros),
        password_changed_at: row.opt_int(7)?.map(Timestamp::from_micros),
    })
}

pub(crate) fn role(word: &str) -> Result<Role, Error> {
    Role::from_word(word).ok_or_else(|| Error::Broken(format!("unknown role `{word}`")))
}

pub(crate) const ADDRESSES: Statement = Statement::new(
    "user.addresses",
    "SELECT address FROM addresses WHERE organisation_id = $1 AND user_id = $2 ORDER BY position",
);

/// A person's e-mail addresses, the main one first.
pub async fn addresses(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<String>, Error> {
    let rows = db.all(&ADDRESSES, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// Whom a message goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Full name.
    pub display_name: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// E-mail addresses, the main one first.
    pub addresses: Vec<String>,
}

const RECIPIENT: Statement = Statement::new(
    "user.recipient",
    "SELECT u.display_name, u.language, a.address FROM users u
     LEFT JOIN addresses a ON a.organisation_id = u.organisation_id AND a.user_id = u.user_id
     WHERE u.organisation_id = $1 AND u.user_id = $2 ORDER BY a.position",
);

/// Whom a message about a person goes to, for the transaction that writes it.
pub async fn recipient_in(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<Option<Recipient>, Error> {
    let rows = tx.all(&RECIPIENT, &[org.bytes().into(), user.bytes().into()]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let addresses = rows
        .iter()
        .map(|row| Ok(row.opt_text(2)?.map(str::to_owned)))
        .filter_map(Result::transpose)
        .collect::<Result<_, Error>>()?;
    Ok(Some(Recipient {
        display_name: first.text(0)?.to_owned(),
        language: first.opt_text(1)?.map(str::to_owned),
        addresses,
    }))
}

pub(crate) const INSERT: Statement = Statement::new(
    "user.insert",
    "INSERT INTO users (organisation_id, user_id, user_name, user_name_key, display_name, language, role, blocked,
     password_hash, password_changed_at, created_at, display_name_key, user_name_order, display_name_order)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
);
pub(crate) const INSERT_ADDRESS: Statement = Statement::new(
    "address.insert",
    "INSERT INTO addresses (organisation_id, user_id, address_key, address, position) VALUES ($1, $2, $3, $4, $5)",
);

/// Adds a person with addresses. A name or address that someone has is `Conflict`.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &NewUser, now: Timestamp) -> Result<(), Error> {
    tx.execute(&INSERT, &inserted(org, new, now)).await?;
    for params in inserted_addresses(org, new.id, &new.addresses) {
        tx.execute(&INSERT_ADDRESS, &params).await?;
    }
    Ok(())
}

/// The values of a person's row.
pub(crate) fn inserted(org: OrganisationId, new: &NewUser, now: Timestamp) -> Vec<Value> {
    let changed = new.password_hash.as_ref().map(|_| now.micros());
    vec![
        org.bytes().into(),
        new.id.bytes().into(),
        (&new.user_name).into(),
        name_key(&new.user_name).into(),
        (&new.display_name).into(),
        new.language.as_deref().into(),
        (&*new.role.word()).into(),
        false.into(),
        new.password_hash.as_deref().into(),
        changed.into(),
        now.micros().into(),
        name_key(&new.display_name).into(),
        order_key(&new.user_name).into(),
        order_key(&new.display_name).into(),
    ]
}

/// The values of the rows of a person's addresses.
pub(crate) fn inserted_addresses(
    org: OrganisationId,
    user: UserId,
    addresses: &[String],
) -> impl Iterator<Item = Vec<Value>> {
    (0_i64..).zip(addresses).map(move |(position, address)| {
        vec![org.bytes().into(), user.bytes().into(), name_key(address).into(), address.into(), position.into()]
    })
}

pub(crate) const TAKEN: Statement = Statement::new(
    "user.name_is_taken",
    "SELECT u.user_id FROM users u WHERE u.organisation_id = $1 AND u.user_name_key = $2
     UNION SELECT a.user_id FROM addresses a WHERE a.organisation_id = $1 AND a.address_key = $2",
);

/// Whether someone has this text as user name or as address: both are signed in with, so no two people may share one.
pub async fn name_is_taken(tx: &mut Tx, org: OrganisationId, name: &str) -> Result<bool, Error> {
    Ok(!tx.all(&TAKEN, &[org.bytes().into(), name_key(name).into()]).await?.is_empty())
}

const SET_PASSWORD: Statement = Statement::new(
    "user.set_password",
    "UPDATE users SET password_hash = $3, password_changed_at = $4 WHERE organisation_id = $1 AND user_id = $2",
);

/// Sets a new password.
pub async fn set_password(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&SET_PASSWORD, &[org.bytes().into(), user.bytes().into(), hash.into(), now.micros().into()]).await?;
    Ok(())
}

const DROP_PASSWORD: Statement = Statement::new(
    "user.drop_password",
    "UPDATE users SET password_hash = NULL, password_changed_at = NULL WHERE organisation_id = $1 AND user_id = $2",
);

/// Takes the password away: nobody signs in with one until another is given.
pub async fn drop_password(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DROP_PASSWORD, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}

const REHASH: Statement = Statement::new(
    "user.rehash",
    "UPDATE users SET password_hash = $4 WHERE organisation_id = $1 AND user_id = $2 AND password_hash = $3",
);

/// Replaces the stored form of an unchanged password, unless it was changed meanwhile.
pub async fn rehash(tx: &mut Tx, org: OrganisationId, user: UserId, old: &str, new: &str) -> Result<(), Error> {
    tx.execute(&REHASH, &[org.bytes().into(), user.bytes().into(), old.into(), new.into()]).await?;
    Ok(())
}

const SIGNED_IN: Statement = Statement::new(
    "user.signed_in",
    "UPDATE users SET last_sign_in_at = $3 WHERE organisation_id = $1 AND user_id = $2",
);

/// Notes a sign-in.
pub async fn signed_in(tx: &mut Tx, org: OrganisationId, user: UserId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&SIGNED_IN, &[org.bytes().into(), user.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const PUT_OFF: Statement =
    Statement::new("user.put_off", "UPDATE users SET put_off_until = $3 WHERE organisation_id = $1 AND user_id = $2");

/// Notes until when the offer to enrol is put off; `None` forgets it.
pub async fn put_off(tx: &mut Tx, org: OrganisationId, user: UserId, until: Option<Timestamp>) -> Result<(), Error> {
    let until = until.map(Timestamp::micros);
    tx.execute(&PUT_OFF, &[org.bytes().into(), user.bytes().into(), until.into()]).await?;
    Ok(())
}

const SET_BLOCKED: Statement = Statement::new(
    "user.set_blocked",
    "UPDATE users SET blocked = $3 WHERE organisation_id = $1 AND user_id = $2
     AND blocked <> $3",
);

/// Blocks or unblocks a person; false where that was so already.
pub async fn set_blocked(tx: &mut Tx, org: OrganisationId, user: UserId, blocked: bool) -> Result<bool, Error> {
    Ok(tx.execute(&SET_BLOCKED, &[org.bytes().into(), user.bytes().into(), blocked.into()]).await? > 0)
}

const SET_ROLE: Statement =
    Statement::new("user.set_role", "UPDATE users SET role = $3 WHERE organisation_id = $1 AND user_id = $2");

/// Gives a person another role.
pub async fn set_role(tx: &mut Tx, org: OrganisationId, user: UserId, role: Role) -> Result<(), Error> {
    tx.execute(&SET_ROLE, &[org.bytes().into(), user.bytes().into(), (&*role.word()).into()]).await?;
    Ok(())
}

const COUNT_ROLE: Statement =
    Statement::new("user.count_role", "SELECT COUNT(*) FROM users WHERE organisation_id = $1 AND role = $2");

/// How many people have a role, blocked ones included.
pub async fn count_role(db: &Db, org: OrganisationId, role: Role) -> Result<i64, Error> {
    let row = db.one(&COUNT_ROLE, &[org.bytes().into(), (&*role.word()).into()]).await?;
    row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)
}

const COUNT_OTHER_HOLDERS: Statement = Statement::new(
    "user.count_other_holders",
    "SELECT COUNT(*) FROM users WHERE organisation_id = $1 AND role = $2 AND user_id <> $3 AND NOT blocked",
);

/// How many others have a role and are not blocked, for the transaction that takes it from this person. Who locked the
/// organisation before counts alone.
pub async fn count_other_holders_in(tx: &mut Tx, org: OrganisationId, role: Role, user: UserId) -> Result<u64, Error> {
    let row = tx.one(&COUNT_OTHER_HOLDERS, &[org.bytes().into(), (&*role.word()).into(), user.bytes().into()]).await?;
    let count = row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)?;
    u64::try_from(count).map_err(|_| Error::Broken("impossible count of people".into()))
}

const HOLDERS: Statement = Statement::new(
    "user.holders",
    "SELECT user_id FROM users WHERE organisation_id = $1 AND role = $2 AND NOT blocked ORDER BY user_id",
);

/// Everyone who has a role and is not blocked, inside a transaction.
pub async fn holders_in(tx: &mut Tx, org: OrganisationId, role: Role) -> Result<Vec<UserId>, Error> {
    let rows = tx.all(&HOLDERS, &[org.bytes().into(), (&*role.word()).into()]).await?;
    rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect()
}

pub(crate) const EDITED: Statement = Statement::new(
    "user.edited",
    "SELECT user_id, user_name, display_name, language, role, blocked, last_sign_in_at, password_changed_at, version
     FROM users WHERE organisation_id = $1 AND user_id = $2",
);

/// One person with the version that an edit names.
pub async fn find_version(db: &Db, org: OrganisationId, user: UserId) -> Result<Option<(User, i64)>, Error> {
    let row = db.one(&EDITED, &[org.bytes().into(), user.bytes().into()]).await?;
    row.as_ref().map(|row| Ok((read(row)?, row.int(8)?))).transpose()
}

/// The same inside a transaction.
pub async fn find_version_in(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<Option<(User, i64)>, Error> {
    let row = tx.one(&EDITED, &[org.bytes().into(), user.bytes().into()]).await?;
    row.as_ref().map(|row| Ok((read(row)?, row.int(8)?))).transpose()
}

pub(crate) const RAISE: Statement =
    Statement::new("user.raise", "UPDATE users SET version = version + 1 WHERE organisation_id = $1 AND user_id = $2");

/// Says that something changed which the form of a person shows, so that whoever has it open is told.
pub async fn raise_version(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&RAISE, &[org.bytes().into(), user.bytes().into()]).await.map(|_| ())
}

pub(crate) const EDIT: Statement = Statement::new(
    "user.edit",
    "UPDATE users SET user_name = $4, user_name_key = $5, display_name = $6, language = $7, role = $8, version = $3 + 1,
     display_name_key = $9, user_name_order = $10, display_name_order = $11
     WHERE organisation_id = $1 AND user_id = $2 AND version = $3",
);

/// Changes the details of a person; false where they changed since `version` was read. A user name that someone has is
/// `Conflict`.
pub async fn edit(tx: &mut Tx, org: OrganisationId, user: &User, version: i64) -> Result<bool, Error> {
    Ok(tx.execute(&EDIT, &edited(org, user, version)).await? == 1)
}

/// The values of that change.
pub(crate) fn edited(org: OrganisationId, user: &User, version: i64) -> Vec<Value> {
    vec![
        org.bytes().into(),
        user.id.bytes().into(),
        version.into(),
        user.user_name.trim().into(),
        name_key(&user.user_name).into(),
        user.display_name.trim().into(),
        user.language.as_deref().into(),
        (&*user.role.word()).into(),
        name_key(&user.display_name).into(),
        order_key(&user.user_name).into(),
        order_key(&user.display_name).into(),
    ]
}

pub(crate) const DELETE_ADDRESSES: Statement =
    Statement::new("address.delete_of_user", "DELETE FROM addresses WHERE organisation_id = $1 AND user_id = $2");

/// Gives a person these addresses in the place of those before, the main one first.
pub async fn set_addresses(tx: &mut Tx, org: OrganisationId, user: UserId, addresses: &[String]) -> Result<(), Error> {
    tx.execute(&DELETE_ADDRESSES, &[org.bytes().into(), user.bytes().into()]).await?;
    for params in inserted_addresses(org, user, addresses) {
        tx.execute(&INSERT_ADDRESS, &params).await?;
    }
    Ok(())
}
