//! Hardware tokens of an organisation: which there are, who has which, and where each stands. Who has one is told by the
//! authenticators, never twice.

use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// Table and column that a key is sealed to, with the id, while it is in stock and after.
pub const PLACE: (&str, &str) = ("hardware_tokens", "sealed_secret");

/// Where a token stands: what a check of a code needs beside its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Which.
    pub id: AuthenticatorId,
    /// Digits of a code.
    pub digits: i64,
    /// By how many steps its clock is ahead.
    pub drift: i64,
    /// A code that came from too far off to count, and when.
    pub seen: Option<(i64, Timestamp)>,
}

/// A token with all that is known of it.
#[derive(Clone, Debug)]
pub struct HardwareToken {
    /// Serial number, as it stands on its back.
    pub serial: String,
    /// Maker and model; empty where nobody said.
    pub model: String,
    /// What its codes move by, as `verifier::hardware_token::Moving` spells it.
    pub moving: String,
    /// The sealed key.
    pub sealed: Vec<u8>,
    /// The last step that was used, whoever had it.
    pub last_step: i64,
    /// Where it stands.
    pub stand: Stand,
    /// When it was lost.
    pub lost_at: Option<Timestamp>,
    /// When it came in.
    pub imported_at: Timestamp,
    /// Who has it.
    pub holder: Option<Holder>,
}

/// Who has a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub user: UserId,
    /// Full name.
    pub name: String,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
}

const STANDS: Statement = Statement::new(
    "hardware_token.stands",
    "SELECT t.token_id, t.digits, t.drift, t.seen_step, t.seen_at FROM hardware_tokens t
     JOIN authenticators a ON a.organisation_id = t.organisation_id AND a.authenticator_id = t.token_id
     WHERE t.organisation_id = $1 AND a.user_id = $2 AND a.kind = 'hardware-token'",
);

/// Where the tokens of a person stand.
pub async fn stands(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<Stand>, Error> {
    let rows = db.all(&STANDS, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(|row| stand(row, 0)).collect()
}

/// The same inside a transaction.
pub async fn stands_in(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<Vec<Stand>, Error> {
    let rows = tx.all(&STANDS, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(|row| stand(row, 0)).collect()
}

fn stand(row: &Row, first: usize) -> Result<Stand, Error> {
    Ok(Stand {
        id: AuthenticatorId::from_bytes(row.array(first)?),
        digits: row.int(first + 1)?,
        drift: row.int(first + 2)?,
        seen: row.opt_int(first + 3)?.zip(row.opt_int(first + 4)?.map(Timestamp::from_micros)),
    })
}

const OF_SERIAL: Statement = Statement::new(
    "hardware_token.of_serial",
    "SELECT t.token_id, t.digits, t.drift, t.seen_step, t.seen_at, t.serial, t.model, t.moving, t.sealed_secret, t.last_step,
     t.lost_at, t.imported_at, a.user_id, u.display_name, a.last_used_at FROM hardware_tokens t
     LEFT JOIN authenticators a ON a.organisation_id = t.organisation_id AND a.authenticator_id = t.token_id
     AND a.kind = 'hardware-token'
     LEFT JOIN users u ON u.organisation_id = a.organisation_id AND u.user_id = a.user_id
     WHERE t.organisation_id = $1 AND t.serial_key = $2",
);

/// The token with this serial number, however it is spelled.
pub async fn of_serial(db: &Db, org: OrganisationId, serial: &str) -> Result<Option<HardwareToken>, Error> {
    let row = db.one(&OF_SERIAL, &[org.bytes().into(), name_key(serial).into()]).await?;
    row.as_ref().map(read).transpose()
}

const FIND: Statement = Statement::new(
    "hardware_token.find",
    "SELECT t.token_id, t.digits, t.drift, t.seen_step, t.seen_at, t.serial, t.model, t.moving, t.sealed_secret, t.last_step,
     t.lost_at, t.imported_at, a.user_id, u.display_name, a.last_used_at FROM hardware_tokens t
     LEFT JOIN authenticators a ON a.organisation_id = t.organisation_id AND a.authenticator_id = t.token_id
     AND a.kind = 'hardware-token'
     LEFT JOIN users u ON u.organisation_id = a.organisation_id AND u.user_id = a.user_id
     WHERE t.organisation_id = $1 AND t.token_id = $2",
);

/// A token.
pub async fn find(db: &Db, org: OrganisationId, id: AuthenticatorId) -> Result<Option<HardwareToken>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

const LOCK: Statement = Statement::new(
    "hardware_token.lock",
    "UPDATE hardware_tokens SET drift = drift WHERE organisation_id = $1 AND token_id = $2",
);

/// The token as it is now; whoever changes it meanwhile waits. Nothing where it is gone.
pub async fn lock(tx: &mut Tx, org: OrganisationId, id: AuthenticatorId) -> Result<Option<HardwareToken>, Error> {
    // Two statements, so that the second sees what was written while the first waited.
    tx.execute(&LOCK, &[org.bytes().into(), id.bytes().into()]).await?;
    tx.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<HardwareToken, Error> {
    let holder = match (row.opt_array(12)?, row.opt_text(13)?) {
        (Some(user), Some(name)) => Some(Holder {
            user: UserId::from_bytes(user),
            name: name.to_owned(),
            last_used_at: row.opt_int(14)?.map(Timestamp::from_micros),
        }),
        _ => None,
    };
    Ok(HardwareToken {
        stand: stand(row, 0)?,
        serial: row.text(5)?.to_owned(),
        model: row.text(6)?.to_owned(),
        moving: row.text(7)?.to_owned(),
        sealed: row.bytes(8)?.to_vec(),
        last_step: row.int(9)?,
        lost_at: row.opt_int(10)?.map(Timestamp::from_micros),
        imported_at: Timestamp::from_micros(row.int(11)?),
        holder,
    })
}

/// Which tokens a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that can be given out.
    InStock,
    /// Those that somebody has.
    Held,
    /// Those that are lost.
    Lost,
}

const LIST: Statement = Statement::new(
    "hardware_token.list",
    "SELECT t.token_id, t.digits, t.drift, t.seen_step, t.seen_at, t.serial, t.model, t.moving, t.sealed_secret, t.last_step,
     t.lost_at, t.imported_at, a.user_id, u.display_name, a.last_used_at FROM hardware_tokens t
     LEFT JOIN authenticators a ON a.organisation_id = t.organisation_id AND a.authenticator_id = t.token_id
     AND a.kind = 'hardware-token'
     LEFT JOIN users u ON u.organisation_id = a.organisation_id AND u.user_id = a.user_id
     WHERE t.organisation_id = $1 AND t.serial_key > $2 AND t.serial_key LIKE $3 ESCAPE '!'
     AND ($4 = 'all' OR ($4 = 'lost' AND t.lost_at IS NOT NULL) OR ($4 = 'held' AND a.user_id IS NOT NULL)
     OR ($4 = 'stock' AND t.lost_at IS NULL AND a.user_id IS NULL))
     ORDER BY t.serial_key LIMIT $5",
);

/// Tokens by serial number: those of a kind whose number has a text in it, that come after another one, and no more than `most`.
pub async fn list(
    db: &Db,
    org: OrganisationId,
    (which, text): (Which, &str),
    (after, most): (&str, i64),
) -> Result<Vec<HardwareToken>, Error> {
    let mut like = String::from("%");
    for sign in name_key(text).chars() {
        if matches!(sign, '%' | '_' | '!') {
            like.push('!');
        }
        like.push(sign);
    }
    like.push('%');
    let which = match which {
        Which::All => "all",
        Which::InStock => "stock",
        Which::Held => "held",
        Which::Lost => "lost",
    };
    let params = [org.bytes().into(), name_key(after).into(), like.into(), which.into(), most.into()];
    db.all(&LIST, &params).await?.iter().map(read).collect()
}

/// How many tokens there are of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that can be given out.
    pub in_stock: i64,
    /// Those that somebody has.
    pub held: i64,
    /// Those that are lost.
    pub lost: i64,
}

const COUNTS: Statement = Statement::new(
    "hardware_token.counts",
    "SELECT COUNT(CASE WHEN t.lost_at IS NULL AND a.user_id IS NULL THEN 1 END), COUNT(a.user_id), COUNT(t.lost_at)
     FROM hardware_tokens t LEFT JOIN authenticators a ON a.organisation_id = t.organisation_id
     AND a.authenticator_id = t.token_id AND a.kind = 'hardware-token' WHERE t.organisation_id = $1",
);

/// How many tokens there are.
pub async fn counts(db: &Db, org: OrganisationId) -> Result<Counts, Error> {
    let Some(row) = db.one(&COUNTS, &[org.bytes().into()]).await? else { return Ok(Counts::default()) };
    Ok(Counts { in_stock: row.int(0)?, held: row.int(1)?, lost: row.int(2)? })
}

const ANY: Statement = Statement::new(
    "hardware_token.any",
    "SELECT 1 FROM hardware_tokens WHERE organisation_id = $1 AND lost_at IS NULL LIMIT 1",
);

/// Whether the organisation has any.
pub async fn any(db: &Db, org: OrganisationId) -> Result<bool, Error> {
    Ok(db.one(&ANY, &[org.bytes().into()]).await?.is_some())
}

/// A token that comes in.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Which.
    pub id: AuthenticatorId,
    /// Serial number.
    pub serial: String,
    /// Maker and model.
    pub model: String,
    /// What its codes move by.
    pub moving: &'static str,
    /// Digits of a code.
    pub digits: i64,
    /// The sealed key.
    pub sealed: Vec<u8>,
    /// The last step that counts as used.
    pub last_step: i64,
}

const INSERT: Statement = Statement::new(
    "hardware_token.insert",
    "INSERT INTO hardware_tokens (organisation_id, token_id, serial, serial_key, model, moving, digits, sealed_secret, last_step,
     drift, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)
     ON CONFLICT (organisation_id, serial_key) DO NOTHING",
);

/// Adds a token; false where one with the same serial number is there already.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &NewToken, now: Timestamp) -> Result<bool, Error> {
    let params: [Value; 10] = [
        org.bytes().into(),
        new.id.bytes().into(),
        (&*new.serial).into(),
        name_key(&new.serial).into(),
        (&*new.model).into(),
        new.moving.into(),
        new.digits.into(),
        new.sealed.clone().into(),
        new.last_step.into(),
        now.micros().into(),
    ];
    Ok(tx.execute(&INSERT, &params).await? == 1)
}

const USED: Statement = Statement::new(
    "hardware_token.used",
    "UPDATE hardware_tokens SET last_step = $3, drift = $4, seen_step = NULL, seen_at = NULL
     WHERE organisation_id = $1 AND token_id = $2 AND last_step < $3",
);

/// Notes a step that was used, and where the clock of the token stands; false where a later one was.
pub async fn used(
    tx: &mut Tx,
    org: OrganisationId,
    id: AuthenticatorId,
    (step, drift): (i64, i64),
) -> Result<bool, Error> {
    Ok(tx.execute(&USED, &[org.bytes().into(), id.bytes().into(), step.into(), drift.into()]).await? == 1)
}

const SAW: Statement = Statement::new(
    "hardware_token.saw",
    "UPDATE hardware_tokens SET seen_step = $3, seen_at = $4
     WHERE organisation_id = $1 AND token_id = $2 AND last_step < $3",
);

/// Notes a code that came from too far off to count.
pub async fn saw(
    tx: &mut Tx,
    org: OrganisationId,
    id: AuthenticatorId,
    (step, at): (i64, Timestamp),
) -> Result<(), Error> {
    tx.execute(&SAW, &[org.bytes().into(), id.bytes().into(), step.into(), at.micros().into()]).await?;
    Ok(())
}

const ADVANCE: Statement = Statement::new(
    "hardware_token.advance",
    "UPDATE authenticators SET last_step = $4
     WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3 AND last_step < $4",
);

/// Moves the authenticator of who has a token on to a step that was shown outside a sign-in; false where it was later already.
pub async fn advance(
    tx: &mut Tx,
    org: OrganisationId,
    (user, id): (UserId, AuthenticatorId),
    step: i64,
) -> Result<bool, Error> {
    Ok(tx.execute(&ADVANCE, &[org.bytes().into(), user.bytes().into(), id.bytes().into(), step.into()]).await? == 1)
}

const SET_LOST: Statement = Statement::new(
    "hardware_token.set_lost",
    "UPDATE hardware_tokens SET lost_at = $3 WHERE organisation_id = $1 AND token_id = $2",
);

/// Notes that it is lost, or found.
pub async fn set_lost(
    tx: &mut Tx,
    org: OrganisationId,
    id: AuthenticatorId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(&SET_LOST, &[org.bytes().into(), id.bytes().into(), at.map(Timestamp::micros).into()]).await?;
    Ok(())
}

const REMOVE: Statement =
    Statement::new("hardware_token.remove", "DELETE FROM hardware_tokens WHERE organisation_id = $1 AND token_id = $2");

/// Takes one away that nobody has.
pub async fn remove(tx: &mut Tx, org: OrganisationId, id: AuthenticatorId) -> Result<(), Error> {
    tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(())
}
