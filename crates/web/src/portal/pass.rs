//! `/sign-in/pass`: a helpdesk pass in place of a second factor that is lost, to set up again.

use actions::sign_in::half::{self, Half};
use actions::sign_in::pass;
use actions::sign_in::second_factor::{Outcome, Tries};
use axum::response::Response;
use domain::policy::NextStep;
use domain::throttle::Closed;

use crate::answer::{Answer, Failure};
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::{PassInstead, PassState, Person};
use crate::portal::back::{gone, nothing_asked};
use crate::portal::sign_in::{expired, go_on, no_half};

/// A half sign-in that asks a second factor, with its token; or the answer that sends the reader on.
async fn asked(reader: &Reader) -> Result<Result<(Half, String), Response>, Failure> {
    let Some(token) = reader.half() else { return Ok(Err(no_half(reader)?)) };
    let Some(half) = half::load(reader.ctx(), reader.visit(), token, reader.device()).await? else {
        return Ok(Err(gone(reader, token).await?));
    };
    Ok(match half.next {
        NextStep::Prove(_) => Ok((half, token.to_owned())),
        NextStep::Enrol(_) => Err(reader.to("/sign-in/enrol")?),
        NextStep::Grant(_) | NextStep::Refuse(_) => Err(nothing_asked(reader, &half)?),
    })
}

/// GET `/sign-in/pass`.
pub(crate) async fn show(reader: Reader) -> Answer {
    match asked(&reader).await? {
        Ok((half, _)) => page(&reader, &half, PassState::Ask),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn page(reader: &Reader, half: &Half, state: PassState) -> Answer {
    let facts = &half.standing.facts;
    let person = Person::named(facts.display_name.as_str());
    let frame = reader.frame_in(facts.language.as_deref());
    reader.page(frame, |frame| PassInstead { frame, person, state })
}

/// POST `/sign-in/pass`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let (half, token) = match asked(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let flow = (token.as_str(), reader.device());
    let state = match pass::begin_anew(reader.ctx(), reader.visit(), flow, &fields.code("pass")).await? {
        Outcome::Passed(step) => return go_on(&reader, step),
        Outcome::Expired => return expired(&reader).await,
        Outcome::Elsewhere => return reader.to("/sign-in/enrol"),
        Outcome::Wrong(tries) | Outcome::Fault(_, tries) => wrong(tries),
        Outcome::Replayed => PassState::Wrong { left: None },
        Outcome::Closed(Closed::Wait(until)) => PassState::Wait { until: until.micros() },
        Outcome::Closed(Closed::Disabled | Closed::UnknownDevices) => PassState::Closed,
    };
    page(&reader, &half, state)
}

fn wrong(tries: Tries) -> PassState {
    match tries.wait_until {
        Some(until) => PassState::Wait { until: until.micros() },
        None => PassState::Wrong { left: tries.left },
    }
}
