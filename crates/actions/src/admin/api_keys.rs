//! Keys of the API: made, changed, made anew, removed. A key is answered once and kept as its hash. What it opens is
//! `crate::module` and `crate::verify`.

use std::sync::Arc;

use domain::api_key::{ApiKey, FORMER_LIVES, HIGHEST_RATE, LONGEST_NAME, MOST, MOST_ADDRESSES, Scope, Scopes};
use domain::audit::AuditEvent;
use domain::id::ApiKeyId;
use domain::permission::{Freshness, Right};
use domain::user::{is_unseen, name_key};
use store::Tx;
use verifier::token;
use zeroize::Zeroizing;

use super::desk::{Acted, Admin, may};
use super::return_address;
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The right that every change needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// What a key begins with, so that it is recognised where it should not be.
const PREFIX: &str = "twk_";

/// A key as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyEdit {
    /// The name of the platform.
    pub name: String,
    /// What it opens.
    pub scopes: Scopes,
    /// Where a sign-in may lead back to, one address on each line.
    pub addresses: String,
    /// Requests a minute.
    pub rate: String,
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are 50 already.
    TooMany,
    /// It opens nothing.
    NoScope,
    /// Enrolling is a part of signing in.
    EnrolAlone,
    /// This address is none to return to: https, a host name, no fragment; http on this machine alone.
    Address(String),
    /// More addresses than 20.
    TooManyAddresses,
    /// No number of requests, or none from 1 to 10,000,000.
    Rate,
}

/// A key, at the only moment that it is known.
pub struct Made {
    /// Whose it is.
    pub id: ApiKeyId,
    /// It.
    pub key: Zeroizing<String>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of a key to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedKey {
    /// What is wrong with it, all at once.
    Faults(Vec<KeyFault>),
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Box<ApiKey>),
    /// It is saved.
    Saved,
}

/// All keys by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<ApiKey>, Error> {
    let all = store::api_key::list(ctx.db(), organisation.id).await?;
    Ok(all.into_iter().map(|known| known.key).collect())
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: ApiKeyId) -> Result<Option<ApiKey>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|key| key.id == id))
}

/// The hash by which a key is found; nothing for what cannot be one.
pub(crate) fn hash_of(key: &str) -> Option<[u8; 32]> {
    token::hash(key.strip_prefix(PREFIX)?)
}

fn new_key(ctx: &Ctx) -> (Zeroizing<String>, [u8; 32]) {
    let token = ctx.verifier().new_token();
    (Zeroizing::new(format!("{PREFIX}{}", token.text().as_str())), token.hash())
}

/// What was typed as a key, or what is wrong with it.
fn read(edit: &KeyEdit, (id, version): (ApiKeyId, i64), scribe: &Scribe) -> Result<ApiKey, Vec<KeyFault>> {
    let mut faults = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
        faults.push(KeyFault::Name);
    }
    if edit.scopes.is_empty() {
        faults.push(KeyFault::NoScope);
    } else if edit.scopes.has(Scope::Enrol) && !edit.scopes.has(Scope::SignIn) {
        faults.push(KeyFault::EnrolAlone);
    }
    let mut return_addresses: Vec<String> = Vec::new();
    for line in edit.addresses.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match return_address::read(line).map(String::from) {
            Some(address) if return_addresses.contains(&address) => {}
            Some(address) => return_addresses.push(address),
            None => faults.push(KeyFault::Address(line.chars().take(LONGEST_NAME).collect())),
        }
    }
    if return_addresses.len() > MOST_ADDRESSES {
        faults.push(KeyFault::TooManyAddresses);
    }
    let rate = edit.rate.trim().parse::<u32>().ok().filter(|rate| (1..=HIGHEST_RATE).contains(rate));
    let Some(requests_a_minute) = rate.filter(|_| faults.is_empty()) else {
        if rate.is_none() {
            faults.push(KeyFault::Rate);
        }
        return Err(faults);
    };
    Ok(ApiKey {
        id,
        name: name.to_owned(),
        scopes: edit.scopes,
        return_addresses,
        requests_a_minute,
        version,
        made_at: scribe.now,
        made_by: scribe.user(),
        last_used_at: None,
        former_until: None,
    })
}

fn saved(key: &ApiKey) -> AuditEvent {
    AuditEvent::ApiKeySaved {
        api_key: key.name.clone(),
        scopes: key.scopes.iter().map(|scope| scope.word().to_owned()).collect(),
        addresses: key.return_addresses.clone(),
    }
}

/// Makes a key; answers it, once.
pub async fn make(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: &KeyEdit,
) -> Result<Acted<Result<Made, Vec<KeyFault>>>, Error> {
    if let Some(not) = may_change(ctx, visit, admin, "save-api-key").await? {
        return Ok(not);
    }
    Ok(Acted::Done(make_as(ctx, admin.scribe(ctx, visit, ctx.now()), edit).await?))
}

/// Makes a key at the command line of the server; answers it, once.
pub async fn make_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &KeyEdit,
) -> Result<Result<Made, Vec<KeyFault>>, Error> {
    make_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), edit).await
}

async fn make_as(ctx: &Ctx, scribe: Scribe, edit: &KeyEdit) -> Result<Result<Made, Vec<KeyFault>>, Error> {
    let id = ApiKeyId::from_bytes(scribe.new_id());
    let key = match read(edit, (id, 0), &scribe) {
        Ok(key) => key,
        Err(faults) => return Ok(Err(faults)),
    };
    let (text, hash) = new_key(ctx);
    let fault = ctx
        .write_and_refresh(scribe.organisation.id, (scribe, key, hash), |tx, (scribe, key, hash)| {
            Box::pin(async move {
                if let Some(fault) = beside(tx, scribe, key, true).await? {
                    return Ok(Some(fault));
                }
                store::api_key::insert(tx, scribe.organisation.id, key, *hash).await?;
                scribe.note(tx, None, saved(key))?;
                Ok(None)
            })
        })
        .await?;
    Ok(match fault {
        Some(fault) => Err(vec![fault]),
        None => Ok(Made { id, key: text }),
    })
}

/// Whether a name is free, for a new one also whether there is room. Whoever saves another waits until this is kept.
async fn beside(tx: &mut Tx, scribe: &Scribe, key: &ApiKey, is_new: bool) -> Result<Option<KeyFault>, Error> {
    store::organisation::lock(tx, scribe.organisation.id).await?;
    let all = store::api_key::list_in(tx, scribe.organisation.id).await?;
    if all.iter().any(|one| one.key.id != key.id && name_key(&one.key.name) == name_key(&key.name)) {
        return Ok(Some(KeyFault::Taken));
    }
    Ok((is_new && all.len() >= MOST).then_some(KeyFault::TooMany))
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (RIGHT, act, Freshness::Proof)).await
}

/// Saves everything but the key itself. It counts at the next request.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (ApiKeyId, i64),
    edit: &KeyEdit,
) -> Result<Acted<SavedKey>, Error> {
    if find(ctx, &visit.organisation, this.0).await?.is_none() {
        return not_found(ctx, visit, admin, "save-api-key").await;
    }
    if let Some(not) = may_change(ctx, visit, admin, "save-api-key").await? {
        return Ok(not);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let key = match read(edit, this, &scribe) {
        Ok(key) => key,
        Err(faults) => return Ok(Acted::Done(SavedKey::Faults(faults))),
    };
    let written = ctx
        .write_and_refresh(visit.organisation.id, (scribe, key), |tx, (scribe, key)| {
            Box::pin(async move {
                if let Some(fault) = beside(tx, scribe, key, false).await? {
                    return Ok(Err(fault));
                }
                let kept = store::api_key::save(tx, scribe.organisation.id, key).await?;
                if kept {
                    scribe.note(tx, None, saved(key))?;
                }
                Ok(Ok(kept))
            })
        })
        .await?;
    match written {
        Err(fault) => Ok(Acted::Done(SavedKey::Faults(vec![fault]))),
        Ok(true) => Ok(Acted::Done(SavedKey::Saved)),
        Ok(false) => match find(ctx, &visit.organisation, this.0).await? {
            Some(now_there) => Ok(Acted::Done(SavedKey::Changed(Box::new(now_there)))),
            None => not_found(ctx, visit, admin, "save-api-key").await,
        },
    }
}

/// Makes a key anew; the one before opens for a day, so that the platform can move without standing still.
pub async fn renew(ctx: &Ctx, visit: &Visit, admin: &Admin, id: ApiKeyId) -> Result<Acted<Made>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "renew-api-key").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "renew-api-key").await? {
        return Ok(not);
    }
    let (key, hash) = new_key(ctx);
    let input = (admin.scribe(ctx, visit, ctx.now()), id, hash, there.name);
    let kept = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, id, hash, name)| {
            Box::pin(async move {
                let until = scribe.now.plus(FORMER_LIVES);
                let kept = store::api_key::renew(tx, scribe.organisation.id, *id, (*hash, until)).await?;
                if kept {
                    scribe.note(tx, None, AuditEvent::ApiKeyRenewed { api_key: name.clone() })?;
                }
                Ok(kept)
            })
        })
        .await?;
    Ok(if kept { Acted::Done(Made { id, key }) } else { Acted::Changed })
}

/// The key before the present one opens nothing from now on; false where there was none.
pub async fn end_former(ctx: &Ctx, visit: &Visit, admin: &Admin, id: ApiKeyId) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "end-former-api-key").await;
    };
    if let Some(not) = may(ctx, visit, admin, (RIGHT, "end-former-api-key", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, there.name);
    let ended = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, id, name)| {
            Box::pin(async move {
                let ended = store::api_key::end_former(tx, scribe.organisation.id, *id).await?;
                if ended {
                    scribe.note(tx, None, AuditEvent::ApiKeyFormerEnded { api_key: name.clone() })?;
                }
                Ok(ended)
            })
        })
        .await?;
    Ok(Acted::Done(ended))
}

/// Removes a key, and with it the sessions on its platform; false where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (ApiKeyId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-api-key").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-api-key").await? {
        return Ok(not);
    }
    Ok(Acted::Done(remove_as(ctx, admin.scribe(ctx, visit, ctx.now()), (id, version), there.name).await?))
}

/// Removes the key of this name at the command line of the server; false where there is none.
pub async fn remove_by_command_line(ctx: &Ctx, organisation: &Arc<Organisation>, name: &str) -> Result<bool, Error> {
    let all = list(ctx, organisation).await?;
    let Some(there) = all.into_iter().find(|key| name_key(&key.name) == name_key(name)) else { return Ok(false) };
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    remove_as(ctx, scribe, (there.id, there.version), there.name).await
}

async fn remove_as(ctx: &Ctx, scribe: Scribe, this: (ApiKeyId, i64), name: String) -> Result<bool, Error> {
    ctx.write_and_refresh(scribe.organisation.id, (scribe, this, name), |tx, (scribe, this, name)| {
        Box::pin(async move {
            let Some(sessions) = store::api_key::remove(tx, scribe.organisation.id, *this).await? else {
                return Ok(false);
            };
            scribe.note(tx, None, AuditEvent::ApiKeyRemoved { api_key: name.clone(), sessions })?;
            Ok(true)
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_beginning() {
        let text = "A".repeat(43);
        assert!(hash_of(&format!("twk_{text}")).is_some());
        assert_eq!(
            (hash_of(&text), hash_of("twk_"), hash_of(&format!("twf_{text}")), hash_of("")),
            (None, None, None, None)
        );
    }
}
