//! `/oidc/end-session`: a relying party sends somebody to sign out (OpenID Connect RP-Initiated Logout 1.0). Nobody is signed out by
//! a link alone: it shows a token that was made in this very session, or the person says so.

use actions::check_session::{self, SignedInPerson};
use actions::oidc::sign_out::{Hint, hint};
use actions::oidc::{self, Client};
use actions::sign_out as out;
use axum::extract::Request;
use domain::relying_party::RelyingParty;

use super::authorize::body_of;
use super::onward;
use super::request::issuer;
use super::wire::Params;
use crate::answer::{Answer, Failure};
use crate::cookies::Kind;
use crate::extract::{Fields, Reader};
use crate::pages::{EndSession, Person, ReturnList, Went};

const ADDRESS: &str = "/oidc/end-session";

/// A request that was read.
struct Asked {
    client: Option<Client>,
    hint: Option<Hint>,
    /// Where it leads afterwards, with the `state`.
    back: Option<String>,
}

/// Reads a request. An address that is not listed is said on a page, whoever asks.
async fn read(reader: &Reader, query: &str) -> Result<Asked, Failure> {
    let params = Params::read(query).ok_or(Failure::Form)?;
    let get = |name: &str| params.get(name).map_err(|_| Failure::Form);
    let hint = match get("id_token_hint")? {
        Some(token) => hint(reader.ctx(), (reader.organisation(), &issuer(reader)), token).await?,
        None => None,
    };
    let named = get("client_id")?;
    let of_hint = hint.as_ref().map(|hint| hint.party.to_string());
    if named.is_some() && of_hint.is_some() && named != of_hint.as_deref() {
        return Err(Failure::UnknownClient);
    }
    let client = match named.or(of_hint.as_deref()) {
        Some(id) => Some(oidc::find(reader.ctx(), reader.organisation(), id).await?.ok_or(Failure::UnknownClient)?),
        None => None,
    };
    let back = match (get("post_logout_redirect_uri")?, &client) {
        (None, _) => None,
        (Some(_), None) => return Err(Failure::UnknownClient),
        (Some(address), Some(client)) => Some(back(client.party(), address, get("state")?)?),
    };
    Ok(Asked { client, hint, back })
}

/// An address to go to afterwards, which has to be listed (ASVS 10.6.2).
fn back(party: &RelyingParty, address: &str, state: Option<&str>) -> Result<String, Failure> {
    if !party.may_return_after_sign_out(address) {
        let (application, address) = (party.name.clone(), address.chars().take(200).collect());
        return Err(Failure::WrongReturn { application, address, list: ReturnList::SignOut });
    }
    let Some(state) = state else { return Ok(address.to_owned()) };
    let state = url::form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    Ok(format!("{address}{}{state}", if address.contains('?') { '&' } else { '?' }))
}

/// GET `/oidc/end-session`.
pub(super) async fn show(reader: Reader) -> Answer {
    let query = reader.uri().query().unwrap_or_default().to_owned();
    let asked = read(&reader, &query).await?;
    let person = match reader.session() {
        None => None,
        Some(token) => check_session::load(reader.ctx(), reader.visit(), token).await?.signed_in(),
    };
    let Some(person) = person else { return over(&reader, &asked, false) };
    if asked.hint.as_ref().is_some_and(|hint| hint.session == person.session.id) {
        return end(&reader, &asked, false).await;
    }
    ask(&reader, &asked, &person, query)
}

/// POST `/oidc/end-session`: the same, from a form of the relying party; the browser asks again, with its cookies.
pub(super) async fn posted(reader: Reader, request: Request) -> Answer {
    reader.to(&format!("{ADDRESS}?{}", body_of(request).await?))
}

fn ask(reader: &Reader, asked: &Asked, person: &SignedInPerson, request: String) -> Answer {
    let application = asked.client.as_ref().map(|client| client.party().name.clone());
    let facts = &person.standing.facts;
    let frame = reader.frame_in(facts.language.as_deref());
    let person = Person::named(facts.display_name.as_str());
    reader.page(frame, |frame| EndSession { frame, person, application, request })
}

/// POST `/oidc/end-session/confirm`.
pub(super) async fn confirm(reader: Reader, fields: Fields) -> Answer {
    let asked = read(&reader, &fields.get("request")).await?;
    end(&reader, &asked, true).await
}

async fn end(reader: &Reader, asked: &Asked, after_form: bool) -> Answer {
    if let Some(session) = reader.session() {
        out::here(reader.ctx(), reader.visit(), session).await?;
    }
    over(reader, asked, after_form)
}

/// Nobody is signed in any more.
fn over(reader: &Reader, asked: &Asked, after_form: bool) -> Answer {
    // A link that signs nobody out throws nobody out of a sign-in that is under way either.
    let reply = reader.reply().without(Kind::Session);
    let reply = if after_form { reply.without(Kind::Half) } else { reply };
    match (&asked.back, &asked.client) {
        (Some(back), Some(client)) if after_form => {
            let mut page = onward::page(reader, client.party(), back, Went::SignedOut)?;
            page.headers_mut().extend(reply.into_cookies());
            Ok(page)
        }
        (Some(back), _) => reply.to(back),
        (None, _) => reply.notice("signed-out", "").to("/sign-in"),
    }
}
