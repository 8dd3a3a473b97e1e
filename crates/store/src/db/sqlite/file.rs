//! The database file: made with narrow rights, recognised before it is touched, opened for each role.
//! Neighbours: `sqlite.rs` decides who opens what.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::Error;

/// "TWST": marks a database of this program in its header (<https://sqlite.org/fileformat.html> §1.3.17).
const MARK: u32 = 0x5457_5354;
pub(super) const SET_MARK: &str = "PRAGMA application_id = 1415009108";
/// Bytes. Where people are many, each sign-in changes a page that no other does, and the log gets all of it: half of the
/// usual size carries a seventh more of them.
const PAGE_SIZE: &str = "PRAGMA page_size = 2048";
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const STATEMENTS: usize = 256;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Looks up a few rows at a time.
    Reader,
    /// Goes over many.
    Searcher,
    Writer,
    Checkpointer,
    Migrator,
}

/// Makes the folder and the file when they are absent; otherwise makes sure, without touching it, that the file is a
/// database of this program.
pub(super) fn prepare(path: &Path) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| {
            Error::unusable(
                format!("cannot make the data folder {}: {e}", folder.display()),
                "make it yourself and give it to the user that runs this program, or choose another folder",
            )
        })?;
    }
    match OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => recognise(path),
        Err(e) => Err(cannot(path, &e)),
    }
}

/// The write-ahead log of a database (<https://sqlite.org/fileformat.html> §4).
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn recognise(path: &Path) -> Result<(), Error> {
    if !fs::metadata(path).map_err(|e| cannot(path, &e))?.is_file() {
        return Err(Error::unusable(
            format!("{} is not a file", path.display()),
            "give the path of a database file, not of a folder",
        ));
    }
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(|e| cannot(path, &e))?;
    let mut header = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut header).map_err(|e| cannot(path, &e))?;
    if header.is_empty() {
        return Ok(());
    }
    let advice = "choose another path, or move that file away; it has not been touched";
    if header.get(..16) != Some(MAGIC) {
        return Err(Error::unusable(format!("{} is not a database", path.display()), advice));
    }
    if header.get(68..72) != Some(&MARK.to_be_bytes()) {
        return Err(Error::unusable(format!("{} is a database of another program", path.display()), advice));
    }
    Ok(())
}

fn cannot(path: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::unusable(
        format!("cannot read and write the database {}: {e}", path.display()),
        "give the file and its folder to the user that runs this program, or choose another path",
    )
}

/// Opens a connection for one role. The writer must be the first: it makes an empty file into a database.
pub(super) fn connect(path: &Path, role: Role, acquire: Duration) -> Result<Connection, Error> {
    open(path, role, acquire).map_err(|e| cannot(path, &e))
}

fn open(path: &Path, role: Role, acquire: Duration) -> rusqlite::Result<Connection> {
    let access = match role {
        Role::Reader | Role::Searcher => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Role::Writer | Role::Checkpointer | Role::Migrator => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(acquire)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan depends on the statement alone. Otherwise SQLite plans anew whenever a value that it looked at is bound anew,
    // which costs more than the reading does.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if role == Role::Writer {
        make(&connection)?;
    }
    connection.execute_batch(pragmas(role))?;
    Ok(connection)
}

/// The size of the pages and the mark go in before the log begins: the one cannot be changed afterwards, the other is in
/// the main file from the first byte.
fn make(connection: &Connection) -> rusqlite::Result<()> {
    let mark: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if mark != MARK {
        connection.execute_batch(PAGE_SIZE)?;
        connection.execute_batch(SET_MARK)?;
    }
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(rusqlite::Error::ToSqlConversionFailure(
            "its file system cannot hold a write-ahead log (a network share?)".into(),
        ))
    }
}

/// FULL: an answer is given when the log is on the disk. The caches are small, because the pages of a large database
/// are in the system's cache anyway. The writer reads what it changes from a map of the file, which lasts; a reader's would
/// be made anew after every commit, which costs more than copying a few pages, and pays for whoever reads many.
const fn pragmas(role: Role) -> &'static str {
    match role {
        Role::Reader => "PRAGMA query_only = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;",
        Role::Searcher => {
            "PRAGMA query_only = ON; PRAGMA cache_size = -4096; PRAGMA mmap_size = 134217728; PRAGMA temp_store = MEMORY;"
        }
        Role::Writer => {
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192; PRAGMA mmap_size = 1073741824;
             PRAGMA temp_store = MEMORY;"
        }
        Role::Checkpointer => "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -64;",
        // Foreign keys are checked as a whole before the commit, so that a migration may rebuild a table.
        Role::Migrator => "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;",
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folder_and_file_are_made_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("deep").join("x.db");
        prepare(&path).unwrap();
        let writer = connect(&path, Role::Writer, Duration::from_secs(1)).unwrap();
        writer.execute_batch("CREATE TABLE t (a INTEGER)").unwrap();
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
        prepare(&path).unwrap();
    }

    #[test]
    fn the_mark_is_in_the_file_and_in_the_statement_alike() {
        assert!(SET_MARK.ends_with(&MARK.to_string()));
    }

    #[test]
    fn what_is_no_database_of_ours_is_refused_and_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let letter = folder.path().join("letter.txt");
        fs::write(&letter, "Dear Ann").unwrap();
        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a INTEGER)").unwrap();
        for path in [&letter, &other] {
            let before = fs::read(path).unwrap();
            let error = prepare(path).unwrap_err().to_string();
            assert!(error.contains(&path.display().to_string()), "{error}");
            assert!(error.contains("has not been touched"), "{error}");
            assert_eq!(fs::read(path).unwrap(), before);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = prepare(&file.join("data").join("x.db")).unwrap_err().to_string();
        assert!(error.contains(&file.display().to_string()), "{error}");
        let error = prepare(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is not a file"), "{error}");
    }
}
