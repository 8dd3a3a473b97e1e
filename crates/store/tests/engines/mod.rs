//! The same statements give the same results and the same errors on both engines.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod transactions;

use store::testing::{Fresh, empty, engines};
use store::{Db, Error, FOREIGN_KEY, Statement, Value};

const SCHEMA: &[(&str, &str)] = &[(
    "V1__people",
    "CREATE TABLE people (id BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_fold TEXT NOT NULL,
         active BOOLEAN NOT NULL DEFAULT TRUE, failed INTEGER NOT NULL DEFAULT 0, created BIGINT NOT NULL, note TEXT,
         code TEXT UNIQUE, CHECK (failed >= 0));
     CREATE UNIQUE INDEX people_by_name ON people (name_fold);
     CREATE UNIQUE INDEX people_by_note ON people (created, note) WHERE note IS NOT NULL;
     CREATE TABLE clubs (id BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL,
         parent BYTEA REFERENCES clubs (id) ON DELETE CASCADE);
     CREATE TABLE members (club BYTEA NOT NULL REFERENCES clubs (id) ON DELETE CASCADE,
         person BYTEA NOT NULL REFERENCES people (id) ON DELETE CASCADE, PRIMARY KEY (club, person));
     CREATE TABLE events (id BYTEA NOT NULL PRIMARY KEY, person BYTEA, kind SMALLINT NOT NULL, at BIGINT NOT NULL);
     CREATE INDEX events_by_time ON events (at, id);",
)];

async fn house(engine: store::Engine) -> Fresh {
    let fresh = empty(engine).await.unwrap();
    fresh.db.migrate_from(SCHEMA).await.unwrap();
    fresh
}

fn id(n: u8) -> Value {
    Value::from([n; 16])
}

fn statement(sql: &'static str) -> Statement {
    Statement::new("test", sql)
}

async fn change(db: &Db, sql: &'static str, params: Vec<Value>) -> Result<u64, Error> {
    db.write_with(params, move |tx, params| Box::pin(async move { tx.execute(&statement(sql), params).await })).await
}

const ADD: &str = "INSERT INTO people (id, name, name_fold, active, created) VALUES ($1, $2, $3, $4, $5)";

fn ann() -> Vec<Value> {
    vec![id(1), "Ann".into(), "ann".into(), true.into(), 10_i64.into()]
}

fn bob() -> Vec<Value> {
    vec![id(2), "Bob".into(), "bob".into(), false.into(), 12_i64.into()]
}

#[tokio::test]
async fn one_text_gives_the_same_rows_on_every_engine() {
    let mut told = Vec::new();
    for engine in engines() {
        let house = house(engine).await;
        told.push((engine, tell(&house.db).await));
    }
    for (engine, all) in &told[1..] {
        for (here, there) in all.iter().zip(&told[0].1) {
            assert_eq!(here, there, "{engine:?}");
        }
    }
}

/// Every construct that the statements of this crate may use, with what came back in words.
async fn tell(db: &Db) -> Vec<String> {
    let int = Value::Int;
    let text = |text: &str| Value::from(text);
    let all: Vec<(&'static str, Vec<Value>)> = vec![
        (ADD, ann()),
        (ADD, bob()),
        (
            "INSERT INTO people (id, name, name_fold, active, created) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name_fold) DO UPDATE SET created = excluded.created, failed = people.failed + 1
             RETURNING failed, created, active, id",
            vec![id(3), text("Ann"), text("ann"), Value::Bool(false), int(11)],
        ),
        (
            "INSERT INTO people (id, name, name_fold, active, created, note) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
            vec![id(4), text("Bob"), text("bob"), Value::Bool(false), int(12), Value::Null],
        ),
        ("SELECT name, active, note FROM people WHERE active ORDER BY name_fold LIMIT $1", vec![int(10)]),
        (
            "SELECT name FROM people WHERE name_fold LIKE $2 ESCAPE '\\' AND created < $1 ORDER BY created",
            vec![int(100), text("a%")],
        ),
        (
            "SELECT name FROM people WHERE (created, id) > ($1, $2) ORDER BY created, id LIMIT $3",
            vec![int(11), id(1), int(10)],
        ),
        (
            "INSERT INTO clubs (id, name, parent) VALUES ($1, $2, NULL), ($3, $4, $1)",
            vec![id(1), text("all"), id(2), text("sub")],
        ),
        ("INSERT INTO members (club, person) VALUES ($1, $2)", vec![id(2), id(1)]),
        (
            "WITH RECURSIVE up (id) AS (SELECT club FROM members WHERE person = $1
             UNION SELECT c.parent FROM clubs c JOIN up ON c.id = up.id WHERE c.parent IS NOT NULL)
             SELECT c.name FROM clubs c JOIN up ON up.id = c.id ORDER BY c.name",
            vec![id(1)],
        ),
        ("INSERT INTO events (id, person, kind, at) VALUES ($1, $2, $3, $4)", vec![id(1), id(1), int(2), int(1000)]),
        (
            "INSERT INTO events (id, person, kind, at) VALUES ($1, $2, $3, $4)",
            vec![id(2), Value::Null, int(3), int(90_000)],
        ),
        (
            "SELECT at / 86400 AS day, COUNT(*), COUNT(*) FILTER (WHERE kind = $1), CAST(SUM(kind) AS BIGINT), MAX(at)
             FROM events WHERE at >= $2 AND at < $3 GROUP BY at / 86400 ORDER BY day",
            vec![int(2), int(0), int(100_000)],
        ),
        (
            "SELECT id, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY at DESC) FROM events ORDER BY person NULLS LAST",
            vec![],
        ),
        (
            "UPDATE people SET failed = failed + 1, note = COALESCE(CAST($2 AS TEXT), note)
             WHERE id = $1 AND failed < CAST($3 AS BIGINT) RETURNING failed, note",
            vec![id(1), text("x"), int(5)],
        ),
        ("UPDATE people SET failed = s.kind FROM events s WHERE s.person = people.id AND s.at = $1", vec![int(1000)]),
        (
            "SELECT failed, note IS NOT DISTINCT FROM $1 FROM people WHERE name IN ($2, $3) ORDER BY created",
            vec![text("x"), text("Ann"), text("Bob")],
        ),
        (
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM members WHERE person = $1) THEN 'yes' ELSE 'no' END, COUNT(*) > 1
          FROM people",
            vec![id(1)],
        ),
        ("DELETE FROM people WHERE id = $1 RETURNING name", vec![id(1)]),
        ("SELECT COUNT(*) FROM members", vec![]),
        ("DELETE FROM people WHERE id = $1", vec![id(9)]),
    ];
    let mut told = Vec::new();
    for (sql, params) in all {
        let returns = sql.starts_with("SELECT") || sql.starts_with("WITH") || sql.contains("RETURNING");
        let answer = if returns {
            let inside = db.write_with(params.clone(), move |tx, params| {
                Box::pin(async move { tx.all(&statement(sql), params).await })
            });
            format!("{:?}", inside.await)
        } else {
            format!("{:?}", change(db, sql, params).await)
        };
        assert!(answer.starts_with("Ok"), "{sql}: {answer}");
        told.push(format!("{sql}: {answer}"));
    }
    told
}

#[tokio::test]
async fn reads_see_what_was_written() {
    for engine in engines() {
        let house = house(engine).await;
        assert_eq!(change(&house.db, ADD, ann()).await, Ok(1));
        assert_eq!(change(&house.db, ADD, bob()).await, Ok(1));
        let person = statement("SELECT id, name, active, note, created FROM people WHERE id = $1");
        let row = house.db.one(&person, &[id(2)]).await.unwrap().unwrap();
        assert_eq!(row.array(0), Ok([2; 16]));
        assert_eq!(row.text(1), Ok("Bob"));
        assert_eq!(row.bool(2), Ok(false));
        assert_eq!(row.opt_text(3), Ok(None));
        assert_eq!(row.int(4), Ok(12));
        let none = house.db.one(&statement("SELECT name FROM people WHERE id = $1"), &[id(9)]).await;
        assert_eq!(none, Ok(None));
        let name = statement("SELECT name FROM people WHERE id = $1");
        let count = statement("SELECT COUNT(*) FROM people");
        let both = house.db.all_of(&[(&name, vec![id(1)]), (&count, vec![]), (&name, vec![id(2)])]).await.unwrap();
        assert_eq!(both[0][0].text(0), Ok("Ann"));
        assert_eq!(both[1][0].int(0), Ok(2));
        assert_eq!(both[2][0].text(0), Ok("Bob"));
    }
}

#[tokio::test]
async fn a_conflict_has_the_same_name_on_every_engine() {
    let again = |mut person: Vec<Value>, n: u8| {
        person[0] = id(n);
        person
    };
    for engine in engines() {
        let house = house(engine).await;
        let db = &house.db;
        change(db, ADD, ann()).await.unwrap();
        let conflict = |name: &str| Err(Error::Conflict(name.to_owned()));
        assert_eq!(change(db, ADD, again(ann(), 5)).await, conflict("people_by_name"), "{engine:?}");
        assert_eq!(change(db, ADD, [vec![id(1)], bob()[1..].to_vec()].concat()).await, conflict("people_pkey"));
        let coded = "INSERT INTO people (id, name, name_fold, created, code) VALUES ($1, $2, $2, 1, 'c')";
        change(db, coded, vec![id(6), "f".into()]).await.unwrap();
        assert_eq!(change(db, coded, vec![id(7), "g".into()]).await, conflict("people_code_key"));
        let noted = "INSERT INTO people (id, name, name_fold, created, note) VALUES ($1, $2, $2, 1, 'n')";
        change(db, noted, vec![id(8), "h".into()]).await.unwrap();
        assert_eq!(change(db, noted, vec![id(9), "i".into()]).await, conflict("people_by_note"));
        let member = "INSERT INTO members (club, person) VALUES ($1, $2)";
        assert_eq!(change(db, member, vec![id(1), id(1)]).await, conflict(FOREIGN_KEY));
        change(db, "INSERT INTO clubs (id, name) VALUES ($1, 'c')", vec![id(1)]).await.unwrap();
        change(db, member, vec![id(1), id(1)]).await.unwrap();
        assert_eq!(change(db, member, vec![id(1), id(1)]).await, conflict("members_pkey"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_broken_and_shows_no_value() {
    let secret = || Value::from("hunter2");
    let wrong: Vec<(&'static str, Vec<Value>)> = vec![
        ("UPDATE people SET failed = -1", vec![]),
        ("INSERT INTO people (id, name, name_fold, created) VALUES ($1, $2, NULL, 1)", vec![id(3), secret()]),
        ("UPDATE nowhere SET a = $1", vec![secret()]),
        ("UPDATE people SET name = $1", vec![]),
        ("UPDATE people SET name = $1", vec![secret(), secret()]),
        ("DELETE FROM people WHERE id = $1 RETURNING name", vec![id(1)]),
        ("this is no SQL", vec![]),
    ];
    for engine in engines() {
        let house = house(engine).await;
        change(&house.db, ADD, ann()).await.unwrap();
        for (sql, params) in wrong.clone() {
            let error = change(&house.db, sql, params).await.unwrap_err();
            assert!(matches!(error, Error::Broken(_)), "{engine:?} {sql}: {error:?}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        let people = house.db.all(&statement("SELECT failed FROM people"), &[]).await.unwrap();
        assert_eq!(people.len(), 1);
        assert_eq!(people[0].int(0), Ok(0));
    }
}

#[tokio::test]
async fn a_read_may_not_change_anything() {
    for engine in engines() {
        let house = house(engine).await;
        let sneaky = statement("INSERT INTO clubs (id, name) VALUES ($1, 'x') RETURNING id");
        assert!(matches!(house.db.one(&sneaky, &[id(1)]).await, Err(Error::Broken(_))), "{engine:?}");
        assert_eq!(house.db.all(&statement("SELECT id FROM clubs"), &[]).await, Ok(vec![]));
    }
}

#[tokio::test]
async fn more_rows_than_one_are_not_one() {
    for engine in engines() {
        let house = house(engine).await;
        change(&house.db, ADD, ann()).await.unwrap();
        change(&house.db, ADD, bob()).await.unwrap();
        let any = statement("SELECT name FROM people");
        assert!(matches!(house.db.one(&any, &[]).await, Err(Error::Broken(_))), "{engine:?}");
    }
}
