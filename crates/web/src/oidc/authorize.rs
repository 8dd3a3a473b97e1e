//! `/oidc/authorize`: a browser that a relying party sends. Whoever has to do something first is sent there and comes back.

use actions::check_session::{self, Checked, SignedInPerson};
use actions::oidc::authorize::{Answered, answer};
use axum::extract::Request;
use axum::response::Response;
use domain::policy::SessionStep;
use domain::relying_party::request::{Next, RequestFault, counts};
use domain::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::request::{self, SINCE, Sent, What};
use super::{AUTHORIZE, consent, onward, wire};
use crate::answer::{Answer, Failure, with_return_to};
use crate::cookies::Kind;
use crate::extract::Reader;
use crate::pages::SentBy;
use crate::profile::confirm;
use crate::words::Words;

/// A request by POST fits in this many bytes.
const LARGEST: usize = 4 * 1024;

/// GET `/oidc/authorize`.
pub(super) async fn show(reader: Reader) -> Answer {
    let query = reader.uri().query().unwrap_or_default().to_owned();
    let sent = request::read(&reader, &query).await?;
    let what = match &sent.asked {
        Ok(what) => what,
        Err(fault) => return onward::back(&reader, &sent, &sent.back.fault(*fault), None),
    };
    let found = match reader.session() {
        None => Checked::None,
        Some(token) => check_session::load(reader.ctx(), reader.visit(), token).await?,
    };
    let silent = what.request.asked.prompt.none;
    let person = match found {
        _ if silent && !is_open(&found) => return not(&reader, &sent, what, RequestFault::LoginRequired),
        Checked::None => return to_sign_in(&reader, &sent, what, false),
        Checked::Ended(_) => return to_sign_in(&reader, &sent, what, true),
        Checked::SignedIn(person) => *person,
    };
    match &person.step {
        SessionStep::Open => open(&reader, &sent, what, &person).await,
        SessionStep::Prove(_) => {
            reader.to(&with_return_to("/sign-in/second-factor", Some(&again(&reader, &sent, what))))
        }
        SessionStep::Enrol(_) => reader.to(&with_return_to("/sign-in/enrol", Some(&again(&reader, &sent, what)))),
        SessionStep::End(_) => to_sign_in(&reader, &sent, what, true),
    }
}

fn is_open(found: &Checked) -> bool {
    matches!(found, Checked::SignedIn(person) if person.step == SessionStep::Open)
}

/// POST `/oidc/authorize`: the same, from a form of the relying party (OpenID Connect Core section 3.1.2.1). Nothing is done yet:
/// the browser asks again, with its cookies.
pub(super) async fn posted(reader: Reader, request: Request) -> Answer {
    reader.to(&format!("{AUTHORIZE}?{}", body_of(request).await?))
}

/// The body of a form from anywhere, as a query.
pub(super) async fn body_of(request: Request) -> Result<String, Failure> {
    let bytes = wire::arrived(request.into_body(), LARGEST).await.ok_or(Failure::TooLarge)?;
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::Form)?;
    if text.bytes().all(|byte| byte.is_ascii_graphic()) { Ok(text) } else { Err(Failure::Form) }
}

/// The answer for somebody whose session is open.
async fn open(reader: &Reader, sent: &Sent, what: &What, person: &SignedInPerson) -> Answer {
    // The application believes to know somebody else (section 3.1.2.1).
    if what.known.as_ref().is_some_and(|known| *known != person.session.user.to_string()) {
        return not(reader, sent, what, RequestFault::LoginRequired);
    }
    let silent = what.request.asked.prompt.none;
    // One that asks without a word asks often, and goes nowhere.
    let party = sent.client.party();
    if !silent && reader.app().rounds().is_too_often(reader.now(), person.session.id, &party.id.to_string()) {
        let (application, on) = (party.name.clone(), again(reader, sent, what));
        return Err(Failure::Rounds { application, from: SentBy::Party, on });
    }
    let answered = answer(reader.ctx(), reader.visit(), person, (&sent.client, &what.request)).await?;
    let next = match answered {
        Answered::Code(code) => {
            let address = sent.back.with(&[("code", &code)]);
            return onward::back(reader, sent, &address, what.request.asked.since);
        }
        Answered::Not(next) => next,
    };
    match next {
        Next::Forbidden if silent => not(reader, sent, what, RequestFault::AccessDenied),
        Next::Prove | Next::Enrol if silent => not(reader, sent, what, RequestFault::LoginRequired),
        Next::Consent if silent => not(reader, sent, what, RequestFault::ConsentRequired),
        Next::Prove => {
            let to = with_return_to(confirm::ADDRESS, Some(&again(reader, sent, what)));
            let since = since(reader, what).micros();
            let age = [sent.client.party().max_age, what.request.asked.max_age].into_iter().flatten().min();
            let age = age.map(|age| format!("&{}={}", confirm::MAX_AGE, age.micros() / 1_000_000)).unwrap_or_default();
            reader.to(&format!("{to}&{}={since}{age}", confirm::SINCE))
        }
        Next::Enrol => {
            let name = &sent.client.party().name;
            let to = with_return_to("/profile/two-factor", Some(&again(reader, sent, what)));
            reader.reply().notice("application-asks", name).to(&to)
        }
        Next::Consent => consent::ask(reader, sent, what, person, &query_again(reader, sent, what)),
        Next::Forbidden => {
            let application = sent.client.party().name.clone();
            Err(Failure::NotForYou { application, back: sent.back.fault(RequestFault::AccessDenied) })
        }
        Next::Grant => Err(Failure::broken("a request that is granted has no code")),
    }
}

fn not(reader: &Reader, sent: &Sent, what: &What, fault: RequestFault) -> Answer {
    onward::back(reader, sent, &sent.back.fault(fault), what.request.asked.since)
}

/// To the sign-in page, with the name and language that the application knows.
fn to_sign_in(reader: &Reader, sent: &Sent, what: &What, ended: bool) -> Answer {
    let mut to = with_return_to("/sign-in", Some(&again(reader, sent, what)));
    if let Some(hint) = &what.login_hint {
        to = format!("{to}&login_hint={}", utf8_percent_encode(hint, NON_ALPHANUMERIC));
    }
    let locales = what.locales.as_deref().unwrap_or_default();
    if let Some(words) = locales.split(' ').find_map(Words::find).filter(|_| !reader.has_chosen_language()) {
        to = format!("{to}&lang={}", words.tag());
    }
    if ended {
        return reader.reply().without(Kind::Session).notice("session-ended", "").to(&to);
    }
    reader.to(&to)
}

/// When the person was first sent to do something for this request.
fn since(reader: &Reader, what: &What) -> Timestamp {
    what.request.asked.since.filter(|since| counts(reader.now(), *since)).unwrap_or(reader.now())
}

/// The address at which this request goes on.
fn again(reader: &Reader, sent: &Sent, what: &What) -> String {
    format!("{AUTHORIZE}?{}", query_again(reader, sent, what))
}

fn query_again(reader: &Reader, sent: &Sent, what: &What) -> String {
    format!("{}&{SINCE}={}", sent.query, since(reader, what).micros())
}

/// The page of consent was answered.
pub(super) fn go_on(reader: &Reader, query: &str) -> Result<Response, Failure> {
    reader.to(&format!("{AUTHORIZE}?{query}"))
}
