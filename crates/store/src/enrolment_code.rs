//! E-mailed codes and helpdesk passes for late enrolment, one use each: one pass a person, and one e-mailed code a half
//! sign-in, so that asking for one elsewhere makes nobody's code worthless.

use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

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

/// One code of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichCode {
    /// The one sent for the half sign-in whose token has this hash.
    Emailed([u8; 32]),
    /// The pass.
    Pass,
}

impl WhichCode {
    /// Which of the two.
    pub const fn kind(self) -> EnrolmentCodeKind {
        match self {
            Self::Emailed(_) => EnrolmentCodeKind::Emailed,
            Self::Pass => EnrolmentCodeKind::Pass,
        }
    }

    fn key(&self, org: OrganisationId, user: UserId) -> [Value; 4] {
        let half: &[u8] = match self {
            Self::Emailed(half) => half,
            Self::Pass => &[],
        };
        [org.bytes().into(), user.bytes().into(), self.kind().word().into(), half.into()]
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
    /// How many of its kind were made for the person since one was used.
    pub sent_count: i64,
}

const FIND: Statement = Statement::new(
    "enrolment_code.find",
    "SELECT code_hash, made_at, expires_at, sent_count FROM enrolment_codes
     WHERE organisation_id = $1 AND user_id = $2 AND kind = $3 AND half_hash = $4",
);

/// A code of a person, expired or not.
pub async fn find(
    db: &Db,
    org: OrganisationId,
    user: UserId,
    which: WhichCode,
) -> Result<Option<EnrolmentCode>, Error> {
    db.one(&FIND, &which.key(org, user)).await?.as_ref().map(read).transpose()
}

const NEWEST: Statement = Statement::new(
    "enrolment_code.newest",
    "SELECT code_hash, made_at, expires_at, sent_count FROM enrolment_codes
     WHERE organisation_id = $1 AND user_id = $2 AND kind = $3 ORDER BY sent_count DESC LIMIT 1",
);
const LOCK_OWNER: Statement = Statement::new(
    "enrolment_code.lock_owner",
    "UPDATE users SET blocked = blocked WHERE organisation_id = $1 AND user_id = $2",
);

/// The newest code of a kind, for whichever half sign-in it was made; what is sent next is limited by it. Whoever else
/// asks for this person waits until the transaction is over, so that no two find the same one the newest.
pub async fn newest_in(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    kind: EnrolmentCodeKind,
) -> Result<Option<EnrolmentCode>, Error> {
    tx.execute(&LOCK_OWNER, &[org.bytes().into(), user.bytes().into()]).await?;
    let key = [org.bytes().into(), user.bytes().into(), kind.word().into()];
    tx.one(&NEWEST, &key).await?.as_ref().map(read).transpose()
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
    "INSERT INTO enrolment_codes (organisation_id, user_id, kind, half_hash, code_hash, made_at, expires_at, sent_count)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (organisation_id, user_id, kind, half_hash) DO UPDATE SET code_hash = excluded.code_hash,
     made_at = excluded.made_at, expires_at = excluded.expires_at, sent_count = excluded.sent_count",
);

/// Keeps a code; an earlier one in its place is worth nothing from now on.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    which: WhichCode,
    code: &EnrolmentCode,
) -> Result<(), Error> {
    let mut params = Vec::from(which.key(org, user));
    params.push(code.hash.clone().into());
    params.extend([code.made_at.micros().into(), code.expires_at.micros().into(), code.sent_count.into()]);
    tx.execute(&SAVE, &params).await?;
    Ok(())
}

const SPEND: Statement = Statement::new(
    "enrolment_code.spend",
    "DELETE FROM enrolment_codes
     WHERE organisation_id = $1 AND user_id = $2 AND kind = $3 AND half_hash = $4 AND code_hash = $5",
);
const DELETE_OF_KIND: Statement = Statement::new(
    "enrolment_code.delete_of_kind",
    "DELETE FROM enrolment_codes WHERE organisation_id = $1 AND user_id = $2 AND kind = $3",
);

/// Uses a code up, and with it all of its kind; false when it was used already.
pub async fn spend(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    which: WhichCode,
    hash: &[u8],
) -> Result<bool, Error> {
    let mut params = Vec::from(which.key(org, user));
    params.push(hash.into());
    if tx.execute(&SPEND, &params).await? == 0 {
        return Ok(false);
    }
    let kind = which.kind().word();
    tx.execute(&DELETE_OF_KIND, &[org.bytes().into(), user.bytes().into(), kind.into()]).await?;
    Ok(true)
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
