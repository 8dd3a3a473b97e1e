//! Who may see a page of someone who is signed in, and where everybody else is sent.

use actions::check_session::{self, Checked, SignedInPerson};
use actions::profile::Changed;
use actions::step_up::Needs;
use axum::response::Response;
use domain::policy::SessionStep;

use crate::answer::{Answer, Failure, with_return_to};
use crate::cookies::Kind;
use crate::extract::Reader;

/// A person whose session is open, with the token; or the answer that sends the reader where that is settled.
pub(crate) async fn signed_in(reader: &Reader) -> Result<Result<(SignedInPerson, String), Response>, Failure> {
    let Some(token) = reader.session() else { return Ok(Err(to_sign_in(reader)?)) };
    let person = match check_session::load(reader.ctx(), reader.visit(), token).await? {
        Checked::None | Checked::Ended(_) => return Ok(Err(ended(reader)?)),
        Checked::SignedIn(person) => *person,
    };
    let here = reader.page_address();
    match person.step {
        SessionStep::Open => Ok(Ok((person, token.to_owned()))),
        SessionStep::Prove(_) => Ok(Err(reader.to(&with_return_to("/sign-in/second-factor", Some(&here)))?)),
        SessionStep::Enrol(_) => Ok(Err(reader.to(&with_return_to("/sign-in/enrol", Some(&here)))?)),
        SessionStep::End(_) => Ok(Err(ended(reader)?)),
    }
}

fn to_sign_in(reader: &Reader) -> Answer {
    let here = reader.page_address();
    let here = Some(here.as_str()).filter(|here| *here != "/");
    reader.to(&with_return_to("/sign-in", here))
}

/// The cookie of a session that is over goes, and the sign-in page says so.
fn ended(reader: &Reader) -> Answer {
    let here = reader.page_address();
    let here = Some(here.as_str()).filter(|here| *here != "/");
    reader.reply().without(Kind::Session).notice("session-ended", "").to(&with_return_to("/sign-in", here))
}

/// Sends the reader to the page that asks a fresh proof; afterwards to `back`.
pub(crate) fn to_confirm(reader: &Reader, _needs: Needs, back: &str) -> Answer {
    reader.to(&with_return_to("/profile/confirm", Some(back)))
}

/// What a change that was not done answers; `Ok(value)` where it was.
pub(crate) fn done<T>(reader: &Reader, changed: Changed<T>, back: &str) -> Result<Result<T, Response>, Failure> {
    match changed {
        Changed::Done(value) => Ok(Ok(value)),
        Changed::NotFound => Err(Failure::NotFound),
        Changed::Needs(needs) => Ok(Err(to_confirm(reader, needs, back)?)),
        // Settled at the page itself: it knows whether a second factor, enrolling or signing in is due.
        Changed::NotOpen => Ok(Err(reader.to(back)?)),
    }
}
