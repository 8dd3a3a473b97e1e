//! The outbox from the sender's side: what is due is read ahead, claimed durably and marked with what became of it, many
//! claims and marks in one transaction. A message arrives at most once: a claim whose outcome nobody noted is never sent
//! again, nor is one without an answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::campaign::TextKind;
use domain::id::{CampaignId, OrganisationId, OutboxId};
use domain::sorted;
use domain::time::{Lifetime, Timestamp};
pub use store::outbox::Line;
use store::outbox::Outcome;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{Content, Letter, OwnWords};
use crate::record::place;
use crate::visit::Organisation;

/// Tries wait longer each time, up to this.
const LONGEST_PAUSE: Lifetime = Lifetime::minutes(30);
const FIRST_PAUSE: Lifetime = Lifetime::seconds(10);
/// An address of which a mail server reported later that nothing arrives is not believed again before this, just because it
/// takes another message.
const REPORT_LIVES: Lifetime = Lifetime::days(7);
/// So many texts of campaigns are kept in memory.
const TEXTS: usize = 200;

/// A message whose time has come. It is this caller's alone once [`settle`] has claimed it, and not before.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Identity; the Message-ID follows from it.
    pub id: OutboxId,
    /// Whose organisation.
    pub organisation: Arc<Organisation>,
    /// Address.
    pub recipient: String,
    sealed_content: Vec<u8>,
    give_up_at: Timestamp,
    tries: i64,
}

/// What became of a claimed message; with the mail server's words where it said something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The mail server took it: mail arrives at that address.
    Sent,
    /// Not now: it is tried again after 10 seconds, then longer each time, until its time is over.
    NotNow(String),
    /// Refused for good, or its time was over.
    Refused(String),
    /// The address is refused for good: nothing goes there until it is written anew or a later message arrives there.
    AddressRefused(String),
    /// It left and no answer came: it may have arrived, so it is not tried again.
    Unanswered(String),
    /// It was not begun, and certainly did not leave: anybody may claim it again, at once.
    NotBegun,
}

/// The messages whose time has come, the oldest first, each organisation in its turn; at most `limit` of each organisation.
pub async fn due(ctx: &Ctx, line: Line, limit: i64) -> Result<Vec<Outgoing>, Error> {
    let organisations = ctx.organisations();
    let ids: Vec<OrganisationId> = organisations.iter().map(|one| one.id).collect();
    let found = store::outbox::due(ctx.db(), &ids, line, ctx.now(), limit).await?;
    let mut all: Vec<(usize, Outgoing)> = Vec::new();
    for (organisation, messages) in organisations.iter().zip(found) {
        all.extend(messages.into_iter().enumerate().map(|(turn, due)| {
            let outgoing = Outgoing {
                id: due.id,
                organisation: organisation.clone(),
                recipient: due.recipient,
                sealed_content: due.sealed_content,
                give_up_at: due.give_up_at,
                tries: due.tries,
            };
            (turn, outgoing)
        }));
    }
    sorted::by_key(&mut all, |(turn, _)| *turn);
    Ok(all.into_iter().map(|(_, outgoing)| outgoing).collect())
}

/// When the next message is due; `None` where none waits.
pub async fn next_due(ctx: &Ctx) -> Result<Option<Timestamp>, Error> {
    let ids: Vec<OrganisationId> = ctx.organisations().iter().map(|one| one.id).collect();
    Ok(store::outbox::next_try_at(ctx.db(), &ids).await?)
}

/// Notes what became of messages and claims others, in one transaction that is durable when this answers. Says of each
/// claim whether it is the caller's now; it is not where another node was first.
pub async fn settle(ctx: &Ctx, done: &[(Outgoing, Fate)], claims: &[Outgoing]) -> Result<Vec<bool>, Error> {
    let now = ctx.now();
    let mut notes = Notes::default();
    for (outgoing, fate) in done {
        notes.add(outgoing, fate, now);
    }
    let claims: Vec<_> = claims.iter().map(|one| (one.organisation.id, one.id, one.tries)).collect();
    ctx.write((notes, claims, now), |tx, (notes, claims, now)| {
        Box::pin(async move {
            store::outbox::mark(tx, &notes.marks)?;
            store::outbox::mark_arrives(tx, &notes.arrive, (*now, REPORT_LIVES))?;
            store::outbox::mark_bounced(tx, &notes.refused, *now)?;
            Ok(store::outbox::claim(tx, claims, *now).await?)
        })
    })
    .await
}

/// What is due of both lines, claimed at once, for whoever hands nothing to a mail server.
pub async fn claim(ctx: &Ctx, limit: i64) -> Result<Vec<Outgoing>, Error> {
    let mut all = due(ctx, Line::Awaited, limit).await?;
    all.extend(due(ctx, Line::ToMany, limit).await?);
    let claimed = settle(ctx, &[], &all).await?;
    Ok(all.into_iter().zip(claimed).filter_map(|(outgoing, mine)| mine.then_some(outgoing)).collect())
}

/// What is written about messages that are done.
#[derive(Debug, Default)]
struct Notes {
    marks: Vec<(OrganisationId, OutboxId, Outcome)>,
    arrive: Vec<(OrganisationId, String)>,
    refused: Vec<(OrganisationId, String, String)>,
}

impl Notes {
    fn add(&mut self, outgoing: &Outgoing, fate: &Fate, now: Timestamp) {
        let org = outgoing.organisation.id;
        let outcome = match fate {
            Fate::Sent => {
                self.arrive.push((org, outgoing.recipient.clone()));
                Outcome::Sent
            }
            Fate::NotNow(why) => outgoing.later(why, now),
            Fate::Refused(why) => Outcome::Failed(why.clone()),
            Fate::AddressRefused(why) => {
                self.refused.push((org, outgoing.recipient.clone(), why.clone()));
                Outcome::Failed(why.clone())
            }
            Fate::Unanswered(why) => Outcome::Unknown(why.clone()),
            Fate::NotBegun => Outcome::GivenBack,
        };
        self.marks.push((org, outgoing.id, outcome));
    }
}

impl Outgoing {
    /// After 10 seconds, then longer each time.
    fn later(&self, why: &str, now: Timestamp) -> Outcome {
        let pause = FIRST_PAUSE.micros().saturating_mul(1_i64 << self.tries.clamp(0, 20));
        let next = now.plus(Lifetime::from_micros(pause).min(LONGEST_PAUSE));
        if next < self.give_up_at { Outcome::Later(next, why.to_owned()) } else { Outcome::Failed(why.to_owned()) }
    }

    /// What it says. Where it cannot go out, what becomes of it instead: one that cannot be read hinders no other, and is
    /// read again later, in case a key or the database is back.
    pub async fn open(&self, ctx: &Ctx, texts: &Texts) -> Result<Letter, Fate> {
        if ctx.now() >= self.give_up_at {
            return Err(Fate::Refused("its time was over before it could be sent".to_owned()));
        }
        let unreadable = |error: &dyn std::fmt::Display| Fate::NotNow(format!("it cannot be read: {error}"));
        let plain =
            ctx.verifier().open(place(&self.id.bytes()), &self.sealed_content).map_err(|error| unreadable(&error))?;
        let mut letter: Letter = serde_json::from_slice(&plain).map_err(|error| unreadable(&error))?;
        let language = letter.language.clone();
        if let Content::Campaign(message) = &mut letter.content
            && message.version > 0
        {
            let which = (message.campaign, message.kind, message.version);
            let own = texts.read(ctx, self.organisation.id, which, &language).await;
            message.own = own.map_err(|error| unreadable(&error))?;
        }
        Ok(letter)
    }
}

/// Texts of campaigns that were read: a version of one never changes. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Texts(Arc<Mutex<HashMap<WhichText, Option<OwnWords>>>>);

/// Organisation, campaign, kind, version and language.
type WhichText = (OrganisationId, CampaignId, TextKind, i64, String);

impl Texts {
    /// A text of the organisation's own; none where the product's text counts.
    async fn read(
        &self,
        ctx: &Ctx,
        org: OrganisationId,
        (campaign, kind, version): (CampaignId, TextKind, i64),
        language: &str,
    ) -> Result<Option<OwnWords>, Error> {
        let which = (org, campaign, kind, version, language.to_owned());
        let known = self.known().get(&which).cloned();
        if let Some(words) = known {
            return Ok(words);
        }
        let own = store::campaign_text::of_version(ctx.db(), org, campaign, (kind, version), language).await?;
        let words =
            own.filter(|text| !text.subject.is_empty()).map(|text| OwnWords { subject: text.subject, body: text.body });
        let mut known = self.known();
        if known.len() >= TEXTS {
            known.clear();
        }
        known.insert(which, words.clone());
        Ok(words)
    }

    /// A panic elsewhere leaves whole texts behind.
    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<WhichText, Option<OwnWords>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
