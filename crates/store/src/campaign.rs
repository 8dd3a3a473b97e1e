//! Campaigns: what an administrator set, and where each is.

use std::num::NonZeroU32;

use domain::campaign::{CampaignState, Channels, Hours, Plan, Tone};
use domain::id::{CampaignId, OrganisationId, PolicyId, UserId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A campaign as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Identity.
    pub id: CampaignId,
    /// For which policy.
    pub policy: PolicyId,
    /// The name that administrators see.
    pub name: String,
    /// Where it is.
    pub state: CampaignState,
    /// What it does when.
    pub plan: Plan,
    /// The version that an edit names.
    pub version: i64,
    /// How many batches of messages were written.
    pub rounds: i64,
    /// When somebody may be due something next.
    pub look_at: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// Full name of who made it; none for the command line, or for someone who is gone.
    pub made_by: Option<String>,
    /// When it was first started.
    pub started_at: Option<Timestamp>,
    /// When it was stopped.
    pub ended_at: Option<Timestamp>,
}

const LIST: Statement = Statement::new(
    "campaign.list",
    "SELECT c.campaign_id, c.policy_id, c.name, c.state, c.announce_on, c.days_before, c.on_the_day, c.days_after,
     c.from_hour, c.until_hour, c.a_day, c.tone, c.version, c.rounds, c.look_at, c.made_at, u.display_name, c.started_at,
     c.ended_at, c.by_mail, c.on_home FROM campaigns c LEFT JOIN users u ON u.organisation_id = c.organisation_id AND u.user_id = c.made_by
     WHERE c.organisation_id = $1 ORDER BY c.made_at DESC, c.campaign_id DESC",
);

/// All campaigns, the newest on top.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Campaign>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// One campaign. There are few: it is picked from the list.
pub async fn find(db: &Db, org: OrganisationId, id: CampaignId) -> Result<Option<Campaign>, Error> {
    Ok(list(db, org).await?.into_iter().find(|campaign| campaign.id == id))
}

fn read(row: &Row) -> Result<Campaign, Error> {
    let broken = |what: &str| Error::Broken(format!("a campaign has an impossible {what}"));
    let hour = |column| u8::try_from(row.int(column)?).map_err(|_| broken("hour"));
    let a_day = row.opt_int(10)?.map(|number| u32::try_from(number).ok().and_then(NonZeroU32::new));
    Ok(Campaign {
        id: CampaignId::from_bytes(row.array(0)?),
        policy: PolicyId::from_bytes(row.array(1)?),
        name: row.text(2)?.to_owned(),
        state: CampaignState::from_word(row.text(3)?).ok_or_else(|| broken("state"))?,
        plan: Plan {
            announce_on: row.text(4)?.parse().map_err(|_| broken("day"))?,
            before: numbers(row.text(5)?).ok_or_else(|| broken("reminder"))?,
            on_the_day: row.bool(6)?,
            after: numbers(row.text(7)?).ok_or_else(|| broken("reminder"))?,
            hours: Hours { from: hour(8)?, until: hour(9)? },
            a_day: a_day.map(|number| number.ok_or_else(|| broken("number a day"))).transpose()?,
            tone: Tone::from_word(row.text(11)?).ok_or_else(|| broken("tone"))?,
            channels: Channels { mail: row.bool(19)?, home: row.bool(20)? },
        },
        version: row.int(12)?,
        rounds: row.int(13)?,
        look_at: Timestamp::from_micros(row.int(14)?),
        made_at: Timestamp::from_micros(row.int(15)?),
        made_by: row.opt_text(16)?.map(str::to_owned),
        started_at: row.opt_int(17)?.map(Timestamp::from_micros),
        ended_at: row.opt_int(18)?.map(Timestamp::from_micros),
    })
}

fn numbers(text: &str) -> Option<Vec<u16>> {
    text.split(',').filter(|one| !one.is_empty()).map(|one| one.parse().ok()).collect()
}

fn written(numbers: &[u16]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

const INSERT: Statement = Statement::new(
    "campaign.insert",
    "INSERT INTO campaigns (organisation_id, campaign_id, name, name_key, announce_on, days_before, on_the_day, days_after,
     from_hour, until_hour, a_day, tone, by_mail, on_home, policy_id, state, version, rounds, look_at, made_at, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'draft', 1, 0, $16, $16, $17)",
);

/// Keeps a new one, as a draft. A name that another has is `Conflict`.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    (id, policy): (CampaignId, PolicyId),
    (name, plan): (&str, &Plan),
    (now, by): (Timestamp, Option<UserId>),
) -> Result<(), Error> {
    let mut params = values(org, id, name, plan);
    params.extend([policy.bytes().into(), now.micros().into(), by.map(UserId::bytes).into()]);
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

fn values(org: OrganisationId, id: CampaignId, name: &str, plan: &Plan) -> Vec<Value> {
    vec![
        org.bytes().into(),
        id.bytes().into(),
        name.into(),
        name_key(name).into(),
        plan.announce_on.to_string().into(),
        written(&plan.before).into(),
        plan.on_the_day.into(),
        written(&plan.after).into(),
        i64::from(plan.hours.from).into(),
        i64::from(plan.hours.until).into(),
        plan.a_day.map(|number| i64::from(number.get())).into(),
        plan.tone.word().into(),
        plan.channels.mail.into(),
        plan.channels.home.into(),
    ]
}

const SAVE: Statement = Statement::new(
    "campaign.save",
    "UPDATE campaigns SET name = $3, name_key = $4, announce_on = $5, days_before = $6, on_the_day = $7, days_after = $8,
     from_hour = $9, until_hour = $10, a_day = $11, tone = $12, by_mail = $13, on_home = $14, version = version + 1,
     look_at = $16 WHERE organisation_id = $1 AND campaign_id = $2 AND version = $15 AND state <> 'stopped'",
);

/// Saves it over the version that was read; false where it has changed since, or is over. Whoever is due something by the
/// new plan is looked for at once.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    (id, version): (CampaignId, i64),
    (name, plan): (&str, &Plan),
    now: Timestamp,
) -> Result<bool, Error> {
    let mut params = values(org, id, name, plan);
    params.extend([version.into(), now.micros().into()]);
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

const GO: Statement = Statement::new(
    "campaign.go",
    "UPDATE campaigns SET state = $4, version = version + 1, look_at = $5,
     started_at = CASE WHEN $4 = 'running' THEN COALESCE(started_at, $5) ELSE started_at END,
     ended_at = CASE WHEN $4 = 'stopped' THEN $5 ELSE ended_at END
     WHERE organisation_id = $1 AND campaign_id = $2 AND state = $3 AND ($4 <> 'running' OR NOT EXISTS (SELECT 1
     FROM campaigns o WHERE o.organisation_id = $1 AND o.campaign_id <> $2 AND o.state IN ('running', 'paused')
     AND o.policy_id = campaigns.policy_id))",
);

/// Takes it from one state to another; false where it is not in the first any more, or another campaign tells the people of
/// its policy. Whoever starts one holds the lock of the organisation, so that of two one starts.
pub async fn go(
    tx: &mut Tx,
    org: OrganisationId,
    id: CampaignId,
    (from, to): (CampaignState, CampaignState),
    now: Timestamp,
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), from.word().into(), to.word().into(), now.micros().into()];
    Ok(tx.execute(&GO, &params).await? == 1)
}

const REMOVE: Statement = Statement::new(
    "campaign.remove",
    "DELETE FROM campaigns WHERE organisation_id = $1 AND campaign_id = $2 AND state = 'draft' AND version = $3",
);
const REMOVE_TEXTS: Statement = Statement::new(
    "campaign.remove_texts",
    "DELETE FROM campaign_texts WHERE organisation_id = $1 AND campaign_id = $2",
);

/// Takes a draft away; false where it has changed since, or was started.
pub async fn remove(tx: &mut Tx, org: OrganisationId, id: CampaignId, version: i64) -> Result<bool, Error> {
    let gone = tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1;
    if gone {
        tx.execute(&REMOVE_TEXTS, &[org.bytes().into(), id.bytes().into()]).await?;
    }
    Ok(gone)
}

const ADVANCE: Statement = Statement::new(
    "campaign.advance",
    "UPDATE campaigns SET rounds = rounds + 1 WHERE organisation_id = $1 AND campaign_id = $2 AND rounds = $3
     AND version = $4 AND state = 'running'",
);

/// Claims the next batch; false where another server wrote one meanwhile, or the campaign is not as it was read.
pub async fn advance(tx: &mut Tx, org: OrganisationId, campaign: &Campaign) -> Result<bool, Error> {
    let params = [org.bytes().into(), campaign.id.bytes().into(), campaign.rounds.into(), campaign.version.into()];
    Ok(tx.execute(&ADVANCE, &params).await? == 1)
}

const LOOK_AGAIN: Statement = Statement::new(
    "campaign.look_again",
    "UPDATE campaigns SET look_at = $3, rounds = rounds + 1 WHERE organisation_id = $1 AND campaign_id = $2
     AND state IN ('running', 'paused')",
);

/// Has a campaign looked at now, or when it goes on; false where it has not begun or is over. A look that is under way
/// gives way to the new one.
pub async fn look_again(tx: &mut Tx, org: OrganisationId, id: CampaignId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&LOOK_AGAIN, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await? == 1)
}

const LOOK_AT: Statement = Statement::new(
    "campaign.look_at",
    "UPDATE campaigns SET look_at = $5 WHERE organisation_id = $1 AND campaign_id = $2 AND rounds = $3 AND version = $4",
);

/// Says when to look again; nothing where the campaign is not as it was read.
pub async fn look_at(tx: &mut Tx, org: OrganisationId, campaign: &Campaign, at: Timestamp) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        campaign.id.bytes().into(),
        campaign.rounds.into(),
        campaign.version.into(),
        at.micros().into(),
    ];
    tx.execute(&LOOK_AT, &params).await?;
    Ok(())
}

const LOOK_NOW: Statement = Statement::new(
    "campaign.look_now",
    "UPDATE campaigns SET look_at = $2 WHERE organisation_id = $1 AND state = 'running' AND look_at > $2",
);

/// Looks at the running campaigns of an organisation again at `now`: whom they are for may have changed.
pub async fn look_now(tx: &mut Tx, org: OrganisationId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&LOOK_NOW, &[org.bytes().into(), now.micros().into()]).await?;
    Ok(())
}
