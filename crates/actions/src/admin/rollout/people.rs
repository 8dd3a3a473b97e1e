//! The people behind the figures: who stands how, page by page in the order in which they were added.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{GroupId, OrganisationId, PolicyId, UserId};
use domain::rollout::{Mail, Of, Part, Why};
use domain::time::Timestamp;

use super::measure::stands;
use crate::admin::policy::{PAGE, Page, World};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Which people of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The policy.
    pub policy: PolicyId,
    /// Which part of its people.
    pub part: Part,
    /// How they stand.
    pub of: Of,
}

/// A person under a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// How they stand.
    pub why: Why,
    /// How often they were reminded.
    pub reminded: u64,
    /// When last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Whether mail reaches them.
    pub mail: Mail,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The people.
    pub people: Vec<Person>,
    /// After whom the next page begins; none where this is the last.
    pub next: Option<UserId>,
}

/// At most `limit` of these people, after `after`.
pub async fn list(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    chosen: Chosen,
    (after, limit): (Option<UserId>, usize),
) -> Result<Listed, Error> {
    let reading = Reading::begin(ctx, organisation).await?;
    let mut people = Vec::new();
    let mut last = after;
    while people.len() <= limit
        && let Some((some, end)) = reading.page(ctx, chosen, (last, PAGE)).await?
    {
        people.extend(some);
        last = Some(end);
    }
    let more = people.len() > limit;
    people.truncate(limit);
    let next = people.last().filter(|_| more).map(|person| person.id);
    Ok(Listed { people, next })
}

/// Those of these people who are among `chosen` now.
pub(super) async fn these(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    chosen: Chosen,
    ids: &[UserId],
) -> Result<Vec<Person>, Error> {
    let mut people = Vec::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(people);
    }
    let reading = Reading::begin(ctx, organisation).await?;
    for id in ids {
        let before = u128::from_be_bytes(id.bytes()).saturating_sub(1);
        let page = reading.page(ctx, chosen, (Some(UserId::from_bytes(before.to_be_bytes())), 1)).await?;
        // Whoever comes after somebody who is gone is not meant.
        people.extend(page.into_iter().flat_map(|(some, _)| some).filter(|person| person.id == *id));
    }
    Ok(people)
}

/// People being read, at one moment.
#[derive(Debug)]
pub(super) struct Reading {
    organisation: Arc<Organisation>,
    world: World,
    now: Timestamp,
}

impl Reading {
    pub(super) async fn begin(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<Self, Error> {
        let now = ctx.now();
        let world = World::read(ctx, organisation, None, now).await?;
        Ok(Self { organisation: organisation.clone(), world, now })
    }

    /// Those of the next people after `from` who are chosen, and the last who was looked at; nothing at the end.
    pub(super) async fn page(
        &self,
        ctx: &Ctx,
        chosen: Chosen,
        from: (Option<UserId>, i64),
    ) -> Result<Option<(Vec<Person>, UserId)>, Error> {
        let org = self.organisation.id;
        let Some((page, part)) = page_of(ctx, (&self.world, org), chosen.part, from).await? else { return Ok(None) };
        let traces = store::rollout_people::traces(ctx.db(), org, page.range).await?;
        let mut people = Vec::new();
        for row in page.rows.iter().filter(|row| part.has(&page, row.id)) {
            let standing = self.world.standing(&page, row);
            let told = traces.get(&row.id);
            let why = stands(row, standing.outlook, told, self.now).filter(|why| chosen.of.has(*why, row.mail));
            let Some(why) = why.filter(|_| standing.holding.contains(&chosen.policy)) else { continue };
            people.push(Person {
                id: row.id,
                name: row.display_name.clone(),
                user_name: row.user_name.clone(),
                why,
                reminded: told.map_or(0, |told| told.reminded),
                last_sign_in_at: row.last_sign_in_at,
                mail: row.mail,
            });
        }
        Ok(Some((people, page.range.1)))
    }
}

/// Who of a page is in a part.
pub(super) struct InPart {
    part: Part,
    /// The groups of each, where the part is one.
    groups: HashMap<UserId, Vec<GroupId>>,
}

impl InPart {
    /// Whether this one of the page is.
    pub(super) fn has(&self, page: &Page, user: UserId) -> bool {
        match self.part {
            Part::Whole => true,
            Part::Selection(id) => page.is_in(id, user),
            Part::Group(id) => self.groups.get(&user).is_some_and(|all| all.contains(&id)),
        }
    }
}

/// The next people after `from`, and who of them is in a part; nothing at the end.
pub(super) async fn page_of(
    ctx: &Ctx,
    (world, org): (&World, OrganisationId),
    part: Part,
    from: (Option<UserId>, i64),
) -> Result<Option<(Page, InPart)>, Error> {
    let selection = match part {
        Part::Selection(id) => Some(id),
        Part::Whole | Part::Group(_) => None,
    };
    let Some(page) = world.page(ctx, from, selection.as_slice()).await? else { return Ok(None) };
    let groups = match part {
        Part::Group(_) => store::rollout_people::groups(ctx.db(), org, page.range).await?,
        Part::Whole | Part::Selection(_) => HashMap::new(),
    };
    Ok(Some((page, InPart { part, groups })))
}
