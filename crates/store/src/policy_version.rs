//! The history of policies: what each was, who changed it and when. Beside `policy`, which keeps what they are.

use domain::id::{OrganisationId, PolicyId, SelectionId, UserId};
use domain::policy::{Demand, Policy};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, demand};

/// A policy as it was after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// The policy.
    pub policy: PolicyId,
    /// 1 for the first; each change adds one.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whom it held for; `None` is everyone.
    pub selection: Option<SelectionId>,
    /// What that selection was called.
    pub selection_name: Option<String>,
    /// What it demanded.
    pub demand: Demand,
    /// Whether the change took it away.
    pub removed: bool,
    /// When.
    pub at: Timestamp,
    /// Who; `None` is the command line of the server.
    pub by: Option<UserId>,
    /// Why it was saved although a guard said no.
    pub overriding: Option<String>,
}

const BUMP: Statement = Statement::new(
    "policy_version.bump",
    "UPDATE policies SET version = version + 1 WHERE organisation_id = $1 AND policy_id = $2 AND version = $3",
);

/// Takes the next version of a policy; false where it has changed since version `read` was read, or is gone.
pub async fn bump(tx: &mut Tx, org: OrganisationId, policy: PolicyId, read: i64) -> Result<bool, Error> {
    Ok(tx.execute(&BUMP, &[org.bytes().into(), policy.bytes().into(), read.into()]).await? == 1)
}

const NEXT: Statement = Statement::new(
    "policy_version.last",
    "SELECT COALESCE(MAX(version), 0) FROM policy_versions WHERE organisation_id = $1 AND policy_id = $2",
);
const SET: Statement = Statement::new(
    "policy_version.set",
    "UPDATE policies SET version = $3 WHERE organisation_id = $1 AND policy_id = $2",
);

/// Gives a policy that was added, or brought back, the version after its last one; answers which.
pub async fn begin(tx: &mut Tx, org: OrganisationId, policy: PolicyId) -> Result<i64, Error> {
    let row = tx.one(&NEXT, &[org.bytes().into(), policy.bytes().into()]).await?;
    let next = row.map(|row| row.int(0)).transpose()?.unwrap_or(0) + 1;
    tx.execute(&SET, &[org.bytes().into(), policy.bytes().into(), next.into()]).await?;
    Ok(next)
}

const IS_THERE: Statement = Statement::new(
    "policy_version.is_there",
    "SELECT COUNT(*) FROM policies WHERE organisation_id = $1 AND policy_id = $2",
);

/// Whether there is a policy of this identity now.
pub async fn is_there(tx: &mut Tx, org: OrganisationId, policy: PolicyId) -> Result<bool, Error> {
    any(tx.one(&IS_THERE, &[org.bytes().into(), policy.bytes().into()]).await?.as_ref())
}

const HAS_NAME: Statement = Statement::new(
    "policy_version.has_name",
    "SELECT COUNT(*) FROM policies WHERE organisation_id = $1 AND name_key = $2 AND policy_id <> $3",
);

/// Whether another policy has the name of this one.
pub async fn has_name(tx: &mut Tx, org: OrganisationId, policy: &Policy) -> Result<bool, Error> {
    let params = [org.bytes().into(), name_key(&policy.name).into(), policy.id.bytes().into()];
    any(tx.one(&HAS_NAME, &params).await?.as_ref())
}

fn any(count: Option<&Row>) -> Result<bool, Error> {
    Ok(count.map(|row| row.int(0)).transpose()?.unwrap_or(0) > 0)
}

const REMOVE: Statement = Statement::new(
    "policy_version.remove",
    "DELETE FROM policies WHERE organisation_id = $1 AND policy_id = $2 AND version = $3",
);

/// Takes a policy away; false where it has changed since version `read` was read, or is gone. The duties stay.
pub async fn remove(tx: &mut Tx, org: OrganisationId, policy: PolicyId, read: i64) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), policy.bytes().into(), read.into()]).await? == 1)
}

const KEEP: Statement = Statement::new(
    "policy_version.keep",
    "INSERT INTO policy_versions (organisation_id, policy_id, version, name, selection_id, selection_name, removed,
     changed_at, changed_by, overriding, requirement, deadline, grace_days, ask_period, stay_period, idle,
     authenticators, late_enrolment, mode)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
);

/// Keeps a version.
pub async fn keep(tx: &mut Tx, org: OrganisationId, version: &PolicyVersion) -> Result<(), Error> {
    let mut params = vec![
        org.bytes().into(),
        version.policy.bytes().into(),
        version.version.into(),
        (&version.name).into(),
        version.selection.map(SelectionId::bytes).into(),
        version.selection_name.as_deref().into(),
        version.removed.into(),
        version.at.micros().into(),
        version.by.map(UserId::bytes).into(),
        version.overriding.as_deref().into(),
    ];
    params.extend(demand::values(&version.demand));
    tx.execute(&KEEP, &params).await?;
    Ok(())
}

const CURRENT: Statement = Statement::new(
    "policy_version.current",
    "SELECT policy_id, version, changed_at FROM policies WHERE organisation_id = $1",
);

/// The version and the last change of every policy that there is.
pub async fn current(db: &Db, org: OrganisationId) -> Result<Vec<(PolicyId, i64, Timestamp)>, Error> {
    let rows = db.all(&CURRENT, &[org.bytes().into()]).await?;
    rows.iter()
        .map(|row| Ok((PolicyId::from_bytes(row.array(0)?), row.int(1)?, Timestamp::from_micros(row.int(2)?))))
        .collect()
}

const OF_POLICY: Statement = Statement::new(
    "policy_version.of_policy",
    "SELECT policy_id, version, name, selection_id, selection_name, removed, changed_at, changed_by, overriding,
     requirement, deadline, grace_days, ask_period, stay_period, idle, authenticators, late_enrolment, mode
     FROM policy_versions WHERE organisation_id = $1 AND policy_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4",
);

/// The versions of a policy before version `before`, newest first.
pub async fn of_policy(
    db: &Db,
    org: OrganisationId,
    policy: PolicyId,
    (before, limit): (i64, i64),
) -> Result<Vec<PolicyVersion>, Error> {
    let params = [org.bytes().into(), policy.bytes().into(), before.into(), limit.into()];
    db.all(&OF_POLICY, &params).await?.iter().map(read).collect()
}

const REMOVED: Statement = Statement::new(
    "policy_version.removed",
    "SELECT v.policy_id, v.version, v.name, v.selection_id, v.selection_name, v.removed, v.changed_at, v.changed_by,
     v.overriding, v.requirement, v.deadline, v.grace_days, v.ask_period, v.stay_period, v.idle, v.authenticators,
     v.late_enrolment, v.mode FROM policy_versions v WHERE v.organisation_id = $1 AND v.removed
     AND NOT EXISTS (SELECT 1 FROM policies p WHERE p.organisation_id = $1 AND p.policy_id = v.policy_id)
     AND v.version = (SELECT MAX(n.version) FROM policy_versions n WHERE n.organisation_id = $1
     AND n.policy_id = v.policy_id) ORDER BY v.changed_at DESC LIMIT $2",
);

/// Policies that were taken away, the last first, each as it was.
pub async fn removed(db: &Db, org: OrganisationId, limit: i64) -> Result<Vec<PolicyVersion>, Error> {
    db.all(&REMOVED, &[org.bytes().into(), limit.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<PolicyVersion, Error> {
    Ok(PolicyVersion {
        policy: PolicyId::from_bytes(row.array(0)?),
        version: row.int(1)?,
        name: row.text(2)?.to_owned(),
        selection: row.opt_array(3)?.map(SelectionId::from_bytes),
        selection_name: row.opt_text(4)?.map(str::to_owned),
        removed: row.bool(5)?,
        at: Timestamp::from_micros(row.int(6)?),
        by: row.opt_array(7)?.map(UserId::from_bytes),
        overriding: row.opt_text(8)?.map(str::to_owned),
        demand: demand::read(row, 9)?,
    })
}
