//! OpenID Connect, on the wire. Pages that a browser is sent to (`authorize`, `consent`, `end_session`) and doors for the
//! application's own server (`token`, `user_info`), described by `discovery`.

mod authorize;
mod consent;
mod discovery;
mod end_session;
mod onward;
mod request;
mod token;
mod user_info;
mod wire;

use crate::routing::{And as _, get, post};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use self::onward::{continues_to, half_continues_to};
pub(crate) use self::request::issuer;
use crate::app::App;
use crate::headers::with_security;

/// Where relying parties send browsers.
pub(crate) const AUTHORIZE: &str = "/oidc/authorize";

/// Pages, which go through the layers of all pages.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/oidc/authorize", get(authorize::show).and_post(authorize::posted))
        .route("/oidc/consent", post(consent::choose))
        .route("/oidc/end-session", get(end_session::show).and_post(end_session::posted))
        .route("/oidc/end-session/confirm", post(end_session::confirm))
}

/// What applications ask themselves.
pub(crate) fn doors(app: &App) -> Router<App> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::show).and_options(wire::preflight))
        .route("/oidc/keys", get(discovery::keys).and_options(wire::preflight))
        .route("/oidc/token", post(token::issue).and_options(wire::preflight).or_else(wire::no_method))
        .route("/oidc/revoke", post(token::revoke).and_options(wire::preflight).or_else(wire::no_method))
        .route("/oidc/introspect", post(token::introspect).or_else(wire::no_method))
        .route("/oidc/userinfo", get(user_info::show).and_post(user_info::show).and_options(wire::preflight))
        .layer(CatchPanicLayer::custom(wire::panicked))
        .layer(from_fn(wire::to_its_end))
        .layer(from_fn_with_state(app.clone(), with_security))
}
