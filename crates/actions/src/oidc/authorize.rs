//! The request of a relying party for somebody who is signed in: what it still needs, and the code that answers it.

use domain::audit::{Actor, AuditEvent};
use domain::id::GrantId;
use domain::relying_party::claims::Assured;
use domain::relying_party::request::{Asked, Next, decide};
use domain::relying_party::{CODE_LIVES, RelyingParty};
use domain::time::Lifetime;
use store::grant::Grant;
use verifier::grant_token::Kind;
use zeroize::Zeroizing;

use super::{Client, selected};
use crate::check_access::held;
use crate::check_session::SignedInPerson;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// That somebody went on to a relying party is noted in it at most so often.
const NOTE_USE: Lifetime = Lifetime::minutes(1);

/// One person has at most so many sign-ins under way at one application, in all browsers and apps together.
const MOST: i64 = 50;

/// A request that was read.
#[derive(Clone, Debug)]
pub struct Request {
    /// What decides.
    pub asked: Asked,
    /// The classes of authentication that it names, the first one first.
    pub classes: Vec<String>,
    /// Where the code goes; one that is listed.
    pub redirect_address: String,
    /// What the application wants to hear again in its token.
    pub nonce: Option<String>,
    /// SHA-256 of what it will show with the code; none where it does without.
    pub challenge: Option<[u8; 32]>,
}

/// What became of it.
#[derive(Debug)]
pub enum Answered {
    /// The code, which the browser takes along.
    Code(Zeroizing<String>),
    /// Something comes first, or nothing comes of it.
    Not(Next),
}

/// What the request needs of this person.
async fn next(
    ctx: &Ctx,
    organisation: &Organisation,
    person: &SignedInPerson,
    (party, asked): (&RelyingParty, &Asked),
) -> Result<Next, Error> {
    let (now, user) = (ctx.now(), person.session.user);
    let held = held(person, selected(ctx, organisation, (party, user), now).await?);
    let consents = store::consent::of_user(ctx.db(), organisation.id, user).await?;
    let consent = consents.into_iter().find(|(of, _)| *of == party.id).map(|(_, consent)| consent);
    Ok(decide(now, party, asked, &held, consent))
}

/// Answers a request of a relying party for somebody whose session is open.
pub async fn answer(
    ctx: &Ctx,
    visit: &Visit,
    person: &SignedInPerson,
    (client, request): (&Client, &Request),
) -> Result<Answered, Error> {
    let party = client.party();
    match next(ctx, &visit.organisation, person, (party, &request.asked)).await? {
        Next::Grant => Ok(Answered::Code(grant(ctx, visit, person, (party, request)).await?)),
        other => Ok(Answered::Not(other)),
    }
}

async fn grant(
    ctx: &Ctx,
    visit: &Visit,
    person: &SignedInPerson,
    (party, request): (&RelyingParty, &Request),
) -> Result<Zeroizing<String>, Error> {
    let now = ctx.now();
    let session = &person.session;
    let id = GrantId::from_bytes(ctx.new_id(now));
    let code = ctx.verifier().new_grant_token(Kind::Code, id.bytes());
    let scopes = party.given(request.asked.scopes);
    let assured = Assured::of((session.facts.proof, session.password_at), request.classes.iter().map(String::as_str));
    let grant = Grant {
        id,
        party: party.id,
        user: session.user,
        session: session.id,
        stays: party.stays_connected(scopes),
        scopes,
        nonce: request.nonce.clone(),
        redirect_address: request.redirect_address.clone(),
        challenge: request.challenge,
        acr: assured.acr.to_owned(),
        password_at: session.password_at,
        proof: session.facts.proof,
        made_at: now,
        code: code.hash(),
        code_until: now.plus(CODE_LIVES),
        redeemed_at: None,
        access: None,
        refresh: None,
        ends_at: now.plus(CODE_LIVES),
    };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(session.user));
    let event = AuditEvent::WentOnTo { application: party.name.clone(), acr: assured.acr.to_owned() };
    ctx.write((scribe, grant, event, person.hash), |tx, (scribe, grant, event, session)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            // It may have ended since it was looked at.
            if !store::session::exists(tx, org, *session).await? {
                return Err(Error::Conflict);
            }
            store::grant::insert(tx, org, grant).await?;
            store::grant::keep_newest(tx, org, (grant.party, grant.user), MOST).await?;
            store::relying_party::used(tx, org, grant.party, (scribe.now, scribe.now.minus(NOTE_USE))).await?;
            scribe.note(tx, Some(grant.user), event.clone())
        })
    })
    .await?;
    Ok(code.text())
}
