//! Jobs that share a transaction: all that hold are kept, one that refuses leaves nothing and harms nobody, on both
//! engines; and what was answered is there.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use futures_util::future::join_all;
use store::testing::{empty, engines};
use store::{Db, Error, Statement};

const SCHEMA: &[(&str, &str)] = &[(
    "V1__codes",
    "CREATE TABLE codes (id BIGINT NOT NULL PRIMARY KEY, spent BIGINT NOT NULL);
     CREATE TABLE notes (id BIGINT NOT NULL PRIMARY KEY, code BIGINT NOT NULL)",
)];
const ADD: Statement = Statement::new("code.add", "INSERT INTO codes (id, spent) VALUES ($1, 0)");
const FIND: Statement = Statement::new("code.find", "SELECT spent FROM codes WHERE id = $1").shared();
const SPEND: Statement =
    Statement::new("code.spend", "UPDATE codes SET spent = 1 WHERE id = $1 AND spent = 0").shared();
const SPEND_ALONE: Statement =
    Statement::new("code.spend_alone", "UPDATE codes SET spent = 1 WHERE id = $1 AND spent = 0");
const NOTE: Statement = Statement::new("note.add", "INSERT INTO notes (id, code) VALUES ($1, $2)").shared();
const WHICH: Statement = Statement::new("code.which", "SELECT id, CAST($2 AS TEXT) FROM codes WHERE id = $1").shared();
const NOTES: Statement = Statement::new("note.all", "SELECT code FROM notes ORDER BY code");

/// Reads, spends under a guard, and notes it; a number that is spent already is a refusal.
async fn spend(db: &Db, note: i64, code: i64) -> Result<(), Error> {
    db.write_together((note, code), |tx, (note, code)| {
        Box::pin(async move {
            // Each gets the row of its own question.
            if tx.one(&FIND, &[(*code).into()]).await?.ok_or(Error::Conflict("no code".into()))?.int(0)? > 1 {
                return Err(Error::Conflict("another's row".into()));
            }
            if tx.execute(&SPEND, &[(*code).into()]).await? == 0 {
                return Err(Error::Conflict("spent".into()));
            }
            tx.later(&NOTE, vec![(*note).into(), (*code).into()])
        })
    })
    .await
}

/// Changes first and refuses then: only undoing everything removes that.
async fn spend_and_refuse(db: &Db, code: i64) -> Result<(), Error> {
    db.write_together(code, |tx, code| {
        Box::pin(async move {
            tx.execute(&SPEND_ALONE, &[(*code).into()]).await?;
            Err(Error::Conflict("thought better of it".into()))
        })
    })
    .await
}

async fn house(engine: store::Engine, codes: i64) -> store::testing::Fresh {
    let fresh = empty(engine).await.unwrap();
    fresh.db.migrate_from(SCHEMA).await.unwrap();
    for code in 0..codes {
        fresh.db.write(move |tx| Box::pin(async move { tx.execute(&ADD, &[code.into()]).await })).await.unwrap();
    }
    fresh
}

async fn notes(db: &Db) -> Vec<i64> {
    db.all(&NOTES, &[]).await.unwrap().iter().map(|row| row.int(0).unwrap()).collect()
}

#[tokio::test]
async fn of_many_who_spend_the_same_at_once_each_code_counts_for_one() {
    for engine in engines() {
        let house = house(engine, 20).await;
        let db = &house.db;
        let all = join_all((0..200).map(|n| spend(db, n, n % 20))).await;
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 20, "{engine:?}");
        let refused = all.iter().filter(|one| matches!(one, Err(Error::Conflict(_)))).count();
        assert_eq!(refused, 180, "{engine:?}");
        assert_eq!(notes(db).await, (0..20).collect::<Vec<_>>(), "{engine:?}");
    }
}

/// The same with a change whose answer may be taken for granted.
async fn claim(db: &Db, note: i64, code: i64) -> Result<(), Error> {
    db.write_together((note, code), |tx, (note, code)| {
        Box::pin(async move {
            tx.one(&FIND, &[(*code).into()]).await?.ok_or(Error::Conflict("no code".into()))?;
            if !tx.claim(&SPEND, vec![(*code).into()]).await? {
                return Err(Error::Conflict("spent".into()));
            }
            tx.later(&NOTE, vec![(*note).into(), (*code).into()])
        })
    })
    .await
}

#[tokio::test]
async fn what_is_taken_for_granted_counts_once_whoever_meets() {
    for engine in engines() {
        let house = house(engine, 20).await;
        let db = &house.db;
        // Nobody meets: each is granted. Then all meet, and all but one are told no.
        join_all((0..10).map(|n| claim(db, n, n))).await.into_iter().for_each(Result::unwrap);
        let all = join_all((0..200).map(|n| claim(db, 1000 + n, n % 20))).await;
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 10, "{engine:?}");
        let refused = all.iter().filter(|one| matches!(one, Err(Error::Conflict(said)) if said == "spent")).count();
        assert_eq!(refused, 190, "{engine:?}: {all:?}");
        assert_eq!(notes(db).await, (0..20).collect::<Vec<_>>(), "{engine:?}");
    }
}

#[tokio::test]
async fn one_that_changes_and_refuses_is_undone_and_the_others_are_kept() {
    for engine in engines() {
        let house = house(engine, 40).await;
        let db = &house.db;
        let good = join_all((0..30).map(|n| spend(db, n, n)));
        let bad = join_all((30..40).map(|n| spend_and_refuse(db, n)));
        let (good, bad) = futures_util::join!(good, bad);
        assert!(good.iter().all(Result::is_ok), "{engine:?}: {good:?}");
        assert!(bad.iter().all(Result::is_err), "{engine:?}");
        assert_eq!(notes(db).await, (0..30).collect::<Vec<_>>(), "{engine:?}");
        // What was refused is as it was: it can still be spent.
        join_all((30..40).map(|n| spend(db, n, n))).await.into_iter().for_each(Result::unwrap);
    }
}

#[tokio::test]
async fn one_that_breaks_takes_nobody_along() {
    for engine in engines() {
        let house = house(engine, 10).await;
        let db = &house.db;
        spend(db, 100, 9).await.unwrap();
        // The note of code 0 has a number that is taken: its statement fails, in the middle of a group.
        let all = join_all((0..9).map(|n| spend(db, if n == 0 { 100 } else { n }, n))).await;
        let broken: Vec<usize> = (0..9).filter(|n| all.get(*n).is_some_and(Result::is_err)).collect();
        assert_eq!(broken, [0], "{engine:?}: {all:?}");
        assert_eq!(notes(db).await, [1, 2, 3, 4, 5, 6, 7, 8, 9], "{engine:?}");
    }
}

#[tokio::test]
async fn each_of_many_who_ask_at_once_is_answered_with_its_own_rows() {
    for engine in engines() {
        let house = house(engine, 30).await;
        let db = &house.db;
        // 30 to 39 are not there.
        let all = join_all((0..40).map(|code: i64| {
            db.write_together(code, |tx, code| {
                Box::pin(async move {
                    let rows = tx.all(&WHICH, &[(*code).into(), "x".into()]).await?;
                    Ok::<_, Error>(
                        rows.iter()
                            .map(|row| Ok((row.int(0)?, row.text(1)?.to_owned())))
                            .collect::<Vec<Result<_, Error>>>(),
                    )
                })
            })
        }))
        .await;
        for (code, found) in (0..40).zip(all) {
            let found: Vec<_> = found.unwrap().into_iter().map(Result::unwrap).collect();
            let wanted: &[(i64, String)] = if code < 30 { &[(code, "x".to_owned())] } else { &[] };
            assert_eq!(found, wanted, "{engine:?}");
        }
    }
}

#[tokio::test]
async fn what_comes_after_the_end_is_refused() {
    for engine in engines() {
        let house = house(engine, 1).await;
        house.db.close().await;
        assert!(matches!(spend(&house.db, 0, 0).await, Err(Error::Unavailable(_))), "{engine:?}");
    }
}
