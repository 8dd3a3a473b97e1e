//! A fresh database on each engine, for tests (feature `testing`). SQLite always; PostgreSQL on the server that
//! `TWEESTAP_TEST_POSTGRES` names. `scripts/test` starts such a server.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::db::DatabaseUrl;
use crate::{Db, Engine, Error, Options};

/// The address of a server on which databases can be made.
const SERVER: &str = "TWEESTAP_TEST_POSTGRES";
/// Set to 1, a missing server fails the test instead of leaving its half out.
const REQUIRE: &str = "TWEESTAP_TEST_REQUIRE_POSTGRES";

/// The engines to run a test on: `for engine in store::testing::engines() { … }`.
///
/// # Panics
/// When `TWEESTAP_TEST_REQUIRE_POSTGRES` is 1 and there is no server.
#[must_use]
pub fn engines() -> Vec<Engine> {
    if server().is_some() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    assert!(std::env::var(REQUIRE).as_deref() != Ok("1"), "{SERVER} is not set and {REQUIRE} asks for it");
    eprintln!("left out on PostgreSQL: {SERVER} is not set");
    vec![Engine::Sqlite]
}

fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|address| !address.is_empty())
}

/// A database of one test, gone when the test is over.
#[derive(Debug)]
pub struct Fresh {
    /// Open, and empty unless [`fresh`] made it.
    pub db: Db,
    url: DatabaseUrl,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    Server(Dropped),
}

/// An empty database without a schema.
pub async fn empty(engine: Engine) -> Result<Fresh, Error> {
    let (url, place) = match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().map_err(|e| Error::Broken(e.to_string()))?;
            (DatabaseUrl::parse("", folder.path())?, Place::Folder(folder))
        }
        Engine::Postgres => {
            let dropped = Dropped::create().await?;
            (DatabaseUrl::parse(&dropped.url, Path::new(""))?, Place::Server(dropped))
        }
    };
    Ok(Fresh { db: Db::open(&url, Options::default()).await?, url, place })
}

/// A database with the whole schema and no rows.
pub async fn fresh(engine: Engine) -> Result<Fresh, Error> {
    if engine == Engine::Sqlite {
        let fresh = empty(engine).await?;
        fresh.db.migrate().await?;
        return Ok(fresh);
    }
    let dropped = Dropped::copied().await?;
    let url = DatabaseUrl::parse(&dropped.url, Path::new(""))?;
    Ok(Fresh { db: Db::open(&url, Options::default()).await?, url, place: Place::Server(dropped) })
}

impl Fresh {
    /// Where it is, to open it again as another process would.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Where it is, as the setting `database.url` would say it.
    #[must_use]
    pub fn setting(&self) -> String {
        match (&self.place, self.url.path()) {
            (Place::Server(dropped), _) => dropped.url.clone(),
            (Place::Folder(folder), path) => {
                format!("sqlite:{}", path.unwrap_or(folder.path()).display())
            }
        }
    }

    /// Opens it once more, as another process would.
    pub async fn again(&self) -> Result<Db, Error> {
        Db::open(&self.url, Options::default()).await
    }
}

/// A database on the server, dropped with this value.
#[derive(Debug)]
struct Dropped {
    server: String,
    name: String,
    url: String,
}

impl Dropped {
    async fn create() -> Result<Dropped, Error> {
        Dropped::create_as("").await
    }

    async fn create_as(after: &str) -> Result<Dropped, Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server().ok_or_else(|| Error::unusable(format!("{SERVER} is not set"), "set it"))?;
        // Tests run in a process each or beside each other in one: process and number tell them apart.
        let name = format!("store_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let dropped = Dropped::named(server, name);
        dropped.command("DROP DATABASE IF EXISTS", " WITH (FORCE)").await?;
        dropped.command("CREATE DATABASE", after).await?;
        Ok(dropped)
    }

    fn named(server: String, name: String) -> Dropped {
        let url = with_name(&server, &name);
        Dropped { server, name, url }
    }

    /// One with the schema, copied from a database that is made once on each server: that takes a tenth of the time.
    async fn copied() -> Result<Dropped, Error> {
        let server = server().ok_or_else(|| Error::unusable(format!("{SERVER} is not set"), "set it"))?;
        let mut schema = DefaultHasher::new();
        crate::migrate::all()?.hash(&mut schema);
        let original = format!("schema_{:016x}", schema.finish());
        Dropped::make_original(&server, &original).await?;
        Dropped::create_as(&format!(" TEMPLATE {original}")).await
    }

    /// Makes the database that others are copied from, unless a test before did; others wait meanwhile.
    async fn make_original(server: &str, name: &str) -> Result<(), Error> {
        let broken = |e: tokio_postgres::Error| Error::Broken(e.to_string());
        let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.map_err(broken)?;
        let driving = tokio::spawn(connection);
        client.batch_execute("SELECT pg_advisory_lock(20260101)").await.map_err(broken)?;
        let known = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.map_err(broken)?;
        if known.is_empty() {
            let making = ManuallyDrop::new(Dropped::named(server.to_owned(), format!("{name}_made")));
            making.command("DROP DATABASE IF EXISTS", " WITH (FORCE)").await?;
            making.command("CREATE DATABASE", "").await?;
            let db = Db::open(&DatabaseUrl::parse(&making.url, Path::new(""))?, Options::default()).await?;
            db.migrate().await?;
            drop(db);
            // Nobody may be in it while it is renamed or copied.
            let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
            client.query(leave, &[&making.name]).await.map_err(broken)?;
            making.command("ALTER DATABASE", &format!(" RENAME TO {name}")).await?;
        }
        drop(client);
        driving.await.map_err(|e| Error::Broken(e.to_string()))?.map_err(broken)
    }

    async fn command(&self, before: &str, after: &str) -> Result<(), Error> {
        let broken = |e: tokio_postgres::Error| Error::Broken(e.to_string());
        let (client, connection) =
            tokio_postgres::connect(&self.server, tokio_postgres::NoTls).await.map_err(broken)?;
        let driving = tokio::spawn(connection);
        let done = client.batch_execute(&format!("{before} {}{after}", self.name)).await.map_err(broken);
        drop(client);
        driving.await.map_err(|e| Error::Broken(e.to_string()))?.map_err(broken)?;
        done
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        // The test's own runtime may be ending, so this runs on a thread with another.
        let dropped = std::thread::scope(|scope| {
            let drop = || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|e| Error::Broken(e.to_string()))?;
                runtime.block_on(self.command("DROP DATABASE IF EXISTS", " WITH (FORCE)"))
            };
            scope.spawn(drop).join()
        });
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("database {} is left behind", self.name);
        }
    }
}

/// The address with another database name: what stands between the host and the question mark.
fn with_name(server: &str, name: &str) -> String {
    let (address, question) = server.split_once('?').map_or((server, None), |(a, q)| (a, Some(q)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(host..).and_then(|rest| rest.find('/')).map_or(address.len(), |at| host + at);
    let base = address.get(..end).unwrap_or(address);
    question.map_or_else(|| format!("{base}/{name}"), |question| format!("{base}/{name}?{question}"))
}

#[cfg(test)]
mod tests {
    use super::with_name;

    #[test]
    fn only_the_name_in_an_address_changes() {
        assert_eq!(with_name("postgres://a@h:1/x", "y"), "postgres://a@h:1/y");
        assert_eq!(with_name("postgres://a@h:1", "y"), "postgres://a@h:1/y");
        assert_eq!(with_name("postgres://a@/x?host=/run/p", "y"), "postgres://a@/y?host=/run/p");
    }
}
