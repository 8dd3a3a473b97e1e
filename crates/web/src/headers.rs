//! What surrounds every request and answer: the reader, the security headers, the page of a failure.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;

use crate::answer::{Failure, page_of};
use crate::app::App;
use crate::cookies::Kind;
use crate::extract::Reader;
use crate::extract::reader::query;
use crate::pages::{Frame, Problem, ProblemKind};
use crate::set_up;
use crate::words::Words;

/// Reads the request once, answers it, and turns a failure into a page in the reader's language.
pub(crate) async fn with_reader(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some(reader) = Reader::read(&app, &parts) else {
        let response = if app.ctx().organisations().is_empty() {
            set_up::answer(&app, Request::from_parts(parts, body)).await
        } else {
            unknown_host(&app, &parts)
        };
        return secured(&app, response);
    };
    let chosen = reader.query("lang").and_then(|tag| Words::find(&tag));
    parts.extensions.insert(reader.clone());
    // To its end, also when the browser goes away: a failure that was charged must be kept and told as well.
    let answering = tokio::spawn(next.run(Request::from_parts(parts, body)));
    let mut response = answering.await.unwrap_or_else(|error| Failure::broken(&error.to_string()).into_response());
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = failure.page(&reader);
    }
    if let Some(words) = chosen {
        let header = app.cookies().set(Kind::Language, words.tag(), None);
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    secured(&app, response)
}

/// A host name that belongs to nobody: a plain page, and nothing is looked at or granted.
fn unknown_host(app: &App, parts: &Parts) -> Response {
    let frame = frame_of_nobody(app, parts);
    page_of(&Problem { frame, kind: ProblemKind::UnknownHost, back: "/".to_owned() }, StatusCode::NOT_FOUND)
}

/// The surroundings of a page that belongs to no organisation.
pub(crate) fn frame_of_nobody(app: &App, parts: &Parts) -> Frame {
    let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = query(&parts.uri, "lang").and_then(|tag| Words::find(&tag));
    let words = chosen.or_else(|| accepted.and_then(Words::accepted)).unwrap_or_default();
    let mut frame = Frame::plain(words, TimeZone::UTC, app.ctx().now().micros(), "Tweestap");
    frame.two_factor = false;
    frame
}

/// The security headers, on every answer (ASVS 3.4).
pub(crate) async fn with_security(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    secured(&app, response)
}

/// Adds them to one answer.
pub(crate) fn secured(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if headers.is_empty() {
        headers.clone_from(app.headers());
        return response;
    }
    for (name, value) in app.headers() {
        if name != header::CACHE_CONTROL || !headers.contains_key(name) {
            headers.insert(name, value.clone());
        }
    }
    response
}

/// The security headers of an installation; made once.
pub(crate) fn security(policy: HeaderValue, secure: bool) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(16);
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    set(header::CACHE_CONTROL, "no-store");
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers
}
