//! Listens, with the limits that keep slow or greedy clients from mattering: headers must arrive in time, and an end
//! lets requests under way finish.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::util::MapRequest;

use crate::extract::reader::Peer;

/// The headers of a request arrive within this long, or the connection ends. Hyper needs a timer for it, which
/// `axum::serve` does not give.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// More headers than any browser sends.
const MOST_HEADERS: usize = 100;
/// A head of a request fits in this.
const BUFFER: usize = 64 * 1024;

/// Serves until `shutdown`, then lets requests under way finish for `grace`.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>, grace: Duration) {
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connection(stream, Peer(peer), router.clone(), &graceful),
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

fn connection(stream: TcpStream, peer: Peer, router: Router, graceful: &GracefulShutdown) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let service = MapRequest::new(router, move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let watched = graceful.watch(served);
    tokio::spawn(async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended badly");
        }
    });
}
