//! What the limit programs share: serving a router on one core or several, reading arguments.

use axum::Router;
use axum::serve::ListenerExt;

/// A problem to print before the program ends.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// Serves on 127.0.0.1 until killed: one thread without hand-offs, or as many as asked.
pub fn serve(port: u16, threads: usize, router: Router) -> Result<(), Problem> {
    let mut runtime = match threads {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    if threads > 1 {
        runtime.worker_threads(threads);
    }
    runtime.enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                eprintln!("no TCP_NODELAY: {error}");
            }
        });
        axum::serve(listener, router).await?;
        Ok(())
    })
}

/// The argument at `place`, parsed; `usage` is said when it is missing or wrong.
pub fn argument<T: std::str::FromStr>(place: usize, usage: &str) -> Result<T, Problem> {
    let given = std::env::args().nth(place);
    given.and_then(|text| text.parse().ok()).ok_or_else(|| format!("use: {usage}").into())
}
