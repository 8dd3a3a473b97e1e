//! As if it were another day: what everyone would meet at a sign-in then, by all policies together. The same walk and the
//! same decision as a dry run; nothing is kept, and memory does not grow with the people.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::{Exemption, Explanation, Outlook};
use domain::rollout::Part;
use domain::time::Timestamp;

use super::people::page_of;
use crate::admin::desk::Admin;
use crate::admin::policy::{PAGE, World};
use crate::csv;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// Whom a rehearsal is about, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// Everyone of the organisation, or a part of them.
    pub part: Part,
    /// The moment that it is as if it were.
    pub at: Timestamp,
}

/// How many people are in which class, now and then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// Everyone who was looked at.
    pub people: u64,
    now: [u64; Outlook::ALL.len()],
    then: [u64; Outlook::ALL.len()],
}

impl Rehearsal {
    /// Those who are in this class at a sign-in now.
    pub fn now(&self, class: Outlook) -> u64 {
        self.now.get(class.index()).copied().unwrap_or_default()
    }

    /// Those who would be in this class at a sign-in then.
    pub fn then(&self, class: Outlook) -> u64 {
        self.then.get(class.index()).copied().unwrap_or_default()
    }

    fn count(&mut self, now: Outlook, then: Outlook) {
        self.people += 1;
        for (counts, class) in [(&mut self.now, now), (&mut self.then, then)] {
            if let Some(count) = counts.get_mut(class.index()) {
                *count += 1;
            }
        }
    }
}

/// How many people there are to look at, those of other parts included.
pub async fn people(ctx: &Ctx, organisation: &Organisation) -> Result<u64, Error> {
    Ok(store::rollout_people::at_most(ctx.db(), organisation.id, u32::MAX).await?.into())
}

/// Counts everyone. `tell` hears after each page how many were read, those of other parts included.
pub async fn rehearse(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    scene: Scene,
    mut tell: impl FnMut(u64),
) -> Result<Rehearsal, Error> {
    let stage = Stage::begin(ctx, organisation, scene).await?;
    let today = World::read(ctx, organisation, None, ctx.now()).await?;
    let (mut counted, mut read, mut last) = (Rehearsal::default(), 0, None);
    while let Some((page, part)) = page_of(ctx, (&stage.world, organisation.id), scene.part, (last, PAGE)).await? {
        for row in page.rows.iter().filter(|row| part.has(&page, row.id)) {
            counted.count(today.standing(&page, row).outlook, stage.world.standing(&page, row).outlook);
        }
        read += u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
        tell(read);
        last = Some(page.range.1);
    }
    Ok(counted)
}

/// What one person would meet.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// When last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Whether there is an address.
    pub has_address: bool,
    /// The class.
    pub class: Outlook,
    /// The decision and why it falls.
    pub explanation: Explanation,
    /// The exemption with the latest end.
    pub exemption: Option<Exemption>,
}

/// A page of them, in the order in which people were added.
#[derive(Clone, Debug)]
pub struct Meetings {
    /// The people.
    pub people: Vec<Meeting>,
    /// After whom the next page begins; none where this is the last.
    pub next: Option<UserId>,
    /// The policies that explanations name.
    pub policies: Vec<(PolicyId, String)>,
}

/// At most `limit` people who would be in this class, after `after`.
pub async fn list_rehearsal(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (scene, class): (Scene, Outlook),
    (after, limit): (Option<UserId>, usize),
) -> Result<Meetings, Error> {
    let stage = Stage::begin(ctx, organisation, scene).await?;
    let mut people = Vec::new();
    let mut last = after;
    while people.len() <= limit
        && let Some((some, end)) = stage.page(ctx, class, last).await?
    {
        people.extend(some);
        last = Some(end);
    }
    let more = people.len() > limit;
    people.truncate(limit);
    let next = people.last().filter(|_| more).map(|person| person.id);
    Ok(Meetings { people, next, policies: stage.policies() })
}

/// People being read, as they would stand.
#[derive(Debug)]
struct Stage {
    organisation: Arc<Organisation>,
    world: World,
    scene: Scene,
}

impl Stage {
    async fn begin(ctx: &Ctx, organisation: &Arc<Organisation>, scene: Scene) -> Result<Self, Error> {
        let world = World::read(ctx, organisation, None, scene.at).await?;
        Ok(Self { organisation: organisation.clone(), world, scene })
    }

    fn policies(&self) -> Vec<(PolicyId, String)> {
        self.world.rules().policies.iter().map(|policy| (policy.id, policy.name.clone())).collect()
    }

    /// Those of the next people who would be in the class, and the last who was looked at; nothing at the end.
    async fn page(
        &self,
        ctx: &Ctx,
        class: Outlook,
        after: Option<UserId>,
    ) -> Result<Option<(Vec<Meeting>, UserId)>, Error> {
        let of = (&self.world, self.organisation.id);
        let Some((page, part)) = page_of(ctx, of, self.scene.part, (after, PAGE)).await? else { return Ok(None) };
        let mut people = Vec::new();
        for row in page.rows.iter().filter(|row| part.has(&page, row.id)) {
            if self.world.standing(&page, row).outlook != class {
                continue;
            }
            people.push(Meeting {
                id: row.id,
                name: row.display_name.clone(),
                user_name: row.user_name.clone(),
                last_sign_in_at: row.last_sign_in_at,
                has_address: row.mail.has_address(),
                class,
                explanation: self.world.explain(&page, row),
                exemption: row.exemption,
            });
        }
        Ok(Some((people, page.range.1)))
    }
}

const HEADINGS: &str = "user_name,name,meets,why,exempt_until,last_sign_in\r\n";

/// A list that is being written out.
#[derive(Debug)]
pub struct RehearsalExport {
    stage: Stage,
    class: Outlook,
    after: Option<UserId>,
    begun: bool,
}

/// Begins to write out who would be in this class, and notes that; nothing for whoever may not see them.
pub async fn export_rehearsal(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (scene, class): (Scene, Outlook),
) -> Result<Option<RehearsalExport>, Error> {
    if ![Right::SetupRead, Right::PeopleRead, Right::ViewsAll].into_iter().all(|right| admin.has(right)) {
        return Ok(None);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let day = scene.at.date_in(&visit.organisation.zone).to_string();
    let event = AuditEvent::RehearsalExported { day, list: class.word().to_owned() };
    ctx.write((scribe, event), |tx, (scribe, event)| Box::pin(async move { scribe.note(tx, None, event.clone()) }))
        .await?;
    let stage = Stage::begin(ctx, &visit.organisation, scene).await?;
    Ok(Some(RehearsalExport { stage, class, after: None, begun: false }))
}

impl RehearsalExport {
    /// The policies that explanations name.
    pub fn policies(&self) -> Vec<(PolicyId, String)> {
        self.stage.policies()
    }

    /// The next part of the file; nothing at its end. `why` says why somebody would meet it, in the reader's words.
    pub async fn next(&mut self, ctx: &Ctx, why: impl Fn(&Meeting) -> String) -> Result<Option<String>, Error> {
        let mut part = String::new();
        if !self.begun {
            part.push_str(HEADINGS);
            self.begun = true;
        }
        match self.stage.page(ctx, self.class, self.after).await? {
            Some((people, last)) => {
                for one in &people {
                    csv::line(&cells(one, why(one)), &mut part);
                }
                self.after = Some(last);
                Ok(Some(part))
            }
            None => Ok(Some(part).filter(|part| !part.is_empty())),
        }
    }
}

fn cells(one: &Meeting, why: String) -> [String; 6] {
    [
        one.user_name.clone(),
        one.name.clone(),
        one.class.word().to_owned(),
        why,
        one.exemption.map(|exemption| exemption.until.rfc3339()).unwrap_or_default(),
        one.last_sign_in_at.map(Timestamp::rfc3339).unwrap_or_default(),
    ]
}
