//! What campaigns do by themselves: whoever is due a message gets it, batch by batch. Each batch is written with the mark
//! that claims it and with the row that says who was told what, so that a crash, a second server or a pause in between
//! loses nobody and tells nobody twice. `round/walk.rs` works out the next batches while one is written.

mod walk;

use std::collections::HashSet;
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::campaign::CampaignState;
use domain::campaign::schedule::{is_open, opens_at};
use domain::id::PolicyId;
use domain::time::{Lifetime, Timestamp, end_of_day, start_of_day};
use store::campaign::Campaign;
use tokio::sync::mpsc;

use self::walk::{Batch, Walk};
use super::is_awake;
use super::text::versions;
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::record::Scribe;
use crate::visit::Organisation;

/// Batches that are worked out ahead of the one that is written.
const AHEAD: usize = 2;
/// Whoever comes under the policy meanwhile is seen after this long for each so many people, and after an hour at the most.
const LOOK_AGAIN: (Lifetime, i64) = (Lifetime::minutes(1), 10_000);
const LOOK_AGAIN_AT_MOST: Lifetime = Lifetime::hours(1);

/// Writes what is due, of all organisations; answers how many messages. For whatever runs by itself.
pub async fn run(ctx: &Ctx) -> Result<u64, Error> {
    let mut written = 0;
    for organisation in ctx.organisations().iter().filter(|one| is_awake(one)) {
        let all = store::campaign::list(ctx.db(), organisation.id).await?;
        let running = || all.iter().filter(|one| one.state == CampaignState::Running && one.plan.channels.mail);
        let policies: Arc<HashSet<PolicyId>> = Arc::new(running().map(|campaign| campaign.policy).collect());
        let now = ctx.now();
        for campaign in running().filter(|campaign| campaign.look_at <= now) {
            let round = Round { ctx, organisation, campaign: campaign.clone(), policies: policies.clone(), now };
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
    policies: Arc<HashSet<PolicyId>>,
    now: Timestamp,
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
        let room = match self.campaign.plan.a_day {
            None => u64::MAX,
            Some(most) => {
                let since = start_of_day(today, &zone);
                let org = self.organisation.id;
                let told = store::campaign_message::count_since(self.ctx.db(), org, self.campaign.id, since).await?;
                u64::from(most.get()).saturating_sub(told)
            }
        };
        let walk = Walk {
            ctx: self.ctx.clone(),
            organisation: self.organisation.clone(),
            campaign: self.campaign.clone(),
            policies: self.policies.clone(),
            texts: versions(self.ctx, self.organisation, self.campaign.id).await?,
            now,
        };
        // It ends by itself when nobody takes its batches any more.
        let (sender, mut batches) = mpsc::channel(AHEAD);
        let walking = tokio::spawn(walk.run(room, sender));
        let mut written = 0;
        while let Some(batch) = batches.recv().await {
            written += self.write(batch).await?;
        }
        let walked = walking.await.map_err(|_| broken("working out who is due a message panicked"))??;
        let (each, so_many) = LOOK_AGAIN;
        let pause = Lifetime::from_micros(each.micros().saturating_mul(1 + walked.people / so_many));
        let again = match room - written {
            0 => end_of_day(today, &zone),
            _ => walked.next.min(now.plus(pause.min(LOOK_AGAIN_AT_MOST))),
        };
        self.look_again(opens_at(hours, &zone, again)).await?;
        Ok(written)
    }

    /// Writes a batch; answers how many messages are in it.
    async fn write(&mut self, batch: Batch) -> Result<u64, Error> {
        let scribe = Scribe::of_system(self.ctx, self.organisation, self.now);
        let people = u64::try_from(batch.told.len()).unwrap_or(u64::MAX);
        let input = (scribe, self.campaign.clone(), (batch, people));
        self.ctx
            .write(input, |tx, (scribe, campaign, (batch, people))| {
                Box::pin(async move {
                    let (org, now) = (scribe.organisation.id, scribe.now);
                    if !store::campaign::advance(tx, org, campaign).await? {
                        return Err(Error::Conflict);
                    }
                    store::campaign_message::insert(tx, org, campaign.id, &batch.told, now).await?;
                    store::outbox::write_many(tx, org, &batch.messages, now).await?;
                    let event = AuditEvent::CampaignTold { campaign: campaign.name.clone(), people: *people };
                    scribe.note(tx, None, event)
                })
            })
            .await?;
        self.campaign.rounds += 1;
        self.ctx.look_for_mail();
        Ok(people)
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
