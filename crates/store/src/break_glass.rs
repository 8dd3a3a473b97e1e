//! The emergency code of an organisation: its hash, when it was made and by whom. Deleting it spends it.

use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// A code that was made and not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// What is kept of it.
    pub hash: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it; none for the command line of the server.
    pub made_by: Option<UserId>,
}

const FIND: Statement = Statement::new(
    "break_glass.find",
    "SELECT code_hash, made_at, made_by FROM break_glass_codes WHERE organisation_id = $1",
);

/// The code that waits to be used, if there is one.
pub async fn find(db: &Db, org: OrganisationId) -> Result<Option<BreakGlass>, Error> {
    let Some(row) = db.one(&FIND, &[org.bytes().into()]).await? else { return Ok(None) };
    let made_by = row.opt_array(2)?.map(UserId::from_bytes);
    let made_at = Timestamp::from_micros(row.int(1)?);
    Ok(Some(BreakGlass { hash: row.text(0)?.to_owned(), made_at, made_by }))
}

const SAVE: Statement = Statement::new(
    "break_glass.save",
    "INSERT INTO break_glass_codes (organisation_id, code_hash, made_at, made_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (organisation_id) DO UPDATE SET code_hash = excluded.code_hash, made_at = excluded.made_at,
     made_by = excluded.made_by",
);

/// Keeps a new code; an earlier one is worth nothing from now on.
pub async fn save(tx: &mut Tx, org: OrganisationId, code: &BreakGlass) -> Result<(), Error> {
    let made_by = code.made_by.map(UserId::bytes);
    tx.execute(&SAVE, &[org.bytes().into(), code.hash.as_str().into(), code.made_at.micros().into(), made_by.into()])
        .await?;
    Ok(())
}

const SPEND: Statement =
    Statement::new("break_glass.spend", "DELETE FROM break_glass_codes WHERE organisation_id = $1 AND code_hash = $2");

/// Uses the code up; false when it was used or replaced already.
pub async fn spend(tx: &mut Tx, org: OrganisationId, hash: &str) -> Result<bool, Error> {
    Ok(tx.execute(&SPEND, &[org.bytes().into(), hash.into()]).await? == 1)
}
