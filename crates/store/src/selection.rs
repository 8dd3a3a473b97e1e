//! Saved selections and the lists of static ones. What a filter means is in `domain::selection`; as SQL it is in
//! `selection_sql.rs`.

use domain::id::{OrganisationId, SelectionId, UserId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, rules};

/// A saved selection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Identity.
    pub id: SelectionId,
    /// Name that people see.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The filter of a dynamic one; a static one has none.
    pub filter: Option<String>,
    /// Rises with every change; 0 for one that is not kept yet.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// By whom; `None` is the command line.
    pub changed_by: Option<UserId>,
}

pub(crate) const LIST: Statement = Statement::new(
    "selection.list",
    "SELECT selection_id, name, description, filter, version, changed_at, changed_by FROM selections
     WHERE organisation_id = $1 ORDER BY name_key",
);

/// All selections by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Selection>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<Selection>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

const FIND: Statement = Statement::new(
    "selection.find",
    "SELECT selection_id, name, description, filter, version, changed_at, changed_by FROM selections
     WHERE organisation_id = $1 AND selection_id = $2",
);

/// One selection.
pub async fn find(db: &Db, org: OrganisationId, id: SelectionId) -> Result<Option<Selection>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

/// The same inside a transaction.
pub async fn find_in(tx: &mut Tx, org: OrganisationId, id: SelectionId) -> Result<Option<Selection>, Error> {
    tx.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

const FIND_BY_NAME: Statement = Statement::new(
    "selection.find_by_name",
    "SELECT selection_id, name, description, filter, version, changed_at, changed_by FROM selections
     WHERE organisation_id = $1 AND name_key = $2",
);

/// The selection of this name, however it is spelled.
pub async fn find_by_name(db: &Db, org: OrganisationId, name: &str) -> Result<Option<Selection>, Error> {
    db.one(&FIND_BY_NAME, &[org.bytes().into(), name_key(name).into()]).await?.as_ref().map(read).transpose()
}

pub(crate) fn read(row: &Row) -> Result<Selection, Error> {
    Ok(Selection {
        id: SelectionId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        description: row.text(2)?.to_owned(),
        filter: row.opt_text(3)?.map(str::to_owned),
        version: row.int(4)?,
        changed_at: Timestamp::from_micros(row.int(5)?),
        changed_by: row.opt_array(6)?.map(UserId::from_bytes),
    })
}

const INSERT: Statement = Statement::new(
    "selection.insert",
    "INSERT INTO selections (organisation_id, selection_id, name, name_key, description, filter, version, changed_at,
     changed_by) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)",
);
const UPDATE: Statement = Statement::new(
    "selection.update",
    "UPDATE selections SET name = $3, name_key = $4, description = $5, filter = $6, version = $9 + 1, changed_at = $7,
     changed_by = $8 WHERE organisation_id = $1 AND selection_id = $2 AND version = $9",
);

/// Adds a selection of version 0, or changes the one whose version it names; false where that has changed meanwhile.
/// A name that another selection has is `Conflict("selections_name")`.
pub async fn save(tx: &mut Tx, org: OrganisationId, selection: &Selection) -> Result<bool, Error> {
    let mut params = vec![
        org.bytes().into(),
        selection.id.bytes().into(),
        selection.name.trim().into(),
        name_key(&selection.name).into(),
        (&selection.description).into(),
        selection.filter.as_deref().into(),
        selection.changed_at.micros().into(),
        selection.changed_by.map(UserId::bytes).into(),
    ];
    let changed = if selection.version == 0 {
        tx.execute(&INSERT, &params).await?
    } else {
        params.push(selection.version.into());
        tx.execute(&UPDATE, &params).await?
    };
    rules::changed(tx, org).await?;
    Ok(changed == 1)
}

const DELETE: Statement = Statement::new(
    "selection.delete",
    "DELETE FROM selections WHERE organisation_id = $1 AND selection_id = $2 AND version = $3",
);

/// Removes a selection; false where it has changed since `version` was read. Who uses it must be looked at before, in the
/// same transaction.
pub async fn delete(tx: &mut Tx, org: OrganisationId, id: SelectionId, version: i64) -> Result<bool, Error> {
    let gone = tx.execute(&DELETE, &[org.bytes().into(), id.bytes().into(), version.into()]).await?;
    rules::changed(tx, org).await?;
    Ok(gone == 1)
}

/// What points at a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// A policy, by name.
    Policy(String),
    /// A view, by name.
    View(String),
    /// An announcement, by its title in the language of the organisation.
    Announcement(String),
    /// An application, or a device that asks by RADIUS, by name.
    Application(String),
}

const USED_BY: Statement = Statement::new(
    "selection.used_by",
    "SELECT 0, name, name_key FROM policies WHERE organisation_id = $1 AND selection_id = $2
     UNION ALL SELECT 1, name, name_key FROM views WHERE organisation_id = $1 AND selection_id = $2
     UNION ALL SELECT 2, COALESCE(MAX(CASE WHEN t.language = o.language THEN t.title END), MIN(t.title), ''), ''
     FROM announcements a JOIN organisations o ON o.organisation_id = a.organisation_id
     LEFT JOIN announcement_texts t ON t.organisation_id = a.organisation_id AND t.announcement_id = a.announcement_id
     WHERE a.organisation_id = $1 AND a.selection_id = $2 GROUP BY a.announcement_id
     UNION ALL SELECT 3, p.name, p.name_key FROM applications p WHERE p.organisation_id = $1 AND EXISTS (
     SELECT 1 FROM application_rules r WHERE r.organisation_id = p.organisation_id AND r.application_id = p.application_id
     AND r.selection_id = $2)
     UNION ALL SELECT 3, name, name_key FROM relying_parties WHERE organisation_id = $1 AND selection_id = $2
     UNION ALL SELECT 3, name, name_key FROM radius_clients WHERE organisation_id = $1 AND selection_id = $2
     ORDER BY 1, 3, 2",
);

/// What points at a selection, by name.
pub async fn used_by(db: &Db, org: OrganisationId, id: SelectionId) -> Result<Vec<User>, Error> {
    db.all(&USED_BY, &[org.bytes().into(), id.bytes().into()]).await?.iter().map(read_user).collect()
}

/// The same inside a transaction.
pub async fn used_by_in(tx: &mut Tx, org: OrganisationId, id: SelectionId) -> Result<Vec<User>, Error> {
    tx.all(&USED_BY, &[org.bytes().into(), id.bytes().into()]).await?.iter().map(read_user).collect()
}

fn read_user(row: &Row) -> Result<User, Error> {
    let name = row.text(1)?.to_owned();
    Ok(match row.int(0)? {
        0 => User::Policy(name),
        1 => User::View(name),
        3 => User::Application(name),
        _ => User::Announcement(name),
    })
}

const PUT: Statement = Statement::new(
    "selection_member.put",
    "INSERT INTO selection_members (organisation_id, selection_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
);

/// Puts a person on the list of a static selection; false where they are on it.
pub async fn put(tx: &mut Tx, org: OrganisationId, id: SelectionId, user: UserId) -> Result<bool, Error> {
    Ok(tx.execute(&PUT, &[org.bytes().into(), id.bytes().into(), user.bytes().into()]).await? == 1)
}

const TAKE: Statement = Statement::new(
    "selection_member.take",
    "DELETE FROM selection_members WHERE organisation_id = $1 AND selection_id = $2 AND user_id = $3",
);

/// Takes a person off the list; false where they are not on it.
pub async fn take(tx: &mut Tx, org: OrganisationId, id: SelectionId, user: UserId) -> Result<bool, Error> {
    Ok(tx.execute(&TAKE, &[org.bytes().into(), id.bytes().into(), user.bytes().into()]).await? == 1)
}

const CLEAR: Statement = Statement::new(
    "selection_member.clear",
    "DELETE FROM selection_members WHERE organisation_id = $1 AND selection_id = $2",
);

/// Takes everyone off the list; answers how many.
pub async fn clear(tx: &mut Tx, org: OrganisationId, id: SelectionId) -> Result<u64, Error> {
    tx.execute(&CLEAR, &[org.bytes().into(), id.bytes().into()]).await
}

const MEMBERS: Statement = Statement::new(
    "selection_member.list",
    "SELECT user_id FROM selection_members WHERE organisation_id = $1 AND selection_id = $2 ORDER BY user_id",
);

/// Who is on the list, in the order of identities.
pub async fn members(db: &Db, org: OrganisationId, id: SelectionId) -> Result<Vec<UserId>, Error> {
    let rows = db.all(&MEMBERS, &[org.bytes().into(), id.bytes().into()]).await?;
    rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect()
}

/// The static selections that a person is on the list of.
pub(crate) const OF_USER: Statement = Statement::new(
    "selection_member.of_user",
    "SELECT selection_id FROM selection_members WHERE organisation_id = $1 AND user_id = $2",
);
