//! A code is taken for tokens, a refresh token for others: each once. Whatever is shown a second time was copied, and everything
//! that came of it ends (RFC 9700 sections 2.1.1 and 4.14.2, ASVS 10.4.2, 10.4.5).

use std::sync::Arc;

use domain::access::{Access, decide_access};
use domain::audit::AuditEvent;
use domain::id::GrantId;
use domain::relying_party::claims::Assured;
use domain::relying_party::{ACCESS_LIVES, ID_TOKEN_LIVES, Refresh, RelyingParty, Scope, Scopes};
use domain::time::{Lifetime, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::grant::{Grant, Tokens};
use verifier::grant_token::{GrantToken, Kind};
use zeroize::Zeroizing;

use super::claims::of_person;
use super::{Client, Holder, holder, selected};
use crate::check_access::held_of;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// What an id token is called in its head.
pub const ID_TOKEN: &str = "JWT";

/// Tokens, at the only moment that they are known.
pub struct Issued {
    /// The access token.
    pub access: Zeroizing<String>,
    /// For so long it opens.
    pub lives: Lifetime,
    /// The refresh token, where the application gets one.
    pub refresh: Option<Zeroizing<String>>,
    /// Who it is.
    pub id_token: String,
    /// What was given.
    pub scopes: Scopes,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// What an application shows with a code.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The code.
    pub code: &'a str,
    /// Where it went.
    pub redirect_address: &'a str,
    /// What the challenge was made from (RFC 7636 section 4.5); none where there was none.
    pub verifier: Option<&'a str>,
}

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

/// What a verifier has to have been before it was asked with (RFC 7636 section 4.2, `S256`).
pub fn challenge(verifier: &str) -> [u8; 32] {
    Sha256::digest(verifier).into()
}

/// Takes a code for tokens; nothing where it is none of this application, was taken, is too old, or does not fit what is shown.
pub async fn redeem(
    ctx: &Ctx,
    (organisation, issuer): (&Arc<Organisation>, &str),
    client: &Client,
    shown: Shown<'_>,
) -> Result<Option<Issued>, Error> {
    let now = ctx.now();
    let (org, party) = (organisation.id, client.party());
    let Some(code) = GrantToken::parse(Kind::Code, shown.code) else { return Ok(None) };
    let id = GrantId::from_bytes(code.grant());
    let Some(grant) = store::grant::find(ctx.db(), org, id).await? else { return Ok(None) };
    // One without the other is a request that somebody changed on its way (RFC 9700 section 2.1.1).
    let challenge = shown.verifier.map(challenge);
    let fits = grant.party == party.id
        && grant.code == code.hash()
        && grant.redirect_address == shown.redirect_address
        && grant.challenge == challenge;
    if !fits {
        return Ok(None);
    }
    if grant.redeemed_at.is_some() {
        replayed(ctx, organisation, (party, &grant), "code").await?;
        return Ok(None);
    }
    let holder = holder(ctx, organisation, &grant, now).await?;
    // A code is taken in the session that it was given in, or not at all.
    let Some(holder) = holder.filter(|holder| holder.session.is_some()) else { return Ok(None) };
    let refreshes = grant.stays || party.refresh != Refresh::Never;
    let made = Made::new(ctx, id, (now, refreshes));
    let days = party.refresh.days().filter(|_| grant.stays).unwrap_or_default();
    let session_ends = holder.session.as_ref().map_or(now, |session| session.facts.terms.expires_at);
    let ends_at = session_ends.max(now.plus(Lifetime::days(days))).max(now.plus(ACCESS_LIVES));
    // Before the code is spent: whatever fails here can be asked again.
    let hashes = made.hashes;
    let nonce = grant.nonce.clone();
    let tokens = made.issued(ctx, (organisation, issuer), (party, &grant, &holder), (now, nonce)).await?;
    let input = (org, (id, code.hash()), hashes, (now, ends_at));
    let is_first = ctx
        .write_together(input, |tx, (org, code, tokens, times)| {
            Box::pin(async move { Ok(store::grant::redeem(tx, *org, *code, tokens, *times).await?) })
        })
        .await?;
    if !is_first {
        // Somebody was faster with the same code, or its minute is over: of the two only the first is a replay.
        if grant.code_until > now {
            replayed(ctx, organisation, (party, &grant), "code").await?;
        }
        return Ok(None);
    }
    Ok(Some(tokens))
}

/// Takes a refresh token for others; nothing where it is none of this application, or what it was given for does not hold any more.
pub async fn refresh(
    ctx: &Ctx,
    (organisation, issuer): (&Arc<Organisation>, &str),
    client: &Client,
    (token, wanted): (&str, Option<Scopes>),
) -> Result<Option<Issued>, Error> {
    let now = ctx.now();
    let (org, party) = (organisation.id, client.party());
    let Some(token) = GrantToken::parse(Kind::Refresh, token) else { return Ok(None) };
    let id = GrantId::from_bytes(token.grant());
    let Some(grant) = store::grant::find(ctx.db(), org, id).await? else { return Ok(None) };
    let Some(newest) = grant.refresh.filter(|_| grant.party == party.id) else { return Ok(None) };
    if wanted.is_some_and(|wanted| !wanted.are_in(grant.scopes)) {
        return Ok(None);
    }
    if newest != token.hash() {
        // One that somebody made up says nothing about who has ours.
        if !ctx.verifier().is_grant_token(&token) {
            return Ok(None);
        }
        replayed(ctx, organisation, (party, &grant), "refresh-token").await?;
        return Ok(None);
    }
    let Some(holder) = holder(ctx, organisation, &grant, now).await? else { return Ok(None) };
    if !still_may(ctx, organisation, (party, &grant, &holder), now).await? {
        return Ok(None);
    }
    let made = Made::new(ctx, id, (now, true));
    let hashes = made.hashes;
    let tokens = made.issued(ctx, (organisation, issuer), (party, &grant, &holder), (now, None)).await?;
    let is_first = ctx
        .write_together((org, (id, token.hash()), hashes, now), |tx, (org, token, tokens, now)| {
            Box::pin(async move { Ok(store::grant::rotate(tx, *org, *token, tokens, *now).await?) })
        })
        .await?;
    if !is_first {
        replayed(ctx, organisation, (party, &grant), "refresh-token").await?;
        return Ok(None);
    }
    Ok(Some(tokens))
}

/// Whether what the relying party demands still holds: in a session all of it; where nobody is signed in, who may and whether a
/// second factor was proved.
pub(super) async fn still_may(
    ctx: &Ctx,
    organisation: &Organisation,
    (party, grant, holder): (&RelyingParty, &Grant, &Holder),
    now: Timestamp,
) -> Result<bool, Error> {
    let lasts = |days: u32| grant.made_at.plus(Lifetime::days(days)) > now;
    let stays_connected = party.refresh.days().is_some_and(lasts) && grant.scopes.has(Scope::OfflineAccess);
    if party.refresh == Refresh::Never || (holder.session.is_none() && !stays_connected) {
        return Ok(false);
    }
    let selections = selected(ctx, organisation, (party, grant.user), now).await?;
    let mut demand = party.demand();
    let shown = match &holder.session {
        Some(session) => (session.facts.proof, session.password_at),
        None => (grant.proof, grant.password_at),
    };
    if holder.session.is_none() {
        demand.max_age = None;
    }
    let held = held_of(&holder.standing, shown, selections);
    Ok(decide_access(now, &demand, &held) == Access::Granted)
}

async fn replayed(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (party, grant): (&RelyingParty, &Grant),
    what: &'static str,
) -> Result<(), Error> {
    let scribe = Scribe::of_system(ctx, organisation, ctx.now());
    let event = AuditEvent::GrantReplayed { application: party.name.clone(), what: what.to_owned() };
    ctx.write((scribe, grant.id, grant.user, event), |tx, (scribe, id, user, event)| {
        Box::pin(async move {
            if store::grant::end(tx, scribe.organisation.id, *id).await? {
                scribe.note(tx, Some(*user), event.clone())?;
            }
            Ok(())
        })
    })
    .await
}

struct Made {
    access: GrantToken,
    refresh: Option<GrantToken>,
    hashes: Tokens,
}

impl Made {
    fn new(ctx: &Ctx, grant: GrantId, (now, refreshes): (Timestamp, bool)) -> Self {
        let new = |kind| ctx.verifier().new_grant_token(kind, grant.bytes());
        let (access, refresh) = (new(Kind::Access), refreshes.then(|| new(Kind::Refresh)));
        let hashes = Tokens {
            access: access.hash(),
            access_until: now.plus(ACCESS_LIVES),
            refresh: refresh.as_ref().map(GrantToken::hash),
        };
        Self { access, refresh, hashes }
    }

    async fn issued(
        self,
        ctx: &Ctx,
        (organisation, issuer): (&Organisation, &str),
        (party, grant, holder): (&RelyingParty, &Grant, &Holder),
        (now, nonce): (Timestamp, Option<String>),
    ) -> Result<Issued, Error> {
        let mut claims = of_person(ctx, organisation.id, &holder.standing.facts, (party, grant.scopes)).await?;
        let assured = Assured::of((grant.proof, grant.password_at), [&*grant.acr]);
        let proved_at = grant.proof.map_or(grant.password_at, |proof| proof.at.max(grant.password_at));
        let about: [(&str, Value); 9] = [
            ("iss", issuer.into()),
            ("aud", party.id.to_string().into()),
            ("exp", seconds(now.plus(ID_TOKEN_LIVES)).into()),
            ("iat", seconds(now).into()),
            ("auth_time", seconds(proved_at).into()),
            ("acr", assured.acr.into()),
            ("amr", json!(assured.amr)),
            ("sid", grant.session.to_string().into()),
            ("nonce", nonce.into()),
        ];
        for (name, value) in about.into_iter().filter(|(_, value)| !value.is_null()) {
            claims.insert(name.to_owned(), value);
        }
        let keys = ctx.signing_keys(organisation.id).await?;
        let signer = keys.signer(party.algorithm, now)?;
        let text = Value::Object(claims).to_string();
        let id_token = signer.sign(ID_TOKEN, text.as_bytes());
        Ok(Issued {
            access: self.access.text(),
            lives: ACCESS_LIVES,
            refresh: self.refresh.map(|token| token.text()),
            id_token: id_token.map_err(|_| crate::error::broken("a signing key cannot be used"))?,
            scopes: grant.scopes,
        })
    }
}

/// Whole seconds since 1970 (RFC 7519, `NumericDate`).
pub(crate) fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}
