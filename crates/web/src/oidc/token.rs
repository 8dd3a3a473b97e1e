//! `/oidc/token`, `/oidc/revoke`, `/oidc/introspect`: what the server of an application asks, which says who it is first.

use actions::oidc::token::{self, Issued, Shown};
use actions::oidc::{self, Client, inspect};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::relying_party::{ClientKind, Scopes};
use serde_json::{Value, json};

use super::request::issuer;
use super::wire::{Params, WireFault, credentials, form, json_answer};
use crate::app::App;
use crate::extract::Reader;

/// A request of an application that said who it is.
struct Call {
    reader: Reader,
    client: Client,
    params: Params,
}

/// Reads a request, and who sent it (ASVS 10.4.10).
async fn open(app: &App, request: Request) -> Result<Call, WireFault> {
    let (parts, body) = request.into_parts();
    let reader = Reader::read(app, &parts).ok_or(WireFault::UnknownHost)?;
    let (headers, params) = form(Request::from_parts(parts, body)).await?;
    let (id, secret) = credentials(&headers, &params)?;
    let client = oidc::authenticate(reader.ctx(), reader.organisation(), &id, secret.as_deref()).await?;
    Ok(Call { client: client.ok_or(WireFault::InvalidClient)?, reader, params })
}

fn answered(result: Result<Response, WireFault>) -> Response {
    result.unwrap_or_else(WireFault::into_response)
}

/// POST `/oidc/token` (RFC 6749 section 3.2).
pub(super) async fn issue(State(app): State<App>, request: Request) -> Response {
    answered(issued(&app, request).await)
}

async fn issued(app: &App, request: Request) -> Result<Response, WireFault> {
    let Call { reader, client, params } = open(app, request).await?;
    let issuer = issuer(&reader);
    let place = (reader.organisation(), issuer.as_str());
    let needed = |name: &str| params.get(name)?.ok_or(WireFault::InvalidRequest);
    let tokens = match needed("grant_type")? {
        "authorization_code" => {
            let shown = Shown {
                code: needed("code")?,
                redirect_address: needed("redirect_uri")?,
                verifier: params.get("code_verifier")?,
            };
            Box::pin(token::redeem(reader.ctx(), place, &client, shown)).await?
        }
        "refresh_token" => {
            let wanted = params.get("scope")?.map(Scopes::known_in);
            let shown = (needed("refresh_token")?, wanted);
            Box::pin(token::refresh(reader.ctx(), place, &client, shown)).await?
        }
        _ => return Err(WireFault::UnsupportedGrantType),
    };
    Ok(json_answer(&said(&tokens.ok_or(WireFault::InvalidGrant)?)))
}

fn said(issued: &Issued) -> Value {
    let mut answer = json!({
        "access_token": &**issued.access,
        "token_type": "Bearer",
        "expires_in": issued.lives.micros() / 1_000_000,
        "id_token": issued.id_token,
        "scope": issued.scopes.words(),
    });
    if let (Some(refresh), Some(fields)) = (&issued.refresh, answer.as_object_mut()) {
        fields.insert("refresh_token".into(), refresh.as_str().into());
    }
    answer
}

/// POST `/oidc/revoke` (RFC 7009).
pub(super) async fn revoke(State(app): State<App>, request: Request) -> Response {
    answered(revoked(&app, request).await)
}

async fn revoked(app: &App, request: Request) -> Result<Response, WireFault> {
    let Call { reader, client, params } = open(app, request).await?;
    let token = params.get("token")?.ok_or(WireFault::InvalidRequest)?;
    inspect::revoke(reader.ctx(), reader.organisation(), &client, token).await?;
    let mut response = json_answer(&json!({}));
    *response.status_mut() = StatusCode::OK;
    Ok(response)
}

/// POST `/oidc/introspect` (RFC 7662), of applications that can keep a secret.
pub(super) async fn introspect(State(app): State<App>, request: Request) -> Response {
    answered(introspected(&app, request).await)
}

async fn introspected(app: &App, request: Request) -> Result<Response, WireFault> {
    let Call { reader, client, params } = open(app, request).await?;
    if client.party().kind == ClientKind::Public {
        return Err(WireFault::InvalidClient);
    }
    let token = params.get("token")?.ok_or(WireFault::InvalidRequest)?;
    let issuer = issuer(&reader);
    let answer = inspect::introspect(reader.ctx(), (reader.organisation(), &issuer), &client, token).await?;
    Ok(json_answer(&answer))
}
