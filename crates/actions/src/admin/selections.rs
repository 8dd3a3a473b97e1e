//! Selections: listed, shown, tried out, saved, removed. A saved one counts at the next request of everyone who enters or
//! leaves a policy by it. Neighbour: `selection_list` reads pasted lines.

mod edit;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, SelectionId, UserId};
use domain::permission::{Freshness, Right};
use domain::policy::Requirement;
use domain::selection::{Filter, Schema, Selected};
use domain::time::Timestamp;
use domain::user::name_key;
use store::Tx;
use store::people_query::{self, PeopleQuery};
use store::rules;
use store::selection_sql::Which;

use self::edit::check;
pub use self::edit::{ListChange, Preview, RuleEdit, SelectionEdit, SelectionFault, Warning, preview};
pub use store::selection::{Selection, User as UsedBy};

use crate::admin::desk::{Acted, Admin, may, note_refused};
use crate::admin::selection_list::{self, ListReport};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// So many people are shown of a selection while it is edited.
pub const SAMPLE: usize = 10;

/// All selections by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Selection>, Error> {
    Ok(store::selection::list(ctx.db(), organisation.id).await?)
}

/// One selection.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: SelectionId) -> Result<Option<Selection>, Error> {
    Ok(store::selection::find(ctx.db(), organisation.id, id).await?)
}

/// The selection of this name, however it is spelled; a refusal names those that there are.
pub async fn by_name(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<Selection, Error> {
    if let Some(found) = store::selection::find_by_name(ctx.db(), organisation.id, name).await? {
        return Ok(found);
    }
    let all = list(ctx, organisation).await?;
    let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    let there =
        if names.is_empty() { "there is none yet".to_owned() } else { format!("there are: {}", names.join(", ")) };
    Err(Error::Refused(format!("there is no selection `{name}`; {there}")))
}

/// The policies and views that point at a selection.
pub async fn used_by(ctx: &Ctx, organisation: &Organisation, id: SelectionId) -> Result<Vec<UsedBy>, Error> {
    Ok(store::selection::used_by(ctx.db(), organisation.id, id).await?)
}

/// What filters of the organisation may name, for whoever builds one by clicking.
pub async fn schema(ctx: &Ctx, organisation: &Organisation) -> Result<Schema, Error> {
    let kept = store::attribute::list(ctx.db(), organisation.id).await?;
    Ok(Schema::new(kept.into_iter().map(|kept| kept.attribute).collect(), organisation.zone.clone()))
}

/// How many people a saved selection has at this moment.
pub async fn count(ctx: &Ctx, organisation: &Organisation, selection: &Selection) -> Result<u64, Error> {
    let schema = schema(ctx, organisation).await?;
    let filter = filter_of(selection, &schema)?;
    let which = which_of(selection.id, filter.as_ref());
    Ok(people_query::count(ctx.db(), organisation.id, query(which, ctx.now())).await?)
}

/// The selection of everyone in a group, under the group's name; made where there is none.
pub async fn of_group(ctx: &Ctx, organisation: &Arc<Organisation>, group: &str) -> Result<SelectionId, Error> {
    if let Some(found) = store::selection::find_by_name(ctx.db(), organisation.id, group).await? {
        return Ok(found.id);
    }
    let quoted = group.replace('\\', "\\\\").replace('"', "\\\"");
    let edit = SelectionEdit {
        id: None,
        version: 0,
        name: group.to_owned(),
        description: String::new(),
        rule: RuleEdit::Dynamic(format!("groups eq \"{quoted}\"")),
    };
    match save_by_command_line(ctx, organisation, edit).await? {
        SavedSelection::Saved(id, _) => Ok(id),
        other => Err(Error::Refused(format!("the selection of group `{group}` was not saved: {other:?}"))),
    }
}

/// A person in a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
}

/// At most `limit` people of a saved selection, by full name.
pub async fn sample(
    ctx: &Ctx,
    organisation: &Organisation,
    selection: &Selection,
    limit: usize,
) -> Result<Vec<Sampled>, Error> {
    let schema = schema(ctx, organisation).await?;
    let filter = filter_of(selection, &schema)?;
    let which = which_of(selection.id, filter.as_ref());
    let ids = people_query::sample(ctx.db(), organisation.id, query(which, ctx.now()), limit).await?;
    sampled(ctx, organisation, &ids).await
}

async fn sampled(ctx: &Ctx, organisation: &Organisation, ids: &[UserId]) -> Result<Vec<Sampled>, Error> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(user) = store::user::find(ctx.db(), organisation.id, *id).await? {
            all.push(Sampled { id: *id, user_name: user.user_name, display_name: user.display_name });
        }
    }
    Ok(all)
}

fn filter_of(selection: &Selection, schema: &Schema) -> Result<Option<Filter>, Error> {
    Ok(match rules::rule(selection, schema)? {
        domain::selection::SelectionRule::Dynamic(filter) => Some(filter),
        domain::selection::SelectionRule::Static => None,
    })
}

fn which_of(id: SelectionId, filter: Option<&Filter>) -> Which<'_> {
    filter.map_or(Which::Listed(id), Which::Filter)
}

fn query(which: Which<'_>, now: Timestamp) -> PeopleQuery<'_> {
    PeopleQuery { which, narrowed: None, search: "", now }
}

/// What became of a selection to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedSelection {
    /// What is wrong with it, all at once.
    Faults(Vec<SelectionFault>),
    /// Another selection has the name.
    Taken,
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Box<Selection>),
    /// It is gone.
    Gone,
    /// It is saved under this identity; the lines of a list that were not found are in the report.
    Saved(SelectionId, ListReport),
}

/// Saves a selection.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: SelectionEdit,
) -> Result<Acted<SavedSelection>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "save-selection").await? {
        return Ok(not);
    }
    let by = Some(admin.party.user);
    Ok(Acted::Done(save_by(ctx, admin.scribe(ctx, visit, ctx.now()), by, edit).await?))
}

/// The same for someone at the command line of the server.
pub async fn save_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: SelectionEdit,
) -> Result<SavedSelection, Error> {
    save_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), None, edit).await
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (Right::SelectionsEdit, act, Freshness::Proof)).await
}

async fn save_by(ctx: &Ctx, scribe: Scribe, by: Option<UserId>, edit: SelectionEdit) -> Result<SavedSelection, Error> {
    let organisation = scribe.organisation.clone();
    let schema = schema(ctx, &organisation).await?;
    let before = match edit.id {
        None => None,
        Some(id) => match find(ctx, &organisation, id).await? {
            None => return Ok(SavedSelection::Gone),
            found => found,
        },
    };
    let filter = match check(&edit, before.as_ref(), &schema) {
        Ok(filter) => filter,
        Err(faults) => return Ok(SavedSelection::Faults(faults)),
    };
    let (people, change, report) = match &edit.rule {
        RuleEdit::Dynamic(_) => (Vec::new(), None, ListReport::default()),
        RuleEdit::Static(pasted, change) => {
            let found = selection_list::read(ctx, &organisation, pasted).await?;
            (found.people, Some(*change), found.report)
        }
    };
    let id = edit.id.unwrap_or_else(|| SelectionId::from_bytes(ctx.new_id(scribe.now)));
    let selection = Selection {
        id,
        name: edit.name.trim().to_owned(),
        description: edit.description.trim().to_owned(),
        filter: filter.map(|filter| filter.to_string()),
        version: if edit.id.is_some() { edit.version } else { 0 },
        changed_at: scribe.now,
        changed_by: by,
    };
    let input = (scribe, selection, (people, change));
    let saved = ctx
        .write_and_refresh(organisation.id, input, |tx, (scribe, selection, (people, change))| {
            Box::pin(async move { write(tx, scribe, selection, (people, *change)).await })
        })
        .await?;
    Ok(match saved {
        Wrote::Done => SavedSelection::Saved(id, report),
        Wrote::Taken => SavedSelection::Taken,
        Wrote::Stale => match find(ctx, &organisation, id).await? {
            Some(there) => SavedSelection::Changed(Box::new(there)),
            None => SavedSelection::Gone,
        },
    })
}

enum Wrote {
    Done,
    Taken,
    Stale,
}

async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    selection: &Selection,
    (people, change): (&[UserId], Option<ListChange>),
) -> Result<Wrote, Error> {
    let org = scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let all = store::selection::list_in(tx, org).await?;
    let key = name_key(&selection.name);
    if all.iter().any(|one| one.id != selection.id && name_key(&one.name) == key) {
        return Ok(Wrote::Taken);
    }
    if !store::selection::save(tx, org, selection).await? {
        return Ok(Wrote::Stale);
    }
    if let Some(change) = change {
        if change == ListChange::Replace {
            store::selection::clear(tx, org, selection.id).await?;
        }
        for user in people {
            match change {
                ListChange::Remove => store::selection::take(tx, org, selection.id, *user).await?,
                ListChange::Add | ListChange::Replace => store::selection::put(tx, org, selection.id, *user).await?,
            };
        }
    }
    follow(tx, org, selection.id, scribe.now).await?;
    let event = AuditEvent::SelectionSaved { selection: selection.name.clone(), filter: selection.filter.clone() };
    scribe.note(tx, None, event).map(|()| Wrote::Done)
}

/// What follows for the policies that point at a selection which changed: who comes under them now is noted, and trust
/// that they do not allow dies.
pub(crate) async fn follow(tx: &mut Tx, org: OrganisationId, id: SelectionId, now: Timestamp) -> Result<(), Error> {
    let rules = rules::load_in(tx, org).await?;
    let of: Vec<_> = rules.policies.iter().filter(|policy| policy.selection == Selected::Selection(id)).collect();
    let ids: Vec<_> = of.iter().map(|policy| policy.id).collect();
    store::policy::fix_duties_under(tx, org, &ids, now).await?;
    for policy in of.iter().filter(|policy| policy.demand.requirement != Requirement::Off) {
        let limit = policy.demand.ask.period().map_or(now, |period| now.minus(period));
        store::trusted_device::forget_old(tx, org, policy.selection, (limit, now)).await?;
    }
    Ok(())
}

/// What became of a selection to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemovedSelection {
    /// It is gone.
    Done,
    /// These point at it: they must let go first.
    InUse(Vec<UsedBy>),
    /// Somebody changed it since it was read.
    Changed,
}

/// Removes a selection that nothing points at.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (SelectionId, i64),
) -> Result<Acted<RemovedSelection>, Error> {
    let Some(selection) = find(ctx, &visit.organisation, id).await? else {
        note_refused(ctx, visit, admin, "remove-selection", "no-such-thing").await?;
        return Ok(Acted::NotFound);
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-selection").await? {
        return Ok(not);
    }
    let selection = Selection { version, ..selection };
    Ok(Acted::Done(remove_by(ctx, admin.scribe(ctx, visit, ctx.now()), selection).await?))
}

/// The same for someone at the command line of the server.
pub async fn remove_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    selection: Selection,
) -> Result<RemovedSelection, Error> {
    remove_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), selection).await
}

async fn remove_by(ctx: &Ctx, scribe: Scribe, selection: Selection) -> Result<RemovedSelection, Error> {
    let org = scribe.organisation.id;
    ctx.write_and_refresh(org, (scribe, selection), |tx, (scribe, selection)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            // Whoever points a policy or a view at a selection locks too, so that what is seen here stays so.
            store::organisation::lock(tx, org).await?;
            let used_by = store::selection::used_by_in(tx, org, selection.id).await?;
            if !used_by.is_empty() {
                return Ok(RemovedSelection::InUse(used_by));
            }
            if !store::selection::delete(tx, org, selection.id, selection.version).await? {
                return Ok(RemovedSelection::Changed);
            }
            scribe.note(tx, None, AuditEvent::SelectionRemoved { selection: selection.name.clone() })?;
            Ok(RemovedSelection::Done)
        })
    })
    .await
}
