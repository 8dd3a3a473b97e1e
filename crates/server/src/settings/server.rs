//! `[server]`: where to listen, the public address, the data folder and whose forwarding headers are believed.

use std::fmt::{self, Display, Formatter};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::definition::{About, Form, Key, ListKey, Preset};
use super::reader::{Faulted, Reader};
use super::value;

/// How the server is reached and stops.
#[derive(Debug, Clone)]
pub struct Server {
    /// Address and port to listen on; port 0 lets the system choose one.
    pub listen: SocketAddr,
    /// The address that was configured. Use [`Server::public_address`], which knows the default too.
    pub configured_address: Option<PublicAddress>,
    /// Folder for the database and the key; relative to the working directory.
    pub data: PathBuf,
    /// Proxies whose forwarding headers are believed. Empty: none.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a stop waits for requests in progress.
    pub shutdown_grace: Duration,
}

/// The origin under which people reach Tweestap: scheme, host and port, nothing after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    url: Url,
    origin: String,
}

pub(super) static KEYS: &[&About] =
    &[&LISTEN.about, &PUBLIC_ADDRESS.about, &DATA.about, &TRUSTED_PROXIES.about, &SHUTDOWN_GRACE.about];

static LISTEN: Key<SocketAddr> = Key {
    about: About {
        section: "server",
        name: "listen",
        form: Form::Text,
        kind: "ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080",
        preset: Preset::Value("127.0.0.1:8080"),
        meaning: "Address and port to listen on. Port 0 takes a free one.",
    },
    parse: |text| text.parse().map_err(|_| String::new()),
};

static PUBLIC_ADDRESS: Key<PublicAddress> = Key {
    about: About {
        section: "server",
        name: "public_address",
        form: Form::Text,
        kind: "an address such as https://sign-in.example.org",
        preset: Preset::Derived(
            "`http://localhost:PORT` when `listen` is on this machine alone; otherwise it must be given",
        ),
        meaning: "The address in people's browsers and mails, without a path. `https`, except for localhost.",
    },
    parse: PublicAddress::parse,
};

static DATA: Key<PathBuf> = Key {
    about: About {
        section: "server",
        name: "data",
        form: Form::Text,
        kind: "a folder",
        preset: Preset::Value("./data"),
        meaning: "Folder for the embedded database and the key; made at the first start.",
    },
    parse: path,
};

static TRUSTED_PROXIES: ListKey<IpNet> = ListKey {
    about: About {
        section: "server",
        name: "trusted_proxies",
        form: Form::List,
        kind: "an IP address or network, such as 10.0.0.7 or 10.0.0.0/24",
        preset: Preset::Derived("none"),
        meaning: "Proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are believed. Never a network in which others live too.",
    },
    parse: proxy,
};

static SHUTDOWN_GRACE: Key<Duration> = Key {
    about: About {
        section: "server",
        name: "shutdown_grace",
        form: Form::Text,
        kind: "a duration such as 10s, up to 10m",
        preset: Preset::Value("10s"),
        meaning: "How long a stop waits for requests in progress.",
    },
    parse: |text| value::duration_between(text, (Duration::ZERO, Duration::from_mins(10))),
};

pub(super) fn read(reader: &mut Reader) -> Result<Server, Faulted> {
    let listen = reader.value(&LISTEN);
    let address = reader.optional(&PUBLIC_ADDRESS);
    let data = reader.value(&DATA);
    let trusted_proxies = reader.list(&TRUSTED_PROXIES);
    let shutdown_grace = reader.value(&SHUTDOWN_GRACE);

    let (listen, configured_address) = (listen?, address?);
    if configured_address.is_none() && !listen.ip().is_loopback() {
        let problem = format!(
            "is missing: server.listen is {listen}, which others can reach, so people's address must be told, \
             such as https://sign-in.example.org"
        );
        return Err(reader.fault(&PUBLIC_ADDRESS.about, &problem));
    }
    Ok(Server {
        listen,
        configured_address,
        data: data?,
        trusted_proxies: trusted_proxies?,
        shutdown_grace: shutdown_grace?,
    })
}

impl Server {
    /// The public address: as configured, else `http://localhost` with the port really `bound`.
    pub fn public_address(&self, bound: SocketAddr) -> Result<PublicAddress, String> {
        match &self.configured_address {
            Some(address) => Ok(address.clone()),
            None => PublicAddress::parse(&format!("http://localhost:{}", bound.port())),
        }
    }
}

impl PublicAddress {
    /// Reads an address; it must be an origin, and `https` unless it is this machine.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = value::web_address(text)?;
        if url.path() != "/" {
            return Err("no path belongs in it".to_owned());
        }
        let origin = url.origin().ascii_serialization();
        Ok(Self { url, origin })
    }

    /// As a browser writes the origin: no final slash, no default port.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The host, without port.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether browsers come over TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// As a URL, with the path `/`.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Display for PublicAddress {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.origin)
    }
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() || text.contains('\0') { Err(String::new()) } else { Ok(PathBuf::from(text)) }
}

/// Wide networks are refused: a header believed from everywhere lets anyone choose their own address, and with it
/// whose throttle they spend.
fn proxy(text: &str) -> Result<IpNet, String> {
    let network = match text.parse::<std::net::IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text.parse().map_err(|_| String::new())?,
    };
    if network.trunc() != network {
        return Err(format!("did you mean {}?", network.trunc()));
    }
    let narrowest_refused = match network {
        IpNet::V4(_) => 7,
        IpNet::V6(network) if network.addr().to_ipv4_mapped().is_some() || network.addr().is_unspecified() => 103,
        IpNet::V6(_) => 6,
    };
    if network.prefix_len() <= narrowest_refused {
        return Err("too wide: anyone in it could claim any address; name the proxies themselves".to_owned());
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_addresses_and_narrow_networks() {
        assert_eq!(proxy("10.0.0.7").unwrap().to_string(), "10.0.0.7/32");
        assert_eq!(proxy("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(proxy("fd00::/8").unwrap().to_string(), "fd00::/8");
        assert_eq!(proxy("::1").unwrap().to_string(), "::1/128");
    }

    #[test]
    fn the_whole_internet_is_never_a_trusted_proxy() {
        for wide in ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "::ffff:0:0/96", "2000::/3"] {
            assert!(proxy(wide).expect_err(wide).contains("too wide"), "{wide}");
        }
    }

    #[test]
    fn a_network_with_host_bits_is_corrected() {
        assert!(proxy("10.0.0.1/24").unwrap_err().contains("did you mean 10.0.0.0/24"));
        assert!(proxy("proxy.example").is_err());
    }

    #[test]
    fn a_public_address_is_an_origin() {
        let address = PublicAddress::parse("https://Sign-in.Example.org:443/").unwrap();
        assert_eq!(address.as_str(), "https://sign-in.example.org");
        assert_eq!(address.host(), "sign-in.example.org");
        assert!(address.is_https());
        assert_eq!(PublicAddress::parse("http://[::1]:8080").unwrap().as_str(), "http://[::1]:8080");
        assert!(PublicAddress::parse("https://example.org/sign-in").is_err());
        assert!(PublicAddress::parse("http://example.org").is_err());
    }
}
