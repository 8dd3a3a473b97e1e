//! Enrolled authenticators and the secrets that still wait for their first code.

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// A secret that waits for its first code; it never authenticates.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Whose it is.
    pub user: UserId,
    /// The identity that it gets once confirmed; the seal is bound to it.
    pub id: AuthenticatorId,
    /// The sealed secret.
    pub sealed_secret: Vec<u8>,
    /// After this moment it is gone.
    pub expires_at: Timestamp,
}

const FIND_PENDING: Statement = Statement::new(
    "pending.find",
    "SELECT user_id, authenticator_id, sealed_secret, expires_at FROM pending_authenticators
     WHERE organisation_id = $1 AND owner_hash = $2",
);

/// The pending secret of one sign-in or session.
pub async fn find_pending(db: &Db, org: OrganisationId, owner: [u8; 32]) -> Result<Option<Pending>, Error> {
    let row = db.one(&FIND_PENDING, &[org.bytes().into(), owner.into()]).await?;
    row.map(|row| {
        Ok(Pending {
            user: UserId::from_bytes(row.array(0)?),
            id: AuthenticatorId::from_bytes(row.array(1)?),
            sealed_secret: row.bytes(2)?.to_vec(),
            expires_at: Timestamp::from_micros(row.int(3)?),
        })
    })
    .transpose()
}

const SAVE_PENDING: Statement = Statement::new(
    "pending.save",
    "INSERT INTO pending_authenticators (organisation_id, owner_hash, user_id, authenticator_id, sealed_secret,
     expires_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (organisation_id, owner_hash) DO UPDATE SET user_id = excluded.user_id,
     authenticator_id = excluded.authenticator_id, sealed_secret = excluded.sealed_secret,
     expires_at = excluded.expires_at",
);

/// Keeps a secret for one sign-in or session; an earlier one of the same owner is gone.
pub async fn save_pending(tx: &mut Tx, org: OrganisationId, owner: [u8; 32], pending: &Pending) -> Result<(), Error> {
    tx.execute(
        &SAVE_PENDING,
        &[
            org.bytes().into(),
            owner.into(),
            pending.user.bytes().into(),
            pending.id.bytes().into(),
            pending.sealed_secret.clone().into(),
            pending.expires_at.micros().into(),
        ],
    )
    .await?;
    Ok(())
}

const SPEND_PENDING: Statement = Statement::new(
    "pending.spend",
    "DELETE FROM pending_authenticators WHERE organisation_id = $1 AND owner_hash = $2 AND authenticator_id = $3",
);

/// Takes the pending secret away; false when someone else did first.
pub async fn spend_pending(
    tx: &mut Tx,
    org: OrganisationId,
    owner: [u8; 32],
    id: AuthenticatorId,
) -> Result<bool, Error> {
    Ok(tx.execute(&SPEND_PENDING, &[org.bytes().into(), owner.into(), id.bytes().into()]).await? == 1)
}

const DROP_PENDING_OF_USER: Statement = Statement::new(
    "pending.drop_of_user",
    "DELETE FROM pending_authenticators WHERE organisation_id = $1 AND user_id = $2",
);

/// Takes away everything pending of a person: secrets, and code cards of their own making.
pub async fn drop_pending_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DROP_PENDING_OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    crate::waiting_card::drop_own(tx, org, user).await
}

/// A confirmed authenticator to keep.
#[derive(Clone, Debug)]
pub struct NewAuthenticator {
    /// Identity.
    pub id: AuthenticatorId,
    /// Kind.
    pub kind: AuthenticatorKind,
    /// The name that the person gave it.
    pub label: String,
    /// The sealed secret.
    pub sealed_secret: Vec<u8>,
    /// The step of the code that confirmed it: it counts as used.
    pub last_step: i64,
}

const INSERT: Statement = Statement::new(
    "authenticator.insert",
    "INSERT INTO authenticators (organisation_id, user_id, authenticator_id, kind, label, sealed_secret, last_step,
     added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);

/// Adds a confirmed authenticator.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    new: &NewAuthenticator,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            org.bytes().into(),
            user.bytes().into(),
            new.id.bytes().into(),
            new.kind.word().into(),
            (&new.label).into(),
            new.sealed_secret.clone().into(),
            new.last_step.into(),
            now.micros().into(),
        ],
    )
    .await?;
    Ok(())
}

const RENAME: Statement = Statement::new(
    "authenticator.rename",
    "UPDATE authenticators SET label = $4 WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3",
);

/// Gives an authenticator another name; false where the person has no such one.
pub async fn rename(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    id: AuthenticatorId,
    label: &str,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), user.bytes().into(), id.bytes().into(), label.into()];
    Ok(tx.execute(&RENAME, &params).await? == 1)
}

const DELETE: Statement = Statement::new(
    "authenticator.delete",
    "DELETE FROM authenticators WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3",
);
const COUNT: Statement = Statement::new(
    "authenticator.count",
    "SELECT COUNT(*) FROM authenticators WHERE organisation_id = $1 AND user_id = $2",
);

const LOCK_OWNER: Statement = Statement::new(
    "authenticator.lock_owner",
    "UPDATE users SET blocked = blocked WHERE organisation_id = $1 AND user_id = $2",
);

/// Removes one authenticator; answers how many the person has left, or `None` where there was no such one.
///
/// Removals of one person wait for each other: else two at the same instant would each count the other's as left.
pub async fn delete(tx: &mut Tx, org: OrganisationId, user: UserId, id: AuthenticatorId) -> Result<Option<i64>, Error> {
    tx.execute(&LOCK_OWNER, &[org.bytes().into(), user.bytes().into()]).await?;
    if tx.execute(&DELETE, &[org.bytes().into(), user.bytes().into(), id.bytes().into()]).await? == 0 {
        return Ok(None);
    }
    let row = tx.one(&COUNT, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(Some(row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)?))
}

const DELETE_OF_KIND: Statement = Statement::new(
    "authenticator.delete_of_kind",
    "DELETE FROM authenticators WHERE organisation_id = $1 AND user_id = $2 AND kind = $3 RETURNING label",
);

/// Removes all authenticators of a kind; answers their names.
pub async fn delete_of_kind(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    kind: AuthenticatorKind,
) -> Result<Vec<String>, Error> {
    let rows = tx.all(&DELETE_OF_KIND, &[org.bytes().into(), user.bytes().into(), kind.word().into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

const DELETE_OF_USER: Statement = Statement::new(
    "authenticator.delete_of_user",
    "DELETE FROM authenticators WHERE organisation_id = $1 AND user_id = $2",
);

/// Removes all authenticators of a person; answers how many.
pub async fn delete_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    tx.execute(&DELETE_OF_USER, &[org.bytes().into(), user.bytes().into()]).await
}
