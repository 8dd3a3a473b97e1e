//! What organisations ask of new passwords, where they changed it.

use domain::id::OrganisationId;
use domain::password::PasswordRule;

use crate::{Db, Error, Row, Statement, Tx};

const LIST: Statement = Statement::new(
    "password_rule.list",
    "SELECT organisation_id, alone, with_second_factor, words, version FROM password_rules ORDER BY organisation_id",
);

/// The rule of each organisation that has one of its own, with its version.
pub async fn list(db: &Db) -> Result<Vec<(OrganisationId, PasswordRule, i64)>, Error> {
    db.all(&LIST, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<(OrganisationId, PasswordRule, i64), Error> {
    let length = |at| u32::try_from(row.int(at)?).map_err(|_| Error::Broken("impossible length of a password".into()));
    let rule = PasswordRule {
        alone: length(1)?,
        with_second_factor: length(2)?,
        words: row.text(3)?.lines().map(str::to_owned).collect(),
    };
    Ok((OrganisationId::from_bytes(row.array(0)?), rule, row.int(4)?))
}

const INSERT: Statement = Statement::new(
    "password_rule.insert",
    "INSERT INTO password_rules (organisation_id, alone, with_second_factor, words, version)
     VALUES ($1, $2, $3, $4, $5 + 1) ON CONFLICT DO NOTHING",
);
const UPDATE: Statement = Statement::new(
    "password_rule.update",
    "UPDATE password_rules SET alone = $2, with_second_factor = $3, words = $4, version = $5 + 1
     WHERE organisation_id = $1 AND version = $5",
);

/// Saves a rule over the version that was read (0 where there was none); false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, rule: &PasswordRule, version: i64) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        i64::from(rule.alone).into(),
        i64::from(rule.with_second_factor).into(),
        rule.words.join("\n").into(),
        version.into(),
    ];
    let statement = if version == 0 { &INSERT } else { &UPDATE };
    Ok(tx.execute(statement, &params).await? == 1)
}
