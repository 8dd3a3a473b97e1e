//! Answers: a page, a redirect, a failure. The only place that maps what happened to a status.

use actions::Error;
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::cookies::{Kind, device_value};
use crate::extract::Reader;
use crate::pages::{Frame, Problem, ProblemKind, ReturnList, SentBy};

/// What a handler answers.
pub type Answer = Result<Response, Failure>;

/// Why a request is not answered. Turned into a page in the reader's language further out.
#[derive(Debug, Clone)]
pub enum Failure {
    /// 400: the form is out of date, incomplete, or not from a page of ours.
    Form,
    /// 403: not with this role.
    Forbidden,
    /// 404
    NotFound,
    /// 404, and that somebody tried is in the audit log.
    NothingThere,
    /// 404: the address to be sent to belongs to no application.
    UnknownApplication,
    /// 400: no application has this `client_id`.
    UnknownClient,
    /// 400: the application does not list the address that it wants the answer at.
    WrongReturn {
        /// Its name.
        application: String,
        /// The address.
        address: String,
        /// Which list it is missing on.
        list: ReturnList,
    },
    /// 403: this person may not use the application.
    NotForYou {
        /// Its name.
        application: String,
        /// Where it hears so.
        back: String,
    },
    /// 429: the application sends this browser here again and again.
    Rounds {
        /// Its name.
        application: String,
        /// Which way it comes here.
        from: SentBy,
        /// Where whoever wants to goes on.
        on: String,
    },
    /// 405: there is such a page, but not so.
    Method,
    /// 413
    TooLarge,
    /// 500, logged under this name.
    Broken(String),
    /// 503: the database is away, or there is more work than can be taken on.
    Unavailable,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            // Two tabs did the same at once: the form that lost is out of date.
            Error::Conflict | Error::Refused(_) => Self::Form,
            Error::Busy(why) | Error::Unavailable(why) => {
                tracing::warn!(%why, "answered 503");
                Self::Unavailable
            }
            Error::Broken(why) => Self::broken(&why),
        }
    }
}

impl Failure {
    /// A fault of ours: logged in full under a name, and only the name is shown.
    pub(crate) fn broken(why: &str) -> Self {
        // Not a secret: it only ties what a person tells the helpdesk to a line in the log.
        let incident = format!("{:08X}", fingerprint(why));
        tracing::error!(%incident, %why, "answered 500");
        Self::Broken(incident)
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Form | Self::UnknownClient | Self::WrongReturn { .. } => StatusCode::BAD_REQUEST,
            Self::Forbidden | Self::NotForYou { .. } => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NothingThere | Self::UnknownApplication => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Rounds { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What its page says.
    pub(crate) fn kind(&self) -> ProblemKind {
        match self {
            Self::Form => ProblemKind::FormOutOfDate,
            Self::Forbidden => ProblemKind::Forbidden,
            Self::NotFound | Self::NothingThere | Self::Method => ProblemKind::NotFound,
            Self::UnknownApplication => ProblemKind::UnknownApplication,
            Self::UnknownClient => ProblemKind::UnknownClient,
            Self::WrongReturn { application, address, list } => {
                let (application, address) = (application.clone(), address.clone());
                ProblemKind::WrongReturn { application, address, list: *list }
            }
            Self::NotForYou { application, .. } => ProblemKind::NotForYou { application: application.clone() },
            Self::Rounds { application, from, .. } => {
                ProblemKind::Rounds { application: application.clone(), from: *from }
            }
            Self::TooLarge => ProblemKind::TooLarge,
            Self::Broken(incident) => ProblemKind::Broken { incident: incident.clone() },
            Self::Unavailable => ProblemKind::Unavailable,
        }
    }

    /// The page of this failure, for a reader.
    pub(crate) fn page(&self, reader: &Reader) -> Response {
        let kind = self.kind();
        let back = match self {
            Self::Form | Self::Broken(_) | Self::Unavailable => reader.address(),
            Self::NotForYou { back: on, .. } | Self::Rounds { on, .. } => on.clone(),
            Self::Forbidden
            | Self::NotFound
            | Self::NothingThere
            | Self::UnknownApplication
            | Self::UnknownClient
            | Self::WrongReturn { .. }
            | Self::Method
            | Self::TooLarge => "/".to_owned(),
        };
        let mut frame = reader.frame();
        "/".clone_into(&mut frame.address);
        let page = Problem { frame, kind, back };
        let mut response = page_of(&page, self.status());
        if matches!(self, Self::Unavailable) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// A page with a status; without words where it cannot be rendered.
pub(crate) fn page_of(page: &impl Template, status: StatusCode) -> Response {
    let mut response = page.render().map_or_else(|_| status.into_response(), html_response);
    *response.status_mut() = status;
    response
}

fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn html_response(html: String) -> Response {
    let mut response = Response::new(html.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer being put together: cookies first, then a page or a redirect.
pub struct Reply<'a> {
    reader: &'a Reader,
    cookies: HeaderMap,
}

impl Reader {
    /// Begins an answer.
    pub fn reply(&self) -> Reply<'_> {
        Reply { reader: self, cookies: HeaderMap::new() }
    }

    /// Answers with a page; `page` is given its surroundings complete with the form token.
    pub fn page<T: Template>(&self, frame: Frame, page: impl FnOnce(Frame) -> T) -> Answer {
        self.reply().page(frame, page)
    }

    /// Answers with a redirect (303: the next request is a GET, whatever this one was).
    pub fn to(&self, path: &str) -> Answer {
        self.reply().to(path)
    }
}

impl Reply<'_> {
    fn cookie(mut self, header: HeaderValue) -> Self {
        self.cookies.append(header::SET_COOKIE, header);
        self
    }

    /// Gives the browser a session, or the one that it has under a new token; a half sign-in is over with it.
    #[must_use]
    pub fn session(self, token: &str, expires_at: Timestamp, persistent: bool) -> Self {
        let until = persistent.then(|| (self.reader.now(), expires_at));
        let names = self.reader.app().cookies().clone();
        self.cookie(names.set(Kind::Session, token, until)).cookie(names.clear(Kind::Half))
    }

    /// Gives the browser what a sign-in brought.
    #[must_use]
    pub fn signed_in(self, signed_in: &actions::SignedIn) -> Self {
        self.session(&signed_in.token, signed_in.expires_at, signed_in.persistent).device(signed_in.device.as_ref())
    }

    /// Gives the browser what a proof inside a session brought.
    #[must_use]
    pub fn raised(self, raised: &actions::step_up::Raised) -> Self {
        self.session(&raised.token, raised.expires_at, raised.persistent).device(raised.device.as_ref())
    }

    fn device(self, device: Option<&(actions::DeviceCookie, Timestamp)>) -> Self {
        let Some((device, until)) = device else { return self };
        let names = self.reader.app().cookies().clone();
        let until = (self.reader.now(), *until);
        self.cookie(names.set(Kind::Device, &device_value(device), Some(until)))
    }

    /// Gives the browser a half sign-in.
    #[must_use]
    pub fn half(self, token: &str) -> Self {
        let header = self.reader.app().cookies().set(Kind::Half, token, None);
        self.cookie(header)
    }

    /// Gives the browser the pass for the doors of other applications, for as long as the session lives.
    #[must_use]
    pub(crate) fn gate(self, pass: &str, terms: domain::session::SessionTerms) -> Self {
        let until = terms.persistent.then(|| (self.reader.now(), terms.expires_at));
        let header = self.reader.app().cookies().set(Kind::Gate, pass, until);
        self.cookie(header)
    }

    /// Takes a cookie away.
    #[must_use]
    pub(crate) fn without(self, kind: Kind) -> Self {
        let app = self.reader.app();
        let header = app.cookies().clear(kind);
        if kind == Kind::Session && app.options().domain.is_some() {
            // With the session its pass is worth nothing.
            let pass = app.cookies().clear(Kind::Gate);
            return self.cookie(header).cookie(pass);
        }
        self.cookie(header)
    }

    /// Has the next page say something: a word, and what it is about.
    #[must_use]
    pub fn notice(self, word: &str, about: &str) -> Self {
        let value = utf8_percent_encode(&format!("{word}:{about}"), NON_ALPHANUMERIC).to_string();
        let header = self.reader.app().cookies().set(Kind::Notice, &value, None);
        self.cookie(header)
    }

    /// The cookies alone, for an answer that is there already.
    pub(crate) fn into_cookies(self) -> HeaderMap {
        self.cookies
    }

    /// Answers with a page.
    pub fn page<T: Template>(self, frame: Frame, page: impl FnOnce(Frame) -> T) -> Answer {
        // No more than this is made anew for each page.
        let (reply, frame) = self.with_form(frame);
        let html = page(frame).render();
        reply.html(html)
    }

    /// The surroundings with the token of forms, and the cookie that goes with it.
    fn with_form(mut self, mut frame: Frame) -> (Self, Frame) {
        let names = self.reader.app().cookies().clone();
        let verifier = self.reader.ctx().verifier();
        let form = match self.reader.form() {
            Some(form) if form.len() == 43 => form.to_owned(),
            _ => {
                let form = verifier.new_token().text().to_string();
                self = self.cookie(names.set(Kind::Form, &form, None));
                form
            }
        };
        if self.reader.has_notice() {
            self = self.cookie(names.clear(Kind::Notice));
        }
        frame.csrf = verifier.issue_form_token(&form);
        (self, frame)
    }

    fn html(self, html: Result<String, askama::Error>) -> Answer {
        let html = html.map_err(|error| Failure::broken(&error.to_string()))?;
        let mut response = html_response(html);
        response.headers_mut().extend(self.cookies);
        Ok(response)
    }

    /// Answers with a redirect.
    pub fn to(self, path: &str) -> Answer {
        let location = HeaderValue::from_str(path).map_err(|_| Failure::broken("a redirect that is no header"))?;
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().extend(self.cookies);
        response.headers_mut().insert(header::LOCATION, location);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

/// A page that asks to wait until a moment: 429, with what machines understand.
pub(crate) fn too_many(reader: &Reader, until: Timestamp, mut page: Response) -> Response {
    *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = until.since(reader.now()).seconds_rounded_up();
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    page
}

/// A path that may have a query, with an address to return to.
pub(crate) fn with_more(path: &str, return_to: Option<&str>) -> String {
    match (path.split_once('?'), return_to) {
        (Some((path, query)), Some(_)) => format!("{}&{query}", with_return_to(path, return_to)),
        _ => with_return_to(path, return_to),
    }
}

/// A path with an address to return to.
pub(crate) fn with_return_to(path: &str, return_to: Option<&str>) -> String {
    match return_to {
        None => path.to_owned(),
        Some(return_to) => format!("{path}?return_to={}", utf8_percent_encode(return_to, NON_ALPHANUMERIC)),
    }
}
