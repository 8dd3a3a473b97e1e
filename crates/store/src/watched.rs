//! What policies that only watch would have done at sign-ins. Bounded: one row for each person, local day and effect, for
//! [`KEPT`].

use domain::id::{OrganisationId, PolicyId, UserId};
use domain::policy::Effect;
use domain::selection::days;
use domain::time::{Lifetime, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::{Db, Error, Row, Statement, Tx};

/// So long after the last sign-in of its kind a row is forgotten.
pub const KEPT: Lifetime = Lifetime::days(28);

/// A sign-in that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Who signed in.
    pub user: UserId,
    /// The number of the rules that it was compared under.
    pub rules: i64,
    /// When.
    pub at: Timestamp,
    /// The local day.
    pub day: Date,
    /// What each policy that watches would have done; those that would have done nothing are left out.
    pub effects: Vec<(PolicyId, Effect)>,
}

// Where the rules are others by now, or the policy does not watch any more, nothing is kept: it would count for what it was
// not compared with.
const RECORD: Statement = Statement::new(
    "watched.record",
    "INSERT INTO watched_sign_ins (organisation_id, policy_id, effect, user_id, day, version, times, last_at)
     SELECT p.organisation_id, p.policy_id, $3, $4, $5, p.version, 1, $6
     FROM policies p JOIN generations g ON g.organisation_id = p.organisation_id
     WHERE p.organisation_id = $1 AND p.policy_id = $2 AND p.mode = 'watch' AND g.rules = $7
     ON CONFLICT (organisation_id, policy_id, effect, user_id, day, version)
     DO UPDATE SET times = watched_sign_ins.times + 1, last_at = excluded.last_at",
);

/// Keeps what was compared.
pub async fn record(tx: &mut Tx, org: OrganisationId, compared: &Compared) -> Result<(), Error> {
    for (policy, effect) in &compared.effects {
        let params = [
            org.bytes().into(),
            policy.bytes().into(),
            effect.word().into(),
            compared.user.bytes().into(),
            days(compared.day).into(),
            compared.at.micros().into(),
            compared.rules.into(),
        ];
        tx.execute(&RECORD, &params).await?;
    }
    Ok(())
}

/// How many people, in how many sign-ins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// People.
    pub people: u64,
    /// Sign-ins.
    pub sign_ins: u64,
}

/// Which rows: those of a policy from this version on.
pub type Of = (PolicyId, i64);

const DAYS: Statement = Statement::new(
    "watched.days",
    "SELECT effect, day, COUNT(DISTINCT user_id), CAST(SUM(times) AS BIGINT) FROM watched_sign_ins
     WHERE organisation_id = $1 AND policy_id = $2 AND version >= $3 GROUP BY effect, day ORDER BY day",
);

/// What it would have done day by day.
pub async fn by_day(db: &Db, org: OrganisationId, (policy, from): Of) -> Result<Vec<(Date, Effect, Count)>, Error> {
    let rows = db.all(&DAYS, &[org.bytes().into(), policy.bytes().into(), from.into()]).await?;
    rows.iter().map(|row| Ok((day(row, 1)?, effect(row, 0)?, count(row, 2)?))).collect()
}

const TOTALS: Statement = Statement::new(
    "watched.totals",
    "SELECT effect, COUNT(DISTINCT user_id), CAST(SUM(times) AS BIGINT) FROM watched_sign_ins
     WHERE organisation_id = $1 AND policy_id = $2 AND version >= $3 GROUP BY effect",
);

/// What it would have done in all.
pub async fn totals(db: &Db, org: OrganisationId, (policy, from): Of) -> Result<Vec<(Effect, Count)>, Error> {
    let rows = db.all(&TOTALS, &[org.bytes().into(), policy.bytes().into(), from.into()]).await?;
    rows.iter().map(|row| Ok((effect(row, 0)?, count(row, 1)?))).collect()
}

/// A person of whom something was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedPerson {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// In how many sign-ins.
    pub sign_ins: u64,
    /// The last of them.
    pub last_at: Timestamp,
}

const PEOPLE: Statement = Statement::new(
    "watched.people",
    "SELECT w.user_id, u.display_name, u.user_name, CAST(SUM(w.times) AS BIGINT), MAX(w.last_at) FROM watched_sign_ins w
     JOIN users u ON u.organisation_id = w.organisation_id AND u.user_id = w.user_id
     WHERE w.organisation_id = $1 AND w.policy_id = $2 AND w.version >= $3 AND w.effect = $4 AND w.day >= $5
     AND w.day <= $6 AND w.user_id > $7 GROUP BY w.user_id, u.display_name, u.user_name ORDER BY w.user_id LIMIT $8",
);

/// Whom it would have met, on one day or on all of them, after `after`, in the order in which people were added.
pub async fn people(
    db: &Db,
    org: OrganisationId,
    (policy, from): Of,
    (effect, on): (Effect, Option<Date>),
    (after, limit): (Option<UserId>, usize),
) -> Result<Vec<WatchedPerson>, Error> {
    let (first, last) = on.map_or((i64::MIN, i64::MAX), |day| (days(day), days(day)));
    let params = [
        org.bytes().into(),
        policy.bytes().into(),
        from.into(),
        effect.word().into(),
        first.into(),
        last.into(),
        after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let read = |row: &Row| {
        Ok(WatchedPerson {
            id: UserId::from_bytes(row.array(0)?),
            name: row.text(1)?.to_owned(),
            user_name: row.text(2)?.to_owned(),
            sign_ins: number(row, 3)?,
            last_at: Timestamp::from_micros(row.int(4)?),
        })
    };
    db.all(&PEOPLE, &params).await?.iter().map(read).collect()
}

fn effect(row: &Row, column: usize) -> Result<Effect, Error> {
    let word = row.text(column)?;
    Effect::from_word(word).ok_or_else(|| Error::Broken(format!("unknown effect `{word}`")))
}

fn day(row: &Row, column: usize) -> Result<Date, Error> {
    let after = row.int(column)?;
    let span = 0.days().try_days(after).map_err(|_| Error::Broken("impossible day".into()))?;
    Ok(date(1970, 1, 1).saturating_add(span))
}

fn count(row: &Row, first: usize) -> Result<Count, Error> {
    Ok(Count { people: number(row, first)?, sign_ins: number(row, first + 1)? })
}

fn number(row: &Row, column: usize) -> Result<u64, Error> {
    u64::try_from(row.int(column)?).map_err(|_| Error::Broken("impossible count".into()))
}
