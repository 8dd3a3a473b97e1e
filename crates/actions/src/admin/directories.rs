//! Directories that people are fetched from by LDAP: connected, changed, tried, synced, and let to take many people away at once.
//! Neighbours: `people_sources` has systems that write people here, and lets go of both kinds; [`directory`](crate::directory) does
//! the work.

mod edit;
mod trial;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::directory::Directory;
use domain::id::PeopleSourceId;
use domain::people_source::{PeopleSource, SourceKind};
use domain::permission::{Freshness, Right};
use domain::time::Timestamp;
use domain::user::name_key;
use secrecy::{ExposeSecret, SecretString};
use store::directory as kept;

pub use store::directory::Sync;

use super::desk::{Acted, Admin, may};
use super::people_sources::{Counted, RIGHT, beside, find, list, may_change, saved};
use super::roles::not_found;
use super::selections::schema;
use crate::ctx::Ctx;
use crate::directory::report::{HELD, Report, WAITING};
use crate::directory::sync::Watch;
use crate::directory::{password_place, settings_of, worker};
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub use edit::{DirectoryEdit, DirectoryFault};
pub use trial::{Sample, Tested, test, test_by_command_line};

/// A directory as it is kept.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its name, mapping, and how many come from it.
    pub counted: Counted,
    /// What is asked of it.
    pub settings: Directory,
    /// When it is to be synced next; none where that is asked for by hand.
    pub next_sync_at: Option<Timestamp>,
    /// How many people may vanish the next time.
    pub let_go: u64,
}

/// One of them.
pub async fn read(ctx: &Ctx, organisation: &Organisation, id: PeopleSourceId) -> Result<Option<Known>, Error> {
    let Some(counted) = find(ctx, organisation, id).await? else { return Ok(None) };
    let Some(known) = kept::find(ctx.db(), organisation.id, id).await? else { return Ok(None) };
    let (settings, next_sync_at, let_go) = (settings_of(&known)?, known.next_sync_at, known.let_go);
    Ok(Some(Known { counted, settings, next_sync_at, let_go }))
}

/// One of them by its name.
pub async fn named(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<Option<Known>, Error> {
    let all = list(ctx, organisation).await?;
    match all.into_iter().find(|one| name_key(&one.source.name) == name_key(name)) {
        Some(found) => read(ctx, organisation, found.source.id).await,
        None => Ok(None),
    }
}

/// Its last syncs and dry runs with what is told of each, the newest first.
pub async fn syncs(ctx: &Ctx, organisation: &Organisation, id: PeopleSourceId) -> Result<Vec<(Sync, Report)>, Error> {
    let all = kept::syncs(ctx.db(), organisation.id, id).await?;
    all.into_iter().map(|sync| Report::read(&sync.report).map(|report| (sync, report))).collect()
}

/// What became of a directory to save.
#[derive(Debug)]
pub enum SavedDirectory {
    /// What is wrong with it, all at once.
    Faults(Vec<DirectoryFault>),
    /// Somebody changed it since it was read.
    Changed(Box<Known>),
    /// It is saved.
    Saved(PeopleSourceId),
}

/// Connects a directory. Nobody comes in before it is synced.
pub async fn make(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: &DirectoryEdit,
) -> Result<Acted<SavedDirectory>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "save-directory").await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_as(ctx, admin.scribe(ctx, visit, ctx.now()), None, edit).await?))
}

/// Connects a directory at the command line of the server.
pub async fn make_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &DirectoryEdit,
) -> Result<SavedDirectory, Error> {
    save_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), None, edit).await
}

/// The same for one that is there.
pub async fn save_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    this: (PeopleSourceId, i64),
    edit: &DirectoryEdit,
) -> Result<SavedDirectory, Error> {
    save_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), Some(this), edit).await
}

/// Saves all that is asked of one.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (PeopleSourceId, i64),
    edit: &DirectoryEdit,
) -> Result<Acted<SavedDirectory>, Error> {
    if read(ctx, &visit.organisation, this.0).await?.is_none() {
        return not_found(ctx, visit, admin, "save-directory").await;
    }
    if let Some(not) = may_change(ctx, visit, admin, "save-directory").await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_as(ctx, admin.scribe(ctx, visit, ctx.now()), Some(this), edit).await?))
}

/// What became of a directory in the transaction.
enum Written {
    Fault(DirectoryFault),
    Changed,
    Done,
}

async fn save_as(
    ctx: &Ctx,
    scribe: Scribe,
    this: Option<(PeopleSourceId, i64)>,
    edit: &DirectoryEdit,
) -> Result<SavedDirectory, Error> {
    let organisation = scribe.organisation.clone();
    let before = match this {
        Some((id, _)) => kept::find(ctx.db(), organisation.id, id).await?,
        None => None,
    };
    let settings_before = before.as_ref().map(settings_of).transpose()?;
    let schema = schema(ctx, &organisation).await?;
    let (id, version) = this.unwrap_or_else(|| (PeopleSourceId::from_bytes(scribe.new_id()), 0));
    let (source, settings) = match edit.read(ctx, (id, version), scribe.now, (&schema, settings_before.as_ref())) {
        Ok(read) => read,
        Err(faults) => return Ok(SavedDirectory::Faults(faults)),
    };
    let sealed_password = match (&edit.password, &before) {
        (Some(password), _) => ctx.verifier().seal(password_place(&id.bytes()), password.expose_secret().as_bytes())?,
        (None, Some(before)) => before.sealed_password.clone(),
        (None, None) => return Ok(SavedDirectory::Faults(vec![DirectoryFault::Password])),
    };
    let known = kept::Directory {
        source: id,
        settings: serde_json::to_string(&settings).map_err(|error| Error::Broken(error.to_string()))?,
        sealed_password,
        passwords: settings.passwords,
        read_by: String::new(),
        // The first time by hand, after a dry run.
        next_sync_at: before
            .as_ref()
            .filter(|before| !before.read_by.is_empty())
            .and_then(|_| settings.next_sync(scribe.now)),
        held_until: Timestamp::from_micros(0),
        let_go: 0,
    };
    let told = edit::lines(&settings);
    let is_new = this.is_none();
    let input = (scribe, source, known, told, is_new);
    let written = ctx
        .write_and_refresh(organisation.id, input, |tx, (scribe, source, known, told, is_new)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                if let Some(fault) = beside(tx, scribe, source, *is_new).await? {
                    return Ok(Written::Fault(DirectoryFault::Source(fault)));
                }
                if *is_new {
                    store::people_source::insert(tx, org, source, None).await?;
                    kept::insert(tx, org, known).await?;
                } else {
                    if !store::people_source::save(tx, org, source).await? {
                        return Ok(Written::Changed);
                    }
                    kept::save(tx, org, known).await?;
                }
                scribe.note(tx, None, saved(source))?;
                let people_source = source.name.clone();
                scribe.note(tx, None, AuditEvent::DirectorySaved { people_source, settings: told.clone() })?;
                Ok(Written::Done)
            })
        })
        .await?;
    match written {
        Written::Fault(fault) => Ok(SavedDirectory::Faults(vec![fault])),
        Written::Done => Ok(SavedDirectory::Saved(id)),
        Written::Changed => {
            let now = read(ctx, &organisation, id).await?.ok_or(Error::NotFound)?;
            Ok(SavedDirectory::Changed(Box::new(now)))
        }
    }
}

/// Asks for a sync, or a dry run of one: it begins within a second. Nothing where one is asked for already.
pub async fn ask(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, dry): (PeopleSourceId, bool),
) -> Result<Acted<()>, Error> {
    let Some(known) = read(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "sync-directory").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "sync-directory").await? {
        return Ok(not);
    }
    let sync = Sync { started_by: Some(admin.person.session.user), ..worker::fresh(ctx, id, (dry, WAITING)) };
    let org = visit.organisation.id;
    let waits = kept::syncs_in_state(ctx.db(), org, WAITING).await?;
    if waits.iter().any(|one| one.source == id && one.dry == dry) {
        return Ok(Acted::Done(()));
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), sync, known.counted.source.name);
    ctx.write(input, |tx, (scribe, sync, name)| {
        Box::pin(async move {
            kept::insert_sync(tx, scribe.organisation.id, sync, domain::directory::SYNCS_KEPT).await?;
            let what = if sync.dry { "look" } else { "sync" };
            let event = AuditEvent::DirectoryAsked { people_source: name.clone(), what: what.to_owned() };
            scribe.note(tx, None, event)
        })
    })
    .await?;
    Ok(Acted::Done(()))
}

/// Lets as many people vanish as the last sync held back, and asks for a sync. False where nothing is held back.
pub async fn let_go(ctx: &Ctx, visit: &Visit, admin: &Admin, id: PeopleSourceId) -> Result<Acted<bool>, Error> {
    let Some(known) = read(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "let-go-directory").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "let-go-directory").await? {
        return Ok(not);
    }
    let Some(people) = held_back(ctx, &visit.organisation, id).await? else { return Ok(Acted::Done(false)) };
    let sync = Sync { started_by: Some(admin.person.session.user), ..worker::fresh(ctx, id, (false, WAITING)) };
    let input = (admin.scribe(ctx, visit, ctx.now()), sync, people, known.counted.source.name);
    ctx.write(input, |tx, (scribe, sync, people, name)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            kept::let_go(tx, org, sync.source, *people).await?;
            kept::insert_sync(tx, org, sync, domain::directory::SYNCS_KEPT).await?;
            let (people_source, people) = (name.clone(), *people);
            scribe.note(tx, None, AuditEvent::DirectoryLetGo { people_source, people })
        })
    })
    .await?;
    Ok(Acted::Done(true))
}

/// How many people the last sync would have blocked, where it held them back.
pub async fn held_back(ctx: &Ctx, organisation: &Organisation, id: PeopleSourceId) -> Result<Option<u64>, Error> {
    let all = syncs(ctx, organisation, id).await?;
    let last = all.into_iter().find(|(sync, _)| !sync.dry && sync.ended_at.is_some());
    Ok(last.filter(|(sync, _)| sync.state == HELD).and_then(|(_, report)| report.held.or(report.held_groups)))
}

/// Syncs a directory at the command line of the server, or runs it dry. Nothing where a server is at it.
pub async fn sync_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (id, dry, let_go): (PeopleSourceId, bool, Option<u64>),
    watch: &mut dyn Watch,
) -> Result<Option<(Sync, Report)>, Error> {
    let Some(known) = kept::find(ctx.db(), organisation.id, id).await? else { return Err(Error::NotFound) };
    if known.held_until > ctx.now() {
        return Ok(None);
    }
    let known = kept::Directory { let_go: let_go.unwrap_or(known.let_go), ..known };
    let sync = worker::fresh(ctx, id, (dry, crate::directory::report::RUNNING));
    let Some(sync) = worker::take_on(ctx, organisation, (known, sync), watch).await? else { return Ok(None) };
    let report = Report::read(&sync.report)?;
    Ok(Some((sync, report)))
}

/// Whether somebody may look whether a directory answers.
async fn may_try<T>(ctx: &Ctx, visit: &Visit, admin: &Admin) -> Result<Option<Acted<T>>, Error> {
    // What is typed is asked for over the network of this server: that is no less than saving it.
    may(ctx, visit, admin, (RIGHT, "test-directory", Freshness::SecondFactor)).await
}

/// The source of a directory that is not there yet.
fn unnamed(id: PeopleSourceId, now: Timestamp) -> PeopleSource {
    PeopleSource {
        id,
        kind: SourceKind::Ldap,
        name: String::new(),
        mapping: domain::directory::Shape::General.mapping(),
        takes_over: false,
        when_gone: domain::people_source::WhenGone::Block,
        version: 0,
        made_at: now,
        last_used_at: None,
        former_until: None,
    }
}

/// A password as it was typed; nothing where the one before stays.
pub fn typed(text: String) -> Option<SecretString> {
    (!text.is_empty()).then(|| SecretString::from(text))
}

/// The right to look.
pub const LOOK: Right = Right::SetupRead;
