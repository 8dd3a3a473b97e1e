//! What campaigns do by themselves: whoever is due a message gets it, batch by batch. Each batch is written with the mark
//! that claims it and with the row that says who was told what, so that a crash, a second server or a pause in between
//! loses nobody and tells nobody twice.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::campaign::schedule::{is_open, opens_at};
use domain::campaign::{Addressee, CampaignState, Step, due_step, next_moment};
use domain::id::{OutboxId, PolicyId, UserId};
use domain::time::{Lifetime, Timestamp, end_of_day, start_of_day};
use store::campaign::Campaign;
use store::campaign_message::{Reader, Told};
use store::outbox::NewMessage;

use super::is_awake;
use super::text::versions;
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
/// Whoever comes under the policy meanwhile is seen after this long for each so many people, and after an hour at the most.
const LOOK_AGAIN: (Lifetime, i64) = (Lifetime::minutes(1), 10_000);
const LOOK_AGAIN_AT_MOST: Lifetime = Lifetime::hours(1);

/// Writes what is due, of all organisations; answers how many messages. For whatever runs by itself.
pub async fn run(ctx: &Ctx) -> Result<u64, Error> {
    let mut written = 0;
    for organisation in ctx.organisations().iter().filter(|one| is_awake(one)) {
        let all = store::campaign::list(ctx.db(), organisation.id).await?;
        let running = || all.iter().filter(|one| one.state == CampaignState::Running && one.plan.channels.mail);
        let policies: HashSet<PolicyId> = running().map(|campaign| campaign.policy).collect();
        let now = ctx.now();
        for campaign in running().filter(|campaign| campaign.look_at <= now) {
            let round = Round { ctx, organisation, campaign: campaign.clone(), policies: &policies, now };
            match round.run().await {
                Ok(number) => written += number,
                // Another server is at it, or somebody changed it: the next look sees what is left.
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(written)
}

/// One look at one campaign.
struct Round<'a> {
    ctx: &'a Ctx,
    organisation: &'a Arc<Organisation>,
    campaign: Campaign,
    /// Of all campaigns that run.
    policies: &'a HashSet<PolicyId>,
    now: Timestamp,
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

impl Round<'_> {
    async fn run(mut self) -> Result<u64, Error> {
        let (zone, now) = (self.organisation.zone.clone(), self.now);
        let hours = self.campaign.plan.hours;
        if !is_open(hours, &zone, now) {
            self.look_again(opens_at(hours, &zone, now)).await?;
            return Ok(0);
        }
        let today = now.date_in(&zone);
        let mut room = match self.campaign.plan.a_day {
            None => u64::MAX,
            Some(most) => {
                let since = start_of_day(today, &zone);
                let org = self.organisation.id;
                let told = store::campaign_message::count_since(self.ctx.db(), org, self.campaign.id, since).await?;
                u64::from(most.get()).saturating_sub(told)
            }
        };
        let texts = versions(self.ctx, self.organisation, self.campaign.id).await?;
        let (mut written, mut people, mut next, mut after) = (0, 0_i64, Timestamp::MAX, None);
        while room > 0 {
            let world = World::as_it_stands(self.ctx, self.organisation, self.campaign.policy, now).await?;
            let mut candidates = Vec::new();
            let Some(page) = world.page(self.ctx, (after, PAGE), &[]).await? else { break };
            let _all = world.look_at(&page, |seen| {
                people += 1;
                candidates.extend(self.candidate(&seen));
                ControlFlow::Continue(())
            });
            let mut due = self.due(page.range, candidates, &mut next).await?;
            due.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            for batch in due.chunks(BATCH) {
                self.write(batch, &texts).await?;
            }
            let number = u64::try_from(due.len()).unwrap_or(u64::MAX);
            (written, room, after) = (written + number, room - number, Some(page.range.1));
        }
        let (each, so_many) = LOOK_AGAIN;
        let pause = Lifetime::from_micros(each.micros().saturating_mul(1 + people / so_many)).min(LOOK_AGAIN_AT_MOST);
        let again = if room == 0 { end_of_day(today, &zone) } else { next.min(now.plus(pause)) };
        self.look_again(opens_at(hours, &zone, again)).await?;
        Ok(written)
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

    async fn write(&mut self, batch: &[Due], texts: &[(domain::campaign::TextKind, i64)]) -> Result<(), Error> {
        let scribe = Scribe::of_system(self.ctx, self.organisation, self.now);
        let (mut told, mut messages): (Vec<Told>, Vec<NewMessage>) = (Vec::new(), Vec::new());
        for due in batch {
            let kind = due.step.kind();
            let version = texts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, version)| *version);
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
            let message_id: OutboxId = message.id;
            told.push(Told { user: due.user, step: Some(due.step), deadline: due.deadline, message: message_id });
            messages.push(message);
        }
        let people = u64::try_from(told.len()).unwrap_or(u64::MAX);
        let input = (scribe, self.campaign.clone(), (told, messages, people));
        self.ctx
            .write(input, |tx, (scribe, campaign, (told, messages, people))| {
                Box::pin(async move {
                    let (org, now) = (scribe.organisation.id, scribe.now);
                    if !store::campaign::advance(tx, org, campaign).await? {
                        return Err(Error::Conflict);
                    }
                    store::campaign_message::insert(tx, org, campaign.id, told, now).await?;
                    store::outbox::write_many(tx, org, messages.clone(), now).await?;
                    let event = AuditEvent::CampaignTold { campaign: campaign.name.clone(), people: *people };
                    scribe.note(tx, None, event)
                })
            })
            .await?;
        self.campaign.rounds += 1;
        self.ctx.wrote_mail();
        Ok(())
    }

    async fn look_again(&self, at: Timestamp) -> Result<(), Error> {
        let input = (self.organisation.id, self.campaign.clone(), at);
        self.ctx
            .write(input, |tx, (org, campaign, at)| {
                Box::pin(async move { Ok(store::campaign::look_at(tx, *org, campaign, *at).await?) })
            })
            .await
    }
}
