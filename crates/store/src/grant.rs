//! What people let relying parties have: a code that is taken once, then tokens, of which the newest alone opens anything.

use domain::assurance::Proof;
use domain::id::{GrantId, OrganisationId, RelyingPartyId, SessionId, UserId};
use domain::relying_party::Scopes;
use domain::time::Timestamp;

use crate::half_sign_in::proof;
use crate::{Db, Error, Row, Statement, Tx, sign_out};

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Identity.
    pub id: GrantId,
    /// To whom.
    pub party: RelyingPartyId,
    /// Of whom.
    pub user: UserId,
    /// The session that it began in.
    pub session: SessionId,
    /// Whether it goes on after the person has signed out of that.
    pub stays: bool,
    /// What was asked for and given.
    pub scopes: Scopes,
    /// What the application wants to hear again.
    pub nonce: Option<String>,
    /// Where the code went.
    pub redirect_address: String,
    /// SHA-256 of what the application must show with the code (RFC 7636); none where it does without.
    pub challenge: Option<[u8; 32]>,
    /// The class of authentication that is claimed.
    pub acr: String,
    /// When the password was proved.
    pub password_at: Timestamp,
    /// The second factor that was proved.
    pub proof: Option<Proof>,
    /// When it was given.
    pub made_at: Timestamp,
    /// Hash of the code.
    pub code: [u8; 32],
    /// Until when the code is taken.
    pub code_until: Timestamp,
    /// When it was.
    pub redeemed_at: Option<Timestamp>,
    /// Hash of the newest access token, and until when it opens.
    pub access: Option<([u8; 32], Timestamp)>,
    /// Hash of the newest refresh token.
    pub refresh: Option<[u8; 32]>,
    /// It ends here, used or not.
    pub ends_at: Timestamp,
}

const FIND: Statement = Statement::new(
    "grant.find",
    "SELECT grant_id, relying_party_id, user_id, session_id, scopes, nonce, redirect_address, challenge, acr, password_at,
     proof_kind, proof_at, made_at, code_hash, code_until, redeemed_at, access_hash, access_until, refresh_hash, ends_at,
     stays FROM grants WHERE organisation_id = $1 AND grant_id = $2",
);

/// One of them.
pub async fn find(db: &Db, org: OrganisationId, id: GrantId) -> Result<Option<Grant>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Grant, Error> {
    let access = (row.opt_array(16)?, row.opt_int(17)?.map(Timestamp::from_micros));
    Ok(Grant {
        id: GrantId::from_bytes(row.array(0)?),
        party: RelyingPartyId::from_bytes(row.array(1)?),
        user: UserId::from_bytes(row.array(2)?),
        session: SessionId::from_bytes(row.array(3)?),
        stays: row.bool(20)?,
        scopes: Scopes::known_in(row.text(4)?),
        nonce: row.opt_text(5)?.map(str::to_owned),
        redirect_address: row.text(6)?.to_owned(),
        challenge: row.opt_array(7)?,
        acr: row.text(8)?.to_owned(),
        password_at: Timestamp::from_micros(row.int(9)?),
        proof: proof(row.opt_text(10)?, row.opt_int(11)?)?,
        made_at: Timestamp::from_micros(row.int(12)?),
        code: row.array(13)?,
        code_until: Timestamp::from_micros(row.int(14)?),
        redeemed_at: row.opt_int(15)?.map(Timestamp::from_micros),
        access: access.0.zip(access.1),
        refresh: row.opt_array(18)?,
        ends_at: Timestamp::from_micros(row.int(19)?),
    })
}

const INSERT: Statement = Statement::new(
    "grant.insert",
    "INSERT INTO grants (organisation_id, grant_id, relying_party_id, user_id, session_id, scopes, nonce, redirect_address,
     challenge, acr, password_at, proof_kind, proof_at, made_at, code_hash, code_until, ends_at, stays)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
);

/// Keeps a new one, of which there is a code and nothing more.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &Grant) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        new.id.bytes().into(),
        new.party.bytes().into(),
        new.user.bytes().into(),
        new.session.bytes().into(),
        new.scopes.words().into(),
        new.nonce.as_deref().into(),
        (&*new.redirect_address).into(),
        new.challenge.into(),
        (&*new.acr).into(),
        new.password_at.micros().into(),
        new.proof.map(|proof| proof.kind.word()).into(),
        new.proof.map(|proof| proof.at.micros()).into(),
        new.made_at.micros().into(),
        new.code.into(),
        new.code_until.micros().into(),
        new.ends_at.micros().into(),
        new.stays.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const KEEP_NEWEST: Statement = Statement::new(
    "grant.keep_newest",
    "DELETE FROM grants WHERE organisation_id = $1 AND relying_party_id = $2 AND user_id = $3 AND grant_id NOT IN
     (SELECT g.grant_id FROM grants g WHERE g.organisation_id = $1 AND g.relying_party_id = $2 AND g.user_id = $3
     ORDER BY g.made_at DESC, g.grant_id DESC LIMIT $4) RETURNING relying_party_id, session_id, user_id, redeemed_at",
);

const OF_SESSION: Statement = Statement::new(
    "grant.of_session",
    "SELECT grant_id FROM grants WHERE organisation_id = $1 AND relying_party_id = $2 AND session_id = $3 LIMIT 1",
);

/// Ends the oldest that a person let one relying party have, so that `most` are left. It is told of a session that nothing is left
/// of, and of no other: whoever asks often in one session is not signed out for it.
pub async fn keep_newest(
    tx: &mut Tx,
    org: OrganisationId,
    (party, user): (RelyingPartyId, UserId),
    most: i64,
) -> Result<(), Error> {
    let params = [org.bytes().into(), party.bytes().into(), user.bytes().into(), most.into()];
    let mut over = Vec::new();
    for row in tx.all(&KEEP_NEWEST, &params).await? {
        let key = [org.bytes().into(), party.bytes().into(), row.array::<16>(1)?.into()];
        if tx.one(&OF_SESSION, &key).await?.is_none() {
            over.push(row);
        }
    }
    sign_out::write_for(tx, org, &over).await?;
    Ok(())
}

/// Hashes of tokens that are given out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The access token.
    pub access: [u8; 32],
    /// Until when it opens.
    pub access_until: Timestamp,
    /// The refresh token, where the application gets one.
    pub refresh: Option<[u8; 32]>,
}

const REDEEM: Statement = Statement::new(
    "grant.redeem",
    "UPDATE grants SET redeemed_at = $4, access_hash = $5, access_until = $6, refresh_hash = $7, ends_at = $8
     WHERE organisation_id = $1 AND grant_id = $2 AND code_hash = $3 AND redeemed_at IS NULL AND code_until > $4",
);

/// Takes the code for tokens, once; false where it was taken before, or is too old (RFC 9700, ASVS 10.4.2).
pub async fn redeem(
    tx: &mut Tx,
    org: OrganisationId,
    (id, code): (GrantId, [u8; 32]),
    tokens: &Tokens,
    (now, ends_at): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        id.bytes().into(),
        code.into(),
        now.micros().into(),
        tokens.access.into(),
        tokens.access_until.micros().into(),
        tokens.refresh.into(),
        ends_at.micros().into(),
    ];
    Ok(tx.execute(&REDEEM, &params).await? == 1)
}

const ROTATE: Statement = Statement::new(
    "grant.rotate",
    "UPDATE grants SET access_hash = $4, access_until = $5, refresh_hash = $6
     WHERE organisation_id = $1 AND grant_id = $2 AND refresh_hash = $3 AND ends_at > $7",
);

/// Takes a refresh token for others, once; false where it is not the newest one (RFC 9700 section 4.14.2).
pub async fn rotate(
    tx: &mut Tx,
    org: OrganisationId,
    (id, refresh): (GrantId, [u8; 32]),
    tokens: &Tokens,
    now: Timestamp,
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        id.bytes().into(),
        refresh.into(),
        tokens.access.into(),
        tokens.access_until.micros().into(),
        tokens.refresh.into(),
        now.micros().into(),
    ];
    Ok(tx.execute(&ROTATE, &params).await? == 1)
}

const END: Statement = Statement::new(
    "grant.end",
    "DELETE FROM grants WHERE organisation_id = $1 AND grant_id = $2
     RETURNING relying_party_id, session_id, user_id, redeemed_at",
);

/// Ends one with all its tokens, and has the application told; false where it is gone.
pub async fn end(tx: &mut Tx, org: OrganisationId, id: GrantId) -> Result<bool, Error> {
    let ended = tx.all(&END, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(sign_out::write_for(tx, org, &ended).await? == 1)
}

const GIVE_BACK: Statement = Statement::new(
    "grant.give_back",
    "UPDATE grants SET access_hash = NULL, access_until = NULL, refresh_hash = NULL, stays = FALSE
     WHERE organisation_id = $1 AND grant_id = $2",
);

/// Ends all tokens of one. What is left says that the application knows of the session, whose end it hears.
pub async fn give_back(tx: &mut Tx, org: OrganisationId, id: GrantId) -> Result<(), Error> {
    tx.execute(&GIVE_BACK, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(())
}

const END_ACCESS: Statement = Statement::new(
    "grant.end_access",
    "UPDATE grants SET access_hash = NULL, access_until = NULL
     WHERE organisation_id = $1 AND grant_id = $2 AND access_hash = $3",
);

/// Ends one access token; what can be renewed still can.
pub async fn end_access(tx: &mut Tx, org: OrganisationId, id: GrantId, access: [u8; 32]) -> Result<(), Error> {
    tx.execute(&END_ACCESS, &[org.bytes().into(), id.bytes().into(), access.into()]).await?;
    Ok(())
}

const END_OF_PARTY: Statement = Statement::new(
    "grant.end_of_party",
    "DELETE FROM grants WHERE organisation_id = $1 AND relying_party_id = $2 AND user_id = $3
     RETURNING relying_party_id, session_id, user_id, redeemed_at",
);

/// Ends all that a person let one relying party have, and has it told; answers how many.
pub async fn end_of_party(
    tx: &mut Tx,
    org: OrganisationId,
    (party, user): (RelyingPartyId, UserId),
) -> Result<u64, Error> {
    let ended = tx.all(&END_OF_PARTY, &[org.bytes().into(), party.bytes().into(), user.bytes().into()]).await?;
    sign_out::write_for(tx, org, &ended).await
}

const ALIVE_OF_USER: Statement = Statement::new(
    "grant.alive_of_user",
    "SELECT relying_party_id, CAST(MAX(made_at) AS BIGINT) FROM grants
     WHERE organisation_id = $1 AND user_id = $2 AND redeemed_at IS NOT NULL AND ends_at > $3 GROUP BY relying_party_id",
);

/// The relying parties that have something of a person now, and since when.
pub async fn alive_of_user(
    db: &Db,
    org: OrganisationId,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<(RelyingPartyId, Timestamp)>, Error> {
    let rows = db.all(&ALIVE_OF_USER, &[org.bytes().into(), user.bytes().into(), now.micros().into()]).await?;
    rows.iter()
        .map(|row| Ok((RelyingPartyId::from_bytes(row.array(0)?), Timestamp::from_micros(row.int(1)?))))
        .collect()
}
