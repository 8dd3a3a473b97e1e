//! Views: windows on the directory.

use domain::id::{OrganisationId, SelectionId, ViewId};
use domain::selection::AttributeKey;
use domain::user::{Role, name_key};
use domain::view::{Column, Order, View, ViewAction};

use crate::{Db, Error, Row, Statement, Tx};

const LIST: Statement = Statement::new(
    "view.list",
    "SELECT view_id, name, selection_id, columns, ordered_by, actions, seen_by, version FROM views
     WHERE organisation_id = $1 ORDER BY name_key",
);

/// All views by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<View>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

const FIND: Statement = Statement::new(
    "view.find",
    "SELECT view_id, name, selection_id, columns, ordered_by, actions, seen_by, version FROM views
     WHERE organisation_id = $1 AND view_id = $2",
);

/// One view.
pub async fn find(db: &Db, org: OrganisationId, id: ViewId) -> Result<Option<View>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

/// The same inside a transaction.
pub async fn find_in(tx: &mut Tx, org: OrganisationId, id: ViewId) -> Result<Option<View>, Error> {
    tx.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<View, Error> {
    Ok(View {
        id: ViewId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        selection: row.opt_array(2)?.map(SelectionId::from_bytes),
        columns: words(row.text(3)?, Column::from_word)?,
        order: word(row.text(4)?, Order::from_word)?,
        actions: words(row.text(5)?, ViewAction::from_word)?,
        roles: words(row.text(6)?, Role::from_word)?,
        version: row.int(7)?,
    })
}

fn word<T>(text: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    from_word(text).ok_or_else(|| Error::Broken(format!("a view says `{text}`, which is unknown")))
}

fn words<T>(text: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Error> {
    text.split_whitespace().map(|one| word(one, &from_word)).collect()
}

const INSERT: Statement = Statement::new(
    "view.insert",
    "INSERT INTO views (organisation_id, view_id, name, name_key, selection_id, columns, ordered_by, actions, seen_by,
     version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const UPDATE: Statement = Statement::new(
    "view.update",
    "UPDATE views SET name = $3, name_key = $4, selection_id = $5, columns = $6, ordered_by = $7, actions = $8,
     seen_by = $9, version = $10 + 1 WHERE organisation_id = $1 AND view_id = $2 AND version = $10",
);

/// Adds a view (its version is 0) or changes one; false where it has changed since it was read. A name that another view
/// has is `Conflict`.
pub async fn save(tx: &mut Tx, org: OrganisationId, view: &View) -> Result<bool, Error> {
    let joined = |words: Vec<String>| words.join(" ");
    let params = |version: i64| {
        [
            org.bytes().into(),
            view.id.bytes().into(),
            view.name.trim().into(),
            name_key(&view.name).into(),
            view.selection.map(SelectionId::bytes).into(),
            joined(view.columns.iter().map(|column| column.word().into_owned()).collect()).into(),
            view.order.word().into_owned().into(),
            joined(view.actions.iter().map(|action| action.word().to_owned()).collect()).into(),
            joined(view.roles.iter().map(|role| role.word().into_owned()).collect()).into(),
            version.into(),
        ]
    };
    if view.version == 0 {
        tx.execute(&INSERT, &params(1)).await?;
        return Ok(true);
    }
    Ok(tx.execute(&UPDATE, &params(view.version)).await? == 1)
}

const DELETE: Statement =
    Statement::new("view.delete", "DELETE FROM views WHERE organisation_id = $1 AND view_id = $2 AND version = $3");

/// Removes a view; false where it has changed since it was read.
pub async fn delete(tx: &mut Tx, org: OrganisationId, id: ViewId, version: i64) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}

/// Names of the views that show an attribute or are ordered by it, inside a transaction: while there are any, it stays.
pub async fn showing_in(tx: &mut Tx, org: OrganisationId, key: &AttributeKey) -> Result<Vec<String>, Error> {
    let rows = tx.all(&LIST, &[org.bytes().into()]).await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|view| view.mentions(key)).map(|view| view.name).collect())
}

const USING: Statement = Statement::new(
    "view.using",
    "SELECT name FROM views WHERE organisation_id = $1 AND selection_id = $2 ORDER BY name_key",
);

/// Names of the views that show the people of a selection: while there are any, it stays.
pub async fn using(db: &Db, org: OrganisationId, selection: SelectionId) -> Result<Vec<String>, Error> {
    let rows = db.all(&USING, &[org.bytes().into(), selection.bytes().into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}
