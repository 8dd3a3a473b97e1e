//! The people under a campaign's policy, page by page, and what is due to them as batches that need only be written. It goes
//! ahead of whoever writes, on another thread.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::campaign::{Addressee, Step, TextKind, due_step, next_moment};
use domain::id::{PolicyId, UserId};
use domain::time::{Lifetime, Timestamp};
use store::campaign::Campaign;
use store::campaign_message::{Reader, Told};
use store::outbox::NewMessage;
use tokio::sync::mpsc;

use crate::admin::policy::{PAGE, Seen, World};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{CampaignMessage, Content, Letter};
use crate::record::Scribe;
use crate::visit::Organisation;

/// Messages of one transaction: others wait for it.
const BATCH: usize = 500;
/// A message is tried for this long.
const LIVES: Lifetime = Lifetime::days(3);

/// A walk over everyone.
pub(super) struct Walk {
    pub(super) ctx: Ctx,
    pub(super) organisation: Arc<Organisation>,
    pub(super) campaign: Campaign,
    /// Of all campaigns that run.
    pub(super) policies: Arc<HashSet<PolicyId>>,
    /// The newest version of each text.
    pub(super) texts: Vec<(TextKind, i64)>,
    pub(super) now: Timestamp,
}

/// Messages to write together.
pub(super) struct Batch {
    pub(super) told: Vec<Told>,
    pub(super) messages: Vec<NewMessage>,
}

/// What a walk saw.
pub(super) struct Walked {
    /// How many people.
    pub(super) people: i64,
    /// The first moment at which another of them is due something.
    pub(super) next: Timestamp,
}

/// Someone who may be due something.
struct Candidate {
    user: UserId,
    name: String,
    addressee: Addressee,
}

/// Someone who is.
struct Due {
    user: UserId,
    name: String,
    step: Step,
    deadline: Timestamp,
    language: Option<String>,
    address: String,
}

impl Walk {
    /// Sends at most `room` messages to `batches`.
    pub(super) async fn run(self, mut room: u64, batches: mpsc::Sender<Batch>) -> Result<Walked, Error> {
        let (mut walked, mut after) = (Walked { people: 0, next: Timestamp::MAX }, None);
        while room > 0 {
            let world = World::as_it_stands(&self.ctx, &self.organisation, self.campaign.policy, self.now).await?;
            let mut candidates = Vec::new();
            let Some(page) = world.page(&self.ctx, (after, PAGE), &[]).await? else { break };
            let _all = world.look_at(&page, |seen| {
                walked.people += 1;
                candidates.extend(self.candidate(&seen));
                ControlFlow::Continue(())
            });
            let mut due = self.due(page.range, candidates, &mut walked.next).await?;
            due.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            for batch in due.chunks(BATCH) {
                // Whoever writes has met a fault, and tells it.
                if batches.send(self.batch(batch)?).await.is_err() {
                    return Ok(walked);
                }
            }
            (room, after) = (room - u64::try_from(due.len()).unwrap_or(u64::MAX), Some(page.range.1));
        }
        Ok(walked)
    }

    /// Whoever is to be told by this campaign: who lacks a second factor that is demanded, by this policy or by one that has
    /// no campaign of its own.
    fn candidate(&self, seen: &Seen<'_>) -> Option<Candidate> {
        let due = seen.policy.due?;
        let mine = due.policy == self.campaign.policy || !self.policies.contains(&due.policy);
        if !seen.is_left() || !mine {
            return None;
        }
        let came_under = seen.came_under(self.campaign.policy).unwrap_or(self.now);
        let addressee = Addressee { deadline: due.at, came_under, last_told: None };
        Some(Candidate { user: seen.row.id, name: seen.row.display_name.clone(), addressee })
    }

    /// Those of a page who are due something and can be mailed; `next` becomes the first moment at which another is.
    async fn due(
        &self,
        range: (Option<UserId>, UserId),
        candidates: Vec<Candidate>,
        next: &mut Timestamp,
    ) -> Result<Vec<Due>, Error> {
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let (db, org) = (self.ctx.db(), self.organisation.id);
        let last = store::campaign_message::last_told(db, org, self.campaign.id, range).await?;
        let mut readers = store::campaign_message::readers(db, org, range).await?;
        let (plan, zone) = (&self.campaign.plan, &self.organisation.zone);
        let mut all = Vec::new();
        for Candidate { user, name, addressee } in candidates {
            let addressee = Addressee { last_told: last.get(&user).copied(), ..addressee };
            if let Some(moment) = next_moment(plan, zone, self.now, &addressee) {
                *next = (*next).min(moment);
            }
            let Some(step) = due_step(plan, zone, self.now, &addressee) else { continue };
            let Some(Reader { language, address: Some(address) }) = readers.remove(&user) else { continue };
            all.push(Due { user, name, step, deadline: addressee.deadline, language, address });
        }
        Ok(all)
    }

    /// The messages to these people, sealed.
    fn batch(&self, batch: &[Due]) -> Result<Batch, Error> {
        let scribe = Scribe::of_system(&self.ctx, &self.organisation, self.now);
        let (mut told, mut messages) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
        for due in batch {
            let kind = due.step.kind();
            let version = self.texts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, version)| *version);
            let content = Content::Campaign(CampaignMessage {
                campaign: self.campaign.id,
                kind,
                version,
                tone: self.campaign.plan.tone,
                deadline: due.deadline,
                own: None,
            });
            let letter = Letter {
                language: due.language.clone().unwrap_or_else(|| self.organisation.language.clone()),
                name: due.name.clone(),
                at: self.now,
                browser: None,
                source: None,
                content,
            };
            let message = scribe.message(due.address.clone(), &letter, self.now.plus(LIVES))?;
            told.push(Told { user: due.user, step: Some(due.step), deadline: due.deadline, message: message.id });
            messages.push(message);
        }
        Ok(Batch { told, messages })
    }
}
