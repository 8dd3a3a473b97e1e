//! Groups: made, renamed, removed, and who is in them. A filter that calls a group by its name follows it to another name.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{GroupId, UserId};
use domain::permission::{Freshness, Right};
use domain::selection::{Schema, SelectionRule};
use domain::user::name_key;
use store::Tx;

pub use store::group::Group;

use crate::admin::attributes::naming;
use crate::admin::desk::{Acted, Admin, may};
use crate::admin::people::is_group_name;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// All groups by name, each with how many people are in it.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(Group, u64)>, Error> {
    Ok(store::group::sizes(ctx.db(), organisation.id).await?)
}

/// What is done to groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChange {
    /// One of this name is made.
    Make(String),
    /// One gets this name, over the version that was read.
    Rename((GroupId, i64), String),
    /// One is removed, as it was read; whoever is in it leaves it.
    Remove(GroupId, i64),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChanged {
    /// The name is empty, longer than 100 characters, or holds what people cannot see.
    Name,
    /// Another group has the name.
    Taken,
    /// There is no such group.
    Gone,
    /// Somebody changed it since it was read; this is how it is now.
    Changed(Group),
    /// The filters of these selections name it: they must let go first.
    InUse(Vec<String>),
    /// Done; the filters of these selections were changed with it.
    Done(GroupId, Vec<String>),
}

/// Makes, renames or removes a group.
pub async fn change(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    change: GroupChange,
) -> Result<Acted<GroupChanged>, Error> {
    if let Some(not) = may(ctx, visit, admin, (Right::PeopleEdit, "change-group", Freshness::Proof)).await? {
        return Ok(not);
    }
    Ok(Acted::Done(change_by(ctx, admin.scribe(ctx, visit, ctx.now()), change).await?))
}

/// The same for someone at the command line of the server.
pub async fn change_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    change: GroupChange,
) -> Result<GroupChanged, Error> {
    change_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), change).await
}

async fn change_by(ctx: &Ctx, scribe: Scribe, change: GroupChange) -> Result<GroupChanged, Error> {
    if let GroupChange::Make(name) | GroupChange::Rename(_, name) = &change
        && !is_group_name(name)
    {
        return Ok(GroupChanged::Name);
    }
    let (org, new) = (scribe.organisation.id, GroupId::from_bytes(ctx.new_id(scribe.now)));
    ctx.write_and_refresh(org, (scribe, change, new), |tx, (scribe, change, new)| {
        Box::pin(async move {
            // Two who choose one name at once do so one after the other.
            store::organisation::lock(tx, scribe.organisation.id).await?;
            match change {
                GroupChange::Make(name) => make(tx, scribe, *new, name).await,
                GroupChange::Rename(read, name) => rename(tx, scribe, *read, name).await,
                GroupChange::Remove(id, version) => remove(tx, scribe, (*id, *version)).await,
            }
        })
    })
    .await
}

async fn make(tx: &mut Tx, scribe: &Scribe, new: GroupId, name: &str) -> Result<GroupChanged, Error> {
    let org = scribe.organisation.id;
    if store::group::find_by_name_in(tx, org, name).await?.is_some() {
        return Ok(GroupChanged::Taken);
    }
    store::group::find_or_insert(tx, org, new, name).await?;
    // A filter may have named it before it was there, but nobody is in it yet.
    scribe.note(tx, None, AuditEvent::GroupMade { group: name.trim().to_owned() })?;
    Ok(GroupChanged::Done(new, Vec::new()))
}

/// Gives a group another name; whoever calls holds the lock of the organisation.
pub(crate) async fn rename(
    tx: &mut Tx,
    scribe: &Scribe,
    (id, version): (GroupId, i64),
    name: &str,
) -> Result<GroupChanged, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    let Some(before) = store::group::find_in(tx, org, id).await? else { return Ok(GroupChanged::Gone) };
    if before.version != version {
        return Ok(GroupChanged::Changed(before));
    }
    if before.name == name.trim() {
        return Ok(GroupChanged::Done(id, Vec::new()));
    }
    if store::group::find_by_name_in(tx, org, name).await?.is_some_and(|other| other != id) {
        return Ok(GroupChanged::Taken);
    }
    if !store::group::rename(tx, org, (id, version), name).await? {
        return Ok(store::group::find_in(tx, org, id).await?.map_or(GroupChanged::Gone, GroupChanged::Changed));
    }
    let (schema, old) = (schema(tx, scribe).await?, name_key(&before.name));
    let mut followed = Vec::new();
    for mut kept in store::selection::list_in(tx, org).await? {
        let SelectionRule::Dynamic(filter) = store::rules::rule(&kept, &schema)? else { continue };
        if filter.groups_named().iter().any(|named| name_key(named) == old) {
            kept.filter = Some(filter.with_group_renamed(&old, name.trim()).to_string());
            kept.changed_at = now;
            store::selection::save(tx, org, &kept).await?;
            followed.push(kept.name);
        }
    }
    // Other filters may look at a part of the name.
    store::policy::fix_duties(tx, org, now).await?;
    scribe.note(tx, None, AuditEvent::GroupRenamed { group: name.trim().to_owned(), before: before.name })?;
    Ok(GroupChanged::Done(id, followed))
}

/// Removes a group; whoever calls holds the lock of the organisation.
pub(crate) async fn remove(tx: &mut Tx, scribe: &Scribe, (id, version): (GroupId, i64)) -> Result<GroupChanged, Error> {
    let org = scribe.organisation.id;
    let Some(group) = store::group::find_in(tx, org, id).await? else { return Ok(GroupChanged::Gone) };
    if group.version != version {
        return Ok(GroupChanged::Changed(group));
    }
    let (schema, key) = (schema(tx, scribe).await?, name_key(&group.name));
    let names_it = |filter: &domain::selection::Filter| filter.groups_named().iter().any(|one| name_key(one) == key);
    let naming = naming(tx, scribe, &schema, names_it).await?;
    if !naming.is_empty() {
        return Ok(GroupChanged::InUse(naming));
    }
    store::group::delete(tx, org, id).await?;
    // Whoever was in it may have come under a policy by no longer being there.
    store::policy::fix_duties(tx, org, scribe.now).await?;
    scribe.note(tx, None, AuditEvent::GroupRemoved { group: group.name })?;
    Ok(GroupChanged::Done(id, Vec::new()))
}

/// In a group or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// In.
    In,
    /// Out.
    Out,
}

/// The group of a name; it is made where there is none.
pub(crate) async fn of_name(tx: &mut Tx, scribe: &Scribe, new: GroupId, name: &str) -> Result<GroupId, Error> {
    let org = scribe.organisation.id;
    if let Some(group) = store::group::find_by_name_in(tx, org, name).await? {
        return Ok(group);
    }
    let group = store::group::find_or_insert(tx, org, new, name).await?;
    scribe.note(tx, None, AuditEvent::GroupMade { group: name.trim().to_owned() })?;
    Ok(group)
}

/// Puts a person in a group or takes them out of it; false where nothing changed. Whoever calls looks at the policies
/// afterwards.
pub(crate) async fn set_member(
    tx: &mut Tx,
    scribe: &Scribe,
    (user, group): (UserId, GroupId),
    (membership, view): (Membership, Option<&str>),
) -> Result<bool, Error> {
    let org = scribe.organisation.id;
    let Some(Group { name, .. }) = store::group::find_in(tx, org, group).await? else { return Err(Error::NotFound) };
    let view = view.map(str::to_owned);
    let (changed, event) = match membership {
        Membership::In => {
            (store::group::join(tx, org, user, group).await?, AuditEvent::GroupJoined { group: name, view })
        }
        Membership::Out => {
            (store::group::leave(tx, org, user, group).await?, AuditEvent::GroupLeft { group: name, view })
        }
    };
    if changed {
        scribe.note(tx, Some(user), event)?;
    }
    Ok(changed)
}

async fn schema(tx: &mut Tx, scribe: &Scribe) -> Result<Schema, Error> {
    let kept = store::attribute::list_in(tx, scribe.organisation.id).await?;
    Ok(Schema::new(kept.into_iter().map(|kept| kept.attribute).collect(), scribe.organisation.zone.clone()))
}
