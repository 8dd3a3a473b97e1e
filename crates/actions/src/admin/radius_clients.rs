//! Devices that ask by RADIUS who may in: added, changed, given another secret, removed. A secret is shown once; it is kept sealed,
//! since answers are signed with it. What they ask is `crate::radius`.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{RadiusClientId, SelectionId};
use domain::permission::{Freshness, Right};
use domain::radius::{FORMER_LIVES, Groups, LONGEST_NAME, MOST, MOST_NETWORKS, RadiusClient, Way, networks, shown};
use domain::selection::Selected;
use domain::user::{is_unseen, name_key};
use store::Tx;
use verifier::RadiusSecret;
use zeroize::Zeroizing;

use super::desk::{Acted, Admin, may};
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::radius::place;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The right that every change needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// A client as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEdit {
    /// Name.
    pub name: String,
    /// From where its packets come: addresses and networks, with spaces, commas or line ends between.
    pub networks: String,
    /// Who may in.
    pub who: Selected,
    /// Whether a second factor is demanded of everybody.
    pub second_factor: bool,
    /// How a second factor gets in.
    pub way: Way,
    /// In which attribute groups go along.
    pub groups: Groups,
}

impl ClientEdit {
    /// A new one, with what is usual: a second factor, in the way that most devices can.
    pub fn fresh(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            networks: String::new(),
            who: Selected::Everyone,
            second_factor: true,
            way: Way::Both,
            groups: Groups::None,
        }
    }

    /// One as it is.
    pub fn of(client: &RadiusClient) -> Self {
        Self {
            name: client.name.clone(),
            networks: client.networks.iter().map(shown).collect::<Vec<_>>().join("\n"),
            who: client.who,
            second_factor: client.second_factor,
            way: client.way,
            groups: client.groups,
        }
    }
}

/// What is wrong with a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are 50 already.
    TooMany,
    /// No address from which packets come.
    NoNetwork,
    /// This is no address and no network, or every address there is.
    Network(String),
    /// More than 20 networks.
    TooManyNetworks,
    /// The selection is not there any more.
    NoSelection,
}

/// A client that was added or has another secret, with that, at the only moment that it is shown.
pub struct Made {
    /// Which.
    pub id: RadiusClientId,
    /// Its secret.
    pub secret: Zeroizing<String>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of one to save.
#[derive(Debug)]
pub enum SavedClient {
    /// What is wrong with it, all at once.
    Faults(Vec<ClientFault>),
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Box<RadiusClient>),
    /// It is added, with its first secret.
    Added(Made),
    /// It is saved.
    Saved,
}

/// All of them by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<RadiusClient>, Error> {
    let all = store::radius_client::list(ctx.db(), organisation.id).await?;
    Ok(all.into_iter().map(|known| known.client).collect())
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: RadiusClientId) -> Result<Option<RadiusClient>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|client| client.id == id))
}

fn new_secret(ctx: &Ctx, id: RadiusClientId) -> Result<(RadiusSecret, Vec<u8>), Error> {
    let secret = ctx.verifier().new_radius_secret();
    let sealed = ctx.verifier().seal(place(&id.bytes()), secret.text().as_bytes())?;
    Ok((secret, sealed))
}

fn made(id: RadiusClientId, secret: &RadiusSecret) -> Made {
    Made { id, secret: Zeroizing::new(secret.text().to_owned()) }
}

fn read(
    edit: &ClientEdit,
    (id, version): (RadiusClientId, i64),
    scribe: &Scribe,
) -> Result<RadiusClient, Vec<ClientFault>> {
    let mut faults = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
        faults.push(ClientFault::Name);
    }
    let networks = networks(&edit.networks).unwrap_or_else(|wrong| {
        faults.push(ClientFault::Network(wrong.chars().take(LONGEST_NAME).collect()));
        Vec::new()
    });
    if networks.is_empty() && !faults.iter().any(|fault| matches!(fault, ClientFault::Network(_))) {
        faults.push(ClientFault::NoNetwork);
    }
    if networks.len() > MOST_NETWORKS {
        faults.push(ClientFault::TooManyNetworks);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(RadiusClient {
        id,
        name: name.to_owned(),
        networks,
        who: edit.who,
        second_factor: edit.second_factor,
        way: edit.way,
        groups: edit.groups,
        version,
        made_at: scribe.now,
        last_used_at: None,
        fault: None,
        former_until: None,
    })
}

/// Adds one or changes one (then with the version that was read). It counts at the next packet.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: Option<(RadiusClientId, i64)>,
    edit: &ClientEdit,
) -> Result<Acted<SavedClient>, Error> {
    if let Some((id, _)) = this
        && find(ctx, &visit.organisation, id).await?.is_none()
    {
        return not_found(ctx, visit, admin, "save-radius-client").await;
    }
    if let Some(not) = may_change(ctx, visit, admin, "save-radius-client").await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_as(ctx, admin.scribe(ctx, visit, ctx.now()), this, edit).await?))
}

/// Adds one at the command line of the server.
pub async fn add_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &ClientEdit,
) -> Result<SavedClient, Error> {
    save_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), None, edit).await
}

async fn save_as(
    ctx: &Ctx,
    scribe: Scribe,
    this: Option<(RadiusClientId, i64)>,
    edit: &ClientEdit,
) -> Result<SavedClient, Error> {
    let organisation = scribe.organisation.clone();
    let (id, version) = this.unwrap_or_else(|| (RadiusClientId::from_bytes(scribe.new_id()), 0));
    let client = match read(edit, (id, version), &scribe) {
        Ok(client) => client,
        Err(faults) => return Ok(SavedClient::Faults(faults)),
    };
    let (secret, sealed) = if this.is_none() { Some(new_secret(ctx, id)?) } else { None }.unzip();
    let written = ctx
        .write_and_refresh(organisation.id, (scribe, client, sealed), |tx, (scribe, client, sealed)| {
            Box::pin(async move { write(tx, scribe, client, sealed.as_deref()).await })
        })
        .await?;
    Ok(match (written, secret) {
        (Written::Saved, Some(secret)) => SavedClient::Added(made(id, &secret)),
        (Written::Saved, None) => SavedClient::Saved,
        (Written::Faults(faults), _) => SavedClient::Faults(faults),
        (Written::Changed, _) => match find(ctx, &organisation, id).await? {
            Some(now_there) => SavedClient::Changed(Box::new(now_there)),
            None => return Err(Error::NotFound),
        },
    })
}

enum Written {
    Saved,
    Changed,
    Faults(Vec<ClientFault>),
}

/// Looks at everything that others may have changed and keeps it. Whoever saves another one waits.
async fn write(tx: &mut Tx, scribe: &Scribe, client: &RadiusClient, secret: Option<&[u8]>) -> Result<Written, Error> {
    let org = scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let all = store::radius_client::list_in(tx, org).await?;
    let mut faults = Vec::new();
    if all.iter().any(|one| one.client.id != client.id && name_key(&one.client.name) == name_key(&client.name)) {
        faults.push(ClientFault::Taken);
    }
    if secret.is_some() && all.len() >= MOST {
        faults.push(ClientFault::TooMany);
    }
    let selections = store::selection::list_in(tx, org).await?;
    let name = |id: SelectionId| selections.iter().find(|one| one.id == id).map(|one| one.name.clone());
    if client.who.selection().is_some_and(|id| name(id).is_none()) {
        faults.push(ClientFault::NoSelection);
    }
    if !faults.is_empty() {
        return Ok(Written::Faults(faults));
    }
    match secret {
        Some(secret) => store::radius_client::insert(tx, org, client, secret).await?,
        None => {
            if !store::radius_client::save(tx, org, client).await? {
                return Ok(Written::Changed);
            }
        }
    }
    let event = AuditEvent::RadiusClientSaved {
        device: client.name.clone(),
        addresses: client.networks.iter().map(shown).collect(),
        rules: in_words(client, name),
    };
    scribe.note(tx, None, event)?;
    Ok(Written::Saved)
}

/// What it demands and how, as the audit log holds it.
fn in_words(client: &RadiusClient, name: impl Fn(SelectionId) -> Option<String>) -> Vec<String> {
    let who = client.who.selection().map(|id| format!("selection={}", name(id).unwrap_or_default()));
    let mut words = vec![who.unwrap_or_else(|| "everyone".to_owned())];
    if client.second_factor {
        words.push("second-factor".into());
    }
    words.push(client.way.word().into());
    if client.groups != Groups::None {
        words.push(format!("groups={}", client.groups.word()));
    }
    words
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (RIGHT, act, Freshness::Proof)).await
}

/// Makes its secret anew; the one before counts for a day, so that the device can be changed without standing still.
pub async fn renew(ctx: &Ctx, visit: &Visit, admin: &Admin, id: RadiusClientId) -> Result<Acted<Made>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "renew-radius-client").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "renew-radius-client").await? {
        return Ok(not);
    }
    let made = renew_as(ctx, admin.scribe(ctx, visit, ctx.now()), there).await?;
    Ok(made.map_or(Acted::Changed, Acted::Done))
}

/// The same at the command line of the server, by name; nothing where there is none.
pub async fn renew_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    name: &str,
) -> Result<Option<Made>, Error> {
    match named(ctx, organisation, name).await? {
        Some(there) => renew_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), there).await,
        None => Ok(None),
    }
}

async fn named(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<Option<RadiusClient>, Error> {
    let all = list(ctx, organisation).await?;
    Ok(all.into_iter().find(|client| name_key(&client.name) == name_key(name)))
}

async fn renew_as(ctx: &Ctx, scribe: Scribe, there: RadiusClient) -> Result<Option<Made>, Error> {
    let id = there.id;
    let (secret, sealed) = new_secret(ctx, id)?;
    let kept = ctx
        .write_and_refresh(scribe.organisation.id, (scribe, there, sealed), |tx, (scribe, there, sealed)| {
            Box::pin(async move {
                let until = scribe.now.plus(FORMER_LIVES);
                let org = scribe.organisation.id;
                let kept = store::radius_client::renew(tx, org, there.id, (sealed, until)).await?;
                if kept {
                    scribe.note(tx, None, AuditEvent::RadiusClientRenewed { device: there.name.clone() })?;
                }
                Ok(kept)
            })
        })
        .await?;
    Ok(kept.then(|| made(id, &secret)))
}

/// The secret before the present one counts no more from now on; false where there was none.
pub async fn end_former(ctx: &Ctx, visit: &Visit, admin: &Admin, id: RadiusClientId) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "end-former-radius-client").await;
    };
    if let Some(not) = may(ctx, visit, admin, (RIGHT, "end-former-radius-client", Freshness::Session)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), id, there.name);
    let ended = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, id, name)| {
            Box::pin(async move {
                let ended = store::radius_client::end_former(tx, scribe.organisation.id, *id).await?;
                if ended {
                    scribe.note(tx, None, AuditEvent::RadiusClientFormerEnded { device: name.clone() })?;
                }
                Ok(ended)
            })
        })
        .await?;
    Ok(Acted::Done(ended))
}

/// Removes one: from then on its packets are a stranger's. False where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    this: (RadiusClientId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, this.0).await? else {
        return not_found(ctx, visit, admin, "remove-radius-client").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-radius-client").await? {
        return Ok(not);
    }
    Ok(Acted::Done(remove_as(ctx, admin.scribe(ctx, visit, ctx.now()), this, there.name).await?))
}

/// Removes the one of this name at the command line of the server; false where there is none.
pub async fn remove_by_command_line(ctx: &Ctx, organisation: &Arc<Organisation>, name: &str) -> Result<bool, Error> {
    let Some(there) = named(ctx, organisation, name).await? else { return Ok(false) };
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    remove_as(ctx, scribe, (there.id, there.version), there.name).await
}

async fn remove_as(ctx: &Ctx, scribe: Scribe, this: (RadiusClientId, i64), name: String) -> Result<bool, Error> {
    ctx.write_and_refresh(scribe.organisation.id, (scribe, this, name), |tx, (scribe, this, name)| {
        Box::pin(async move {
            let removed = store::radius_client::remove(tx, scribe.organisation.id, *this).await?;
            if removed {
                scribe.note(tx, None, AuditEvent::RadiusClientRemoved { device: name.clone() })?;
            }
            Ok(removed)
        })
    })
    .await
}
