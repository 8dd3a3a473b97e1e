//! Attributes of the organisation's own, and the values that people have.

use domain::id::{OrganisationId, UserId};
use domain::selection::{Attribute, AttributeKey, AttributeKind, OwnValue, order_key};
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value, rules};

/// Between two choices in one column; no choice holds a control character.
const BETWEEN: char = '\n';

/// An attribute as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The attribute.
    pub attribute: Attribute,
    /// Its place in lists.
    pub position: i64,
    /// Rises with every change.
    pub version: i64,
}

pub(crate) const LIST: Statement = Statement::new(
    "attribute.list",
    "SELECT attribute_key, name, kind, choices, position, version FROM attributes WHERE organisation_id = $1
     ORDER BY position, attribute_key",
);

/// All attributes in their order.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Kept>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<Kept>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

pub(crate) fn read(row: &Row) -> Result<Kept, Error> {
    let kind = row.text(2)?;
    let choices = row.text(3)?;
    Ok(Kept {
        attribute: Attribute {
            key: AttributeKey::kept(row.text(0)?),
            name: row.text(1)?.to_owned(),
            kind: AttributeKind::from_word(kind).ok_or_else(|| Error::Broken(format!("unknown kind `{kind}`")))?,
            choices: choices.split(BETWEEN).filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        },
        position: row.int(4)?,
        version: row.int(5)?,
    })
}

const INSERT: Statement = Statement::new(
    "attribute.insert",
    "INSERT INTO attributes (organisation_id, attribute_key, name, kind, choices, position, version)
     VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING",
);

/// Adds an attribute; false where there is one of this key.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &Attribute, position: i64) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        new.key.as_str().into(),
        (&new.name).into(),
        new.kind.word().into(),
        joined(&new.choices).into(),
        position.into(),
    ];
    let added = tx.execute(&INSERT, &params).await?;
    rules::changed(tx, org).await?;
    Ok(added == 1)
}

fn joined(choices: &[String]) -> String {
    choices.join(&BETWEEN.to_string())
}

const UPDATE: Statement = Statement::new(
    "attribute.update",
    "UPDATE attributes SET name = $3, choices = $4, position = $5, version = $6 + 1
     WHERE organisation_id = $1 AND attribute_key = $2 AND version = $6",
);

/// Changes name, choices and place; false where it changed since `version` was read. The kind stays.
pub async fn update(tx: &mut Tx, org: OrganisationId, kept: &Kept) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        kept.attribute.key.as_str().into(),
        (&kept.attribute.name).into(),
        joined(&kept.attribute.choices).into(),
        kept.position.into(),
        kept.version.into(),
    ];
    let changed = tx.execute(&UPDATE, &params).await?;
    rules::changed(tx, org).await?;
    Ok(changed == 1)
}

const DELETE_VALUES: Statement = Statement::new(
    "attribute_value.delete_of_attribute",
    "DELETE FROM attribute_values WHERE organisation_id = $1 AND attribute_key = $2",
);
const DELETE: Statement =
    Statement::new("attribute.delete", "DELETE FROM attributes WHERE organisation_id = $1 AND attribute_key = $2");

/// Removes an attribute with all its values; answers how many people had one.
pub async fn delete(tx: &mut Tx, org: OrganisationId, key: &AttributeKey) -> Result<u64, Error> {
    let params = [org.bytes().into(), key.as_str().into()];
    let values = tx.execute(&DELETE_VALUES, &params).await?;
    tx.execute(&DELETE, &params).await?;
    rules::changed(tx, org).await?;
    Ok(values)
}

const COUNT: Statement = Statement::new(
    "attribute_value.count_of_attribute",
    "SELECT COUNT(*) FROM attribute_values WHERE organisation_id = $1 AND attribute_key = $2",
);

/// How many people have a value of an attribute.
pub async fn count(db: &Db, org: OrganisationId, key: &AttributeKey) -> Result<i64, Error> {
    let row = db.one(&COUNT, &[org.bytes().into(), key.as_str().into()]).await?;
    row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)
}

const COUNT_VALUE: Statement = Statement::new(
    "attribute_value.count_of_text",
    "SELECT COUNT(*) FROM attribute_values WHERE organisation_id = $1 AND attribute_key = $2 AND order_key = $3
     AND text_key = $4",
);

/// How many people have this text as value, however it is spelled.
pub async fn count_of(tx: &mut Tx, org: OrganisationId, key: &AttributeKey, text: &str) -> Result<i64, Error> {
    let params = [org.bytes().into(), key.as_str().into(), order_key(text).into(), name_key(text).into()];
    tx.one(&COUNT_VALUE, &params).await?.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)
}

pub(crate) const VALUES: Statement = Statement::new(
    "attribute_value.of_user",
    "SELECT v.attribute_key, a.kind, v.value FROM attribute_values v
     JOIN attributes a ON a.organisation_id = v.organisation_id AND a.attribute_key = v.attribute_key
     WHERE v.organisation_id = $1 AND v.user_id = $2 ORDER BY a.position, a.attribute_key",
);

/// The values of a person, in the order of the attributes.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<(AttributeKey, OwnValue)>, Error> {
    db.all(&VALUES, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read_value).collect()
}

/// The same inside a transaction.
pub async fn of_user_in(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
) -> Result<Vec<(AttributeKey, OwnValue)>, Error> {
    tx.all(&VALUES, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read_value).collect()
}

pub(crate) fn read_value(row: &Row) -> Result<(AttributeKey, OwnValue), Error> {
    let (kind, value) = (row.text(1)?, row.text(2)?);
    let read = AttributeKind::from_word(kind).and_then(|kind| OwnValue::from_shown(kind, value));
    let read = read.ok_or_else(|| Error::Broken(format!("a value of kind `{kind}` cannot be read")))?;
    Ok((AttributeKey::kept(row.text(0)?), read))
}

pub(crate) const SET: Statement = Statement::new(
    "attribute_value.set",
    "INSERT INTO attribute_values (organisation_id, user_id, attribute_key, value, text_key, order_key)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, user_id, attribute_key) DO UPDATE SET
     value = excluded.value, text_key = excluded.text_key, order_key = excluded.order_key",
);
pub(crate) const CLEAR: Statement = Statement::new(
    "attribute_value.clear",
    "DELETE FROM attribute_values WHERE organisation_id = $1 AND user_id = $2 AND attribute_key = $3",
);

/// Gives a person a value, or none.
pub async fn set(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    key: &AttributeKey,
    value: Option<&OwnValue>,
) -> Result<(), Error> {
    match value {
        None => tx.execute(&CLEAR, &[org.bytes().into(), user.bytes().into(), key.as_str().into()]).await?,
        Some(value) => tx.execute(&SET, &inserted(org, user, key, value)).await?,
    };
    Ok(())
}

/// The values of a row that gives a person a value.
pub(crate) fn inserted(org: OrganisationId, user: UserId, key: &AttributeKey, value: &OwnValue) -> Vec<Value> {
    let text_key = match value {
        OwnValue::Text(text) => Some(name_key(text)),
        OwnValue::Number(_) | OwnValue::Date(_) | OwnValue::YesNo(_) => None,
    };
    vec![
        org.bytes().into(),
        user.bytes().into(),
        key.as_str().into(),
        value.shown().into(),
        text_key.into(),
        order_of(value).into(),
    ]
}

/// Where a value stands in the order of its attribute.
pub(crate) fn order_of(value: &OwnValue) -> Vec<u8> {
    match (value, value.number()) {
        (OwnValue::Text(text), _) => order_key(text),
        (_, number) => order_bytes(number.unwrap_or_default()),
    }
}

/// A number as bytes that stand in the order of the numbers.
pub(crate) fn order_bytes(number: i64) -> Vec<u8> {
    (number ^ i64::MIN).to_be_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_the_order_of_their_bytes() {
        let mut numbers = [5, -1, 0, i64::MAX, i64::MIN, 256, -256];
        numbers.sort_by_key(|number| order_bytes(*number));
        assert!(numbers.is_sorted(), "{numbers:?}");
    }
}
