//! Password failures per account and per source, keyed by a hash so that unknown names weigh the same as known ones.

use domain::id::OrganisationId;
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// Failures in a row and the wait that they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PasswordThrottle {
    /// Failures since the last success.
    pub failures: u32,
    /// No try is looked at before this moment.
    pub wait_until: Option<Timestamp>,
}

const FIND: Statement = Statement::new(
    "password_throttle.find",
    "SELECT failures, wait_until FROM password_throttles WHERE organisation_id = $1 AND throttle_key = $2",
);

fn read(row: Option<crate::Row>) -> Result<PasswordThrottle, Error> {
    let Some(row) = row else { return Ok(PasswordThrottle::default()) };
    let failures = u32::try_from(row.int(0)?).map_err(|_| Error::Broken("impossible count of failures".into()))?;
    Ok(PasswordThrottle { failures, wait_until: row.opt_int(1)?.map(Timestamp::from_micros) })
}

/// The failures under a key.
pub async fn find(db: &Db, org: OrganisationId, key: [u8; 32]) -> Result<PasswordThrottle, Error> {
    read(db.one(&FIND, &[org.bytes().into(), key.into()]).await?)
}

/// The same inside a transaction.
pub async fn find_in(tx: &mut Tx, org: OrganisationId, key: [u8; 32]) -> Result<PasswordThrottle, Error> {
    read(tx.one(&FIND, &[org.bytes().into(), key.into()]).await?)
}

const ADD_OR_BEGIN: Statement = Statement::new(
    "password_throttle.add_or_begin",
    "INSERT INTO password_throttles (organisation_id, throttle_key, failures, changed_at) VALUES ($1, $2, 1, $3)
     ON CONFLICT (organisation_id, throttle_key) DO UPDATE SET failures = CASE
     WHEN password_throttles.changed_at < $4 THEN 1 ELSE password_throttles.failures + 1 END,
     changed_at = excluded.changed_at RETURNING failures",
);
const SET_WAIT: Statement = Statement::new(
    "password_throttle.set_wait",
    "UPDATE password_throttles SET wait_until = $3 WHERE organisation_id = $1 AND throttle_key = $2",
);

/// Charges one failure to a source, which begins anew where its last failure is long ago.
pub async fn charge_source(tx: &mut Tx, org: OrganisationId, key: [u8; 32], now: Timestamp) -> Result<(), Error> {
    let fresh = now.minus(domain::throttle::SOURCE_FORGETS_AFTER);
    let params = [org.bytes().into(), key.into(), now.micros().into(), fresh.micros().into()];
    let row = tx.one(&ADD_OR_BEGIN, &params).await?;
    let count = row.ok_or_else(|| Error::Broken("a charge without a row".into()))?.int(0)?;
    let failures = u32::try_from(count).unwrap_or(u32::MAX);
    set_wait(tx, org, key, (now, domain::throttle::source_wait_after(failures))).await
}

const ADD_UNLESS_WAITING: Statement = Statement::new(
    "password_throttle.add_unless_waiting",
    "INSERT INTO password_throttles (organisation_id, throttle_key, failures, changed_at) VALUES ($1, $2, 1, $3)
     ON CONFLICT (organisation_id, throttle_key) DO UPDATE SET failures = password_throttles.failures + 1,
     changed_at = excluded.changed_at
     WHERE password_throttles.wait_until IS NULL OR password_throttles.wait_until <= excluded.changed_at
     RETURNING failures",
);

/// Charges one failure under a key, and the wait that `wait_after` the new count says, and answers the new count. Where
/// there is a wait already nothing is charged, and the inner error is its end.
///
/// Looking and charging are one statement, so that of many tries at the same instant no more get through than one after
/// the other.
pub async fn charge_unless_waiting(
    tx: &mut Tx,
    org: OrganisationId,
    key: [u8; 32],
    now: Timestamp,
    wait_after: fn(u32) -> Option<domain::time::Lifetime>,
) -> Result<Result<u32, Timestamp>, Error> {
    match tx.one(&ADD_UNLESS_WAITING, &[org.bytes().into(), key.into(), now.micros().into()]).await? {
        Some(row) => {
            let failures = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
            set_wait(tx, org, key, (now, wait_after(failures))).await?;
            Ok(Ok(failures))
        }
        None => match find_in(tx, org, key).await?.wait_until {
            Some(until) => Ok(Err(until)),
            None => Err(Error::Broken("neither charged nor waiting".into())),
        },
    }
}

async fn set_wait(
    tx: &mut Tx,
    org: OrganisationId,
    key: [u8; 32],
    (now, wait): (Timestamp, Option<domain::time::Lifetime>),
) -> Result<(), Error> {
    if let Some(wait) = wait {
        tx.execute(&SET_WAIT, &[org.bytes().into(), key.into(), now.plus(wait).micros().into()]).await?;
    }
    Ok(())
}

const FORGET: Statement = Statement::new(
    "password_throttle.forget",
    "DELETE FROM password_throttles WHERE organisation_id = $1 AND throttle_key = $2",
);

/// Forgets the failures under a key, after a success.
pub async fn forget(tx: &mut Tx, org: OrganisationId, key: [u8; 32]) -> Result<(), Error> {
    tx.execute(&FORGET, &[org.bytes().into(), key.into()]).await?;
    Ok(())
}

const REFUND: Statement = Statement::new(
    "password_throttle.refund",
    "UPDATE password_throttles SET failures = failures - 1, wait_until = NULL
     WHERE organisation_id = $1 AND throttle_key = $2 AND failures > 0",
);

/// Takes one charge back, where the password was never looked at.
pub async fn refund(tx: &mut Tx, org: OrganisationId, key: [u8; 32]) -> Result<(), Error> {
    tx.execute(&REFUND, &[org.bytes().into(), key.into()]).await?;
    Ok(())
}
