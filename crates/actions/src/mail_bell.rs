//! Wakes whatever sends mail: once a change that wrote some is committed, and not before, when there is nothing to be read.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct MailBell {
    written: AtomicU64,
    bell: Notify,
}

impl MailBell {
    /// A change that is not committed yet writes a message.
    pub(crate) fn written(&self) {
        self.written.fetch_add(1, Ordering::AcqRel);
    }

    /// Sees a change through, and rings if it wrote mail. One that goes on beside it may ring for it too, which costs a look:
    /// none takes the other's ring away.
    pub(crate) async fn after<T, E>(&self, change: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let before = self.written.load(Ordering::Acquire);
        let done = change.await?;
        if self.written.load(Ordering::Acquire) != before {
            self.ring();
        }
        Ok(done)
    }

    /// Messages may wait whose time has come.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Waits until it rings; at once if it rang since the last time.
    pub(crate) async fn rang(&self) {
        self.bell.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::FutureExt as _;
    use tokio::sync::oneshot;

    use super::MailBell;

    #[tokio::test]
    async fn a_change_that_ends_meanwhile_does_not_take_the_ring_away() {
        let bell = MailBell::default();
        let (commit, committed) = oneshot::channel::<()>();
        let mut slow = Box::pin(bell.after(async {
            bell.written();
            committed.await.unwrap();
            Ok::<(), Infallible>(())
        }));
        assert!(slow.as_mut().now_or_never().is_none());
        let quick = std::future::ready(Ok::<(), Infallible>(()));
        bell.after(quick).await.unwrap();
        // Whatever the quick one rang for, the sender looked and found nothing.
        let _looked = bell.rang().now_or_never();
        commit.send(()).unwrap();
        slow.await.unwrap();
        assert!(bell.rang().now_or_never().is_some(), "nobody hears of the message");
    }

    #[tokio::test]
    async fn it_rings_for_mail_alone() {
        let bell = MailBell::default();
        bell.after(std::future::ready(Ok::<(), Infallible>(()))).await.unwrap();
        assert!(bell.rang().now_or_never().is_none());
        let refused = async {
            bell.written();
            Err::<(), ()>(())
        };
        bell.after(refused).await.unwrap_err();
        assert!(bell.rang().now_or_never().is_none(), "what was refused is not there to be read");
    }
}
