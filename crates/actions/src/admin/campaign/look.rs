//! What a campaign did and will do, for the page and the command line.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::campaign::{Step, schedule};
use domain::id::{CampaignId, UserId};
use domain::policy::Outlook;
use domain::time::{Timestamp, days_until};
use jiff::ToSpan;
use jiff::civil::Date;
use store::campaign_message::{Listed, Tally, Which};

use super::Shown;
use crate::admin::policy::World;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// One message of a campaign, for whoever has the deadline of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLook {
    /// Which.
    pub step: Step,
    /// From when it is sent; none where the policy has no deadline.
    pub at: Option<Timestamp>,
    /// What was sent.
    pub tally: Tally,
}

/// A campaign as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Everyone under the policy.
    pub under: u64,
    /// Those among them with a second factor.
    pub have: u64,
    /// Those who are to be told: no second factor yet, and one is demanded.
    pub left: u64,
    /// Those among them without an address that mail arrives at.
    pub unreached: u64,
    /// Its messages, in order.
    pub steps: Vec<StepLook>,
    /// Corrections of a deadline that moved.
    pub corrections: Tally,
    /// Which deadlines people last heard, and how many people each.
    pub named: Vec<(Timestamp, u64)>,
    /// Local days that a message to everybody takes, where so many a day may be sent.
    pub days_a_wave: Option<u64>,
    /// The message whose wave would not be over when the next one begins.
    pub overlong: Option<Step>,
}

/// Looks at a campaign: what was sent, what will be, and who is left. Reads everyone under the policy.
pub async fn overview(ctx: &Ctx, organisation: &Arc<Organisation>, shown: &Shown) -> Result<Overview, Error> {
    let (now, org, campaign) = (ctx.now(), organisation.id, &shown.campaign);
    let (mut under, mut have, mut left, mut unreached) = (0, 0, 0_u64, 0);
    let world = World::as_it_stands(ctx, organisation, campaign.policy, now).await?;
    world
        .walk(ctx, None, |seen| {
            under += u64::from(seen.under);
            have += u64::from(seen.under && seen.after == Outlook::Has);
            if seen.is_left() {
                left += 1;
                unreached += u64::from(!seen.row.mail.arrives());
            }
            ControlFlow::Continue(())
        })
        .await?;
    let mut tallies = store::campaign_message::tally(ctx.db(), org, campaign.id).await?;
    let mut steps = Vec::new();
    for step in campaign.plan.steps() {
        let tally = tallies.remove(&Some(step)).unwrap_or_default();
        steps.push(StepLook { step, at: moment_of(organisation, shown, step), tally });
    }
    let corrections = tallies.remove(&None).unwrap_or_default();
    let named = store::campaign_message::named(ctx.db(), org, campaign.id).await?;
    let days_a_wave = campaign.plan.a_day.map(|most| left.div_ceil(u64::from(most.get())));
    let ahead: Vec<&StepLook> = steps.iter().filter(|look| look.at.is_some_and(|at| at >= now)).collect();
    let overlong = ahead.windows(2).find_map(|pair| {
        let [one, next] = pair else { return None };
        let days = days_until(one.at?, next.at?, &organisation.zone);
        days_a_wave.is_some_and(|wave| i64::try_from(wave).is_ok_and(|wave| wave > days)).then_some(one.step)
    });
    Ok(Overview { under, have, left, unreached, steps, corrections, named, days_a_wave, overlong })
}

/// What became of the messages of a campaign, for whoever follows it; the step is none for corrections.
pub async fn tally(
    ctx: &Ctx,
    organisation: &Organisation,
    campaign: CampaignId,
) -> Result<HashMap<Option<Step>, Tally>, Error> {
    Ok(store::campaign_message::tally(ctx.db(), organisation.id, campaign).await?)
}

/// The next message for whoever has the deadline of the policy, and from when it is sent.
pub fn next_message(organisation: &Organisation, shown: &Shown, now: Timestamp) -> Option<(Step, Timestamp)> {
    let steps = shown.campaign.plan.steps().into_iter();
    steps.filter_map(|step| Some((step, moment_of(organisation, shown, step)?))).find(|(_, at)| *at > now)
}

/// From when a message is sent to whoever has the deadline of the policy.
fn moment_of(organisation: &Organisation, shown: &Shown, step: Step) -> Option<Timestamp> {
    let plan = &shown.campaign.plan;
    let deadline = shown.deadline();
    let on: Date = match step {
        Step::Announcement => plan.announce_on,
        Step::Before(days) => deadline?.checked_sub(i64::from(days).days()).ok()?,
        Step::Day => deadline?,
        Step::After(days) => deadline?.checked_add(i64::from(days).days()).ok()?,
    };
    Some(schedule::moment(on, plan.hours, &organisation.zone))
}

/// At most `limit` messages of a campaign, the newest on top.
pub async fn told(
    ctx: &Ctx,
    organisation: &Organisation,
    (campaign, which): (CampaignId, &Which),
    before: Option<(Timestamp, UserId)>,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    Ok(store::campaign_message::list(ctx.db(), organisation.id, (campaign, which), before, limit).await?)
}
