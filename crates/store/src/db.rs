//! The one place that knows two engines: a pool, a transaction, and the verbs `one`, `all`, `execute`, `write`.
//! `sqlite.rs` and `postgres.rs` below are its two arms; everything above speaks [`Statement`] and [`Value`].

mod clock;
mod job;
mod postgres;
mod sqlite;
mod tx;
mod url;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use self::job::{Attempted, Job, Plain, Soon, With, typeless};
pub use self::tx::Tx;
use self::tx::TxArm;
pub use self::url::DatabaseUrl;
use self::url::Place;
use crate::composed::Composed;
use crate::error::Error;
use crate::migrate;
use crate::value::{Row, Statement, Value};

/// Which engine keeps the facts. Only for `doctor` and tests: nothing else may care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// How long what [`Db::write_soon`] wrote may be missing from the disk, at most; PostgreSQL has a limit of its own, three
/// times its `wal_writer_delay` (0.6 s unless set otherwise).
pub const SOON: Duration = Duration::from_millis(200);

/// How much a [`Db`] may use and how long it may wait. The defaults suit one server process.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// SQLite: how many connections read. Default: one for each core, at most 4.
    pub readers: usize,
    /// PostgreSQL: how many connections at most. Default 16.
    pub connections: usize,
    /// How long to wait for a connection (PostgreSQL), for the writer's queue, or for another process that is writing
    /// (SQLite). Default 5 s.
    pub acquire: Duration,
    /// PostgreSQL: how long one statement may run. Default 10 s.
    pub statement: Duration,
}

impl Default for Options {
    fn default() -> Options {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Options {
            readers: cores.min(4),
            connections: 16,
            acquire: Duration::from_secs(5),
            statement: Duration::from_secs(10),
        }
    }
}

/// The database. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Db {
    arm: Arc<DbArm>,
}

/// How a job gets its transaction.
#[derive(Clone, Copy)]
enum Way {
    /// One of its own.
    Alone,
    /// On PostgreSQL one with others that wait.
    Together,
}

enum DbArm {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database, making the file and its folder (modes 0600 and 0700) when there is none yet.
    ///
    /// [`Error::Unusable`] says which path or server cannot be used and what to do; an existing file that is refused
    /// has not been touched. Call [`Db::migrate`] next.
    pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Db, Error> {
        let arm = match &url.0 {
            Place::Sqlite(path) => DbArm::Sqlite(sqlite::Sqlite::open(path, &options)?),
            Place::Postgres(server) => DbArm::Postgres(postgres::Postgres::open(server, &options).await?),
        };
        Ok(Db { arm: Arc::new(arm) })
    }

    /// Brings the schema up to date, in one transaction: all of it or nothing. Doing it again changes nothing; two
    /// nodes that do it at once wait for each other.
    ///
    /// [`Error::NewerSchema`] when the database knows more than this program: nothing has been touched.
    pub async fn migrate(&self) -> Result<(), Error> {
        let all = migrate::all()?;
        let all: Vec<(&str, &str)> = all.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
        self.migrate_from(&all).await
    }

    /// [`Db::migrate`] with another list of `(V1__name, sql)`; for tests of this crate.
    pub async fn migrate_from(&self, migrations: &[(&str, &str)]) -> Result<(), Error> {
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.migrate(migrate::Plan::read(migrations, "sqlite")?).await,
            DbArm::Postgres(postgres) => postgres.migrate(&migrate::Plan::read(migrations, "postgres")?).await,
        }
    }

    /// Reads at most one row. More than one is [`Error::Broken`], and so is a statement that does not begin with
    /// SELECT or WITH: changes go through [`Db::write`].
    pub async fn one(&self, statement: &Statement, params: &[Value]) -> Result<Option<Row>, Error> {
        at_most_one(statement, self.all(statement, params).await?)
    }

    /// Reads all rows.
    pub async fn all(&self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        only_reads(statement)?;
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.read(statement, params),
            DbArm::Postgres(postgres) => postgres.read(statement, params).await,
        }
    }

    /// Several independent reads, in order: one connection and one round trip on PostgreSQL. They are not one snapshot.
    pub async fn all_of(&self, reads: &[(&Statement, Vec<Value>)]) -> Result<Vec<Vec<Row>>, Error> {
        for (statement, _) in reads {
            only_reads(statement)?;
        }
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.read_all(reads),
            DbArm::Postgres(postgres) => postgres.read_all(reads).await,
        }
    }

    /// The rows of each of many sets of values, in their order: one round trip on PostgreSQL. The statement is a SELECT.
    pub async fn many(&self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        only_reads(statement)?;
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.read_many(statement, sets),
            DbArm::Postgres(postgres) => postgres.read_many(statement, sets).await,
        }
    }

    /// Reads by a text that is not kept. It may take long, so it goes where it holds up nobody else.
    pub(crate) async fn ask(&self, query: Composed, params: Vec<Value>) -> Result<Vec<Row>, Error> {
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.ask(query, params).await,
            DbArm::Postgres(postgres) => postgres.ask(&query, &params).await,
        }
    }

    /// The answer of two texts that mean the same: of the first, unless it would take long on SQLite, which knows too little
    /// of how many rows there are to choose; PostgreSQL knows, and is asked the second.
    pub(crate) async fn ask_either(&self, either: [(Composed, Vec<Value>); 2]) -> Result<Vec<Row>, Error> {
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.ask_either(either).await,
            DbArm::Postgres(postgres) => {
                let [_, (query, params)] = &either;
                postgres.ask(query, params).await
            }
        }
    }

    /// Runs `job` in a transaction and answers when what it did is durable.
    ///
    /// `Ok` commits; `Err` rolls back and comes back as it is, so a caller's own refusal undoes everything. A statement
    /// that failed spoils its transaction, even if the job hides the error. The job may run again from the start (a
    /// deadlock, a lost connection), hence `Fn`: it must have no effect but those on its [`Tx`], and must await nothing
    /// but its [`Tx`].
    ///
    /// Jobs are not isolated from each other on PostgreSQL beyond READ COMMITTED: make a decision in the WHERE of the
    /// UPDATE that records it, and look at the number of rows it changed.
    ///
    /// ```
    /// # use store::{Db, Error, Statement, Value};
    /// const SPEND: Statement =
    ///     Statement::new("code.spend", "UPDATE code SET spent = TRUE WHERE id = $1 AND NOT spent");
    ///
    /// async fn spend(db: &Db, id: [u8; 16]) -> Result<bool, Error> {
    ///     db.write(move |tx| {
    ///         Box::pin(async move { Ok(tx.execute(&SPEND, &[Value::from(id)]).await? == 1) })
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// What the job needs must be `Copy`, or cloned before the `async move`; [`Db::write_with`] lends it instead.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.run(Plain(job)).await
    }

    /// [`Db::write`] for a job that borrows an `input`, so that nothing need be cloned.
    ///
    /// ```
    /// # use store::{Db, Error, Statement, Value};
    /// const NOTE: Statement = Statement::new("note.add", "INSERT INTO note (id, text) VALUES ($1, $2)");
    ///
    /// async fn add(db: &Db, id: [u8; 16], text: String) -> Result<(), Error> {
    ///     db.write_with((id, text), |tx, (id, text)| {
    ///         Box::pin(async move {
    ///             tx.execute(&NOTE, &[id.into(), text.into()]).await?;
    ///             Ok(())
    ///         })
    ///     })
    ///     .await
    /// }
    /// ```
    pub async fn write_with<I, T, E, F>(&self, input: I, job: F) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.run(With { input, job }).await
    }

    /// [`Db::write_with`] that answers when everyone sees what the job did, and does not wait for the disk: it is there
    /// within [`SOON`], or with the next durable commit if that comes first. The end of the process loses nothing of it; a
    /// power cut may lose it, as if it had never been asked. Only for what a person can do again and nobody gains by.
    /// PostgreSQL calls it asynchronous commit.
    pub async fn write_soon<I, T, E, F>(&self, input: I, job: F) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.run(Soon(With { input, job })).await
    }

    /// [`Db::write_with`] for short jobs that many ask at once: on PostgreSQL those that wait share a transaction and its
    /// round trips, as all jobs do on SQLite. Such a job changes nothing before its guard has held, so that refusing
    /// undoes nothing; one that does makes the whole group run again, each by itself.
    pub async fn write_together<I, T, E, F>(&self, input: I, job: F) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        let (job, said) = typeless(With { input, job });
        said(self.perform(job, Way::Together).await?)
    }

    async fn run<T, E, J>(&self, job: J) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        J: Job<T, E>,
    {
        let (job, said) = typeless(job);
        said(self.perform(job, Way::Alone).await?)
    }

    /// The same for a job whose types are forgotten: compiled once.
    fn perform(&self, job: Box<dyn Attempted>, way: Way) -> BoxFuture<'_, Result<Box<dyn Attempted>, Error>> {
        Box::pin(async move {
            match (&*self.arm, way) {
                (DbArm::Sqlite(sqlite), _) => sqlite.write(job).await,
                (DbArm::Postgres(postgres), Way::Alone) => postgres.write(job).await,
                (DbArm::Postgres(postgres), Way::Together) => postgres.write_together(job).await,
            }
        })
    }

    /// Whether the database can be read and written right now, for `/readyz`. On SQLite it makes a small durable write,
    /// so a caller that anyone can reach should remember the answer for a second.
    pub async fn ping(&self) -> Result<(), Error> {
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.ping().await,
            DbArm::Postgres(postgres) => postgres.ping().await,
        }
    }

    /// Finishes what is waiting, puts everything into the main file, and refuses what comes after with
    /// [`Error::Unavailable`]. Closing twice does no harm.
    pub async fn close(&self) {
        match &*self.arm {
            DbArm::Sqlite(sqlite) => sqlite.close().await,
            DbArm::Postgres(postgres) => postgres.close(),
        }
    }

    /// Which engine this is; only for `doctor` and tests.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &*self.arm {
            DbArm::Sqlite(_) => Engine::Sqlite,
            DbArm::Postgres(_) => Engine::Postgres,
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

fn at_most_one(statement: &Statement, rows: Vec<Row>) -> Result<Option<Row>, Error> {
    let mut rows = rows.into_iter();
    let first = rows.next();
    match rows.next() {
        None => Ok(first),
        Some(_) => Err(statement.broken("more than one row where at most one was expected")),
    }
}

/// PostgreSQL would let a read change rows and SQLite would not; neither may.
fn only_reads(statement: &Statement) -> Result<(), Error> {
    let word = statement.sql.split_whitespace().next().unwrap_or_default();
    if word.eq_ignore_ascii_case("SELECT") || word.eq_ignore_ascii_case("WITH") {
        return Ok(());
    }
    Err(statement.broken("only a SELECT may be read outside a transaction"))
}
