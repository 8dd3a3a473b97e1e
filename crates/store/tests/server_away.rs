//! PostgreSQL goes away, comes back, deadlocks, or is left in the middle: nothing is granted, nothing hangs.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use store::testing::{Fresh, empty, engines};
use store::{DatabaseUrl, Db, Engine, Error, Options, Statement};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::JoinHandle;

const SCHEMA: &[(&str, &str)] = &[(
    "V1__numbers",
    "CREATE TABLE numbers (n BIGINT NOT NULL PRIMARY KEY, hits BIGINT NOT NULL);
     INSERT INTO numbers (n, hits) VALUES (1, 0), (2, 0)",
)];
const HIT: Statement = Statement::new("hit", "UPDATE numbers SET hits = hits + 1 WHERE n = $1");
const HITS: Statement = Statement::new("hits", "SELECT hits FROM numbers WHERE n = $1");

/// A database on the server; absent when there is no server.
async fn house() -> Option<Fresh> {
    if !engines().contains(&Engine::Postgres) {
        return None;
    }
    let fresh = empty(Engine::Postgres).await.unwrap();
    fresh.db.migrate_from(SCHEMA).await.unwrap();
    Some(fresh)
}

async fn hit(db: &Db, n: i64) -> Result<u64, Error> {
    db.write(move |tx| Box::pin(async move { tx.execute(&HIT, &[n.into()]).await })).await
}

async fn hits(db: &Db, n: i64) -> Result<i64, Error> {
    db.one(&HITS, &[n.into()]).await?.map_or(Ok(-1), |row| row.int(0))
}

fn hasty() -> Options {
    let mut options = Options::default();
    options.acquire = Duration::from_millis(500);
    options.statement = Duration::from_secs(2);
    options.connections = 2;
    options
}

/// A cable to the server that can be cut and mended.
struct Cable {
    server: String,
    port: u16,
    carrying: JoinHandle<()>,
}

impl Cable {
    async fn lay(server: &str) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let carrying = tokio::spawn(carry(listener, server.to_owned()));
        Cable { server: server.to_owned(), port, carrying }
    }

    /// Both ends see their connections close.
    async fn cut(&mut self) {
        self.carrying.abort();
        assert!((&mut self.carrying).await.unwrap_err().is_cancelled());
    }

    async fn mend(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.carrying = tokio::spawn(carry(listener, self.server.clone()));
    }
}

async fn carry(listener: TcpListener, server: String) {
    // Dropped, and with it every connection, when this task is aborted.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        let server = server.clone();
        connections.spawn(async move {
            let mut far = TcpStream::connect(server).await.unwrap();
            tokio::io::copy_bidirectional(&mut near, &mut far).await
        });
    }
}

/// The address of the server, and the same setting by way of the cable.
fn by_way_of(setting: &str, port: u16) -> String {
    let (before, host, after) = parts(setting);
    assert!(!host.is_empty());
    format!("{before}127.0.0.1:{port}{after}")
}

fn parts(setting: &str) -> (&str, &str, &str) {
    let start = setting.find('@').or(setting.find("//").map(|at| at + 1)).unwrap() + 1;
    let end = start + setting[start..].find('/').unwrap();
    (&setting[..start], &setting[start..end], &setting[end..])
}

#[tokio::test]
async fn while_the_server_is_away_everything_is_unavailable_and_afterwards_all_is_well() {
    let Some(house) = house().await else { return };
    let setting = house.setting();
    let mut cable = Cable::lay(parts(&setting).1).await;
    let url = DatabaseUrl::parse(&by_way_of(&setting, cable.port), "".as_ref()).unwrap();
    let db = Db::open(&url, hasty()).await.unwrap();
    assert_eq!(hit(&db, 1).await, Ok(1));
    for round in 1..=3 {
        cable.cut().await;
        assert!(matches!(hit(&db, 1).await, Err(Error::Unavailable(_))));
        assert!(matches!(hits(&db, 1).await, Err(Error::Unavailable(_))));
        assert!(matches!(db.ping().await, Err(Error::Unavailable(_))));
        assert!(matches!(Db::open(&url, hasty()).await, Err(Error::Unavailable(_))));
        cable.mend().await;
        assert_eq!(hit(&db, 1).await, Ok(1));
        assert_eq!(hits(&db, 1).await, Ok(round + 1));
        assert_eq!(db.ping().await, Ok(()));
    }
}

#[tokio::test]
async fn connections_that_the_server_closes_are_not_noticed() {
    let Some(house) = house().await else { return };
    let mut options = hasty();
    options.connections = 6;
    let db = Db::open(house.url(), options).await.unwrap();
    let mut count = 0;
    for _ in 1..=3 {
        fill_pool(&db).await;
        end_connections(&house);
        assert_eq!(hits(&db, 1).await, Ok(count));
        fill_pool(&db).await;
        end_connections(&house);
        assert_eq!(hit(&db, 1).await, Ok(1));
        fill_pool(&db).await;
        end_connections(&house);
        assert_eq!(hit_together(&db).await, Ok(1));
        count += 2;
    }
}

/// Every connection that the pool may have is made, and waits in it.
async fn fill_pool(db: &Db) {
    let sleep = Statement::new("sleep", "SELECT CAST(pg_sleep(0.05) AS TEXT)");
    let busy: Vec<_> = (0..6)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.all(&sleep, &[]).await })
        })
        .collect();
    for one in busy {
        one.await.unwrap().unwrap();
    }
}

/// Ends all connections to the database. Blocks this thread meanwhile, so that nothing here can notice.
fn end_connections(house: &Fresh) {
    let end = Statement::new(
        "end",
        "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    let url = house.url().clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { Db::open(&url, hasty()).await.unwrap().all(&end, &[]).await.unwrap() });
    })
    .join()
    .unwrap();
}

async fn hit_together(db: &Db) -> Result<u64, Error> {
    db.write_together((), |tx, ()| Box::pin(async move { tx.execute(&HIT, &[1.into()]).await })).await
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_told_with_advice() {
    let Some(house) = house().await else { return };
    let nowhere = house.setting().replace("/store_", "/nowhere_");
    let url = DatabaseUrl::parse(&nowhere, "".as_ref()).unwrap();
    let error = Db::open(&url, hasty()).await.unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error:?}");
    assert!(error.to_string().contains("nowhere_"), "{error}");
}

#[tokio::test]
async fn two_jobs_that_block_each_other_both_get_done() {
    let Some(house) = house().await else { return };
    let meeting = Arc::new(Barrier::new(2));
    let starts = Arc::new(AtomicUsize::new(0));
    let cross = |first: i64, second: i64| {
        let input = (house.db.clone(), Arc::clone(&meeting), Arc::clone(&starts), AtomicUsize::new(0));
        let db = input.0.clone();
        tokio::spawn(async move {
            db.write_with(input, move |tx, (_, meeting, starts, mine)| {
                Box::pin(async move {
                    starts.fetch_add(1, Ordering::SeqCst);
                    tx.execute(&HIT, &[first.into()]).await?;
                    if mine.fetch_add(1, Ordering::SeqCst) == 0 {
                        meeting.wait().await;
                    }
                    tx.execute(&HIT, &[second.into()]).await
                })
            })
            .await
        })
    };
    let (here, there): (JoinHandle<Result<u64, Error>>, _) = (cross(1, 2), cross(2, 1));
    assert_eq!(here.await.unwrap(), Ok(1));
    assert_eq!(there.await.unwrap(), Ok(1));
    assert!(starts.load(Ordering::SeqCst) >= 3, "one of them runs again");
    assert_eq!(hits(&house.db, 1).await, Ok(2));
    assert_eq!(hits(&house.db, 2).await, Ok(2));
}

#[tokio::test]
async fn a_caller_that_stops_waiting_leaves_no_lock_behind() {
    let Some(house) = house().await else { return };
    let mut options = hasty();
    options.connections = 1;
    let db = Db::open(house.url(), options).await.unwrap();
    let reached = Arc::new(tokio::sync::Notify::new());
    let (told, abandoned) = (Arc::clone(&reached), db.clone());
    let task = tokio::spawn(async move {
        abandoned
            .write_with(told, |tx, told| {
                Box::pin(async move {
                    tx.execute(&HIT, &[1_i64.into()]).await?;
                    told.notify_one();
                    std::future::pending::<Result<(), Error>>().await
                })
            })
            .await
    });
    reached.notified().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(hit(&db, 1).await, Ok(1));
    assert_eq!(hits(&db, 1).await, Ok(1), "the abandoned change was kept");
}
