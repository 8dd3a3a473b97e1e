//! Second-factor checks: the secret and the throttle as read, and the guarded changes that spend a code or charge a
//! failure. Every change says what it read, so that of two at the same instant only one counts.

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::throttle::FactorThrottle;
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A sealed secret of a person and the last step that it was used for.
#[derive(Clone, Debug)]
pub struct SealedSecret {
    /// Identity of the authenticator; the seal is bound to it.
    pub id: AuthenticatorId,
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// No step up to this one is accepted again.
    pub last_step: i64,
    /// What it is a secret of.
    pub kind: AuthenticatorKind,
}

/// What a check of codes looks at: the confirmed secrets of a person, and the failures so far.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Whose.
    pub user: UserId,
    /// The secrets; none where the person has no authenticator that makes codes.
    pub secrets: Vec<SealedSecret>,
    /// The kind that failures count for: one count for all, so that two kinds are no more to guess at than one.
    pub counted: AuthenticatorKind,
    /// The failures; none where there are no secrets.
    pub throttle: FactorThrottle,
}

const OF_USER: Statement = Statement::new(
    "factor.of_user",
    "SELECT a.user_id, t.failures, t.wait_until, t.unknown_failures, t.unknown_since, t.told_at,
     a.authenticator_id, a.sealed_secret, a.last_step, a.kind FROM authenticators a
     LEFT JOIN factor_throttles t ON t.organisation_id = a.organisation_id AND t.user_id = a.user_id
     AND t.factor = a.kind
     WHERE a.organisation_id = $1 AND a.user_id = $2 AND (a.kind = 'app' OR a.kind = 'hardware-token')",
);

/// The authenticators of a person that make codes, in one reading.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Factor, Error> {
    let rows = db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    read_factor(user, &rows)
}

const CARD_OF_USER: Statement = Statement::new(
    "factor.card_of_user",
    "SELECT a.user_id, t.failures, t.wait_until, t.unknown_failures, t.unknown_since, t.told_at,
     a.authenticator_id, a.sealed_secret, a.last_step, a.kind FROM authenticators a
     LEFT JOIN factor_throttles t ON t.organisation_id = a.organisation_id AND t.user_id = a.user_id
     AND t.factor = a.kind
     WHERE a.organisation_id = $1 AND a.user_id = $2 AND a.kind = 'code-card'",
);

/// The code card of a person, in one reading.
pub async fn card_of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Factor, Error> {
    let rows = db.all(&CARD_OF_USER, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(Factor { counted: AuthenticatorKind::CodeCard, ..read_factor(user, &rows)? })
}

const CARD_COUNTS: Statement = Statement::new(
    "factor.card_counts",
    "SELECT 1 FROM authenticators WHERE organisation_id = $1 AND user_id = $2 AND kind = 'code-card'",
);

/// Whether a person has a code card that counts.
pub async fn card_counts_in(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<bool, Error> {
    Ok(tx.one(&CARD_COUNTS, &[org.bytes().into(), user.bytes().into()]).await?.is_some())
}

const OF_NAME: Statement = Statement::new(
    "factor.of_name",
    "SELECT u.user_id, t.failures, t.wait_until, t.unknown_failures, t.unknown_since, t.told_at,
     a.authenticator_id, a.sealed_secret, a.last_step, a.kind FROM users u
     JOIN authenticators a ON a.organisation_id = u.organisation_id AND a.user_id = u.user_id
     LEFT JOIN factor_throttles t ON t.organisation_id = a.organisation_id AND t.user_id = a.user_id
     AND t.factor = a.kind
     WHERE u.organisation_id = $1 AND u.user_name_key = $2 AND (a.kind = 'app' OR a.kind = 'hardware-token')
     AND NOT u.blocked",
)
.shared();
const OF_ADDRESS: Statement = Statement::new(
    "factor.of_address",
    "SELECT u.user_id, t.failures, t.wait_until, t.unknown_failures, t.unknown_since, t.told_at,
     a.authenticator_id, a.sealed_secret, a.last_step, a.kind FROM addresses u
     JOIN users p ON p.organisation_id = u.organisation_id AND p.user_id = u.user_id AND NOT p.blocked
     JOIN authenticators a ON a.organisation_id = u.organisation_id AND a.user_id = u.user_id
     LEFT JOIN factor_throttles t ON t.organisation_id = a.organisation_id AND t.user_id = a.user_id
     AND t.factor = a.kind
     WHERE u.organisation_id = $1 AND u.address_key = $2 AND (a.kind = 'app' OR a.kind = 'hardware-token')",
)
.shared();

/// The same for a user name or e-mail address, however it is spelled. `None` where nobody of that name has anything that makes
/// codes, whoever that is, or they are blocked.
pub async fn of_name_in(tx: &mut Tx, org: OrganisationId, name: &str) -> Result<Option<Factor>, Error> {
    let params = [org.bytes().into(), name_key(name).into()];
    let mut rows = tx.all(&OF_NAME, &params).await?;
    if rows.is_empty() {
        rows = tx.all(&OF_ADDRESS, &params).await?;
    }
    rows.first().map(|first| read_factor(UserId::from_bytes(first.array(0)?), &rows)).transpose()
}

fn read_factor(user: UserId, rows: &[Row]) -> Result<Factor, Error> {
    let secrets = rows.iter().map(read_secret).collect::<Result<Vec<_>, Error>>()?;
    let app = secrets.iter().find(|secret| secret.kind == AuthenticatorKind::App).or(secrets.first());
    let counted = app.map_or(AuthenticatorKind::App, |secret| secret.kind);
    let row = rows.iter().zip(&secrets).find(|(_, secret)| secret.kind == counted);
    let throttle = match row {
        Some((row, _)) if row.opt_int(1)?.is_some() => read(row, 1)?,
        _ => FactorThrottle::default(),
    };
    Ok(Factor { user, secrets, counted, throttle })
}

fn read_secret(row: &Row) -> Result<SealedSecret, Error> {
    let kind = AuthenticatorKind::from_word(row.text(9)?);
    Ok(SealedSecret {
        id: AuthenticatorId::from_bytes(row.array(6)?),
        sealed: row.bytes(7)?.to_vec(),
        last_step: row.int(8)?,
        kind: kind.ok_or_else(|| Error::Broken("an authenticator of an unknown kind".into()))?,
    })
}

const THROTTLE: Statement = Statement::new(
    "factor.throttle",
    "SELECT failures, wait_until, unknown_failures, unknown_since, told_at FROM factor_throttles
     WHERE organisation_id = $1 AND user_id = $2 AND factor = $3",
);

/// The failures of a person with one kind of factor.
pub async fn throttle(db: &Db, org: OrganisationId, user: UserId, factor: &str) -> Result<FactorThrottle, Error> {
    found(db.one(&THROTTLE, &[org.bytes().into(), user.bytes().into(), factor.into()]).await?.as_ref())
}

/// The same inside a transaction.
pub async fn throttle_in(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    factor: &str,
) -> Result<FactorThrottle, Error> {
    found(tx.one(&THROTTLE, &[org.bytes().into(), user.bytes().into(), factor.into()]).await?.as_ref())
}

fn found(row: Option<&Row>) -> Result<FactorThrottle, Error> {
    row.map_or_else(|| Ok(FactorThrottle::default()), |row| read(row, 0))
}

/// The five columns of a throttle, from this one on.
fn read(row: &Row, first: usize) -> Result<FactorThrottle, Error> {
    let count = |column| {
        let number = row.int(column)?;
        u32::try_from(number).map_err(|_| Error::Broken(format!("impossible count {number}")))
    };
    Ok(FactorThrottle {
        failures: count(first)?,
        wait_until: row.opt_int(first + 1)?.map(Timestamp::from_micros),
        unknown_failures: count(first + 2)?,
        unknown_since: row.opt_int(first + 3)?.map(Timestamp::from_micros),
        told_at: row.opt_int(first + 4)?.map(Timestamp::from_micros),
    })
}

const SPEND_STEP: Statement = Statement::new(
    "factor.spend_step",
    "UPDATE authenticators SET last_step = $4, last_used_at = $5
     WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3 AND last_step < $4
     AND NOT EXISTS (SELECT 1 FROM factor_throttles t WHERE t.organisation_id = $1 AND t.user_id = $2
     AND t.factor = $6 AND (t.failures <> $7 OR t.unknown_failures <> $8))",
)
.shared();

/// The statement that accepts a step: it changes one row if the step is later than every accepted one
/// (RFC 6238 section 5.2) and nobody was charged a failure since `read`, else none.
///
/// The second condition makes a flood of parallel guesses cost what it costs one after the other: a right guess that
/// was read before others were charged is looked at again.
pub fn spend_step(
    key: ThrottleKey<'_>,
    read: &FactorThrottle,
    (authenticator, step): (AuthenticatorId, i64),
    now: Timestamp,
) -> (&'static Statement, Vec<Value>) {
    let params = vec![
        key.org.bytes().into(),
        key.user.bytes().into(),
        authenticator.bytes().into(),
        step.into(),
        now.micros().into(),
        key.factor.into(),
        read.failures.into(),
        read.unknown_failures.into(),
    ];
    (&SPEND_STEP, params)
}

const NOTE_REPLAY: Statement = Statement::new(
    "factor.note_replay",
    "UPDATE authenticators SET replayed_step = $4 WHERE organisation_id = $1 AND user_id = $2 AND authenticator_id = $3
     AND (replayed_step IS NULL OR replayed_step < $4)",
);

/// Notes that a step was tried once more after it, or a later one, was accepted; false where that is known of it or of a
/// later one.
pub async fn note_replay(
    tx: &mut Tx,
    key: ThrottleKey<'_>,
    authenticator: AuthenticatorId,
    step: i64,
) -> Result<bool, Error> {
    let params = [key.org.bytes().into(), key.user.bytes().into(), authenticator.bytes().into(), step.into()];
    Ok(tx.execute(&NOTE_REPLAY, &params).await? == 1)
}

const FIRST_THROTTLE: Statement = Statement::new(
    "factor.first_throttle",
    "INSERT INTO factor_throttles (organisation_id, user_id, factor, failures, wait_until, unknown_failures,
     unknown_since, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (organisation_id, user_id, factor) DO UPDATE SET failures = excluded.failures,
     wait_until = excluded.wait_until, unknown_failures = excluded.unknown_failures,
     unknown_since = excluded.unknown_since, told_at = excluded.told_at
     WHERE factor_throttles.failures = 0 AND factor_throttles.unknown_failures = 0",
);
const UPDATE_THROTTLE: Statement = Statement::new(
    "factor.update_throttle",
    "UPDATE factor_throttles SET failures = $4, wait_until = $5, unknown_failures = $6, unknown_since = $7,
     told_at = CASE WHEN $11 THEN NULL ELSE COALESCE(told_at, $8) END
     WHERE organisation_id = $1 AND user_id = $2 AND factor = $3 AND failures = $9 AND unknown_failures = $10",
);

/// Whose failures with which factor.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleKey<'a> {
    /// Organisation.
    pub org: OrganisationId,
    /// Person.
    pub user: UserId,
    /// Word of the factor.
    pub factor: &'a str,
}

/// The statement that replaces a throttle that was read as `old`: it changes one row if it still is, else none. That
/// somebody was told meanwhile is forgotten by a success alone.
pub fn replace_throttle(
    key: ThrottleKey<'_>,
    old: &FactorThrottle,
    new: &FactorThrottle,
) -> (&'static Statement, Vec<Value>) {
    let mut params: Vec<Value> = vec![
        key.org.bytes().into(),
        key.user.bytes().into(),
        key.factor.into(),
        new.failures.into(),
        new.wait_until.map(Timestamp::micros).into(),
        new.unknown_failures.into(),
        new.unknown_since.map(Timestamp::micros).into(),
        new.told_at.map(Timestamp::micros).into(),
    ];
    if old.failures == 0 && old.unknown_failures == 0 {
        return (&FIRST_THROTTLE, params);
    }
    params.push(old.failures.into());
    params.push(old.unknown_failures.into());
    params.push((new.failures == 0).into());
    (&UPDATE_THROTTLE, params)
}

const TELL: Statement = Statement::new(
    "factor.tell",
    "UPDATE factor_throttles SET told_at = $4
     WHERE organisation_id = $1 AND user_id = $2 AND factor = $3 AND told_at IS NULL AND failures > 0",
);

/// Notes that the person is told of a failure from an unknown device; false where that was done since the last success.
pub async fn tell(tx: &mut Tx, key: ThrottleKey<'_>, at: Timestamp) -> Result<bool, Error> {
    let params = [key.org.bytes().into(), key.user.bytes().into(), key.factor.into(), at.micros().into()];
    Ok(tx.execute(&TELL, &params).await? == 1)
}

const REOPEN: Statement = Statement::new(
    "factor.reopen_unknown_devices",
    "UPDATE factor_throttles SET unknown_failures = 0, unknown_since = NULL
     WHERE organisation_id = $1 AND user_id = $2 AND unknown_failures > 0",
);

/// Lets unknown devices try again; answers how many kinds of factor had failures from them.
pub async fn reopen_unknown_devices(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    tx.execute(&REOPEN, &[org.bytes().into(), user.bytes().into()]).await
}

const FORGET_THROTTLE: Statement = Statement::new(
    "factor.forget_throttle",
    "DELETE FROM factor_throttles WHERE organisation_id = $1 AND user_id = $2 AND factor = $3",
);

/// Forgets the failures with one kind of factor: whatever they were made with is replaced.
pub async fn forget_throttle(tx: &mut Tx, key: ThrottleKey<'_>) -> Result<(), Error> {
    tx.execute(&FORGET_THROTTLE, &[key.org.bytes().into(), key.user.bytes().into(), key.factor.into()]).await?;
    Ok(())
}

const FORGET_THROTTLES: Statement = Statement::new(
    "factor.forget_throttles",
    "DELETE FROM factor_throttles WHERE organisation_id = $1 AND user_id = $2",
);

/// Forgets all failures of a person: when an administrator switched 2FA off.
pub async fn forget_throttles(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&FORGET_THROTTLES, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}
