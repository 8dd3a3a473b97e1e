//! The same statement for many sets of values in one go, as `many.rs` writes it. `round.rs` does so for jobs that meet;
//! this is for one job that has many rows.

use deadpool_postgres::ClientWrapper;

use super::round::Texts;
use super::run::{self, Failure};
use crate::value::{Row, Statement, Value};

/// The rows of each set, in the order of the sets.
pub(super) async fn rows(
    client: &ClientWrapper,
    texts: &Texts,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<Vec<Vec<Row>>, Failure> {
    let Some(first) = sets.first() else { return Ok(Vec::new()) };
    let one = run::prepare(client, statement, first).await?;
    let many = client.prepare_cached(&texts.of(statement, &one)?).await;
    let many = many.map_err(|e| run::failure(statement.name, &e))?;
    let borrowed: Vec<&[Value]> = sets.iter().map(Vec::as_slice).collect();
    let mut found = vec![Vec::new(); sets.len()];
    for Row(mut values) in run::all_of_many(client, statement, &many, &borrowed).await? {
        let rows = place(&values).and_then(|place| found.get_mut(place)).ok_or_else(|| not_asked(statement))?;
        values.remove(0);
        rows.push(Row(values));
    }
    Ok(found)
}

/// Changes at most one row for each set; says for each whether it did.
pub(super) async fn change(
    client: &ClientWrapper,
    texts: &Texts,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<Vec<bool>, Failure> {
    let Some(first) = sets.first() else { return Ok(Vec::new()) };
    let one = run::prepare_change(client, statement, first).await?;
    let many = client.prepare_cached(&texts.of(statement, &one)?).await;
    let many = many.map_err(|e| run::failure(statement.name, &e))?;
    let borrowed: Vec<&[Value]> = sets.iter().map(Vec::as_slice).collect();
    let mut changed = vec![false; sets.len()];
    for Row(values) in run::all_of_many(client, statement, &many, &borrowed).await? {
        *place(&values).and_then(|place| changed.get_mut(place)).ok_or_else(|| not_asked(statement))? = true;
    }
    Ok(changed)
}

/// Which set a row answers.
fn place(row: &[Value]) -> Option<usize> {
    match row.first() {
        Some(Value::Int(place)) => usize::try_from(*place).ok()?.checked_sub(1),
        _ => None,
    }
}

fn not_asked(statement: &Statement) -> Failure {
    statement.broken("an answer to something that was not asked").into()
}

/// Adds a row for each set; says how many were added.
pub(super) async fn insert(
    client: &ClientWrapper,
    texts: &Texts,
    statement: &Statement,
    sets: &[Vec<Value>],
) -> Result<u64, Failure> {
    let Some(first) = sets.first() else { return Ok(0) };
    let one = run::prepare_change(client, statement, first).await?;
    let many = client.prepare_cached(&texts.of(statement, &one)?).await;
    let many = many.map_err(|e| run::failure(statement.name, &e))?;
    let borrowed: Vec<&[Value]> = sets.iter().map(Vec::as_slice).collect();
    run::execute_many(client, statement, &many, &borrowed).await
}
