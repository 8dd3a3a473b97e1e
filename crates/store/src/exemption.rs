//! Exemptions: listed, ended, and told of a week before their end. Granting one is in [`crate::policy`].

use domain::id::{ExemptionId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// An exemption as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Identity.
    pub id: ExemptionId,
    /// Whom it is for.
    pub user: UserId,
    /// The full name of that person.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The full name of who granted it; `None` for the command line, or for someone who is gone.
    pub granted_by: Option<String>,
    /// When it was granted.
    pub granted_at: Timestamp,
    /// The first moment at which it no longer holds.
    pub until: Timestamp,
}

const LIST: Statement = Statement::new(
    "exemption.list",
    "SELECT e.exemption_id, e.user_id, u.display_name, e.reason, g.display_name, e.granted_at, e.until_at
     FROM exemptions e JOIN users u ON u.organisation_id = e.organisation_id AND u.user_id = e.user_id
     LEFT JOIN users g ON g.organisation_id = e.organisation_id AND g.user_id = e.granted_by
     WHERE e.organisation_id = $1 AND (e.until_at, e.exemption_id) > ($2, $3)
     ORDER BY e.until_at, e.exemption_id LIMIT $4",
);

/// The exemptions that end after a moment, the first to end on top, so many after one of them.
pub async fn list(
    db: &Db,
    org: OrganisationId,
    after: (Timestamp, Option<ExemptionId>),
    limit: i64,
) -> Result<Vec<Exemption>, Error> {
    // Behind every id, so that what ends at the moment itself no longer counts.
    let id = after.1.map_or([0xff; 16], ExemptionId::bytes);
    let params = [org.bytes().into(), after.0.micros().into(), id.into(), limit.into()];
    db.all(&LIST, &params).await?.iter().map(read).collect()
}

const OF_USER: Statement = Statement::new(
    "exemption.of_user",
    "SELECT e.exemption_id, e.user_id, u.display_name, e.reason, g.display_name, e.granted_at, e.until_at
     FROM exemptions e JOIN users u ON u.organisation_id = e.organisation_id AND u.user_id = e.user_id
     LEFT JOIN users g ON g.organisation_id = e.organisation_id AND g.user_id = e.granted_by
     WHERE e.organisation_id = $1 AND e.user_id = $2 ORDER BY e.granted_at DESC, e.exemption_id DESC LIMIT 20",
);

/// The last exemptions of a person, the newest on top, those that ended too.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId) -> Result<Vec<Exemption>, Error> {
    db.all(&OF_USER, &[org.bytes().into(), user.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Exemption, Error> {
    Ok(Exemption {
        id: ExemptionId::from_bytes(row.array(0)?),
        user: UserId::from_bytes(row.array(1)?),
        name: row.text(2)?.to_owned(),
        reason: row.text(3)?.to_owned(),
        granted_by: row.opt_text(4)?.map(str::to_owned),
        granted_at: Timestamp::from_micros(row.int(5)?),
        until: Timestamp::from_micros(row.int(6)?),
    })
}

const COUNT: Statement =
    Statement::new("exemption.count", "SELECT COUNT(*) FROM exemptions WHERE organisation_id = $1 AND until_at > $2");

/// How many hold at a moment.
pub async fn count(db: &Db, org: OrganisationId, at: Timestamp) -> Result<i64, Error> {
    let row = db.one(&COUNT, &[org.bytes().into(), at.micros().into()]).await?;
    row.ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)
}

const HOLDING: Statement = Statement::new(
    "exemption.holding",
    "SELECT exemption_id FROM exemptions WHERE organisation_id = $1 AND user_id = $2 AND until_at > $3
     ORDER BY granted_at DESC, exemption_id DESC LIMIT 1",
);

/// The exemption that holds for a person now, inside a transaction.
pub async fn holding_in(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    now: Timestamp,
) -> Result<Option<ExemptionId>, Error> {
    let row = tx.one(&HOLDING, &[org.bytes().into(), user.bytes().into(), now.micros().into()]).await?;
    row.as_ref().map(|row| Ok(ExemptionId::from_bytes(row.array(0)?))).transpose()
}

const END: Statement = Statement::new(
    "exemption.end_of_user",
    "UPDATE exemptions SET until_at = $3, ended_by = $4 WHERE organisation_id = $1 AND user_id = $2 AND until_at > $3",
);

/// Ends what holds for a person now, and so whatever another takes the place of; answers how many. `by` is `None` for the
/// command line.
pub async fn end_of_user(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    (by, now): (Option<UserId>, Timestamp),
) -> Result<u64, Error> {
    let params = [org.bytes().into(), user.bytes().into(), now.micros().into(), by.map(UserId::bytes).into()];
    tx.execute(&END, &params).await
}

const TO_TELL: Statement = Statement::new(
    "exemption.to_tell",
    "SELECT exemption_id, user_id, until_at FROM exemptions
     WHERE organisation_id = $1 AND until_at > $2 AND until_at <= $3 AND told_at IS NULL
     ORDER BY until_at, exemption_id LIMIT 100",
);

/// Some of those that end after `now` and no later than `by`, and whose person was not told yet.
pub async fn to_tell(
    db: &Db,
    org: OrganisationId,
    (now, by): (Timestamp, Timestamp),
) -> Result<Vec<(ExemptionId, UserId, Timestamp)>, Error> {
    let rows = db.all(&TO_TELL, &[org.bytes().into(), now.micros().into(), by.micros().into()]).await?;
    rows.iter()
        .map(|row| {
            let (id, user) = (ExemptionId::from_bytes(row.array(0)?), UserId::from_bytes(row.array(1)?));
            Ok((id, user, Timestamp::from_micros(row.int(2)?)))
        })
        .collect()
}

const TELL: Statement = Statement::new(
    "exemption.tell",
    "UPDATE exemptions SET told_at = $3 WHERE organisation_id = $1 AND exemption_id = $2 AND told_at IS NULL
     AND until_at > $3",
);

/// Notes that the person is told now; false where that was done before, or the exemption was ended meanwhile.
pub async fn tell(tx: &mut Tx, org: OrganisationId, id: ExemptionId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&TELL, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await? == 1)
}

const TELL_WEEK: Statement = Statement::new(
    "exemption.tell_week",
    "INSERT INTO exemption_digests (organisation_id, monday) VALUES ($1, $2)
     ON CONFLICT (organisation_id) DO UPDATE SET monday = excluded.monday
     WHERE exemption_digests.organisation_id = $1 AND exemption_digests.monday < excluded.monday",
);

/// Notes that the list of a week is told now; false where that was done. `monday` is in days since 1970-01-01.
pub async fn tell_week(tx: &mut Tx, org: OrganisationId, monday: i64) -> Result<bool, Error> {
    Ok(tx.execute(&TELL_WEEK, &[org.bytes().into(), monday.into()]).await? == 1)
}

const WEEK_TOLD: Statement =
    Statement::new("exemption.week_told", "SELECT monday FROM exemption_digests WHERE organisation_id = $1");

/// The week whose list was told last.
pub async fn week_told(db: &Db, org: OrganisationId) -> Result<Option<i64>, Error> {
    db.one(&WEEK_TOLD, &[org.bytes().into()]).await?.map(|row| row.int(0)).transpose()
}
