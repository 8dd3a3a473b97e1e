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
    Postgres(Box<tokio_postgres::Config>),
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
    let config: tokio_postgres::Config = text.parse().map_err(|_| {
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
    if config.get_ssl_mode() == SslMode::Require {
        return Err(Error::unusable(
            "the PostgreSQL address asks for TLS, which this release does not speak to the database",
            "use a unix socket, the same machine or a private network, and leave `sslmode` out",
        ));
    }
    Ok(DatabaseUrl(Place::Postgres(Box::new(config))))
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
        let Place::Postgres(config) = &url.0 else { panic!("a server") };
        assert_eq!(describe(config), "PostgreSQL database `tweestap` on db.example.com, port 6432");
    }

    #[test]
    fn anything_else_is_refused_without_repeating_it() {
        for text in ["mysql://a:hunter2@b/c", "sqlite:", "sqlite::memory:", "postgres://a:hunter2@b:port/c", "x"] {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, Error::Unusable { .. }), "{text}: {error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn tls_is_refused_rather_than_left_out_in_silence() {
        let error = parse("postgres://a@b/c?sslmode=require").unwrap_err();
        assert!(error.to_string().contains("TLS"), "{error}");
    }
}
