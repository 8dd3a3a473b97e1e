//! What a writer is given to do: a closure, with or without an input that it borrows. `sqlite/writer.rs` runs it on
//! its thread, `postgres.rs` in the caller's task.

use futures_util::future::BoxFuture;

use super::Tx;

/// Work for one transaction; may be started more than once.
pub(super) trait Job<T, E>: Send + Sync + 'static {
    fn start<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<T, E>>;

    fn commit(&self) -> Commit {
        Commit::Durable
    }
}

/// When the caller hears that its work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commit {
    /// When it is on the disk.
    Durable,
    /// When everyone sees it; on the disk soon after ([`SOON`](super::SOON)).
    Asynchronous,
}

pub(super) struct Plain<F>(pub(super) F);

impl<T, E, F> Job<T, E> for Plain<F>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
{
    fn start<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<T, E>> {
        (self.0)(tx)
    }
}

pub(super) struct With<I, F> {
    pub(super) input: I,
    pub(super) job: F,
}

impl<I, T, E, F> Job<T, E> for With<I, F>
where
    I: Send + Sync + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
{
    fn start<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<T, E>> {
        (self.job)(tx, &self.input)
    }
}

/// A job whose caller does not wait for the disk.
pub(super) struct Soon<J>(pub(super) J);

impl<T, E, J: Job<T, E>> Job<T, E> for Soon<J> {
    fn start<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<T, E>> {
        self.0.start(tx)
    }

    fn commit(&self) -> Commit {
        Commit::Asynchronous
    }
}
