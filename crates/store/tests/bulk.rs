//! One statement for many sets of values means on both engines what it means for one after the other.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use store::testing::{empty, engines};
use store::{Db, Error, Row, Statement, Value};

const SCHEMA: &[(&str, &str)] =
    &[("V1__things", "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, name TEXT, mark BYTEA, good BOOLEAN)")];
const ADD: Statement = Statement::new("thing.add", "INSERT INTO things (id, name, mark, good) VALUES ($1, $2, $3, $4)");
const ADD_NEW: Statement = Statement::new(
    "thing.add_new",
    "INSERT INTO things (id, name, mark, good) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const NEAR: Statement =
    Statement::new("thing.near", "SELECT id, name, mark, good FROM things WHERE id >= $1 AND id <= $2 ORDER BY id");

fn thing(id: i64) -> Vec<Value> {
    let name = (id % 2 == 0).then(|| format!("thing {id}"));
    vec![id.into(), name.into(), id.to_be_bytes().into(), (id % 3 == 0).into()]
}

async fn add(db: &Db, statement: &'static Statement, sets: Vec<Vec<Value>>) -> Result<u64, Error> {
    db.write_with(sets, move |tx, sets| Box::pin(async move { tx.insert_many(statement, sets).await })).await
}

const RENAME: Statement = Statement::new(
    "thing.rename",
    "UPDATE things SET name = $2, mark = CASE WHEN $3 THEN mark ELSE NULL END WHERE id = $1 AND good",
);

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}

#[tokio::test]
async fn each_set_gets_its_own_rows_in_its_own_place() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(SCHEMA).await.unwrap();
        assert_eq!(add(&fresh.db, &ADD, (0..1_000).map(thing).collect()).await, Ok(1_000));
        let sets: Vec<Vec<Value>> = [(5, 7), (2_000, 2_001), (999, 1_005), (5, 5), (1, 0)]
            .map(|(from, to): (i64, i64)| vec![from.into(), to.into()])
            .to_vec();
        let outside = fresh.db.many(&NEAR, &sets).await.unwrap();
        let inside =
            fresh.db.write_with(sets.clone(), |tx, sets| Box::pin(async move { tx.many(&NEAR, sets).await })).await;
        assert_eq!(Ok(&outside), inside.as_ref(), "{engine:?}");
        let found: Vec<Vec<i64>> = outside.iter().map(|rows| ids(rows)).collect();
        assert_eq!(found, [vec![5, 6, 7], vec![], vec![999], vec![5], vec![]], "{engine:?}");
        for (set, rows) in sets.iter().zip(&outside) {
            assert_eq!(fresh.db.all(&NEAR, set).await.unwrap(), *rows, "{engine:?}: as one by one");
        }
        assert!(fresh.db.many(&NEAR, &[]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_row_that_is_there_refuses_all_of_them_or_is_left_alone() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(SCHEMA).await.unwrap();
        add(&fresh.db, &ADD, vec![thing(7)]).await.unwrap();
        let refused = add(&fresh.db, &ADD, (5..10).map(thing).collect()).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{engine:?}: {refused:?}");
        assert_eq!(add(&fresh.db, &ADD_NEW, (5..10).map(thing).collect()).await, Ok(4), "{engine:?}");
        let all = fresh.db.all(&NEAR, &[0.into(), 100.into()]).await.unwrap();
        assert_eq!(ids(&all), [5, 6, 7, 8, 9], "{engine:?}");
        assert!(fresh.db.many(&ADD, &[thing(1)]).await.is_err(), "{engine:?}: a read changes nothing");
    }
}

#[tokio::test]
async fn each_set_changes_its_own_row_or_is_told_that_it_did_not() {
    for engine in engines() {
        let fresh = empty(engine).await.unwrap();
        fresh.db.migrate_from(SCHEMA).await.unwrap();
        add(&fresh.db, &ADD, (0..10).map(thing).collect()).await.unwrap();
        // Every third is good; 12 is not there.
        let sets: Vec<Vec<Value>> = [(3, Some("c"), true), (4, Some("d"), true), (12, None, true), (9, None, false)]
            .map(|(id, name, keeps): (i64, Option<&str>, bool)| vec![id.into(), name.into(), keeps.into()])
            .to_vec();
        let changed =
            fresh.db.write_with(sets, |tx, sets| Box::pin(async move { tx.change_many(&RENAME, sets).await })).await;
        assert_eq!(changed, Ok(vec![true, false, false, true]), "{engine:?}");
        let all = fresh.db.all(&NEAR, &[3.into(), 9.into()]).await.unwrap();
        let names: Vec<Option<&str>> = all.iter().map(|row| row.opt_text(1).unwrap()).collect();
        assert_eq!(
            names,
            [Some("c"), Some("thing 4"), None, Some("thing 6"), None, Some("thing 8"), None],
            "{engine:?}"
        );
        assert_eq!(all.first().unwrap().bytes(2).unwrap(), 3_i64.to_be_bytes(), "{engine:?}: kept");
        let nothing = fresh.db.write(|tx| Box::pin(async move { tx.change_many(&RENAME, &[]).await })).await;
        assert_eq!(nothing, Ok(Vec::new()), "{engine:?}");
    }
}
