//! Works on directories: syncs them when it is time, and does what an administrator asked for. Of several servers one works on a
//! directory; what one leaves that dies, another takes over.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{PeopleSourceId, SyncId};
use domain::people_source::PeopleSource;
use domain::time::{Lifetime, Timestamp};
use store::directory::{self as kept, Directory, Sync};

use super::report::{DONE, FAILED, HELD, RUNNING, Report, WAITING};
use super::sync::{HOLDS, Outcome, Run, Stop, Subject, Unwatched, Watch};
use super::{door, settings_of};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// After a fault a directory is tried again no later than this.
const AGAIN: Lifetime = Lifetime::minutes(15);

/// Works on one directory; false where none has anything to do. Call it every second.
pub async fn work(ctx: &Ctx) -> Result<bool, Error> {
    for organisation in ctx.organisations().iter() {
        let all = kept::list(ctx.db(), organisation.id).await?;
        if all.is_empty() {
            continue;
        }
        let now = ctx.now();
        let waiting = kept::syncs_in_state(ctx.db(), organisation.id, WAITING).await?;
        for known in all.into_iter().filter(|known| known.held_until <= now) {
            let asked = waiting.iter().find(|sync| sync.source == known.source).cloned();
            let is_due = known.next_sync_at.is_some_and(|at| at <= now);
            if asked.is_none() && !is_due {
                continue;
            }
            let sync = asked.unwrap_or_else(|| fresh(ctx, known.source, (false, RUNNING)));
            let source = known.source;
            match take_on(ctx, organisation, (known, sync), &mut Unwatched).await {
                Ok(None) => {}
                Ok(Some(_)) => return Ok(true),
                Err(error @ Error::Unavailable(_)) => return Err(error),
                // What is wrong with one keeps no other from being synced.
                Err(error) => {
                    tracing::warn!(organisation = organisation.host, %source, %error, "a directory was not synced");
                }
            }
        }
    }
    Ok(false)
}

/// A sync or dry run that nobody asked for yet.
pub(crate) fn fresh(ctx: &Ctx, source: PeopleSourceId, (dry, state): (bool, &str)) -> Sync {
    let now = ctx.now();
    Sync {
        id: SyncId::from_bytes(ctx.new_id(now)),
        source,
        dry,
        state: state.to_owned(),
        started_by: None,
        asked_at: now,
        ended_at: None,
        counts: kept::Counts::default(),
        report: String::new(),
    }
}

/// Takes hold of a directory and works on it; nothing where somebody else holds it.
pub(crate) async fn take_on(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (known, sync): (Directory, Sync),
    watch: &mut dyn Watch,
) -> Result<Option<Sync>, Error> {
    let until = ctx.now().plus(HOLDS);
    let is_new = sync.state == RUNNING;
    let sync = Sync { state: RUNNING.to_owned(), ..sync };
    let input = (organisation.id, (known.held_until, until), sync.clone(), is_new, ctx.now());
    let held = ctx
        .write(input, |tx, (org, hold, sync, is_new, now)| {
            Box::pin(async move {
                if !kept::hold(tx, *org, sync.source, *hold).await? {
                    return Ok(false);
                }
                // Whoever held it before died with what they were at.
                kept::end_running(tx, *org, sync.source, (RUNNING, FAILED), *now).await?;
                if *is_new {
                    kept::insert_sync(tx, *org, sync, domain::directory::SYNCS_KEPT).await?;
                } else {
                    kept::save_sync(tx, *org, sync).await?;
                }
                Ok(true)
            })
        })
        .await?;
    if !held {
        return Ok(None);
    }
    let known = Directory { held_until: until, ..known };
    Box::pin(run(ctx, organisation, (known, sync), watch)).await.map(Some)
}

async fn run(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (known, sync): (Directory, Sync),
    watch: &mut dyn Watch,
) -> Result<Sync, Error> {
    let all = store::people_source::list(ctx.db(), organisation.id).await?;
    let source = all.into_iter().map(|known| known.source).find(|source| source.id == known.source);
    let source = source.ok_or(Error::NotFound)?;
    let settings = settings_of(&known)?;
    let door = door(ctx, &known, &settings)?;
    let subject = Subject { organisation: organisation.clone(), source, known, settings, door, dry: sync.dry };
    let mut run = Run::new(ctx, &subject, watch).await?;
    let went = Box::pin(run.go()).await;
    let outcome = run.outcome;
    match went {
        Ok(()) => ended(ctx, &subject, (sync, outcome)).await,
        Err(Stop::Fault(fault)) => {
            let name = &subject.source.name;
            tracing::warn!(organisation = organisation.host, source = name, %fault, "a directory was not read to its end");
            let outcome = Outcome { report: Report { fault: Some(fault), ..outcome.report }, ..outcome };
            ended(ctx, &subject, (sync, outcome)).await
        }
        Err(Stop::Error(error)) => {
            // What is said of it is only a courtesy, and the database may be away.
            let failed = ended(ctx, &subject, (sync, Outcome { stopped: true, ..outcome })).await;
            if let Err(also) = failed {
                tracing::warn!(error = %also, "nor could it be said that a sync stopped");
            }
            Err(error)
        }
    }
}

/// Says what came of it, and lets go of the directory.
async fn ended(ctx: &Ctx, subject: &Subject, (sync, outcome): (Sync, Outcome)) -> Result<Sync, Error> {
    let now = ctx.now();
    let report = &outcome.report;
    let failed = report.fault.is_some() || outcome.stopped;
    let held = report.held.or(report.held_groups);
    let state = match (failed, held) {
        (true, _) => FAILED,
        (false, Some(_)) => HELD,
        (false, None) => DONE,
    };
    let sync =
        Sync { state: state.to_owned(), ended_at: Some(now), counts: outcome.counts, report: report.text()?, ..sync };
    if let (HELD, false, Some(people)) = (state, sync.dry, held) {
        let (organisation, source) = (&subject.organisation.host, &subject.source.name);
        tracing::warn!(
            organisation,
            source,
            people,
            "too many people vanished from a directory at once: nobody is blocked"
        );
    }
    let held_until = outcome.held_until.unwrap_or(subject.known.held_until);
    let end = End { sync: sync.clone(), source: subject.source.clone(), held_until, held, read_by: outcome.read_by };
    let next = if failed {
        subject.settings.next_sync(now).map(|at| at.min(now.plus(AGAIN)))
    } else {
        subject.settings.next_sync(now)
    };
    let scribe = Scribe::of_people_source(ctx, &subject.organisation, now, (subject.source.id, None));
    ctx.write((scribe, end, next), |tx, (scribe, end, next)| {
        Box::pin(async move {
            let (org, source) = (scribe.organisation.id, end.source.id);
            kept::save_sync(tx, org, &end.sync).await?;
            if !end.sync.dry {
                match end.sync.state.as_str() {
                    DONE | HELD => kept::done(tx, org, source, (&end.read_by, *next)).await?,
                    _ => kept::next(tx, org, source, *next).await?,
                }
                store::people_source::used(tx, org, source, scribe.now).await?;
                if let (HELD, Some(people)) = (end.sync.state.as_str(), end.held) {
                    let people_source = end.source.name.clone();
                    scribe.note(tx, None, AuditEvent::DirectoryHeld { people_source, people })?;
                }
            }
            // Nobody minds where somebody else took hold meanwhile.
            kept::hold(tx, org, source, (end.held_until, Timestamp::from_micros(0))).await?;
            Ok(())
        })
    })
    .await?;
    Ok(sync)
}

/// What is said at the end.
struct End {
    sync: Sync,
    source: PeopleSource,
    held_until: Timestamp,
    held: Option<u64>,
    read_by: String,
}
