//! Problem documents (RFC 9457): how the API says that nothing was done. Their `type` is for programs and stays; title and detail are
//! for the people who write them.

use actions::Error;
use actions::module::Quota;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::api_key::Scope;
use domain::time::Timestamp;
use serde::Serialize;

use crate::answer::Failure;

/// What stands before the word of a problem.
const TYPE: &str = "urn:tweestap:problem:";

/// A problem as it is sent.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = Problem))]
pub(crate) struct ProblemDocument {
    /// What is wrong, for programs: `urn:tweestap:problem:` and a word.
    r#type: String,
    /// The same for people.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What to do.
    detail: String,
}

/// Why a request did nothing.
#[derive(Debug)]
pub(crate) enum Problem {
    /// 404: the host name belongs to no organisation.
    UnknownHost,
    /// 401: no key, or a wrong one.
    WrongKey,
    /// 403: the key does not open this.
    Scope(Scope),
    /// 429: too many requests of this key.
    TooMany(Quota, Timestamp),
    /// 429: too many wrong codes of this key; again from the first moment, and now is the second.
    TooManyWrong(Timestamp, Timestamp),
    /// 415: not JSON.
    NotJson,
    /// 413
    TooLarge,
    /// 400: JSON, and not what is asked for here.
    Request(String),
    /// 422: `source` is no address.
    Source,
    /// 422: the key does not list the address to return to.
    OtherAddress,
    /// 400: an idempotency key that is none.
    IdempotencyKey,
    /// 409: the same request is at work, or broke off.
    AtWork,
    /// 422: another request was made under the idempotency key.
    OtherRequest,
    /// 404: no such sign-in, or it is over.
    NoSignIn,
    /// 404: no such session.
    NoSession,
    /// 409: that is not what this sign-in or session waits for.
    NotNow,
    /// 409: the browser has not done what was asked, or brought something else.
    NotDone,
    /// 409: a code by e-mail or a helpdesk pass comes first.
    LateProofFirst,
    /// 422: the name of an authenticator is too long or taken.
    Label(&'static str),
    /// 404: there is no such address.
    NoSuchAddress,
    /// 405
    Method,
    /// 409: changed by another request at the same moment.
    Conflict,
    /// 500, logged under this name.
    Broken(String),
    /// 503
    Unavailable,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match Failure::from(error) {
            Failure::Unavailable => Self::Unavailable,
            Failure::Broken(incident) => Self::Broken(incident),
            Failure::NotFound | Failure::NothingThere | Failure::UnknownApplication => Self::NoSuchAddress,
            Failure::Form
            | Failure::Forbidden
            | Failure::Method
            | Failure::TooLarge
            | Failure::UnknownClient
            | Failure::WrongReturn { .. }
            | Failure::NotForYou { .. }
            | Failure::Rounds { .. } => Self::Conflict,
        }
    }
}

impl Problem {
    /// Whether nothing was done, so that the same request may be made again under its idempotency key.
    pub(crate) const fn did_nothing(&self) -> bool {
        !matches!(self, Self::Broken(_))
    }

    fn document(&self) -> ProblemDocument {
        let (status, word, title, detail) = self.said();
        ProblemDocument { r#type: format!("{TYPE}{word}"), title, status: status.as_u16(), detail }
    }

    #[expect(clippy::too_many_lines, reason = "one entry for each problem")]
    fn said(&self) -> (StatusCode, &'static str, &'static str, String) {
        let (status, word, title, detail) = match self {
            Self::UnknownHost => (
                StatusCode::NOT_FOUND,
                "unknown-host",
                "This host name belongs to no organisation",
                "Ask at the public address of the organisation, or mend the Host that your proxy passes on.",
            ),
            Self::WrongKey => (
                StatusCode::UNAUTHORIZED,
                "wrong-key",
                "No key, or a wrong one",
                "Send `Authorization: Bearer` and a key that is listed under Settings, API keys.",
            ),
            Self::Scope(scope) => {
                let detail = format!("Tick `{}` for this key under Settings, API keys.", scope.word());
                return (StatusCode::FORBIDDEN, "scope", "The key does not open this", detail);
            }
            Self::TooMany(quota, _) => {
                let detail = format!(
                    "This key may ask {} times a minute; RateLimit says when it may again. The number is set under Settings, API keys.",
                    quota.limit
                );
                return (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail);
            }
            Self::TooManyWrong(..) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-wrong-codes",
                "Too many wrong codes",
                "So many codes were wrong on this platform in an hour that none is looked at before Retry-After. Look for who tries them.",
            ),
            Self::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "The request is not JSON",
                "Send `Content-Type: application/json` and one JSON object.",
            ),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large", "Send at most 16 kB.")
            }
            Self::Request(why) => {
                return (StatusCode::BAD_REQUEST, "request", "The request cannot be read", why.clone());
            }
            Self::Source => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "source",
                "`source` is no address",
                "Send the IP address that your platform sees the browser at, such as 203.0.113.7 or 2001:db8::7, without a port.",
            ),
            Self::OtherAddress => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "return-to",
                "The key does not list this address to return to",
                "Add it under Settings, API keys, exactly as it is sent; or leave `return_to` out and show pages of your own.",
            ),
            Self::IdempotencyKey => (
                StatusCode::BAD_REQUEST,
                "idempotency-key",
                "The Idempotency-Key is none",
                "Send one header of 1 to 255 visible ASCII characters, a new one for each request, such as a random UUID.",
            ),
            Self::AtWork => (
                StatusCode::CONFLICT,
                "at-work",
                "The same request is at work, or broke off",
                "Ask again in a moment. Where it broke off, nobody knows what became of it: begin a new sign-in.",
            ),
            Self::OtherRequest => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "Another request was made under this Idempotency-Key",
                "Send a new one for each request that is not a repetition.",
            ),
            Self::NoSignIn => (
                StatusCode::NOT_FOUND,
                "no-sign-in",
                "There is no such sign-in",
                "It took longer than 10 minutes, is done, or is another platform's. Have the person type the password again.",
            ),
            Self::NoSession => (
                StatusCode::NOT_FOUND,
                "no-session",
                "There is no such session",
                "It is over, was ended, or is another platform's. Treat the person as signed out.",
            ),
            Self::NotNow => (
                StatusCode::CONFLICT,
                "not-now",
                "That is not what is waited for",
                "Read what is with GET and go on from there.",
            ),
            Self::NotDone => (
                StatusCode::CONFLICT,
                "not-done",
                "That is not the result of this sign-in",
                "The browser gave up, or this result belongs to another sign-in: let nobody in, and have the person sign in again.",
            ),
            Self::LateProofFirst => (
                StatusCode::CONFLICT,
                "late-proof-first",
                "Something comes before enrolling",
                "Verify the code that was mailed, or a helpdesk pass, first: `enrol.late` says which.",
            ),
            Self::Label(detail) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "name", "The name of the authenticator does not do", *detail)
            }
            Self::NoSuchAddress => (
                StatusCode::NOT_FOUND,
                "no-such-address",
                "There is nothing at this address",
                "/api/v1/openapi.json lists what there is.",
            ),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "There is something at this address, but not by this method",
                "/api/v1/openapi.json says which.",
            ),
            Self::Conflict => (
                StatusCode::CONFLICT,
                "conflict",
                "Another request changed the same at the same moment",
                "Read what is so now and go on from there.",
            ),
            Self::Broken(incident) => {
                let detail = format!("It is our fault. The log has more under {incident}. Grant nothing.");
                return (StatusCode::INTERNAL_SERVER_ERROR, "broken", "Something is broken", detail);
            }
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Not at the moment",
                "The database is away or there is too much work. Nothing was granted; ask again in a few seconds, and let nobody in meanwhile.",
            ),
        };
        (status, word, title, detail.to_owned())
    }

    pub(crate) fn into_response(self) -> Response {
        let document = self.document();
        let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self {
            // RFC 6750 section 3.
            Self::WrongKey => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"tweestap\""));
            }
            Self::Scope(scope) => {
                let asked =
                    format!("Bearer realm=\"tweestap\", error=\"insufficient_scope\", scope=\"{}\"", scope.word());
                if let Ok(value) = HeaderValue::from_str(&asked) {
                    headers.insert(header::WWW_AUTHENTICATE, value);
                }
            }
            Self::TooManyWrong(until, now) => {
                let seconds = until.since(now).seconds_rounded_up().max(1);
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::TooMany(quota, now) => {
                let seconds = quota.resets_at.since(now).seconds_rounded_up().max(1);
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}
