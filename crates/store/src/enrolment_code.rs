//! E-mailed codes and helpdesk passes for late enrolment: one of each kind a person, one use.

use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentCodeKind {
    /// Sent by e-mail.
    Emailed,
    /// Given by the helpdesk.
    Pass,
}

impl EnrolmentCodeKind {
    /// The word that the store keeps and that failures are counted under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Emailed => "emailed-code",
            Self::Pass => "helpdesk-pass",
        }
    }
}

/// A code as it is kept.
#[derive(Clone, Debug)]
pub struct EnrolmentCode {
    /// Keyed hash of the code.
    pub hash: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
    /// From this moment it is worth nothing.
    pub expires_at: Timestamp,
    /// How many were made since the last one was used.
    pub sent_count: i64,
}

const FIND: Statement = Statement::new(
    "enrolment_code.find",
    "SELECT code_hash, made_at, expires_at, sent_count FROM enrolment_codes
     WHERE organisation_id = $1 AND user_id = $2 AND kind = $3",
);

/// The code of a person, expired or not.
pub async fn find(
    db: &Db,
    org: OrganisationId,
    user: UserId,
    kind: EnrolmentCodeKind,
) -> Result<Option<EnrolmentCode>, Error> {
    db.one(&FIND, &[org.bytes().into(), user.bytes().into(), kind.word().into()]).await?.as_ref().map(read).transpose()
}

/// The same inside a transaction.
pub async fn find_in(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    kind: EnrolmentCodeKind,
) -> Result<Option<EnrolmentCode>, Error> {
    tx.one(&FIND, &[org.bytes().into(), user.bytes().into(), kind.word().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<EnrolmentCode, Error> {
    Ok(EnrolmentCode {
        hash: row.bytes(0)?.to_vec(),
        made_at: Timestamp::from_micros(row.int(1)?),
        expires_at: Timestamp::from_micros(row.int(2)?),
        sent_count: row.int(3)?,
    })
}

const SAVE: Statement = Statement::new(
    "enrolment_code.save",
    "INSERT INTO enrolment_codes (organisation_id, user_id, kind, code_hash, made_at, expires_at, sent_count)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (organisation_id, user_id, kind) DO UPDATE SET code_hash = excluded.code_hash,
     made_at = excluded.made_at, expires_at = excluded.expires_at, sent_count = excluded.sent_count",
);

/// Keeps a code; an earlier one of its kind is worth nothing from now on.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    kind: EnrolmentCodeKind,
    code: &EnrolmentCode,
) -> Result<(), Error> {
    tx.execute(
        &SAVE,
        &[
            org.bytes().into(),
            user.bytes().into(),
            kind.word().into(),
            code.hash.clone().into(),
            code.made_at.micros().into(),
            code.expires_at.micros().into(),
            code.sent_count.into(),
        ],
    )
    .await?;
    Ok(())
}

const SPEND: Statement = Statement::new(
    "enrolment_code.spend",
    "DELETE FROM enrolment_codes WHERE organisation_id = $1 AND user_id = $2 AND kind = $3 AND code_hash = $4",
);

/// Uses a code up; false when it was used already.
pub async fn spend(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    kind: EnrolmentCodeKind,
    hash: &[u8],
) -> Result<bool, Error> {
    let params = [org.bytes().into(), user.bytes().into(), kind.word().into(), hash.into()];
    Ok(tx.execute(&SPEND, &params).await? == 1)
}

const DELETE_OF_USER: Statement = Statement::new(
    "enrolment_code.delete_of_user",
    "DELETE FROM enrolment_codes WHERE organisation_id = $1 AND user_id = $2",
);

/// Makes all codes of a person worthless.
pub async fn delete_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DELETE_OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}
