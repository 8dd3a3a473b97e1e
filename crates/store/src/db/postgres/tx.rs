//! One PostgreSQL transaction. BEGIN travels with the first statement, so that it costs no round trip; a transaction
//! that nobody ends takes its connection with it.

use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::join;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::round::Texts;
use super::run::{self, Again, Failure};
use super::{bulk, silent};
use crate::composed::Composed;
use crate::db::job::Commit;
use crate::error::Error;
use crate::value::{Row, Statement, Value};

/// The guard of each UPDATE decides, not what was read before it, so the cheapest isolation is enough.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// Whether there are twice as many pages of people as when they were last counted, and more than a few.
const OUTGROWN: &str = "SELECT 1 FROM pg_class WHERE oid = CAST('users' AS regclass)
    AND pg_relation_size(oid) > (2 * relpages + 8) * CAST(current_setting('block_size') AS BIGINT)";
/// Whoever counts already need not be waited for.
const COUNT: &str = "ANALYZE (SKIP_LOCKED) users, addresses";
const BEGIN_SOON: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off";

#[derive(Debug)]
pub(in crate::db) struct PostgresTx {
    /// Absent only when it has been given up.
    client: Option<Object>,
    commit: Commit,
    state: State,
    /// Changes that go out with the next statement.
    waiting: Vec<(Statement, Vec<Value>)>,
    again: Again,
    texts: Texts,
    patience: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Open,
    Ended,
}

impl PostgresTx {
    pub(super) fn new(client: Object, commit: Commit, texts: Texts, patience: Duration) -> PostgresTx {
        let (client, state, again) = (Some(client), State::Fresh, Again::No);
        PostgresTx { client, commit, state, waiting: Vec::new(), again, texts, patience }
    }

    /// Keeps a change until the next statement or COMMIT is sent, and sends it just ahead of that.
    pub(in crate::db) fn later(&mut self, statement: &Statement, params: Vec<Value>) {
        self.waiting.push((*statement, params));
    }

    pub(in crate::db) async fn execute(&mut self, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
        let (client, ahead, patience) = self.enter()?;
        let work = async {
            let prepared = run::prepare_change(client, statement, params).await?;
            ahead.of(client, run::execute(client, statement, &prepared, params)).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn change(&mut self, query: &Composed, params: &[Value]) -> Result<u64, Error> {
        let (client, ahead, patience) = self.enter()?;
        let done = timeout(patience, ahead.of(client, run::change(client, query, params))).await;
        self.leave(done)
    }

    pub(in crate::db) async fn ask(&mut self, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Error> {
        let (client, ahead, patience) = self.enter()?;
        let done = timeout(patience, ahead.of(client, run::ask(client, query, params))).await;
        self.leave(done)
    }

    pub(in crate::db) async fn learn_sizes(&mut self) -> Result<(), Error> {
        let (client, ahead, patience) = self.enter()?;
        let work = async {
            let failure = |e: tokio_postgres::Error| run::failure("tx.sizes", &e);
            let outgrown = client.prepare_cached(OUTGROWN).await.map_err(failure)?;
            if ahead.of(client, async { client.query(&outgrown, &[]).await.map_err(failure) }).await?.is_empty() {
                return Ok(());
            }
            client.batch_execute(COUNT).await.map_err(failure)
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn all(&mut self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        let (client, ahead, patience) = self.enter()?;
        let work = async {
            let prepared = run::prepare(client, statement, params).await?;
            ahead.of(client, run::all(client, statement, &prepared, params)).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn batch(&mut self, batch: &[(&Statement, Vec<Value>)]) -> Result<Vec<u64>, Error> {
        let (client, ahead, patience) = self.enter()?;
        let work = async {
            let mut all = Vec::with_capacity(batch.len());
            for (statement, params) in batch {
                let prepared = run::prepare_change(client, statement, params).await?;
                all.push(async move { run::execute(client, statement, &prepared, params).await }.boxed());
            }
            ahead.of(client, run::in_order(all).map(|done| done.into_iter().collect())).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn many(
        &mut self,
        statement: &Statement,
        sets: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>, Error> {
        let texts = self.texts.clone();
        let (client, ahead, patience) = self.enter()?;
        let done = timeout(patience, ahead.of(client, bulk::rows(client, &texts, statement, sets))).await;
        self.leave(done)
    }

    pub(in crate::db) async fn insert_many(
        &mut self,
        statement: &Statement,
        sets: &[Vec<Value>],
    ) -> Result<u64, Error> {
        let texts = self.texts.clone();
        let (client, ahead, patience) = self.enter()?;
        let done = timeout(patience, ahead.of(client, bulk::insert(client, &texts, statement, sets))).await;
        self.leave(done)
    }

    pub(in crate::db) async fn change_many(
        &mut self,
        statement: &Statement,
        sets: &[Vec<Value>],
    ) -> Result<Vec<bool>, Error> {
        let texts = self.texts.clone();
        let (client, ahead, patience) = self.enter()?;
        let done = timeout(patience, ahead.of(client, bulk::change(client, &texts, statement, sets))).await;
        self.leave(done)
    }

    pub(super) async fn commit(mut self) -> Result<(), Failure> {
        if self.state == State::Fresh && self.waiting.is_empty() {
            return Ok(());
        }
        let (client, ahead, patience) = self.enter()?;
        match timeout(patience, ahead.of(client, commit(client))).await {
            Ok(Ok(())) => {
                self.state = State::Ended;
                Ok(())
            }
            // The server's own word: it has rolled back, and the connection is as good as before.
            Ok(Err(failure)) if failure.again != Again::Lost => {
                self.roll_back().await;
                Err(failure)
            }
            // Dropping takes the connection along.
            Ok(Err(_)) | Err(_) => Err(unknown().into()),
        }
    }

    /// Says whether the whole transaction may be tried again.
    pub(super) async fn roll_back(mut self) -> Again {
        if self.state == State::Open
            && let Some(client) = &self.client
            && matches!(timeout(self.patience, client.batch_execute("ROLLBACK")).await, Ok(Ok(())))
        {
            self.state = State::Ended;
        }
        self.again
    }

    fn enter(&mut self) -> Result<(&Object, Ahead, Duration), Error> {
        let client = self.client.as_ref().ok_or_else(silent)?;
        let state = std::mem::replace(&mut self.state, State::Open);
        Ok((client, Ahead { state, commit: self.commit, waiting: std::mem::take(&mut self.waiting) }, self.patience))
    }

    fn leave<T>(&mut self, done: Result<Result<T, Failure>, Elapsed>) -> Result<T, Error> {
        match done {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(Failure { error, again })) => {
                self.again = again;
                if again == Again::Lost {
                    self.give_up();
                }
                Err(error)
            }
            Err(_) => {
                self.give_up();
                Err(silent())
            }
        }
    }

    fn give_up(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Drop for PostgresTx {
    /// A caller that stops waiting leaves a transaction open; it must not come back to the pool.
    fn drop(&mut self) {
        if self.state == State::Open {
            self.give_up();
        }
    }
}

pub(super) async fn commit(client: &Object) -> Result<(), Failure> {
    client.batch_execute("COMMIT").await.map_err(|e| run::failure("commit", &e))
}

/// Not tried again: nobody knows whether the server had committed, so nothing is acknowledged.
pub(super) fn unknown() -> Error {
    Error::Unavailable("the connection was lost while the change was being kept".into())
}

/// What goes out just ahead of a statement: BEGIN, and the changes whose answers nobody waits for.
struct Ahead {
    state: State,
    commit: Commit,
    waiting: Vec<(Statement, Vec<Value>)>,
}

impl Ahead {
    /// All of it in one round trip: `join` asks its left side first, and asking is what sends. The first failure counts,
    /// because those after it only follow from it. Should BEGIN alone be refused, what follows it has been done by itself,
    /// but the job is told that it failed, as it is when a connection is lost during COMMIT.
    async fn of<T>(self, client: &Object, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut waiting = Vec::with_capacity(self.waiting.len());
        for (statement, params) in &self.waiting {
            let prepared = run::prepare_change(client, statement, params).await?;
            waiting.push(async move { run::execute(client, statement, &prepared, params).await }.boxed());
        }
        let text = match self.commit {
            Commit::Durable => BEGIN,
            Commit::Asynchronous => BEGIN_SOON,
        };
        let begin = async {
            match self.state {
                State::Fresh => client.batch_execute(text).await.map_err(|e| run::failure("begin", &e)),
                State::Open | State::Ended => Ok(()),
            }
        };
        let (start, (waited, done)) = join(begin, join(run::in_order(waiting), work)).await;
        start?;
        waited.into_iter().collect::<Result<Vec<u64>, Failure>>()?;
        done
    }
}
