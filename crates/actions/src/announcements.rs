//! What a person reads in the product: announcements that are for them today, and the message of a campaign whose moment has
//! come. Neighbour: `admin::announcements` makes them.

use std::collections::HashSet;

use domain::announcement::{Reader, Weight, names_deadline, names_reader};
use domain::campaign::{Addressee, CampaignState, Step, TextKind, Tone, latest_step};
use domain::id::{AnnouncementId, CampaignId, PolicyId, UserId};
use domain::organisation::ModuleState;
use domain::policy::Requirement;
use domain::selection::Selected;
use domain::sorted;
use domain::time::{Timestamp, start_of_day};
use jiff::tz::TimeZone;
use store::announcement::{Announcement, AnnouncementText};

use crate::admin::campaign::versions;
use crate::check_session::SignedInPerson;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::{Organisation, Visit};

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it comes from.
    pub source: Source,
    /// What it says.
    pub says: Says,
    /// How much it presses.
    pub weight: Weight,
    /// Whether the reader can put it away.
    pub dismissible: bool,
    /// Whether the reader has done so.
    pub put_away: bool,
    /// From when it is read.
    pub since: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
    /// Whether other systems get it too.
    pub shared: bool,
    /// The reader's own deadline, where one is ahead.
    pub deadline: Option<Timestamp>,
}

/// Where something to read comes from; it is put away by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An announcement, at a version.
    Announcement(AnnouncementId, i64),
    /// A message of a campaign.
    Campaign(CampaignId, Step),
}

impl Source {
    /// The word that a form holds.
    pub fn word(self) -> String {
        match self {
            Self::Announcement(id, version) => format!("announcement.{id}.{version}"),
            Self::Campaign(id, step) => format!("campaign.{id}.{}", step.word()),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut parts = word.split('.');
        let (kind, id, part) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        match kind {
            "announcement" => Some(Self::Announcement(id.parse().ok()?, part.parse().ok()?)),
            "campaign" => Some(Self::Campaign(id.parse().ok()?, Step::from_word(part)?)),
            _ => None,
        }
    }

    fn key(self) -> ([u8; 16], String) {
        match self {
            Self::Announcement(id, version) => (id.bytes(), version.to_string()),
            Self::Campaign(id, step) => (id.bytes(), step.word()),
        }
    }
}

/// What something to read says; its placeholders are filled in by whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// The organisation's own words, in every language.
    Texts(Vec<AnnouncementText>),
    /// The product's own text of a campaign.
    Usual(TextKind, Tone),
}

/// Everything that a signed-in person is to read at this moment, important things on top; also what was put away.
pub async fn of_person(ctx: &Ctx, organisation: &Organisation, person: &SignedInPerson) -> Result<Vec<Item>, Error> {
    of_standing(ctx, organisation, (person.session.user, &person.standing)).await
}

/// The same of anybody, such as for a system that shows it.
pub(crate) async fn of_standing(
    ctx: &Ctx,
    organisation: &Organisation,
    (user, standing): (UserId, &Standing),
) -> Result<Vec<Item>, Error> {
    if organisation.module != ModuleState::Active || organisation.closed || standing.facts.person.blocked {
        return Ok(Vec::new());
    }
    let now = ctx.now();
    let reader = reader(standing, now);
    let put_away = store::announcement::put_away(ctx.db(), organisation.id, user).await?;
    let mut items = of_campaigns(ctx, organisation, (standing, reader), &put_away).await?;
    items.extend(of_announcements(ctx, organisation, (user, reader), &put_away).await?);
    sorted::by_key(&mut items, |item| item.weight == Weight::Information);
    Ok(items)
}

/// What everyone may read today and other systems get too: it says nothing of the reader, and is for everyone.
pub(crate) async fn of_nobody(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Item>, Error> {
    let zone = &organisation.zone;
    let shown = store::announcement::shown(ctx.db(), organisation.id, ctx.now().date_in(zone)).await?;
    let is_open = |one: &Announcement| {
        let words = one.texts.iter().flat_map(|text| [text.title.as_str(), text.body.as_str()]);
        one.reach.shared && one.reach.selected == Selected::Everyone && !one.reach.lacking_only && !names_reader(words)
    };
    let open = shown.into_iter().filter(is_open);
    let mut items: Vec<Item> = open.map(|one| of_announcement(one, zone, None, &HashSet::new())).collect();
    sorted::by_key(&mut items, |item| item.weight == Weight::Information);
    Ok(items)
}

/// What announcements look at of a person.
fn reader(standing: &Standing, now: Timestamp) -> Reader {
    let person = &standing.facts.person;
    let policy = &standing.policy;
    let has_factor = person.enrolled.iter().any(|kind| policy.authenticators.value.allows(*kind));
    let exempt = person.exemption.is_some_and(|exemption| exemption.until > now);
    let demanded = policy.requirement.value == Requirement::Mandatory && !has_factor && !exempt;
    Reader { has_factor, deadline: policy.due.map(|due| due.at).filter(|_| demanded) }
}

async fn of_announcements(
    ctx: &Ctx,
    organisation: &Organisation,
    (user, reader): (UserId, Reader),
    put_away: &HashSet<([u8; 16], String)>,
) -> Result<Vec<Item>, Error> {
    let (now, zone) = (ctx.now(), &organisation.zone);
    let shown = store::announcement::shown(ctx.db(), organisation.id, now.date_in(zone)).await?;
    let mut items = Vec::new();
    // Read after the announcements: whatever selection one names, its rule is there.
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    for one in shown {
        let words = one.texts.iter().flat_map(|text| [text.title.as_str(), text.body.as_str()]);
        if !one.reach.is_read_by(reader, names_deadline(words), (now, zone)) {
            continue;
        }
        if one.reach.selected != Selected::Everyone {
            let which = rules.which(one.reach.selected)?;
            if !store::people_query::is_among(ctx.db(), organisation.id, which, user, now).await? {
                continue;
            }
        }
        items.push(of_announcement(one, zone, reader.deadline, put_away));
    }
    Ok(items)
}

fn of_announcement(
    one: Announcement,
    zone: &TimeZone,
    deadline: Option<Timestamp>,
    put_away: &HashSet<([u8; 16], String)>,
) -> Item {
    let source = Source::Announcement(one.id, one.version);
    Item {
        source,
        says: Says::Texts(one.texts),
        weight: one.reach.weight,
        dismissible: one.reach.dismissible,
        put_away: one.reach.dismissible && put_away.contains(&source.key()),
        since: start_of_day(one.reach.from, zone),
        changed: one.changed_at,
        shared: one.reach.shared,
        deadline,
    }
}

/// The message of each campaign that is for this person, and shown in the product. Of campaigns that run for several policies
/// of one person the one of the policy that bites first speaks, as with mails.
async fn of_campaigns(
    ctx: &Ctx,
    organisation: &Organisation,
    (standing, reader): (&Standing, Reader),
    put_away: &HashSet<([u8; 16], String)>,
) -> Result<Vec<Item>, Error> {
    let (Some(deadline), Some(due)) = (reader.deadline, standing.policy.due) else { return Ok(Vec::new()) };
    let now = ctx.now();
    let came_under = |policy: PolicyId| {
        let mut held = standing.facts.policies.iter().filter(|(one, _)| !one.demand.watches());
        let of = held.find(|(one, _)| one.id == policy);
        of.map(|(_, since)| since.unwrap_or(now))
    };
    let all = store::campaign::list(ctx.db(), organisation.id).await?;
    let running = || all.iter().filter(|one| one.state == CampaignState::Running);
    let mut items = Vec::new();
    for campaign in running().filter(|one| one.plan.channels.home) {
        let Some(since) = came_under(campaign.policy) else { continue };
        if due.policy != campaign.policy && running().any(|one| one.policy == due.policy) {
            continue;
        }
        let addressee = Addressee { deadline, came_under: since, last_told: None };
        let Some(step) = latest_step(&campaign.plan, &organisation.zone, now, &addressee) else { continue };
        let kind = step.kind();
        let source = Source::Campaign(campaign.id, step);
        items.push(Item {
            source,
            says: words_of(ctx, organisation, (campaign.id, kind), campaign.plan.tone).await?,
            weight: if kind == TextKind::Announcement { Weight::Information } else { Weight::Important },
            dismissible: true,
            put_away: put_away.contains(&source.key()),
            since: campaign.started_at.unwrap_or(now),
            changed: campaign.started_at.unwrap_or(now),
            shared: true,
            deadline: Some(deadline),
        });
    }
    Ok(items)
}

/// The organisation's own words for a message of a campaign, else the product's.
async fn words_of(
    ctx: &Ctx,
    organisation: &Organisation,
    (campaign, kind): (CampaignId, TextKind),
    tone: Tone,
) -> Result<Says, Error> {
    if versions(ctx, organisation, campaign).await?.iter().all(|(of, _)| *of != kind) {
        return Ok(Says::Usual(kind, tone));
    }
    let own = crate::admin::campaign::texts(ctx, organisation, campaign).await?.into_iter();
    let own = own.filter(|text| text.kind == kind).map(|text| AnnouncementText {
        language: text.language,
        title: text.subject,
        body: text.body,
    });
    let own: Vec<AnnouncementText> = own.collect();
    Ok(if own.is_empty() { Says::Usual(kind, tone) } else { Says::Texts(own) })
}

/// Puts something away for the person of a session; false where it is not theirs to read or cannot be put away.
pub async fn put_away(ctx: &Ctx, visit: &Visit, token: &str, source: Source) -> Result<Option<bool>, Error> {
    let now = ctx.now();
    let Some(person) = crate::profile::open(ctx, visit, token, now).await? else { return Ok(None) };
    let items = of_person(ctx, &visit.organisation, &person).await?;
    if !items.iter().any(|item| item.source == source && item.dismissible) {
        return Ok(Some(false));
    }
    let input = (visit.organisation.id, person.session.user, source.key(), now);
    ctx.write(input, |tx, (org, user, (source, part), now)| {
        Box::pin(async move { Ok(store::announcement::put(tx, *org, *user, (*source, part), *now).await?) })
    })
    .await?;
    Ok(Some(true))
}
