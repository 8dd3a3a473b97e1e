//! Messages that the mail server took and could not deliver after all, as a report says.

use domain::id::{OrganisationId, OutboxId};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Statement, Tx, Value};

const RECIPIENT: Statement = Statement::new(
    "undelivered.recipient",
    "SELECT recipient FROM outbox WHERE organisation_id = $1 AND message_id = $2
     AND state IN ('sending', 'sent', 'unknown', 'failed')",
);

/// To whom a message went, and of which of these organisations it is; nothing where none sent it.
pub async fn recipient(
    db: &Db,
    organisations: &[OrganisationId],
    id: OutboxId,
) -> Result<Option<(OrganisationId, String)>, Error> {
    let sets: Vec<Vec<Value>> = organisations.iter().map(|org| vec![org.bytes().into(), id.bytes().into()]).collect();
    for (org, rows) in organisations.iter().zip(db.many(&RECIPIENT, &sets).await?) {
        if let Some(row) = rows.first() {
            return Ok(Some((*org, row.text(0)?.to_owned())));
        }
    }
    Ok(None)
}

const NOTE: Statement = Statement::new(
    "undelivered.note",
    "UPDATE outbox SET state = 'failed', note = $3, sealed_content = $4 WHERE organisation_id = $1 AND message_id = $2
     AND state IN ('sending', 'sent', 'unknown')",
);

/// Notes that a message was not delivered; false where that was known.
pub async fn note(tx: &mut Tx, org: OrganisationId, id: OutboxId, why: &str) -> Result<bool, Error> {
    let nothing: Vec<u8> = Vec::new();
    let params = [org.bytes().into(), id.bytes().into(), why.into(), nothing.into()];
    Ok(tx.execute(&NOTE, &params).await? == 1)
}

const MARK: Statement = Statement::new(
    "undelivered.mark",
    "UPDATE addresses SET bounced_at = $3, bounce_note = $4, bounce_reported = TRUE WHERE organisation_id = $1
     AND address_key = $2",
);

/// Marks an address at which nothing arrives. A mail server that takes everything would take the mark away with the next
/// message, so this one stays longer than that of a refusal.
pub async fn mark(tx: &mut Tx, org: OrganisationId, address: &str, (now, why): (Timestamp, &str)) -> Result<(), Error> {
    let params = [org.bytes().into(), name_key(address).into(), now.micros().into(), why.into()];
    tx.execute(&MARK, &params).await?;
    Ok(())
}
