//! One statement for many sets of values: the same text, with columns of `unnest` where its parameters stood, so that
//! nothing is written twice. `round.rs` and `bulk.rs` use it.

use tokio_postgres::types::Type;

/// The text that asks `sql` once for each set, its parameters being arrays of the `types` that `sql` takes. A SELECT
/// answers the place of the set (from 1) before its own columns, an UPDATE the place of each set that changed a row, an
/// INSERT nothing. `None` for what cannot be asked so.
pub(super) fn text(sql: &str, types: &[Type]) -> Option<String> {
    text_from(1, sql, types)
}

/// The same, where `first` is the number of the first array.
fn text_from(first: usize, sql: &str, types: &[Type]) -> Option<String> {
    let list = |each: &dyn Fn((usize, &Type)) -> String| {
        types.iter().enumerate().map(|(index, ty)| each((index, ty))).collect::<Vec<_>>().join(", ")
    };
    let arrays = list(&|(index, ty)| format!("CAST(${} AS {}[])", first + index, ty.name()));
    let names = list(&|(index, _)| format!("p{}", index + 1));
    let asked = format!("unnest({arrays}) WITH ORDINALITY AS asked ({names}, place)");
    let body = with_columns(sql);
    match sql.split_whitespace().next()? {
        "SELECT" => Some(format!("SELECT asked.place, one.* FROM {asked} CROSS JOIN LATERAL ({body}) AS one")),
        "UPDATE" => {
            let (change, condition) = body.split_once("WHERE")?;
            (!change.contains("SELECT"))
                .then(|| format!("{change}FROM {asked} WHERE {condition} RETURNING asked.place"))
        }
        "INSERT" => {
            let (into, values) = body.split_once("VALUES (")?;
            let (values, unless) = match values.trim_end().strip_suffix(NOTHING) {
                Some(values) => (values, NOTHING),
                None => (values, ""),
            };
            Some(format!("{into}SELECT {} FROM {asked}{unless}", values.trim_end().strip_suffix(')')?))
        }
        _ => None,
    }
}

/// The same for an UPDATE that must change a row of its own for each set: the server fails it with a division by zero where
/// one does not, also where two sets meet in one row, and answers 1 else. `None` for what is no UPDATE.
pub(super) fn granted(sql: &str, types: &[Type]) -> Option<String> {
    granted_and(sql, types, "")
}

/// That and an INSERT into another table, whose arrays follow, in one statement: a transaction by itself, so that nothing has
/// to go around it. `None` for what is not that.
pub(super) fn granted_and_added(update: (&str, &[Type]), insert: (&str, &[Type])) -> Option<String> {
    let ((update, types), (insert, more)) = (update, insert);
    let added = text_from(types.len() + 1, insert, more).filter(|text| text.starts_with("INSERT"))?;
    // Where both meet in one table, neither would see what the other does.
    let apart = update.split_whitespace().nth(1)? != insert.split_whitespace().nth(2)?;
    apart.then(|| granted_and(update, types, &format!(", added AS ({added})")))?
}

fn granted_and(update: &str, types: &[Type], more: &str) -> Option<String> {
    let first = types.first()?.name();
    let change = text(update, types).filter(|text| text.starts_with("UPDATE"))?;
    Some(format!(
        "WITH changed AS ({change}){more} SELECT 1 / CAST(COUNT(*) = cardinality(CAST($1 AS {first}[])) AS INTEGER) FROM changed"
    ))
}

/// A row that is there already stays; any other ON CONFLICT would refuse two sets that meet in one row.
const NOTHING: &str = " ON CONFLICT DO NOTHING";

/// `asked.p1` for `$1`.
fn with_columns(sql: &str) -> String {
    sql.replace('$', "asked.p")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IN: &str = "unnest(CAST($1 AS bytea[]), CAST($2 AS int8[])) WITH ORDINALITY AS asked (p1, p2, place)";

    #[test]
    fn a_text_is_asked_for_many_at_once() {
        let types = [Type::BYTEA, Type::INT8];
        for (one, many) in [
            (
                "SELECT a FROM t WHERE b = $1 AND c = $2",
                "SELECT asked.place, one.* FROM {} CROSS JOIN LATERAL (SELECT a FROM t WHERE b = asked.p1 AND c = asked.p2) AS one",
            ),
            (
                "UPDATE t SET a = $2 WHERE b = $1",
                "UPDATE t SET a = asked.p2 FROM {} WHERE  b = asked.p1 RETURNING asked.place",
            ),
            (
                "INSERT INTO t (a, b, c) VALUES ($1, 0, $2)",
                "INSERT INTO t (a, b, c) SELECT asked.p1, 0, asked.p2 FROM {}",
            ),
            (
                "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                "INSERT INTO t (a, b) SELECT asked.p1, asked.p2 FROM {} ON CONFLICT DO NOTHING",
            ),
        ] {
            assert_eq!(text(one, &types).unwrap(), many.replace("{}", IN));
        }
    }

    #[test]
    fn what_is_granted_is_a_change_that_counts_what_it_changed() {
        let types = [Type::BYTEA, Type::INT8];
        let granted_text = granted("UPDATE t SET a = $2 WHERE b = $1", &types).unwrap();
        assert_eq!(
            granted_text.replace(IN, "{}"),
            "WITH changed AS (UPDATE t SET a = asked.p2 FROM {} WHERE  b = asked.p1 RETURNING asked.place) \
             SELECT 1 / CAST(COUNT(*) = cardinality(CAST($1 AS bytea[])) AS INTEGER) FROM changed"
        );
        for sql in ["SELECT a FROM t WHERE b = $1", "INSERT INTO t (a) VALUES ($1)"] {
            assert_eq!(granted(sql, &types), None, "{sql}");
        }
    }

    #[test]
    fn a_granted_change_takes_along_what_is_added_elsewhere() {
        let types = [Type::BYTEA, Type::INT8];
        let update = "UPDATE t SET a = $2 WHERE b = $1";
        let both = granted_and_added((update, &types), ("INSERT INTO u (a) VALUES ($1)", &[Type::TEXT])).unwrap();
        assert_eq!(
            both.replace(IN, "{}"),
            "WITH changed AS (UPDATE t SET a = asked.p2 FROM {} WHERE  b = asked.p1 RETURNING asked.place), \
             added AS (INSERT INTO u (a) SELECT asked.p1 FROM unnest(CAST($3 AS text[])) WITH ORDINALITY AS asked \
             (p1, place)) SELECT 1 / CAST(COUNT(*) = cardinality(CAST($1 AS bytea[])) AS INTEGER) FROM changed"
        );
        for other in ["INSERT INTO t (a) VALUES ($1)", "UPDATE u SET a = $1 WHERE b = 1", "DELETE FROM u WHERE a = $1"]
        {
            assert_eq!(granted_and_added((update, &types), (other, &[Type::TEXT])), None, "{other}");
        }
    }

    #[test]
    fn what_cannot_be_asked_so_is_not() {
        for sql in [
            "DELETE FROM t WHERE a = $1",
            "UPDATE t SET a = $1",
            "UPDATE t SET a = (SELECT b FROM u WHERE c = $1) WHERE d = $1",
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = 1",
        ] {
            assert_eq!(text(sql, &[Type::INT8]), None, "{sql}");
        }
    }
}
