//! `[sign_in]`: what hashing may cost, where a sign-in may lead, and how strict codes are.

use domain::organisation::lies_in;
use url::Url;

use super::definition::{About, Form, Key, ListKey, Preset};
use super::reader::{Faulted, Reader};
use super::server::PublicAddress;
use super::value;

/// Limits of signing in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Threads that hash passwords.
    pub hash_threads: usize,
    /// Sign-ins that may wait for a thread; beyond it they are asked to come back.
    pub hash_queue: usize,
    /// Addresses beside our own to which `return_to` may lead.
    pub return_to: Vec<ReturnTo>,
    /// The domain whose hosts stand behind this sign-in; none where they do not share one with us.
    pub domain: Option<String>,
    /// Codes of the present step only: a TOTP window of 0 instead of 1.
    pub strict_codes: bool,
}

/// An origin, or a folder of it, to which a sign-in may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnTo(Url);

impl ReturnTo {
    /// Whether `target` is of exactly this origin and within this path.
    pub fn allows(&self, target: &Url) -> bool {
        let same_origin = self.0.scheme() == target.scheme()
            && self.0.host() == target.host()
            && self.0.port_or_known_default() == target.port_or_known_default();
        let folder = self.0.path().trim_end_matches('/');
        let inside = target.path().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        same_origin && inside && target.username().is_empty() && target.password().is_none()
    }

    /// As configured, normalised.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

pub(super) static KEYS: &[&About] =
    &[&HASH_THREADS.about, &HASH_QUEUE.about, &RETURN_TO.about, &DOMAIN.about, &STRICT_CODES.about];

static HASH_THREADS: Key<usize> = Key {
    about: About {
        section: "sign_in",
        name: "hash_threads",
        form: Form::Whole,
        kind: "a whole number from 1 to 1024",
        preset: Preset::Derived("the number of cores"),
        meaning: "Threads that hash passwords; each needs 19 MiB while it works.",
    },
    parse: |text| value::whole_between(text, (1, 1024)),
};

static HASH_QUEUE: Key<usize> = Key {
    about: About {
        section: "sign_in",
        name: "hash_queue",
        form: Form::Whole,
        kind: "a whole number from 1 to 100000",
        preset: Preset::Value("256"),
        meaning: "Sign-ins that may wait for such a thread; the next ones are asked to try again.",
    },
    parse: |text| value::whole_between(text, (1, 100_000)),
};

static RETURN_TO: ListKey<ReturnTo> = ListKey {
    about: About {
        section: "sign_in",
        name: "return_to",
        form: Form::List,
        kind: "an address such as https://wiki.example.org or https://example.org/intranet",
        preset: Preset::Derived("none but our own address"),
        meaning: "Where `?return_to=` may lead: exactly this origin, and within this path.",
    },
    parse: |text| value::web_address(text).map(ReturnTo),
};

static DOMAIN: Key<String> = Key {
    about: About {
        section: "sign_in",
        name: "domain",
        form: Form::Text,
        kind: "a domain such as example.org",
        preset: Preset::Derived("none: `/auth/check` lets people pass to applications on our own host alone"),
        meaning: "The domain that our own host and applications share: browsers get a cookie for all of it, by which `/auth/check` knows them.",
    },
    parse: |text| {
        let name = domain::organisation::host_name(text).filter(|name| name.contains('.'));
        name.ok_or_else(|| "a name with a dot in it, without https://, port or path".to_owned())
    },
};

static STRICT_CODES: Key<bool> = Key {
    about: About {
        section: "sign_in",
        name: "strict_codes",
        form: Form::Switch,
        kind: "true or false",
        preset: Preset::Value("false"),
        meaning: "Accept a code in its own 30 seconds only. Otherwise one step earlier or later is accepted too, for clocks that differ.",
    },
    parse: value::switch,
};

/// `address` is the public address as configured, when there is one.
pub(super) fn read(reader: &mut Reader, address: Result<Option<&PublicAddress>, Faulted>) -> Result<SignIn, Faulted> {
    let hash_threads = reader.optional(&HASH_THREADS);
    let hash_queue = reader.value(&HASH_QUEUE);
    let return_to = reader.list(&RETURN_TO);
    let domain = reader.optional(&DOMAIN).and_then(|domain| match (domain, address) {
        (Some(_), Ok(None)) => Err(reader.fault(&DOMAIN.about, "needs server.public_address, whose cookie it is for")),
        (Some(domain), Ok(Some(address))) if !lies_in(address.host(), &domain) => {
            Err(reader.fault(&DOMAIN.about, "does not hold the host of server.public_address, whose cookie it is for"))
        }
        (domain, _) => Ok(domain),
    });
    let strict_codes = reader.value(&STRICT_CODES);
    Ok(SignIn {
        hash_threads: hash_threads?.unwrap_or_else(cores),
        hash_queue: hash_queue?,
        return_to: return_to?,
        domain: domain?,
        strict_codes: strict_codes?,
    })
}

/// Where the machine does not tell its cores, one thread is always right.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(prefix: &str, target: &str) -> bool {
        ReturnTo(value::web_address(prefix).unwrap()).allows(&Url::parse(target).unwrap())
    }

    #[test]
    fn an_origin_allows_itself_with_any_path() {
        assert!(allowed("https://wiki.example.org", "https://wiki.example.org/a?b#c"));
        assert!(allowed("https://wiki.example.org", "https://WIKI.example.org:443/"));
    }

    #[test]
    fn an_origin_allows_nothing_that_only_looks_like_it() {
        for target in [
            "http://wiki.example.org/",
            "https://wiki.example.org:8443/",
            "https://wiki.example.org.evil.example/",
            "https://evil.example/https://wiki.example.org",
            "https://wiki.example.org@evil.example/",
            "https://evil@wiki.example.org/",
            "https://example.org/",
            "javascript://wiki.example.org/%0aalert(1)",
        ] {
            assert!(!allowed("https://wiki.example.org", target), "{target}");
        }
    }

    #[test]
    fn a_path_allows_itself_and_what_lies_in_it() {
        let folder = "https://example.org/intranet/";
        for inside in
            ["https://example.org/intranet", "https://example.org/intranet/", "https://example.org/intranet/a"]
        {
            assert!(allowed(folder, inside), "{inside}");
        }
        for outside in [
            "https://example.org/intranets",
            "https://example.org/",
            "https://example.org/intranet/../x",
            "https://example.org/intranet/%2e%2e/x",
        ] {
            assert!(!allowed(folder, outside), "{outside}");
        }
    }
}
