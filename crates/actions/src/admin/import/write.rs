//! A few hundred lines done in one transaction: people, audit rows, mails, and how far the import is. Either all of it is
//! there or nothing, so an import that was cut off goes on behind the last line that was done.

use std::sync::Arc;

use domain::id::UserId;
use domain::permission::{Party, Right};
use domain::user::Role;
use store::Tx;
use store::import::{Counts, Import as Kept};
use store::people_bulk::Reads;

use super::column::Column;
use super::line::{Bad, Line, Sheet};
use super::plan::{Plan, Planner, Present};
use super::{LAST_SUPERUSER, Mode, NO_LONGER, OnBad, Outcome, Told};
use crate::admin::desk::rights_in;
use crate::admin::people_write;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;

/// Lines to do, and where the import stands before them.
pub(super) struct Work {
    pub(super) ctx: Ctx,
    pub(super) scribe: Scribe,
    pub(super) sheet: Arc<Sheet>,
    pub(super) mode: Mode,
    pub(super) on_bad: OnBad,
    /// None at the command line.
    pub(super) actor: Option<Party>,
    pub(super) lines: Vec<Line>,
    pub(super) before: Kept,
    /// Where it stands when nothing but these lines is done.
    pub(super) after: Kept,
}

/// What became of lines.
pub(super) enum Wrote {
    /// All are done, or were skipped.
    Done(Vec<Told>, Box<Kept>),
    /// One will not do that would have when the file was looked at; nothing was done.
    Stopped(Bad),
}

/// Does the work. A name that somebody took a moment ago is looked at again.
pub(super) async fn write(work: Work) -> Result<Wrote, Error> {
    const TRIES: usize = 3;
    let (ctx, org) = (work.ctx.clone(), work.scribe.organisation.id);
    let work = Arc::new(work);
    let mut tries = 0;
    loop {
        tries += 1;
        let done = ctx
            .write_and_refresh(org, work.clone(), |tx, work| Box::pin(async move { in_transaction(tx, work).await }))
            .await;
        match done {
            Err(Error::Conflict) if tries < TRIES => {}
            other => return other,
        }
    }
}

async fn in_transaction(tx: &mut Tx, work: &Work) -> Result<Wrote, Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    store::organisation::lock(tx, org).await?;
    let actor = still(tx, work).await?;
    let present = Present::read(&mut Reads::Inside(&mut *tx), org, &work.lines).await?;
    let planner = Planner { sheet: &work.sheet, mode: work.mode, actor: actor.as_ref(), present: &present };
    let (mut told, mut counts) = (Vec::with_capacity(work.lines.len()), work.after.counts);
    let (mut added, mut changed, mut unseated) = (Vec::new(), Vec::new(), false);
    for (place, line) in work.lines.iter().enumerate() {
        let outcome = match planner.plan(place, line) {
            Ok(Plan::Add(after)) => {
                let told = Outcome::Added(after.user_name.clone());
                added.push(*after);
                told
            }
            Ok(Plan::Change(known, after, differences)) => {
                let told = Outcome::Changed(after.user_name.clone(), differences.clone());
                unseated |= known.user.role == Role::SuperUser && after.role != Role::SuperUser;
                let fields = differences.iter().map(|one| field(&one.column)).collect();
                changed.push((*known, *after, fields));
                told
            }
            Ok(Plan::Same(name)) => Outcome::Same(name),
            Err(bad) if work.on_bad == OnBad::Stop => return Ok(Wrote::Stopped(bad)),
            Err(bad) => Outcome::Bad(bad.faults),
        };
        outcome.count(&mut counts);
        told.push(Told { line: line.number, outcome });
    }
    people_write::write(tx, &work.scribe, (added, changed)).await?;
    if unseated
        && store::user::count_other_holders_in(tx, org, Role::SuperUser, UserId::from_bytes([0; 16])).await? == 0
    {
        return Err(Error::Refused(LAST_SUPERUSER.to_owned()));
    }
    let after = Kept { counts, ..work.after.clone() };
    if !store::import::advance(tx, org, (&work.before, &after), now).await? {
        return Err(Error::Refused("somebody else goes on with this import".to_owned()));
    }
    Ok(Wrote::Done(told, Box::new(after)))
}

/// Whoever imports may still do so, with the role that they have now.
async fn still(tx: &mut Tx, work: &Work) -> Result<Option<Party>, Error> {
    let Some(actor) = &work.actor else { return Ok(None) };
    let org = work.scribe.organisation.id;
    let found = store::user::find_version_in(tx, org, actor.user).await?;
    let Some((user, _)) = found.filter(|(user, _)| !user.blocked) else { return Err(no_longer()) };
    let rights = rights_in(tx, org, user.role).await?;
    if rights.has(Right::Import) { Ok(Some(Party { role: user.role, rights, ..*actor })) } else { Err(no_longer()) }
}

fn no_longer() -> Error {
    Error::Refused(NO_LONGER.to_owned())
}

/// The word of a field in the audit log, the same as of one that is edited by hand.
fn field(column: &Column) -> String {
    match column {
        Column::UserName => "user-name".to_owned(),
        Column::DisplayName => "name".to_owned(),
        Column::Email(_) => "addresses".to_owned(),
        Column::InGroup(_) => "groups".to_owned(),
        other => other.word(),
    }
}

impl Outcome {
    /// Counts it among others.
    pub(super) fn count(&self, counts: &mut Counts) {
        *match self {
            Self::Added(_) => &mut counts.added,
            Self::Changed(..) => &mut counts.changed,
            Self::Same(_) => &mut counts.same,
            Self::Bad(_) => &mut counts.bad,
        } += 1;
    }
}
