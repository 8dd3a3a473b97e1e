//! The audit log: rows are only ever added, in the transaction of what they tell.

use domain::audit::{Actor, AuditEvent};
use domain::id::{AuditId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx, Value};

/// A fact to keep.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// Identity, in the order of time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// To whom.
    pub subject: Option<UserId>,
    /// From which address.
    pub source: Option<String>,
    /// What.
    pub event: AuditEvent,
}

const INSERT: Statement = Statement::new(
    "audit.insert",
    "INSERT INTO audit_events (organisation_id, event_id, at, kind, actor, subject_id, source, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
)
.shared();

/// The statement that keeps a fact, for a batch.
pub fn insertion(org: OrganisationId, row: &AuditRow) -> Result<(&'static Statement, Vec<Value>), Error> {
    let details = serde_json::to_string(&row.event).map_err(|error| Error::Broken(error.to_string()))?;
    let actor = match row.actor {
        Actor::User(user) => user.to_string(),
        Actor::CommandLine => "command-line".to_owned(),
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Operator => "operator".to_owned(),
    };
    let params = vec![
        org.bytes().into(),
        row.id.bytes().into(),
        row.at.micros().into(),
        row.event.word().into(),
        actor.into(),
        row.subject.map(UserId::bytes).into(),
        row.source.as_deref().into(),
        details.into(),
    ];
    Ok((&INSERT, params))
}

/// Keeps a fact. On PostgreSQL it travels with what follows, or with the commit.
pub fn write(tx: &mut Tx, org: OrganisationId, row: &AuditRow) -> Result<(), Error> {
    let (statement, params) = insertion(org, row)?;
    tx.later(statement, params)
}

/// Keeps many facts.
pub async fn write_many(tx: &mut Tx, org: OrganisationId, rows: &[AuditRow]) -> Result<(), Error> {
    let sets = rows.iter().map(|row| Ok(insertion(org, row)?.1)).collect::<Result<Vec<_>, Error>>()?;
    if !sets.is_empty() {
        tx.insert_many(&INSERT, &sets).await?;
    }
    Ok(())
}

/// A fact as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// When.
    pub at: Timestamp,
    /// Word of the event.
    pub kind: String,
    /// Who did it: an id, `command-line`, `anonymous` or `system`.
    pub actor: String,
    /// To whom.
    pub subject: Option<UserId>,
    /// The event as JSON.
    pub details: String,
}

const OF_USER: Statement = Statement::new(
    "audit.of_user",
    "SELECT at, kind, actor, subject_id, details FROM audit_events
     WHERE organisation_id = $1 AND subject_id = $2 ORDER BY event_id DESC LIMIT $3",
);

/// The last facts about one person, newest first.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId, limit: i64) -> Result<Vec<KeptEvent>, Error> {
    let rows = db.all(&OF_USER, &[org.bytes().into(), user.bytes().into(), limit.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(KeptEvent {
                at: Timestamp::from_micros(row.int(0)?),
                kind: row.text(1)?.to_owned(),
                actor: row.text(2)?.to_owned(),
                subject: row.opt_array(3)?.map(UserId::from_bytes),
                details: row.text(4)?.to_owned(),
            })
        })
        .collect()
}
