//! Events that connected systems are told, from both sides: written with a change, and claimed, signed and marked for
//! whoever sends them. Any kind of event can be told; each reaches a system at least once, under one id.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::hook::{Answer, Miss, Near, Verdict, pause_after};
use domain::id::{DeliveryId, OrganisationId, SystemId};
use domain::time::{Lifetime, Timestamp};
use serde_json::{Value, json};
use store::Tx;
use store::hook::{Claimed, NewDelivery, Outcome};
use verifier::HookSecret;

use crate::admin::systems::secret_place;
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::organisations::Hosts;
use crate::record::Scribe;
use crate::visit::Organisation;

/// A try that nobody marked for this long died with its sender; longer than any try may take.
const CLAIM_LIVES: Lifetime = Lifetime::minutes(1);

/// Tells every system with a webhook address that something happened, in the transaction that makes it so.
pub(crate) async fn tell(tx: &mut Tx, scribe: &Scribe, (kind, data): (&str, Value)) -> Result<(), Error> {
    let all = store::system::list_in(tx, scribe.organisation.id).await?;
    for system in all.into_iter().filter(|one| one.hook_address.is_some() && one.hook_off_at.is_none()) {
        tell_one(tx, scribe, system.id, (kind, &data))?;
    }
    Ok(())
}

/// The same to one system alone.
pub(crate) fn tell_one(
    tx: &mut Tx,
    scribe: &Scribe,
    system: SystemId,
    (kind, data): (&str, &Value),
) -> Result<(), Error> {
    let body = json!({ "type": kind, "timestamp": scribe.now.rfc3339(), "data": data }).to_string();
    let id = DeliveryId::from_bytes(scribe.new_id());
    let new = NewDelivery { id, system, kind: kind.to_owned(), body };
    Ok(store::hook::write(tx, scribe.organisation.id, new, scribe.now)?)
}

/// Whether events may go to this machine and the networks around it: where the installation is one organisation's own.
pub fn near(ctx: &Ctx) -> Near {
    if ctx.rules().hosts == Hosts::Any && ctx.organisations().len() < 2 { Near::Open } else { Near::Closed }
}

/// An event to send now. Until it is settled it is this caller's, for a minute.
#[derive(Debug)]
pub struct Call {
    /// The header `webhook-id`: the same at every try.
    pub id: DeliveryId,
    /// The header `webhook-timestamp`: the second since 1970.
    pub seconds: i64,
    /// The header `webhook-signature`.
    pub signature: String,
    /// Where it goes.
    pub address: String,
    /// Whether that may be near.
    pub near: Near,
    /// What is sent.
    pub body: String,
    organisation: Arc<Organisation>,
    system: SystemId,
    tries: i64,
}

/// Claims what is due, at most `limit` events of each organisation.
pub async fn claim(ctx: &Ctx, limit: i64) -> Result<Vec<Call>, Error> {
    let mut calls = Vec::new();
    for organisation in ctx.organisations().iter() {
        let (org, now) = (organisation.id, ctx.now());
        for id in store::hook::due(ctx.db(), org, now, limit).await? {
            let claimed = ctx
                .write((org, id, now), |tx, (org, id, now)| {
                    let moments = (*now, now.plus(CLAIM_LIVES));
                    Box::pin(async move { Ok(store::hook::claim(tx, *org, *id, moments).await?) })
                })
                .await?;
            let Some(claimed) = claimed else { continue };
            let this = (claimed.id, claimed.tries);
            match signed(ctx, organisation, claimed, now).await {
                Ok(call) => calls.extend(call),
                // One secret that does not open holds up nobody else.
                Err(Error::Broken(why)) => {
                    tracing::error!(%id, why, "an event cannot be signed");
                    mark(ctx, org, this, again(now, this.1, Answer::Missed(Miss::NoSecret))).await?;
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(calls)
}

/// The event with its signature; none where its system has no address any more.
async fn signed(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    claimed: Claimed,
    now: Timestamp,
) -> Result<Option<Call>, Error> {
    let org = organisation.id;
    let Some((address, sealed)) = store::hook::target(ctx.db(), org, claimed.system).await? else {
        let outcome = Outcome::GivenUp(Miss::NoAddress.word().to_owned());
        mark(ctx, org, (claimed.id, claimed.tries), outcome).await?;
        return Ok(None);
    };
    let secret = ctx.verifier().open(secret_place(&claimed.system.bytes()), &sealed)?;
    let secret = HookSecret::from_bytes(&secret).ok_or_else(|| broken("a webhook secret is not 32 bytes long"))?;
    let seconds = now.seconds();
    Ok(Some(Call {
        id: claimed.id,
        seconds,
        signature: secret.signature(&claimed.id.to_string(), seconds, claimed.body.as_bytes()),
        address,
        near: near(ctx),
        body: claimed.body,
        organisation: organisation.clone(),
        system: claimed.system,
        tries: claimed.tries,
    }))
}

/// Notes what came back. Where the system takes no events any more, none are sent to it until it is saved anew.
pub async fn settle(ctx: &Ctx, call: &Call, answer: Answer) -> Result<(), Error> {
    let (org, this) = (call.organisation.id, (call.id, call.tries));
    let outcome = match answer.verdict() {
        Verdict::Taken => Outcome::Taken(answer.word()),
        Verdict::Off => return switch_off(ctx, call, answer).await,
        Verdict::Again => again(ctx.now(), call.tries, answer),
    };
    mark(ctx, org, this, outcome).await
}

/// What becomes of an event that was not taken at a try.
fn again(now: Timestamp, tries: i64, answer: Answer) -> Outcome {
    match pause_after(tries) {
        Some(pause) => Outcome::Later(now.plus(pause), answer.word()),
        None => Outcome::GivenUp(answer.word()),
    }
}

async fn switch_off(ctx: &Ctx, call: &Call, answer: Answer) -> Result<(), Error> {
    let scribe = Scribe::of_system(ctx, &call.organisation, ctx.now());
    let name = store::system::find(ctx.db(), call.organisation.id, call.system).await?.map(|system| system.name);
    let input = (scribe, (call.id, call.tries), (call.system, name.unwrap_or_default()), answer.word());
    ctx.write(input, |tx, (scribe, this, (system, name), answer)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            store::hook::mark(tx, org, *this, &Outcome::GivenUp(answer.clone())).await?;
            store::hook::drop_all(tx, org, *system, Miss::NoAddress.word()).await?;
            if store::system::hook_off(tx, org, *system, scribe.now).await? {
                scribe.note(tx, None, AuditEvent::SystemHookOff { system: name.clone() })?;
            }
            Ok(())
        })
    })
    .await
}

async fn mark(ctx: &Ctx, org: OrganisationId, this: (DeliveryId, i64), outcome: Outcome) -> Result<(), Error> {
    ctx.write((org, this, outcome), |tx, (org, this, outcome)| {
        Box::pin(async move { Ok(store::hook::mark(tx, *org, *this, outcome).await?) })
    })
    .await
}
