//! Groups and who is in them.

use domain::id::{GroupId, OrganisationId, UserId};
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx};

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Identity.
    pub id: GroupId,
    /// Name.
    pub name: String,
    /// Counts its changes.
    pub version: i64,
}

const LIST: Statement = Statement::new(
    "group.list",
    "SELECT group_id, name, version FROM user_groups WHERE organisation_id = $1 ORDER BY name_key",
);

/// All groups by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Group>, Error> {
    let rows = db.all(&LIST, &[org.bytes().into()]).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn read(row: &Row) -> Result<Group, Error> {
    Ok(Group { id: GroupId::from_bytes(row.array(0)?), name: row.text(1)?.to_owned(), version: row.int(2)? })
}

pub(crate) const OF_USER: Statement = Statement::new(
    "group.of_user",
    "SELECT g.group_id, g.name, g.version FROM memberships m
     JOIN user_groups g ON g.organisation_id = m.organisation_id AND g.group_id = m.group_id
     WHERE m.organisation_id = $1 AND m.user_id = $2 ORDER BY g.name_key",
);

/// The groups that a person is in.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<Group>, Error> {
    let rows = db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(read).collect()
}

const INSERT: Statement = Statement::new(
    "group.insert",
    "INSERT INTO user_groups (organisation_id, group_id, name, name_key) VALUES ($1, $2, $3, $4)
     ON CONFLICT (organisation_id, name_key) DO NOTHING",
);
const BY_KEY: Statement =
    Statement::new("group.by_key", "SELECT group_id FROM user_groups WHERE organisation_id = $1 AND name_key = $2");

/// The group of this name, however it is spelled.
pub async fn find(db: &Db, org: OrganisationId, name: &str) -> Result<Option<GroupId>, Error> {
    let row = db.one(&BY_KEY, &[org.bytes().into(), name_key(name).into()]).await?;
    row.map(|row| Ok(GroupId::from_bytes(row.array(0)?))).transpose()
}

/// The group of this name; made under `id` when there is none.
pub async fn find_or_insert(tx: &mut Tx, org: OrganisationId, id: GroupId, name: &str) -> Result<GroupId, Error> {
    tx.execute(&INSERT, &[org.bytes().into(), id.bytes().into(), name.trim().into(), name_key(name).into()]).await?;
    let row = tx.one(&BY_KEY, &[org.bytes().into(), name_key(name).into()]).await?;
    Ok(GroupId::from_bytes(row.ok_or_else(|| Error::Broken("a group vanished".into()))?.array(0)?))
}

pub(crate) const JOIN: Statement = Statement::new(
    "group.join",
    "INSERT INTO memberships (organisation_id, user_id, group_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
);

/// Puts a person in a group; false where they are in it already.
pub async fn join(tx: &mut Tx, org: OrganisationId, user: UserId, group: GroupId) -> Result<bool, Error> {
    Ok(tx.execute(&JOIN, &[org.bytes().into(), user.bytes().into(), group.bytes().into()]).await? > 0)
}

pub(crate) const LEAVE: Statement = Statement::new(
    "group.leave",
    "DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2 AND group_id = $3",
);

/// Takes a person out of a group; false where they are not in it.
pub async fn leave(tx: &mut Tx, org: OrganisationId, user: UserId, group: GroupId) -> Result<bool, Error> {
    Ok(tx.execute(&LEAVE, &[org.bytes().into(), user.bytes().into(), group.bytes().into()]).await? > 0)
}

const FIND_ID: Statement = Statement::new(
    "group.find",
    "SELECT group_id, name, version FROM user_groups WHERE organisation_id = $1 AND group_id = $2",
);

/// One group, inside a transaction.
pub async fn find_in(tx: &mut Tx, org: OrganisationId, id: GroupId) -> Result<Option<Group>, Error> {
    tx.one(&FIND_ID, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

/// The group of this name inside a transaction, however it is spelled.
pub async fn find_by_name_in(tx: &mut Tx, org: OrganisationId, name: &str) -> Result<Option<GroupId>, Error> {
    let row = tx.one(&BY_KEY, &[org.bytes().into(), name_key(name).into()]).await?;
    row.map(|row| Ok(GroupId::from_bytes(row.array(0)?))).transpose()
}

const SIZES: Statement = Statement::new(
    "group.sizes",
    "SELECT g.group_id, g.name, g.version, (SELECT COUNT(*) FROM memberships m WHERE m.organisation_id = $1
     AND m.group_id = g.group_id) FROM user_groups g WHERE g.organisation_id = $1 ORDER BY g.name_key",
);

/// All groups by name, each with how many people are in it.
pub async fn sizes(db: &Db, org: OrganisationId) -> Result<Vec<(Group, u64)>, Error> {
    let rows = db.all(&SIZES, &[org.bytes().into()]).await?;
    rows.iter().map(|row| Ok((read(row)?, u64::try_from(row.int(3)?).unwrap_or(0)))).collect()
}

const RENAME: Statement = Statement::new(
    "group.rename",
    "UPDATE user_groups SET name = $3, name_key = $4, version = version + 1
     WHERE organisation_id = $1 AND group_id = $2 AND version = $5",
);

/// Gives a group another name, over the version that was read; false where somebody changed it since. Filters that call
/// it by the old one must be changed in the same transaction.
pub async fn rename(
    tx: &mut Tx,
    org: OrganisationId,
    (id, version): (GroupId, i64),
    name: &str,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), name.trim().into(), name_key(name).into(), version.into()];
    Ok(tx.execute(&RENAME, &params).await? == 1)
}

const DELETE: Statement =
    Statement::new("group.delete", "DELETE FROM user_groups WHERE organisation_id = $1 AND group_id = $2");

/// Removes a group; whoever is in it leaves it.
pub async fn delete(tx: &mut Tx, org: OrganisationId, id: GroupId) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, &[org.bytes().into(), id.bytes().into()]).await? == 1)
}
