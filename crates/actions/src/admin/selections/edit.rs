//! A selection while it is edited: what it would be, who enters and who leaves, and all that is wrong with it.

use domain::id::{SelectionId, UserId};
use domain::selection::{Filter, FilterFault, Schema};
use domain::user::is_unseen;
use store::people_query;
use store::selection_sql::Which;

use super::{SAMPLE, Sampled, Selection, UsedBy, filter_of, find, query, sampled, schema};
use crate::admin::selection_list::{self, ListReport};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A selection to save.
#[derive(Clone, Debug)]
pub struct SelectionEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<SelectionId>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// Name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How it knows its people.
    pub rule: RuleEdit,
}

/// How a selection to save knows its people.
#[derive(Clone, Debug)]
pub enum RuleEdit {
    /// By a filter, as it was typed.
    Dynamic(String),
    /// By a list: user names and addresses as they were pasted, and what to do with them.
    Static(String, ListChange),
}

/// What pasted lines do to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListChange {
    /// They come on it, beside who is there.
    Add,
    /// They leave it.
    Remove,
    /// They take the place of who is there.
    Replace,
}

/// What is wrong with a selection to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionFault {
    /// The name is empty, longer than 100 characters, or holds what people cannot see.
    Name,
    /// The description is longer than 500 characters or holds what people cannot see.
    Description,
    /// The filter.
    Filter(FilterFault),
    /// A selection with a filter does not become a list, nor the other way: make another.
    OtherKind,
}

/// What a filter names that is not there; it may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// No group has this name.
    NoSuchGroup(String),
}

/// What saving would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What is wrong; then nothing else is known.
    pub faults: Vec<SelectionFault>,
    /// What may be a slip.
    pub warnings: Vec<Warning>,
    /// How many people there would be.
    pub count: u64,
    /// Some of them, by full name.
    pub sample: Vec<Sampled>,
    /// Who would enter: how many, and some of them.
    pub entering: (u64, Vec<Sampled>),
    /// Who would leave: how many, and some of them.
    pub leaving: (u64, Vec<Sampled>),
    /// What became of pasted lines.
    pub report: ListReport,
    /// What points at the selection, and so changes with it.
    pub used_by: Vec<UsedBy>,
}

/// Says what saving would do, and changes nothing.
pub async fn preview(ctx: &Ctx, organisation: &Organisation, edit: &SelectionEdit) -> Result<Preview, Error> {
    let (org, now, db) = (organisation.id, ctx.now(), ctx.db());
    let schema = schema(ctx, organisation).await?;
    let before = match edit.id {
        Some(id) => Some(find(ctx, organisation, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let checked = check(edit, before.as_ref(), &schema);
    let used_by = match edit.id {
        Some(id) => store::selection::used_by(db, org, id).await?,
        None => Vec::new(),
    };
    let mut preview = Preview {
        faults: Vec::new(),
        warnings: Vec::new(),
        count: 0,
        sample: Vec::new(),
        entering: (0, Vec::new()),
        leaving: (0, Vec::new()),
        report: ListReport::default(),
        used_by,
    };
    let filter = match checked {
        Ok(filter) => filter,
        Err(faults) => return Ok(Preview { faults, ..preview }),
    };
    let Some(filter) = filter else { return preview_list(ctx, organisation, edit, preview).await };
    preview.warnings = warnings(ctx, organisation, &filter).await?;
    let after = Which::Filter(&filter);
    preview.count = people_query::count(db, org, query(after, now)).await?;
    let ids = people_query::sample(db, org, query(after, now), SAMPLE).await?;
    preview.sample = sampled(ctx, organisation, &ids).await?;
    let old = before.as_ref().map(|before| filter_of(before, &schema)).transpose()?.flatten();
    let Some(old) = old else {
        preview.entering = (preview.count, preview.sample.clone());
        return Ok(preview);
    };
    let old = Which::Filter(&old);
    let (number, ids) = people_query::entering(db, org, (old, after), now, SAMPLE).await?;
    preview.entering = (number, sampled(ctx, organisation, &ids).await?);
    let (number, ids) = people_query::entering(db, org, (after, old), now, SAMPLE).await?;
    preview.leaving = (number, sampled(ctx, organisation, &ids).await?);
    Ok(preview)
}

async fn preview_list(
    ctx: &Ctx,
    organisation: &Organisation,
    edit: &SelectionEdit,
    mut preview: Preview,
) -> Result<Preview, Error> {
    let RuleEdit::Static(pasted, change) = &edit.rule else { return Ok(preview) };
    let found = selection_list::read(ctx, organisation, pasted).await?;
    let listed = match edit.id {
        Some(id) => selection_list::members(ctx, organisation, id).await?,
        None => std::collections::BTreeSet::new(),
    };
    let after = selection_list::applied(&listed, &found.people, *change);
    let entering: Vec<UserId> = after.iter().filter(|id| !listed.contains(id)).copied().collect();
    let leaving: Vec<UserId> = listed.iter().filter(|id| !after.contains(id)).copied().collect();
    let some = |ids: &[UserId]| ids.iter().take(SAMPLE).copied().collect::<Vec<_>>();
    preview.count = after.len() as u64;
    preview.sample = sampled(ctx, organisation, &some(&after.iter().copied().collect::<Vec<_>>())).await?;
    preview.entering = (entering.len() as u64, sampled(ctx, organisation, &some(&entering)).await?);
    preview.leaving = (leaving.len() as u64, sampled(ctx, organisation, &some(&leaving)).await?);
    preview.report = found.report;
    Ok(preview)
}

async fn warnings(ctx: &Ctx, organisation: &Organisation, filter: &Filter) -> Result<Vec<Warning>, Error> {
    let mut warnings = Vec::new();
    for name in filter.groups_named() {
        if store::group::find(ctx.db(), organisation.id, name).await?.is_none() {
            warnings.push(Warning::NoSuchGroup(name.to_owned()));
        }
    }
    Ok(warnings)
}

/// The filter of a selection to save, none for a list; or all that is wrong.
pub(super) fn check(
    edit: &SelectionEdit,
    before: Option<&Selection>,
    schema: &Schema,
) -> Result<Option<Filter>, Vec<SelectionFault>> {
    let mut faults = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(is_unseen) {
        faults.push(SelectionFault::Name);
    }
    let unseen = |c: char| is_unseen(c) && c != '\n' && c != '\r';
    if edit.description.chars().count() > 500 || edit.description.chars().any(unseen) {
        faults.push(SelectionFault::Description);
    }
    let filter = match &edit.rule {
        RuleEdit::Static(..) => None,
        RuleEdit::Dynamic(text) => match Filter::parse(text, schema) {
            Ok(filter) => Some(filter),
            Err(fault) => {
                faults.push(SelectionFault::Filter(fault));
                None
            }
        },
    };
    let is_dynamic = matches!(edit.rule, RuleEdit::Dynamic(_));
    if before.is_some_and(|before| before.filter.is_some() != is_dynamic) {
        faults.push(SelectionFault::OtherKind);
    }
    if faults.is_empty() { Ok(filter) } else { Err(faults) }
}
