//! Roles: what each may do, and those of the organisation's own.

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, RoleId};
use domain::permission::{self, Freshness, Refusal, Right, Rights};
use domain::user::Role;
use domain::view::is_name;
pub use store::role::OwnRole;

use crate::admin::desk::{Acted, Admin, freshness, note_refused, rights_in};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// What a role may do. A role that is gone may do nothing.
pub async fn rights_of(ctx: &Ctx, org: OrganisationId, role: Role) -> Result<Rights, Error> {
    match (permission::built_in(role), role) {
        (Some(rights), _) => Ok(rights),
        (None, Role::Own(id)) => {
            Ok(store::role::find(ctx.db(), org, id).await?.map_or(Rights::NONE, |role| role.rights))
        }
        (None, _) => Ok(Rights::NONE),
    }
}

/// The roles of the organisation's own, by name.
pub async fn list(ctx: &Ctx, org: OrganisationId) -> Result<Vec<OwnRole>, Error> {
    Ok(store::role::list(ctx.db(), org).await?)
}

/// One of them.
pub async fn find(ctx: &Ctx, org: OrganisationId, id: RoleId) -> Result<Option<OwnRole>, Error> {
    Ok(store::role::find(ctx.db(), org, id).await?)
}

/// How many people have each role but that of a member.
pub async fn holders(ctx: &Ctx, org: OrganisationId) -> Result<Vec<(Role, i64)>, Error> {
    Ok(store::role::holders(ctx.db(), org).await?)
}

/// What became of a role that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedRole {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another role has the name.
    Taken,
    /// It has no right at all: that is a member.
    NoRight,
    /// Somebody changed it since it was read; here is what it says now.
    Changed(OwnRole),
    /// It is saved under this identity.
    Saved(RoleId),
}

/// A role to save.
#[derive(Clone, Debug)]
pub struct RoleEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<RoleId>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Rights.
    pub rights: Rights,
}

/// Saves a role of the organisation's own. Nobody gives it what one has not, or takes from it what one has not.
pub async fn save(ctx: &Ctx, visit: &Visit, admin: &Admin, edit: RoleEdit) -> Result<Acted<SavedRole>, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    let before = match edit.id {
        None => None,
        Some(id) => match find(ctx, org, id).await? {
            None => return not_found(ctx, visit, admin, "save-role").await,
            found => found,
        },
    };
    let held = before.as_ref().map_or(Rights::NONE, |role| role.rights);
    if let Err(refusal) = may_save(ctx, visit, admin, (held, edit.rights)).await? {
        return Ok(Acted::Refused(refusal));
    }
    if let Some(wanted) = freshness(&admin.person, Freshness::SecondFactor, now) {
        return Ok(wanted);
    }
    if !is_name(&edit.name) {
        return Ok(Acted::Done(SavedRole::Name));
    }
    if edit.rights.is_empty() {
        return Ok(Acted::Done(SavedRole::NoRight));
    }
    if let Some(now_there) = before.filter(|role| role.version != edit.version) {
        return Ok(Acted::Done(SavedRole::Changed(now_there)));
    }
    let id = edit.id.unwrap_or_else(|| RoleId::from_bytes(ctx.new_id(now)));
    let version = if edit.id.is_some() { edit.version } else { 0 };
    let role = OwnRole { id, name: edit.name.trim().to_owned(), rights: edit.rights, version };
    let input = (admin.scribe(ctx, visit, now), role, held);
    let saved = ctx
        .write_and_refresh(org, input, |tx, (scribe, role, held)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                store::organisation::lock(tx, org).await?;
                if role.version > 0 && rights_in(tx, org, Role::Own(role.id)).await? != *held {
                    return Err(Error::Conflict);
                }
                let saved = store::role::save(tx, org, role).await.map_err(taken)?;
                if saved {
                    let rights = role.rights.iter().map(|right| right.word().to_owned()).collect();
                    scribe.note(tx, None, AuditEvent::RoleSaved { role: role.name.clone(), rights })?;
                }
                Ok(saved)
            })
        })
        .await;
    ctx.reload().await?;
    Ok(match saved {
        Err(error) if is_taken(&error) => Acted::Done(SavedRole::Taken),
        Ok(true) => Acted::Done(SavedRole::Saved(id)),
        Ok(false) | Err(Error::Conflict) => match find(ctx, org, id).await? {
            Some(now_there) => Acted::Done(SavedRole::Changed(now_there)),
            None => Acted::NotFound,
        },
        Err(error) => return Err(error),
    })
}

async fn may_save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (before, after): (Rights, Rights),
) -> Result<Result<(), Refusal>, Error> {
    let ruled = permission::may_save_role(&admin.party, before, after);
    if let Err(refusal) = ruled {
        note_refused(ctx, visit, admin, "save-role", refusal.word()).await?;
    }
    Ok(ruled)
}

const TAKEN: &str = "another one has this name already: choose another name";

/// A name that another has, as the error that undoes the transaction: nothing more can be done in one that met it.
pub(super) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Refused(TAKEN.to_owned()),
        other => other.into(),
    }
}

/// Whether that is why nothing was done.
pub(super) fn is_taken(error: &Error) -> bool {
    matches!(error, Error::Refused(why) if why == TAKEN)
}

pub(crate) async fn not_found<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Acted<T>, Error> {
    note_refused(ctx, visit, admin, act, "no-such-thing").await?;
    Ok(Acted::NotFound)
}

/// What became of a role that may be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovedRole {
    /// Somebody has it.
    InUse,
    /// Somebody changed it since it was shown.
    Changed,
    /// It is gone.
    Done,
}

/// Removes a role that nobody has, as it was shown.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (RoleId, i64),
) -> Result<Acted<RemovedRole>, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    let Some(role) = find(ctx, org, id).await? else { return not_found(ctx, visit, admin, "remove-role").await };
    if let Err(refusal) = may_save(ctx, visit, admin, (role.rights, Rights::NONE)).await? {
        return Ok(Acted::Refused(refusal));
    }
    if let Some(wanted) = freshness(&admin.person, Freshness::SecondFactor, now) {
        return Ok(wanted);
    }
    let removed = ctx
        .write_and_refresh(org, (admin.scribe(ctx, visit, now), role, version), |tx, (scribe, role, version)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                store::organisation::lock(tx, org).await?;
                if store::role::delete(tx, org, (role.id, *version)).await? {
                    scribe.note(tx, None, AuditEvent::RoleRemoved { role: role.name.clone() })?;
                    return Ok(RemovedRole::Done);
                }
                let there = store::role::find_in(tx, org, role.id).await?;
                let is_as_shown = there.is_some_and(|there| there.version == *version);
                Ok(if is_as_shown { RemovedRole::InUse } else { RemovedRole::Changed })
            })
        })
        .await?;
    ctx.reload().await?;
    Ok(Acted::Done(removed))
}

/// Whether someone may see the set-up: roles, views, exemptions.
pub fn may_read(admin: &Admin) -> bool {
    admin.has(Right::SetupRead)
}
