//! A request as handlers see it, made once per request: organisation, visit, language, cookies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use actions::{DeviceCookie, Organisation, Visit};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, Method, Uri, header};
use domain::time::Timestamp;
use domain::user::Role;
use percent_encoding::percent_decode_str;

use crate::admin::menu;
use crate::answer::Failure;
use crate::app::App;
use crate::cookies::{Kind, read_device};
use crate::extract::{browser, client_ip, host, return_to};
use crate::pages::{Frame, Person, Place};
use crate::words::Words;

/// Where a connection came from; `serve` notes it in every request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);

/// The address at the other end of the connection; one that nobody trusts where it is not known.
pub(crate) fn peer(extensions: &Extensions) -> IpAddr {
    extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip())
}

/// The request of a reader. Cheap to clone.
#[derive(Clone)]
pub struct Reader(Arc<Inner>);

struct Inner {
    app: App,
    visit: Visit,
    now: Timestamp,
    method: Method,
    uri: Uri,
    /// Language that was chosen in this browser, now or before.
    chosen: Option<Words>,
    accepted: Option<Words>,
    session: Option<String>,
    half: Option<String>,
    device: Option<DeviceCookie>,
    form: Option<String>,
    notice: Option<String>,
}

impl Reader {
    /// Reads a request. `None` where its host belongs to no organisation.
    pub(crate) fn read(app: &App, parts: &Parts) -> Option<Self> {
        let headers = &parts.headers;
        let peer = peer(&parts.extensions);
        let host = host::of_request(peer, (headers, &parts.uri), &app.options().trusted_proxies);
        let organisation = app.ctx().organisation_of_host(&host)?;
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let visit = Visit {
            organisation,
            source: client_ip::client(peer, headers, &app.options().trusted_proxies).to_string(),
            browser: browser::name(text(header::USER_AGENT).unwrap_or_default()),
            platform: None,
            device: None,
        };
        let cookie = |kind| app.cookies().read(headers, kind).map(str::to_owned);
        let asked = query(&parts.uri, "lang").and_then(|tag| Words::find(&tag));
        Some(Self(Arc::new(Inner {
            app: app.clone(),
            visit,
            now: app.ctx().now(),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            chosen: asked.or_else(|| cookie(Kind::Language).and_then(|tag| Words::find(&tag))),
            accepted: text(header::ACCEPT_LANGUAGE).and_then(Words::accepted),
            session: cookie(Kind::Session),
            half: cookie(Kind::Half),
            device: cookie(Kind::Device).and_then(|value| read_device(&value)),
            form: cookie(Kind::Form),
            notice: cookie(Kind::Notice),
        })))
    }

    /// The state of the program.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The actions.
    pub fn ctx(&self) -> &actions::Ctx {
        self.0.app.ctx()
    }

    /// What actions want to know about the request.
    pub fn visit(&self) -> &Visit {
        &self.0.visit
    }

    /// The organisation.
    pub fn organisation(&self) -> &Arc<Organisation> {
        &self.0.visit.organisation
    }

    /// When the request was read; what pages call now.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// Token of the session, as the browser sent it.
    pub fn session(&self) -> Option<&str> {
        self.0.session.as_deref()
    }

    /// Token of the half sign-in, as the browser sent it.
    pub fn half(&self) -> Option<&str> {
        self.0.half.as_deref()
    }

    /// The cookie of a remembered browser.
    pub fn device(&self) -> Option<&DeviceCookie> {
        self.0.device.as_ref()
    }

    pub(crate) fn form(&self) -> Option<&str> {
        self.0.form.as_deref()
    }

    /// What an earlier answer wanted said on this page: a word, and what it is about.
    pub fn notice(&self) -> Option<(String, String)> {
        let text = percent_decode_str(self.0.notice.as_deref()?).decode_utf8().ok()?;
        let (word, about) = text.split_once(':').unwrap_or((&text, ""));
        Some((word.to_owned(), about.to_owned()))
    }

    pub(crate) fn has_notice(&self) -> bool {
        self.0.notice.is_some()
    }

    /// The path of the request, with its query but for the language.
    pub fn address(&self) -> String {
        let query: Vec<&str> = self
            .0
            .uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
            .collect();
        if query.is_empty() {
            self.0.uri.path().to_owned()
        } else {
            format!("{}?{}", self.0.uri.path(), query.join("&"))
        }
    }

    /// The address that a sign-in may come back to: of a page, never of what a form was sent to.
    pub(crate) fn page_address(&self) -> String {
        if self.0.method == Method::GET { self.address() } else { "/".to_owned() }
    }

    /// The address of the request.
    pub(crate) fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The value of a field in the query.
    pub fn query(&self, name: &str) -> Option<String> {
        query(&self.0.uri, name)
    }

    /// The address in the query that may be returned to.
    pub fn return_to(&self) -> Option<String> {
        self.query("return_to").and_then(|wanted| self.checked_return_to(&wanted))
    }

    /// The same for an address from a form.
    pub fn checked_return_to(&self, wanted: &str) -> Option<String> {
        if wanted.is_empty() { None } else { return_to::checked(self.0.app.options(), wanted) }
    }

    /// Where somebody goes who wanted to go there. What was kept is looked at again: what may be returned to changes.
    pub(crate) fn onward(&self, wanted: Option<&str>) -> String {
        wanted.and_then(|wanted| self.checked_return_to(wanted)).unwrap_or_else(|| "/".to_owned())
    }

    /// Whether a language was chosen in this browser.
    pub(crate) fn has_chosen_language(&self) -> bool {
        self.0.chosen.is_some()
    }

    /// The words for this reader, whose own language is `own` where we know who it is.
    pub fn words(&self, own: Option<&str>) -> Words {
        let organisation = &self.0.visit.organisation.language;
        self.0
            .chosen
            .or_else(|| own.and_then(Words::find))
            .or(self.0.accepted)
            .or_else(|| Words::find(organisation))
            .unwrap_or_default()
    }

    /// The surroundings of a page for someone of whom nothing is known.
    pub fn frame(&self) -> Frame {
        self.frame_in(None)
    }

    /// The surroundings of a page for a reader with this language.
    pub fn frame_in(&self, own: Option<&str>) -> Frame {
        let organisation = &self.0.visit.organisation;
        let mut frame =
            Frame::plain(self.words(own), organisation.zone.clone(), self.0.now.micros(), organisation.name.clone());
        frame.address = self.address();
        frame.helpdesk.clone_from(&organisation.helpdesk_telephone);
        frame.support.clone_from(&organisation.support_url);
        frame.two_factor = organisation.module == domain::organisation::ModuleState::Active;
        frame.demo = self.0.app.options().demo;
        frame
    }

    /// The surroundings of a page for someone who is signed in.
    pub fn frame_of(&self, facts: &actions::Standing, place: Place) -> Frame {
        let mut frame = self.frame_in(facts.facts.language.as_deref());
        frame.person = Some(Person::named(facts.facts.display_name.as_str()));
        frame.place = place;
        let role = facts.facts.role;
        let operates = role == Role::SuperUser && self.ctx().is_operators(self.organisation());
        frame.desk = menu::lines(self.ctx().menu_rights(role), frame.two_factor, operates);
        frame
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match parts.extensions.get::<Self>() {
            Some(reader) => Ok(reader.clone()),
            None => Self::read(app, parts).ok_or(Failure::NotFound),
        }
    }
}

pub(crate) fn query(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()?;
    let value = value.replace('+', " ");
    percent_decode_str(&value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
