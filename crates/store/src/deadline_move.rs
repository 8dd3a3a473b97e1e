//! Deadlines that were moved, until everyone who was told the old one has been told the new one.

use domain::id::{OrganisationId, PolicyId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// A deadline that was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineMove {
    /// Of which policy.
    pub policy: PolicyId,
    /// The version that moved it.
    pub version: i64,
    /// From when the old one was said.
    pub told_since: Timestamp,
    /// The old one.
    pub before: Timestamp,
    /// Up to whom, in the order of ids, people have been told.
    pub told_up_to: Option<UserId>,
}

const SAID_SINCE: Statement = Statement::new(
    "deadline_move.said_since",
    "SELECT MIN(v.changed_at) FROM policy_versions v WHERE v.organisation_id = $1 AND v.policy_id = $2
     AND v.version < $3 AND v.version > (SELECT COALESCE(MAX(o.version), 0) FROM policy_versions o
     WHERE o.organisation_id = $1 AND o.policy_id = $2 AND o.version < $3
     AND (o.mode <> 'on' OR COALESCE(o.deadline, '') <> (SELECT COALESCE(l.deadline, '') FROM policy_versions l
     WHERE l.organisation_id = $1 AND l.policy_id = $2 AND l.version = $3 - 1)))",
);

/// Since when the deadline that stood before version `version` had been standing.
pub async fn said_since(tx: &mut Tx, org: OrganisationId, policy: PolicyId, version: i64) -> Result<Timestamp, Error> {
    let row = tx.one(&SAID_SINCE, &[org.bytes().into(), policy.bytes().into(), version.into()]).await?;
    // A policy that is older than its history has been saying it for as long as anybody knows.
    let since = row.map(|row| row.opt_int(0)).transpose()?.flatten().unwrap_or(0);
    Ok(Timestamp::from_micros(since))
}

const WRITE: Statement = Statement::new(
    "deadline_move.write",
    "INSERT INTO deadline_moves (organisation_id, policy_id, version, told_since, before_at, told_up_to)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Notes a move.
pub async fn write(tx: &mut Tx, org: OrganisationId, moved: &DeadlineMove) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        moved.policy.bytes().into(),
        moved.version.into(),
        moved.told_since.micros().into(),
        moved.before.micros().into(),
        moved.told_up_to.map(UserId::bytes).into(),
    ];
    tx.execute(&WRITE, &params).await?;
    Ok(())
}

const TELL_AGAIN: Statement = Statement::new(
    "deadline_move.tell_again",
    "INSERT INTO deadline_moves (organisation_id, policy_id, version, told_since, before_at)
     SELECT organisation_id, policy_id, MAX(version), $3, 0 FROM policy_versions WHERE organisation_id = $1
     AND policy_id = $2 GROUP BY organisation_id, policy_id",
);

/// Has everyone looked at once more whom a campaign told another deadline than the one that counts. Whoever merely signed in
/// or was reminded before `now` was told already.
pub async fn tell_again(tx: &mut Tx, org: OrganisationId, policy: PolicyId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&TELL_AGAIN, &[org.bytes().into(), policy.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const ALL: Statement = Statement::new(
    "deadline_move.all",
    "SELECT policy_id, version, told_since, before_at, told_up_to FROM deadline_moves WHERE organisation_id = $1
     ORDER BY policy_id, version",
);

/// Moves of which not everyone has been told.
pub async fn all(db: &Db, org: OrganisationId) -> Result<Vec<DeadlineMove>, Error> {
    let rows = db.all(&ALL, &[org.bytes().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(DeadlineMove {
                policy: PolicyId::from_bytes(row.array(0)?),
                version: row.int(1)?,
                told_since: Timestamp::from_micros(row.int(2)?),
                before: Timestamp::from_micros(row.int(3)?),
                told_up_to: row.opt_array(4)?.map(UserId::from_bytes),
            })
        })
        .collect()
}

const ADVANCE: Statement = Statement::new(
    "deadline_move.advance",
    "UPDATE deadline_moves SET told_up_to = $4 WHERE organisation_id = $1 AND policy_id = $2 AND version = $3
     AND COALESCE(told_up_to, $5) = $6",
);
const DONE: Statement = Statement::new(
    "deadline_move.done",
    "DELETE FROM deadline_moves WHERE organisation_id = $1 AND policy_id = $2 AND version = $3
     AND COALESCE(told_up_to, $4) = $5",
);

/// Says that people up to `last` are being told, or with `None` everyone; false where another server said so before.
pub async fn advance(
    tx: &mut Tx,
    org: OrganisationId,
    moved: &DeadlineMove,
    last: Option<UserId>,
) -> Result<bool, Error> {
    let nobody: Vec<u8> = Vec::new();
    let was = moved.told_up_to.map_or_else(Vec::new, |id| id.bytes().to_vec());
    let mut params = vec![org.bytes().into(), moved.policy.bytes().into(), moved.version.into()];
    let statement = match last {
        None => &DONE,
        Some(last) => {
            params.push(last.bytes().into());
            &ADVANCE
        }
    };
    params.push(nobody.into());
    params.push(was.into());
    Ok(tx.execute(statement, &params).await? == 1)
}

const REMINDED: Statement = Statement::new(
    "deadline_move.was_reminded",
    "SELECT COUNT(*) FROM audit_events WHERE organisation_id = $1 AND subject_id = $2 AND at >= $3
     AND kind = 'reminded'",
);

/// Whether a person was reminded since a moment.
pub async fn was_reminded(db: &Db, org: OrganisationId, user: UserId, since: Timestamp) -> Result<bool, Error> {
    let row = db.one(&REMINDED, &[org.bytes().into(), user.bytes().into(), since.micros().into()]).await?;
    Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or(0) > 0)
}
