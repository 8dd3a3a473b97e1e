//! Listens, with the limits that keep slow or greedy clients from mattering: headers must arrive in time, and an end
//! lets requests under way finish.
//!
//! A crate of its own for its level: the server of HTTP is generic, and so is compiled at the level of whoever uses it, for
//! speed here. What answers is behind a pointer, or all of it would be compiled where the pages are, for size.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What answers requests.
pub trait Answers: Send + Sync + 'static {
    /// Answers a request that came from `peer`, the other end of its connection.
    fn answer(self: Arc<Self>, peer: SocketAddr, request: Request<Incoming>) -> Answering;
}

/// An answer that is being made.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// The headers of a request arrive within this long, or the connection ends. Hyper needs a timer for it, which
/// `axum::serve` does not give.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// More headers than any browser sends.
const MOST_HEADERS: usize = 100;
/// A head of a request fits in this.
const BUFFER: usize = 64 * 1024;

/// Connections at once, where the system allows as many: beyond them others wait in line for one to end.
const MOST_CONNECTIONS: u64 = 8192;
/// File descriptors that everything else needs.
const OTHER_FILES: u64 = 64;

/// How many connections this process may have at once: more would leave no descriptor for the database.
fn most_connections() -> usize {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = files.saturating_sub(OTHER_FILES).clamp(16, MOST_CONNECTIONS);
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// Serves until `shutdown`, then lets requests under way finish for `grace`.
pub async fn serve(
    listener: TcpListener,
    answers: Arc<dyn Answers>,
    shutdown: impl Future<Output = ()>,
    grace: Duration,
) {
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    let places = Arc::new(Semaphore::new(most_connections()));
    loop {
        // The semaphore is never closed, so a place always comes.
        let accepting = async { (places.clone().acquire_owned().await, listener.accept().await) };
        tokio::select! {
            (place, accepted) = accepting => match accepted {
                Ok((stream, peer)) => connection((stream, place.ok()), Caller { peer, answers: answers.clone() }, &graceful),
                Err(error) => {
                    // Out of file descriptors, or the client went: pause, so that the loop does not spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut shutdown => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way when the time to end was over");
    }
}

/// The other end of a connection, and what answers it.
struct Caller {
    peer: SocketAddr,
    answers: Arc<dyn Answers>,
}

impl Service<Request<Incoming>> for Caller {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        self.answers.clone().answer(self.peer, request)
    }
}

fn connection((stream, place): (TcpStream, Option<OwnedSemaphorePermit>), caller: Caller, graceful: &GracefulShutdown) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), caller);
    let watched = graceful.watch(served);
    tokio::spawn(async move {
        let _place = place;
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended badly");
        }
    });
}
