//! What applications read about us before anything else: addresses, what is known here, and the keys that sign.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::relying_party::claims::{ACR_ONE, ACR_REFEDS, ACR_TWO};
use domain::relying_party::{Algorithm, Scope};
use serde_json::{Value, json};

use super::request::issuer;
use super::wire::{WireFault, json_answer};
use crate::app::App;
use crate::extract::Reader;

/// Applications may keep what they read here for so long, in seconds: a key is shown for a day before it signs.
const KEPT: &str = "public, max-age=3600";

/// GET `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 section 3, RFC 8414).
pub(super) async fn show(State(app): State<App>, request: Request) -> Response {
    let Some(reader) = Reader::read(&app, &request.into_parts().0) else {
        return WireFault::UnknownHost.into_response();
    };
    kept(json_answer(&document(&issuer(&reader))))
}

fn kept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    response.headers_mut().remove(header::PRAGMA);
    response
}

fn document(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    let algorithms: Vec<&str> = Algorithm::ALL.iter().map(|one| one.word()).collect();
    let scopes: Vec<&str> = Scope::ALL.iter().map(|one| one.word()).collect();
    let authentication = ["client_secret_basic", "client_secret_post", "none"];
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oidc/authorize"),
        "token_endpoint": at("/oidc/token"),
        "userinfo_endpoint": at("/oidc/userinfo"),
        "jwks_uri": at("/oidc/keys"),
        "revocation_endpoint": at("/oidc/revoke"),
        "introspection_endpoint": at("/oidc/introspect"),
        "end_session_endpoint": at("/oidc/end-session"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": [ACR_TWO, ACR_REFEDS, ACR_ONE],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": authentication,
        "revocation_endpoint_auth_methods_supported": authentication,
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid",
            "name", "preferred_username", "locale", "email", "email_verified", "groups",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "ui_locales_supported": ["nl", "en"],
    })
}

/// GET `/oidc/keys` (RFC 7517).
pub(super) async fn keys(State(app): State<App>, request: Request) -> Response {
    let Some(reader) = Reader::read(&app, &request.into_parts().0) else {
        return WireFault::UnknownHost.into_response();
    };
    let keys = match reader.ctx().signing_keys(reader.organisation().id).await {
        Ok(keys) => keys.public(),
        Err(error) => Err(error),
    };
    keys.map_or_else(|error| WireFault::from(error).into_response(), |keys| kept(json_answer(&keys)))
}
