//! The job behind imports that are started in a browser: it looks at a file that waits, or does it, and takes over what a
//! server left that died.

use std::sync::Arc;

use domain::id::UserId;
use domain::permission::{Party, Right};
use store::import::{Counts, Import as Kept};

use super::background::{Inbox, LOOKED, Plan, Report, STOPPED, Why, json, moved, no_room};
use super::{ADDING, Ended, Import, LAST_SUPERUSER, LOOKING, NO_LONGER, OnBad, Outcome, Table, Told, Watch};
use crate::admin::roles;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// So many lines are told; the rest is counted.
const TOLD: usize = 200;

/// Keeps the first lines that say something.
#[derive(Default)]
struct Keeper {
    told: Vec<Told>,
}

impl Watch for Keeper {
    fn line(&mut self, told: &Told) {
        if self.told.len() < TOLD && !matches!(told.outcome, Outcome::Same(_)) {
            self.told.push(told.clone());
        }
    }

    fn at(&mut self, _: f64) {}

    fn kept(&self) -> Option<String> {
        json(&Report { told: self.told.clone(), stopped: None }).ok()
    }
}

/// Works on an import that waits or whose server died; false where there is none. Call it every second.
pub async fn work(ctx: &Ctx) -> Result<bool, Error> {
    for organisation in ctx.organisations().iter() {
        for state in [ADDING, LOOKING] {
            let now = ctx.now();
            let Some(found) = store::import::find_free(ctx.db(), organisation.id, state, now).await? else { continue };
            let until = now.plus(super::HOLDS);
            let input = (organisation.id, found.clone(), until);
            let held = ctx
                .write(input, |tx, (org, found, until)| {
                    Box::pin(async move { Ok(store::import::hold(tx, *org, found, *until).await?) })
                })
                .await?;
            if held {
                work_on(ctx, organisation, Kept { held_until: until, ..found }).await?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

async fn work_on(ctx: &Ctx, organisation: &Arc<Organisation>, mut kept: Kept) -> Result<(), Error> {
    let plan: Plan = serde_json::from_str(&kept.choices).map_err(|error| Error::Broken(error.to_string()))?;
    let Some(actor) = actor(ctx, organisation, kept.started_by).await? else {
        return stop(ctx, organisation, kept, (Why::NoLonger, Vec::new())).await;
    };
    let Some(table) = fetched(ctx, organisation, &kept).await? else {
        return stop(ctx, organisation, kept, (Why::Lost, Vec::new())).await;
    };
    let looking = kept.state == LOOKING;
    if looking {
        // Whoever looked before died; looking again costs nothing but time.
        let before = kept.clone();
        kept = Kept { line: 0, counts: Counts::default(), report: String::new(), ..kept };
        let again = (organisation.id, before, kept.clone(), ctx.now());
        ctx.write(again, |tx, (org, before, after, now)| {
            Box::pin(async move { Ok(store::import::advance(tx, *org, (before, after), *now).await?) })
        })
        .await?;
    }
    let on_bad = plan.choices.on_bad;
    let mut import = Import::of(ctx, organisation, (table, kept), (plan.choices, Some(actor))).await?;
    let mut keeper = Keeper::default();
    let ended = async {
        let counts = import.look(&mut keeper).await?;
        if looking || (counts.bad > 0 && on_bad == OnBad::Stop) {
            return Ok(None);
        }
        import.run(&mut Keeper::default()).await.map(Some)
    };
    let ended: Result<Option<Ended>, Error> = ended.await;
    let kept = import.into_kept();
    match ended {
        Ok(Some(Ended::Done(_))) => Ok(()),
        Ok(Some(Ended::Stopped(_, bad))) => {
            let told = Told { line: bad.line, outcome: Outcome::Bad(bad.faults) };
            stop(ctx, organisation, kept, (Why::Bad, vec![told])).await
        }
        Ok(None) if looking => {
            let after = Kept { state: LOOKED.to_owned(), ..kept.clone() };
            moved(ctx, organisation, kept, after).await.map(drop)
        }
        Ok(None) => stop(ctx, organisation, kept, (Why::Bad, keeper.told)).await,
        Err(Error::Refused(why)) => {
            let why = match why.as_str() {
                NO_LONGER => Why::NoLonger,
                LAST_SUPERUSER => Why::LastSuperUser,
                _ => Why::Lost,
            };
            stop(ctx, organisation, kept, (why, keeper.told)).await
        }
        // Tried again when nobody holds it any more.
        Err(error) => Err(error),
    }
}

async fn stop(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    kept: Kept,
    (why, told): (Why, Vec<Told>),
) -> Result<(), Error> {
    let report = json(&Report { told, stopped: Some(why) })?;
    let after = Kept { state: STOPPED.to_owned(), report, ..kept.clone() };
    moved(ctx, organisation, kept, after).await.map(drop)
}

/// Whoever started it, if they may still import.
async fn actor(ctx: &Ctx, organisation: &Organisation, user: Option<UserId>) -> Result<Option<Party>, Error> {
    let Some(user) = user else { return Ok(None) };
    let found = store::user::find(ctx.db(), organisation.id, user).await?;
    let Some(found) = found.filter(|found| !found.blocked) else { return Ok(None) };
    let rights = roles::rights_of(ctx, organisation.id, found.role).await?;
    Ok(rights.has(Right::Import).then_some(Party { user, role: found.role, rights }))
}

/// The file, out of its parts.
async fn fetched(ctx: &Ctx, organisation: &Organisation, kept: &Kept) -> Result<Option<Table>, Error> {
    let mut inbox = Inbox::new()?;
    for number in 0.. {
        match store::import::part(ctx.db(), organisation.id, kept.id, number).await? {
            Some(part) => drop(inbox.put(&part)?),
            None => break,
        }
    }
    let table = Table::open(Box::new(inbox.file), None).map_err(|error| no_room(&error))?;
    Ok(table.ok().filter(|table| table.facts.digest.as_slice() == kept.digest))
}
