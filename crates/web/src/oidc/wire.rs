//! How relying parties write and read: parameters that stand once (RFC 6749 section 3.1), answers in JSON, errors by their words.

use std::any::Any;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::answer::Failure;
use crate::extract::form::{decode, pair};
use crate::routes::words_of;

/// A request of an application fits in this many bytes.
const LARGEST: usize = 16 * 1024;

/// And arrives within this long.
const WITHIN: Duration = Duration::from_secs(15);

/// Parameters, each of which may stand once.
#[derive(Clone, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names alone: a secret may be among the values.
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A parameter stands twice: which one counts nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Twice;

impl Params {
    /// From a query or the body of a form; nothing for what is no text.
    pub(super) fn read(text: &str) -> Option<Self> {
        text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect::<Option<Vec<_>>>().map(Self)
    }

    /// The value of a parameter. One without a value is as if it were not there (RFC 6749 section 3.1).
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, Twice> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Twice),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

/// Why an application gets nothing (RFC 6749 section 5.2, RFC 6750 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WireFault {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
    InvalidToken,
    /// No token at all: the challenge says no more (RFC 6750 section 3.1).
    NoToken,
    UnknownHost,
    Method,
    Unavailable,
    Broken,
}

impl WireFault {
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::InvalidRequest => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "a parameter is missing, stands twice or is not as it should be; parameters are sent as a form, in the body",
            ),
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "client_id and secret are not those of an application here; look at Settings, Applications",
            ),
            Self::InvalidGrant => (
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                "the code or token is none of this application, was used, is too old, or does not fit redirect_uri or code_verifier",
            ),
            Self::UnsupportedGrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "grant_type is authorization_code or refresh_token")
            }
            Self::InvalidToken => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "the access token is too old, was ended, or is none")
            }
            Self::NoToken => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "an access token goes in the header Authorization")
            }
            Self::UnknownHost => (StatusCode::NOT_FOUND, "invalid_request", "no organisation has this host name"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "not with this method"),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again in a few seconds")
            }
            Self::Broken => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the log of Tweestap says what went wrong")
            }
        }
    }
}

impl From<Twice> for WireFault {
    fn from(_: Twice) -> Self {
        Self::InvalidRequest
    }
}

impl From<actions::Error> for WireFault {
    fn from(error: actions::Error) -> Self {
        match Failure::from(error) {
            Failure::Unavailable => Self::Unavailable,
            Failure::Broken(_) => Self::Broken,
            _ => Self::InvalidGrant,
        }
    }
}

impl axum::response::IntoResponse for WireFault {
    fn into_response(self) -> Response {
        let (status, error, description) = self.parts();
        let mut response = json_answer(&json!({ "error": error, "error_description": description }));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let challenge = match self {
            Self::InvalidClient => Some("Basic realm=\"Tweestap\""),
            Self::InvalidToken => Some("Bearer realm=\"Tweestap\", error=\"invalid_token\""),
            Self::NoToken => Some("Bearer realm=\"Tweestap\""),
            _ => None,
        };
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if self == Self::Unavailable {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// 200 in JSON, that no cache keeps. Pages of any origin may read it: nothing here looks at cookies.
pub(super) fn json_answer(body: &Value) -> Response {
    let mut response = Response::new(body.to_string().into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// OPTIONS: an application that runs in a browser asks whether it may (Fetch, "CORS-preflight").
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(HeaderName::from_static("access-control-max-age"), HeaderValue::from_static("86400"));
    response
}

/// Any other method.
pub(super) async fn no_method() -> Response {
    WireFault::Method.into_response()
}

/// To its end, also when the application goes away: what was taken once is written.
pub(super) async fn to_its_end(request: Request, next: Next) -> Response {
    let answering = tokio::spawn(next.run(request));
    answering.await.unwrap_or_else(|error| broken(&error.to_string()))
}

fn broken(why: &str) -> Response {
    // Logged under its name by this.
    let _logged = Failure::broken(why);
    WireFault::Broken.into_response()
}

/// A panic is a fault of ours: named in the log, nothing given.
#[expect(clippy::needless_pass_by_value, reason = "the layer wants a function that takes it")]
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    broken(words_of(&*cause))
}

/// A body that fits and arrives in time; whoever sends it drop by drop holds no place for long.
pub(super) async fn arrived(body: Body, largest: usize) -> Option<Bytes> {
    tokio::time::timeout(WITHIN, to_bytes(body, largest)).await.ok()?.ok()
}

/// The form in the body of a request.
pub(super) async fn form(request: Request) -> Result<(HeaderMap, Params), WireFault> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().map(str::trim).unwrap_or_default();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(WireFault::InvalidRequest);
    }
    let bytes = arrived(body, LARGEST).await.ok_or(WireFault::InvalidRequest)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| WireFault::InvalidRequest)?;
    Ok((parts.headers, Params::read(text).ok_or(WireFault::InvalidRequest)?))
}

/// Who an application says it is: its `client_id`, and the secret that it shows, in one way alone (RFC 6749 section 2.3).
pub(super) fn credentials(headers: &HeaderMap, params: &Params) -> Result<(String, Option<String>), WireFault> {
    let (id, secret) = (params.get("client_id")?, params.get("client_secret")?);
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let basic = match (sent.next(), sent.next()) {
        (None, _) => return Ok((id.ok_or(WireFault::InvalidClient)?.to_owned(), secret.map(str::to_owned))),
        (Some(_), Some(_)) => return Err(WireFault::InvalidRequest),
        (Some(value), None) => value.to_str().ok().and_then(basic).ok_or(WireFault::InvalidClient)?,
    };
    if secret.is_some() || id.is_some_and(|id| id != basic.0) {
        return Err(WireFault::InvalidRequest);
    }
    Ok((basic.0, Some(basic.1)))
}

/// Name and secret, each written as in a form first (RFC 6749 section 2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decode(id)?, decode(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str, params: &str) -> Result<(String, Option<String>), WireFault> {
        let mut headers = HeaderMap::new();
        if !header.is_empty() {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(header).unwrap());
        }
        credentials(&headers, &Params::read(params).unwrap())
    }

    #[test]
    fn a_parameter_stands_once() {
        let params = Params::read("a=1&b=&c=x+y&c=z").unwrap();
        assert_eq!(params.get("a"), Ok(Some("1")));
        assert_eq!(params.get("b"), Ok(None));
        assert_eq!(params.get("c"), Err(Twice));
        assert!(Params::read("a=%FF").is_none());
    }

    #[test]
    fn an_application_says_who_it_is_in_one_way() {
        let basic = format!("Basic {}", BASE64.encode(b"an%2Did:s%2Decret"));
        assert_eq!(of(&basic, ""), Ok(("an-id".into(), Some("s-ecret".into()))));
        assert_eq!(of(&basic, "client_id=an-id"), Ok(("an-id".into(), Some("s-ecret".into()))));
        assert_eq!(of("", "client_id=a&client_secret=b"), Ok(("a".into(), Some("b".into()))));
        assert_eq!(of("", "client_id=a"), Ok(("a".into(), None)));
        for (header, params, fault) in [
            (&*basic, "client_id=other", WireFault::InvalidRequest),
            (&*basic, "client_id=an-id&client_secret=x", WireFault::InvalidRequest),
            ("", "client_id=a&client_id=b", WireFault::InvalidRequest),
            ("", "", WireFault::InvalidClient),
            ("Bearer x", "client_id=a", WireFault::InvalidClient),
            ("Basic !", "", WireFault::InvalidClient),
        ] {
            assert_eq!(of(header, params), Err(fault), "{header} {params}");
        }
    }
}
