//! Answers of the API under idempotency keys: the same question twice is done once, and answered the same.

use domain::id::{ApiKeyId, OrganisationId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// Table and column that a body is sealed to.
pub const PLACE: (&str, &str) = ("api_answers", "sealed_body");

/// What is known under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Hash of the request that it belongs to.
    pub request: [u8; 32],
    /// Status and sealed body; none while the request is at work, or where it broke off.
    pub answered: Option<(u16, Vec<u8>)>,
}

const FIND: Statement = Statement::new(
    "api_answer.find",
    "SELECT request_hash, status, sealed_body FROM api_answers
     WHERE organisation_id = $1 AND api_key_id = $2 AND repeat_hash = $3 AND expires_at > $4",
);

/// What is known under one.
pub async fn find(
    db: &Db,
    org: OrganisationId,
    (key, repeat): (ApiKeyId, [u8; 32]),
    now: Timestamp,
) -> Result<Option<Answer>, Error> {
    let params = [org.bytes().into(), key.bytes().into(), repeat.into(), now.micros().into()];
    db.one(&FIND, &params)
        .await?
        .map(|row| {
            let status = row.opt_int(1)?.map(u16::try_from).transpose();
            let status = status.map_err(|_| Error::Broken("an answer with an impossible status".into()))?;
            let body = row.opt_bytes(2)?.map(<[u8]>::to_vec);
            Ok(Answer { request: row.array(0)?, answered: status.zip(body) })
        })
        .transpose()
}

const BEGIN: Statement = Statement::new(
    "api_answer.begin",
    "INSERT INTO api_answers (organisation_id, api_key_id, repeat_hash, request_hash, expires_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (organisation_id, api_key_id, repeat_hash) DO UPDATE SET request_hash = excluded.request_hash,
     status = NULL, sealed_body = NULL, expires_at = excluded.expires_at WHERE api_answers.expires_at <= $6",
);

/// Takes an idempotency key for a request, from `now` until `until`; false where another request has it.
pub async fn begin(
    tx: &mut Tx,
    org: OrganisationId,
    (key, repeat, request): (ApiKeyId, [u8; 32], [u8; 32]),
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        key.bytes().into(),
        repeat.into(),
        request.into(),
        until.micros().into(),
        now.micros().into(),
    ];
    Ok(tx.execute(&BEGIN, &params).await? == 1)
}

const KEEP: Statement = Statement::new(
    "api_answer.keep",
    "UPDATE api_answers SET status = $4, sealed_body = $5
     WHERE organisation_id = $1 AND api_key_id = $2 AND repeat_hash = $3",
);

/// Keeps what was answered.
pub async fn keep(
    tx: &mut Tx,
    org: OrganisationId,
    (key, repeat): (ApiKeyId, [u8; 32]),
    (status, sealed): (u16, &[u8]),
) -> Result<(), Error> {
    let params = [org.bytes().into(), key.bytes().into(), repeat.into(), i64::from(status).into(), sealed.into()];
    tx.execute(&KEEP, &params).await?;
    Ok(())
}

const DROP: Statement = Statement::new(
    "api_answer.drop",
    "DELETE FROM api_answers WHERE organisation_id = $1 AND api_key_id = $2 AND repeat_hash = $3 AND status IS NULL",
);

/// Gives an idempotency key free again: nothing was done under it.
pub async fn drop_unanswered(
    tx: &mut Tx,
    org: OrganisationId,
    (key, repeat): (ApiKeyId, [u8; 32]),
) -> Result<(), Error> {
    tx.execute(&DROP, &[org.bytes().into(), key.bytes().into(), repeat.into()]).await?;
    Ok(())
}
