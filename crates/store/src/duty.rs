//! The moments at which people first came under policies. Each is written once and never moved.

use domain::id::{OrganisationId, PolicyId, UserId};
use domain::selection::Selected;
use domain::time::Timestamp;

use crate::composed::Composed;
use crate::rules::{self, Rules};
use crate::selection_sql::{Ask, Writing};
use crate::{Error, Statement, Tx};

/// Whose duties are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of<'a> {
    Everyone,
    One(UserId),
    From(UserId),
    Each(&'a [UserId]),
}

/// Notes for everyone who is under a policy that they came under it now, unless they did before.
pub async fn fix_duties(tx: &mut Tx, org: OrganisationId, now: Timestamp) -> Result<u64, Error> {
    let rules = rules::load_in(tx, org).await?;
    let all: Vec<PolicyId> = rules.policies.iter().map(|policy| policy.id).collect();
    fix(tx, (org, now), &rules, Of::Everyone, &all).await
}

/// The same for these policies alone: those that changed, or whose selection did.
pub async fn fix_duties_under(
    tx: &mut Tx,
    org: OrganisationId,
    policies: &[PolicyId],
    now: Timestamp,
) -> Result<u64, Error> {
    if policies.is_empty() {
        return Ok(0);
    }
    let rules = rules::load_in(tx, org).await?;
    fix(tx, (org, now), &rules, Of::Everyone, policies).await
}

/// The same for one person, who was added or changed.
pub async fn fix_duties_of(tx: &mut Tx, org: OrganisationId, user: UserId, now: Timestamp) -> Result<u64, Error> {
    let rules = rules::load_in(tx, org).await?;
    let all: Vec<PolicyId> = rules.policies.iter().map(|policy| policy.id).collect();
    fix(tx, (org, now), &rules, Of::One(user), &all).await
}

/// The same for everyone from this identity on: those who were just added, since identities stand in the order of time.
pub async fn fix_duties_from(tx: &mut Tx, org: OrganisationId, first: UserId, now: Timestamp) -> Result<u64, Error> {
    let rules = rules::load_in(tx, org).await?;
    let all: Vec<PolicyId> = rules.policies.iter().map(|policy| policy.id).collect();
    fix(tx, (org, now), &rules, Of::From(first), &all).await
}

/// So many people are named in one statement.
const AT_ONCE: usize = 1_000;

/// The same for these people, who were changed together.
pub async fn fix_duties_of_each(
    tx: &mut Tx,
    org: OrganisationId,
    people: &[UserId],
    now: Timestamp,
) -> Result<u64, Error> {
    if people.is_empty() {
        return Ok(0);
    }
    let rules = rules::load_in(tx, org).await?;
    let all: Vec<PolicyId> = rules.policies.iter().map(|policy| policy.id).collect();
    let mut fixed = 0;
    // As many values as a statement may have on either engine, and fewer.
    for some in people.chunks(AT_ONCE) {
        fixed += fix(tx, (org, now), &rules, Of::Each(some), &all).await?;
    }
    Ok(fixed)
}

async fn fix(
    tx: &mut Tx,
    (org, now): (OrganisationId, Timestamp),
    rules: &Rules,
    of: Of<'_>,
    policies: &[PolicyId],
) -> Result<u64, Error> {
    let mut fixed = 0;
    // Whoever a policy only watches does not come under it yet.
    let holding = rules.policies.iter().filter(|policy| !policy.demand.watches());
    for policy in holding.filter(|policy| policies.contains(&policy.id)) {
        let (query, params) = insert(rules, policy.id, policy.selection, of, (org, now))?;
        fixed += tx.change(&query, &params).await?;
    }
    Ok(fixed)
}

fn insert(
    rules: &Rules,
    policy: PolicyId,
    selected: Selected,
    of: Of<'_>,
    (org, now): (OrganisationId, Timestamp),
) -> Result<(Composed, Vec<crate::Value>), Error> {
    let ask = if of == Of::Everyone { Ask::AsSet } else { Ask::EachPerson };
    let mut writing = Writing::new(org, now, ask);
    let policy = writing.value(policy.bytes());
    let at = writing.value(now.micros());
    let people = match of {
        Of::Everyone => "TRUE".to_owned(),
        Of::One(user) => format!("u.user_id = {}", writing.value(user.bytes())),
        Of::From(user) => format!("u.user_id >= {}", writing.value(user.bytes())),
        Of::Each(people) => {
            let ids: Vec<String> = people.iter().map(|user| writing.value(user.bytes())).collect();
            format!("u.user_id IN ({})", ids.join(", "))
        }
    };
    let which = writing.which(rules.which(selected)?);
    // ON CONFLICT alone would do; leaving out who has one already keeps a second run from writing anything.
    let sql = format!(
        "INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at)
         SELECT u.organisation_id, u.user_id, {policy}, {at} FROM users u
         WHERE u.organisation_id = $1 AND {people} AND ({which}) AND NOT EXISTS (SELECT 1 FROM duties d
         WHERE d.organisation_id = $1 AND d.user_id = u.user_id AND d.policy_id = {policy}) ON CONFLICT DO NOTHING"
    );
    Ok((Composed::new("duty.fix_which", sql), writing.into_params()))
}

const FIX_DUTY: Statement = Statement::new(
    "duty.fix",
    "INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING",
);

/// Notes it for one person and one policy.
pub async fn fix_duty(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    policy: PolicyId,
    now: Timestamp,
) -> Result<(), Error> {
    let params = [org.bytes().into(), user.bytes().into(), policy.bytes().into(), now.micros().into()];
    tx.execute(&FIX_DUTY, &params).await?;
    Ok(())
}
