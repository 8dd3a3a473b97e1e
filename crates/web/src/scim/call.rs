//! A request of SCIM: its key, its body, what it asks for; and the answer, or why there is none (RFC 7644 section 3.12).

use std::time::Duration;

use actions::scim::{Caller, LONGEST_PAGE, Query, ScimFault, enter};
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::shown::Wanted;
use crate::answer::Failure;
use crate::app::App;
use crate::extract::Reader;
use crate::extract::bearer::bearer;

/// RFC 7644 section 3.1
const MEDIA_TYPE: &str = "application/scim+json";

/// A request about a person fits in this many bytes.
const LARGEST: usize = 256 * 1024;

/// One about a group: of many thousands.
const LARGEST_GROUP: usize = 4 * 1024 * 1024;

/// So many requests are read and done at once; others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// And arrives within this long.
const WITHIN: Duration = Duration::from_secs(30);

/// A request of a system that said who it is.
pub(super) struct Call {
    pub(super) reader: Reader,
    pub(super) caller: Caller,
    /// What was sent; null where nothing is.
    pub(super) body: Value,
    /// The version that the request names.
    pub(super) version: Option<String>,
    /// The version that whoever asks has already.
    known: Option<String>,
    /// Whether what is asked for stands in the body.
    searches: bool,
    /// Its place among those at work.
    _place: Option<SemaphorePermit<'static>>,
}

/// Why a request did nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The host name belongs to no organisation.
    UnknownHost,
    /// No key, or a wrong one.
    WrongKey,
    /// Not JSON.
    NotJson,
    /// Too large, or too slow.
    TooLarge,
    /// There is no such address.
    NoSuchAddress,
    /// Not with this method.
    Method,
    /// The action says why.
    Fault(ScimFault),
    /// Changed by another request at the same moment.
    Conflict,
    /// Logged under this name.
    Broken(String),
    /// Not at the moment.
    Unavailable,
}

impl From<ScimFault> for Refusal {
    fn from(fault: ScimFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable => Self::Unavailable,
            Failure::Broken(incident) => Self::Broken(incident),
            Failure::NotFound | Failure::NothingThere => Self::Fault(ScimFault::NotFound),
            _ => Self::Conflict,
        }
    }
}

impl From<actions::Error> for Refusal {
    fn from(error: actions::Error) -> Self {
        Failure::from(error).into()
    }
}

impl Refusal {
    fn said(&self) -> (StatusCode, Option<&'static str>, String) {
        let bad = StatusCode::BAD_REQUEST;
        let told = |text: &str| text.to_owned();
        match self {
            Self::UnknownHost => (StatusCode::NOT_FOUND, None, told("no organisation has this host name")),
            Self::WrongKey => (
                StatusCode::UNAUTHORIZED,
                None,
                told(
                    "send `Authorization: Bearer` and the key of a system that is listed under Settings, People coming in",
                ),
            ),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, None, told("send application/scim+json")),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                None,
                told("send at most 256 kB of a person and 4 MB of a group, within 30 seconds"),
            ),
            Self::NoSuchAddress => (
                StatusCode::NOT_FOUND,
                None,
                told("there are Users, Groups, ServiceProviderConfig, ResourceTypes and Schemas under /scim/v2"),
            ),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, None, told("not with this method")),
            Self::Conflict => (StatusCode::CONFLICT, None, told("changed by somebody else at this moment; ask again")),
            Self::Broken(incident) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                None,
                format!("the log of Tweestap says what went wrong, under {incident}"),
            ),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, None, told("not at the moment; ask again in a few seconds"))
            }
            Self::Fault(fault) => match fault {
                ScimFault::NotFound => (
                    StatusCode::NOT_FOUND,
                    None,
                    told("there is no such resource, or it did not come from this system"),
                ),
                ScimFault::Uniqueness(why) => (StatusCode::CONFLICT, Some("uniqueness"), why.clone()),
                ScimFault::InvalidSyntax(why) => (bad, Some("invalidSyntax"), why.clone()),
                ScimFault::InvalidFilter(why) => (bad, Some("invalidFilter"), why.clone()),
                ScimFault::InvalidPath(why) => (bad, Some("invalidPath"), why.clone()),
                ScimFault::InvalidValue(why) => (bad, Some("invalidValue"), why.clone()),
                ScimFault::NoTarget(why) => (bad, Some("noTarget"), why.clone()),
                ScimFault::Mutability(why) => (bad, Some("mutability"), why.clone()),
                ScimFault::Forbidden(why) => (StatusCode::FORBIDDEN, None, why.clone()),
                ScimFault::Stale => {
                    (StatusCode::PRECONDITION_FAILED, None, told("changed since that version was read; read it again"))
                }
            },
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, kind, detail) = self.said();
        let mut error = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": status.as_u16().to_string(),
            "detail": detail,
        });
        if let (Some(kind), Some(fields)) = (kind, error.as_object_mut()) {
            fields.insert("scimType".to_owned(), kind.into());
        }
        let mut response = written(status, &error);
        match self {
            Self::WrongKey => {
                let challenge = HeaderValue::from_static("Bearer realm=\"tweestap\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::Unavailable => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}

/// Answers a request: reads it, does the work where its key opens this, and says what became of it.
pub(super) async fn answered<W>(app: &App, request: Request, work: W) -> Response
where
    W: AsyncFnOnce(Call) -> Result<Response, Refusal>,
{
    let answer = match Call::open(app, request).await {
        Err(refusal) => Err(refusal),
        Ok(call) => Box::pin(work(call)).await,
    };
    answer.unwrap_or_else(Refusal::into_response)
}

impl Call {
    async fn open(app: &App, request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let reader = Reader::read(app, &parts).ok_or(Refusal::UnknownHost)?;
        let caller = enter(reader.ctx(), reader.visit(), bearer(&parts.headers)).await?;
        let caller = caller.ok_or(Refusal::WrongKey)?;
        let sends = [Method::POST, Method::PUT, Method::PATCH].contains(&parts.method);
        if sends && !is_json(&parts.headers) {
            return Err(Refusal::NotJson);
        }
        // Whoever sends it drop by drop holds no place for long.
        let largest = if parts.uri.path().contains("/Groups") { LARGEST_GROUP } else { LARGEST };
        let Ok(Ok(body)) = tokio::time::timeout(WITHIN, to_bytes(body, largest)).await else {
            return Err(Refusal::TooLarge);
        };
        // Never closed.
        let place = AT_ONCE.acquire().await.ok();
        let body = if sends {
            serde_json::from_slice(&body).map_err(|error| ScimFault::InvalidSyntax(error.to_string()))?
        } else {
            Value::Null
        };
        let version = named_version(&parts.headers, &header::IF_MATCH)?;
        let known = named_version(&parts.headers, &header::IF_NONE_MATCH)?;
        let searches = parts.uri.path().ends_with("/.search");
        if searches && !body.is_object() {
            return Err(ScimFault::InvalidSyntax("a search is an object (RFC 7644 section 3.4.3)".to_owned()).into());
        }
        Ok(Self { reader, caller, body, version, known, searches, _place: place })
    }

    /// Which of many resources are asked for: in the address, or in the body of a search (RFC 7644 section 3.4.3).
    pub(super) fn query(&self) -> Result<Query, ScimFault> {
        let number = |name: &str, usual: u64| match self.asked(name) {
            None => Ok(usual),
            // What is below the least is the least (RFC 7644 section 3.4.2.4).
            Some(text) => match text.trim().parse::<i64>() {
                Ok(number) => Ok(u64::try_from(number).unwrap_or(0)),
                Err(_) => Err(ScimFault::InvalidValue(format!("{name} is a number"))),
            },
        };
        Ok(Query {
            filter: self.asked("filter").filter(|filter| !filter.trim().is_empty()),
            start: number("startIndex", 1)?.max(1),
            count: number("count", 100)?.min(LONGEST_PAGE),
        })
    }

    fn asked(&self, name: &str) -> Option<String> {
        let text = |value: &Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
            other => Some(other.to_string()),
        };
        let sent = self.body.as_object().filter(|_| self.searches).and_then(|fields| fields.get(name));
        sent.map_or_else(|| self.reader.query(name), text)
    }

    /// Which attributes are asked for.
    pub(super) fn wanted(&self) -> Wanted {
        let names = |name: &str| self.asked(name).unwrap_or_default();
        Wanted::new(&names("attributes"), &names("excludedAttributes"))
    }

    /// What was sent, to be taken once.
    pub(super) fn taken(&mut self) -> Value {
        std::mem::take(&mut self.body)
    }

    /// Where the resources of this system stand.
    pub(super) fn base(&self) -> String {
        let options = self.reader.app().options();
        let site = crate::mail::site_of(self.reader.ctx(), &options.public_address, self.reader.organisation());
        format!("{site}/scim/v2")
    }

    /// Whether whoever asks has this version already (RFC 7644 section 3.14).
    pub(super) fn has(&self, version: &str) -> bool {
        self.known.as_deref() == Some(version)
    }
}

/// A version that a header names; any, where it names all.
fn named_version(headers: &HeaderMap, name: &header::HeaderName) -> Result<Option<String>, ScimFault> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix("W/").unwrap_or(text).strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match tag {
        Some(tag) => Ok(Some(tag.to_owned())),
        None => Err(ScimFault::InvalidValue(format!("{name} holds one version, as `meta.version` gives it"))),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim();
    [MEDIA_TYPE, "application/json"].iter().any(|known| known.eq_ignore_ascii_case(kind))
}

/// An answer that no cache keeps.
pub(super) fn written(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A resource, with where it stands and in which version.
pub(super) fn resource(status: StatusCode, body: &Value, (location, version): (&str, &str)) -> Response {
    let mut response = written(status, body);
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{version}\"")) {
        headers.insert(header::ETAG, tag);
    }
    if let Ok(location) = HeaderValue::from_str(location) {
        headers
            .insert(if status == StatusCode::CREATED { header::LOCATION } else { header::CONTENT_LOCATION }, location);
    }
    response
}
