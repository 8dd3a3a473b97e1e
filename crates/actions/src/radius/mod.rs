//! What devices such as a VPN ask by RADIUS. [`receive`] finds whose a packet is and whether it is signed, [`sign_in`] runs the
//! sign-in of our own pages for it. Which devices there are: `admin::radius_clients`.

pub mod sign_in;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::{RadiusClientId, UserId};
use domain::radius::packet::{Code, Request, draft};
use domain::radius::{Fault, FaultKind, RadiusClient};
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use store::radius_client::{Known, PLACE};
use verifier::{Place, RadiusSecret};

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::visit::{OnDevice, Organisation, Visit};

/// That a client asked, or what went wrong with it, is noted no more often than this: packets are anybody's to send.
const NOTED_EVERY: Lifetime = Lifetime::minutes(1);

/// When something was last noted of each client, in this process.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<HashMap<(RadiusClientId, bool), Timestamp>>);

impl Notes {
    fn is_due(&self, of: (RadiusClientId, bool), now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = all.get(&of).is_none_or(|at| now < *at || now.since(*at) >= NOTED_EVERY);
        if due {
            all.insert(of, now);
        }
        due
    }
}

/// A packet that is signed with a secret of this client.
#[derive(Debug)]
pub struct Received {
    organisation: Arc<Organisation>,
    client: Arc<RadiusClient>,
    secret: RadiusSecret,
    request: Request,
    from: IpAddr,
}

/// Why a packet is dropped without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// No client is at that address.
    UnknownSource,
    /// It is no packet, has no Message-Authenticator, or one that was made with another secret.
    Fault(FaultKind),
}

/// Finds whose a packet is. A client is found by the address that it comes from, and where several share one, by the secret that
/// signed it. Without a Message-Authenticator nothing is looked at (CVE-2024-3596).
pub async fn receive(ctx: &Ctx, from: IpAddr, datagram: &[u8]) -> Result<Result<Received, Dropped>, Error> {
    let now = ctx.now();
    let mut near = Vec::new();
    for organisation in ctx.organisations().iter() {
        let all = ctx.radius_clients(organisation.id).await?;
        let here = all.iter().filter(|known| known.client.is_at(from));
        near.extend(here.map(|known| (organisation.clone(), known.clone())));
    }
    if near.is_empty() {
        return Ok(Err(Dropped::UnknownSource));
    }
    let request = match Request::parse(datagram) {
        Ok(request) => request,
        Err(why) => {
            tracing::debug!(%from, %why, "a packet of RADIUS is none");
            return dropped(ctx, &near, (FaultKind::Malformed, from, now)).await;
        }
    };
    if request.signed_at().is_none() {
        return dropped(ctx, &near, (FaultKind::NoAuthenticator, from, now)).await;
    }
    for (organisation, known) in &near {
        for secret in secrets(ctx, known, now)? {
            if secret.made(&request) {
                let (organisation, client) = (organisation.clone(), Arc::new(known.client.clone()));
                return Ok(Ok(Received { organisation, client, secret, request, from }));
            }
        }
    }
    dropped(ctx, &near, (FaultKind::WrongSecret, from, now)).await
}

/// The secrets of a client that count now.
fn secrets(ctx: &Ctx, known: &Known, now: Timestamp) -> Result<Vec<RadiusSecret>, Error> {
    let former = known.former.as_ref().filter(|_| known.client.former_until.is_some_and(|until| now < until));
    let open = |sealed: &Vec<u8>| {
        let bytes = ctx.verifier().open(place(&known.client.id.bytes()), sealed)?;
        RadiusSecret::from_bytes(&bytes).ok_or_else(|| broken("a stored secret is none"))
    };
    [Some(&known.secret), former].into_iter().flatten().map(open).collect()
}

/// Where the secret of a client is sealed to.
pub(crate) fn place(id: &[u8]) -> Place<'_> {
    let (table, column) = PLACE;
    Place { table, column, row: id }
}

/// Keeps what went wrong with every client that it may have been.
async fn dropped(
    ctx: &Ctx,
    near: &[(Arc<Organisation>, Known)],
    (kind, from, at): (FaultKind, IpAddr, Timestamp),
) -> Result<Result<Received, Dropped>, Error> {
    for (organisation, known) in near {
        failed(ctx, organisation, &known.client, Fault { kind, at, from }).await?;
    }
    Ok(Err(Dropped::Fault(kind)))
}

async fn failed(ctx: &Ctx, organisation: &Organisation, client: &RadiusClient, fault: Fault) -> Result<(), Error> {
    if !ctx.radius_notes().is_due((client.id, false), fault.at) {
        return Ok(());
    }
    tracing::info!(device = %client.name, from = %fault.from, fault = fault.kind.word(), "a packet of RADIUS came to nothing");
    ctx.write_soon((organisation.id, client.id, fault), |tx, (org, client, fault)| {
        Box::pin(async move { Ok(store::radius_client::failed(tx, *org, *client, fault).await?) })
    })
    .await
}

async fn used(ctx: &Ctx, organisation: &Organisation, client: &RadiusClient, now: Timestamp) -> Result<(), Error> {
    if !ctx.radius_notes().is_due((client.id, true), now) {
        return Ok(());
    }
    ctx.write_soon((organisation.id, client.id, now), |tx, (org, client, now)| {
        Box::pin(async move { Ok(store::radius_client::used(tx, *org, *client, *now).await?) })
    })
    .await
}

/// Whether somebody is among those who may in at this moment.
pub(crate) async fn may_in(
    ctx: &Ctx,
    organisation: &Organisation,
    (who, user): (Selected, UserId),
    now: Timestamp,
) -> Result<bool, Error> {
    if who == Selected::Everyone {
        return Ok(true);
    }
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    let which = rules.which(who)?;
    Ok(store::people_query::is_among(ctx.db(), organisation.id, which, user, now).await?)
}

impl Received {
    /// It.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The organisation of the client.
    pub fn organisation(&self) -> &Arc<Organisation> {
        &self.organisation
    }

    /// The client.
    pub fn client(&self) -> &RadiusClient {
        &self.client
    }

    /// An answer to it, signed.
    pub fn signed(&self, code: Code, attributes: &[(u8, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = draft(code, &self.request, attributes);
        self.secret.sign(&mut bytes, &self.request);
        bytes
    }

    fn visit(&self) -> Visit {
        let station = self.request.calling_station();
        Visit {
            organisation: self.organisation.clone(),
            source: station.clone().unwrap_or_else(|| self.from.to_string()),
            browser: "RADIUS".to_owned(),
            platform: None,
            device: Some(OnDevice { client: self.client.clone(), station }),
        }
    }
}
