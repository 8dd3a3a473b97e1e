//! The campaign of the demo, half-way: announced two weeks ago, and the first reminder goes out today. Its mails of the past
//! are counted as sent; those of today arrive in the mailbox page.

use std::sync::Arc;

use actions::admin::campaign::{self as campaigns, By, CampaignEdit, Drafted};
use actions::admin::desk::Acted;
use actions::admin::policy;
use actions::send_mail::{self, Fate, Outgoing};
use actions::{Ctx, Error, Organisation};
use domain::campaign::{CampaignState, Plan, schedule};
use domain::time::{Lifetime, Timestamp};
use jiff::ToSpan;
use jiff::civil::Date;

use super::seed::MANDATORY;
use crate::clock::MovableClock;

/// Announced so many days before the deadline.
const DAYS_BEFORE: i64 = 28;

/// When the announcement went out.
pub(super) fn announced(organisation: &Organisation, deadline: Date) -> Timestamp {
    let plan = plan(deadline);
    schedule::moment(plan.announce_on, plan.hours, &organisation.zone)
}

fn plan(deadline: Date) -> Plan {
    Plan::usual(deadline.saturating_sub(DAYS_BEFORE.days()))
}

/// Makes and starts the campaign the day before `at`, and announces it then. One address turns out to be wrong.
pub(super) async fn announce(
    ctx: &Ctx,
    clock: &MovableClock,
    organisation: &Arc<Organisation>,
    at: Timestamp,
) -> Result<(), Error> {
    let broken = |what: &str| Error::Broken(format!("the campaign of the demo {what}"));
    clock.set(at.minus(Lifetime::days(1)));
    let all = policy::list(ctx, organisation).await?;
    let kept = all.into_iter().find(|kept| kept.policy.name == MANDATORY).ok_or_else(|| broken("has no rule"))?;
    let deadline = campaigns::deadline_of(&kept).ok_or_else(|| broken("has no deadline"))?;
    let name = format!("Tweede stap voor {}", MANDATORY.to_lowercase());
    let edit = CampaignEdit { id: None, version: 0, policy: kept.policy.id, name, plan: plan(deadline) };
    let by = By::CommandLine(organisation);
    let Acted::Done(Drafted::Saved(id)) = campaigns::make(ctx, by, &edit).await? else {
        return Err(broken("was not made"));
    };
    campaigns::go(ctx, by, id, CampaignState::Running).await?;
    clock.set(at);
    campaigns::run(ctx).await?;
    let mut first = true;
    loop {
        let claimed = send_mail::claim(ctx, 100).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let done: Vec<(Outgoing, Fate)> = claimed
            .into_iter()
            .map(|outgoing| {
                let refused = std::mem::take(&mut first);
                let fate = if refused { Fate::AddressRefused("550 5.1.1 no such user".to_owned()) } else { Fate::Sent };
                (outgoing, fate)
            })
            .collect();
        send_mail::settle(ctx, &done, &[]).await?;
    }
}
