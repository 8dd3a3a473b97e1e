//! One statement on one SQLite connection: bind by the number in the parameter's name, read the rows, and give the
//! error the same name as PostgreSQL would.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use refinery_core::Migration;
use refinery_core::traits::sync::{Migrate, Query, Transaction};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OptionalExtension, ffi};

use crate::composed::Composed;
use crate::error::{Error, FOREIGN_KEY};
use crate::migrate::{self, HISTORY, NEWEST};
use crate::value::{Row, Statement, Value};

pub(in crate::db) fn execute(connection: &Connection, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
    let done = prepare(connection, statement, params)?.raw_execute();
    let changed = done.map_err(|e| error(connection, statement.name, &e))?;
    u64::try_from(changed).map_err(|e| statement.broken(e))
}

pub(in crate::db) fn all(connection: &Connection, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
    let mut prepared = prepare(connection, statement, params)?;
    rows(connection, statement, &mut prepared)
}

/// The rows of each set of values.
pub(in crate::db) fn many(
    connection: &Connection,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<Vec<Vec<Row>>, Error> {
    sets.iter().map(|set| all(connection, statement, set)).collect()
}

/// Adds a row for each set of values.
pub(in crate::db) fn insert_many(
    connection: &Connection,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<u64, Error> {
    let mut added = 0;
    for set in sets {
        added += execute(connection, statement, set)?;
    }
    Ok(added)
}

/// Changes at most one row for each set of values; says for each whether it did.
pub(in crate::db) fn change_many(
    connection: &Connection,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<Vec<bool>, Error> {
    sets.iter().map(|set| execute(connection, statement, set).map(|changed| changed > 0)).collect()
}

/// A composed text. These connections keep their last few hundred, whoever else reads keeps its own.
pub(in crate::db) fn ask(connection: &Connection, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Error> {
    let mut prepared = connection.prepare_cached(&query.sql).map_err(|e| error(connection, query.name, &e))?;
    bind(connection, &query.named(), &mut prepared, params)?;
    rows(connection, &query.named(), &mut prepared)
}

/// The same, if it takes no more than so many steps of SQLite's machine; a million take some 20 ms.
pub(super) fn ask_shortly(
    connection: &mut Connection,
    query: &Composed,
    params: &[Value],
    steps: i32,
) -> Result<Option<Vec<Row>>, Error> {
    let failed = |e: rusqlite::Error| query.named().broken(e);
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = interrupted.clone();
    let stop = move || {
        flag.store(true, Ordering::Relaxed);
        true
    };
    connection.progress_handler(steps, Some(stop)).map_err(failed)?;
    let answer = ask(connection, query, params);
    connection.progress_handler(0, None::<fn() -> bool>).map_err(failed)?;
    match answer {
        Err(_) if interrupted.load(Ordering::Relaxed) => Ok(None),
        answer => answer.map(Some),
    }
}

/// A change by a text that is not kept.
pub(in crate::db) fn change(connection: &Connection, query: &Composed, params: &[Value]) -> Result<u64, Error> {
    let mut prepared = connection.prepare(&query.sql).map_err(|e| error(connection, query.name, &e))?;
    bind(connection, &query.named(), &mut prepared, params)?;
    let changed = prepared.raw_execute().map_err(|e| error(connection, query.name, &e))?;
    u64::try_from(changed).map_err(|e| query.named().broken(e))
}

fn rows(
    connection: &Connection,
    statement: &Statement,
    prepared: &mut rusqlite::Statement<'_>,
) -> Result<Vec<Row>, Error> {
    let columns = prepared.column_count();
    let mut rows = prepared.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(|e| error(connection, statement.name, &e))? {
        let values = (0..columns).map(|column| {
            let value = row.get_ref(column).map_err(|e| error(connection, statement.name, &e))?;
            read(value).ok_or_else(|| statement.broken(format!("column {column} has a type that is not ours")))
        });
        all.push(Row(values.collect::<Result<_, _>>()?));
    }
    Ok(all)
}

fn prepare<'c>(
    connection: &'c Connection,
    statement: &Statement,
    params: &[Value],
) -> Result<CachedStatement<'c>, Error> {
    let mut prepared = connection.prepare_cached(statement.sql).map_err(|e| error(connection, statement.name, &e))?;
    bind(connection, statement, &mut prepared, params)?;
    Ok(prepared)
}

fn bind(
    connection: &Connection,
    statement: &Statement,
    prepared: &mut rusqlite::Statement<'_>,
    params: &[Value],
) -> Result<(), Error> {
    // SQLite counts `$2 … $1` in the order met, so the number is in the name only.
    let count = prepared.parameter_count();
    if count != params.len() {
        return Err(statement.broken(format!("{} values for {count} parameters", params.len())));
    }
    for index in 1..=count {
        let number: Option<usize> =
            prepared.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse().ok());
        let value = number
            .and_then(|number| params.get(number.checked_sub(1)?))
            .ok_or_else(|| statement.broken("its parameters are not $1 to the last, each used"))?;
        prepared.raw_bind_parameter(index, value).map_err(|e| error(connection, statement.name, &e))?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(i) => ValueRef::Integer(*i),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
        }))
    }
}

fn read(value: ValueRef<'_>) -> Option<Value> {
    Some(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Int(i),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).ok()?.to_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return None,
    })
}

/// SQL without parameters, such as BEGIN.
pub(super) fn batch(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(|e| error(connection, sql, &e))
}

/// The highest migration that the database has; absent when it has none.
pub(super) fn newest_migration(connection: &Connection) -> Result<Option<i64>, Error> {
    let query = || {
        if connection.table_exists(None, HISTORY)? {
            connection.query_row(NEWEST, [], |row| row.get(0))
        } else {
            Ok(None)
        }
    };
    query().map_err(|e| error(connection, NEWEST, &e))
}

/// The migration tool's view of a connection that is inside our transaction.
pub(super) struct Migrations<'c>(pub(super) &'c mut Connection);

impl Transaction for Migrations<'_> {
    type Error = Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Error> {
        let mut count = 0;
        for query in queries {
            self.0.execute_batch(query).map_err(|e| error(self.0, "migration", &e))?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Migrations<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Error> {
        let broken = |e: rusqlite::Error| error(self.0, "migration", &e);
        let mut statement = self.0.prepare(query).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(broken)? {
            let text = |column: usize| row.get::<_, String>(column).map_err(broken);
            all.push(migrate::applied(row.get(0).map_err(broken)?, text(1)?, &text(2)?, &text(3)?)?);
        }
        Ok(all)
    }
}

impl Migrate for Migrations<'_> {}

pub(super) fn error(connection: &Connection, name: &str, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return Error::Broken(format!("statement `{name}`: {error}"));
    };
    match failure.code {
        ErrorCode::ConstraintViolation => match failure.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
                Error::Conflict(unique_name(connection, message.as_deref().unwrap_or_default()))
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Conflict(FOREIGN_KEY.to_owned()),
            _ => Error::Broken(format!("statement `{name}`: {error}")),
        },
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::OperationInterrupted
        | ErrorCode::FileLockingProtocolFailed => Error::Unavailable(error.to_string()),
        _ => Error::Broken(format!("statement `{name}`: {error}")),
    }
}

/// SQLite names the columns (`UNIQUE constraint failed: a.x, a.y`) where PostgreSQL names the index. The schema knows
/// which index that is; one that has no name of its own gets the one that PostgreSQL would make up.
fn unique_name(connection: &Connection, message: &str) -> String {
    let what = message.rsplit_once("failed: ").map_or(message, |(_, what)| what);
    if let Some(index) = what.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let pairs: Vec<(&str, &str)> = what.split(", ").filter_map(|pair| pair.split_once('.')).collect();
    let Some((table, _)) = pairs.first() else { return what.to_owned() };
    let columns: Vec<&str> = pairs.iter().map(|(_, column)| *column).collect();
    match find_index(connection, table, &columns) {
        Ok(Some((name, origin))) if origin == "c" => name,
        Ok(Some((_, origin))) if origin == "u" => format!("{table}_{}_key", columns.join("_")),
        // Also the key that is no index in SQLite: INTEGER PRIMARY KEY.
        Ok(_) => format!("{table}_pkey"),
        Err(e) => {
            tracing::error!(error = %e, "cannot look up the name of an index");
            what.to_owned()
        }
    }
}

fn find_index(connection: &Connection, table: &str, columns: &[&str]) -> rusqlite::Result<Option<(String, String)>> {
    connection
        .prepare_cached(
            "SELECT l.name, l.origin FROM pragma_index_list($1) AS l WHERE l.\"unique\" AND
             (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) = $2",
        )?
        .query_row([table, &columns.join(",")], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}
