//! Roles of the organisation's own.

use domain::id::{OrganisationId, RoleId};
use domain::permission::Rights;
use domain::user::{Role, name_key};

use crate::{Db, Error, Row, Statement, Tx};

/// A role of the organisation's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRole {
    /// Identity.
    pub id: RoleId,
    /// Name.
    pub name: String,
    /// What it may do.
    pub rights: Rights,
    /// Rises with every change.
    pub version: i64,
}

const LIST: Statement = Statement::new(
    "role.list",
    "SELECT role_id, name, rights, version FROM roles WHERE organisation_id = $1 ORDER BY name_key",
);

/// All of them by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<OwnRole>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

const RIGHTS_OF_ALL: Statement =
    Statement::new("role.rights_of_all", "SELECT role_id, rights FROM roles ORDER BY role_id");

/// What each role of every organisation may do, for menus in memory.
pub async fn rights_of_all(db: &Db) -> Result<Vec<(RoleId, Rights)>, Error> {
    let rows = db.all(&RIGHTS_OF_ALL, &[]).await?;
    rows.iter().map(|row| Ok((RoleId::from_bytes(row.array(0)?), rights(row.text(1)?)?))).collect()
}

fn rights(words: &str) -> Result<Rights, Error> {
    Rights::from_words(words).ok_or_else(|| Error::Broken(format!("unknown rights `{words}`")))
}

const FIND: Statement = Statement::new(
    "role.find",
    "SELECT role_id, name, rights, version FROM roles WHERE organisation_id = $1 AND role_id = $2",
);

/// One of them.
pub async fn find(db: &Db, org: OrganisationId, id: RoleId) -> Result<Option<OwnRole>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

/// The same inside a transaction.
pub async fn find_in(tx: &mut Tx, org: OrganisationId, id: RoleId) -> Result<Option<OwnRole>, Error> {
    tx.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<OwnRole, Error> {
    Ok(OwnRole {
        id: RoleId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        rights: rights(row.text(2)?)?,
        version: row.int(3)?,
    })
}

const INSERT: Statement = Statement::new(
    "role.insert",
    "INSERT INTO roles (organisation_id, role_id, name, name_key, rights, version) VALUES ($1, $2, $3, $4, $5, $6)",
);
const UPDATE: Statement = Statement::new(
    "role.update",
    "UPDATE roles SET name = $3, name_key = $4, rights = $5, version = $6 + 1
     WHERE organisation_id = $1 AND role_id = $2 AND version = $6",
);

/// Adds a role (its version is 0) or changes one; false where it has changed since it was read. A name that another role
/// has is `Conflict`.
pub async fn save(tx: &mut Tx, org: OrganisationId, role: &OwnRole) -> Result<bool, Error> {
    let params = |version: i64| {
        [
            org.bytes().into(),
            role.id.bytes().into(),
            role.name.trim().into(),
            name_key(&role.name).into(),
            role.rights.words().into(),
            version.into(),
        ]
    };
    if role.version == 0 {
        tx.execute(&INSERT, &params(1)).await?;
        return Ok(true);
    }
    Ok(tx.execute(&UPDATE, &params(role.version)).await? == 1)
}

const DELETE: Statement = Statement::new(
    "role.delete",
    "DELETE FROM roles WHERE organisation_id = $1 AND role_id = $2 AND version = $4 AND NOT EXISTS (SELECT 1 FROM users u
     WHERE u.organisation_id = $1 AND u.role = $3)",
);

/// Removes a role that nobody has; false where someone has it, or it is not as it was read.
pub async fn delete(tx: &mut Tx, org: OrganisationId, (id, version): (RoleId, i64)) -> Result<bool, Error> {
    let word = Role::Own(id).word().into_owned();
    Ok(tx.execute(&DELETE, &[org.bytes().into(), id.bytes().into(), word.into(), version.into()]).await? == 1)
}

const HOLDERS: Statement = Statement::new(
    "role.holders",
    "SELECT role, COUNT(*) FROM users WHERE organisation_id = $1 AND role <> $2 GROUP BY role",
);

/// How many people have each role but that of a member; a role that nobody has is not in the list.
pub async fn holders(db: &Db, org: OrganisationId) -> Result<Vec<(Role, i64)>, Error> {
    let rows = db.all(&HOLDERS, &[org.bytes().into(), (&*Role::Member.word()).into()]).await?;
    rows.iter().map(|row| Ok((crate::user::role(row.text(0)?)?, row.int(1)?))).collect()
}
