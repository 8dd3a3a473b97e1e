//! Every address, one list.

use std::any::Any;

use crate::routing::{And as _, get, post};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::answer::Failure;
use crate::app::App;
use crate::extract::admin::with_tries_kept;
use crate::headers::{with_reader, with_security};
use crate::portal::{add_card, add_passkey, add_token, back, code_card, enrol, home, pass, second_factor, sign_in};
use crate::{
    admin, announcements, api, applications, feeds, forward_auth, health, help, messages, oidc, operator, profile,
    rules, scim, settings,
};

/// All routes of the product, and more under the same layers.
pub(crate) fn router(app: App, extra: Router<App>) -> Router {
    let administration = Router::new()
        .merge(settings::routes())
        .merge(operator::routes())
        .merge(messages::routes())
        .merge(announcements::routes())
        .merge(applications::routes())
        .merge(rules::routes())
        .merge(admin::routes())
        .route_layer(from_fn(with_tries_kept));
    let pages = Router::new()
        .route("/", get(home::show).and_post(home::go_on))
        .route("/sign-in", get(sign_in::show).and_post(sign_in::submit))
        .route("/sign-in/restart", post(sign_in::restart))
        .route("/sign-in/second-factor", get(second_factor::show).and_post(second_factor::submit))
        .route("/sign-in/code-card", get(code_card::show).and_post(code_card::submit))
        .route("/sign-in/recovery-code", get(second_factor::show_recovery).and_post(second_factor::submit_recovery))
        .route("/sign-in/pass", get(pass::show).and_post(pass::submit))
        .route("/sign-in/enrol", get(enrol::show).and_post(enrol::choose))
        .route("/sign-in/enrol/proof", get(enrol::show_proof).and_post(enrol::prove))
        .route("/sign-in/enrol/app", get(enrol::show_app).and_post(enrol::confirm_app))
        .route("/sign-in/enrol/card", get(add_card::show).and_post(add_card::submit))
        .route("/sign-in/enrol/card/pdf", get(add_card::pdf))
        .route("/sign-in/enrol/passkey", get(add_passkey::show).and_post(add_passkey::submit))
        .route("/sign-in/enrol/token", get(add_token::show).and_post(add_token::submit))
        .route("/sign-in/enrol/go-on", post(second_factor::to_enrol))
        .route("/sign-in/from-platform/{id}", get(back::arrive))
        .route("/sign-in/back", get(back::show).and_post(back::go))
        .route("/sign-out", get(sign_in::sign_out_page).and_post(sign_in::sign_out))
        .route("/auth/go", get(forward_auth::go))
        .merge(oidc::pages())
        .merge(profile::routes())
        .merge(help::routes())
        .merge(administration)
        .merge(extra)
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::Method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), with_reader));
    // Without the reader around them: nobody here sees a page, and each is asked often.
    let plain = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/assets/{*path}", get(health::asset))
        .merge(feeds::routes())
        .layer(from_fn_with_state(app.clone(), with_security));
    let session = Router::new().route("/session", get(health::session).or_else(health::no_method));
    let doors = Router::new().route("/auth/check", get(forward_auth::check).or_else(health::no_method));
    // Envoy asks by the method of the request, and puts its page behind the address.
    let doors = doors.route("/auth/check/", get(forward_auth::check).or_else(forward_auth::check));
    let doors = doors.route("/auth/check/{*path}", get(forward_auth::check).or_else(forward_auth::check));
    let doors = doors.merge(api::routes(&app)).merge(oidc::doors(&app)).merge(scim::routes(&app));
    session.merge(doors).merge(plain).merge(pages).with_state(app)
}

/// A panic is a fault of ours like any other: named in the log, nothing granted, the program goes on.
#[expect(clippy::needless_pass_by_value, reason = "the layer wants a function that takes it")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    Failure::broken(words_of(&*cause)).into_response()
}

/// What a panic said.
pub(crate) fn words_of(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}
