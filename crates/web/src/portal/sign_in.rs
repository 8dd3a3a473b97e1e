//! `/sign-in` and `/sign-out`: name and password; and out again.

use actions::passkey::{Answer as Given, sign_in as passkey};
use actions::sign_in::Step;
use actions::sign_in::half;
use actions::sign_in::password::{Credentials, Outcome, sign_in};
use actions::{SignedIn, sign_out as out};
use axum::http::{HeaderValue, StatusCode, header};
use secrecy::SecretString;

use crate::answer::{Answer, Failure, too_many, with_return_to};
use crate::cookies::Kind;
use crate::extract::{Fields, Reader};
use crate::oidc;
use crate::pages::{PasskeyAsk, PasskeyFault, SignIn, SignInNotice, SignInState};
use crate::passkeys::{FIELD, fault_of};
use crate::portal::back::cancelled;
use crate::portal::by_passkey::is_meant;

/// GET `/sign-in`. Whoever is signed in already goes on.
pub(crate) async fn show(reader: Reader) -> Answer {
    if let Some(token) = reader.session()
        && actions::check_session::is_open(reader.ctx(), reader.organisation(), token).await?
    {
        return reader.to(reader.return_to().as_deref().unwrap_or("/"));
    }
    let state = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("expired") => SignInState::Notice(SignInNotice::Expired),
        Some("signed-out") => SignInState::Notice(SignInNotice::SignedOut),
        Some("session-ended") => SignInState::Notice(SignInNotice::SessionEnded),
        Some("password-changed") => SignInState::Notice(SignInNotice::PasswordChanged),
        Some("ticket-used") => SignInState::Notice(SignInNotice::TicketUsed),
        Some("set-up") => SignInState::Notice(SignInNotice::SetUp),
        _ => SignInState::Plain,
    };
    // The name that somebody typed at the application that sent them here.
    let name = reader.query("login_hint").filter(|name| name.chars().count() <= 200).unwrap_or_default();
    page(&reader, name, reader.return_to(), state).await
}

async fn page(reader: &Reader, name: String, return_to: Option<String>, state: SignInState) -> Answer {
    page_after(reader, name, return_to, (state, None)).await
}

async fn page_after(
    reader: &Reader,
    name: String,
    return_to: Option<String>,
    (state, fault): (SignInState, Option<PasskeyFault>),
) -> Answer {
    let application = oidc::continues_to(reader, return_to.as_deref()).await?;
    reader.page(reader.frame(), |frame| {
        let options = passkey::options(reader.ctx(), reader.visit(), &reader.site(), &frame.csrf);
        let passkey = options.map(|options| PasskeyAsk { options, fault });
        SignIn { frame, name, return_to, application, passkey, state }
    })
}

/// POST `/sign-in`.
pub(crate) async fn submit(reader: Reader, fields: Fields) -> Answer {
    let name = fields.get("username");
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    if is_meant(&fields) {
        return by_passkey(&reader, &fields, return_to).await;
    }
    let credentials = Credentials {
        name: name.clone(),
        password: SecretString::from(fields.get("password")),
        return_to: return_to.clone(),
        device: reader.device().cloned(),
    };
    match sign_in(reader.ctx(), reader.visit(), credentials).await {
        Ok(Outcome::Right(step)) => anew(&reader, step).await,
        Ok(Outcome::Wrong) => page(&reader, name, return_to, SignInState::Wrong).await,
        Ok(Outcome::Expired) => page(&reader, name, return_to, SignInState::MustChange).await,
        Ok(Outcome::Away) => {
            let mut response = page(&reader, name, return_to, SignInState::Away).await?;
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
            Ok(response)
        }
        Ok(Outcome::Wait(until)) => {
            let page = page(&reader, name, return_to, SignInState::Wait { until: until.micros() }).await?;
            Ok(too_many(&reader, until, page))
        }
        Err(actions::Error::Busy(why)) => {
            tracing::warn!(%why, "a sign-in was turned away");
            let mut response = page(&reader, name, return_to, SignInState::Busy).await?;
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whoever signs in anew in this browser has done with the session that was there.
async fn anew(reader: &Reader, step: Step) -> Answer {
    if let Some(session) = reader.session() {
        out::here(reader.ctx(), reader.visit(), session).await?;
    }
    go_on(reader, step)
}

/// A passkey in place of name and password. The token of the form says in which browser it was asked.
async fn by_passkey(reader: &Reader, fields: &Fields, return_to: Option<String>) -> Answer {
    let (text, browser, site) = (fields.get(FIELD), fields.get("csrf"), reader.site());
    let given = Given { site: &site, text: &text };
    let flow = (browser.as_str(), reader.device());
    let fault = match passkey::sign_in(reader.ctx(), reader.visit(), flow, given, return_to.clone()).await? {
        _ if text.is_empty() => PasskeyFault::NoAnswer,
        Ok(step) => return anew(reader, step).await,
        Err(fault) => fault_of(fault),
    };
    page_after(reader, fields.get("username"), return_to, (SignInState::Plain, Some(fault))).await
}

/// Where a sign-in stands, as a redirect.
pub(crate) fn go_on(reader: &Reader, step: Step) -> Answer {
    match step {
        Step::SignedIn(signed_in) => enter(reader, &signed_in),
        Step::Prove(half) => reader.reply().half(&half).to("/sign-in/second-factor"),
        Step::Enrol(half) => reader.reply().half(&half).to("/sign-in/enrol"),
        Step::Back(half) => reader.reply().half(&half).to("/sign-in/back"),
    }
}

/// Signed in: to where the person wanted to go.
fn enter(reader: &Reader, signed_in: &SignedIn) -> Answer {
    reader.reply().signed_in(signed_in).to(&reader.onward(signed_in.return_to.as_deref()))
}

/// POST `/sign-in/restart`: "not you?". Whoever it is goes where this one would have gone.
pub(crate) async fn restart(reader: Reader, _fields: Fields) -> Answer {
    let return_to = wanted(&reader).await?;
    if let Some(half) = reader.half() {
        if let Some(back) = cancelled(&reader, half).await? {
            return Ok(back);
        }
        out::of_half(reader.ctx(), reader.visit(), half).await?;
    }
    if let Some(session) = reader.session() {
        out::here(reader.ctx(), reader.visit(), session).await?;
    }
    let to = with_return_to("/sign-in", return_to.as_deref());
    reader.reply().without(Kind::Half).without(Kind::Session).to(&to)
}

/// GET `/sign-out`: nothing is ended by following a link, so it leads to the page with the button.
pub(crate) async fn sign_out_page(reader: Reader) -> Answer {
    reader.to("/")
}

/// POST `/sign-out`.
pub(crate) async fn sign_out(reader: Reader, _fields: Fields) -> Answer {
    if let Some(half) = reader.half() {
        out::of_half(reader.ctx(), reader.visit(), half).await?;
    }
    if let Some(session) = reader.session() {
        out::here(reader.ctx(), reader.visit(), session).await?;
    }
    reader.reply().without(Kind::Session).without(Kind::Half).notice("signed-out", "").to("/sign-in")
}

/// The half sign-in is over, or was none: back to the start, with a sentence.
pub(crate) async fn expired(reader: &Reader) -> Answer {
    let return_to = wanted(reader).await?;
    reader.reply().without(Kind::Half).notice("expired", "").to(&with_return_to("/sign-in", return_to.as_deref()))
}

/// Where somebody wanted to go, by the address or by the half sign-in of this browser.
async fn wanted(reader: &Reader) -> Result<Option<String>, Failure> {
    match (reader.return_to(), reader.half()) {
        (None, Some(half)) => {
            let wanted = half::wanted(reader.ctx(), reader.visit(), half).await?;
            Ok(wanted.and_then(|wanted| reader.checked_return_to(&wanted)))
        }
        (known, _) => Ok(known),
    }
}

/// A page of a half sign-in for someone who has none.
pub(crate) fn no_half(reader: &Reader) -> Answer {
    reader.to("/sign-in")
}
