//! The wiki of the demonstration: an application that leaves signing in to us by OpenID Connect (code flow with PKCE), as any other
//! does. It plays the server of one as well: what it keeps of whom is in memory, under a cookie of its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actions::admin::relying_parties;
use actions::oidc::token::{Shown, challenge, redeem};
use actions::oidc::{self, Client};
use axum::Extension;
use axum::http::{HeaderMap, HeaderValue, header};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::claims::{ACR_REFEDS, ACR_TWO};
use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

use crate::answer::{Answer, Failure};
use crate::extract::{Fields, Reader};
use crate::oidc::{AUTHORIZE, issuer};
use crate::pages::{DemoWiki, Frame, WikiClaim, WikiGuest};

/// What it is called among the applications.
pub const NAME: &str = "Wiki van Waterland";
/// Where it is, and where signing out leads back to.
pub const PAGE: &str = "/demo/wiki";
/// Where a sign-in leads back to.
pub const BACK: &str = "/demo/wiki/back";

const COOKIE: &str = "demo-wiki";
/// So many browsers are known at once; the oldest is forgotten.
const MOST: usize = 200;

/// The browsers that the wiki knows.
#[derive(Default)]
pub(super) struct Wiki(Mutex<VecDeque<Guest>>);

/// One of them, by its cookie.
#[derive(Default)]
struct Guest {
    cookie: String,
    begun: Option<Begun>,
    told: Option<Told>,
}

/// A sign-in that began there.
struct Begun {
    state: String,
    nonce: String,
    verifier: String,
}

/// Who it is told that somebody is.
#[derive(Clone)]
struct Told {
    id_token: String,
    claims: Map<String, Value>,
}

type Kept = Extension<Arc<Wiki>>;

impl Wiki {
    fn guests(&self) -> MutexGuard<'_, VecDeque<Guest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, cookie: Option<&str>) -> Option<Told> {
        let guests = self.guests();
        guests.iter().find(|guest| Some(guest.cookie.as_str()) == cookie)?.told.clone()
    }

    /// Keeps what a sign-in began with; a browser that is not known yet gets this cookie.
    fn begin(&self, cookie: String, begun: Begun) {
        let mut guests = self.guests();
        if let Some(guest) = guests.iter_mut().find(|guest| guest.cookie == cookie) {
            guest.begun = Some(begun);
            return;
        }
        guests.truncate(MOST - 1);
        guests.push_front(Guest { cookie, begun: Some(begun), told: None });
    }

    /// The sign-in that an answer belongs to, once.
    fn take(&self, cookie: Option<&str>, state: &str) -> Option<Begun> {
        let mut guests = self.guests();
        let guest = guests.iter_mut().find(|guest| Some(guest.cookie.as_str()) == cookie)?;
        guest.begun.take_if(|begun| begun.state == state)
    }

    fn tell(&self, cookie: Option<&str>, told: Option<Told>) {
        if let Some(guest) = self.guests().iter_mut().find(|guest| Some(guest.cookie.as_str()) == cookie) {
            guest.told = told;
        }
    }
}

fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

/// What it is among our applications; none where somebody removed it.
async fn client(reader: &Reader) -> Result<Option<Client>, Failure> {
    let all = relying_parties::list(reader.ctx(), reader.organisation()).await?;
    let Some(party) = all.into_iter().find(|party| party.name == NAME) else { return Ok(None) };
    Ok(oidc::authenticate(reader.ctx(), reader.organisation(), &party.id.to_string(), None).await?)
}

/// GET `/demo/wiki`.
pub(super) async fn show(reader: Reader, Extension(wiki): Kept, headers: HeaderMap) -> Answer {
    page(&reader, wiki.told(cookie_of(&headers)), None)
}

fn page(reader: &Reader, told: Option<Told>, fault: Option<String>) -> Answer {
    let frame = super::frame(reader);
    let guest = told.map(|told| guest(&frame, &told.claims));
    let application = NAME.to_owned();
    reader.page(frame, |frame| DemoWiki { frame, application, guest, fault })
}

fn guest(frame: &Frame, claims: &Map<String, Value>) -> WikiGuest {
    let value_of = |name: &str| match claims.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(value) => Some(value.to_string()),
        None => None,
    };
    let shown = [
        ("name", "demo-wiki-name"),
        ("preferred_username", "demo-wiki-user-name"),
        ("email", "demo-wiki-email"),
        ("groups", "demo-wiki-groups"),
        ("acr", "demo-wiki-acr"),
        ("amr", "demo-wiki-amr"),
        ("auth_time", "demo-wiki-auth-time"),
    ];
    let at = claims.get("auth_time").and_then(Value::as_i64).unwrap_or_default() * 1_000_000;
    let time = format!("{}, {}", frame.calendar.day(at), frame.calendar.clock_with_seconds(at));
    let claims = shown.into_iter().filter_map(|(name, key)| {
        let says = frame.with(key).arg("time", time.as_str()).to_string();
        Some(WikiClaim { name, value: value_of(name)?, says })
    });
    let claims = claims.collect();
    let two_steps = value_of("acr").is_some_and(|class| class == ACR_TWO || class == ACR_REFEDS);
    WikiGuest { name: value_of("name").unwrap_or_default(), two_steps, claims }
}

/// GET `/demo/wiki/sign-in`; `ask` is `factor` for a second step, or `new` for a proof of this moment.
pub(super) async fn sign_in(reader: Reader, Extension(wiki): Kept, headers: HeaderMap) -> Answer {
    let Some(client) = client(&reader).await? else {
        return page(&reader, None, Some(reader.frame().say("demo-wiki-gone")));
    };
    let new = || reader.ctx().verifier().new_token().text().to_string();
    let begun = Begun { state: new(), nonce: new(), verifier: new() };
    let (id, back) = (client.party().id.to_string(), format!("{}{BACK}", issuer(&reader)));
    let challenge = BASE64URL_NOPAD.encode(&challenge(&begun.verifier));
    let mut query = Serializer::new(String::new());
    query.extend_pairs([
        ("response_type", "code"),
        ("client_id", &id),
        ("redirect_uri", &back),
        ("scope", "openid profile email groups"),
        ("state", &begun.state),
        ("nonce", &begun.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    match reader.query("ask").as_deref() {
        Some("factor") => query.append_pair("acr_values", ACR_TWO),
        Some("new") => query.append_pair("max_age", "0"),
        _ => &mut query,
    };
    let to = format!("{}?{}", AUTHORIZE, query.finish());
    let cookie = cookie_of(&headers).filter(|cookie| cookie.len() == 43).map_or_else(new, str::to_owned);
    let set = format!("{COOKIE}={cookie}; Path={PAGE}; HttpOnly; SameSite=Lax");
    wiki.begin(cookie, begun);
    let mut response = reader.to(&to)?;
    let set = HeaderValue::from_str(&set).map_err(|_| Failure::Form)?;
    response.headers_mut().append(header::SET_COOKIE, set);
    Ok(response)
}

/// GET `/demo/wiki/back`: the answer of a sign-in.
pub(super) async fn back(reader: Reader, Extension(wiki): Kept, headers: HeaderMap) -> Answer {
    let cookie = cookie_of(&headers);
    let words = reader.frame();
    let Some(begun) = wiki.take(cookie, &reader.query("state").unwrap_or_default()) else {
        return page(&reader, wiki.told(cookie), Some(words.say("demo-wiki-late")));
    };
    let heard = |error: &str| Some(words.with("demo-wiki-heard").arg("error", error).to_string());
    let Some(code) = reader.query("code") else {
        let error: String = reader.query("error").unwrap_or_default().chars().take(60).collect();
        return page(&reader, wiki.told(cookie), heard(&error));
    };
    let Some(client) = client(&reader).await? else {
        return page(&reader, None, Some(words.say("demo-wiki-gone")));
    };
    let issuer = issuer(&reader);
    let address = format!("{issuer}{BACK}");
    let shown = Shown { code: &code, redirect_address: &address, verifier: Some(&begun.verifier) };
    let place = (reader.organisation(), issuer.as_str());
    let tokens = Box::pin(redeem(reader.ctx(), place, &client, shown)).await?;
    let told = tokens
        .and_then(|tokens| read(tokens.id_token))
        .filter(|told| told.claims.get("nonce") == Some(&begun.nonce.into()));
    if told.is_none() {
        return page(&reader, wiki.told(cookie), heard("invalid_grant"));
    }
    wiki.tell(cookie, told);
    reader.to(PAGE)
}

/// What stands in a token that came straight from us.
fn read(id_token: String) -> Option<Told> {
    let part = id_token.split('.').nth(1)?;
    let claims = serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()?;
    Some(Told { id_token, claims })
}

/// POST `/demo/wiki/sign-out`: there, and with us.
pub(super) async fn sign_out(reader: Reader, Extension(wiki): Kept, headers: HeaderMap, _fields: Fields) -> Answer {
    let cookie = cookie_of(&headers);
    let Some(told) = wiki.told(cookie) else { return reader.to(PAGE) };
    wiki.tell(cookie, None);
    let back = format!("{}{PAGE}", issuer(&reader));
    let mut query = Serializer::new(String::new());
    query.append_pair("id_token_hint", &told.id_token).append_pair("post_logout_redirect_uri", &back);
    reader.to(&format!("/oidc/end-session?{}", query.finish()))
}
