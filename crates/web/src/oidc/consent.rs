//! `/oidc/consent`: whether an application may have what it asks for.

use actions::check_session::{self, SignedInPerson};
use actions::oidc::consents;
use domain::policy::SessionStep;
use domain::relying_party::request::RequestFault;

use super::authorize::go_on;
use super::onward;
use super::request::{self, Sent, What};
use crate::answer::{Answer, Failure};
use crate::extract::{Fields, Reader};
use crate::pages::{Consent, Person, Went};

/// The page that asks.
pub(super) fn ask(reader: &Reader, sent: &Sent, what: &What, person: &SignedInPerson, query: &str) -> Answer {
    let party = sent.client.party();
    let scopes = what.request.asked.scopes;
    let days = party.refresh.days().filter(|_| party.stays_connected(scopes));
    let facts = &person.standing.facts;
    let frame = reader.frame_in(facts.language.as_deref());
    let (application, request) = (party.name.clone(), query.to_owned());
    let more = party.claims.iter().map(|claim| claim.name.clone()).collect();
    let person = Person::named(facts.display_name.as_str());
    reader.page(frame, |frame| Consent { frame, person, application, scopes, days, more, request })
}

/// POST `/oidc/consent`.
pub(super) async fn choose(reader: Reader, fields: Fields) -> Answer {
    let query = fields.get("request");
    let sent = request::read(&reader, &query).await?;
    let Ok(what) = &sent.asked else { return Err(Failure::Form) };
    let party = sent.client.party();
    if !fields.is("choice", "yes") {
        return onward::page(&reader, party, &sent.back.fault(RequestFault::AccessDenied), Went::Cancelled);
    }
    let person = match reader.session() {
        None => None,
        Some(token) => check_session::load(reader.ctx(), reader.visit(), token).await?.signed_in(),
    };
    // Whoever has signed out meanwhile is asked to sign in, and then again.
    if let Some(person) = person.filter(|person| person.step == SessionStep::Open) {
        consents::give(reader.ctx(), reader.visit(), &person, (party, what.request.asked.scopes)).await?;
    }
    go_on(&reader, &query)
}
