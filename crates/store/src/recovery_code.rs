//! Recovery codes: a public selector finds the row of this person, the hash proves the rest, deleting it spends it.

use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

const FIND: Statement = Statement::new(
    "recovery_code.find",
    "SELECT code_hash FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2 AND selector = $3",
);

/// The hash of a person's code with this selector.
pub async fn find(db: &Db, org: OrganisationId, user: UserId, selector: &str) -> Result<Option<String>, Error> {
    let row = db.one(&FIND, &[org.bytes().into(), user.bytes().into(), selector.into()]).await?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

const COUNT: Statement = Statement::new(
    "recovery_code.count",
    "SELECT COUNT(*), MIN(made_at) FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2",
);

/// How many codes a person has left, and when the oldest was made.
pub async fn count(db: &Db, org: OrganisationId, user: UserId) -> Result<(i64, Option<Timestamp>), Error> {
    let row = db.one(&COUNT, &[org.bytes().into(), user.bytes().into()]).await?;
    let row = row.ok_or_else(|| Error::Broken("a count without a row".into()))?;
    Ok((row.int(0)?, row.opt_int(1)?.map(Timestamp::from_micros)))
}

const SPEND: Statement = Statement::new(
    "recovery_code.spend",
    "DELETE FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2 AND selector = $3 AND code_hash = $4",
);

/// Uses a code up; false when it was used already.
pub async fn spend(tx: &mut Tx, org: OrganisationId, user: UserId, selector: &str, hash: &str) -> Result<bool, Error> {
    let params = [org.bytes().into(), user.bytes().into(), selector.into(), hash.into()];
    Ok(tx.execute(&SPEND, &params).await? == 1)
}

const INSERT: Statement = Statement::new(
    "recovery_code.insert",
    "INSERT INTO recovery_codes (organisation_id, user_id, selector, code_hash, made_at) VALUES ($1, $2, $3, $4, $5)",
);

/// Adds codes, as pairs of selector and hash.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    codes: &[(String, String)],
    now: Timestamp,
) -> Result<(), Error> {
    for (selector, hash) in codes {
        let params = [org.bytes().into(), user.bytes().into(), selector.into(), hash.into(), now.micros().into()];
        tx.execute(&INSERT, &params).await?;
    }
    Ok(())
}

const DELETE_OF_USER: Statement = Statement::new(
    "recovery_code.delete_of_user",
    "DELETE FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2",
);

/// Makes all codes of a person worthless.
pub async fn delete_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    tx.execute(&DELETE_OF_USER, &[org.bytes().into(), user.bytes().into()]).await
}

const SELECTORS: Statement = Statement::new(
    "recovery_code.selectors",
    "SELECT selector FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2 ORDER BY selector",
);

/// The selectors of a person's codes, so that a new code gets one of its own.
pub async fn selectors(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<String>, Error> {
    let rows = db.all(&SELECTORS, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}
