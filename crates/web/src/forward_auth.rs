//! Forward-auth. `/auth/check` is what a proxy asks before it passes a request on to an application; `/auth/go` is where it sends
//! whoever may not pass yet, and where a browser gets its pass. How proxies are set up: `docs/integrate/forward-auth.md`.

mod asked;
mod place;

use std::sync::Arc;

use actions::Organisation;
use actions::check_access::{self, Identity, Passage, Shown};
use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Demand;
use domain::time::Lifetime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use self::asked::{Refusal, Sending};
pub(crate) use self::place::Doors;
use crate::answer::{Answer, Failure, page_of, with_return_to};
use crate::app::App;
use crate::cookies::Kind;
use crate::extract::Reader;
use crate::extract::reader::peer;
use crate::extract::{host, return_to};
use crate::headers::secured;
use crate::mail::site_of;
use crate::pages::SentBy;
use crate::portal::guard::signed_in;
use crate::profile::confirm::MAX_AGE;
use crate::words::Words;

/// Where proxies ask.
pub(crate) const CHECK: &str = "/auth/check";

const GO: &str = "/auth/go";

/// What an application is told, on every answer that lets somebody pass: what is not known is empty, so that no header of
/// the browser's stays.
const HEADERS: [&str; 5] = ["remote-user", "remote-name", "remote-email", "remote-groups", "remote-amr"];

/// GET `/auth/check`, and by any method what lies below it. Asked at every request of every application, so it goes through no
/// layers.
pub(crate) async fn check(State(app): State<App>, request: Request) -> Response {
    checked(&app, &request.into_parts().0).await
}

/// The same, of a request without its body.
pub(crate) async fn checked(app: &App, parts: &Parts) -> Response {
    match judge(app, parts).await {
        Ok(Judged::Granted(identity)) => granted(&identity),
        Ok(Judged::NotYet(onward)) => secured(app, not_yet(app, parts, &onward)),
        Ok(Judged::Forbidden) => secured(app, said(app, parts, StatusCode::FORBIDDEN, "auth-forbidden")),
        Err(refusal) => secured(app, refused(app, parts, &refusal)),
    }
}

enum Judged {
    Granted(Arc<Identity>),
    NotYet(Onward),
    Forbidden,
}

/// Where somebody goes who has to do something first.
struct Onward {
    way: String,
    sending: Sending,
}

async fn judge(app: &App, parts: &Parts) -> Result<Judged, Refusal> {
    let asked = asked::read(app.options(), parts)?;
    let organisation = organisation(app, parts).ok_or(Refusal::UnknownHost)?;
    let applications = app.ctx().applications(organisation.id).await.map_err(|why| unavailable(&why))?;
    let known = place::of_asked((app.options(), app.doors()), &applications, &asked)?;
    let demand = place::demand(known, &asked.demand);
    let found = passage(app, &organisation, &parts.headers, &demand).await.map_err(|why| unavailable(&why))?;
    match (found, &asked.wrong) {
        // Only now, so that whoever is nobody learns nothing of how the doors are set up.
        (Passage::Granted(_), Some(wrong)) => Err(wrong.clone()),
        (Passage::Granted(identity), None) => Ok(Judged::Granted(identity)),
        (Passage::Forbidden, _) => Ok(Judged::Forbidden),
        (Passage::SignIn | Passage::Prove | Passage::Enrol, _) => {
            let answering = known.map(|(application, _)| application.answering).unwrap_or_default();
            let sending = asked.sending(app.options(), parts, answering);
            let back = asked.page.as_ref().map_or(Ok("/".to_owned()), |page| page.url().map(String::from))?;
            let site = site_of(app.ctx(), &app.options().public_address, &organisation);
            Ok(Judged::NotYet(Onward { way: format!("{site}{}", way(&back, &asked.demand)), sending }))
        }
    }
}

fn unavailable(why: &actions::Error) -> Refusal {
    tracing::warn!(%why, "a request at a door could not be checked");
    Refusal::Unavailable
}

/// The organisation whose sign-in stands at the door: that of our own name in `Host`, which is what the proxy calls us by.
fn organisation(app: &App, parts: &Parts) -> Option<Arc<Organisation>> {
    let name = host::of_request(peer(&parts.extensions), (&parts.headers, &parts.uri), &[]);
    app.ctx().organisation_of_host(&name)
}

/// Whether whoever shows these cookies may pass. The pass goes first: an application's host never gets the session.
async fn passage(
    app: &App,
    organisation: &Arc<Organisation>,
    headers: &HeaderMap,
    demand: &Demand,
) -> Result<Passage, actions::Error> {
    let cookie = |kind| app.cookies().read(headers, kind);
    let (pass, session) = (cookie(Kind::Gate).map(Shown::Pass), cookie(Kind::Session).map(Shown::Session));
    let check = |shown| check_access::check(app.ctx(), organisation, shown, demand);
    match (pass, session) {
        (Some(pass), Some(session)) => check(&[pass, session]).await,
        (Some(one), None) | (None, Some(one)) => check(&[one]).await,
        (None, None) => check(&[]).await,
    }
}

/// Read by the proxy alone, which passes on none of it but the identity.
fn granted(identity: &Identity) -> Response {
    let values = [&identity.user_name, &identity.display_name, &identity.email, &identity.groups, &identity.amr];
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.reserve(HEADERS.len() + 1);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in HEADERS.into_iter().zip(values) {
        headers.insert(HeaderName::from_static(name), header_of(value));
    }
    response
}

/// A text as the value of a header, in UTF-8. Names hold no control characters; one that did is left out, and so grants nothing.
fn header_of(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
}

/// Whoever has to do something first: the way to it, which browsers follow, or which the proxy makes them follow.
fn not_yet(app: &App, parts: &Parts, Onward { way, sending }: &Onward) -> Response {
    let status = if sending.redirects { StatusCode::FOUND } else { StatusCode::UNAUTHORIZED };
    let mut response = said(app, parts, status, "auth-sign-in");
    let headers = response.headers_mut();
    if sending.navigates {
        headers.insert(header::LOCATION, header_of(way));
    }
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9110 section 11.6.1 asks for a challenge; browsers know none of this name, and so ask for nothing.
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"Tweestap\""));
    }
    response
}

/// The address of `/auth/go` for a page, with what its door demands.
fn way(to: &str, demand: &Demand) -> String {
    let mut way = with_return_to(GO, Some(to));
    if demand.second_factor {
        way += "&require=second-factor";
    }
    if let Some(age) = demand.max_age {
        way += &age_in_query(age);
    }
    for group in &demand.groups {
        way = format!("{way}&group={}", utf8_percent_encode(group, NON_ALPHANUMERIC));
    }
    way
}

fn age_in_query(age: Lifetime) -> String {
    format!("&{MAX_AGE}={}", age.micros() / 1_000_000)
}

fn refused(app: &App, parts: &Parts, refusal: &Refusal) -> Response {
    // What anybody can send fills no log: what has to be mended is said of those who pass else, and of what a proxy says.
    let is_ours = matches!(refusal, Refusal::Proxy(_)) || asked::is_trusted(app.options(), parts);
    if is_ours && !matches!(refusal, Refusal::Unreadable | Refusal::TwoWays(_)) {
        tracing::warn!(why = refusal.to_string(), "refused at a door");
    } else {
        tracing::debug!(why = refusal.to_string(), "refused at a door");
    }
    said(app, parts, refusal.status(), refusal.key())
}

/// A sentence on a page that stands at the host of another application, whose style and script it has not.
#[derive(Template)]
#[template(path = "doors/door.html")]
struct Door {
    lang: &'static str,
    text: String,
    link: String,
    /// Where our help stands, whole.
    help: String,
}

/// A sentence in the reader's language, with the way to help; without one for a script.
fn said(app: &App, parts: &Parts, status: StatusCode, key: &'static str) -> Response {
    let header = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let words = header(header::ACCEPT_LANGUAGE).and_then(Words::accepted).unwrap_or_default();
    let text = words.say(key);
    if !header(header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html")) {
        return (status, text + "\n").into_response();
    }
    let public = &app.options().public_address;
    let site = organisation(app, parts).map_or_else(
        || public.origin().ascii_serialization(),
        |organisation| site_of(app.ctx(), public, &organisation),
    );
    let link = words.say("auth-help");
    page_of(&Door { lang: words.tag(), text, link, help: format!("{site}/help") }, status)
}

/// GET `/auth/go`, with `return_to` and what the door demands: signs in, asks for what is missing, gives the browser its pass and
/// sends it on.
pub(crate) async fn go(reader: Reader) -> Answer {
    let wanted = reader.query("return_to").unwrap_or_default();
    let (app, organisation) = (reader.app(), reader.organisation());
    let applications = reader.ctx().applications(organisation.id).await?;
    // Where an application stands that nobody named, nobody is sent, whoever asks.
    let (to, known) = place::of_address(app.options(), &applications, &wanted).ok_or(Failure::UnknownApplication)?;
    let asked = asked::demand(reader.uri().query().unwrap_or_default(), &["return_to", "lang"]);
    let demand = place::demand(known, &asked.map_err(|_| Failure::Form)?.demand);
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let shown = Shown::Session(&token);
    match check_access::check(reader.ctx(), organisation, &[shown], &demand).await? {
        // The same page of it: many that are opened at once come here once each.
        Passage::Granted(_) if app.rounds().is_too_often(reader.now(), person.session.id, &to) => {
            let application = named(organisation, known, &to);
            Err(Failure::Rounds { application, from: SentBy::Door, on: reader.address() })
        }
        Passage::Granted(_) => {
            let reply = reader.reply();
            let reply = match app.options().domain {
                Some(_) => {
                    let pass = check_access::pass_of(reader.ctx(), organisation, &person);
                    reply.gate(&pass, person.session.facts.terms)
                }
                None => reply,
            };
            reply.to(&to)
        }
        Passage::SignIn => reader.to(&with_return_to("/sign-in", Some(&reader.address()))),
        Passage::Prove => {
            let mut confirm = with_return_to("/profile/confirm", Some(&reader.address()));
            if let Some(age) = demand.max_age {
                confirm += &age_in_query(age);
            }
            reader.to(&confirm)
        }
        Passage::Enrol => {
            let name = named(organisation, known, &to);
            let way = with_return_to("/profile/two-factor", Some(&reader.address()));
            reader.reply().notice("application-asks", &name).to(&way)
        }
        Passage::Forbidden => Err(Failure::Forbidden),
    }
}

/// What people call the application of an address.
fn named(organisation: &Organisation, known: place::Known<'_>, to: &str) -> String {
    match known {
        Some((application, _)) => application.name.clone(),
        None => return_to::application(to).unwrap_or_else(|| organisation.name.clone()),
    }
}
