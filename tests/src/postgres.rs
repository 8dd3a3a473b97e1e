//! A fresh PostgreSQL database for one test, on the server that `TWEESTAP_TEST_POSTGRES` names.
//! scripts/test starts such a server for every run.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use tokio_postgres::NoTls;
use url::Url;

/// Address of a server on which the tests may make and drop databases.
const SERVER: &str = "TWEESTAP_TEST_POSTGRES";
/// Set to any non-empty value, a missing server fails the test instead of leaving it out.
const REQUIRE: &str = "TWEESTAP_TEST_REQUIRE_POSTGRES";

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An empty database, dropped with this value.
#[derive(Debug)]
pub struct FreshDatabase {
    server: Url,
    name: String,
}

impl FreshDatabase {
    /// Makes one, or `None` when no server is at hand and none is demanded.
    ///
    /// # Errors
    /// The server does not answer, or there is none and the environment demands one.
    pub async fn create() -> Result<Option<Self>> {
        let Some(server) = std::env::var(SERVER).ok().filter(|address| !address.is_empty()) else {
            if std::env::var_os(REQUIRE).is_some_and(|value| !value.is_empty()) {
                bail!("{SERVER} is not set; scripts/test sets it");
            }
            eprintln!("left out: {SERVER} is not set");
            return Ok(None);
        };
        let server = Url::parse(&server).with_context(|| format!("{SERVER}={server}"))?;
        // Every test runs in a process of its own or beside others in one: process and number tell them apart.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database = Self { server, name: format!("journey_{}_{number}", std::process::id()) };
        database.remove().await?;
        command(&database.server, &format!("CREATE DATABASE {}", database.name)).await?;
        Ok(Some(database))
    }

    /// The address to give as `database.url`.
    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    async fn remove(&self) -> Result<()> {
        command(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        // The test's own runtime may be ending, so the last command runs on a thread with another.
        let removed = std::thread::scope(|scope| {
            scope
                .spawn(|| tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(self.remove()))
                .join()
        });
        match removed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("database {} is left behind: {error:#}", self.name),
            Err(_) => eprintln!("database {} is left behind", self.name),
        }
    }
}

async fn command(server: &Url, sql: &str) -> Result<()> {
    let (client, connection) =
        tokio_postgres::connect(server.as_str(), NoTls).await.context("PostgreSQL does not answer")?;
    let driving = tokio::spawn(connection);
    client.batch_execute(sql).await.with_context(|| sql.to_owned())?;
    drop(client);
    driving.await??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answers(url: &str) -> bool {
        match tokio_postgres::connect(url, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                client.simple_query("SELECT 1").await.is_ok()
            }
            Err(_) => false,
        }
    }

    #[tokio::test]
    async fn a_database_lives_as_long_as_its_test() {
        let Some(database) = FreshDatabase::create().await.unwrap() else { return };
        let other = FreshDatabase::create().await.unwrap().unwrap();
        assert_ne!(database.url(), other.url());
        let url = database.url();
        assert!(answers(&url).await);
        drop(database);
        assert!(!answers(&url).await);
    }
}
