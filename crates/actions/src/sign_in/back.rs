//! A sign-in that a platform began and a browser goes on with on our own pages: it comes with a ticket, and brings a result back
//! that opens the session on the platform. Here it opens none.

use domain::api_key::{ApiKey, may_return};
use domain::id::ApiKeyId;
use domain::policy::NextStep;
use store::half_sign_in::{self as rows, Done};
use url::Url;

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::module::Names;
use crate::sign_in::half::{self, Half};
use crate::visit::Visit;

/// What stands in the query of the address that a browser is sent back to.
pub const PARAMETER: &str = "tweestap";

/// What a browser brings back that did not get as far.
pub const CANCELLED: &str = "cancelled";

/// Where a browser goes that is done here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The name of the platform.
    pub platform: String,
    /// Its address, with the result.
    pub address: String,
}

/// Takes the ticket of a platform for this browser; the token of the half sign-in, nothing where the ticket was used or is none.
pub async fn arrive(ctx: &Ctx, visit: &Visit, ticket: &str) -> Result<Option<String>, Error> {
    let Some(ticket) = verifier::token::hash(ticket) else { return Ok(None) };
    if !rows::has_ticket(ctx.db(), visit.organisation.id, ticket).await? {
        return Ok(None);
    }
    let token = ctx.verifier().new_token();
    let input = (visit.organisation.id, (ticket, visit.bound(token.hash())), ctx.now());
    let was_unused = ctx
        .write(input, |tx, (org, tokens, now)| {
            Box::pin(async move { Ok(rows::take_ticket(tx, *org, *tokens, *now).await?) })
        })
        .await?;
    Ok(was_unused.then(|| token.text().to_string()))
}

/// Makes the result of a sign-in that is done here; nothing where it is not, or no platform waits for it.
pub async fn leave(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<Return>, Error> {
    let Some(half) = half::load(ctx, visit, token, None).await? else { return Ok(None) };
    if !matches!(half.next, NextStep::Grant(_)) {
        return Ok(None);
    }
    let (Some(platform), Some(address)) = (&half.row.platform, &half.row.return_to) else { return Ok(None) };
    let Some(key) = key_of(ctx, visit, (platform.key, address)).await? else { return Ok(None) };
    let result = ctx.verifier().new_token();
    let kept = ctx
        .write((half.org, (half.hash, result.hash())), |tx, (org, of)| {
            Box::pin(async move { Ok(rows::set_result(tx, *org, *of).await?) })
        })
        .await?;
    if !kept {
        return Ok(None);
    }
    Ok(Some(Return { platform: key.name, address: with_result(address, &result.text())? }))
}

/// Where a browser goes that gives up, or took too long; nothing where no platform waits for it. The sign-in is over.
pub async fn give_up(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<Return>, Error> {
    let org = visit.organisation.id;
    let Some(hash) = visit.hash(token) else { return Ok(None) };
    let Some(row) = rows::find(ctx.db(), org, hash).await? else { return Ok(None) };
    let (Some(platform), Some(address)) = (&row.platform, &row.return_to) else { return Ok(None) };
    let Some(key) = key_of(ctx, visit, (platform.key, address)).await? else { return Ok(None) };
    let back = Return { platform: key.name, address: with_result(address, CANCELLED)? };
    ctx.write((org, hash, row.user), |tx, (org, hash, user)| {
        Box::pin(async move { Ok(rows::spend(tx, *org, *hash, *user).await?) })
    })
    .await?;
    Ok(Some(back))
}

/// The name of the platform that a browser goes back to; none where the sign-in is one of our own pages.
pub async fn continues_to(ctx: &Ctx, visit: &Visit, half: &Half) -> Result<Option<String>, Error> {
    let Some(platform) = &half.row.platform else { return Ok(None) };
    let names = Names::load(ctx, &visit.organisation).await?;
    Ok(names.of(Some(platform.key)).map(str::to_owned))
}

/// The key of a platform, where it still lists the address.
async fn key_of(ctx: &Ctx, visit: &Visit, (id, address): (ApiKeyId, &str)) -> Result<Option<ApiKey>, Error> {
    let all = ctx.api_keys(visit.organisation.id).await?;
    let known = all.iter().find(|known| known.key.id == id && may_return(&known.key.return_addresses, address));
    Ok(known.map(|known| known.key.clone()))
}

fn with_result(address: &str, result: &str) -> Result<String, Error> {
    let mut url = Url::parse(address).map_err(|_| broken("an address to return to that is none"))?;
    url.query_pairs_mut().append_pair(PARAMETER, result);
    Ok(url.to_string())
}

impl Half {
    /// Whether a platform began it, and it goes on in a browser here: then it ends there, and opens nothing here.
    pub fn goes_back(&self, visit: &Visit) -> bool {
        self.row.platform.is_some() && visit.platform.is_none()
    }

    /// The same row with what was done in it, for a browser that goes back.
    pub(crate) fn done(&self, done: Done) -> store::half_sign_in::HalfSignIn {
        let platform = self.row.platform.clone().map(|platform| {
            Box::new(store::half_sign_in::OfPlatform { put_off: done.put_off, remember: done.remember, ..*platform })
        });
        store::half_sign_in::HalfSignIn { proof: done.proof, platform, ..self.row.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_stands_beside_what_the_address_had() {
        let of = |address| with_result(address, "AbC-_").unwrap();
        assert_eq!(of("https://crm.example/back"), "https://crm.example/back?tweestap=AbC-_");
        assert_eq!(of("https://crm.example/back?a=b%20c"), "https://crm.example/back?a=b%20c&tweestap=AbC-_");
    }
}
