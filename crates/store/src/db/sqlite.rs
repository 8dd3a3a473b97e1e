//! The embedded arm: reads in place on a few read-only connections, writes through one thread (`sqlite/writer.rs`).
//! `sqlite/file.rs` opens, `sqlite/run.rs` binds and reads, `sqlite/checkpoint.rs` keeps the log short.

mod checkpoint;
mod file;
mod run;
mod writer;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use self::file::Role;
pub(super) use self::run::{all, ask, change, change_many, execute, insert_many, many};
use self::writer::{Message, Waiting, Writer};
use super::job::{Attempted, Plain, typeless};
use super::{Options, Tx};
use crate::composed::Composed;
use crate::error::Error;
use crate::migrate::Plan;
use crate::value::{Row, Statement, Value};

/// Jobs that may wait for the writer before callers wait for room.
const QUEUE: usize = 1024;
/// Steps of SQLite's machine that hold up nobody.
const AT_ONCE: i32 = 50_000;
/// Steps after which another way to the same answer is shorter.
const SHORTLY: i32 = 1_000_000;
/// So many slow questions are answered at once.
const SLOW: usize = 2;

/// Sets the mark that `file.rs` looks for to what it is: a real write that changes nothing.
const PING: Statement = Statement::new("ping.write", file::SET_MARK);
const BEGIN_READ: Statement = Statement::new("read.begin", "BEGIN");
const END_READ: Statement = Statement::new("read.end", "ROLLBACK");
const DANGLING: Statement = Statement::new("migration.dangling", "PRAGMA foreign_key_check");
const PING_READ: Statement = Statement::new("ping.read", "SELECT COUNT(*) FROM sqlite_schema");

pub(super) struct Sqlite {
    path: PathBuf,
    readers: Readers,
    /// For what may take long, so that it holds up nobody; opened when the first is asked.
    slow: Mutex<Option<Arc<Readers>>>,
    queue: mpsc::Sender<Message>,
    acquire: Duration,
}

impl Sqlite {
    pub(super) fn open(path: &Path, options: &Options) -> Result<Sqlite, Error> {
        file::prepare(path)?;
        // The writer comes first: it makes the database that the readers expect.
        let callers = Handle::try_current().map_err(|e| Error::Broken(e.to_string()))?;
        let writer = Writer::open(path, options.acquire, callers)?;
        let readers = Readers::open(path, Role::Reader, options)?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        writer.start(jobs, queue.downgrade())?;
        Ok(Sqlite { path: path.to_owned(), readers, slow: Mutex::new(None), queue, acquire: options.acquire })
    }

    pub(super) async fn migrate(&self, plan: Plan) -> Result<(), Error> {
        let (path, acquire) = (self.path.clone(), self.acquire);
        tokio::task::spawn_blocking(move || migrate(&path, acquire, &plan))
            .await
            .map_err(|_| Error::Broken("the migration panicked".into()))?
    }

    pub(super) fn read(&self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        run::all(&*self.readers.take()?, statement, params)
    }

    /// In one transaction: the locks are taken, and the pages that changed looked for, once for all.
    pub(super) fn read_all(&self, reads: &[(&Statement, Vec<Value>)]) -> Result<Vec<Vec<Row>>, Error> {
        let reader = self.readers.take()?;
        run::execute(&reader, &BEGIN_READ, &[])?;
        let rows = reads.iter().map(|(statement, params)| run::all(&reader, statement, params)).collect();
        run::execute(&reader, &END_READ, &[])?;
        rows
    }

    pub(super) fn read_many(&self, statement: &Statement, sets: &[Vec<Value>]) -> Result<Vec<Vec<Row>>, Error> {
        run::many(&*self.readers.take()?, statement, sets)
    }

    /// Counts and lists over many people: on a thread and a connection of their own.
    pub(super) async fn ask(&self, query: Composed, params: Vec<Value>) -> Result<Vec<Row>, Error> {
        let readers = self.slow_readers()?;
        tokio::task::spawn_blocking(move || run::ask(&*readers.take()?, &query, &params))
            .await
            .map_err(|_| Error::panicked())?
    }

    /// The answer to the first text if it comes soon, else to the second. What comes at once is awaited in place.
    pub(super) async fn ask_either(&self, either: [(Composed, Vec<Value>); 2]) -> Result<Vec<Row>, Error> {
        let [(first, params), _] = &either;
        if let Some(rows) = run::ask_shortly(&mut *self.readers.take()?, first, params, AT_ONCE)? {
            return Ok(rows);
        }
        let readers = self.slow_readers()?;
        tokio::task::spawn_blocking(move || {
            let mut reader = readers.take()?;
            let [(first, params), (second, others)] = &either;
            match run::ask_shortly(&mut reader, first, params, SHORTLY)? {
                Some(rows) => Ok(rows),
                None => run::ask(&reader, second, others),
            }
        })
        .await
        .map_err(|_| Error::panicked())?
    }

    fn slow_readers(&self) -> Result<Arc<Readers>, Error> {
        let mut slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(readers) = &*slow {
            return Ok(readers.clone());
        }
        let options = Options { readers: SLOW, acquire: self.acquire, ..Options::default() };
        let readers = Arc::new(Readers::open(&self.path, Role::Searcher, &options)?);
        *slow = Some(readers.clone());
        Ok(readers)
    }

    /// The job comes back with what it said.
    pub(super) async fn write(&self, job: Box<dyn Attempted>) -> Result<Box<dyn Attempted>, Error> {
        let (answer, answered) = oneshot::channel();
        self.send(Message::Job(Waiting::new(job, answer))).await?;
        answered.await.map_err(|_| closed())
    }

    pub(super) async fn ping(&self) -> Result<(), Error> {
        self.read(&PING_READ, &[])?;
        let (job, said) = typeless(Plain(touch));
        said(self.write(job).await?).map(drop)
    }

    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        // An error in either means that the writer has ended already, which is what was asked.
        if self.queue.send(Message::Close(done)).await.is_ok() && closed.await.is_err() {
            tracing::debug!("the writer had been closed before");
        }
    }

    async fn send(&self, message: Message) -> Result<(), Error> {
        let message = match self.queue.try_send(message) {
            Ok(()) => return Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(closed()),
            Err(mpsc::error::TrySendError::Full(message)) => message,
        };
        match tokio::time::timeout(self.acquire, self.queue.send(message)).await {
            Ok(sent) => sent.map_err(|_| closed()),
            Err(_) => Err(Error::Unavailable("too many changes are waiting".into())),
        }
    }
}

fn touch(tx: &mut Tx) -> BoxFuture<'_, Result<u64, Error>> {
    Box::pin(tx.execute(&PING, &[]))
}

fn closed() -> Error {
    Error::Unavailable("it has been closed".into())
}

fn migrate(path: &Path, acquire: Duration, plan: &Plan) -> Result<(), Error> {
    let mut connection = file::connect(path, Role::Migrator, acquire)?;
    // Taking the write lock before looking keeps two programs that start at once apart. What is not committed is
    // rolled back when the connection goes.
    run::batch(&connection, "BEGIN IMMEDIATE")?;
    plan.refuse_newer(run::newest_migration(&connection)?)?;
    plan.run(&mut run::Migrations(&mut connection))?;
    if !run::all(&connection, &DANGLING, &[])?.is_empty() {
        return Err(Error::Broken("a migration leaves rows that refer to rows which are gone".into()));
    }
    run::batch(&connection, "COMMIT")
}

/// Connections that read. Each thread starts with its own, so that a lock is nearly always free; a read is over in
/// microseconds and never waits while it holds one.
struct Readers(Vec<Mutex<Connection>>);

impl Readers {
    fn open(path: &Path, role: Role, options: &Options) -> Result<Readers, Error> {
        (0..options.readers.max(1))
            .map(|_| file::connect(path, role, options.acquire).map(Mutex::new))
            .collect::<Result<_, _>>()
            .map(Readers)
    }

    fn take(&self) -> Result<MutexGuard<'_, Connection>, Error> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static MINE: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
        }
        let mine = MINE.get() % self.0.len();
        let (before, from) = self.0.split_at(mine);
        from.iter()
            .chain(before)
            .find_map(|reader| match reader.try_lock() {
                Ok(free) => Some(free),
                Err(TryLockError::Poisoned(left)) => Some(left.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            })
            .map_or_else(|| self.wait(mine), Ok)
    }

    fn wait(&self, mine: usize) -> Result<MutexGuard<'_, Connection>, Error> {
        // A read that panicked has reset its statement on the way out: the connection is as good as new.
        let reader = self.0.get(mine).ok_or_else(|| Error::Broken("there are no readers".into()))?;
        Ok(reader.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
