//! A log of one organisation on either engine, and ways to tamper with it behind the program's back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actions::audit_chain::{Report, seal, seal_one, verify};
use actions::{Clock, Ctx, Rules};
use domain::audit::{Actor, AuditEvent};
use domain::id::{AuditId, OrganisationId, UserId};
use domain::time::Timestamp;
use store::audit::AuditRow;
use store::testing::{Fresh, fresh};
use store::{Db, Engine, Error, Row, Statement, Value};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

pub(crate) const KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

/// A clock that goes on by a millisecond whenever it is looked at.
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000, Ordering::Relaxed))
    }
}

pub(crate) struct House {
    pub(crate) ctx: Ctx,
    pub(crate) org: OrganisationId,
    pub(crate) place: Fresh,
}

pub(crate) fn verifier(key: &str) -> Verifier {
    let keys = KeyRing::from_text(key).unwrap();
    Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 }).unwrap()
}

pub(crate) async fn context(db: Db, key: &str) -> Ctx {
    let clock = Arc::new(Ticking(AtomicI64::new(1_796_684_400_000_000)));
    Ctx::new(db, verifier(key), clock, Rules::default()).await.unwrap()
}

impl House {
    pub(crate) async fn open(engine: Engine) -> House {
        let place = fresh(engine).await.unwrap();
        let ctx = context(place.db.clone(), KEY).await;
        let org = OrganisationId::from_bytes([8; 16]);
        // Straight through the store: an act would leave an event, and the tests count theirs.
        let organisation = store::organisation::Organisation {
            id: org,
            name: "Waterland".into(),
            host: "localhost".into(),
            time_zone: "Europe/Amsterdam".into(),
            language: "nl".into(),
            module: domain::organisation::ModuleState::Active,
            closed: false,
            helpdesk_telephone: None,
            support_url: None,
        };
        ctx.db()
            .write_with(organisation, |tx, organisation| {
                let now = Timestamp::from_micros(1);
                Box::pin(async move { store::organisation::insert(tx, organisation, now).await })
            })
            .await
            .unwrap();
        ctx.reload().await.unwrap();
        House { ctx, org, place }
    }

    /// Writes rows as the program does, a hundred to a transaction.
    pub(crate) async fn write(&self, count: usize) {
        write(&self.ctx, self.org, count).await;
    }

    /// Seals what waits.
    pub(crate) async fn seal(&self) {
        seal(&self.ctx).await.unwrap();
    }

    /// Seals what waits in this organisation, known to the program or not.
    pub(crate) async fn seal_one(&self) {
        seal_one(&self.ctx, self.org).await.unwrap();
    }

    /// What is kept about the rows of a batch.
    pub(crate) async fn records(&self, batch: i64) -> Vec<u8> {
        store::audit_chain::batch(self.ctx.db(), self.org, batch).await.unwrap().unwrap().records
    }

    pub(crate) async fn verify(&self) -> Report {
        verify(&self.ctx, self.org, None, &mut |_| {}).await.unwrap()
    }

    /// All rows as they are kept, in the order of the chain.
    pub(crate) async fn rows(&self) -> Vec<Kept> {
        let rows = self.ctx.db().all(&ALL, &[self.org.bytes().into()]).await.unwrap();
        rows.iter().enumerate().map(|(index, row)| Kept::read(row, index)).collect()
    }

    /// Runs a statement that the program does not have.
    pub(crate) async fn tamper(&self, sql: &'static str, params: Vec<Value>) -> Result<u64, Error> {
        let statement = Statement::new("test.tamper", sql);
        let change = (statement, params);
        self.ctx
            .db()
            .write_with(change, |tx, (statement, params)| Box::pin(async move { tx.execute(statement, params).await }))
            .await
    }

    pub(crate) async fn remove(&self, id: AuditId) {
        assert_eq!(self.tamper(REMOVE, vec![id.bytes().into()]).await, Ok(1));
    }

    pub(crate) async fn put(&self, row: &Kept) {
        assert_eq!(self.tamper(PUT, row.values.clone()).await, Ok(1));
    }

    /// Puts a row in the place of the one with this id, whatever became of that.
    pub(crate) async fn replace(&self, id: AuditId, row: &Kept) {
        self.remove(id).await;
        self.put(row).await;
    }
}

pub(crate) async fn write(ctx: &Ctx, org: OrganisationId, count: usize) {
    for start in (0..count).step_by(100) {
        let many = (start..count.min(start + 100)).map(|number| {
            let event = event(number);
            let at = ctx.now();
            let id = AuditId::from_bytes(ctx.verifier().new_id(at.micros() / 1_000));
            let subject = (number % 5 != 0).then(|| UserId::from_bytes([u8::try_from(number % 7).unwrap(); 16]));
            let source = (number % 3 != 0).then(|| format!("192.0.2.{}", number % 250));
            let actor = if number % 4 == 0 { Actor::Anonymous } else { Actor::User(UserId::from_bytes([3; 16])) };
            let event = AuditRow { id, at, actor, subject, source, event }.kept().unwrap();
            let mac = ctx.verifier().audit_mac(&event.encoded(org));
            (event, mac)
        });
        let many: Vec<_> = many.collect();
        ctx.db()
            .write_with((org, many), |tx, (org, many)| {
                Box::pin(async move {
                    for (event, mac) in many {
                        store::audit::write(tx, *org, event.clone(), mac)?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
            .unwrap();
    }
}

fn event(number: usize) -> AuditEvent {
    match number % 4 {
        0 => AuditEvent::PasswordFailed,
        1 => AuditEvent::FactorAccepted { factor: "app".into() },
        2 => AuditEvent::SignedIn { by_trusted_device: number % 8 == 2 },
        _ => AuditEvent::PolicySaved { policy: format!("Regel {number}") },
    }
}

/// A row with all its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) values: Vec<Value>,
    pub(crate) sequence: i64,
    pub(crate) id: AuditId,
    pub(crate) batch: i64,
}

impl Kept {
    fn read(row: &Row, index: usize) -> Kept {
        let values = (0..row.columns()).map(|column| row.value(column).unwrap().clone()).collect();
        Kept {
            values,
            sequence: i64::try_from(index).unwrap() + 1,
            id: AuditId::from_bytes(row.array(2).unwrap()),
            batch: row.int(1).unwrap(),
        }
    }

    /// The same with another value in one column.
    pub(crate) fn with(&self, column: usize, value: impl Into<Value>) -> Kept {
        let mut kept = self.clone();
        kept.values[column] = value.into();
        kept
    }

    /// The same with some columns of another.
    pub(crate) fn with_those_of(&self, other: &Kept, columns: std::ops::Range<usize>) -> Kept {
        let mut kept = self.clone();
        kept.values[columns.clone()].clone_from_slice(&other.values[columns]);
        kept
    }
}

/// Columns, in the order of [`Kept::values`].
pub(crate) const COLUMNS: [&str; 10] =
    ["organisation_id", "batch", "event_id", "at", "kind", "actor", "subject_id", "source", "details", "mac"];

const ALL: Statement = Statement::new(
    "test.all",
    "SELECT organisation_id, batch, event_id, at, kind, actor, subject_id, source, details, mac FROM audit_events
     WHERE organisation_id = $1 ORDER BY batch, event_id",
);
const REMOVE: &str = "DELETE FROM audit_events WHERE event_id = $1";
const PUT: &str = "INSERT INTO audit_events
     (organisation_id, batch, event_id, at, kind, actor, subject_id, source, details, mac)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
