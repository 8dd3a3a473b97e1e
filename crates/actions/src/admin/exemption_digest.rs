//! Every week the `SuperUser`s are told who is exempt, so that nobody stays so because nobody thought of it.

use domain::id::OrganisationId;
use domain::organisation::ModuleState;
use domain::selection::days;
use domain::time::{Lifetime, Timestamp, start_of_day};
use domain::user::Role;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::letter::Content;
use crate::record::Scribe;

/// The list of a week goes out so long after its Monday began.
const HOUR: Lifetime = Lifetime::hours(8);
/// So many are named.
const NAMED: i64 = 20;

/// Writes the list of this week, once, for each organisation where somebody is exempt; answers how many. For whatever
/// runs by itself.
pub async fn tell_of_exemptions(ctx: &Ctx) -> Result<u64, Error> {
    let now = ctx.now();
    let mut told = 0;
    for organisation in ctx.organisations().iter() {
        let Some(monday) = week_of(now, &organisation.zone) else { continue };
        if organisation.module != ModuleState::Active
            || organisation.closed
            || is_told(ctx, organisation.id, monday).await?
        {
            continue;
        }
        let first = store::exemption::list(ctx.db(), organisation.id, (now, None), NAMED).await?;
        let count = u64::try_from(store::exemption::count(ctx.db(), organisation.id, now).await?)
            .map_err(|_| broken("a count of exemptions below nothing"))?;
        let first = first.into_iter().map(|one| (one.name, one.until)).collect();
        let content = Content::ExemptionsStand { count, first };
        let input = (Scribe::of_system(ctx, organisation, now), content, monday);
        told += ctx
            .write(input, |tx, (scribe, content, monday)| {
                Box::pin(async move {
                    let org = scribe.organisation.id;
                    // A week without exemptions is over as well: one that is granted on Friday is told on Monday.
                    if !store::exemption::tell_week(tx, org, *monday).await? || is_empty(content) {
                        return Ok(0);
                    }
                    for user in store::user::holders_in(tx, org, Role::SuperUser).await? {
                        scribe.tell(tx, user, content.clone()).await?;
                    }
                    Ok(1)
                })
            })
            .await?;
    }
    Ok(told)
}

fn is_empty(content: &Content) -> bool {
    matches!(content, Content::ExemptionsStand { count: 0, .. })
}

async fn is_told(ctx: &Ctx, org: OrganisationId, monday: i64) -> Result<bool, Error> {
    Ok(store::exemption::week_told(ctx.db(), org).await?.is_some_and(|told| told >= monday))
}

/// The Monday of the week whose list is due, in days since 1970-01-01.
fn week_of(now: Timestamp, zone: &TimeZone) -> Option<i64> {
    let today = now.date_in(zone);
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let early = now < start_of_day(monday, zone).plus(HOUR);
    Some(days(monday) - if early { 7 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_on_monday_at_eight() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let monday = date(2026, 11, 30);
        let begins = start_of_day(monday, &zone);
        let at = |hours: u32, minutes: u32| {
            let after = begins.plus(Lifetime::hours(hours)).plus(Lifetime::minutes(minutes));
            week_of(after, &zone).unwrap()
        };
        let week = days(monday);
        assert_eq!(at(8, 0), week);
        assert_eq!(at(7, 59), week - 7);
        assert_eq!(at(6 * 24 + 23, 59), week);
        assert_eq!(at(7 * 24, 0), week, "the next list is not due before eight");
        assert_eq!(at(7 * 24 + 8, 0), week + 7);
    }
}
