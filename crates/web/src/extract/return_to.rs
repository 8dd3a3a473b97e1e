//! Where a sign-in leads afterwards: a path of ours, or an address within one that the settings allow. Nothing else.

use url::Url;

use crate::app::AppOptions;

/// The longest address to return to, in bytes: the request of an application that signs in here is one.
const LONGEST: usize = 4_096;

/// An address as browsers read it beside our own, if it is one that could be returned to.
pub(crate) fn parsed(options: &AppOptions, wanted: &str) -> Option<Url> {
    if wanted.len() > LONGEST || wanted.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    // Resolved against our own address by the parser that browsers share, then judged by what came out.
    let url = options.public_address.join(wanted).ok()?;
    (url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// An address that may be returned to, in its canonical form; `None` for any other.
pub(crate) fn checked(options: &AppOptions, wanted: &str) -> Option<String> {
    let url = parsed(options, wanted)?;
    let own = &options.public_address;
    if url.origin() == own.origin() {
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        return (path.starts_with('/') && !path.starts_with("//")).then_some(path);
    }
    options.return_to.iter().any(|allowed| lies_in(allowed, &url)).then(|| url.to_string())
}

/// Whether an address is of the same origin and within the path. Both were normalised by the parser, dots included.
fn lies_in(allowed: &Url, url: &Url) -> bool {
    let folder = allowed.path().trim_end_matches('/');
    let within = url.path().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    allowed.origin() == url.origin() && within
}

/// The host that people know the address by, where it is another application's.
pub(crate) fn application(return_to: &str) -> Option<String> {
    let host = |url: Url| url.host_str().map(str::to_owned);
    let Some((_, query)) = return_to.split_once("/auth/go?") else { return Url::parse(return_to).ok().and_then(host) };
    // By the door of an application: that one's address is inside.
    let (_, inside) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "return_to")?;
    Url::parse(&inside).ok().and_then(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> AppOptions {
        AppOptions {
            public_address: "https://id.example/".parse().unwrap(),
            return_to: vec!["https://wiki.example/".parse().unwrap(), "https://example.org/intranet/".parse().unwrap()],
            domain: None,
            trusted_proxies: Vec::new(),
            radius: Vec::new(),
            demo: false,
        }
    }

    #[test]
    fn own_paths_and_allowed_origins_are_returned_to() {
        for (wanted, expected) in [
            ("/", "/"),
            ("/profile?x=1", "/profile?x=1"),
            ("/a/../b", "/b"),
            ("profile", "/profile"),
            ("https://id.example/x", "/x"),
            ("https://wiki.example/page", "https://wiki.example/page"),
            ("HTTPS://WIKI.example:443/page", "https://wiki.example/page"),
            ("https://example.org/intranet", "https://example.org/intranet"),
            ("https://example.org/intranet/a", "https://example.org/intranet/a"),
        ] {
            assert_eq!(checked(&options(), wanted).as_deref(), Some(expected), "{wanted}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for wanted in [
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https://id.example.evil.example/",
            "https://id.example@evil.example/",
            "https://wiki.example@evil.example/",
            "https://user@wiki.example/",
            "http://wiki.example/",
            "https://wiki.example:8443/",
            "https://example.org/",
            "https://example.org/intranets",
            "https://example.org/intranet/../x",
            "https://example.org/intranet/%2e%2e/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\r\nSet-Cookie: x",
            "/\t/evil.example",
        ] {
            assert_eq!(checked(&options(), wanted), None, "{wanted}");
        }
    }

    #[test]
    fn an_application_is_named_by_its_host() {
        assert_eq!(application("https://wiki.example/x").as_deref(), Some("wiki.example"));
        assert_eq!(application("/profile"), None);
        let door = "/auth/go?require=second-factor&return_to=https%3A%2F%2Fwiki%2Eexample%2Fx";
        assert_eq!(application(door).as_deref(), Some("wiki.example"));
        assert_eq!(application("/auth/go?return_to=%2F"), None);
    }
}
