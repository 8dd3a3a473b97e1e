//! What a proxy asks at `/auth/check`: what the door demands, and which page of which application somebody wants. Nobody but a
//! trusted proxy is believed about the latter, and what cannot be read in one way alone is refused.

use std::borrow::Cow;
use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use domain::access::{Demand, canonical_path};
use domain::application::{Answering, Page};
use domain::time::Lifetime;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::app::AppOptions;
use crate::extract::reader::peer;
use crate::forward_auth::CHECK;

const HOST: &str = "x-forwarded-host";
const URI: &str = "x-forwarded-uri";
const PROTO: &str = "x-forwarded-proto";
const METHOD: &str = "x-forwarded-method";

/// What is asked.
pub(super) struct Asked<'h> {
    /// What the address of the check demands.
    pub(super) demand: Demand,
    /// Whether a redirect is the answer to who must sign in, where the address of the check says so.
    redirect: Option<bool>,
    /// The page, as the proxy says it; none where it says none.
    pub(super) page: Option<Said<'h>>,
    /// Why nobody passes here, whoever it is.
    pub(super) wrong: Option<Refusal>,
}

/// Why nobody passes. The text is for the log, and says what to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A parameter of the address of the check.
    Parameter(String),
    /// The address of the page cannot be read, or in more than one way.
    Unreadable,
    /// The proxy that says so is not listed.
    Proxy(std::net::IpAddr),
    /// No application is known there.
    UnknownApplication(String),
    /// The proxy does not say which page is asked, and there are rules about pages, or it puts the page behind the address.
    NoPage,
    /// The application of this name may read the path as one under another of its rules.
    TwoWays(String),
    /// Browsers cannot show our cookie there.
    OutsideDomain(String),
    /// `Host` names no organisation.
    UnknownHost,
    /// The database is away.
    Unavailable,
}

impl Refusal {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// The sentence for whoever stands at the door.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Unreadable | Self::TwoWays(_) => "auth-unreadable",
            Self::UnknownApplication(_) => "auth-unknown",
            Self::Unavailable => "auth-unavailable",
            _ => "auth-set-up",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => {
                write!(f, "the proxy asks `/auth/check` with `{name}`; known are require=second-factor, ")?;
                write!(f, "max_age=SECONDS (60 at least), group=NAME and redirect=0 or 1")
            }
            Self::Unreadable => write!(f, "the address of the page cannot be read in one way alone"),
            Self::Proxy(address) => {
                write!(f, "{address} says which page is asked and is no proxy of `server.trusted_proxies`")
            }
            Self::UnknownApplication(origin) => {
                write!(
                    f,
                    "no application has the address {origin}: add it under Applications, or to `sign_in.return_to`"
                )
            }
            Self::NoPage => {
                write!(f, "the proxy does not say which page is asked (X-Forwarded-Proto, -Host and -Uri), ")?;
                write!(f, "and there are rules about pages, or the page stands behind the address of the check")
            }
            Self::TwoWays(name) => {
                write!(f, "{name} may read this path as one under another of its rules: capitals, or a dot at the end")
            }
            Self::OutsideDomain(host) => {
                write!(f, "browsers show no cookie of ours at {host}: `sign_in.domain` has to hold it and our own host")
            }
            Self::UnknownHost => write!(f, "the proxy calls us by a name in `Host` that is no organisation's"),
            Self::Unavailable => write!(f, "the database cannot be used"),
        }
    }
}

/// Reads a request of a proxy.
pub(super) fn read<'h>(options: &AppOptions, parts: &'h Parts) -> Result<Asked<'h>, Refusal> {
    // Below it stands the page, by a proxy that puts it there, and the query is that of the page.
    let is_below = parts.uri.path() != CHECK;
    let query = parts.uri.query().filter(|_| !is_below);
    let Parameters { demand, redirect } = demand(query.unwrap_or_default(), &[])?;
    let (page, wrong) = match Said::read(&parts.headers) {
        None if is_below => return Err(Refusal::NoPage),
        None => (None, None),
        // Who has not signed in is sent to do so all the same: how the doors are set up is nothing to them.
        Some(_) if !is_trusted(options, parts) => (None, Some(Refusal::Proxy(peer(&parts.extensions)))),
        Some(said) => (Some(said?), None),
    };
    Ok(Asked { demand, redirect, page, wrong })
}

pub(super) fn is_trusted(options: &AppOptions, parts: &Parts) -> bool {
    let by = peer(&parts.extensions).to_canonical();
    options.trusted_proxies.iter().any(|net| net.contains(&by))
}

/// How whoever may not pass yet is sent on.
pub(super) struct Sending {
    /// Whether somebody wants a page. Scripts and forms are never sent on: they would take the page of the sign-in for the answer.
    pub(super) navigates: bool,
    /// Whether a browser is sent on by the answer itself; else the proxy does it.
    pub(super) redirects: bool,
}

impl Asked<'_> {
    /// How somebody is sent on. The address of the check says it, else the application, else what the proxy says of the request.
    pub(super) fn sending(&self, options: &AppOptions, parts: &Parts, answering: Answering) -> Sending {
        let headers = &parts.headers;
        let method = headers.get(METHOD).and_then(|value| value.to_str().ok());
        let method = method.filter(|_| is_trusted(options, parts));
        let navigates = navigates(headers, method);
        // Caddy and Traefik say the method and the address, and pass our answer on as it is; nginx and `HAProxy` are told to say 0.
        let usual = method.is_some() && headers.contains_key(URI);
        let redirects = navigates && self.redirect.or(answering.redirects()).unwrap_or(usual);
        Sending { navigates, redirects }
    }
}

/// Whether a browser wants a page, as far as a request tells.
fn navigates(headers: &HeaderMap, method: Option<&str>) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads = [Method::GET.as_str(), Method::HEAD.as_str()].contains(&method.unwrap_or("GET"));
    let by_script = value("sec-fetch-mode").is_some_and(|mode| mode != "navigate")
        || value("x-requested-with").is_some_and(|by| by.eq_ignore_ascii_case("XMLHttpRequest"));
    reads && !by_script
}

/// What a trusted proxy says about a page. Its path has one form.
pub(super) struct Said<'h> {
    proto: &'h str,
    host: &'h str,
    uri: &'h str,
    pub(super) path: Cow<'h, str>,
    /// Whether the proxy says which page of the host; else it is the first one.
    pub(super) says_page: bool,
}

impl<'h> Said<'h> {
    /// Nothing where nothing is said; else what is, or that it cannot be read in one way alone.
    fn read(headers: &'h HeaderMap) -> Option<Result<Self, Refusal>> {
        let (host, uri) = (only(headers, HOST), only(headers, URI));
        if matches!((&host, &uri), (Ok(None), Ok(None))) {
            return None;
        }
        let read = || {
            let (host, uri) = (host?.ok_or(Refusal::Unreadable)?, uri?);
            let (says_page, uri) = (uri.is_some(), uri.unwrap_or("/"));
            let proto = only(headers, PROTO)?.ok_or(Refusal::Unreadable)?;
            let path = canonical_path(uri).ok_or(Refusal::Unreadable)?;
            Ok(Self { proto, host, uri, path, says_page })
        };
        Some(read())
    }

    /// The page as it is spelled.
    pub(super) fn page(&self) -> Page<'_> {
        Page { scheme: self.proto, host: self.host, path: &self.path }
    }

    /// The address as browsers write it.
    pub(super) fn url(&self) -> Result<Url, Refusal> {
        let Self { proto, host, uri, .. } = self;
        let is_plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
        if !matches!(*proto, "http" | "https") || !is_plain || host.is_empty() {
            return Err(Refusal::Unreadable);
        }
        // The parser that browsers share writes names small and in ASCII; a dot at the end is the same name.
        let mut url = Url::parse(&format!("{proto}://{host}{uri}")).map_err(|_| Refusal::Unreadable)?;
        let name = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
        if name.is_empty() || url.set_host(Some(&name)).is_err() {
            return Err(Refusal::Unreadable);
        }
        Ok(url)
    }
}

/// The value of a header that was sent once, and names one thing.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, Refusal> {
    let mut all = headers.get_all(name).iter();
    let Some(value) = all.next() else { return Ok(None) };
    let text = value.to_str().map_err(|_| Refusal::Unreadable)?;
    if all.next().is_some() || (name != URI && text.contains(',')) {
        return Err(Refusal::Unreadable);
    }
    Ok(Some(text))
}

/// What stands in the query of a check.
pub(super) struct Parameters {
    pub(super) demand: Demand,
    redirect: Option<bool>,
}

/// Reads what a door demands from a query, which may hold `other` fields as well. What is not known, or said twice, is refused: a
/// demand that was misspelt must not be none.
pub(super) fn demand(query: &str, other: &[&str]) -> Result<Parameters, Refusal> {
    let (mut demand, mut redirect) = (Demand::default(), None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let wrong = || Refusal::Parameter(pair.chars().filter(char::is_ascii_graphic).take(60).collect());
        let value = value.replace('+', " ");
        let value = percent_decode_str(&value).decode_utf8().map_err(|_| wrong())?;
        match (name, &*value) {
            ("require", "second-factor") => demand.second_factor = true,
            ("require", "session") => {}
            ("max_age", seconds) if demand.max_age.is_none() => {
                let seconds = seconds.parse::<u32>().ok().filter(|seconds| *seconds >= 60).ok_or_else(wrong)?;
                demand.max_age = Some(Lifetime::seconds(seconds));
            }
            ("group", group) if !group.trim().is_empty() => demand.groups.push(group.to_owned()),
            ("redirect", "0" | "1") if redirect.is_none() => redirect = Some(value == "1"),
            (name, _) if other.contains(&name) => {}
            _ => return Err(wrong()),
        }
    }
    Ok(Parameters { demand, redirect })
}
