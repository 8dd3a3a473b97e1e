//! What people said when they were asked whether a relying party may.

use domain::id::{OrganisationId, RelyingPartyId, UserId};
use domain::relying_party::Scopes;
use domain::relying_party::request::Consent;
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

const OF_USER: Statement = Statement::new(
    "consent.of_user",
    "SELECT relying_party_id, scopes, given_at FROM consents WHERE organisation_id = $1 AND user_id = $2",
);

/// All of a person.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<(RelyingPartyId, Consent)>, Error> {
    let read = |row: &Row| {
        let given_at = Timestamp::from_micros(row.int(2)?);
        let consent = Consent { scopes: Scopes::known_in(row.text(1)?), given_at };
        Ok((RelyingPartyId::from_bytes(row.array(0)?), consent))
    };
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read).collect()
}

const GIVE: Statement = Statement::new(
    "consent.give",
    "INSERT INTO consents (organisation_id, user_id, relying_party_id, scopes, given_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (organisation_id, user_id, relying_party_id)
     DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at",
);

/// Notes what a person lets a relying party have, in place of what was said before.
pub async fn give(
    tx: &mut Tx,
    org: OrganisationId,
    (user, party): (UserId, RelyingPartyId),
    consent: Consent,
) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        user.bytes().into(),
        party.bytes().into(),
        consent.scopes.words().into(),
        consent.given_at.micros().into(),
    ];
    tx.execute(&GIVE, &params).await?;
    Ok(())
}

const WITHDRAW: Statement = Statement::new(
    "consent.withdraw",
    "DELETE FROM consents WHERE organisation_id = $1 AND user_id = $2 AND relying_party_id = $3",
);

/// Takes it back; false where nothing was said.
pub async fn withdraw(
    tx: &mut Tx,
    org: OrganisationId,
    (user, party): (UserId, RelyingPartyId),
) -> Result<bool, Error> {
    Ok(tx.execute(&WITHDRAW, &[org.bytes().into(), user.bytes().into(), party.bytes().into()]).await? == 1)
}
