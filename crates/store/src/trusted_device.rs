//! Browsers that are remembered after a second factor: a row bound to the person, its token changed at every use.

use domain::id::{ApiKeyId, OrganisationId, TrustedDeviceId, UserId};
use domain::selection::Selected;
use domain::time::Timestamp;

use crate::composed::Composed;
use crate::selection_sql::{Ask, Writing};
use crate::{Db, Error, Row, Statement, Tx, rules};

/// A remembered browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Identity, for lists; also in the cookie.
    pub id: TrustedDeviceId,
    /// When the second factor was passed here.
    pub passed_at: Timestamp,
    /// When it last spared the question.
    pub last_used_at: Timestamp,
    /// Browser and system, in words.
    pub browser: String,
    /// Address that it was made from.
    pub source: String,
    /// The key of the platform that remembers it; none on our own pages.
    pub platform: Option<ApiKeyId>,
}

/// What a cookie of a remembered browser turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// This person's, with the token of now.
    Current(TrustedDevice),
    /// This person's, with another token than the one of now: it was used by someone who has a copy.
    Spent(TrustedDeviceId),
}

const FIND: Statement = Statement::new(
    "trusted_device.find",
    "SELECT device_id, passed_at, last_used_at, browser, source, api_key_id, token_hash FROM trusted_devices
     WHERE organisation_id = $1 AND user_id = $2 AND device_id = $3",
);

/// The remembered browser of this person under this id and token, at this platform or, with none, on our own pages. A row of
/// anyone else, or of another place, is none: what is shown at the wrong door is no copy.
pub async fn find(
    db: &Db,
    org: OrganisationId,
    (user, platform): (UserId, Option<ApiKeyId>),
    (id, token): (TrustedDeviceId, [u8; 32]),
) -> Result<Option<Presented>, Error> {
    let row = db.one(&FIND, &[org.bytes().into(), user.bytes().into(), id.bytes().into()]).await?;
    let Some(row) = row else { return Ok(None) };
    if row.opt_array(5)?.map(ApiKeyId::from_bytes) != platform {
        return Ok(None);
    }
    if row.array::<32>(6)? == token {
        return Ok(Some(Presented::Current(read(&row)?)));
    }
    Ok(Some(Presented::Spent(id)))
}

const OF_USER: Statement = Statement::new(
    "trusted_device.of_user",
    "SELECT device_id, passed_at, last_used_at, browser, source, api_key_id FROM trusted_devices
     WHERE organisation_id = $1 AND user_id = $2 ORDER BY last_used_at DESC, device_id",
);

/// The remembered browsers of a person, the last used first.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<TrustedDevice>, Error> {
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<TrustedDevice, Error> {
    Ok(TrustedDevice {
        id: TrustedDeviceId::from_bytes(row.array(0)?),
        passed_at: Timestamp::from_micros(row.int(1)?),
        last_used_at: Timestamp::from_micros(row.int(2)?),
        browser: row.text(3)?.to_owned(),
        source: row.text(4)?.to_owned(),
        platform: row.opt_array(5)?.map(ApiKeyId::from_bytes),
    })
}

const INSERT: Statement = Statement::new(
    "trusted_device.insert",
    "INSERT INTO trusted_devices (organisation_id, user_id, device_id, token_hash, passed_at, last_used_at, browser,
     source, api_key_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

/// Remembers a browser.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    token: [u8; 32],
    new: &TrustedDevice,
) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            org.bytes().into(),
            user.bytes().into(),
            new.id.bytes().into(),
            token.into(),
            new.passed_at.micros().into(),
            new.last_used_at.micros().into(),
            (&new.browser).into(),
            (&new.source).into(),
            new.platform.map(ApiKeyId::bytes).into(),
        ],
    )
    .await?;
    Ok(())
}

/// The tokens of a rotation.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// The row.
    pub id: TrustedDeviceId,
    /// The token that was presented.
    pub old: [u8; 32],
    /// The token that takes its place.
    pub new: [u8; 32],
}

const ROTATE: Statement = Statement::new(
    "trusted_device.rotate",
    "UPDATE trusted_devices SET token_hash = $5, last_used_at = $6
     WHERE organisation_id = $1 AND user_id = $2 AND device_id = $3 AND token_hash = $4",
);

/// Uses a remembered browser once more, under a new token; false when the token is no longer the one of now.
pub async fn rotate(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    rotation: Rotation,
    now: Timestamp,
) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        user.bytes().into(),
        rotation.id.bytes().into(),
        rotation.old.into(),
        rotation.new.into(),
        now.micros().into(),
    ];
    Ok(tx.execute(&ROTATE, &params).await? == 1)
}

const FORGET: Statement = Statement::new(
    "trusted_device.forget",
    "DELETE FROM trusted_devices WHERE organisation_id = $1 AND user_id = $2 AND device_id = $3",
);

/// Forgets one browser; false where the person has no such one.
pub async fn forget(tx: &mut Tx, org: OrganisationId, user: UserId, id: TrustedDeviceId) -> Result<bool, Error> {
    Ok(tx.execute(&FORGET, &[org.bytes().into(), user.bytes().into(), id.bytes().into()]).await? == 1)
}

/// Forgets the browsers of everyone who is selected, whose second factor was passed at `limit` or before.
pub async fn forget_old(
    tx: &mut Tx,
    org: OrganisationId,
    selected: Selected,
    (limit, now): (Timestamp, Timestamp),
) -> Result<u64, Error> {
    let rules = rules::load_in(tx, org).await?;
    let mut writing = Writing::new(org, now, Ask::AsSet);
    let limit = writing.value(limit.micros());
    let which = writing.which(rules.which(selected)?);
    let sql = format!(
        "DELETE FROM trusted_devices WHERE organisation_id = $1 AND passed_at <= {limit} AND user_id IN
         (SELECT u.user_id FROM users u WHERE u.organisation_id = $1 AND ({which}))"
    );
    tx.change(&Composed::new("trusted_device.forget_old", sql), &writing.into_params()).await
}

const DISTRUST: Statement = Statement::new(
    "trusted_device.distrust",
    "UPDATE trusted_devices SET passed_at = $4
     WHERE organisation_id = $1 AND user_id = $2 AND device_id = $3 AND passed_at > $4",
);

/// Ends the trust in a browser for good: from now on it counts as one whose second factor was passed at `long_ago`. It
/// stays known until the upkeep takes it away. False where it was ended before.
pub async fn distrust(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    id: TrustedDeviceId,
    long_ago: Timestamp,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), user.bytes().into(), id.bytes().into(), long_ago.micros().into()];
    Ok(tx.execute(&DISTRUST, &params).await? == 1)
}

const FORGET_OF_USER: Statement = Statement::new(
    "trusted_device.forget_of_user",
    "DELETE FROM trusted_devices WHERE organisation_id = $1 AND user_id = $2",
);

/// Forgets all browsers of a person; answers how many.
pub async fn forget_of_user(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    tx.execute(&FORGET_OF_USER, &[org.bytes().into(), user.bytes().into()]).await
}
