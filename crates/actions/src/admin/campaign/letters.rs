//! Letters on paper to those whom no mail of a campaign reaches: to whom, at which address, with which words. Whoever asks
//! puts them on paper; [`made`] notes that they were, and that these people are told where the letters are posted.

use std::collections::HashMap;
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::campaign::{Addressee, CampaignState, Step, TextKind, letter_step, schedule};
use domain::id::{OutboxId, UserId};
use domain::permission::{Freshness, Refusal, Right};
use domain::selection::{AttributeKey, AttributeKind};
use domain::time::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use store::campaign_letter::Lettered;
use store::campaign_message::Reader;

use super::edit::may_run;
use super::text::texts;
use super::unreached::Reading;
use super::{By, Campaign, OwnText, Shown};
use crate::admin::attributes;
use crate::admin::desk::{Acted, note_refused};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::letter::OwnWords;
use crate::visit::Organisation;

/// Lines of an address below the name.
pub const MOST_LINES: usize = 3;
/// Attributes on one line of an address.
pub const MOST_ON_A_LINE: usize = 3;
/// A letter is dated at most so many days ahead.
pub const FURTHEST_DATED: i64 = 30;

/// Which letters are to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterOrder {
    /// With which text.
    pub kind: TextKind,
    /// The attributes that hold the lines of the address, each line those that stand on it.
    pub lines: Vec<Vec<AttributeKey>>,
    /// The day that stands on the letters: the one on which they are posted.
    pub dated: Date,
    /// For whom.
    pub to: LetterTo,
}

/// For which of the people whom no mail reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterTo {
    /// Those whom this message has not reached on another way, nor a later one.
    NotYet,
    /// All of them.
    Everyone,
}

/// What is wrong with such an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFault {
    /// The campaign has no message with this text.
    Kind,
    /// A line of the address names what holds no such line, or there are too many.
    Lines,
    /// The day is before today or more than [`FURTHEST_DATED`] days ahead.
    Dated,
}

/// Someone to whom a letter can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// Who.
    pub user: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Tag of their language, else of the organisation's.
    pub language: String,
    /// The own deadline.
    pub deadline: Timestamp,
    /// The address below the name, without empty lines.
    pub address: Vec<String>,
    step: Step,
    counts_at: Timestamp,
}

/// One of the people whom no mail reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// Somebody to whom a letter can be made.
    Letter(Addressed),
    /// Somebody whom this message has reached on another way, or a later one.
    Had,
    /// The text would not be true of them on that day.
    Untrue,
}

/// People being read, at one moment.
#[derive(Debug)]
pub struct Letters {
    organisation: Arc<Organisation>,
    campaign: Campaign,
    order: LetterOrder,
    reading: Reading,
    texts: Vec<OwnText>,
    now: Timestamp,
    at: Timestamp,
    after: Option<UserId>,
}

/// What whoever asks for letters must have: they name everyone.
const RIGHTS: [Right; 2] = [Right::PeopleRead, Right::ViewsAll];

async fn may_print<T>(ctx: &Ctx, by: By<'_>) -> Result<Option<Acted<T>>, Error> {
    let By::Admin(admin, visit) = by else { return Ok(None) };
    if RIGHTS.into_iter().any(|right| !admin.has(right)) {
        note_refused(ctx, visit, admin, "make-letters", Refusal::NoRight.word()).await?;
        return Ok(Some(Acted::Refused(Refusal::NoRight)));
    }
    may_run(ctx, visit, admin, ("make-letters", Freshness::Session)).await
}

/// Begins to read those to whom letters are to be made, after `after`.
pub async fn letters(
    ctx: &Ctx,
    by: By<'_>,
    shown: &Shown,
    (order, after): (&LetterOrder, Option<UserId>),
) -> Result<Acted<Result<Letters, Vec<OrderFault>>>, Error> {
    if let Some(not) = may_print(ctx, by).await? {
        return Ok(not);
    }
    let organisation = by.organisation().clone();
    let faults = check(ctx, &organisation, shown, order).await?;
    if !faults.is_empty() {
        return Ok(Acted::Done(Err(faults)));
    }
    let (now, hours) = (ctx.now(), shown.campaign.plan.hours);
    let reading = Reading::begin(ctx, &organisation, shown).await?;
    let texts = texts(ctx, &organisation, shown.campaign.id).await?;
    let at = schedule::moment(order.dated, hours, &organisation.zone).max(now);
    let (campaign, order) = (shown.campaign.clone(), order.clone());
    Ok(Acted::Done(Ok(Letters { organisation, campaign, order, reading, texts, now, at, after })))
}

async fn check(
    ctx: &Ctx,
    organisation: &Organisation,
    shown: &Shown,
    order: &LetterOrder,
) -> Result<Vec<OrderFault>, Error> {
    let mut faults = Vec::new();
    if !shown.campaign.plan.sends(order.kind) {
        faults.push(OrderFault::Kind);
    }
    let known = line_attributes(ctx, organisation).await?;
    let is_known = |key: &AttributeKey| known.iter().any(|(one, _)| one == key);
    let too_many = order.lines.len() > MOST_LINES || order.lines.iter().any(|line| line.len() > MOST_ON_A_LINE);
    if too_many || !order.lines.iter().flatten().all(is_known) {
        faults.push(OrderFault::Lines);
    }
    let today = ctx.now().date_in(&organisation.zone);
    if order.dated < today || order.dated > today.saturating_add(FURTHEST_DATED.days()) {
        faults.push(OrderFault::Dated);
    }
    Ok(faults)
}

/// The attributes that can hold a line of an address, in their order: key and name.
pub async fn line_attributes(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(AttributeKey, String)>, Error> {
    let all = attributes::list(ctx, organisation).await?.into_iter().map(|kept| kept.attribute);
    let texts = all.filter(|one| !matches!(one.kind, AttributeKind::Date | AttributeKind::YesNo));
    Ok(texts.map(|one| (one.key, one.name)).collect())
}

/// The picture of an address that a telephone reads: rows of modules, dark where true, without the quiet zone.
pub fn address_code(site: &str) -> Result<Vec<Vec<bool>>, Error> {
    verifier::qr::modules(site).map_err(|_| broken("an address too long for a QR code"))
}

impl Letters {
    /// The next of them in the order of their ids; nothing at the end.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<Vec<Candidate>>, Error> {
        let Some((people, range)) = self.reading.page(ctx, self.after).await? else { return Ok(None) };
        self.after = Some(range.1);
        if people.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let (db, org) = (ctx.db(), self.organisation.id);
        let told = store::campaign_letter::last_arrived(db, org, self.campaign.id, range).await?;
        let mut readers = store::campaign_message::readers(db, org, range).await?;
        let mut values: HashMap<&AttributeKey, HashMap<UserId, String>> = HashMap::new();
        for key in self.order.lines.iter().flatten() {
            values.insert(key, store::campaign_letter::values(db, org, key, range).await?);
        }
        let mut all = Vec::with_capacity(people.len());
        for person in people {
            let last_told = told.get(&person.user).copied();
            let addressee = Addressee { deadline: person.deadline, came_under: person.came_under, last_told };
            let (plan, zone) = (&self.campaign.plan, &self.organisation.zone);
            let Some((step, moment)) = letter_step(plan, zone, self.at, &addressee, self.order.kind) else {
                all.push(Candidate::Untrue);
                continue;
            };
            if self.order.to == LetterTo::NotYet && last_told.is_some_and(|told| told >= moment) {
                all.push(Candidate::Had);
                continue;
            }
            let on = |line: &Vec<AttributeKey>| {
                let parts = line.iter().filter_map(|key| values.get(key)?.get(&person.user)).map(|text| text.trim());
                parts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
            };
            let address = self.order.lines.iter().map(on).filter(|line| !line.is_empty()).collect();
            let language = readers.remove(&person.user).and_then(|Reader { language, .. }| language);
            all.push(Candidate::Letter(Addressed {
                user: person.user,
                name: person.name,
                user_name: person.user_name,
                language: language.unwrap_or_else(|| self.organisation.language.clone()),
                deadline: person.deadline,
                address,
                step,
                counts_at: moment.max(self.now),
            }));
        }
        Ok(Some(all))
    }

    /// The organisation's own text in a language; none where the product's holds.
    pub fn own(&self, language: &str) -> Option<OwnWords> {
        let own = self.texts.iter().find(|text| text.kind == self.order.kind && text.language == language)?;
        Some(OwnWords { subject: own.subject.clone(), body: own.body.clone() })
    }
}

/// What is done with letters that were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// They are looked at.
    No,
    /// They are posted: whoever gets one is told.
    Yes,
}

/// What became of letters that were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeLetters {
    /// It is noted.
    Noted {
        /// How many count as told now who did not before.
        told: u64,
    },
    /// The campaign is a draft, or over: it tells nobody anything.
    NotRunning,
}

/// Notes that letters were made, before they are handed out. With `Posted::Yes` each counts as the message that it stands
/// for, once, so that no mail of that message follows.
pub async fn made(
    ctx: &Ctx,
    by: By<'_>,
    shown: &Shown,
    (kind, letters): (TextKind, &[Addressed]),
    posted: Posted,
) -> Result<Acted<MadeLetters>, Error> {
    if let Some(not) = may_print(ctx, by).await? {
        return Ok(not);
    }
    if posted == Posted::Yes && !matches!(shown.campaign.state, CampaignState::Running | CampaignState::Paused) {
        return Ok(Acted::Done(MadeLetters::NotRunning));
    }
    let of =
        |one: &Addressed| Lettered { user: one.user, step: one.step, deadline: one.deadline, counts_at: one.counts_at };
    let told: Vec<Lettered> = letters.iter().filter(|_| posted == Posted::Yes).map(of).collect();
    let event = AuditEvent::CampaignLettersMade {
        campaign: shown.campaign.name.clone(),
        text: kind.word().to_owned(),
        people: u64::try_from(letters.len()).unwrap_or(u64::MAX),
        posted: posted == Posted::Yes,
    };
    let file = OutboxId::from_bytes(ctx.new_id(ctx.now()));
    let input = (by.scribe(ctx), (shown.campaign.id, file, posted), (told, event));
    let written = ctx
        .write(input, |tx, (scribe, (campaign, file, posted), (told, event))| {
            Box::pin(async move {
                let mut number = 0;
                if *posted == Posted::Yes {
                    let (org, now) = (scribe.organisation.id, scribe.now);
                    let new = store::campaign_letter::insert(tx, org, (*campaign, *file), told, now).await;
                    let new = new.map_err(|error| match error {
                        // Told by mail at this very moment.
                        store::Error::Conflict(_) => Error::Conflict,
                        other => other.into(),
                    })?;
                    // Stopped meanwhile.
                    number = new.ok_or(Error::Conflict)?;
                }
                scribe.note(tx, None, event.clone())?;
                Ok(number)
            })
        })
        .await;
    match written {
        Ok(told) => Ok(Acted::Done(MadeLetters::Noted { told })),
        Err(Error::Conflict) => Ok(Acted::Changed),
        Err(error) => Err(error),
    }
}
