//! The lists of a campaign written out as CSV, a page at a time: whom it told what, and whom it cannot reach.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::campaign::Step;
use domain::id::UserId;
use domain::permission::{Refusal, Right};
use domain::time::Timestamp;
use store::campaign_message::{Listed, Which};

use super::unreached::{Reading, Unreached};
use super::{Campaign, Shown};
use crate::admin::desk::{Admin, note_refused};
use crate::csv;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

const TOLD: &str = "user_name,name,message,told_at,deadline,channel,address,outcome,note\r\n";
const UNREACHED: &str = "user_name,name,why,deadline\r\n";
/// Lines of a part of the file.
const PART: i64 = 1_000;

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// What was told whom.
    Told(Which),
    /// Whom no mail reaches.
    Unreached,
}

impl List {
    /// The word of addresses and of the audit log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Told(_) => "told",
            Self::Unreached => "unreached",
        }
    }
}

/// A list that is being written out.
#[derive(Debug)]
pub struct Export {
    organisation: Arc<Organisation>,
    rest: Rest,
    begun: bool,
}

#[derive(Debug)]
enum Rest {
    Told(Box<Campaign>, Which, Option<(Timestamp, UserId)>),
    Unreached(Box<Reading>, Option<UserId>),
    Nothing,
}

/// Begins to write a list of a campaign out, and notes that; nothing for whoever may not see it.
pub async fn export(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (shown, list): (&Shown, List),
) -> Result<Option<Export>, Error> {
    if ![Right::SetupRead, Right::PeopleRead, Right::ViewsAll].into_iter().all(|right| admin.has(right)) {
        note_refused(ctx, visit, admin, "export-campaign", Refusal::NoRight.word()).await?;
        return Ok(None);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let (campaign, word) = (shown.campaign.name.clone(), list.word().to_owned());
    let event = AuditEvent::CampaignListExported { campaign, list: word };
    ctx.write((scribe, event), |tx, (scribe, event)| Box::pin(async move { scribe.note(tx, None, event.clone()) }))
        .await?;
    let organisation = visit.organisation.clone();
    let rest = match list {
        List::Told(which) => Rest::Told(Box::new(shown.campaign.clone()), which, None),
        List::Unreached => Rest::Unreached(Box::new(Reading::begin(ctx, &organisation, shown).await?), None),
    };
    Ok(Some(Export { organisation, rest, begun: false }))
}

impl Export {
    /// The next part of the file; nothing at its end.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>, Error> {
        let mut part = String::new();
        let rest = std::mem::replace(&mut self.rest, Rest::Nothing);
        if !std::mem::replace(&mut self.begun, true) {
            part.push_str(if matches!(rest, Rest::Told(..)) { TOLD } else { UNREACHED });
        }
        self.rest = match rest {
            Rest::Told(campaign, which, before) => {
                let (db, org, of) = (ctx.db(), self.organisation.id, (campaign.id, &which));
                let all = store::campaign_message::list(db, org, of, before, PART).await?;
                for one in &all {
                    csv::line(&told_cells(one), &mut part);
                }
                let last = all.last().map(|last| (last.told_at, last.user));
                last.map_or(Rest::Nothing, |last| Rest::Told(campaign, which, Some(last)))
            }
            Rest::Unreached(reading, after) => match reading.page(ctx, after).await? {
                Some((some, (_, last))) => {
                    for one in &some {
                        csv::line(&unreached_cells(one), &mut part);
                    }
                    Rest::Unreached(reading, Some(last))
                }
                None => Rest::Nothing,
            },
            Rest::Nothing => return Ok(None),
        };
        Ok(Some(part).filter(|part| !part.is_empty() || !matches!(self.rest, Rest::Nothing)))
    }
}

fn told_cells(one: &Listed) -> [String; 9] {
    let (channel, outcome) = match one.state.as_str() {
        "letter" => ("letter", "posted"),
        state => ("mail", state),
    };
    [
        one.user_name.clone(),
        one.name.clone(),
        one.step.map_or_else(|| "moved".to_owned(), Step::word),
        one.told_at.rfc3339(),
        one.deadline.rfc3339(),
        channel.to_owned(),
        one.address.clone().unwrap_or_default(),
        outcome.to_owned(),
        one.note.clone().filter(|_| outcome != "sent").unwrap_or_default(),
    ]
}

fn unreached_cells(one: &Unreached) -> [String; 4] {
    let why = if one.refused { "refused" } else { "no-address" };
    [one.user_name.clone(), one.name.clone(), why.to_owned(), one.deadline.rfc3339()]
}
