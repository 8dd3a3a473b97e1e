//! Views: listed, saved, removed. What a view allows counts at the next request.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{SelectionId, ViewId};
use domain::permission::{Freshness, Right};
use domain::user::Role;
use domain::view::{Column, Fault, Order, View, ViewAction, faults};
use store::Tx;

use crate::admin::desk::{Acted, Admin, may};
use crate::admin::roles::{is_taken, not_found, taken};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// All views by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<View>, Error> {
    Ok(store::view::list(ctx.db(), organisation.id).await?)
}

/// The views that someone may look through, by name.
pub async fn open_to(ctx: &Ctx, organisation: &Organisation, admin: &Admin) -> Result<Vec<View>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().filter(|view| view.opens_to(&admin.party)).collect())
}

/// One view.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: ViewId) -> Result<Option<View>, Error> {
    Ok(store::view::find(ctx.db(), organisation.id, id).await?)
}

/// All selections by name, for choosing whose people a view shows.
pub async fn selections(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(SelectionId, String)>, Error> {
    let all = store::selection::list(ctx.db(), organisation.id).await?;
    Ok(all.into_iter().map(|selection| (selection.id, selection.name)).collect())
}

/// The view with which an organisation begins: everyone, without the action that switches two-step sign-in off.
pub(crate) fn first(id: ViewId, language: &str) -> View {
    View {
        id,
        name: if language == "nl" { "Iedereen" } else { "Everyone" }.to_owned(),
        selection: None,
        columns: vec![Column::Name, Column::Email, Column::Groups, Column::SecondFactor, Column::LastSignIn],
        order: Order::Name,
        actions: vec![
            ViewAction::Remind,
            ViewAction::Pass,
            ViewAction::Exempt,
            ViewAction::SignOut,
            ViewAction::Edit,
            ViewAction::Block,
        ],
        roles: vec![Role::Helpdesk, Role::PeopleManager],
        version: 0,
    }
}

/// A view to save.
#[derive(Clone, Debug)]
pub struct ViewEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<ViewId>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Whose people; `None` is everyone.
    pub selection: Option<SelectionId>,
    /// Columns in their order.
    pub columns: Vec<Column>,
    /// Order of the rows.
    pub order: Order,
    /// What may be done there.
    pub actions: Vec<ViewAction>,
    /// Who may look through it.
    pub roles: Vec<Role>,
}

/// What became of a view that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedView {
    /// What is wrong with it, all at once.
    Faults(Vec<Fault>),
    /// Another view has the name.
    Taken,
    /// The selection, a role or an attribute is not there any more.
    Gone,
    /// Somebody changed it since it was read; here is what it says now.
    Changed(View),
    /// It is saved under this identity.
    Saved(ViewId),
}

/// Saves a view.
pub async fn save(ctx: &Ctx, visit: &Visit, admin: &Admin, edit: ViewEdit) -> Result<Acted<SavedView>, Error> {
    if let Some(id) = edit.id
        && find(ctx, &visit.organisation, id).await?.is_none()
    {
        return not_found(ctx, visit, admin, "save-view").await;
    }
    if let Some(not) = may_change(ctx, visit, admin, "save-view").await? {
        return Ok(not);
    }
    match save_by(ctx, admin.scribe(ctx, visit, ctx.now()), edit).await? {
        Some(saved) => Ok(Acted::Done(saved)),
        None => not_found(ctx, visit, admin, "save-view").await,
    }
}

/// The same for someone at the command line of the server; `None` where there is no such view to change.
pub async fn save_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: ViewEdit,
) -> Result<Option<SavedView>, Error> {
    save_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), edit).await
}

/// What is wrong with a view by itself, whoever is there.
pub fn faults_of(edit: ViewEdit) -> Vec<Fault> {
    faults(&view_of(edit, ViewId::from_bytes([0; 16])))
}

fn view_of(edit: ViewEdit, id: ViewId) -> View {
    View {
        id,
        name: edit.name.trim().to_owned(),
        selection: edit.selection,
        columns: distinct(edit.columns),
        order: edit.order,
        actions: distinct(edit.actions),
        roles: distinct(edit.roles),
        version: if edit.id.is_some() { edit.version } else { 0 },
    }
}

async fn save_by(ctx: &Ctx, scribe: Scribe, edit: ViewEdit) -> Result<Option<SavedView>, Error> {
    let organisation = scribe.organisation.clone();
    let before = match edit.id {
        None => None,
        Some(id) => match find(ctx, &organisation, id).await? {
            None => return Ok(None),
            found => found,
        },
    };
    let id = edit.id.unwrap_or_else(|| ViewId::from_bytes(ctx.new_id(scribe.now)));
    let view = view_of(edit, id);
    let faults = faults(&view);
    if !faults.is_empty() {
        return Ok(Some(SavedView::Faults(faults)));
    }
    if !is_whole(ctx, &organisation, &view).await? {
        return Ok(Some(SavedView::Gone));
    }
    if let Some(now_there) = before.filter(|before| before.version != view.version) {
        return Ok(Some(SavedView::Changed(now_there)));
    }
    let saved =
        ctx.write((scribe, view), |tx, (scribe, view)| Box::pin(async move { write(tx, scribe, view).await })).await;
    Ok(match saved {
        Err(error) if is_taken(&error) => Some(SavedView::Taken),
        Ok(Written::Saved) => Some(SavedView::Saved(id)),
        Ok(Written::Gone) => Some(SavedView::Gone),
        Ok(Written::Changed) => find(ctx, &organisation, id).await?.map(SavedView::Changed),
        Err(error) => return Err(error),
    })
}

enum Written {
    Saved,
    Changed,
    Gone,
}

async fn write(tx: &mut Tx, scribe: &Scribe, view: &View) -> Result<Written, Error> {
    let org = scribe.organisation.id;
    if view.own_attributes().next().is_some() {
        // Whoever removes an attribute waits for this, and the other way around.
        store::organisation::lock(tx, org).await?;
        let there = store::attribute::list_in(tx, org).await?;
        if !view.own_attributes().all(|key| there.iter().any(|kept| kept.attribute.key == key)) {
            return Ok(Written::Gone);
        }
    }
    if !store::view::save(tx, org, view).await.map_err(taken)? {
        return Ok(Written::Changed);
    }
    let actions = view.actions.iter().map(|action| action.word().to_owned()).collect();
    scribe.note(tx, None, AuditEvent::ViewSaved { view: view.name.clone(), actions })?;
    Ok(Written::Saved)
}

fn distinct<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(all.len());
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// Whether everything that a view names is there, in this organisation.
async fn is_whole(ctx: &Ctx, organisation: &Organisation, view: &View) -> Result<bool, Error> {
    let own = store::role::list(ctx.db(), organisation.id).await?;
    let roles = view.roles.iter().all(|role| match role {
        Role::Own(id) => own.iter().any(|one| one.id == *id),
        _ => true,
    });
    Ok(roles && crate::admin::reach::is_there(ctx, organisation, view.selection).await?)
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (Right::ViewsEdit, act, Freshness::Proof)).await
}

/// Removes a view; false where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (ViewId, i64),
) -> Result<Acted<bool>, Error> {
    let now = ctx.now();
    let Some(view) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-view").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-view").await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, now), view.name, (id, version));
    let removed = ctx
        .write(input, |tx, (scribe, name, (id, version))| {
            Box::pin(async move {
                let removed = store::view::delete(tx, scribe.organisation.id, *id, *version).await?;
                if removed {
                    scribe.note(tx, None, AuditEvent::ViewRemoved { view: name.clone() })?;
                }
                Ok(removed)
            })
        })
        .await?;
    Ok(Acted::Done(removed))
}
