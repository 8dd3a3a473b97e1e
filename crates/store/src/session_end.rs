//! Ends sessions, and with each what relying parties were given in it: their tokens open nothing any more, and those that want to
//! know are told (`sign_out`).

use domain::id::{ApiKeyId, OrganisationId, SessionId, UserId};
use domain::time::Timestamp;

use crate::{Error, Row, Statement, Tx, sign_out};

const END_GRANTS: Statement = Statement::new(
    "session.end_grants",
    "DELETE FROM grants WHERE organisation_id = $1 AND session_id = $2 AND NOT stays
     RETURNING relying_party_id, session_id, user_id, redeemed_at",
);
const STAYING: Statement = Statement::new(
    "session.staying",
    "SELECT relying_party_id, session_id, user_id, redeemed_at FROM grants
     WHERE organisation_id = $1 AND session_id = $2 AND stays",
);

/// What follows the end of these sessions. An application that stays connected hears it as well: its own session is over.
async fn follow(tx: &mut Tx, org: OrganisationId, ended: &[Row]) -> Result<u64, Error> {
    for row in ended {
        let session: [u8; 16] = row.array(0)?;
        for statement in [&END_GRANTS, &STAYING] {
            let grants = tx.all(statement, &[org.bytes().into(), session.into()]).await?;
            sign_out::write_for(tx, org, &grants).await?;
        }
    }
    Ok(ended.len() as u64)
}

const END: Statement = Statement::new(
    "session.end",
    "DELETE FROM sessions WHERE organisation_id = $1 AND token_hash = $2 RETURNING session_id",
);

/// Ends the session of a cookie; false when it is gone.
pub async fn end(tx: &mut Tx, org: OrganisationId, token: [u8; 32]) -> Result<bool, Error> {
    let ended = tx.all(&END, &[org.bytes().into(), token.into()]).await?;
    Ok(follow(tx, org, &ended).await? == 1)
}

const END_ONE: Statement = Statement::new(
    "session.end_one",
    "DELETE FROM sessions WHERE organisation_id = $1 AND user_id = $2 AND session_id = $3 RETURNING session_id",
);

/// Ends one session of a person; false where the person has no such one.
pub async fn end_one(tx: &mut Tx, org: OrganisationId, user: UserId, id: SessionId) -> Result<bool, Error> {
    let ended = tx.all(&END_ONE, &[org.bytes().into(), user.bytes().into(), id.bytes().into()]).await?;
    Ok(follow(tx, org, &ended).await? == 1)
}

const END_OTHERS: Statement = Statement::new(
    "session.end_others",
    "DELETE FROM sessions WHERE organisation_id = $1 AND user_id = $2 AND token_hash <> $3 RETURNING session_id",
);
const END_CONNECTED: Statement = Statement::new(
    "session.end_connected",
    "DELETE FROM grants WHERE organisation_id = $1 AND user_id = $2 AND (stays OR session_id NOT IN
     (SELECT session_id FROM sessions WHERE organisation_id = $1 AND user_id = $2))
     RETURNING relying_party_id, session_id, user_id, redeemed_at",
);

async fn end_connected(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    let ended = tx.all(&END_CONNECTED, &[org.bytes().into(), user.bytes().into()]).await?;
    sign_out::write_for(tx, org, &ended).await?;
    Ok(())
}

/// Ends all sessions of a person but the one of this cookie, and whatever would stay connected; answers how many sessions.
pub async fn end_others(tx: &mut Tx, org: OrganisationId, user: UserId, keep: [u8; 32]) -> Result<u64, Error> {
    let ended = tx.all(&END_OTHERS, &[org.bytes().into(), user.bytes().into(), keep.into()]).await?;
    let count = follow(tx, org, &ended).await?;
    end_connected(tx, org, user).await?;
    Ok(count)
}

const END_ON_PLATFORM: Statement = Statement::new(
    "session.end_on_platform",
    "DELETE FROM sessions WHERE organisation_id = $1 AND user_id = $2 AND api_key_id = $3",
);

/// Ends the sessions of a person on one platform; answers how many.
pub async fn end_on_platform(tx: &mut Tx, org: OrganisationId, user: UserId, key: ApiKeyId) -> Result<u64, Error> {
    tx.execute(&END_ON_PLATFORM, &[org.bytes().into(), user.bytes().into(), key.bytes().into()]).await
}

const END_OF_USER: Statement = Statement::new(
    "session.end_of_user",
    "DELETE FROM sessions WHERE organisation_id = $1 AND user_id = $2 RETURNING session_id",
);

/// Ends all sessions of a person, and what stayed connected; answers how many sessions.
pub async fn end_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    let ended = tx.all(&END_OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    let count = follow(tx, org, &ended).await?;
    end_connected(tx, org, user).await?;
    Ok(count)
}

const TELL_EXPIRED: Statement = Statement::new(
    "session.tell_expired",
    "INSERT INTO sign_outs (organisation_id, relying_party_id, session_id, user_id, tries, due_at)
     SELECT DISTINCT g.organisation_id, g.relying_party_id, g.session_id, g.user_id, 0, 0 FROM grants g
     JOIN relying_parties r ON r.organisation_id = g.organisation_id AND r.relying_party_id = g.relying_party_id
     WHERE g.organisation_id = $1 AND g.ends_at <= $2 AND g.redeemed_at IS NOT NULL AND r.back_channel IS NOT NULL
     ON CONFLICT DO NOTHING",
);
const PURGE_GRANTS: Statement =
    Statement::new("session.purge_grants", "DELETE FROM grants WHERE organisation_id = $1 AND ends_at <= $2");
const PURGE: Statement =
    Statement::new("session.purge", "DELETE FROM sessions WHERE organisation_id = $1 AND expires_at <= $2");

/// Ends all sessions whose time is up, and what was given in them; answers how many rows went.
pub(crate) async fn end_expired(tx: &mut Tx, org: OrganisationId, now: Timestamp) -> Result<u64, Error> {
    let mut gone = 0;
    tx.execute(&TELL_EXPIRED, &[org.bytes().into(), now.micros().into()]).await?;
    for statement in [&PURGE_GRANTS, &PURGE] {
        gone += tx.execute(statement, &[org.bytes().into(), now.micros().into()]).await?;
    }
    Ok(gone)
}
