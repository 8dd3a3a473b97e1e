//! Counts everyone, for every policy and every part of its people at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::id::{GroupId, PolicyId, SelectionId, UserId};
use domain::policy::{AuthenticatorRule, Requirement};
use domain::rollout::{Counter, Figures, Part, Point, Seen, Why, held, why};
use domain::selection::{Filter, SelectionRule};
use domain::sorted;
use domain::time::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::outlook::OutlookRow;
use store::rollout_people::{Since, Traces};
use store::rules::Rules;

use crate::admin::policy::{PAGE, World};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A history that is worked out goes back so many days.
const DAYS: i32 = 365;
/// So many selections are looked at: first those of policies, then the others by name.
const MOST_SELECTIONS: usize = 40;
/// So many parts of the people of a policy are kept: the largest ones.
const MOST_PARTS: usize = 60;
/// So many of those who are left are named.
pub(super) const NAMED: usize = 8;

/// What was counted of some of the people of a policy.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) figures: Figures,
    /// The first few who are left.
    pub(super) first_left: Vec<UserId>,
    /// The days before, where they were worked out.
    pub(super) before: Vec<Point>,
    counter: Option<Counter>,
}

/// What was counted of everyone.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) at: Timestamp,
    pub(super) today: Date,
    pub(super) counts: BTreeMap<(PolicyId, Part), Count>,
}

/// Which histories are worked out.
pub(super) enum Histories<'a> {
    /// None.
    None,
    /// Those that do not go on until yesterday; up to which day each goes on.
    After(&'a BTreeMap<(PolicyId, Part), Date>),
}

/// Whether days before today are missing in a history that goes on until this day, if there is one.
pub(super) fn has_gap(until: Option<Date>, today: Date) -> bool {
    until.is_none_or(|until| until.tomorrow().is_ok_and(|next| next < today))
}

/// Counts everyone under the policies that offer or demand something.
pub(super) async fn measure(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    histories: Histories<'_>,
) -> Result<Measured, Error> {
    let now = ctx.now();
    let world = World::read(ctx, organisation, None, now).await?;
    let (org, today) = (organisation.id, now.date_in(&organisation.zone));
    let parts = Parts::read(ctx, organisation, world.rules()).await?;
    let shown: BTreeSet<PolicyId> = world.rules().policies.iter().filter(|it| is_shown(it)).map(|it| it.id).collect();
    let mut counts: BTreeMap<(PolicyId, Part), Count> = BTreeMap::new();
    for policy in &shown {
        counts.entry((*policy, Part::Whole)).or_default();
    }
    let mut last = None;
    while let Some(page) = world.page(ctx, (last, PAGE), &parts.selections).await? {
        let groups = store::rollout_people::groups(ctx.db(), org, page.range).await?;
        let traces = store::rollout_people::traces(ctx.db(), org, page.range).await?;
        let since = match histories {
            Histories::None => BTreeMap::new(),
            Histories::After(_) => store::rollout_people::since(ctx.db(), org, page.range).await?.into_iter().collect(),
        };
        for row in &page.rows {
            let standing = world.standing(&page, row);
            let told = traces.get(&row.id);
            let Some(why) = stands(row, standing.outlook, told, now) else { continue };
            let own = parts.selections.iter().filter(|id| page.is_in(**id, row.id)).map(|id| Part::Selection(*id));
            let of_groups = groups.get(&row.id).into_iter().flatten().filter(|id| !parts.same.contains(id));
            let person: Vec<Part> =
                std::iter::once(Part::Whole).chain(own).chain(of_groups.map(|id| Part::Group(*id))).collect();
            let past = since.get(&row.id).filter(|_| why != Why::Blocked);
            let rule = standing.policy.authenticators.value;
            let past = past.map(|since| past_of(since, told, rule, (now, &organisation.zone)));
            for policy in standing.holding.into_iter().filter(|policy| shown.contains(policy)) {
                for part in &person {
                    let key = (policy, *part);
                    let count = counts.entry(key).or_default();
                    count.figures.count(why, row.mail);
                    if why.is_left() && count.first_left.len() < NAMED {
                        count.first_left.push(row.id);
                    }
                    let (Histories::After(known), Some((added, had))) = (&histories, &past) else { continue };
                    if has_gap(known.get(&key).copied(), today) {
                        let counter = || Counter::new(today.saturating_sub(DAYS.days()), today);
                        count.counter.get_or_insert_with(counter).add(*added, had.iter().copied());
                    }
                }
            }
        }
        last = Some(page.range.1);
    }
    for (key, count) in &mut counts {
        let until = match histories {
            Histories::None => None,
            Histories::After(known) => known.get(key).copied(),
        };
        count.before = count.counter.take().map(|counter| counter.points()).unwrap_or_default();
        count.before.retain(|point| until.is_none_or(|until| point.day > until));
    }
    let counts = largest(counts);
    Ok(Measured { at: now, today, counts })
}

/// Whether a policy has a board: it offers or demands something, and does not only watch.
pub(super) fn is_shown(policy: &domain::policy::Policy) -> bool {
    policy.demand.requirement != Requirement::Off && !policy.demand.watches()
}

/// How a person stands, by what was read of them.
pub(super) fn stands(
    row: &OutlookRow,
    outlook: domain::policy::Outlook,
    told: Option<&Traces>,
    now: Timestamp,
) -> Option<Why> {
    why(&Seen {
        outlook,
        exempt_until: row.exemption.filter(|exemption| exemption.holds(now)).map(|exemption| exemption.until),
        signed_in: row.last_sign_in_at.is_some(),
        put_off: told.map_or(0, |told| told.put_off),
    })
}

/// Since which day a person is there, and at the end of which days they had what counts.
fn past_of(
    since: &Since,
    told: Option<&Traces>,
    rule: AuthenticatorRule,
    (now, zone): (Timestamp, &TimeZone),
) -> (Date, Vec<(Date, Option<Date>)>) {
    let changes = told.map_or(&[][..], |told| &told.changes);
    let stretches = held(changes, &since.authenticators, rule, now).into_iter();
    let days = stretches.map(|(from, until)| (from.date_in(zone), until.map(|until| until.date_in(zone))));
    (since.added.date_in(zone), days.collect())
}

/// The parts that people are counted by, beside the whole.
struct Parts {
    selections: Vec<SelectionId>,
    /// Groups whose people a selection chooses already.
    same: BTreeSet<GroupId>,
}

impl Parts {
    async fn read(ctx: &Ctx, organisation: &Organisation, rules: &Rules) -> Result<Self, Error> {
        let kept = store::selection::list(ctx.db(), organisation.id).await?;
        let used = rules.policies.iter().filter_map(|policy| policy.selection.selection());
        let mut selections: Vec<SelectionId> = Vec::new();
        // What was saved between the two reads is counted the next time.
        let by_name = kept.iter().map(|one| one.id).filter(|id| rules.selections.contains_key(id));
        for id in used.chain(by_name) {
            if !selections.contains(&id) && selections.len() < MOST_SELECTIONS {
                selections.push(id);
            }
        }
        let groups = store::group::list(ctx.db(), organisation.id).await?;
        let is_chosen = |name: &str| {
            let filter = Filter::in_group(name);
            let of = |id| rules.selections.get(id);
            selections.iter().filter_map(of).any(|rule| matches!(rule, SelectionRule::Dynamic(one) if *one == filter))
        };
        let same = groups.into_iter().filter(|group| is_chosen(&group.name)).map(|group| group.id).collect();
        Ok(Self { selections, same })
    }
}

/// Leaves out the parts that are nobody or everyone, and the smallest where there are many.
fn largest(mut counts: BTreeMap<(PolicyId, Part), Count>) -> BTreeMap<(PolicyId, Part), Count> {
    let wholes: BTreeMap<PolicyId, u64> = counts
        .iter()
        .filter(|((_, part), _)| *part == Part::Whole)
        .map(|((policy, _), count)| (*policy, count.figures.people))
        .collect();
    let mut parts: Vec<(PolicyId, bool, u64, Part)> = Vec::new();
    counts.retain(|(policy, part), count| {
        let people = count.figures.people;
        let is_part = *part != Part::Whole && people > 0 && wholes.get(policy).is_some_and(|whole| people < *whole);
        if is_part {
            parts.push((*policy, matches!(part, Part::Group(_)), people, *part));
        }
        is_part || *part == Part::Whole
    });
    // Selections were made on purpose: they come before groups.
    sorted::by_key(&mut parts, |(policy, is_group, people, part)| {
        (*policy, *is_group, std::cmp::Reverse(*people), *part)
    });
    let mut of_policy = BTreeMap::new();
    for (policy, _, _, part) in parts {
        let number: &mut usize = of_policy.entry(policy).or_default();
        *number += 1;
        if *number > MOST_PARTS {
            counts.remove(&(policy, part));
        }
    }
    counts
}
