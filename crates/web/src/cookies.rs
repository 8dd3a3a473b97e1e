//! Cookies: their names, how they are read, how they are written. Under `https` all are `__Host-`: secure, for this
//! host alone, for every path. On `http://localhost` browsers differ about those, so there they have plain names.

use std::fmt::Write as _;

use actions::DeviceCookie;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::time::Timestamp;

/// The names that count for an address.
#[derive(Clone, Debug)]
pub(crate) struct CookieNames {
    secure: bool,
    session: String,
    half: String,
    device: String,
    form: String,
    notice: String,
    language: String,
    gate: String,
    /// The domain of the cookie for doors.
    domain: Option<String>,
}

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A signed-in browser.
    Session,
    /// The password was right and nothing more.
    Half,
    /// A remembered browser.
    Device,
    /// What form tokens are bound to.
    Form,
    /// What to say on the next page.
    Notice,
    /// The language that was chosen in this browser.
    Language,
    /// The pass for the doors of other applications. The only one that other hosts of the domain get to see.
    Gate,
}

impl CookieNames {
    pub(crate) fn new(secure: bool) -> Self {
        let prefix = if secure { "__Host-" } else { "" };
        let name = |word: &str| format!("{prefix}tweestap-{word}");
        Self {
            secure,
            session: name("session"),
            half: name("sign-in"),
            device: name("device"),
            form: name("form"),
            notice: name("notice"),
            language: name("language"),
            // `__Host-` forbids a domain.
            gate: format!("{}tweestap-gate", if secure { "__Secure-" } else { "" }),
            domain: None,
        }
    }

    /// The same, with a domain whose hosts get the pass for doors.
    pub(crate) fn for_doors_of(self, domain: Option<String>) -> Self {
        Self { domain, ..self }
    }

    fn attributes(&self, kind: Kind) -> String {
        let mut text = "; Path=/; HttpOnly; SameSite=Lax".to_owned();
        if self.secure {
            text.push_str("; Secure");
        }
        if let (Kind::Gate, Some(domain)) = (kind, &self.domain) {
            // A `String` takes everything that is written to it.
            let _infallible = write!(text, "; Domain={domain}");
        }
        text
    }

    fn of(&self, kind: Kind) -> &str {
        match kind {
            Kind::Session => &self.session,
            Kind::Half => &self.half,
            Kind::Device => &self.device,
            Kind::Form => &self.form,
            Kind::Notice => &self.notice,
            Kind::Language => &self.language,
            Kind::Gate => &self.gate,
        }
    }

    /// The value of a cookie. Sent twice under one name, it counts as not sent: nobody knows which is ours.
    pub(crate) fn read<'h>(&self, headers: &'h HeaderMap, kind: Kind) -> Option<&'h str> {
        let name = self.of(kind).as_bytes();
        let mut found = None;
        for header in headers.get_all(header::COOKIE) {
            // Bytes: a neighbour's cookie on this host may hold anything, and must not hide ours.
            let mut rest = Some(header.as_bytes());
            while let Some(pairs) = rest {
                let (pair, more) = match memchr::memchr(b';', pairs) {
                    Some(at) => (pairs.get(..at), pairs.get(at + 1..)),
                    None => (rest, None),
                };
                rest = more;
                let value = pair.and_then(|pair| pair.trim_ascii().strip_prefix(name)?.strip_prefix(b"="));
                if value.is_some_and(|value| found.replace(value).is_some()) {
                    return None;
                }
            }
        }
        std::str::from_utf8(found?).ok()
    }

    /// A cookie that lives until the browser closes, or until a moment.
    pub(crate) fn set(&self, kind: Kind, value: &str, until: Option<(Timestamp, Timestamp)>) -> HeaderValue {
        let mut text = format!("{}={value}{}", self.of(kind), self.attributes(kind));
        if let Some((now, until)) = until {
            // A `String` takes everything that is written to it.
            let _infallible = write!(text, "; Max-Age={}", until.since(now).micros() / 1_000_000);
        }
        // Values are made by us of harmless characters; one that is not sets nothing.
        HeaderValue::from_str(&text).unwrap_or_else(|_| self.clear(kind))
    }

    /// Takes a cookie away.
    pub(crate) fn clear(&self, kind: Kind) -> HeaderValue {
        let text = format!("{}={}; Max-Age=0", self.of(kind), self.attributes(kind));
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of the cookie of a remembered browser: the row and its token.
pub(crate) fn device_value(device: &DeviceCookie) -> String {
    format!("{}.{}", device.id, device.token)
}

/// The same read back; anything else is no remembered browser.
pub(crate) fn read_device(value: &str) -> Option<DeviceCookie> {
    let (id, token) = value.split_once('.')?;
    Some(DeviceCookie { id: id.parse().ok()?, token: token.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (header::COOKIE, HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_secure_address_has_host_cookies_and_every_attribute() {
        let names = CookieNames::new(true);
        for kind in [Kind::Session, Kind::Half, Kind::Device, Kind::Form, Kind::Notice, Kind::Language] {
            for header in [names.set(kind, "v", None), names.clear(kind)] {
                let text = header.to_str().unwrap().to_owned();
                assert!(text.starts_with("__Host-tweestap-"), "{text}");
                for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                    assert!(text.contains(part), "{text}");
                }
                assert!(!text.contains("Domain"), "{text}");
            }
        }
    }

    #[test]
    fn the_pass_for_doors_alone_is_for_the_whole_domain() {
        let names = CookieNames::new(true).for_doors_of(Some("waterland.example".into()));
        for header in [names.set(Kind::Gate, "v", None), names.clear(Kind::Gate)] {
            let text = header.to_str().unwrap().to_owned();
            assert!(text.starts_with("__Secure-tweestap-gate="), "{text}");
            for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Domain=waterland.example"] {
                assert!(text.contains(part), "{text}");
            }
        }
        assert!(!names.set(Kind::Session, "v", None).to_str().unwrap().contains("Domain"));
    }

    #[test]
    fn a_cookie_sent_twice_counts_as_not_sent() {
        let names = CookieNames::new(false);
        let one = headers(&["a=b; tweestap-session=x; c=d"]);
        assert_eq!(names.read(&one, Kind::Session), Some("x"));
        assert_eq!(names.read(&headers(&["tweestap-session=x; tweestap-session=y"]), Kind::Session), None);
        assert_eq!(names.read(&headers(&["tweestap-session=x", "tweestap-session=y"]), Kind::Session), None);
        assert_eq!(names.read(&headers(&["xtweestap-session=x"]), Kind::Session), None);
    }

    #[test]
    fn a_cookie_of_a_neighbour_that_is_no_ascii_hides_nothing() {
        let names = CookieNames::new(false);
        let mut headers = HeaderMap::new();
        let bytes = "naam=Zoë; tweestap-session=x; =; ;\u{a0}".as_bytes();
        headers.insert(header::COOKIE, HeaderValue::from_bytes(bytes).unwrap());
        assert_eq!(names.read(&headers, Kind::Session), Some("x"));
        let ours = HeaderValue::from_bytes(b"tweestap-session=\xff").unwrap();
        headers.insert(header::COOKIE, ours);
        assert_eq!(names.read(&headers, Kind::Session), None);
    }

    #[test]
    fn a_session_until_a_moment_lives_that_long() {
        let names = CookieNames::new(false);
        let now = Timestamp::from_seconds(100);
        let header = names.set(Kind::Session, "v", Some((now, Timestamp::from_seconds(160))));
        assert!(header.to_str().unwrap().ends_with("; Max-Age=60"));
    }

    #[test]
    fn a_device_cookie_that_is_none_is_none() {
        for bad in ["", ".", "x.y", "0193e0f1-7c00-7000-8000-000000000000"] {
            assert_eq!(read_device(bad), None, "{bad}");
        }
        let good = read_device("0193e0f1-7c00-7000-8000-000000000000.token").unwrap();
        assert_eq!(device_value(&good), "0193e0f1-7c00-7000-8000-000000000000.token");
    }
}
