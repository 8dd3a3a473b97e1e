//! Jobs that share a transaction: what waits is sent over one connection, all first statements, then all second ones,
//! and one COMMIT, as the writer of `sqlite.rs` does. Where anything goes wrong, each job runs again by itself.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use deadpool_postgres::Object;
use futures_util::future::{BoxFuture, join};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::run::{self, Again};
use super::tx::{Ahead, BEGIN, PostgresTx, State, commit, unknown};
use super::{Server, silent};
use crate::db::job::Job;
use crate::db::{Tx, TxArm};
use crate::error::Error;

/// Jobs in one transaction at most: a row that one has changed is held until all are done.
const GROUP: usize = 64;

/// A job with its types forgotten.
pub(super) trait Queued: Send {
    fn is_wanted(&self) -> bool;

    /// Runs it in the group's transaction.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, Left>;

    /// Sends the answer, now that it is known what became of the group.
    fn answer(self: Box<Self>, group: Result<(), Error>);

    /// Runs it from the start in a transaction of its own.
    fn alone(self: Box<Self>, server: Server) -> BoxFuture<'static, ()>;
}

/// What a job left in the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// What it wanted.
    Changes,
    /// Nothing: it refused before it changed anything.
    Nothing,
    /// Something that must not stay, or an error: no job of the group may be kept.
    Spoiled,
}

pub(super) struct Waiting<T, E, J> {
    job: J,
    done: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, J> Waiting<T, E, J> {
    pub(super) fn new(job: J, answer: oneshot::Sender<Result<T, E>>) -> Waiting<T, E, J> {
        Waiting { job, done: None, answer }
    }
}

impl<T, E, J> Queued for Waiting<T, E, J>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    J: Job<T, E>,
{
    fn is_wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, Left> {
        async move {
            let work = async { self.job.start(tx).await };
            let done = AssertUnwindSafe(work).catch_unwind().await;
            let done = done.unwrap_or_else(|_| Err(Error::panicked().into()));
            let changed = matches!(&tx.arm, TxArm::Postgres(postgres) if postgres.has_changed());
            let left = match (&done, &tx.failure) {
                (_, Some(_)) => Left::Spoiled,
                (Ok(_), None) => Left::Changes,
                (Err(_), None) if changed => Left::Spoiled,
                (Err(_), None) => Left::Nothing,
            };
            self.done = Some(done);
            left
        }
        .boxed()
    }

    fn answer(self: Box<Self>, group: Result<(), Error>) {
        let answer = match (group, self.done) {
            (Ok(()), Some(done)) => done,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(Error::Broken("a job was never done".into()).into()),
        };
        // An error means that the caller has stopped waiting; then nothing was acknowledged.
        let _ = self.answer.send(answer);
    }

    fn alone(self: Box<Self>, server: Server) -> BoxFuture<'static, ()> {
        async move {
            let done = server.write(&self.job).await;
            let _ = self.answer.send(done);
        }
        .boxed()
    }
}

/// Takes what waits until nobody is left to send.
///
/// One group at a time: measured with two to four at once, the groups only get smaller and dearer.
pub(super) async fn serve(server: Server, mut queue: mpsc::Receiver<Box<dyn Queued>>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        group.retain(|job| job.is_wanted());
        match transact(&server, &mut group).await {
            Outcome::Kept => group.drain(..).for_each(|job| job.answer(Ok(()))),
            Outcome::Unavailable(error) => group.drain(..).for_each(|job| job.answer(Err(error.clone()))),
            Outcome::Undone => {
                for job in group.drain(..) {
                    drop(tokio::spawn(job.alone(server.clone())));
                }
            }
        }
    }
}

/// What became of a group.
enum Outcome {
    Kept,
    /// For certain; each may be tried by itself.
    Undone,
    /// Nobody knows, or no connection can be had. It is not tried again.
    Unavailable(Error),
}

async fn transact(server: &Server, group: &mut [Box<dyn Queued>]) -> Outcome {
    if group.is_empty() {
        return Outcome::Kept;
    }
    let client = match server.client().await {
        Ok(client) => Arc::new(client),
        Err(error) => return Outcome::Unavailable(error),
    };
    let outcome = run_all(server, &client, group).await;
    if matches!(outcome, Outcome::Unavailable(_))
        || (matches!(outcome, Outcome::Undone) && !rolled_back(server, &client).await)
    {
        // It goes with its transaction, whatever state that is in.
        if let Some(client) = Arc::into_inner(client) {
            drop(Object::take(client));
        }
    }
    outcome
}

async fn run_all(server: &Server, client: &Arc<Object>, group: &mut [Box<dyn Queued>]) -> Outcome {
    let new = |_| Tx::new(TxArm::Postgres(PostgresTx::shared(client.clone(), server.patience)));
    let mut txs: Vec<Tx> = (0..group.len()).map(new).collect();
    let start = timeout(server.patience, client.batch_execute(BEGIN));
    // Asks again only those jobs whose answer has come.
    let jobs: FuturesUnordered<_> = group
        .iter_mut()
        .zip(&mut txs)
        .enumerate()
        .map(|(place, (job, tx))| job.run(tx).map(move |left| (place, left)))
        .collect();
    // Asking is what sends, and `join` asks its left side first: BEGIN goes ahead.
    let (begun, mut left) = join(start, jobs.collect::<Vec<_>>()).await;
    match begun {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Outcome::Unavailable(run::failure("begin", &error).error),
        Err(_) => return Outcome::Unavailable(silent()),
    }
    if left.iter().any(|(_, left)| *left == Left::Spoiled) {
        return Outcome::Undone;
    }
    left.sort_unstable_by_key(|(place, _)| *place);
    let mut waiting = Vec::new();
    for (tx, (_, left)) in txs.iter_mut().zip(&left) {
        if let (TxArm::Postgres(postgres), Left::Changes) = (&mut tx.arm, left) {
            waiting.append(&mut postgres.take_waiting());
        }
    }
    drop(txs);
    let ahead = Ahead { state: State::Open, waiting };
    match timeout(server.patience, ahead.of(client, commit(client))).await {
        Ok(Ok(())) => Outcome::Kept,
        // The server's own word: it has rolled back.
        Ok(Err(failure)) if failure.again != Again::Lost => Outcome::Undone,
        Ok(Err(_)) | Err(_) => Outcome::Unavailable(unknown()),
    }
}

async fn rolled_back(server: &Server, client: &Object) -> bool {
    matches!(timeout(server.patience, client.batch_execute("ROLLBACK")).await, Ok(Ok(())))
}
