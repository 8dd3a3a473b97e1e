//! What has to be so before a policy may demand something of people (policy.md, "Guards before it bites"). Asked where
//! a saved policy would demand more than it did, by itself or together with the others: whoever loosens one is never held
//! back.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::policy::{AuthenticatorRule, Demand, Direction, Outlook, Requirement, changes, direction};
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;

use super::world::World;
use super::{Author, ENROLLABLE, PolicyEdit};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A test message proves that mail goes out for this long.
const MAIL_PROOF_LIVES: Lifetime = Lifetime::days(30);
/// So many names are told of those whom nobody could satisfy a policy for.
const NAMED: usize = 5;
const DAY_MICROS: i64 = 86_400_000_000;

/// How many `SuperUser`s there are who are not blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuperUsers {
    /// With an authenticator.
    pub with_factor: u64,
    /// All of them.
    pub all: u64,
}

/// What is not so yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Its author has no authenticator, and would be the first to stand outside.
    AuthorWithoutFactor,
    /// Fewer than two `SuperUser`s have one, and no emergency code waits to be used.
    FewSuperUsers(SuperUsers),
    /// No test message was handed over to the mail server in the last 30 days.
    MailNotProved,
    /// The dry run of exactly this was not seen, today or yesterday.
    DryRunNotSeen,
    /// Nobody under it could satisfy it.
    NobodyCan {
        /// How many are under it.
        people: u64,
        /// The first few of them.
        names: Vec<String>,
    },
}

/// Everything that is not so yet; nothing where the policy demands no more than it did.
pub(super) async fn guards(
    ctx: &Ctx,
    (author, now): (Author<'_>, Timestamp),
    edit: &PolicyEdit,
    before: Option<(&Demand, Selected)>,
    seen: &str,
) -> Result<Vec<Guard>, Error> {
    let organisation = author.organisation();
    if !bites(edit, before) && !bites_with_others(ctx, organisation, edit, now).await? {
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    missing.extend(nobody_can(ctx, &World::read(ctx, organisation, Some(edit), now).await?, &edit.demand).await?);
    // There is a way past the others for whoever may use the server; past this one there is nobody to let in.
    if author.even_so().is_some() {
        return Ok(missing);
    }
    if let Author::Admin(admin, _) = author
        && admin.person.standing.facts.person.enrolled.is_empty()
    {
        missing.push(Guard::AuthorWithoutFactor);
    }
    missing.extend(ways_back(ctx, organisation, now).await?);
    if !has_seen(ctx, seen, now, |day| subject(organisation, edit, day)) {
        missing.push(Guard::DryRunNotSeen);
    }
    Ok(missing)
}

/// What is missing for people to be helped once something is demanded: `SuperUser`s who get in, and mail.
pub(super) async fn ways_back(ctx: &Ctx, organisation: &Organisation, now: Timestamp) -> Result<Vec<Guard>, Error> {
    let org = organisation.id;
    let mut missing = Vec::new();
    let (all, with_factor) = store::outlook::holders(ctx.db(), org, Role::SuperUser).await?;
    if with_factor < 2 && store::break_glass::find(ctx.db(), org).await?.is_none() {
        missing.push(Guard::FewSuperUsers(SuperUsers { with_factor, all }));
    }
    let proved = store::mail_test::proved_at(ctx.db(), org).await?;
    if proved.is_none_or(|at| now.since(at) > MAIL_PROOF_LIVES) {
        missing.push(Guard::MailNotProved);
    }
    Ok(missing)
}

/// Whether a policy would demand something of people that it did not before.
fn bites(edit: &PolicyEdit, before: Option<(&Demand, Selected)>) -> bool {
    let demand = &edit.demand;
    if demand.requirement != Requirement::Mandatory || demand.watches() {
        return false;
    }
    // What only watched demanded nothing.
    let Some((before, selected)) = before.filter(|(before, _)| !before.watches()) else { return true };
    let tightens = |change| direction(change, before, demand) == Direction::Tightens;
    selected != edit.selected || changes(before, demand).into_iter().any(tightens)
}

/// Whether a policy that demands nothing itself would leave people whom another obliges fewer authenticators to choose
/// from: which ones do is asked of all policies together (policy.md, "How policies fold").
async fn bites_with_others(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &PolicyEdit,
    now: Timestamp,
) -> Result<bool, Error> {
    let demand = &edit.demand;
    let any = demand.authenticators == AuthenticatorRule::Any;
    if demand.requirement == Requirement::Mandatory || any || demand.watches() {
        return Ok(false);
    }
    let mut bites = false;
    let world = World::read(ctx, organisation, Some(edit), now).await?;
    world
        .walk(ctx, None, |seen| {
            let (held, policy) = (seen.held.authenticators.value, seen.policy.authenticators.value);
            bites = policy > held && seen.policy.requirement.value == Requirement::Mandatory;
            if bites { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
    Ok(bites)
}

/// The refusal where nobody under the policy could satisfy it from now on: before the deadline the password is enough to
/// enrol, after it late enrolment counts too. Stops at the first who could.
pub(super) async fn nobody_can(ctx: &Ctx, world: &World, demand: &Demand) -> Result<Option<Guard>, Error> {
    let (mut people, mut names, mut somebody) = (0, Vec::new(), false);
    world
        .walk(ctx, None, |seen| {
            // Where this policy demands nothing, it is about those whom another obliges.
            let obliged = seen.policy.requirement.value == Requirement::Mandatory;
            if !seen.under || !obliged || seen.after == Outlook::Blocked {
                return ControlFlow::Continue(());
            }
            if seen.after != Outlook::OutOfReach {
                somebody = true;
                return ControlFlow::Break(());
            }
            people += 1;
            if names.len() < NAMED {
                names.push(seen.row.display_name.clone());
            }
            ControlFlow::Continue(())
        })
        .await?;
    // Of nobody at all, nobody cannot: unless whoever comes under it later could not either.
    let demands = demand.requirement == Requirement::Mandatory;
    let enrolls = !demands || ENROLLABLE.iter().any(|kind| demand.authenticators.allows(*kind));
    Ok((!somebody && (people > 0 || !enrolls)).then_some(Guard::NobodyCan { people, names }))
}

/// What a form carries from a dry run to saving: it fits this policy, these people and this demand, today and tomorrow.
pub fn seen_mark(ctx: &Ctx, organisation: &Organisation, edit: &PolicyEdit, now: Timestamp) -> String {
    ctx.verifier().issue_form_token(&subject(organisation, edit, day(now)))
}

/// Whether a form carries the mark of today or yesterday.
pub(super) fn has_seen(ctx: &Ctx, seen: &str, now: Timestamp, subject: impl Fn(i64) -> String) -> bool {
    let today = day(now);
    [today, today - 1].into_iter().any(|day| ctx.verifier().check_form_token(&subject(day), seen))
}

/// Days since 1970, in UTC.
pub(super) fn day(now: Timestamp) -> i64 {
    now.micros().div_euclid(DAY_MICROS)
}

/// No value of a cookie looks like this, so that the token of a form never passes for it.
fn subject(organisation: &Organisation, edit: &PolicyEdit, day: i64) -> String {
    let (org, demand) = (organisation.id, &edit.demand);
    format!("dry run\n{org}\n{day}\n{:?}\n{:?}\n{demand:?}", edit.id, edit.selected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::SelectionId;
    use domain::policy::{Ask, AuthenticatorRule, LateEnrolment, Mode, Stay};
    use jiff::civil::date;

    fn demand() -> Demand {
        Demand {
            requirement: Requirement::Mandatory,
            deadline: Some(date(2026, 12, 8)),
            grace_days: 7,
            ask: Ask::Every(Lifetime::days(30)),
            stay: Stay::For(Lifetime::days(1)),
            idle: None,
            authenticators: AuthenticatorRule::Any,
            late_enrolment: LateEnrolment::EmailedCode,
            mode: Mode::On,
        }
    }

    fn edit(demand: Demand) -> PolicyEdit {
        PolicyEdit { id: None, version: 0, name: "Backend".to_owned(), selected: Selected::Everyone, demand }
    }

    #[test]
    fn who_loosens_is_not_held_back() {
        let now = demand();
        let later = Demand { deadline: Some(date(2027, 1, 1)), grace_days: 30, ..now };
        assert!(!bites(&edit(later), Some((&now, Selected::Everyone))));
        assert!(!bites(&edit(now), Some((&now, Selected::Everyone))));
        let optional = Demand { requirement: Requirement::Optional, ..now };
        assert!(!bites(&edit(optional), Some((&now, Selected::Everyone))));
        assert!(!bites(&edit(optional), None));
    }

    #[test]
    fn what_only_watches_bites_nobody_and_switching_it_on_does() {
        let now = demand();
        let watching = Demand { mode: Mode::Watch, ..now };
        assert!(!bites(&edit(watching), None));
        assert!(!bites(&edit(watching), Some((&now, Selected::Everyone))));
        assert!(bites(&edit(now), Some((&watching, Selected::Everyone))));
    }

    #[test]
    fn what_demands_more_bites() {
        let now = demand();
        let optional = Demand { requirement: Requirement::Optional, ..now };
        assert!(bites(&edit(now), None));
        assert!(bites(&edit(now), Some((&optional, Selected::Everyone))));
        let some = Selected::Selection(SelectionId::from_bytes([1; 16]));
        assert!(bites(&edit(now), Some((&now, some))));
        for more in [
            Demand { deadline: Some(date(2026, 12, 1)), ..now },
            Demand { deadline: None, ..now },
            Demand { grace_days: 0, ..now },
            Demand { ask: Ask::Always, ..now },
            Demand { authenticators: AuthenticatorRule::NoCodeCard, ..now },
            Demand { late_enrolment: LateEnrolment::HelpdeskPass, ..now },
            Demand { deadline: Some(date(2027, 1, 1)), idle: Some(Lifetime::hours(1)), ..now },
        ] {
            assert!(bites(&edit(more), Some((&now, Selected::Everyone))), "{more:?}");
        }
    }
}
