//! Policies, the moments at which people first came under them, and exemptions.

use domain::id::{ExemptionId, GroupId, OrganisationId, PolicyId, UserId};
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Policy, Requirement, Stay};
use domain::selection::Selection;
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx};

const LIST: Statement = Statement::new(
    "policy.list",
    "SELECT policy_id, name, selected_group_id, requirement, deadline, grace_days, ask_period, stay_period, idle,
     authenticators, late_enrolment FROM policies WHERE organisation_id = $1 ORDER BY name_key",
);

/// All policies by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Policy>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// All policies, each with the moment a person first came under it, if ever.
pub(crate) const WITH_DUTIES: Statement = Statement::new(
    "policy.with_duties",
    "SELECT p.policy_id, p.name, p.selected_group_id, p.requirement, p.deadline, p.grace_days, p.ask_period,
     p.stay_period, p.idle, p.authenticators, p.late_enrolment, d.came_under_at
     FROM policies p LEFT JOIN duties d ON d.organisation_id = p.organisation_id AND d.policy_id = p.policy_id
     AND d.user_id = $2 WHERE p.organisation_id = $1",
);

/// A policy and the moment of first coming under it, from a row of [`WITH_DUTIES`].
pub(crate) fn with_duty(row: &Row) -> Result<(Policy, Option<Timestamp>), Error> {
    Ok((read(row)?, row.opt_int(11)?.map(Timestamp::from_micros)))
}

fn read(row: &Row) -> Result<Policy, Error> {
    let span = |column| Ok::<_, Error>(row.opt_int(column)?.map(Lifetime::from_micros));
    let deadline = row.opt_text(4)?.map(|date| date.parse().map_err(|_| unknown("deadline", date))).transpose()?;
    let grace = row.int(5)?;
    Ok(Policy {
        id: PolicyId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        selection: match row.opt_array(2)? {
            Some(group) => Selection::Group(GroupId::from_bytes(group)),
            None => Selection::Everyone,
        },
        demand: Demand {
            requirement: word(row.text(3)?, "requirement", Requirement::from_word)?,
            deadline,
            grace_days: u16::try_from(grace).map_err(|_| unknown("days of grace", &grace.to_string()))?,
            ask: span(6)?.map_or(Ask::Always, Ask::Every),
            stay: span(7)?.map_or(Stay::UntilBrowserCloses, Stay::For),
            idle: span(8)?,
            authenticators: word(row.text(9)?, "authenticators", AuthenticatorRule::from_word)?,
            late_enrolment: word(row.text(10)?, "late enrolment", LateEnrolment::from_word)?,
        },
    })
}

fn word<T>(text: &str, what: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    from_word(text).ok_or_else(|| unknown(what, text))
}

fn unknown(what: &str, text: &str) -> Error {
    Error::Broken(format!("unknown {what} `{text}`"))
}

const SAVE: Statement = Statement::new(
    "policy.save",
    "INSERT INTO policies (organisation_id, policy_id, name, name_key, selected_group_id, requirement, deadline,
     grace_days, ask_period, stay_period, idle, authenticators, late_enrolment, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (organisation_id, policy_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
     selected_group_id = excluded.selected_group_id, requirement = excluded.requirement,
     deadline = excluded.deadline, grace_days = excluded.grace_days, ask_period = excluded.ask_period,
     stay_period = excluded.stay_period, idle = excluded.idle, authenticators = excluded.authenticators,
     late_enrolment = excluded.late_enrolment, changed_at = excluded.changed_at",
);

/// Adds or replaces a policy. A name that another policy has is `Conflict`.
pub async fn save(tx: &mut Tx, org: OrganisationId, policy: &Policy, now: Timestamp) -> Result<(), Error> {
    let demand = &policy.demand;
    let group = match policy.selection {
        Selection::Everyone => None,
        Selection::Group(group) => Some(group.bytes()),
    };
    let ask = match demand.ask {
        Ask::Always => None,
        Ask::Every(period) => Some(period.micros()),
    };
    let stay = match demand.stay {
        Stay::UntilBrowserCloses => None,
        Stay::For(span) => Some(span.micros()),
    };
    tx.execute(
        &SAVE,
        &[
            org.bytes().into(),
            policy.id.bytes().into(),
            policy.name.trim().into(),
            name_key(&policy.name).into(),
            group.into(),
            demand.requirement.word().into(),
            demand.deadline.map(|date| date.to_string()).into(),
            demand.grace_days.into(),
            ask.into(),
            stay.into(),
            demand.idle.map(Lifetime::micros).into(),
            demand.authenticators.word().into(),
            demand.late_enrolment.word().into(),
            now.micros().into(),
        ],
    )
    .await?;
    Ok(())
}

const FIX_DUTIES: Statement = Statement::new(
    "duty.fix_all",
    "INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at)
     SELECT u.organisation_id, u.user_id, p.policy_id, $2 FROM users u
     JOIN policies p ON p.organisation_id = u.organisation_id
     WHERE u.organisation_id = $1 AND (p.selected_group_id IS NULL OR EXISTS (SELECT 1 FROM memberships m
     WHERE m.organisation_id = u.organisation_id AND m.user_id = u.user_id AND m.group_id = p.selected_group_id))
     ON CONFLICT DO NOTHING",
);

/// Notes for everyone who is under a policy that they came under it now, unless they did before.
pub async fn fix_duties(tx: &mut Tx, org: OrganisationId, now: Timestamp) -> Result<u64, Error> {
    tx.execute(&FIX_DUTIES, &[org.bytes().into(), now.micros().into()]).await
}

const FIX_DUTIES_OF: Statement = Statement::new(
    "duty.fix_of_user",
    "INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at)
     SELECT p.organisation_id, $3, p.policy_id, $2 FROM policies p
     WHERE p.organisation_id = $1 AND (p.selected_group_id IS NULL OR EXISTS (SELECT 1 FROM memberships m
     WHERE m.organisation_id = $1 AND m.user_id = $3 AND m.group_id = p.selected_group_id))
     ON CONFLICT DO NOTHING",
);

/// The same for one person, who was added or changed groups.
pub async fn fix_duties_of(tx: &mut Tx, org: OrganisationId, user: UserId, now: Timestamp) -> Result<u64, Error> {
    tx.execute(&FIX_DUTIES_OF, &[org.bytes().into(), now.micros().into(), user.bytes().into()]).await
}

const FIX_DUTY: Statement = Statement::new(
    "duty.fix",
    "INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING",
);

/// The same for one person and one policy.
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

/// An exemption to grant.
#[derive(Clone, Debug)]
pub struct NewExemption {
    /// Identity.
    pub id: ExemptionId,
    /// Whom it is for.
    pub user: UserId,
    /// Why.
    pub reason: String,
    /// Who granted it; `None` is the command line.
    pub granted_by: Option<UserId>,
    /// The first moment at which it no longer holds.
    pub until: Timestamp,
}

const EXEMPT: Statement = Statement::new(
    "exemption.insert",
    "INSERT INTO exemptions (organisation_id, exemption_id, user_id, reason, granted_by, granted_at, until_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

/// Grants an exemption.
pub async fn exempt(tx: &mut Tx, org: OrganisationId, new: &NewExemption, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        &EXEMPT,
        &[
            org.bytes().into(),
            new.id.bytes().into(),
            new.user.bytes().into(),
            (&new.reason).into(),
            new.granted_by.map(UserId::bytes).into(),
            now.micros().into(),
            new.until.micros().into(),
        ],
    )
    .await?;
    Ok(())
}
