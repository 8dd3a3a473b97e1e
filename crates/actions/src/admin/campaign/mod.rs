//! Campaigns as administrators work with them: written as a draft, started, paused, stopped; and what they do by
//! themselves. Who is due what when is for `domain::campaign` to say.

mod again;
mod edit;
mod export;
mod letters;
mod look;
mod round;
mod state;
mod text;
mod trial;
mod unreached;

pub use again::{ToldAgain, tell_again};
pub(in crate::admin) use edit::may_run;
pub use edit::{CampaignEdit, CampaignFault, Drafted, LONGEST_NAME, make, remove, save};
pub use export::{Export, List, export};
pub use letters::{
    Addressed, Candidate, FURTHEST_DATED, LetterOrder, LetterTo, Letters, MOST_LINES, MOST_ON_A_LINE, MadeLetters,
    OrderFault, Posted, address_code, letters, line_attributes, made,
};
pub use look::{Overview, StepLook, next_message, overview, tally, told};
pub use round::run;
pub use state::{Hindrance, Went, go, hindrance};
pub use store::campaign::Campaign;
pub use store::campaign_message::{Listed, Tally, Which};
pub use store::campaign_text::OwnText;
pub use text::{SavedText, TypedText, save_text, texts, versions};
pub use trial::{Tried, try_on_oneself};
pub use unreached::{Unreached, unreached};

use std::sync::Arc;

use domain::id::CampaignId;
use domain::organisation::ModuleState;
use domain::policy::Requirement;
use domain::time::{Timestamp, start_of_day};
use jiff::civil::Date;

use super::desk::Admin;
use super::policy::Kept;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// Who makes a campaign, starts, pauses or stops it.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// Someone in the browser.
    Admin(&'a Admin, &'a Visit),
    /// Whoever may use the command line of the server.
    CommandLine(&'a Arc<Organisation>),
}

impl By<'_> {
    fn organisation(&self) -> &Arc<Organisation> {
        match self {
            Self::Admin(_, visit) => &visit.organisation,
            Self::CommandLine(organisation) => organisation,
        }
    }

    fn scribe(&self, ctx: &Ctx) -> Scribe {
        match self {
            Self::Admin(admin, visit) => admin.scribe(ctx, visit, ctx.now()),
            Self::CommandLine(organisation) => Scribe::of_command_line(ctx, organisation, ctx.now()),
        }
    }
}

/// A campaign and the policy that it is for.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The campaign.
    pub campaign: Campaign,
    /// The policy as it stands; none where it was taken away.
    pub policy: Option<Kept>,
}

impl Shown {
    /// The day from which the policy demands a second factor; none where it demands none, or has no day.
    pub fn deadline(&self) -> Option<Date> {
        deadline_of(self.policy.as_ref()?)
    }

    /// Whether the policy only watches: nobody is to be told of it.
    pub fn only_watches(&self) -> bool {
        self.policy.as_ref().is_some_and(|kept| kept.policy.demand.watches())
    }

    /// The first moment of that day.
    pub fn deadline_at(&self, organisation: &Organisation) -> Option<Timestamp> {
        self.deadline().map(|day| start_of_day(day, &organisation.zone))
    }
}

/// The day from which a policy demands a second factor; none while it only watches.
pub fn deadline_of(policy: &Kept) -> Option<Date> {
    let demand = policy.policy.demand;
    demand.deadline.filter(|_| demand.requirement == Requirement::Mandatory && !demand.watches())
}

/// All campaigns, the newest on top.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Shown>, Error> {
    let policies = super::policy::list(ctx, organisation).await?;
    let campaigns = store::campaign::list(ctx.db(), organisation.id).await?;
    let with_policy = |campaign: Campaign| {
        let policy = policies.iter().find(|kept| kept.policy.id == campaign.policy).cloned();
        Shown { campaign, policy }
    };
    Ok(campaigns.into_iter().map(with_policy).collect())
}

/// One campaign.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: CampaignId) -> Result<Option<Shown>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|shown| shown.campaign.id == id))
}

/// Whether an organisation's campaigns tell anybody anything.
fn is_awake(organisation: &Organisation) -> bool {
    organisation.module == ModuleState::Active && !organisation.closed
}
