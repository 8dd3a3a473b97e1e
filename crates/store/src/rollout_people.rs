//! What is read of people to count how a policy is with them, for a range of their ids: groups, since when they have
//! what, and what the audit log tells of them. Neighbour: `outlook`, everything that the decision needs.

use std::collections::HashMap;

use domain::authenticator::AuthenticatorKind;
use domain::id::{GroupId, OrganisationId, UserId};
use domain::rollout::{Change, Shift};
use domain::time::Timestamp;
use serde::Deserialize;

use crate::{Db, Error, Row, Statement, Value, facts};

/// People after the first, up to and including the second, in the order of ids.
pub type Range = (Option<UserId>, UserId);

fn params(org: OrganisationId, (after, last): Range) -> Vec<Value> {
    let after = after.map_or_else(Vec::new, |id| id.bytes().to_vec());
    vec![org.bytes().into(), after.into(), last.bytes().into()]
}

const GROUPS: Statement = Statement::new(
    "rollout_people.groups",
    "SELECT user_id, group_id FROM memberships WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);

/// The groups that people are in.
pub async fn groups(db: &Db, org: OrganisationId, range: Range) -> Result<HashMap<UserId, Vec<GroupId>>, Error> {
    grouped(&db.all(&GROUPS, &params(org, range)).await?, |row| Ok(GroupId::from_bytes(row.array(1)?)))
}

/// What the audit log tells of a person, as far as a roll-out goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// How often the offer was put off.
    pub put_off: u64,
    /// How often the person was reminded, by hand or by a campaign.
    pub reminded: u64,
    /// What happened to their authenticators, in the order of time.
    pub changes: Vec<Change>,
}

// The words stand as in the index of V13, which serves the second half.
const TRACES: Statement = Statement::new(
    "rollout_people.traces",
    "SELECT subject_id, kind, at, details, event_id FROM audit_events WHERE organisation_id = $1 AND batch = 0
     AND subject_id > $2 AND subject_id <= $3 AND kind IN ('authenticator-added', 'authenticator-removed', 'begun-anew',
     'offer-put-off', 'reminded', 'second-factor-switched-off')
     UNION ALL
     SELECT subject_id, kind, at, details, event_id FROM audit_events WHERE organisation_id = $1 AND batch > 0
     AND subject_id > $2 AND subject_id <= $3 AND kind IN ('authenticator-added', 'authenticator-removed', 'begun-anew',
     'offer-put-off', 'reminded', 'second-factor-switched-off')
     ORDER BY event_id",
);

const MESSAGES: Statement = Statement::new(
    "rollout_people.messages",
    "SELECT m.user_id, COUNT(*) FROM campaign_messages m WHERE m.organisation_id = $1 AND m.campaign_id IN
     (SELECT c.campaign_id FROM campaigns c WHERE c.organisation_id = $1) AND m.user_id > $2 AND m.user_id <= $3
     GROUP BY m.user_id",
);

/// What the audit log tells of people, and how often campaigns wrote to them.
pub async fn traces(db: &Db, org: OrganisationId, range: Range) -> Result<HashMap<UserId, Traces>, Error> {
    let mut all: HashMap<UserId, Traces> = HashMap::new();
    for row in db.all(&MESSAGES, &params(org, range)).await? {
        let written = u64::try_from(row.int(1)?).map_err(|_| Error::Broken("a count below nothing".into()))?;
        all.entry(UserId::from_bytes(row.array(0)?)).or_default().reminded = written;
    }
    for row in db.all(&TRACES, &params(org, range)).await? {
        let traces = all.entry(UserId::from_bytes(row.array(0)?)).or_default();
        let at = Timestamp::from_micros(row.int(2)?);
        match row.text(1)? {
            "offer-put-off" => traces.put_off += 1,
            "reminded" => traces.reminded += 1,
            kind => traces.changes.extend(shift(kind, row.text(3)?)?.map(|shift| Change { at, shift })),
        }
    }
    Ok(all)
}

/// The one thing of such an event that is looked at.
#[derive(Deserialize)]
struct Details {
    authenticator: Option<String>,
}

/// What an event did to the authenticators of a person; nothing where its kind of authenticator is unknown.
fn shift(kind: &str, details: &str) -> Result<Option<Shift>, Error> {
    let details: Details = serde_json::from_str(details).map_err(|error| Error::Broken(error.to_string()))?;
    let which = details.authenticator.as_deref().and_then(AuthenticatorKind::from_word);
    Ok(match kind {
        "authenticator-added" => which.map(Shift::Added),
        "authenticator-removed" => which.map(Shift::Removed),
        "begun-anew" | "second-factor-switched-off" => Some(Shift::AllGone),
        _ => None,
    })
}

const ADDED: Statement = Statement::new(
    "rollout_people.added",
    "SELECT user_id, created_at FROM users WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const AUTHENTICATORS: Statement = Statement::new(
    "rollout_people.authenticators",
    "SELECT user_id, kind, added_at FROM authenticators WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);

/// Since when a person is there, and has what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// When the person was added.
    pub added: Timestamp,
    /// The confirmed authenticators, and when each came.
    pub authenticators: Vec<(AuthenticatorKind, Timestamp)>,
}

/// Since when people are there and have what.
pub async fn since(db: &Db, org: OrganisationId, range: Range) -> Result<HashMap<UserId, Since>, Error> {
    let reads = [(&ADDED, params(org, range)), (&AUTHENTICATORS, params(org, range))];
    let [people, authenticators] = <[Vec<Row>; 2]>::try_from(db.all_of(&reads).await?)
        .map_err(|_| Error::Broken("two reads have two answers".into()))?;
    let mut of = grouped(&authenticators, |row| Ok((facts::kind(row.text(1)?)?, Timestamp::from_micros(row.int(2)?))))?;
    let mut all = HashMap::with_capacity(people.len());
    for row in &people {
        let id = UserId::from_bytes(row.array(0)?);
        let authenticators = of.remove(&id).unwrap_or_default();
        all.insert(id, Since { added: Timestamp::from_micros(row.int(1)?), authenticators });
    }
    Ok(all)
}

fn grouped<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, Error>) -> Result<HashMap<UserId, Vec<T>>, Error> {
    let mut all: HashMap<UserId, Vec<T>> = HashMap::new();
    for row in rows {
        all.entry(UserId::from_bytes(row.array(0)?)).or_default().push(read(row)?);
    }
    Ok(all)
}

const AT_MOST: Statement = Statement::new(
    "rollout_people.at_most",
    "SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE organisation_id = $1 LIMIT $2) counted",
);

/// How many people there are, counted no further than `most`.
pub async fn at_most(db: &Db, org: OrganisationId, most: u32) -> Result<u32, Error> {
    let row = db.one(&AT_MOST, &[org.bytes().into(), i64::from(most).into()]).await?;
    let row = row.ok_or_else(|| Error::Broken("a count without a row".into()))?;
    u32::try_from(row.int(0)?).map_err(|_| Error::Broken("impossible count".into()))
}
