//! `/scim/v2`: people and groups that another system writes here (RFC 7644). Handlers that call one action each.

mod about;
mod call;
mod groups;
mod search;
mod shown;
mod users;

use crate::routing::{And as _, get, post};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use self::call::Refusal;
use crate::answer::Failure;
use crate::app::App;
use crate::headers::with_security;
use crate::routes::words_of;

/// Every address of SCIM.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/scim/v2/ServiceProviderConfig", get(about::config))
        .route("/scim/v2/ResourceTypes", get(about::types))
        .route("/scim/v2/ResourceTypes/{name}", get(about::one_type))
        .route("/scim/v2/Schemas", get(about::schemas))
        .route("/scim/v2/Schemas/{id}", get(about::one_schema))
        .route("/scim/v2/.search", post(search::search))
        .route("/scim/v2/Users", get(users::list).and_post(users::add))
        .route("/scim/v2/Users/.search", post(users::search))
        .route("/scim/v2/Users/{id}", get(users::show).merge(users::changes()))
        .route("/scim/v2/Groups", get(groups::list).and_post(groups::add))
        .route("/scim/v2/Groups/.search", post(groups::search))
        .route("/scim/v2/Groups/{id}", get(groups::show).merge(groups::changes()))
        .route("/scim/{*path}", get(nowhere).or_else(nowhere))
        .method_not_allowed_fallback(async || Refusal::Method.into_response())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(to_its_end))
        .layer(from_fn_with_state(app.clone(), with_security))
}

/// To its end, also when the system goes away: what was written is answered as it was.
async fn to_its_end(request: Request, next: Next) -> Response {
    let answering = tokio::spawn(next.run(request));
    answering.await.unwrap_or_else(|error| broken(&error.to_string()))
}

fn broken(why: &str) -> Response {
    Refusal::from(Failure::broken(why)).into_response()
}

#[expect(clippy::needless_pass_by_value, reason = "the layer wants a function that takes it")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    broken(words_of(&*cause))
}

async fn nowhere() -> Response {
    Refusal::NoSuchAddress.into_response()
}
