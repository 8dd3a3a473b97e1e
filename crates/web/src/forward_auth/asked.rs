//! What a proxy asks at `/auth/check`: what the door demands, and which page of which application somebody wants. Nobody but a
//! trusted proxy is believed about the latter, and what cannot be read in one way alone is refused.

use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use domain::access::{Demand, canonical_path};
use domain::time::Lifetime;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::app::AppOptions;
use crate::extract::reader::peer;
use crate::extract::return_to;

const HOST: &str = "x-forwarded-host";
const URI: &str = "x-forwarded-uri";
const PROTO: &str = "x-forwarded-proto";
const METHOD: &str = "x-forwarded-method";

/// What is asked.
pub(super) struct Asked {
    pub(super) demand: Demand,
    /// Whether somebody wants a page. Scripts and forms are never sent on: they would take the page of the sign-in for the answer.
    pub(super) navigates: bool,
    /// Whether a browser is sent on by the answer itself; else the proxy does it.
    pub(super) redirects: bool,
    /// The page that somebody wants; none where the door is asked about our own host without one.
    pub(super) application: Option<Application>,
    /// Why nobody passes here, whoever it is.
    pub(super) wrong: Option<Refusal>,
}

/// A page of an application.
pub(super) struct Application {
    /// Its address, as a sign-in may lead back to it.
    pub(super) address: String,
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
            Self::Unreadable => "auth-unreadable",
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
            Self::UnknownApplication(origin) => write!(f, "no address of `sign_in.return_to` holds {origin}"),
            Self::OutsideDomain(host) => {
                write!(f, "browsers show no cookie of ours at {host}: `sign_in.domain` has to hold it and our own host")
            }
            Self::UnknownHost => write!(f, "the proxy calls us by a name in `Host` that is no organisation's"),
            Self::Unavailable => write!(f, "the database cannot be used"),
        }
    }
}

/// Reads a request of a proxy.
pub(super) fn read(options: &AppOptions, parts: &Parts) -> Result<Asked, Refusal> {
    let Parameters { demand, redirect } = demand(parts.uri.query().unwrap_or_default(), &[])?;
    let headers = &parts.headers;
    let by = peer(&parts.extensions).to_canonical();
    let is_told = [HOST, URI].iter().any(|name| headers.contains_key(*name));
    let is_trusted = options.trusted_proxies.iter().any(|net| net.contains(&by));
    let told = match (is_told, is_trusted) {
        (false, _) => Ok(None),
        (true, false) => Err(Refusal::Proxy(by)),
        (true, true) => application(options, headers).map(Some),
    };
    let (application, wrong) = match told {
        Ok(application) => (application, None),
        // Who has not signed in is sent to do so all the same: how the doors are set up is nothing to them.
        Err(wrong @ Refusal::Proxy(_)) => (None, Some(wrong)),
        Err(wrong) => return Err(wrong),
    };
    let method = headers.get(METHOD).and_then(|value| value.to_str().ok()).filter(|_| is_trusted);
    let navigates = navigates(headers, method);
    // Caddy and Traefik say the method and the address, and pass our answer on as it is; nginx and `HAProxy` are told to say 0.
    let redirects = navigates && redirect.unwrap_or(method.is_some() && headers.contains_key(URI));
    Ok(Asked { demand, navigates, redirects, application, wrong })
}

/// Whether a browser wants a page, as far as a request tells.
fn navigates(headers: &HeaderMap, method: Option<&str>) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads = [Method::GET.as_str(), Method::HEAD.as_str()].contains(&method.unwrap_or("GET"));
    let by_script = value("sec-fetch-mode").is_some_and(|mode| mode != "navigate")
        || value("x-requested-with").is_some_and(|by| by.eq_ignore_ascii_case("XMLHttpRequest"));
    reads && !by_script
}

/// The page that a trusted proxy says.
fn application(options: &AppOptions, headers: &HeaderMap) -> Result<Application, Refusal> {
    let host = only(headers, HOST)?.ok_or(Refusal::Unreadable)?;
    let uri = only(headers, URI)?.unwrap_or("/");
    let proto = only(headers, PROTO)?.ok_or(Refusal::Unreadable)?;
    let is_plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    if !matches!(proto, "http" | "https") || !is_plain || host.is_empty() || canonical_path(uri).is_none() {
        return Err(Refusal::Unreadable);
    }
    // The parser that browsers share writes names small and in ASCII; a dot at the end is the same name.
    let mut url = Url::parse(&format!("{proto}://{host}{uri}")).map_err(|_| Refusal::Unreadable)?;
    let name = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
    if name.is_empty() || url.set_host(Some(&name)).is_err() {
        return Err(Refusal::Unreadable);
    }
    let address = return_to::checked(options, url.as_str())
        .ok_or_else(|| Refusal::UnknownApplication(url.origin().ascii_serialization()))?;
    let own = options.public_address.host_str().unwrap_or_default();
    let shares = |domain: &String| name == *domain || name.ends_with(&format!(".{domain}"));
    if name != own && !options.domain.as_ref().is_some_and(shares) {
        return Err(Refusal::OutsideDomain(name));
    }
    Ok(Application { address })
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
