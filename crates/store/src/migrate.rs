//! The schema's history: the list of migrations and the rules for applying it. The engines in `db/` lend a connection
//! that is already in a transaction and locked against others; this file never asks which engine it is.

use refinery_core::error::Kind;
use refinery_core::traits::r#async::AsyncMigrate;
use refinery_core::traits::sync::Migrate;
use refinery_core::{Migration, Runner, SchemaVersion};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;

/// Every file of `migrations/`, as `build.rs` packed it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/migrations.z"));

/// Every migration, in order: `(V1__name, sql)`, one text for both engines. A released one is never edited.
///
/// How an engine stores a table may stand in a comment that begins with its word, as in `/*sqlite WITHOUT ROWID*/`: that
/// engine reads what is in it, the other sees a comment.
pub(crate) fn all() -> Result<Vec<(String, String)>, Error> {
    let broken = || Error::Broken("the migrations in the program cannot be unpacked".to_owned());
    let bytes = miniz_oxide::inflate::decompress_to_vec_zlib(PACKED).map_err(|_| broken())?;
    let text = String::from_utf8(bytes).map_err(|_| broken())?;
    let mut parts = text.split_terminator('\0').map(str::to_owned);
    let mut all = Vec::new();
    while let Some(name) = parts.next() {
        all.push((name, parts.next().ok_or_else(broken)?));
    }
    Ok(all)
}

/// The table that the migration tool keeps, and the statement that finds the newest migration in it.
pub(crate) const HISTORY: &str = "refinery_schema_history";
pub(crate) const NEWEST: &str = "SELECT MAX(version) FROM refinery_schema_history";

/// Migrations that have been read and may be applied.
pub(crate) struct Plan {
    runner: Runner,
    known: i64,
}

impl Plan {
    /// The migrations as one engine reads them; `engine` is its word in the comments that are for it alone.
    pub(crate) fn read(migrations: &[(&str, &str)], engine: &str) -> Result<Plan, Error> {
        let migrations = migrations
            .iter()
            .map(|(name, sql)| Migration::unapplied(name, &opened(sql, engine)).map_err(|e| refused(&e)))
            .collect::<Result<Vec<_>, _>>()?;
        let known = migrations.iter().map(|migration| i64::from(migration.version())).max().unwrap_or(0);
        Ok(Plan { runner: Runner::new(&migrations), known })
    }

    /// `found` is the newest migration in the database; absent for an empty one.
    pub(crate) fn refuse_newer(&self, found: Option<i64>) -> Result<(), Error> {
        match found {
            Some(found) if found > self.known => Err(Error::NewerSchema { found, known: self.known }),
            _ => Ok(()),
        }
    }

    pub(crate) fn run(&self, connection: &mut impl Migrate) -> Result<(), Error> {
        let report = self.runner.run(connection).map_err(|e| refused(&e))?;
        tell(report.applied_migrations());
        Ok(())
    }

    pub(crate) async fn run_async(&self, connection: &mut (impl AsyncMigrate + Send)) -> Result<(), Error> {
        let report = self.runner.run_async(connection).await.map_err(|e| refused(&e))?;
        tell(report.applied_migrations());
        Ok(())
    }
}

/// The text with the comments opened that are for this engine.
fn opened(sql: &str, engine: &str) -> String {
    let mark = format!("/*{engine} ");
    let mut parts = sql.split(&mark);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (own, rest) = part.split_once("*/").unwrap_or((part, ""));
        text.push_str(own);
        text.push_str(rest);
    }
    text
}

/// A row of the history, as the tool wants it back.
pub(crate) fn applied(version: SchemaVersion, name: String, on: &str, checksum: &str) -> Result<Migration, Error> {
    let damaged = || Error::Broken(format!("the schema's history is damaged at migration {version}"));
    let on = OffsetDateTime::parse(on, &Rfc3339).map_err(|_| damaged())?;
    let checksum = checksum.parse().map_err(|_| damaged())?;
    Ok(Migration::applied(version, name, on, checksum))
}

fn tell(applied: &[Migration]) {
    for migration in applied {
        tracing::info!(%migration, "schema changed");
    }
}

/// A database that is away stays Unavailable; anything else is told with the migration's name.
fn refused(error: &refinery_core::Error) -> Error {
    if let Kind::Connection(_, source) = error.kind()
        && let Some(Error::Unavailable(why)) = source.downcast_ref::<Error>()
    {
        return Error::Unavailable(why.clone());
    }
    Error::Broken(format!("the schema cannot be brought up to date: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_is_there_in_the_order_of_its_number() {
        let all = all().unwrap();
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap().count();
        assert_eq!(all.len(), files);
        assert_eq!(all[0], ("V1__first".to_owned(), include_str!("../migrations/V1__first.sql").to_owned()));
        let number = |name: &str| name[1..].split('_').next().unwrap().parse::<u32>().unwrap();
        assert!(all.iter().map(|(name, _)| number(name)).is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn each_engine_reads_what_is_for_it_and_nothing_else() {
        let sql = "CREATE TABLE a (x) /*sqlite WITHOUT ROWID*/ /*postgres WITH (fillfactor = 70)*/; -- /*sqlite";
        assert_eq!(
            opened(sql, "sqlite"),
            "CREATE TABLE a (x) WITHOUT ROWID /*postgres WITH (fillfactor = 70)*/; -- /*sqlite"
        );
        assert_eq!(
            opened(sql, "postgres"),
            "CREATE TABLE a (x) /*sqlite WITHOUT ROWID*/ WITH (fillfactor = 70); -- /*sqlite"
        );
    }
}
