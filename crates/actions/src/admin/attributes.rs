//! Attributes of the organisation's own: added, changed, removed, and the values that people have.

mod values;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::permission::{Freshness, Right};
use domain::selection::{Attribute, AttributeKey, AttributeKind, Field, Filter, KeyFault, Schema, SelectionRule};
use domain::user::{is_unseen, name_key};
use store::Tx;

pub(crate) use self::values::write_values;
pub use self::values::{SavedValues, Values, WrongValue, read, set_values, set_values_by_command_line, values};
pub use store::attribute::Kept;

use crate::admin::desk::{Acted, Admin, may};
use crate::admin::selections;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The most attributes of one organisation.
pub const MOST: usize = 50;
/// The most choices of one attribute.
pub const MOST_CHOICES: usize = 100;

/// All attributes in their order.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Kept>, Error> {
    Ok(store::attribute::list(ctx.db(), organisation.id).await?)
}

/// The attribute of a key.
pub async fn find(ctx: &Ctx, organisation: &Organisation, key: &AttributeKey) -> Result<Option<Kept>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|kept| kept.attribute.key == *key))
}

/// What looks at an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsedBy {
    /// The filter of the selection of this name.
    Selection(String),
    /// The view of this name, in a column or its order.
    View(String),
}

/// What looks at an attribute: while there is anything, it stays.
pub async fn used_by(ctx: &Ctx, organisation: &Organisation, key: &AttributeKey) -> Result<Vec<UsedBy>, Error> {
    let schema = selections::schema(ctx, organisation).await?;
    let all = store::selection::list(ctx.db(), organisation.id).await?;
    let selections = named_by(all, &schema, |filter| filter.mentions(&Field::Own(key.clone())))?;
    let mut views = store::view::list(ctx.db(), organisation.id).await?;
    views.retain(|view| view.mentions(key));
    Ok(users(selections, views.into_iter().map(|view| view.name).collect()))
}

fn users(selections: Vec<String>, views: Vec<String>) -> Vec<UsedBy> {
    selections.into_iter().map(UsedBy::Selection).chain(views.into_iter().map(UsedBy::View)).collect()
}

/// How many people have a value of an attribute.
pub async fn people(ctx: &Ctx, organisation: &Organisation, key: &AttributeKey) -> Result<i64, Error> {
    Ok(store::attribute::count(ctx.db(), organisation.id, key).await?)
}

/// An attribute to save.
#[derive(Clone, Debug)]
pub struct AttributeEdit {
    /// The key, as it was typed for a new one.
    pub key: String,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// The name that people see.
    pub name: String,
    /// What its values are; it does not change later.
    pub kind: AttributeKind,
    /// What may be chosen, where the kind is choice.
    pub choices: Vec<String>,
    /// Its place in lists.
    pub position: i64,
}

/// What is wrong with an attribute to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeFault {
    /// The key.
    Key(KeyFault),
    /// The name is empty, longer than 100 characters, or holds what people cannot see.
    Name,
    /// Another kind than before: people have values of the old one.
    Kind,
    /// Choices are missing, empty, too long, too many, or stand twice.
    Choices,
    /// A choice that is gone is what so many people have.
    ChoiceInUse(String, i64),
    /// There are 50 already.
    TooMany,
}

/// What became of an attribute to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedAttribute {
    /// What is wrong with it, all at once.
    Faults(Vec<AttributeFault>),
    /// Another attribute has the key.
    Taken,
    /// Somebody changed it since it was read, or removed it; here is what it says now.
    Changed(Option<Box<Kept>>),
    /// It is saved.
    Saved(AttributeKey),
}

/// Saves an attribute.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: AttributeEdit,
) -> Result<Acted<SavedAttribute>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "save-attribute").await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_by(ctx, admin.scribe(ctx, visit, ctx.now()), edit).await?))
}

/// The same for someone at the command line of the server.
pub async fn save_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: AttributeEdit,
) -> Result<SavedAttribute, Error> {
    save_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), edit).await
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (Right::SettingsEdit, act, Freshness::Proof)).await
}

async fn save_by(ctx: &Ctx, scribe: Scribe, edit: AttributeEdit) -> Result<SavedAttribute, Error> {
    let kept = match check(&edit) {
        Ok(kept) => kept,
        Err(faults) => return Ok(SavedAttribute::Faults(faults)),
    };
    let org = scribe.organisation.id;
    ctx.write_and_refresh(org, (scribe, kept), |tx, (scribe, kept)| {
        Box::pin(async move { write(tx, scribe, kept).await })
    })
    .await
}

fn check(edit: &AttributeEdit) -> Result<Kept, Vec<AttributeFault>> {
    let mut faults = Vec::new();
    let is_new = edit.version == 0;
    let key = if is_new { AttributeKey::new(&edit.key) } else { Ok(AttributeKey::kept(&edit.key)) };
    let short = |text: &str| !text.is_empty() && text.chars().count() <= 100 && !text.chars().any(is_unseen);
    let name = edit.name.trim();
    if !short(name) {
        faults.push(AttributeFault::Name);
    }
    let choices: Vec<String> = edit.choices.iter().map(|choice| choice.trim().to_owned()).collect();
    let mut keys: Vec<String> = choices.iter().map(|choice| name_key(choice)).collect();
    keys.sort_unstable();
    keys.dedup();
    let fine = match edit.kind {
        AttributeKind::Choice => {
            let number = choices.len();
            (1..=MOST_CHOICES).contains(&number) && keys.len() == number && choices.iter().all(|one| short(one))
        }
        _ => choices.is_empty(),
    };
    if !fine {
        faults.push(AttributeFault::Choices);
    }
    match key {
        Err(fault) => faults.push(AttributeFault::Key(fault)),
        Ok(key) if faults.is_empty() => {
            let attribute = Attribute { key, name: name.to_owned(), kind: edit.kind, choices };
            return Ok(Kept { attribute, position: edit.position, version: edit.version });
        }
        Ok(_) => {}
    }
    Err(faults)
}

async fn write(tx: &mut Tx, scribe: &Scribe, kept: &Kept) -> Result<SavedAttribute, Error> {
    let org = scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let all = store::attribute::list_in(tx, org).await?;
    let before = all.iter().find(|one| one.attribute.key == kept.attribute.key);
    match before {
        None if kept.version > 0 => return Ok(SavedAttribute::Changed(None)),
        None if all.len() >= MOST => return Ok(SavedAttribute::Faults(vec![AttributeFault::TooMany])),
        None => {
            store::attribute::insert(tx, org, &kept.attribute, kept.position).await?;
        }
        Some(_) if kept.version == 0 => return Ok(SavedAttribute::Taken),
        Some(before) if before.version != kept.version => {
            return Ok(SavedAttribute::Changed(Some(Box::new(before.clone()))));
        }
        Some(before) => {
            let faults = loses(tx, scribe, &before.attribute, &kept.attribute).await?;
            if !faults.is_empty() {
                return Ok(SavedAttribute::Faults(faults));
            }
            store::attribute::update(tx, org, kept).await?;
        }
    }
    scribe.note(tx, None, AuditEvent::AttributeSaved { attribute: kept.attribute.key.to_string() })?;
    Ok(SavedAttribute::Saved(kept.attribute.key.clone()))
}

/// What people would lose by a change.
async fn loses(
    tx: &mut Tx,
    scribe: &Scribe,
    before: &Attribute,
    after: &Attribute,
) -> Result<Vec<AttributeFault>, Error> {
    if before.kind != after.kind {
        return Ok(vec![AttributeFault::Kind]);
    }
    let mut faults = Vec::new();
    for gone in before.choices.iter().filter(|old| !after.choices.iter().any(|new| name_key(new) == name_key(old))) {
        let people = store::attribute::count_of(tx, scribe.organisation.id, &before.key, gone).await?;
        if people > 0 {
            faults.push(AttributeFault::ChoiceInUse(gone.clone(), people));
        }
    }
    Ok(faults)
}

/// What became of an attribute to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemovedAttribute {
    /// It is gone, with the values of so many people.
    Done(u64),
    /// These look at it: they must let go first.
    InUse(Vec<UsedBy>),
    /// Somebody changed it since it was read.
    Changed,
    /// There is no such attribute.
    Gone,
}

/// Removes an attribute that no selection and no view names, as it was read, with all its values.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (key, version): (AttributeKey, i64),
) -> Result<Acted<RemovedAttribute>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "remove-attribute").await? {
        return Ok(not);
    }
    Ok(Acted::Done(remove_by(ctx, admin.scribe(ctx, visit, ctx.now()), (key, Some(version))).await?))
}

/// The same for someone at the command line of the server, whatever its version.
pub async fn remove_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    key: AttributeKey,
) -> Result<RemovedAttribute, Error> {
    remove_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), (key, None)).await
}

async fn remove_by(
    ctx: &Ctx,
    scribe: Scribe,
    (key, read): (AttributeKey, Option<i64>),
) -> Result<RemovedAttribute, Error> {
    let org = scribe.organisation.id;
    ctx.write_and_refresh(org, (scribe, key, read), |tx, (scribe, key, read)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            store::organisation::lock(tx, org).await?;
            let all = store::attribute::list_in(tx, org).await?;
            match all.iter().find(|kept| kept.attribute.key == *key) {
                None => return Ok(RemovedAttribute::Gone),
                Some(kept) if read.is_some_and(|read| read != kept.version) => return Ok(RemovedAttribute::Changed),
                Some(_) => {}
            }
            let attributes = all.into_iter().map(|kept| kept.attribute).collect();
            let schema = Schema::new(attributes, scribe.organisation.zone.clone());
            let naming = naming(tx, scribe, &schema, |filter| filter.mentions(&Field::Own(key.clone()))).await?;
            let used_by = users(naming, store::view::showing_in(tx, org, key).await?);
            if !used_by.is_empty() {
                return Ok(RemovedAttribute::InUse(used_by));
            }
            let values = store::attribute::delete(tx, org, key).await?;
            scribe.note(tx, None, AuditEvent::AttributeRemoved { attribute: key.to_string(), values })?;
            Ok(RemovedAttribute::Done(values))
        })
    })
    .await
}

/// Names of the selections whose filter does something.
pub(super) async fn naming(
    tx: &mut Tx,
    scribe: &Scribe,
    schema: &Schema,
    does: impl Fn(&Filter) -> bool,
) -> Result<Vec<String>, Error> {
    named_by(store::selection::list_in(tx, scribe.organisation.id).await?, schema, does)
}

fn named_by(
    all: Vec<store::selection::Selection>,
    schema: &Schema,
    does: impl Fn(&Filter) -> bool,
) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for kept in all {
        if let SelectionRule::Dynamic(filter) = store::rules::rule(&kept, schema)?
            && does(&filter)
        {
            names.push(kept.name);
        }
    }
    Ok(names)
}
