//! A transaction that is being done, and its verbs. `postgres/` and `sqlite/` have its two arms.

use super::{at_most_one, only_reads, postgres, sqlite};
use crate::composed::Composed;
use crate::error::Error;
use crate::value::{Row, Statement, Value};

/// Why a job that shares its transaction does no long work.
const SHARED: &str = "a job that others share is short";

/// What is asked of PostgreSQL is in `postgres/tx.rs`.
const SIZES: Statement = Statement::new("tx.sizes", "");

/// A transaction that is being done; [`Db::write`](crate::Db::write) lends it to its job.
///
/// After a statement has failed every further one fails too, and the transaction is rolled back: PostgreSQL cannot go on
/// after an error, so SQLite must not either. Where a conflict is expected, say so in the SQL (`ON CONFLICT …`).
#[derive(Debug)]
pub struct Tx {
    pub(super) arm: TxArm,
    pub(super) failure: Option<Error>,
}

#[derive(Debug)]
pub(super) enum TxArm {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::PostgresTx),
    Together(postgres::Member),
}

impl Tx {
    pub(super) fn new(arm: TxArm) -> Tx {
        Tx { arm, failure: None }
    }

    /// Changes rows; says how many. A statement that returns rows is [`Error::Broken`]: use [`Tx::all`].
    pub async fn execute(&mut self, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::execute(connection, statement, params),
            TxArm::Postgres(tx) => tx.execute(statement, params).await,
            TxArm::Together(tx) => tx.execute(statement, params).await,
        };
        self.leave(done)
    }

    /// An UPDATE of one row that its condition may leave alone; says whether it changed it. On PostgreSQL, where jobs share
    /// their transaction, the answer is taken for granted and the change travels as with [`Tx::later`]: were it left alone,
    /// the transaction would be undone, and the job run again by itself. For what is hardly ever left alone.
    pub async fn claim(&mut self, statement: &Statement, params: Vec<Value>) -> Result<bool, Error> {
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::execute(connection, statement, &params).map(|count| count > 0),
            TxArm::Postgres(tx) => tx.execute(statement, &params).await.map(|count| count > 0),
            TxArm::Together(tx) => {
                tx.claim(statement, params);
                Ok(true)
            }
        };
        self.leave(done)
    }

    /// Changes rows by a text that is not kept; says how many.
    pub(crate) async fn change(&mut self, query: &Composed, params: &[Value]) -> Result<u64, Error> {
        self.enter(&query.named())?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::change(connection, query, params),
            TxArm::Postgres(tx) => tx.change(query, params).await,
            TxArm::Together(_) => Err(query.named().broken(SHARED)),
        };
        self.leave(done)
    }

    /// Reads by a text that is planned anew each time, for the tables as they are now.
    pub(crate) async fn ask(&mut self, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.enter(&query.named())?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::ask(connection, query, params),
            TxArm::Postgres(tx) => tx.ask(query, params).await,
            TxArm::Together(_) => Err(query.named().broken(SHARED)),
        };
        self.leave(done)
    }

    /// Reads, or changes with RETURNING, at most one row. More than one is [`Error::Broken`].
    pub async fn one(&mut self, statement: &Statement, params: &[Value]) -> Result<Option<Row>, Error> {
        let rows = self.all(statement, params).await?;
        self.enter(statement)?;
        let row = at_most_one(statement, rows);
        self.leave(row)
    }

    /// Reads, or changes with RETURNING, all rows.
    pub async fn all(&mut self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::all(connection, statement, params),
            TxArm::Postgres(tx) => tx.all(statement, params).await,
            TxArm::Together(tx) => tx.all(statement, params).await,
        };
        self.leave(done)
    }

    /// The rows of each of many sets of values, in their order: one round trip on PostgreSQL. The statement is a SELECT.
    pub async fn many(&mut self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        only_reads(statement)?;
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::many(connection, statement, sets),
            TxArm::Postgres(tx) => tx.many(statement, sets).await,
            TxArm::Together(_) => Err(statement.broken(SHARED)),
        };
        self.leave(done)
    }

    /// Adds a row for each set of values; says how many. The statement is an INSERT of one row that ends with its values, or
    /// with ON CONFLICT DO NOTHING.
    pub async fn insert_many(&mut self, statement: &Statement, sets: &[Vec<Value>]) -> Result<u64, Error> {
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::insert_many(connection, statement, sets),
            TxArm::Postgres(tx) => tx.insert_many(statement, sets).await,
            TxArm::Together(_) => Err(statement.broken(SHARED)),
        };
        self.leave(done)
    }

    /// Changes at most one row for each set of values; says for each whether it did. The statement is an UPDATE whose
    /// condition names a key, and no two sets mean the same row.
    pub async fn change_many(&mut self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<bool>, Error> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::change_many(connection, statement, sets),
            TxArm::Postgres(tx) => tx.change_many(statement, sets).await,
            TxArm::Together(_) => Err(statement.broken(SHARED)),
        };
        self.leave(done)
    }

    /// Several changes that do not depend on each other's answers, in order: one round trip on PostgreSQL. Says how many
    /// rows each changed. The first that fails fails the batch.
    pub async fn batch(&mut self, batch: &[(&Statement, Vec<Value>)]) -> Result<Vec<u64>, Error> {
        let Some((first, _)) = batch.first() else { return Ok(Vec::new()) };
        self.enter(first)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => {
                batch.iter().map(|(statement, params)| sqlite::execute(connection, statement, params)).collect()
            }
            TxArm::Postgres(tx) => tx.batch(batch).await,
            TxArm::Together(tx) => tx.batch(batch).await,
        };
        self.leave(done)
    }

    /// Tells PostgreSQL how many people there are, where they have become twice as many: plans are kept, those by which it checks
    /// foreign keys too, and one that was made for a few rows may look through all of very many. SQLite plans by the statement alone.
    pub(crate) async fn learn_sizes(&mut self) -> Result<(), Error> {
        self.enter(&SIZES)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(_) => Ok(()),
            TxArm::Postgres(tx) => tx.learn_sizes().await,
            TxArm::Together(_) => Err(SIZES.broken(SHARED)),
        };
        self.leave(done)
    }

    /// A change whose answer nobody needs, such as an audit row or a mail to send. On PostgreSQL it costs no round trip of
    /// its own: it travels with the next statement, or with the commit; if it fails, those fail. A job whose last
    /// statements are all `later` ends one round trip earlier.
    pub fn later(&mut self, statement: &Statement, params: Vec<Value>) -> Result<(), Error> {
        self.enter(statement)?;
        let done = match &mut self.arm {
            TxArm::Sqlite(connection) => sqlite::execute(connection, statement, &params).map(drop),
            TxArm::Postgres(tx) => {
                tx.later(statement, params);
                Ok(())
            }
            TxArm::Together(tx) => {
                tx.later(statement, params);
                Ok(())
            }
        };
        self.leave(done)
    }

    /// Spoiled from here until the answer is in, so that a statement which the job abandons half-way spoils it too.
    fn enter(&mut self, statement: &Statement) -> Result<(), Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.failure = Some(statement.broken("abandoned before it was done"));
        Ok(())
    }

    fn leave<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        self.failure = done.as_ref().err().cloned();
        done
    }
}
