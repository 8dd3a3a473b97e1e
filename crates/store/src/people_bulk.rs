//! Many people in one go, for imports: who they are by a key, all that an import may change of them, and rows for new ones.
//! Neighbour: `user` has the same for one person.

use std::collections::HashMap;

use domain::id::{GroupId, OrganisationId, UserId};
use domain::selection::{AttributeKey, OwnValue, order_key};
use domain::time::Timestamp;
use domain::user::{Role, name_key};

use crate::group::{self, Group};
use crate::user::{self, NewUser, User};
use crate::{Db, Error, Row, Statement, Tx, Value, attribute};

/// Reads, inside a transaction or outside of one.
pub enum Reads<'a> {
    /// As things are now.
    Outside(&'a Db),
    /// As they are inside a transaction.
    Inside(&'a mut Tx),
}

impl Reads<'_> {
    pub(crate) async fn many(&mut self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Outside(db) => db.many(statement, sets).await,
            Self::Inside(tx) => tx.many(statement, sets).await,
        }
    }
}

/// By what a person is known in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The name to sign in with.
    UserName(String),
    /// One of the e-mail addresses.
    Address(String),
    /// A value of an attribute of the organisation's own.
    Own(AttributeKey, OwnValue),
}

const BY_NAME: Statement =
    Statement::new("people.by_name", "SELECT user_id FROM users WHERE organisation_id = $1 AND user_name_key = $2");
const BY_ADDRESS: Statement = Statement::new(
    "people.by_address",
    "SELECT user_id FROM addresses WHERE organisation_id = $1 AND address_key = $2",
);
const BY_VALUE: Statement = Statement::new(
    "people.by_value",
    "SELECT user_id FROM attribute_values WHERE organisation_id = $1 AND attribute_key = $2 AND order_key = $3
     AND text_key = $4 LIMIT 2",
);
const BY_NUMBER: Statement = Statement::new(
    "people.by_number",
    "SELECT user_id FROM attribute_values WHERE organisation_id = $1 AND attribute_key = $2 AND order_key = $3 LIMIT 2",
);

/// Who has each key: nobody, one person, or (of an attribute) two of those who have it. The keys are all of one kind.
pub async fn find(reads: &mut Reads<'_>, org: OrganisationId, keys: &[Key]) -> Result<Vec<Vec<UserId>>, Error> {
    let statement = match keys.first() {
        None => return Ok(Vec::new()),
        Some(Key::UserName(_)) => &BY_NAME,
        Some(Key::Address(_)) => &BY_ADDRESS,
        Some(Key::Own(_, OwnValue::Text(_))) => &BY_VALUE,
        Some(Key::Own(..)) => &BY_NUMBER,
    };
    let sets: Vec<Vec<Value>> = keys.iter().map(|key| set_of(org, key)).collect();
    users(&reads.many(statement, &sets).await?)
}

fn set_of(org: OrganisationId, key: &Key) -> Vec<Value> {
    match key {
        Key::UserName(text) | Key::Address(text) => vec![org.bytes().into(), name_key(text).into()],
        Key::Own(key, OwnValue::Text(text)) => {
            vec![org.bytes().into(), key.as_str().into(), order_key(text).into(), name_key(text).into()]
        }
        Key::Own(key, value) => vec![org.bytes().into(), key.as_str().into(), attribute::order_of(value).into()],
    }
}

fn users(found: &[Vec<Row>]) -> Result<Vec<Vec<UserId>>, Error> {
    let of = |rows: &Vec<Row>| rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect();
    found.iter().map(of).collect()
}

/// Who has each of these texts as user name or as address: both are signed in with.
pub async fn owners(reads: &mut Reads<'_>, org: OrganisationId, names: &[&str]) -> Result<Vec<Vec<UserId>>, Error> {
    let sets: Vec<Vec<Value>> = names.iter().map(|name| vec![org.bytes().into(), name_key(name).into()]).collect();
    users(&reads.many(&user::TAKEN, &sets).await?)
}

/// All that an import may change of a person.
#[derive(Clone, Debug)]
pub struct Known {
    /// The person.
    pub user: User,
    /// The version that an edit names.
    pub version: i64,
    /// Addresses, the main one first.
    pub addresses: Vec<String>,
    /// Groups by name.
    pub groups: Vec<Group>,
    /// Values of the organisation's own attributes.
    pub values: Vec<(AttributeKey, OwnValue)>,
}

/// These people; who is gone is not among them.
pub async fn known(
    reads: &mut Reads<'_>,
    org: OrganisationId,
    people: &[UserId],
) -> Result<HashMap<UserId, Known>, Error> {
    let sets: Vec<Vec<Value>> = people.iter().map(|id| vec![org.bytes().into(), id.bytes().into()]).collect();
    let users = reads.many(&user::EDITED, &sets).await?;
    let addresses = reads.many(&user::ADDRESSES, &sets).await?;
    let groups = reads.many(&group::OF_USER, &sets).await?;
    let values = reads.many(&attribute::VALUES, &sets).await?;
    let all = users.iter().zip(addresses).zip(groups.iter().zip(values));
    let known = all.filter_map(|((user, addresses), (groups, values))| {
        let row = user.first()?;
        Some((|| {
            let known = Known {
                user: user::read(row)?,
                version: row.int(8)?,
                addresses: addresses.iter().map(|row| Ok(row.text(0)?.to_owned())).collect::<Result<_, Error>>()?,
                groups: groups.iter().map(group::read).collect::<Result<_, _>>()?,
                values: values.iter().map(attribute::read_value).collect::<Result<_, _>>()?,
            };
            Ok((known.user.id, known))
        })())
    });
    known.collect()
}

/// The roles of these people; who is gone is not among them.
pub async fn roles(
    reads: &mut Reads<'_>,
    org: OrganisationId,
    people: &[UserId],
) -> Result<HashMap<UserId, Role>, Error> {
    let sets: Vec<Vec<Value>> = people.iter().map(|id| vec![org.bytes().into(), id.bytes().into()]).collect();
    let found = reads.many(&user::EDITED, &sets).await?;
    found.iter().flatten().map(|row| user::read(row).map(|user| (user.id, user.role))).collect()
}

/// Adds people with their addresses. A name or address that someone has is `Conflict`.
pub async fn insert(tx: &mut Tx, org: OrganisationId, people: &[NewUser], now: Timestamp) -> Result<(), Error> {
    let users: Vec<Vec<Value>> = people.iter().map(|new| user::inserted(org, new, now)).collect();
    let addresses: Vec<Vec<Value>> =
        people.iter().flat_map(|new| user::inserted_addresses(org, new.id, &new.addresses)).collect();
    add(tx, &user::INSERT, &users).await?;
    tx.learn_sizes().await?;
    add(tx, &user::INSERT_ADDRESS, &addresses).await
}

async fn add(tx: &mut Tx, statement: &Statement, rows: &[Vec<Value>]) -> Result<(), Error> {
    if !rows.is_empty() {
        tx.insert_many(statement, rows).await?;
    }
    Ok(())
}

/// Puts people in groups.
pub async fn join(tx: &mut Tx, org: OrganisationId, members: &[(UserId, GroupId)]) -> Result<(), Error> {
    let rows: Vec<Vec<Value>> = members
        .iter()
        .map(|(user, group)| vec![org.bytes().into(), user.bytes().into(), group.bytes().into()])
        .collect();
    add(tx, &group::JOIN, &rows).await
}

/// Puts people in a group; answers who was not in it.
pub async fn join_group(
    tx: &mut Tx,
    org: OrganisationId,
    group: GroupId,
    people: &[UserId],
) -> Result<Vec<UserId>, Error> {
    moved(tx, org, (&group::JOIN, group), people).await
}

/// Takes people out of a group; answers who was in it.
pub async fn leave_group(
    tx: &mut Tx,
    org: OrganisationId,
    group: GroupId,
    people: &[UserId],
) -> Result<Vec<UserId>, Error> {
    moved(tx, org, (&group::LEAVE, group), people).await
}

async fn moved(
    tx: &mut Tx,
    org: OrganisationId,
    (statement, group): (&Statement, GroupId),
    people: &[UserId],
) -> Result<Vec<UserId>, Error> {
    let member = |user: &UserId| vec![org.bytes().into(), user.bytes().into(), group.bytes().into()];
    let batch: Vec<(&Statement, Vec<Value>)> = people.iter().map(|user| (statement, member(user))).collect();
    let counts = tx.batch(&batch).await?;
    Ok(people.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(user, _)| *user).collect())
}

/// Says of people that something changed which the form of a person shows.
pub async fn raise_versions(tx: &mut Tx, org: OrganisationId, people: &[UserId]) -> Result<(), Error> {
    let batch: Vec<(&Statement, Vec<Value>)> =
        people.iter().map(|user| (&user::RAISE, vec![org.bytes().into(), user.bytes().into()])).collect();
    tx.batch(&batch).await?;
    Ok(())
}

/// A value that a person gets.
pub type Valued = (UserId, AttributeKey, OwnValue);

const INSERT_VALUE: Statement = Statement::new(
    "attribute_value.insert",
    "INSERT INTO attribute_values (organisation_id, user_id, attribute_key, value, text_key, order_key)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Gives values to people who have none of these attributes.
pub async fn give_values(tx: &mut Tx, org: OrganisationId, values: &[Valued]) -> Result<(), Error> {
    let rows: Vec<Vec<Value>> =
        values.iter().map(|(user, key, value)| attribute::inserted(org, *user, key, value)).collect();
    add(tx, &INSERT_VALUE, &rows).await
}

/// What is changed of a person.
#[derive(Clone, Debug)]
pub struct Change {
    /// The person as they are from now on.
    pub user: User,
    /// The version that was read.
    pub version: i64,
    /// Addresses in the place of those before, the main one first; none where they stay.
    pub addresses: Option<Vec<String>>,
    /// Groups to leave.
    pub leave: Vec<GroupId>,
    /// Groups to join.
    pub join: Vec<GroupId>,
    /// Values to give, or to take away.
    pub values: Vec<(AttributeKey, Option<OwnValue>)>,
}

/// Changes people; false where one of them changed since they were read. A name or address that someone has is `Conflict`.
pub async fn change(tx: &mut Tx, org: OrganisationId, changes: &[Change]) -> Result<bool, Error> {
    let mut edits: Vec<(&Statement, Vec<Value>)> = Vec::with_capacity(changes.len());
    // Whoever gives up an address does so before another gets it.
    let (mut taken, mut given) = (Vec::new(), Vec::new());
    for change in changes {
        let id = change.user.id;
        edits.push((&user::EDIT, user::edited(org, &change.user, change.version)));
        if let Some(addresses) = &change.addresses {
            taken.push((&user::DELETE_ADDRESSES, vec![org.bytes().into(), id.bytes().into()]));
            given.extend(user::inserted_addresses(org, id, addresses).map(|params| (&user::INSERT_ADDRESS, params)));
        }
        let member = |group: &GroupId| vec![org.bytes().into(), id.bytes().into(), group.bytes().into()];
        taken.extend(change.leave.iter().map(|group| (&group::LEAVE, member(group))));
        given.extend(change.join.iter().map(|group| (&group::JOIN, member(group))));
        for (key, value) in &change.values {
            given.push(match value {
                Some(value) => (&attribute::SET, attribute::inserted(org, id, key, value)),
                None => (&attribute::CLEAR, vec![org.bytes().into(), id.bytes().into(), key.as_str().into()]),
            });
        }
    }
    let edited = tx.batch(&edits).await?;
    taken.append(&mut given);
    tx.batch(&taken).await?;
    Ok(edited.iter().all(|count| *count == 1))
}
