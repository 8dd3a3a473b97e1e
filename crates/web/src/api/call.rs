//! A request of the API: its key, its body, its idempotency key; and the answer, with what the key may still ask.

use std::net::IpAddr;
use std::time::Duration;

use actions::module::repeat::{self, Known, Ticket};
use actions::module::{Entry, Platform, Quota, closed_until, enter, missed};
use actions::visit::Visit;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::api_key::Scope;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::shapes::Verdict;
use crate::app::App;
use crate::extract::bearer::bearer;
use crate::extract::{Reader, browser};

/// A request fits in this many bytes.
const LARGEST: usize = 16 * 1024;

/// And arrives within this long.
const WITHIN: Duration = Duration::from_secs(15);

const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// draft-ietf-httpapi-ratelimit-headers-10
const LIMIT: &str = "ratelimit";
const LIMIT_POLICY: &str = "ratelimit-policy";

/// A request whose key opens what it asks for.
pub(crate) struct Call {
    pub(crate) reader: Reader,
    pub(crate) platform: Platform,
    body: Bytes,
    ticket: Option<Ticket>,
}

/// What a request is answered: a status, and something to say.
pub(crate) struct Reply {
    status: StatusCode,
    body: Vec<u8>,
    retry_at: Option<Timestamp>,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn json(body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| Problem::Broken(error.to_string()))?;
        Ok(Self { status: StatusCode::OK, body, retry_at: None })
    }

    /// With the moment before which it makes no sense to ask the same.
    pub(crate) fn retry_at(self, at: Option<Timestamp>) -> Self {
        Self { retry_at: at, ..self }
    }
}

/// Answers a request: reads it, does the work where its key opens that, and says what became of it.
pub(crate) async fn answered<W>(app: &App, request: Request, scope: Scope, work: W) -> Response
where
    W: AsyncFnOnce(&Call) -> Result<Reply, Problem>,
{
    match Call::open(app, request, scope).await {
        Err(response) => response,
        Ok(call) => {
            let reply = Box::pin(work(&call)).await;
            call.answer(reply).await
        }
    }
}

impl Call {
    /// Reads a request; `Err` is its answer, where nothing more is to be done.
    async fn open(app: &App, request: Request, scope: Scope) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let Some(reader) = Reader::read(app, &parts) else { return Err(Problem::UnknownHost.into_response()) };
        let entry = enter(reader.ctx(), reader.organisation(), bearer(&parts.headers), Some(scope)).await;
        let platform = match entry {
            Err(error) => return Err(Problem::from(error).into_response()),
            Ok(Entry::WrongKey) => return Err(Problem::WrongKey.into_response()),
            Ok(Entry::OtherScope(scope)) => return Err(Problem::Scope(scope).into_response()),
            Ok(Entry::TooMany(quota)) => {
                let answer = Problem::TooMany(quota, reader.now()).into_response();
                return Err(with_quota(answer, quota, reader.now()));
            }
            Ok(Entry::Open(platform)) => *platform,
        };
        let quota = platform.quota;
        let refuse = |problem: Problem, reader: &Reader| with_quota(problem.into_response(), quota, reader.now());
        let mut call = Self { reader, platform, body: Bytes::new(), ticket: None };
        if parts.method == Method::GET {
            return Ok(call);
        }
        if !is_json(&parts.headers) {
            return Err(refuse(Problem::NotJson, &call.reader));
        }
        // Whoever sends it drop by drop holds no place for long.
        call.body = match tokio::time::timeout(WITHIN, to_bytes(body, LARGEST)).await {
            Ok(Ok(body)) => body,
            Ok(Err(_)) | Err(_) => return Err(refuse(Problem::TooLarge, &call.reader)),
        };
        match call.begin_repeat(&parts.headers, parts.uri.path()).await {
            Ok(None) => Ok(call),
            Ok(Some(again)) => Err(with_quota(again, quota, call.reader.now())),
            Err(problem) => Err(refuse(problem, &call.reader)),
        }
    }

    /// Looks at the idempotency key, where there is one; answers what was answered before under it.
    async fn begin_repeat(&mut self, headers: &HeaderMap, path: &str) -> Result<Option<Response>, Problem> {
        let mut sent = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = sent.next() else { return Ok(None) };
        let text = value.to_str().ok().filter(|text| {
            (1..=repeat::LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        });
        let Some(text) = text.filter(|_| sent.next().is_none()) else { return Err(Problem::IdempotencyKey) };
        let (ctx, organisation) = (self.reader.ctx(), self.reader.organisation());
        match repeat::begin(ctx, organisation, &self.platform, (text, path, &self.body)).await? {
            Known::New(ticket) => {
                self.ticket = Some(ticket);
                Ok(None)
            }
            Known::Answered(status, body) => {
                let status = StatusCode::from_u16(status).map_err(|error| Problem::Broken(error.to_string()))?;
                Ok(Some(written(status, body.to_vec())))
            }
            Known::AtWork => Err(Problem::AtWork),
            Known::Other => Err(Problem::OtherRequest),
        }
    }

    /// What was sent. Fields that are unknown or stand twice are refused: a typing error must not grant anything.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        // A list would be read by position.
        if self.body.trim_ascii_start().first() != Some(&b'{') {
            return Err(Problem::Request("Send one JSON object.".to_owned()));
        }
        serde_json::from_slice(&self.body).map_err(|error| Problem::Request(error.to_string()))
    }

    /// Whether codes of this platform are looked at.
    pub(crate) fn may_look(&self) -> Result<(), Problem> {
        let closed = closed_until(self.reader.ctx(), &self.platform);
        closed.map_or(Ok(()), |until| Err(Problem::TooManyWrong(until, self.reader.now())))
    }

    /// Counts a code that was looked at and did not count.
    pub(crate) async fn missed(&self, verdict: Verdict) -> Result<(), Problem> {
        match verdict {
            Verdict::Wrong | Verdict::Malformed => {
                Ok(missed(self.reader.ctx(), self.reader.organisation(), &self.platform).await?)
            }
            Verdict::Right | Verdict::Replayed | Verdict::Wait | Verdict::Closed => Ok(()),
        }
    }

    /// A request for somebody at this address, in this browser.
    pub(crate) fn visit(&self, source: &str, user_agent: Option<&str>) -> Result<Visit, Problem> {
        let source = source.parse::<IpAddr>().map_err(|_| Problem::Source)?.to_canonical().to_string();
        Ok(self.visit_of((source, browser::name(user_agent.unwrap_or_default()))))
    }

    /// The same where both are known.
    pub(crate) fn visit_of(&self, origin: (String, String)) -> Visit {
        self.platform.visit(self.reader.organisation(), origin)
    }

    /// The same where neither matters.
    pub(crate) fn visit_of_nobody(&self) -> Visit {
        self.visit_of((String::new(), String::new()))
    }

    /// Answers, and keeps the answer where there is an idempotency key.
    async fn answer(self, reply: Result<Reply, Problem>) -> Response {
        let (ctx, now, quota) = (self.reader.ctx(), self.reader.now(), self.platform.quota);
        let response = match reply {
            Err(problem) => {
                let released = match self.ticket {
                    Some(ticket) if problem.did_nothing() => repeat::release(ctx, ticket).await,
                    Some(_) | None => Ok(()),
                };
                released.map_or_else(|error| Problem::from(error).into_response(), |()| problem.into_response())
            }
            Ok(reply) => {
                let kept = match self.ticket {
                    Some(ticket) => repeat::keep(ctx, ticket, (reply.status.as_u16(), &reply.body)).await,
                    None => Ok(()),
                };
                if let Err(error) = kept {
                    // It was done, and is answered: only asking once more will not be.
                    tracing::warn!(%error, "an answer was not kept for its idempotency key");
                }
                let mut response = written(reply.status, reply.body);
                if let Some(at) = reply.retry_at.filter(|at| now < *at) {
                    let seconds = HeaderValue::from(at.since(now).seconds_rounded_up());
                    response.headers_mut().insert(header::RETRY_AFTER, seconds);
                }
                response
            }
        };
        with_quota(response, quota, now)
    }
}

fn written(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// What the key may ask, and how much of it is left.
fn with_quota(mut response: Response, quota: Quota, now: Timestamp) -> Response {
    let seconds = quota.resets_at.since(now).seconds_rounded_up().max(0);
    let policy = HeaderValue::from_str(&format!("\"key\";q={};w=60", quota.limit));
    let left = HeaderValue::from_str(&format!("\"key\";r={};t={seconds}", quota.left));
    if let (Ok(policy), Ok(left)) = (policy, left) {
        response.headers_mut().insert(LIMIT_POLICY, policy);
        response.headers_mut().insert(LIMIT, left);
    }
    response
}
