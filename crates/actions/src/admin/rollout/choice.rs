//! What a board can be of: the policies that offer or demand something, and the parts of their people.

use std::cmp::Reverse;

use domain::policy::{Policy, Requirement};
use domain::rollout::Part;
use domain::sorted;
use jiff::civil::Date;

use super::measure::is_shown;
use crate::admin::{policy, selections};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The policies that have a board: first the mandatory ones whose deadline is ahead, the nearest before the others, then
/// those that are mandatory already, then what is only offered.
pub async fn policies(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Policy>, Error> {
    let today = ctx.now().date_in(&organisation.zone);
    let kept = policy::list(ctx, organisation).await?;
    let mut shown: Vec<Policy> = kept.into_iter().map(|kept| kept.policy).filter(is_shown).collect();
    // Those of one rank stay in the order of their names.
    sorted::by_key(&mut shown, |policy| rank(policy, today));
    Ok(shown)
}

fn rank(policy: &Policy, today: Date) -> (u8, Option<Date>, Option<Reverse<Date>>) {
    match (policy.demand.requirement, policy.demand.deadline) {
        (Requirement::Mandatory, Some(deadline)) if deadline > today => (0, Some(deadline), None),
        (Requirement::Mandatory, deadline) => (1, None, deadline.map(Reverse)),
        _ => (2, None, None),
    }
}

/// What a part is called; nothing where there is no such selection or group here. The whole has no name.
pub async fn part_name(ctx: &Ctx, organisation: &Organisation, part: Part) -> Result<Option<String>, Error> {
    Ok(match part {
        Part::Whole => None,
        Part::Selection(id) => selections::find(ctx, organisation, id).await?.map(|one| one.name),
        Part::Group(id) => store::group::list(ctx.db(), organisation.id)
            .await?
            .into_iter()
            .find(|one| one.id == id)
            .map(|one| one.name),
    })
}

/// Every part that there is: the selections and the groups, each by name.
pub async fn parts(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<(Part, String)>, Error> {
    let selections = store::selection::list(ctx.db(), organisation.id).await?.into_iter();
    let groups = store::group::list(ctx.db(), organisation.id).await?.into_iter();
    let selections = selections.map(|one| (Part::Selection(one.id), one.name));
    Ok(selections.chain(groups.map(|one| (Part::Group(one.id), one.name))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::PolicyId;
    use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Stay};
    use domain::selection::Selected;
    use domain::time::Lifetime;
    use jiff::civil::date;

    #[test]
    fn the_nearest_deadline_comes_first() {
        let policy = |name: &str, requirement, deadline| Policy {
            id: PolicyId::from_bytes([1; 16]),
            name: name.to_owned(),
            selection: Selected::Everyone,
            demand: Demand {
                requirement,
                deadline,
                grace_days: 0,
                ask: Ask::Every(Lifetime::days(1)),
                stay: Stay::UntilBrowserCloses,
                idle: None,
                authenticators: AuthenticatorRule::Any,
                late_enrolment: LateEnrolment::AtSignIn,
                mode: Mode::On,
            },
        };
        let (must, may) = (Requirement::Mandatory, Requirement::Optional);
        let mut all = [
            policy("offered", may, None),
            policy("past", must, Some(date(2026, 11, 1))),
            policy("far", must, Some(date(2027, 1, 1))),
            policy("at once", must, None),
            policy("just past", must, Some(date(2026, 11, 24))),
            policy("near", must, Some(date(2026, 12, 8))),
        ];
        all.sort_by_key(|policy| rank(policy, date(2026, 11, 24)));
        let names: Vec<&str> = all.iter().map(|policy| policy.name.as_str()).collect();
        assert_eq!(names, ["near", "far", "at once", "just past", "past", "offered"]);
    }
}
