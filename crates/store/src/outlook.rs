//! People as a dry run reads them: everything that the decision needs of each, a page at a time in the order of their
//! ids, so that memory stays the same for any number of people.

use std::collections::BTreeMap;

use domain::authenticator::AuthenticatorKind;
use domain::id::{OrganisationId, PolicyId, UserId};
use domain::policy::Exemption;
use domain::rollout::Mail;
use domain::time::Timestamp;
use domain::user::Role;

use crate::{Db, Error, Row, Statement, Value, facts};

/// What a decision needs of one person, without the organisation and the policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookRow {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub display_name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Blocked by an administrator.
    pub blocked: bool,
    /// When last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Whether mail reaches the person.
    pub mail: Mail,
    /// The exemption with the latest end.
    pub exemption: Option<Exemption>,
    /// Kinds of the confirmed authenticators.
    pub enrolled: Vec<AuthenticatorKind>,
    /// When the person first came under which policy.
    pub duties: Vec<(PolicyId, Timestamp)>,
}

const PEOPLE: Statement = Statement::new(
    "outlook.people",
    "SELECT u.user_id, u.display_name, u.user_name, u.blocked, u.last_sign_in_at,
     (SELECT MAX(CASE WHEN a.bounced_at IS NULL THEN 1 ELSE 0 END) FROM addresses a WHERE a.organisation_id = $1
      AND a.user_id = u.user_id),
     (SELECT MAX(e.until_at) FROM exemptions e WHERE e.organisation_id = $1 AND e.user_id = u.user_id)
     FROM users u WHERE u.organisation_id = $1 AND u.user_id > $2 ORDER BY u.user_id LIMIT $3",
);
const KINDS: Statement = Statement::new(
    "outlook.kinds",
    "SELECT user_id, kind FROM authenticators WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3
     ORDER BY user_id",
);
const DUTIES: Statement = Statement::new(
    "outlook.duties",
    "SELECT user_id, policy_id, came_under_at FROM duties WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3
     ORDER BY user_id",
);

/// At most `limit` people after `after`, in the order of their ids.
pub async fn page(db: &Db, org: OrganisationId, after: Option<UserId>, limit: i64) -> Result<Vec<OutlookRow>, Error> {
    let start: Value = after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into();
    let people = db.all(&PEOPLE, &[org.bytes().into(), start.clone(), limit.into()]).await?;
    let Some(last) = people.last() else { return Ok(Vec::new()) };
    let end: [u8; 16] = last.array(0)?;
    let range = || vec![org.bytes().into(), start.clone(), end.into()];
    let [kinds, duties] = <[Vec<Row>; 2]>::try_from(db.all_of(&[(&KINDS, range()), (&DUTIES, range())]).await?)
        .map_err(|_| Error::Broken("two reads have two answers".into()))?;
    let mut kinds = grouped(&kinds, |row| facts::kind(row.text(1)?))?;
    let mut duties =
        grouped(&duties, |row| Ok((PolicyId::from_bytes(row.array(1)?), Timestamp::from_micros(row.int(2)?))))?;
    people
        .iter()
        .map(|row| {
            let id: [u8; 16] = row.array(0)?;
            Ok(OutlookRow {
                id: UserId::from_bytes(id),
                display_name: row.text(1)?.to_owned(),
                user_name: row.text(2)?.to_owned(),
                blocked: row.bool(3)?,
                last_sign_in_at: row.opt_int(4)?.map(Timestamp::from_micros),
                mail: match row.opt_int(5)? {
                    None => Mail::NoAddress,
                    Some(0) => Mail::Bounces,
                    Some(_) => Mail::Arrives,
                },
                exemption: row.opt_int(6)?.map(|until| Exemption { until: Timestamp::from_micros(until) }),
                enrolled: kinds.remove(&id).unwrap_or_default(),
                duties: duties.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

const HOLDERS: Statement = Statement::new(
    "outlook.holders",
    "SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM authenticators a WHERE a.organisation_id = $1
     AND a.user_id = u.user_id) THEN 1 END) FROM users u WHERE u.organisation_id = $1 AND u.role = $2
     AND NOT u.blocked",
);

/// How many people who are not blocked have a role, and how many of them an authenticator.
pub async fn holders(db: &Db, org: OrganisationId, role: Role) -> Result<(u64, u64), Error> {
    let row = db.one(&HOLDERS, &[org.bytes().into(), (&*role.word()).into()]).await?;
    let row = row.ok_or_else(|| Error::Broken("a count without a row".into()))?;
    let count = |column| u64::try_from(row.int(column)?).map_err(|_| Error::Broken("impossible count".into()));
    Ok((count(0)?, count(1)?))
}

/// Rows by the id in their first column.
fn grouped<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, Error>) -> Result<BTreeMap<[u8; 16], Vec<T>>, Error> {
    let mut all: BTreeMap<[u8; 16], Vec<T>> = BTreeMap::new();
    for row in rows {
        all.entry(row.array(0)?).or_default().push(read(row)?);
    }
    Ok(all)
}
