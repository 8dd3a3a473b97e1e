//! Letters on paper of a campaign: what they are made from, and who was told by one. Beside `campaign_message`, which has
//! the messages by mail in the same table.

use std::collections::{HashMap, HashSet};

use domain::campaign::Step;
use domain::id::{CampaignId, OrganisationId, OutboxId, UserId};
use domain::selection::AttributeKey;
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx, Value};

/// A letter to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lettered {
    /// Who.
    pub user: UserId,
    /// For which message it stands.
    pub step: Step,
    /// The deadline that it names.
    pub deadline: Timestamp,
    /// From when it counts as that message.
    pub counts_at: Timestamp,
}

const CLAIM: Statement = Statement::new(
    "campaign_letter.claim",
    "UPDATE campaigns SET rounds = rounds + 1 WHERE organisation_id = $1 AND campaign_id = $2
     AND state IN ('running', 'paused')",
);
const THERE: Statement = Statement::new(
    "campaign_letter.there",
    "SELECT user_id, step, deadline_at FROM campaign_messages WHERE organisation_id = $1 AND campaign_id = $2
     AND user_id >= $3 AND user_id <= $4 AND channel = 'letter'",
);
const INSERT: Statement = Statement::new(
    "campaign_letter.insert",
    "INSERT INTO campaign_messages (organisation_id, campaign_id, user_id, told_at, step, deadline_at, message_id, channel,
     counts_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'letter', $8)",
);

/// Keeps that these people are told by a letter of the file `file`, but for those who were told the same by another. Answers
/// how many are new; none where the campaign is a draft or over. Until the transaction ends no batch of mails is written.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    (campaign, file): (CampaignId, OutboxId),
    letters: &[Lettered],
    now: Timestamp,
) -> Result<Option<u64>, Error> {
    if tx.execute(&CLAIM, &[org.bytes().into(), campaign.bytes().into()]).await? != 1 {
        return Ok(None);
    }
    let ids = || letters.iter().map(|letter| letter.user);
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(Some(0)) };
    let range = [org.bytes().into(), campaign.bytes().into(), first.bytes().into(), last.bytes().into()];
    let mut there: HashSet<(UserId, String, i64)> = HashSet::new();
    for row in tx.all(&THERE, &range).await? {
        there.insert((UserId::from_bytes(row.array(0)?), row.text(1)?.to_owned(), row.int(2)?));
    }
    let sets: Vec<Vec<Value>> = letters
        .iter()
        .filter(|letter| !there.contains(&(letter.user, letter.step.word(), letter.deadline.micros())))
        .map(|letter| {
            vec![
                org.bytes().into(),
                campaign.bytes().into(),
                letter.user.bytes().into(),
                now.micros().into(),
                letter.step.word().into(),
                letter.deadline.micros().into(),
                file.bytes().into(),
                letter.counts_at.micros().into(),
            ]
        })
        .collect();
    if !sets.is_empty() {
        tx.insert_many(&INSERT, &sets).await?;
    }
    Ok(Some(u64::try_from(sets.len()).unwrap_or(u64::MAX)))
}

const ARRIVED: Statement = Statement::new(
    "campaign_letter.arrived",
    "SELECT m.user_id, MAX(COALESCE(m.counts_at, m.told_at)) FROM campaign_messages m LEFT JOIN outbox o
     ON o.organisation_id = m.organisation_id AND o.message_id = m.message_id WHERE m.organisation_id = $1
     AND m.campaign_id = $2 AND m.user_id > $3 AND m.user_id <= $4 AND (m.channel = 'letter' OR o.state <> 'failed')
     GROUP BY m.user_id",
);

/// When each of the people after one and up to another was last told something, by a letter or by a mail that did not come
/// back.
pub async fn last_arrived(
    db: &Db,
    org: OrganisationId,
    campaign: CampaignId,
    (after, last): (Option<UserId>, UserId),
) -> Result<HashMap<UserId, Timestamp>, Error> {
    let start: Value = after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into();
    let rows = db.all(&ARRIVED, &[org.bytes().into(), campaign.bytes().into(), start, last.bytes().into()]).await?;
    rows.iter().map(|row| Ok((UserId::from_bytes(row.array(0)?), Timestamp::from_micros(row.int(1)?)))).collect()
}

const VALUES: Statement = Statement::new(
    "campaign_letter.values",
    "SELECT v.user_id, v.value FROM attribute_values v WHERE v.organisation_id = $1 AND v.attribute_key = $2
     AND v.user_id > $3 AND v.user_id <= $4",
);

/// What the people after one and up to another have of an attribute, as it is shown.
pub async fn values(
    db: &Db,
    org: OrganisationId,
    key: &AttributeKey,
    (after, last): (Option<UserId>, UserId),
) -> Result<HashMap<UserId, String>, Error> {
    let start: Value = after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into();
    let rows = db.all(&VALUES, &[org.bytes().into(), key.as_str().into(), start, last.bytes().into()]).await?;
    rows.iter().map(|row| Ok((UserId::from_bytes(row.array(0)?), row.text(1)?.to_owned()))).collect()
}
