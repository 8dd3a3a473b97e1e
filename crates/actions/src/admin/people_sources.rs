//! Systems from which people come in: connected, changed, given another key, let go. What such a system does is
//! [`scim`](crate::scim). A key is answered once and kept as its hash.

mod trial;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::PeopleSourceId;
use domain::people_source::{FORMER_LIVES, Field, LONGEST_NAME, MOST, Mapping, PeopleSource, SourceKind, WhenGone};
use domain::permission::{Freshness, Right};
use domain::scim::AttributePath;
use domain::user::{is_unseen, name_key};
use store::Tx;
use zeroize::Zeroizing;

use super::desk::{Acted, Admin, may};
use super::roles::not_found;
use super::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::scim::PREFIX;
use crate::visit::{Organisation, Visit};

pub(super) use trial::values;
pub use trial::{Trial, TrialFault, Tried, try_out};

/// The right that every change needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// A source as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceEdit {
    /// Its name.
    pub name: String,
    /// Whether it may take over who is here already.
    pub takes_over: bool,
    /// What becomes of whoever is there no longer.
    pub when_gone: WhenGone,
    /// For each field where it comes from; nothing for a field that is not filled.
    pub mapping: Vec<(Field, String)>,
}

impl SourceEdit {
    /// A new one, with what is usual.
    pub fn fresh(name: &str) -> Self {
        let usual = Mapping::usual();
        Self { name: name.to_owned(), takes_over: false, when_gone: WhenGone::Block, mapping: typed(&usual) }
    }

    /// One as it is.
    pub fn of(source: &PeopleSource) -> Self {
        Self {
            name: source.name.clone(),
            takes_over: source.takes_over,
            when_gone: source.when_gone,
            mapping: typed(&source.mapping),
        }
    }
}

fn typed(mapping: &Mapping) -> Vec<(Field, String)> {
    mapping.fields().iter().map(|(field, path)| (field.clone(), path.to_string())).collect()
}

/// What is wrong with a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are 20 already.
    TooMany,
    /// The field comes from a path that is none.
    Path(Field),
    /// Everybody needs this field.
    Needed(Field),
    /// Addresses come from `emails`, and from nowhere else.
    Emails,
}

/// A key, at the only moment that it is known.
pub struct Made {
    /// Whose it is.
    pub id: PeopleSourceId,
    /// It.
    pub key: Zeroizing<String>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of a source to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedSource {
    /// What is wrong with it, all at once.
    Faults(Vec<SourceFault>),
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Box<PeopleSource>),
    /// It is saved.
    Saved,
}

/// A source, and how many people and groups come from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// It.
    pub source: PeopleSource,
    /// People who are there.
    pub people: u64,
    /// Groups.
    pub groups: u64,
}

/// All of them by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Counted>, Error> {
    let all = store::people_source::list(ctx.db(), organisation.id).await?;
    let counts = store::sourced::counts(ctx.db(), organisation.id).await?;
    let counted = |known: store::people_source::Known| {
        let (people, groups) = counts.get(&known.source.id).copied().unwrap_or_default();
        Counted { source: known.source, people, groups }
    };
    Ok(all.into_iter().map(counted).collect())
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: PeopleSourceId) -> Result<Option<Counted>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|counted| counted.source.id == id))
}

/// The name of the source that a person comes from, where they do.
pub async fn source_of(
    ctx: &Ctx,
    organisation: &Organisation,
    user: domain::id::UserId,
) -> Result<Option<String>, Error> {
    let mut reads = store::people_bulk::Reads::Outside(ctx.db());
    let Some(link) = store::sourced::of(&mut reads, organisation.id, &[user]).await?.remove(&user) else {
        return Ok(None);
    };
    let all = store::people_source::list(ctx.db(), organisation.id).await?;
    Ok(all.into_iter().find(|known| known.source.id == link.source).map(|known| known.source.name))
}

fn new_key(ctx: &Ctx) -> (Zeroizing<String>, [u8; 32]) {
    let token = ctx.verifier().new_token();
    (Zeroizing::new(format!("{PREFIX}{}", token.text().as_str())), token.hash())
}

/// What was typed as a source, or what is wrong with it.
fn read(
    edit: &SourceEdit,
    (id, version): (PeopleSourceId, i64),
    scribe: &Scribe,
) -> Result<PeopleSource, Vec<SourceFault>> {
    let mut faults = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
        faults.push(SourceFault::Name);
    }
    let mapping = read_mapping(&edit.mapping).map_err(|wrong| faults.extend(wrong)).ok();
    match mapping {
        Some(mapping) if faults.is_empty() => Ok(PeopleSource {
            id,
            kind: SourceKind::Scim,
            name: name.to_owned(),
            mapping,
            takes_over: edit.takes_over,
            when_gone: edit.when_gone,
            version,
            made_at: scribe.now,
            last_used_at: None,
            former_until: None,
        }),
        _ => Err(faults),
    }
}

/// What was typed as a mapping, or what is wrong with it.
fn read_mapping(typed: &[(Field, String)]) -> Result<Mapping, Vec<SourceFault>> {
    let mut faults = Vec::new();
    let mut fields = Vec::new();
    for (field, text) in typed {
        match text.trim() {
            "" if matches!(field, Field::UserName | Field::DisplayName) => {
                faults.push(SourceFault::Needed(field.clone()));
            }
            "" => {}
            text => match AttributePath::from_word(text) {
                Some(path) if path.name.eq_ignore_ascii_case("password") => {
                    faults.push(SourceFault::Path(field.clone()));
                }
                Some(path) => fields.push((field.clone(), path)),
                None => faults.push(SourceFault::Path(field.clone())),
            },
        }
    }
    if fields.iter().any(|(field, path)| *field == Field::Emails && path.key() != "emails") {
        faults.push(SourceFault::Emails);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Mapping::of(SourceKind::Scim, fields).ok_or_else(|| vec![SourceFault::Needed(Field::UserName)])
}

pub(super) fn saved(source: &PeopleSource) -> AuditEvent {
    AuditEvent::PeopleSourceSaved {
        people_source: source.name.clone(),
        takes_over: source.takes_over,
        when_gone: source.when_gone.word().to_owned(),
        mapping: source.mapping.lines().lines().map(str::to_owned).collect(),
    }
}

/// Connects a source; answers its key, once.
pub async fn make(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: &SourceEdit,
) -> Result<Acted<Result<Made, Vec<SourceFault>>>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "save-people-source").await? {
        return Ok(not);
    }
    Ok(Acted::Done(make_as(ctx, admin.scribe(ctx, visit, ctx.now()), edit).await?))
}

/// Connects a source at the command line of the server; answers its key, once.
pub async fn make_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &SourceEdit,
) -> Result<Result<Made, Vec<SourceFault>>, Error> {
    make_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), edit).await
}

async fn make_as(ctx: &Ctx, scribe: Scribe, edit: &SourceEdit) -> Result<Result<Made, Vec<SourceFault>>, Error> {
    let id = PeopleSourceId::from_bytes(scribe.new_id());
    let source = match read(edit, (id, 0), &scribe) {
        Ok(source) => source,
        Err(faults) => return Ok(Err(faults)),
    };
    let (key, hash) = new_key(ctx);
    let fault = ctx
        .write((scribe, source, hash), |tx, (scribe, source, hash)| {
            Box::pin(async move {
                if let Some(fault) = beside(tx, scribe, source, true).await? {
                    return Ok(Some(fault));
                }
                store::people_source::insert(tx, scribe.organisation.id, source, Some(*hash)).await?;
                scribe.note(tx, None, saved(source))?;
                Ok(None)
            })
        })
        .await?;
    Ok(match fault {
        Some(fault) => Err(vec![fault]),
        None => Ok(Made { id, key }),
    })
}

/// Whether a name is free, for a new one also whether there is room. Whoever saves another waits until this is kept.
pub(super) async fn beside(
    tx: &mut Tx,
    scribe: &Scribe,
    source: &PeopleSource,
    is_new: bool,
) -> Result<Option<SourceFault>, Error> {
    store::organisation::lock(tx, scribe.organisation.id).await?;
    let all = store::people_source::list_in(tx, scribe.organisation.id).await?;
    if all.iter().any(|one| one.source.id != source.id && name_key(&one.source.name) == name_key(&source.name)) {
        return Ok(Some(SourceFault::Taken));
    }
    Ok((is_new && all.len() >= MOST).then_some(SourceFault::TooMany))
}

/// Whoever connects a system lets it change and block people, so must be somebody who may.
const ALSO: [Right; 2] = [Right::PeopleEdit, Right::PeopleBlock];

/// Whether somebody may connect and change systems.
pub fn may_edit(admin: &Admin) -> bool {
    admin.has(RIGHT) && ALSO.iter().all(|right| admin.has(*right))
}

pub(super) async fn may_change<T>(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    act: &str,
) -> Result<Option<Acted<T>>, Error> {
    for right in ALSO {
        if let Some(not) = may(ctx, visit, admin, (right, act, Freshness::Session)).await? {
            return Ok(Some(not));
        }
    }
    may(ctx, visit, admin, (RIGHT, act, Freshness::SecondFactor)).await
}

/// Saves everything but the key. People are read by another mapping when the source next speaks of them.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (PeopleSourceId, i64),
    edit: &SourceEdit,
) -> Result<Acted<SavedSource>, Error> {
    if find(ctx, &visit.organisation, this.0).await?.is_none() {
        return not_found(ctx, visit, admin, "save-people-source").await;
    }
    if let Some(not) = may_change(ctx, visit, admin, "save-people-source").await? {
        return Ok(not);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let source = match read(edit, this, &scribe) {
        Ok(source) => source,
        Err(faults) => return Ok(Acted::Done(SavedSource::Faults(faults))),
    };
    let written = ctx
        .write((scribe, source), |tx, (scribe, source)| {
            Box::pin(async move {
                if let Some(fault) = beside(tx, scribe, source, false).await? {
                    return Ok(Err(fault));
                }
                let kept = store::people_source::save(tx, scribe.organisation.id, source).await?;
                if kept {
                    scribe.note(tx, None, saved(source))?;
                }
                Ok(Ok(kept))
            })
        })
        .await?;
    match written {
        Err(fault) => Ok(Acted::Done(SavedSource::Faults(vec![fault]))),
        Ok(true) => Ok(Acted::Done(SavedSource::Saved)),
        Ok(false) => match find(ctx, &visit.organisation, this.0).await? {
            Some(now_there) => Ok(Acted::Done(SavedSource::Changed(Box::new(now_there.source)))),
            None => not_found(ctx, visit, admin, "save-people-source").await,
        },
    }
}

/// Gives a source another key; the one before opens for a day, so that nothing stands still.
pub async fn renew(ctx: &Ctx, visit: &Visit, admin: &Admin, id: PeopleSourceId) -> Result<Acted<Made>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "renew-people-source").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "renew-people-source").await? {
        return Ok(not);
    }
    let (key, hash) = new_key(ctx);
    let input = (admin.scribe(ctx, visit, ctx.now()), id, hash, there.source.name);
    let kept = ctx
        .write(input, |tx, (scribe, id, hash, name)| {
            Box::pin(async move {
                let until = scribe.now.plus(FORMER_LIVES);
                let kept = store::people_source::renew(tx, scribe.organisation.id, *id, (*hash, until)).await?;
                if kept {
                    scribe.note(tx, None, AuditEvent::PeopleSourceRenewed { people_source: name.clone() })?;
                }
                Ok(kept)
            })
        })
        .await?;
    Ok(if kept { Acted::Done(Made { id, key }) } else { Acted::Changed })
}

/// The key before the present one opens nothing from now on; false where there was none.
pub async fn end_former(ctx: &Ctx, visit: &Visit, admin: &Admin, id: PeopleSourceId) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "end-former-people-source").await;
    };
    if let Some(not) = may(ctx, visit, admin, (RIGHT, "end-former-people-source", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, there.source.name);
    let ended = ctx
        .write(input, |tx, (scribe, id, name)| {
            Box::pin(async move {
                let ended = store::people_source::end_former(tx, scribe.organisation.id, *id).await?;
                if ended {
                    scribe.note(tx, None, AuditEvent::PeopleSourceFormerEnded { people_source: name.clone() })?;
                }
                Ok(ended)
            })
        })
        .await?;
    Ok(Acted::Done(ended))
}

/// Lets a source go: its key opens nothing any more, its people and groups stay and are changed here by hand. False where it has
/// changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (PeopleSourceId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-people-source").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-people-source").await? {
        return Ok(not);
    }
    Ok(Acted::Done(remove_as(ctx, admin.scribe(ctx, visit, ctx.now()), (id, version), there).await?))
}

/// Lets the source of this name go, at the command line of the server; false where there is none.
pub async fn remove_by_command_line(ctx: &Ctx, organisation: &Arc<Organisation>, name: &str) -> Result<bool, Error> {
    let all = list(ctx, organisation).await?;
    let Some(there) = all.into_iter().find(|one| name_key(&one.source.name) == name_key(name)) else {
        return Ok(false);
    };
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    remove_as(ctx, scribe, (there.source.id, there.source.version), there).await
}

async fn remove_as(ctx: &Ctx, scribe: Scribe, this: (PeopleSourceId, i64), there: Counted) -> Result<bool, Error> {
    ctx.write((scribe, this, there), |tx, (scribe, this, there)| {
        Box::pin(async move {
            let removed = store::people_source::remove(tx, scribe.organisation.id, *this).await?;
            if removed {
                let people_source = there.source.name.clone();
                let event =
                    AuditEvent::PeopleSourceRemoved { people_source, people: there.people, groups: there.groups };
                scribe.note(tx, None, event)?;
            }
            Ok(removed)
        })
    })
    .await
}

/// The organisation's own attributes, which a mapping may fill.
pub async fn own_fields(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(Field, String)>, Error> {
    let schema = schema(ctx, organisation).await?;
    Ok(schema.attributes().iter().map(|own| (Field::Own(own.key.clone()), own.name.clone())).collect())
}
