//! What surrounds every request and answer: the reader, the security headers, the page of a failure.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::Failure;
use crate::app::App;
use crate::cookies::Kind;
use crate::extract::Reader;
use crate::words::Words;

/// Reads the request once, answers it, and turns a failure into a page in the reader's language.
pub(crate) async fn with_reader(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some(reader) = Reader::read(&app, &parts) else {
        return secured(&app, Failure::NotFound.into_response());
    };
    let chosen = reader.query("lang").and_then(|tag| Words::find(&tag));
    parts.extensions.insert(reader.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = failure.page(&reader);
    }
    if let Some(words) = chosen {
        let header = app.cookies().set(Kind::Language, words.tag(), None);
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    secured(&app, response)
}

/// The security headers, on every answer (ASVS 3.4).
pub(crate) async fn with_security(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    secured(&app, response)
}

fn secured(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let set = |headers: &mut HeaderMap, name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, app.policy().clone());
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if app.options().public_address.scheme() == "https" {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
