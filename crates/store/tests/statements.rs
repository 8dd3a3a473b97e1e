//! Every SQL text of the store: prepared on both engines with the same number of parameters and columns, and each names
//! its organisation wherever it touches a table that has one.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::collections::BTreeMap;
use std::path::Path;

use store::Engine;
use store::testing::{engines, fresh};

/// Statements that speak of the whole installation.
const OF_ALL_ORGANISATIONS: [&str; 6] = [
    "organisation.list",
    "generation.list",
    "password_rule.list",
    "exemption_rule.list",
    "activation.list_open",
    "role.rights_of_all",
];

/// Name and text of every `Statement::new("…", "…")` in the sources of the nouns.
fn statements() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let source = code.join("\n");
        for rest in source.split("Statement::new(").skip(1) {
            let mut texts = rest.split('"');
            let (before, name, between, sql) = (texts.next(), texts.next(), texts.next(), texts.next());
            let is_constant =
                before.is_some_and(|text| text.trim().is_empty()) && between.is_some_and(|text| text.trim() == ",");
            if let (true, Some(name), Some(sql)) = (is_constant, name, sql) {
                let double = found.insert(name.to_owned(), sql.to_owned());
                assert!(double.is_none(), "two statements are called {name}");
            }
        }
    }
    assert!(found.len() > 80, "only {} statements were found", found.len());
    found
}

#[test]
fn every_statement_names_its_organisation() {
    for (name, sql) in statements() {
        if OF_ALL_ORGANISATIONS.contains(&name.as_str()) {
            continue;
        }
        let is_insert = sql.trim_start().starts_with("INSERT");
        let rest = match (is_insert, sql.split_once("SELECT")) {
            (true, None) => {
                assert!(sql.contains("organisation_id"), "{name} inserts without an organisation");
                continue;
            }
            (_, Some((_, rest))) => rest,
            (_, None) => sql.as_str(),
        };
        let condition = rest.split_once("WHERE").map_or("", |(_, condition)| condition);
        let bound = ["organisation_id = $1", ".organisation_id = $1"].iter().any(|text| condition.contains(text));
        assert!(bound, "{name} does not say WHERE organisation_id = $1: {sql}");
    }
}

/// Every table that a statement joins or looks into is bound to the same organisation.
#[test]
fn every_joined_table_is_bound_to_the_organisation() {
    for (name, sql) in statements() {
        let tables = sql.matches(" JOIN ").count() + sql.matches("EXISTS (SELECT").count();
        let bound = sql.matches("organisation_id = ").count();
        // One for the statement itself and one for each further table.
        let needed = tables + usize::from(!OF_ALL_ORGANISATIONS.contains(&name.as_str()) && !sql.starts_with("INSERT"));
        assert!(bound >= needed, "{name} binds {bound} of {needed} tables: {sql}");
    }
}

#[test]
fn every_statement_means_the_same_to_both_engines() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut shapes: BTreeMap<String, Vec<(Engine, usize, usize)>> = BTreeMap::new();
        for engine in engines() {
            let house = fresh(engine).await.unwrap();
            for (name, sql) in statements() {
                let shape = shape(&house.setting(), &sql).await;
                let (parameters, columns) = shape.unwrap_or_else(|error| panic!("{name} on {engine:?}: {error}"));
                shapes.entry(name).or_default().push((engine, parameters, columns));
            }
        }
        for (name, shapes) in shapes {
            let first = shapes.first().map(|(_, parameters, columns)| (*parameters, *columns));
            for (engine, parameters, columns) in shapes {
                assert_eq!(Some((parameters, columns)), first, "{name} on {engine:?}");
            }
        }
    });
}

/// SQLite would rather look through all rows of an organisation than fetch a few by another index, for each row of what is
/// read: with a million people that never ends.
#[test]
fn no_statement_looks_through_an_organisation_for_each_row() {
    // The first two have a row for each organisation.
    const SMALL: [&str; 5] = ["organisations", "generations", "campaigns", "policies", "announcements"];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let house = runtime.block_on(fresh(Engine::Sqlite)).unwrap();
    let setting = house.setting();
    let connection = rusqlite::Connection::open(setting.strip_prefix("sqlite:").unwrap()).unwrap();
    let mut found = Vec::new();
    for (name, sql) in statements() {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = plan.raw_query();
        let mut steps: Vec<(i64, i64, String)> = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push((row.get(0).unwrap(), row.get(1).unwrap(), row.get(3).unwrap()));
        }
        for (place, (_, parent, detail)) in steps.iter().enumerate() {
            let again = |(_, of, before): &(i64, i64, String)| {
                of == parent && (before.starts_with("SEARCH") || before.starts_with("SCAN"))
            };
            let repeated = steps.iter().take(place).any(again)
                || steps.iter().any(|(id, _, above)| id == parent && above.starts_with("CORRELATED"));
            let detail = detail.trim_end_matches(" LEFT-JOIN");
            let through = detail.starts_with("SCAN") || detail.ends_with("(organisation_id=?)");
            let alias = detail.split_whitespace().nth(1).unwrap_or_default();
            let is_small = SMALL.iter().any(|table| alias == *table || sql.contains(&format!("{table} {alias}")));
            if repeated && through && !is_small {
                found.push(format!("{name}: {detail}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// How many parameters and columns a text has, says the engine itself.
async fn shape(database: &str, sql: &str) -> Result<(usize, usize), String> {
    if let Some(path) = database.strip_prefix("sqlite:") {
        let connection = rusqlite::Connection::open(path).map_err(|error| error.to_string())?;
        let statement = connection.prepare(sql).map_err(|error| error.to_string())?;
        return Ok((statement.parameter_count(), statement.column_count()));
    }
    let (client, connection) =
        tokio_postgres::connect(database, tokio_postgres::NoTls).await.map_err(|error| error.to_string())?;
    let driving = tokio::spawn(connection);
    let shape = client
        .prepare(sql)
        .await
        .map(|statement| (statement.params().len(), statement.columns().len()))
        .map_err(|error| format!("{error:?}"));
    drop(client);
    driving.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    shape
}
