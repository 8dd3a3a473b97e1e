//! OpenID Connect: what relying parties ask, and what they are told. A sign-in is that of our own pages and is decided nowhere
//! else; a relying party gets a code ([`authorize`]), takes it for tokens ([`token`]), and asks with them ([`inspect`]).

pub mod authorize;
pub mod claims;
pub mod consents;
pub mod inspect;
pub mod keys;
pub mod sign_out;
pub mod token;

use std::sync::Arc;

use domain::id::{RelyingPartyId, SessionId, UserId};
use domain::policy::{EndReason, SessionFacts, SessionStep, decide_in_session};
use domain::relying_party::{ClientKind, RelyingParty};
use domain::session::SessionTerms;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::grant::Grant;
use store::relying_party::Known;
use store::session::Session;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::Organisation;

/// What the secret of a relying party begins with, so that it is recognised where it should not be.
pub(crate) const SECRET_PREFIX: &str = "tws_";

/// A relying party that said who it is; public ones say so without a proof.
#[derive(Clone, Debug)]
pub struct Client(Arc<Known>);

impl Client {
    /// The relying party.
    pub fn party(&self) -> &RelyingParty {
        &self.0.party
    }
}

/// The relying party of a `client_id`.
pub async fn find(ctx: &Ctx, organisation: &Organisation, client_id: &str) -> Result<Option<Client>, Error> {
    let all = ctx.relying_parties(organisation.id).await?;
    // In the one spelling that it was given in.
    let found = all.iter().find(|known| known.party.id.to_string() == client_id);
    Ok(found.cloned().map(Client))
}

/// The relying party that shows this secret, or none where it cannot keep one; nothing for any other (ASVS 10.4.10).
pub async fn authenticate(
    ctx: &Ctx,
    organisation: &Organisation,
    client_id: &str,
    secret: Option<&str>,
) -> Result<Option<Client>, Error> {
    let Some(client) = find(ctx, organisation, client_id).await? else { return Ok(None) };
    let known = &client.0;
    let is_it = match (known.party.kind, secret) {
        (ClientKind::Public, None) => true,
        (ClientKind::Public, Some(_)) | (ClientKind::Confidential, None) => false,
        (ClientKind::Confidential, Some(secret)) => {
            let former_opens = known.party.former_until.is_some_and(|until| ctx.now() < until);
            let hash = secret_hash(secret);
            hash.is_some() && (hash == known.secret || (former_opens && hash == known.former))
        }
    };
    Ok(is_it.then_some(client))
}

/// What is kept of a secret. Two hashes of 256 random bits are compared: their bytes tell nobody anything.
pub(crate) fn secret_hash(secret: &str) -> Option<[u8; 32]> {
    let hash = verifier::token::hash(secret.strip_prefix(SECRET_PREFIX)?)?;
    Some(Sha256::new().chain_update(SECRET_PREFIX).chain_update(hash).finalize().into())
}

/// The person of a grant as they are now, while they may still have it.
pub(crate) struct Holder {
    pub(crate) standing: Standing,
    /// The session, where it goes on in one.
    pub(crate) session: Option<Session>,
}

/// Whether a grant still stands: its session is open and free to go on, or it stays and nobody was blocked. Nothing here counts
/// as use of the session: the person does nothing.
pub(crate) async fn holder(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    grant: &Grant,
    now: Timestamp,
) -> Result<Option<Holder>, Error> {
    if grant.ends_at <= now {
        return Ok(None);
    }
    let session = open_session(ctx, organisation, (grant.user, grant.session)).await?;
    if session.is_none() && !grant.stays {
        return Ok(None);
    }
    let Some(standing) = Standing::load(ctx, organisation, grant.user, now).await? else { return Ok(None) };
    let person = &standing.facts.person;
    if person.blocked || person.organisation_closed {
        return Ok(None);
    }
    let step = |session: &Session| decide_in_session(now, person, &standing.policy, &session.facts);
    match session.as_ref().map(step) {
        Some(SessionStep::Open) => Ok(Some(Holder { standing, session })),
        // Over, whether its row is there yet or not.
        None | Some(SessionStep::End(EndReason::Expired | EndReason::Idle)) if grant.stays => {
            Ok(is_let_in(now, &standing, grant).then_some(Holder { standing, session: None }))
        }
        _ => Ok(None),
    }
}

/// Whether whoever signed in as a grant says would be free to go on now: a policy that demands more since then holds here too.
fn is_let_in(now: Timestamp, standing: &Standing, grant: &Grant) -> bool {
    let facts = SessionFacts {
        started_at: now,
        terms: SessionTerms { expires_at: grant.ends_at, idle: None, persistent: true },
        last_seen_at: now,
        proof: grant.proof,
        factor_at: grant.proof.map(|proof| proof.at),
    };
    match decide_in_session(now, &standing.facts.person, &standing.policy, &facts) {
        // That it goes on for longer than a second factor is asked again is what administrators allow.
        SessionStep::Open => true,
        SessionStep::Prove(_) => grant.proof.is_some(),
        SessionStep::Enrol(_) | SessionStep::End(_) => false,
    }
}

async fn open_session(
    ctx: &Ctx,
    organisation: &Organisation,
    (user, session): (UserId, SessionId),
) -> Result<Option<Session>, Error> {
    let found = store::session::of(ctx.db(), organisation.id, user, session).await?;
    let Some((hash, mut session)) = found else { return Ok(None) };
    if let Some(remembered) = ctx.sessions().find(&hash) {
        session.facts.last_seen_at = session.facts.last_seen_at.max(remembered.last_seen());
    }
    Ok(Some(session))
}

/// The selections that the doors of this relying party look at and that hold a person.
pub(crate) async fn selected(
    ctx: &Ctx,
    organisation: &Organisation,
    (party, user): (&RelyingParty, UserId),
    now: Timestamp,
) -> Result<Vec<domain::id::SelectionId>, Error> {
    let Some(id) = party.who.selection() else { return Ok(Vec::new()) };
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    let which = rules.which(party.who)?;
    let is_among = store::people_query::is_among(ctx.db(), organisation.id, which, user, now).await?;
    Ok(if is_among { vec![id] } else { Vec::new() })
}

/// The name of a relying party, where it is still there.
pub async fn name_of(ctx: &Ctx, organisation: &Organisation, id: RelyingPartyId) -> Result<Option<String>, Error> {
    let all = ctx.relying_parties(organisation.id).await?;
    Ok(all.iter().find(|known| known.party.id == id).map(|known| known.party.name.clone()))
}
