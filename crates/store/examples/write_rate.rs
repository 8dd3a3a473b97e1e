//! How many durable changes a second: N clients, each job one guarded update and one appended row.
//!
//! `write_rate CLIENTS SECONDS PEOPLE [DATABASE]`, where DATABASE is an empty database as `database.url` would name it;
//! without it, SQLite in a temporary folder. Prints one line of JSON; times are in microseconds.

use std::error::Error as StdError;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use store::{DatabaseUrl, Db, Error, Options, Statement, Value};

const SCHEMA: &[(&str, &str)] = &[(
    "V1__steps",
    "CREATE TABLE steps (id BYTEA NOT NULL PRIMARY KEY, step BIGINT NOT NULL);
     CREATE TABLE events (id BYTEA NOT NULL PRIMARY KEY, person BYTEA NOT NULL, at BIGINT NOT NULL)",
)];
const FILL: Statement = Statement::new("fill", "INSERT INTO steps (id, step) VALUES ($1, 0)");
const SPEND: Statement = Statement::new("spend", "UPDATE steps SET step = $2 WHERE id = $1 AND step < $2");
const TELL: Statement = Statement::new("tell", "INSERT INTO events (id, person, at) VALUES ($1, $2, $3)");

/// Every step and every event is a new one.
static NEXT: AtomicU64 = AtomicU64::new(1);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn StdError>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| words.get(at).map_or(Ok(default), |word| word.parse());
    let (clients, seconds, people) = (number(0, 16)?, number(1, 5)?, number(2, 1000)?);
    let folder = tempfile::tempdir()?;
    let url = DatabaseUrl::parse(words.get(3).map_or("", String::as_str), folder.path())?;
    let db = Db::open(&url, Options::default()).await?;
    db.migrate_from(SCHEMA).await?;
    fill(&db, people).await?;

    let mut running = Vec::new();
    let (start, end) = (now(), Duration::from_secs(seconds));
    for client in 0..clients {
        let db = db.clone();
        running.push(tokio::spawn(async move { drive(&db, client, people, start, end).await }));
    }
    let mut times = Vec::new();
    for one in running {
        times.extend(one.await??);
    }
    let took = start.elapsed();
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).map_or(0, Duration::as_micros);
    let rate = u128::try_from(times.len())? * 1_000_000 / took.as_micros();
    println!(
        r#"{{"engine": "{:?}", "clients": {clients}, "people": {people}, "rate": {rate}, "p50": {}, "p90": {}, "p99": {}, "log": {}}}"#,
        db.engine(),
        at(50),
        at(90),
        at(99),
        url.path().map_or(0, log_size),
    );
    db.close().await;
    Ok(())
}

async fn fill(db: &Db, people: u64) -> Result<(), Error> {
    for first in (0..people).step_by(1000) {
        let ids: Vec<Value> = (first..people.min(first + 1000)).map(|n| id(n).into()).collect();
        db.write_with(ids, |tx, ids| {
            Box::pin(async move {
                let batch: Vec<_> = ids.iter().map(|id| (&FILL, vec![id.clone()])).collect();
                tx.batch(&batch).await
            })
        })
        .await?;
    }
    Ok(())
}

async fn drive(db: &Db, client: u64, people: u64, start: Instant, end: Duration) -> Result<Vec<Duration>, Error> {
    let mut times = Vec::new();
    let mut dice = client;
    while start.elapsed() < end {
        // The constants of Knuth's MMIX: a different person each time, the same sequence each run.
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let person = id((dice >> 33) % people.max(1));
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let began = now();
        spend(db, person, next).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// A step is spent once, and the event that tells of it is in the same transaction.
async fn spend(db: &Db, person: [u8; 16], next: u64) -> Result<(), Error> {
    let step = i64::try_from(next).map_err(|e| Error::Broken(e.to_string()))?;
    db.write(move |tx| {
        Box::pin(async move {
            if tx.execute(&SPEND, &[person.into(), step.into()]).await? == 0 {
                // Another client drew the same person and a later step: a refusal, and as cheap as it is in the product.
                return Ok(());
            }
            tx.later(&TELL, vec![id(next).into(), person.into(), step.into()])
        })
    })
    .await
}

/// As a UUIDv7 is: what comes later sorts later.
fn id(n: u64) -> [u8; 16] {
    let mut id = [7; 16];
    let (front, _) = id.split_at_mut(8);
    front.copy_from_slice(&n.to_be_bytes());
    id
}

fn log_size(path: &Path) -> u64 {
    std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len())
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch is what this program is")]
fn now() -> Instant {
    Instant::now()
}
