//! The writer: one thread that takes what waits, gives each job a savepoint, and commits the group with one wait for
//! the disk. No job hears an answer before that, but those that said they need not wait (`Commit::Asynchronous`): a group
//! of nothing else is answered at once, and is on the disk soon after. `checkpoint.rs` keeps the log short meanwhile.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::mpsc::WeakSender;
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::Log;
use super::file::{self, Role};
use super::run;
use crate::db::job::{Attempted, Commit};
use crate::db::{SOON, Tx, TxArm};
use crate::error::Error;

/// Jobs in one commit. More would make the first wait for the last without saving much.
const GROUP: usize = 256;

pub(super) enum Message {
    Job(Waiting),
    /// What was committed without waiting goes to the disk now.
    Sync,
    Close(oneshot::Sender<()>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Yes,
    No,
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

    /// Runs it; says whether to keep what it did.
    fn run(&mut self, tx: &mut Tx) -> Keep {
        tx.failure = None;
        if self.answer.is_closed() {
            // Nobody waits for it any more: the caller gave up before it began.
            return Keep::No;
        }
        self.was_run = true;
        let job = self.job.as_mut();
        match catch_unwind(AssertUnwindSafe(|| poll_once(&mut *job, tx))) {
            Ok(true) if tx.failure.is_none() => return Keep::Yes,
            Ok(true) => job.refuse(tx.failure.clone().unwrap_or_else(Error::panicked)),
            Ok(false) => {}
            Err(_) => job.refuse(Error::panicked()),
        }
        Keep::No
    }

    /// Sends the answer, now that it is known what became of the group.
    fn answer(mut self, group: Result<(), Error>) {
        match group {
            // Also a refusal: it may rest on what another job of the group did, which is now undone.
            Err(error) => self.job.refuse(error),
            Ok(()) if self.was_run => {}
            Ok(()) => return,
        }
        // An error means that the caller has stopped waiting; then nothing was acknowledged.
        let _ = self.answer.send(self.job);
    }
}

/// On SQLite a transaction never waits, so one look must find the job done.
fn poll_once(job: &mut dyn Attempted, tx: &mut Tx) -> bool {
    let looked = job.start(tx).as_mut().poll(&mut Context::from_waker(Waker::noop()));
    match looked {
        Poll::Ready(done) => done,
        Poll::Pending => {
            job.refuse(Error::Broken("a job waits for something other than its transaction".into()));
            false
        }
    }
}

pub(super) struct Writer {
    tx: Tx,
    log: Log,
    callers: Handle,
    /// Where the log is: what was committed without waiting is taken to the disk beside SQLite.
    file: PathBuf,
    /// How the connection commits at present.
    mode: Commit,
    /// Whether it will be told to go to the disk.
    behind: bool,
}

impl Writer {
    /// `callers` is where those wait who send the jobs.
    pub(super) fn open(path: &Path, acquire: Duration, callers: Handle) -> Result<Writer, Error> {
        let mut connection = file::connect(path, Role::Writer, acquire)?;
        let log = Log::open(path, acquire, &mut connection)?;
        let (tx, file) = (Tx::new(TxArm::Sqlite(connection)), file::log_of(path));
        Ok(Writer { tx, log, callers, file, mode: Commit::Durable, behind: false })
    }

    /// Starts the thread; it ends when it is told to close, or when nobody is left to send it work. `itself` is the other
    /// end of `jobs`.
    pub(super) fn start(self, jobs: mpsc::Receiver<Message>, itself: WeakSender<Message>) -> Result<(), Error> {
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || self.run(jobs, &itself))
            .map(drop)
            .map_err(|e| Error::Unavailable(format!("the writer's thread cannot start: {e}")))
    }

    fn run(mut self, mut queue: mpsc::Receiver<Message>, itself: &WeakSender<Message>) {
        let mut taken = Vec::with_capacity(GROUP);
        let mut group = Vec::with_capacity(GROUP);
        let mut closers = Vec::new();
        while queue.blocking_recv_many(&mut taken, GROUP) > 0 {
            for message in taken.drain(..) {
                match message {
                    Message::Job(job) => group.push(job),
                    Message::Sync => self.sync(itself),
                    Message::Close(done) => {
                        queue.close();
                        closers.push(done);
                    }
                }
            }
            self.group(&mut group, itself);
        }
        let Writer { tx, log, .. } = self;
        if let TxArm::Sqlite(connection) = tx.arm {
            log.close(connection);
        }
        for closer in closers {
            // The one who asked may have stopped waiting.
            let _ = closer.send(());
        }
    }

    fn group(&mut self, group: &mut Vec<Waiting>, itself: &WeakSender<Message>) {
        if group.is_empty() {
            return;
        }
        let outcome = self.transact(group);
        if self.mode == Commit::Asynchronous && !std::mem::replace(&mut self.behind, true) {
            self.sync_soon(itself);
        }
        if let Err(error) = &outcome {
            tracing::error!(%error, jobs = group.len(), "a group of changes is undone");
        }
        self.answer(group, outcome);
        if let Ok(connection) = connection(&self.tx) {
            self.log.after_commit(connection);
        }
    }

    /// Waking a caller from this thread costs a system call each; a task among the callers wakes them for nothing.
    fn answer(&self, group: &mut Vec<Waiting>, outcome: Result<(), Error>) {
        let jobs = std::mem::take(group);
        let alone = jobs.len() == 1;
        let tell = move || {
            for job in jobs {
                job.answer(outcome.clone());
            }
        };
        if alone {
            tell();
        } else {
            // A runtime that has ended drops the task, and the callers are gone as well.
            drop(self.callers.spawn(async move { tell() }));
        }
    }

    /// Asks itself to go to the disk in a while.
    fn sync_soon(&self, itself: &WeakSender<Message>) {
        let itself = itself.clone();
        drop(self.callers.spawn(async move {
            tokio::time::sleep(SOON).await;
            if let Some(queue) = itself.upgrade() {
                // An error means that the writer has ended, and has put everything on the disk before it did.
                let _ = queue.send(Message::Sync).await;
            }
        }));
    }

    /// SQLite takes no locks on the log, so opening and closing it here frees none of its.
    fn sync(&mut self, itself: &WeakSender<Message>) {
        match File::open(&self.file).and_then(|log| log.sync_data()) {
            Ok(()) => self.behind = false,
            Err(error) => {
                tracing::error!(%error, "what was committed last cannot be brought to the disk; tried again");
                self.sync_soon(itself);
            }
        }
    }

    /// Whether the next commit waits for the disk. SQLite does not let it change inside a transaction.
    fn set_mode(&mut self, mode: Commit) -> Result<(), Error> {
        if mode != self.mode {
            let sql = match mode {
                Commit::Durable => "PRAGMA synchronous = FULL",
                Commit::Asynchronous => "PRAGMA synchronous = NORMAL",
            };
            run::batch(connection(&self.tx)?, sql)?;
            self.mode = mode;
        }
        Ok(())
    }

    fn transact(&mut self, group: &mut [Waiting]) -> Result<(), Error> {
        let waits = group.iter().any(|waiting| waiting.job.commit() == Commit::Durable);
        self.set_mode(if waits { Commit::Durable } else { Commit::Asynchronous })?;
        statement(&self.tx, "BEGIN IMMEDIATE")?;
        let done = match group {
            [one] => self.alone(one),
            many => many.iter_mut().try_for_each(|job| self.in_savepoint(job)).map(|()| "COMMIT"),
        }
        .and_then(|end| statement(&self.tx, end));
        if done.is_err() && !connection(&self.tx)?.is_autocommit() {
            statement(&self.tx, "ROLLBACK")?;
        }
        done
    }

    fn alone(&mut self, job: &mut Waiting) -> Result<&'static str, Error> {
        let keep = job.run(&mut self.tx);
        self.still_in_transaction()?;
        Ok(if keep == Keep::Yes { "COMMIT" } else { "ROLLBACK" })
    }

    fn in_savepoint(&mut self, job: &mut Waiting) -> Result<(), Error> {
        statement(&self.tx, "SAVEPOINT job")?;
        let keep = job.run(&mut self.tx);
        self.still_in_transaction()?;
        if keep == Keep::No {
            statement(&self.tx, "ROLLBACK TO job")?;
        }
        statement(&self.tx, "RELEASE job")
    }

    /// A full disk or a read error makes SQLite roll back everything by itself.
    fn still_in_transaction(&self) -> Result<(), Error> {
        if connection(&self.tx)?.is_autocommit() {
            let why = self.tx.failure.as_ref().map_or_else(|| "no reason given".to_owned(), Error::to_string);
            return Err(Error::Unavailable(format!("SQLite gave up the transaction ({why})")));
        }
        Ok(())
    }
}

fn connection(tx: &Tx) -> Result<&Connection, Error> {
    match &tx.arm {
        TxArm::Sqlite(connection) => Ok(connection),
        TxArm::Postgres(_) | TxArm::Together(_) => {
            Err(Error::Broken("the writer was given a connection to a server".into()))
        }
    }
}

fn statement(tx: &Tx, sql: &'static str) -> Result<(), Error> {
    let connection = connection(tx)?;
    let done = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    done.map(drop).map_err(|e| run::error(connection, sql, &e))
}
