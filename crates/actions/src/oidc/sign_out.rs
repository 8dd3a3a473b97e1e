//! Signing out: a relying party sends somebody here (OpenID Connect RP-Initiated Logout 1.0), and those that somebody went on to are
//! told when the session is over (Back-Channel Logout 1.0).

use std::sync::Arc;

use domain::id::{RelyingPartyId, SessionId};
use domain::time::{Lifetime, Timestamp};
use serde_json::{Map, Value, json};
use store::sign_out::SignOut;

use super::token::{ID_TOKEN, seconds};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::visit::Organisation;

/// What the token is called in its head (section 2.4).
const LOGOUT_TOKEN: &str = "logout+jwt";

/// The event that it tells.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token counts for so long.
const TOKEN_LIVES: Lifetime = Lifetime::minutes(2);

/// When one that was not taken is told again; after that it is given up.
const AGAIN: [Lifetime; 6] = [
    Lifetime::seconds(10),
    Lifetime::minutes(1),
    Lifetime::minutes(5),
    Lifetime::minutes(30),
    Lifetime::hours(2),
    Lifetime::hours(12),
];

/// So many of one organisation are begun at once.
const AT_ONCE: i64 = 16;

/// What an id token says that a relying party shows as a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The relying party that it was made for.
    pub party: RelyingPartyId,
    /// The session that it was made in.
    pub session: SessionId,
}

/// Reads an id token that was made here, however old (RP-Initiated Logout 1.0 section 2).
pub async fn hint(
    ctx: &Ctx,
    (organisation, issuer): (&Organisation, &str),
    token: &str,
) -> Result<Option<Hint>, Error> {
    let keys = ctx.signing_keys(organisation.id).await?;
    let Some(claims) = keys.read(ID_TOKEN, token) else { return Ok(None) };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(issuer) {
        return Ok(None);
    }
    let read = || Some(Hint { party: text("aud")?.parse().ok()?, session: text("sid")?.parse().ok()? });
    Ok(read())
}

/// One that is to be told now, and to whom.
#[derive(Clone)]
pub struct Telling {
    /// The row.
    row: SignOut,
    /// Where.
    pub address: String,
    /// The name of the relying party, for the log.
    pub name: String,
    /// The signed token.
    pub token: String,
}

impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telling").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Takes those whose time has come.
pub async fn take(ctx: &Ctx, organisation: &Arc<Organisation>, issuer: &str) -> Result<Vec<Telling>, Error> {
    let now = ctx.now();
    let due = store::sign_out::due(ctx.db(), organisation.id, now, AT_ONCE).await?;
    let mut taken = Vec::with_capacity(due.len());
    for row in due {
        let tries = usize::try_from(row.tries).unwrap_or(usize::MAX);
        let Some(again) = AGAIN.get(tries) else {
            done(ctx, &row).await?;
            tracing::warn!(party = %row.party, "an application did not hear that somebody signed out, and is told no more");
            continue;
        };
        let is_ours = ctx
            .write((row, now.plus(*again)), |tx, (row, again)| {
                Box::pin(async move { Ok(store::sign_out::take(tx, row, *again).await?) })
            })
            .await?;
        if is_ours && let Some(telling) = telling(ctx, organisation, issuer, (row, now)).await? {
            taken.push(telling);
        }
    }
    Ok(taken)
}

async fn telling(
    ctx: &Ctx,
    organisation: &Organisation,
    issuer: &str,
    (row, now): (SignOut, Timestamp),
) -> Result<Option<Telling>, Error> {
    let all = ctx.relying_parties(organisation.id).await?;
    let party = all.iter().map(|known| &known.party).find(|party| party.id == row.party);
    let Some((party, address)) = party.and_then(|party| Some((party, party.back_channel.clone()?))) else {
        done(ctx, &row).await?;
        return Ok(None);
    };
    let claims = json!({
        "iss": issuer,
        "aud": party.id.to_string(),
        "sub": row.user.to_string(),
        "sid": row.session.to_string(),
        "iat": seconds(now),
        "exp": seconds(now.plus(TOKEN_LIVES)),
        "jti": ctx.verifier().new_token().text().as_str(),
        "events": Map::from_iter([(EVENT.to_owned(), json!({}))]),
    });
    let keys = ctx.signing_keys(organisation.id).await?;
    let signed = keys.signer(party.algorithm, now)?.sign(LOGOUT_TOKEN, claims.to_string().as_bytes());
    let token = signed.map_err(|_| broken("a signing key cannot be used"))?;
    Ok(Some(Telling { row, address, name: party.name.clone(), token }))
}

/// The relying party has heard it.
pub async fn heard(ctx: &Ctx, telling: &Telling) -> Result<(), Error> {
    done(ctx, &telling.row).await
}

async fn done(ctx: &Ctx, row: &SignOut) -> Result<(), Error> {
    ctx.write(*row, |tx, row| Box::pin(async move { Ok(store::sign_out::done(tx, row).await?) })).await
}
