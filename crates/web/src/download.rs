//! Files that are read page by page while they are sent. What breaks half-way breaks the download: a file that ended early
//! would lie.

use actions::Error;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;

/// Sends a file of this name and media type. `next` gives a part and what gives the one after it, from `start` on;
/// nothing at its end.
pub(crate) fn stream<S, F, N>(name: &str, media_type: &'static str, start: S, next: N) -> Response
where
    S: Send + 'static,
    F: Future<Output = Result<Option<(String, S)>, Error>> + Send + 'static,
    N: Fn(S) -> F + Copy + Send + 'static,
{
    let file = name.to_owned();
    let parts = stream::try_unfold(start, move |state| {
        let file = file.clone();
        async move {
            match next(state).await {
                Ok(part) => Ok(part.map(|(part, state)| (Bytes::from(part), state))),
                Err(error) => {
                    tracing::warn!(%error, %file, "a file could not be written out to its end");
                    Err(std::io::Error::other(error))
                }
            }
        }
    });
    let name = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(parts)).into_response()
}
