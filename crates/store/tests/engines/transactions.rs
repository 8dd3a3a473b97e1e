//! Transactions: refused, hidden, in a batch, by many at once, ended.

use store::testing::engines;
use store::{Engine, Error, Statement};

use crate::engines::{ADD, ann, bob, change, house, id, statement};

#[tokio::test]
async fn a_refusal_of_the_caller_undoes_everything() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        TooLate,
        Store(Error),
    }
    impl From<Error> for Refusal {
        fn from(error: Error) -> Refusal {
            Refusal::Store(error)
        }
    }
    for engine in engines() {
        let house = house(engine).await;
        let refused: Result<(), Refusal> = house
            .db
            .write(|tx| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &ann()).await?;
                    Err(Refusal::TooLate)
                })
            })
            .await;
        assert_eq!(refused, Err(Refusal::TooLate), "{engine:?}");
        assert_eq!(house.db.all(&statement("SELECT id FROM people"), &[]).await, Ok(vec![]));
    }
}

#[tokio::test]
async fn what_need_not_wait_for_the_disk_is_seen_at_once_undone_by_a_refusal_and_says_so_to_the_server() {
    for engine in engines() {
        let house = house(engine).await;
        let commit = match engine {
            Engine::Sqlite => "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous",
            Engine::Postgres => "SELECT current_setting('synchronous_commit')",
        };
        let done: Result<String, Error> = house
            .db
            .write_soon((), move |tx, ()| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &ann()).await?;
                    let row = tx.one(&statement(commit), &[]).await?;
                    Ok(row.ok_or(Error::Broken("no answer".into()))?.text(0)?.to_owned())
                })
            })
            .await;
        let (soon, durable) = match engine {
            Engine::Sqlite => ("1", "2"),
            Engine::Postgres => ("off", "on"),
        };
        assert_eq!(done.unwrap(), soon, "{engine:?}");
        assert_eq!(house.db.all(&statement("SELECT id FROM people"), &[]).await.unwrap().len(), 1);
        let refused: Result<(), Error> = house
            .db
            .write_soon((), |tx, ()| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &bob()).await?;
                    Err(Error::Broken("refused".into()))
                })
            })
            .await;
        assert_eq!(refused, Err(Error::Broken("refused".into())), "{engine:?}");
        let after = house
            .db
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &bob()).await?;
                    let row = tx.one(&statement(commit), &[]).await?;
                    row.ok_or(Error::Broken("no answer".into()))?.text(0).map(str::to_owned)
                })
            })
            .await;
        assert_eq!(after.unwrap(), durable, "{engine:?}: the next one is durable");
    }
}

#[tokio::test]
async fn a_hidden_failure_still_spoils_the_transaction() {
    for engine in engines() {
        let house = house(engine).await;
        change(&house.db, ADD, ann()).await.unwrap();
        let hidden: Result<(), Error> = house
            .db
            .write(|tx| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &bob()).await?;
                    assert!(tx.execute(&statement(ADD), &ann()).await.is_err());
                    assert!(tx.one(&statement("SELECT 1"), &[]).await.is_err());
                    Ok(())
                })
            })
            .await;
        assert!(matches!(hidden, Err(Error::Conflict(_))), "{engine:?}: {hidden:?}");
        assert_eq!(house.db.all(&statement("SELECT id FROM people"), &[]).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_batch_answers_in_order_and_fails_as_a_whole() {
    const ADD_IT: Statement = Statement::new("add", ADD);
    const RENAME: Statement = Statement::new("rename", "UPDATE people SET name = $1 WHERE created >= $2");
    for engine in engines() {
        let house = house(engine).await;
        let done: Result<Vec<u64>, Error> = house
            .db
            .write(|tx| {
                Box::pin(async move {
                    tx.batch(&[
                        (&ADD_IT, ann()),
                        (&ADD_IT, bob()),
                        (&RENAME, vec!["X".into(), 10_i64.into()]),
                        (&RENAME, vec!["Y".into(), 99_i64.into()]),
                    ])
                    .await
                })
            })
            .await;
        assert_eq!(done, Ok(vec![1, 1, 2, 0]), "{engine:?}");
        let failed: Result<Vec<u64>, Error> = house
            .db
            .write(|tx| {
                Box::pin(async move {
                    tx.batch(&[(&RENAME, vec!["Z".into(), 0_i64.into()]), (&ADD_IT, ann()), (&ADD_IT, bob())]).await
                })
            })
            .await;
        assert!(matches!(failed, Err(Error::Conflict(_))), "{engine:?}: {failed:?}");
        let names = house.db.all(&statement("SELECT name FROM people"), &[]).await.unwrap();
        assert!(names.iter().all(|row| row.text(0) == Ok("X")), "{names:?}");
    }
}

#[tokio::test]
async fn of_64_at_once_exactly_one_changes_the_row() {
    for engine in engines() {
        let house = house(engine).await;
        change(&house.db, ADD, ann()).await.unwrap();
        for round in 0_i64..5 {
            let all = (0..64).map(|_| {
                let db = house.db.clone();
                tokio::spawn(async move {
                    let sql = "UPDATE people SET failed = failed + 1 WHERE id = $1 AND failed = $2";
                    change(&db, sql, vec![id(1), round.into()]).await.unwrap()
                })
            });
            let mut changed = 0;
            for one in all.collect::<Vec<_>>() {
                changed += one.await.unwrap();
            }
            assert_eq!(changed, 1, "{engine:?}");
        }
    }
}

#[tokio::test]
async fn a_panicking_job_is_undone_and_hurts_nobody_else() {
    for engine in engines() {
        let house = house(engine).await;
        let panicked: Result<(), Error> = house
            .db
            .write(|tx| {
                Box::pin(async move {
                    tx.execute(&statement(ADD), &ann()).await?;
                    panic!("on purpose")
                })
            })
            .await;
        assert!(matches!(panicked, Err(Error::Broken(_))), "{engine:?}: {panicked:?}");
        assert_eq!(change(&house.db, ADD, ann()).await, Ok(1), "{engine:?}");
    }
}

#[tokio::test]
async fn a_ping_reads_and_writes() {
    for engine in engines() {
        let house = house(engine).await;
        assert_eq!(house.db.ping().await, Ok(()), "{engine:?}");
    }
}

#[tokio::test]
async fn after_closing_everything_is_unavailable() {
    for engine in engines() {
        let house = house(engine).await;
        house.db.close().await;
        house.db.close().await;
        assert!(matches!(change(&house.db, ADD, ann()).await, Err(Error::Unavailable(_))), "{engine:?}");
        assert!(house.db.ping().await.is_err(), "{engine:?}");
    }
}

#[tokio::test]
async fn a_change_for_later_is_in_order_kept_and_fails_its_job() {
    const RENAME: Statement = Statement::new("rename", "UPDATE people SET name = $1");
    let names = Statement::new("names", "SELECT name FROM people ORDER BY created");
    let add = statement(ADD);
    for engine in engines() {
        let house = house(engine).await;
        let db = &house.db;
        // Alone, and ahead of a read that must see it.
        let alone: Result<(), Error> = db.write(move |tx| Box::pin(async move { tx.later(&add, ann()) })).await;
        assert_eq!(alone, Ok(()), "{engine:?}");
        let seen: Result<Option<i64>, Error> = db
            .write(move |tx| {
                Box::pin(async move {
                    tx.later(&RENAME, vec!["X".into()])?;
                    tx.later(&add, bob())?;
                    let count = tx.one(&statement("SELECT COUNT(*) FROM people"), &[]).await?;
                    tx.later(&RENAME, vec!["Y".into()])?;
                    count.map(|row| row.int(0)).transpose()
                })
            })
            .await;
        assert_eq!(seen, Ok(Some(2)), "{engine:?}");
        // Failing at the commit, and ahead of another statement.
        for wait in [false, true] {
            let failed: Result<(), Error> = db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.execute(&RENAME, &["Z".into()]).await?;
                        tx.later(&RENAME, vec!["Q".into()]).and_then(|()| tx.later(&add, ann()))?;
                        if wait {
                            tx.execute(&RENAME, &["R".into()]).await?;
                        }
                        Ok(())
                    })
                })
                .await;
            assert!(matches!(failed, Err(Error::Conflict(_))), "{engine:?}: {failed:?}");
            let nothing: Result<(), Error> = db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.later(&RENAME, vec!["N".into()])?;
                        Err(Error::Broken("refused".into()))
                    })
                })
                .await;
            assert_eq!(nothing, Err(Error::Broken("refused".into())));
            let names = db.all(&names, &[]).await.unwrap();
            assert!(names.len() == 2 && names.iter().all(|row| row.text(0) == Ok("Y")), "{names:?}");
        }
    }
}
