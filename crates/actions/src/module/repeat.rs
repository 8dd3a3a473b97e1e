//! Idempotency keys (draft-ietf-httpapi-idempotency-key-header): a platform whose connection broke asks again under the same key,
//! and what was done is not done twice. Answers hold tokens, so they are sealed, and kept as long as a sign-in can last.

use domain::id::{ApiKeyId, OrganisationId};
use domain::session::HALF_SIGN_IN;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::api_answer::{self, PLACE};
use verifier::Place;
use zeroize::Zeroizing;

use super::Platform;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The longest idempotency key, in bytes.
pub const LONGEST: usize = 255;

/// A request under an idempotency key.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    org: OrganisationId,
    key: ApiKeyId,
    repeat: [u8; 32],
}

impl Ticket {
    /// The row that an answer is sealed to.
    fn row(&self) -> Vec<u8> {
        [self.org.bytes().as_slice(), &self.key.bytes(), &self.repeat].concat()
    }
}

/// What is known of an idempotency key.
#[derive(Debug)]
pub enum Known {
    /// Nothing: go on, and say with the ticket what was answered.
    New(Ticket),
    /// This was answered: status and body.
    Answered(u16, Zeroizing<Vec<u8>>),
    /// The same request is at work, or broke off: nobody can say what became of it.
    AtWork,
    /// Another request was made under it.
    Other,
}

/// Takes an idempotency key for a request, told by its address and body.
pub async fn begin(
    ctx: &Ctx,
    organisation: &Organisation,
    platform: &Platform,
    (text, path, body): (&str, &str, &[u8]),
) -> Result<Known, Error> {
    let now = ctx.now();
    let repeat: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let request: [u8; 32] =
        Sha256::new().chain_update(path.as_bytes()).chain_update([0]).chain_update(body).finalize().into();
    let ticket = Ticket { org: organisation.id, key: platform.key.id, repeat };
    let is_new = ctx
        .write((ticket, request, now), |tx, (ticket, request, now): &(Ticket, [u8; 32], Timestamp)| {
            Box::pin(async move {
                let of = (ticket.key, ticket.repeat, *request);
                Ok(api_answer::begin(tx, ticket.org, of, (*now, now.plus(HALF_SIGN_IN))).await?)
            })
        })
        .await?;
    if is_new {
        return Ok(Known::New(ticket));
    }
    let Some(known) = api_answer::find(ctx.db(), ticket.org, (ticket.key, repeat), now).await? else {
        return Ok(Known::AtWork);
    };
    if known.request != request {
        return Ok(Known::Other);
    }
    Ok(match known.answered {
        None => Known::AtWork,
        Some((status, sealed)) => Known::Answered(status, ctx.verifier().open(place(&ticket.row()), &sealed)?),
    })
}

/// Keeps what was answered.
pub async fn keep(ctx: &Ctx, ticket: Ticket, (status, body): (u16, &[u8])) -> Result<(), Error> {
    let sealed = ctx.verifier().seal(place(&ticket.row()), body)?;
    ctx.write((ticket, status, sealed), |tx, (ticket, status, sealed)| {
        Box::pin(
            async move { Ok(api_answer::keep(tx, ticket.org, (ticket.key, ticket.repeat), (*status, sealed)).await?) },
        )
    })
    .await
}

/// Gives an idempotency key free again, where the request changed nothing: it can be made once more.
pub async fn release(ctx: &Ctx, ticket: Ticket) -> Result<(), Error> {
    ctx.write(ticket, |tx, ticket| {
        Box::pin(async move { Ok(api_answer::drop_unanswered(tx, ticket.org, (ticket.key, ticket.repeat)).await?) })
    })
    .await
}

fn place(row: &[u8]) -> Place<'_> {
    Place { table: PLACE.0, column: PLACE.1, row }
}
