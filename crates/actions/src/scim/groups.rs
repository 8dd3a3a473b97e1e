//! What a system does to its groups: shows them, makes, renames, fills and empties them, takes them away. Only its own people come
//! into a group so; others whom an administrator put in stay. Neighbours: `wish` reads what
//! is wanted, `outside` takes it from a directory.

mod outside;
mod wish;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{GroupId, OrganisationId, UserId};
use domain::scim::Expression;
use domain::time::Timestamp;
use domain::user::Role;
use serde_json::Value;
use store::Tx;
use store::group::Group;
use store::people_bulk::{self, Reads};
use store::sourced::{self, GroupLink};

pub(crate) use self::outside::{Outside, from_outside};
use self::wish::Wish;
use super::value::{holds, names};
use super::{Afresh, Answer, Caller, Job, LONGEST_PAGE, Page, Query, ScimFault, transact};
use crate::admin::desk;
use crate::admin::groups::{self as admin, GroupChanged};
use crate::admin::people_write::Cell;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// A group as the system sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Identity.
    pub id: GroupId,
    /// What the system calls it.
    pub external_id: Option<String>,
    /// Tells one state of it from another; who is in it is no part of that.
    pub version: String,
    /// When it came from there.
    pub made_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Its name.
    pub name: String,
    /// The people of the system who are in it. Nothing where nobody asked.
    pub members: Option<Vec<UserId>>,
}

#[derive(Debug)]
enum Act {
    Make,
    Change(GroupId),
    Remove(GroupId),
}

struct Work {
    scribe: Scribe,
    caller: Caller,
    act: Act,
    wish: Wish,
    version: Option<String>,
}

/// Makes a group (RFC 7644 section 3.3).
pub async fn add(ctx: &Ctx, organisation: &Arc<Organisation>, caller: &Caller, body: Value) -> Answer<Shown> {
    match wish::sent(body) {
        Ok(wish) => change(ctx, organisation, caller, (Act::Make, wish, None)).await,
        Err(fault) => Ok(Err(fault)),
    }
}

/// Puts a group in the place of what is there (section 3.5.1).
pub async fn replace(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (GroupId, Option<String>),
    body: Value,
) -> Answer<Shown> {
    match wish::sent(body) {
        // Where nobody is named, nobody is in it (section 3.5.1).
        Ok(wish) => change(ctx, organisation, caller, (Act::Change(id), Wish { alone: true, ..wish }, version)).await,
        Err(fault) => Ok(Err(fault)),
    }
}

/// Changes a group (section 3.5.2).
pub async fn change_some(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (GroupId, Option<String>),
    body: Value,
) -> Answer<()> {
    match wish::changes(body) {
        Ok(wish) => Ok(written(ctx, organisation, caller, (Act::Change(id), wish, version)).await?.map(drop)),
        Err(fault) => Ok(Err(fault)),
    }
}

/// Takes a group away (section 3.6). One that a selection names, or in which are others, stays without the people of the system.
pub async fn remove(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (GroupId, Option<String>),
) -> Answer<()> {
    Ok(written(ctx, organisation, caller, (Act::Remove(id), Wish::default(), version)).await?.map(drop))
}

async fn change(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    work: (Act, Wish, Option<String>),
) -> Answer<Shown> {
    match written(ctx, organisation, caller, work).await? {
        Ok(id) => find(ctx, organisation, caller, (id, true)).await,
        Err(fault) => Ok(Err(fault)),
    }
}

async fn written(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (act, wish, version): (Act, Wish, Option<String>),
) -> Answer<GroupId> {
    let scribe = caller.scribe(ctx, organisation, ctx.now());
    let work = Arc::new(Work { scribe, caller: caller.clone(), act, wish, version });
    transact(ctx, (organisation, caller), &work, (Afresh::Everybody, boxed)).await
}

fn boxed<'t>(tx: &'t mut Tx, work: &'t Work) -> Job<'t, GroupId> {
    Box::pin(in_transaction(tx, work))
}

async fn in_transaction(tx: &mut Tx, work: &Work) -> Result<Result<GroupId, ScimFault>, Error> {
    let (org, now, source) = (work.scribe.organisation.id, work.scribe.now, &work.caller.source);
    store::organisation::lock(tx, org).await?;
    let all = sourced::groups(&mut Reads::Inside(&mut *tx), org, source.id).await?;
    let link = match work.act {
        Act::Make => match make(tx, work, &all).await? {
            Ok(link) => link,
            Err(fault) => return Ok(Err(fault)),
        },
        Act::Change(id) | Act::Remove(id) => {
            let Some(link) = all.iter().find(|link| link.group.id == id).cloned() else {
                return Ok(Err(ScimFault::NotFound));
            };
            if work.version.as_ref().is_some_and(|version| *version != version_of(&link)) {
                return Ok(Err(ScimFault::Stale));
            }
            link
        }
    };
    if matches!(work.act, Act::Remove(_)) {
        return remove_in(tx, work, link).await.map(Ok);
    }
    let same = |other: &&GroupLink| {
        let Cell::Set(named) = &work.wish.external_id else { return false };
        other.group.id != link.group.id && other.external_id.as_ref() == Some(named)
    };
    if all.iter().any(|other| same(&other)) {
        return Ok(Err(ScimFault::Uniqueness("a group with this externalId is here already".to_owned())));
    }
    let mut after = link.clone();
    if let Some(name) = work.wish.name.as_ref().filter(|name| **name != link.group.name) {
        // Rules and applications may look at a part of the name.
        if sourced::has_others(tx, org, (link.group.id, source.id)).await? {
            let why = "is not renamed from outside: in it are people who did not come from there, or who have rights over others";
            return Ok(Err(ScimFault::Forbidden(format!("`{}` {why}", link.group.name))));
        }
        match admin::rename(tx, &work.scribe, (link.group.id, link.group.version), name).await? {
            GroupChanged::Done(..) => after.group.name.clone_from(name),
            GroupChanged::Taken => return Ok(Err(name_taken(name))),
            _ => return Err(Error::Conflict),
        }
    }
    match &work.wish.external_id {
        Cell::Keep => {}
        Cell::Clear => after.external_id = None,
        Cell::Set(name) => after.external_id = Some(name.clone()),
    }
    let moved = match members(tx, work, link.group.id).await? {
        Ok(moved) => moved,
        Err(fault) => return Ok(Err(fault)),
    };
    if after != link || moved || matches!(work.act, Act::Make) {
        sourced::put_group(tx, org, source.id, &GroupLink { changed_at: now, ..after }).await?;
    }
    Ok(Ok(link.group.id))
}

fn version_of(link: &GroupLink) -> String {
    format!("{}.{}", link.group.version, link.changed_at.micros())
}

fn name_taken(name: &str) -> ScimFault {
    ScimFault::Uniqueness(format!("another group is called `{name}`"))
}

async fn make(tx: &mut Tx, work: &Work, all: &[GroupLink]) -> Result<Result<GroupLink, ScimFault>, Error> {
    let (org, now, source) = (work.scribe.organisation.id, work.scribe.now, &work.caller.source);
    let name = work.wish.name.clone().unwrap_or_default();
    let there = store::group::find_by_name_in(tx, org, &name).await?;
    let id = match there {
        None => GroupId::from_bytes(work.scribe.new_id()),
        Some(id) if all.iter().any(|link| link.group.id == id) => return Ok(Err(name_taken(&name))),
        Some(id) => match sourced::source_of_group(tx, org, id).await? {
            // It was gone there, and stayed here.
            Some(from) if from == source.id => id,
            None if source.takes_over => id,
            _ => {
                return Ok(Err(ScimFault::Uniqueness(format!(
                    "a group `{name}` is here already and did not come from {}: under Settings, People coming in, let it take over \
                     what is here",
                    source.name
                ))));
            }
        },
    };
    if there.is_none() {
        store::group::find_or_insert(tx, org, id, &name).await?;
        work.scribe.note(tx, None, AuditEvent::GroupMade { group: name.clone() })?;
    }
    let Some(group) = store::group::find_in(tx, org, id).await? else { return Err(Error::Conflict) };
    let link = GroupLink { group, external_id: None, made_at: now, changed_at: now };
    sourced::put_group(tx, org, source.id, &link).await?;
    Ok(Ok(link))
}

/// Puts people in and out; answers whether anybody moved.
async fn members(tx: &mut Tx, work: &Work, group: GroupId) -> Result<Result<bool, ScimFault>, Error> {
    let (org, source) = (work.scribe.organisation.id, work.caller.source.id);
    let mut wanted = work.wish.members.clone();
    let joining: Vec<UserId> = wanted.iter().filter(|(_, is_in)| **is_in).map(|(id, _)| *id).collect();
    let links = sourced::of(&mut Reads::Inside(&mut *tx), org, &joining).await?;
    let is_ours = |id: &UserId| links.get(id).is_some_and(|link| link.source == source && link.gone_at.is_none());
    if let Some(stranger) = joining.iter().find(|id| !is_ours(id)) {
        return Ok(Err(wish::nobody(&stranger.to_string())));
    }
    if work.wish.alone {
        for user in sourced::members(&mut Reads::Inside(&mut *tx), org, (group, source)).await? {
            wanted.entry(user).or_insert(false);
        }
    } else {
        // Whom an administrator put in is not for the source to take out.
        let leaving: Vec<UserId> = wanted.iter().filter(|(_, is_in)| !**is_in).map(|(id, _)| *id).collect();
        let links = sourced::of(&mut Reads::Inside(&mut *tx), org, &leaving).await?;
        wanted.retain(|id, is_in| *is_in || links.get(id).is_some_and(|link| link.source == source));
    }
    // Nobody with rights over others is moved from outside: a group may decide which rule holds for them.
    let above = with_rights(tx, org, wanted.keys().copied().collect()).await?;
    wanted.retain(|id, _| !above.contains(id));
    move_all(tx, &work.scribe, group, wanted).await.map(Ok)
}

/// Those of these people who have rights over others.
async fn with_rights(tx: &mut Tx, org: OrganisationId, people: Vec<UserId>) -> Result<HashSet<UserId>, Error> {
    let roles = people_bulk::roles(&mut Reads::Inside(&mut *tx), org, &people).await?;
    let mut above = HashSet::new();
    for (user, role) in roles {
        if role != Role::Member && !desk::rights_in(tx, org, role).await?.is_empty() {
            above.insert(user);
        }
    }
    Ok(above)
}

async fn move_all(tx: &mut Tx, scribe: &Scribe, group: GroupId, wanted: BTreeMap<UserId, bool>) -> Result<bool, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    let Some(Group { name, .. }) = store::group::find_in(tx, org, group).await? else { return Err(Error::Conflict) };
    let (joining, leaving): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(_, is_in)| *is_in);
    let ids = |all: Vec<(UserId, bool)>| all.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let joined = people_bulk::join_group(tx, org, group, &ids(joining)).await?;
    let left = people_bulk::leave_group(tx, org, group, &ids(leaving)).await?;
    let moved: Vec<UserId> = joined.iter().chain(&left).copied().collect();
    if moved.is_empty() {
        return Ok(false);
    }
    people_bulk::raise_versions(tx, org, &moved).await?;
    store::policy::fix_duties_of_each(tx, org, &moved, now).await?;
    let joined = joined.into_iter().map(|id| (Some(id), AuditEvent::GroupJoined { group: name.clone(), view: None }));
    let left = left.into_iter().map(|id| (Some(id), AuditEvent::GroupLeft { group: name.clone(), view: None }));
    scribe.note_many(tx, joined.chain(left).collect()).await?;
    Ok(true)
}

async fn remove_in(tx: &mut Tx, work: &Work, link: GroupLink) -> Result<GroupId, Error> {
    let (org, source, group) = (work.scribe.organisation.id, work.caller.source.id, link.group.id);
    if !sourced::has_others(tx, org, (group, source)).await? {
        match admin::remove(tx, &work.scribe, (group, link.group.version)).await? {
            GroupChanged::Done(..) | GroupChanged::Gone => return Ok(group),
            GroupChanged::InUse(_) => {}
            GroupChanged::Name | GroupChanged::Taken | GroupChanged::Changed(_) => return Err(Error::Conflict),
        }
    }
    let mut members = sourced::members(&mut Reads::Inside(&mut *tx), org, (group, source)).await?;
    let above = with_rights(tx, org, members.clone()).await?;
    members.retain(|user| !above.contains(user));
    move_all(tx, &work.scribe, group, members.into_iter().map(|user| (user, false)).collect()).await?;
    sourced::group_gone(tx, org, group, work.scribe.now).await?;
    Ok(group)
}

/// One group, with or without those who are in it.
pub async fn find(
    ctx: &Ctx,
    organisation: &Organisation,
    caller: &Caller,
    (id, with_members): (GroupId, bool),
) -> Answer<Shown> {
    let all = sourced::groups(&mut Reads::Outside(ctx.db()), organisation.id, caller.source.id).await?;
    match all.into_iter().find(|link| link.group.id == id) {
        Some(link) => Ok(Ok(shown(ctx, organisation, caller, (link, with_members)).await?)),
        None => Ok(Err(ScimFault::NotFound)),
    }
}

async fn shown(
    ctx: &Ctx,
    organisation: &Organisation,
    caller: &Caller,
    (link, with_members): (GroupLink, bool),
) -> Result<Shown, Error> {
    let members = if with_members {
        let place = (link.group.id, caller.source.id);
        Some(sourced::members(&mut Reads::Outside(ctx.db()), organisation.id, place).await?)
    } else {
        None
    };
    Ok(Shown {
        version: version_of(&link),
        id: link.group.id,
        external_id: link.external_id,
        made_at: link.made_at,
        changed_at: link.changed_at,
        name: link.group.name,
        members,
    })
}

/// Those whom a query means (section 3.4.2), in the order in which they came, with or without those who are in them.
pub async fn list(
    ctx: &Ctx,
    organisation: &Organisation,
    caller: &Caller,
    (query, with_members): (&Query, bool),
) -> Answer<Page<Shown>> {
    let filter = match query.filter.as_deref().map(Expression::parse).transpose() {
        Ok(filter) => filter,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let asks_members = filter.as_ref().is_some_and(|filter| names(filter, "members"));
    let all = sourced::groups(&mut Reads::Outside(ctx.db()), organisation.id, caller.source.id).await?;
    let mut meant = Vec::new();
    for link in all {
        let one = shown(ctx, organisation, caller, (link, asks_members)).await?;
        if filter.as_ref().is_none_or(|filter| holds(filter, &resource(&one))) {
            meant.push(one);
        }
    }
    let total = meant.len() as u64;
    let skip = usize::try_from(query.start.saturating_sub(1)).unwrap_or(usize::MAX);
    let count = usize::try_from(query.count.min(LONGEST_PAGE)).unwrap_or(0);
    let mut resources = Vec::new();
    for mut one in meant.into_iter().skip(skip).take(count) {
        if with_members && one.members.is_none() {
            let place = (one.id, caller.source.id);
            one.members = Some(sourced::members(&mut Reads::Outside(ctx.db()), organisation.id, place).await?);
        }
        if !with_members {
            one.members = None;
        }
        resources.push(one);
    }
    Ok(Ok(Page { total, resources }))
}

/// A group as filters look at it.
fn resource(group: &Shown) -> Value {
    let members = group.members.iter().flatten();
    let members: Vec<Value> =
        members.map(|id| serde_json::json!({ "value": id.to_string(), "type": "User" })).collect();
    serde_json::json!({
        "id": group.id.to_string(),
        "externalId": group.external_id,
        "displayName": group.name,
        "members": members,
    })
}
