//! Events that connected systems are told, from both sides: written with a change, and claimed, signed and marked for
//! whoever sends them. Any kind of event can be told; each reaches a system at least once, under one id. Neighbour: `log`
//! makes events of the audit log.

mod log;

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

pub use log::{MOST_WAITING, next_in_log};

/// Word of the event of the log that says that an event was given up: of that one it is not said again.
const NOT_TOLD: &str = "audit.system-not-told";

/// A try that nobody marked for this long died with its sender; longer than any try may take.
const CLAIM_LIVES: Lifetime = Lifetime::minutes(1);

/// Tells every system with a webhook address that something happened, in the transaction that makes it so.
pub(crate) async fn tell(tx: &mut Tx, scribe: &Scribe, (kind, data): (&str, Value)) -> Result<(), Error> {
    let all = store::system::list_in(tx, scribe.organisation.id).await?;
    for system in all.into_iter().filter(store::system::System::is_told) {
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
    /// To whom.
    pub system: SystemId,
    /// Of which organisation.
    pub organisation: Arc<Organisation>,
    kind: String,
    tries: i64,
}

/// One try of an event.
struct Tried {
    organisation: Arc<Organisation>,
    id: DeliveryId,
    system: SystemId,
    kind: String,
    tries: i64,
}

impl Tried {
    fn of(organisation: &Arc<Organisation>, claimed: &Claimed) -> Self {
        Self {
            organisation: organisation.clone(),
            id: claimed.id,
            system: claimed.system,
            kind: claimed.kind.clone(),
            tries: claimed.tries,
        }
    }
}

/// What is to be done in a round.
#[derive(Debug, Default)]
pub struct Round {
    /// What to send.
    pub calls: Vec<Call>,
    /// The systems for which more waits in the audit log than there is room for, with their names.
    pub full: Vec<(SystemId, String)>,
}

/// Makes events of what came into the audit log, and claims what is due, of each system at most as many as `room` says: of
/// the organisations that `which` is true for.
pub async fn claim(
    ctx: &Ctx,
    which: impl Fn(OrganisationId) -> bool,
    room: impl Fn(SystemId) -> i64,
) -> Result<Round, Error> {
    let mut round = Round::default();
    for organisation in ctx.organisations().iter().filter(|organisation| which(organisation.id)) {
        // What is wrong with one organisation keeps no other from being told.
        match claim_of(ctx, organisation, &room, &mut round).await {
            Ok(()) => {}
            Err(error @ Error::Unavailable(_)) => return Err(error),
            Err(error) => {
                tracing::warn!(organisation = organisation.host, %error, "its connected systems are told nothing");
            }
        }
    }
    Ok(round)
}

async fn claim_of(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    room: impl Fn(SystemId) -> i64,
    round: &mut Round,
) -> Result<(), Error> {
    let all = store::system::list(ctx.db(), organisation.id).await?;
    if all.is_empty() {
        return Ok(());
    }
    log::hand_on(ctx, organisation, &all, &mut round.full).await?;
    let (org, now) = (organisation.id, ctx.now());
    let rooms = all.iter().map(|system| (system.id, room(system.id))).filter(|(_, room)| *room > 0);
    let mut due = store::hook::due(ctx.db(), org, &rooms.collect::<Vec<_>>(), now).await?;
    if due.is_empty() {
        return Ok(());
    }
    // Every server locks them in one order.
    due.sort_unstable();
    let claimed = ctx
        .write((org, due, now), |tx, (org, due, now)| {
            let moments = (*now, now.plus(CLAIM_LIVES));
            Box::pin(async move {
                let mut claimed = Vec::with_capacity(due.len());
                for id in due {
                    claimed.extend(store::hook::claim(tx, *org, *id, moments).await?);
                }
                Ok(claimed)
            })
        })
        .await?;
    for claimed in claimed {
        round.calls.extend(call(ctx, organisation, claimed, now).await?);
    }
    Ok(())
}

/// A claimed event as it is sent; none where that cannot be, which is noted.
async fn call(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    claimed: Claimed,
    now: Timestamp,
) -> Result<Option<Call>, Error> {
    let this = Tried::of(organisation, &claimed);
    match signed(ctx, organisation, claimed, now).await {
        Ok(call) => Ok(call),
        // One secret that does not open holds up nobody else.
        Err(Error::Broken(why)) => {
            tracing::error!(id = %this.id, why, "an event cannot be signed");
            note(ctx, this, Answer::Missed(Miss::NoSecret)).await?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
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
        ctx.write((org, (claimed.id, claimed.tries), outcome), |tx, (org, this, outcome)| {
            Box::pin(async move { Ok(store::hook::mark(tx, *org, *this, outcome).await?) })
        })
        .await?;
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
        system: claimed.system,
        organisation: organisation.clone(),
        kind: claimed.kind,
        tries: claimed.tries,
    }))
}

/// Notes what came back. Where the system takes no events any more, none are sent to it until it is saved anew.
pub async fn settle(ctx: &Ctx, call: &Call, answer: Answer) -> Result<(), Error> {
    if answer.verdict() == Verdict::Off {
        return switch_off(ctx, call, answer).await;
    }
    let tried = Tried {
        organisation: call.organisation.clone(),
        id: call.id,
        system: call.system,
        kind: call.kind.clone(),
        tries: call.tries,
    };
    note(ctx, tried, answer).await
}

/// Keeps what became of a try; that an event is given up stands in the log too, so that nothing is lost in silence.
async fn note(ctx: &Ctx, tried: Tried, answer: Answer) -> Result<(), Error> {
    let now = ctx.now();
    let outcome = outcome(now, tried.tries, answer);
    let name = match &outcome {
        Outcome::GivenUp(_) if tried.kind != NOT_TOLD => name_of(ctx, &tried.organisation, tried.system).await?,
        _ => None,
    };
    let scribe = Scribe::of_system(ctx, &tried.organisation, now);
    ctx.write((scribe, tried, outcome, name), |tx, (scribe, tried, outcome, name)| {
        Box::pin(async move {
            let marked = store::hook::mark(tx, scribe.organisation.id, (tried.id, tried.tries), outcome).await?;
            if let (true, Some(name)) = (marked, name) {
                let event = AuditEvent::SystemNotTold { system: name.clone(), event: tried.kind.clone() };
                scribe.note(tx, None, event)?;
            }
            Ok(())
        })
    })
    .await
}

/// What becomes of an event after a try.
fn outcome(now: Timestamp, tries: i64, answer: Answer) -> Outcome {
    match (answer.verdict(), pause_after(tries)) {
        (Verdict::Taken, _) => Outcome::Taken(answer.word()),
        (_, Some(pause)) => Outcome::Later(now.plus(pause), answer.word()),
        (_, None) => Outcome::GivenUp(answer.word()),
    }
}

async fn name_of(ctx: &Ctx, organisation: &Organisation, system: SystemId) -> Result<Option<String>, Error> {
    Ok(store::system::find(ctx.db(), organisation.id, system).await?.map(|system| system.name))
}

async fn switch_off(ctx: &Ctx, call: &Call, answer: Answer) -> Result<(), Error> {
    let scribe = Scribe::of_system(ctx, &call.organisation, ctx.now());
    let name = name_of(ctx, &call.organisation, call.system).await?;
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
