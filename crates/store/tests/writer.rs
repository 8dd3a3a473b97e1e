//! The SQLite writer: groups really are one commit, a job fails alone, an answer means durable, the log stays short.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use rusqlite::Connection;
use store::testing::{Fresh, empty};
use store::{Db, Engine, Error, Statement, Value};

const SCHEMA: &[(&str, &str)] = &[(
    "V1__numbers",
    "CREATE TABLE numbers (n BIGINT NOT NULL PRIMARY KEY, filler BYTEA);
     CREATE TABLE later (n BIGINT NOT NULL REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)",
)];
const ADD: Statement = Statement::new("add", "INSERT INTO numbers (n) VALUES ($1)");
const LATER: Statement = Statement::new("later", "INSERT INTO later (n) VALUES ($1)");
const ALL: Statement = Statement::new("all", "SELECT n FROM numbers ORDER BY n");

async fn house() -> Fresh {
    let fresh = empty(Engine::Sqlite).await.unwrap();
    fresh.db.migrate_from(SCHEMA).await.unwrap();
    fresh
}

fn path(house: &Fresh) -> PathBuf {
    house.url().path().unwrap().to_owned()
}

async fn add(db: &Db, n: i64) -> Result<u64, Error> {
    db.write(move |tx| Box::pin(async move { tx.execute(&ADD, &[n.into()]).await })).await
}

async fn numbers(db: &Db) -> Vec<i64> {
    db.all(&ALL, &[]).await.unwrap().iter().map(|row| row.int(0).unwrap()).collect()
}

/// Another process that is in the middle of writing: what is sent meanwhile must wait.
struct Busy(Connection);

impl Busy {
    fn with(path: &Path) -> Busy {
        let other = Connection::open(path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        Busy(other)
    }

    fn done(self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}

/// Sends jobs while another process holds the lock, so that the writer finds all but the first waiting. `send` is polled
/// once for each job before the lock is given back, and one poll is what sends.
async fn together<T: Send>(
    path: &Path,
    first: impl Future<Output = T> + Send,
    rest: Vec<impl Future<Output = T> + Send>,
) -> Vec<T> {
    let busy = Busy::with(path);
    let mut all = vec![Box::pin(first) as std::pin::Pin<Box<dyn Future<Output = T> + Send + '_>>];
    all.extend(rest.into_iter().map(|one| Box::pin(one) as std::pin::Pin<Box<dyn Future<Output = T> + Send + '_>>));
    let mut sent = futures_util::future::join_all(all);
    assert!(futures_util::poll!(&mut sent).is_pending(), "an answer came while another process held the lock");
    busy.done();
    sent.await
}

/// How many commits the log holds: frames that say how large the database is after them
/// (<https://sqlite.org/fileformat2.html> §4.1).
fn commits(path: &Path) -> usize {
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let salt = &log[16..24];
    log[32..].chunks_exact(24 + page).filter(|frame| &frame[8..16] == salt && frame[4..8] != [0; 4]).count()
}

#[tokio::test]
async fn what_waits_goes_into_one_commit() {
    let house = house().await;
    add(&house.db, 0).await.unwrap();
    let before = commits(&path(&house));
    let rest = (2..=101).map(|n| add(&house.db, n)).collect();
    let done = together(&path(&house), add(&house.db, 1), rest).await;
    assert!(done.iter().all(|one| *one == Ok(1)), "{done:?}");
    assert_eq!(numbers(&house.db).await.len(), 102);
    let commits = commits(&path(&house)) - before;
    assert!(commits <= 3, "{commits} commits for 101 changes");
}

const SAFETY: Statement = Statement::new("safety", "SELECT synchronous FROM pragma_synchronous");

#[tokio::test]
async fn a_commit_waits_for_the_disk_as_soon_as_one_of_its_group_wants_it() {
    let house = house().await;
    let (full, normal) = (Ok(2), Ok(1));
    let soon = |n: i64| {
        let db = house.db.clone();
        async move { db.write_soon(n, |tx, n| Box::pin(safety(tx, *n))).await }.boxed()
    };
    let durable = |n: i64| {
        let db = house.db.clone();
        async move { db.write_with(n, |tx, n| Box::pin(safety(tx, *n))).await }.boxed()
    };
    assert_eq!(soon(0).await, normal);
    assert_eq!(durable(1).await, full);
    assert_eq!(soon(2).await, normal);
    // The first goes by itself or with the rest, which are one group.
    let mixed = together(&path(&house), durable(3), vec![soon(4), durable(5), soon(6)]).await;
    assert_eq!(mixed, [full.clone(), full.clone(), full.clone(), full]);
    let alike = together(&path(&house), soon(7), vec![soon(8), soon(9)]).await;
    assert_eq!(alike, [normal.clone(), normal.clone(), normal]);
    assert_eq!(numbers(&house.db).await.len(), 10);
}

/// Adds `n`, and says how the transaction is going to commit.
async fn safety(tx: &mut store::Tx, n: i64) -> Result<i64, Error> {
    tx.execute(&ADD, &[n.into()]).await?;
    tx.one(&SAFETY, &[]).await?.ok_or(Error::Broken("no answer".into()))?.int(0)
}

#[tokio::test]
async fn of_a_group_only_those_that_fail_are_undone() {
    let house = house().await;
    let one = |n: i64| {
        let db = house.db.clone();
        async move {
            db.write(move |tx| {
                Box::pin(async move {
                    tx.execute(&ADD, &[n.into()]).await?;
                    match n % 4 {
                        0 => panic!("on purpose"),
                        1 => Err(Error::Broken("refused".into())),
                        2 => tx.execute(&ADD, &[n.into()]).await,
                        _ => Ok(1),
                    }
                })
            })
            .await
        }
    };
    let done = together(&path(&house), one(3), (4..20).map(one).collect()).await;
    for (n, done) in (3..20).zip(&done) {
        match n % 4 {
            0 => assert!(matches!(done, Err(Error::Broken(why)) if why.contains("panicked")), "{done:?}"),
            1 => assert_eq!(*done, Err(Error::Broken("refused".into()))),
            2 => assert_eq!(*done, Err(Error::Conflict("numbers_pkey".into()))),
            _ => assert_eq!(*done, Ok(1)),
        }
    }
    assert_eq!(numbers(&house.db).await, [3, 7, 11, 15, 19]);
}

#[tokio::test]
async fn a_commit_that_fails_fails_every_job_of_its_group() {
    let house = house().await;
    // A reference that is only checked by the COMMIT itself.
    let broken = |n: i64| {
        let db = house.db.clone();
        async move {
            db.write(move |tx| {
                Box::pin(async move {
                    if n == 5 {
                        tx.execute(&LATER, &[99_i64.into()]).await
                    } else {
                        tx.execute(&ADD, &[n.into()]).await
                    }
                })
            })
            .await
        }
    };
    let done = together(&path(&house), broken(1), (2..10).map(broken).collect()).await;
    // The first ones may have been taken before the rest came, and then they are a group of their own.
    let kept: Vec<i64> = (1..10).zip(&done).filter(|(_, done)| **done == Ok(1)).map(|(n, _)| n).collect();
    assert!(matches!(done[4], Err(Error::Conflict(_))) && kept.len() < 8, "{done:?}");
    assert_eq!(numbers(&house.db).await, kept);
    assert_eq!(add(&house.db, 20).await, Ok(1));
}

#[tokio::test]
async fn a_job_that_waits_for_something_else_is_refused() {
    let house = house().await;
    let waited: Result<(), Error> = house
        .db
        .write(|tx| {
            Box::pin(async move {
                tx.execute(&ADD, &[1_i64.into()]).await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(matches!(waited, Err(Error::Broken(_))), "{waited:?}");
    assert!(numbers(&house.db).await.is_empty());
}

#[tokio::test]
async fn what_was_answered_survives_a_crash_at_that_moment() {
    let house = house().await;
    let crashed = tempfile::tempdir().unwrap();
    for n in 0..20 {
        add(&house.db, n).await.unwrap();
        // The files as a crash would leave them: nothing is closed, nothing copied back.
        let copy = crashed.path().join(format!("{n}.db"));
        std::fs::copy(path(&house), &copy).unwrap();
        std::fs::copy(path(&house).with_extension("db-wal"), copy.with_extension("db-wal")).unwrap();
        let found: i64 =
            Connection::open(&copy).unwrap().query_row("SELECT MAX(n) FROM numbers", [], |row| row.get(0)).unwrap();
        assert_eq!(found, n);
    }
}

#[tokio::test]
async fn a_process_that_writes_too_long_makes_changes_unavailable() {
    let house = house().await;
    let mut options = store::Options::default();
    options.acquire = std::time::Duration::from_millis(50);
    let hasty = Db::open(house.url(), options).await.unwrap();
    let busy = Busy::with(&path(&house));
    assert!(matches!(add(&hasty, 1).await, Err(Error::Unavailable(_))));
    assert!(matches!(hasty.ping().await, Err(Error::Unavailable(_))));
    assert!(numbers(&hasty).await.is_empty(), "reading goes on");
    busy.done();
    assert_eq!(add(&hasty, 1).await, Ok(1));
    assert_eq!(hasty.ping().await, Ok(()));
}

#[tokio::test]
async fn two_processes_share_one_file() {
    let house = house().await;
    let other = house.again().await.unwrap();
    for n in 0..50 {
        add(if n % 2 == 0 { &house.db } else { &other }, n).await.unwrap();
    }
    assert_eq!(numbers(&house.db).await.len(), 50);
    assert_eq!(numbers(&other).await.len(), 50);
}

#[tokio::test]
async fn closing_finishes_what_waits_and_empties_the_log() {
    let house = house().await;
    let path = path(&house);
    let rest = (1..=50).map(|n| add(&house.db, n)).collect::<Vec<_>>();
    let closing = async {
        house.db.close().await;
        Ok(1_u64)
    };
    let all: Vec<futures_util::future::BoxFuture<'_, Result<u64, Error>>> = rest
        .into_iter()
        .map(|one| Box::pin(one) as futures_util::future::BoxFuture<'_, _>)
        .chain([Box::pin(closing) as futures_util::future::BoxFuture<'_, _>])
        .collect();
    let done = together(&path, add(&house.db, 0), all).await;
    assert!(done.iter().all(|one| *one == Ok(1)), "{done:?}");
    assert_eq!(std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len()), 0);
    assert_eq!(numbers(&house.again().await.unwrap()).await.len(), 51);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_log_stays_short_under_constant_writing_and_reading() {
    const FILL: Statement = Statement::new("fill", "INSERT INTO numbers (n, filler) VALUES ($1, $2)");
    let house = house().await;
    let longest = Arc::new(AtomicUsize::new(0));
    let tasks = (0..8_i64).map(|task| {
        let (db, longest, path) = (house.db.clone(), Arc::clone(&longest), path(&house));
        tokio::spawn(async move {
            for n in 0..500 {
                let params = vec![Value::from(task * 1000 + n), Value::from(vec![7_u8; 12_000])];
                db.write_with(params, |tx, params| Box::pin(tx.execute(&FILL, params))).await.unwrap();
                db.one(&Statement::new("count", "SELECT MAX(n) FROM numbers"), &[]).await.unwrap();
                let size = std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len());
                longest.fetch_max(usize::try_from(size).unwrap(), Ordering::Relaxed);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    // 4,000 rows of four pages are 64 MiB of log if it never starts again.
    let longest = longest.load(Ordering::Relaxed) / 1024 / 1024;
    assert!(longest < 40, "the log grew to {longest} MiB");
}
