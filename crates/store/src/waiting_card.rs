//! Code cards that were printed and wait for their first code. None of them lets anybody in.

use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// A card that waits.
#[derive(Clone, Debug)]
pub struct WaitingCard {
    /// The identity that it gets once it counts; the seal is bound to it.
    pub id: AuthenticatorId,
    /// Whether the helpdesk made it, and not the person.
    pub by_desk: bool,
    /// The sealed secret.
    pub sealed_secret: Vec<u8>,
    /// Where it was made, and may be printed once more.
    pub maker: Vec<u8>,
    /// From this moment it is worth nothing.
    pub expires_at: Timestamp,
}

const OF_USER: Statement = Statement::new(
    "waiting_card.of_user",
    "SELECT authenticator_id, by_desk, sealed_secret, maker, expires_at FROM waiting_cards
     WHERE organisation_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY by_desk",
);

/// The cards of a person that wait at `now`: the person's own before that of the helpdesk.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId, now: Timestamp) -> Result<Vec<WaitingCard>, Error> {
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into(), now.micros().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<WaitingCard, Error> {
    Ok(WaitingCard {
        id: AuthenticatorId::from_bytes(row.array(0)?),
        by_desk: row.bool(1)?,
        sealed_secret: row.bytes(2)?.to_vec(),
        maker: row.bytes(3)?.to_vec(),
        expires_at: Timestamp::from_micros(row.int(4)?),
    })
}

const SAVE: Statement = Statement::new(
    "waiting_card.save",
    "INSERT INTO waiting_cards (organisation_id, user_id, by_desk, authenticator_id, sealed_secret, maker, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (organisation_id, user_id, by_desk) DO UPDATE SET authenticator_id = excluded.authenticator_id,
     sealed_secret = excluded.sealed_secret, maker = excluded.maker, expires_at = excluded.expires_at",
);

/// Keeps a card; an earlier one of the same maker is worth nothing from now on.
pub async fn save(tx: &mut Tx, org: OrganisationId, user: UserId, card: &WaitingCard) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        user.bytes().into(),
        card.by_desk.into(),
        card.id.bytes().into(),
        card.sealed_secret.clone().into(),
        card.maker.clone().into(),
        card.expires_at.micros().into(),
    ];
    tx.execute(&SAVE, &params).await?;
    Ok(())
}

const SPEND: Statement = Statement::new(
    "waiting_card.spend",
    "DELETE FROM waiting_cards WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3",
);

/// Takes a card away; false where someone else did first.
pub async fn spend(tx: &mut Tx, org: OrganisationId, user: UserId, id: AuthenticatorId) -> Result<bool, Error> {
    Ok(tx.execute(&SPEND, &[org.bytes().into(), user.bytes().into(), id.bytes().into()]).await? == 1)
}

const DROP_OWN: Statement = Statement::new(
    "waiting_card.drop_own",
    "DELETE FROM waiting_cards WHERE organisation_id = $1 AND user_id = $2 AND NOT by_desk",
);

/// Takes away what the person made.
pub async fn drop_own(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DROP_OWN, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}

const DROP_ALL: Statement =
    Statement::new("waiting_card.drop_all", "DELETE FROM waiting_cards WHERE organisation_id = $1 AND user_id = $2");

/// Takes away every card of a person that waits.
pub async fn drop_all(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DROP_ALL, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}
