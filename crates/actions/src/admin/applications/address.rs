//! Addresses of applications and of their pages, as they are typed.

use domain::application::{Address, Applications, Found, LONGEST_PATH, Page, typed_path};
use domain::organisation::lies_in;
use domain::user::is_unseen;
use url::Url;

use super::fault::{ApplicationFault, short};

/// What the settings say about where we stand ourselves.
#[derive(Clone, Debug)]
pub struct Around {
    /// Our own host.
    pub host: String,
    /// The domain in which browsers show our cookie; none for our own host alone.
    pub domain: Option<String>,
    /// Whether we are reached over https: then our cookies are shown over https alone.
    pub is_secure: bool,
}

/// An address that can be read in one way alone.
struct Typed {
    url: Url,
    /// The host, without a dot at its end.
    name: String,
    /// The path, decoded.
    path: String,
}

impl Typed {
    fn read(typed: &str) -> Option<Self> {
        if typed.chars().any(|c| is_unseen(c) || c == '\\') {
            return None;
        }
        let url = Url::parse(typed).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
        let name = url.host_str()?.trim_end_matches('.').to_owned();
        if name.is_empty() || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        // As it was typed, not as the parser resolved it: a proxy says it unresolved, and the door refuses that.
        let (_, after) = typed.split_once("://")?;
        let path = after.find(['/', '?', '#']).and_then(|at| after.get(at..)).filter(|path| path.starts_with('/'));
        Some(Self { path: typed_path(path.unwrap_or("/"))?, url, name })
    }

    /// The host, with the port where it is not the usual one.
    fn host(&self) -> String {
        self.url.port().map_or_else(|| self.name.clone(), |port| format!("{}:{port}", self.name))
    }
}

/// An address of an application, in the form that is kept.
pub(super) fn address(typed: &str, around: &Around) -> Result<Address, ApplicationFault> {
    let is_bare = |one: &Typed| one.url.query().is_none() && one.url.fragment().is_none();
    let read = Typed::read(typed).filter(|one| is_bare(one) && typed.chars().count() <= LONGEST_PATH);
    let read = read.ok_or_else(|| ApplicationFault::Address(short(typed)))?;
    if read.url.scheme() == "http" && around.is_secure {
        return Err(ApplicationFault::NotEncrypted(short(typed)));
    }
    if read.name != around.host && !around.domain.as_ref().is_some_and(|domain| lies_in(&read.name, domain)) {
        return Err(ApplicationFault::Outside(read.name));
    }
    let folder = read.path.trim_end_matches('/').to_owned();
    Ok(Address { scheme: read.url.scheme().to_owned(), host: read.host(), folder })
}

/// What is found at the address of a page; `None` where it cannot be read in one way alone.
pub(super) fn page_at<'a>(applications: &'a Applications, typed: &str) -> Option<Found<'a>> {
    let read = Typed::read(typed.trim())?;
    Some(applications.find(&Page { scheme: read.url.scheme(), host: &read.host(), path: &read.path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Around {
        Around { host: "id.example.org".into(), domain: Some("example.org".into()), is_secure: true }
    }

    #[test]
    fn an_address_is_kept_in_one_form_or_refused() {
        let refused = |fault: fn(String) -> ApplicationFault| move |text: &str| Err(fault(text.to_owned()));
        let (wrong, outside) = (refused(ApplicationFault::Address), refused(ApplicationFault::Outside));
        for (typed, expected) in [
            ("https://wiki.example.org", Ok("https://wiki.example.org")),
            ("HTTPS://Wiki.Example.org:443/", Ok("https://wiki.example.org")),
            ("https://wiki.example.org./a/", Ok("https://wiki.example.org/a")),
            ("https://wiki.example.org:8443/a b", Ok("https://wiki.example.org:8443/a b")),
            ("https://wiki.example.org/caf%C3%A9", Ok("https://wiki.example.org/café")),
            ("https://id.example.org/wiki", Ok("https://id.example.org/wiki")),
            ("http://wiki.example.org", Err(ApplicationFault::NotEncrypted("http://wiki.example.org".into()))),
            ("https://wiki.example.net", outside("wiki.example.net")),
            ("https://evilexample.org", outside("evilexample.org")),
            ("wiki.example.org", wrong("wiki.example.org")),
            ("ftp://wiki.example.org", wrong("ftp://wiki.example.org")),
            ("https://", wrong("https://")),
            ("https://a:b@wiki.example.org", wrong("https://a:b@wiki.example.org")),
            ("https://wiki.example.org/?x", wrong("https://wiki.example.org/?x")),
            ("https://wiki.example.org/#x", wrong("https://wiki.example.org/#x")),
            ("https://wiki.example.org/a/../b", wrong("https://wiki.example.org/a/../b")),
            ("https://wiki.example.org//a", wrong("https://wiki.example.org//a")),
            ("https://wiki.example.org\\a", wrong("https://wiki.example.org\\a")),
        ] {
            assert_eq!(address(typed, &around()).map(|one| one.to_string()), expected.map(str::to_owned), "{typed}");
        }
    }
}
