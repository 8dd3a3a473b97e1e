//! Sessions: signed-in browsers, found by the hash of their cookie.

use domain::assurance::Proof;
use domain::id::{ApiKeyId, OrganisationId, SessionId, UserId};
use domain::policy::SessionFacts;
use domain::session::SessionTerms;
use domain::time::{Lifetime, Timestamp};

use crate::half_sign_in::proof;
pub use crate::session_end::{end, end_of_user, end_on_platform, end_one, end_others};
use crate::{Db, Error, Row, Statement, Tx};

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identity, for lists.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// What decisions look at.
    pub facts: SessionFacts,
    /// When the password was last proved in it.
    pub password_at: Timestamp,
    /// Browser and system, in words.
    pub browser: String,
    /// Address that it was begun from.
    pub source: String,
    /// The key of the platform that it stands on; none where it is one of our own pages.
    pub platform: Option<ApiKeyId>,
}

const FIND: Statement = Statement::new(
    "session.find",
    "SELECT session_id, user_id, started_at, expires_at, idle, persistent, last_seen_at, proof_kind, proof_at,
     factor_at, password_at, browser, source, api_key_id FROM sessions WHERE organisation_id = $1 AND token_hash = $2",
);

/// The session of a cookie, over or not.
pub async fn find(db: &Db, org: OrganisationId, token: [u8; 32]) -> Result<Option<Session>, Error> {
    db.one(&FIND, &[org.bytes().into(), token.into()]).await?.as_ref().map(read).transpose()
}

const TOKEN_OF: Statement = Statement::new(
    "session.token_of",
    "SELECT token_hash FROM sessions WHERE organisation_id = $1 AND user_id = $2 AND session_id = $3",
);

/// The hash of the token that a session of a person has now; nothing where there is no such session.
pub async fn token_of(
    db: &Db,
    org: OrganisationId,
    user: UserId,
    session: SessionId,
) -> Result<Option<[u8; 32]>, Error> {
    let row = db.one(&TOKEN_OF, &[org.bytes().into(), user.bytes().into(), session.bytes().into()]).await?;
    row.map(|row| row.array(0)).transpose()
}

const OF: Statement = Statement::new(
    "session.of",
    "SELECT session_id, user_id, started_at, expires_at, idle, persistent, last_seen_at, proof_kind, proof_at,
     factor_at, password_at, browser, source, api_key_id, token_hash FROM sessions
     WHERE organisation_id = $1 AND user_id = $2 AND session_id = $3",
);

/// A session of a person, and the hash of the token that it has now.
pub async fn of(
    db: &Db,
    org: OrganisationId,
    user: UserId,
    session: SessionId,
) -> Result<Option<([u8; 32], Session)>, Error> {
    let row = db.one(&OF, &[org.bytes().into(), user.bytes().into(), session.bytes().into()]).await?;
    row.map(|row| Ok((row.array(14)?, read(&row)?))).transpose()
}

const OF_USER: Statement = Statement::new(
    "session.of_user",
    "SELECT session_id, user_id, started_at, expires_at, idle, persistent, last_seen_at, proof_kind, proof_at,
     factor_at, password_at, browser, source, api_key_id FROM sessions WHERE organisation_id = $1 AND user_id = $2
     ORDER BY last_seen_at DESC, session_id",
);

/// The sessions of a person, the last used first.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<Session>, Error> {
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        id: SessionId::from_bytes(row.array(0)?),
        user: UserId::from_bytes(row.array(1)?),
        facts: SessionFacts {
            started_at: Timestamp::from_micros(row.int(2)?),
            terms: SessionTerms {
                expires_at: Timestamp::from_micros(row.int(3)?),
                idle: row.opt_int(4)?.map(Lifetime::from_micros),
                persistent: row.bool(5)?,
            },
            last_seen_at: Timestamp::from_micros(row.int(6)?),
            proof: proof(row.opt_text(7)?, row.opt_int(8)?)?,
            factor_at: row.opt_int(9)?.map(Timestamp::from_micros),
        },
        password_at: Timestamp::from_micros(row.int(10)?),
        browser: row.text(11)?.to_owned(),
        source: row.text(12)?.to_owned(),
        platform: row.opt_array(13)?.map(ApiKeyId::from_bytes),
    })
}

const INSERT: Statement = Statement::new(
    "session.insert",
    "INSERT INTO sessions (organisation_id, token_hash, session_id, user_id, started_at, expires_at, idle, persistent,
     last_seen_at, proof_kind, proof_at, factor_at, password_at, browser, source, api_key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
);

/// Begins a session.
pub async fn insert(tx: &mut Tx, org: OrganisationId, token: [u8; 32], new: &Session) -> Result<(), Error> {
    let facts = &new.facts;
    tx.execute(
        &INSERT,
        &[
            org.bytes().into(),
            token.into(),
            new.id.bytes().into(),
            new.user.bytes().into(),
            facts.started_at.micros().into(),
            facts.terms.expires_at.micros().into(),
            facts.terms.idle.map(Lifetime::micros).into(),
            facts.terms.persistent.into(),
            facts.last_seen_at.micros().into(),
            facts.proof.map(|proof| proof.kind.word()).into(),
            facts.proof.map(|proof| proof.at.micros()).into(),
            facts.factor_at.map(Timestamp::micros).into(),
            new.password_at.micros().into(),
            (&new.browser).into(),
            (&new.source).into(),
            new.platform.map(ApiKeyId::bytes).into(),
        ],
    )
    .await?;
    Ok(())
}

const EXISTS: Statement =
    Statement::new("session.exists", "SELECT session_id FROM sessions WHERE organisation_id = $1 AND token_hash = $2");

/// Whether the session of a cookie is still there, for a change that took its time.
pub async fn exists(tx: &mut Tx, org: OrganisationId, token: [u8; 32]) -> Result<bool, Error> {
    Ok(tx.one(&EXISTS, &[org.bytes().into(), token.into()]).await?.is_some())
}

const RAISE: Statement = Statement::new(
    "session.raise",
    "UPDATE sessions SET token_hash = $3, proof_kind = $4, proof_at = $5, factor_at = $5
     WHERE organisation_id = $1 AND token_hash = $2",
);

/// Notes a second factor passed inside a session, under a new token; false when the session is gone.
pub async fn raise(
    tx: &mut Tx,
    org: OrganisationId,
    old: [u8; 32],
    new: [u8; 32],
    proof: Proof,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), old.into(), new.into(), proof.kind.word().into(), proof.at.micros().into()];
    Ok(tx.execute(&RAISE, &params).await? == 1)
}

const RENEW_PASSWORD: Statement = Statement::new(
    "session.renew_password",
    "UPDATE sessions SET token_hash = $3, password_at = $4 WHERE organisation_id = $1 AND token_hash = $2",
);

/// Notes the password proved anew inside a session, under a new token; false when the session is gone.
pub async fn renew_password(
    tx: &mut Tx,
    org: OrganisationId,
    old: [u8; 32],
    new: [u8; 32],
    at: Timestamp,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), old.into(), new.into(), at.micros().into()];
    Ok(tx.execute(&RENEW_PASSWORD, &params).await? == 1)
}

const TOUCH: Statement = Statement::new(
    "session.touch",
    "UPDATE sessions SET last_seen_at = $3 WHERE organisation_id = $1 AND token_hash = $2 AND last_seen_at < $3",
);

/// Notes a request.
pub async fn touch(tx: &mut Tx, org: OrganisationId, token: [u8; 32], at: Timestamp) -> Result<(), Error> {
    tx.execute(&TOUCH, &[org.bytes().into(), token.into(), at.micros().into()]).await?;
    Ok(())
}
