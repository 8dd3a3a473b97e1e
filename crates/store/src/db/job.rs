//! What a writer is given to do: a closure, with or without an input that it borrows. `sqlite/writer.rs` runs it on
//! its thread, `postgres.rs` in the caller's task.

use std::any::Any;

use futures_util::future::BoxFuture;

use super::Tx;
use crate::error::Error;

/// Work for one transaction; may be started more than once.
pub(super) trait Job<T, E>: Send + Sync + 'static {
    fn start<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<T, E>>;

    fn commit(&self) -> Commit {
        Commit::Durable
    }
}

/// A job with its types forgotten, and the place of its answer: what runs a transaction is compiled once, and not once for
/// every job that there is. It goes to whoever runs it, and comes back with what it said.
pub(super) trait Attempted: Send + 'static {
    /// When its caller hears that it is done.
    fn commit(&self) -> Commit;

    /// Starts it, once more; answers whether it was done. What it says is kept.
    fn start<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;

    /// Keeps an error in place of what it said.
    fn refuse(&mut self, error: Error);

    /// Itself, to get its types back.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// A job and what it said.
struct Slot<T, E, J> {
    job: J,
    said: Option<Result<T, E>>,
}

/// Gets the answer out of a job that was done.
pub(super) type Said<T, E> = fn(Box<dyn Attempted>) -> Result<T, E>;

/// A job without its types, and what gets its answer out of it afterwards.
pub(super) fn typeless<T, E, J>(job: J) -> (Box<dyn Attempted>, Said<T, E>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    J: Job<T, E>,
{
    (Box::new(Slot::<T, E, J> { job, said: None }), said::<T, E, J>)
}

fn said<T, E, J>(done: Box<dyn Attempted>) -> Result<T, E>
where
    T: 'static,
    E: From<Error> + 'static,
    J: 'static,
{
    let slot = done.into_any().downcast::<Slot<T, E, J>>();
    let said = slot.ok().and_then(|slot| slot.said);
    said.unwrap_or_else(|| Err(Error::Broken("a job ended without a word".into()).into()))
}

impl<T, E, J> Attempted for Slot<T, E, J>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    J: Job<T, E>,
{
    fn commit(&self) -> Commit {
        self.job.commit()
    }

    fn start<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let said = self.job.start(tx).await;
            let done = said.is_ok();
            self.said = Some(said);
            done
        })
    }

    fn refuse(&mut self, error: Error) {
        self.said = Some(Err(error.into()));
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
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
