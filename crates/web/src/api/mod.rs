//! `/api/v1`: what platforms ask that check passwords themselves (module mode). Handlers that call one action each; the answers are
//! JSON, and problem documents where nothing was done.

mod call;
#[cfg(test)]
mod document;
mod enrolments;
mod problem;
mod said;
mod sessions;
mod shapes;
mod sign_ins;
mod verify;

use crate::routing::{And as _, get, post};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use self::problem::Problem;
use crate::answer::Failure;
use crate::app::App;
use crate::headers::with_security;
use crate::packed;
use crate::routes::words_of;

/// The document of the API (`OpenAPI` 3.1), made from the types of this module.
pub fn openapi_document() -> &'static str {
    &packed::API
}

/// Every address of the API.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/sign-ins", post(sign_ins::begin))
        .route("/api/v1/sign-ins/{id}", get(sign_ins::look))
        .route("/api/v1/sign-ins/{id}/verify", post(sign_ins::verify))
        .route("/api/v1/sign-ins/{id}/later", post(sign_ins::put_off))
        .route("/api/v1/sign-ins/{id}/result", post(sign_ins::claim))
        .route("/api/v1/sign-ins/{id}/code", post(enrolments::send_code))
        .route("/api/v1/sign-ins/{id}/enrolment", post(enrolments::start))
        .route("/api/v1/sign-ins/{id}/enrolment/confirm", post(enrolments::confirm))
        .route("/api/v1/sessions/check", post(sessions::check))
        .route("/api/v1/sessions/verify", post(sessions::verify))
        .route("/api/v1/sessions/end", post(sessions::end))
        .route("/api/v1/verify", post(verify::verify))
        .route("/api/{*path}", get(nowhere).or_else(nowhere))
        .method_not_allowed_fallback(async || Problem::Method.into_response())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(to_its_end))
        .layer(from_fn_with_state(app.clone(), with_security))
}

/// To its end, also when the platform goes away: a failure that was charged is told as well, and an answer kept.
async fn to_its_end(request: Request, next: Next) -> Response {
    let answering = tokio::spawn(next.run(request));
    answering.await.unwrap_or_else(|error| broken(&error.to_string()))
}

fn broken(why: &str) -> Response {
    match Failure::broken(why) {
        Failure::Broken(incident) => Problem::Broken(incident).into_response(),
        _ => Problem::Unavailable.into_response(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer wants a function that takes it")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    broken(words_of(&*cause))
}

async fn nowhere() -> Response {
    Problem::NoSuchAddress.into_response()
}

/// GET `/api/v1/openapi.json`, for everyone.
async fn openapi(State(_app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], openapi_document()).into_response()
}
