//! Applications that sign in by OpenID Connect: added, changed, given another secret, tried, removed. A secret is answered once
//! and kept as its hash. What they ask is `crate::oidc`.

mod read;
mod trial;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{RelyingPartyId, SelectionId};
use domain::permission::{Freshness, Right};
use domain::relying_party::{Algorithm, ClaimSource, ClientKind, FORMER_LIVES, MOST, Refresh, RelyingParty, Template};
use domain::selection::Selected;
use domain::time::Lifetime;
use domain::user::name_key;
use store::Tx;
use store::signing_key::SigningKey;
use zeroize::Zeroizing;

use super::desk::{Acted, Admin, may};
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::hooks;
use crate::oidc::{SECRET_PREFIX, keys, secret_hash};
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub use trial::{Outcome, Tried, try_out};

/// The right that every change needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// A relying party as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyEdit {
    /// Name.
    pub name: String,
    /// Which application it is.
    pub template: Template,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// Where a sign-in may lead back to, one address on each line.
    pub redirect_addresses: String,
    /// Where signing out may lead back to, one address on each line.
    pub logout_addresses: String,
    /// Where it is told that somebody signed out; empty for nowhere.
    pub back_channel: String,
    /// Who may.
    pub who: Selected,
    /// Whether a second factor must have been proved in the session.
    pub second_factor: bool,
    /// How old the newest proof may be at most.
    pub max_age: Option<Lifetime>,
    /// Whether each person is asked first.
    pub consent: bool,
    /// How long it can renew what it has.
    pub refresh: Refresh,
    /// Whether its requests may come without PKCE; not where it cannot keep a secret.
    pub without_pkce: bool,
    /// How what it is told is signed.
    pub algorithm: Algorithm,
    /// What it is told beside what it asks for: a name, and what it says. A line without a name is none.
    pub claims: Vec<(String, ClaimSource)>,
}

/// What is wrong with a relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartyFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are 100 already.
    TooMany,
    /// No address that a sign-in may lead back to.
    NoRedirect,
    /// This address is none to lead back to: https, a host name, no fragment; http on this machine alone.
    Redirect(String),
    /// The same, of where signing out leads.
    Logout(String),
    /// More than 20 addresses that a sign-in may lead back to.
    TooManyRedirects,
    /// The same, of where signing out leads.
    TooManyLogouts,
    /// It cannot be told there that somebody signed out.
    BackChannel,
    /// The selection is not there any more.
    NoSelection,
    /// It cannot stay connected for so many days.
    Days,
    /// This cannot be the name of a claim.
    Claim(String),
    /// This claim is there twice.
    ClaimTwice(String),
    /// There is no such attribute any more.
    NoAttribute(String),
    /// More claims than 30.
    TooManyClaims,
}

/// A relying party that was added or has another secret, with that, at the only moment that it is known.
pub struct Made {
    /// Which.
    pub id: RelyingPartyId,
    /// Its secret; none where it cannot keep one.
    pub secret: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of one to save.
#[derive(Debug)]
pub enum SavedParty {
    /// What is wrong with it, all at once.
    Faults(Vec<PartyFault>),
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Box<RelyingParty>),
    /// It is saved. One that can keep a secret from now on has its first one.
    Saved(Made),
}

/// All of them by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<RelyingParty>, Error> {
    let all = store::relying_party::list(ctx.db(), organisation.id).await?;
    Ok(all.into_iter().map(|known| known.party).collect())
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: RelyingPartyId) -> Result<Option<RelyingParty>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|party| party.id == id))
}

fn new_secret(ctx: &Ctx) -> Result<(Zeroizing<String>, [u8; 32]), Error> {
    let secret = Zeroizing::new(format!("{SECRET_PREFIX}{}", ctx.verifier().new_token().text().as_str()));
    let hash = secret_hash(&secret).ok_or_else(|| crate::error::broken("a secret that cannot be read back"))?;
    Ok((secret, hash))
}

/// Adds one (its version is 0 and it has no identity yet) or changes one. It counts at the next request.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: Option<(RelyingPartyId, i64)>,
    edit: &PartyEdit,
) -> Result<Acted<SavedParty>, Error> {
    let there = match this {
        None => None,
        Some((id, _)) => match find(ctx, &visit.organisation, id).await? {
            None => return not_found(ctx, visit, admin, "save-relying-party").await,
            found => found,
        },
    };
    if let Some(not) = may_change(ctx, visit, admin, "save-relying-party").await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_as(ctx, admin.scribe(ctx, visit, ctx.now()), (this, there), edit).await?))
}

/// Adds one at the command line of the server.
pub async fn add_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &PartyEdit,
) -> Result<SavedParty, Error> {
    save_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), (None, None), edit).await
}

async fn save_as(
    ctx: &Ctx,
    scribe: Scribe,
    (this, there): (Option<(RelyingPartyId, i64)>, Option<RelyingParty>),
    edit: &PartyEdit,
) -> Result<SavedParty, Error> {
    let organisation = scribe.organisation.clone();
    let (id, version) = this.unwrap_or_else(|| (RelyingPartyId::from_bytes(scribe.new_id()), 0));
    let party = match read::read(edit, (id, version), (scribe.now, hooks::near(ctx))) {
        Ok(party) => party,
        Err(faults) => return Ok(SavedParty::Faults(faults)),
    };
    if let Some(there) = there.as_ref().filter(|there| there.version != version) {
        return Ok(SavedParty::Changed(Box::new(there.clone())));
    }
    let had_secret = there.is_some_and(|there| there.kind == ClientKind::Confidential);
    let needs_secret = party.kind == ClientKind::Confidential && !had_secret;
    let (secret, hash) = if needs_secret { Some(new_secret(ctx)?) } else { None }.unzip();
    let key = keys::first(ctx, &organisation, party.algorithm).await?;
    let written = ctx
        .write_and_refresh(organisation.id, (scribe, party, hash, key), |tx, (scribe, party, hash, key)| {
            Box::pin(async move { write(tx, scribe, party, (*hash, key.as_ref())).await })
        })
        .await?;
    Ok(match written {
        Written::Saved => SavedParty::Saved(Made { id, secret }),
        Written::Faults(faults) => SavedParty::Faults(faults),
        Written::Changed => match find(ctx, &organisation, id).await? {
            Some(now_there) => SavedParty::Changed(Box::new(now_there)),
            None => return Err(Error::NotFound),
        },
    })
}

enum Written {
    Saved,
    Changed,
    Faults(Vec<PartyFault>),
}

/// Looks at everything that others may have changed and keeps it. Whoever saves another one waits.
async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    party: &RelyingParty,
    (secret, key): (Option<[u8; 32]>, Option<&SigningKey>),
) -> Result<Written, Error> {
    let org = scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let all = store::relying_party::list_in(tx, org).await?;
    let mut faults = Vec::new();
    if all.iter().any(|one| one.party.id != party.id && name_key(&one.party.name) == name_key(&party.name)) {
        faults.push(PartyFault::Taken);
    }
    if party.version == 0 && all.len() >= MOST {
        faults.push(PartyFault::TooMany);
    }
    let selections = store::selection::list_in(tx, org).await?;
    let name = |id: SelectionId| selections.iter().find(|one| one.id == id).map(|one| one.name.clone());
    if party.who.selection().is_some_and(|id| name(id).is_none()) {
        faults.push(PartyFault::NoSelection);
    }
    let attributes = store::attribute::list_in(tx, org).await?;
    for rule in &party.claims {
        if let ClaimSource::Attribute(key) = &rule.from
            && attributes.iter().all(|kept| kept.attribute.key != *key)
        {
            faults.push(PartyFault::NoAttribute(key.to_string()));
        }
    }
    if !faults.is_empty() {
        return Ok(Written::Faults(faults));
    }
    if party.version == 0 {
        store::relying_party::insert(tx, org, party, secret).await?;
    } else {
        if !store::relying_party::save(tx, org, party).await? {
            return Ok(Written::Changed);
        }
        match secret {
            Some(secret) => {
                store::relying_party::renew(tx, org, party.id, (secret, scribe.now)).await?;
            }
            None if party.kind == ClientKind::Public => store::relying_party::forget_secrets(tx, org, party.id).await?,
            None => {}
        }
    }
    keys::keep(tx, org, key).await?;
    let event = AuditEvent::RelyingPartySaved {
        application: party.name.clone(),
        addresses: party.redirect_addresses.clone(),
        rules: in_words(party, name),
    };
    scribe.note(tx, None, event)?;
    Ok(Written::Saved)
}

/// What it demands and may, as the audit log holds it.
fn in_words(party: &RelyingParty, name: impl Fn(SelectionId) -> Option<String>) -> Vec<String> {
    let who = party.who.selection().map(|id| format!("selection={}", name(id).unwrap_or_default()));
    let mut words = vec![who.unwrap_or_else(|| "everyone".to_owned()), party.kind.word().to_owned()];
    if party.second_factor {
        words.push("second-factor".into());
    }
    words.extend(party.max_age.map(|age| format!("max-age={}", age.micros() / 1_000_000)));
    if party.consent {
        words.push("consent".into());
    }
    if party.without_pkce {
        words.push("without-pkce".into());
    }
    words.extend(party.refresh.days().map(|days| format!("refresh-days={days}")));
    words.push(party.algorithm.word().into());
    words.extend(party.logout_addresses.iter().map(|address| format!("sign-out {address}")));
    words.extend(party.back_channel.iter().map(|address| format!("back-channel {address}")));
    words.extend(party.claims.iter().map(|claim| format!("claim {}={}", claim.name, claim.from.word())));
    words
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (RIGHT, act, Freshness::Proof)).await
}

/// Makes its secret anew; the one before opens for a day, so that the application can move without standing still. `Changed` where
/// it cannot keep one.
pub async fn renew_secret(ctx: &Ctx, visit: &Visit, admin: &Admin, id: RelyingPartyId) -> Result<Acted<Made>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "renew-relying-party-secret").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "renew-relying-party-secret").await? {
        return Ok(not);
    }
    if there.kind == ClientKind::Public {
        return Ok(Acted::Changed);
    }
    let (secret, hash) = new_secret(ctx)?;
    let input = (admin.scribe(ctx, visit, ctx.now()), id, hash, there.name);
    let kept = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, id, hash, name)| {
            Box::pin(async move {
                let until = scribe.now.plus(FORMER_LIVES);
                let kept = store::relying_party::renew(tx, scribe.organisation.id, *id, (*hash, until)).await?;
                if kept {
                    scribe.note(tx, None, AuditEvent::RelyingPartySecretRenewed { application: name.clone() })?;
                }
                Ok(kept)
            })
        })
        .await?;
    Ok(if kept { Acted::Done(Made { id, secret: Some(secret) }) } else { Acted::Changed })
}

/// The secret before the present one opens nothing from now on; false where there was none.
pub async fn end_former(ctx: &Ctx, visit: &Visit, admin: &Admin, id: RelyingPartyId) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "end-former-relying-party-secret").await;
    };
    let right = (RIGHT, "end-former-relying-party-secret", Freshness::Session);
    if let Some(not) = may(ctx, visit, admin, right).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, there.name);
    let ended = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, id, name)| {
            Box::pin(async move {
                let ended = store::relying_party::end_former(tx, scribe.organisation.id, *id).await?;
                if ended {
                    scribe.note(tx, None, AuditEvent::RelyingPartyFormerEnded { application: name.clone() })?;
                }
                Ok(ended)
            })
        })
        .await?;
    Ok(Acted::Done(ended))
}

/// Removes one, with everything that people let it have; false where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (RelyingPartyId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, this.0).await? else {
        return not_found(ctx, visit, admin, "remove-relying-party").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-relying-party").await? {
        return Ok(not);
    }
    Ok(Acted::Done(remove_as(ctx, admin.scribe(ctx, visit, ctx.now()), this, there.name).await?))
}

/// Removes the one of this name at the command line of the server; false where there is none.
pub async fn remove_by_command_line(ctx: &Ctx, organisation: &Arc<Organisation>, name: &str) -> Result<bool, Error> {
    let all = list(ctx, organisation).await?;
    let Some(there) = all.into_iter().find(|party| name_key(&party.name) == name_key(name)) else { return Ok(false) };
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    remove_as(ctx, scribe, (there.id, there.version), there.name).await
}

async fn remove_as(ctx: &Ctx, scribe: Scribe, this: (RelyingPartyId, i64), name: String) -> Result<bool, Error> {
    ctx.write_and_refresh(scribe.organisation.id, (scribe, this, name), |tx, (scribe, this, name)| {
        Box::pin(async move {
            let removed = store::relying_party::remove(tx, scribe.organisation.id, *this).await?;
            if removed {
                scribe.note(tx, None, AuditEvent::RelyingPartyRemoved { application: name.clone() })?;
            }
            Ok(removed)
        })
    })
    .await
}
