//! Which application a page belongs to, and so which rule: those of the organisation first, then the addresses that the
//! settings name, where whoever signed in may pass.

use domain::access::{Demand, canonical_path};
use domain::application::{Application, Applications, Found, Page, PathRule};
use domain::organisation::lies_in;
use url::Url;

use super::asked::{Asked, Refusal, Said};
use crate::app::AppOptions;
use crate::extract::return_to;

/// The addresses that the settings name, as they spell them: what a proxy says the same way needs no more looking at.
pub(crate) struct Doors(Vec<Door>);

struct Door {
    scheme: String,
    /// The host, with the port where it is not the usual one.
    host: String,
    /// Its path, without a slash at the end.
    folder: String,
}

impl Doors {
    /// Those at which browsers can show our cookies.
    pub(crate) fn of(options: &AppOptions) -> Self {
        let doors = options.return_to.iter().filter(|url| shares_cookies(options, &host_of(url))).map(|url| {
            let folder = url.path().trim_end_matches('/').to_owned();
            Door { scheme: url.scheme().to_owned(), host: host_of(url), folder }
        });
        Self(doors.collect())
    }

    fn hold(&self, page: &Page<'_>) -> bool {
        self.0.iter().any(|door| {
            let inside = page.path.strip_prefix(door.folder.as_str());
            door.scheme == page.scheme
                && door.host == page.host
                && inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// The host of an address, with the port where it is not the usual one.
fn host_of(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

/// Whether browsers show our cookies at a host: at our own, and in the domain.
fn shares_cookies(options: &AppOptions, host: &str) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    options.public_address.host_str() == Some(name)
        || options.domain.as_ref().is_some_and(|domain| lies_in(name, domain))
}

/// An application, and the rule of it that holds for a page; none where the settings alone name the address.
pub(super) type Known<'a> = Option<(&'a Application, &'a PathRule)>;

/// What a request must be to pass to a page, the rule of the application included.
pub(super) fn demand(known: Known<'_>, asked: &Demand) -> Demand {
    known.map_or_else(|| asked.clone(), |(_, rule)| rule.and(asked))
}

/// What is known of the page that a proxy asks about.
pub(super) fn of_asked<'a>(
    (options, doors): (&AppOptions, &Doors),
    applications: &'a Applications,
    asked: &Asked<'_>,
) -> Result<Known<'a>, Refusal> {
    let Some(said) = &asked.page else {
        let is_said = asked.wrong.is_some() || applications.all().is_empty();
        return if is_said { Ok(None) } else { Err(Refusal::NoPage) };
    };
    if !said.says_page && !applications.all().is_empty() {
        return Err(Refusal::NoPage);
    }
    match rule_at(options, applications, &said.page())? {
        None if doors.hold(&said.page()) => Ok(None),
        None => of_written(options, applications, said),
        known => Ok(known),
    }
}

/// The same where it is not as it is kept: read as browsers read addresses.
fn of_written<'a>(options: &AppOptions, applications: &'a Applications, said: &Said<'_>) -> Result<Known<'a>, Refusal> {
    let url = said.url()?;
    let host = host_of(&url);
    let known = rule_at(options, applications, &Page { scheme: url.scheme(), host: &host, path: &said.path })?;
    if known.is_some() {
        return Ok(known);
    }
    if return_to::checked(options, url.as_str()).is_none() {
        return Err(Refusal::UnknownApplication(url.origin().ascii_serialization()));
    }
    if shares_cookies(options, &host) { Ok(None) } else { Err(Refusal::OutsideDomain(host)) }
}

fn rule_at<'a>(options: &AppOptions, applications: &'a Applications, page: &Page<'_>) -> Result<Known<'a>, Refusal> {
    match applications.find(page) {
        Found::Rule(..) if !shares_cookies(options, page.host) => Err(Refusal::OutsideDomain(page.host.to_owned())),
        Found::Rule(application, rule) => Ok(Some((application, rule))),
        Found::TwoWays(application) => Err(Refusal::TwoWays(application.name.clone())),
        Found::Unknown => Ok(None),
    }
}

/// Where a browser goes that has done what a door demands, and what is known of the page there; `None` for an address that
/// nobody is sent to.
pub(super) fn of_address<'a>(
    options: &AppOptions,
    applications: &'a Applications,
    wanted: &str,
) -> Option<(String, Known<'a>)> {
    let url = return_to::parsed(options, wanted)?;
    let (host, path) = (host_of(&url), canonical_path(url.path()));
    if let Some(path) = path {
        let known = rule_at(options, applications, &Page { scheme: url.scheme(), host: &host, path: &path });
        if let Some(known) = known.ok()? {
            return Some((url.to_string(), Some(known)));
        }
    }
    return_to::checked(options, wanted).map(|to| (to, None))
}
