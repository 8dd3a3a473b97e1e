//! What a token opens: who it is (userinfo), whether it still counts (introspection, RFC 7662), and its end (revocation, RFC 7009).

use std::sync::Arc;

use domain::id::GrantId;
use domain::relying_party::claims::Assured;
use domain::time::Timestamp;
use serde_json::{Value, json};
use store::grant::Grant;
use verifier::grant_token::{GrantToken, Kind};

use super::claims::{Claims, of_person};
use super::token::{seconds, still_may};
use super::{Client, holder};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A token of either kind that is the newest of its grant.
async fn find(ctx: &Ctx, organisation: &Organisation, text: &str) -> Result<Option<(Grant, Kind, Timestamp)>, Error> {
    let read = |kind| GrantToken::parse(kind, text).map(|token| (kind, token));
    let Some((kind, token)) = read(Kind::Access).or_else(|| read(Kind::Refresh)) else { return Ok(None) };
    let id = GrantId::from_bytes(token.grant());
    let Some(grant) = store::grant::find(ctx.db(), organisation.id, id).await? else { return Ok(None) };
    let until = match kind {
        Kind::Access => grant.access.filter(|(hash, _)| *hash == token.hash()).map(|(_, until)| until),
        Kind::Refresh => grant.refresh.filter(|hash| *hash == token.hash()).map(|_| grant.ends_at),
        Kind::Code => None,
    };
    Ok(until.map(|until| (grant, kind, until)))
}

/// Who the bearer of an access token acts for; nothing where it opens nothing any more.
pub async fn user_info(ctx: &Ctx, organisation: &Arc<Organisation>, token: &str) -> Result<Option<Claims>, Error> {
    let now = ctx.now();
    let Some((grant, Kind::Access, until)) = find(ctx, organisation, token).await? else { return Ok(None) };
    if until <= now {
        return Ok(None);
    }
    let Some(holder) = holder(ctx, organisation, &grant, now).await? else { return Ok(None) };
    let all = ctx.relying_parties(organisation.id).await?;
    let Some(known) = all.iter().find(|known| known.party.id == grant.party) else { return Ok(None) };
    Ok(Some(of_person(ctx, organisation.id, &holder.standing.facts, (&known.party, grant.scopes)).await?))
}

/// What a token of this relying party is worth now; of any other it hears nothing.
pub async fn introspect(
    ctx: &Ctx,
    (organisation, issuer): (&Arc<Organisation>, &str),
    client: &Client,
    token: &str,
) -> Result<Value, Error> {
    let now = ctx.now();
    let nothing = || json!({ "active": false });
    let Some((grant, kind, until)) = find(ctx, organisation, token).await? else { return Ok(nothing()) };
    if until <= now || grant.party != client.party().id {
        return Ok(nothing());
    }
    let Some(holder) = holder(ctx, organisation, &grant, now).await? else { return Ok(nothing()) };
    let still = (client.party(), &grant, &holder);
    if kind == Kind::Refresh && !still_may(ctx, organisation, still, now).await? {
        return Ok(nothing());
    }
    let assured = Assured::of((grant.proof, grant.password_at), [&*grant.acr]);
    let mut answer = json!({
        "active": true,
        "iss": issuer,
        "client_id": grant.party.to_string(),
        "sub": grant.user.to_string(),
        "username": holder.standing.facts.user_name,
        "scope": grant.scopes.words(),
        "exp": seconds(until),
        "acr": assured.acr,
        "amr": assured.amr,
    });
    if let (Kind::Access, Some(fields)) = (kind, answer.as_object_mut()) {
        fields.insert("token_type".into(), "Bearer".into());
    }
    Ok(answer)
}

/// Ends a token of this relying party: with a refresh token everything that came of it. One that is none, or another's, is no
/// fault (RFC 7009 section 2.2).
pub async fn revoke(ctx: &Ctx, organisation: &Organisation, client: &Client, token: &str) -> Result<(), Error> {
    let Some((grant, kind, _)) = find(ctx, organisation, token).await? else { return Ok(()) };
    if grant.party != client.party().id {
        return Ok(());
    }
    let access = grant.access.map(|(hash, _)| hash).filter(|_| kind == Kind::Access);
    ctx.write((organisation.id, grant.id, access), |tx, (org, id, access)| {
        Box::pin(async move {
            match access {
                Some(access) => store::grant::end_access(tx, *org, *id, *access).await?,
                None => store::grant::give_back(tx, *org, *id).await?,
            }
            Ok(())
        })
    })
    .await
}
