//! Connected systems: added, changed, given another key or secret, tried, taken away. What they read is `crate::feeds`, what
//! they are told `crate::hooks`. Key and secret are answered once and kept as hash and sealed. `events` chooses what of the
//! audit log they are told, `again` sends once more.

mod address;
mod again;
mod events;

use domain::audit::AuditEvent;
use domain::id::SystemId;
use domain::permission::{Freshness, Right};
use domain::user::{is_unseen, name_key};
use serde_json::json;
use store::Tx;
use store::system::{Keys, PLACE};
use verifier::{HookSecret, Place, token};
use zeroize::Zeroizing;

use super::campaign::may_run;
use super::desk::{Acted, Admin};
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::hooks;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub(super) use address::fault as address_fault;
pub use again::{send_again, send_again_since};
pub use events::{LOG_RIGHT, choose, chosen, chosen_by_system};
pub use store::hook::{Delivery, Listed, Repeat, State};
pub use store::system::System;

/// The right that connecting one needs: whoever tells people things decides where else they are read.
pub const RIGHT: Right = Right::CampaignsRun;

/// The most connected systems of one organisation.
pub const MOST: usize = 50;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// So many events are shown at once.
pub const SHOWN: usize = 50;

/// So many that were given up are counted.
pub const COUNTED: i64 = 1_000;

/// What a feed key begins with, so that it is recognised where it should not be.
const KEY_PREFIX: &str = "twf_";

/// Word of the event that is sent to try a system.
const TEST: &str = "test";

/// Name and address as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemEdit {
    /// Its name.
    pub name: String,
    /// Where it is told of events; empty where it only reads.
    pub address: String,
}

/// What is wrong with a connected system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are 50 already.
    TooMany,
    /// The address cannot be used for a webhook.
    Address,
    /// The address is not encrypted.
    NotEncrypted,
    /// The address lies where events do not go.
    Forbidden,
}

/// A key and a secret, at the only moment that they are known.
#[derive(Clone)]
pub struct Made {
    /// The system that has them.
    pub id: SystemId,
    /// The key of the feeds, where it is new.
    pub key: Option<Zeroizing<String>>,
    /// The secret of the webhook, where it is new.
    pub secret: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of a connected system to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedSystem {
    /// What is wrong with it, all at once.
    Faults(Vec<SystemFault>),
    /// Somebody changed it since it was read, or took it away.
    Changed,
    /// It is saved.
    Saved,
}

/// All connected systems, the oldest first.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<System>, Error> {
    Ok(store::system::list(ctx.db(), organisation.id).await?)
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: SystemId) -> Result<Option<System>, Error> {
    Ok(store::system::find(ctx.db(), organisation.id, id).await?)
}

/// A page of events that a system was told, or is to be, the newest on top; and whether there are more.
pub async fn deliveries(
    ctx: &Ctx,
    organisation: &Organisation,
    (id, listed): (SystemId, Listed),
) -> Result<(Vec<Delivery>, bool), Error> {
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX).saturating_add(1);
    let mut page = store::hook::list(ctx.db(), organisation.id, (id, listed), limit).await?;
    let more = page.len() > SHOWN;
    page.truncate(SHOWN);
    Ok((page, more))
}

/// How many events of a system were given up, counted up to [`COUNTED`].
pub async fn given_up(ctx: &Ctx, organisation: &Organisation, id: SystemId) -> Result<i64, Error> {
    Ok(store::hook::count(ctx.db(), organisation.id, (id, State::GivenUp), COUNTED).await?)
}

/// The hash by which a feed key is found; nothing for what cannot be one.
pub(crate) fn hash_of_key(key: &str) -> Option<[u8; 32]> {
    token::hash(key.strip_prefix(KEY_PREFIX)?)
}

/// Where the secret of a system is sealed to.
pub(crate) fn secret_place(id: &[u8]) -> Place<'_> {
    Place { table: PLACE.0, column: PLACE.1, row: id }
}

/// What is wrong with name and address; nothing is saved.
fn faults_of(ctx: &Ctx, edit: &SystemEdit) -> Vec<SystemFault> {
    let name = edit.name.trim();
    let mut faults = Vec::new();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
        faults.push(SystemFault::Name);
    }
    if !edit.address.trim().is_empty() {
        faults.extend(address::fault(edit.address.trim(), hooks::near(ctx)));
    }
    faults
}

/// A new key and what is kept of it.
fn new_key(ctx: &Ctx) -> (Zeroizing<String>, [u8; 32]) {
    let token = ctx.verifier().new_token();
    (Zeroizing::new(format!("{KEY_PREFIX}{}", token.text().as_str())), token.hash())
}

/// A new secret and what is kept of it.
fn new_secret(ctx: &Ctx, id: SystemId) -> Result<(HookSecret, Vec<u8>), Error> {
    let secret = ctx.verifier().new_hook_secret();
    let sealed = ctx.verifier().seal(secret_place(&id.bytes()), secret.bytes())?;
    Ok((secret, sealed))
}

/// Connects a system; answers its key and its secret, once.
pub async fn make(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: &SystemEdit,
) -> Result<Acted<Result<Made, Vec<SystemFault>>>, Error> {
    if let Some(not) = may_run(ctx, visit, admin, ("save-system", Freshness::Proof)).await? {
        return Ok(not);
    }
    let faults = faults_of(ctx, edit);
    if !faults.is_empty() {
        return Ok(Acted::Done(Err(faults)));
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let id = SystemId::from_bytes(scribe.new_id());
    let (key, key_hash) = new_key(ctx);
    let (secret, sealed_secret) = new_secret(ctx, id)?;
    let input = (scribe, (id, Keys { key_hash, sealed_secret }), trimmed(edit));
    let fault = ctx
        .write(input, |tx, (scribe, (id, keys), (name, address))| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                if let Some(fault) = name_fault(tx, scribe, name, None).await? {
                    return Ok(Some(fault));
                }
                let new = (name.as_str(), address.as_deref());
                store::system::insert(tx, org, (*id, keys), new, (scribe.now, scribe.user())).await?;
                scribe.note(tx, None, AuditEvent::SystemSaved { system: name.clone() })?;
                Ok(None)
            })
        })
        .await?;
    Ok(Acted::Done(match fault {
        Some(fault) => Err(vec![fault]),
        None => Ok(Made { id, key: Some(key), secret: Some(secret.text()) }),
    }))
}

fn trimmed(edit: &SystemEdit) -> (String, Option<String>) {
    let address = Some(edit.address.trim().to_owned()).filter(|address| !address.is_empty());
    (edit.name.trim().to_owned(), address)
}

/// Whether a name is free, for a new one also whether there is room. Whoever saves another waits until this is kept.
async fn name_fault(
    tx: &mut Tx,
    scribe: &Scribe,
    name: &str,
    own: Option<SystemId>,
) -> Result<Option<SystemFault>, Error> {
    store::organisation::lock(tx, scribe.organisation.id).await?;
    let all = store::system::list_in(tx, scribe.organisation.id).await?;
    if all.iter().any(|one| Some(one.id) != own && name_key(&one.name) == name_key(name)) {
        return Ok(Some(SystemFault::Taken));
    }
    Ok((own.is_none() && all.len() >= MOST).then_some(SystemFault::TooMany))
}

/// Saves name and address. A webhook that the system had switched off is on again; of the log it is told from then on.
/// Whoever sends the log to another address must be one who reads it.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (SystemId, i64),
    edit: &SystemEdit,
) -> Result<Acted<SavedSystem>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "save-system").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("save-system", Freshness::Session)).await? {
        return Ok(not);
    }
    if there.hook_address != trimmed(edit).1
        && let Some(not) = events::may_if_told(ctx, visit, admin, (&there, "save-system")).await?
    {
        return Ok(not);
    }
    let faults = faults_of(ctx, edit);
    if !faults.is_empty() {
        return Ok(Acted::Done(SavedSystem::Faults(faults)));
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), trimmed(edit));
    let saved = ctx
        .write(input, |tx, (scribe, (id, version), (name, address))| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                if let Some(fault) = name_fault(tx, scribe, name, Some(*id)).await? {
                    return Ok(SavedSystem::Faults(vec![fault]));
                }
                let was_told = store::system::list_in(tx, org).await?.iter().any(|one| one.id == *id && one.is_told());
                let new = (name.as_str(), address.as_deref());
                if !store::system::save(tx, org, (*id, *version), new).await? {
                    return Ok(SavedSystem::Changed);
                }
                if !was_told && address.is_some() {
                    store::hook_log::begin_anew(tx, org, *id, scribe.now).await?;
                }
                scribe.note(tx, None, AuditEvent::SystemSaved { system: name.clone() })?;
                Ok(SavedSystem::Saved)
            })
        })
        .await?;
    Ok(Acted::Done(saved))
}

/// Which of the two is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The key of the feeds.
    Key,
    /// The secret of the webhook.
    Secret,
}

/// Gives a system another key or secret; the one before is worth nothing from now on.
pub async fn renew(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, which): (SystemId, Which),
) -> Result<Acted<Made>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "renew-system-key").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("renew-system-key", Freshness::Proof)).await? {
        return Ok(not);
    }
    if which == Which::Secret
        && let Some(not) = events::may_if_told(ctx, visit, admin, (&there, "renew-system-key")).await?
    {
        return Ok(not);
    }
    let (key, key_hash) = new_key(ctx);
    let (secret, sealed_secret) = new_secret(ctx, id)?;
    let keys = Keys { key_hash, sealed_secret };
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, which), (keys, there.name));
    let kept = ctx
        .write(input, |tx, (scribe, (id, which), (keys, name))| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let (kept, key) = match which {
                    Which::Key => (store::system::new_key(tx, org, *id, keys.key_hash).await?, "feed"),
                    Which::Secret => (store::system::new_secret(tx, org, *id, &keys.sealed_secret).await?, "webhook"),
                };
                if kept {
                    let event = AuditEvent::SystemKeyMade { system: name.clone(), key: key.to_owned() };
                    scribe.note(tx, None, event)?;
                }
                Ok(kept)
            })
        })
        .await?;
    Ok(match (kept, which) {
        (false, _) => Acted::Changed,
        (true, Which::Key) => Acted::Done(Made { id, key: Some(key), secret: None }),
        (true, Which::Secret) => Acted::Done(Made { id, key: None, secret: Some(secret.text()) }),
    })
}

/// Takes a system away; false where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (SystemId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-system").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("remove-system", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), there.name);
    let removed = ctx
        .write(input, |tx, (scribe, this, name)| {
            Box::pin(async move {
                let removed = store::system::remove(tx, scribe.organisation.id, *this).await?;
                if removed {
                    scribe.note(tx, None, AuditEvent::SystemRemoved { system: name.clone() })?;
                }
                Ok(removed)
            })
        })
        .await?;
    Ok(Acted::Done(removed))
}

/// Sends an event that says nothing, to try whether it arrives; false where the system is told of nothing.
pub async fn try_out(ctx: &Ctx, visit: &Visit, admin: &Admin, id: SystemId) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "try-system").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("try-system", Freshness::Session)).await? {
        return Ok(not);
    }
    if !there.is_told() {
        return Ok(Acted::Done(false));
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, there.name);
    ctx.write(input, |tx, (scribe, id, name)| {
        Box::pin(async move {
            hooks::tell_one(tx, scribe, *id, (TEST, &json!({ "system": name })))?;
            scribe.note(tx, None, AuditEvent::SystemTold { system: name.clone(), event: TEST.to_owned() })
        })
    })
    .await?;
    Ok(Acted::Done(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_beginning() {
        let text = "A".repeat(43);
        assert!(hash_of_key(&format!("twf_{text}")).is_some());
        assert_eq!((hash_of_key(&text), hash_of_key("twf_"), hash_of_key("")), (None, None, None));
    }
}
