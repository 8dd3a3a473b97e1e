//! Passkeys and security keys: whose a credential is, and challenges that were used. The credential itself is the sealed secret
//! of its authenticator.

use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// A passkey or security key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The authenticator.
    pub id: AuthenticatorId,
    /// By which browsers and devices know it; nobody else in the organisation has it.
    pub credential_id: Vec<u8>,
    /// Whose it is, for the device.
    pub user_handle: Vec<u8>,
    /// Whether the device checked who used it when it was made.
    pub verified: bool,
    /// Whether it may be copied to other devices of the person.
    pub may_be_copied: bool,
    /// Whether it was kept elsewhere as well when it was last used.
    pub backed_up: bool,
    /// How it is reached.
    pub transports: Vec<String>,
}

/// A passkey with what a check of it needs.
#[derive(Clone, Debug)]
pub struct SealedPasskey {
    /// Whose it is.
    pub user: UserId,
    /// It.
    pub passkey: Passkey,
    /// The sealed credential.
    pub sealed: Vec<u8>,
    /// How often it signed.
    pub count: i64,
}

const OF_USER: Statement = Statement::new(
    "passkey.of_user",
    "SELECT authenticator_id, credential_id, user_handle, verified, may_be_copied, backed_up, transports FROM passkeys
     WHERE organisation_id = $1 AND user_id = $2 ORDER BY authenticator_id",
);

/// The passkeys of a person, oldest first.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<Passkey>, Error> {
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read).collect()
}

const OF_CREDENTIAL: Statement = Statement::new(
    "passkey.of_credential",
    "SELECT p.authenticator_id, p.credential_id, p.user_handle, p.verified, p.may_be_copied, p.backed_up, p.transports,
     p.user_id, a.sealed_secret, a.last_step FROM passkeys p JOIN authenticators a
     ON a.organisation_id = p.organisation_id AND a.user_id = p.user_id AND a.authenticator_id = p.authenticator_id
     WHERE p.organisation_id = $1 AND p.credential_id = $2",
);

/// The passkey that a device names.
pub async fn of_credential(db: &Db, org: OrganisationId, credential: &[u8]) -> Result<Option<SealedPasskey>, Error> {
    let row = db.one(&OF_CREDENTIAL, &[org.bytes().into(), credential.to_vec().into()]).await?;
    row.map(|row| {
        Ok(SealedPasskey {
            passkey: read(&row)?,
            user: UserId::from_bytes(row.array(7)?),
            sealed: row.bytes(8)?.to_vec(),
            count: row.int(9)?,
        })
    })
    .transpose()
}

fn read(row: &Row) -> Result<Passkey, Error> {
    Ok(Passkey {
        id: AuthenticatorId::from_bytes(row.array(0)?),
        credential_id: row.bytes(1)?.to_vec(),
        user_handle: row.bytes(2)?.to_vec(),
        verified: row.bool(3)?,
        may_be_copied: row.bool(4)?,
        backed_up: row.bool(5)?,
        transports: row.text(6)?.split_whitespace().map(str::to_owned).collect(),
    })
}

const INSERT: Statement = Statement::new(
    "passkey.insert",
    "INSERT INTO passkeys (organisation_id, credential_id, user_id, authenticator_id, user_handle, verified,
     may_be_copied, backed_up, transports) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (organisation_id, credential_id) DO NOTHING",
);

/// Adds what is known of a passkey beside its authenticator; false where somebody has the credential already.
pub async fn insert(tx: &mut Tx, org: OrganisationId, user: UserId, new: &Passkey) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        new.credential_id.clone().into(),
        user.bytes().into(),
        new.id.bytes().into(),
        new.user_handle.clone().into(),
        new.verified.into(),
        new.may_be_copied.into(),
        new.backed_up.into(),
        new.transports.join(" ").into(),
    ];
    Ok(tx.execute(&INSERT, &params).await? == 1)
}

const COUNT: Statement = Statement::new(
    "passkey.count",
    "UPDATE authenticators SET last_step = $5, last_used_at = $6
     WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3 AND last_step = $4",
);
const BACKED_UP: Statement = Statement::new(
    "passkey.backed_up",
    "UPDATE passkeys SET backed_up = $4
     WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3 AND backed_up <> $4",
);

/// Notes that a passkey signed now: its count as it was read and as it is, and whether it is kept elsewhere as well. False
/// where it signed something else since it was read.
pub async fn used(
    tx: &mut Tx,
    (org, user, id): (OrganisationId, UserId, AuthenticatorId),
    (before, count): (i64, i64),
    backed_up: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let whose = [org.bytes().into(), user.bytes().into(), id.bytes().into()];
    let [one, two, three] = whose.clone();
    let params = [one, two, three, before.into(), count.into(), now.micros().into()];
    if tx.execute(&COUNT, &params).await? == 0 {
        return Ok(false);
    }
    let [one, two, three] = whose;
    tx.execute(&BACKED_UP, &[one, two, three, backed_up.into()]).await?;
    Ok(true)
}

const SPEND: Statement = Statement::new(
    "passkey.spend_challenge",
    "INSERT INTO spent_challenges (organisation_id, dice, ends_at) VALUES ($1, $2, $3)
     ON CONFLICT (organisation_id, dice) DO NOTHING",
);

/// Uses a challenge up, until it is worth nothing by itself; false where it was before.
pub async fn spend_challenge(tx: &mut Tx, org: OrganisationId, dice: [u8; 16], ends: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&SPEND, &[org.bytes().into(), dice.into(), ends.micros().into()]).await? == 1)
}
