//! `[database]`: the embedded database, or a `PostgreSQL` address that is kept as a secret, for it may hold a password.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::definition::{About, Form, Key, Preset, SecretKey};
use super::reader::{Faulted, Reader};
use super::{server, value};

/// Where the facts are kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// A `PostgreSQL` server.
    Postgres {
        /// `postgres://…`, with whatever password it holds.
        url: SecretString,
        /// Connections in the pool.
        connections: usize,
        /// PEM file of the authorities that vouch for the server, where the address asks for TLS.
        roots: Option<PathBuf>,
    },
    /// A file on this machine.
    Sqlite {
        /// The file; relative to the working directory.
        path: PathBuf,
    },
}

pub(super) static KEYS: &[&About] = &[&URL.about, &CONNECTIONS.about, &ROOTS.about];

static URL: SecretKey = SecretKey {
    about: About {
        section: "database",
        name: "url",
        form: Form::Secret,
        kind: "sqlite:PATH, postgres://USER@HOST/NAME, or nothing",
        preset: Preset::Derived("the file `tweestap.db` in `server.data`"),
        meaning: "The database. Kept out of logs, because the address may hold a password. `?sslmode=verify-full` in it asks \
                  for TLS by a server whose certificate and host name fit; `require` encrypts, and checks where there is a \
                  `root_certificates`; without it there is no TLS, as suits a unix socket or a private network.",
    },
};

static CONNECTIONS: Key<usize> = Key {
    about: About {
        section: "database",
        name: "connections",
        form: Form::Whole,
        kind: "a whole number from 1 to 1000",
        preset: Preset::Value("16"),
        meaning: "Connections to PostgreSQL that this server holds at most, beside four for long lists and two for changes that share a transaction. The embedded database ignores it.",
    },
    parse: |text| value::whole_between(text, (1, 1000)),
};

static ROOTS: Key<PathBuf> = Key {
    about: About {
        section: "database",
        name: "root_certificates",
        form: Form::Text,
        kind: "a PEM file",
        preset: Preset::Derived("the authorities that this machine trusts"),
        meaning: "Authorities that may vouch for the certificate of the PostgreSQL server.",
    },
    parse: server::path,
};

pub(super) fn read(reader: &mut Reader, data: Result<&Path, Faulted>) -> Result<Database, Faulted> {
    let url = reader.secret(&URL);
    let connections = reader.value(&CONNECTIONS);
    let roots = reader.optional(&ROOTS);
    let (url, connections, roots) = (url?, connections?, roots?);
    let Some(url) = url else {
        return Ok(Database::Sqlite { path: data?.join("tweestap.db") });
    };
    match kind_of(url.expose_secret()) {
        Ok(Kind::Postgres) => Ok(Database::Postgres { url, connections, roots }),
        Ok(Kind::Sqlite(path)) => Ok(Database::Sqlite { path }),
        Err(reason) => {
            Err(reader.fault(&URL.about, &format!("{reason} (value not shown), expected {}", URL.about.kind)))
        }
    }
}

enum Kind {
    Postgres,
    Sqlite(PathBuf),
}

/// The reason never repeats the text: it may hold a password.
fn kind_of(text: &str) -> Result<Kind, &'static str> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path {
            "" => Err("the path is missing"),
            ":memory:" => Err("a database in memory forgets everybody at the next start"),
            _ if path.contains(['?', '\0']) => Err("the path may hold no ? or NUL"),
            _ => Ok(Kind::Sqlite(PathBuf::from(path))),
        };
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => {
            if url.cannot_be_a_base() {
                Err("// is missing after the scheme")
            } else {
                Ok(Kind::Postgres)
            }
        }
        Ok(_) => Err("the scheme is neither sqlite nor postgres"),
        Err(_) => Err("not a database address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_each_engine_are_understood() {
        for (text, path) in
            [("sqlite:a.db", "a.db"), ("sqlite:/var/lib/a.db", "/var/lib/a.db"), ("sqlite:///a.db", "/a.db")]
        {
            assert!(matches!(kind_of(text), Ok(Kind::Sqlite(found)) if found == Path::new(path)), "{text}");
        }
        for text in
            ["postgres://u:p@h/d", "postgresql://h", "postgres:///d?host=/run/postgresql", "postgres://u@%2Frun%2Fpg/d"]
        {
            assert!(matches!(kind_of(text), Ok(Kind::Postgres)), "{text}");
        }
    }

    #[test]
    fn other_addresses_are_refused_without_being_repeated() {
        for text in
            ["sqlite:", "sqlite::memory:", "mysql://canary@h/d", "postgres:canary", "canary", "sqlite:a?mode=canary"]
        {
            let reason = kind_of(text).err().expect(text);
            assert!(!reason.contains("canary"), "{reason}");
        }
    }
}
