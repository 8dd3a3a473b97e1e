//! Policies, the moments at which people first came under them, and exemptions.

use domain::id::{ExemptionId, OrganisationId, PolicyId, SelectionId, UserId};
use domain::policy::Policy;
use domain::time::Timestamp;
use domain::user::name_key;

pub use crate::duty::{fix_duties, fix_duties_from, fix_duties_of, fix_duties_of_each, fix_duties_under, fix_duty};
use crate::{Db, Error, Row, Statement, Tx, demand, rules};

pub(crate) const LIST: Statement = Statement::new(
    "policy.list",
    "SELECT policy_id, name, selection_id, requirement, deadline, grace_days, ask_period, stay_period, idle,
     authenticators, late_enrolment, mode FROM policies WHERE organisation_id = $1 ORDER BY name_key",
);

/// All policies by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Policy>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

pub(crate) fn read(row: &Row) -> Result<Policy, Error> {
    Ok(Policy {
        id: PolicyId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        selection: row.opt_array(2)?.map(SelectionId::from_bytes).into(),
        demand: demand::read(row, 3)?,
    })
}

const COUNT: Statement = Statement::new("policy.count", "SELECT COUNT(*) FROM policies WHERE organisation_id = $1");

/// How many policies there are, for the transaction that makes the first.
pub async fn count_in(tx: &mut Tx, org: OrganisationId) -> Result<i64, Error> {
    let row = tx.one(&COUNT, &[org.bytes().into()]).await?;
    row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)
}

const SAVE: Statement = Statement::new(
    "policy.save",
    "INSERT INTO policies (organisation_id, policy_id, name, name_key, selection_id, requirement, deadline,
     grace_days, ask_period, stay_period, idle, authenticators, late_enrolment, mode, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (organisation_id, policy_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
     selection_id = excluded.selection_id, requirement = excluded.requirement,
     deadline = excluded.deadline, grace_days = excluded.grace_days, ask_period = excluded.ask_period,
     stay_period = excluded.stay_period, idle = excluded.idle, authenticators = excluded.authenticators,
     late_enrolment = excluded.late_enrolment, mode = excluded.mode, changed_at = excluded.changed_at",
);

/// Adds or replaces a policy. A name that another policy has is `Conflict`.
pub async fn save(tx: &mut Tx, org: OrganisationId, policy: &Policy, now: Timestamp) -> Result<(), Error> {
    let mut params = vec![
        org.bytes().into(),
        policy.id.bytes().into(),
        policy.name.trim().into(),
        name_key(&policy.name).into(),
        policy.selection.selection().map(SelectionId::bytes).into(),
    ];
    params.extend(demand::values(&policy.demand));
    params.push(now.micros().into());
    tx.execute(&SAVE, &params).await?;
    rules::changed(tx, org).await
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
