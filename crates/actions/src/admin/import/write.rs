//! A few hundred lines done in one transaction: people, audit rows, mails, and how far the import is. Either all of it is
//! there or nothing, so an import that was cut off goes on behind the last line that was done.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{GroupId, UserId};
use domain::permission::{Party, Right};
use domain::user::{Role, name_key};
use store::Tx;
use store::import::{Counts, Import as Kept};
use store::people_bulk::{self, Change, Known, Reads};
use store::user::{NewUser, User};

use super::column::Column;
use super::line::{Bad, Line, Sheet};
use super::plan::{After, Plan, Planner, Present};
use super::{Difference, LAST_SUPERUSER, Mode, NO_LONGER, OnBad, Outcome, Told};
use crate::admin::desk::rights_in;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;

/// Lines to do, and where the import stands before them.
pub(super) struct Work {
    pub(super) ctx: Ctx,
    pub(super) scribe: Scribe,
    pub(super) sheet: Arc<Sheet>,
    pub(super) mode: Mode,
    pub(super) on_bad: OnBad,
    /// None at the command line.
    pub(super) actor: Option<Party>,
    pub(super) lines: Vec<Line>,
    pub(super) before: Kept,
    /// Where it stands when nothing but these lines is done.
    pub(super) after: Kept,
}

/// What became of lines.
pub(super) enum Wrote {
    /// All are done, or were skipped.
    Done(Vec<Told>, Box<Kept>),
    /// One will not do that would have when the file was looked at; nothing was done.
    Stopped(Bad),
}

/// Does the work. A name that somebody took a moment ago is looked at again.
pub(super) async fn write(work: Work) -> Result<Wrote, Error> {
    const TRIES: usize = 3;
    let (ctx, org) = (work.ctx.clone(), work.scribe.organisation.id);
    let work = Arc::new(work);
    let mut tries = 0;
    loop {
        tries += 1;
        let done = ctx
            .write_and_refresh(org, work.clone(), |tx, work| Box::pin(async move { in_transaction(tx, work).await }))
            .await;
        match done {
            Err(Error::Conflict) if tries < TRIES => {}
            other => return other,
        }
    }
}

/// A row that somebody else wrote first.
fn conflict(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Conflict,
        other => other.into(),
    }
}

async fn in_transaction(tx: &mut Tx, work: &Work) -> Result<Wrote, Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    store::organisation::lock(tx, org).await?;
    let actor = still(tx, work).await?;
    let present = Present::read(&mut Reads::Inside(&mut *tx), org, &work.lines).await?;
    let planner = Planner { sheet: &work.sheet, mode: work.mode, actor: actor.as_ref(), present: &present };
    let (mut told, mut counts) = (Vec::with_capacity(work.lines.len()), work.after.counts);
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for (place, line) in work.lines.iter().enumerate() {
        let outcome = match planner.plan(place, line) {
            Ok(Plan::Add(after)) => {
                let told = Outcome::Added(after.user_name.clone());
                added.push(*after);
                told
            }
            Ok(Plan::Change(known, after, differences)) => {
                let told = Outcome::Changed(after.user_name.clone(), differences.clone());
                changed.push((*known, *after, differences));
                told
            }
            Ok(Plan::Same(name)) => Outcome::Same(name),
            Err(bad) if work.on_bad == OnBad::Stop => return Ok(Wrote::Stopped(bad)),
            Err(bad) => Outcome::Bad(bad.faults),
        };
        outcome.count(&mut counts);
        told.push(Told { line: line.number, outcome });
    }
    let groups = groups(tx, work, added.iter().chain(changed.iter().map(|(_, after, _)| after))).await?;
    add(tx, work, added, &groups).await?;
    change(tx, work, changed, &groups).await?;
    let after = Kept { counts, ..work.after.clone() };
    if !store::import::advance(tx, org, (&work.before, &after), now).await? {
        return Err(Error::Refused("somebody else goes on with this import".to_owned()));
    }
    Ok(Wrote::Done(told, Box::new(after)))
}

/// Whoever imports may still do so, with the role that they have now.
async fn still(tx: &mut Tx, work: &Work) -> Result<Option<Party>, Error> {
    let Some(actor) = &work.actor else { return Ok(None) };
    let org = work.scribe.organisation.id;
    let found = store::user::find_version_in(tx, org, actor.user).await?;
    let Some((user, _)) = found.filter(|(user, _)| !user.blocked) else { return Err(no_longer()) };
    let rights = rights_in(tx, org, user.role).await?;
    if rights.has(Right::Import) { Ok(Some(Party { role: user.role, rights, ..*actor })) } else { Err(no_longer()) }
}

fn no_longer() -> Error {
    Error::Refused(NO_LONGER.to_owned())
}

/// The groups that people get, by their comparable names; made where there are none.
async fn groups<'a>(
    tx: &mut Tx,
    work: &Work,
    people: impl Iterator<Item = &'a After>,
) -> Result<HashMap<String, GroupId>, Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    let mut all = HashMap::new();
    for name in people.flat_map(|after| &after.groups) {
        let key = name_key(name);
        if all.contains_key(&key) {
            continue;
        }
        let id = if let Some(id) = store::group::find_by_name_in(tx, org, name).await? {
            id
        } else {
            let new = GroupId::from_bytes(work.ctx.new_id(now));
            work.scribe.note(tx, None, AuditEvent::GroupMade { group: name.clone() })?;
            store::group::find_or_insert(tx, org, new, name).await?
        };
        all.insert(key, id);
    }
    Ok(all)
}

async fn add(tx: &mut Tx, work: &Work, people: Vec<After>, groups: &HashMap<String, GroupId>) -> Result<(), Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    let (mut rows, mut members, mut values) = (Vec::with_capacity(people.len()), Vec::new(), Vec::new());
    let mut joined = Vec::with_capacity(people.len());
    for person in people {
        let id = UserId::from_bytes(work.ctx.new_id(now));
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
    let Some(first) = rows.iter().map(|row| row.id).min() else { return Ok(()) };
    people_bulk::insert(tx, org, &rows, now).await.map_err(conflict)?;
    people_bulk::join(tx, org, &members).await?;
    people_bulk::give_values(tx, org, &values).await?;
    store::policy::fix_duties_from(tx, org, first, now).await?;
    let mut events = Vec::with_capacity(rows.len());
    for (row, joined) in rows.iter().zip(joined) {
        events.push((Some(row.id), AuditEvent::PersonAdded { joined }));
        if row.role != Role::Member {
            events.push((Some(row.id), given(Role::Member, row.role)));
        }
    }
    work.scribe.note_many(tx, events).await
}

fn given(before: Role, role: Role) -> AuditEvent {
    AuditEvent::RoleGiven { role: role.word().into_owned(), before: before.word().into_owned() }
}

async fn change(
    tx: &mut Tx,
    work: &Work,
    people: Vec<(Known, After, Vec<Difference>)>,
    groups: &HashMap<String, GroupId>,
) -> Result<(), Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    let told: Vec<UserId> = people
        .iter()
        .filter(|(known, after, _)| known.addresses != after.addresses && !known.addresses.is_empty())
        .map(|(known, ..)| known.user.id)
        .collect();
    // Told to the old addresses too, before they go: another address is how an account is stolen.
    for user in &told {
        work.scribe.tell(tx, *user, Content::AddressesChanged).await?;
    }
    let changes: Vec<Change> = people.iter().map(|(known, after, _)| changed(known, after, groups)).collect();
    if !people_bulk::change(tx, org, &changes).await.map_err(conflict)? {
        return Err(Error::Conflict);
    }
    for user in &told {
        work.scribe.tell(tx, *user, Content::AddressesChanged).await?;
    }
    let ids: Vec<UserId> = people.iter().map(|(known, ..)| known.user.id).collect();
    store::policy::fix_duties_of_each(tx, org, &ids, now).await?;
    let mut events = Vec::with_capacity(people.len());
    let mut unseated = false;
    for (known, after, differences) in &people {
        let fields = differences.iter().map(|one| field(&one.column)).collect();
        let (joined, left) = moved(known, after);
        events.push((Some(known.user.id), AuditEvent::PersonEdited { fields, joined, left, view: None }));
        if known.user.role != after.role {
            unseated |= known.user.role == Role::SuperUser;
            events.push((Some(known.user.id), given(known.user.role, after.role)));
        }
    }
    if unseated {
        let nobody = UserId::from_bytes([0; 16]);
        if store::user::count_other_holders_in(tx, org, Role::SuperUser, nobody).await? == 0 {
            return Err(Error::Refused(LAST_SUPERUSER.to_owned()));
        }
    }
    work.scribe.note_many(tx, events).await
}

/// The names of the groups that somebody comes into, and of those that they leave.
fn moved(known: &Known, after: &After) -> (Vec<String>, Vec<String>) {
    let was: HashSet<String> = known.groups.iter().map(|group| name_key(&group.name)).collect();
    let is: HashSet<String> = after.groups.iter().map(|name| name_key(name)).collect();
    let joined = after.groups.iter().filter(|name| !was.contains(&name_key(name))).cloned().collect();
    let left = known.groups.iter().filter(|group| !is.contains(&name_key(&group.name)));
    (joined, left.map(|group| group.name.clone()).collect())
}

fn changed(known: &Known, after: &After, groups: &HashMap<String, GroupId>) -> Change {
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

/// The word of a field in the audit log, the same as of one that is edited by hand.
fn field(column: &Column) -> String {
    match column {
        Column::UserName => "user-name".to_owned(),
        Column::DisplayName => "name".to_owned(),
        Column::Email(_) => "addresses".to_owned(),
        Column::InGroup(_) => "groups".to_owned(),
        other => other.word(),
    }
}

impl Outcome {
    /// Counts it among others.
    pub(super) fn count(&self, counts: &mut Counts) {
        *match self {
            Self::Added(_) => &mut counts.added,
            Self::Changed(..) => &mut counts.changed,
            Self::Same(_) => &mut counts.same,
            Self::Bad(_) => &mut counts.bad,
        } += 1;
    }
}
