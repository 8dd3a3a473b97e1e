//! How long an exemption may last at most, where organisations changed it.

use domain::id::OrganisationId;

use crate::{Db, Error, Row, Statement, Tx};

const LIST: Statement = Statement::new(
    "exemption_rule.list",
    "SELECT organisation_id, days, version FROM exemption_rules ORDER BY organisation_id",
);

/// The longest exemption of each organisation that says so, in days, with its version.
pub async fn list(db: &Db) -> Result<Vec<(OrganisationId, u32, i64)>, Error> {
    db.all(&LIST, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<(OrganisationId, u32, i64), Error> {
    let days = u32::try_from(row.int(1)?).map_err(|_| Error::Broken("impossible length of an exemption".into()))?;
    Ok((OrganisationId::from_bytes(row.array(0)?), days, row.int(2)?))
}

const INSERT: Statement = Statement::new(
    "exemption_rule.insert",
    "INSERT INTO exemption_rules (organisation_id, days, version) VALUES ($1, $2, $3 + 1) ON CONFLICT DO NOTHING",
);
const UPDATE: Statement = Statement::new(
    "exemption_rule.update",
    "UPDATE exemption_rules SET days = $2, version = $3 + 1 WHERE organisation_id = $1 AND version = $3",
);

/// Saves it over the version that was read (0 where there was none); false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, days: u32, version: i64) -> Result<bool, Error> {
    let statement = if version == 0 { &INSERT } else { &UPDATE };
    Ok(tx.execute(statement, &[org.bytes().into(), i64::from(days).into(), version.into()]).await? == 1)
}
