//! Where the facts are kept, read from the setting `database.url`. Neighbours: `sqlite/file.rs` opens a path,
//! `postgres.rs` a server. Printing an address never shows a password.

use std::path::{Path, PathBuf};

use tokio_postgres::config::SslMode;

use crate::error::Error;

/// The file of an embedded database inside the data folder.
const FILE: &str = "tweestap.db";

/// A database address that has been read and found sound.
#[derive(Debug, Clone)]
pub struct DatabaseUrl(pub(crate) Place);

#[derive(Debug, Clone)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<Server>),
}

/// A server, and how to speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: Tls,
}

/// What `sslmode` asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tls {
    /// No TLS.
    Off,
    /// Encrypted, by whoever answers.
    Encrypted,
    /// Encrypted, by whom an authority in this file vouches for; without one, an authority that the machine trusts.
    Verified(Option<PathBuf>),
}

impl DatabaseUrl {
    /// Reads an address: empty for `tweestap.db` in the folder `data`, `sqlite:PATH` (a relative path counts from the
    /// working folder), or `postgres://USER:PASSWORD@HOST:PORT/NAME` (`?host=/run/postgresql` for a unix socket).
    ///
    /// Anything else is [`Error::Unusable`], which names what was expected and never repeats the address, because that
    /// may hold a password.
    pub fn parse(text: &str, data: &Path) -> Result<DatabaseUrl, Error> {
        if text.is_empty() {
            return Ok(DatabaseUrl::file(data.join(FILE)));
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            if path.is_empty() || path.starts_with(":memory:") {
                return Err(Error::unusable(
                    "the database address names no file",
                    "write `sqlite:PATH` with the path of a file",
                ));
            }
            return Ok(DatabaseUrl::file(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return server(text);
        }
        Err(Error::unusable(
            "the database address is not understood",
            "leave it empty, or write `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`",
        ))
    }

    /// The same, with the file of authorities that vouch for the server, where its address asks for TLS and names none.
    #[must_use]
    pub fn with_roots(mut self, roots: Option<&Path>) -> DatabaseUrl {
        if let (Place::Postgres(server), Some(roots)) = (&mut self.0, roots)
            && matches!(server.tls, Tls::Encrypted | Tls::Verified(None))
        {
            server.tls = Tls::Verified(Some(roots.to_owned()));
        }
        self
    }

    /// Whether facts go to another machine without TLS.
    #[must_use]
    pub fn leaves_in_the_clear(&self) -> bool {
        use tokio_postgres::config::Host;
        let Place::Postgres(server) = &self.0 else { return false };
        let is_near = |name: &str| {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        };
        let is_far = |host: &Host| matches!(host, Host::Tcp(name) if !is_near(name));
        server.tls == Tls::Off && server.config.get_hosts().iter().any(is_far)
    }

    /// An embedded database in the file `path`.
    #[must_use]
    pub fn file(path: PathBuf) -> DatabaseUrl {
        DatabaseUrl(Place::Sqlite(path))
    }

    /// The file of an embedded database; absent for a server.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }
}

fn server(text: &str) -> Result<DatabaseUrl, Error> {
    let (text, tls) = tls_of(text)?;
    let mut config: tokio_postgres::Config = text.parse().map_err(|_| {
        // The reason of the parser may quote a part of the address.
        Error::unusable(
            "the PostgreSQL address is not understood",
            "write `postgres://USER:PASSWORD@HOST:PORT/NAME`, with special characters percent-encoded",
        )
    })?;
    if config.get_hosts().is_empty() {
        return Err(Error::unusable(
            "the PostgreSQL address names no host",
            "write the host, or `?host=/run/postgresql` for a unix socket",
        ));
    }
    if config.get_user().is_none() {
        return Err(Error::unusable("the PostgreSQL address names no user", "write `postgres://USER@HOST/NAME`"));
    }
    let by_socket = config.get_hosts().iter().any(|host| matches!(host, tokio_postgres::config::Host::Unix(_)));
    if by_socket && tls != Tls::Off {
        return Err(Error::unusable(
            "the PostgreSQL address asks for TLS over a unix socket, which has none",
            "leave `sslmode` out, or write the name of the host",
        ));
    }
    config.ssl_mode(if tls == Tls::Off { SslMode::Disable } else { SslMode::Require });
    Ok(DatabaseUrl(Place::Postgres(Box::new(Server { config, tls }))))
}

/// Takes `sslmode` and `sslrootcert` out of an address: the driver knows less of them than its users write.
fn tls_of(text: &str) -> Result<(String, Tls), Error> {
    let Some((address, question)) = text.split_once('?') else { return Ok((text.to_owned(), Tls::Off)) };
    let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
    for pair in question.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => roots = Some(PathBuf::from(decoded(value)?)),
            _ => rest.push(pair),
        }
    }
    let tls = match (mode, roots) {
        (None | Some("disable"), None) => Tls::Off,
        (Some("require"), None) => Tls::Encrypted,
        (Some("require" | "verify-ca" | "verify-full"), roots) => Tls::Verified(roots),
        (None | Some("disable"), Some(_)) => {
            return Err(Error::unusable(
                "the PostgreSQL address names root certificates and asks for no TLS",
                "add `sslmode=verify-full`",
            ));
        }
        // Who may look on may also say that there is no TLS.
        (Some(_), _) => {
            return Err(Error::unusable(
                "the PostgreSQL address has an `sslmode` that would encrypt now and then, or none that there is",
                "write `sslmode=verify-full` or `sslmode=require`, or leave it out for no TLS",
            ));
        }
    };
    let question = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    Ok((format!("{address}{question}"), tls))
}

fn decoded(value: &str) -> Result<String, Error> {
    let text = percent_encoding::percent_decode_str(value).decode_utf8();
    text.map(std::borrow::Cow::into_owned).map_err(|_| {
        Error::unusable("`sslrootcert` in the PostgreSQL address is not UTF-8", "write the path of a PEM file")
    })
}

/// A server as an error may show it: hosts, port and database name.
pub(crate) fn describe(config: &tokio_postgres::Config) -> String {
    use tokio_postgres::config::Host;
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let name = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    format!("PostgreSQL database `{name}` on {}, port {port}", hosts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DatabaseUrl, Error> {
        DatabaseUrl::parse(text, Path::new("/data"))
    }

    #[test]
    fn an_empty_address_is_a_file_in_the_data_folder() {
        assert_eq!(parse("").unwrap().path(), Some(Path::new("/data/tweestap.db")));
    }

    #[test]
    fn a_path_is_taken_as_written() {
        assert_eq!(parse("sqlite:/srv/x.db").unwrap().path(), Some(Path::new("/srv/x.db")));
    }

    #[test]
    fn a_server_is_recognised_and_its_password_is_not_printed() {
        let url = parse("postgres://ann:hunter2@db.example.com:6432/tweestap").unwrap();
        assert!(url.path().is_none());
        assert!(!format!("{url:?}").contains("hunter2"));
        let Place::Postgres(server) = &url.0 else { panic!("a server") };
        assert_eq!(describe(&server.config), "PostgreSQL database `tweestap` on db.example.com, port 6432");
    }

    #[test]
    fn anything_else_is_refused_without_repeating_it() {
        for text in ["mysql://a:hunter2@b/c", "sqlite:", "sqlite::memory:", "postgres://a:hunter2@b:port/c", "x"] {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, Error::Unusable { .. }), "{text}: {error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    fn tls(text: &str) -> Tls {
        let Place::Postgres(server) = parse(text).unwrap().0 else { panic!("a server") };
        server.tls
    }

    #[test]
    fn what_an_address_asks_of_tls_is_read() {
        let roots = |path: &str| Tls::Verified(Some(PathBuf::from(path)));
        for (question, expected) in [
            ("", Tls::Off),
            ("?connect_timeout=3", Tls::Off),
            ("?sslmode=disable", Tls::Off),
            ("?sslmode=require", Tls::Encrypted),
            ("?sslmode=verify-full&application_name=x", Tls::Verified(None)),
            ("?application_name=x&sslmode=verify-ca", Tls::Verified(None)),
            ("?sslmode=verify-full&sslrootcert=/etc/a%20b.pem", roots("/etc/a b.pem")),
            ("?sslmode=require&sslrootcert=/etc/ca.pem", roots("/etc/ca.pem")),
        ] {
            assert_eq!(tls(&format!("postgres://a@b/c{question}")), expected, "{question}");
        }
    }

    #[test]
    fn a_file_in_the_settings_counts_where_tls_is_asked_for_and_no_other_is_named() {
        let with = |text: &str| {
            let url = parse(text).unwrap().with_roots(Some(Path::new("/set.pem")));
            let Place::Postgres(server) = url.0 else { panic!("a server") };
            server.tls
        };
        assert_eq!(with("postgres://a@b/c"), Tls::Off);
        assert_eq!(with("postgres://a@b/c?sslmode=require"), Tls::Verified(Some("/set.pem".into())));
        assert_eq!(with("postgres://a@b/c?sslmode=verify-full"), Tls::Verified(Some("/set.pem".into())));
        let own = "postgres://a@b/c?sslmode=verify-full&sslrootcert=/own.pem";
        assert_eq!(with(own), Tls::Verified(Some("/own.pem".into())));
    }

    #[test]
    fn another_machine_without_tls_is_told_apart() {
        for (text, expected) in [
            ("", false),
            ("postgres://a@localhost/c", false),
            ("postgres://a@127.0.0.2/c", false),
            ("postgres://a@[::1]/c", false),
            ("postgres://a@/c?host=/run/postgresql", false),
            ("postgres://a@db.example/c?sslmode=require", false),
            ("postgres://a@db.example/c", true),
            ("postgres://a@localhost,db.example/c", true),
        ] {
            assert_eq!(parse(text).unwrap().leaves_in_the_clear(), expected, "{text}");
        }
    }

    #[test]
    fn tls_that_cannot_be_had_is_refused_rather_than_left_out_in_silence() {
        for text in [
            "postgres://a@b/c?sslmode=prefer",
            "postgres://a@b/c?sslmode=allow",
            "postgres://a@b/c?sslmode=",
            "postgres://a@b/c?sslmode=REQUIRE",
            "postgres://a@b/c?sslrootcert=/etc/ca.pem",
            "postgres://a@b/c?sslmode=disable&sslrootcert=/etc/ca.pem",
            "postgres://a@/c?host=/run/postgresql&sslmode=require",
            "postgres://a@b/c?sslmode=verify-full&sslrootcert=%ff",
        ] {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, Error::Unusable { .. }), "{text}: {error}");
        }
    }
}
