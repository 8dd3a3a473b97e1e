//! Jobs that share a transaction: what waits is sent over one connection, all first statements in one go (`round.rs`),
//! then all second ones, and one COMMIT, as the writer of `sqlite.rs` does. Where anything goes wrong, each job runs again
//! by itself.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, MaybeDone, join_all, maybe_done};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::task::unconstrained;
use tokio::time::timeout;

use super::round::{Around, Asked, Member, Round, may_go_ahead, send};
use super::run::Again;
use super::tx::unknown;
use super::{Server, forget_idle, silent};
use crate::db::job::Attempted;
use crate::db::{Tx, TxArm};
use crate::error::Error;

/// Jobs in one transaction at most: a row that one has changed is held until all are done.
const GROUP: usize = 64;
/// Groups under way at most: while one waits for the server, or the server for its disk, others are prepared. With two the
/// processor sleeps more than a third of the time at 16 callers; with four and more the groups only get smaller.
pub(super) const LANES: usize = 3;

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

/// A job, and who waits for it.
pub(super) struct Waiting {
    job: Box<dyn Attempted>,
    was_run: bool,
    answer: oneshot::Sender<Box<dyn Attempted>>,
}

impl Waiting {
    pub(super) fn new(job: Box<dyn Attempted>, answer: oneshot::Sender<Box<dyn Attempted>>) -> Waiting {
        Waiting { job, was_run: false, answer }
    }

    fn is_wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    /// Runs it in the group's transaction.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, Left> {
        async move {
            self.was_run = true;
            let work = async { self.job.start(tx).await };
            let done = AssertUnwindSafe(work).catch_unwind().await;
            let done = done.unwrap_or_else(|_| {
                self.job.refuse(Error::panicked());
                false
            });
            let changed = matches!(&tx.arm, TxArm::Together(member) if member.has_changed());
            match (done, &tx.failure) {
                (_, Some(_)) => Left::Spoiled,
                (true, None) => Left::Changes,
                (false, None) if changed => Left::Spoiled,
                (false, None) => Left::Nothing,
            }
        }
        .boxed()
    }

    /// Sends the answer, now that it is known what became of the group.
    fn answer(mut self, group: Result<(), Error>) {
        match group {
            Ok(()) if self.was_run => {}
            Ok(()) => self.job.refuse(Error::Broken("a job was never done".into())),
            Err(error) => self.job.refuse(error),
        }
        // An error means that the caller has stopped waiting; then nothing was acknowledged.
        let _ = self.answer.send(self.job);
    }

    /// Runs it from the start in a transaction of its own.
    async fn alone(mut self, server: Server) {
        if let Err(error) = server.attempt_until_done(self.job.as_mut()).await {
            self.job.refuse(error);
        }
        let _ = self.answer.send(self.job);
    }
}

/// The jobs that wait, and the group that is under way, for the lanes that share them.
pub(super) struct Lanes {
    queue: Mutex<mpsc::Receiver<Waiting>>,
    under_way: AtomicUsize,
    ended: Notify,
    /// Where a job goes that has to run by itself.
    alone: (Handle, Server),
}

impl Lanes {
    /// Starts them on a thread of their own: the steps of a group follow each other on one core, and no thread that
    /// answers requests is woken for each. They talk over the connections of `server`; a job that has to run by itself
    /// does so where this is called, over those of `alone`. They end when nobody is left to send.
    pub(super) fn start(server: Server, alone: Server, queue: mpsc::Receiver<Waiting>) -> Result<(), Error> {
        let no_thread = |e: std::io::Error| Error::Unavailable(format!("the system gives no thread: {e}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
        let (queue, under_way, ended) = (Mutex::new(queue), AtomicUsize::new(0), Notify::new());
        let lanes = Arc::new(Lanes { queue, under_way, ended, alone: (Handle::current(), alone) });
        let serve_all = async move {
            join_all((0..LANES).map(|_| tokio::spawn(serve(server.clone(), lanes.clone())))).await;
        };
        let thread = std::thread::Builder::new().name("groups".to_owned());
        thread.spawn(move || runtime.block_on(serve_all)).map_err(no_thread).map(drop)
    }

    /// What waits, and, while another group is under way, what comes until there is as much of it: whoever does not wait
    /// for more goes in small groups, which are dear.
    async fn gather(&self, group: &mut Vec<Waiting>) -> usize {
        let mut queue = self.queue.lock().await;
        if queue.recv_many(group, GROUP).await == 0 {
            return 0;
        }
        while group.len() < self.under_way.load(Ordering::Acquire).min(GROUP) {
            let room = GROUP - group.len();
            tokio::select! {
                biased;
                more = queue.recv_many(group, room) => if more == 0 { break },
                () = self.ended.notified() => {}
            }
        }
        self.under_way.fetch_add(group.len(), Ordering::AcqRel);
        group.len()
    }

    fn end(&self, count: usize) {
        self.under_way.fetch_sub(count, Ordering::AcqRel);
        self.ended.notify_one();
    }
}

async fn serve(server: Server, lanes: Arc<Lanes>) {
    let mut group = Vec::with_capacity(GROUP);
    loop {
        let taken = lanes.gather(&mut group).await;
        if taken == 0 {
            return;
        }
        group.retain(Waiting::is_wanted);
        let outcome = transact(&server, &mut group).await;
        lanes.end(taken);
        match outcome {
            Outcome::Kept => group.drain(..).for_each(|job| job.answer(Ok(()))),
            Outcome::Unavailable(error) => group.drain(..).for_each(|job| job.answer(Err(error.clone()))),
            Outcome::Undone => {
                let (elsewhere, server) = &lanes.alone;
                for job in group.drain(..) {
                    drop(elsewhere.spawn(job.alone(server.clone())));
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
    /// Nobody knows, or no connection can be had: not tried again.
    Unavailable(Error),
}

async fn transact(server: &Server, group: &mut [Waiting]) -> Outcome {
    if group.is_empty() {
        return Outcome::Kept;
    }
    let client = match server.client().await {
        Ok(client) => client,
        Err(error) => return Outcome::Unavailable(error),
    };
    // Each round ends at the server, which is pause enough.
    let outcome = unconstrained(run_all(server, &client, group)).await;
    if matches!(outcome, Outcome::Unavailable(_))
        || (matches!(outcome, Outcome::Undone) && !rolled_back(server, &client).await)
    {
        // It goes with its transaction, whatever state that is in.
        drop(Object::take(client));
    }
    outcome
}

async fn run_all(server: &Server, client: &Object, group: &mut [Waiting]) -> Outcome {
    let round = Round::default();
    let mut txs: Vec<Tx> = group.iter().map(|_| Tx::new(TxArm::Together(Member::new(round.clone())))).collect();
    let mut jobs: Vec<_> = group.iter_mut().zip(&mut txs).map(|(job, tx)| maybe_done(job.run(tx))).collect();
    let mut around = Around::Begin;
    loop {
        // Every job has the answer that it waited for, so each goes on until it asks again, or is done.
        let all_done = go_on(&mut jobs).await;
        let asked = round.take();
        if asked.is_empty() {
            if all_done {
                break;
            }
            // A job waits for something other than its transaction. By itself it may do so without holding up others.
            return Outcome::Undone;
        }
        // What is only read needs no transaction yet, and what ends in one statement never does.
        let ahead = around == Around::Begin && may_go_ahead(&asked);
        let now = if ahead { Around::Nothing } else { around };
        match timeout(server.patience, send(client, &server.texts, asked, now)).await {
            Ok(Ok(())) if ahead => {}
            Ok(Ok(())) => around = Around::Nothing,
            // Even a connection that is lost: nothing has asked for COMMIT.
            Ok(Err(failure)) => {
                if failure.again == Again::Lost {
                    forget_idle(&server.pool);
                }
                return Outcome::Undone;
            }
            Err(_) => return Outcome::Unavailable(silent()),
        }
    }
    let left: Vec<_> = jobs.iter_mut().map(|job| std::pin::Pin::new(job).take_output()).collect();
    drop(jobs);
    if left.contains(&Some(Left::Spoiled)) {
        return Outcome::Undone;
    }
    let kept = txs.into_iter().zip(left).filter(|(_, left)| *left == Some(Left::Changes));
    let waiting = kept.flat_map(|(tx, _)| match tx.arm {
        TxArm::Together(member) => member.into_waiting(),
        TxArm::Sqlite(_) | TxArm::Postgres(_) => Vec::new(),
    });
    end(server, client, waiting.collect(), around).await
}

/// Lets every job go on as far as it can; says whether all are done.
async fn go_on<F: Future + Unpin>(jobs: &mut [MaybeDone<F>]) -> bool {
    poll_fn(|context| {
        let mut all_done = true;
        for job in jobs.iter_mut() {
            all_done &= std::pin::Pin::new(job).poll(context).is_ready();
        }
        Poll::Ready(all_done)
    })
    .await
}

async fn end(server: &Server, client: &Object, waiting: Vec<Asked>, around: Around) -> Outcome {
    let around = match around {
        Around::Begin if waiting.is_empty() => return Outcome::Kept,
        Around::Begin => Around::BeginAndCommit,
        Around::Nothing | Around::Commit | Around::BeginAndCommit => Around::Commit,
    };
    match timeout(server.patience, send(client, &server.texts, waiting, around)).await {
        Ok(Ok(())) => Outcome::Kept,
        // The server's own word: it has rolled back.
        Ok(Err(failure)) if failure.again != Again::Lost => Outcome::Undone,
        Ok(Err(_)) | Err(_) => Outcome::Unavailable(unknown()),
    }
}

async fn rolled_back(server: &Server, client: &Object) -> bool {
    matches!(timeout(server.patience, client.batch_execute("ROLLBACK")).await, Ok(Ok(())))
}
