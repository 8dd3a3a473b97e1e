//! `/oidc/userinfo`: who the bearer of an access token acts for (OpenID Connect Core section 5.3).

use actions::oidc::inspect;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::wire::{WireFault, json_answer};
use crate::app::App;
use crate::extract::Reader;

/// GET and POST `/oidc/userinfo`.
pub(super) async fn show(State(app): State<App>, request: Request) -> Response {
    found(&app, request).await.unwrap_or_else(WireFault::into_response)
}

async fn found(app: &App, request: Request) -> Result<Response, WireFault> {
    let (parts, _) = request.into_parts();
    let reader = Reader::read(app, &parts).ok_or(WireFault::UnknownHost)?;
    let token = bearer(&parts.headers)?;
    let claims = Box::pin(inspect::user_info(reader.ctx(), reader.organisation(), token)).await?;
    Ok(json_answer(&Value::Object(claims.ok_or(WireFault::InvalidToken)?)))
}

/// The token of the header, which stands once.
fn bearer(headers: &HeaderMap) -> Result<&str, WireFault> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (sent.next(), sent.next()) {
        (None, _) => return Err(WireFault::NoToken),
        (Some(_), Some(_)) => return Err(WireFault::InvalidRequest),
        (Some(value), None) => value.to_str().map_err(|_| WireFault::InvalidToken)?,
    };
    let (scheme, token) = value.split_once(' ').ok_or(WireFault::InvalidToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(WireFault::NoToken) }
}
