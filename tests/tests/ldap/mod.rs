//! People who come from a directory by LDAP: that of `slapd`, as it is and in the shape of Active Directory.

mod groups;
mod guard;
mod guide;
mod hostile;
mod pages;
mod passwords;
mod sync;
mod trust;
mod turns;

use actions::admin::directories::{self, DirectoryEdit, SavedDirectory};
use actions::admin::people;
use actions::directory::report::Report;
use actions::directory::sync::Unwatched;
use anyhow::{Context as _, Result, bail};
use domain::id::{PeopleSourceId, UserId};
use journeys::scene::Scene;
use store::directory::Sync;

/// Connects a directory; answers it.
async fn connected(scene: &Scene, edit: &DirectoryEdit) -> Result<PeopleSourceId> {
    match directories::make_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedDirectory::Saved(id) => Ok(id),
        other => bail!("it was not saved: {other:?}"),
    }
}

/// Syncs it as the command line does.
async fn synced(scene: &Scene, id: PeopleSourceId) -> Result<(Sync, Report)> {
    run(scene, (id, false, None)).await
}

/// Runs it dry.
async fn looked(scene: &Scene, id: PeopleSourceId) -> Result<(Sync, Report)> {
    run(scene, (id, true, None)).await
}

async fn run(scene: &Scene, how: (PeopleSourceId, bool, Option<u64>)) -> Result<(Sync, Report)> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let done = directories::sync_by_command_line(ctx, organisation, how, &mut Unwatched).await?;
    done.context("somebody else is at it")
}

/// The person who signs in so.
async fn named(scene: &Scene, name: &str) -> Result<Option<people::Shown>> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    match store::user::find_account(ctx.db(), organisation.id, name).await? {
        Some(account) => Ok(Some(people::show(ctx, organisation, account.id).await?)),
        None => Ok(None),
    }
}

/// The same where there must be one.
async fn there(scene: &Scene, name: &str) -> Result<people::Shown> {
    named(scene, name).await?.with_context(|| format!("nobody signs in as {name}"))
}

/// Who they are.
async fn id_of(scene: &Scene, name: &str) -> Result<UserId> {
    Ok(there(scene, name).await?.user.id)
}
