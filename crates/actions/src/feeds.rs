//! The feeds that connected systems read by their key. Neighbours: `announcements` says what there is to read,
//! `admin::systems` makes the keys.

use std::sync::Arc;

use domain::id::SystemId;
use domain::organisation::ModuleState;
use domain::time::{Lifetime, Timestamp};

use crate::admin::systems::hash_of_key;
use crate::announcements::{self, Item, Source};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::Organisation;

/// Noted no more often than this: a system may read every second.
const NOTED_EVERY: Lifetime = Lifetime::minutes(1);

/// What a system is answered.
#[derive(Debug)]
pub enum Feed {
    /// There are no feeds here: the module is not active, or the organisation is closed.
    NotHere,
    /// No key, or a wrong one.
    WrongKey,
    /// There is no such person, or not any more.
    NoSuchPerson,
    /// What everyone may read.
    ForAll(Vec<Item>),
    /// What one person reads, with the full name.
    ForPerson(Vec<Item>, String),
}

/// What the bearer of a key reads: what is for everyone, or what `person` (a user name, or an address as at sign-in) reads
/// in the product at this moment. A key is 256 random bits and found by its hash, so that nobody guesses one and no try
/// needs to be counted.
pub async fn read(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    key: Option<&str>,
    person: Option<&str>,
) -> Result<Feed, Error> {
    if organisation.module != ModuleState::Active || organisation.closed {
        return Ok(Feed::NotHere);
    }
    let now = ctx.now();
    let Some(hash) = key.and_then(hash_of_key) else { return Ok(Feed::WrongKey) };
    let Some((system, last)) = store::system::of_key(ctx.db(), organisation.id, hash).await? else {
        return Ok(Feed::WrongKey);
    };
    if last.is_none_or(|last| now >= last.plus(NOTED_EVERY)) {
        note(ctx, organisation, system, now).await?;
    }
    let Some(name) = person else { return Ok(Feed::ForAll(announcements::of_nobody(ctx, organisation).await?)) };
    let Some(account) = store::user::find_account(ctx.db(), organisation.id, name).await? else {
        return Ok(Feed::NoSuchPerson);
    };
    let standing = Standing::load(ctx, organisation, account.id, now).await?;
    let Some(standing) = standing.filter(|standing| !standing.facts.person.blocked) else {
        return Ok(Feed::NoSuchPerson);
    };
    let mut items = announcements::of_standing(ctx, organisation, (account.id, &standing)).await?;
    items.retain(|item| !item.put_away && (item.shared || matches!(item.source, Source::Campaign(..))));
    Ok(Feed::ForPerson(items, standing.facts.display_name))
}

async fn note(ctx: &Ctx, organisation: &Organisation, system: SystemId, now: Timestamp) -> Result<(), Error> {
    ctx.write_soon((organisation.id, system, now), |tx, (org, system, now)| {
        Box::pin(async move { Ok(store::system::saw(tx, *org, *system, *now).await?) })
    })
    .await
}
