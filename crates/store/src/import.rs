//! Imports of people from files: how far each is, and what was sent. `people_bulk` has the people themselves.

use domain::id::{ImportId, OrganisationId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// What lines came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People who were added, or would be.
    pub added: u64,
    /// People who were changed, or would be.
    pub changed: u64,
    /// Lines that say what is so already.
    pub same: u64,
    /// Lines that will not do.
    pub bad: u64,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Identity.
    pub id: ImportId,
    /// Who started it; none at the command line.
    pub started_by: Option<UserId>,
    /// The address that it was sent from.
    pub source: Option<String>,
    /// When it was started.
    pub started_at: Timestamp,
    /// When anything of it last changed.
    pub changed_at: Timestamp,
    /// The name of the file, as it was sent.
    pub file_name: String,
    /// What tells the same file with the same choices.
    pub digest: Vec<u8>,
    /// What was chosen, as the actions write it.
    pub choices: String,
    /// Where it stands, as the actions name it.
    pub state: String,
    /// The last line that is done in this state.
    pub line: u64,
    /// Lines of the file.
    pub lines: u64,
    /// What they came to so far.
    pub counts: Counts,
    /// What is told of single lines, as the actions write it.
    pub report: String,
    /// Until when whoever works on it holds it.
    pub held_until: Timestamp,
}

const INSERT: Statement = Statement::new(
    "import.insert",
    "INSERT INTO imports (organisation_id, import_id, started_by, source, started_at, changed_at, file_name, digest,
     choices, state, line, lines, added, changed, same, bad, report, held_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
);

/// Keeps a new import.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &Import) -> Result<(), Error> {
    let mut params: Vec<Value> = vec![
        org.bytes().into(),
        new.id.bytes().into(),
        new.started_by.map(UserId::bytes).into(),
        new.source.as_deref().into(),
        new.started_at.micros().into(),
        new.changed_at.micros().into(),
        (&new.file_name).into(),
        new.digest.as_slice().into(),
        (&new.choices).into(),
        (&new.state).into(),
        number(new.line).into(),
        number(new.lines).into(),
    ];
    params.extend(numbers(new.counts));
    params.extend([(&new.report).into(), new.held_until.micros().into()]);
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn numbers(counts: Counts) -> [Value; 4] {
    [counts.added, counts.changed, counts.same, counts.bad].map(|count| number(count).into())
}

const FIND: Statement = Statement::new(
    "import.find",
    "SELECT import_id, started_by, source, started_at, changed_at, file_name, digest, choices, state, line, lines, added,
     changed, same, bad, report, held_until FROM imports WHERE organisation_id = $1 AND import_id = $2",
);

/// One import.
pub async fn find(db: &Db, org: OrganisationId, id: ImportId) -> Result<Option<Import>, Error> {
    db.one(&FIND, &[org.bytes().into(), id.bytes().into()]).await?.as_ref().map(read).transpose()
}

const BY_DIGEST: Statement = Statement::new(
    "import.by_digest",
    "SELECT import_id, started_by, source, started_at, changed_at, file_name, digest, choices, state, line, lines, added,
     changed, same, bad, report, held_until FROM imports
     WHERE organisation_id = $1 AND digest = $2 AND state = $3 ORDER BY started_at DESC LIMIT 1",
);

/// The newest import of the same file with the same choices in a state.
pub async fn find_same(db: &Db, org: OrganisationId, digest: &[u8], state: &str) -> Result<Option<Import>, Error> {
    let params = [org.bytes().into(), digest.into(), state.into()];
    db.one(&BY_DIGEST, &params).await?.as_ref().map(read).transpose()
}

const IN_STATE: Statement = Statement::new(
    "import.in_state",
    "SELECT import_id, started_by, source, started_at, changed_at, file_name, digest, choices, state, line, lines, added,
     changed, same, bad, report, held_until FROM imports
     WHERE organisation_id = $1 AND state = $2 AND held_until <= $3 AND started_by IS NOT NULL ORDER BY changed_at LIMIT 1",
);

/// The import in a state that was started in a browser, that nobody holds and that waits longest.
pub async fn find_free(db: &Db, org: OrganisationId, state: &str, now: Timestamp) -> Result<Option<Import>, Error> {
    let params = [org.bytes().into(), state.into(), now.micros().into()];
    db.one(&IN_STATE, &params).await?.as_ref().map(read).transpose()
}

const OF_USER: Statement = Statement::new(
    "import.of_user",
    "SELECT import_id, started_by, source, started_at, changed_at, file_name, digest, choices, state, line, lines, added,
     changed, same, bad, report, held_until FROM imports
     WHERE organisation_id = $1 AND started_by = $2 ORDER BY started_at DESC, import_id DESC LIMIT $3",
);

/// The last imports that a person started, the newest first.
pub async fn list(db: &Db, org: OrganisationId, user: UserId, limit: i64) -> Result<Vec<Import>, Error> {
    let rows = db.all(&OF_USER, &[org.bytes().into(), user.bytes().into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Import, Error> {
    let count =
        |column: usize| u64::try_from(row.int(column)?).map_err(|_| Error::Broken("a count below nothing".into()));
    Ok(Import {
        id: ImportId::from_bytes(row.array(0)?),
        started_by: row.opt_array(1)?.map(UserId::from_bytes),
        source: row.opt_text(2)?.map(str::to_owned),
        started_at: Timestamp::from_micros(row.int(3)?),
        changed_at: Timestamp::from_micros(row.int(4)?),
        file_name: row.text(5)?.to_owned(),
        digest: row.bytes(6)?.to_vec(),
        choices: row.text(7)?.to_owned(),
        state: row.text(8)?.to_owned(),
        line: count(9)?,
        lines: count(10)?,
        counts: Counts { added: count(11)?, changed: count(12)?, same: count(13)?, bad: count(14)? },
        report: row.text(15)?.to_owned(),
        held_until: Timestamp::from_micros(row.int(16)?),
    })
}

const HOLD: Statement = Statement::new(
    "import.hold",
    "UPDATE imports SET held_until = $5 WHERE organisation_id = $1 AND import_id = $2 AND state = $3 AND held_until = $4",
);

/// Takes hold of an import as it was read; false where somebody else did.
pub async fn hold(tx: &mut Tx, org: OrganisationId, import: &Import, until: Timestamp) -> Result<bool, Error> {
    let params = [
        org.bytes().into(),
        import.id.bytes().into(),
        (&import.state).into(),
        import.held_until.micros().into(),
        until.micros().into(),
    ];
    Ok(tx.execute(&HOLD, &params).await? == 1)
}

const MOVE: Statement = Statement::new(
    "import.move",
    "UPDATE imports SET state = $5, line = $6, lines = $7, added = $8, changed = $9, same = $10, bad = $11, report = $12,
     held_until = $13, changed_at = $14, choices = $15, digest = $16, source = $17
     WHERE organisation_id = $1 AND import_id = $2 AND state = $3 AND line = $4",
);

/// Moves an import on from where it was; false where it is not there any more: somebody else moved it.
pub async fn advance(
    tx: &mut Tx,
    org: OrganisationId,
    (before, after): (&Import, &Import),
    now: Timestamp,
) -> Result<bool, Error> {
    let mut params: Vec<Value> = vec![
        org.bytes().into(),
        before.id.bytes().into(),
        (&before.state).into(),
        number(before.line).into(),
        (&after.state).into(),
        number(after.line).into(),
        number(after.lines).into(),
    ];
    params.extend(numbers(after.counts));
    params.extend([
        (&after.report).into(),
        after.held_until.micros().into(),
        now.micros().into(),
        (&after.choices).into(),
        after.digest.as_slice().into(),
        after.source.as_deref().into(),
    ]);
    Ok(tx.execute(&MOVE, &params).await? == 1)
}

const PUT_PART: Statement = Statement::new(
    "import_part.insert",
    "INSERT INTO import_parts (organisation_id, import_id, number, bytes) VALUES ($1, $2, $3, $4)",
);

/// Keeps a part of what was sent; parts are counted from 0.
pub async fn put_part(
    tx: &mut Tx,
    org: OrganisationId,
    id: ImportId,
    (number, bytes): (i64, &[u8]),
) -> Result<(), Error> {
    tx.execute(&PUT_PART, &[org.bytes().into(), id.bytes().into(), number.into(), bytes.into()]).await?;
    Ok(())
}

const PART: Statement = Statement::new(
    "import_part.find",
    "SELECT bytes FROM import_parts WHERE organisation_id = $1 AND import_id = $2 AND number = $3",
);

/// A part of what was sent; none after the last.
pub async fn part(db: &Db, org: OrganisationId, id: ImportId, number: i64) -> Result<Option<Vec<u8>>, Error> {
    let row = db.one(&PART, &[org.bytes().into(), id.bytes().into(), number.into()]).await?;
    row.map(|row| Ok(row.bytes(0)?.to_vec())).transpose()
}

const DROP_PARTS: Statement =
    Statement::new("import_part.delete", "DELETE FROM import_parts WHERE organisation_id = $1 AND import_id = $2");

/// Lets go of what was sent.
pub async fn drop_parts(tx: &mut Tx, org: OrganisationId, id: ImportId) -> Result<(), Error> {
    tx.execute(&DROP_PARTS, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(())
}
