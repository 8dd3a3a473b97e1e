//! The outbox from the sender's side: what is due is claimed durably, handed out opened, and marked with its outcome.
//! A message arrives at most once: a claim whose outcome nobody noted is never sent again, nor is one without an answer.

use std::sync::Arc;

use domain::id::OutboxId;
use domain::time::{Lifetime, Timestamp};
pub use store::outbox::Outcome;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{Content, Letter, OwnWords};
use crate::record::place;
use crate::visit::Organisation;

/// Tries wait longer each time, up to this.
const LONGEST_PAUSE: Lifetime = Lifetime::minutes(30);
const FIRST_PAUSE: Lifetime = Lifetime::seconds(10);

/// A message to send now. It is this caller's alone.
#[derive(Debug)]
pub struct Outgoing {
    /// Identity; the Message-ID follows from it.
    pub id: OutboxId,
    /// Whose organisation.
    pub organisation: Arc<Organisation>,
    /// Address.
    pub recipient: String,
    /// What it says.
    pub letter: Letter,
    give_up_at: Timestamp,
    tries: i64,
}

/// Claims what is due, at most `limit` messages of each organisation.
pub async fn claim(ctx: &Ctx, limit: i64) -> Result<Vec<Outgoing>, Error> {
    let now = ctx.now();
    let mut out = Vec::new();
    for organisation in ctx.organisations().iter() {
        let org = organisation.id;
        for id in store::outbox::due(ctx.db(), org, now, limit).await? {
            let claimed = ctx
                .write((org, id, now), |tx, (org, id, now)| {
                    Box::pin(async move { Ok(store::outbox::claim(tx, *org, *id, *now).await?) })
                })
                .await?;
            let Some(claimed) = claimed else { continue };
            if now >= claimed.give_up_at {
                mark_as(ctx, org, id, Outcome::Failed("its time was over before it could be sent".into())).await?;
                continue;
            }
            let plain = ctx.verifier().open(place(&id.bytes()), &claimed.sealed_content)?;
            let mut letter = serde_json::from_slice(&plain).map_err(|error| Error::Broken(error.to_string()))?;
            if let Err(error) = with_words(ctx, organisation, &mut letter).await {
                let outcome = Outcome::Later(now.plus(FIRST_PAUSE), "its text could not be read".into());
                mark_as(ctx, org, id, outcome).await?;
                return Err(error);
            }
            out.push(Outgoing {
                id,
                organisation: organisation.clone(),
                recipient: claimed.recipient,
                letter,
                give_up_at: claimed.give_up_at,
                tries: claimed.tries,
            });
        }
    }
    Ok(out)
}

/// Reads the organisation's own text into a message of a campaign.
async fn with_words(ctx: &Ctx, organisation: &Organisation, letter: &mut Letter) -> Result<(), Error> {
    let language = letter.language.clone();
    if let Content::Campaign(message) = &mut letter.content
        && message.version > 0
    {
        let which = (message.kind, message.version);
        let own =
            store::campaign_text::of_version(ctx.db(), organisation.id, message.campaign, which, &language).await?;
        message.own =
            own.filter(|text| !text.subject.is_empty()).map(|text| OwnWords { subject: text.subject, body: text.body });
    }
    Ok(())
}

/// Notes that the mail server took it: mail arrives at that address.
pub async fn sent(ctx: &Ctx, outgoing: &Outgoing) -> Result<(), Error> {
    mark_with(ctx, outgoing, Outcome::Sent, Address::Arrives).await
}

/// Notes that it must be tried again: after 10 seconds, then longer each time, until its time is over.
pub async fn try_again(ctx: &Ctx, outgoing: &Outgoing, why: &str) -> Result<(), Error> {
    let pause = FIRST_PAUSE.micros().saturating_mul(1_i64 << outgoing.tries.clamp(0, 20));
    let next = ctx.now().plus(Lifetime::from_micros(pause).min(LONGEST_PAUSE));
    let outcome =
        if next < outgoing.give_up_at { Outcome::Later(next, why.to_owned()) } else { Outcome::Failed(why.to_owned()) };
    mark_as(ctx, outgoing.organisation.id, outgoing.id, outcome).await
}

/// Notes that the mail server refused it for good.
pub async fn refused(ctx: &Ctx, outgoing: &Outgoing, why: &str) -> Result<(), Error> {
    mark_as(ctx, outgoing.organisation.id, outgoing.id, Outcome::Failed(why.to_owned())).await
}

/// Notes that the mail server refused the address for good: nothing goes there until it is written anew or a later message
/// arrives there.
pub async fn bounced(ctx: &Ctx, outgoing: &Outgoing, why: &str) -> Result<(), Error> {
    mark_with(ctx, outgoing, Outcome::Failed(why.to_owned()), Address::Refused(why.to_owned())).await
}

/// What is known of an address now.
#[derive(Clone, Debug)]
enum Address {
    Arrives,
    Refused(String),
}

async fn mark_with(ctx: &Ctx, outgoing: &Outgoing, outcome: Outcome, address: Address) -> Result<(), Error> {
    let (org, now) = (outgoing.organisation.id, ctx.now());
    let input = ((org, outgoing.id, now), (outgoing.recipient.clone(), address), outcome);
    ctx.write(input, |tx, ((org, id, now), (recipient, address), outcome)| {
        Box::pin(async move {
            store::outbox::mark(tx, *org, *id, outcome).await?;
            match address {
                Address::Arrives => store::outbox::mark_arrives(tx, *org, recipient).await?,
                Address::Refused(why) => store::outbox::mark_bounced(tx, *org, recipient, (*now, why)).await?,
            }
            Ok(())
        })
    })
    .await
}

/// Notes that it left and no answer came: it may have arrived, so it is not tried again.
pub async fn unanswered(ctx: &Ctx, outgoing: &Outgoing, why: &str) -> Result<(), Error> {
    mark_as(ctx, outgoing.organisation.id, outgoing.id, Outcome::Unknown(why.to_owned())).await
}

async fn mark_as(ctx: &Ctx, org: domain::id::OrganisationId, id: OutboxId, outcome: Outcome) -> Result<(), Error> {
    ctx.write((org, id, outcome), |tx, (org, id, outcome)| {
        Box::pin(async move { Ok(store::outbox::mark(tx, *org, *id, outcome).await?) })
    })
    .await
}

/// When the next message is due; `None` where none waits.
pub async fn next_due(ctx: &Ctx) -> Result<Option<Timestamp>, Error> {
    let mut next: Option<Timestamp> = None;
    for organisation in ctx.organisations().iter() {
        let due = store::outbox::next_try_at(ctx.db(), organisation.id).await?;
        next = [next, due].into_iter().flatten().min();
    }
    Ok(next)
}
