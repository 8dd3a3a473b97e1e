//! Half sign-ins: the password was right and nothing more. Another table than sessions, 10 minutes, sign-in pages only.

use domain::assurance::{Proof, ProofKind};
use domain::id::{ApiKeyId, OrganisationId, TrustedDeviceId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A half sign-in.
#[derive(Clone, Debug)]
pub struct HalfSignIn {
    /// Who.
    pub user: UserId,
    /// When the password was accepted.
    pub started_at: Timestamp,
    /// From this moment it is worth nothing.
    pub expires_at: Timestamp,
    /// Where the person wanted to go.
    pub return_to: Option<String>,
    /// The second factor that was passed in it, when enrolling follows.
    pub proof: Option<Proof>,
    /// When an e-mailed code or a helpdesk pass opened late enrolment.
    pub late_proved_at: Option<Timestamp>,
    /// The platform that began it; none where it began on our own page.
    pub platform: Option<Box<OfPlatform>>,
}

/// What a half sign-in holds more where a platform began it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPlatform {
    /// The key of the platform.
    pub key: ApiKeyId,
    /// Hash of the handle that the platform has; it stays while the token changes.
    pub handle: [u8; 32],
    /// Hash of the ticket with which a browser goes on on our own pages; none where none does, or one has.
    pub ticket: Option<[u8; 32]>,
    /// Hash of what the browser brings back to the platform when it is done here.
    pub result: Option<[u8; 32]>,
    /// The remembered browser that the platform showed, and the hash of its token.
    pub device: Option<(TrustedDeviceId, [u8; 32])>,
    /// Browser and system on the platform, in words.
    pub browser: String,
    /// The address that the platform saw.
    pub source: String,
    /// Whether the offer was put off in it.
    pub put_off: bool,
    /// Whether the person wants the browser remembered.
    pub remember: bool,
}

const FIND: Statement = Statement::new(
    "half_sign_in.find",
    "SELECT user_id, started_at, expires_at, return_to, proof_kind, proof_at, late_proved_at, api_key_id, handle_hash,
     ticket_hash, result_hash, device_id, device_hash, browser, source, put_off, remember FROM half_sign_ins
     WHERE organisation_id = $1 AND token_hash = $2",
);

/// The half sign-in of a cookie, expired or not.
pub async fn find(db: &Db, org: OrganisationId, token: [u8; 32]) -> Result<Option<HalfSignIn>, Error> {
    db.one(&FIND, &[org.bytes().into(), token.into()]).await?.as_ref().map(read).transpose()
}

const FIND_BY_HANDLE: Statement = Statement::new(
    "half_sign_in.find_by_handle",
    "SELECT user_id, started_at, expires_at, return_to, proof_kind, proof_at, late_proved_at, api_key_id, handle_hash,
     ticket_hash, result_hash, device_id, device_hash, browser, source, put_off, remember, token_hash FROM half_sign_ins
     WHERE organisation_id = $1 AND handle_hash = $2",
);

/// The half sign-in of a handle that a platform has, and the hash of its token, which changes.
pub async fn find_by_handle(
    db: &Db,
    org: OrganisationId,
    handle: [u8; 32],
) -> Result<Option<([u8; 32], HalfSignIn)>, Error> {
    let row = db.one(&FIND_BY_HANDLE, &[org.bytes().into(), handle.into()]).await?;
    row.map(|row| Ok((row.array(17)?, read(&row)?))).transpose()
}

fn read(row: &Row) -> Result<HalfSignIn, Error> {
    Ok(HalfSignIn {
        user: UserId::from_bytes(row.array(0)?),
        started_at: Timestamp::from_micros(row.int(1)?),
        expires_at: Timestamp::from_micros(row.int(2)?),
        return_to: row.opt_text(3)?.map(str::to_owned),
        proof: proof(row.opt_text(4)?, row.opt_int(5)?)?,
        late_proved_at: row.opt_int(6)?.map(Timestamp::from_micros),
        platform: match row.opt_array(7)?.map(ApiKeyId::from_bytes) {
            None => None,
            Some(key) => Some(Box::new(of_platform(row, key)?)),
        },
    })
}

fn of_platform(row: &Row, key: ApiKeyId) -> Result<OfPlatform, Error> {
    Ok(OfPlatform {
        key,
        handle: row.array(8)?,
        ticket: row.opt_array(9)?,
        result: row.opt_array(10)?,
        device: row.opt_array(11)?.map(TrustedDeviceId::from_bytes).zip(row.opt_array(12)?),
        browser: row.text(13)?.to_owned(),
        source: row.text(14)?.to_owned(),
        put_off: row.bool(15)?,
        remember: row.bool(16)?,
    })
}

/// A proof from its two columns; an unknown word is a broken row, never "no proof needed".
pub(crate) fn proof(kind: Option<&str>, at: Option<i64>) -> Result<Option<Proof>, Error> {
    match (kind, at) {
        (Some(kind), Some(at)) => match ProofKind::from_word(kind) {
            Some(kind) => Ok(Some(Proof { kind, at: Timestamp::from_micros(at) })),
            None => Err(Error::Broken(format!("unknown kind of proof `{kind}`"))),
        },
        (None, None) => Ok(None),
        _ => Err(Error::Broken("half a proof".into())),
    }
}

const INSERT: Statement = Statement::new(
    "half_sign_in.insert",
    "INSERT INTO half_sign_ins (organisation_id, token_hash, user_id, started_at, expires_at, return_to)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

const INSERT_OF_PLATFORM: Statement = Statement::new(
    "half_sign_in.insert_of_platform",
    "INSERT INTO half_sign_ins (organisation_id, token_hash, user_id, started_at, expires_at, return_to, api_key_id,
     handle_hash, ticket_hash, result_hash, device_id, device_hash, browser, source, put_off, remember, proof_kind, proof_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
);

/// Begins a half sign-in.
pub async fn insert(tx: &mut Tx, org: OrganisationId, token: [u8; 32], half: &HalfSignIn) -> Result<(), Error> {
    let mut params: Vec<Value> = vec![
        org.bytes().into(),
        token.into(),
        half.user.bytes().into(),
        half.started_at.micros().into(),
        half.expires_at.micros().into(),
        half.return_to.as_deref().into(),
    ];
    let Some(platform) = &half.platform else {
        tx.execute(&INSERT, &params).await?;
        return Ok(());
    };
    params.extend([
        platform.key.bytes().into(),
        platform.handle.into(),
        platform.ticket.into(),
        platform.result.into(),
        platform.device.map(|(id, _)| id.bytes()).into(),
        platform.device.map(|(_, hash)| hash).into(),
        (&platform.browser).into(),
        (&platform.source).into(),
        platform.put_off.into(),
        platform.remember.into(),
        half.proof.map(|proof| proof.kind.word()).into(),
        half.proof.map(|proof| proof.at.micros()).into(),
    ]);
    tx.execute(&INSERT_OF_PLATFORM, &params).await?;
    Ok(())
}

const SET_PROOF: Statement = Statement::new(
    "half_sign_in.set_proof",
    "UPDATE half_sign_ins SET token_hash = $3, proof_kind = $4, proof_at = $5
     WHERE organisation_id = $1 AND token_hash = $2",
);

/// Notes the second factor that was passed, under a new token; false when the half sign-in is gone.
pub async fn set_proof(
    tx: &mut Tx,
    org: OrganisationId,
    old: [u8; 32],
    new: [u8; 32],
    proof: Proof,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), old.into(), new.into(), proof.kind.word().into(), proof.at.micros().into()];
    Ok(tx.execute(&SET_PROOF, &params).await? == 1)
}

const TAKE: Statement = Statement::new(
    "half_sign_in.take",
    "UPDATE half_sign_ins SET token_hash = $3 WHERE organisation_id = $1 AND token_hash = $2 AND user_id = $4
     AND expires_at > $5",
);

/// Gives the half sign-in of a person another token, so that what was answered with the one before counts once; false where it
/// is gone, over, or somebody else's.
pub async fn take(
    tx: &mut Tx,
    org: OrganisationId,
    (old, new): ([u8; 32], [u8; 32]),
    (user, now): (UserId, Timestamp),
) -> Result<bool, Error> {
    let params = [org.bytes().into(), old.into(), new.into(), user.bytes().into(), now.micros().into()];
    Ok(tx.execute(&TAKE, &params).await? == 1)
}

const SET_LATE_PROVED: Statement = Statement::new(
    "half_sign_in.set_late_proved",
    "UPDATE half_sign_ins SET late_proved_at = $3 WHERE organisation_id = $1 AND token_hash = $2",
);

/// Notes that late enrolment is open; false when the half sign-in is gone.
pub async fn set_late_proved(tx: &mut Tx, org: OrganisationId, token: [u8; 32], at: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&SET_LATE_PROVED, &[org.bytes().into(), token.into(), at.micros().into()]).await? == 1)
}

/// What a browser did for a platform on our pages.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// The second factor that was passed.
    pub proof: Option<Proof>,
    /// Whether the offer was put off.
    pub put_off: bool,
    /// Whether the person wants the browser remembered.
    pub remember: bool,
}

const SET_DONE: Statement = Statement::new(
    "half_sign_in.set_done",
    "UPDATE half_sign_ins SET token_hash = $3, proof_kind = $4, proof_at = $5, put_off = $6, remember = $7
     WHERE organisation_id = $1 AND token_hash = $2 AND api_key_id IS NOT NULL",
);

/// Notes what was done for a platform, under a new token; false when the half sign-in is gone or no platform's.
pub async fn set_done(
    tx: &mut Tx,
    org: OrganisationId,
    (old, new): ([u8; 32], [u8; 32]),
    done: Done,
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        old.into(),
        new.into(),
        done.proof.map(|proof| proof.kind.word()).into(),
        done.proof.map(|proof| proof.at.micros()).into(),
        done.put_off.into(),
        done.remember.into(),
    ];
    Ok(tx.execute(&SET_DONE, &params).await? == 1)
}

const TAKE_TICKET: Statement = Statement::new(
    "half_sign_in.take_ticket",
    "UPDATE half_sign_ins SET token_hash = $3, ticket_hash = NULL
     WHERE organisation_id = $1 AND ticket_hash = $2 AND expires_at > $4 AND proof_kind IS NULL AND late_proved_at IS NULL",
);
const HAS_TICKET: Statement = Statement::new(
    "half_sign_in.has_ticket",
    "SELECT expires_at FROM half_sign_ins WHERE organisation_id = $1 AND ticket_hash = $2",
);

/// Whether a ticket waits for a browser, expired or not: so that guesses cost no write.
pub async fn has_ticket(db: &Db, org: OrganisationId, ticket: [u8; 32]) -> Result<bool, Error> {
    Ok(db.one(&HAS_TICKET, &[org.bytes().into(), ticket.into()]).await?.is_some())
}

/// Gives a half sign-in of a platform to the browser that has its ticket, under this token; false where the ticket was used, or
/// the sign-in is over or has begun on the platform's own pages.
pub async fn take_ticket(
    tx: &mut Tx,
    org: OrganisationId,
    (ticket, token): ([u8; 32], [u8; 32]),
    now: Timestamp,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), ticket.into(), token.into(), now.micros().into()];
    Ok(tx.execute(&TAKE_TICKET, &params).await? == 1)
}

const SET_RESULT: Statement = Statement::new(
    "half_sign_in.set_result",
    "UPDATE half_sign_ins SET result_hash = $3 WHERE organisation_id = $1 AND token_hash = $2 AND api_key_id IS NOT NULL",
);

/// Notes what the browser brings back to the platform; what it got before is worth nothing. False when the half sign-in is gone.
pub async fn set_result(
    tx: &mut Tx,
    org: OrganisationId,
    (token, result): ([u8; 32], [u8; 32]),
) -> Result<bool, Error> {
    Ok(tx.execute(&SET_RESULT, &[org.bytes().into(), token.into(), result.into()]).await? == 1)
}

const SPEND: Statement = Statement::new(
    "half_sign_in.spend",
    "DELETE FROM half_sign_ins WHERE organisation_id = $1 AND token_hash = $2 AND user_id = $3",
);

/// Ends a half sign-in; false when it is gone, so that it becomes a session once.
pub async fn spend(tx: &mut Tx, org: OrganisationId, token: [u8; 32], user: UserId) -> Result<bool, Error> {
    Ok(tx.execute(&SPEND, &[org.bytes().into(), token.into(), user.bytes().into()]).await? == 1)
}

const DELETE_OF_USER: Statement = Statement::new(
    "half_sign_in.delete_of_user",
    "DELETE FROM half_sign_ins WHERE organisation_id = $1 AND user_id = $2",
);

/// Ends all half sign-ins of a person.
pub async fn delete_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&DELETE_OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}
