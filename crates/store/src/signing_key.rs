//! Keys that sign what relying parties are told.

use domain::id::{OrganisationId, SigningKeyId};
use domain::relying_party::Algorithm;
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// A key.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Identity; its text is the `kid`.
    pub id: SigningKeyId,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The private key, sealed.
    pub sealed: Vec<u8>,
    /// The public one, as JSON Web Key (RFC 7517).
    pub public: String,
    /// From when on it signs.
    pub signs_from: Timestamp,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

const LIST: Statement = Statement::new(
    "signing_key.list",
    "SELECT signing_key_id, algorithm, sealed_key, public_key, signs_from FROM signing_keys WHERE organisation_id = $1
     ORDER BY signs_from, signing_key_id",
);

/// All of them, the oldest first.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<SigningKey>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<SigningKey>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SigningKey, Error> {
    let algorithm = Algorithm::from_word(row.text(1)?);
    Ok(SigningKey {
        id: SigningKeyId::from_bytes(row.array(0)?),
        algorithm: algorithm.ok_or_else(|| Error::Broken("a signing key of an unknown kind".into()))?,
        sealed: row.bytes(2)?.to_vec(),
        public: row.text(3)?.to_owned(),
        signs_from: Timestamp::from_micros(row.int(4)?),
    })
}

const INSERT: Statement = Statement::new(
    "signing_key.insert",
    "INSERT INTO signing_keys (organisation_id, signing_key_id, algorithm, sealed_key, public_key, signs_from)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Keeps a new one.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &SigningKey) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.id.bytes().into(),
        new.algorithm.word().into(),
        new.sealed.as_slice().into(),
        (&*new.public).into(),
        new.signs_from.micros().into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const REMOVE: Statement =
    Statement::new("signing_key.remove", "DELETE FROM signing_keys WHERE organisation_id = $1 AND signing_key_id = $2");

/// Takes one away: what it signed is believed by nobody any more.
pub async fn remove(tx: &mut Tx, org: OrganisationId, id: SigningKeyId) -> Result<(), Error> {
    tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(())
}
