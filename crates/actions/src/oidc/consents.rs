//! What people let applications have: said when they are asked, seen under My profile, taken back there.

use domain::audit::{Actor, AuditEvent};
use domain::id::RelyingPartyId;
use domain::relying_party::request::Consent;
use domain::relying_party::{RelyingParty, Scope, Scopes};
use domain::time::Timestamp;

use crate::check_session::SignedInPerson;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Visit;

/// An application that has something of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Which.
    pub party: RelyingPartyId,
    /// Its name.
    pub name: String,
    /// What it was let have, where the person was asked.
    pub given: Option<Scopes>,
    /// When the person last went on to it or was asked.
    pub at: Timestamp,
}

/// The applications that have something of a person, by name.
pub async fn list(ctx: &Ctx, visit: &Visit, person: &SignedInPerson) -> Result<Vec<Connected>, Error> {
    let (org, user) = (visit.organisation.id, person.session.user);
    let consents = store::consent::of_user(ctx.db(), org, user).await?;
    let alive = store::grant::alive_of_user(ctx.db(), org, user, ctx.now()).await?;
    let all = ctx.relying_parties(org).await?;
    let of = |party: &RelyingParty| {
        let consent = consents.iter().find(|(id, _)| *id == party.id).map(|(_, consent)| *consent);
        let went = alive.iter().find(|(id, _)| *id == party.id).map(|(_, at)| *at);
        let at = consent.map(|consent| consent.given_at).max(went)?;
        let given = consent.map(|consent| consent.scopes);
        Some(Connected { party: party.id, name: party.name.clone(), given, at })
    };
    Ok(all.iter().filter_map(|known| of(&known.party)).collect())
}

/// Notes that a person lets an application have what it asks for, beside what it had.
pub async fn give(
    ctx: &Ctx,
    visit: &Visit,
    person: &SignedInPerson,
    (party, scopes): (&RelyingParty, Scopes),
) -> Result<(), Error> {
    let now = ctx.now();
    let user = person.session.user;
    let had = store::consent::of_user(ctx.db(), visit.organisation.id, user).await?;
    let had = had.into_iter().find(|(id, _)| *id == party.id).map(|(_, consent)| consent.scopes);
    let consent = Consent { scopes: scopes.with(had.unwrap_or_default()), given_at: now };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let event = AuditEvent::ConsentGiven {
        application: party.name.clone(),
        scopes: scopes.iter().map(Scope::word).map(str::to_owned).collect(),
    };
    ctx.write((scribe, (user, party.id), consent, event), |tx, (scribe, of, consent, event)| {
        Box::pin(async move {
            store::consent::give(tx, scribe.organisation.id, *of, *consent).await?;
            scribe.note(tx, Some(of.0), event.clone())
        })
    })
    .await
}

/// Takes back everything that an application has of a person; false where it has nothing.
pub async fn withdraw(ctx: &Ctx, visit: &Visit, person: &SignedInPerson, party: RelyingPartyId) -> Result<bool, Error> {
    let Some(name) = super::name_of(ctx, &visit.organisation, party).await? else { return Ok(false) };
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, ctx.now(), Actor::User(user));
    ctx.write((scribe, (user, party), name), |tx, (scribe, (user, party), name)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            let said = store::consent::withdraw(tx, org, (*user, *party)).await?;
            let ended = store::grant::end_of_party(tx, org, (*party, *user)).await?;
            if !said && ended == 0 {
                return Ok(false);
            }
            scribe.note(tx, Some(*user), AuditEvent::ConsentWithdrawn { application: name.clone() })?;
            Ok(true)
        })
    })
    .await
}
