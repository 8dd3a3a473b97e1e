//! One statement on one PostgreSQL connection: values by the type that the server expects, rows by the type that it
//! sends, and errors by their SQLSTATE (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).

use std::error::Error as _;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use bytes::BytesMut;
use deadpool_postgres::ClientWrapper;
use futures_util::future::{MaybeDone, maybe_done};
use futures_util::{FutureExt, TryStreamExt};
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use refinery_core::{Migration, SchemaVersion};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::composed::Composed;
use crate::error::{Error, FOREIGN_KEY};
use crate::migrate::{self, HISTORY, NEWEST};
use crate::value::{Row, Statement, Value};

type Boxed = Box<dyn std::error::Error + Sync + Send>;

/// What went wrong, and whether the same may be tried again from the start.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) again: Again,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    No,
    /// Lost against another transaction.
    Deadlock,
    /// The connection is gone.
    Lost,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { error, again: Again::No }
    }
}

pub(super) async fn read(client: &ClientWrapper, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Failure> {
    let prepared = prepare(client, statement, params).await?;
    all(client, statement, &prepared, params).await
}

/// A text that is not kept, in one round trip: its values say their types.
pub(super) async fn ask(client: &ClientWrapper, query: &Composed, params: &[Value]) -> Result<Vec<Row>, Failure> {
    let failure = |e: tokio_postgres::Error| failure(query.name, &e);
    let params = params.iter().map(|value| (Param(value), type_of(value)));
    let rows: Vec<tokio_postgres::Row> =
        client.query_typed_raw(&query.sql, params).await.map_err(failure)?.try_collect().await.map_err(failure)?;
    rows.iter().map(row).collect::<Result<_, _>>().map_err(failure)
}

const fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Int(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
        Value::Bool(_) => Type::BOOL,
    }
}

/// A change by a text that is not kept, planned for these very values.
pub(super) async fn change(client: &ClientWrapper, query: &Composed, params: &[Value]) -> Result<u64, Failure> {
    client.batch_execute(PLAN_ANEW).await.map_err(|e| failure(query.name, &e))?;
    let prepared = client.prepare(&query.sql).await.map_err(|e| failure(query.name, &e))?;
    fits(&query.named(), &prepared, params)?;
    execute(client, &query.named(), &prepared, params).await
}

/// Until the transaction ends; see `session` in `postgres.rs`.
const PLAN_ANEW: &str = "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on";

fn fits(statement: &Statement, prepared: &tokio_postgres::Statement, params: &[Value]) -> Result<(), Error> {
    let count = prepared.params().len();
    if count == params.len() {
        Ok(())
    } else {
        Err(statement.broken(format!("{} values for {count} parameters", params.len())))
    }
}

/// Sends all before it waits for the first.
pub(super) async fn read_all(
    client: &ClientWrapper,
    reads: &[(&Statement, Vec<Value>)],
) -> Result<Vec<Vec<Row>>, Failure> {
    let work = reads.iter().map(|(statement, params)| read(client, statement, params).boxed()).collect();
    in_order(work).await.into_iter().collect()
}

/// Polls from first to last each time, so that what is sent goes out in that order.
pub(super) async fn in_order<F: Future + Unpin>(futures: Vec<F>) -> Vec<F::Output> {
    let mut all: Vec<MaybeDone<F>> = futures.into_iter().map(maybe_done).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for one in &mut all {
            waiting |= Pin::new(one).poll(context).is_pending();
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    all.iter_mut().filter_map(|one| Pin::new(one).take_output()).collect()
}

pub(super) async fn prepare(
    client: &ClientWrapper,
    statement: &Statement,
    params: &[Value],
) -> Result<tokio_postgres::Statement, Failure> {
    let prepared = client.prepare_cached(statement.sql).await.map_err(|e| failure(statement.name, &e))?;
    fits(statement, &prepared, params)?;
    Ok(prepared)
}

/// SQLite refuses rows that nobody reads, so both do.
pub(super) async fn prepare_change(
    client: &ClientWrapper,
    statement: &Statement,
    params: &[Value],
) -> Result<tokio_postgres::Statement, Failure> {
    let prepared = prepare(client, statement, params).await?;
    if prepared.columns().is_empty() {
        Ok(prepared)
    } else {
        Err(statement.broken("it returns rows; use `all` or `one`").into())
    }
}

pub(super) async fn execute(
    client: &ClientWrapper,
    statement: &Statement,
    prepared: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<u64, Failure> {
    let params = params.iter().map(Param);
    client.execute_raw(prepared, params).await.map_err(|e| failure(statement.name, &e))
}

pub(super) async fn all(
    client: &ClientWrapper,
    statement: &Statement,
    prepared: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<Vec<Row>, Failure> {
    let failure = |e: tokio_postgres::Error| failure(statement.name, &e);
    let params = params.iter().map(Param);
    let rows: Vec<tokio_postgres::Row> =
        client.query_raw(prepared, params).await.map_err(failure)?.try_collect().await.map_err(failure)?;
    rows.iter().map(row).collect::<Result<_, _>>().map_err(failure)
}

/// All sets of values of one `statement` at once, in the text that `many.rs` makes of it.
pub(super) async fn all_of_many(
    client: &ClientWrapper,
    statement: &Statement,
    prepared: &tokio_postgres::Statement,
    sets: &[&[Value]],
) -> Result<Vec<Row>, Failure> {
    all_of_both(client, statement, prepared, (sets, &[])).await
}

/// The same where the first arrays are those of `sets`, and the rest those of `more`.
pub(super) async fn all_of_both(
    client: &ClientWrapper,
    statement: &Statement,
    prepared: &tokio_postgres::Statement,
    (sets, more): (&[&[Value]], &[&[Value]]),
) -> Result<Vec<Row>, Failure> {
    let width = if more.is_empty() { prepared.params().len() } else { sets.first().map_or(0, |set| set.len()) };
    let columns = (0..prepared.params().len()).map(|column| match column.checked_sub(width) {
        None => Column { sets, column },
        Some(column) => Column { sets: more, column },
    });
    let failure = |e: tokio_postgres::Error| failure(statement.name, &e);
    let rows: Vec<tokio_postgres::Row> =
        client.query_raw(prepared, columns).await.map_err(failure)?.try_collect().await.map_err(failure)?;
    rows.iter().map(row).collect::<Result<_, _>>().map_err(failure)
}

/// The same for a text that adds rows; says how many.
pub(super) async fn execute_many(
    client: &ClientWrapper,
    statement: &Statement,
    prepared: &tokio_postgres::Statement,
    sets: &[&[Value]],
) -> Result<u64, Failure> {
    let columns = (0..prepared.params().len()).map(|column| Column { sets, column });
    client.execute_raw(prepared, columns).await.map_err(|e| failure(statement.name, &e))
}

fn row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    (0..row.len()).map(|column| row.try_get(column)).collect::<Result<_, _>>().map(Row)
}

/// One parameter of many sets, as an array.
struct Column<'a> {
    sets: &'a [&'a [Value]],
    column: usize,
}

impl fmt::Debug for Column<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.sets.len())
    }
}

impl ToSql for Column<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let Kind::Array(_) = ty.kind() else { return Err(format!("values where the server expects {ty}").into()) };
        let values: Vec<Param<'_>> = self.sets.iter().filter_map(|set| set.get(self.column)).map(Param).collect();
        if values.len() != self.sets.len() {
            return Err("a set of values is too short".into());
        }
        values.as_slice().to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A parameter. The client may write it to a debug log, so it shows its kind only.
struct Param<'a>(&'a Value);

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Value::Null => "Null",
            Value::Int(_) => "Int",
            Value::Text(_) => "Text",
            Value::Bytes(_) => "Bytes",
            Value::Bool(_) => "Bool",
        })
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(i), &Type::INT8) => i.to_sql(ty, out),
            (Value::Int(i), &Type::INT4) => i32::try_from(*i)?.to_sql(ty, out),
            (Value::Int(i), &Type::INT2) => i16::try_from(*i)?.to_sql(ty, out),
            (Value::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN) => text.to_sql(ty, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (_, ty) => Err(format!("{self:?} where the server expects {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Value, Boxed> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            // As SQLite gives it, so that a row is the same on both.
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => Value::Text(String::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Vec::from_sql(ty, raw)?),
            ref other => return Err(format!("a column of type {other} is not ours: CAST it").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Value, Boxed> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) fn failure(name: &str, error: &tokio_postgres::Error) -> Failure {
    let unavailable = || Error::Unavailable(tell(error));
    let Some(refusal) = error.as_db_error() else {
        // Not the server's word: the connection, or a value that does not fit its parameter or column.
        return if error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>) {
            Failure { error: unavailable(), again: Again::Lost }
        } else {
            Error::Broken(format!("statement `{name}`: {}", tell(error))).into()
        };
    };
    let code = refusal.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return Error::Conflict(refusal.constraint().unwrap_or("unnamed").to_owned()).into();
    }
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return Error::Conflict(FOREIGN_KEY.to_owned()).into();
    }
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return Failure { error: unavailable(), again: Again::Deadlock };
    }
    // The server ends the connection: shut down, crashed, or its session waited too long.
    let lost = ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(&code.code());
    if lost || code.code().starts_with("08") {
        return Failure { error: unavailable(), again: Again::Lost };
    }
    // Too slow, locked, read-only, out of memory, disk or connections, not let in, or the disk failed.
    let away = ["57", "55", "53", "58", "28"].iter().any(|class| code.code().starts_with(class));
    if away || *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        return unavailable().into();
    }
    Error::Broken(format!("statement `{name}`: {}", tell(error))).into()
}

/// Why the server does not let us in at all, as opposed to being away.
pub(super) fn refuses_to_let_in(error: &tokio_postgres::Error) -> Option<String> {
    let code = error.as_db_error()?.code();
    let refused = code.code().starts_with("28") || *code == SqlState::INVALID_CATALOG_NAME;
    refused.then(|| tell(error))
}

/// The error in words. Leaves out what the server adds in its detail, because that quotes values.
pub(super) fn tell(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(refusal), _) => format!("{} ({})", refusal.message(), refusal.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

/// The migration tool's view of a connection that is inside our transaction.
pub(super) struct Migrations<'c>(pub(super) &'c ClientWrapper);

impl Migrations<'_> {
    /// Begins, and waits for any other node that is changing the schema.
    pub(super) async fn lock(&self) -> Result<(), Error> {
        self.batch(
            "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s';
             SELECT pg_advisory_xact_lock(6076275094911279)",
        )
        .await
    }

    pub(super) async fn newest(&self) -> Result<Option<i64>, Error> {
        let broken = |e: tokio_postgres::Error| failure("migration", &e).error;
        let table = "SELECT to_regclass($1) IS NOT NULL";
        let known: bool = self.0.query_one(table, &[&HISTORY]).await.map_err(broken)?.try_get(0).map_err(broken)?;
        if !known {
            return Ok(None);
        }
        let newest: Option<SchemaVersion> =
            self.0.query_one(NEWEST, &[]).await.map_err(broken)?.try_get(0).map_err(broken)?;
        Ok(newest.map(i64::from))
    }

    pub(super) async fn commit(&self) -> Result<(), Error> {
        self.batch("COMMIT").await
    }

    async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.0.batch_execute(sql).await.map_err(|e| failure("migration", &e).error)
    }
}

impl AsyncTransaction for Migrations<'_> {
    type Error = Error;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(&'a mut self, queries: T) -> Result<usize, Error> {
        let mut count = 0;
        for query in queries {
            self.batch(query).await?;
            count += 1;
        }
        Ok(count)
    }
}

impl AsyncQuery<Vec<Migration>> for Migrations<'_> {
    async fn query<'a>(&'a mut self, query: &'a str) -> Result<Vec<Migration>, Error> {
        let broken = |e: tokio_postgres::Error| failure("migration", &e).error;
        let rows = self.0.query(query, &[]).await.map_err(broken)?;
        let all = rows.iter().map(|row| {
            let text = |column: usize| row.try_get::<_, String>(column).map_err(broken);
            migrate::applied(row.try_get(0).map_err(broken)?, text(1)?, &text(2)?, &text(3)?)
        });
        all.collect()
    }
}

impl AsyncMigrate for Migrations<'_> {}
