//! What a campaign told whom: one row for each message, written with the message itself.

use std::collections::HashMap;

use domain::campaign::Step;
use domain::id::{CampaignId, OrganisationId, OutboxId, PolicyId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A message to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub user: UserId,
    /// Which message; none is the correction of a deadline that moved.
    pub step: Option<Step>,
    /// The deadline that it names.
    pub deadline: Timestamp,
    /// The message in the outbox.
    pub message: OutboxId,
}

/// Stands for a step in the row of a correction.
const CORRECTION: &str = "moved";

const INSERT: Statement = Statement::new(
    "campaign_message.insert",
    "INSERT INTO campaign_messages (organisation_id, campaign_id, user_id, told_at, step, deadline_at, message_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

/// Keeps that these people are told something at `now`.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    campaign: CampaignId,
    told: &[Told],
    now: Timestamp,
) -> Result<(), Error> {
    let sets: Vec<Vec<Value>> = told
        .iter()
        .map(|one| {
            vec![
                org.bytes().into(),
                campaign.bytes().into(),
                one.user.bytes().into(),
                now.micros().into(),
                one.step.map_or_else(|| CORRECTION.to_owned(), Step::word).into(),
                one.deadline.micros().into(),
                one.message.bytes().into(),
            ]
        })
        .collect();
    if !sets.is_empty() {
        tx.insert_many(&INSERT, &sets).await?;
    }
    Ok(())
}

const LAST: Statement = Statement::new(
    "campaign_message.last",
    "SELECT user_id, MAX(COALESCE(counts_at, told_at)) FROM campaign_messages WHERE organisation_id = $1 AND campaign_id = $2
     AND user_id > $3 AND user_id <= $4 GROUP BY user_id",
);

/// When each of the people after one and up to another was last told something; a letter that was made ahead of its message
/// counts from that on.
pub async fn last_told(
    db: &Db,
    org: OrganisationId,
    campaign: CampaignId,
    (after, last): (Option<UserId>, UserId),
) -> Result<HashMap<UserId, Timestamp>, Error> {
    let start: Value = after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into();
    let rows = db.all(&LAST, &[org.bytes().into(), campaign.bytes().into(), start, last.bytes().into()]).await?;
    rows.iter().map(|row| Ok((UserId::from_bytes(row.array(0)?), Timestamp::from_micros(row.int(1)?)))).collect()
}

/// To where a message to a person goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Language, where the person states one.
    pub language: Option<String>,
    /// The first address that mail arrives at; none where there is no such address.
    pub address: Option<String>,
}

const READERS: Statement = Statement::new(
    "campaign_message.readers",
    "SELECT u.user_id, u.language, a.address FROM users u LEFT JOIN addresses a ON a.organisation_id = u.organisation_id
     AND a.user_id = u.user_id AND a.bounced_at IS NULL WHERE u.organisation_id = $1 AND u.user_id > $2
     AND u.user_id <= $3 ORDER BY u.user_id, a.position",
);

/// To where messages to the people after one and up to another go.
pub async fn readers(
    db: &Db,
    org: OrganisationId,
    (after, last): (Option<UserId>, UserId),
) -> Result<HashMap<UserId, Reader>, Error> {
    let start: Value = after.map_or_else(Vec::new, |id| id.bytes().to_vec()).into();
    let rows = db.all(&READERS, &[org.bytes().into(), start, last.bytes().into()]).await?;
    let mut readers = HashMap::with_capacity(rows.len());
    for row in &rows {
        let reader = || {
            Ok(Reader { language: row.opt_text(1)?.map(str::to_owned), address: row.opt_text(2)?.map(str::to_owned) })
        };
        if let std::collections::hash_map::Entry::Vacant(place) = readers.entry(UserId::from_bytes(row.array(0)?)) {
            place.insert(reader()?);
        }
    }
    Ok(readers)
}

const SINCE: Statement = Statement::new(
    "campaign_message.since",
    "SELECT COUNT(*) FROM campaign_messages WHERE organisation_id = $1 AND campaign_id = $2 AND told_at >= $3
     AND channel = 'mail'",
);

/// How many mails a campaign wrote since a moment.
pub async fn count_since(db: &Db, org: OrganisationId, campaign: CampaignId, since: Timestamp) -> Result<u64, Error> {
    let row = db.one(&SINCE, &[org.bytes().into(), campaign.bytes().into(), since.micros().into()]).await?;
    number(&row.ok_or_else(|| Error::Broken("a count without a row".into()))?, 0)
}

fn number(row: &Row, column: usize) -> Result<u64, Error> {
    u64::try_from(row.int(column)?).map_err(|_| Error::Broken("a count below nothing".into()))
}

/// What became of the messages of one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub all: u64,
    /// Those that wait, or are on their way.
    pub waiting: u64,
    /// Those that the mail server took.
    pub sent: u64,
    /// Those that it refused for good, or that could not be sent in time.
    pub failed: u64,
    /// Those of which nobody knows whether they arrived.
    pub unknown: u64,
    /// The same, but that their readers were told again: what was due to them then was written anew.
    pub again: u64,
    /// Letters on paper.
    pub letters: u64,
    /// When the first was written.
    pub first: Option<Timestamp>,
}

const TALLY: Statement = Statement::new(
    "campaign_message.tally",
    "SELECT m.step, CASE WHEN m.counts_at = 0 THEN 'again' ELSE COALESCE(o.state, m.channel) END, COUNT(*), MIN(m.told_at)
     FROM campaign_messages m LEFT JOIN outbox o ON o.organisation_id = m.organisation_id AND o.message_id = m.message_id
     WHERE m.organisation_id = $1 AND m.campaign_id = $2 GROUP BY 1, 2",
);

/// What became of the messages of each step; none is the correction.
pub async fn tally(db: &Db, org: OrganisationId, campaign: CampaignId) -> Result<HashMap<Option<Step>, Tally>, Error> {
    let mut all: HashMap<Option<Step>, Tally> = HashMap::new();
    for row in db.all(&TALLY, &[org.bytes().into(), campaign.bytes().into()]).await? {
        let tally = all.entry(step(row.text(0)?)?).or_default();
        let count = number(&row, 2)?;
        tally.all += count;
        match row.text(1)? {
            "waiting" | "sending" => tally.waiting += count,
            "sent" => tally.sent += count,
            "failed" => tally.failed += count,
            "letter" => tally.letters += count,
            "again" => tally.again += count,
            _ => tally.unknown += count,
        }
        let first = Timestamp::from_micros(row.int(3)?);
        tally.first = Some(tally.first.map_or(first, |earlier| earlier.min(first)));
    }
    Ok(all)
}

fn step(word: &str) -> Result<Option<Step>, Error> {
    if word == CORRECTION {
        return Ok(None);
    }
    Step::from_word(word).map(Some).ok_or_else(|| Error::Broken("a message of an unknown step".into()))
}

/// A message in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub user: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// When it was written.
    pub told_at: Timestamp,
    /// Which message; none is the correction.
    pub step: Option<Step>,
    /// The deadline that it names.
    pub deadline: Timestamp,
    /// To which address; none for a letter on paper.
    pub address: Option<String>,
    /// `waiting`, `sending`, `sent`, `failed` or `unknown`; `again` for one of unknown fate whose reader was told again;
    /// `letter` for a letter on paper.
    pub state: String,
    /// What the mail server said, where it did not take it.
    pub note: Option<String>,
}

const MESSAGES: Statement = Statement::new(
    "campaign_message.list",
    "SELECT m.user_id, u.display_name, u.user_name, m.told_at, m.step, m.deadline_at, o.recipient,
     CASE WHEN m.counts_at = 0 THEN 'again' ELSE COALESCE(o.state, m.channel) END, o.note FROM campaign_messages m
     JOIN users u ON u.organisation_id = m.organisation_id AND u.user_id = m.user_id
     LEFT JOIN outbox o ON o.organisation_id = m.organisation_id AND o.message_id = m.message_id
     WHERE m.organisation_id = $1 AND m.campaign_id = $2 AND (m.told_at, m.user_id) < ($3, $4)
     AND ($5 = '' OR m.step = $5) AND ($6 = '' OR CASE WHEN m.counts_at = 0 THEN 'again' ELSE COALESCE(o.state, m.channel) END = $6)
     ORDER BY m.told_at DESC, m.user_id DESC LIMIT $7",
);

/// Which messages of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// The word of a step alone, or `moved`; empty for all.
    pub step: String,
    /// Those in this state alone; empty for all.
    pub state: String,
}

/// At most `limit` messages, the newest on top, those before one of them.
pub async fn list(
    db: &Db,
    org: OrganisationId,
    (campaign, which): (CampaignId, &Which),
    before: Option<(Timestamp, UserId)>,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let (at, user) = before.map_or((i64::MAX, [0xff; 16]), |(at, user)| (at.micros(), user.bytes()));
    let params = [
        org.bytes().into(),
        campaign.bytes().into(),
        at.into(),
        user.into(),
        (&*which.step).into(),
        (&*which.state).into(),
        limit.into(),
    ];
    let rows = db.all(&MESSAGES, &params).await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                user: UserId::from_bytes(row.array(0)?),
                name: row.text(1)?.to_owned(),
                user_name: row.text(2)?.to_owned(),
                told_at: Timestamp::from_micros(row.int(3)?),
                step: step(row.text(4)?)?,
                deadline: Timestamp::from_micros(row.int(5)?),
                address: row.opt_text(6)?.map(str::to_owned),
                state: row.text(7)?.to_owned(),
                note: row.opt_text(8)?.map(str::to_owned),
            })
        })
        .collect()
}

const TELL_AGAIN: Statement = Statement::new(
    "campaign_message.tell_again",
    "UPDATE campaign_messages SET counts_at = 0 WHERE organisation_id = $1 AND campaign_id = $2 AND counts_at IS NULL
     AND step <> 'moved' AND message_id IN (SELECT o.message_id FROM outbox o WHERE o.organisation_id = $1
     AND o.state = 'unknown')",
);
const CORRECT_AGAIN: Statement = Statement::new(
    "campaign_message.correct_again",
    "UPDATE campaign_messages SET counts_at = 0 WHERE organisation_id = $1 AND campaign_id = $2 AND counts_at IS NULL
     AND step = 'moved' AND message_id IN (SELECT o.message_id FROM outbox o WHERE o.organisation_id = $1
     AND o.state = 'unknown') AND NOT EXISTS (SELECT 1 FROM deadline_moves d WHERE d.organisation_id = $1
     AND d.policy_id = $3)",
);

/// Forgets, where it is worked out what is due, the messages of which nobody knows whether they arrived, but for corrections.
/// Answers how many.
pub async fn tell_again(tx: &mut Tx, org: OrganisationId, campaign: CampaignId) -> Result<u64, Error> {
    tx.execute(&TELL_AGAIN, &[org.bytes().into(), campaign.bytes().into()]).await
}

/// The same of corrections of the deadline of a policy; of none while others are being written. Answers how many.
pub async fn correct_again(
    tx: &mut Tx,
    org: OrganisationId,
    campaign: CampaignId,
    policy: PolicyId,
) -> Result<u64, Error> {
    tx.execute(&CORRECT_AGAIN, &[org.bytes().into(), campaign.bytes().into(), policy.bytes().into()]).await
}

const LAST_OF_POLICY: Statement = Statement::new(
    "campaign_message.last_of_policy",
    "SELECT m.campaign_id, m.deadline_at FROM campaign_messages m JOIN campaigns c
     ON c.organisation_id = m.organisation_id AND c.campaign_id = m.campaign_id WHERE m.organisation_id = $1
     AND c.policy_id = $2 AND m.user_id = $3 AND COALESCE(m.counts_at, 1) <> 0 ORDER BY m.told_at DESC, m.campaign_id LIMIT 1",
);

/// Which campaign for a policy last told a person a deadline, and which; none where none did. What may not have arrived, and
/// is told again, does not count.
pub async fn last_of_policy(
    db: &Db,
    org: OrganisationId,
    policy: PolicyId,
    user: UserId,
) -> Result<Option<(CampaignId, Timestamp)>, Error> {
    let row = db.one(&LAST_OF_POLICY, &[org.bytes().into(), policy.bytes().into(), user.bytes().into()]).await?;
    row.map(|row| Ok((CampaignId::from_bytes(row.array(0)?), Timestamp::from_micros(row.int(1)?)))).transpose()
}

const NAMED: Statement = Statement::new(
    "campaign_message.named",
    "SELECT m.deadline_at, COUNT(*) FROM campaign_messages m WHERE m.organisation_id = $1 AND m.campaign_id = $2
     AND m.told_at = (SELECT MAX(n.told_at) FROM campaign_messages n WHERE n.organisation_id = $1
     AND n.campaign_id = $2 AND n.user_id = m.user_id) GROUP BY m.deadline_at ORDER BY COUNT(*) DESC LIMIT 20",
);

/// Which deadlines people last heard from a campaign, and how many people each.
pub async fn named(db: &Db, org: OrganisationId, campaign: CampaignId) -> Result<Vec<(Timestamp, u64)>, Error> {
    let rows = db.all(&NAMED, &[org.bytes().into(), campaign.bytes().into()]).await?;
    rows.iter().map(|row| Ok((Timestamp::from_micros(row.int(0)?), number(row, 1)?))).collect()
}
