//! What machines ask: is it alive, is it ready, is this session open; and the files that pages load.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;
use crate::cookies::Kind;
use crate::extract::host;
use crate::extract::reader::peer;
use crate::headers::secured;

/// Where applications ask whether a session is open.
pub(crate) const SESSION: &str = "/session";

/// `/healthz`: the program runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: it can read and write its database.
pub(crate) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.ctx().db_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(why) => {
            tracing::warn!(%why, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database cannot be used\n")
        }
    }
}

/// `/session`: 204 where the session of this browser is open, 401 where it is not, 503 in doubt.
///
/// Asked at every page of an application, so it goes through no layers: it sets the headers of its answer itself.
pub(crate) async fn session(State(app): State<App>, request: Request) -> Response {
    session_of(&app, &request.into_parts().0).await
}

/// The same, of a request without its body.
pub(crate) async fn session_of(app: &App, request: &Parts) -> Response {
    let status = session_status(app, request).await;
    secured(app, status.into_response())
}

/// Any other method.
pub(crate) async fn no_method(State(app): State<App>) -> Response {
    secured(&app, StatusCode::METHOD_NOT_ALLOWED.into_response())
}

async fn session_status(app: &App, request: &Parts) -> StatusCode {
    let headers = &request.headers;
    let trusted = &app.options().trusted_proxies;
    let host = host::of_request(peer(&request.extensions), (headers, &request.uri), trusted);
    let Some(organisation) = app.ctx().organisation_of_host(&host) else {
        return StatusCode::UNAUTHORIZED;
    };
    let Some(token) = app.cookies().read(headers, Kind::Session) else { return StatusCode::UNAUTHORIZED };
    match actions::check_session::is_open(app.ctx(), &organisation, token).await {
        Ok(true) => StatusCode::NO_CONTENT,
        Ok(false) => StatusCode::UNAUTHORIZED,
        Err(why) => {
            tracing::warn!(%why, "a session could not be checked");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// `/assets/…`: kept by browsers for ever, since another content has another address.
pub(crate) async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|etag| etag == asset.etag);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { asset.bytes.into_response() };
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    head.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(assets::CACHE_CONTROL));
    response
}
