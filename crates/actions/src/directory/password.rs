//! Passwords that people have in a directory: handed to it as they were typed, and kept nowhere. The directory says whether one is right;
//! where it says nothing, nobody comes in and nobody is charged.

use std::time::Duration;

use domain::directory::LONGEST_PASSWORD;
use domain::id::{OrganisationId, PeopleSourceId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::people_bulk::Reads;

use super::entries::{id_of, search_one};
use super::port::{Bound, Fault, Person};
use super::{door, settings_of};
use crate::ctx::Ctx;
use crate::error::Error;

/// Whoever waits longer than this for others before them is told that it cannot be done now.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a directory says of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The person has their password here.
    Here,
    /// It is right.
    Right,
    /// It is wrong.
    Wrong,
    /// It is right, and has to be changed there first.
    Expired,
    /// The directory says nothing.
    Away,
}

/// Asks the directory of a person, where they have their password in one.
pub(crate) async fn ask(
    ctx: &Ctx,
    (org, user): (OrganisationId, UserId),
    password: &SecretString,
) -> Result<Asked, Error> {
    let Some((source, external_id)) = directory_of(ctx, org, user).await? else { return Ok(Asked::Here) };
    let all = ctx.password_directories(org).await?;
    let Some(known) = all.iter().find(|known| known.source == source) else { return Ok(Asked::Here) };
    // A bind without a password succeeds as nobody (RFC 4513 section 5.1.2), and some directories read no further than a NUL.
    let typed = password.expose_secret();
    if typed.is_empty() || typed.len() > LONGEST_PASSWORD || typed.contains('\0') {
        return Ok(Asked::Wrong);
    }
    let reach = ctx.reach();
    if reach.is_away(source, ctx.now()) {
        return Ok(Asked::Away);
    }
    let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, reach.passwords.acquire()).await else {
        tracing::warn!(%source, "many passwords are with directories already: one was not looked at");
        return Ok(Asked::Away);
    };
    let settings = settings_of(known)?;
    let door = door(ctx, known, &settings)?;
    let Some(search) = search_one(&settings, &external_id) else { return Ok(Asked::Wrong) };
    // Who has the value now, beside one of their own, is not whoever had it alone.
    let is_them = Box::new(move |entry: &_| id_of(entry, &settings.id_attribute).as_ref() == Some(&external_id));
    match ctx.directories()?.bind(door, Person { search, is_them }, password.clone()).await {
        Ok(Bound::Right) => Ok(Asked::Right),
        Ok(Bound::Wrong) => Ok(Asked::Wrong),
        Ok(Bound::Expired) => Ok(Asked::Expired),
        Err(fault) => {
            tracing::warn!(%source, %fault, "a directory cannot be asked for a password: nobody of it comes in");
            // A code can be about this person alone: others are asked for as before.
            if !matches!(fault, Fault::Code(_)) {
                reach.went_away(source, ctx.now());
            }
            Ok(Asked::Away)
        }
    }
}

/// Whether a directory of this organisation did not answer just now: then it is not told whether there is somebody of a name.
pub(crate) async fn is_one_away(ctx: &Ctx, org: OrganisationId) -> Result<bool, Error> {
    let (all, now) = (ctx.password_directories(org).await?, ctx.now());
    Ok(all.iter().any(|known| ctx.reach().is_away(known.source, now)))
}

/// The directory that a person has their password in, and what it calls them.
async fn directory_of(ctx: &Ctx, org: OrganisationId, user: UserId) -> Result<Option<(PeopleSourceId, String)>, Error> {
    let all = ctx.password_directories(org).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let link = store::sourced::of(&mut Reads::Outside(ctx.db()), org, &[user]).await?.remove(&user);
    let link = link.filter(|link| link.gone_at.is_none() && all.iter().any(|known| known.source == link.source));
    Ok(link.and_then(|link| Some((link.source, link.external_id?))))
}

/// The name of the directory that a person has their password in; nothing where it is kept here.
pub async fn is_elsewhere(ctx: &Ctx, org: OrganisationId, user: UserId) -> Result<Option<String>, Error> {
    let Some((source, _)) = directory_of(ctx, org, user).await? else { return Ok(None) };
    let all = store::people_source::list(ctx.db(), org).await?;
    Ok(all.into_iter().find(|known| known.source.id == source).map(|known| known.source.name))
}
