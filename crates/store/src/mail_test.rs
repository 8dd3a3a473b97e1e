//! Test messages, by which an organisation proves that its mail goes out before a policy depends on it.

use domain::id::{OrganisationId, OutboxId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Statement, Tx};

/// A test message and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTest {
    /// The message.
    pub id: OutboxId,
    /// Where it went.
    pub recipient: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// `waiting`, `sending`, `sent`, `failed` or `unknown`, as the outbox keeps it.
    pub state: String,
    /// The mail server's words, where it said no.
    pub note: Option<String>,
}

const WRITE: Statement = Statement::new(
    "mail_test.write",
    "INSERT INTO mail_tests (organisation_id, message_id, recipient, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5)",
);

/// Notes that a message in the outbox is a test.
pub async fn write(
    tx: &mut Tx,
    org: OrganisationId,
    (id, recipient): (OutboxId, &str),
    (now, by): (Timestamp, Option<UserId>),
) -> Result<(), Error> {
    let params =
        [org.bytes().into(), id.bytes().into(), recipient.into(), now.micros().into(), by.map(UserId::bytes).into()];
    tx.execute(&WRITE, &params).await?;
    Ok(())
}

const LAST: Statement = Statement::new(
    "mail_test.last",
    "SELECT t.message_id, t.recipient, t.asked_at, o.state, o.note FROM mail_tests t
     JOIN outbox o ON o.organisation_id = t.organisation_id AND o.message_id = t.message_id
     WHERE t.organisation_id = $1 ORDER BY t.message_id DESC LIMIT $2",
);

/// The last test messages, newest first.
pub async fn last(db: &Db, org: OrganisationId, limit: i64) -> Result<Vec<MailTest>, Error> {
    let rows = db.all(&LAST, &[org.bytes().into(), limit.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(MailTest {
                id: OutboxId::from_bytes(row.array(0)?),
                recipient: row.text(1)?.to_owned(),
                asked_at: Timestamp::from_micros(row.int(2)?),
                state: row.text(3)?.to_owned(),
                note: row.opt_text(4)?.map(str::to_owned),
            })
        })
        .collect()
}

const PROVED: Statement = Statement::new(
    "mail_test.proved_at",
    "SELECT MAX(t.asked_at) FROM mail_tests t
     JOIN outbox o ON o.organisation_id = t.organisation_id AND o.message_id = t.message_id
     WHERE t.organisation_id = $1 AND o.state = 'sent'",
);

/// When the last test message was asked for that the mail server took.
pub async fn proved_at(db: &Db, org: OrganisationId) -> Result<Option<Timestamp>, Error> {
    let row = db.one(&PROVED, &[org.bytes().into()]).await?;
    Ok(row.map(|row| row.opt_int(0)).transpose()?.flatten().map(Timestamp::from_micros))
}
