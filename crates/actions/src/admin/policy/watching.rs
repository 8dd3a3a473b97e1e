//! A policy that only watches beside what happened: how many sign-ins it would have made others, day by day, and whose.

use std::collections::BTreeMap;

use domain::id::{PolicyId, UserId};
use domain::policy::Effect;
use domain::time::Timestamp;
use jiff::civil::Date;
use store::policy_version::PolicyVersion;
pub use store::watched::{Count, WatchedPerson};

use super::Kept;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Versions that are read at once.
const VERSIONS: i64 = 100;

/// How many of each effect, in the order of [`Effect::ALL`].
pub type Counts = [Count; Effect::ALL.len()];

/// What a policy would have done since it watches as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Since when.
    pub since: Timestamp,
    /// The days on which it would have done something, the last first.
    pub days: Vec<(Date, Counts)>,
    /// All of them together: each person counts once.
    pub total: Counts,
}

/// What a policy would have done; nothing where it does not watch.
pub async fn comparison(ctx: &Ctx, organisation: &Organisation, kept: &Kept) -> Result<Option<Comparison>, Error> {
    let Some((from, since)) = watches_since(ctx, organisation, kept).await? else { return Ok(None) };
    let (db, org, of) = (ctx.db(), organisation.id, (kept.policy.id, from));
    let mut days: BTreeMap<Date, Counts> = BTreeMap::new();
    for (day, effect, count) in store::watched::by_day(db, org, of).await? {
        put(days.entry(day).or_default(), effect, count);
    }
    let mut total = Counts::default();
    for (effect, count) in store::watched::totals(db, org, of).await? {
        put(&mut total, effect, count);
    }
    Ok(Some(Comparison { since, days: days.into_iter().rev().collect(), total }))
}

fn put(counts: &mut Counts, effect: Effect, count: Count) {
    if let Some(place) = counts.get_mut(effect.index()) {
        *place = count;
    }
}

/// A page of people whom a policy would have met, in the order in which people were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedPeople {
    /// The people.
    pub people: Vec<WatchedPerson>,
    /// After whom the next page begins; none where this is the last.
    pub next: Option<UserId>,
}

/// At most `limit` people to whom a policy would have done this, on one day or on all, after `after`; nothing where it does
/// not watch.
pub async fn watched_people(
    ctx: &Ctx,
    organisation: &Organisation,
    kept: &Kept,
    which: (Effect, Option<Date>),
    (after, limit): (Option<UserId>, usize),
) -> Result<Option<WatchedPeople>, Error> {
    let Some((from, _)) = watches_since(ctx, organisation, kept).await? else { return Ok(None) };
    let of = (kept.policy.id, from);
    let mut people =
        store::watched::people(ctx.db(), organisation.id, of, which, (after, limit.saturating_add(1))).await?;
    let more = people.len() > limit;
    people.truncate(limit);
    let next = people.last().filter(|_| more).map(|person| person.id);
    Ok(Some(WatchedPeople { people, next }))
}

/// The first version from which on a policy watches the same people for the same, and when that began.
async fn watches_since(ctx: &Ctx, organisation: &Organisation, kept: &Kept) -> Result<Option<(i64, Timestamp)>, Error> {
    if !kept.policy.demand.watches() {
        return Ok(None);
    }
    let mut first = (kept.version, kept.changed_at);
    let mut before = kept.version.saturating_add(1);
    loop {
        let range = (before, VERSIONS);
        let versions = store::policy_version::of_policy(ctx.db(), organisation.id, kept.policy.id, range).await?;
        for version in &versions {
            if !is_the_same(version, kept) {
                return Ok(Some(first));
            }
            first = (version.version, version.at);
        }
        match versions.last() {
            Some(last) => before = last.version,
            None => return Ok(Some(first)),
        }
    }
}

fn is_the_same(version: &PolicyVersion, kept: &Kept) -> bool {
    let of = |id: PolicyId| id == kept.policy.id;
    let same = version.demand == kept.policy.demand && version.selection == kept.policy.selection.selection();
    of(version.policy) && same && !version.removed
}
