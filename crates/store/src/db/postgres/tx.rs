//! One PostgreSQL transaction. BEGIN travels with the first statement, so that it costs no round trip; a transaction
//! that nobody ends takes its connection with it.

use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::join;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::run::{self, Again, Failure};
use super::silent;
use crate::error::Error;
use crate::value::{Row, Statement, Value};

/// The guard of each UPDATE decides, not what was read before it, so the cheapest isolation is enough.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

#[derive(Debug)]
pub(in crate::db) struct PostgresTx {
    /// Absent only when it has been given up.
    client: Option<Object>,
    state: State,
    again: Again,
    patience: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Open,
}

impl PostgresTx {
    pub(super) fn new(client: Object, patience: Duration) -> PostgresTx {
        PostgresTx { client: Some(client), state: State::Fresh, again: Again::No, patience }
    }

    pub(in crate::db) async fn execute(&mut self, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
        let patience = self.patience;
        let (client, state) = self.enter()?;
        let work = async {
            let prepared = run::prepare(client, statement, params).await?;
            run::returns_nothing(statement, &prepared)?;
            begun(client, state, run::execute(client, statement, &prepared, params)).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn all(&mut self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        let patience = self.patience;
        let (client, state) = self.enter()?;
        let work = async {
            let prepared = run::prepare(client, statement, params).await?;
            begun(client, state, run::all(client, statement, &prepared, params)).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(in crate::db) async fn batch(&mut self, batch: &[(&Statement, Vec<Value>)]) -> Result<Vec<u64>, Error> {
        let patience = self.patience;
        let (client, state) = self.enter()?;
        let work = async {
            let mut all = Vec::with_capacity(batch.len());
            for (statement, params) in batch {
                let prepared = run::prepare(client, statement, params).await?;
                run::returns_nothing(statement, &prepared)?;
                all.push(async move { run::execute(client, statement, &prepared, params).await }.boxed());
            }
            begun(client, state, run::in_order(all).map(|done| done.into_iter().collect())).await
        };
        let done = timeout(patience, work).await;
        self.leave(done)
    }

    pub(super) async fn commit(mut self) -> Result<(), Failure> {
        if self.state == State::Fresh {
            return Ok(());
        }
        let Some(client) = self.client.take() else { return Err(silent().into()) };
        match timeout(self.patience, client.batch_execute("COMMIT")).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) if e.as_db_error().is_some() => {
                // The server says that it has rolled back.
                Err(run::failure("commit", &e))
            }
            // Not tried again: nobody knows whether the server had done it.
            Ok(Err(_)) | Err(_) => {
                drop(Object::take(client));
                Err(Error::Unavailable("the connection was lost while the change was being kept".into()).into())
            }
        }
    }

    /// Says whether the whole transaction may be tried again.
    pub(super) async fn roll_back(mut self) -> Again {
        let again = self.again;
        if self.state == State::Open
            && let Some(client) = self.client.take()
            && !matches!(timeout(self.patience, client.batch_execute("ROLLBACK")).await, Ok(Ok(())))
        {
            // Without its connection the server rolls back by itself.
            drop(Object::take(client));
        }
        again
    }

    fn enter(&mut self) -> Result<(&Object, State), Error> {
        let before = std::mem::replace(&mut self.state, State::Open);
        self.client.as_ref().map(|client| (client, before)).ok_or_else(silent)
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

/// Sends BEGIN just ahead of the first statement. `join` asks its left side first, and asking is what sends.
async fn begun<T>(client: &Object, state: State, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match state {
        State::Open => work.await,
        State::Fresh => {
            let (begun, done) = join(client.batch_execute(BEGIN), work).await;
            begun.map_err(|e| run::failure("begin", &e))?;
            done
        }
    }
}
