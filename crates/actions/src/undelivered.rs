//! A report that a message was not delivered after all. It is believed only of a message that went to that very address,
//! known by its Message-ID, which nobody else has: an address is never marked on a hint.

use domain::id::{OrganisationId, OutboxId};

use crate::ctx::Ctx;
use crate::error::Error;

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// The message failed, and nothing goes to the address any more until it is written anew.
    Noted(OrganisationId),
    /// That was known already.
    Known,
    /// No such message was sent to that address.
    NotOurs,
}

/// Notes that message `id` was not delivered, with the mail server's words. `is_recipient` says whether an address is one that
/// the report is about.
pub async fn report(
    ctx: &Ctx,
    id: OutboxId,
    is_recipient: impl Fn(&str) -> bool,
    why: &str,
) -> Result<Reported, Error> {
    let now = ctx.now();
    let organisations: Vec<OrganisationId> = ctx.organisations().iter().map(|one| one.id).collect();
    let Some((org, recipient)) = store::undelivered::recipient(ctx.db(), &organisations, id).await? else {
        return Ok(Reported::NotOurs);
    };
    if !is_recipient(&recipient) {
        return Ok(Reported::NotOurs);
    }
    let input = (org, id, (recipient, why.to_owned()), now);
    ctx.write(input, |tx, (org, id, (recipient, why), now)| {
        Box::pin(async move {
            if !store::undelivered::note(tx, *org, *id, why).await? {
                return Ok(Reported::Known);
            }
            store::undelivered::mark(tx, *org, recipient, (*now, why)).await?;
            Ok(Reported::Noted(*org))
        })
    })
    .await
}
