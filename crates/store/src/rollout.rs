//! How the people under each policy stood, day by day. A day that is over stays as it was last counted; the row of today
//! is replaced. Neighbour: `rollout_people`, what is read of people to count them.

use std::collections::BTreeMap;

use domain::id::{OrganisationId, PolicyId, UserId};
use domain::rollout::{Figures, Part, Point};
use domain::selection::days;
use domain::time::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::{Db, Error, Row, Statement, Tx, Value};

/// What was counted of a policy, or of a part of its people, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The policy.
    pub policy: PolicyId,
    /// Which of its people.
    pub part: Part,
    /// The local day.
    pub day: Date,
    /// What was counted.
    pub figures: Figures,
    /// The first few who are left.
    pub first_left: Vec<UserId>,
    /// When.
    pub taken_at: Timestamp,
}

const PUT: Statement = Statement::new(
    "rollout.put",
    "INSERT INTO rollout_days (organisation_id, policy_id, day, part_id, part, people, have, exempt, cannot, never, later,
     not_yet, blocked, unreached, first_left, taken_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (organisation_id, policy_id, day, part_id) DO UPDATE SET part = excluded.part,
     people = excluded.people, have = excluded.have, exempt = excluded.exempt, cannot = excluded.cannot,
     never = excluded.never, later = excluded.later, not_yet = excluded.not_yet, blocked = excluded.blocked,
     unreached = excluded.unreached,     first_left = excluded.first_left, taken_at = excluded.taken_at",
);

/// Keeps what was counted, in the place of what was counted earlier on that day.
pub async fn put(tx: &mut Tx, org: OrganisationId, snapshots: &[Snapshot]) -> Result<(), Error> {
    let rows = snapshots.iter().map(|one| (&PUT, values(org, one)));
    tx.batch(&rows.collect::<Vec<_>>()).await.map(drop)
}

fn values(org: OrganisationId, one: &Snapshot) -> Vec<Value> {
    let (word, part) = one.part.kept();
    let first: Vec<u8> = one.first_left.iter().flat_map(|id| id.bytes()).collect();
    let of = one.figures;
    let counts = [of.people, of.have, of.exempt, of.cannot, of.never, of.later, of.not_yet, of.blocked, of.unreached];
    let mut values: Vec<Value> =
        vec![org.bytes().into(), one.policy.bytes().into(), days(one.day).into(), part.into(), word.into()];
    values.extend(counts.map(|count| Value::from(number(count))));
    values.extend([first.into(), one.taken_at.micros().into()]);
    values
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const PUT_POINT: Statement = Statement::new(
    "rollout.put_point",
    "INSERT INTO rollout_days (organisation_id, policy_id, day, part_id, part, people, have, taken_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
);

/// Keeps days that were worked out afterwards. What was counted on a day itself stays.
pub async fn put_history(
    tx: &mut Tx,
    org: OrganisationId,
    (policy, part): (PolicyId, Part),
    points: &[Point],
    now: Timestamp,
) -> Result<(), Error> {
    let (word, id) = part.kept();
    let row = |point: &Point| {
        vec![
            org.bytes().into(),
            policy.bytes().into(),
            days(point.day).into(),
            id.into(),
            word.into(),
            number(point.people).into(),
            number(point.have).into(),
            now.micros().into(),
        ]
    };
    let rows: Vec<Vec<Value>> = points.iter().map(row).collect();
    if !rows.is_empty() {
        tx.insert_many(&PUT_POINT, &rows).await?;
    }
    Ok(())
}

const HISTORY: Statement = Statement::new(
    "rollout.history",
    "SELECT day, people, have, exempt IS NULL FROM rollout_days
     WHERE organisation_id = $1 AND policy_id = $2 AND part_id = $3 AND day >= $4 ORDER BY day",
);

/// The days of a policy, or of a part of its people, from this one on, each with whether it was worked out afterwards.
pub async fn history(
    db: &Db,
    org: OrganisationId,
    (policy, part): (PolicyId, Part),
    from: Date,
) -> Result<Vec<(Point, bool)>, Error> {
    let (_, id) = part.kept();
    let params = [org.bytes().into(), policy.bytes().into(), id.into(), days(from).into()];
    let read =
        |row: &Row| Ok((Point { day: day(row, 0)?, people: count(row, 1)?, have: count(row, 2)? }, row.bool(3)?));
    db.all(&HISTORY, &params).await?.iter().map(read).collect()
}

const LATEST: Statement = Statement::new(
    "rollout.latest",
    "SELECT part, part_id, day, people, have, exempt, cannot, never, later, not_yet, blocked, COALESCE(unreached, 0),
     first_left, taken_at FROM rollout_days WHERE organisation_id = $1 AND policy_id = $2 AND exempt IS NOT NULL AND day =
     (SELECT MAX(l.day) FROM rollout_days l WHERE l.organisation_id = $1 AND l.policy_id = $2 AND l.part_id = $3
      AND l.exempt IS NOT NULL)",
);

/// What was counted last of a policy and of the parts of its people; nothing where nobody counted yet.
pub async fn latest(db: &Db, org: OrganisationId, policy: PolicyId) -> Result<Vec<Snapshot>, Error> {
    let (_, whole) = Part::Whole.kept();
    let rows = db.all(&LATEST, &[org.bytes().into(), policy.bytes().into(), whole.into()]).await?;
    rows.iter().map(|row| snapshot(policy, row)).collect()
}

fn snapshot(policy: PolicyId, row: &Row) -> Result<Snapshot, Error> {
    let first = row.opt_bytes(12)?.unwrap_or_default().chunks(16);
    let broken = |_| Error::Broken("a snapshot names nobody".into());
    Ok(Snapshot {
        policy,
        part: part(row, 0)?,
        day: day(row, 2)?,
        figures: Figures {
            people: count(row, 3)?,
            have: count(row, 4)?,
            exempt: count(row, 5)?,
            cannot: count(row, 6)?,
            never: count(row, 7)?,
            later: count(row, 8)?,
            not_yet: count(row, 9)?,
            blocked: count(row, 10)?,
            unreached: count(row, 11)?,
        },
        first_left: first.map(UserId::try_from).collect::<Result<_, _>>().map_err(broken)?,
        taken_at: Timestamp::from_micros(row.int(13)?),
    })
}

fn part(row: &Row, column: usize) -> Result<Part, Error> {
    let (word, id) = (row.text(column)?, row.array(column + 1)?);
    Part::from_kept(word, id).ok_or_else(|| Error::Broken("a snapshot of an unknown part".into()))
}

fn day(row: &Row, column: usize) -> Result<Date, Error> {
    let after = row.int(column)?;
    let span = 0.days().try_days(after).map_err(|_| Error::Broken("impossible day".into()))?;
    Ok(date(1970, 1, 1).saturating_add(span))
}

fn count(row: &Row, column: usize) -> Result<u64, Error> {
    u64::try_from(row.int(column)?).map_err(|_| Error::Broken("impossible count".into()))
}

const KNOWN: Statement = Statement::new(
    "rollout.known",
    "SELECT policy_id, part, part_id, MAX(day) FROM rollout_days WHERE organisation_id = $1
     GROUP BY policy_id, part, part_id",
);

/// Of which policies and parts there is a history, and up to which day.
pub async fn known(db: &Db, org: OrganisationId) -> Result<BTreeMap<(PolicyId, Part), Date>, Error> {
    let rows = db.all(&KNOWN, &[org.bytes().into()]).await?;
    rows.iter().map(|row| Ok(((PolicyId::from_bytes(row.array(0)?), part(row, 1)?), day(row, 3)?))).collect()
}

const TAKEN: Statement =
    Statement::new("rollout.taken", "SELECT MAX(taken_at) FROM rollout_days WHERE organisation_id = $1");

/// When the people of an organisation were last counted.
pub async fn last_taken(db: &Db, org: OrganisationId) -> Result<Option<Timestamp>, Error> {
    let row = db.one(&TAKEN, &[org.bytes().into()]).await?;
    Ok(row.map(|row| row.opt_int(0)).transpose()?.flatten().map(Timestamp::from_micros))
}

const FORGET: Statement =
    Statement::new("rollout.forget", "DELETE FROM rollout_days WHERE organisation_id = $1 AND day < $2");

/// Forgets the days before this one.
pub async fn forget(tx: &mut Tx, org: OrganisationId, before: Date) -> Result<u64, Error> {
    tx.execute(&FORGET, &[org.bytes().into(), days(before).into()]).await
}
