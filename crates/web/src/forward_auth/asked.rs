//! What a proxy asks at `/auth/check`: what the door demands, and which page of which application somebody wants. Nobody but a
//! trusted proxy is believed about the latter, and what cannot be read in one way alone is refused.

use std::borrow::Cow;
use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use domain::access::{Demand, canonical_path};
use domain::organisation::lies_in;
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

/// Reads a request of a proxy, as far as every request needs it.
pub(super) fn read((options, doors): (&AppOptions, &Doors), parts: &Parts) -> Result<Asked, Refusal> {
    let Parameters { demand, .. } = demand(parts.uri.query().unwrap_or_default(), &[])?;
    let wrong = match Said::read(&parts.headers) {
        None => None,
        // Who has not signed in is sent to do so all the same: how the doors are set up is nothing to them.
        Some(_) if !is_trusted(options, parts) => Some(Refusal::Proxy(peer(&parts.extensions))),
        Some(said) => {
            let said = said?;
            if !said.is_known(doors) {
                // Not as it stands in the settings: read as browsers read addresses.
                said.address(options)?;
            }
            None
        }
    };
    Ok(Asked { demand, wrong })
}

pub(super) fn is_trusted(options: &AppOptions, parts: &Parts) -> bool {
    let by = peer(&parts.extensions).to_canonical();
    options.trusted_proxies.iter().any(|net| net.contains(&by))
}

/// How whoever may not pass yet is sent on.
pub(super) struct Sending {
    /// Where a sign-in leads back to: the page, or our own first one where none is said.
    pub(super) back: String,
    /// Whether somebody wants a page. Scripts and forms are never sent on: they would take the page of the sign-in for the answer.
    pub(super) navigates: bool,
    /// Whether a browser is sent on by the answer itself; else the proxy does it.
    pub(super) redirects: bool,
}

/// Reads how somebody is sent on.
pub(super) fn sending(options: &AppOptions, parts: &Parts) -> Result<Sending, Refusal> {
    let Parameters { redirect, .. } = demand(parts.uri.query().unwrap_or_default(), &[])?;
    let (headers, is_trusted) = (&parts.headers, is_trusted(options, parts));
    let back = match Said::read(headers) {
        Some(said) if is_trusted => said?.address(options)?,
        _ => "/".to_owned(),
    };
    let method = headers.get(METHOD).and_then(|value| value.to_str().ok()).filter(|_| is_trusted);
    let navigates = navigates(headers, method);
    // Caddy and Traefik say the method and the address, and pass our answer on as it is; nginx and `HAProxy` are told to say 0.
    let redirects = navigates && redirect.unwrap_or(method.is_some() && headers.contains_key(URI));
    Ok(Sending { back, navigates, redirects })
}

/// Whether a browser wants a page, as far as a request tells.
fn navigates(headers: &HeaderMap, method: Option<&str>) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads = [Method::GET.as_str(), Method::HEAD.as_str()].contains(&method.unwrap_or("GET"));
    let by_script = value("sec-fetch-mode").is_some_and(|mode| mode != "navigate")
        || value("x-requested-with").is_some_and(|by| by.eq_ignore_ascii_case("XMLHttpRequest"));
    reads && !by_script
}

/// The applications as the settings spell them: what a proxy says the same way needs no more looking at.
pub(crate) struct Doors(Vec<Door>);

struct Door {
    proto: String,
    /// The host, with the port where it is not the usual one.
    host: String,
    /// Its path, without a slash at the end.
    folder: String,
}

impl Doors {
    /// Those at which browsers can show our cookies.
    pub(crate) fn of(options: &AppOptions) -> Self {
        let doors = options.return_to.iter().filter_map(|url| {
            let name = url.host_str().filter(|name| shares_cookies(options, name))?;
            let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
            let folder = url.path().trim_end_matches('/').to_owned();
            Some(Door { proto: url.scheme().to_owned(), host, folder })
        });
        Self(doors.collect())
    }
}

fn shares_cookies(options: &AppOptions, name: &str) -> bool {
    options.public_address.host_str() == Some(name)
        || options.domain.as_ref().is_some_and(|domain| lies_in(name, domain))
}

/// What a trusted proxy says about a page. Its path has one form.
struct Said<'h> {
    proto: &'h str,
    host: &'h str,
    uri: &'h str,
    path: Cow<'h, str>,
}

impl<'h> Said<'h> {
    /// Nothing where nothing is said; else what is, or that it cannot be read in one way alone.
    fn read(headers: &'h HeaderMap) -> Option<Result<Self, Refusal>> {
        let (host, uri) = (only(headers, HOST), only(headers, URI));
        if matches!((&host, &uri), (Ok(None), Ok(None))) {
            return None;
        }
        let read = || {
            let (host, uri) = (host?.ok_or(Refusal::Unreadable)?, uri?.unwrap_or("/"));
            let proto = only(headers, PROTO)?.ok_or(Refusal::Unreadable)?;
            let path = canonical_path(uri).ok_or(Refusal::Unreadable)?;
            Ok(Self { proto, host, uri, path })
        };
        Some(read())
    }

    fn is_known(&self, doors: &Doors) -> bool {
        doors.0.iter().any(|door| {
            let inside = self.path.strip_prefix(door.folder.as_str());
            door.proto == self.proto
                && door.host == self.host
                && inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The address, as a sign-in may lead back to it.
    fn address(&self, options: &AppOptions) -> Result<String, Refusal> {
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
        let address = return_to::checked(options, url.as_str())
            .ok_or_else(|| Refusal::UnknownApplication(url.origin().ascii_serialization()))?;
        if shares_cookies(options, &name) { Ok(address) } else { Err(Refusal::OutsideDomain(name)) }
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
