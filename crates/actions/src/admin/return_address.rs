//! Which addresses a browser may be sent back to, as administrators type them.

use domain::user::is_unseen;
use url::{Host, Url};

/// The longest, in characters.
const LONGEST: usize = 500;

/// An address to return to (RFC 9700 section 2.6, ASVS 10.4.1): `https` with a host, `http` only on the machine itself, no name
/// and password, no fragment.
pub(super) fn read(text: &str) -> Option<Url> {
    let url = plain(text)?;
    let near = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (url.scheme() == "https" || (url.scheme() == "http" && near)).then_some(url)
}

/// The same, or one by which an app on a telephone is called: its scheme is a domain the other way round (RFC 8252 section 7.1).
pub(super) fn read_of_app(text: &str) -> Option<Url> {
    read(text)
        .or_else(|| plain(text).filter(|url| url.scheme().contains('.') && url.host_str().is_none_or(str::is_empty)))
}

fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.chars().count() <= LONGEST)?;
    let has_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
    let is_plain = !text.chars().any(|c| is_unseen(c) || c.is_whitespace() || c == '\\');
    (!has_more && is_plain).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_back_over_https_alone() {
        for (typed, kept) in [
            ("https://crm.example/back", Some("https://crm.example/back")),
            ("https://CRM.example", Some("https://crm.example/")),
            ("https://crm.example/back?from=tweestap", Some("https://crm.example/back?from=tweestap")),
            ("http://localhost:8081/back", Some("http://localhost:8081/back")),
            ("http://127.0.0.1/back", Some("http://127.0.0.1/back")),
            ("http://crm.example/back", None),
            ("https://sanne@crm.example/", None),
            ("https://crm.example/#back", None),
            ("https:\\\\crm.example/", None),
            ("https://", None),
            ("javascript:alert(1)", None),
            ("com.example.app:/back", None),
            ("/back", None),
        ] {
            assert_eq!(read(typed).map(|url| url.to_string()).as_deref(), kept, "{typed}");
        }
        assert_eq!(read(&format!("https://crm.example/{}", "a".repeat(500))), None);
    }

    #[test]
    fn an_app_is_called_by_the_name_of_a_domain() {
        for yes in ["com.example.app:/back", "https://app.example/back", "http://127.0.0.1/back"] {
            assert!(read_of_app(yes).is_some(), "{yes}");
        }
        for no in ["myapp:/back", "javascript:alert(1)", "data:text/html,x", "com.example.app://evil.example/back"] {
            assert!(read_of_app(no).is_none(), "{no}");
        }
    }
}
