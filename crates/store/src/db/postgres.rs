//! The server arm: a pool, reads in one round trip, and transactions that run again after a deadlock or a lost
//! connection. `postgres/tx.rs` is one transaction, `postgres/together.rs` one that jobs share, `postgres/run.rs` one
//! statement and the names of errors.

mod bulk;
mod many;
mod round;
mod run;
mod tls;
mod together;
mod tx;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType,
};
use domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_postgres::NoTls;

pub(super) use self::round::Member;
use self::run::{Again, Failure};
use self::together::Waiting;
pub(super) use self::tx::PostgresTx;
use super::job::{Attempted, Plain, typeless};
use super::url::{self, describe};
use super::{Options, Tx, TxArm};
use crate::composed::Composed;
use crate::error::Error;
use crate::migrate::Plan;
use crate::value::{Row, Statement, Value};

/// How often a transaction is tried that loses against others.
const ATTEMPTS: u32 = 8;
/// How long the loser stands aside, times the attempts so far, so that the winner can finish first.
const ASIDE: Duration = Duration::from_millis(10);
/// The oldest server that the SQL has been tried on, as `server_version_num` counts.
const OLDEST: i64 = 150_000;

/// Taking a transaction number is refused by a server that may only be read.
const PING: Statement = Statement::new("ping", "SELECT CAST(pg_current_xact_id() AS TEXT)");
const SERVER: Statement = Statement::new(
    "server",
    "SELECT CAST(current_setting('server_version_num') AS BIGINT), current_setting('server_encoding')",
);

const CLOCK: Statement =
    Statement::new("clock", "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)");

/// Jobs that may wait for the next group before callers wait for room.
const QUEUE: usize = 1024;

pub(super) struct Postgres {
    server: Server,
    /// For jobs that share a transaction.
    groups: Pool,
    queue: mpsc::Sender<Waiting>,
    acquire: Duration,
}

/// The server, for whoever talks to it. Clones share the pool.
#[derive(Clone)]
struct Server {
    pool: Pool,
    /// For texts that are not kept, which are planned for their values.
    asks: Pool,
    texts: round::Texts,
    /// How long to wait for any one answer before the connection counts as lost: longer than the server's own limit.
    patience: Duration,
}

impl Postgres {
    pub(super) async fn open(server: &url::Server, options: &Options) -> Result<Postgres, Error> {
        let name = describe(&server.config);
        let tls = tls::Connector::new(&server.tls)?;
        let mut config = server.config.clone();
        config.connect_timeout(options.acquire).keepalives_idle(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("tweestap");
        }
        let manager = || match &tls {
            Some(tls) => Manager::from_config(config.clone(), tls.clone(), recycling()),
            None => Manager::from_config(config.clone(), NoTls, recycling()),
        };
        let of_session = |connections| pool(manager(), options, connections, session(options.statement));
        let (pool, groups) = (of_session(options.connections)?, of_session(together::LANES)?);
        let asks = pool_of_asks(manager(), options)?;
        let server =
            Server { pool, asks, texts: round::Texts::default(), patience: options.statement + options.acquire };
        server.check(&name).await?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        together::Lanes::start(Server { pool: groups.clone(), ..server.clone() }, server.clone(), jobs)?;
        Ok(Postgres { server, groups, queue, acquire: options.acquire })
    }

    pub(super) async fn read(&self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.server.read(statement, params).await
    }

    pub(super) async fn read_all(&self, reads: &[(&Statement, Vec<Value>)]) -> Result<Vec<Vec<Row>>, Error> {
        self.server.read_all(reads).await
    }

    pub(super) async fn read_many(&self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        self.server.read_many(statement, sets).await
    }

    pub(super) async fn ask(&self, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.server.ask(query, params).await
    }

    /// The job comes back with what it said.
    pub(super) async fn write(&self, mut job: Box<dyn Attempted>) -> Result<Box<dyn Attempted>, Error> {
        self.server.attempt_until_done(job.as_mut()).await?;
        Ok(job)
    }

    /// In one transaction with others that wait.
    pub(super) async fn write_together(&self, job: Box<dyn Attempted>) -> Result<Box<dyn Attempted>, Error> {
        let (answer, answered) = oneshot::channel();
        match timeout(self.acquire, self.queue.send(Waiting::new(job, answer))).await {
            Ok(Ok(())) => answered.await.map_err(|_| closed()),
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(Error::Unavailable("too many changes are waiting".into())),
        }
    }

    pub(super) async fn ping(&self) -> Result<(), Error> {
        let (job, said) = typeless(Plain(touch));
        said(self.write(job).await?).map(drop)
    }

    pub(super) async fn clock(&self) -> Result<Timestamp, Error> {
        let rows = self.read(&CLOCK, &[]).await?;
        let row = rows.first().ok_or_else(|| CLOCK.broken("no answer"))?;
        Ok(Timestamp::from_micros(row.int(0)?))
    }

    pub(super) async fn migrate(&self, plan: &Plan) -> Result<(), Error> {
        self.server.migrate(plan).await
    }

    pub(super) fn close(&self) {
        self.server.pool.close();
        self.groups.close();
        self.server.asks.close();
    }
}

impl Server {
    /// A server that can never serve is told apart from one that is away.
    async fn check(&self, server: &str) -> Result<(), Error> {
        if let Err(PoolError::Backend(e)) = self.pool.get().await {
            if let Some((what, advice)) = tls::refusal(&e) {
                return Err(Error::unusable(format!("{server}: no TLS: {what}"), advice));
            }
            let Some(refusal) = run::refuses_to_let_in(&e) else { return Err(Error::Unavailable(run::tell(&e))) };
            return Err(Error::unusable(
                format!("{server}: {refusal}"),
                "make the user and the database on the server, and check the address in the settings",
            ));
        }
        let rows = self.read(&SERVER, &[]).await?;
        let row = rows.first().ok_or_else(|| SERVER.broken("no answer"))?;
        if row.int(0)? < OLDEST {
            return Err(Error::unusable(format!("{server} is too old"), "use PostgreSQL 15 or later"));
        }
        if row.text(1)? != "UTF8" {
            return Err(Error::unusable(
                format!("{server} does not keep text as UTF-8"),
                "make the database with ENCODING 'UTF8'",
            ));
        }
        Ok(())
    }

    async fn read(&self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        let mut repeated = false;
        loop {
            let client = self.client().await?;
            let done = timeout(self.patience, run::read(&client, statement, params)).await;
            if let Some(done) = settle(done, (client, &self.pool), &mut repeated) {
                return done;
            }
        }
    }

    async fn ask(&self, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Error> {
        let mut repeated = false;
        loop {
            let client = self.asks.get().await.map_err(|e| not_given(&e))?;
            let done = timeout(self.patience, run::ask(&client, query, params)).await;
            if let Some(done) = settle(done, (client, &self.asks), &mut repeated) {
                return done;
            }
        }
    }

    async fn read_all(&self, reads: &[(&Statement, Vec<Value>)]) -> Result<Vec<Vec<Row>>, Error> {
        let mut repeated = false;
        loop {
            let client = self.client().await?;
            let done = timeout(self.patience, run::read_all(&client, reads)).await;
            if let Some(done) = settle(done, (client, &self.pool), &mut repeated) {
                return done;
            }
        }
    }

    async fn read_many(&self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        let mut repeated = false;
        loop {
            let client = self.client().await?;
            let done = timeout(self.patience, bulk::rows(&client, &self.texts, statement, sets)).await;
            if let Some(done) = settle(done, (client, &self.pool), &mut repeated) {
                return done;
            }
        }
    }

    /// Until the job is done, or refuses for good; it has said which.
    async fn attempt_until_done(&self, job: &mut dyn Attempted) -> Result<(), Error> {
        let mut attempts = 0;
        let mut lost = 0;
        loop {
            let Some(again) = self.attempt(job).await? else { return Ok(()) };
            match again {
                Again::Deadlock => attempts += 1,
                Again::Lost => {
                    forget_idle(&self.pool);
                    lost += 1;
                }
                Again::No => return Ok(()),
            }
            if attempts >= ATTEMPTS || lost > 1 {
                return Ok(());
            }
            tokio::time::sleep(ASIDE * attempts).await;
        }
    }

    /// One transaction from BEGIN to its end. After a refusal, whether to try again.
    async fn attempt(&self, job: &mut dyn Attempted) -> Result<Option<Again>, Error> {
        let mut tx = Tx::new(TxArm::Postgres(PostgresTx::new(
            self.client().await?,
            job.commit(),
            self.texts.clone(),
            self.patience,
        )));
        // Inside the block, so that a panic while the job starts is caught as well.
        let work = async { job.start(&mut tx).await };
        let done = AssertUnwindSafe(work).catch_unwind().await;
        let mut done = done.unwrap_or_else(|_| {
            job.refuse(Error::panicked());
            false
        });
        let Tx { arm: TxArm::Postgres(postgres), failure } = tx else {
            return Err(Error::Broken("a transaction changed its engine".into()));
        };
        if let (true, Some(hidden)) = (done, failure) {
            job.refuse(hidden);
            done = false;
        }
        if !done {
            return Ok(Some(postgres.roll_back().await));
        }
        match postgres.commit().await {
            Ok(()) => Ok(None),
            Err(Failure { error, again }) => {
                job.refuse(error);
                Ok(Some(again))
            }
        }
    }

    async fn migrate(&self, plan: &Plan) -> Result<(), Error> {
        // Not given back to the pool: the connection goes with its lock and its transaction, whatever happens.
        let client = Object::take(self.client().await?);
        let mut migrations = run::Migrations(&client);
        migrations.lock().await?;
        plan.refuse_newer(migrations.newest().await?)?;
        plan.run_async(&mut migrations).await?;
        migrations.commit().await
    }

    async fn client(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|e| not_given(&e))
    }
}

/// Why the pool gives no connection.
fn not_given(error: &PoolError) -> Error {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => Error::Unavailable("all connections are busy".into()),
        PoolError::Timeout(_) => Error::Unavailable("the server does not answer".into()),
        PoolError::Backend(e) | PoolError::PostCreateHook(HookError::Backend(e)) => Error::Unavailable(run::tell(e)),
        PoolError::Closed => closed(),
        other => Error::Broken(other.to_string()),
    }
}

fn recycling() -> ManagerConfig {
    ManagerConfig { recycling_method: RecyclingMethod::Fast }
}

fn pool(manager: Manager, options: &Options, size: usize, session: String) -> Result<Pool, Error> {
    Pool::builder(manager)
        .max_size(size.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(options.acquire))
        .create_timeout(Some(options.acquire))
        .post_create(Hook::async_fn(move |client, _| {
            let session = session.clone();
            Box::pin(async move { client.batch_execute(&session).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|e| Error::Broken(e.to_string()))
}

/// So many texts that are not kept are asked at once.
const ASKS: usize = 4;

fn pool_of_asks(manager: Manager, options: &Options) -> Result<Pool, Error> {
    let limit = options.statement.as_millis();
    let session = format!(
        "SET default_transaction_read_only = on; SET jit = off; SET statement_timeout = {limit};
         SET work_mem = '64MB'; SET idle_in_transaction_session_timeout = {limit}"
    );
    pool(manager, options, ASKS, session)
}

/// A server that ends one connection mostly ends all: what waits in the pool is not tried one after the other.
fn forget_idle(pool: &Pool) {
    pool.retain(|_, _| false);
}

/// What became of a read; nothing when it is to be repeated, once: the pool cannot know yet that the server has closed a
/// connection which nobody used.
fn settle<T>(
    done: Result<Result<T, Failure>, Elapsed>,
    (client, pool): (Object, &Pool),
    repeated: &mut bool,
) -> Option<Result<T, Error>> {
    match done {
        Ok(Ok(rows)) => Some(Ok(rows)),
        Ok(Err(Failure { again: Again::Lost, .. })) if !*repeated => {
            drop(Object::take(client));
            forget_idle(pool);
            *repeated = true;
            None
        }
        Ok(Err(failure)) => Some(Err(failure.error)),
        Err(_) => {
            drop(Object::take(client));
            Some(Err(silent()))
        }
    }
}

fn touch(tx: &mut Tx) -> BoxFuture<'_, Result<Option<Row>, Error>> {
    Box::pin(tx.one(&PING, &[]))
}

/// What every session begins with. A server that is told not to wait for its disk is told otherwise here: an answer means
/// that the change is durable. A plan depends on the statement alone, as on SQLite: planning anew costs more than reading a
/// few rows does, and compiling far more. Plans are kept, and one that was made while a table was nearly empty would read
/// all of it long after it has grown; every statement that is asked often has an index, so that is what it takes.
fn session(statement: Duration) -> String {
    let limit = statement.as_millis();
    format!(
        "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off;
         SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {limit};
         SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') = 'off'"
    )
}

fn closed() -> Error {
    Error::Unavailable("it has been closed".into())
}

fn silent() -> Error {
    Error::Unavailable("the server does not answer".into())
}
