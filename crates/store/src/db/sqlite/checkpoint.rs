//! Keeps the write-ahead log short without making anyone wait: a thread of its own copies the log into the main file
//! while the writer goes on, and the writer itself only copies the last few pages so that the log can start again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::file::{self, Role};
use crate::error::Error;

/// Pages (of 2 KiB) in the log that are worth a copy: so few that the disk is done with them in a few milliseconds, for
/// which a commit may have to wait. Where groups are large it is a few of them, which is less to copy in all.
const WORTH: usize = 200;
const WORTH_GROUPS: usize = 8;
/// So few pages left to copy that the writer may do it between two groups: less than a millisecond. Where groups are large
/// it is a few of them, because those who wait for a large group wait longer anyway.
const FEW: usize = 32;
const FEW_GROUPS: usize = 2;
/// 64 MiB: from here the writer copies whatever is left, because a long log slows every read.
const LONG: usize = 32_768;

/// How long the end may wait for other processes that read.
const PATIENCE: Duration = Duration::from_millis(200);

/// What the writer and the checkpointer know of the log. Counts are hints for when to act; SQLite keeps the truth.
#[derive(Debug, Default)]
struct Gauge {
    /// Pages in the log after the last commit.
    pages: AtomicUsize,
    /// Pages of them that are in the main file.
    copied: AtomicUsize,
    /// Pages that the writer may copy itself.
    few: AtomicUsize,
    running: AtomicBool,
}

/// The writer's end.
pub(super) struct Log {
    gauge: Arc<Gauge>,
    wake: SyncSender<()>,
    thread: JoinHandle<()>,
    /// Pages in the log after the last group, and when the writer last tried to finish it.
    before: usize,
    tried: usize,
}

impl Log {
    pub(super) fn open(path: &Path, acquire: Duration, writer: &mut Connection) -> Result<Log, Error> {
        let gauge = Arc::new(Gauge::default());
        let seen = Arc::clone(&gauge);
        writer
            .wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
                seen.pages.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
                Ok(())
            }))
            .map_err(|e| Error::Broken(format!("the log cannot be watched: {e}")))?;
        let connection = file::connect(path, Role::Checkpointer, acquire)?;
        let (wake, woken) = sync_channel(1);
        let shared = Arc::clone(&gauge);
        let thread = std::thread::Builder::new()
            .name("store-checkpoint".into())
            .spawn(move || copy_when_woken(&connection, &shared, &woken))
            .map_err(|e| Error::Unavailable(format!("the checkpointer's thread cannot start: {e}")))?;
        Ok(Log { gauge, wake, thread, before: 0, tried: 0 })
    }

    /// Called between two groups.
    pub(super) fn after_commit(&mut self, writer: &Connection) {
        let pages = self.gauge.pages.load(Ordering::Relaxed);
        let group = pages.saturating_sub(std::mem::replace(&mut self.before, pages));
        let worth = WORTH.max(group * WORTH_GROUPS);
        if pages < worth {
            self.tried = 0;
            return;
        }
        let few = FEW.max(group * FEW_GROUPS);
        self.gauge.few.store(few, Ordering::Relaxed);
        if self.gauge.running.load(Ordering::Acquire) {
            return;
        }
        let copied = self.gauge.copied.load(Ordering::Relaxed);
        // More copied than there is: the log has started again since.
        let left = if copied > pages { pages } else { pages - copied };
        let nearly_done = left <= few && pages >= self.tried + FEW;
        let too_long = pages >= LONG && pages >= self.tried + worth;
        if nearly_done || too_long {
            self.tried = pages;
            copy(writer, &self.gauge);
        } else if left >= worth {
            self.gauge.running.store(true, Ordering::Release);
            if self.wake.try_send(()).is_err() {
                // Its thread has died. The log gets long, and then the writer copies it.
                self.gauge.running.store(false, Ordering::Release);
            }
        }
    }

    /// Puts everything into the main file and empties the log.
    pub(super) fn close(self, writer: Connection) {
        drop(self.wake);
        if self.thread.join().is_err() {
            tracing::error!("the checkpointer panicked");
        }
        // TRUNCATE takes a log that this connection has not looked at for busy, hence a PASSIVE copy first; and another
        // process that reads shall not hold up the end.
        copy(&writer, &self.gauge);
        let emptied = writer
            .busy_timeout(PATIENCE)
            .and_then(|()| writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        if let Err(error) = emptied {
            // Nothing is lost: the log stays beside the file and is read at the next start.
            tracing::warn!(%error, "the log could not be emptied");
        }
        if let Err((_, error)) = writer.close() {
            tracing::warn!(%error, "the database could not be closed");
        }
    }
}

fn copy_when_woken(connection: &Connection, gauge: &Gauge, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        let mut before = 0;
        loop {
            let copied = copy(connection, gauge);
            let left = gauge.pages.load(Ordering::Relaxed).saturating_sub(copied);
            // No further than before: someone still reads the old pages. The next wake tries again.
            if left <= gauge.few.load(Ordering::Relaxed) || copied <= before {
                break;
            }
            before = copied;
        }
        gauge.running.store(false, Ordering::Release);
    }
}

/// PASSIVE: copies what no reader needs from the log, and waits for nobody. Says how many pages are copied by now.
fn copy(connection: &Connection, gauge: &Gauge) -> usize {
    let copied = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(2));
    match copied {
        Ok(copied) => {
            let copied = usize::try_from(copied).unwrap_or(0);
            gauge.copied.store(copied, Ordering::Relaxed);
            copied
        }
        Err(error) => {
            // The log keeps everything; the next call tries again.
            tracing::error!(%error, "the log could not be copied into the database");
            0
        }
    }
}
