//! Migrations: all or nothing, once, and never backwards, on both engines.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::collections::BTreeMap;

use store::testing::{Fresh, empty, engines};
use store::{Db, Error, Statement, Value};

const ONE: (&str, &str) = ("V1__first", "CREATE TABLE a (x BIGINT NOT NULL PRIMARY KEY); CREATE TABLE b (y TEXT)");
const TWO: (&str, &str) = ("V2__second", "INSERT INTO a (x) VALUES (2)");
const BAD: (&str, &str) = ("V2__bad", "INSERT INTO a (x) VALUES (3); INSERT INTO nowhere (x) VALUES (4)");

async fn numbers(db: &Db) -> Result<Vec<i64>, Error> {
    let rows = db.all(&Statement::new("a", "SELECT x FROM a ORDER BY x"), &[]).await?;
    rows.iter().map(|row| row.int(0)).collect()
}

#[tokio::test]
async fn the_schema_of_the_product_applies_to_an_empty_database() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate().await.unwrap();
        fresh.db.migrate().await.unwrap();
    }
}

#[tokio::test]
async fn a_migration_is_applied_once() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(&[ONE]).await.unwrap();
        fresh.db.migrate_from(&[ONE, TWO]).await.unwrap();
        fresh.db.migrate_from(&[ONE, TWO]).await.unwrap();
        assert_eq!(numbers(&fresh.db).await, Ok(vec![2]), "{engine:?}");
    }
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_behind() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        let error = fresh.db.migrate_from(&[ONE, BAD]).await.unwrap_err();
        assert!(matches!(error, Error::Broken(_)), "{engine:?}: {error}");
        assert!(numbers(&fresh.db).await.is_err(), "{engine:?}: the first migration was kept");
        fresh.db.migrate_from(&[ONE, TWO]).await.unwrap();
        assert_eq!(numbers(&fresh.db).await, Ok(vec![2]));
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_untouched() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(&[ONE, TWO]).await.unwrap();
        fresh.db.close().await;
        let before = contents(&fresh).await;
        let older = fresh.again().await.unwrap();
        assert_eq!(older.migrate_from(&[ONE]).await, Err(Error::NewerSchema { found: 2, known: 1 }), "{engine:?}");
        older.close().await;
        assert_eq!(contents(&fresh).await, before, "{engine:?}");
    }
}

/// On SQLite every byte of the file; on PostgreSQL every column of every table and the history.
async fn contents(fresh: &Fresh) -> BTreeMap<String, Vec<u8>> {
    if let Some(path) = fresh.url().path() {
        return [(path.display().to_string(), std::fs::read(path).unwrap())].into();
    }
    let db = fresh.again().await.unwrap();
    let columns = Statement::new(
        "columns",
        "SELECT table_name || '.' || column_name, CAST(data_type AS TEXT) FROM information_schema.columns
         WHERE table_schema = 'public'",
    );
    let history = Statement::new("history", "SELECT name, checksum FROM refinery_schema_history");
    let mut all = BTreeMap::new();
    for statement in [columns, history] {
        for row in db.all(&statement, &[]).await.unwrap() {
            all.insert(row.text(0).unwrap().to_owned(), row.text(1).unwrap().as_bytes().to_vec());
        }
    }
    all
}

#[tokio::test]
async fn a_migration_that_was_edited_after_its_release_is_refused() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(&[ONE]).await.unwrap();
        let edited = ("V1__first", "CREATE TABLE a (x BIGINT)");
        assert!(matches!(fresh.db.migrate_from(&[edited, TWO]).await, Err(Error::Broken(_))), "{engine:?}");
        assert_eq!(numbers(&fresh.db).await, Ok(vec![]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_at_once_do_not_collide() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        let mut nodes = Vec::new();
        for _ in 0..4 {
            let node = fresh.again().await.unwrap();
            nodes.push(tokio::spawn(async move { node.migrate_from(&[ONE, TWO]).await }));
        }
        for node in nodes {
            assert_eq!(node.await.unwrap(), Ok(()), "{engine:?}");
        }
        assert_eq!(numbers(&fresh.db).await, Ok(vec![2]), "{engine:?}");
    }
}

#[tokio::test]
async fn rows_that_a_migration_leaves_dangling_stop_it() {
    let first = (
        "V1__first",
        "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY); INSERT INTO parent (id) VALUES (1);
         CREATE TABLE child (parent BIGINT NOT NULL REFERENCES parent (id)); INSERT INTO child (parent) VALUES (1)",
    );
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(&[first]).await.unwrap();
        assert!(fresh.db.migrate_from(&[first, ("V2__x", "DELETE FROM parent")]).await.is_err(), "{engine:?}");
        let parents = fresh.db.all(&Statement::new("p", "SELECT id FROM parent"), &[]).await.unwrap();
        assert_eq!(parents[0].value(0), Ok(&Value::Int(1)));
    }
}
