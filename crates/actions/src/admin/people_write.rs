//! People added and changed by what comes in from outside, be it a file or another system: rows, groups, values, audit events and
//! mails of many people in one transaction. Whether it may be done is looked at before, by whoever calls.

use std::collections::{HashMap, HashSet};

use domain::audit::AuditEvent;
use domain::id::{GroupId, UserId};
use domain::selection::{AttributeKey, OwnValue};
use domain::user::{Role, name_key};
use store::Tx;
use store::people_bulk::{self, Change, Known};
use store::user::{NewUser, User};

use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;

/// What a field says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cell<T> {
    /// Nothing: what is there stays.
    #[default]
    Keep,
    /// That there is none.
    Clear,
    /// This.
    Set(T),
}

/// A person as they shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) user_name: String,
    pub(crate) display_name: String,
    pub(crate) addresses: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) role: Role,
    /// By name; made where there is none.
    pub(crate) groups: Vec<String>,
    pub(crate) own: Vec<(AttributeKey, OwnValue)>,
}

impl Wanted {
    /// A person as they are.
    pub(crate) fn as_is(known: &Known) -> Self {
        Self {
            user_name: known.user.user_name.clone(),
            display_name: known.user.display_name.clone(),
            addresses: known.addresses.clone(),
            language: known.user.language.clone(),
            role: known.user.role,
            groups: known.groups.iter().map(|group| group.name.clone()).collect(),
            own: known.values.clone(),
        }
    }
}

/// A change of somebody: as they were, as they shall be, and the words of the fields in which the two differ.
pub(crate) type Edit = (Known, Wanted, Vec<String>);

/// A row that somebody else wrote first.
fn conflict(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Conflict,
        other => other.into(),
    }
}

/// Adds these people and changes those; answers who was added, in their order. A name that somebody has is [`Error::Conflict`],
/// and so is a person who changed since they were read.
pub(crate) async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    (added, changed): (Vec<Wanted>, Vec<Edit>),
) -> Result<Vec<UserId>, Error> {
    let groups = groups(tx, scribe, added.iter().chain(changed.iter().map(|(_, after, _)| after))).await?;
    let ids = add(tx, scribe, added, &groups).await?;
    change(tx, scribe, changed, &groups).await?;
    Ok(ids)
}

/// The groups that people get, by their comparable names; made where there are none.
async fn groups<'a>(
    tx: &mut Tx,
    scribe: &Scribe,
    people: impl Iterator<Item = &'a Wanted>,
) -> Result<HashMap<String, GroupId>, Error> {
    let org = scribe.organisation.id;
    let mut all = HashMap::new();
    for name in people.flat_map(|after| &after.groups) {
        let key = name_key(name);
        if all.contains_key(&key) {
            continue;
        }
        let id = if let Some(id) = store::group::find_by_name_in(tx, org, name).await? {
            id
        } else {
            let new = GroupId::from_bytes(scribe.new_id());
            scribe.note(tx, None, AuditEvent::GroupMade { group: name.clone() })?;
            store::group::find_or_insert(tx, org, new, name).await?
        };
        all.insert(key, id);
    }
    Ok(all)
}

async fn add(
    tx: &mut Tx,
    scribe: &Scribe,
    people: Vec<Wanted>,
    groups: &HashMap<String, GroupId>,
) -> Result<Vec<UserId>, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    let (mut rows, mut members, mut values) = (Vec::with_capacity(people.len()), Vec::new(), Vec::new());
    let mut joined = Vec::with_capacity(people.len());
    for person in people {
        let id = UserId::from_bytes(scribe.new_id());
        members.extend(person.groups.iter().filter_map(|name| groups.get(&name_key(name))).map(|group| (id, *group)));
        values.extend(person.own.into_iter().map(|(key, value)| (id, key, value)));
        joined.push(person.groups);
        rows.push(NewUser {
            id,
            user_name: person.user_name,
            display_name: person.display_name,
            language: person.language,
            role: person.role,
            password_hash: None,
            addresses: person.addresses,
        });
    }
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let Some(first) = ids.iter().min() else { return Ok(ids) };
    people_bulk::insert(tx, org, &rows, now).await.map_err(conflict)?;
    people_bulk::join(tx, org, &members).await?;
    people_bulk::give_values(tx, org, &values).await?;
    store::policy::fix_duties_from(tx, org, *first, now).await?;
    let mut events = Vec::with_capacity(rows.len());
    for (row, joined) in rows.iter().zip(joined) {
        events.push((Some(row.id), AuditEvent::PersonAdded { joined }));
        if row.role != Role::Member {
            events.push((Some(row.id), given(Role::Member, row.role)));
        }
    }
    scribe.note_many(tx, events).await?;
    Ok(ids)
}

fn given(before: Role, role: Role) -> AuditEvent {
    AuditEvent::RoleGiven { role: role.word().into_owned(), before: before.word().into_owned() }
}

async fn change(
    tx: &mut Tx,
    scribe: &Scribe,
    people: Vec<Edit>,
    groups: &HashMap<String, GroupId>,
) -> Result<(), Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    let told: Vec<UserId> = people
        .iter()
        .filter(|(known, after, _)| known.addresses != after.addresses && !known.addresses.is_empty())
        .map(|(known, ..)| known.user.id)
        .collect();
    // Told to the old addresses too, before they go: another address is how an account is stolen.
    for user in &told {
        scribe.tell(tx, *user, Content::AddressesChanged).await?;
    }
    let changes: Vec<Change> = people.iter().map(|(known, after, _)| changed(known, after, groups)).collect();
    if !people_bulk::change(tx, org, &changes).await.map_err(conflict)? {
        return Err(Error::Conflict);
    }
    for user in &told {
        scribe.tell(tx, *user, Content::AddressesChanged).await?;
    }
    let ids: Vec<UserId> = people.iter().map(|(known, ..)| known.user.id).collect();
    store::policy::fix_duties_of_each(tx, org, &ids, now).await?;
    let mut events = Vec::with_capacity(people.len());
    for (known, after, fields) in people {
        let (joined, left) = moved(&known, &after);
        events.push((Some(known.user.id), AuditEvent::PersonEdited { fields, joined, left, view: None }));
        if known.user.role != after.role {
            events.push((Some(known.user.id), given(known.user.role, after.role)));
        }
    }
    scribe.note_many(tx, events).await
}

/// The names of the groups that somebody comes into, and of those that they leave.
fn moved(known: &Known, after: &Wanted) -> (Vec<String>, Vec<String>) {
    let was: HashSet<String> = known.groups.iter().map(|group| name_key(&group.name)).collect();
    let is: HashSet<String> = after.groups.iter().map(|name| name_key(name)).collect();
    let joined = after.groups.iter().filter(|name| !was.contains(&name_key(name))).cloned().collect();
    let left = known.groups.iter().filter(|group| !is.contains(&name_key(&group.name)));
    (joined, left.map(|group| group.name.clone()).collect())
}

fn changed(known: &Known, after: &Wanted, groups: &HashMap<String, GroupId>) -> Change {
    let wanted: Vec<GroupId> = after.groups.iter().filter_map(|name| groups.get(&name_key(name)).copied()).collect();
    let before: Vec<GroupId> = known.groups.iter().map(|group| group.id).collect();
    let gone = known.values.iter().filter(|(key, _)| !after.own.iter().any(|(own, _)| own == key));
    let new = after.own.iter().filter(|pair| !known.values.contains(pair));
    Change {
        user: User {
            user_name: after.user_name.clone(),
            display_name: after.display_name.clone(),
            language: after.language.clone(),
            role: after.role,
            ..known.user.clone()
        },
        version: known.version,
        addresses: (known.addresses != after.addresses).then(|| after.addresses.clone()),
        leave: before.iter().filter(|group| !wanted.contains(group)).copied().collect(),
        join: wanted.iter().filter(|group| !before.contains(group)).copied().collect(),
        values: gone
            .map(|(key, _)| (key.clone(), None))
            .chain(new.map(|(key, value)| (key.clone(), Some(value.clone()))))
            .collect(),
    }
}
