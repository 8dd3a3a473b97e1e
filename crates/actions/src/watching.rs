//! Policies that only watch, at a sign-in: what each would have made of it, for comparison. Where none watches the person,
//! nothing is read, decided or written.

use domain::id::PolicyId;
use domain::policy::{Applied, EffectivePolicy, Evidence, LateEnrolment, Policy, Reach, fold_with, watched};
use domain::time::Timestamp;
use store::watched::Compared;

use crate::admin::policy::ENROLLABLE;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::Organisation;

/// What the policies that watch a person would have made of a sign-in with this evidence; nothing where it would have been
/// the same under each.
pub(crate) async fn compare(
    ctx: &Ctx,
    organisation: &Organisation,
    standing: &Standing,
    (now, evidence): (Timestamp, &Evidence),
) -> Result<Option<Compared>, Error> {
    let facts = &standing.facts;
    let mut watching = standing.watching_at(now).peekable();
    if watching.peek().is_none() {
        return Ok(None);
    }
    let applied = standing.applied(now);
    let with = |(policy, came_under): (&Policy, Timestamp)| {
        (policy.id, fold_with(&applied, Applied { policy, came_under }, &organisation.zone))
    };
    let all: Vec<(PolicyId, EffectivePolicy)> = watching.map(with).collect();
    // Only for who might have to answer a mailed code.
    let mails = |(_, with): &(PolicyId, EffectivePolicy)| with.late_enrolment.value == LateEnrolment::EmailedCode;
    let has_address = if facts.person.enrolled.is_empty() && all.iter().any(mails) {
        !store::user::addresses(ctx.db(), organisation.id, facts.id).await?.is_empty()
    } else {
        true
    };
    let reach = Reach { has_address, enrollable: ENROLLABLE };
    let mut effects = Vec::new();
    for (policy, with) in &all {
        let effect = watched(now, &facts.person, (&standing.policy, with), evidence, reach);
        effects.extend(effect.map(|effect| (*policy, effect)));
    }
    let day = now.date_in(&organisation.zone);
    let compared = Compared { user: facts.id, rules: facts.rules, at: now, day, effects };
    Ok(Some(compared).filter(|compared| !compared.effects.is_empty()))
}
