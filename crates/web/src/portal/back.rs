//! `/sign-in/from-platform` and `/sign-in/back`: a browser that comes from a platform in module mode, and goes back to it.

use actions::sign_in::back::{self, Return};
use actions::sign_in::half::{self, Half};
use axum::extract::Path;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::policy::NextStep;

use crate::answer::{Answer, Failure};
use crate::cookies::Kind;
use crate::extract::{Fields, Reader};
use crate::pages::{BackToPlatform, Went};
use crate::portal::sign_in::{expired, no_half};

/// GET `/sign-in/from-platform/TICKET`: once. A prefetch would use the ticket up, and is answered with nothing.
pub(crate) async fn arrive(
    reader: Reader,
    Path(ticket): Path<String>,
    (method, headers): (Method, HeaderMap),
) -> Answer {
    let purpose = headers.get("sec-purpose").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if method != Method::GET || purpose.contains("prefetch") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let Some(token) = back::arrive(reader.ctx(), reader.visit(), &ticket).await? else {
        return reader.reply().notice("ticket-used", "").to("/sign-in");
    };
    reader.reply().half(&token).to(match half::load(reader.ctx(), reader.visit(), &token, None).await? {
        Some(Half { next: NextStep::Enrol(_), .. }) => "/sign-in/enrol",
        Some(Half { next: NextStep::Grant(_), .. }) => "/sign-in/back",
        Some(_) | None => "/sign-in/second-factor",
    })
}

/// GET and POST `/sign-in/back`: everything is done, and the browser brings the result to the platform.
pub(crate) async fn show(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    match back::leave(reader.ctx(), reader.visit(), token).await? {
        Some(to) => page(&reader, to, Went::Done),
        None => Ok(gone(&reader, token).await?),
    }
}

/// POST `/sign-in/back`: from the page that showed codes once.
pub(crate) async fn go(reader: Reader, _fields: Fields) -> Answer {
    reader.to("/sign-in/back")
}

/// Where a half sign-in is over: back to its platform with nothing, or to our own start.
pub(crate) async fn gone(reader: &Reader, token: &str) -> Result<Response, Failure> {
    if half::load(reader.ctx(), reader.visit(), token, reader.device()).await?.is_some() {
        return reader.to("/sign-in/second-factor");
    }
    match back::give_up(reader.ctx(), reader.visit(), token).await? {
        Some(to) => page(reader, to, Went::Expired),
        None => expired(reader).await,
    }
}

/// "Not you?": back to the platform with nothing, where one waits.
pub(crate) async fn cancelled(reader: &Reader, token: &str) -> Result<Option<Response>, Failure> {
    let to = back::give_up(reader.ctx(), reader.visit(), token).await?;
    to.map(|to| page(reader, to, Went::Cancelled)).transpose()
}

/// Where somebody goes of whom nothing more is asked.
pub(crate) fn nothing_asked(reader: &Reader, half: &Half) -> Answer {
    if half.goes_back(reader.visit()) { reader.to("/sign-in/back") } else { no_half(reader) }
}

/// The page leads on by itself, and has a link for whoever turned that off. No redirect: after a form browsers hold those against
/// the policy of our pages, which lists no platform.
fn page(reader: &Reader, to: Return, went: Went) -> Answer {
    let Return { platform, address } = to;
    reader.reply().without(Kind::Half).page(reader.frame(), |frame| BackToPlatform { frame, platform, address, went })
}
