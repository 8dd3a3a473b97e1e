//! Which addresses serve for a webhook, as they are typed.

use domain::hook::{Near, may_reach};
use domain::user::is_unseen;
use url::{Host, Url};

use super::SystemFault;

/// The longest webhook address, in characters.
const LONGEST: usize = 500;

/// What is wrong with a webhook address as it is typed. The host of a name is looked at again whenever something is sent.
pub(in crate::admin) fn fault(text: &str, near: Near) -> Option<SystemFault> {
    let url = Url::parse(text).ok().filter(|_| text.chars().count() <= LONGEST);
    let Some(url) = url.filter(|url| matches!(url.scheme(), "https" | "http")) else {
        return Some(SystemFault::Address);
    };
    let has_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
    if has_more || text.chars().any(|c| is_unseen(c) || c.is_whitespace()) {
        return Some(SystemFault::Address);
    }
    if url.scheme() == "http" && near == Near::Closed {
        return Some(SystemFault::NotEncrypted);
    }
    let reaches = match url.host() {
        Some(Host::Ipv4(address)) => may_reach(address.into(), near),
        Some(Host::Ipv6(address)) => may_reach(address.into(), near),
        Some(Host::Domain(name)) => !name.is_empty(),
        None => return Some(SystemFault::Address),
    };
    (!reaches).then_some(SystemFault::Forbidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_addresses_serve_for_a_webhook() {
        use SystemFault::{Address, Forbidden, NotEncrypted};
        for (address, closed, open) in [
            ("https://intranet.example/hook?a=b", None, None),
            ("https://8.8.8.8:8443/", None, None),
            ("http://intranet.example/", Some(NotEncrypted), None),
            ("http://127.0.0.1:8080/", Some(NotEncrypted), None),
            ("https://127.0.0.1/", Some(Forbidden), None),
            ("https://2130706433/", Some(Forbidden), None),
            ("https://0x7f.1/", Some(Forbidden), None),
            ("https://[::1]/", Some(Forbidden), None),
            ("https://[::ffff:10.0.0.1]/", Some(Forbidden), None),
            ("https://169.254.169.254/latest", Some(Forbidden), Some(Forbidden)),
            ("http://[fe80::1]/", Some(NotEncrypted), Some(Forbidden)),
            ("https://0.0.0.0/", Some(Forbidden), Some(Forbidden)),
            ("https://user@intranet.example/", Some(Address), Some(Address)),
            ("https://intranet.example/#x", Some(Address), Some(Address)),
            ("https://intranet.example/a b", Some(Address), Some(Address)),
            ("ftp://intranet.example/", Some(Address), Some(Address)),
            ("file:///etc/passwd", Some(Address), Some(Address)),
            ("intranet.example", Some(Address), Some(Address)),
            ("https://", Some(Address), Some(Address)),
            ("javascript:alert(1)", Some(Address), Some(Address)),
        ] {
            assert_eq!(fault(address, Near::Closed), closed, "{address}, shared");
            assert_eq!(fault(address, Near::Open), open, "{address}, of one organisation");
        }
        let long = format!("https://intranet.example/{}", "a".repeat(LONGEST));
        assert_eq!(fault(&long, Near::Open), Some(Address));
    }
}
