//! The audit log: rows are only ever added, in the transaction of what they tell.

use domain::audit::{Actor, AuditEvent};
use domain::audit_row::AuditColumns;
use domain::id::{AuditId, OrganisationId, UserId};
use domain::time::{Lifetime, Timestamp};

use crate::{Db, Error, Row, Statement, Tx, Value};

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

impl AuditRow {
    /// The fact as it is kept.
    pub fn kept(&self) -> Result<NewEvent, Error> {
        Ok(NewEvent {
            id: self.id,
            at: self.at,
            kind: self.event.word(),
            actor: actor_text(self.actor),
            subject: self.subject.map(UserId::bytes),
            source: self.source.clone(),
            details: serde_json::to_string(&self.event).map_err(|error| Error::Broken(error.to_string()))?,
        })
    }
}

/// What stands before the identity of a system from which people come in.
pub const OF_SOURCE: &str = "source:";

/// Who did it, as it is kept and filtered.
pub fn actor_text(actor: Actor) -> String {
    match actor {
        Actor::User(user) => user.to_string(),
        Actor::CommandLine => "command-line".to_owned(),
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Operator => "operator".to_owned(),
        Actor::PeopleSource(source) => format!("{OF_SOURCE}{source}"),
    }
}

/// A fact in the form in which it is kept; its mac is computed over these columns.
#[derive(Clone, Debug)]
pub struct NewEvent {
    id: AuditId,
    at: Timestamp,
    kind: &'static str,
    actor: String,
    subject: Option<[u8; 16]>,
    source: Option<String>,
    details: String,
}

impl NewEvent {
    /// The bytes over which its mac is computed.
    pub fn encoded(&self, org: OrganisationId) -> Vec<u8> {
        let columns = AuditColumns {
            id: &self.id.bytes(),
            at: self.at.micros(),
            kind: self.kind,
            actor: &self.actor,
            subject: self.subject.as_ref().map(<[u8; 16]>::as_slice),
            source: self.source.as_deref(),
            details: &self.details,
        };
        let mut bytes = Vec::with_capacity(256);
        columns.encode(org, &mut bytes);
        bytes
    }
}

const INSERT: Statement = Statement::new(
    "audit.insert",
    "INSERT INTO audit_events (organisation_id, event_id, at, kind, actor, subject_id, source, details, mac)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
)
.shared();

/// Keeps a fact, without a place in the order yet. On PostgreSQL it travels with what follows, or with the commit.
pub fn write(tx: &mut Tx, org: OrganisationId, event: NewEvent, mac: &[u8]) -> Result<(), Error> {
    tx.later(&INSERT, values(org, event, mac))
}

/// Keeps many facts, each with its mac.
pub async fn write_many<M: AsRef<[u8]>>(
    tx: &mut Tx,
    org: OrganisationId,
    events: Vec<(NewEvent, M)>,
) -> Result<(), Error> {
    let sets: Vec<_> = events.into_iter().map(|(event, mac)| values(org, event, mac.as_ref())).collect();
    if !sets.is_empty() {
        tx.insert_many(&INSERT, &sets).await?;
    }
    Ok(())
}

fn values(org: OrganisationId, event: NewEvent, mac: &[u8]) -> Vec<Value> {
    vec![
        org.bytes().into(),
        event.id.bytes().into(),
        event.at.micros().into(),
        event.kind.into(),
        event.actor.into(),
        event.subject.into(),
        event.source.into(),
        event.details.into(),
        mac.into(),
    ]
}

/// A fact as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Identity, in the order of time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Word of the event.
    pub kind: String,
    /// Who did it: an id, `command-line`, `anonymous` or `system`.
    pub actor: String,
    /// To whom.
    pub subject: Option<UserId>,
    /// From which address.
    pub source: Option<String>,
    /// The event as JSON.
    pub details: String,
}

impl KeptEvent {
    fn read(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: AuditId::from_bytes(row.array(0)?),
            at: Timestamp::from_micros(row.int(1)?),
            kind: row.text(2)?.to_owned(),
            actor: row.text(3)?.to_owned(),
            subject: row.opt_array(4)?.map(UserId::from_bytes),
            source: row.opt_text(5)?.map(str::to_owned),
            details: row.text(6)?.to_owned(),
        })
    }
}

const OF_USER: Statement = Statement::new(
    "audit.of_user",
    "SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND subject_id = $2
     UNION ALL
     SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch > 0 AND subject_id = $2
     ORDER BY event_id DESC LIMIT $3",
);

/// The last facts about one person, newest first.
pub async fn of_user(db: &Db, org: OrganisationId, user: UserId, limit: i64) -> Result<Vec<KeptEvent>, Error> {
    let rows = db.all(&OF_USER, &[org.bytes().into(), user.bytes().into(), limit.into()]).await?;
    rows.iter().map(KeptEvent::read).collect()
}

const NAMES: Statement = Statement::new(
    "audit.names",
    "SELECT user_name, display_name FROM users WHERE organisation_id = $1 AND user_id = $2",
);

/// Names of people who stand in the log, user name and full name; nothing for those who are gone.
pub async fn names(
    db: &Db,
    org: OrganisationId,
    users: &[UserId],
) -> Result<Vec<(UserId, Option<(String, String)>)>, Error> {
    let reads: Vec<(&Statement, Vec<Value>)> =
        users.iter().map(|user| (&NAMES, vec![org.bytes().into(), user.bytes().into()])).collect();
    let answers = db.all_of(&reads).await?;
    let name = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
    users.iter().zip(answers).map(|(user, rows)| Ok((*user, rows.first().map(name).transpose()?))).collect()
}

/// Which facts are meant. Whatever is absent or empty leaves out nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// To whom.
    pub subject: Option<UserId>,
    /// Who did it, as [`actor_text`] says it.
    pub actor: Option<String>,
    /// Words of the events.
    pub kinds: Vec<String>,
    /// From this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

impl Filter {
    /// The words with a comma before and after each, to find one in; empty for all.
    fn kinds_text(&self) -> String {
        if self.kinds.is_empty() { String::new() } else { format!(",{},", self.kinds.join(",")) }
    }
}

/// The lowest id that an event of this moment can have.
fn lowest_id(at: Timestamp) -> AuditId {
    AuditId::from_bytes(lowest_bytes(at))
}

/// The bytes of the lowest id that anything of this moment can have: ids begin with the milliseconds (RFC 9562 section 5.7).
pub(crate) fn lowest_bytes(at: Timestamp) -> [u8; 16] {
    let millis = u64::try_from(at.micros().div_euclid(1_000)).unwrap_or(0);
    (u128::from(millis) << 80).to_be_bytes()
}

const NEWEST: Statement = Statement::new(
    "audit.newest",
    "SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND event_id < $2 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6)
     UNION ALL
     SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch > 0 AND event_id < $2 AND event_id >= $7 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6)
     ORDER BY event_id DESC LIMIT $8",
);
const NEWEST_OF_USER: Statement = Statement::new(
    "audit.newest_of_user",
    "SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND event_id < $2 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6) AND subject_id = $9
     UNION ALL
     SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch > 0 AND event_id < $2 AND event_id >= $7 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6) AND subject_id = $9
     ORDER BY event_id DESC LIMIT $8",
);
const OLDEST: Statement = Statement::new(
    "audit.oldest",
    "SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND event_id > $2 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6)
     UNION ALL
     SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch > 0 AND event_id > $2 AND event_id < $7 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6)
     ORDER BY event_id LIMIT $8",
);
const OLDEST_OF_USER: Statement = Statement::new(
    "audit.oldest_of_user",
    "SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch = 0 AND event_id > $2 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6) AND subject_id = $9
     UNION ALL
     SELECT event_id, at, kind, actor, subject_id, source, details FROM audit_events
     WHERE organisation_id = $1 AND batch > 0 AND event_id > $2 AND event_id < $7 AND at >= $3 AND at < $4
       AND ($5 = '' OR $5 LIKE '%,' || kind || ',%') AND ($6 = '' OR actor = $6) AND subject_id = $9
     ORDER BY event_id LIMIT $8",
);

/// A place in the order of the sealed log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The batch.
    pub batch: i64,
    /// The event in it.
    pub event: AuditId,
}

/// A fact that has its place in the order.
#[derive(Debug)]
pub struct Sealed {
    /// Its place.
    pub place: Place,
    /// The fact; what is wrong with it where somebody else changed the row so that it cannot be read.
    pub event: Result<KeptEvent, Error>,
}

const AFTER: Statement = Statement::new(
    "audit.after",
    "SELECT event_id, at, kind, actor, subject_id, source, details, batch FROM audit_events
     WHERE organisation_id = $1 AND (batch, event_id) > ($2, $3) ORDER BY batch, event_id LIMIT $4",
);

/// Sealed facts in the order of the chain, those after a place. Nothing is ever put before what this answered.
pub async fn after(db: &Db, org: OrganisationId, place: Place, limit: i64) -> Result<Vec<Sealed>, Error> {
    let params = [org.bytes().into(), place.batch.into(), place.event.bytes().into(), limit.into()];
    let rows = db.all(&AFTER, &params).await?;
    let read = |row: &Row| {
        let place = Place { batch: row.int(7)?, event: AuditId::from_bytes(row.array(0)?) };
        Ok(Sealed { place, event: KeptEvent::read(row) })
    };
    rows.iter().map(read).collect()
}

/// Facts newest first, those older than `before`.
pub async fn newest(
    db: &Db,
    org: OrganisationId,
    filter: &Filter,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<KeptEvent>, Error> {
    let last = AuditId::from_bytes([u8::MAX; 16]);
    // The moment of an event and that in its id are one reading of the clock, so the id bounds the search.
    let start = before.unwrap_or(last).min(filter.to.map_or(last, |to| lowest_id(to.plus(Lifetime::seconds(1)))));
    let end = filter.from.map_or(AuditId::from_bytes([0; 16]), lowest_id);
    search(db, org, filter, (&NEWEST, &NEWEST_OF_USER), (start, end, limit)).await
}

/// Facts oldest first, those after `after`.
pub async fn oldest(
    db: &Db,
    org: OrganisationId,
    filter: &Filter,
    after: Option<AuditId>,
    limit: i64,
) -> Result<Vec<KeptEvent>, Error> {
    let first = AuditId::from_bytes([0; 16]);
    let start = after.unwrap_or(first).max(filter.from.map_or(first, lowest_id));
    let end = filter.to.map_or(AuditId::from_bytes([u8::MAX; 16]), |to| lowest_id(to.plus(Lifetime::seconds(1))));
    search(db, org, filter, (&OLDEST, &OLDEST_OF_USER), (start, end, limit)).await
}

async fn search(
    db: &Db,
    org: OrganisationId,
    filter: &Filter,
    (of_all, of_user): (&Statement, &Statement),
    (start, end, limit): (AuditId, AuditId, i64),
) -> Result<Vec<KeptEvent>, Error> {
    let mut params: Vec<Value> = vec![
        org.bytes().into(),
        start.bytes().into(),
        filter.from.map_or(i64::MIN, Timestamp::micros).into(),
        filter.to.map_or(i64::MAX, Timestamp::micros).into(),
        filter.kinds_text().into(),
        filter.actor.as_deref().unwrap_or_default().into(),
        end.bytes().into(),
        limit.into(),
    ];
    let statement = match filter.subject {
        None => of_all,
        Some(subject) => {
            params.push(subject.bytes().into());
            of_user
        }
    };
    db.all(statement, &params).await?.iter().map(KeptEvent::read).collect()
}
